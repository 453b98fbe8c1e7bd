"""Reads single fields of a feed's line: amounts, counts, lists, measures. Each says what would have been right."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from matching.feeds.base import LONGEST_TITLE, cleaned
from matching.feeds.measuring import length_in_cm
from matching.feeds.rows import FieldError, Json, Line
from orders.money import EXPONENTS, Money, MoneyError

Note = Callable[[str, str], None]
"""Takes a field and what was repaired in it."""

LONGEST_SKU: Final = 100
MOST_STOCK: Final = 10_000_000
MOST_MINOR: Final = 10**12
_MAY_BE_THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}$")


def identifier(line: Line, name: str) -> str | None:
    """An id as text; None when absent. Refuses what could not be shown, typed or put on a button."""
    value = line.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise FieldError(name, f"{_shown(value)} is not an id; write text or a whole number")
    text = str(value).strip()
    if not text or len(text) > LONGEST_SKU or cleaned(text) != text:
        raise FieldError(name, f"{_shown(value)} is not an id; use up to {LONGEST_SKU} printable characters, no markup")
    return text


def words(line: Line, name: str, note: Note, longest: int = 200) -> str | None:
    """A text, cleaned of markup and control characters, and cut; None when absent or blank."""
    value = line.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FieldError(name, f"{_shown(value)} is not a text")
    said = str(value)
    if len(said) <= longest and (_is_plain(said) if len(said) <= LONGEST_TITLE else cleaned(said) == said):
        return said or None
    # Markup may make a text ten times longer than what it says; beyond that nothing is worth reading.
    text = cleaned(said[: 10 * longest])
    if text != " ".join(said[: 10 * longest].split()):
        note(name, "markup or control characters were removed")
    if len(text) > longest or len(said) > 10 * longest:
        text = text[:longest].rsplit(" ", 1)[0] if " " in text[:longest] else text[:longest]
        note(name, f"cut to {longest} characters")
    return text or None


@lru_cache(maxsize=10_000)
def _is_plain(said: str) -> bool:
    """Nothing in a short text needs cleaning; feeds repeat their words on line after line."""
    return cleaned(said) == said


def flag(line: Line, name: str) -> bool:
    """Whether a field says yes: true, 1, "yes" or "true"."""
    value = line.get(name)
    return value is True or value == 1 or (isinstance(value, str) and value.strip().casefold() in ("true", "yes", "1"))


def markets(line: Line, note: Note) -> tuple[str, ...]:
    """Countries (ISO 3166) where it is sold; none for everywhere."""
    return tuple(market.upper() for market in many(line, "markets", note))


def many(line: Line, name: str, note: Note) -> tuple[str, ...]:
    """A list of texts; one text is a list of one."""
    value = line.get(name)
    if isinstance(value, list):
        found = [words({name: item}, name, note) for item in value]
        return tuple(dict.fromkeys(item for item in found if item))
    one = words(line, name, note)
    return (one,) if one else ()


def pairs(line: Line, name: str, note: Note, longest: int = 200) -> dict[str, str]:
    """A flat object of texts; lists in it are joined."""
    value = line.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise FieldError(name, f"{_shown(value)} is not an object of texts")
    found: dict[str, str] = {}
    for key, item in value.items():
        if isinstance(item, list):
            text = ", ".join(many({key: item}, key, note)) or None
        else:
            text = words({key: str(item) if isinstance(item, bool) else item}, key, note, longest)
        if text:
            found[cleaned(key)[:80]] = text
    return found


def currency(line: Line) -> str:
    value = line.get("currency")
    if not isinstance(value, str) or not value.strip():
        raise FieldError("currency", "is missing; write a code such as EUR")
    code = value.strip().upper()
    if code not in EXPONENTS:
        raise FieldError("currency", f"{_shown(value)} is not one of {', '.join(sorted(EXPONENTS))}")
    return code


def amount(value: Json, name: str, code: str, *, zero: bool = False) -> Money:
    """A price above zero (or zero where allowed), as a plain decimal or a number."""
    if value is None or value == "":
        raise FieldError(name, "is missing; write a decimal such as 41.80")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FieldError(name, f"{_shown(value)} is not an amount; write a decimal such as 41.80")
    if isinstance(value, str) and EXPONENTS[code] != 3 and _MAY_BE_THOUSANDS.match(value.strip()):
        raise FieldError(name, f"{_shown(value)} is a thousand times as much to some; write a decimal such as 41.80")
    try:
        # Money.parse cannot be given an exponent: 1e9999999 would take all memory.
        money = _money(str(value).strip(), code)
    except (MoneyError, InvalidOperation) as error:
        raise FieldError(name, f"{_shown(value)} is not an amount in {code}; write a decimal such as 41.80") from error
    if money.minor < 0 or (money.minor == 0 and not zero):
        raise FieldError(name, f"{_shown(value)} is {'below' if zero else 'not above'} zero")
    if money.minor > MOST_MINOR:
        raise FieldError(name, f"{_shown(value)} is more than anything costs")
    return money


@lru_cache(maxsize=10_000)
def _money(text: str, code: str) -> Money:
    """Sizes and colours of one product mostly share its prices."""
    return Money.parse(_plain_decimal(text), code)


def prices(line: Line, base: Money, note: Note) -> tuple[Money, ...]:
    """The base price and those of other price lists. Currencies the shop does not trade in are left out."""
    listed = line.get("prices")
    if listed is None:
        return (base,)
    if not isinstance(listed, dict):
        raise FieldError("prices", f'{_shown(listed)} is not an object such as {{"USD": "44.00"}}')
    found = {base.currency: base}
    for key, value in listed.items():
        code = key.strip().upper()
        if code not in EXPONENTS:
            note(f"prices.{key[:20]}", "left out: the shop does not trade in this currency")
            continue
        price = amount(value, f"prices.{code}", code)
        if code == base.currency and price != base:
            raise FieldError(f"prices.{code}", f"{price.plain()} is not the price {base.plain()} of the same line")
        found[code] = price
    return tuple(found.values())


def stock(line: Line) -> int:
    value = line.get("stock")
    if value is None:
        raise FieldError("stock", "is missing; write how many there are, 0 for none")
    if isinstance(value, str) and re.fullmatch(r"[+-]?\d{1,9}", value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(min(max(value, -1), MOST_STOCK)):
        if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
            raise FieldError("stock", f"{value} is negative; write 0 for none")
        raise FieldError("stock", f"{_shown(value)} is not a whole number from 0 to {MOST_STOCK}")
    if value < 0:
        raise FieldError("stock", f"{int(value)} is negative; write 0 for none")
    return int(value)


def measures(line: Line, names: tuple[str, ...]) -> tuple[dict[str, float], dict[str, str]]:
    """`dimensions` in centimetres by name, and those under other names as they were said."""
    value = line.get("dimensions")
    if value is None:
        return {}, {}
    if not isinstance(value, dict):
        raise FieldError("dimensions", f'{_shown(value)} is not an object such as {{"width": 40}}')
    found: dict[str, float] = {}
    other: dict[str, str] = {}
    for key, item in value.items():
        name, _, unit = key.casefold().strip().partition("_")
        measured = length_in_cm(item, unit or "cm")
        if name in names and measured is not None:
            found[name] = measured
        elif name in names:
            raise FieldError(f"dimensions.{name}", f"{_shown(item)} is not a length above zero in cm")
        else:
            other[cleaned(key)[:80]] = cleaned(str(item))[:80]
    return found, other


def _plain_decimal(text: str) -> Decimal:
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,15})?", text):
        raise InvalidOperation
    return Decimal(text)


def _shown(value: Json) -> str:
    text = ascii(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
