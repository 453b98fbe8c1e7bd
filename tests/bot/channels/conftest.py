"""A shop that is reached on WhatsApp, through a Twilio on loopback."""

from collections.abc import Iterator

import pytest

from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import open_shop
from tests.bot.channels.whatsapp_phone import Phone, a_phone, with_twilio
from tests.builders import NOW
from tests.fakes import Scripted
from tests.peers.twilio import TwilioPeer
from tests.sentences import SENTENCES


@pytest.fixture
def phone(settings: Settings, twilio: TwilioPeer) -> Iterator[Phone]:
    shop = open_shop(with_twilio(settings, twilio), understander=Scripted(SENTENCES), clock=StillClock(NOW))
    with a_phone(shop, twilio) as opened:
        yield opened
    shop.close()
