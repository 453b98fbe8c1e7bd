"""Sizes as people and catalogs write them, and which of them fit each other. Converts only where a convention exists.

Sources: letters and EU numbers of clothes meet in EN 13402-3 (letter codes by bust and chest girth; German women's
sizes by bust, 36 = 84 cm; men's sizes are half the chest). Shoes: EU = 1.5 x last in cm, UK = 3 x last in inches - 25,
US men = UK + 1, US women = US men + 1.5 (ISO 19407 calls such tables a guideline). Women's clothes: UK + 28, US + 32,
FR - 2, IT - 4 = EU. Children's sizes are body heights and never converted from another country's numbers.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LETTERS: Final = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "xxxxl")
CHILDREN: Final = frozenset({"kids", "girls", "boys", "baby"})
_NOT_WOMEN: Final = CHILDREN | {"men"}

_SPELLINGS: Final[Mapping[str, str]] = {
    "small": "s", "medium": "m", "large": "l", "extra small": "xs", "extra large": "xl", "x-small": "xs", "x-large":
    "xl", "2xl": "xxl", "3xl": "xxxl", "4xl": "xxxxl", "2xs": "xxs", "xx-large": "xxl",
}  # fmt: skip
_BEDS: Final[Mapping[str, tuple[float, float]]] = {"single_bed": (80, 100), "double_bed": (135, 200)}
_ONE_SIZE: Final = frozenset({"one size", "one_size", "onesize", "one-size", "os", "one size fits all", "free size"})
_AT_HOME: Final[Mapping[str, str]] = {"US": "US", "CA": "US", "GB": "UK", "IE": "UK", "AU": "AU", "NZ": "AU"}
"""Markets with a system of their own, whose numbers say by themselves that they are not European."""
_FIRST_IN_EU: Final[Mapping[tuple[str, str], int]] = {
    ("clothing", "men"): 44,
    ("clothing", "women"): 30,
    ("shoes", "men"): 16,
    ("shoes", "women"): 16,
}
"""European numbers of adults start here, by way of sizing and wearer."""
_WOMEN_AT_HOME: Final = frozenset({"FR", "ES", "IT"})
"""Markets that number women's clothes apart from the German numbers that the catalog has, and nothing else."""
_GROWN_UP: Final = (32, 60)
"""Numbers of clothes in these markets; those of children are body heights, or ages."""
_FOOT: Final = "CM"
"""The system of shoes that are numbered by the length of a foot in centimetres, as in East Asia."""
_SYSTEMS: Final = re.compile(r"\b(eu|eur|de|fr|es|it|uk|gb|us|usa|au)\b\.?")
_NUMBER: Final = r"(\d{1,4}(?:[.,]\d{1,2})?)"
_CENTIMETRES: Final = re.compile(rf"^{_NUMBER} ?cm$")
_SPAN: Final = re.compile(rf"^{_NUMBER}\s*(?:-|–|/|to)\s*{_NUMBER}$")
_SINGLE: Final = re.compile(rf"^{_NUMBER}$")
_SIDES: Final = re.compile(rf"^{_NUMBER}\s*x\s*{_NUMBER}(?:\s*x\s*{_NUMBER})?$")
_WAIST: Final = re.compile(r"^w\s*(\d{2})(?:\s*[/-]?\s*l\s*(\d{2}))?$")
_AGE: Final = re.compile(r"^(?:age )?(\d{1,2})(?:\s*(?:-|/)\s*(\d{1,2}))?\s*(y|yrs?|years?|m|mths?|months?)$")

# Body height in cm at each birthday, the middle of the usual European children's sizes.
_HEIGHTS: Final = (56, 80, 92, 98, 104, 110, 116, 122, 128, 134, 140, 146, 152, 158, 164, 170, 176)


@dataclass(frozen=True, slots=True)
class Size:
    """A size read from text. `form` says what the bounds mean; `system` is a country code in capitals when named, or
    CM for a length."""

    form: str
    low: float = 0
    high: float = 0
    system: str | None = None
    sides: tuple[float, ...] = ()


ONE_SIZE: Final = Size("one")


@lru_cache(maxsize=4096)
def read_size(text: str) -> Size | None:
    """A size as said ("L", "EU 39", "S/M", "W32 L34", "140 x 200 cm", "one size"); None for anything else."""
    said = re.sub(r"\s+", " ", text.casefold().replace("×", "x").replace("½", ".5")).strip()
    if said in _ONE_SIZE:
        return ONE_SIZE
    if said in _BEDS:
        return Size("number", *_BEDS[said])
    named = _SYSTEMS.search(said)
    system = named.group(1) if named else None
    if system is None and (length := _CENTIMETRES.match(said)):
        return Size("number", _number(length[1]), _number(length[1]), _FOOT)
    said = re.sub(r"\s*\b(size|cm|mm|women|men|womens|mens|women's|men's)\b\.?", "", _SYSTEMS.sub("", said)).strip()
    return _read_letters(said) or _read_numbers(said, {"eur": "eu", "gb": "uk", "usa": "us"}.get(system or "", system))


