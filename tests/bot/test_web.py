import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from bot import cookies
from bot.channels.webchat import Hub
from bot.settings import Settings
from bot.signin import DESK_COOKIE, SHOPPER_COOKIE, SignIn
from bot.web import app
from bot.wiring import Shop, open_shop
from tests.fakes import Scripted
from tests.sentences import SENTENCES

PNG = "data:image/png;base64,iVBORw0KGgo="


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    opened = open_shop(Settings(DATABASE_URL=":memory:"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def signin() -> SignIn:
    return SignIn("secret of the tests")


@pytest.fixture
def web(shop: Shop, signin: SignIn) -> Any:
    return app(shop, Hub(), signin, demo=True)


@pytest.fixture
def person(web: Any) -> TestClient:
    """A browser that has opened the page and so has its cookie."""
    browser = TestClient(web)
    assert browser.get("/").status_code == 200
    return browser


def say(person: TestClient, **body: object) -> dict[str, Any]:
    answer = person.post("/chat", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def bought(person: TestClient) -> dict[str, Any]:
    say(person, button="take:BLK1-grey-130x180", locale="en-DE")
    say(person, text="Jana Vogt, Lindenweg 8, 53111 Bonn, Germany")
    return say(person, text="order it")


def test_a_page_is_answered_with_the_reply_when_it_waits_for_one(person: TestClient) -> None:
    reply = say(person, text="I need a rain jacket, size L, under 130 euros", locale="en-DE")
    assert [card["currency"] for card in reply["products"]] == ["EUR", "EUR"]
    assert reply["locale"] == "en"


def test_a_page_that_waits_gets_the_reply_that_another_thread_is_about_to_send(
    settings: Settings, signin: SignIn
) -> None:
    taken, sweeping = threading.Event(), []

    def at(point: str) -> None:
        if point == "after accept":
            sweeping.append(threading.Thread(target=opened.worker.sweep))
            sweeping[0].start()
            taken.wait(5)
        if point == "before think":
            taken.set()
        if point == "before send":
            threading.Event().wait(0.2)

    opened = open_shop(settings, understander=Scripted(SENTENCES), at=at)
    browser = TestClient(app(opened, Hub(), signin))
    browser.get("/")
    assert "computer program" in say(browser, text="hello")["text"]
    sweeping[0].join()
    opened.close()


def test_a_page_that_listens_is_answered_as_soon_as_its_message_is_stored(person: TestClient) -> None:
    answer = person.post("/chat", json={"text": "hello", "id": "m-1"}, headers={"Prefer": "respond-async"})
    assert answer.status_code == 202
    assert answer.json()["id"].endswith(":m-1")


def test_the_same_message_sent_twice_is_answered_once(person: TestClient) -> None:
    assert say(person, text="hello", id="twice")["text"]
    assert say(person, text="hello", id="twice")["text"] == ""
    history = person.get("/history").json()["messages"]
    assert [each["text"] for each in history if each["from"] == "shopper"] == ["hello"]


@pytest.mark.parametrize(
    ("address", "public", "safe"),
    [
        ("http://localhost", "", False),
        ("http://localhost", "https://shop.example.com", False),
        ("http://shop.example.com", "https://shop.example.com", True),
        ("https://localhost", "", True),
    ],
)
def test_a_cookie_given_over_https_never_comes_back_without(address: str, public: str, safe: bool) -> None:
    request = Request({"type": "http", **_asked_at(address)})
    for name in (SHOPPER_COOKIE, DESK_COOKIE):
        cookies.give(answer := Response(), request, name, "value", public)
        assert ("Secure" in answer.headers["set-cookie"], "HttpOnly" in answer.headers["set-cookie"]) == (safe, True)


def _asked_at(address: str) -> dict[str, object]:
    scheme, _, host = address.partition("://")
    return {"scheme": scheme, "path": "/", "headers": [(b"host", host.encode())], "query_string": b""}


def test_the_shopper_is_who_the_cookie_says_and_a_user_field_is_ignored(web: Any, person: TestClient) -> None:
    bought(person)
    other = TestClient(web)
    other.get("/")
    say(other, text="my orders", user="somebody else")
    assert other.get("/side").json()["orders"] == []
    assert len(person.get("/side").json()["orders"]) == 1


@pytest.mark.parametrize("locale", ["de", "en", "es", "fr"])
def test_the_examples_on_the_empty_page_are_understood_as_they_stand(web: Any, locale: str) -> None:
    for example, most in (("try_clothes", 130), ("try_shoes", 90)):
        browser = TestClient(web)
        browser.get("/")
        written = browser.get("/words", params={"locale": locale}).json()["words"][example]
        reply = say(browser, text=written, locale=locale)
        assert reply["locale"] == locale
        assert reply["products"]
        assert max(Decimal(card["price"]) for card in reply["products"]) <= most


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"text": ""}, 400),
        ({"text": "   \n "}, 400),
        ({"text": 7}, 400),
        ([], 400),
        ({"text": "x", "attachments": "photo"}, 400),
        ({"text": "x", "attachments": [{"type": "image/png", "url": "http://127.0.0.1/x.png"}]}, 400),
        ({"text": "x", "attachments": [{"type": "image/svg+xml", "url": "data:image/svg+xml;base64,AA"}]}, 400),
        ({"text": "\ud800 \u202e \x00 hello"}, 200),
        ({"text": "😀😀😀"}, 200),
        ({"text": "a" * 250_000}, 200),
        ({"button": "confirm:SK-ABCDEF:12345678"}, 200),
        ({"button": "no such button"}, 200),
    ],
)
def test_whatever_a_page_sends_gets_a_clear_answer(person: TestClient, body: object, status: int) -> None:
    answer = person.post("/chat", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.json().get("error") if status == 400 else answer.json()["text"]
    assert "Traceback" not in answer.text


def test_a_message_that_is_not_json_or_comes_from_another_site_is_refused(web: Any, person: TestClient) -> None:
    assert person.post("/chat", content="{", headers={"Content-Type": "application/json"}).status_code == 400
    assert person.post("/chat", content="text=hi").status_code == 400
    assert person.post("/chat", json={"text": "hi"}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert TestClient(web).post("/chat", json={"text": "hi"}).status_code == 401


def test_a_reload_shows_the_conversation_with_its_buttons_cards_and_files(person: TestClient) -> None:
    bought(person)
    history = person.get("/history").json()["messages"]
    assert any(message["from"] == "shopper" for message in history)
    files = [file for message in history for file in message.get("files", [])]
    assert files and files[0]["name"].endswith(".html") and files[0]["url"].startswith("data:text/html")


def test_the_page_speaks_the_language_of_the_browser(person: TestClient) -> None:
    words = person.get("/words", headers={"Accept-Language": "de-AT,de;q=0.9"}).json()
    assert words["locale"] == "de_AT"
    assert {each["code"] for each in words["locales"]} >= {"en", "de", "fr", "es"}


def test_every_card_has_its_picture(person: TestClient) -> None:
    answer = person.get("/pictures/RAIN-SKAGEN-yellow-M.svg")
    assert answer.status_code == 200
    assert answer.text.startswith("<svg")
    assert person.get("/pictures/nothing.svg").status_code == 404


def test_the_time_machine_delivers_a_parcel_and_pays_for_a_lost_one(person: TestClient) -> None:
    order = bought(person)["order"]["id"]
    assert person.post("/demo/clock", json={"days": 1}).status_code == 200
    assert person.post("/demo/parcel", json={"order": order, "event": "lost"}).status_code == 200
    person.post("/demo/clock", json={"days": 3})
    [told] = person.get("/side").json()["orders"]
    assert told["state"] == "refunded"
    assert "Guarantee" in " ".join(step["text"] for step in told["timeline"])


@pytest.mark.parametrize("path", ["/demo/clock", "/demo/parcel"])
@pytest.mark.parametrize(
    "sent",
    [
        "[]",
        "7",
        "null",
        "{",
        "{}",
        '{"days": true}',
        '{"days": [1]}',
        '{"days": 61}',
        '{"order": "SK-1", "event": ["lost"]}',
        '{"order": "SK-1", "event": {}}',
        '{"order": "SK-1", "event": "shipped"}',
        '{"order": ["SK-1"], "event": "lost"}',
    ],
)
def test_the_time_machine_answers_nonsense_with_what_it_wants(person: TestClient, path: str, sent: str) -> None:
    answer = person.post(path, content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("order", [{}, {"order": "SK-1"}, {"order": "\ud800\x00"}])
def test_the_time_machine_knows_no_parcel_of_an_order_that_is_not_there(
    person: TestClient, order: dict[str, str]
) -> None:
    body = json.dumps({"event": "lost", **order})
    answer = person.post("/demo/parcel", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 404


def test_a_parcel_event_needs_the_page_to_have_been_opened(web: Any) -> None:
    answer = TestClient(web).post("/demo/parcel", json={"order": "SK-1", "event": "lost"})
    assert answer.status_code == 401


def test_the_demo_gives_a_gift_card_that_pays(person: TestClient) -> None:
    code = person.post("/demo/gift-card").json()["code"]
    say(person, text=code, locale="en-DE")
    assert bought(person)["order"]["state"] in ("confirmed", "processing")
    assert "Your gift card pays €50.00 of this order." in json.dumps(person.get("/history").json(), ensure_ascii=False)


def test_a_gift_card_needs_the_page_to_have_been_opened(web: Any) -> None:
    assert TestClient(web).post("/demo/gift-card").status_code == 401


def test_nobody_moves_the_clock_of_a_shop_that_is_no_demo(shop: Shop, signin: SignIn) -> None:
    browser = TestClient(app(shop, Hub(), signin))
    browser.get("/")
    assert browser.post("/demo/clock", json={"days": 1}).status_code == 404


def test_a_stranger_does_not_see_the_desk(person: TestClient) -> None:
    assert person.get("/desk").status_code == 401
    assert person.get("/desk/cases").status_code == 401
    assert person.post("/desk/cases/c-1/claim", json={}).status_code == 401


def test_a_link_to_the_desk_is_not_used_up_by_looking_at_it(web: Any, signin: SignIn) -> None:
    link, preview, desk = signin.desk_link("ada"), TestClient(web), TestClient(web)
    assert "Open" in preview.get(link).text
    assert preview.get("/desk/cases").status_code == 401
    desk.post(link)
    assert desk.get("/desk/cases").json()["staff"] == "ada"
    assert TestClient(web).post(link).status_code == 401
    assert preview.get("/desk/signin?token=made-up").status_code == 401


def test_staff_claim_answer_and_hand_back(web: Any, person: TestClient, signin: SignIn) -> None:
    say(person, text="I want to talk to a human", locale="en-DE")
    desk = TestClient(web)
    assert desk.post(signin.desk_link("ada")).status_code == 200
    case = desk.get("/desk/cases").json()["cases"][-1]
    assert case["reason"] == "Asked for a person"
    opened = desk.get(f"/desk/cases/{case['conversation']}").json()
    assert "Understood: ask human" in opened["summary"].splitlines()
    assert opened["facts"][0]["rows"][0][0] == "Id"
    assert desk.post(f"/desk/cases/{case['conversation']}/claim", json={}).json()["told"].startswith("It is yours")
    desk.post(f"/desk/cases/{case['conversation']}/reply", json={"text": "Hello, Ada here."})
    told = [message for message in person.get("/history").json()["messages"] if message["from"] == "person"]
    assert "Hello, Ada here." in told[-1]["text"]
    assert say(person, text="where is my order?")["text"] == ""
    desk.post(f"/desk/cases/{case['conversation']}/hand_back", json={})
    assert say(person, text="thanks")["text"]


@pytest.mark.parametrize(
    "sent", [b'{"text": null}', b'{"text": 5}', b'{"text": " "}', b"[]", b"no JSON", b"[" * 50_000]
)
def test_what_is_no_answer_is_not_sent_to_a_shopper(web: Any, person: TestClient, signin: SignIn, sent: bytes) -> None:
    say(person, text="I want to talk to a human", locale="en-DE")
    desk = TestClient(web)
    desk.post(signin.desk_link("ada"))
    case = desk.get("/desk/cases").json()["cases"][-1]["conversation"]
    desk.post(f"/desk/cases/{case}/claim", json={})
    answer = desk.post(f"/desk/cases/{case}/reply", content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400 and answer.json()["error"]


def test_the_desk_finds_an_order_by_number_and_by_name(web: Any, person: TestClient, signin: SignIn) -> None:
    order = bought(person)["order"]["id"]
    desk = TestClient(web)
    desk.post(signin.desk_link("ada"))
    assert [found["title"] for found in desk.get("/desk/find", params={"text": order}).json()] == [order]
    assert any(found["title"] == order for found in desk.get("/desk/find", params={"text": "jana vogt"}).json())
    assert desk.get("/desk/find", params={"text": "%"}).json() == []


def test_health_is_green_while_the_database_answers(person: TestClient) -> None:
    assert person.get("/healthz").json() == {"ok": True}


def test_a_photo_of_broken_goods_reaches_the_conversation(person: TestClient) -> None:
    bought(person)
    person.post("/demo/clock", json={"days": 8})
    say(person, text="it arrived broken")
    reply = say(person, attachments=[{"type": "image/png", "url": PNG}])
    assert reply["asks"] == ["confirm"]
    photos = [each.get("photo") for each in person.get("/history").json()["messages"] if each.get("photo")]
    assert photos == [PNG]
