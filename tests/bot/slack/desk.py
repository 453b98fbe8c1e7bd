"""The desk in Slack as the tests use it: a shop, a strict Slack, three people who press and write, signed as it signs.

Bodies are the recordings of `tests/recordings/slack` with the names of the case at hand in them.
"""

import copy
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import quote

from pydantic import SecretStr
from starlette.testclient import TestClient

from bot.channels.connection import Knock
from bot.channels.webchat import Hub
from bot.desk.slack import store
from bot.desk.slack.connection import DeskInSlack
from bot.desk.slack.door import SLACK
from bot.settings import Settings
from bot.signin import SignIn
from bot.web import app
from bot.wiring import Shop
from tests.customer import Customer
from tests.fakes import RecordingChannel
from tests.peers.slack import APP_TOKEN, CHANNEL, TOKEN, Json, SlackPeer

SECRET: Final = "signing secret of the tests"
RECORDINGS: Final = Path(__file__).parents[2] / "recordings" / "slack"
STAFF: Final = {"U0ROBIN": "Robin", "U0KIM": "Kim", "U0ALEX": "Alex"}
STRANGER: Final = "U0STRANGER"

_numbers = count(1)


def recording(name: str) -> Json:
    """A body from the vendor's own tests; its file names them."""
    body = json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))["body"]
    assert isinstance(body, dict)
    return copy.deepcopy(body)


def in_slack(settings: Settings, peer: SlackPeer, **more: object) -> Settings:
    """The settings of a shop whose desk is in this Slack."""
    slack = {
        "slack_bot_token": SecretStr(TOKEN),
        "slack_signing_secret": SecretStr(SECRET),
        "slack_channel": CHANNEL,
        "slack_staff": ", ".join(f"{user}:{name}" for user, name in STAFF.items()),
        "slack_base_url": peer.base_url,
    }
    return Settings.model_validate({**settings.model_dump(), **slack, **more})


