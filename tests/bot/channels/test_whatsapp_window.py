"""The 24 hours, templates outside of them, and people who want to hear no more."""

import json
from datetime import timedelta

from bot import privacy
from bot.channels.base import Delivery
from bot.channels.whatsapp import store
from bot.worker import ORDERS
from dialogue import outbox_store
from dialogue.messages.handover import StaffSays
from dialogue.outbox_store import Outgoing
from orders import service
from orders.actions import ParcelNews
from tests.bot.channels.whatsapp_phone import JANA, Phone, buys, tried
from tests.peers.twilio_spec import needs_spec

pytestmark = needs_spec
DAY = timedelta(days=1)


def parcel(phone: Phone, news: ParcelNews) -> None:
    talk = phone.talk()
    assert talk is not None
    with phone.shop.storage.writes() as session:
        order = service.orders_of(session, talk.shopper)[0]
        service.report_parcel(session, order.id, news, phone.shop.clock())
    phone.shop.drain(ORDERS)
    phone.works()


def approve(phone: Phone, name: str, body: str, locale: str = "en") -> None:
    """A template that was made, submitted, approved and read back."""
    with phone.shop.storage.writes() as session:
        sid = f"HX{len(phone.peer.contents):032x}"
        phone.peer.approve(sid, body)
        store.keep_template(session, store.Template(sid, name, locale, "approved", body), phone.shop.clock())


# ---- the 24 hours


def test_within_a_day_news_goes_out_as_it_is_and_later_not_without_a_template(phone: Phone) -> None:
    buys(phone)
    parcel(phone, ParcelNews("shipped"))
    assert phone.replies()[-1] == ("on_its_way", "sent")
    said = len(phone.peer.messages)
    phone.shop.clock.move(DAY)
    parcel(phone, ParcelNews("delivered"))
    assert phone.replies()[-1] == ("delivered", "dropped")
    assert len(phone.peer.messages) == said
    assert any("no approved template says delivered in en" in each for each in tried(phone))


def test_an_approved_template_says_it_later_in_the_same_facts(phone: Phone) -> None:
    buys(phone)
    parcel(phone, ParcelNews("shipped"))
    approve(phone, "delivered", "Delivered: {{titles}}. You can send it back until {{return_until}}. (Order {{order}})")
    phone.shop.clock.move(DAY)
    phone.peer.open.clear()
    parcel(phone, ParcelNews("delivered"))
    assert phone.replies()[-1] == ("delivered", "sent")
    assert phone.peer.said(JANA)[-1].startswith("Delivered: Rain jacket Skagen")
    phone.outcomes()
    assert phone.replies()[-1] == ("delivered", "sent")


def test_of_several_templates_the_one_that_says_the_same_is_sent(phone: Phone) -> None:
    phone.says("hello")
    before = "Your refund of {{amount}} is on its way ({{method}}). It takes up to {{days}} working "
    approve(phone, "refund_on_its_way", before + "day. (Order {{order}})")
    approve(phone, "refund_on_its_way", before + "days. (Order {{order}})")
    phone.shop.clock.move(DAY)
    facts = {"amount": "€10.00", "method": "card", "days": "5", "order": "SK-1"}
    text = "Your refund of €10.00 is on its way (card). It takes up to 5 working days. (Order SK-1)"
    late = Delivery(id="99.1", address=JANA, name="refund_on_its_way", text=text, locale="en", facts=facts)
    phone.shop.channels["whatsapp"].deliver(late)
    assert phone.peer.said(JANA)[-1] == text


def test_a_template_that_is_not_approved_or_of_another_language_is_not_used(phone: Phone) -> None:
    buys(phone)
    parcel(phone, ParcelNews("shipped"))
    approve(phone, "delivered", "Geliefert: {{titles}} ist da.", locale="de")
    phone.shop.clock.move(DAY)
    parcel(phone, ParcelNews("delivered"))
    assert phone.replies()[-1] == ("delivered", "dropped")


def test_a_template_variable_without_a_fact_is_never_sent_empty(phone: Phone) -> None:
    buys(phone)
    parcel(phone, ParcelNews("shipped"))
    approve(phone, "delivered", "Delivered: {{titles}} from {{elsewhere}} is there.")
    phone.shop.clock.move(DAY)
    parcel(phone, ParcelNews("delivered"))
    assert phone.replies()[-1] == ("delivered", "dropped")
    assert any("elsewhere" in each for each in tried(phone))


def test_63016_in_the_callback_sends_the_template_instead(phone: Phone) -> None:
    buys(phone)
    approve(phone, "on_its_way", "Good news: {{titles}} has left with {{carrier}}. (Order {{order}})")
    phone.peer.open.clear()
    parcel(phone, ParcelNews("shipped"))
    assert phone.peer.messages[-1].error == 63016
    phone.told(phone.peer.messages[-1], "undelivered", 63016)
    phone.works()
    assert phone.peer.said(JANA)[-1].startswith("Good news: Rain jacket")
    assert phone.replies()[-1] == ("on_its_way", "sent")


def test_63016_without_a_template_is_put_before_a_person_and_not_tried_for_ever(phone: Phone) -> None:
    buys(phone)
    phone.peer.open.clear()
    parcel(phone, ParcelNews("shipped"))
    for _ in range(3):
        phone.outcomes()
        phone.works()
    assert phone.replies()[-1] == ("on_its_way", "dropped")
    assert any("no approved template says on_its_way" in each for each in tried(phone))
    phone.shop.clock.move(timedelta(minutes=1))
    assert phone.says("hello")


