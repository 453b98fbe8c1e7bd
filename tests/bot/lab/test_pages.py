"""The lab's page behind its sign-in: what it is told, what it may do, and what it is refused."""

import pytest
from starlette.testclient import TestClient

from bot.channels.webchat import Hub
from bot.settings import Settings
from bot.signin import SignIn
from bot.web import app
from bot.wiring import Shop, open_shop
from tests.fakes import Scripted
from tests.sentences import SENTENCES

ROUTES = ("locales", "texts", "coverage", "text", "preview", "save", "review", "publish", "rollback")


@pytest.fixture
def signin() -> SignIn:
    return SignIn("secret of the tests")


@pytest.fixture
def lab(shop: Shop, signin: SignIn) -> TestClient:
    browser = TestClient(app(shop, Hub(), signin))
    assert browser.post(signin.desk_link("Anna") + "&to=lab").url.path == "/lab"
    return browser


def saved(lab: TestClient, text: str, seen: int | None = None, code: str = "de") -> dict[str, object]:
    body = {"context": "greeting", "locale": code, "forms": [text], "seen": seen}
    return dict(lab.post("/lab/save", json=body).json())


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_gets_in_without_signing_in(shop: Shop, signin: SignIn, route: str) -> None:
    stranger = TestClient(app(shop, Hub(), signin))
    reads = route in ("locales", "texts", "coverage", "text")
    answer = stranger.get(f"/lab/{route}") if reads else stranger.post(f"/lab/{route}", json={})
    assert (answer.status_code, answer.json()["error"]) == (401, "Sign in first.")
    assert stranger.get("/lab").status_code == 401


@pytest.mark.parametrize("words", ["order_placed", "Vielen Dank! Bestellung", "receipt is attached"])
def test_a_text_is_found_by_name_words_and_english(lab: TestClient, words: str) -> None:
    found = lab.get("/lab/texts", params={"find": words, "locale": "de"}).json()
    assert "order_placed" in [each["context"] for each in found["texts"]]
    assert len(found["texts"]) < found["every"]


def test_a_text_stands_beside_all_others_and_its_numbers(lab: TestClient) -> None:
    told = lab.get("/lab/text", params={"context": "greeting", "locale": "de"}).json()
    texts = {each["code"]: each for each in told["everywhere"]}
    assert len(texts) >= 15 and len({each["text"] for each in texts.values()}) >= 14
    assert texts["ar"]["rtl"] and texts["de_AT"]["inherits"]
    plural = next(each for each in lab.get("/lab/texts").json()["texts"] if "{days}" in each["english"])
    polish = lab.get("/lab/text", params={"context": plural["context"], "locale": "pl"}).json()
    assert polish["wanted"] == 3
    assert dict(polish["examples"]) == {0: 2, 1: 0, 2: 1, 3: 1, 5: 2, 11: 2, 21: 2, 100: 2}


def test_while_somebody_writes_they_see_it_in_every_channel_with_what_is_wrong(lab: TestClient) -> None:
    body = {"context": "greeting", "locale": "de", "facts": "worst", "forms": ["Hallo <b>du</b>! Nur 5 €!"]}
    told = lab.post("/lab/preview", json=body).json()
    assert {each["channel"] for each in told["previews"]} == {"web", "telegram", "whatsapp"}
    assert {fault["rule"] for fault in told["faults"] if fault["blocks"]} == {"markup", "tone", "amount"}
    telegram = next(each for each in told["previews"] if each["channel"] == "telegram")
    assert telegram["pieces"][0]["text"].startswith("Hallo &lt;b&gt;du&lt;/b&gt;!")


def test_from_draft_to_shoppers_and_back(lab: TestClient) -> None:
    told = saved(lab, "Hallo! Was darf ich für Sie suchen?")
    identity = told["version"]["id"]  # type: ignore[index]
    early = lab.post("/lab/publish", json={"id": identity})
    assert early.status_code == 422 and "only what was reviewed" in early.json()["error"]
    assert lab.post("/lab/review", json={"id": identity}).json()["version"]["reviewed"][0] == "Anna"
    assert lab.post("/lab/publish", json={"id": identity}).json()["version"]["state"] == "live"
    texts = lab.get("/lab/texts", params={"find": "greeting", "locale": "de"}).json()["texts"]
    assert {each["context"]: each["state"] for each in texts}["greeting"] == "live"
    back = lab.post("/lab/rollback", json={"context": "greeting", "locale": "de"})
    assert back.json() == {"version": None}
    assert lab.post("/lab/rollback", json={"context": "greeting", "locale": "de"}).status_code == 404


def test_the_second_of_two_people_is_told_who_was_first(shop: Shop, signin: SignIn, lab: TestClient) -> None:
    other = TestClient(app(shop, Hub(), signin))
    other.post(signin.desk_link("Ben"))
    saved(lab, "Hallo! Was darf ich für Sie suchen?")
    late = other.post("/lab/save", json={"context": "greeting", "locale": "de", "forms": ["Guten Tag!"], "seen": None})
    assert late.status_code == 409
    assert "Anna saved version 1 meanwhile" in late.json()["error"]


def test_a_shop_in_memory_says_what_was_published_and_its_desk_goes_on(signin: SignIn) -> None:
    shop = open_shop(Settings(DATABASE_URL=":memory:"), understander=Scripted(SENTENCES))
    lab = TestClient(app(shop, Hub(), signin))
    lab.post(signin.desk_link("Anna"))
    lab.get("/")
    identity = saved(lab, "Welcome in! What may I look for?", code="en")["version"]["id"]  # type: ignore[index]
    lab.post("/lab/review", json={"id": identity})
    assert lab.post("/lab/publish", json={"id": identity}).status_code == 200
    told = lab.post("/chat", json={"text": "hello", "locale": "en"}).json()["text"]
    assert "Welcome in!" in told
    assert "Welcome in!" in str(lab.get("/history").json())
    shop.close()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"context": "greeting", "locale": "de"},
        {"context": "greeting", "locale": "de", "forms": []},
        {"context": "greeting", "locale": "de", "forms": [1]},
        {"context": 7, "locale": "de", "forms": ["x"]},
        {"context": "greeting", "locale": "../../etc", "forms": ["x"]},
        {"id": "1"},
        {"id": True},
    ],
)
@pytest.mark.parametrize("route", ["save", "review", "publish"])
def test_a_body_that_is_wrong_is_answered_in_words(lab: TestClient, route: str, body: dict[str, object]) -> None:
    answer = lab.post(f"/lab/{route}", json=body)
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]


def test_what_no_database_can_store_is_not_stored(lab: TestClient) -> None:
    assert "version" in saved(
        lab,
        "Hallo\x00 \ud800! Was darf ich für Sie suchen?".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    )
    assert lab.post("/lab/save", content=b"{", headers={"content-type": "application/json"}).status_code == 400


def test_coverage_is_told_for_every_locale(lab: TestClient) -> None:
    told = lab.get("/lab/coverage").json()["coverage"]
    assert {share for code, share in told.items() if "_" not in code} == {1.0}
    assert len(told) == len(shop_locales(lab)) - 1


def shop_locales(lab: TestClient) -> list[str]:
    return [each["code"] for each in lab.get("/lab/locales").json()["locales"]]
