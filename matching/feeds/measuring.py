"""Lengths and weights as feeds write them, in centimetres and kilograms. What could be two things is none."""

import re
from collections.abc import Mapping
from typing import Final

from matching.feeds.rows import Json

IN_CM: Final[Mapping[str, float]] = {
    "mm": 0.1, "cm": 1.0, "m": 100.0, "in": 2.54, "inch": 2.54, "inches": 2.54, '"': 2.54, "″": 2.54, "”": 2.54,
    "zoll": 2.54, "ft": 30.48, "foot": 30.48, "feet": 30.48, "'": 30.48, "′": 30.48,
}  # fmt: skip
IN_KG: Final[Mapping[str, float]] = {
    "kg": 1.0, "g": 0.001, "gr": 0.001, "lb": 0.45359237, "lbs": 0.45359237, "pound": 0.45359237, "pounds": 0.45359237,
    "oz": 0.028349523125, "ounce": 0.028349523125, "ounces": 0.028349523125,
}  # fmt: skip
"""Pound and ounce are the avoirdupois ones of 1959."""
_MOST: Final = 100_000
_NUMBER: Final = r"\d+(?:[.,]\d+)?(?:\s+\d{1,2}/\d{1,2})?"
_MEASURE: Final = re.compile(rf"^({_NUMBER})\s*([a-z\"'″′”]*)\.?$")
_TWO: Final = re.compile(rf"^({_NUMBER})\s*(ft|feet|foot|'|′|lb|lbs)\.?\s*({_NUMBER})\s*(in|inch|inches|\"|″|”|oz)\.?$")
_THOUSANDS: Final = re.compile(r"^[1-9]\d{0,2}[.,]\d{3}$")


def length_in_cm(value: Json, unit: str = "cm") -> float | None:
    """ "24 in", "0.4 m", "6 ft 2 in", "12 1/2\\"", 40; in `unit` where it names none. None for anything else, and for
    what is a thousand to some and one to others ("1.200")."""
    return _measured(value, unit, IN_CM, 2)


def weight_in_kg(value: Json, unit: str = "kg") -> float | None:
    return _measured(value, unit, IN_KG, 3)


def _measured(value: Json, unit: str, factors: Mapping[str, float], digits: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    amount = (
        _amount(value.strip().casefold(), unit, factors) if isinstance(value, str) else value * factors.get(unit, 0)
    )
    return round(amount, digits) if 0 < amount < _MOST else None


def _amount(text: str, unit: str, factors: Mapping[str, float]) -> float:
    if (both := _TWO.match(text)) and both[2] in factors and both[4] in factors:
        return _number(both[1]) * factors[both[2]] + _number(both[3]) * factors[both[4]]
    read = _MEASURE.match(text)
    factor = factors.get(read[2] or unit) if read else None
    return _number(read[1]) * factor if read and factor else 0.0


def _number(text: str) -> float:
    """A number with a decimal sign, or one and a fraction; 0 for one that may have a sign for thousands."""
    whole, _, part = text.partition(" ")
    if _THOUSANDS.match(whole):
        return 0.0
    over, _, under = part.strip().partition("/")
    return float(whole.replace(",", ".")) + (int(over) / int(under) if under and int(under) else 0.0)
