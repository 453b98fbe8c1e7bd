"""The shop in which drafts are tried: it says them, leads to its texts, replays conversations, and touches nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import func, select
from starlette.testclient import TestClient

from bot.lab.publish import Lab, NoSuchText
from bot.lab.recorded import Conversation, PlayError, conversations
from bot.lab.sandbox import MOST, SandboxError, Sandboxes, Step
from bot.lab.sandbox_pages import RECORDED
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from dialogue.tables import OutboxRow
from orders.rows import connection_of
from tests.bot.lab.browsing import signed_in

JACKET = "Ich suche eine gelbe Regenjacke für Damen, Größe M"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop whose settings reach outside, as one in the world has them."""
    folder = tmp_path_factory.mktemp("shop")
    settings = Settings.model_construct(
        database_url=f"sqlite:///{folder}/shop.db",
        cache=None,
        telegram_bot_token=SecretStr("1:not-for-a-sandbox"),
        mail_url=SecretStr("smtp://mail.example:25"),
    )
    opened = open_shop(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def lab(shop: Shop) -> Lab:
    return Lab(shop.storage, shop.locales, shop.clock)


@pytest.fixture(scope="module")
def boxes(lab: Lab, shop: Shop) -> Sandboxes:
    return Sandboxes(lab, shop)


def saying(boxes: Sandboxes, text: str, channel: str = "whatsapp", staff: str = "Kim", anew: bool = False) -> Step:
    return boxes.using(staff, channel, lambda box: box.message("de", text), anew=anew)


def words_of(step: Step) -> str:
    return "\n".join(piece.text for said in step.said for piece in said.pieces)


def test_a_draft_is_said_here_and_nowhere_else(boxes: Sandboxes, lab: Lab, shop: Shop) -> None:
    lab.save("greeting", "de", ["Moin! Wonach suchen Sie?"], "Kim", None)
    step = saying(boxes, "Hallo", anew=True)
    assert "Moin! Wonach suchen Sie?" in words_of(step)
    assert dict(step.texts)["greeting"] is True and dict(step.texts)["disclosure"] is False
    assert shop.wordings.override(shop.locales["de"], "greeting", lab.sources["greeting"].english, None) is None


def test_a_draft_that_fails_a_check_is_named_and_not_said(boxes: Sandboxes, lab: Lab) -> None:
    lab.save("welcome", "de", ["Gerne, {nobody}!"], "Kim", None)
    assert "nobody" not in words_of(saying(boxes, "danke"))
    assert boxes.using("Kim", "whatsapp", lambda box: box.drafts.unfit) == ("welcome",)


def test_a_reply_leads_to_its_texts_and_their_buttons(boxes: Sandboxes) -> None:
    step = saying(boxes, JACKET, anew=True)
    contexts = [context for context, _ in step.texts]
    buttons = [context for context in contexts if context.startswith("label|")]
    assert contexts.index(step.said[-1].name) < contexts.index(buttons[0])
    assert "because|size" in contexts


def test_a_whole_purchase_touches_nothing_of_the_shop(boxes: Sandboxes, shop: Shop) -> None:
    saying(boxes, JACKET, anew=True)
    saying(boxes, "Ich nehme die erste. Jana Vogt, Lindenweg 8, 53111 Bonn")
    step = saying(boxes, "Ja, zahlungspflichtig bestellen")
    assert "order_placed" in {said.name for said in step.said}
    after = boxes.using("Kim", "whatsapp", lambda box: box.leap(3))
    assert "SK-" in words_of(after)
    with shop.storage.reads() as session:
        assert connection_of(session).execute(select(func.count()).select_from(OutboxRow)).scalar_one() == 0
    assert shop.clock.ahead.days == 0


def test_it_reaches_nobody_outside(boxes: Sandboxes) -> None:
    def settings(name: str) -> object:
        return boxes.using("Kim", "whatsapp", lambda box: getattr(box.shop.settings, name))

    ours = ("database_url", "market", "locale", "desk")
    plain = Settings.model_construct()
    assert {name for name in Settings.model_fields if settings(name) != getattr(plain, name)} <= set(ours)
    assert settings("database_url") == "sqlite://"


@pytest.mark.parametrize(("channel", "markup"), [("web", "none"), ("telegram", "html"), ("whatsapp", "whatsapp")])
def test_each_channel_shows_its_own_layout(boxes: Sandboxes, channel: str, markup: str) -> None:
    step = saying(boxes, JACKET, channel)
    assert {piece.markup for said in step.said for piece in said.pieces} == {markup}
    assert bool(step.said[-1].cards) == (channel == "web")


def test_another_channel_begins_from_nothing(boxes: Sandboxes) -> None:
    saying(boxes, JACKET, "web")
    assert "disclosure" in {said.name for said in saying(boxes, "die zweite", "telegram").said}
    with pytest.raises(NoSuchText):
        saying(boxes, "Hallo", "fax")


def test_a_button_is_pressed_by_its_id(boxes: Sandboxes) -> None:
    said = saying(boxes, "Hallo", anew=True).said[-1]
    identity, label = said.buttons[0]
    step = boxes.using("Kim", "whatsapp", lambda box: box.message("de", "", identity, label))
    assert step.did == label and step.said


@pytest.mark.parametrize("language", ["de", "ar"])
def test_recorded_conversations_are_replayed_in_the_words_of_the_drafts(boxes: Sandboxes, language: str) -> None:
    for conversation in list(conversations(RECORDED, language))[:4]:
        steps = boxes.using("Kim", "telegram", lambda box, each=conversation: list(box.replay(each)))  # type: ignore[misc]
        assert len(steps) == len(conversation.script["turn"])
        assert all(step.did for step in steps) and any(step.texts for step in steps)


def test_what_cannot_go_on_says_where(boxes: Sandboxes) -> None:
    script: Mapping[str, Any] = {"name": "broken", "turn": [{"say": "Hallo"}, {"press": "confirm"}]}
    with pytest.raises(SandboxError, match=r"turn 2 .* no button starts with 'confirm'"):
        boxes.using("Kim", "web", lambda box: list(box.replay(Conversation("de/broken.toml", script))))


def test_an_order_that_does_not_come_about_stops_a_replay_in_words(boxes: Sandboxes) -> None:
    script: Mapping[str, Any] = {"name": "early", "turn": [{"say": "Hallo"}, {"event": "delivered"}]}
    with pytest.raises(SandboxError, match=r"turn 2 .* nothing was ordered"):
        boxes.using("Kim", "web", lambda box: list(box.replay(Conversation("de/early.toml", script))))


@pytest.mark.parametrize(
    "text", ["[[conversation", '[[conversation]]\nname = "no turns"', "[[conversation]]\nturn = [1]"]
)
def test_a_file_of_conversations_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "ours.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PlayError, match=r"ours\.toml of de"):
        list(conversations(tmp_path))


def test_everybody_has_their_own_until_too_many_are_open(lab: Lab, shop: Shop) -> None:
    boxes = Sandboxes(lab, shop)
    people = [f"person {number}" for number in range(MOST + 1)]
    for person in people[:MOST]:
        saying(boxes, JACKET, staff=person)
    assert "disclosure" not in {said.name for said in saying(boxes, "die erste", staff=people[0]).said}
    saying(boxes, JACKET, staff=people[MOST])
    assert "disclosure" in {said.name for said in saying(boxes, "die erste", staff=people[1]).said}


# The page's routes


@pytest.fixture
def browser(shop: Shop) -> TestClient:
    return signed_in(shop)


def test_the_page_talks_lists_and_replays(browser: TestClient) -> None:
    talk = {"channel": "whatsapp", "locale": "de"}
    told = browser.post("/lab/try", json={**talk, "text": "Hallo"}).json()
    assert told["steps"][0]["said"][-1]["pieces"][0]["markup"] == "whatsapp"
    assert browser.post("/lab/try/days", json={**talk, "days": 2}).json()["steps"][0]["did"] == "2 days pass"
    names = browser.get("/lab/conversations", params={"locale": "de_AT"}).json()["names"]
    assert len(names) > 40
    replayed = browser.post("/lab/replay", json={**talk, "name": names[-1]}).json()
    assert "stopped" not in replayed and replayed["steps"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("try", {"channel": "fax", "locale": "de", "text": "Hallo"}, 404),
        ("try", {"channel": "web", "locale": "xx", "text": "Hallo"}, 404),
        ("try", {"channel": "web", "locale": "de", "text": " "}, 400),
        ("try/days", {"channel": "web", "days": 100_000}, 400),
        ("try/days", {"channel": "web", "days": "two"}, 404),
        ("replay", {"channel": "web", "locale": "de", "name": "was never recorded"}, 404),
    ],
)
def test_what_cannot_be_tried_is_answered_in_words(
    browser: TestClient, path: str, body: dict[str, object], status: int
) -> None:
    answer = browser.post(f"/lab/{path}", json=body)
    assert answer.status_code == status and answer.json()["error"]
    assert TestClient(browser.app).post(f"/lab/{path}", json=body).status_code == 401


def test_a_shop_without_recorded_conversations_has_none_to_replay(shop: Shop, tmp_path: Path) -> None:
    assert list(conversations(tmp_path / "nowhere", "de")) == []
