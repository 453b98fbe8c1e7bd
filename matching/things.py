"""Which words of an English title or line name the thing itself, and not what it is for or goes with.

Who asks for a laptop wants neither a laptop sleeve nor a charger for laptops, though both speak of one. In an English
compound the last noun is the thing. Titles also line up brands, models and measures, so the rule looks only for nouns
that as a rule stand behind what they belong to, hold, cover, feed or mend. No word list knows what is sold.
"""

import re
from collections.abc import Iterator
from typing import Final

_COMPANIONS: Final = (
    "accessory adapter adaptor arm attachment backpack bag base basket battery belt blade box bracket brush bulb cable "
    "cap care cartridge case casing charger cleaner clip converter cooler cord cover cushion dock drum enclosure "
    "extender extension film filter frame guard hanger holder hook hose hub ink insert insole kit label lace lamp lens "
    "lid light liner lock mat mount nozzle organiser organizer pad paper part pillow pocket polish pouch protection "
    "protector rack reader refill remote replacement ribbon riser roller runner screen shade sheet shelf shell skin "
    "sleeve spare splitter spray stand station strap supply switch tape throw tie tip toner tool topper tray wheel wrap"
)
COMPANIONS: Final = frozenset(
    form for noun in _COMPANIONS.split() for form in (noun, f"{noun}s", f"{noun}es", f"{noun.removesuffix('y')}ies")
)
"""Nouns that make the one or two words before them say what they are for: sofa covers, a laptop privacy screen."""
ASIDE: Final = frozenset({"for", "with", "w", "compatible", "fits"})
"""What follows these is not what is sold, unless the text begins with them."""
REACH: Final = 2
"""Words before a companion noun that belong to it."""
_PIECE: Final = re.compile(r"[^\W\d_]+|\d\w*|[^\w\s/&®™’'-]")
"""Words, numbers and models, and the marks that end a phrase; the marks left out join words."""


def things(text: str) -> list[str]:
    """Lower-case words of the text that name the thing, in order, each once."""
    return list(dict.fromkeys(_things(_PIECE.findall(text.lower()))))


def _things(pieces: list[str]) -> Iterator[str]:
    for place, piece in enumerate(pieces):
        if piece in ASIDE and place:
            return
        if piece[0].isalnum() and not _is_for_another(pieces[place + 1 : place + 1 + REACH]):
            yield piece


def _is_for_another(following: list[str]) -> bool:
    """Whether a companion noun follows in the same phrase."""
    for piece in following:
        if not piece[0].isalpha() or piece in ASIDE:
            return False
        if piece in COMPANIONS:
            return True
    return False
