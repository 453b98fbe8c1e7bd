"""Needs at random, of one to five constraints that may or may not be met together; and what is wrong with the answers
to many of them, by the checker that reads the rows alone."""

import random
from collections import defaultdict
from datetime import date

from matching.matcher import Matcher
from matching.matches import Occasion, Reason, Why
from matching.need import Budget, BudgetKind, Dimension, Need, Room
from orders.money import Money
from tests.matching import goods
from tests.matching.checker import BODY_HEIGHTS, CLOTHES, PEOPLE, SHOES, TERMS, Place, satisfies, violations
from tests.matching.goods import Row

LIMIT = 10
USES = ("occasions", "rooms", "styles")
PROMISED = {"local": date(2026, 11, 30), "regional": date(2026, 12, 3), "overseas": date(2026, 12, 14)}
ABROAD = {"local": date(2026, 12, 1), "overseas": date(2026, 12, 3)}
PLACES = (Place("DE", "EUR", PROMISED), Place("US", "USD", ABROAD), Place("DE", "USD", PROMISED))
DAYS = (date(2026, 11, 29), date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 24))
MISSED = {
    Why.OVER_BUDGET: {"budget"}, Why.OTHER_COLOR: {"colors"}, Why.OTHER_SIZE: {"size"},
    Why.OTHER_MATERIAL: {"materials"}, Why.OTHER_CATEGORY: {"category"}, Why.TOO_LATE: {"needed_by"},
    Why.NOT_SAID: {"patterns", "features"},
}  # fmt: skip


def some_need(rng: random.Random) -> Need:
    category = rng.choice([*goods.CATEGORIES, "clothing", "shoes", "footstool", "trousers", "sofa"])
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
        "age": rng.choice([*BODY_HEIGHTS, 30]),
        "size": some_size(category, rng),
        "fits": (some_room(rng),),
        "budget": some_budget(rng),
        "needed_by": rng.choice(DAYS),
        "quantity": rng.choice([1, 2]),
        "text": rng.choice(["something nice for rainy days", "yellow jacket", "", "gift", "Regenjacke \ud83d\ude00"]),
    }
    chosen = set(rng.sample(sorted(possible), rng.randint(1, 5)))
    # A size means what it says only beside its category: 54 is a ring and a men's jacket.
    chosen |= {"category"} if "size" in chosen else set()
    chosen |= {"budget"} if chosen == {"text"} else set()
    return Need.model_validate({name: possible[name] for name in chosen})


def some_size(category: str, rng: random.Random) -> str | None:
    """As the catalog writes it, or in the numbers of another country."""
    sizing = goods.CATEGORIES.get(category, "clothing")
    abroad = {"clothing": list(CLOTHES), "shoes": list(SHOES)}.get(sizing)
    if abroad and category != "shoes" and rng.random() < 0.5:
        return rng.choice(abroad)
    return rng.choice([size for size in goods.SIZES[sizing] if size] or [None])


def some_room(rng: random.Random) -> Room:
    niches = (
        Room(dimension=Dimension.HEIGHT, at_most_cm=rng.choice([20, 80, 150])),
        Room(dimension=Dimension.WIDTH, at_most_cm=60),
        Room(dimension=Dimension.WIDTH, at_least_cm=40, at_most_cm=120),
    )
    return rng.choice(niches)


def some_budget(rng: random.Random) -> Budget:
    return rng.choice(
        [
            Budget(kind=BudgetKind.UP_TO, upper=Money(rng.randrange(1000, 20000), rng.choice(["EUR", "EUR", "USD"]))),
            Budget(kind=BudgetKind.FROM, lower=Money(rng.randrange(1000, 20000), "EUR")),
            Budget(kind=BudgetKind.AROUND, upper=Money(rng.randrange(2000, 15000), "EUR")),
            Budget(kind=BudgetKind.BETWEEN, lower=Money(3000, "EUR"), upper=Money(rng.randrange(4000, 15000), "EUR")),
        ]
    )


def complaints(matcher: Matcher, rows: list[Row], seed: int, count: int, *, sizes: bool = True) -> list[str]:
    """Everything wrong with the answers to `count` needs. Without `sizes` neither sizes nor ages are asked for: a
    catalog that sizes one kind of thing in two ways is judged by conversions, which the checker does not know."""
    rng = random.Random(seed)
    found: list[str] = []
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.product].append(row)
    by_sku = {row.sku: row for row in rows}
    for _ in range(count):
        need, place = some_need(rng), rng.choice(PLACES)
        need = need if sizes else need.model_copy(update={"size": None, "age": None})
        found += _wrong(matcher, need, place, grouped, by_sku)
    return found


def _is_of_use(reason: Reason) -> bool:
    """Said of what goods are for, which is no condition any more."""
    return reason.concept is not None and reason.concept[0] in {"occasion", "room", "style"}


def _with_uses_met(need: Need, place: Place, rows: list[Row]) -> Need:
    """Without the uses that no row meets together with all the rest: those are no condition."""
    met = need.model_copy(update=dict.fromkeys(USES, ()))
    for use in USES:
        with_it = met.model_copy(update={use: getattr(need, use)})
        met = with_it if any(satisfies(row, with_it, place) for row in rows) else met
    return met


def _wrong(
    matcher: Matcher, need: Need, place: Place, products: dict[str, list[Row]], by_sku: dict[str, Row]
) -> list[str]:
    occasion = Occasion(market=place.market, currency=place.currency, arrivals=place.arrivals)
    answer, found = matcher.find(need, occasion, LIMIT), []
    need = _with_uses_met(need, place, list(by_sku.values()))
    for match in answer.best:
        row = by_sku[match.variant.sku]
        if wrong := violations(row, need, place):
            found.append(f"{row.sku} violates {wrong} of {need!r}")
        if row.prices.get(place.currency) != match.price.minor:
            found.append(f"{row.sku} does not cost {match.price}")
    # Words alone may speak of something else than anything in the catalog; then nothing is the right answer.
    if not answer.best and need.model_copy(update={"text": ""}) == Need():
        return found
    good = sum(any(satisfies(row, need, place) for row in rows) for rows in products.values())
    if len(answer.best) != min(LIMIT, good) or answer.total != good:
        found.append(f"{len(answer.best)} of {answer.total} shown where {good} fit {need!r}")
    for match in answer.near:
        wrong = violations(by_sku[match.variant.sku], need, place)
        said = [reason for reason in match.reasons if reason.why in MISSED and not _is_of_use(reason)]
        if not wrong or not wrong <= frozenset().union(*(MISSED[reason.why] for reason in said)):
            found.append(f"{match.variant.sku} misses {wrong} but says {said}")
        if any(not wrong & MISSED[reason.why] for reason in said):
            found.append(f"{match.variant.sku} misses only {wrong} and says {said}")
    return found