@lru_cache(maxsize=16384)
def fits(wanted: str, offered: str | None, sizing: str | None, wearer: str | None) -> bool:
    """Whether a variant of size `offered` is what somebody who asked for `wanted` should get.

    `sizing` is the category's way of sizing, `wearer` the audience it is for. What cannot be compared does not fit.
    """
    if offered is None or not offered.strip():
        return False
    if _plain(wanted) == _plain(offered):
        return True
    want, have = read_size(wanted), read_size(offered)
    if want is None or have is None:
        return False
    if have.form == "one":
        return want.form in {"letter", "number"} and sizing in {"one_size", "clothing", "hat", "gloves", "socks"}
    if have.form == "sides":
        return _fits_sides(want, have, sizing)
    if have.form == "waist":
        return _fits_waist(want, have)
    return _fits_spans(want, have, sizing, wearer)


def at_home(said: str, market: str, sizing: str | None, wearer: str | None) -> str:
    """A size with the system that its number is of in a market: "8" of women's shoes is "US 8" in the United States,
    where "38" is European; of women's clothes "44" is "IT 44" in Italy."""
    read, system = read_size(said), _AT_HOME.get(market)
    if read is None or read.form != "number" or read.system is not None:
        return said
    if market in _WOMEN_AT_HOME:
        grown_up = _GROWN_UP[0] <= read.low and read.high <= _GROWN_UP[1]
        return f"{market} {said}" if sizing == "clothing" and wearer not in _NOT_WOMEN and grown_up else said
    first = _FIRST_IN_EU.get((sizing or "", wearer or "women"), 0)
    return f"{system} {said}" if system and read.high < first else said


def apart(wanted: str, offered: str | None) -> float:
    """How far two sizes are from each other, in their own unit; infinite where they cannot be compared."""
    want, have = read_size(wanted), read_size(offered) if offered else None
    if want is None or have is None or want.form != have.form:
        return math.inf
    return abs(want.low - have.low) + sum(abs(a - b) for a, b in zip(want.sides, have.sides, strict=False))


def heights_at(age: int) -> tuple[float, float] | None:
    """Smallest and largest children's size (body height in cm) that suits an age in years; None from 17 on."""
    if age >= len(_HEIGHTS):
        return None
    return (50, 80) if age == 0 else (_HEIGHTS[age] - 6, _HEIGHTS[age] + 6)


def suits_age(offered: str | None, age: int) -> bool:
    """Whether a children's size fits an age. A size that is no body height is not judged: it suits."""
    have, heights = read_size(offered) if offered else None, heights_at(age)
    if have is None or have.form != "number" or have.low < 50 or heights is None:
        return True
    return have.low <= heights[1] and heights[0] <= have.high


def is_of_age(offered: str | None, age: int) -> bool:
    """Whether a children's size is the very one of an age, neither to grow into nor nearly outgrown."""
    have = read_size(offered) if offered else None
    return have is not None and age < len(_HEIGHTS) and have.low <= _HEIGHTS[age] <= have.high


def sides_of(size: str | None) -> tuple[float, ...]:
    """The two or three lengths in a size such as "140x200"; empty for any other."""
    read = read_size(size) if size else None
    return read.sides if read else ()


def _plain(text: str) -> str:
    return re.sub(r"[\s/_-]+", "", text.casefold().replace("×", "x"))


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _read_letters(said: str) -> Size | None:
    parts = [
        _SPELLINGS.get(part.strip(), part.strip()) for part in re.split(r"\s*/\s*|\s+-\s+|(?<=[sml])-(?=[xsml])", said)
    ]
    if said in _SPELLINGS:
        parts = [_SPELLINGS[said]]
    if not 1 <= len(parts) <= 2 or any(part not in LETTERS for part in parts):
        return None
    indexes = sorted(LETTERS.index(part) for part in parts)
    return Size("letter", indexes[0], indexes[-1])


def _read_numbers(said: str, system: str | None) -> Size | None:
    code = system.upper() if system else None
    if found := _WAIST.match(said):
        return Size("waist", float(found[1]), float(found[2] or 0), code)
    if found := _SIDES.match(said):
        return Size("sides", sides=tuple(_number(side) for side in found.groups() if side))
    if found := _AGE.match(said):
        return _read_age(int(found[1]), int(found[2] or found[1]), in_months=found[3].startswith("m"))
    if found := _SPAN.match(said):
        return Size(
            "number", min(_number(found[1]), _number(found[2])), max(_number(found[1]), _number(found[2])), code
        )
    if found := _SINGLE.match(said):
        return Size("number", _number(found[1]), _number(found[1]), code)
    return None


