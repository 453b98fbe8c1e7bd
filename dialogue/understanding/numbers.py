"""Numbers as people write them in a locale: digits with separators, and words. Pure; strict where a mistake is
tenfold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel.numbers import get_decimal_symbol, get_group_symbol

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.text import Token

_SPACES: Final = re.compile(r"[\u00a0\u202f\s]")
_TEN: Final = 10
_HUNDRED: Final = 100
_SHORTENED: Final = frozenset({"zh"})
"""Languages that leave out the tens behind hundreds: 两百五 is 250, and 205 has a zero in it."""
_SHORTEST_COMPOUND: Final = 5
_LONGEST_COMPOUND: Final = 40


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `start`..`end` of the tokens. `or_else` is the other value it may have: "1.234" written by somebody
    whose
    language does not group that way."""

    value: Decimal
    start: int
    end: int
    or_else: Decimal | None = None
    in_words: bool = False

    @property
    def is_whole(self) -> bool:
        return self.or_else is None and self.value == self.value.to_integral_value()


@lru_cache(maxsize=64)
def separators(locale: str) -> tuple[str, str]:
    """(decimal, group) of a locale; Babel's non-breaking spaces become plain ones."""
    return get_decimal_symbol(locale), _SPACES.sub(" ", get_group_symbol(locale))


def read_digits(raw: str, locale: str) -> tuple[Decimal, Decimal | None] | None:
    """Value of digits with separators, and the other possible value when they can be read in two ways.

    One or two digits behind a single dot or comma are decimals in every locale; three are a group only where the locale
    groups with that sign, and unclear elsewhere. Never drops a sign silently. None for anything that is no number.
    """
    text = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in _SPACES.sub("", raw))
    text = text.replace("'", "").replace("’", "")
    marks = [letter for letter in text if not letter.isdecimal()]
    if not text or not text[0].isdecimal():
        return None
    if not marks:
        return Decimal(text), None
    pieces = re.split(r"[.,]", text)
    if len(set(marks)) == 1 and len(marks) == 1:
        return _one_mark(pieces[0], pieces[1], marks[0], locale)
    groups = pieces[1:] if len(set(marks)) == 1 else pieces[1:-1]
    mixed = len(set(marks)) == 2 and marks.index(marks[-1]) == len(marks) - 1
    if any(len(group) != 3 for group in groups) or len(pieces[0]) > 3 or not (mixed or len(set(marks)) == 1):
        return None
    whole = "".join(pieces[:-1] if mixed else pieces)
    return Decimal(f"{whole}.{pieces[-1]}" if mixed else whole), None


def _one_mark(whole: str, rest: str, mark: str, locale: str) -> tuple[Decimal, Decimal | None]:
    decimal = Decimal(f"{whole}.{rest}")
    if len(rest) != 3 or len(whole) > 3 or whole.startswith("0"):
        return decimal, None
    grouped = Decimal(whole + rest)
    return (grouped, None) if mark == separators(locale)[1] else (grouped, decimal)


