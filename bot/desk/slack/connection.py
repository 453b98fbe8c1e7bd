"""The desk in Slack as the shop runs it: webhook or socket, mirror and poster."""

import hashlib
import hmac
import json
import logging
import re
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from slack_bolt import BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.channels.connection import Connection, Heard, Knock, Refused, Webhook
from bot.desk.slack.checking import HOOK, check, quiet
from bot.desk.slack.door import SLACK, Door
from bot.desk.slack.files import FromSlack
from bot.desk.slack.mirror import Mirror
from bot.desk.slack.posting import Poster
from bot.desk.slack.store import CHANNEL
from bot.desk.slack.suggesting import Suggesting
from bot.desk.slack.translating import TRANSLATIONS, Translating
from dialogue.inbound import Arrival
from dialogue.writing.translating import Translator

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wiring import Shop

log = logging.getLogger(__name__)

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
FRESH_SECONDS: Final = 300
"""An older request may be a replay."""
KEPT: Final = 100_000
"""Characters kept of what could not be read."""


def connect(shop: "Shop", now: Callable[[], float] = time.time) -> Connection:
    """From the shop's settings, all of which are there. `now` is the clock that signatures are held against."""
    return DeskInSlack(shop, now).connection()


def staff_of(settings: "Settings") -> dict[str, str]:
    """The listed users: Slack's id → the name that shoppers read."""
    pairs = (each.partition(":") for each in settings.slack_staff.split(", ") if each)
    return {user: name for user, _, name in pairs}


class DeskInSlack:
    """The parts, wired; `work` mirrors and posts, and is one of the shop's tasks."""

    def __init__(self, shop: "Shop", now: Callable[[], float] = time.time) -> None:
        settings = shop.settings
        self._shop = shop
        self._client = WebClient(
            token=_secret(settings.slack_bot_token), base_url=settings.slack_base_url, timeout=10, logger=quiet()
        )
        self.door = Door(shop, self._client, staff_of(settings))
        base = urlsplit(settings.slack_base_url)
        near = base.netloc if base.scheme == "http" else None
        self._files = FromSlack(token=_secret(settings.slack_bot_token), near=near)
        self._secret, self._now = _secret(settings.slack_signing_secret), now
        self.mirror = Mirror(
            shop.storage,
            shop.wordings,
            shop.clock,
            settings.slack_channel,
            translates=shop.helped.translator is not None,
        )
        self.poster = Poster(
            storage=shop.storage,
            client=self._client,
            clock=shop.clock,
            pause=time.sleep,
            suggest=Suggesting(shop).words,
        )
        self._socket: SocketModeHandler | None = None

    def connection(self) -> Connection:
        self._shop.tasks[SLACK] = self.work
        if self._shop.helped.translator is not None:
            self._shop.tasks[TRANSLATIONS] = self._translating(self._shop.helped.translator).run
        self._shop.listeners.append(lambda: self._shop.runner.wake(SLACK))
        return Connection(
            name=CHANNEL,
            webhooks=(Webhook(HOOK, self.parse, types=(JSON, FORM)),),
            start=self.start,
            stop=self.stop,
            fetch=self._files.fetch,
            check=partial(check, self._shop.settings, self._client),
        )

    def work(self) -> None:
        self.mirror.run()
        if self._shop.helped.translator is not None:
            self._shop.runner.wake(TRANSLATIONS)
        self.poster.run()

    def _translating(self, translator: Translator) -> Translating:
        shop = self._shop
        return Translating(
            storage=shop.storage,
            wordings=shop.wordings,
            clock=shop.clock,
            translator=translator,
            done=lambda: shop.runner.wake(SLACK),
        )

    # ---- HTTP

    def parse(self, knock: Knock) -> Heard | Refused:
        """Signature first; what is signed and cannot be read is kept for a person, once."""
        if not self._is_signed(knock):
            return Refused("not signed by Slack, or more than five minutes ago", 401)
        try:
            text = knock.body.decode()
            _payload(text, knock.headers.get("content-type", ""))
        except (ValueError, RecursionError):
            return Heard(unreadable=(_unreadable(knock.body),))
        answer = self.door.app.dispatch(BoltRequest(body=text, headers=dict(knock.headers)))
        if answer.status >= 300:
            return Refused("it could not be taken now", answer.status)
        kind = answer.headers.get("content-type", ["text/plain"])[0]
        return Heard(body=(answer.body or "").encode(), content_type=kind.partition(";")[0])

    def _is_signed(self, knock: Knock) -> bool:
        """HMAC-SHA256 over `v0:<timestamp>:<body>` (docs.slack.dev, "Verifying requests from Slack").

        slack_sdk's own verifier raises for bytes that are no UTF-8 and for a timestamp that is no number.
        """
        stamp = knock.headers.get("x-slack-request-timestamp", "")
        if re.fullmatch("[0-9]{1,12}", stamp) is None or abs(self._now() - int(stamp)) > FRESH_SECONDS:
            return False
        made = hmac.new(self._secret.encode(), b"v0:" + stamp.encode() + b":" + knock.body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={made}".encode(), knock.headers.get("x-slack-signature", "").encode())

    # ---- Socket Mode

    def start(self) -> None:
        """Opens the socket where there is an app token; while Slack is down the shop opens all the same."""
        token = self._shop.settings.slack_app_token
        if token is None:
            return
        socket_client = WebClient(
            token=token.get_secret_value(), base_url=self._shop.settings.slack_base_url, logger=quiet()
        )
        self._socket = SocketModeHandler(
            self.door.app, token.get_secret_value(), web_client=socket_client, logger=quiet()
        )
        try:
            self._socket.client.connect()
        except (SlackClientError, OSError) as error:
            log.warning("Slack's socket could not be opened: %s", type(error).__name__)

    def stop(self) -> None:
        if self._socket is not None:
            self._socket.client.close()


def _payload(text: str, content_type: str) -> None:
    """Raises ValueError for what is no object: JSON, or a form whose `payload` is JSON."""
    if content_type.startswith(JSON):
        found = json.loads(text)
    else:
        form = parse_qs(text, keep_blank_values=True, strict_parsing=True, max_num_fields=100)
        found = json.loads(form["payload"][0]) if "payload" in form else {}
    if not isinstance(found, dict) or not isinstance(found.get("event", {}), dict):
        raise ValueError("not an object")


def _unreadable(body: bytes) -> Arrival:
    raw = body.decode("utf-8", "replace").replace("\x00", "")[:KEPT]
    return Arrival(channel=CHANNEL, external_id=f"raw:{hashlib.sha256(body).hexdigest()[:32]}", address="", raw=raw)


def _secret(value: object) -> str:
    get = getattr(value, "get_secret_value", None)
    return str(get()) if callable(get) else ""