def _read_age(low: int, high: int, *, in_months: bool) -> Size | None:
    """Years by the table of heights; months by 56 cm at birth and about 2 cm a month."""
    if in_months:
        return Size("number", 50 + 2 * low if low else 50, 56 + 2 * high) if high <= 24 else None
    return Size("number", _HEIGHTS[low], _HEIGHTS[high]) if low <= high < len(_HEIGHTS) else None


def _fits_sides(want: Size, have: Size, sizing: str | None) -> bool:
    if want.form == "sides":
        return sorted(want.sides) == sorted(have.sides)
    if want.form != "number":
        return False
    measured = have.sides[:1] if sizing == "bed" else have.sides
    return any(want.low <= side <= want.high for side in measured)


def _fits_waist(want: Size, have: Size) -> bool:
    if want.form == "number" and want.system in {None, "US", "UK", _FOOT, *_WOMEN_AT_HOME}:
        return want.low == have.low and (want.high == want.low or want.high == have.high)
    return want.form == "waist" and want.low == have.low and (not want.high or want.high == have.high)


def _fits_spans(want: Size, have: Size, sizing: str | None, wearer: str | None) -> bool:
    if want.form == have.form == "letter":
        return want.low <= have.high and have.low <= want.high
    if want.form == have.form == "number":
        spans = [in_eu(want, sizing, wearer)]
    elif want.form == "letter" and have.form == "number":
        spans = [numbers_of(int(letter), sizing, wearer) for letter in range(int(want.low), int(want.high) + 1)]
    elif want.form == "number" and have.form == "letter":
        asked = in_eu(want, sizing, wearer)
        spans = [numbers_of(letter, sizing, wearer) for letter in range(int(have.low), int(have.high) + 1)]
        have = Size("number", *asked) if asked else Size("number", -1, -1)
    else:
        return False
    return any(span is not None and span[0] <= have.high and have.low <= span[1] for span in spans)


def in_eu(size: Size, sizing: str | None, wearer: str | None) -> tuple[float, float] | None:
    """Bounds of a numeric size in the catalog's European numbers; None where no convention converts it."""
    if size.system == _FOOT and sizing in {"shoes", "kids_shoes", "socks"}:
        # EU = 1.5 x last in cm, and a last is some 1.5 cm longer than the foot.
        return 1.5 * (size.low + 1.5) - 0.5, 1.5 * (size.high + 1.5) + 0.5
    if size.system in {None, "EU", "DE", _FOOT}:
        return size.low, size.high
    if wearer in CHILDREN or sizing in {"kids_clothing", "kids_shoes"}:
        return None
    if sizing in {"shoes", "socks"}:
        return _shoes_in_eu(size, wearer)
    if sizing == "ring" and size.system == "US":
        # Inner circumference in mm (ISO 8653) = 2.55 x US size + 36.5.
        return round(2.55 * size.low + 36.5), round(2.55 * size.high + 36.5)
    if sizing == "clothing" and wearer == "women":
        step = {"UK": 28, "AU": 28, "US": 32, "FR": -2, "ES": -2, "IT": -4}[size.system]
        return size.low + step, size.high + step
    if sizing == "clothing" and wearer == "men":
        step = {"UK": 10, "AU": 10, "US": 10}.get(size.system, 0)
        return size.low + step, size.high + step
    return (size.low, size.high) if size.system in _WOMEN_AT_HOME else None


def _shoes_in_eu(size: Size, wearer: str | None) -> tuple[float, float] | None:
    if size.system in {"FR", "ES", "IT"}:
        return size.low, size.high
    if wearer is None and size.system in {"US", "AU"}:
        return None  # Numbered apart for women and men, and nobody says for whom these are made.
    # Unisex shoes are numbered as men's.
    offset = {"UK": 0.0, "AU": 0.0 if wearer != "women" else 2.0, "US": 2.5 if wearer == "women" else 1.0}[
        size.system or ""
    ]
    low, high = ((bound - offset + 25) / 3 * 2.54 * 1.5 for bound in (size.low, size.high))
    return low - 0.5, high + 0.5


def numbers_of(letter: int, sizing: str | None, wearer: str | None) -> tuple[float, float] | None:
    """European numbers that a letter stands for: M is 40 to 42 for women, 48 to 50 for men. None where undefined."""
    if sizing == "gloves":
        return letter + 4.75, letter + 5.25
    if sizing == "hat":
        return 2 * letter + 50, 2 * letter + 51
    if sizing == "clothing" and wearer == "women":
        return 4 * letter + 28, 4 * letter + 30
    if sizing == "clothing" and wearer == "men":
        return 4 * letter + 36, 4 * letter + 38
    return None
