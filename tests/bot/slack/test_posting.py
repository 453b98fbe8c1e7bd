"""Posts wait in rows: nothing is lost while Slack is down, and Slack's pace and refusals are kept."""

from datetime import timedelta

from sqlalchemy import text

from bot import privacy
from bot.desk.slack import blocks, store
from bot.desk.slack.door import SLACK
from bot.doctor import symptoms_of
from tests.bot.slack.desk import CHANNEL, Desk, recording

ROBIN = "U0ROBIN"


def standing(desk: Desk) -> dict[str, int]:
    with desk.shop.storage.reads() as session:
        return store.standing(session)


def test_what_happens_while_slack_is_down_is_posted_in_order_when_it_is_back(desk: Desk) -> None:
    desk.peer.is_down = True
    desk.customer().says("a person please")
    desk.settle()
    for number in range(3):
        desk.customer().says(f"are you there {number}")
        desk.settle()
    assert desk.peer.roots() == []
    assert set(standing(desk)) == {"waiting"}
    desk.peer.is_down = False
    desk.shop.clock.move(timedelta(minutes=10))
    desk.settle()
    desk.settle()
    assert [line[-1] for line in desk.texts() if line.startswith("Shopper: are")] == ["0", "1", "2"]
    assert "waiting" not in standing(desk)


def test_no_channel_gets_two_posts_within_a_second(desk: Desk) -> None:
    desk.customer().says("a person please")
    desk.customer("kim").says("a person please")
    desk.settle()
    with desk.shop.storage.reads() as session:
        at = session.scalars(text("select sent_at from slack_post order by id")).all()
        moments = sorted(str(each) for each in at)
    assert len(moments) == 4
    assert len({moment[:19] for moment in moments}) == 4


def test_slack_says_how_long_to_wait_and_is_obeyed(desk: Desk) -> None:
    desk.peer.refusals = [(429, {"Retry-After": "120"})]
    desk.customer().says("a person please")
    desk.settle()
    assert desk.peer.roots() == []
    desk.shop.clock.move(timedelta(seconds=61))
    desk.shop.drain(SLACK)
    assert desk.peer.roots() == []
    desk.shop.clock.move(timedelta(seconds=60))
    desk.settle()
    assert len(desk.peer.roots()) == 1


def test_an_app_that_is_not_in_the_channel_loses_nothing(desk: Desk) -> None:
    desk.peer.refusals = ["not_in_channel"] * 3
    desk.customer().says("a person please")
    desk.settle()
    desk.shop.clock.move(timedelta(minutes=10))
    desk.settle()
    assert len(desk.peer.roots()) == 1


def test_blocks_that_slack_does_not_take_go_out_as_plain_text(desk: Desk) -> None:
    desk.peer.refusals = ["invalid_blocks"]
    desk.customer().says("a person please")
    desk.settle()
    (root,) = desk.peer.roots()
    assert "blocks" not in desk.peer.messages[CHANNEL, root]
    assert str(desk.peer.messages[CHANNEL, root]["text"]).startswith("Asked for a person")


def test_what_slack_will_never_take_is_dropped_with_its_reason_and_holds_up_nothing(desk: Desk) -> None:
    desk.customer().says("a person please")
    desk.settle()
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    desk.peer.refusals = ["msg_too_long", "msg_too_long"]
    desk.customer().says("one")
    desk.customer().says("two")
    desk.settle()
    assert desk.texts()[-1] == "Shopper: two"
    assert standing(desk)["dropped"] == 1
    found = [each for each in symptoms_of(desk.shop.storage, desk.shop.settings) if each.name == "Slack"]
    assert [(each.well, each.found) for each in found] == [(False, "0 messages wait, 1 were refused by Slack")]


def test_a_long_story_comes_whole_in_several_posts(desk: Desk) -> None:
    desk.customer().says("a person please")
    desk.settle()
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    before = len(desk.texts())
    story = " ".join(f"word{number}&" for number in range(900))
    desk.customer().says(story)
    desk.settle()
    whole = "".join(desk.texts()[before:])
    assert whole == "Shopper: " + story.replace("&", "&amp;")
    assert len(desk.texts()) > before + 1


def test_two_processes_post_each_thing_once(desk: Desk) -> None:
    other = Desk(desk.shop, desk.peer)
    desk.customer().says("a person please")
    for _ in range(6):
        desk.slack.work()
        other.slack.work()
    assert len(desk.peer.of("chat.postMessage")) == 2


def test_an_erased_shopper_is_taken_out_of_slack(desk: Desk) -> None:
    desk.customer().says("a person please")
    desk.settle()
    privacy.forget(desk.shop.storage, desk.customer().talk().shopper)
    desk.settle()
    assert desk.peer.messages == {}
    assert len(desk.peer.of("chat.delete")) == 2


def test_the_home_lists_open_cases_with_their_age_for_listed_users(desk: Desk) -> None:
    desk.customer().says("a person please")
    desk.settle()
    desk.shop.clock.move(timedelta(hours=2, minutes=30))
    for user in (ROBIN, "U0STRANGER"):
        body = recording("app_home_opened")
        event = body["event"]
        assert isinstance(event, dict)
        assert desk.event({**body, "event_id": f"Ev{user}", "event": {**event, "user": user}}) == 200
        desk.settle()
    robins, strangers = (str(view) for view in desk.peer.views[-2:])
    assert "Open cases: 1" in robins
    assert "*2 h* · Asked for a person" in robins
    assert "a person please" not in strangers
    assert "not on the list" in strangers
