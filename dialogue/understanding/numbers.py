"""Numbers as people write them in a locale: digits with separators, and words. Pure; strict where a mistake is
tenfold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel.numbers import get_decimal_symbol, get_group_symbol

from dialogue.understanding.numerals import numeral_at, pair_at, scale_of, some_at
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.text import Token

_SPACES: Final = re.compile(r"[\u00a0\u202f\s]")
_HUNDRED: Final = 100
_SCALES: Final = frozenset({100, 1000})
"""Numbers that multiply what stands before them."""
_SHORTEST_COMPOUND: Final = 5
_LONGEST_COMPOUND: Final = 40


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `start`..`end` of the tokens. `or_else` is the other value it may have: "1.234" written by somebody
    whose language does not group that way. `scale` is 1000 in "3 thousand" and "3k", which may hold for the number
    before it too ("two to three thousand"). `is_priced`: written with two decimals, as prices are."""

    value: Decimal
    start: int
    end: int
    or_else: Decimal | None = None
    in_words: bool = False
    scale: int = 1
    is_priced: bool = False

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
            here = [] if idiom else self._here(tokens, position, locale or self._locale)
            found.extend(here)
            position = here[-1].end if here else position + max(1, idiom)
        return found

    def _here(self, tokens: Sequence[Token], position: int, locale: str) -> list[Number]:
        """The number that begins here, or the two of "三五百"."""
        if pair := pair_at(tokens, position):
            less, more, end = pair
            return [Number(less, position, position + 1), Number(more, position + 1, end)]
        if some := some_at(tokens, position):
            return [Number(some[0], position, some[1])]
        number = self.at(tokens, position, locale)
        return [number] if number else []

    def at(self, tokens: Sequence[Token], position: int, locale: str) -> Number | None:
        token = tokens[position]
        if numeral := numeral_at(tokens, position):
            return Number(numeral[0], position, numeral[1], scale=scale_of(tokens[numeral[1] - 1]))
        if token.is_number:
            return self._digits(tokens, position, locale)
        parts: list[int] = []
        end = position
        while end < len(tokens):
            step = self._word(tokens, end)
            if step is None and parts and self._joins(tokens, end, parts):
                end += 1
                continue
            if step is None or (parts and not _continues(parts, step[0])):
                break
            parts.extend(step[0])
            end += step[1]
        if not parts:
            return None
        scale = parts[-1] if len(parts) > 1 and parts[-1] in _SCALES else 1
        return Number(Decimal(_combined(parts)), position, end, in_words=True, scale=scale)

    def _digits(self, tokens: Sequence[Token], position: int, locale: str) -> Number | None:
        end = position + 1
        raw = tokens[position].raw
        if _groups_with_space(raw, tokens[end : end + 1], locale):
            raw, end = raw + tokens[end].raw, end + 1
        read = read_digits(raw, locale)
        if read is None:
            return None
        value, other = read
        scale, length = self._scale(tokens, end)
        scaled = other * scale if other is not None and scale == 1 else None
        priced = separators(locale)[0] == raw[-3:-2]
        return Number(value * scale, position, end + length, scaled, scale=scale, is_priced=priced)

    def _scale(self, tokens: Sequence[Token], position: int) -> tuple[int, int]:
        """What digits are multiplied by, and in how many tokens it is said: "5k", "2 mil", "3 tysiące"."""
        if position >= len(tokens) or tokens[position].before.strip():
            return 1, 0
        if tokens[position].raw.casefold() == "k" and tokens[position].is_glued:
            return 1000, 1
        found = self._words.at(tokens, position)
        return (int(found[0]), found[1]) if found and int(found[0]) in _SCALES else (1, 0)

    def _word(self, tokens: Sequence[Token], position: int) -> tuple[list[int], int] | None:
        found = self._words.at(tokens, position)
        if found:
            return [int(found[0])], found[1]
        compound = self._compound(tokens[position].norm)
        return (compound, 1) if compound else None

    def _joins(self, tokens: Sequence[Token], position: int, parts: list[int]) -> bool:
        """Whether a word such as "and" goes on with the number ("hundred and five", "treinta y dos")."""
        joined = self._join.length_at(tokens, position) == 1 and not tokens[position].before.strip()
        following = self._plain(tokens, position + 1) if joined and parts[-1] >= 20 else []
        # What follows is read whole: "five hundred and seven hundred" are two numbers.
        return bool(following) and _continues(parts, following)

    def _plain(self, tokens: Sequence[Token], position: int) -> list[int]:
        """The parts of a number that no small word goes on with."""
        parts: list[int] = []
        while position < len(tokens):
            step = self._word(tokens, position)
            if step is None or (parts and not _continues(parts, step[0])):
                break
            parts.extend(step[0])
            position += step[1]
        return parts

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
    """In one word: "einundzwanzig" (1, 20), "femtonhundra" (15, 100), "hundertfuenf" (100, 5)."""
    return (first < 10 <= second) or (second in _SCALES and first < second) or (first >= _HUNDRED > second)


def _continues(parts: Sequence[int], following: Sequence[int]) -> bool:
    """Whether parts of a number go on with others: a scale behind what it multiplies, once each, or what is less than
    the last scale."""
    last, then = parts[-1], following[0]
    if then in _SCALES and then > last:
        return then not in (parts[parts.index(1000) :] if 1000 in parts and then < 1000 else parts)
    rest = _combined(following)
    if last >= _HUNDRED:
        return 0 < rest < (1000 if last >= 1000 else _HUNDRED)
    return last >= 20 > rest > 0 and last % 10 == 0


def _combined(parts: Sequence[int]) -> int:
    total = current = 0
    for part in parts:
        if part == 1000:
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
