"""A small shop that asks a scripted model, with somebody in it who has bought something."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import open_shop
from tests.builders import NOW
from tests.customer import Customer
from tests.dialogue.understanding.scenes import offline
from tests.fakes import RecordingChannel
from tests.peers.messages import MessagesPeer

KEY = "sk-ant-canary"
BUYING = (
    "I need a rain jacket",
    "I'll take the first one in L",
    "Jana Vogt, Lindenweg 8, 53111 Bonn, Germany",
    "I order it",
)


@contextmanager
def claude_shop(folder: Path, catalog: Path, peer: MessagesPeer, **more: object) -> Iterator[Customer]:
    """Its one customer; settings are those of a shop with a key that only reads, and `more`."""
    given = {"anthropic_api_key": KEY, "anthropic_base_url": peer.url, "claude_writes": "nothing", **more}
    settings = Settings.model_validate(
        {"database_url": f"sqlite:///{folder}/shop.db", "catalog": catalog, "cache": None, **given}
    )
    # Learning a language may take longer than a turn has for a model.
    offline().warm(("en", "de"))
    shop, channel = open_shop(settings, understander=offline(), clock=StillClock(NOW)), RecordingChannel()
    shop.channels[channel.name] = channel
    yield Customer(shop, channel)
    shop.close()
