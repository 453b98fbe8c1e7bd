"""Everything in a message that stands for a value: goods, colours, numbers, sums, sizes, lengths, people, order
numbers,
things pointed at. Pure; what it finds is used by phrases with slots, by needs and by answers alike."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from dialogue.understanding.amounts import Amount, Amounts, BudgetSaid
from dialogue.understanding.calendar_days import Days
from dialogue.understanding.duals import Duals
from dialogue.understanding.leaning import Leaning
from dialogue.understanding.numbers import Number, Numbers
from dialogue.understanding.phrases import Phrases, Vocabulary
from dialogue.understanding.references import References
from dialogue.understanding.sizes import Sizes
from dialogue.understanding.text import Token, clean, join
from matching.lexicon import How, Lexicon
from matching.lexicon import Span as Term
from matching.sizes import CHILDREN

TERMS: Final = frozenset(
    {"category", "color", "material", "pattern", "style", "feature", "room", "occasion", "audience", "fit", "season"}
)
"""Kinds of terms.toml that describe goods; sizes and people are found by their own rules."""


SHORT_FOR: Final = "short_for"
"""Goods that a word of others may be short for, which it means where only they are at hand."""
_NUMBERED: Final = frozenset({"shoes", "kids_shoes", "waist", "clothing", "socks", "ring"})
_BORROWED: Final = frozenset({"category", "color", "material", "person"})
_SHORTEST_FOREIGN: Final = 4
_SMALLEST, _LARGEST = Decimal(26), Decimal(60)
"""Numbers that sizes of shoes, trousers and clothes have and counts seldom reach."""

_CHILD_SIZES: Final = frozenset(str(size) for size in range(50, 177, 6))
"""Body heights in centimetres, six apart, that children's clothes go by in Europe."""
_COUNTED_REACH: Final = 2
_ROUND: Final = 5
_NEXT: Final = 2
_LEAST_SHOWN: Final = 15
"""Numbers below count or point, even where something shown has such a size."""


