"""Numbers of payment cards in what people write: found and taken out before anything is kept. Pure."""

import re
from collections.abc import Iterator
from typing import Final

MASK: Final = "●●●● ●●●● ●●●● "
"""Stands for all digits of a card but the last four."""

_APART: Final = r"[\s\-./·_,]{1,3}"
_RUN: Final = re.compile(rf"(?<!\d)\d+(?:{_APART}\d+)*(?!\d)")
_DIGITS: Final = re.compile(r"\d+")
_EXPIRY: Final = r"(?:0?[1-9]|1[0-2])\s?[/.\-]\s?(?:20)?\d\d(?!\d)"
_CHECK_DIGITS: Final = r"(?:cv[vc]2?|cvn|cid|code|prüf\w*|kpn|crypto\w*)[\s.:#-]*\d{3,4}(?!\d)"
_GAP: Final = r"[\s,;:|/-]{0,3}"
_WORDS: Final = r"(?:[^\W\d]{2,9}[\s.:]{0,2}){0,2}"
_TAIL: Final = re.compile(
    rf"(?:{_GAP}{_WORDS}{_EXPIRY}(?:{_GAP}\d{{3,4}}(?!\d))?)?(?:{_GAP}{_CHECK_DIGITS})?",
    re.IGNORECASE,
)
_BETWEEN: Final = r"(?:[\s\-./·_,+]|%20|%2[BCDEF]|\\u00a0|\\u202f|\\n){0,3}"
"""What may stand between the digits in a raw event, however that is encoded."""


def masked(text: str) -> str:
    """The text with only the last four digits of each card number, and without expiry and check digits behind it."""
    parts: list[str] = []
    done = 0
    for start, end in _cards(text):
        tail = _TAIL.match(text, end)
        parts += [text[done:start], MASK, _digits_of(text[start:end])[-4:]]
        done = tail.end() if tail else end
    return "".join((*parts, text[done:]))


def masked_like(raw: str, text: str) -> str:
    """The raw event without the card numbers that stand in the text parsed from it. Its other numbers are not judged:
    ids and moments may look like a card's."""
    for start, end in _cards(text):
        digits, tail = _digits_of(text[start:end]), _TAIL.match(text, end)
        behind = _DIGITS.findall(text[end : tail.end()]) if tail else []
        for number in (digits, *(each for each in behind if len(each) in (3, 4))):
            kept = f"{MASK}{number[-4:]}" if number == digits else "●●●"
            raw = re.sub(rf"(?:(?<=%20)|(?<!\d)){_BETWEEN.join(number)}(?!\d)", kept, raw)
    return raw


def _cards(text: str) -> Iterator[tuple[int, int]]:
    """Where card numbers stand, left to right: whole groups of digits that together are one."""
    for run in _RUN.finditer(text):
        groups = [(run.start() + each.start(), run.start() + each.end()) for each in _DIGITS.finditer(run.group())]
        first = 0
        while first < len(groups):
            last = _last_group(text, groups, first)
            if last is not None:
                yield groups[first][0], groups[last][1]
            first = first + 1 if last is None else last + 1


def _last_group(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """The longest number that begins with a group; None when none is a card's."""
    digits, found = "", None
    for place in range(first, len(groups)):
        digits += text[groups[place][0] : groups[place][1]]
        if len(digits) > 19:
            break
        if _is_of_a_card(digits):
            found = place
    return found


def _digits_of(text: str) -> str:
    return "".join(_DIGITS.findall(text))


def _is_of_a_card(digits: str) -> bool:
    """By the networks' first digits and lengths, and the check digit of ISO/IEC 7812 (Luhn)."""
    size, two = len(digits), int(digits[:2] or 0)
    fits = (
        (two // 10 == 4 and size in (13, 16, 19))
        or (51 <= two <= 55 and size == 16)
        or (22 <= two <= 27 and size == 16)
        or (two in (34, 37) and size == 15)
        or (two in (30, 36, 38, 39) and 14 <= size <= 19)
        or (two == 35 and 16 <= size <= 19)
        or ((two == 50 or 56 <= two <= 69) and 13 <= size <= 19)
    )
    return fits and passes_luhn([int(digit) for digit in digits])


def passes_luhn(digits: list[int]) -> bool:
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return any(digits) and (sum(digits[::-2]) + sum(doubled)) % 10 == 0
