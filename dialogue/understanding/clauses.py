"""What each part of a message is about: splits it where another wish begins, and names each part's label with a
confidence."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dialogue.understanding.classify import Classifier, probabilities
from dialogue.understanding.examples import masked
from dialogue.understanding.packed import Slot
from dialogue.understanding.patterns import Hit, Patterns, Slots
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import TERMS, Heard

PATTERN: Final = 0.75
"""What a phrase that covers a whole clause adds to the classifier's score; one that covers a part adds less."""
WHOLE: Final = 0.35
"""On top for a phrase that is the whole clause, word by word."""
VERBATIM: Final = 0.5
"""On top of that where no slot stands for any of the words: "show me my basket" wants to see no baskets."""
LOOSE: Final = 0.35
"""Worth of a token that only an {any} or {name} covers."""
FEWEST: Final = 2
"""A phrase inside a longer clause counts from this many words on."""
OTHER_WISH: Final = 0.55
"""Confidence from which the part behind an "and" or a comma is a wish of its own."""
_AGREES: Final = "confirm"
MOST_PARTS: Final = 8
SELECTION: Final = ("find_products", "refine_search")
SWAPS: Final = ("change_order", "exchange_item")
_RIVALS: Final = frozenset({*SWAPS, "ask_refund", "ask_refund_state", "return_item"})
"""Ways to put the same thing right, of which one is named to be turned down."""
_RULED_OUT: Final = 3
"""Words of a part at most that only turns one of them down."""
_VALUES: Final = (
    *TERMS, "size", "person", "number", "amount", "length", "day", "order", "ref", "language", "country", "title",
)  # fmt: skip
NAMING: Final = (*SELECTION, "take_product", "ask_about_product")
"""Labels of parts that may only name things."""
_OF_SHOWN: Final = ("compare_products", "ask_about_product")
_DUE: Final = 0.8
"""Confidence in a search by goods and the day they are needed by, which no phrase lists."""
_OF_DAYS: Final = ("by_day", "before_day", "within", "by_day_after", "before_day_after", "within_after", "day_links")


@dataclass(frozen=True)
class Clause:
    """A part of a message with its likeliest labels, best first."""

    heard: Heard
    ranked: tuple[tuple[str, float], ...]
    hits: tuple[Hit, ...] = ()

    @cached_property
    def kinds(self) -> dict[str, float]:
        """Probability of each Command kind over all its variants, likeliest first."""
        sums: dict[str, float] = {}
        for label, probability in self.ranked:
            kind = label.split(".")[0]
            sums[kind] = sums.get(kind, 0.0) + probability
        return dict(sorted(sums.items(), key=lambda entry: (-entry[1], entry[0])))

    @property
    def kind(self) -> str:
        return next(iter(self.kinds))

    @property
    def variant(self) -> str:
        """The likeliest variant of the kind; empty where it has none."""
        label = next(label for label, _ in self.ranked if label.split(".")[0] == self.kind)
        return label.partition(".")[2]

    @property
    def is_bare(self) -> bool:
        """A single word that stands for nothing and is no phrase by itself."""
        whole = any(hit.start == self.heard.start and hit.end == self.heard.end for hit in self.hits)
        return self.heard.end - self.heard.start == 1 and not whole and not self.heard.of(*_VALUES)

    @property
    def confidence(self) -> float:
        """Of the likeliest kind; a change and an exchange are one, as the order's state decides between them."""
        return self.swaps if self.kind in SWAPS else self.kinds[self.kind]

    @property
    def swaps(self) -> float:
        return sum(self.kinds.get(kind, 0.0) for kind in SWAPS)


