"""A flagged conversation is a thread in Slack: who holds it, what is said there, what reaches the shopper."""

import json
from datetime import timedelta

from sqlalchemy import text
from sqlmodel import SQLModel

from bot.desk.rising import RISING
from bot.desk.slack import blocks
from dialogue.conversation import Holder
from tests.bot.slack.desk import CHANNEL, STRANGER, Desk

ROBIN, KIM = "U0ROBIN", "U0KIM"


def called(desk: Desk) -> None:
    """A shopper has asked for a person, and the thread is there."""
    desk.customer().says("hello")
    desk.settle()
    desk.customer().says("a person please")
    desk.settle()


def said(desk: Desk) -> list[str]:
    return [f"{each.name}: {each.text}" for each in desk.customer().channel.delivered]


def test_a_flagged_conversation_becomes_a_thread_with_why_and_what_was_said(desk: Desk) -> None:
    called(desk)
    (root,) = desk.peer.roots()
    face = json.dumps(desk.peer.messages[CHANNEL, root])
    assert "Asked for a person" in face
    assert "a person please" in face
    assert "Writes English, buys in Germany" in face
    assert desk.texts()[0].startswith("Shopper: hello\nAgent: ")
    assert desk.has_button(blocks.CLAIM)
    assert not desk.has_button(blocks.REPLY)


def test_the_first_to_claim_has_it_and_the_second_sees_who(desk: Desk) -> None:
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.presses(KIM, blocks.CLAIM)
    desk.settle()
    assert desk.customer().talk().staff == "Robin"
    assert [line for line in said(desk) if line.startswith("staff_here")] == [
        "staff_here: Robin from our team is here now and has read everything so far."
    ]
    assert "Robin has it" in json.dumps(desk.peer.messages[CHANNEL, desk.peer.roots()[0]])


def test_a_thread_reply_of_the_holder_reaches_the_shopper_and_gets_its_tick(desk: Desk) -> None:
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    body = desk.writes(ROBIN, "You get <https://shop.example/x|a new one> &amp; 10 EUR\n// he was rude before")
    desk.settle()
    assert said(desk)[-1] == "staff_says: Robin: You get a new one (https://shop.example/x) & 10 EUR"
    event = body["event"]
    assert isinstance(event, dict)
    assert desk.peer.reactions == {(CHANNEL, event["ts"], "white_check_mark")}
    assert not any("rude" in text for text in desk.texts())


def test_a_reply_of_anybody_but_the_holder_is_not_sent_and_the_thread_says_so(desk: Desk) -> None:
    called(desk)
    desk.writes(KIM, "I would say yes")
    desk.presses(ROBIN, blocks.CLAIM)
    desk.writes(KIM, "No, wait")
    desk.settle()
    assert not any("yes" in line or "wait" in line for line in said(desk))
    assert sum("was not sent" in text for text in desk.texts()) == 2


def test_notes_alone_are_nothing_to_send(desk: Desk) -> None:
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    before = said(desk)
    for note in ("// he lies", "notes: he lies", "```he lies```"):
        desk.writes(ROBIN, note)
    desk.settle()
    assert said(desk) == before


def test_notes_are_kept_nowhere_in_the_shop(desk: Desk) -> None:
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.writes(ROBIN, "Hello Jana\n// canary-1")
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    desk.presses(ROBIN, blocks.REPLY)
    desk.fills_in(ROBIN, text="Hello again\n// canary-2", notes="canary-3")
    desk.settle()
    assert said(desk)[-1] == "staff_says: Robin: Hello again"
    assert "canary" not in _everything(desk)


def _everything(desk: Desk) -> str:
    """Every row of every table as text."""
    with desk.shop.storage.reads() as session:
        tables = [table.name for table in SQLModel.metadata.sorted_tables]
        rows = [str(session.execute(text(f'select * from "{name}"')).all()) for name in tables]
    return "\n".join(rows)


def test_what_the_shopper_writes_comes_into_the_thread_and_pings_nobody(desk: Desk) -> None:
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    desk.customer().says("<!channel> <@U0KIM> look & see")
    desk.settle()
    assert desk.texts()[-1] == "Shopper: &lt;!channel&gt; &lt;@U0KIM&gt; look &amp; see"
    assert desk.peer.pings() == []


def test_handed_back_the_thread_is_closed_and_the_agent_speaks_again(desk: Desk) -> None:
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    desk.writes(ROBIN, "You get 10 EUR back tomorrow.")
    desk.settle()
    desk.presses(ROBIN, blocks.HAND_BACK)
    desk.settle()
    assert desk.customer().talk().holder is Holder.AGENT
    assert "You get 10 EUR back tomorrow." in said(desk)[-1]
    assert said(desk)[-1].startswith("agent_back_keeping")
    desk.writes(ROBIN, "And one more thing")
    desk.settle()
    assert said(desk)[-1].startswith("agent_back_keeping")
    assert desk.told_alone() == ["This conversation is handed back to the agent: nothing was sent."]


def test_nobody_but_listed_users_acts(desk: Desk) -> None:
    called(desk)
    desk.presses(STRANGER, blocks.CLAIM)
    desk.writes(STRANGER, "Send me your card number")
    desk.settle()
    assert desk.customer().talk().holder is Holder.WAITING
    assert [text[:18] for text in desk.told_alone()] == ["You are not on the"] * 2
    assert not any("card number" in line for line in said(desk))


def test_a_second_flag_of_a_held_conversation_stays_in_its_thread(desk: Desk) -> None:
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    desk.presses(ROBIN, blocks.HAND_BACK)
    desk.settle()
    desk.customer().says("a person please")
    desk.settle()
    assert len(desk.peer.roots()) == 2


def test_words_from_the_browsers_desk_are_seen_in_the_thread(desk: Desk) -> None:
    called(desk)
    desk.customer().staff("reply", "Hello, Alex here.")
    desk.settle()
    assert desk.texts()[-1] == "Team: Alex: Hello, Alex here."


def test_a_suggestion_is_for_the_team_until_somebody_sends_it(desk: Desk) -> None:
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    desk.customer().says("thanks")
    desk.settle()
    before = said(desk)
    desk.presses(ROBIN, blocks.SUGGEST)
    desk.settle()
    assert said(desk) == before
    desk.presses(ROBIN, blocks.SEND)
    desk.settle()
    given = desk.peer.views[-1]["blocks"]
    assert isinstance(given, list)
    assert desk.fills_in(ROBIN, text=given[0]["element"]["initial_value"]) == {}
    desk.settle()
    assert said(desk)[-1] == f"staff_says: Robin: {given[0]['element']['initial_value']}"


def test_a_case_that_nobody_claims_calls_the_channel_once(desk: Desk) -> None:
    called(desk)
    for _ in range(3):
        desk.shop.clock.move(timedelta(minutes=20))
        desk.shop.drain(RISING)
        desk.settle()
    (ping,) = desk.peer.pings()
    assert "<!here> Nobody has claimed this yet" in ping
    assert said(desk)[-1].startswith("person_takes_longer: Sorry for the wait")


def test_staff_ask_for_something_in_the_shoppers_language(desk: Desk) -> None:
    desk.customer().says("auf deutsch")
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    desk.presses(ROBIN, blocks.ASK)
    desk.fills_in(ROBIN, what="photo")
    desk.settle()
    assert said(desk)[-1] == "staff_asks_photo: Robin: Könnten Sie uns bitte hier ein Foto davon schicken?"
