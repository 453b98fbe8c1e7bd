"""The channels there are: what each is for, what it needs, and how it is connected. Adapters are imported late."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.channels.connection import Connection, Need

if TYPE_CHECKING:
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


CHANNELS: Final[Mapping[str, Kind]] = {
    "web": Kind("chat page in the browser (shopkeep demo, shopkeep serve)"),
    "terminal": Kind("chat at a keyboard, or piped (shopkeep chat)"),
    "json": Kind("JSON lines for programs (shopkeep chat --json)"),
    "telegram": Kind(
        "Telegram",
        needs=(Need("telegram_bot_token", "TELEGRAM_BOT_TOKEN", "ask @BotFather on Telegram for a bot (/newbot)"),),
        connect=_telegram,
    ),
}
