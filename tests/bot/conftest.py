"""What tests of the doors share."""

from collections.abc import Iterator

import pytest

from tests.peers.twilio import TwilioPeer, twilio_peer


@pytest.fixture
def twilio() -> Iterator[TwilioPeer]:
    """Every request that it was sent is one that Twilio's own description allows."""
    with twilio_peer() as opened:
        yield opened
    assert opened.refused == []
