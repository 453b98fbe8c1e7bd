"""Telegram connected to the shop: the webhook with its secret, or long polling where there is no public address."""

import hashlib
import hmac
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.channels.connection import Connection, Finding, Heard, Knock, Refused, Webhook
from bot.channels.drawn import Photos
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.checking import check
from bot.channels.telegram.hearing import heard
from bot.channels.telegram.keyboards import Keyboards
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.updates import NAME, Malformed, read
from bot.settings import SettingsError
from dialogue import outbox_store, store

if TYPE_CHECKING:
    from bot.wiring import Shop

PATH: Final = "/telegram"
SECRET_HEADER: Final = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
LARGEST: Final = 1_000_000
"""Bytes; an update is text and names of files, some kilobytes at most."""


def connect(shop: "Shop") -> Connection:
    """Raises SettingsError where there is no token."""
    settings = shop.settings
    if settings.telegram_bot_token is None:
        raise SettingsError("TELEGRAM_BOT_TOKEN is not set; @BotFather gives one")
    token = settings.telegram_bot_token.get_secret_value()
    file_url = settings.telegram_file_url
    calls = Calls(token, settings.telegram_base_url, file_url)
    channel = Telegram(calls, f"{file_url}{token}/", Photos(shop.picture), Keyboards(partial(_changed_to, shop)))
    secret = secret_of(token)
    polling = None if settings.public_url else Polling(shop, calls, channel)

    def found(dry_run: bool) -> Iterable[Finding]:
        return check(shop, calls, secret, dry_run=dry_run)

    return Connection(
        name=NAME,
        channel=channel,
        webhooks=(Webhook(PATH, partial(parse, secret=secret, channel=channel), largest=LARGEST),),
        fetch=channel.fetch,
        start=polling.start if polling else lambda: None,
        stop=partial(_stop, polling, calls),
        check=found,
    )


def _stop(polling: Polling | None, calls: Calls) -> None:
    """The calls first: a question that Telegram holds open is given up with them."""
    if polling is not None:
        polling.end()
    calls.close()
    if polling is not None:
        polling.join()


def _changed_to(shop: "Shop", chat: int, message: int) -> frozenset[str] | None:
    """The buttons of a message that has become its newer state, by whichever process; None for one that never did."""
    with shop.storage.reads() as session:
        talk = store.find_conversation(session, NAME, str(chat))
        found = outbox_store.changed_to(session, talk.id, str(message)) if talk is not None else None
    if found is None:
        return None
    return frozenset(each.id for each in shop.wordings.render(found.message, found.locale, found.market).buttons)


def secret_of(token: str) -> str:
    """What Telegram shows us with every update (setWebhook, secret_token: A-Z a-z 0-9 _ -), the same in every process.

    It is made from the token, so that there is no second secret to keep; nobody gets from it back to the token.
    """
    return hmac.new(token.encode(), b"shopkeep webhook", hashlib.sha256).hexdigest()


def parse(knock: Knock, secret: str, channel: Telegram) -> Heard | Refused:
    """The secret first; then the update."""
    shown = knock.headers.get(SECRET_HEADER, "")
    if not hmac.compare_digest(shown.encode(), secret.encode()):
        return Refused("the secret token is missing or wrong")
    try:
        return heard(read(knock.body), channel)
    except Malformed as malformed:
        return Refused(str(malformed), 400)
