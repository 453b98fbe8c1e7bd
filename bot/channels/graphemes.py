"""Where a text may be cut without taking apart what a reader sees as one sign. Pure."""

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_JOINED_ON: Final = frozenset(("Mn", "Me", "Mc"))
"""Categories of marks that stand on what is before them (Unicode TR29, GB9 and GB9a)."""


def bound(text: str, place: int) -> int:
    """The last place up to `place` where no sign is taken apart; `place` itself where all before it is one sign."""
    found = min(place, len(text))
    while found > 0 and not _is_bound(text, found):
        found -= 1
    return found or place


def _is_bound(text: str, place: int) -> bool:
    """The rules of Unicode TR29 for the signs people write: marks, skin tones, joined emojis, flags, jamo, tags."""
    if place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if before == "\r" and after == "\n":
        return False
    if _JOINER in (before, after) or unicodedata.category(after) in _JOINED_ON:
        return False
    if _is_flag(after):
        return _flags_before(text, place) % 2 == 0
    return not (_is_tone_or_tag(after) or _is_one_syllable(before, after))


def _is_tone_or_tag(letter: str) -> bool:
    return "\U0001f3fb" <= letter <= "\U0001f3ff" or "\U000e0020" <= letter <= "\U000e007f"


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _flags_before(text: str, place: int) -> int:
    """Regional indicators that end at `place`; two make a flag."""
    count = 0
    while place > count and _is_flag(text[place - count - 1]):
        count += 1
    return count


def _is_one_syllable(before: str, after: str) -> bool:
    """Parts of Korean syllables: a new one begins with a leading consonant behind anything else."""
    if not ("\u1100" <= before <= "\u11ff" and "\u1100" <= after <= "\u11ff"):
        return False
    return after > "\u115f" or before <= "\u115f"
