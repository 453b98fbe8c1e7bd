"""How a shopper is reached is hidden from the thread; who has the conversation sees it, and the record says so."""

import json

from sqlalchemy import text

from bot import privacy
from bot.desk.slack import blocks
from tests.bot.slack.desk import Desk
from tests.bot.slack.test_commands import shop

ROBIN, KIM = "U0ROBIN", "U0KIM"
SECRETS = ("Lindenweg", "53111", "jana@example.com", "5550123", "mia@example.org", "Kranzstraße")


def called(desk: Desk) -> None:
    """A shopper who has ordered, tells where they are reached, and asks for a person."""
    customer = desk.customer()
    customer.buys()
    customer.says("write to mia@example.org or call 0228 5550123, I moved to Kranzstraße 7")
    customer.says("a person please")
    desk.settle()


def everywhere(desk: Desk) -> str:
    """Everything that stands in the channel, with what its buttons hold, and what single people were told."""
    return json.dumps([list(desk.peer.messages.values()), desk.told_alone()], ensure_ascii=False)


def looks(desk: Desk) -> list[tuple[str, str]]:
    with desk.shop.storage.reads() as session:
        return [(row[0], row[1]) for row in session.execute(text("select staff, verb from staff_note order by id"))]


def test_nothing_by_which_a_shopper_is_reached_stands_in_the_thread(desk: Desk) -> None:
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    desk.customer().says("or at 06 12 34 56 78, Kranzstraße 7")
    desk.settle()
    desk.presses(ROBIN, blocks.SUGGEST)
    desk.settle()
    assert not [secret for secret in (*SECRETS, "34 56") if secret in everywhere(desk)]
    assert "••••••" in desk.texts()[0]
    assert "I moved to ••••••" in everywhere(desk)


def test_who_has_it_sees_everything_and_the_record_and_the_team_hear_of_it(desk: Desk) -> None:
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    desk.presses(ROBIN, blocks.REVEAL)
    window = json.dumps(desk.peer.views[-1], ensure_ascii=False)
    assert not [
        secret for secret in ("Lindenweg 8", "53111 Bonn", "mia@example.org", "5550123") if secret not in window
    ]
    desk.settle()
    assert looks(desk)[-1] == ("Robin", "see_in_full")
    assert desk.texts()[-1] == ":eyes: Robin has looked at the shopper's details in full."
    with desk.shop.storage.reads() as session:
        told = privacy.export(session, desk.customer().talk().shopper)
    assert "see_in_full" in told


def test_nobody_else_sees_it_and_nothing_is_noted(desk: Desk) -> None:
    called(desk)
    assert not desk.has_button(blocks.REVEAL)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    for user in (KIM, "U0STRANGER"):
        desk.presses(user, blocks.REVEAL)
    desk.settle()
    assert desk.peer.views == []
    assert [verb for _, verb in looks(desk)] == ["claim"]
    assert [said[:25] for said in desk.told_alone()] == ["You do not have this conv", "You are not on the list o"]


def test_a_button_of_before_the_hand_back_shows_nothing(desk: Desk) -> None:
    called(desk)
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()
    old = desk.button(blocks.REVEAL)
    desk.presses(ROBIN, blocks.HAND_BACK)
    desk.settle()
    desk.presses_this(ROBIN, old)
    assert desk.peer.views == []


def test_the_home_and_what_is_looked_up_hide_it_too(desk: Desk) -> None:
    desk.customer().buys()
    desk.customer().says("call me at 0228 5550123, a person please")
    desk.settle()
    found = shop(desk, "find Vogt")
    assert "Vogt" in found
    assert not [secret for secret in SECRETS if secret in found]
