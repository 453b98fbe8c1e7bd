"""What matching answers: products that fit, why, near misses named as such, and the one question worth asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from matching.need import Need
from matching.product import Product, Variant
from orders.ids import ProductId, Sku
from orders.money import Money


class Why(StrEnum):
    """A reason a product was picked; FOR_CHILDREN: made for children, of whom nobody spoke; IN_TIME: the promised day.

    The last seven say in what a near miss misses: OTHER_CATEGORY, OTHER_COLOR and OTHER_MATERIAL carry what the product
    is instead (None where unknown), OTHER_SIZE the size it comes in, OVER_BUDGET by how much it is over, TOO_LATE the
    day promised, NOT_SAID the wish that its description does not confirm."""

    CATEGORY = "category"
    COLOR = "color"
    MATERIAL = "material"
    FEATURE = "feature"
    PATTERN = "pattern"
    STYLE = "style"
    ROOM = "room"
    OCCASION = "occasion"
    SIZE = "size"
    YOUR_SIZE = "your_size"
    THEIR_SIZE = "their_size"
    YOUR_TASTE = "your_taste"
    IN_BUDGET = "in_budget"
    GOOD_VALUE = "good_value"
    CHEAPEST = "cheapest"
    FITS_SPACE = "fits_space"
    IN_TIME = "in_time"
    FOR_CHILDREN = "for_children"
    OVER_BUDGET = "over_budget"
    OTHER_COLOR = "other_color"
    OTHER_SIZE = "other_size"
    OTHER_CATEGORY = "other_category"
    OTHER_MATERIAL = "other_material"
    TOO_LATE = "too_late"
    NOT_SAID = "not_said"


MISSES: Final = frozenset(
    {
        Why.OVER_BUDGET,
        Why.OTHER_COLOR,
        Why.OTHER_SIZE,
        Why.OTHER_CATEGORY,
        Why.OTHER_MATERIAL,
        Why.TOO_LATE,
        Why.NOT_SAID,
    }
)
"""Reasons that say where a near miss misses."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its fact: a concept (kind, id), a size, an amount, centimetres, a day."""

    why: Why
    concept: tuple[str, str] | None = None
    size: str | None = None
    amount: Money | None = None
    cm: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A product with the variant that fits best, its price in the market's currency and how many are there."""

    product: Product
    variant: Variant
    price: Money
    stock: int
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """The question that would narrow a vague need most: a slot name (size, color, recipient, budget, product) and
    up to six options, likeliest first: category, audience or colour ids, sizes as the catalog writes them, or upper
    bounds in major units of the occasion's currency ("50")."""

    slot: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """`best` satisfy every hard constraint. `near` miss exactly what their reasons say and are only offered as such,
    when `best` is empty or short. `total` counts all products that satisfy the constraints."""

    best: tuple[Match, ...] = ()
    near: tuple[Match, ...] = ()
    total: int = 0
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Taste:
    """What the profile contributes to ranking, for the person the need is for. `sizes` by kind (clothing, shoes …).

    A known size is used as a wish when the need names none; disliked words push down, they never hide.
    """

    sizes: Mapping[str, str] = field(default_factory=dict)
    likes: frozenset[str] = frozenset()
    dislikes: frozenset[str] = frozenset()
    own: bool = True


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and for whom a search happens: market (ISO 3166 country), its currency, and products not to repeat.

    `arrivals` is the day by which goods ordered now are promised there, by the tier of their supplier; `language` is
    the locale that the need was said in."""

    market: str
    currency: str
    taste: Taste = Taste()
    seen: frozenset[ProductId] = frozenset()
    arrivals: Mapping[str, date] = field(default_factory=dict)
    language: str = "en"


class Finder(Protocol):
    """Search over the catalog. Implemented by `matching/matcher.py`; safe to call from several threads."""

    def find(self, need: Need, occasion: Occasion, limit: int = 3) -> Matches: ...

    def product(self, product_id: ProductId) -> Product | None: ...

    def product_of(self, sku: Sku) -> Product | None: ...

    def price_of(self, sku: Sku, currency: str) -> Money | None:
        """From the read-only columns; the offer in orders decides at the quote."""
        ...

    def stock_of(self, sku: Sku) -> int: ...