class Numbers:
    """Finds the numbers of one language in tokens."""

    def __init__(self, phrases: Phrases) -> None:
        self._words = phrases.table("numbers")
        self._idioms = phrases.words("not_numbers")
        self._join = phrases.words("join")
        self._locale = phrases.locale
        self._single = {group[0]: int(value) for group, value in self._words.groups() if len(group) == 1}
        self._joints = tuple(group[0] for group, _ in self._join.groups() if len(group) == 1 and group[0].isalpha())
        self._initials = frozenset(word[0] for word in self._single)

    def find(self, tokens: Sequence[Token], locale: str | None = None) -> list[Number]:
        """Left to right, never overlapping. `locale` may be a regional one ("de_CH") and decides how digits are
        read."""
        found: list[Number] = []
        position = 0
        while position < len(tokens):
            idiom = self._idioms.length_at(tokens, position)
            number = None if idiom else self.at(tokens, position, locale or self._locale)
            if number:
                found.append(number)
            position = number.end if number else position + max(1, idiom)
        return found

    def at(self, tokens: Sequence[Token], position: int, locale: str) -> Number | None:
        token = tokens[position]
        if token.is_number:
            return self._digits(tokens, position, locale)
        parts: list[int] = []
        end = position
        while end < len(tokens):
            step = self._word(tokens, end)
            if step is None and parts and self._joins(tokens, end, parts):
                end += 1
                continue
            if step is None or (parts and not _continues(parts, step[0], token.is_unspaced)):
                break
            parts = _with_ten(parts, step[0]) if token.is_unspaced else [*parts, *step[0]]
            end += step[1]
        if not parts:
            return None
        if self._locale in _SHORTENED and len(parts) > 2 and parts[-1] < _TEN and parts[-2] >= _HUNDRED:
            parts[-1] *= parts[-2] // 10
        return Number(Decimal(_combined(parts)), position, end, in_words=True)

    def _digits(self, tokens: Sequence[Token], position: int, locale: str) -> Number | None:
        end = position + 1
        raw = tokens[position].raw
        if _groups_with_space(raw, tokens[end : end + 1], locale):
            raw, end = raw + tokens[end].raw, end + 1
        read = read_digits(raw, locale)
        if read is None:
            return None
        value, other = read
        if end < len(tokens) and tokens[end].norm == "k" and tokens[end].is_glued:
            return Number(value * 1000, position, end + 1)
        return Number(value, position, end, other)

    def _word(self, tokens: Sequence[Token], position: int) -> tuple[list[int], int] | None:
        found = self._words.at(tokens, position)
        if found:
            return [int(found[0])], found[1]
        compound = self._compound(tokens[position].norm)
        return (compound, 1) if compound else None

    def _joins(self, tokens: Sequence[Token], position: int, parts: list[int]) -> bool:
        """Whether a word such as "and" goes on with the number ("hundred and five", "treinta y dos")."""
        following = self._word(tokens, position + 1) if position + 1 < len(tokens) else None
        return (
            bool(following)
            and not tokens[position].before.strip()
            and self._join.length_at(tokens, position) == 1
            and following is not None
            and parts[-1] >= 20
            and _continues(parts, following[0])
        )

    def _compound(self, word: str) -> list[int] | None:
        """Parts of a number written in one word ("zweiunddreissig"); None for any other word."""
        if not _SHORTEST_COMPOUND <= len(word) <= _LONGEST_COMPOUND or word[0] not in self._initials:
            return None
        return self._split(word)

    def _split(self, rest: str) -> list[int] | None:
        for length in range(len(rest), 1, -1):
            value = self._single.get(rest[:length])
            if value is None:
                continue
            if length == len(rest):
                return [value]
            behind = rest[length:]
            for joined in ("", *self._joints):
                following = self._split(behind.removeprefix(joined)) if behind.startswith(joined) else None
                if following and _may_stand_together(value, following[0]):
                    return [value, *following]
        return None


def _may_stand_together(first: int, second: int) -> bool:
    """In one word: "einundzwanzig" (1, 20), "zweihundert" (2, 100), "hundertfuenf" (100, 5)."""
    return (first < 10 <= second) or (first >= _HUNDRED > second)


def _continues(parts: list[int], following: list[int], is_unspaced: bool = False) -> bool:
    last, then = parts[-1], following[0]
    if then >= _HUNDRED > last or (last >= 20 > then > 0 and last % 10 == 0) or (last >= _HUNDRED > then):
        return True
    tens = 0 < last < _TEN == then or last == _TEN > then > 0 or (last == 0 and len(parts) > 1 and then < _TEN)
    return is_unspaced and tens


def _with_ten(parts: list[int], following: list[int]) -> list[int]:
    """In characters, ten behind a digit is that many tens: 五十 is 50, and 十五 15."""
    if following == [_TEN] and parts and 0 < parts[-1] < _TEN:
        return [*parts[:-1], parts[-1] * _TEN]
    return [*parts, *following]


def _combined(parts: list[int]) -> int:
    total = current = 0
    for part in parts:
        if part >= 1000:
            total, current = total + max(1, current) * part, 0
        elif part == _HUNDRED:
            current = max(1, current) * part
        else:
            current += part
    return total + current


def _groups_with_space(raw: str, following: Sequence[Token], locale: str) -> bool:
    """ "1 299": three digits behind one plain space, in a locale that groups so."""
    return (
        separators(locale)[1] == " "
        and raw.isdecimal()
        and len(raw) <= 3
        and bool(following)
        and following[0].before == " "
        and re.fullmatch(r"\d{3}(?:[.,]\d{1,2})?", following[0].raw) is not None
    )
