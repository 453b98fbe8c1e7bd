"""The doors for webhooks: limits, answers, and that nothing is answered well before it is stored."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import webhooks
from bot.channels.connection import Connection, Heard, Knock, Refused, Webhook
from bot.wiring import Shop
from dialogue import store
from dialogue.inbound import Arrival
from tests.builders import an_arrival

JSON = {"content-type": "application/json", "x-key": "right"}


def parse(knock: Knock) -> Heard | Refused:
    """Signed by a header; every item of the body is a message, or one that cannot be read."""
    if knock.headers.get("x-key") != "right":
        return Refused("the key is wrong")
    said = json.loads(knock.body)
    arrivals = tuple(an_arrival(text, external_id=text) for text in said if text != "?")
    return Heard(arrivals, tuple(an_arrival(raw="?", external_id="?") for text in said if text == "?"))


@contextmanager
def open_door(shop: Shop, read: Callable[[Knock], Heard | Refused] = parse) -> Iterator[TestClient]:
    hook = Webhook("/test", read, largest=100)
    routes = webhooks.routes(shop, [Connection(name="test", webhooks=(hook,))], lambda: None)
    with TestClient(Starlette(routes=routes), base_url="http://behind", raise_server_exceptions=False) as client:
        yield client


def heard(shop: Shop) -> list[str]:
    with shop.storage.reads() as session:
        talk = store.find_conversation(session, "test", "jana")
        return [each.text for each in store.history(session, talk.id)] if talk else []


def test_what_was_brought_is_stored_before_the_answer_and_once(shop: Shop) -> None:
    with open_door(shop) as client:
        assert client.post("/hooks/test", content='["a", "b"]', headers=JSON).status_code == 200
        assert client.post("/hooks/test", content='["b"]', headers=JSON).status_code == 200
    assert heard(shop) == ["a", "b"]


def test_what_cannot_be_read_is_kept_for_a_person(shop: Shop) -> None:
    with open_door(shop) as client:
        client.post("/hooks/test", content='["?"]', headers=JSON)
    with shop.storage.reads() as session:
        assert store.is_known(session, Arrival(channel="test", external_id="?", address="", raw=""))


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({**JSON, "x-key": "wrong"}, '["secret words"]', 403),
        ({**JSON, "content-type": "text/plain"}, '["secret words"]', 415),
        ({"x-key": "right"}, '["secret words"]', 415),
        (JSON, json.dumps(["secret words" * 20]), 413),
        ({**JSON, "content-length": "a lot"}, '["secret words"]', 413),
    ],
)
def test_what_is_refused_is_neither_stored_nor_logged(
    shop: Shop, caplog: pytest.LogCaptureFixture, headers: dict[str, str], content: str, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    with open_door(shop) as client:
        assert client.post("/hooks/test", content=content, headers=headers).status_code == status
    assert heard(shop) == []
    assert "secret" not in caplog.text


def test_a_body_without_a_length_is_read_up_to_the_limit(shop: Shop) -> None:
    with open_door(shop) as client:
        answer = client.post("/hooks/test", content=iter([b'["', b"x" * 200, b'"]']), headers=JSON)
    assert (answer.status_code, heard(shop)) == (413, [])


def test_a_database_that_does_not_take_it_is_no_200(shop: Shop) -> None:
    def broken(knock: Knock) -> Heard:
        raise OperationalError("insert", {}, Exception("locked"))

    with open_door(shop, broken) as client:
        assert client.post("/hooks/test", content="[]", headers=JSON).status_code == 503


def test_the_address_is_the_public_one_behind_a_proxy(shop: Shop) -> None:
    urls: list[str] = []

    def listen(knock: Knock) -> Heard:
        urls.append(knock.url)
        return Heard()

    with open_door(shop, listen) as client:
        client.post("/hooks/test?a=1&b=%20", content="[]", headers=JSON)
        shop.settings = shop.settings.model_copy(update={"public_url": "https://shop.example.com/"})
        client.post("/hooks/test?a=1", content="[]", headers=JSON)
    assert urls == ["http://behind/hooks/test?a=1&b=%20", "https://shop.example.com/hooks/test?a=1"]
