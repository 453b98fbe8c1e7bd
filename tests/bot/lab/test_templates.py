"""Templates in the lab: what would be submitted and why not, the way to approval over the wire, and a text's page."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.channels.webchat import Hub
from bot.channels.whatsapp.store import Template
from bot.channels.whatsapp.submitting import Standing, draft, standing
from bot.channels.whatsapp.templates import UNASKED
from bot.lab.publish import Lab
from bot.settings import Settings
from bot.signin import SignIn
from bot.web import app
from bot.wiring import Shop, open_shop
from tests.bot.channels.whatsapp_phone import with_twilio
from tests.bot.lab.browsing import signed_in
from tests.fakes import Scripted
from tests.peers.twilio import Answer, TwilioPeer
from tests.peers.twilio_spec import needs_spec
from tests.sentences import SENTENCES


@pytest.fixture
def connected(settings: Settings, twilio: TwilioPeer) -> Iterator[Shop]:
    shop = open_shop(with_twilio(settings, twilio), understander=Scripted(SENTENCES))
    yield shop
    shop.close()


def failing(peer: TwilioPeer, ending: str, *answers: tuple[int, int]) -> None:
    """The next requests to an address that ends so are answered with these (status, code)."""
    left, answer = list(answers), peer.post

    def post(path: str, body: bytes, json_type: bool) -> Answer:
        if not (left and path.endswith(ending)):
            return answer(path, body, json_type)
        status, code = left.pop(0)
        return status, {"code": code, "message": "no", "status": status}

    peer.post = post  # type: ignore[method-assign]


def language(lab: TestClient, name: str, code: str) -> dict[str, object]:
    told = lab.get("/lab/template", params={"name": name}).json()
    return next(dict(each) for each in told["languages"] if each["code"] == code)


def of_text(lab: TestClient, context: str, code: str = "de") -> dict[str, object]:
    return dict(lab.get("/lab/template/of", params={"context": context, "locale": code}).json())


def published(lab: TestClient, context: str, text: str, code: str = "de") -> None:
    seen = lab.get("/lab/text", params={"context": context, "locale": code}).json()["seen"]
    body = {"context": context, "locale": code, "forms": [text], "seen": seen}
    identity = lab.post("/lab/save", json=body).json()["version"]["id"]
    for step in ("review", "publish"):
        assert lab.post(f"/lab/{step}", json={"id": identity}).status_code == 200


def test_all_that_comes_unasked_stands_there_with_each_language(shop: Shop) -> None:
    told = signed_in(shop).get("/lab/templates").json()
    assert [each["name"] for each in told["messages"]] == list(UNASKED)
    assert set(told["messages"][0]["states"].values()) == {"missing"}
    assert "de" in told["messages"][0]["states"] and "de_AT" not in told["messages"][0]["states"]
    assert (told["connected"], told["synced_at"]) == (False, None)


def test_each_form_of_a_number_is_shown_as_it_would_be_submitted(shop: Shop) -> None:
    polish = language(signed_in(shop), "guarantee_paid", "pl")
    assert len(polish["forms"]) >= 2  # type: ignore[arg-type]
    assert all("{{days}}" in form["body"] and "{{amount}}" in form["body"] for form in polish["forms"])  # type: ignore[attr-defined]


def test_without_twilio_nothing_is_submitted_and_it_is_said_why(shop: Shop) -> None:
    for route, body in (("submit", {"name": "delivered"}), ("refresh", {})):
        answer = signed_in(shop).post(f"/lab/templates/{route}", json=body)
        assert answer.status_code == 400
        assert "TWILIO_ACCOUNT_SID" in answer.json()["error"]


@needs_spec
def test_a_template_goes_from_missing_by_way_of_whatsapp_to_approved(connected: Shop, twilio: TwilioPeer) -> None:
    lab = signed_in(connected)
    asked = {"name": "delivered", "locale": "de"}
    assert lab.post("/lab/templates/submit", json=asked).json() == {"submitted": 1, "refused": []}
    assert lab.post("/lab/templates/submit", json=asked).json() == {"submitted": 0, "refused": []}
    (content,) = twilio.contents.values()
    assert (content.name, content.language) == ("delivered/de", "de")
    assert language(lab, "delivered", "de")["state"] == "awaited"
    content.status = "approved"
    assert lab.post("/lab/templates/refresh", json={}).status_code == 200
    assert language(lab, "delivered", "de")["state"] == "approved"
    assert of_text(lab, "delivered") == {"state": "approved", "still": [], "then": ""}
    assert of_text(lab, "delivered", "de_AT")["state"] == "approved"


@needs_spec
def test_all_languages_of_a_message_or_all_messages_of_a_language_go_at_once(
    connected: Shop, twilio: TwilioPeer
) -> None:
    lab = signed_in(connected)
    everywhere = lab.post("/lab/templates/submit", json={"name": "delivered"}).json()["submitted"]
    assert everywhere == len({each.name for each in twilio.contents.values()}) >= 15
    lab.post("/lab/templates/submit", json={"locale": "de"})
    german = {each.name for each in twilio.contents.values() if each.name.endswith("/de")}
    assert german == {f"{name}/de" for name in UNASKED}
    assert lab.post("/lab/templates/submit", json={}).status_code == 404


@needs_spec
def test_one_that_twilio_refuses_is_named_and_does_not_stop_the_others(connected: Shop, twilio: TwilioPeer) -> None:
    failing(twilio, "/v1/Content", (400, 20422))
    told = signed_in(connected).post("/lab/templates/submit", json={"name": "delivered"}).json()
    assert [each["why"] for each in told["refused"]] == ["Twilio refused it with error 20422"]
    assert told["submitted"] == len(twilio.contents) >= 14


@needs_spec
def test_a_template_that_was_made_and_not_submitted_is_submitted_and_not_made_again(
    connected: Shop, twilio: TwilioPeer
) -> None:
    failing(twilio, "/ApprovalRequests/whatsapp", (503, 0))
    lab, asked = signed_in(connected), {"name": "delivered", "locale": "de"}
    broken = lab.post("/lab/templates/submit", json=asked)
    assert (broken.status_code, "Twilio answered 503" in broken.json()["error"]) == (400, True)
    assert lab.post("/lab/templates/submit", json=asked).json() == {"submitted": 1, "refused": []}
    assert [each.status for each in twilio.contents.values()] == ["received"]


@needs_spec
def test_words_that_whatsapp_has_refused_are_not_asked_about_again(connected: Shop, twilio: TwilioPeer) -> None:
    lab, asked = signed_in(connected), {"name": "delivered", "locale": "de"}
    lab.post("/lab/templates/submit", json=asked)
    (content,) = twilio.contents.values()
    content.status = "rejected"
    told = lab.post("/lab/templates/submit", json=asked).json()
    assert (told["submitted"], len(twilio.contents)) == (0, 1)
    assert ["other words" in each["why"] for each in told["refused"]] == [True]


@needs_spec
def test_a_published_edit_is_warned_of_until_whatsapp_has_approved_it(connected: Shop, twilio: TwilioPeer) -> None:
    lab = signed_in(connected)
    lab.post("/lab/templates/submit", json={"name": "delivered", "locale": "de"})
    (content,) = twilio.contents.values()
    content.status = "approved"
    lab.post("/lab/templates/refresh", json={})
    text = Lab(connected.storage, connected.locales, connected.clock).filed("delivered", "de")[0]
    body = {"context": "delivered", "locale": "de", "forms": [f"Hallo! {text}"], "seen": None}
    lab.post("/lab/save", json=body)
    assert of_text(lab, "delivered") == {"state": "approved", "still": [], "then": "differs"}
    published(lab, "delivered", f"Hallo! {text}")
    told = of_text(lab, "delivered")
    assert (told["state"], told["still"]) == ("differs", [content.types["twilio/text"]["body"]])
    lab.post("/lab/templates/submit", json={"name": "delivered", "locale": "de"})
    newest = list(twilio.contents.values())[-1]
    assert str(newest.types["twilio/text"]["body"]).startswith("Hallo! ")
    newest.status = "approved"
    lab.post("/lab/templates/refresh", json={})
    assert of_text(lab, "delivered")["state"] == "approved"


@needs_spec
def test_when_twilio_does_not_answer_it_is_said_and_the_next_press_goes_on(
    settings: Settings, twilio: TwilioPeer
) -> None:
    shop = open_shop(
        with_twilio(settings, twilio).model_copy(update={"twilio_base_url": "http://127.0.0.1:9"}),
        understander=Scripted(SENTENCES),
    )
    lab = signed_in(shop)
    for _ in range(2):
        answer = lab.post("/lab/templates/refresh", json={})
        assert answer.status_code == 400
        assert "Twilio was not reached" in answer.json()["error"]
    shop.close()


@pytest.mark.parametrize("route", ["templates", "template", "template/of", "templates/refresh", "templates/submit"])
def test_nobody_sees_or_submits_without_signing_in(shop: Shop, route: str) -> None:
    stranger = TestClient(app(shop, Hub(), SignIn("secret of the tests")))
    writes = route.startswith("templates/")
    answer = stranger.post(f"/lab/{route}", json={}) if writes else stranger.get(f"/lab/{route}")
    assert answer.status_code == 401


def test_what_needs_no_template_says_so(shop: Shop) -> None:
    lab = signed_in(shop)
    assert of_text(lab, "greeting") == {"state": ""}
    assert lab.get("/lab/template", params={"name": "greeting"}).status_code == 404


@pytest.mark.parametrize(
    ("texts", "statuses", "wanted"),
    [
        (["A {b} c."], ["approved"], Standing.APPROVED),
        (["A {b} c.", "D {b} e."], ["approved", "pending"], Standing.AWAITED),
        (["A {b} c.", "D {b} e."], ["approved", "rejected"], Standing.REFUSED),
        (["A {b} c."], ["paused"], Standing.REFUSED),
        (["A {b} c.", "D {b} e."], ["approved"], Standing.MISSING),
        (["A {b} c."], [], Standing.MISSING),
        (["A {b} c.", "{b} e."], ["approved"], Standing.UNFIT),
    ],
)
def test_several_forms_stand_as_the_worst_of_them(texts: list[str], statuses: list[str], wanted: Standing) -> None:
    drafts = [draft("delivered", "de", text) for text in texts]
    known = [
        Template(f"HX{place}", "delivered", "de", status, drafts[place].body) for place, status in enumerate(statuses)
    ]
    assert standing(drafts, known) is wanted
