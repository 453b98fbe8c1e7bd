"""Whether a text of a model may be shown. Pure but for the reading of its words.

Everything that is a fact has to be a token. What is left may hold no number, sum, size, date, price, promise, legal
word, link or markup, no property or name of goods, nothing that speaks for the shop, and be in one language; advice
points at no product. Doubt counts as a fault: the words that stand without a model are always there.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, Protocol

from dialogue.messages.base import TOKEN
from dialogue.understanding.language import Languages, says_enough
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import Heard
from dialogue.understanding.text import fold
from dialogue.writing.draft import Draft, Form
from dialogue.writing.pointing import points_at_one, without_clitics
from locales.promises import Promises, promises

_ANYWHERE: Final = 5
"""Letters from which a part of a word counts wherever it stands in it."""
_SPLIT: Final = 7
"""Letters from which it also counts across spaces."""
_SHORTEST_FOREIGN: Final = 4
_LIKENESS: Final = 0.2
"""By how much another language may seem likelier in a single sentence: short ones say little."""
_LAST_SPACED: Final = "\u303f"
"""Behind it come the scripts that are written without spaces."""
_FEWEST_FOREIGN: Final = 2
"""Characters that Chinese and Japanese share mean other things alone ("天")."""
_SIGNS: Final = frozenset(" ,.;:!?'’‘\"“”„«»‹›()–—-…¡¿\u00a0\u202f")
_GLUED: Final = re.compile(r"\w[.,;:!?…(][^\W]")
_TOUCHED: Final = re.compile(r"\w⟦|⟧\w|⟧[-–—'’]|[-–—'’]⟦|⟧\s*⟦")
_SCATTERED: Final = re.compile(r"(?:(?<!\w)[^\W\d_]\s+){2}[^\W\d_](?!\w)")
_SENTENCE: Final = re.compile(r"[.!?…。！？]+\s*")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OTHER_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
)
_VALUES: Final = ("amount", "length", "size", "order", "language")
_PROPERTIES: Final = {
    Form.REASON: frozenset({"color", "material", "feature", "pattern", "fit", "size"}),
    Form.ADVICE: frozenset({"feature", "fit", "size"}),
}
"""Kinds that are never named outside tokens. Advice is about looks and materials in general; a property is a claim."""
_KINDS: Final = {
    Form.REASON: frozenset({"category", "room", "occasion", "season", "audience", "style"}),
    Form.ADVICE: frozenset({"audience"}),
}
"""Kinds that are named only where the shopper or the product has them."""


class Fault(StrEnum):
    """Why a text is not shown."""

    LENGTH = "length"
    SIGNS = "signs"
    TOKENS = "tokens"
    SCATTERED = "scattered"
    PROMISES = "promises"
    FOREIGN = "foreign"
    LANGUAGE = "language"
    VALUES = "values"
    NEGATED = "negated"
    FACTS = "facts"
    POINTING = "pointing"


class Ears(Protocol):
    """What is understood of a text, and of which language it is."""

    @property
    def languages(self) -> Languages: ...

    def phrases_of(self, code: str) -> Phrases: ...

    def hear_text(self, text: str, code: str) -> Heard: ...


Check = Callable[[Draft, Ears], bool]
"""Whether a draft has the fault."""


def is_short_of_form(draft: Draft, ears: Ears) -> bool:
    sentences = [part for part in _SENTENCE.split(draft.text) if part.strip()]
    return len(draft.text) > draft.form.longest or len(sentences) > draft.form.most_sentences


def has_strange_signs(draft: Draft, ears: Ears) -> bool:
    """Digits, currency, links, markup, emoji, marks of direction, and letters that the language does not write."""
    letters = frozenset(promises()[draft.language].letters)
    return any(not _is_plain(sign, letters) for sign in draft.bare) or _GLUED.search(draft.text) is not None


def has_wrong_tokens(draft: Draft, ears: Ears) -> bool:
    """One that was not given or is changed by what touches it, or none where there must be one."""
    known = draft.facts.keys() >= set(draft.used)
    return not known or _TOUCHED.search(draft.text) is not None or (draft.form is Form.REASON and not draft.used)


def is_scattered(draft: Draft, ears: Ears) -> bool:
    """Letters with spaces between them, so that no word is one."""
    return _SCATTERED.search(draft.bare) is not None


def has_promises(draft: Draft, ears: Ears) -> bool:
    """Words of prices, promises, law, orders, dates, counts, safety, or of the shop as a speaker."""
    own, text = _list_of(draft.language), ears.phrases_of(draft.locale).spelling.plain(draft.bare)
    return any(own.holds(word) for word in _words(text)) or own.is_split_over(text)


def has_foreign_promises(draft: Draft, ears: Ears) -> bool:
    """The same in another language, in words that are none of this one."""
    phrases, heard = ears.phrases_of(draft.locale), ears.hear_text(draft.bare, draft.locale)
    named = {place for span in heard.spans for place in range(span.start, span.end)}
    own = phrases.known | phrases.function_words
    strange = [token.raw for place, token in enumerate(heard.tokens) if place not in named and token.norm not in own]
    others = [_list_of(language) for language in promises() if language != draft.language]
    return any(
        other.is_run_through(draft.bare, _FEWEST_FOREIGN) or any(map(other.has_long, strange)) for other in others
    )


def is_of_another_language(draft: Draft, ears: Ears) -> bool:
    if not says_enough(draft.bare) or not _seems(draft.language, draft.bare, ears, 0.0):
        return True
    sentences = [part for part in _SENTENCE.split(draft.bare) if says_enough(part)]
    return not all(_seems(draft.language, sentence, ears, _LIKENESS) for sentence in sentences)


def has_values(draft: Draft, ears: Ears) -> bool:
    """Numbers in words, sums, sizes, lengths and order numbers, as the shop reads them in a shopper's message."""
    heard = ears.hear_text(draft.bare, draft.locale)
    counts = [number for number in heard.numbers if not (number.in_words and number.value == 1)]
    return bool(counts or heard.amounts or heard.of(*_VALUES))


