"""What one turn may see: the messages at hand and everything already known. Frozen; read before thinking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dialogue.conversation import Conversation
from dialogue.inbound import Inbound
from dialogue.profile import Profile
from matching.product import Product
from orders.answers import Facts, History
from orders.customers import Customer
from orders.ids import OrderId, ShopperId, Sku
from orders.order import Order
from orders.stock import Offer


@dataclass(frozen=True, slots=True)
class View:
    """`inbounds` are read together as one turn, in channel order. `products` holds every product that was shown,
    is in the basket or in one of the orders, by id; `orders` are the shopper's own, drafts included, and those that a
    code has opened to them, newest first."""

    conversation: Conversation
    profile: Profile
    inbounds: tuple[Inbound, ...]
    orders: tuple[Order, ...]
    products: tuple[Product, ...]
    now: datetime
    history: History = field(default_factory=History)
    offers: Mapping[Sku, Offer] = field(default_factory=dict)
    """What the variants of `products` cost and how many are there, for previews of exchanges and changes."""
    customers: Mapping[ShopperId, Customer] = field(default_factory=dict)
    """The accounts of those whose orders they are."""

    chats: tuple[Conversation, ...] = ()
    """Every chat of this person, this one too."""
    code_awaited: bool = False
    """Six digits that are typed now may link this chat with another one."""

    @property
    def facts(self) -> Facts:
        """What `orders.decisions.decide` may look at."""
        return Facts(now=self.now, history=self.history, offers=self.offers, customers=self.customers)

    @property
    def text(self) -> str:
        """The words of the turn, one line per message."""
        return "\n".join(inbound.text for inbound in self.inbounds if inbound.text)

    @property
    def own_orders(self) -> tuple[Order, ...]:
        """Without those that a code has opened: they are somebody else's, or were made elsewhere."""
        return tuple(order for order in self.orders if order.shopper == self.conversation.shopper)

    def order(self, order_id: OrderId) -> Order | None:
        return next((order for order in self.orders if order.id == order_id), None)

    def product_of(self, sku: str) -> Product | None:
        return next((product for product in self.products if product.variant(sku)), None)
