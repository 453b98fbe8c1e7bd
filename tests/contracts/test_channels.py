"""What every channel promises, the fakes of the tests included: a name, what it can show, deliveries it takes again."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.channels import CHANNELS, jsonlines, terminal, webchat
from bot.channels.base import Capabilities, Channel, Delivery, SentFile
from bot.channels.capabilities import ABLE, table
from bot.channels.inline import Inline
from bot.channels.layout import pages
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.channel import Telegram
from bot.channels.webchat import Hub, Webchat
from bot.channels.whatsapp.api import Twilio
from bot.channels.whatsapp.book import Book
from bot.channels.whatsapp.channel import WhatsApp
from bot.wiring import Shop
from dialogue.wording import WordedButton, Wording
from tests.builders import an_arrival
from tests.fakes import PostedChannel, RecordingChannel
from tests.peers.telegram import TOKEN, telegram_peer
from tests.peers.telegram_spec import needs_spec
from tests.peers.twilio import ACCOUNT, NUMBER, twilio_peer
from tests.peers.twilio import TOKEN as TWILIO_TOKEN
from tests.peers.twilio_spec import needs_spec as needs_twilio


@contextmanager
def _telegram(shop: Shop) -> Iterator[Channel]:
    """Before a peer; every call is as the Bot API wants it."""
    with telegram_peer() as peer:
        calls = Calls(TOKEN, f"{peer.url}/bot", f"{peer.url}/file/bot")
        yield Telegram(calls, f"{peer.url}/file/bot{TOKEN}/")
        calls.close()
    assert peer.refused == []


@contextmanager
def _whatsapp(shop: Shop) -> Iterator[Channel]:
    """Before a peer; the person has just written."""
    address = a_delivery().address
    shop.engine.accept(an_arrival("hello", channel="whatsapp", address=address))
    with twilio_peer() as peer:
        peer.open.add(address)
        twilio, book = Twilio(ACCOUNT, TWILIO_TOKEN, NUMBER, base=peer.url), Book(shop.storage, shop.clock)
        yield WhatsApp(account=ACCOUNT, token=TWILIO_TOKEN, twilio=twilio, book=book, opener=lambda locale: "Choose")
    assert peer.refused == []


BUILDERS: dict[str, Callable[[Shop, Path], Channel]] = {
    "web": lambda shop, folder: Webchat(Hub()),
    "terminal": lambda shop, folder: Inline(shop, terminal.NAME, terminal.CAPABILITIES),
    "json": lambda shop, folder: Inline(shop, jsonlines.NAME, jsonlines.CAPABILITIES),
    "recording fake": lambda shop, folder: RecordingChannel(),
    "posting fake": lambda shop, folder: PostedChannel(folder / "world"),
}


PEERS: dict[str, Callable[[Shop], AbstractContextManager[Channel]]] = {
    "telegram": _telegram,
    "whatsapp": _whatsapp,
}
"""Channels of vendors, each before a peer of its own."""
SPECS = {"telegram": needs_spec, "whatsapp": needs_twilio}


@pytest.fixture(params=[*BUILDERS, *(pytest.param(name, marks=SPECS[name]) for name in PEERS)])
def channel(request: pytest.FixtureRequest, shop: Shop, tmp_path: Path) -> Iterator[Channel]:
    if request.param in BUILDERS:
        yield BUILDERS[request.param](shop, tmp_path)
        return
    with PEERS[request.param](shop) as opened:
        yield opened


def a_delivery(text: str = "Hello!", **more: object) -> Delivery:
    """To an address that is one on every channel."""
    return Delivery(id="1.1", address="1111111", name="greeting", text=text, locale="en", **more)  # type: ignore[arg-type]  # by name


def test_every_registered_channel_is_under_contract() -> None:
    reaching = {name for name in CHANNELS if name in ABLE}
    assert reaching <= set(BUILDERS) | set(PEERS)


def test_what_a_channel_can_do_stands_in_the_one_table(channel: Channel) -> None:
    assert ABLE.get(channel.name, channel.capabilities) is channel.capabilities


def test_it_says_its_name_and_what_it_can_show(channel: Channel) -> None:
    assert channel.name
    assert channel.capabilities.text_length > 0


@pytest.mark.parametrize(
    "delivery",
    [
        a_delivery(),
        a_delivery(text=""),
        a_delivery(text="😀 \u202eשלום \n" * 50),
        a_delivery(buttons=(WordedButton("confirm:t", "Order with obligation to pay", legal=True),)),
        a_delivery(files=(SentFile("receipt.html", "<!doctype html>"),)),
    ],
)
def test_it_takes_whatever_was_laid_out_for_it_also_when_nobody_listens(channel: Channel, delivery: Delivery) -> None:
    assert channel.deliver(delivery) is None or isinstance(channel.deliver(delivery), str)


def test_the_same_delivery_again_is_taken_again(channel: Channel) -> None:
    channel.deliver(a_delivery())
    channel.deliver(a_delivery())


def test_the_labelled_order_step_stays_a_button_on_our_own_channels() -> None:
    order = WordedButton("confirm:t", "commande avec obligation de paiement", legal=True)
    wording = Wording(name="quote_ready", locale="fr", text="Voici votre commande.", buttons=(order,))
    for able in (webchat.CAPABILITIES, jsonlines.CAPABILITIES, terminal.CAPABILITIES):
        assert pages(wording, able)[-1].buttons == (order,)
    assert pages(wording, Capabilities())[-1].buttons == ()


def test_the_table_in_the_docs_is_the_table_of_the_code() -> None:
    docs = Path(__file__).parents[2] / "docs" / "channels.md"
    assert table() in docs.read_text(encoding="utf-8")