def is_negated(draft: Draft, ears: Ears) -> bool:
    """A "not" turns a fact into its opposite. Advice weighs one thing against another and may say it."""
    if draft.form is not Form.REASON:
        return False
    phrases = ears.phrases_of(draft.locale)
    tokens = phrases.spelling.tokens(draft.bare)
    return any(any(phrases.words(name).find(tokens)) for name in ("negation", "negation_after", "but", "instead_of"))


def has_facts(draft: Draft, ears: Ears) -> bool:
    """A property outside a token, a kind of goods or use that nobody has spoken of, or another product's name."""
    heard = ears.hear_text(draft.bare, draft.locale)
    if heard.of(*_PROPERTIES[draft.form]):
        return True
    named = [span for span in heard.of(*_KINDS[draft.form]) if span.exact]
    strange = [span for span in named if (span.kind, span.value) not in draft.said]
    return bool(strange) or bool(draft.names & {fold(word) for word in _WORD.findall(draft.bare)})


def speaks_of_one(draft: Draft, ears: Ears) -> bool:
    """Advice is about goods in general: what "it" or "the jacket" is would be a fact of a product."""
    if draft.form is not Form.ADVICE:
        return False
    # Without its tokens, so that "the ⟦1⟧ jacket is" reads as one statement.
    return points_at_one(ears.hear_text(TOKEN.sub(" ", draft.text), draft.locale), draft.language)


CHECKS: Final[Mapping[Fault, Check]] = {
    Fault.LENGTH: is_short_of_form,
    Fault.SIGNS: has_strange_signs,
    Fault.TOKENS: has_wrong_tokens,
    Fault.SCATTERED: is_scattered,
    Fault.PROMISES: has_promises,
    Fault.FOREIGN: has_foreign_promises,
    Fault.LANGUAGE: is_of_another_language,
    Fault.VALUES: has_values,
    Fault.NEGATED: is_negated,
    Fault.FACTS: has_facts,
    Fault.POINTING: speaks_of_one,
}
"""Cheap ones first; the later ones may take for granted that the earlier ones found nothing."""


