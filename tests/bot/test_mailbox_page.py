"""The demo's mailbox in the browser: what was sent, to whoever opened the page, and nothing that runs."""

import re
import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.channels.webchat import Hub
from bot.demo import mailbox_page
from bot.mail import Letter
from bot.settings import Settings
from bot.signin import SignIn
from bot.web import app
from bot.wiring import Shop, open_shop


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    opened = open_shop(Settings(DATABASE_URL=":memory:"))
    yield opened
    opened.close()


def browser(shop: Shop, *, demo: bool = True) -> TestClient:
    return TestClient(app(shop, Hub(), SignIn("secret of the tests"), demo=demo))


def waited(person: TestClient, words: str) -> str:
    """The mailbox once these words stand in it."""
    until = time.monotonic() + 10
    while words not in (page := person.get("/demo/mailbox").text) and time.monotonic() < until:
        time.sleep(0.05)
    return page


def test_a_guest_finds_the_code_in_the_demo_s_mailbox_and_types_it(shop: Shop) -> None:
    with browser(shop) as person:
        person.get("/")
        for said in ("I'd like the Fjord blanket in grey", "Jana Vogt, Lindenweg 8, 53111 Bonn, Germany",
                     "my email is jana@example.com", "order it", "order it"):  # fmt: skip
            person.post("/chat", json={"text": said, "locale": "en-DE"})
        order = person.get("/side").json()["orders"][0]["id"]
        person.post("/demo/start-over", json={})
        assert person.get("/side").json()["orders"] == []
        assert "No letters yet." in person.get("/demo/mailbox").text
        person.post("/chat", json={"text": "I ordered as a guest, jana@example.com", "locale": "en-DE"})
        code = re.search(r"\b\d{6}\b", waited(person, "Your code for the chat"))
        assert code is not None
        reply = person.post("/chat", json={"text": code.group(), "locale": "en-DE"}).json()
        assert order in reply["text"] and reply["order"]["id"] == order
        assert [each["id"] for each in person.get("/side").json()["orders"]] == [order]
        history = person.get("/history").text
        assert code.group() not in history


def test_the_mailbox_is_for_who_has_opened_the_page_and_never_offered_by_serve(shop: Shop) -> None:
    assert browser(shop).get("/demo/mailbox").status_code == 401
    assert browser(shop, demo=False).get("/demo/mailbox").status_code == 404


def test_what_a_letter_says_is_text_on_the_page() -> None:
    page = mailbox_page("en", "Mailbox", "None", [Letter("<b>a@b.c", "<script>", "<img src=x onerror=1>")])
    assert "<script>" not in page and "<img" not in page and "<b>" not in page
