"""A shopper before the shop: says, presses, waits; and what was said to them and what the books show."""

from dataclasses import dataclass

from bot.desk.cases import said_at_the_desk
from bot.wiring import Shop
from bot.worker import ORDERS
from dialogue import profile_store, store
from dialogue.conversation import Conversation
from dialogue.inbound import Arrival
from dialogue.profile import Profile
from orders import service
from orders.actions import ParcelNews
from orders.order import Order
from orders.service import Charge
from tests.builders import an_arrival
from tests.fakes import RecordingChannel


@dataclass
class Customer:
    shop: Shop
    channel: RecordingChannel
    address: str = "jana"

    def says(self, *texts: str) -> list[str]:
        """The names of the Messages that these messages, read as one burst, are answered with."""
        return self._told([an_arrival(text, address=self.address) for text in texts])

    def presses(self, prefix: str) -> list[str]:
        return self._told([an_arrival(address=self.address, button=self.channel.button(prefix))])

    def staff(self, verb: str, text: str = "", who: str = "Alex") -> list[str]:
        return self._told([said_at_the_desk(self.talk().id, who, verb, text, self.shop.new_id())])

    def waits(self) -> list[str]:
        """What comes unasked once everything due is done."""
        return self._told([])

    def _told(self, arrivals: list[Arrival]) -> list[str]:
        before = len(self.channel.delivered)
        accepted = [self.shop.engine.accept(arrival) for arrival in arrivals]
        for conversation in dict.fromkeys(accepted):
            if conversation is not None:
                self.shop.drain(conversation)
        self.shop.drain(ORDERS)
        return self.channel.said()[before:]

    def buys(self) -> Order:
        """The yellow jacket in L, to Bonn, paid."""
        for text in ("a rain jacket", "the skagen in L", "to Bonn", "I order it"):
            self.says(text)
        return self.orders()[0]

    def parcel(self, news: ParcelNews) -> list[str]:
        with self.shop.storage.writes() as session:
            service.report_parcel(session, self.orders()[0].id, news, self.shop.clock())
        return self.waits()

    # ---- what there is

    def talk(self) -> Conversation:
        with self.shop.storage.reads() as session:
            found = store.find_conversation(session, "test", self.address)
        assert found is not None
        return found

    def profile(self) -> Profile:
        with self.shop.storage.reads() as session:
            return profile_store.profile(session, self.talk().shopper)

    def orders(self) -> tuple[Order, ...]:
        with self.shop.storage.reads() as session:
            return service.orders_of(session, self.talk().shopper)

    def charges(self) -> tuple[Charge, ...]:
        with self.shop.storage.reads() as session:
            return service.charges_of(session, self.talk().shopper)