# ---- opt-out


def test_who_blocked_us_hears_nothing_but_what_the_law_demands_until_they_write(phone: Phone) -> None:
    buys(phone)
    phone.peer.blocked.add(JANA)
    parcel(phone, ParcelNews("shipped"))
    phone.told(phone.peer.messages[-1], "undelivered", 63014)
    assert phone.replies()[-1] == ("on_its_way", "dropped")
    said = len(phone.peer.messages)
    parcel(phone, ParcelNews("delivered"))
    assert phone.replies()[-1] == ("delivered", "dropped")
    assert len(phone.peer.messages) == said
    phone.peer.blocked.clear()
    phone.shop.clock.move(timedelta(minutes=1))
    assert phone.says("hello")


def test_who_asks_to_hear_no_more_is_told_so_and_left_alone_until_they_write(phone: Phone) -> None:
    buys(phone)
    assert phone.says("stop") or phone.replies()[-1][0] == "opted_out"
    said = len(phone.peer.messages)
    parcel(phone, ParcelNews("shipped"))
    assert phone.replies()[-1] == ("on_its_way", "dropped")
    assert len(phone.peer.messages) == said
    phone.shop.clock.move(timedelta(minutes=1))
    phone.says("hello")
    parcel(phone, ParcelNews("delivered"))
    assert phone.replies()[-1] == ("delivered", "sent")


def test_twilios_own_word_for_stop_counts_too(phone: Phone) -> None:
    buys(phone)
    phone.says("hello", OptOutType="STOP")
    parcel(phone, ParcelNews("shipped"))
    assert phone.replies()[-1] == ("on_its_way", "dropped")


# ---- consent


def consents(phone: Phone) -> list[tuple[bool, str]]:
    """(given, in which words) of the consent to be written to on WhatsApp, as the export tells it."""
    talk = phone.talk()
    assert talk is not None
    with phone.shop.storage.reads() as session:
        told = json.loads(privacy.export(session, talk.shopper))["consent"]
    assert all(each["channel"] == "whatsapp" and each["source"].startswith("SM") and each["at"] for each in told)
    return [(each["given"], each["wording"]) for each in told if each["about"] == "whatsapp"]


def test_the_first_words_are_the_consent_and_are_told_to_whom_they_are_of(phone: Phone) -> None:
    phone.says("hello")
    phone.says("thanks")
    assert consents(phone) == [(True, "hello")]
    assert any("messages on WhatsApp, with your consent" in each for each in phone.says("about me"))


def test_stop_takes_the_consent_back_and_start_alone_gives_it_again(phone: Phone) -> None:
    buys(phone)
    parcel(phone, ParcelNews("shipped"))
    phone.says("STOP", OptOutType="STOP")
    assert phone.says("hello"), "who asks is answered"
    parcel(phone, ParcelNews("delivered"))
    assert phone.replies()[-1] == ("delivered", "dropped")
    assert not any("with your consent" in each for each in phone.says("about me"))
    phone.says("START", OptOutType="START")
    assert consents(phone) == [(True, "a rain jacket"), (False, "STOP"), (True, "START")]
    known = phone.says("about me")
    assert any("with your consent" in each for each in known) and not any("no offers" in each for each in known)


# ---- a callback that is faster than the answer to the call


def test_63016_that_overtakes_the_answer_to_its_call_still_sends_the_template(phone: Phone) -> None:
    buys(phone)
    approve(phone, "on_its_way", "Good news: {{titles}} has left with {{carrier}}. (Order {{order}})")
    phone.peer.open.clear()
    overtaking = [63016]

    def called_back() -> None:
        if overtaking:
            phone.told(phone.peer.messages[-1], "undelivered", overtaking.pop())

    phone.peer.once_kept = called_back
    parcel(phone, ParcelNews("shipped"))
    phone.works()
    assert overtaking == []
    assert phone.peer.said(JANA)[-1].startswith("Good news: Rain jacket")
    assert phone.replies()[-1] == ("on_its_way", "sent")
    assert len([text for text in phone.peer.said(JANA) if "has left with" in text]) == 1


def test_a_piece_that_is_told_lost_before_its_call_is_answered_is_sent_again(phone: Phone) -> None:
    buys(phone)
    talk = phone.talk()
    assert talk is not None
    text, overtaking = " ".join(f"word{number}" for number in range(400)), [63018]
    with phone.shop.storage.writes() as session:
        outbox_store.queue(session, talk, [Outgoing(StaffSays(staff="Robin", text=text))], phone.shop.clock(), None)

    def called_back() -> None:
        if overtaking:
            phone.told(phone.peer.messages[-1], "undelivered", overtaking.pop())

    phone.peer.once_kept = called_back
    phone.works()
    phone.shop.clock.move(timedelta(minutes=5))
    phone.works()
    said = " ".join(phone.peer.said(JANA))
    assert overtaking == []
    assert [word for word in text.split() if word not in said] == []
    assert phone.replies()[-1] == ("staff_says", "sent")


def test_a_block_that_overtakes_the_answer_to_its_call_is_no_delivery(phone: Phone) -> None:
    buys(phone)
    phone.peer.blocked.add(JANA)

    def called_back() -> None:
        phone.told(phone.peer.messages[-1], "undelivered", 63014)

    phone.peer.once_kept = called_back
    parcel(phone, ParcelNews("shipped"))
    assert phone.replies()[-1] == ("on_its_way", "dropped")
    assert any("on_its_way was not delivered" in each for each in tried(phone))
