"""A template carries no file: what belongs to it comes once the person has written, once, and is never lost."""

from datetime import timedelta

import pytest

from bot.channels.whatsapp import store
from dialogue import outbox_store
from dialogue.outbox_store import Outgoing, queue
from tests.bot.channels.test_whatsapp_files import reached as reached
from tests.bot.channels.whatsapp_phone import Phone, buys, tried
from tests.peers.twilio_spec import needs_spec

pytestmark = needs_spec
BODY = "Thank you! Order {{order}} is placed: {{titles}}. Your receipt is attached."
HERE = "Here is the document for order "


def news(phone: Phone) -> None:
    """What is told of the order is told once more, now, as if it had just happened."""
    talk = phone.talk()
    assert talk is not None
    with phone.shop.storage.writes() as session:
        said = outbox_store.said(session, talk.id)
        placed = next(each for each in said if each.message.name() == "order_placed")
        queue(session, talk, [Outgoing(placed.message, placed.order)], phone.shop.clock(), None)
    phone.works()


@pytest.fixture
def owed(reached: Phone) -> Phone:
    """They have bought; a day later an order is told by a template."""
    buys(reached)
    with reached.shop.storage.writes() as session:
        reached.peer.approve("HX" + "7" * 32, BODY)
        template = store.Template("HX" + "7" * 32, "order_placed", "en", "approved", BODY)
        store.keep_template(session, template, reached.shop.clock())
    reached.shop.clock.move(timedelta(days=1))
    reached.peer.open.clear()
    news(reached)
    return reached


def arrived(phone: Phone) -> list[str]:
    """The names of the files that came, in order."""
    return [media.name for each in phone.peer.messages if each.error is None for media in each.media]


def test_the_file_of_a_template_comes_when_they_write_before_the_answer_and_once(owed: Phone) -> None:
    assert owed.peer.messages[-1].content == "HX" + "7" * 32
    assert len(arrived(owed)) == 1, "that of the day before"
    before = len(owed.peer.messages)
    owed.says("thanks")
    words, file, answer = owed.peer.messages[before:]
    assert words.body.startswith(HERE)
    assert "receipt" in file.media[0].name
    assert answer.media == ()
    owed.says("thanks")
    assert len(arrived(owed)) == 2
    assert ("paper_follows", "sent") in owed.replies()


def test_a_webhook_that_comes_twice_brings_it_once(owed: Phone) -> None:
    form = owed.form("thanks")
    owed.peer.open.add(owed.address)
    assert [owed.posts(form), owed.posts(form)] == [200, 200]
    owed.works()
    assert len(arrived(owed)) == 2


def test_it_comes_while_a_person_has_the_conversation(owed: Phone) -> None:
    owed.says("a person please")
    assert len(arrived(owed)) == 2


def test_several_templates_bring_all_their_files(owed: Phone) -> None:
    news(owed)
    owed.says("thanks")
    assert len(arrived(owed)) == 3


def test_who_told_twilio_to_stop_gets_it_after_start(owed: Phone) -> None:
    owed.says("STOP", OptOutType="STOP")
    owed.says("hello")
    assert len(arrived(owed)) == 1
    owed.says("START", OptOutType="START")
    assert len(arrived(owed)) == 2


def test_a_template_that_did_not_arrive_leaves_no_file_to_bring(owed: Phone) -> None:
    template = owed.peer.messages[-1]
    owed.told(template, "undelivered", 63014)
    assert ("order_placed", "dropped") in owed.replies()
    owed.shop.clock.move(timedelta(minutes=1))
    owed.says("thanks")
    assert len(arrived(owed)) == 1


def test_a_template_that_is_sent_again_brings_its_file_no_second_time(owed: Phone) -> None:
    owed.told(owed.peer.messages[-1], "undelivered", 63018)
    owed.says("thanks")
    owed.shop.clock.move(timedelta(minutes=5))
    owed.works()
    assert len(arrived(owed)) == 2


def test_a_file_alone_that_was_late_for_the_window_follows_and_its_words_are_not_said_again(reached: Phone) -> None:
    buys(reached)
    (file,) = [each for each in reached.peer.messages if each.media]
    file.error, sent = 63016, len(reached.peer.messages)
    reached.told(file, "undelivered", 63016)
    reached.works()
    assert len(reached.peer.messages) == sent
    assert tried(reached) == []
    reached.shop.clock.move(timedelta(minutes=1))
    reached.says("thanks")
    assert len(arrived(reached)) == 1
    assert reached.replies().count(("order_placed", "sent")) == 1
