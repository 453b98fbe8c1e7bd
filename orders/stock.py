"""Offers: what a variant costs in each currency, how many there are, and who supplies it."""

from dataclasses import dataclass, replace

from orders.ids import ProductId, Sku, SupplierId
from orders.money import Money
from orders.states import Tier


@dataclass(frozen=True, slots=True)
class Source:
    """A supplier that can deliver a variant."""

    supplier: SupplierId
    tier: Tier


@dataclass(frozen=True, slots=True)
class Offer:
    """One variant as it can be bought now."""

    sku: Sku
    product: ProductId
    title: str
    options: tuple[tuple[str, str], ...]
    prices: tuple[Money, ...]
    """One price per currency."""
    stock: int
    """Pieces on hand, reserved ones included."""
    sources: tuple[Source, ...]
    """In order of preference; the next serves when one fails."""
    reserved: int = 0
    """Pieces held by open quotes. Ignored when offers are loaded."""
    shipping: Money | None = None
    """Own shipping price of a bulky piece, used where it is above the tier's."""
    returnable: bool = True
    markets: tuple[str, ...] = ()
    """Empty: everywhere."""
    costs: tuple[Money, ...] = ()
    """What a piece costs us per currency, where it is said; its price is the same. Elsewhere the price is the cost."""
    revision: int = 0
    """Rises over all offers with every change of price or stock. Ignored when offers are loaded."""

    @property
    def free(self) -> int:
        """Pieces that can still be quoted."""
        return max(0, self.stock - self.reserved)

    def price_in(self, currency: str) -> Money | None:
        return next((price for price in self.prices if price.currency == currency), None)

    def repriced(self, price: Money) -> "Offer":
        """As this offer is when a piece costs so much in its currency, us and shoppers alike."""
        prices = (*(each for each in self.prices if each.currency != price.currency), price)
        costs = tuple(price if each.currency == price.currency else each for each in self.costs)
        return replace(self, prices=prices, costs=costs)

    def cost_in(self, currency: str) -> Money | None:
        """What a piece costs us: as the supplier says, else what it lists."""
        said = next((cost for cost in self.costs if cost.currency == currency), None)
        return said or self.price_in(currency)

    @property
    def marked_up(self) -> Money | None:
        """A cost that the price in its currency is not equal to; None where every price is the cost."""
        return next((cost for cost in self.costs if self.price_in(cost.currency) not in (None, cost)), None)


@dataclass(frozen=True, slots=True)
class OfferNews:
    """What is new about one offer. What is None, and prices in currencies that are not named, stay as they are."""

    sku: Sku
    prices: tuple[Money, ...] = ()
    stock: int | None = None
    markets: tuple[str, ...] | None = None

    def applied_to(self, offer: Offer) -> Offer:
        places = {price.currency: place for place, price in enumerate(offer.prices)}
        for price in self.prices:
            offer = offer.repriced(price)
        return replace(
            offer,
            prices=tuple(sorted(offer.prices, key=lambda price: places.get(price.currency, len(places)))),
            stock=offer.stock if self.stock is None else self.stock,
            markets=offer.markets if self.markets is None else self.markets,
        )
