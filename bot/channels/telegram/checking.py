"""`shopkeep channels check` for Telegram: the token, the webhook, the menu in every language; sets up what differs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from telegram import Bot, BotCommand, WebhookInfo

from bot.channels.base import ChannelError
from bot.channels.connection import Finding
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.updates import COMMANDS, KINDS

if TYPE_CHECKING:
    from bot.wiring import Shop

PATH: Final = "/hooks/telegram"
CONNECTIONS: Final = 20
"""How many updates Telegram may bring at a time."""


def check(shop: "Shop", calls: Calls, secret: str, *, dry_run: bool) -> Iterator[Finding]:
    """Ends at the first thing without which the others cannot be asked."""
    try:
        me = calls.call(calls.bot.get_me())
        yield Finding("token", True, f"@{me.username}")
        if me.can_join_groups:
            yield Finding(
                "groups", True, "may be added to groups, where it is silent", "@BotFather, /setjoingroups: off"
            )
        yield from _webhook(shop, calls, secret, dry_run=dry_run)
        yield from _commands(shop, calls, dry_run=dry_run)
    except ChannelError as error:
        yield Finding("token", False, str(error), "TELEGRAM_BOT_TOKEN: ask @BotFather for it (/token)")


def _webhook(shop: "Shop", calls: Calls, secret: str, *, dry_run: bool) -> Iterator[Finding]:
    info, public = calls.call(calls.bot.get_webhook_info()), shop.settings.public_url.rstrip("/")
    if not public:
        yield _polls(info)
        return
    wanted = public + PATH
    if not wanted.startswith("https://"):
        yield Finding("webhook", False, f"{public} is not https", "SHOPKEEP_PUBLIC_URL: an https address")
        return
    if info.last_error_message:
        yield Finding(
            "delivery", False, f"Telegram's last try failed: {info.last_error_message}", "see that it is reached"
        )
    # The secret cannot be asked for, so the webhook is set even where its address is right.
    right = info.url == wanted and set(info.allowed_updates or ()) == set(KINDS)
    if dry_run:
        yield Finding("webhook", right, info.url or "not set", "" if right else f"would be set to {wanted}")
        return
    calls.call(calls.bot.set_webhook(wanted, secret_token=secret, allowed_updates=KINDS, max_connections=CONNECTIONS))
    yield Finding("webhook", True, wanted if right else f"set to {wanted}")


def _polls(info: WebhookInfo) -> Finding:
    if info.url:
        return Finding("webhook", True, f"set to {info.url}", "is taken away when `serve` starts: it asks for updates")
    return Finding("webhook", True, "not set; `serve` asks for updates", "SHOPKEEP_PUBLIC_URL would be called instead")


def _commands(shop: "Shop", calls: Calls, *, dry_run: bool) -> Iterator[Finding]:
    """The menu, in the language of each person's app; English for all others."""
    default = menu(shop, "en")
    languages = sorted({code.partition("_")[0] for code in shop.locales.codes})
    stale = [
        code for code in ("", *languages) if not _is_set(calls.bot, calls, code, menu(shop, code) if code else default)
    ]
    if dry_run or not stale:
        would = f"would be set in {', '.join(code or 'all others' for code in stale)}" if stale else ""
        yield Finding("commands", not stale, f"{len(default)} in {len(languages)} languages", would)
        return
    for code in stale:
        calls.call(calls.bot.set_my_commands(menu(shop, code) if code else default, language_code=code or None))
    yield Finding("commands", True, f"{len(default)} set in {len(stale)} menus")


def _is_set(bot: Bot, calls: Calls, code: str, wanted: list[BotCommand]) -> bool:
    found = calls.call(bot.get_my_commands(language_code=code or None))
    return [(each.command, each.description) for each in found] == [(each.command, each.description) for each in wanted]


def menu(shop: "Shop", code: str) -> list[BotCommand]:
    """Commands with the words that stand on the buttons they are like."""
    voice = shop.wordings.voice(code, shop.settings.market)
    return [BotCommand(name, voice.label(label)) for name, (_, label) in COMMANDS.items() if label]
