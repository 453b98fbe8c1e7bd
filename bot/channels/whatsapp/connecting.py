"""Connects WhatsApp where its settings are there, and looks whether Twilio takes them."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.channels.base import ChannelError
from bot.channels.connection import Connection, Finding, Handout, Webhook
from bot.channels.drawn import Photos
from bot.channels.whatsapp.api import Twilio
from bot.channels.whatsapp.book import Book
from bot.channels.whatsapp.channel import FORMS, WhatsApp
from bot.channels.whatsapp.form import NAME
from bot.channels.whatsapp.handing import Files
from bot.channels.whatsapp.media import Fetcher
from bot.channels.whatsapp.signature import FRAGMENT
from bot.settings import Settings
from bot.webhooks import FOLDER, hook_url

if TYPE_CHECKING:
    from bot.wiring import Shop

HOOK: Final = "/whatsapp"
STATUS_HOOK: Final = "/whatsapp/status"
FILES: Final = "/whatsapp/files"
LARGEST_FORM: Final = 100_000
"""Bytes of a form: what WhatsApp lets people write is 4,096 characters."""


def connect(shop: "Shop") -> Connection:
    settings = shop.settings
    token, twilio = _token(settings), twilio_of(settings)
    # Its debug lines hold the addresses it asks, and people's numbers in them.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
    channel = WhatsApp(
        account=settings.twilio_account_sid,
        token=token,
        twilio=twilio,
        book=Book(shop.storage, shop.clock),
        opener=lambda locale: shop.wordings.voice(locale, settings.market).label("choose"),
    )
    files = Files(
        public=hook_url(settings.public_url, FOLDER + FILES),
        secret=token.encode(),
        storage=shop.storage,
        wordings=shop.wordings,
        make=shop.worker.paper,
        clock=shop.clock,
    )
    channel = replace(channel, photo=Photos(shop.picture, settings.public_url).address, files=files)
    base = urlsplit(settings.twilio_base_url)
    fetcher = Fetcher(
        account=settings.twilio_account_sid, token=token, near=base.netloc if base.scheme == "http" else None
    )
    return Connection(
        name=NAME,
        channel=channel,
        webhooks=(
            Webhook(HOOK, channel.hear, FORMS, LARGEST_FORM),
            Webhook(STATUS_HOOK, channel.hear_status, FORMS, LARGEST_FORM),
        ),
        handouts=(Handout(FILES, files.answer),),
        fetch=fetcher.fetch,
        check=lambda dry_run: check(settings, twilio),
    )


def twilio_of(settings: Settings) -> Twilio:
    return Twilio(
        settings.twilio_account_sid,
        _token(settings),
        settings.twilio_whatsapp_from,
        callback=address_of(settings, STATUS_HOOK) if settings.public_url else "",
        base=settings.twilio_base_url,
    )


def address_of(settings: Settings, hook: str) -> str:
    """What Twilio is to call."""
    return hook_url(settings.public_url, FOLDER + hook) + FRAGMENT


def check(settings: Settings, twilio: Twilio) -> Iterator[Finding]:
    """Which webhook a sender calls is set at Twilio by hand: its sender API is no part of what was tried here."""
    try:
        state = twilio.account_state()
        yield Finding("account", state == "active", state, "" if state == "active" else "https://console.twilio.com")
        approved = [each for each in twilio.templates() if each.status == "approved"]
        todo = "" if approved else "shopkeep channels templates submit: without one nothing is said after 24 hours"
        yield Finding("templates", bool(approved), f"{len(approved)} approved", todo)
    except ChannelError as error:
        yield Finding("account", False, str(error), "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: console.twilio.com")
    safe = settings.public_url.startswith("https://")
    where = f"set {address_of(settings, HOOK)} for incoming messages: Messaging > Senders > WhatsApp senders"
    yield Finding(
        "webhook", safe, settings.public_url, where if safe else "SHOPKEEP_PUBLIC_URL must begin with https://"
    )


def _token(settings: Settings) -> str:
    return settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""
