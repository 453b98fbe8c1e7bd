"""Sizes and lengths in text: "M", "EU 39", "W32 L34", "180x200", "60 cm". Pure."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from dialogue.understanding.numbers import Number
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.text import CLOSES, OPENS, Token

_LETTERS: Final = re.compile(r"x{0,4}[sl]|m", re.IGNORECASE)
_MULTIPLIED: Final = re.compile(r"[2-5]x[sl]", re.IGNORECASE)
_SYSTEMS: Final = frozenset({"eu", "eur", "uk"})
_WORDLIKE_SYSTEMS: Final = frozenset({"US", "FR", "IT", "DE", "ES", "AU"})
"""Written small they are words of our languages."""
_WAIST: Final = re.compile(rf"{OPENS}w\s?(\d{{2}})\s?[/ -]?\s?l\s?(\d{{2}}){CLOSES}", re.IGNORECASE)
_CENTIMETRES: Final = {
    "cm": Decimal(1), "mm": Decimal("0.1"), "m": Decimal(100), "inch": Decimal("2.54"), "foot": Decimal("30.48"),
}  # fmt: skip
_ENDS: Final = (".", ",", "?", "!", ";", ")")
_BY: Final = frozenset({"x", "×", "by", "乘"})
_METRES: Final = re.compile(r"\d(?:\.\d{1,2})?")
_SHORTEST_ENDING: Final = 4
"""Letters of a size word that may end a compound ("Damengröße")."""
_SMALLEST_MEASURE: Final = 10
_FIRST_FEW: Final = 5
"""Up to here "number 3" points at something shown, where "number" may also say a size ("numer 38")."""
_LONGEST_LETTERS: Final = 3
LARGEST_SIZE: Final = 300
"""Numbers above are lengths or prices, never sizes of clothes, shoes or beds."""

Found = tuple[int, int, str]
"""Start and end token, and the value."""


class Sizes:
    """Finds sizes and lengths of one language."""

    def __init__(self, phrases: Phrases) -> None:
        self._size = phrases.words("size")
        self._after = phrases.words("size_after")
        self._number = phrases.words("number")
        self._units = phrases.table("units")
        self._named = phrases.table("size_names")
        self._sure = phrases.words("sure_sizes")
        self._dimensions = phrases.table("dimensions")
        self._endings = tuple(
            group[0] for group, _ in self._size.groups() if len(group) == 1 and len(group[0]) >= _SHORTEST_ENDING
        )

    def find(self, tokens: Sequence[Token]) -> list[Found]:
        """Sizes as written, in capitals. A number alone is only a size behind a size word or a system ("EU 39")."""
        found: list[Found] = []
        position = 0
        while position < len(tokens):
            size = self._sides(tokens, position) or self._waist(tokens, position) or self._single(tokens, position)
            if size:
                found.append(size)
            position = size[1] if size else position + 1
        return found

    def lengths(self, tokens: Sequence[Token], numbers: Sequence[Number]) -> list[Found]:
        """Numbers with a unit of length, in centimetres."""
        found: list[Found] = []
        for number in numbers:
            unit = self._units.at(tokens, number.end)
            if unit and number.or_else is None:
                value = (number.value * _CENTIMETRES[unit[0]]).normalize()
                found.append((number.start, number.end + unit[1], f"{value:f}"))
            elif unit is None and self._is_measure(tokens, number):
                found.append((number.start, number.end, str(number.value)))
        return found

    def _is_measure(self, tokens: Sequence[Token], number: Number) -> bool:
        """ "At most 80 wide": a number beside its dimension is in centimetres."""
        beside = self._dimensions.ends_at(tokens, number.start) or self._dimensions.length_at(tokens, number.end)
        return bool(beside) and number.is_whole and not number.in_words and number.value >= _SMALLEST_MEASURE

    def _single(self, tokens: Sequence[Token], position: int) -> Found | None:
        named = self._size.length_at(tokens, position) or int(tokens[position].norm.endswith(self._endings))
        at = position + named
        if at >= len(tokens) or (named and "," in tokens[at].before):
            return None
        if named and (sides := self._sides(tokens, at)):
            return position, sides[1], sides[2]
        system = tokens[at].norm if _is_system(tokens[at]) and at + 1 < len(tokens) else None
        value = self._value(tokens, at + 1 if system else at, is_named=bool(named or system))
        if value is None or (system and not value[1][0].isdigit()):
            return None
        return position, value[0], f"{system.upper()} {value[1]}" if system else value[1]

    def _value(self, tokens: Sequence[Token], at: int, is_named: bool) -> tuple[int, str] | None:
        token = tokens[at]
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.is_number and following and following.is_glued and _MULTIPLIED.fullmatch(token.norm + following.norm):
            return at + 2, _multiplied(token.norm + following.norm)
        alone = at > 0 and token.is_spaced and (following is None or following.before.strip() in _ENDS)
        named_after = self._after.length_at(tokens, at + 1)
        alone = alone or bool(named_after)
        if _LETTERS.fullmatch(token.raw) and (is_named or token.raw.isupper() or len(token.norm) > 1 or alone):
            return self._letters(tokens, at)
        if named := self._in_words(tokens, at, is_named, alone):
            return named
        if (is_named or named_after) and token.is_number and self._units.length_at(tokens, at + 1) == 0:
            number = token.raw.replace(",", ".")
            counted = self._number.ends_at(tokens, at) and Decimal(number) <= _FIRST_FEW if is_named else 0
            return (at + 1 + named_after, number) if _is_size_number(number) and not counted else None
        return None

    def _in_words(self, tokens: Sequence[Token], at: int, is_named: bool, alone: bool) -> tuple[int, str] | None:
        named = self._named.at(tokens, at)
        if named is None:
            return None
        is_letter = named[1] == 1 and _is_letter_size(tokens[at], alone)
        is_size = is_named or is_letter or self._sure.length_at(tokens, at) > 0
        return (at + named[1], named[0].upper()) if is_size else None

    def _letters(self, tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
        if at and tokens[at].is_glued and (tokens[at - 1].is_number or tokens[at - 1].norm == "#"):
            return None
        if at and tokens[at - 1].is_number and tokens[at].norm == "m":
            return None
        if at + 1 < len(tokens) and tokens[at + 1].before == "/" and _LETTERS.fullmatch(tokens[at + 1].raw):
            return at + 2, f"{tokens[at].norm}/{tokens[at + 1].norm}".upper()
        if at + 1 < len(tokens) and tokens[at + 1].before in ("'", "’"):
            return None
        return at + 1, tokens[at].norm.upper()

    def _sides(self, tokens: Sequence[Token], at: int) -> Found | None:
        """ "180x200", "140 x 200 cm"; only whole centimetres, as catalogs write them."""
        if metres := self._sides_in_metres(tokens, at):
            return metres
        if at + 2 >= len(tokens) or not (tokens[at].raw.isdecimal() and tokens[at + 2].raw.isdecimal()):
            return None
        if tokens[at + 1].norm not in _BY or not 2 <= len(tokens[at].raw) <= 3:
            return None
        end = at + 3
        unit = self._units.at(tokens, end)
        return at, end + (unit[1] if unit else 0), f"{tokens[at].raw}x{tokens[at + 2].raw}"

    def _sides_in_metres(self, tokens: Sequence[Token], at: int) -> Found | None:
        """ "2 x 3 m", "1.6m by 2.3m", "2米乘3米": in centimetres, as catalogs write them. Feet and inches are left."""
        first = self._side(tokens, at)
        by = first[1] + 1 if first else 0
        if first is None or by >= len(tokens) or tokens[by - 1].norm not in _BY:
            return None
        second = self._side(tokens, by)
        if second is None or second[2] != "m" or first[2] not in ("m", None):
            return None
        return at, second[1], f"{first[0]}x{second[0]}"

    def _side(self, tokens: Sequence[Token], at: int) -> tuple[str, int, str | None] | None:
        """A number of a few metres as centimetres, the end, and the unit if one is said."""
        value = tokens[at].raw.replace(",", ".")
        if not _METRES.fullmatch(value):
            return None
        unit = self._units.at(tokens, at + 1)
        return f"{Decimal(value) * 100:.0f}", at + 1 + (unit[1] if unit else 0), unit[0] if unit else None

    def _waist(self, tokens: Sequence[Token], at: int) -> Found | None:
        if tokens[at].norm != "w":
            return None
        end = min(len(tokens), at + 4)
        while end > at + 1:
            match = _WAIST.fullmatch("".join(t.raw if i == 0 else " " + t.raw for i, t in enumerate(tokens[at:end])))
            spaced = re.fullmatch(r"w ?(\d{2})(?: ?l ?(\d{2}))", " ".join(t.norm for t in tokens[at:end]))
            if match or spaced:
                waist, leg = (match or spaced or [None, "", ""])[1], (match or spaced or [None, "", ""])[2]
                return at, end, f"W{waist} L{leg}"
            end -= 1
        return None


def bare_size(tokens: Sequence[Token], named: Sequence[Found]) -> str | None:
    """A size in the answer to "which size?": found ones first, else a letter or number that stands alone."""
    if named:
        return named[0][2]
    for token in tokens:
        if _LETTERS.fullmatch(token.norm):
            return token.norm.upper()
        if token.is_number and _is_size_number(token.raw.replace(",", ".")):
            return token.raw.replace(",", ".")
    return None


def _is_letter_size(token: Token, alone: bool) -> bool:
    """Languages have letters of their own for sizes: Brazilian "G" and "GG". Written small, one letter is a word."""
    letters = token.raw.isascii() and token.raw.isalpha() and len(token.raw) <= _LONGEST_LETTERS
    return letters and (token.raw.isupper() or (len(token.raw) > 1 and alone))


def _is_system(token: Token) -> bool:
    return token.norm in _SYSTEMS or token.raw in _WORDLIKE_SYSTEMS


def _is_size_number(text: str) -> bool:
    return re.fullmatch(r"\d{1,3}(\.5)?", text) is not None and 0 < Decimal(text) <= LARGEST_SIZE


def _multiplied(text: str) -> str:
    return "X" * int(text[0]) + text[-1].upper()
