"""The page of experiments and the report on the command line: what they are told, and what they are refused."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot.channels.webchat import Hub
from bot.reports.experiments import experiments
from bot.signin import SignIn
from bot.web import app
from bot.wiring import Shop
from tests.bot.lab.trying import SHORT, WARM, Trying, both_read, version

READS, TELLS = ("experiments", "experiment", "experiments/plan"), ("start", "stop", "choose")


@pytest.fixture
def signin() -> SignIn:
    return SignIn("secret of the tests")


@pytest.fixture
def lab(shop: Shop, signin: SignIn) -> TestClient:
    browser = TestClient(app(shop, Hub(), signin))
    browser.post(signin.desk_link("Anna"))
    return browser


@pytest.fixture
def trying(shop: Shop) -> Trying:
    return Trying(shop)


def start(lab: TestClient, *versions: int, points: object = 10, context: str = "greeting") -> dict[str, object]:
    body = {"context": context, "locale": "en", "versions": list(versions), "points": points}
    answer = lab.post("/lab/experiments/start", json=body)
    return {"status": answer.status_code, **answer.json()}


def test_nobody_gets_in_without_signing_in(shop: Shop, signin: SignIn) -> None:
    stranger = TestClient(app(shop, Hub(), signin))
    answers = [stranger.get(f"/lab/{route}") for route in READS]
    answers += [stranger.post(f"/lab/experiments/{route}", json={}) for route in TELLS]
    assert {answer.status_code for answer in answers} == {401}


def test_what_could_be_tried_stands_beside_what_is_read_now(lab: TestClient, trying: Trying) -> None:
    trying.reviewed(WARM), Trying(trying.shop, context="goodbye_again", locale="de").reviewed("Bis bald!")
    Trying(trying.shop, context="no_discounts").reviewed(trying.lab.filed("no_discounts", "en")[0])
    texts = {each["context"]: each for each in lab.get("/lab/experiments", params={"locale": "en"}).json()["texts"]}
    assert texts.keys() == {"greeting", "no_discounts"}
    assert [each["forms"] for each in texts["greeting"]["versions"]] == [[WARM]]
    assert texts["greeting"]["control"] == list(trying.lab.filed("greeting", "en"))
    assert (texts["greeting"]["goal"], texts["greeting"]["why_not"]) == ("next_step", "")
    assert texts["no_discounts"]["why_not"] == "it tells of 'pay'"


def test_the_size_and_the_days_are_told_before_the_start(lab: TestClient, trying: Trying) -> None:
    trial = trying.starts(WARM)
    both_read(trying, trial, 60, 18, 18)
    trying.shop.clock.move(timedelta(days=2))
    asked = {"context": "greeting", "locale": "en", "variants": "1", "points": "10"}
    told = lab.get("/lab/experiments/plan", params=asked).json()
    assert (told["per_arm"], told["arms"], told["known"], told["per_day"], told["long"]) == (617, 2, 120, 60.0, False)
    assert told["days"] == 22


def test_from_the_start_to_the_winner(lab: TestClient, trying: Trying) -> None:
    identity = start(lab, trying.reviewed(WARM))["id"]
    assert isinstance(identity, int)
    both_read(trying, identity, 300, 90, 165)
    trying.looks()
    told = lab.get("/lab/experiment", params={"id": identity}).json()
    control, variant = told["arms"]
    assert (control["now"]["told"], variant["now"]["succeeded"], variant["winner"], control["winner"]) == (
        300,
        165,
        True,
        False,
    )
    assert variant["now"]["low"] > 0 and [each["arm"] for each in told["looks"]] == [0, 1]
    won = lab.post("/lab/experiments/choose", json={"id": identity, "arm": 1})
    assert (won.status_code, won.json()) == (200, {"version": 1})
    after = lab.get("/lab/experiment", params={"id": identity}).json()
    assert (after["running"], after["chosen"], after["ended"][0]) == (False, True, "Anna")
    assert after["arms"][1]["winner"] is False


def test_who_edits_a_text_is_told_that_it_is_tried(lab: TestClient, trying: Trying) -> None:
    asked = {"context": "greeting", "locale": "en"}
    assert lab.get("/lab/text", params=asked).json()["tried"] is None
    trial = trying.starts(WARM)
    assert lab.get("/lab/text", params=asked).json()["tried"] == trial
    assert lab.get("/lab/text", params={**asked, "locale": "de"}).json()["tried"] is None


def test_an_experiment_is_stopped_from_the_page_once(lab: TestClient, trying: Trying) -> None:
    identity = start(lab, trying.reviewed(WARM))["id"]
    assert lab.post("/lab/experiments/stop", json={"id": identity}).status_code == 200
    assert lab.post("/lab/experiments/stop", json={"id": identity}).status_code == 409


def test_what_fails_a_check_or_is_never_tried_is_refused_with_its_reason(lab: TestClient, trying: Trying) -> None:
    bad = trying.lab.save("greeting", "en", ["Hello, only 5 €!"], "Anna", None)
    assert start(lab, bad.id)["status"] == 422
    never = start(lab, bad.id, context="disclosure")
    assert never["status"] == 400 and "is never tried" in str(never["error"])
    identity = start(lab, trying.reviewed(WARM))["id"]
    early = lab.post("/lab/experiments/choose", json={"id": identity, "arm": 1})
    assert early.status_code == 400 and "proven better" in early.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"versions": ["1"]},
        {"versions": [True]},
        {"versions": [1], "points": "many"},
        {"versions": [1], "points": 10, "context": 7},
        {"versions": [1], "points": 10, "context": "greeting", "locale": "xx"},
        {"versions": [1], "points": 10, "context": "greeting", "locale": "en", "goal": "money"},
        {"versions": [99], "points": 10, "context": "greeting", "locale": "en"},
        {"id": "1"},
        {"id": 99},
    ],
)
@pytest.mark.parametrize("route", TELLS)
def test_a_body_that_is_wrong_is_answered_in_words(lab: TestClient, route: str, body: dict[str, object]) -> None:
    answer = lab.post(f"/lab/experiments/{route}", json=body)
    assert 400 <= answer.status_code < 500 and answer.json()["error"]


@pytest.mark.parametrize(
    "query",
    [{"variants": "x"}, {"variants": "9"}, {"points": "nan"}, {"points": "inf"}, {"points": "0"}, {"goal": "x"}],
)
def test_a_plan_that_makes_no_sense_is_answered_in_words(lab: TestClient, query: dict[str, str]) -> None:
    answer = lab.get("/lab/experiments/plan", params={"context": "greeting", "locale": "en", **query})
    assert answer.status_code == 400 and answer.json()["error"]
    assert lab.get("/lab/experiment", params={"id": "nobody"}).status_code == 404


def test_the_report_tells_each_experiment_with_its_bounds_and_its_end(trying: Trying) -> None:
    with trying.shop.storage.reads() as session:
        assert experiments(session) == ["Nothing was tried."]
    trial = trying.starts(WARM, SHORT)
    for arm, goes_on in ((0, 90), (1, 165), (2, 30)):
        readers = trying.shoppers(trial, arm, 300, arms=3)
        trying.reads(trial, arm, version(trying, trial, arm), readers, goes_on)
    trying.looks()
    with trying.shop.storage.reads() as session:
        lines = experiments(session)
    assert lines[0].startswith("1  greeting in en, running: shoppers who take the next step, ")
    assert lines[1] == "   control  30.0% of 300"
    assert lines[2].startswith("   arm 1    55.0% of 300, +25.0 points (+") and lines[2].endswith(", better")
    assert lines[3].endswith(", stopped") and "20.0 points fewer take the next step" in lines[4]