@dataclass(frozen=True)
class Guard:
    """Holds drafts against all checks. A language without lists has no draft that may be shown."""

    ears: Ears
    checks: Mapping[Fault, Check]

    def speaks(self, locale: str) -> bool:
        return locale.split("_")[0] in promises()

    def fault_of(self, draft: Draft) -> Fault | None:
        """The first fault found; None for a text that may be shown."""
        if not self.speaks(draft.locale):
            return Fault.LANGUAGE
        return next((fault for fault, check in self.checks.items() if check(draft, self.ears)), None)


@dataclass(frozen=True)
class _List:
    """A language's lists as words are compared with them."""

    parts: tuple[str, ...]
    words: frozenset[str]
    bare_words: frozenset[str]
    """Without accents: who leaves them out means the same. Who writes another one ("är" for "år") does not."""
    short_words: frozenset[str]
    """Runs of a letter as one: how a word with such a run is compared."""

    @classmethod
    def of(cls, told: Promises) -> "_List":
        words, bare = map(str.casefold, told.words), map(_bare, told.words)
        short = frozenset(map(_plain, told.words))
        return cls(tuple(map(_plain, told.parts)), frozenset(words), frozenset(bare), short)

    def holds(self, word: str) -> bool:
        plain = _plain(word)
        return self.begins(word) or any(
            part in plain for part in self.parts if _is_unspaced(part) or len(part) >= _ANYWHERE
        )

    def begins(self, word: str) -> bool:
        small, bare, plain = word.casefold(), _bare(word), _plain(word)
        is_word = small in self.words or (small == bare and bare in self.bare_words)
        return is_word or (plain != bare and plain in self.short_words) or plain.startswith(self.parts)

    def has_long(self, word: str) -> bool:
        """Short words and parts are too often something else in another language."""
        parts = (part for part in self.parts if len(part) >= _SHORTEST_FOREIGN)
        is_word = len(word) >= _SHORTEST_FOREIGN and (word.casefold() in self.words or _bare(word) in self.bare_words)
        return is_word or _plain(word).startswith(tuple(parts))

    def is_split_over(self, text: str) -> bool:
        """Only within what stands between tokens and signs."""
        pieces = (_plain("".join(_words(piece))) for piece in re.split(r"[,.;:!?…]", text))
        long = [part for part in self.parts if len(part) >= _SPLIT]
        return any(part in piece for piece in pieces for part in long) or self.is_run_through(text)

    def is_run_through(self, text: str, shortest: int = 1) -> bool:
        """Characters of a script without spaces mean the same whatever stands between them."""
        run = _plain("".join(letter for letter in text if letter.isalpha()))
        return any(part in run for part in self.parts if len(part) >= shortest and _is_unspaced(part))


def _is_unspaced(part: str) -> bool:
    return part[:1] > _LAST_SPACED


@cache
def _list_of(language: str) -> _List:
    return _List.of(promises()[language])


def _words(text: str) -> Iterator[str]:
    """Hyphens and apostrophes inside hide none."""
    for word in re.split(r"[^\w'’‘\-–]+", text):
        pieces = _WORD.findall(word)
        yield from pieces
        yield from (inner for piece in pieces for inner in without_clitics(piece))
        if len(pieces) > 1:
            yield "".join(pieces)


def _bare(word: str) -> str:
    """Small letters without accents."""
    return fold(fold(word).translate(_OTHER_LETTERS))


def _plain(word: str) -> str:
    """The same with runs of a letter as one."""
    return re.sub(r"(.)\1+", r"\1", _bare(word))


def _is_plain(sign: str, letters: frozenset[str]) -> bool:
    if sign in _SIGNS:
        return True
    small = sign.lower()
    return small in letters or (unicodedata.category(sign) in ("Ll", "Lu") and "a" <= small <= "z")


def _seems(language: str, text: str, ears: Ears, tolerance: float) -> bool:
    scores = ears.languages.scores(text, (language,))
    return scores.get(language, 0.0) + tolerance >= max(scores.values(), default=1.0)
