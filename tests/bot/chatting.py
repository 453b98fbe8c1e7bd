"""One person, or several, who write to one shop in several chats, each on a channel of its own that records."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.wiring import Shop
from bot.worker import ORDERS
from dialogue import profile_store, store
from dialogue.commands import Command, GiveLinkCode, LinkChat, SendNewsTo, UnlinkChat
from dialogue.conversation import Conversation
from dialogue.profile import Profile
from orders import service
from orders.order import Order
from tests.builders import an_arrival
from tests.fakes import RecordingChannel, Scripted
from tests.sentences import SENTENCES

LINKING: Mapping[str, Sequence[Command]] = {
    **SENTENCES,
    "link": [LinkChat()],
    "link my whatsapp": [LinkChat(channel="whatsapp")],
    "unlink": [UnlinkChat()],
    "unlink whatsapp": [UnlinkChat(channel="whatsapp")],
    "news on telegram": [SendNewsTo(channel="telegram")],
    "news on whatsapp": [SendNewsTo(channel="whatsapp")],
}


@dataclass
class Chat:
    """One chat: what is said in it, and what was told there."""

    shop: Shop
    channel: RecordingChannel
    address: str = "jana"

    def says(self, *texts: str) -> list[str]:
        """The names of the Messages that these messages, read as one burst, are answered with here."""
        before = len(self.channel.delivered)
        for text in texts:
            self.accepts(text)
        self.shop.drain(self.talk().id)
        self.shop.drain(ORDERS)
        return self.channel.said()[before:]

    def accepts(self, text: str = "", button: str | None = None) -> None:
        hears = self.shop.understander
        assert isinstance(hears, Scripted)
        if text not in hears.sentences and re.fullmatch(r"\d{3} ?\d{3}", text):
            hears.sentences = {**hears.sentences, text: [GiveLinkCode(code=text)]}
        channel, address = self.channel.name, self.address
        self.shop.engine.accept(an_arrival(text, channel=channel, address=address, button=button))

    def presses(self, prefix: str) -> list[str]:
        before = len(self.channel.delivered)
        self.accepts(button=self.channel.button(prefix))
        self.shop.drain(self.talk().id)
        return self.channel.said()[before:]

    def code(self, wish: str = "link") -> str:
        """A code asked for here, as it was told."""
        assert self.says(wish)[-1] == "link_code"
        found = re.search(r"\d{3} \d{3}", self.channel.delivered[-1].text)
        assert found is not None
        return found.group()

    def links(self, other: "Chat") -> None:
        assert other.says(self.code())[-1] == "chats_linked"
        self.shop.sweep()

    def buys(self) -> Order:
        """The yellow jacket in L, to Bonn, paid."""
        for text in ("a rain jacket", "the skagen in L", "to Bonn", "I order it"):
            self.says(text)
        return self.orders()[0]

    def talk(self) -> Conversation:
        with self.shop.storage.reads() as session:
            found = store.find_conversation(session, self.channel.name, self.address)
        assert found is not None
        return found

    def profile(self) -> Profile:
        with self.shop.storage.reads() as session:
            return profile_store.profile(session, self.talk().shopper)

    def orders(self) -> tuple[Order, ...]:
        with self.shop.storage.reads() as session:
            return service.orders_of(session, self.talk().shopper)


def a_chat(shop: Shop, channel: str, address: str = "jana") -> Chat:
    """On a channel of its own; `address` is who writes there."""
    known = shop.channels.get(channel)
    recording = known if isinstance(known, RecordingChannel) else RecordingChannel(name=channel)
    shop.channels[channel] = recording
    return Chat(shop, recording, address)
