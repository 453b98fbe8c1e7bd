"""A person takes over, speaks and hands back; complaints get a way forward before a person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogue.commands import AskHuman, Complain, StaffClaim, StaffHandBack, StaffReply
from dialogue.conversation import Holder, OpenQuestion, Slot
from dialogue.messages import handover as say
from dialogue.messages.base import Message
from dialogue.plan import Decided, Flag, Plan
from dialogue.playbooks import plan_for
from dialogue.playbooks.handover import hand_over, or_promised
from dialogue.view import View
from orders.answers import Reason
from orders.order import Order
from orders.states import OrderState
from tests.builders import NOW
from tests.dialogue.counterpart import Goods, an_order, conversation, counter, view

SKAGEN = Goods("skagen", "jacket", "89.00", sizes=("M",))


def complain(given: View) -> Plan:
    return plan_for(Complain(), given, counter(SKAGEN))


def test_asking_for_a_person_leaves_the_conversation_waiting_and_closes_the_question() -> None:
    plan = plan_for(AskHuman(), view(conversation(question=OpenQuestion(slot=Slot.SIZE))), counter())
    assert plan.messages == (say.PersonCalled(),)
    assert (plan.conversation.holder, plan.conversation.question) == (Holder.WAITING, None)
    assert plan.flags == (Flag.ASKED,)


@pytest.mark.parametrize(
    ("flag", "kind"),
    [
        (Flag.NOT_UNDERSTOOD, say.PersonCalledNotUnderstood),
        (Flag.COMPLAINT, say.PersonCalledComplaint),
        (Flag.ABUSE, say.PersonCalledComplaint),
        (Flag.REFUND_LIMIT, say.PersonCalledToDecide),
        (Flag.PARCEL_TROUBLE, say.PersonCalledToDecide),
    ],
)
def test_each_reason_for_a_handover_has_its_own_words(flag: Flag, kind: type[Message]) -> None:
    plan = hand_over(flag, view())
    assert isinstance(plan.messages[0], kind) and plan.flags == (flag,)


def test_a_conversation_that_waits_or_is_held_is_not_flagged_again() -> None:
    waiting = hand_over(Flag.ASKED, view(conversation(holder=Holder.WAITING)))
    assert waiting.messages == (say.PersonStillComing(),) and not waiting.flags
    held = hand_over(Flag.ASKED, view(conversation(holder=Holder.STAFF, staff="Eva")))
    assert held.messages == (say.PersonAlreadyHere(staff="Eva"),) and not held.flags


def test_the_first_claim_holds_and_a_second_changes_nothing() -> None:
    first = plan_for(StaffClaim(staff="Eva"), view(conversation(holder=Holder.WAITING)), counter())
    assert (first.conversation.holder, first.conversation.staff) == (Holder.STAFF, "Eva")
    assert first.messages == (say.StaffHere(staff="Eva"),)
    second = plan_for(StaffClaim(staff="Tom"), view(first.conversation), counter())
    assert second.conversation == first.conversation and not second.messages


def test_staff_words_are_passed_on_as_they_are_and_kept() -> None:
    held = view(conversation(holder=Holder.STAFF, staff="Eva"))
    plan = plan_for(StaffReply(staff="Eva", text=" Your refund of 20 € comes on Friday. "), held, counter())
    assert plan.messages == (say.StaffSays(staff="Eva", text="Your refund of 20 € comes on Friday."),)
    assert plan.conversation.promises == ("Your refund of 20 € comes on Friday.",)


def test_who_answers_without_a_claim_is_announced_first() -> None:
    plan = plan_for(StaffReply(staff="Eva", text="Hello"), view(), counter())
    assert plan.messages == (say.StaffHere(staff="Eva"), say.StaffSays(staff="Eva", text="Hello"))
    assert plan.conversation.holder is Holder.STAFF


def test_an_empty_reply_says_nothing() -> None:
    assert plan_for(StaffReply(staff="Eva", text="  "), view(), counter()).messages == ()


def test_handing_back_keeps_to_what_was_said() -> None:
    told = ("Hello", "I'll send you a new one by Friday, 27 November", "Bye!")
    held = conversation(holder=Holder.STAFF, staff="Eva", promises=told, last_said=("staff_says",), misunderstood=1)
    plan = plan_for(StaffHandBack(staff="Eva"), view(held), counter())
    assert plan.messages == (say.AgentBackKeeping(staff="Eva", told=told[1]),)
    assert (plan.conversation.holder, plan.conversation.staff) == (Holder.AGENT, None)
    assert plan.conversation.promises == told and plan.conversation.misunderstood == 0


def test_handing_back_after_small_talk_promises_nothing() -> None:
    held = conversation(holder=Holder.STAFF, staff="Eva", promises=("Hello",), last_said=("staff_says",))
    assert plan_for(StaffHandBack(staff="Eva"), view(held), counter()).messages == (say.AgentBack(staff="Eva"),)


def test_handing_back_without_a_word_does_not_claim_there_was_one() -> None:
    held = view(conversation(holder=Holder.STAFF, staff="Eva"))
    assert plan_for(StaffHandBack(staff="Eva"), held, counter()).messages == (say.AgentBackUnmet(),)


def test_handing_back_what_the_agent_holds_says_nothing() -> None:
    assert plan_for(StaffHandBack(staff="Eva"), view(), counter()).messages == ()


@pytest.mark.parametrize(
    ("order", "kind", "button"),
    [
        (an_order(delivered=True), say.ComplaintDelivered, "order:SK-AAAAAA:damaged"),
        (an_order(handed_over=True), say.ComplaintUnderway, "order:SK-AAAAAA:track"),
        (an_order(), say.ComplaintBeforeShipping, "order:SK-AAAAAA:cancel"),
    ],
)
def test_a_complaint_offers_what_the_order_allows(order: Order, kind: type[Message], button: str) -> None:
    plan = complain(view(orders=(order,)))
    assert isinstance(plan.messages[0], kind)
    assert plan.messages[0].buttons()[0].id == button and plan.messages[0].buttons()[-1].id == "human"
    assert plan.conversation.focus_order == order.id


@pytest.mark.parametrize(
    "orders",
    [(), (an_order(state=OrderState.CANCELLED),), (an_order(placed=False),), (an_order("SK-A"), an_order("SK-B"))],
)
def test_a_complaint_about_no_clear_order_asks_what_went_wrong(orders: tuple[Order, ...]) -> None:
    plan = complain(view(orders=orders))
    assert plan.messages == (say.ComplaintHeard(),)
    assert plan.messages[0].buttons()[-1].id == "human"


def test_of_several_orders_the_one_in_focus_is_meant() -> None:
    plan = complain(view(conversation(focus_order="SK-B"), orders=(an_order("SK-A"), an_order("SK-B", delivered=True))))
    assert isinstance(plan.messages[0], say.ComplaintDelivered)


def test_a_second_complaint_goes_to_a_person() -> None:
    plan = complain(view(conversation(last_said=("complaint_heard",))))
    assert plan.flags == (Flag.COMPLAINT,) and plan.conversation.holder is Holder.WAITING


PROMISE = "We take it back until Friday, 11 December"


def said_no(reason: Reason = Reason.WINDOW_CLOSED) -> Plan:
    given = promised()
    return Plan(given.conversation, given.profile, decided=(Decided("service", f"refused:{reason.value}"),))


def promised(days_ago: int = 5, *words: str) -> View:
    said = conversation(promises=words or ("Hello", PROMISE), promised_at=NOW - timedelta(days=days_ago))
    return replace(view(said), now=NOW)


def test_the_agent_says_no_to_nothing_that_the_team_promised_and_calls_them_instead() -> None:
    plan = or_promised(said_no(), promised())
    assert plan.messages == (say.PromiseStands(told=PROMISE),)
    assert (plan.conversation.holder, plan.flags, plan.actions) == (Holder.WAITING, (Flag.PROMISED,), ())


@pytest.mark.parametrize("given", [promised(91), promised(5, "Hello"), view(conversation())])
def test_without_a_promise_of_late_the_rules_answer(given: View) -> None:
    assert or_promised(said_no(), given) == said_no()


def test_a_no_that_no_person_could_have_promised_away_stays_one() -> None:
    assert or_promised(said_no(Reason.SOLD_OUT), promised()) == said_no(Reason.SOLD_OUT)


def test_a_promise_is_dated_and_a_file_without_words_is_none() -> None:
    held = view(conversation(holder=Holder.STAFF, staff="Eva"))
    spoken = plan_for(StaffReply(staff="Eva", text=PROMISE), held, counter()).conversation
    assert (spoken.promises, spoken.promised_at) == ((PROMISE,), held.now)
    sent = plan_for(StaffReply(staff="Eva", text="", files=(("m7.0", "10 EUR.pdf"),)), held, counter())
    assert sent.messages == (say.StaffSays(staff="Eva", text="10 EUR.pdf", attached=("m7.0",)),)
    assert (sent.conversation.promises, sent.conversation.promised_at) == ((), None)
