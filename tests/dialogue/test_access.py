"""Orders made elsewhere, as the playbook answers: what is asked, what is planned, what is told of what was opened."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogue.buttons import command_of
from dialogue.commands import (
    Answer,
    AskAboutMe,
    ChangeAddress,
    Command,
    Confirm,
    DeleteMyData,
    FindMyOrder,
    ForgetAccess,
    GiveCode,
)
from dialogue.conversation import OpenQuestion, Slot
from dialogue.messages import access as said
from dialogue.messages.base import Message
from dialogue.messages.tracking import NoOrdersYet, OrderNotFound
from dialogue.playbooks import plan_for
from dialogue.playbooks.access import teller
from dialogue.playbooks.refusals import refusal_messages
from dialogue.view import View
from orders import access
from orders.access import AccessDone, AskCode, Contact, TryCode
from orders.answers import Reason, Refusal
from orders.ids import ShopperId
from orders.policy import standard
from tests.dialogue.counterpart import NOW, SHOPPER, an_order, conversation, counter, view

MAIL = "anna@example.com"
FOUND = FindMyOrder(email=MAIL)


def talking(question: OpenQuestion | None = None, *last_said: str) -> View:
    return view(conversation(question=question, last_said=last_said))


def waiting(command: FindMyOrder = FOUND, slot: Slot = Slot.CODE) -> OpenQuestion:
    return OpenQuestion(slot=slot, command=command.model_dump_json())


@pytest.mark.parametrize(
    ("wish", "asks", "slot"),
    [
        (FindMyOrder(), said.AskOrderContact(), Slot.EMAIL),
        (FindMyOrder(order="SK-7F3KQ2"), said.AskOrderContact(), Slot.EMAIL),
        (FindMyOrder(name="Anna"), said.AskOrderPostcode(who="Anna"), Slot.ADDRESS),
        (FindMyOrder(postcode="10115"), said.AskOrderName(), Slot.NAME),
    ],
)
def test_one_question_asks_for_what_is_missing(wish: FindMyOrder, asks: Message, slot: Slot) -> None:
    plan = plan_for(wish, talking(), counter())
    assert plan.messages == (asks,) and not plan.access
    assert plan.conversation.question == OpenQuestion(slot=slot, command=wish.model_dump_json())


def test_what_is_enough_asks_for_a_code_and_says_the_same_whatever_comes_of_it() -> None:
    plan = plan_for(FOUND, talking(), counter())
    (wish,) = plan.access
    assert isinstance(wish, AskCode) and wish.contact == Contact(email=MAIL)
    assert plan.after == (said.CodeOnItsWay(minutes=10),) and not plan.messages
    assert plan.conversation.question == waiting()


def test_who_asks_again_is_answered_in_other_words() -> None:
    assert plan_for(FOUND, talking(waiting()), counter()).after == (said.CodeOnItsWayAgain(minutes=10),)


def test_a_code_is_tried_and_the_question_stays_until_it_is_right() -> None:
    plan = plan_for(GiveCode(code="123 456"), talking(waiting()), counter())
    assert plan.access == (TryCode(shopper=SHOPPER, code="123456"),)
    assert plan.conversation.question == waiting()
    assert "123" not in repr(plan)
    assert plan_for(GiveCode(code="1"), talking(), counter()).conversation.question == OpenQuestion(slot=Slot.CODE)


@pytest.mark.parametrize(
    ("slot", "value", "question", "leads"),
    [
        ("code", "again", waiting(), FOUND),
        ("code", "again", None, FindMyOrder()),
        ("code", "123456", waiting(), GiveCode(code="123456")),
        ("email", MAIL, waiting(FindMyOrder(order="A"), Slot.EMAIL), FindMyOrder(order="A", email=MAIL)),
        ("name", "Jo ", waiting(FindMyOrder(postcode="1"), Slot.NAME), FindMyOrder(name="Jo", postcode="1")),
        ("address", "1", waiting(FindMyOrder(name="Jo"), Slot.ADDRESS), FindMyOrder(name="Jo", postcode="1")),
    ],
)
def test_answers_go_on_with_the_search(slot: str, value: str, question: OpenQuestion | None, leads: Command) -> None:
    here = talking(question)
    assert plan_for(Answer(slot=slot, value=value), here, counter()) == plan_for(leads, here, counter())


def test_an_e_mail_address_told_otherwise_is_the_shopper_s_own() -> None:
    assert plan_for(Answer(slot="email", value=MAIL), talking(), counter()).profile.email == MAIL
    searching = talking(waiting(FindMyOrder(), Slot.EMAIL))
    assert plan_for(Answer(slot="email", value=MAIL), searching, counter()).profile.email is None


def test_a_yes_asks_for_a_new_code_only_where_one_was_offered() -> None:
    offered = talking(waiting(), "refused_code_expired")
    assert plan_for(Confirm(), offered, counter()).after == (said.CodeOnItsWayAgain(minutes=10),)
    assert not plan_for(Confirm(), talking(waiting(), "code_on_its_way"), counter()).access


def test_access_is_given_up_by_a_wish() -> None:
    assert plan_for(ForgetAccess(), talking(), counter()).access == (access.ForgetAccess(shopper=SHOPPER),)


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (Refusal(Reason.CODE_WRONG, quantity=3), said.RefusedCodeWrong(left=3)),
        (Refusal(Reason.CODE_WRONG, quantity=0), said.RefusedCodeUsedUp()),
        (Refusal(Reason.CODE_EXPIRED), said.RefusedCodeExpired()),
        (Refusal(Reason.TOO_MANY_CODES), said.RefusedTooManyCodes()),
        (Refusal(Reason.OWNER_ONLY), said.RefusedOwnerOnly()),
    ],
)
def test_each_refusal_has_words_of_its_own(refusal: Refusal, message: Message) -> None:
    assert refusal_messages(refusal, None, lambda sku: None) == (message,)


# ---- what was opened


def told(wish: access.AccessWish, done: AccessDone) -> tuple[Message, ...]:
    return teller(standard(), lambda sku: None, lambda: NOW)(wish, done)


TRIED = TryCode(shopper=SHOPPER, code="123456")


def test_one_opened_order_is_told_with_where_it_is_and_several_in_a_list() -> None:
    order, until = an_order(), NOW + timedelta(days=30)
    one = told(TRIED, AccessDone((order,), until))
    assert isinstance(one[0], said.AccessOpened) and len(one) > 1
    (several,) = told(TRIED, AccessDone((order, replace(order, id="SK-OTHER2")), until))
    assert isinstance(several, said.AccessOpenedToSeveral)
    assert [button.id for button in several.buttons()] == [f"order:{order.id}:track", "order:SK-OTHER2:track"]


def test_what_was_erased_meanwhile_is_no_longer_there_to_be_told() -> None:
    assert told(TRIED, AccessDone()) == (said.RefusedCodeExpired(),)


def test_giving_up_access_says_whether_there_was_any() -> None:
    wish = access.ForgetAccess(shopper=SHOPPER)
    assert told(wish, AccessDone(forgotten=1)) == (said.AccessForgotten(),)
    assert told(wish, AccessDone()) == (said.NoAccessToForget(),)


# ---- the way to it


def test_an_order_that_is_not_here_has_a_button_for_one_made_elsewhere() -> None:
    assert [button.id for button in NoOrdersYet().buttons()] == ["do:find_my_order"]
    assert [button.id for button in OrderNotFound(id="SK-AAAAAA").buttons()][-1] == "elsewhere:SK-AAAAAA"
    assert command_of("elsewhere:SK-AAAAAA") == FindMyOrder(order="SK-AAAAAA")
    assert command_of("do:find_my_order") == FindMyOrder()


def test_orders_that_a_code_has_opened_are_nothing_we_remember_of_the_shopper() -> None:
    opened = replace(an_order(), shopper=ShopperId("somebody-else"))
    for wish in (AskAboutMe(), DeleteMyData()):
        here = view(orders=(opened,))
        assert here.own_orders == ()
        assert plan_for(wish, here, counter()).messages == plan_for(wish, view(), counter()).messages
        assert (
            plan_for(wish, view(orders=(an_order(),)), counter()).messages != plan_for(wish, view(), counter()).messages
        )


def test_a_guest_is_told_at_once_that_an_address_stays() -> None:
    opened = replace(an_order(), shopper=ShopperId("somebody-else"))
    plan = plan_for(ChangeAddress(), view(orders=(opened,)), counter())
    assert said.RefusedOwnerOnly() in plan.messages and plan.conversation.question is None
