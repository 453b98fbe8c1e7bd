"""What is not Slack's, not whole or not for us: refused or put before a person, and its body is in no log."""

import json
import logging
import time
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import SignatureVerifier

from bot import store
from bot.channels.connection import Heard, Knock, Refused
from bot.desk.slack import blocks
from bot.desk.slack.connection import DeskInSlack
from dialogue.plan import Flag
from tests.bot.slack.desk import CHANNEL, RECORDINGS, Desk, in_slack, recording, signed
from tests.peers.slack import Json

ROBIN = "U0ROBIN"
CANARY = "canary-body"


def held(desk: Desk) -> None:
    """Robin has a conversation."""
    desk.customer().says("a person please")
    desk.settle()
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()


def heard(desk: Desk) -> int:
    """How many messages of staff the shopper has got."""
    desk.settle()
    return desk.customer().channel.said().count("staff_says")


def test_the_signature_of_the_vendors_own_example_is_reproduced() -> None:
    given = json.loads((RECORDINGS / "signed_command.json").read_text(encoding="utf-8"))
    verifier = SignatureVerifier(given["secret"])
    made = verifier.generate_signature(timestamp=given["timestamp"], body=given["body"])
    assert made == given["signature"]
    assert signed(given["body"].encode(), float(given["timestamp"]), given["secret"])["X-Slack-Signature"] == made


def test_the_vendors_signed_example_is_taken_in_its_time_and_refused_five_minutes_later(desk: Desk) -> None:
    given = json.loads((RECORDINGS / "signed_command.json").read_text(encoding="utf-8"))
    headers = {
        "x-slack-request-timestamp": given["timestamp"],
        "x-slack-signature": given["signature"],
        "content-type": "application/x-www-form-urlencoded",
    }
    knock = Knock(headers, given["body"].encode(), "https://shop.example/hooks/slack")
    settings = in_slack(desk.shop.settings, desk.peer, slack_signing_secret=given["secret"])
    desk.shop.settings = settings
    answers = [DeskInSlack(desk.shop, now=lambda at=at: at).parse(knock) for at in (1531420618.0, 1531420919.0)]
    assert isinstance(answers[0], Heard)
    assert answers[1] == Refused("not signed by Slack, or more than five minutes ago", 401)
    assert parse_qs(given["body"])["command"] == ["/webhook-collect"]


@pytest.mark.parametrize(
    "forged",
    [
        lambda body: {},
        lambda body: {"X-Slack-Request-Timestamp": str(int(time.time()))},
        lambda body: signed(body, secret="somebody else's"),
        lambda body: signed(body + b" "),
        lambda body: signed(body, time.time() - 301),
        lambda body: signed(body, time.time() + 301),
        lambda body: {**signed(body), "X-Slack-Request-Timestamp": "tomorrow"},
        lambda body: {**signed(body), "X-Slack-Request-Timestamp": "9" * 400},
        lambda body: {**signed(body), "X-Slack-Signature": "v0="},
        lambda body: {**signed(body), "X-Slack-Signature": "v1=" + signed(body)["X-Slack-Signature"][3:]},
    ],
)
def test_a_forged_reply_is_refused_and_in_no_log(
    desk: Desk, forged: "object", caplog: pytest.LogCaptureFixture
) -> None:
    held(desk)
    caplog.set_level(logging.DEBUG)
    body = json.dumps(desk.reply_body(ROBIN, CANARY, desk.peer.roots()[-1])).encode()
    assert callable(forged)
    assert desk.post(body, "application/json", forged(body)) == 401
    assert heard(desk) == 0
    assert CANARY not in caplog.text


