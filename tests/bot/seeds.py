"""Orders that tests at the shop's doors begin with."""

from datetime import datetime, timedelta

from bot.storage import Storage
from orders import service
from orders.ids import ConversationId, ShopperId, Sku
from orders.order import Address, Order
from orders.service import Done, Seed


def delivered(storage: Storage, now: datetime, name: str = "Jana Vogt", carrier: str = "", number: str = "") -> Order:
    """A blanket, ordered four days ago and delivered."""
    seed = Seed(
        shopper=ShopperId("jana"),
        conversation=ConversationId("talk"),
        lines=((Sku("BLK1-grey-130x180"), 1),),
        state="delivered",
        address=Address(name, "Lindenweg 8", "Bonn", "53111", "DE"),
        market="DE",
        currency="EUR",
        method="card_4242",
        placed_at=now - timedelta(days=4),
        carrier=carrier,
        number=number,
    )
    with storage.writes() as session:
        made = service.seed_order(session, seed, now)
    assert isinstance(made, Done)
    return made.order
