"""What a message tells in passing about the shopper or somebody of theirs: sizes, tastes, ages, budgets. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from dialogue.commands import FactSaid
from dialogue.understanding.names import opening_name
from dialogue.understanding.patterns import Hit, Patterns, Slots
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.sizes import bare_size
from dialogue.understanding.spans import TERMS, Heard, Span, whole
from dialogue.understanding.text import Token
from matching.concepts import Concepts

_TASTES: Final = ("color", "material", "style", "pattern", "category")
_SIZED: Final = {
    "shoes": "size.shoes", "kids_shoes": "size.shoes", "waist": "size.trousers", "ring": "size.ring", "bed": "size.bed",
}  # fmt: skip
CLOTHING: Final = "size.clothing"
SELF: Final = "self"
OLDEST: Final = 120
_HUNDRED: Final = 100
_NEAR: Final = 3
"""Tokens in which the goods stand that a size is of."""
_OF_TROUSERS: Final = re.compile(r"W\d\d( L\d\d)?")
_UNSIZED: Final = (None, "none", "one_size", "dimensions")
_FORGETTING: Final = 6
"""Words of forgetting in front of a fact."""
_BETWEEN: Final = 2
""" "Please, that": small words between."""
_SHOES: Final = "size.shoes"
_ABOUT_SIZE: Final = {
    "own_size": CLOTHING, "own_shoe_size": _SHOES, "own_trouser_size": "size.trousers",
    "own_ring_size": "size.ring", "their_size": CLOTHING, "their_shoe_size": _SHOES, "same_size": CLOTHING,
}  # fmt: skip
_LEFT_OUT: Final = frozenset({"own_size", "own_shoe_size", "likes", "dislikes"})
"""What is told of whoever is being spoken of."""
_FORGOTTEN_SIZES: Final = {"forget_size": "size", "forget_their_size": "size", "forget_shoe_size": _SHOES}
"""All sizes, or those of shoes alone."""
_OF_OTHERS: Final = ("their", "forget_their", "age", "name")
"""Beginnings of what is told of somebody else."""
_OF_SAME: Final = "same_size"
"""Said without a subject, by a verb that is the same for all: of whoever was told of last."""
_TELLS_NOTHING: Final = "no_fact"
"""Denied, imagined or over: "if I was a size S", "it's not that I hate green"."""


def about_size(sizing: str | None) -> str:
    """Which size of the profile a category's size is."""
    return _SIZED.get(sizing or "", CLOTHING)


