"""`shopkeep channels check` for the desk in Slack: the bot's token and its scopes, the channel, and how the shop hears:
by a socket that the app-level token opens, or at the public address."""

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.channels.connection import Finding
from bot.desk.slack.store import Json
from bot.webhooks import FOLDER, hook_url

if TYPE_CHECKING:
    from bot.settings import Settings

SCOPES: Final = (
    "channels:history, channels:join, channels:read, chat:write, commands, files:read, files:write, groups:history, "
    "groups:read, reactions:write"
)
HOOK: Final = "/slack"
WHERE: Final = (
    "Basic Information at api.slack.com, App-Level Tokens: generate one (xapp-…) with the scope connections:write"
)
"""Where an app-level token is to be had."""
_APP_TOKEN: Final[Mapping[str, str]] = {
    "invalid_auth": "Slack does not know this token",
    "not_authed": "Slack does not know this token",
    "not_allowed_token_type": "this is no app-level token",
    "missing_scope": "the token lacks the scope connections:write",
    "token_revoked": "the token was revoked",
    "token_expired": "the token has expired",
    "account_inactive": "the app or its workspace is gone",
}
"""Errors of apps.connections.open (https://docs.slack.dev/reference/methods/apps.connections.open), in words."""


def check(settings: "Settings", client: WebClient, dry_run: bool) -> Iterator[Finding]:
    """How Slack reaches the shop is looked at whatever the rest is. Joins a public channel unless it is a dry run."""
    yield from _bot(settings, client, dry_run=dry_run)
    yield from _reached(settings)


def _bot(settings: "Settings", client: WebClient, *, dry_run: bool) -> Iterator[Finding]:
    """Token, scopes, channel and membership; ends at a token that does not hold."""
    try:
        who = client.auth_test()
        yield Finding("SLACK_BOT_TOKEN", True, f"{who.get('user')} in {who.get('team')}")
        yield from _scopes(who.headers)
    except (SlackClientError, OSError) as error:
        yield Finding("SLACK_BOT_TOKEN", False, _name(error), f"OAuth & Permissions at api.slack.com; scopes {SCOPES}")
        return
    channel = settings.slack_channel
    try:
        found: Json = client.conversations_info(channel=channel).get("channel", {})
        if found.get("is_member"):
            yield Finding("SLACK_CHANNEL", True, f"the app is in {found.get('name')}")
        elif dry_run:
            yield Finding("SLACK_CHANNEL", False, "the app is not in it", "would join it")
        else:
            client.conversations_join(channel=channel)
            yield Finding("SLACK_CHANNEL", True, f"joined {found.get('name')}")
    except (SlackClientError, OSError) as error:
        yield Finding("SLACK_CHANNEL", False, _name(error), "invite the app: /invite in the channel")


def _scopes(headers: Mapping[str, str]) -> Iterator[Finding]:
    """What the token may do: Slack names it in a header of every answer (docs.slack.dev, "OAuth scopes")."""
    told = {name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes", "")
    given = {each.strip() for each in told.split(",")}
    lacking = [each for each in SCOPES.split(", ") if each not in given]
    if told and lacking:
        todo = "OAuth & Permissions at api.slack.com: add them and install the app again"
        yield Finding("scopes", False, f"{', '.join(lacking)} missing", todo)
    elif told:
        yield Finding("scopes", True, f"all {len(given & set(SCOPES.split(', ')))} given")


def _reached(settings: "Settings") -> Iterator[Finding]:
    """A socket where there is an app-level token, tried by asking for its address, which nobody then connects to; else
    the webhook, which Slack tries itself when its address is entered."""
    token, public = settings.slack_app_token, settings.public_url
    if token is None:
        todo = f"SLACK_APP_TOKEN: {WHERE}; or SHOPKEEP_PUBLIC_URL: an https address"
        enter = "enter it as the request URL of events, interactivity and /shop, with Socket Mode off"
        safe = public.startswith("https://")
        address = hook_url(public, FOLDER + HOOK) if safe else public or "Slack has no way to reach the shop"
        yield Finding("webhook", safe, address, enter if safe else todo)
        return
    client = WebClient(token=token.get_secret_value(), base_url=settings.slack_base_url, timeout=10, logger=quiet())
    try:
        client.apps_connections_open(app_token=token.get_secret_value())
        yield Finding("SLACK_APP_TOKEN", True, "opens a socket: no public address is needed")
    except (SlackClientError, OSError) as error:
        named = _name(error)
        yield Finding("SLACK_APP_TOKEN", False, _APP_TOKEN.get(named, named), WHERE)


def _name(error: Exception) -> str:
    """What went wrong, without the token that an error may hold."""
    if isinstance(error, SlackApiError) and hasattr(error.response, "get"):
        return str(error.response.get("error"))
    return type(error).__name__


def quiet() -> logging.Logger:
    """A logger that tells of trouble alone: Slack's libraries write texts and tokens to their debug logs."""
    quiet = logging.getLogger("slack_sdk")
    quiet.setLevel(logging.WARNING)
    logging.getLogger("slack_bolt").setLevel(logging.WARNING)
    return quiet
