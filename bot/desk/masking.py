"""Hides how somebody is reached and pays from text that a whole team sees: addresses, phone numbers, e-mail, accounts.

What is known of the shopper is hidden wherever it stands; what only looks like it is hidden too. Pure: who may see the
full text, and that it is noted, is the door's business.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dialogue.inbound import MASK
from dialogue.profile import Profile
from orders.order import Address

_LETTER: Final = r"[^\s@<>()\[\]{},;:\"'，。；：（）「」]"
_EMAIL: Final = re.compile(rf"{_LETTER}+@{_LETTER}+\.[^\W\d_]{{2,}}")
_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}(?!\w)")
_DAY: Final = r"(?!\d{4}[-./]\d{1,2}[-./]\d{1,2}(?!\d)|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}(?!\d))"
_NUMBER: Final = re.compile(rf"(?<![\w.,]){_DAY}(?:\+|\(|（)?\d(?:[\s()（）./–-]{{0,2}}\d){{6,24}}(?!\w)")
"""A phone number, an account or a card: seven digits and more, and no day. So are some tracking numbers."""
_ENDINGS: Final = (
    "straße", "strasse", "str", "weg", "gasse", "allee", "platz", "damm", "ufer", "steig", "straat", "laan", "plein",
    "gracht", "kade", "gatan", "vägen", "gade", "vej", "katu", "tie", "polku",
)  # fmt: skip
"""What names of streets end with, in one word."""
_STREETS: Final = (
    "straße", "strasse", "str", "weg", "allee", "street", "road", "rd", "lane", "avenue", "ave", "drive", "court",
    "boulevard", "blvd", "rue", "chemin", "impasse", "quai", "calle", "avenida", "avda", "paseo", "plaza", "camino",
    "via", "viale", "corso", "piazza", "vicolo", "rua", "travessa", "praça", "ulica", "ul", "aleja", "ulice", "třída",
    "náměstí", "شارع", "طريق",
)  # fmt: skip
"""Words for streets that stand alone, before their names or behind them."""
_ENDED: Final = rf"\w{{3,}}(?:{'|'.join(_ENDINGS)})\.?"
_CALLED: Final = rf"(?:{'|'.join(_STREETS)})\.?"
_WORD: Final = r"[^\W\d_][\w'’.-]*"
_HOUSE: Final = r"\d{1,4}\s?[a-zA-Z]?(?![\w%€$£])"
_STREET: Final = re.compile(
    # "Lindenweg 8", "Am Alten Weg 3", "calle Mayor 6"; "7 Old Mill Road", "12 rue de la Paix"; 神宮前1-2-3, 路100号.
    rf"(?<!\w)(?:{_ENDED}|(?:{_WORD}\s){{0,2}}{_CALLED}|{_CALLED}(?:\s{_WORD}){{1,4}}),?\s{_HOUSE}"
    rf"|(?<!\w){_HOUSE},?\s(?:{_WORD}\s){{0,3}}{_CALLED}(?:\s{_WORD}){{0,4}}(?!\w)"
    r"|[\u3040-\u30ff\u3400-\u9fff]{2,12}[0-9０-９]{1,4}(?:[-－ー‐丁番号弄室][0-9０-９]{0,5}[目地号室]?){1,4}",
    re.IGNORECASE,
)
_SHORTEST: Final = 4
"""Letters and digits from which a part of a known address is hidden by itself."""


@dataclass(frozen=True)
class Mask:
    """For one shopper. `places` are all addresses that we know of them."""

    profile: Profile
    places: tuple[Address, ...] = ()

    def __call__(self, text: str) -> str:
        """The same text with ••• for each of them."""
        return "\n".join(map(self._line, text.split("\n")))

    def _line(self, line: str) -> str:
        for pattern in (*self._known, _EMAIL, _IBAN):
            line = pattern.sub(MASK, line)
        if any(map(str.isdecimal, line)):
            line = _NUMBER.sub(MASK, _STREET.sub(MASK, line))
        return line

    @cached_property
    def _known(self) -> tuple[re.Pattern[str], ...]:
        parts = dict.fromkeys(self._parts())
        return tuple(spelled(part) for part in sorted(parts, key=len, reverse=True))

    def _parts(self) -> Iterator[str]:
        yield from (part for part in (self.profile.email, self.profile.phone) if part)
        for place in _addresses(self.profile, self.places):
            if place.name and place.name.casefold() != (self.profile.name or "").casefold():
                yield place.name
            yield from (line for line in (place.line1, place.line2) if len(line) >= _SHORTEST)
            yield from _with_town(place)


def _addresses(profile: Profile, places: Iterable[Address]) -> tuple[Address, ...]:
    return (*((profile.address,) if profile.address else ()), *places)


def _with_town(place: Address) -> Iterator[str]:
    """A town is hidden where its postcode stands beside it: alone it is a word like any other."""
    if len(place.postcode) >= _SHORTEST:
        yield f"{place.postcode} {place.city}"
        yield f"{place.city} {place.postcode}"
        yield f"{place.city}, {place.region} {place.postcode}"
        yield place.postcode


def spelled(part: str) -> re.Pattern[str]:
    """However it is spaced and written large or small."""
    words = [re.escape(word) for word in part.replace(",", " ").split()]
    return re.compile(r"(?<!\w)" + r"[\s,]+".join(words) + r"(?!\w)", re.IGNORECASE)