class FactFinder:
    """Finds the facts of one language."""

    def __init__(self, phrases: Phrases, concepts: Concepts) -> None:
        self._phrases = phrases
        self._patterns = Patterns(phrases.facts)
        self._concepts = concepts

    def find(self, heard: Heard, slots: Slots, someone: str | None = None) -> tuple[FactSaid, ...]:
        """Each fact once, in the order said. `someone` is whom "she" and "he" mean."""
        hits = [hit for hit in self._patterns.find(heard, slots) if self._may_be(hit, heard)]
        hits.sort(key=lambda hit: (hit.start, hit.start - hit.end))
        facts: dict[FactSaid, None] = {}
        for hit in hits:
            if not any(_inside(hit, other) or _is_otherwise(hit, other, heard) for other in hits):
                told = self._of_same(hit, heard, tuple(facts), self._facts(hit, heard, someone))
                facts.update(dict.fromkeys(_unsaid(told) if self._is_unsaid(hit, heard) else told))
        return _consistent(tuple(facts))

    def _may_be(self, hit: Hit, heard: Heard) -> bool:
        """ "My son Leo is 5" tells an age; in "my son's shoe size is 30" no name stands in its place. Where words
        are not told apart, a name is no "my sister's name is …" either."""
        place = hit.slot("name")
        if hit.pattern.label == "own_name" and place and heard.part(*place).of("person"):
            return False
        return hit.pattern.label != "age" or place is None or self._is_name(heard, *place)

    def _is_name(self, heard: Heard, start: int, end: int) -> bool:
        words = heard.tokens[start:end]
        goods = heard.part(start, end).of("category")
        return not goods and all(self._may_name(word) for word in words)

    def _of_same(
        self, hit: Hit, heard: Heard, before: Sequence[FactSaid], told: Iterable[FactSaid]
    ) -> Iterator[FactSaid]:
        """ "She wears M in dresses and 39 in shoes", "she is 7 and loves purple": what is joined to what was told of
        somebody is told of them too."""
        label = hit.pattern.label
        joins = label in _ABOUT_SIZE or label in ("likes", "dislikes")
        joined = joins and self._phrases.words("join").length_at(heard.tokens, hit.start)
        who = before[-1].who if joined and before else None
        for fact in told:
            yield fact.model_copy(update={"who": who}) if who and (fact.who == SELF or label == _OF_SAME) else fact

    def _is_unsaid(self, hit: Hit, heard: Heard) -> bool:
        """ "Forget that my son is five": words of forgetting stand right in front of what would else be learned."""
        forgets = self._phrases.words("forget")
        for place in range(max(heard.start, hit.start - _FORGETTING), hit.start):
            end = place + forgets.length_at(heard.tokens, place)
            if place < end <= hit.start and end >= hit.start - _BETWEEN:
                return not hit.pattern.label.startswith("forget")
        return False

    def told(self, heard: Heard, slots: Slots) -> frozenset[int]:
        """Tokens that are part of a fact: goods named there are not looked for ("my shoe size is 43")."""
        hits = self._patterns.find(heard, slots)
        return frozenset(place for hit in hits for place in range(hit.start, self._goods_end(hit, heard)))

    def _goods_end(self, hit: Hit, heard: Heard) -> int:
        """A size is told with the goods it is for: "she wears M in dresses"; a taste with all that is named."""
        if hit.pattern.label not in _ABOUT_SIZE:
            return self._list_end(hit, heard)
        goods = heard.part(hit.end, self._phrase_end(heard, hit.end)).first("category")
        return goods.end if goods else hit.end

    def _list_end(self, hit: Hit, heard: Heard) -> int:
        """Behind the last of the things joined to one that is liked or not: "I like blue and grey"."""
        end, join, articles = hit.end, self._phrases.words("join"), self._phrases.words("articles")
        while hit.pattern.label.endswith("likes") and (length := join.length_at(heard.tokens, end)):
            place = end + length + articles.length_at(heard.tokens, end + length)
            span = next((span for span in heard.of(*TERMS) if span.start == place), None)
            if span is None:
                break
            end = span.end
        return end

    def own_name(self, heard: Heard, slots: Slots) -> str | None:
        """The name in "my name is …"."""
        hits = [hit for hit in self._patterns.find(heard, slots) if hit.pattern.label == "own_name"]
        clearest = max(hits, key=lambda hit: len(hit.pattern.literals), default=None)
        return self._name(clearest, heard) if clearest else None

    def _facts(self, hit: Hit, heard: Heard, someone: str | None) -> Iterator[FactSaid]:
        label = hit.pattern.label
        who = self._who(hit, heard, someone) if label.startswith(_OF_OTHERS) else self._spoken_of(hit, heard)
        who = (someone or who) if label == _OF_SAME else who
        if who is not None and label != _TELLS_NOTHING:
            yield from self._reads(label)(hit, heard, who)

    def _reads(self, label: str) -> Callable[[Hit, Heard, str], Iterator[FactSaid]]:
        if label in _ABOUT_SIZE:
            return self._size
        if label.startswith("forget"):
            return self._forgotten
        if label.endswith("likes"):
            return self._tastes
        if label.endswith("name"):
            return self._named
        if "occasion" in label:
            return _occasion
        return self._age if label == "age" else _budget

    def _named(self, hit: Hit, heard: Heard, who: str) -> Iterator[FactSaid]:
        if name := self._name(hit, heard):
            yield FactSaid(who=who, about="name" if who == SELF else "household.name", value=name)

    def _size(self, hit: Hit, heard: Heard, who: str) -> Iterator[FactSaid]:
        value, about = self._size_in(hit, heard), self._about(hit, heard)
        if value and about == _SHOES and value.isalpha():
            about = CLOTHING  # "I wear L and 43 in shoes": letters are no shoe size.
        if value and _OF_TROUSERS.fullmatch(value):
            about = "size.trousers"
        if value and about:
            yield FactSaid(who=who, about=about, value=value)

    def _about(self, hit: Hit, heard: Heard) -> str | None:
        """Whose size it is by the goods named; None for goods that nobody has a size in ("2 in mugs")."""
        about = _ABOUT_SIZE[hit.pattern.label]
        if about != CLOTHING:
            return about
        near = heard.part(hit.start, self._phrase_end(heard, hit.end))
        category = near.first("category")
        if category and self._concepts.sizing(category.value) in _UNSIZED:
            return None
        before = heard.part(self._phrase_start(heard, hit.start), hit.start)
        return self._sized_by(near) or self._sized_by(before) or about

    def _sized_by(self, near: Heard) -> str | None:
        """Which size the goods named here have: "I wear 43 in shoes", and "in shoes I wear 43"."""
        goods = near.of("category")
        sizing = self._concepts.sizing(goods[-1].value) if goods else None
        if sizing not in _UNSIZED:
            return about_size(sizing)
        named = (("shoes", _SHOES), ("trousers", "size.trousers"), ("ring", "size.ring"))
        return next((kind for name, kind in named if self._phrases.words(name).has(near.said)), None)

    def _phrase_start(self, heard: Heard, position: int) -> int:
        """Up to three tokens back, not past punctuation or "and"."""
        first = max(heard.start, position - _NEAR)
        for start in range(position, first, -1):
            past = start < len(heard.tokens) and heard.tokens[start].before.strip()
            if past or self._phrases.words("join").length_at(heard.tokens, start - 1):
                return start
        return first

    def _phrase_end(self, heard: Heard, position: int) -> int:
        """Up to three more tokens, not past punctuation or "and"."""
        last = min(heard.end, position + _NEAR)
        for end in range(position, last):
            if heard.tokens[end].before.strip() or self._phrases.words("join").length_at(heard.tokens, end):
                return end
        return last

    def _tastes(self, hit: Hit, heard: Heard, who: str) -> Iterator[FactSaid]:
        """A taste is said of a thing in general: "the blue jacket" is one jacket, "blue" is a taste."""
        place = hit.slot("thing")
        kind = "likes" if hit.pattern.label.endswith("_likes") or hit.pattern.label == "likes" else "dislikes"
        listed = tuple(self._listed(heard, self._behind_article(heard, place[0]), hit.end)) if place else ()
        looks = {span.start for span in listed if span.kind != "category"}
        for span in listed:
            if span.kind != "category" or span.start not in looks:  # "Porcelain" is a material before it is goods.
                yield FactSaid(who=who, about=f"{kind}.{span.kind}", value=span.value)

    def _listed(self, heard: Heard, start: int, end: int) -> Iterator[Span]:
        """Terms at the slot and those listed behind it: "wool, silk and yellow"."""
        yield from (s for s in heard.of(*_TASTES) if s.start == start)
        position = max((s.end for s in heard.of(*_TASTES) if s.start == start), default=end)
        while position < heard.end:
            joined = max(self._phrases.words(name).length_at(heard.tokens, position) for name in ("join", "either"))
            listed = self._behind_article(heard, position + joined)
            following = [s for s in heard.of(*_TASTES) if s.start == listed]
            if not following or not (joined or "," in heard.tokens[position].before):
                return
            yield from following
            position = max(span.end for span in following)

    def _behind_article(self, heard: Heard, position: int) -> int:
        """ "J'adore le vert": languages name what they like with an article."""
        small = (self._phrases.words(name) for name in ("articles", "indefinite"))
        return position + max(words.length_at(heard.tokens, position) for words in small)

    def _age(self, hit: Hit, heard: Heard, who: str) -> Iterator[FactSaid]:
        place = hit.last_slot("number")
        number = heard.part(*place).number() if place else None
        age = whole(number.value) if number else None
        if age is None or age > OLDEST:
            return
        behind = (hit.end, number.end if number else hit.end)
        if any(self._phrases.words("months").length_at(heard.tokens, end) for end in behind):
            age = age // 12
        yield FactSaid(who=who, about="household.age", value=str(age))
        yield from self._named(hit, heard, who)

    def _who(self, hit: Hit, heard: Heard, someone: str | None) -> str | None:
        place = hit.slot("person")
        if place is None:
            return someone
        span = next((s for s in heard.part(*place).of("person")), None)
        return span.value if span and span.value != SELF else None

    def _spoken_of(self, hit: Hit, heard: Heard) -> str:
        """Scripts without spaces are of languages that name nobody twice: what follows 息子は is told of the son."""
        persons = [span for span in heard.of("person") if span.end <= hit.start and span.value != SELF]
        if hit.pattern.label not in _LEFT_OUT or not persons or not heard.tokens[hit.start].is_unspaced:
            return SELF
        own = {group[0] for group, _ in self._phrases.words("my").groups()}
        between = heard.tokens[persons[-1].end : hit.end]
        ends = any(mark in token.before for token in between for mark in ".!?\n")
        return SELF if ends or any(token.norm in own for token in between) else persons[-1].value

    def _name(self, hit: Hit, heard: Heard) -> str | None:
        place = hit.slot("name")
        if place is None:
            return None
        if heard.tokens[place[0]].is_unspaced:
            return opening_name(heard.tokens[slice(*place)], self._phrases)
        words: list[str] = []
        said = heard.tokens[place[0] : place[1]]
        for token, following in zip(said, (*said[1:], None), strict=True):
            joins = bool(words) and following is not None and following.raw.istitle()  # "Fenna de Wit"
            if not (self._may_name(token) or joins) or (words and token.before.strip()):
                break
            words.append(token.raw if token.raw[0].isupper() or not self._is_strange(token) else token.raw.title())
        return " ".join(words[:3]) or None

    def _may_name(self, token: Token) -> bool:
        """As it was typed: a name must not be taken for a slip of the finger. In small letters it is a strange word."""
        return token.raw.isalpha() and (token.raw.istitle() or self._is_strange(token))

    def _is_strange(self, token: Token) -> bool:
        return self._phrases.spelling.norm(token.raw) not in self._phrases.known

    def _size_in(self, hit: Hit, heard: Heard) -> str | None:
        place = hit.last_slot("size")
        if place is None:
            return None
        part = heard.part(*place)
        found = [(span.start, span.end, span.value) for span in part.of("size")]
        named = list(self._phrases.table("size_names").find(part.said))
        return bare_size(part.said, found or named)

    def _forgotten(self, hit: Hit, heard: Heard, who: str) -> Iterator[FactSaid]:
        contact = hit.pattern.label.removeprefix("forget_")
        if contact in ("email", "phone", "address"):
            yield FactSaid(about=contact, value="", forget=True)
        elif hit.pattern.label in _FORGOTTEN_SIZES:
            yield FactSaid(who=who, about=_FORGOTTEN_SIZES[hit.pattern.label], value="", forget=True)
        elif hit.pattern.label == "forget_all_likes":
            yield FactSaid(about="likes", value="", forget=True)
            yield FactSaid(about="dislikes", value="", forget=True)
        elif size := self._size_in(hit, heard):
            yield FactSaid(about="size", value=size, forget=True)
        elif place := hit.slot("thing"):
            for span in self._listed(heard, self._behind_article(heard, place[0]), hit.end):
                yield FactSaid(about=f"likes.{span.kind}", value=span.value, forget=True)
                yield FactSaid(about=f"dislikes.{span.kind}", value=span.value, forget=True)


