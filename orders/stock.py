"""Offers: what a variant costs in each currency, how many there are, and who supplies it."""

from dataclasses import dataclass

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
    revision: int = 0
    """Rises over all offers with every change of price or stock. Ignored when offers are loaded."""

    @property
    def free(self) -> int:
        """Pieces that can still be quoted."""
        return max(0, self.stock - self.reserved)

    def price_in(self, currency: str) -> Money | None:
        return next((price for price in self.prices if price.currency == currency), None)
