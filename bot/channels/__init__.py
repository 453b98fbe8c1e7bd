"""The channels there are: what each is for, what it needs, and how it is connected. Adapters are imported late."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.channels.capabilities import ABLE
from bot.channels.connection import Connection, Need

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wiring import Shop


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to people. `needs` are settings without which it is off; one that needs nothing is a door of its own."""

    about: str
    needs: tuple[Need, ...] = ()
    connect: "Callable[[Shop], Connection] | None" = None


def _telegram(shop: "Shop") -> Connection:
    from bot.channels.telegram.connection import connect

    return connect(shop)


def _slack(shop: "Shop") -> Connection:
    from bot.desk.slack.connection import connect

    return connect(shop)


def _whatsapp(shop: "Shop") -> Connection:
    from bot.channels.whatsapp.connecting import connect

    return connect(shop)


_TWILIO: Final = "https://console.twilio.com, Account Info"

CHANNELS: Final[Mapping[str, Kind]] = {
    "web": Kind("chat page in the browser (shopkeep demo, shopkeep serve)"),
    "terminal": Kind("chat at a keyboard, or piped (shopkeep chat)"),
    "json": Kind("JSON lines for programs (shopkeep chat --json)"),
    "telegram": Kind(
        "Telegram",
        needs=(Need("telegram_bot_token", "TELEGRAM_BOT_TOKEN", "ask @BotFather on Telegram for a bot (/newbot)"),),
        connect=_telegram,
    ),
    "slack": Kind(
        "the team's desk in Slack threads",
        needs=(
            Need("slack_bot_token", "SLACK_BOT_TOKEN", "OAuth & Permissions of your app at api.slack.com"),
            Need("slack_signing_secret", "SLACK_SIGNING_SECRET", "Basic Information of your app at api.slack.com"),
            Need("slack_channel", "SLACK_CHANNEL", "the channel's details in Slack, at the bottom: C…"),
            Need("slack_staff", "SLACK_STAFF", "who may act: member ids from their profiles in Slack, with names"),
        ),
        connect=_slack,
    ),
    "whatsapp": Kind(
        "WhatsApp, through Twilio",
        needs=(
            Need("twilio_account_sid", "TWILIO_ACCOUNT_SID", _TWILIO),
            Need("twilio_auth_token", "TWILIO_AUTH_TOKEN", _TWILIO),
            Need("twilio_whatsapp_from", "TWILIO_WHATSAPP_FROM", "https://console.twilio.com, WhatsApp senders"),
            Need("public_url", "SHOPKEEP_PUBLIC_URL", "the https address under which this machine is reached", True),
        ),
        connect=_whatsapp,
    ),
}


def missing(kind: Kind, settings: "Settings") -> tuple[Need, ...]:
    """The settings that this integration still needs."""
    return tuple(need for need in kind.needs if not getattr(settings, need.field))


def open_to_shoppers(settings: "Settings") -> frozenset[str]:
    """The channels on which shoppers can write, whichever process runs them."""
    return frozenset(name for name, kind in CHANNELS.items() if name in ABLE and not missing(kind, settings))