Likely = Callable[[str], Sequence[str]]
"""A word → the few languages it may be of, likeliest first."""


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens `start`..`end` that stand for `value`. `kind` is a kind of terms.toml, or one of size, person, number,
    amount, length, day, order, ref, language, country."""

    kind: str
    start: int
    end: int
    value: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """Names of the conversation at hand that a message may mention: order ids, skus, words of product titles, and the
    sizes of the products shown or ordered."""

    orders: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()
    market: str = "DE"
    region: str | None = None
    """A regional locale ("de_CH") whose way of writing numbers applies."""
    sizes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Heard:
    """A message, or part of one, with everything found in it. Parts keep the positions of the whole."""

    tokens: tuple[Token, ...]
    spans: tuple[Span, ...]
    numbers: tuple[Number, ...]
    amounts: tuple[Amount, ...]
    budgets: tuple[BudgetSaid, ...]
    start: int
    end: int

    @property
    def said(self) -> tuple[Token, ...]:
        """The tokens of this part."""
        return self.tokens[self.start : self.end]

    @property
    def text(self) -> str:
        return join(self.said)

    def part(self, start: int, end: int) -> "Heard":
        return Heard(self.tokens, self.spans, self.numbers, self.amounts, self.budgets, start, end)

    def of(self, *kinds: str) -> tuple[Span, ...]:
        """Spans of these kinds inside this part, in order."""
        return tuple(s for s in self.spans if s.kind in kinds and self.start <= s.start and s.end <= self.end)

    def first(self, *kinds: str) -> Span | None:
        return next(iter(self.of(*kinds)), None)

    def words(self, span: Span) -> str:
        """The span as it was written."""
        return join(self.tokens[span.start : span.end])

    def budget(self) -> BudgetSaid | None:
        inside = (said for said in self.budgets if self.start <= said.start and said.end <= self.end)
        return next(inside, None)

    def number(self) -> Number | None:
        inside = (number for number in self.numbers if self.start <= number.start and number.end <= self.end)
        return next(inside, None)


class Listener:
    """Hears one language: cuts a text into tokens and finds what stands for a value."""

    def __init__(self, phrases: Phrases, lexicon: Lexicon, likely: Likely | None = None) -> None:
        self.phrases = phrases
        self._lexicon = lexicon
        self._likely = likely or (lambda word: lexicon.locales)
        self._numbers = Numbers(phrases)
        self._amounts = Amounts(phrases)
        self._sizes = Sizes(phrases)
        self._days = Days(phrases)
        self._references = References(phrases)
        self._leaning, self._duals = Leaning(phrases, lexicon), Duals(phrases, lexicon)

    def hear(self, text: str, known: Known = Known()) -> Heard:
        text = self._duals.apart(self._leaning.apart(clean(text)))
        tokens = self.phrases.spelling.tokens(text)
        numbers = self._numbers.find(tokens, known.region)
        spans = list(self._term_spans(text, tokens))
        days = self._days.find(tokens, numbers, known.market)
        dated = {place for start, end, _ in days for place in range(start, end)}
        counts = [number for number in numbers if number.start not in dated]
        sizes = [found for found in self._sizes.find(tokens) if dated.isdisjoint(range(*found[:2]))]
        # A number behind its own size word or system is no sum, whatever bounds a sum before it ("do biegania EU 43").
        sized = {number.start for number in counts for start, end, _ in sizes if start < number.start < end}
        amounts = self._amounts.find(
            tokens, counts, known.market, self._sizes_before_limit(tokens, counts, spans) | sized
        )
        spans.extend(Span("day", *found) for found in days)
        spans.extend(Span("amount", a.start, a.end, str(a.money)) for a in amounts)
        sums = {amount.start for amount in amounts}
        lengths = self._sizes.lengths(tokens, [number for number in counts if number.start not in sums])
        spans.extend(Span("length", *found) for found in lengths)
        spans.extend(Span("size", *found) for found in sizes)
        spans.extend(Span("number", n.start, n.end, str(n.value)) for n in numbers)
        spans.extend(Span("order", *found) for found in self._references.orders(text, tokens, known.orders))
        spans.extend(_table("language", self.phrases.table("languages"), tokens))
        spans.extend(_table("country", self.phrases.table("countries"), tokens))
        spans.extend(self._foreign(tokens, spans))
        spans.extend(_titles(tokens, known.titles, spans))
        goods = [span for span in spans if span.kind in TERMS]
        pointed = self._references.find(tokens, known.skus, _places(goods))
        spans.extend(Span("ref", *found) for found in pointed if dated.isdisjoint(range(*found[:2])))
        spans.extend(self._bare_sizes(tokens, spans, known.sizes))
        spans.sort(key=lambda span: (span.start, -span.end, span.kind))
        budgets = self._amounts.budgets(tokens, amounts)
        tokens = self._corrected(tokens, spans)
        return Heard(tokens, tuple(spans), tuple(numbers), tuple(amounts), tuple(budgets), 0, len(tokens))

    def _corrected(self, tokens: Sequence[Token], spans: Sequence[Span]) -> tuple[Token, ...]:
        """Misspelt words of the phrases put right; what stands for a value is left alone, and so is a name behind
        a person ("my uncle Bob")."""
        covered = {place for span in spans for place in range(span.start, span.end)}
        covered |= {span.end for span in spans if span.kind == "person"}
        nearest = self.phrases.nearest
        return tuple(
            token if place in covered else replace(token, norm=nearest(token.norm) or token.norm)
            for place, token in enumerate(tokens)
        )

    def _sizes_before_limit(
        self, tokens: Sequence[Token], numbers: Sequence[Number], spans: Sequence[Span]
    ) -> frozenset[int]:
        """In "trainers in 42 up to 90 euros" the first number is the size and begins no range; nor does one behind a
        size word, or one of which the second is less ("116 to 50 euros"). A round sum may begin one ("shoes 40 to 60
        euros")."""
        words, sizing = self.phrases.words, self._lexicon.concepts.sizing
        ends = {span.end for span in spans if span.kind == "category" and sizing(span.value) in _NUMBERED}
        for span in sorted(spans, key=lambda span: span.start):
            if span.kind in TERMS and span.start in ends:
                ends.add(span.end)  # "White trainers 41 up to 60 euros"
        found: set[int] = set()
        for number, limit in pairwise(numbers):
            if (
                words("between_and").length_at(tokens, number.end) != limit.start - number.end
                or limit.start == number.end
            ):
                continue
            inside = words("size_in").ends_at(tokens, number.start)
            beside = number.start - inside in ends
            is_size = _SMALLEST <= number.value <= _LARGEST and bool(inside or number.value % _ROUND)
            falls = bool(ends) and number.value > limit.value and not words("between").ends_at(tokens, number.start)
            if words("size").ends_at(tokens, number.start) or (beside and is_size) or falls:
                found.add(number.start)
        return frozenset(found)

    def _bare_sizes(self, tokens: Sequence[Token], spans: Sequence[Span], shown: frozenset[str]) -> Iterable[Span]:
        """A number beside shoes or clothes that counts nothing ("the boots are too small, can I get 43"), or one of the
        sizes of what is at hand ("the third one in 41")."""
        concepts = self._lexicon.concepts
        goods = [span for span in spans if span.kind == "category"]
        audiences = [
            concepts.audience_of(s.value) if s.kind == "person" else s.value
            for s in spans
            if s.kind in ("person", "audience")
        ]
        is_child = any(audience in CHILDREN for audience in audiences)
        sized = any(concepts.sizing(span.value) in _NUMBERED for span in goods)
        pointed = any(span.kind in ("ref", "title", "category") for span in spans)
        taken = {
            place for span in spans if span.kind in ("amount", "length", "size", "day", "order", "ref")
            for place in range(span.start, span.end)
        }  # fmt: skip
        for span in spans if sized or shown else ():
            if span.kind != "number" or not tokens[span.start].is_number or span.start in taken:
                continue
            counts = any(_counts(span, category, spans) for category in goods)
            aged = any(self.phrases.words(name).length_at(tokens, span.end) for name in ("years", "months", "pieces"))
            child_size = sized and is_child and span.value in _CHILD_SIZES
            fits = (
                child_size
                or (sized and _SMALLEST <= Decimal(span.value) <= _LARGEST)
                or (_is_near(span.value, shown) and Decimal(span.value) >= (_LEAST_SHOWN if pointed else _SMALLEST))
            )
            if fits and not counts and not aged:
                yield Span("size", span.start, span.end, span.value)

    def _term_spans(self, text: str, tokens: Sequence[Token]) -> Iterable[Span]:
        idioms = [found[:2] for found in self.phrases.words("not_goods").find(tokens)]
        terms = self._lexicon.find(self.phrases.spelling.plain(text), self.phrases.locale)
        named = [term.start for term in terms if term.kind == "person" and term.concept != "self"]
        for term in terms:
            if term.concept == "self" and any(
                start > term.end and not text[term.end : start].strip() for start in named
            ):
                continue  # Spanish "para mí" without its accent is the beginning of "para mi madre".
            inside = [i for i, token in enumerate(tokens) if token.start < term.end and term.start < token.end]
            if term.kind in _BORROWED and inside and any(_is_in_idiom(inside, *idiom) for idiom in idioms):
                continue
            if inside and term.kind != "size" and not self._is_bare_self(term, tokens, inside[0]):
                start = inside[0] + self._said_for(term, tokens, inside)
                yield Span(term.kind, start, inside[-1] + 1, term.concept, term.how is How.EXACT)
                yield from self._short_for(term, text, inside)

    def _short_for(self, term: Term, text: str, inside: Sequence[int]) -> Iterable[Span]:
        """Goods that one word may be short for, besides those it names."""
        if term.kind == "category" and len(inside) == 1:
            short = self._lexicon.short_for(text[term.start : term.end], self.phrases.locale)
            yield from (Span(SHORT_FOR, inside[0], inside[0] + 1, concept) for concept in short)

    def _said_for(self, term: Term, tokens: Sequence[Token], inside: Sequence[int]) -> int:
        """Words for "for" that are listed with somebody: Polish "dla mamy", as "mamy" alone is "we have"."""
        if term.kind != "person" or term.concept == "self" or len(inside) < 2:
            return 0
        return self.phrases.words("for").length_at(tokens, inside[0])

    def _foreign(self, tokens: Sequence[Token], spans: Sequence[Span]) -> Iterable[Span]:
        """Goods and looks named in another of our languages: "I need eine Decke"."""
        covered = {place for span in spans for place in range(span.start, span.end)}
        own = self.phrases.locale.split("_")[0]
        for place, token in enumerate(tokens):
            strange = place not in covered and token.raw.isalpha() and len(token.norm) >= _SHORTEST_FOREIGN
            if not strange or self.phrases.nearest(token.norm) is not None:
                continue
            likely = (code for code in self._likely(token.raw) if code in self._lexicon.locales)
            for code in (code for code in likely if code.split("_")[0] != own):
                terms = [term for term in self._lexicon.find(token.raw, code) if term.how is How.EXACT]
                named = [term for term in terms if term.kind in _BORROWED]
                if named:
                    yield from (Span(term.kind, place, place + 1, term.concept) for term in named)
                    break

    def _is_bare_self(self, term: Term, tokens: Sequence[Token], place: int) -> bool:
        """ "I" and "you" stand in every second sentence; only "for me" says for whom something is."""
        said_for = self.phrases.words("for").ends_at(tokens, place) or self.phrases.words("for").length_at(
            tokens, place
        )
        return term.kind == "person" and term.concept == "self" and not said_for


def _is_in_idiom(inside: Sequence[int], start: int, end: int) -> bool:
    """A word that holds more than the turn of speech is none of its words: 红酒杯 is a glass for 红酒."""
    holds = inside[0] <= start and end <= inside[-1] + 1 and len(inside) > end - start
    return start <= inside[0] < end and not holds


def _counts(number: Span, goods: Span, spans: Sequence[Span]) -> bool:
    """The number says how many: "2 of the jackets", "40 grey mugs"; not "42 and a jacket", nor "42 in shoes"."""
    between = range(number.end, goods.start)
    described = {place for span in spans if span.kind in TERMS for place in range(span.start, span.end)}
    is_few = Decimal(number.value) < _SMALLEST
    return 0 <= goods.start - number.end <= _COUNTED_REACH and (is_few or all(place in described for place in between))


def _is_near(value: str, sizes: frozenset[str]) -> bool:
    """One of the sizes at hand, or next to one: who owns 42 may need 43."""
    if value in sizes:
        return True
    numbers = [Decimal(size) for size in sizes if size.isdecimal() and _SMALLEST <= Decimal(size) <= _LARGEST]
    return any(abs(Decimal(value) - number) <= _NEXT for number in numbers)


def _places(spans: Iterable[Span]) -> dict[int, int]:
    """Longest end by start."""
    places: dict[int, int] = {}
    for span in spans:
        places[span.start] = max(span.end, places.get(span.start, 0))
    return places


def _table(kind: str, table: Vocabulary, tokens: Sequence[Token]) -> Iterable[Span]:
    return (Span(kind, start, end, key) for start, end, key in table.find(tokens))


def _titles(tokens: Sequence[Token], titles: frozenset[str], spans: Sequence[Span]) -> Iterable[Span]:
    """Words of products at hand that are no term: a model's name ("the Friesennerz")."""
    covered = {position for span in spans for position in range(span.start, span.end)}
    return (
        Span("title", position, position + 1, token.norm)
        for position, token in enumerate(tokens)
        if token.norm in titles and position not in covered
    )


def whole(value: Decimal) -> int | None:
    """A whole number small enough to count goods or years; None for any other."""
    return int(value) if value == value.to_integral_value() and 0 <= value < 1000 else None
