"""A small shop in memory with a clock that stands still, for tests that go through its front door."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from tests.builders import NOW, a_catalog
from tests.customer import Customer
from tests.fakes import RecordingChannel, Scripted
from tests.sentences import SENTENCES


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_catalog(tmp_path_factory.mktemp("catalog") / "catalog.jsonl")


@pytest.fixture
def settings(tmp_path: Path, catalog: Path) -> Settings:
    """A database file of the test's own."""
    return Settings(database_url=f"sqlite:///{tmp_path}/shop.db", catalog=catalog)


@pytest.fixture
def shop(settings: Settings) -> Iterator[Shop]:
    opened = open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))
    yield opened
    opened.close()


@pytest.fixture
def customer(shop: Shop) -> Customer:
    """One shopper at the counter of that shop, on a channel that records."""
    channel = RecordingChannel()
    shop.channels[channel.name] = channel
    return Customer(shop, channel)
