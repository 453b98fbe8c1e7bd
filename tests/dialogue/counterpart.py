"""What playbooks need across the counter, small enough to read: a shelf that follows the Finder protocol, and views."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from dialogue.conversation import Conversation, Shown
from dialogue.counter import Counter
from dialogue.inbound import Inbound
from dialogue.profile import Fact, Profile
from dialogue.view import View
from matching.matches import Ask, Match, Matches, Occasion, Reason, Why
from matching.need import BudgetKind, Need
from matching.product import Product, Variant
from orders.ids import (
    ConversationId,
    LineId,
    MessageId,
    OrderId,
    ParcelId,
    ProductId,
    ShopperId,
    Sku,
    SupplierId,
)
from orders.money import Money
from orders.order import Address, Line, Order, Parcel, Shares
from orders.policy import standard
from orders.states import OrderState, ParcelState, Tier

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SHOPPER = ShopperId("shopper-1")


def eur(amount: str) -> Money:
    return Money.parse(amount, "EUR")


@dataclass(frozen=True, slots=True)
class Goods:
    """One product on the shelf: colours and sizes make its variants, each at the same price."""

    id: str
    category: str | None
    price: str
    colors: tuple[str, ...] = ("yellow",)
    sizes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    dimensions: Mapping[str, float] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    tier: str | None = "local"
    stock: int = 9
    gone: tuple[str, ...] = ()
    """Sizes or colours that are sold out."""
    gone_skus: tuple[str, ...] = ()
    """Ends of SKUs that are sold out ("yellow-L")."""
    prices: Mapping[str, str] = field(default_factory=dict)
    """Other prices by size."""
    description: str = ""
    descriptions: Mapping[str, str] = field(default_factory=dict)

    @property
    def product(self) -> Product:
        variants = tuple(
            Variant(
                sku=Sku("-".join(part for part in (self.id, color, size) if part)),
                color=color,
                size=size,
                dimensions=self.dimensions,
            )
            for color in self.colors or (None,)
            for size in self.sizes or (None,)
        )
        return Product(
            id=ProductId(self.id),
            title=f"{self.id.title()} {self.category or 'thing'}",
            category=self.category,
            description=self.description,
            descriptions=self.descriptions,
            audience=None,
            variants=variants,
            materials=self.materials,
            features=self.features,
            attributes=self.attributes,
            tier=self.tier,
        )


class Shelf:
    """Follows `matching.matches.Finder`: exact filters, cheapest first, near misses that drop one condition."""

    def __init__(self, goods: Sequence[Goods] = (), ask: Ask | None = None) -> None:
        self._goods = {each.id: each for each in goods}
        self._products = [each.product for each in goods]
        self._ask = ask
        self.asked: list[tuple[Need, Occasion]] = []

    def find(self, need: Need, occasion: Occasion, limit: int = 3) -> Matches:
        self.asked.append((need, occasion))
        fitting = self._fitting(need, occasion)
        near = [] if fitting else self._near(need, occasion)
        return Matches(tuple(fitting[:limit]), tuple(near[:limit]), len(fitting), self._ask)

    def product(self, product_id: ProductId) -> Product | None:
        return next((product for product in self._products if product.id == product_id), None)

    def product_of(self, sku: Sku) -> Product | None:
        return next((product for product in self._products if product.variant(sku)), None)

    def price_of(self, sku: Sku, currency: str) -> Money | None:
        goods = self._of(sku)
        size = sku.rpartition("-")[2]
        return Money.parse(goods.prices.get(size, goods.price), "EUR") if goods and currency == "EUR" else None

    def stock_of(self, sku: Sku) -> int:
        goods = self._of(sku)
        if goods is None or set(sku.split("-")) & set(goods.gone) or sku.endswith(goods.gone_skus or "?"):
            return 0
        return goods.stock

    def _of(self, sku: Sku) -> Goods | None:
        product = self.product_of(sku)
        return self._goods[product.id] if product else None

    def _fitting(self, need: Need, occasion: Occasion, why: tuple[Reason, ...] = ()) -> list[Match]:
        size = need.size or occasion.taste.sizes.get("clothing")
        found = []
        for product in self._products:
            if product.id in occasion.seen or not _suits(product, need):
                continue
            variants = [each for each in product.variants if self.stock_of(each.sku) and _variant_suits(each, need)]
            variants.sort(key=lambda each: each.size != size)
            price = self.price_of(variants[0].sku, occasion.currency) if variants else None
            if price and _affordable(price, need):
                found.append(Match(product, variants[0], price, self.stock_of(variants[0].sku), 1.0, why))
        return sorted(found, key=lambda match: match.price.minor)

    def _near(self, need: Need, occasion: Occasion) -> list[Match]:
        for why, without in (
            (Why.OTHER_COLOR, {"colors": ()}),
            (Why.OVER_BUDGET, {"budget": None}),
            (Why.OTHER_SIZE, {"size": None}),
        ):
            if any(getattr(need, name) for name in without):
                found = self._fitting(need.model_copy(update=without), occasion, (Reason(why),))
                if found:
                    return found
        return []


def _suits(product: Product, need: Need) -> bool:
    words = need.text.lower().split()
    named = f"{product.title} {product.attributes.get('also', '')}".lower().split()
    return (
        (need.category is None or product.category == need.category)
        and (need.category is not None or not words or bool(set(words) & set(named)))
        and set(need.features) <= set(product.features)
        and (not need.materials or bool(set(need.materials) & set(product.materials)))
    )


def _variant_suits(variant: Variant, need: Need) -> bool:
    rooms = all(
        (room.at_most_cm or 1e9) >= variant.dimensions.get(room.dimension.value, 0) >= (room.at_least_cm or 0)
        for room in need.fits
    )
    colored = (not need.colors or variant.color in need.colors) and variant.color not in need.not_colors
    return rooms and colored and (need.size is None or variant.size == need.size)


def _affordable(price: Money, need: Need) -> bool:
    if need.budget is None:
        return True
    upper, lower = need.budget.upper, need.budget.lower
    if need.budget.kind is BudgetKind.AROUND and upper:
        return abs(price.minor - upper.minor) * 5 <= upper.minor
    return (upper is None or price <= upper) and (lower is None or price >= lower)


def counter(*goods: Goods, ask: Ask | None = None, locales: tuple[str, ...] = ("de", "en", "es", "fr")) -> Counter:
    numbers = count(1)
    return Counter(
        finder=Shelf(goods, ask),
        policy=standard(),
        locales=locales,
        now=NOW,
        new_token=lambda: f"token-{next(numbers)}",
    )


def conversation(**fields: object) -> Conversation:
    plain = Conversation(id=ConversationId("c1"), shopper=SHOPPER, channel="webchat")
    # mypy cannot know which fields a test sets; a wrong name or type fails at once.
    return replace(plain, **fields)  # type: ignore[arg-type]


def shown(*skus: str) -> tuple[Shown, ...]:
    return tuple(Shown(ProductId(sku.split("-")[0]), Sku(sku)) for sku in skus)


def profile(*facts: Fact, **fields: object) -> Profile:
    # As above.
    return replace(Profile(shopper=SHOPPER, facts=facts), **fields)  # type: ignore[arg-type]


def fact(about: str, value: str, who: str = "self", days_ago: int = 30, source: str = "old") -> Fact:
    return Fact(who, about, value, NOW - timedelta(days=days_ago), MessageId(source))


def view(
    talk: Conversation | None = None,
    known: Profile | None = None,
    text: str = "hello",
    orders: tuple[Order, ...] = (),
) -> View:
    inbound = Inbound(
        id=MessageId("now"), conversation=ConversationId("c1"), shopper=SHOPPER, channel="webchat", at=NOW, text=text
    )
    return View(talk or conversation(), known or profile(), (inbound,), orders, (), NOW)


HOME = Address(name="Jana Vogt", line1="Lindenweg 8", city="Bonn", postcode="53111", country="DE")


def an_order(
    number: str = "SK-AAAAAA",
    state: OrderState = OrderState.PAID,
    *,
    placed: bool = True,
    handed_over: bool = False,
    delivered: bool = False,
) -> Order:
    """One jacket for EUR 89, at some point of its way."""
    paid = Shares(eur("89"), eur("0"), eur("0"), eur("0"))
    nothing = Shares.zero("EUR")
    line = Line(
        id=LineId("l1"),
        sku=Sku("skagen-yellow-M"),
        product=ProductId("skagen"),
        title="Skagen jacket",
        options=(("color", "yellow"), ("size", "M")),
        quantity=1,
        price=eur("89"),
        supplier=SupplierId("s1"),
        tier=Tier.LOCAL,
        promised_by=NOW,
        paid=paid,
        refunded=nothing,
        moved=nothing,
        goodwill=eur("0"),
        delivered=1 if delivered else 0,
    )
    parcel = Parcel(
        id=ParcelId("p1"),
        lines=(),
        supplier=SupplierId("s1"),
        state=ParcelState.DELIVERED if delivered else ParcelState.MOVING if handed_over else ParcelState.ORDERED,
        promised_by=NOW,
        handed_over_at=NOW if handed_over or delivered else None,
        delivered_at=NOW if delivered else None,
    )
    return Order(
        id=OrderId(number),
        shopper=SHOPPER,
        conversation=ConversationId("c1"),
        version=1,
        state=state,
        lines=(line,),
        currency="EUR",
        market="DE",
        address=HOME,
        method="card_4242",
        terms=standard().terms("DE", HOME, NOW),
        quote_hash="hash",
        quote_expires_at=NOW,
        created_at=NOW,
        placed_at=NOW if placed else None,
        parcels=(parcel,),
    )
