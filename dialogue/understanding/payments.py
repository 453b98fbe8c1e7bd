"""Which way to pay is meant: its kind, the name on the card, its last four digits, or the other one. Pure."""

import re
from typing import Final, TypedDict

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import Heard
from dialogue.understanding.text import CLOSES, OPENS

_BRANDS: Final = {
    "visa": "visa", "mastercard": "mastercard", "master card": "mastercard", "maestro": "maestro", "amex": "amex",
    "american express": "american express", "girocard": "girocard", "discover": "discover", "diners": "diners",
}  # fmt: skip
"""Names on cards, the same in every language."""
_ENDING: Final = re.compile(rf"{OPENS}(?<!-)\d{{4}}{CLOSES}(?!-)")


class MethodParts(TypedDict):
    """The fields of a MethodSaid."""

    method: str | None
    words: str
    ending: str | None
    another: bool


def method_in(heard: Heard, phrases: Phrases) -> MethodParts:
    """What a part says of a way to pay. A name on a card says that it is a card."""
    found = next((key for _, _, key in phrases.table("payments").find(heard.said)), None)
    text = heard.text.casefold()
    brand = next((_BRANDS[name] for name in _BRANDS if re.search(rf"{OPENS}{name}{CLOSES}", text)), "")
    digits = _ENDING.search(heard.text)
    return {
        "method": found or ("card" if brand else None),
        "words": brand,
        "ending": digits.group() if digits else None,
        "another": phrases.words("another").has(heard.said),
    }


def says_always(heard: Heard, phrases: Phrases) -> bool:
    """ "From now on", "as my default"."""
    return phrases.words("always").has(heard.said)
