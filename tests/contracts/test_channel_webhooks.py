"""What every webhook of a channel promises, held against bodies from the vendor's own documents and client tests.

Each file in `tests/recordings/<channel>/` names its source; a channel's own tests say what becomes of each body.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import webhooks
from bot.channels.connection import Connection
from bot.channels.telegram.connection import SECRET_HEADER, secret_of
from bot.connections import connect
from bot.wiring import Shop
from tests.peers.telegram import TOKEN
from tests.peers.twilio import ACCOUNT, NUMBER, signature
from tests.peers.twilio import TOKEN as TWILIO_TOKEN

RECORDINGS = Path(__file__).parents[1] / "recordings"


@dataclass(frozen=True)
class Vendor:
    """How a vendor calls: where, as what, and signed how. `settings` turn the channel on."""

    path: str
    content_type: str
    settings: Mapping[str, object]
    sign: Callable[[bytes], Mapping[str, str]]


VENDORS: Mapping[str, Vendor] = {
    "telegram": Vendor(
        "/hooks/telegram",
        "application/json",
        # Nothing listens there: a webhook must be answered all the same.
        {
            "telegram_bot_token": SecretStr(TOKEN),
            "telegram_base_url": "http://127.0.0.1:9/bot",
            "telegram_file_url": "http://127.0.0.1:9/file/bot",
        },
        lambda body: {SECRET_HEADER: secret_of(TOKEN)},
    ),
    "whatsapp": Vendor(
        "/hooks/whatsapp",
        "application/x-www-form-urlencoded",
        {
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": SecretStr(TWILIO_TOKEN),
            "twilio_whatsapp_from": NUMBER,
            "twilio_base_url": "http://127.0.0.1:9",
        },
        lambda body: {
            "x-twilio-signature": signature(
                "https://shop.example.com/hooks/whatsapp", dict(parse_qsl(body.decode(), keep_blank_values=True))
            )
        },
    ),
}
BODIES = [(name, file.stem) for name in VENDORS for file in sorted((RECORDINGS / name).glob("*.json"))]


def body_of(channel: str, name: str) -> bytes:
    """A recorded body as it is sent: JSON as an object, anything else as text."""
    recorded = json.loads((RECORDINGS / channel / f"{name}.json").read_text(encoding="utf-8"))
    assert recorded["source"]
    body = recorded["body"]
    return (body if isinstance(body, str) else json.dumps(body)).encode()


class Doors:
    """The web app of a shop that has one vendor's channel."""

    def __init__(self, shop: Shop, client: TestClient, vendor: Vendor) -> None:
        self._shop, self._client, self._vendor = shop, client, vendor

    def post(self, body: bytes, **headers: str) -> int:
        """The answer's status; `headers` go over those of the vendor, underscores for hyphens."""
        signed = {"content-type": self._vendor.content_type, **self._vendor.sign(body)}
        signed |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.post(self._vendor.path, content=body, headers=signed).status_code

    def unsigned(self, body: bytes, **headers: str) -> int:
        sent = {"content-type": self._vendor.content_type, **headers}
        return self._client.post(self._vendor.path, content=body, headers=sent).status_code

    def kept(self) -> int:
        """How many things are in the inbox."""
        with self._shop.storage.reads() as session:
            return int(session.connection().exec_driver_sql("SELECT count(*) FROM inbox").scalar_one())


@pytest.fixture
def doors(request: pytest.FixtureRequest, shop: Shop) -> Iterator[Doors]:
    vendor = VENDORS[request.param]
    shop.settings = shop.settings.model_copy(update={"public_url": "https://shop.example.com", **vendor.settings})
    connections: tuple[Connection, ...] = connect(shop)
    app = Starlette(routes=webhooks.routes(shop, connections, lambda: None))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Doors(shop, client, vendor)
    for each in connections:
        each.stop()


every_vendor = pytest.mark.parametrize("doors", VENDORS, indirect=True)
every_body = pytest.mark.parametrize(("doors", "name"), BODIES, indirect=["doors"])


def first_body(doors: Doors, request: pytest.FixtureRequest) -> bytes:
    channel = request.node.callspec.params["doors"]
    return body_of(channel, next(name for vendor, name in BODIES if vendor == channel))


@every_body
def test_a_signed_body_is_acknowledged_and_kept_once(doors: Doors, name: str, request: pytest.FixtureRequest) -> None:
    body = body_of(request.node.callspec.params["doors"], name)
    assert doors.post(body) == 200
    kept = doors.kept()
    assert (doors.post(body), doors.kept()) == (200, kept)


@every_body
def test_without_a_signature_nothing_is_kept_and_nothing_is_logged(
    doors: Doors, name: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = body_of(request.node.callspec.params["doors"], name)
    assert doors.unsigned(body) in (401, 403)
    assert doors.kept() == 0
    assert "Firstname" not in caplog.text


@every_vendor
def test_a_body_that_breaks_off_anywhere_is_no_crash(doors: Doors, request: pytest.FixtureRequest) -> None:
    body = first_body(doors, request)
    assert {doors.post(body[:end]) for end in range(0, len(body), 17)} <= {200, 400, 401, 403}


@every_vendor
@pytest.mark.parametrize("kind", ["text/html", "multipart/form-data", "", "application/octet-stream"])
def test_another_content_type_is_refused(doors: Doors, request: pytest.FixtureRequest, kind: str) -> None:
    assert doors.post(first_body(doors, request), content_type=kind) == 415
    assert doors.kept() == 0


@every_vendor
def test_a_huge_body_is_not_read(doors: Doors) -> None:
    assert doors.post(b"x" * 9_000_000) == 413
    assert doors.kept() == 0


def test_every_recording_names_its_source() -> None:
    assert BODIES
    for channel, name in BODIES:
        body_of(channel, name)
