"""What a thread shows in another language than staff read is translated below it: masked, marked, for them alone."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from bot import privacy
from bot.clock import StillClock
from bot.desk.masking import Mask
from bot.desk.slack import blocks
from bot.desk.slack.door import SLACK
from bot.desk.slack.translating import MOST_TRIES, TRANSLATIONS, for_model
from bot.reports.costs import cost_of
from bot.settings import Settings
from bot.wiring import open_shop
from dialogue.profile import Profile
from tests.bot.claude_shop import BUYING, KEY
from tests.bot.slack.desk import Desk, in_slack
from tests.builders import NOW
from tests.dialogue.counterpart import SHOPPER
from tests.dialogue.understanding.scenes import offline
from tests.peers.messages import MessagesPeer, Told, fails, says
from tests.peers.slack import SlackPeer

ROBIN = "U0ROBIN"
HEAD = ":globe_with_meridians: _Translated into English by a machine:_\n"
CALLING = "Ich möchte bitte mit einem Menschen sprechen"
OPENED = says("1: I would like to speak to a person, please\n2: A colleague is on the way.")
SECRETS = ("jana@example.com", "Lindenweg", "53111", "5550123", "4242424242424242", "Jana Vogt")


@contextmanager
def a_desk(settings: Settings, slack: SlackPeer, peer: MessagesPeer, **more: object) -> Iterator[Desk]:
    """A desk in Slack whose shop has a key for a scripted model that is asked for nothing else."""
    given = {
        "anthropic_api_key": KEY,
        "anthropic_base_url": peer.url,
        "claude_writes": "nothing",
        "cache": None,
        **more,
    }
    offline().warm(("en", "de"))
    opened = open_shop(in_slack(settings, slack, **given), understander=offline(), clock=StillClock(NOW))
    yield Desk(opened, slack)
    opened.close()


@pytest.fixture
def desk(settings: Settings, slack: SlackPeer, peer: MessagesPeer) -> Iterator[Desk]:
    with a_desk(settings, slack, peer) as opened:
        yield opened
    assert slack.faults == []


def settle(desk: Desk) -> None:
    """As the runner does: posts, then translations, which it wakes, then what they put down."""
    desk.settle()
    desk.shop.drain(TRANSLATIONS)
    desk.settle()


def says_it(desk: Desk, *texts: str) -> None:
    for each in texts:
        desk.customer().says(each)
    settle(desk)


def translated(desk: Desk) -> list[str]:
    return [each.removeprefix(HEAD) for each in desk.texts() if each.startswith(HEAD)]


def asked(peer: MessagesPeer) -> list[dict[str, str]]:
    """The texts of each request, by their numbers."""
    contents = [each["messages"][0]["content"] for each in peer.requests]  # type: ignore[index]
    told = [json.loads(each.removeprefix("<turn>").removesuffix("</turn>")) for each in contents if str(each) == each]
    return [each["texts"] for each in told if "texts" in each]


def test_a_foreign_transcript_stands_in_the_thread_with_its_translation_below(desk: Desk, peer: MessagesPeer) -> None:
    peer.script = [OPENED]
    says_it(desk, CALLING)
    original, translation = desk.texts()[:2]
    assert original.startswith(f"Shopper: {CALLING}\nAgent: ")
    assert translation == (
        HEAD + "Shopper: I would like to speak to a person, please\nAgent: A colleague is on the way."
    )


def test_what_is_said_later_is_translated_too(desk: Desk, peer: MessagesPeer) -> None:
    peer.script = [OPENED, says("1: Where has my parcel been for three weeks?")]
    says_it(desk, CALLING)
    says_it(desk, "Wo bleibt denn mein Paket seit drei Wochen?")
    assert translated(desk)[-1] == "Shopper: Where has my parcel been for three weeks?"
    assert "Shopper: Wo bleibt denn mein Paket seit drei Wochen?" in desk.texts()


def test_what_staff_can_read_is_not_asked_about(desk: Desk, peer: MessagesPeer) -> None:
    says_it(desk, "I want to talk to a person please")
    assert desk.texts()[0].startswith("Shopper: I want to talk to a person please")
    assert peer.requests == []


def test_the_language_of_the_team_is_a_setting(settings: Settings, slack: SlackPeer, peer: MessagesPeer) -> None:
    peer.script = [says("1: Ich möchte mit einem Menschen sprechen")]
    with a_desk(settings, slack, peer, desk_locale="de") as desk:
        says_it(desk, "I want to talk to a person please")
        (translation,) = [each for each in desk.texts() if "by a machine" in each]
    assert "Translated into German by a machine" in translation
    assert "Shopper: Ich möchte mit einem Menschen sprechen" in translation


def test_the_model_sees_no_more_than_the_thread_shows(desk: Desk, peer: MessagesPeer) -> None:
    peer.otherwise = OPENED
    says_it(desk, *BUYING)
    says_it(
        desk,
        "Bitte schreibt an jana@example.com, ich wohne Lindenweg 8 in 53111 Bonn, Telefon 0228 5550123",
        "Meine Karte ist 4242 4242 4242 4242, ich heiße Jana Vogt",
        CALLING,
    )
    told = json.dumps(asked(peer), ensure_ascii=False)
    assert CALLING in told
    assert "Telefon ••••••" in told
    assert not [secret for secret in SECRETS if secret in told.replace("4242 4242 4242 4242", SECRETS[4])]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Jana Vogt", "ich bin jana  vogt, Danke", "ich bin (their name), Danke"),
        ("An", "Antwort an mich", "Antwort (their name) mich"),
    ],
)
def test_a_name_is_taken_out_however_it_is_written_and_out_of_no_other_word(name: str, text: str, told: str) -> None:
    assert for_model(text, Mask(Profile(shopper=SHOPPER, name=name), ())) == told


def test_what_a_model_makes_up_of_how_somebody_is_reached_is_hidden_as_well(desk: Desk, peer: MessagesPeer) -> None:
    says_it(desk, *BUYING)
    peer.otherwise = says("1: A person please, at jana@example.com or Lindenweg and <!channel> too")
    says_it(desk, CALLING)
    shown = "\n".join(translated(desk))
    assert "at ••••••" in shown
    assert "&lt;!channel&gt;" in shown
    assert "jana@" not in shown


def test_a_translation_with_a_number_that_was_not_said_is_not_shown(desk: Desk, peer: MessagesPeer) -> None:
    peer.script = [
        OPENED,
        says("1: I was promised 500 euros and 20 percent"),
        says("1: I paid 20 euros, and 3 are left"),
    ]
    says_it(desk, CALLING)
    before = translated(desk)
    says_it(desk, "Mir wurden 20 Prozent Nachlass versprochen")
    assert translated(desk) == before
    says_it(desk, "Ich habe 20 Euro bezahlt und 3 sind übrig")
    assert translated(desk)[-1] == "Shopper: I paid 20 euros, and 3 are left"


def test_no_word_of_a_translation_reaches_the_shopper(desk: Desk, peer: MessagesPeer) -> None:
    peer.otherwise = says("1: A word of the machine's\n2: A word of the machine's")
    says_it(desk, CALLING)
    desk.presses(ROBIN, blocks.CLAIM)
    settle(desk)
    desk.writes(ROBIN, "Ich sehe nach.")
    settle(desk)
    assert any("machine's" in each for each in translated(desk))
    said = json.dumps([each.text for each in desk.customer().channel.delivered], ensure_ascii=False)
    assert "machine's" not in said
    assert "Ich sehe nach." in said


@pytest.mark.parametrize(
    "answer",
    [
        fails(529, "overloaded_error"),
        fails(401, "authentication_error"),
        says("I cannot help with that."),
        says("1: one\n1: another"),
        says(""),
        says("1: cut", stop="max_tokens"),
    ],
)
def test_where_there_is_no_answer_the_transcript_stands_as_it_is(desk: Desk, peer: MessagesPeer, answer: Told) -> None:
    peer.otherwise = answer
    says_it(desk, CALLING)
    (original,) = desk.texts()
    assert original.startswith(f"Shopper: {CALLING}\nAgent: ")
    assert desk.has_button(blocks.CLAIM)
    for _ in range(MOST_TRIES):
        desk.pass_seconds(60)
        settle(desk)
    asked_so_often = len(peer.requests)
    desk.pass_seconds(600)
    settle(desk)
    assert len(peer.requests) == asked_so_often
    assert len(desk.texts()) == 1


def test_a_service_that_comes_back_is_asked_again(desk: Desk, peer: MessagesPeer) -> None:
    peer.script = [fails(401, "authentication_error"), OPENED]
    says_it(desk, CALLING)
    assert translated(desk) == []
    desk.pass_seconds(31)
    settle(desk)
    assert len(translated(desk)) == 1


def test_the_case_is_there_before_a_model_is_asked(desk: Desk, peer: MessagesPeer) -> None:
    desk.customer().says(CALLING)
    desk.settle()
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    assert desk.texts()[0].startswith(f"Shopper: {CALLING}")
    assert desk.customer().talk().staff == "Robin"
    assert peer.requests == []


def test_an_empty_purse_translates_nothing(settings: Settings, slack: SlackPeer, peer: MessagesPeer) -> None:
    with a_desk(settings, slack, peer, claude_shopper_dollars=0) as desk:
        says_it(desk, CALLING)
        assert desk.texts()[0].startswith(f"Shopper: {CALLING}")
        assert translated(desk) == []
    assert peer.requests == []


def test_what_a_translation_costs_is_on_the_shoppers_bill(desk: Desk, peer: MessagesPeer) -> None:
    peer.script = [OPENED]
    says_it(desk, CALLING)
    with desk.shop.storage.reads() as session:
        (row,) = session.execute(text("select outcome, requests, cost, shopper from model_use")).all()
        assert cost_of(session, desk.customer().talk().id)
    assert (row.outcome, row.requests, row.shopper) == ("translated", 1, desk.customer().talk().shopper)
    assert row.cost > 0


@pytest.mark.parametrize("off", [{"anthropic_api_key": ""}, {"claude_when": "never"}, {"desk_locale": ""}])
def test_without_a_model_nothing_is_put_down_for_one(
    settings: Settings, slack: SlackPeer, peer: MessagesPeer, off: dict[str, str]
) -> None:
    with a_desk(settings, slack, peer, **off) as desk:
        desk.customer().says(CALLING)
        desk.settle()
        assert TRANSLATIONS not in desk.shop.tasks
        with desk.shop.storage.reads() as session:
            assert not session.execute(text("select 1 from slack_post where method = 'translate'")).all()
        assert len(desk.texts()) == 1


def test_of_who_is_erased_meanwhile_nothing_is_translated(desk: Desk, peer: MessagesPeer) -> None:
    peer.script = [OPENED]
    desk.customer().says(CALLING)
    desk.settle()
    with desk.shop.storage.writes() as session:
        privacy.erase(session, desk.customer().talk().shopper)
    settle(desk)
    assert peer.requests == []
    assert not [each for each in desk.peer.of("chat.postMessage") if "by a machine" in str(each)]


def test_two_processes_translate_a_post_once(desk: Desk, peer: MessagesPeer) -> None:
    peer.otherwise = OPENED
    desk.customer().says(CALLING)
    desk.settle()
    other: list[Callable[[], object]] = [desk.shop.tasks[TRANSLATIONS]]
    desk.shop.drain(TRANSLATIONS)
    other[0]()
    desk.shop.drain(SLACK)
    desk.settle()
    assert len(peer.requests) == 1
    assert len(translated(desk)) == 1


def test_a_long_transcript_is_asked_about_in_parts_and_reads_whole(desk: Desk, peer: MessagesPeer) -> None:
    peer.otherwise = says("1: One.\n2: Two.\n3: Three.")
    long = "Ich warte seit langer Zeit auf eine Antwort von euch. " * 80
    says_it(desk, CALLING)
    said = len(peer.requests)
    says_it(desk, long)
    assert all(sum(map(len, each.values())) <= 2400 for each in asked(peer))
    assert len(peer.requests) == said + 2
    assert translated(desk)[-1].startswith("Shopper: One. Two. One. Two.\n")