def signed(body: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


@dataclass
class Desk:
    """One shop's door to Slack. Nothing runs behind the tests' back: `settle` does what the runner would."""

    shop: Shop
    peer: SlackPeer

    def __post_init__(self) -> None:
        self.slack = DeskInSlack(self.shop)
        connection = self.slack.connection()
        assert connection.fetch is not None
        self.shop.worker.fetchers[connection.name] = connection.fetch
        self.slack.poster = replace(self.slack.poster, pause=self.pass_seconds)
        self.http = TestClient(app(self.shop, Hub(), SignIn("s"), connections=(connection,)))

    def pass_seconds(self, seconds: float) -> None:
        self.shop.clock.move(timedelta(seconds=seconds + 0.01))

    def customer(self, address: str = "jana") -> Customer:
        channel = self.shop.channels.setdefault("test", RecordingChannel())
        assert isinstance(channel, RecordingChannel)
        return Customer(self.shop, channel, address)

    def settle(self) -> None:
        """Turns, replies and posts until nothing is due."""
        self.shop.worker.sweep()
        for _ in range(20):
            self.shop.drain(SLACK)
            self.shop.clock.move(timedelta(seconds=2))

    # ---- what Slack sends

    def post(self, body: bytes, kind: str, headers: dict[str, str] | None = None) -> int:
        given = {**(signed(body) if headers is None else headers), "Content-Type": kind}
        return self.http.post("/hooks/slack", content=body, headers=given).status_code

    def event(self, body: Json, headers: dict[str, str] | None = None) -> int:
        return self.post(json.dumps(body).encode(), "application/json", headers)

    def interacts(self, payload: Json) -> tuple[int, Json]:
        body = f"payload={quote(json.dumps(payload))}".encode()
        given = {**signed(body), "Content-Type": "application/x-www-form-urlencoded"}
        answer = self.http.post("/hooks/slack", content=body, headers=given)
        return answer.status_code, answer.json() if answer.content else {}

    def reply_body(self, user: str, text: str, thread_ts: str, ts: str | None = None, **more: object) -> Json:
        body = recording("message")
        stamp = ts or f"1800000{next(_numbers):03d}.000100"
        self.peer.typed.add((CHANNEL, stamp))
        event = {"user": user, "text": text, "channel": CHANNEL, "thread_ts": thread_ts, "ts": stamp, "event_ts": stamp}
        return {**body, "event_id": f"Ev{stamp}", "event": {**_inside(body, "event"), **event, **more}}

    def writes(self, user: str, text: str, thread_ts: str | None = None, **more: object) -> Json:
        """A reply in a thread, the newest unless one is named; the body, to be sent again."""
        body = self.reply_body(user, text, thread_ts or self.peer.roots()[-1], **more)
        assert self.event(body) == 200
        return body

    def presses(self, user: str, action: str, root: str | None = None, times: int = 1) -> int:
        """A button of the newest message that shows it."""
        return self.presses_this(user, self.button(action, root), times)

    def presses_this(self, user: str, button: Json, times: int = 1) -> int:
        """A button that was shown once."""
        body = recording("block_actions")
        stamp = f"1800001{next(_numbers):03d}.000100"
        given = {**_first(body), "action_id": button["action_id"], "value": button["value"], "action_ts": stamp}
        payload = {**body, "user": {**_inside(body, "user"), "id": user}, "actions": [given]}
        payload["channel"] = {"id": CHANNEL, "name": "desk"}
        return [self.interacts(payload)[0] for _ in range(times)][-1]

    def fills_in(self, user: str, **fields: str) -> Json:
        """The newest window, sent off; what Slack is told of it."""
        status, answer = self.interacts(self._filled(user, f"V{len(self.peer.views)}", fields))
        assert status == 200
        return answer

    def window(self, user: str, view: str, **fields: str) -> Knock:
        """The newest window as Slack sends it off, under an id of its own."""
        body = f"payload={quote(json.dumps(self._filled(user, view, fields)))}".encode()
        headers = {name.lower(): value for name, value in signed(body).items()}
        return Knock({**headers, "content-type": "application/x-www-form-urlencoded"}, body, "https://shop.example")

    def _filled(self, user: str, view_id: str, fields: dict[str, str]) -> Json:
        window = self.peer.views[-1]
        values = {
            block: {"a": {"type": "plain_text_input", "value": value, "selected_option": None}}
            if block != "what"
            else {"a": {"type": "static_select", "selected_option": {"value": value}}}
            for block, value in fields.items()
        }
        body = recording("view_submission")
        view = {**_inside(body, "view"), **window, "id": view_id, "state": {"values": values}}
        return {**body, "user": {**_inside(body, "user"), "id": user}, "view": view}

    def button(self, action: str, root: str | None = None) -> Json:
        """Raises StopIteration when no message shows it."""
        shown = [said for (_, ts), said in self.peer.messages.items() if root in (None, ts)]
        return next(
            element
            for said in reversed(shown)
            for block in _list(said.get("blocks"))
            for element in _list(block.get("elements"))
            if element.get("action_id") == action
        )

    def has_button(self, action: str) -> bool:
        return any(f'"{action}"' in json.dumps(said) for said in self.peer.messages.values())

    def thread_of(self, root: str) -> int:
        """Our number of a thread in Slack."""
        with self.shop.storage.reads() as session:
            found = store.thread_at(session, CHANNEL, root)
        assert found is not None
        return found.id

    def texts(self, ts: str | None = None) -> list[str]:
        """The texts of a thread, the newest unless one is named, without its first message."""
        return [str(said["text"]) for said in self.peer.thread(ts or self.peer.roots()[-1])[1:]]

    def told_alone(self) -> list[str]:
        """What single people were told."""
        return [str(said["text"]) for said in self.peer.of("chat.postEphemeral")]


def _inside(body: Json, name: str) -> Json:
    found = body[name]
    assert isinstance(found, dict)
    return found


def _first(body: Json) -> Json:
    return _list(body["actions"])[0]


def _list(value: object) -> list[Json]:
    return value if isinstance(value, list) else []


APP = SecretStr(APP_TOKEN)
