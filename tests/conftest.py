"""A small shop with a clock that stands still, for tests that go through its front door; and no excuses where asked.

With SHOPKEEP_NO_SKIPS set, a test that is skipped for want of something that can be had fails: its reason begins with
"needs " or names the setting (SHOPKEEP_DATA, SHOPKEEP_SPECS) of the folder that is missing.
"""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples

from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from tests.builders import NOW, a_catalog
from tests.customer import Customer
from tests.fakes import RecordingChannel, Scripted
from tests.peers.messages import MessagesPeer, messages_peer
from tests.sentences import SENTENCES

# The shop's settings are read in bot/settings.py; this one belongs to the tests alone.
NO_SKIPS = bool(os.environ.get("SHOPKEEP_NO_SKIPS"))  # noqa: TID251

# Nobody's own key is used by a test: a blank one counts for more than one in `.env`.
os.environ["ANTHROPIC_API_KEY"] = ""  # noqa: TID251
os.environ["TELEGRAM_BOT_TOKEN"] = ""  # noqa: TID251

# The same examples in every run, and no failure because the machine was busy: speed is measured by `make bench`.
examples.register_profile("shop", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("shop")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_if_it_could_have_run(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_if_it_could_have_run(report)
    return report


def _fail_if_it_could_have_run(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not NO_SKIPS or not report.skipped or not isinstance(report.longrepr, tuple):
        return
    reason = report.longrepr[2].removeprefix("Skipped: ")
    if reason.startswith("needs ") or "SHOPKEEP_DATA" in reason or "SHOPKEEP_SPECS" in reason:
        report.outcome = "failed"
        report.longrepr = f"SHOPKEEP_NO_SKIPS is set, but this was skipped: {reason}"


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


@pytest.fixture
def peer() -> Iterator[MessagesPeer]:
    """A Messages API that answers by script; every request that it was sent was one that the service would take."""
    with messages_peer() as opened:
        yield opened
    assert opened.refused == []
