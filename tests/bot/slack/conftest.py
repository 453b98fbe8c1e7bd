"""A shop with its desk in a strict Slack on loopback; skipped where the vendor's specification is not at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import open_shop
from tests.bot.slack.desk import Desk, in_slack
from tests.builders import NOW
from tests.fakes import Scripted
from tests.peers.slack import SPECS, SlackPeer, slack_peer
from tests.sentences import SENTENCES


@pytest.fixture
def slack() -> Iterator[SlackPeer]:
    if not Path(SPECS, "slack").is_dir() or not SPECS:
        pytest.skip("SHOPKEEP_SPECS has no folder slack")
    with slack_peer() as opened:
        yield opened


@pytest.fixture
def desk(settings: Settings, slack: SlackPeer) -> Iterator[Desk]:
    """Every request that it sends is one that Slack would take."""
    opened = open_shop(in_slack(settings, slack), understander=Scripted(SENTENCES), clock=StillClock(NOW))
    yield Desk(opened, slack)
    opened.close()
    assert slack.faults == []