def test_what_is_signed_is_in_no_log_either(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    held(desk)
    caplog.set_level(logging.DEBUG)
    desk.writes(ROBIN, CANARY)
    assert heard(desk) == 1
    assert CANARY not in caplog.text


def test_the_same_event_again_and_again_is_one_reply(desk: Desk) -> None:
    held(desk)
    body = desk.writes(ROBIN, "Hello Jana")
    assert [desk.event(body), desk.event({**body, "event_id": "Ev-another"})] == [200, 200]
    assert heard(desk) == 1


def test_a_button_pressed_twice_in_one_moment_is_pressed_once(desk: Desk) -> None:
    desk.customer().says("a person please")
    desk.settle()
    desk.presses(ROBIN, blocks.CLAIM, times=3)
    desk.settle()
    assert desk.customer().channel.said().count("staff_here") == 1


def test_a_window_sent_off_twice_is_one_reply(desk: Desk) -> None:
    held(desk)
    desk.presses(ROBIN, blocks.REPLY)
    assert [desk.fills_in(ROBIN, text="Hello"), desk.fills_in(ROBIN, text="Hello")] == [{}, {}]
    assert heard(desk) == 1


def test_a_reply_that_comes_after_the_hand_back_does_not_take_the_conversation_again(desk: Desk) -> None:
    held(desk)
    root = desk.peer.roots()[-1]
    late = desk.reply_body(ROBIN, "One more thing", root, "1700000001.000100")
    desk.presses(ROBIN, blocks.HAND_BACK)
    assert desk.event(late) == 200
    assert heard(desk) == 0
    assert desk.customer().talk().holder.value == "agent"


@pytest.mark.parametrize("cut", [b'{"type": "event_callback", "ev', b"\xff\xfe{}", b"[1, 2]", b'{"event": 7}'])
def test_what_slack_signed_and_nobody_can_read_is_put_before_a_person_once(desk: Desk, cut: bytes) -> None:
    assert [desk.post(cut, "application/json"), desk.post(cut, "application/json")] == [200, 200]
    with desk.shop.storage.reads() as session:
        (case,) = store.cases(session)
    assert case.case.flag is Flag.BROKEN
    assert case.case.tried[0].startswith("slack: raw:")


def test_a_huge_body_and_another_content_type_are_not_read(desk: Desk) -> None:
    assert desk.post(b"x" * 1_000_001, "application/json") == 413
    assert desk.post(b"<a/>", "text/xml") == 415


def test_an_address_is_proved_to_slack(desk: Desk) -> None:
    body = json.dumps(recording("url_verification")).encode()
    answer = desk.http.post("/hooks/slack", content=body, headers={**signed(body), "Content-Type": "application/json"})
    assert answer.json()["challenge"] == recording("url_verification")["challenge"]


def test_events_that_we_have_no_use_for_are_answered_and_forgotten(desk: Desk) -> None:
    body = recording("message")
    kinds = ("reaction_added", "team_join", "something_new")
    assert [desk.event({**body, "event": {"type": kind, "user": ROBIN}}) for kind in kinds] == [200, 200, 200]
    with desk.shop.storage.reads() as session:
        assert store.cases(session) == ()


def in_thread(desk: Desk, name: str, **more: object) -> Json:
    """A recording, moved into the newest thread."""
    body, root = recording(name), desk.peer.roots()[-1]
    event = body["event"]
    assert isinstance(event, dict)
    for part in (event, event.get("message"), event.get("previous_message")):
        if isinstance(part, dict):
            part.update({"thread_ts": root, **({"user": ROBIN} if "user" in part else {})})
    return {**body, "event": {**event, "channel": CHANNEL, **more}}


@pytest.mark.parametrize("name", ["message_changed", "message_deleted"])
def test_an_edit_or_a_deletion_is_passed_on_to_nobody_and_its_author_is_told(desk: Desk, name: str) -> None:
    held(desk)
    assert desk.event(in_thread(desk, name)) == 200
    assert heard(desk) == 0
    assert desk.told_alone()[-1].startswith("Edits and deletions reach nobody")


def test_what_a_bot_writes_in_a_thread_is_nobodys_reply(desk: Desk) -> None:
    held(desk)
    assert desk.event(in_thread(desk, "message_bot")) == 200
    assert heard(desk) == 0


def test_a_reply_that_is_shown_in_the_channel_too_is_a_reply(desk: Desk) -> None:
    held(desk)
    desk.peer.typed.add((CHANNEL, "1633670813.007500"))
    assert desk.event(in_thread(desk, "message_thread_broadcast")) == 200
    assert heard(desk) == 1


def test_a_message_outside_every_thread_of_a_case_is_nobodys_reply(desk: Desk) -> None:
    held(desk)
    for thread_ts in ("1.5", ""):
        assert desk.event(desk.reply_body(ROBIN, "Lunch?", thread_ts)) == 200
    assert heard(desk) == 0
