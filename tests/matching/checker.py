"""Says in plain Python which rows of a catalog satisfy a need. It shares no code with matching: terms are read anew,
and sizes and ages are looked up in tables that were written out by hand."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from matching.need import Budget, BudgetKind, Need, Room
from tests.matching.goods import CATEGORIES, Row

TERMS = tomllib.loads((Path(__file__).parents[2] / "locales" / "en" / "terms.toml").read_text(encoding="utf-8"))
WORN = {"clothing", "shoes", "accessory", "jewellery", "bag"}
WORN_SIZES = {"clothing", "shoes", "waist", "kids_clothing", "kids_shoes"}
CHILDREN = {"kids", "girls", "boys", "baby"}
SUITABLE = {
    "women": {"women", "unisex"}, "men": {"men", "unisex"}, "kids": {"kids", "girls", "boys"}, "girls": {"girls",
    "kids"},
    "boys": {"boys", "kids"}, "baby": {"baby"},
}  # fmt: skip
PEOPLE = {
    "wife": "women", "father": "men", "daughter": "girls", "son": "boys", "friend": None, "self": None, "baby": "baby",
}  # fmt: skip
GROWN = {"girls": "women", "women": "women", "boys": "men", "men": "men"}
YOUNG = {"girls": "girls", "women": "girls", "boys": "boys", "men": "boys"}

# What a size said in another country's numbers is in ours: clothes by letter, shoes by European number. "" is for goods
# of which nobody says for whom they are: American numbers then say nothing.
CLOTHES = {
    "EU 38": {"women": "S"}, "FR 40": {"women": "S"}, "IT 44": {"women": "M", "men": "S"}, "UK 10": {"women": "S"},
    "UK 14": {"women": "M"}, "US 8": {"women": "M"}, "US 10": {"women": "M"}, "EU 50": {"women": "XL", "men": "M"},
    "UK 36": {"men": "S"}, "US 40": {"men": "M"},
}  # fmt: skip
ANYONE = ("women", "men", "unisex", "")
SHOES = {
    "UK 5": dict.fromkeys(ANYONE, "38"), "UK 6": dict.fromkeys(ANYONE, "39"), "UK 8": dict.fromkeys(ANYONE, "42"),
    "US 9": {"men": "42", "unisex": "42"}, "US 8": {"women": "39"}, "US 7.5": {"women": "38"},
    "FR 39": dict.fromkeys(ANYONE, "39"), "EU 42": dict.fromkeys(ANYONE, "42"), "IT 38": dict.fromkeys(ANYONE, "38"),
}  # fmt: skip
BODY_HEIGHTS = {0: {"62"}, 1: set[str](), 2: {"92"}, 3: {"92", "104"}, 5: {"104", "116"}, 7: {"116"}}


@dataclass(frozen=True)
class Place:
    """Where goods shall go: country, its currency, and the day promised there by the tier of a supplier."""

    market: str
    currency: str
    arrivals: Mapping[str, date]


Rule = Callable[[Row, Need, Place], bool]


@cache
def is_a(kind: str, name: str | None, wanted: str) -> bool:
    """Whether a concept is the wanted one or narrower than it."""
    while name is not None:
        if name == wanted:
            return True
        broader = TERMS[kind].get(name, {}).get("broader")
        name = broader[0] if isinstance(broader, list) else broader
    return False


def has_any(kind: str, names: tuple[str | None, ...], wanted: tuple[str, ...]) -> bool:
    return any(is_a(kind, name, one) for name in names if name for one in wanted)


def lacks(kind: str, names: tuple[str | None, ...], wanted: tuple[str, ...]) -> bool:
    return bool(wanted) and not has_any(kind, names, wanted)


@cache
def root(category: str) -> str:
    while broader := TERMS["category"][category].get("broader"):
        category = broader
    return str(category)


BROKEN: dict[str, Rule] = {
    "price": lambda row, need, place: place.currency not in row.prices,
    "stock": lambda row, need, place: row.stock < need.quantity,
    "market": lambda row, need, place: bool(row.markets) and place.market not in row.markets,
    "category": lambda row, need, place: lacks("category", (row.category,), (need.category,) if need.category else ()),
    "not_categories": lambda row, need, place: has_any("category", (row.category,), need.not_categories),
    "colors": lambda row, need, place: lacks("color", (row.color,), need.colors),
    "not_colors": lambda row, need, place: has_any("color", (row.color,), need.not_colors),
    "materials": lambda row, need, place: lacks("material", row.materials, need.materials),
    "not_materials": lambda row, need, place: has_any("material", row.materials, need.not_materials),
    "features": lambda row, need, place: not all(has_any("feature", row.features, (one,)) for one in need.features),
    "not_features": lambda row, need, place: has_any("feature", row.features, need.not_features),
    "patterns": lambda row, need, place: lacks("pattern", row.patterns, need.patterns),
    "not_patterns": lambda row, need, place: has_any("pattern", row.patterns, need.not_patterns),
    "styles": lambda row, need, place: lacks("style", row.styles, need.styles),
    "rooms": lambda row, need, place: lacks("room", row.rooms, need.rooms),
    "occasions": lambda row, need, place: lacks("occasion", row.occasions, need.occasions),
    "audience": lambda row, need, place: not suits(row, need),
    "age": lambda row, need, place: not is_of_age(row, need.age),
    "size": lambda row, need, place: need.size is not None and not is_size(row, need, need.size),
    "fits": lambda row, need, place: not all(room_for(row, room) for room in need.fits),
    "budget": lambda row, need, place: need.budget is not None and not affordable(row, need.budget),
    "needed_by": lambda row, need, place: (
        need.needed_by is not None and place.arrivals.get(row.tier, date.max) > need.needed_by
    ),
}
"""Constraint → whether a row breaks it."""


def violations(row: Row, need: Need, place: Place) -> set[str]:
    """Names of the constraints that a row does not satisfy; empty for one that may be offered."""
    return {name for name, is_broken in BROKEN.items() if is_broken(row, need, place)}


def satisfies(row: Row, need: Need, place: Place) -> bool:
    return not any(is_broken(row, need, place) for is_broken in BROKEN.values())


def suits(row: Row, need: Need) -> bool:
    accepted = accepted_for(need)
    if accepted is None and need.person and root(row.category) in WORN:
        return row.audience not in CHILDREN
    if accepted is None or row.audience in accepted:
        return True
    return root(row.category) not in WORN and row.audience in {None, "home", "unisex"}


def accepted_for(need: Need) -> set[str] | None:
    """Audiences whose goods suit whom the need is for; None where that may be anyone."""
    said, age = need.audience or PEOPLE[need.person or "self"], need.age
    if age is None:
        return SUITABLE[said] if said else None
    if age <= 1:
        return {"baby"}
    if age <= 12:
        return SUITABLE[YOUNG.get(said or "", "kids")] | ({"baby"} if age == 2 else set())
    grown = GROWN.get(said or "")
    if age <= 17:
        return (
            {"teens", "unisex"} | SUITABLE[YOUNG.get(said or "", "kids")] | ({grown} if grown and age >= 14 else set())
        )
    return SUITABLE[grown] if grown else {"women", "men", "unisex"}


def is_of_age(row: Row, age: int | None) -> bool:
    """Clothes of a child come in the body heights of the age."""
    if age is None or row.category != "romper" or row.size is None:
        return True
    return age >= 17 or row.size in BODY_HEIGHTS[age]


def is_size(row: Row, need: Need, said: str) -> bool:
    """The size that was said itself, or what it is for the one who wears it."""
    if row.size == said:
        return True
    sized = TERMS["category"].get(need.category or "", {}).get("sizes")
    if need.category and row.size is None and sized not in WORN_SIZES:
        # A sofa that is made in one measure has no size to miss; a sheepskin is no rug of 80x150.
        return sized != "dimensions" or TERMS["category"].get(row.category or "", {}).get("sizes") == "dimensions"
    accepted = accepted_for(need) or set()
    wearer = next((side for side in ("women", "men") if side in accepted), row.audience)
    sizes = {"clothing": CLOTHES, "shoes": SHOES}.get(CATEGORIES.get(row.category, ""), {})
    return row.size is not None and sizes.get(said, {}).get(wearer or "") == row.size


def room_for(row: Row, room: Room) -> bool:
    measure = row.dimensions.get(room.dimension.value)
    return measure is not None and (room.at_least_cm or 0) <= measure <= (room.at_most_cm or 1e9)


def affordable(row: Row, budget: Budget) -> bool:
    upper, lower = budget.upper, budget.lower
    price = row.prices.get((upper or lower).currency)  # type: ignore[union-attr]  # a generated budget has a bound
    if price is None:
        return False
    if budget.kind is BudgetKind.AROUND and upper:
        return 0.8 * upper.minor - 1e-6 <= price <= 1.2 * upper.minor + 1e-6
    return (lower is None or price >= lower.minor) and (upper is None or price <= upper.minor)


def rows_of(catalog: Path) -> list[Row]:
    """The lines of the built-in catalog as rows, read without any code of matching."""
    return list(map(_row, _lines(catalog)))


def _lines(catalog: Path) -> Iterator[dict[str, str]]:
    return (json.loads(line) for line in catalog.read_text(encoding="utf-8").splitlines())


def _row(line: dict[str, str]) -> Row:
    attributes: dict[str, list[str]] = json.loads(json.dumps(line.get("attributes", {})))
    prices: dict[str, str] = json.loads(json.dumps(line.get("prices", {})))
    dimensions: dict[str, float] = json.loads(json.dumps(line.get("dimensions", {})))
    materials = (line["material"].split(", ") if line.get("material") else []) + attributes.get("materials", [])
    return Row(
        sku=line["sku"],
        product=line["product"],
        category=line["category"],
        audience=line.get("audience"),
        color=line.get("color"),
        size=line.get("size"),
        materials=tuple(materials),
        features=tuple(line["features"]),
        patterns=tuple(attributes.get("patterns", ())),
        styles=tuple(attributes.get("styles", ())),
        rooms=tuple(attributes.get("rooms", ())),
        occasions=tuple(attributes.get("occasions", ())),
        dimensions=dimensions,
        prices={code: round(float(price) * 100) for code, price in {line["currency"]: line["price"], **prices}.items()},
        stock=int(line["stock"]),
        markets=tuple(line.get("markets") or ()),
        tier=line["tier"],
    )
