"""What one turn may see: the messages at hand and everything already known. Frozen; read before thinking."""

from dataclasses import dataclass
from datetime import datetime

from dialogue.conversation import Conversation
from dialogue.inbound import Inbound
from dialogue.profile import Profile
from matching.product import Product
from orders.ids import OrderId
from orders.order import Order


@dataclass(frozen=True, slots=True)
class View:
    """`inbounds` are read together as one turn, in channel order. `products` holds every product that was shown,
    is in the basket or in one of the orders, by id; `orders` are the shopper's own, newest first, drafts included."""

    conversation: Conversation
    profile: Profile
    inbounds: tuple[Inbound, ...]
    orders: tuple[Order, ...]
    products: tuple[Product, ...]
    now: datetime

    @property
    def text(self) -> str:
        """The words of the turn, one line per message."""
        return "\n".join(inbound.text for inbound in self.inbounds if inbound.text)

    def order(self, order_id: OrderId) -> Order | None:
        return next((order for order in self.orders if order.id == order_id), None)

    def product_of(self, sku: str) -> Product | None:
        return next((product for product in self.products if product.variant(sku)), None)