class Reader:
    """Reads clauses of one language."""

    def __init__(self, phrases: Phrases, classifier: Classifier) -> None:
        self._phrases = phrases
        self._classifier = classifier
        self._patterns = Patterns(phrases.patterns)

    def read(self, heard: Heard, slots: Slots, leaning: Mapping[str, float]) -> list[Clause]:
        """The clauses of a message. `leaning` is what the conversation makes likelier or less likely, by label or
        kind."""
        said = self._parts(heard)
        parts = [(part, hard) for part, hard in said if not self._is_filler(part)] or [(heard, True)]
        if len(said) > len(parts) and not any(hard for _, hard in said[1:]) and self._is_verbatim(heard, slots):
            return [self.clause(heard, slots, leaning)]
        if len(parts) > 1 and not any(hard for _, hard in parts[1:]) and self._is_one_phrase(heard, slots):
            return [self.clause(heard, slots, leaning)]
        clauses: list[Clause] = []
        for part, hard in parts:
            clause = self.clause(part, slots, leaning)
            if clauses and not hard and not self._begins_anew(clauses[-1], clause):
                whole = heard.part(clauses[-1].heard.start, part.end)
                clauses[-1] = _clearest(self.clause(whole, slots, leaning), clauses[-1], clause)
            elif clauses and self._is_led_by(clauses[-1], clause):
                clauses[-1] = Clause(heard.part(clauses[-1].heard.start, part.end), clause.ranked, clause.hits)
            elif clauses and self._goes_on(clauses[-1], clause):
                whole = heard.part(clauses[-1].heard.start, part.end)
                joined = self.clause(whole, slots, leaning)
                clauses[-1] = Clause(whole, clauses[-1].ranked, (*clauses[-1].hits, *joined.hits))
            else:
                clauses.append(clause)
        return without_ruled_out(clauses, self._phrases)

    def _is_one_phrase(self, heard: Heard, slots: Slots) -> bool:
        """A phrase is the message word by word, commas and all: "no refund, I want an exchange"."""
        inner = self.without_filler(heard)
        return any(
            (hit.start, hit.end) == (inner.start, inner.end)
            and len(hit.pattern.literals) >= FEWEST
            and not any(kind in ("any", "name") for kind, _, _ in hit.slots)
            for hit in self._patterns.find(inner, slots)
        )

    def _is_verbatim(self, heard: Heard, slots: Slots) -> bool:
        """A phrase is the message word by word, small words and all: "super, thanks"."""
        return any(_is_verbatim(hit, heard) for hit in self._patterns.find(heard, slots))

    def clause(self, heard: Heard, slots: Slots, leaning: Mapping[str, float]) -> Clause:
        inner, hits = heard, self._patterns.find(heard, slots)
        if not _has_whole(hits, inner):
            inner = self.without_filler(heard)
            hits = self._patterns.find(inner, slots)
        bare = inner if _has_whole(hits, inner) else self._without_ending(inner)
        ranked = self._ranked(inner, hits, leaning) if bare is inner else ()
        if bare is not inner:
            bare_hits = self._patterns.find(bare, slots)
            ranked = self._ranked(bare, bare_hits, leaning)
            if ranked[0][0] == _AGREES:  # "Shall I order?" is no order.
                ranked = self._ranked(inner, hits, leaning)
            else:
                inner, hits = bare, bare_hits
        return Clause(inner, ranked, tuple(hits))

    def _ranked(self, heard: Heard, hits: Sequence[Hit], leaning: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
        """All labels with their probabilities, likeliest first."""
        scores = self._classifier.scores(masked(heard))
        for label, cover in self._covered(heard, hits).items():
            scores[label] = scores.get(label, 0.0) + PATTERN * cover**1.5 + (WHOLE if cover >= 1 else 0.0)
        for label in {hit.pattern.label for hit in hits if _is_verbatim(hit, heard)}:
            scores[label] += VERBATIM
        for label in scores:
            scores[label] += leaning.get(label, 0.0) + leaning.get(label.split(".")[0], 0.0)
        return tuple(sorted(probabilities(scores).items(), key=lambda entry: (-entry[1], entry[0])))

    def _without_ending(self, heard: Heard) -> Heard:
        """The part without the particles at its end that only colour it, unless little is left: 届いてないよ."""
        end = heard.end
        while length := self._phrases.words("endings").ends_at(heard.tokens, end):
            if end - length - heard.start < FEWEST:
                break
            end -= length
        return heard if end == heard.end else heard.part(heard.start, end)

    def without_filler(self, heard: Heard) -> Heard:
        """The part without "hi", "please" and the like at its ends, unless that is all there is."""
        filler = self._phrases.words("filler")
        start, end = heard.start, heard.end
        numbers = {number.start: number.end for number in heard.numbers}
        while start < end and (length := filler.length_at(heard.tokens, start)) and start + length <= end:
            if numbers.get(start, 0) > start + length:
                break
            start += length
        while end > start and (length := filler.ends_at(heard.tokens, end)):
            end -= length
        inner = heard.part(start, end)
        says_something = end - start > 1 or bool(
            inner.of("category", "color", "size", "order", "number", "ref", "language")
        )
        known = start < end and inner.said[0].norm in self._phrases.known and not inner.of("person")
        return inner if start < end and (says_something or known) else heard

    def familiarity(self, heard: Heard) -> float:
        """Share of the tokens that some phrase or term knows, slips of the finger forgiven."""
        covered = {place for span in heard.spans for place in range(span.start, span.end)}
        places = range(heard.start, heard.end)
        known = sum(place in covered or self._phrases.nearest(heard.tokens[place].norm) is not None for place in places)
        return known / max(1, len(places))

    def _covered(self, heard: Heard, hits: Iterable[Hit]) -> dict[str, float]:
        """Share of the clause that each label's best phrase covers."""
        total = heard.end - heard.start
        covered: dict[str, float] = {}
        for hit in hits:
            loose = sum(end - start for kind, start, end in hit.slots if kind in ("any", "name"))
            firm = hit.end - hit.start - loose
            whole = hit.start == heard.start and hit.end == heard.end
            if not whole and len(hit.pattern.literals) + _values(hit) < FEWEST:
                continue
            if not whole and not hit.pattern.literals:
                continue
            cover = (firm + LOOSE * loose) / total
            covered[hit.pattern.label] = max(cover, covered.get(hit.pattern.label, 0.0))
        return covered

    def _parts(self, heard: Heard) -> list[tuple[Heard, bool]]:
        """Parts between punctuation and joining words; True where a sentence ends before the part."""
        cuts: list[tuple[int, bool]] = [(heard.start, True)]
        values = [(span.start, span.end) for span in heard.spans] + [(said.start, said.end) for said in heard.budgets]
        for position in range(heard.start + 1, heard.end):
            before = heard.tokens[position].before
            joined = self._joins(heard, position)
            inside = any(start < position < end for start, end in values)
            if inside or len(cuts) >= MOST_PARTS:
                continue
            if any(mark in before for mark in ".!?;\n…"):
                cuts.append((position, True))
            elif any(mark in before for mark in ",:–—") or joined:
                cuts.append((position, False))
        ends = [start for start, _ in cuts[1:]] + [heard.end]
        return [(heard.part(start, end), hard) for (start, hard), end in zip(cuts, ends, strict=True)]

    def _joins(self, heard: Heard, position: int) -> int:
        """Length of a joining word. A sign with nothing behind it joins nothing: French "a+" is a farewell. A single
        character joins only behind something that it may join: Japanese と stands inside many words."""
        length, token = self._phrases.words("join").length_at(heard.tokens, position), heard.tokens[position]
        if position + length == heard.end and not token.norm.isalpha():
            return 0
        if length == 1 and token.is_unspaced and not any(span.end == position for span in heard.spans):
            return 0
        return length

    def _begins_anew(self, before: Clause, clause: Clause) -> bool:
        """A part behind a comma or "and" is a wish of its own when it is clearly about something else."""
        if clause.kind == before.kind or (clause.kind in SELECTION and before.kind in SELECTION):
            return False
        if clause.kind in NAMING and before.kind in NAMING and not _has_verb(clause, self._phrases):
            return False
        if before.kind in SELECTION and clause.kind == "ask_about_product" and clause.heard.of("size", "color"):
            return False  # "Green wellies, do you have them in 28?"
        spends = self._phrases.words("money").has(clause.heard.said) and not clause.heard.of("category")
        bare = spends or not _has_verb(clause, self._phrases)
        if before.kind in SELECTION and clause.heard.of("amount") and bare:
            return False
        return clause.confidence >= OTHER_WISH and before.confidence >= OTHER_WISH

    def _is_filler(self, heard: Heard) -> bool:
        return any(self._phrases.words(name).is_all(heard.said) for name in ("filler", "join", "hold_on"))

    def _is_led_by(self, before: Clause, clause: Clause) -> bool:
        """ "The lamp, is it dimmable?": goods set in front of what is said of them; also "the first and the second,
        which is better"."""
        named, pointed = before.heard.of("category", "title"), before.heard.of("ref")
        told = (bool(named) and clause.kind not in NAMING[:3]) or (bool(pointed) and clause.kind in _OF_SHOWN)
        return told and before.kind in NAMING and not _has_verb(before, self._phrases)

    def _goes_on(self, before: Clause, clause: Clause) -> bool:
        """A sentence that only names colours, sizes, sums, people or a place goes on with the one before."""
        if before.kind == "ask_about_product" and self._only_describes(clause):
            return True
        if before.kind == "take_product" and clause.heard.of("ref") and not _has_verb(clause, self._phrases):
            return not before.heard.of("ref", "category", "title")
        if before.kind not in (*SELECTION, "take_product", "change_order", "exchange_item"):
            return False
        both = clause.kind in SELECTION and before.kind in SELECTION
        values = clause.heard.of("color", "size", "material", "feature", "amount", "person", "length", "occasion")
        return both or (bool(values) and (clause.confidence < OTHER_WISH or self._only_describes(clause)))

    def _only_describes(self, clause: Clause) -> bool:
        """Looks and particles alone, in a script without spaces: 紺色の."""
        words, heard = self._phrases.function_words, clause.heard
        looks = heard.of("color", "size", "material", "feature")
        return bool(looks) and heard.said[0].is_unspaced and not _has_verb(clause, self._phrases, words)


def _has_whole(hits: Iterable[Hit], heard: Heard) -> bool:
    return any((hit.start, hit.end) == (heard.start, heard.end) for hit in hits)


def _is_verbatim(hit: Hit, heard: Heard) -> bool:
    """The phrase is the clause word by word; a single word is too little to go by."""
    return not hit.slots and (hit.start, hit.end) == (heard.start, heard.end) and hit.end - hit.start > 1


def _clearest(joined: Clause, first: Clause, second: Clause) -> Clause:
    """Two parts that are one wish: read as a whole, or as the part that says it much more clearly."""
    clearer = max((first, second), key=lambda clause: clause.confidence)
    if joined.confidence >= min(OTHER_WISH, clearer.confidence):
        return joined
    return Clause(joined.heard, clearer.ranked, (*first.hits, *second.hits))


def without_ruled_out(clauses: Sequence[Clause], phrases: Phrases) -> list[Clause]:
    """ "No exchange, just my money": what is ruled out in two or three words in front of what is wanted is no wish."""
    negation = phrases.words("negation")

    def rules_out(heard: Heard) -> bool:
        return bool(negation.at(heard.said, 0) or phrases.words("forget").at(heard.said, 0))

    return [
        clause
        for place, clause in enumerate(clauses)
        if place + 1 == len(clauses)
        or clause.kind not in _RIVALS
        or clause.heard.end - clause.heard.start > _RULED_OUT
        or not rules_out(clause.heard)
        or bool(negation.length_at(clauses[place + 1].heard.tokens, clauses[place + 1].heard.start))
    ]


def searches(
    clauses: Sequence[Clause], phrases: Phrases, counts: Callable[[Heard], bool], knows: Callable[[Heard], bool]
) -> list[Clause]:
    """Parts that resemble something else, with those that can only be searches made so. `counts` tells goods whose
    number may be changed, `knows` goods that are shown or ordered."""
    return goods_by_a_day(counted_goods(clauses, counts), phrases, knows)


def counted_goods(clauses: Sequence[Clause], is_known: Callable[[Heard], bool]) -> list[Clause]:
    """ "Towels, 4 pieces" where no towels are at hand whose number could be changed: a search."""
    return [
        Clause(clause.heard, tuple((_searched(label), p) for label, p in clause.ranked), clause.hits)
        if clause.kind == "set_quantity" and clause.heard.of("category") and not is_known(clause.heard)
        else clause
        for clause in clauses
    ]


def goods_by_a_day(clauses: Sequence[Clause], phrases: Phrases, is_known: Callable[[Heard], bool]) -> list[Clause]:
    """ "A dress in two weeks" where no dress is at hand that could be spoken of: a search, whatever it resembles."""
    return [
        Clause(clause.heard, ((SELECTION[0], _DUE), *_less(clause.ranked, 1 - _DUE)), clause.hits)
        if clause.heard.of("day")
        and clause.heard.of(*TERMS)
        and (clause.kind not in SELECTION or clause.confidence < _DUE)
        and not is_known(clause.heard)
        and not _has_verb(clause, phrases)
        else clause
        for clause in clauses
    ]


def _less(ranked: Sequence[tuple[str, float]], share: float) -> Iterator[tuple[str, float]]:
    return ((label, probability * share) for label, probability in ranked)


def _searched(label: str) -> str:
    return SELECTION[0] if label == "set_quantity" else label


def _values(hit: Hit) -> int:
    return sum(isinstance(part, Slot) and part.kind not in ("any", "name") for part in hit.pattern.parts)


def _has_verb(clause: Clause, phrases: Phrases, more: Collection[str] = ()) -> bool:
    """More than a list of things: words that are no value, no small word, none of `more` and no filler."""
    covered = {place for span in clause.heard.spans for place in range(span.start, span.end)}
    small = [phrases.words(name) for name in ("join", "either", "articles", "indefinite", "filler", "my", "for")]
    small += [phrases.words(name) for name in ("negation", "up_to", "from", "around", "pieces", "negation_ends")]
    for name in _OF_DAYS if clause.heard.of("day") else ():
        found = phrases.words(name).find(clause.heard.said)
        covered |= {clause.heard.start + place for start, end, _ in found for place in range(start, end)}
    return any(
        place not in covered
        and clause.heard.tokens[place].norm not in more
        and not any(words.length_at(clause.heard.tokens, place) for words in small)
        for place in range(clause.heard.start, clause.heard.end)
    )