def _occasion(hit: Hit, heard: Heard, who: str) -> Iterator[FactSaid]:
    """What is coming up: told by its word, or by the entry's own variant ("we're getting married")."""
    place, meant = hit.slot("occasion"), hit.pattern.label.partition(".")[2]
    named = next((span.value for span in heard.part(*place).of("occasion")), "") if place else meant
    if named:
        yield FactSaid(who=who, about="occasion", value=named)


def _budget(hit: Hit, heard: Heard, who: str) -> Iterator[FactSaid]:
    place = hit.slot("amount")
    amount = next((a for a in heard.amounts if place and a.start == place[0] and a.or_else is None), None)
    if amount:
        yield FactSaid(who=who, about="budget.usual", value=f"{amount.money.plain()} {amount.money.currency}")


def _unsaid(facts: Iterable[FactSaid]) -> Iterator[FactSaid]:
    """The same facts, to be forgotten; of a taste neither the like nor the dislike stays."""
    for fact in facts:
        taste, dot, kind = fact.about.partition(".")
        about = (f"likes.{kind}", f"dislikes.{kind}") if dot and taste in ("likes", "dislikes") else (fact.about,)
        yield from (FactSaid(who=fact.who, about=each, value=fact.value, forget=True) for each in about)


def _is_otherwise(hit: Hit, other: Hit, heard: Heard) -> bool:
    """ "My son is 5" tells an age and no size, "my son is 116" a size and no age, though phrases of both fit."""
    labels = (hit.pattern.label, other.pattern.label)
    if (hit.start, hit.end) != (other.start, other.end):
        return False
    if labels[0] in ("own_size", "their_size") and labels[1] in _ABOUT_SIZE and labels[0] != labels[1]:
        return True  # "In trousers I wear 34": the phrase that names the goods says more.
    if set(labels) != {"age", "their_size"}:
        return False
    number = heard.part(hit.start, hit.end).number()
    is_age = number is not None and number.value < _HUNDRED
    return (labels[0] == "their_size") == is_age


def _inside(hit: Hit, other: Hit) -> bool:
    """A hit that lies within a longer one says less ("i like wool" in "i don't really like wool")."""
    longer = other.end - other.start > hit.end - hit.start
    return longer and other.start <= hit.start and hit.end <= other.end


def _consistent(facts: Sequence[FactSaid]) -> tuple[FactSaid, ...]:
    """What is forgotten is not learned in the same breath."""
    forgotten = {(fact.who, fact.value) for fact in facts if fact.forget}
    return tuple(fact for fact in facts if fact.forget or (fact.who, fact.value) not in forgotten)
