"""Addresses of Japan, which go from the large to the small without spaces: "〒060-0001 札幌市中央区北一条西2-5".
Pure."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from dialogue.commands import AddressSaid

COUNTRY: Final = "JP"
_SIGNS: Final = "一-龥々ヶ"
_DASH: Final = r"\-‐−–ー"
_POSTCODE: Final = re.compile(
    rf"(?<![\d{_DASH}])(?:〒\s*(\d{{3}})[{_DASH}]?|(\d{{3}})[{_DASH}])(\d{{4}})(?![\d{_DASH}])"
)
_PREFECTURE: Final = rf"(?P<region>東京都|北海道|(?:大阪|京都)府|[{_SIGNS}]{{2,3}}県)"
_IN_KANA: Final = (
    "さいたま|つくば|つくばみらい|いわき|ひたちなか|うるま|かすみがうら|つがる|にかほ|みどり|えびの|"
    "たつの|みやま|あわら|かほく|いすみ|みよし|いなべ|さぬき|むつ|あま|南アルプス"
)
_MARKETS: Final = "四日市|廿日市|八日市|野々市|市川|市原"
"""Towns in whose name the sign for a town stands."""
_TOWN: Final = (
    rf"(?P<city>(?:(?:{_MARKETS}|{_IN_KANA}|[{_SIGNS}]{{1,5}}?)市(?:[{_SIGNS}]{{1,4}}?区)?"
    rf"|[{_SIGNS}]{{1,4}}?区|[{_SIGNS}]{{1,5}}?郡[{_SIGNS}ぁ-ん]{{1,6}}?[町村]))"
)
_STREET: Final = (
    rf"(?P<line1>(?![にではへをがまとものか]|って)[^\s\d]{{1,20}}?\d[\d{_DASH}]*"
    rf"(?:(?:丁目|番地の?|番|号(?!室)|の(?=\d))[\d{_DASH}]*)*)"
)
_PLACE: Final = re.compile(rf"{_PREFECTURE}?\s*{_TOWN}\s*{_STREET}?")
_NUMBERED: Final = re.compile(rf"\d[{_DASH}]\d|丁目|番")
_HOUSE: Final = re.compile(rf"\s*([A-Za-z{_SIGNS}ァ-ヶー]{{2,20}}\s?\d{{1,4}}(?:号室|号|階|F)?|\d{{1,4}}(?:号室|階|F))")
_TITLE: Final = re.compile(r"\s*(?:様|さん|です|宛て?)+$")
_NAME: Final = re.compile(rf"[{_SIGNS}ぁ-んァ-ヶー]{{2,8}}")
_LONGEST_OWN: Final = 4
"""Characters of a name of one's own."""


def japanese_address(lines: Sequence[str], surname: Callable[[str], int]) -> AddressSaid | None:
    """The parts of an address of Japan; None where there is none. A town alone is none: "do you deliver to 横浜市".
    `surname` counts the characters of a family's name that a piece begins with."""
    text = "\n".join(lines)
    code = _POSTCODE.search(text)
    rest = text[: code.start()] + "\n" + text[code.end() :] if code else text
    place = _PLACE.search(rest)
    if place is None or not (code or (place["line1"] and (place["region"] or _NUMBERED.search(place["line1"])))):
        return None
    house = _HOUSE.match(rest, place.end()) if place["line1"] else None
    behind = rest[house.end() if house else place.end() :]
    return AddressSaid(
        name=_name(rest[: place.start()], surname) or _name(behind, surname),
        line1=place["line1"],
        line2=house[1] if house else None,
        city=place["city"],
        region=place["region"],
        postcode=f"{code[1] or code[2]}-{code[3]}" if code else None,
        country=COUNTRY,
    )


def _name(beside: str, surname: Callable[[str], int]) -> str | None:
    """A family's name and one of its own, alone on a line or between spaces: "山田太郎", "山田 太郎様"."""
    for line in map(str.strip, beside.splitlines()):
        for piece in (line, *line.split()):
            name = _TITLE.sub("", piece)
            plain = "".join(name.split())
            if _NAME.fullmatch(plain) and 0 < surname(plain) < len(plain) <= surname(plain) + _LONGEST_OWN:
                return name
    return None
