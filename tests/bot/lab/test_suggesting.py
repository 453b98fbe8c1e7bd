"""What a model does for a marketer, over the wire: shown where every check passes, saved never, paid by who asked."""

import json
from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from bot.clock import StillClock
from bot.lab.suggesting import PAYS
from bot.reports.costs import cost_of
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from tests.bot.claude_shop import KEY
from tests.bot.lab.browsing import signed_in
from tests.builders import NOW
from tests.dialogue.understanding.scenes import offline
from tests.peers.messages import MessagesPeer, Told, fails, says

GREETING = "Guten Tag! Wonach suchen Sie?"


@pytest.fixture
def helped(settings: Settings, peer: MessagesPeer) -> Iterator[Shop]:
    """A shop with a key for a scripted model."""
    given = {"anthropic_api_key": SecretStr(KEY), "anthropic_base_url": peer.url, "cache": None}
    opened = open_shop(settings.model_copy(update=given), understander=offline(), clock=StillClock(NOW))
    yield opened
    opened.close()


def reworded(
    lab: TestClient, text: str = GREETING, context: str = "greeting", wish: str = "shorter"
) -> dict[str, object]:
    body = {"context": context, "locale": "de", "forms": [text], "wish": wish}
    return dict(lab.post("/lab/reword", json=body).json())


def test_a_draft_is_said_in_the_language_of_the_desk(helped: Shop, peer: MessagesPeer) -> None:
    lab = signed_in(helped)
    peer.script = [says("1: Good day! What are you looking for?")]
    told = lab.post("/lab/back", json={"locale": "de", "forms": [GREETING]}).json()
    assert told == {"forms": ["Good day! What are you looking for?"]}
    assert GREETING in json.dumps(peer.requests[0], ensure_ascii=False)


def test_a_suggestion_that_passes_every_check_is_shown_and_not_saved(helped: Shop, peer: MessagesPeer) -> None:
    lab = signed_in(helped)
    peer.script = [says("1: Hallo! Wonach suchen Sie?")]
    assert reworded(lab) == {"forms": ["Hallo! Wonach suchen Sie?"]}
    text = lab.get("/lab/text", params={"context": "greeting", "locale": "de"}).json()
    assert text["history"] == [] and "Hallo! Wonach suchen Sie?" not in text["forms"]


@pytest.mark.parametrize(
    ("suggested", "why"),
    [
        ("Hallo! Was suchst du?", "formal"),
        ("Hallo! Wonach suchen Sie? Heute 20 % billiger!", "20"),
        ("Hallo {name}! Wonach suchen Sie?", "{name}"),
        ("Hallo! Mehr auf www.example.com", "link"),
        ("<b>Hallo!</b> Wonach suchen Sie?", "<"),
        ("Hello! What are you looking for?", "another language"),
    ],
)
def test_a_suggestion_that_fails_a_check_is_not_shown(
    helped: Shop, peer: MessagesPeer, suggested: str, why: str
) -> None:
    peer.script = [says(f"1: {suggested}")]
    told = reworded(signed_in(helped))
    assert "forms" not in told and "failed a check" in str(told["error"]) and why in str(told["error"])


@pytest.mark.parametrize(
    "answer",
    [says("Sure! Here you go."), says(""), fails(500, "api_error"), fails(429, "rate_limit_error"), says("1: a\n2: b")],
)
def test_an_answer_that_is_none_is_told_as_such(helped: Shop, peer: MessagesPeer, answer: Told) -> None:
    peer.script = [answer] * 3
    told = reworded(signed_in(helped))
    assert "forms" not in told and "No suggestion could be used" in str(told["error"])


def test_every_plural_form_is_asked_about_and_answered(helped: Shop, peer: MessagesPeer) -> None:
    lab = signed_in(helped)
    plural = next(each for each in lab.get("/lab/texts").json()["texts"] if each["context"] == "few_in_stock")
    forms = lab.get("/lab/text", params={"context": plural["context"], "locale": "de"}).json()["forms"]
    peer.script = [says("\n".join(f"{place}: {form}" for place, form in enumerate(forms, start=1)))]
    told = lab.post(
        "/lab/reword", json={"context": "few_in_stock", "locale": "de", "forms": forms, "wish": "plainer"}
    ).json()
    assert told == {"forms": forms}


def test_what_it_costs_is_on_the_bill_of_who_asked(helped: Shop, peer: MessagesPeer) -> None:
    peer.script = [says("1: Hallo! Wonach suchen Sie?")]
    reworded(signed_in(helped))
    with helped.storage.reads() as session:
        assert "(reworded 1)" in cost_of(session, PAYS)


def test_without_a_model_nothing_is_offered_and_asking_says_so(shop: Shop) -> None:
    lab = signed_in(shop)
    assert lab.get("/lab/locales").json()["wishes"] == []
    assert "ANTHROPIC_API_KEY" in str(reworded(lab)["error"])
    assert "ANTHROPIC_API_KEY" in lab.post("/lab/back", json={"locale": "de", "forms": ["a"]}).json()["error"]


def test_a_wish_that_there_is_not_is_refused(helped: Shop) -> None:
    assert "shorter" in str(reworded(signed_in(helped), wish="as a poem")["error"])
