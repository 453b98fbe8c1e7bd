"""Numerals of Chinese and Japanese, with digits among them: "一百二十", "1万5千", "2.5万", "两千五". Pure."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from dialogue.understanding.text import Token

_SCALES: Final = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "萬": 10_000}
_MYRIAD: Final = 10_000
_THOUSAND: Final = 1_000
_TEN: Final = 10
_BESIDE: Final = ("", ", ")
"""What may stand between two digits of one scale."""
_SOME: Final = frozenset("几幾数數")
_PAIR: Final = frozenset("两兩")
"""Two, where it counts."""
_ZEROS: Final = frozenset("零〇")
_FIRST: Final = "\u3007"
"""No numeral of these scripts is written with a letter before it."""

_DIGITS: Final = re.compile(r"\d+(?:[.,]\d{1,2})?|\d{1,3}(?:,\d{3})+")
_GROUPING: Final = re.compile(r",(?=\d{3})")

Piece = Decimal | int
"""A digit as a Decimal, a scale as an int."""


def numeral_at(tokens: Sequence[Token], position: int) -> tuple[Decimal, int] | None:
    """Value and end of a numeral with a scale in it; None for digits alone, for a single character, and for signs that
    make no number ("二三百": two or three hundred)."""
    pieces: list[Piece] = []
    written = ""
    for token in tokens[position:]:
        piece = _piece(token)
        if piece is None or (pieces and token.before):
            break
        pieces.append(piece)
        written += token.raw[0]
    if len(pieces) < 2 or not any(isinstance(piece, int) for piece in pieces):
        return None
    value = _value(pieces, written)
    return None if value is None else (value, position + len(pieces))


def pair_at(tokens: Sequence[Token], position: int) -> tuple[Decimal, Decimal, int] | None:
    """Both values and the end of two digits that share a scale: "三五百" is three to five hundred, "2、3千" two to
    three thousand. None for anything else."""
    first = _piece(tokens[position])
    if not isinstance(first, Decimal) or position + 2 >= len(tokens) or tokens[position + 1].before not in _BESIDE:
        return None
    second, numeral = _piece(tokens[position + 1]), numeral_at(tokens, position + 1)
    if numeral is None or not isinstance(second, Decimal) or not 0 < first < second < _TEN:
        return None
    scale = numeral[0] / second
    is_scale = scale >= _TEN and scale.log10() % 1 == 0
    return (first * scale, numeral[0], numeral[1]) if is_scale else None


def some_at(tokens: Sequence[Token], position: int) -> tuple[Decimal, int] | None:
    """Most that "几十", "几百" or "数千" may be, and their end."""
    if tokens[position].raw not in _SOME or position + 1 >= len(tokens) or tokens[position + 1].raw not in _SCALES:
        return None
    end = position + 1
    most = Decimal(_TEN)
    while end < len(tokens) and tokens[end].raw in _SCALES:
        most *= _SCALES[tokens[end].raw]
        end += 1
    return most, end


def scale_of(last: Token) -> int:
    """What a numeral's last sign multiplies by, from a thousand on: "2~3万" is twenty to thirty thousand."""
    scale = _SCALES.get(last.raw, 1)
    return scale if scale >= _THOUSAND else 1


def _piece(token: Token) -> Piece | None:
    if token.raw in _SCALES:
        return _SCALES[token.raw]
    if token.is_number:
        return Decimal(_GROUPING.sub("", token.raw).replace(",", ".")) if _DIGITS.fullmatch(token.raw) else None
    if len(token.raw) != 1 or token.raw < _FIRST:
        return None
    digit = 2 if token.raw in _PAIR else unicodedata.numeric(token.raw, -1)
    return Decimal(int(digit)) if digit in range(10) else None


def _value(pieces: Sequence[Piece], written: str) -> Decimal | None:
    """Sections of ten thousand, each of falling scales."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    scale = _MYRIAD
    for place, piece in enumerate(pieces):
        if isinstance(piece, Decimal):
            if digit:
                return None
            digit = piece
        elif piece == _MYRIAD:
            total = (total + section + (digit or 0)) * piece or Decimal(piece)
            section, digit, scale = Decimal(0), None, piece
        elif place and piece >= scale:
            return None
        else:
            section, digit, scale = section + (Decimal(1) if digit is None else digit) * piece, None, piece
    if digit is None:
        return total + section
    return total + section + digit * _said_of(pieces, written, scale)


def _said_of(pieces: Sequence[Piece], written: str, scale: int) -> int:
    """In "两千五" the last digit counts hundreds; in "两千零五" and in "一百二十五" ones."""
    bare = isinstance(pieces[-2], int) and not written[-1].isascii() and not _ZEROS.intersection(written)
    return scale // 10 if bare and scale >= 100 else 1
