"""Says in plain Python which rows of a catalog satisfy a need. It shares no code with matching: terms are read anew."""

import json
import random
import tomllib
from pathlib import Path

from matching.need import Budget, BudgetKind, Dimension, Need, Room
from orders.money import Money
from tests.matching import goods
from tests.matching.goods import Row

TERMS = tomllib.loads((Path(__file__).parents[2] / "locales" / "en" / "terms.toml").read_text(encoding="utf-8"))
WORN = {"clothing", "shoes", "accessory", "jewellery", "bag"}
SUITABLE = {
    "women": {"women", "unisex"}, "men": {"men", "unisex"}, "kids": {"kids", "girls", "boys"}, "girls": {"girls",
    "kids"},
    "boys": {"boys", "kids"}, "baby": {"baby"},
}  # fmt: skip
PEOPLE = {"wife": "women", "father": "men", "daughter": "girls", "friend": None, "self": None, "baby": "baby"}


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


def root(category: str) -> str:
    while broader := TERMS["category"][category].get("broader"):
        category = broader
    return str(category)


def violations(row: Row, need: Need, market: str, currency: str) -> set[str]:
    """Names of the constraints that a row does not satisfy; empty for one that may be offered."""
    wrong = {
        "price": currency not in row.prices,
        "stock": row.stock < need.quantity,
        "market": bool(row.markets) and market not in row.markets,
        "category": bool(need.category) and not has_any("category", (row.category,), (need.category or "",)),
        "not_categories": has_any("category", (row.category,), need.not_categories),
        "colors": bool(need.colors) and not has_any("color", (row.color,), need.colors),
        "not_colors": has_any("color", (row.color,), need.not_colors),
        "materials": bool(need.materials) and not has_any("material", row.materials, need.materials),
        "not_materials": has_any("material", row.materials, need.not_materials),
        "features": not all(has_any("feature", row.features, (one,)) for one in need.features),
        "not_features": has_any("feature", row.features, need.not_features),
        "patterns": bool(need.patterns) and not has_any("pattern", row.patterns, need.patterns),
        "not_patterns": has_any("pattern", row.patterns, need.not_patterns),
        "styles": bool(need.styles) and not has_any("style", row.styles, need.styles),
        "rooms": bool(need.rooms) and not has_any("room", row.rooms, need.rooms),
        "occasions": bool(need.occasions) and not has_any("occasion", row.occasions, need.occasions),
        "audience": not suits(row, need),
        "size": need.size is not None and row.size != need.size,
        "fits": not all(room_for(row, room) for room in need.fits),
        "budget": need.budget is not None and not affordable(row, need.budget),
    }
    return {name for name, is_wrong in wrong.items() if is_wrong}


def suits(row: Row, need: Need) -> bool:
    wanted = need.audience or PEOPLE[need.person or "self"]
    if wanted is None and need.person and root(row.category) in WORN:
        return row.audience not in {"kids", "girls", "boys", "baby"}
    if wanted is None or row.audience in SUITABLE[wanted]:
        return True
    return root(row.category) not in WORN and row.audience in {None, "home", "unisex"}


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


def some_need(rng: random.Random) -> Need:
    """A need at random, of one to five constraints that may or may not be met together."""
    category = rng.choice([*goods.CATEGORIES, "clothing", "shoes", "footstool", "trousers", "sofa"])
    sizes = goods.SIZES[goods.CATEGORIES.get(category, "clothing")]
    budget = rng.choice(
        [
            Budget(kind=BudgetKind.UP_TO, upper=Money(rng.randrange(1000, 20000), rng.choice(["EUR", "EUR", "USD"]))),
            Budget(kind=BudgetKind.FROM, lower=Money(rng.randrange(1000, 20000), "EUR")),
            Budget(kind=BudgetKind.AROUND, upper=Money(rng.randrange(2000, 15000), "EUR")),
            Budget(kind=BudgetKind.BETWEEN, lower=Money(3000, "EUR"), upper=Money(rng.randrange(4000, 15000), "EUR")),
        ]
    )
    colors = ("yellow", "blue", "navy", "white", "black", "red")
    possible: dict[str, object] = {
        "category": category if category in TERMS["category"] else "sofa",
        "not_categories": (rng.choice(["rain_jacket", "clothing", "jacket", "shoes"]),),
        "colors": tuple(rng.sample(colors, rng.randint(1, 2))),
        "not_colors": tuple(rng.sample(colors, rng.randint(1, 2))),
        "materials": (rng.choice(["cotton", "wool", "wood", "leather", "ceramic"]),),
        "not_materials": (rng.choice(["cotton", "wool", "leather"]),),
        "features": tuple(rng.sample(goods.FEATURES, rng.randint(1, 2))),
        "not_features": (rng.choice(goods.FEATURES),),
        "patterns": (rng.choice(goods.PATTERNS),),
        "not_patterns": ("checked",),
        "styles": (rng.choice(goods.STYLES),),
        "rooms": (rng.choice(goods.ROOMS),),
        "occasions": (rng.choice(goods.OCCASIONS),),
        "audience": rng.choice(["women", "men", "kids", "girls", "baby"]),
        "person": rng.choice(list(PEOPLE)),
        "size": rng.choice([size for size in sizes if size] or [None]),
        "fits": (Room(dimension=Dimension.HEIGHT, at_most_cm=rng.choice([20, 80, 150])),),
        "budget": budget,
        "quantity": rng.choice([1, 2]),
        "text": rng.choice(["something nice for rainy days", "yellow jacket", "", "gift", "Regenjacke \ud83d\ude00"]),
    }
    chosen = set(rng.sample(sorted(possible), rng.randint(1, 5)))
    # A size means what it says only beside its category: 54 is a ring and a men's jacket.
    chosen |= {"category"} if "size" in chosen else set()
    chosen |= {"budget"} if chosen == {"text"} else set()
    return Need.model_validate({name: possible[name] for name in chosen})


def rows_of(catalog: Path) -> list[Row]:
    """The lines of the built-in catalog as rows, read without any code of matching."""
    return [_row(json.loads(line)) for line in catalog.read_text(encoding="utf-8").splitlines()]


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
    )
