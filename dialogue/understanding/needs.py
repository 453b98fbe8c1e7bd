"""Needs in what was heard: which goods, how they must be and must not be, for whom, for how much. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dialogue.commands import FactSaid
from dialogue.understanding.drafts import Draft, merge
from dialogue.understanding.facts import SELF, about_size
from dialogue.understanding.needed_counts import NeededCounts
from dialogue.understanding.needed_rooms import NeededRooms
from dialogue.understanding.needed_sizes import CLOTHES, NeededSizes
from dialogue.understanding.negations import Negations
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.set_parts import parts_of_set
from dialogue.understanding.spans import TERMS, Heard, Span, whole
from matching.concepts import Concepts
from matching.need import BudgetKind, Need
from matching.sizes import CHILDREN, LETTERS
from orders.money import Money

_FIELDS: Final = {
    "color": "colors", "material": "materials", "pattern": "patterns", "style": "styles", "feature": "features",
    "room": "rooms", "occasion": "occasions",
}  # fmt: skip
_NEGATABLE: Final = {
    "color": "not_colors", "material": "not_materials", "pattern": "not_patterns", "feature": "not_features",
    "category": "not_categories",
}  # fmt: skip
_ANY: Final = {"colors": "color", "materials": "material"}
"""Fields of which one value is enough, with their kind: the widest value would take them all."""
_REACH: Final = 4
"""Tokens between "my" and the person."""
_LOOKS: Final = ("color", "material", "pattern", "style")
"""Kinds of which one word may name several, the one that is then meant first."""
_OF_METAL: Final = ("material", "color", "pattern", "style")
_ONLY_LOOKS: Final = "watch"
"""Jewellery that is seldom of the metal it looks like."""
_DESCRIBED_IN_FRONT: Final = frozenset({"en"})
"""Languages in which a noun right in front of another describes it, in a word of its own."""
_OF_GUESTS: Final = "wedding"
"""An occasion to which others go: what is worn there is not for those whose it is."""
_GROWN: Final = {"boys": "men", "girls": "women"}
_WHOLE: Final = ("category", "amount", "number", "feature", "size", "length")
"""Kinds that no comma or full stop cuts in two ("str. L", "no. 38")."""
_CUTS: Final = ",;.!?\n，、。；！？،؛؟"
MOST_NEEDS: Final = 5
_OLDEST: Final = 120


@dataclass(frozen=True, slots=True)
class Wanted:
    """Needs of a message, and both readings of an amount that must be asked back before searching."""

    needs: tuple[Need, ...]
    unclear: tuple[Money, ...] = ()


class NeedFinder:
    """Finds the needs of one language."""

    def __init__(self, phrases: Phrases, concepts: Concepts) -> None:
        self._phrases = phrases
        self._concepts = concepts
        self._words = phrases.words
        self._negations = Negations(phrases)
        self._sizes = NeededSizes(phrases, concepts)
        self._rooms = NeededRooms(phrases)
        self._counts = NeededCounts(phrases)

    def find(self, heard: Heard, facts: Sequence[FactSaid] = ()) -> Wanted:
        """Needs in the order said. Persons, budgets and occasions said once at the end or start hold for all of
        them."""
        negated = self.negated(heard)
        drafts = self._drafts(heard, negated)
        budget = heard.budget()
        person = self._person(heard)
        needs = tuple(self._need(draft, heard, facts, person) for draft in drafts[:MOST_NEEDS])
        needs = parts_of_set(self._phrases.table("sets"), heard, needs)
        if budget and not budget.unclear:
            each = len(needs) < 2 or self._words("each").has(heard.said) or budget.budget.kind is BudgetKind.FROM
            needs = tuple(need.model_copy(update={"budget" if each else "shared": budget.budget}) for need in needs)
        return Wanted(self._shared(needs), budget.unclear if budget else ())

    def negated(self, heard: Heard) -> set[int]:
        """Start tokens of terms that are not wanted."""
        return self._negations.turned(heard)

    def has_content(self, heard: Heard) -> bool:
        """Whether the part says anything about goods at all."""
        return bool(heard.of(*TERMS, "size", "length", "title")) or heard.budget() is not None

    # ---- one draft for each thing

    def _drafts(self, heard: Heard, negated: set[int]) -> list[Draft]:
        drafts: list[Draft] = []
        waiting = Draft(start=heard.start, end=heard.start)
        for start, end in self._segments(heard):
            draft = self._draft(heard.part(start, end), negated)
            draft.start, draft.end = start, end
            if draft.category is None and drafts:
                merge(drafts[-1], draft)
            elif draft.category is None:
                merge(waiting, draft)
            elif self._describes(heard, draft, drafts) or self._is_same(draft, drafts):
                merge(drafts[-1], draft)
            else:
                merge(draft, waiting)
                waiting = Draft(start=end, end=end)
                drafts.append(draft)
        if not drafts and (waiting.has_content() or heard.start < heard.end):
            drafts.append(waiting)
        return drafts

    def _is_same(self, draft: Draft, drafts: Sequence[Draft]) -> bool:
        """The same goods named again in another sentence; twice in a row they are two wishes ("a mug and a mug")."""
        last = drafts[-1].category if drafts else None
        here = draft.category
        return bool(last and here and last.value == here.value and draft.quantity == 1)

    def _segments(self, heard: Heard) -> Iterator[tuple[int, int]]:
        """Parts between "and", commas and line ends."""
        start = heard.start
        for position in range(heard.start, heard.end):
            joined = self._words("join").length_at(heard.tokens, position)
            cut = position > start and any(mark in heard.tokens[position].before for mark in _CUTS)
            cut = cut or self._counts.begins_other(heard, position)
            if (joined or cut) and position > start and not self._within(heard, position):
                yield start, position
                start = position
        yield start, heard.end

    def _within(self, heard: Heard, position: int) -> bool:
        return any(span.start < position < span.end for span in heard.of(*_WHOLE))

    def _describes(self, heard: Heard, draft: Draft, drafts: Sequence[Draft]) -> bool:
        """Goods named only to say what the wanted ones are for or are not: "cushions for the sofa"."""
        if not drafts or draft.category is None:
            return False
        before = self._before_article(heard, draft.category.start)
        return self._is_purpose(heard, draft.category) or self._words("for").ends_at(heard.tokens, before) > 0

    def is_for_somebody(self, heard: Heard) -> bool:
        """ "Something for my boyfriend, he takes XL" looks for goods, whatever it tells of him."""
        persons = [span.start - self._words("my").ends_at(heard.tokens, span.start) for span in heard.of("person")]
        return any(self._words("for").ends_at(heard.tokens, place) for place in persons)

    def _before_article(self, heard: Heard, position: int) -> int:
        for _ in range(2):
            position -= max(self._words(n).ends_at(heard.tokens, position) for n in ("articles", "indefinite", "my"))
        return max(heard.start, position)

    def _draft(self, heard: Heard, negated: set[int]) -> Draft:
        draft = Draft()
        for span in self._terms(heard):
            if span.start in negated:
                if span.kind in _NEGATABLE:
                    draft.add(_NEGATABLE[span.kind], span.value)
            elif span.kind == "category":
                self._take_category(heard, draft, span)
            elif span.kind in _FIELDS:
                draft.add(_FIELDS[span.kind], span.value)
            elif span.kind == "audience":
                draft.one.setdefault("audience", span.value)
        size = self._size(heard)
        if size:
            draft.one["size"] = size
        draft.rooms_to_fit.extend(self._rooms.fits(heard))
        if draft.category is None or draft.quantity == 1:
            draft.quantity = self._counts.pieces(heard)
        return draft

    def _terms(self, heard: Heard) -> Iterator[Span]:
        """What is said of goods: nothing inside a size or a budget, and of a word for a colour and a material at once
        ("gold", "terracotta") the look alone. That something is for the home says nothing."""
        values = [(span.start, span.end) for span in heard.of("size")]
        values += [(said.start, said.end) for said in heard.budgets]
        is_metal = self._is_of_metal(heard)
        first = _OF_METAL if is_metal else _LOOKS
        looks: dict[tuple[int, int], str] = {}
        for span in heard.of(*_LOOKS):
            kind = looks.setdefault((span.start, span.end), span.kind)
            looks[span.start, span.end] = min(kind, span.kind, key=first.index)
        for span in heard.of(*TERMS):
            inside = any(start <= span.start and span.end <= end for start, end in values)
            other = span.kind in _LOOKS and looks[span.start, span.end] != span.kind
            other = other and not (is_metal and span.kind == "color")  # What is of silver looks it.
            inside = inside and span.kind != "audience"  # "Damengröße 40" says for whom.
            if not (inside or other or (span.kind == "audience" and span.value == "home")):
                yield span

    def _is_of_metal(self, heard: Heard) -> bool:
        """Jewellery, of which "silver" says what it is made of; of what is not wanted it is the look alone."""
        goods = {span.value for span in heard.spans if span.kind == "category"}
        above = {wider for one in goods for wider in (one, *self._concepts.ancestors("category", one))}
        return "jewellery" in above and _ONLY_LOOKS not in goods and not self._words("negation").has(heard.said)

    def _take_category(self, heard: Heard, draft: Draft, span: Span) -> None:
        """The first goods of a segment are wanted; later ones only when more exact, or written as one with it."""
        current = draft.category
        if current is None:
            before = self._before_article(heard, span.start)
            for_it = self._words("for").ends_at(heard.tokens, before) or self._is_purpose(heard, span)
            if for_it and self._later(heard, span):
                return
            draft.category = span
            draft.quantity = self._counts.of(heard, span)
        elif self._is_head(heard, current, span):
            draft.category = span

    def _is_head(self, heard: Heard, current: Span, later: Span) -> bool:
        """Goods named later that are more exact, or wider behind an "or"; or the language puts what describes in
        front: always ("ソファ用の毛布"), or right in front ("bed socks")."""
        expand = self._concepts.expand
        if later.value in expand("category", current.value) or self._words("for_after").groups():
            return True
        if current.value in expand("category", later.value):
            return self._words("either").length_at(heard.tokens, current.end) > 0
        beside = later.start == current.end and not heard.tokens[later.start].before.strip()
        return beside and self._phrases.locale.split("_")[0] in _DESCRIBED_IN_FRONT

    def _is_purpose(self, heard: Heard, goods: Span) -> bool:
        """Languages that say behind the goods that something is for them."""
        return self._words("for_after").length_at(heard.tokens, goods.end) > 0

    def _later(self, heard: Heard, span: Span) -> bool:
        """Other goods are named behind, be it in a later part: "something for the sofa, a blanket"."""
        return any(other.kind == "category" and other.start >= span.end for other in heard.spans)

    def _size(self, heard: Heard) -> str | None:
        span = heard.first("size")
        return span.value if span else None

    # ---- for whom

    def _person(self, heard: Heard) -> str | None:
        """Somebody named behind "for" or "my"; a word such as "child" alone only says for whom goods are made. Where a
        language says "for" by an ending or not at all, whoever is named is meant."""
        has_for = bool(self._words("for").groups())
        for span in heard.of("person"):
            if any(other.start == span.end and other.value == _OF_GUESTS for other in heard.of("occasion")):
                continue
            before = self._before_article(heard, span.start)
            general = any(other.start == span.start for other in heard.of("audience"))
            named = (
                not has_for or self._words("for").ends_at(heard.tokens, before) or self._words("gift").has(heard.said)
            )
            meant_for = not general and bool(named)
            mine = self._words("my").length_at(heard.tokens, span.start) > 0 or any(
                self._words("my").ends_at(heard.tokens, place)
                for place in range(max(heard.start, span.start - _REACH), span.start + 1)
            )
            if meant_for or mine or self._is_whose(heard, before):
                return span.value
        return None

    def _is_whose(self, heard: Heard, before: int) -> bool:
        """The person whose occasion it is: "something for the birthday of a friend"."""
        occasions = heard.of("occasion") if self._words("gift").has(heard.said) else ()
        return any(occasion.end in (before - 1, before) for occasion in occasions)

    def _need(self, draft: Draft, heard: Heard, facts: Sequence[FactSaid], person: str | None) -> Need:
        gift = self._words("gift").has(heard.said)
        audience = draft.one.get("audience") or self._audience(person)
        age = next((int(f.value) for f in facts if f.about == "household.age" and person in (f.who, None)), None)
        age = self._age(heard) if age is None else age
        who = person or next((f.who for f in facts if f.about == "household.age"), None)
        self._wish(draft, facts)
        category = draft.category.value if draft.category else None
        part = heard.part(draft.start, draft.end)
        for_child = (audience or self._concepts.audience_of(who)) in CHILDREN
        age = self._sizes.age(part, category) if age is None and for_child else age
        if age is None and "audience" not in draft.one and self._is_grown(draft, category):
            audience = _GROWN.get(self._audience(who) or "", audience)
        return Need(
            text=self._unknown(part),
            category=category,
            audience=audience if audience or not who else self._audience(who),
            age=age,
            size=self._sizes.span(part, category)
            or draft.one.get("size")
            or self._sizes.size(part, category)
            or self._told_size(facts, who, category),
            fits=() if self._concepts.sizing(category) in CLOTHES else tuple(draft.rooms_to_fit),
            quantity=draft.quantity,
            person=who,
            gift=gift,
            **{name: self._narrowest(name, values) for name, values in draft.lists.items()},
        )

    def _is_grown(self, draft: Draft, category: str | None) -> bool:
        """Children's clothes go by height: who takes an L is somebody's son and no child."""
        return self._concepts.sizing(category) == "clothing" and draft.one.get("size", "").casefold() in LETTERS

    def _narrowest(self, field_name: str, values: Sequence[str]) -> tuple[str, ...]:
        """ "Madera de olivo" names a wood, and it is olive wood."""
        kind = _ANY.get(field_name)
        wider = {above for value in values for above in (self._concepts.ancestors(kind, value) if kind else ())}
        return tuple(value for value in values if value not in wider)

    def _told_size(self, facts: Sequence[FactSaid], who: str | None, category: str | None) -> str | None:
        """ "I take a large": told with the search, by whom the goods are for."""
        about = about_size(self._concepts.sizing(category))
        told = (f.value for f in facts if f.about == about and f.who == (who or SELF) and not f.forget)
        return next(told, None) if category else None

    def _age(self, heard: Heard) -> int | None:
        """The age in "for a 3 year old girl", whoever that is."""
        for number in heard.numbers:
            years = self._words("years").length_at(heard.tokens, number.end)
            months = self._words("months").length_at(heard.tokens, number.end)
            value = whole(number.value) if heard.start <= number.start and number.end <= heard.end else None
            if value is not None and (years or months):
                return min(value // 12 if months else value, _OLDEST)
        return None

    def _wish(self, draft: Draft, facts: Sequence[FactSaid]) -> None:
        """What somebody likes in general ranks the goods and is no condition ("my son loves green"); what they cannot
        stand is left out."""
        for fact in facts:
            taste, _, kind = fact.about.partition(".")
            name = _FIELDS.get(kind, "")
            if fact.forget or taste not in ("likes", "dislikes"):
                continue
            if fact.value in draft.lists.get(name, []):
                draft.lists[name].remove(fact.value)
            wish = f"liked_{name}" if taste == "likes" else _NEGATABLE.get(kind, "")
            if wish in Need.model_fields and kind != "category":
                draft.add(wish, fact.value)

    def _audience(self, person: str | None) -> str | None:
        audience = self._concepts.audience_of(person)
        return None if audience == "unisex" else audience

    def meant_for(self, need: Need, person: str, age: int | None) -> Need:
        """The need for somebody already known; what was said of them now wins."""
        update = {"person": person, "audience": self._audience(person) or need.audience}
        return need.model_copy(update=update | ({"age": age} if need.age is None else {}))

    def _shared(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Occasions and audiences said for one of several things hold for the others."""
        if len(needs) < 2:
            return needs
        occasions = next((need.occasions for need in needs if need.occasions), ())
        return tuple(n if n.occasions else n.model_copy(update={"occasions": occasions}) for n in needs)

    def _unknown(self, heard: Heard) -> str:
        """Words that neither the phrases nor the terms know: what is still left to look for."""
        covered = {place for span in heard.spans for place in range(span.start, span.end)}
        names = self._phrases
        left = [
            token.raw
            for place, token in enumerate(heard.tokens[heard.start : heard.end], heard.start)
            if place not in covered and token.norm.isalpha() and len(token.norm) > 2
            and token.norm not in names.known and token.norm not in names.function_words
        ]  # fmt: skip
        return " ".join(left)
