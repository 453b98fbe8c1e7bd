"""The shopper's own ways to pay: which one is meant, what it is for, and what is forgotten."""

from dataclasses import replace

import pytest

from dialogue.commands import Answer, AskPayment, ChoosePayment, ForgetPayment, SendCardNumber
from dialogue.counter import Counter
from dialogue.messages import checkout as till
from dialogue.messages import paying as say
from dialogue.messages.base import Message
from dialogue.plan import Plan
from dialogue.view import View
from orders.account_actions import ForgetMethod
from orders.actions import MakeQuote
from orders.customers import Customer, PaymentMethod
from tests.dialogue.counterpart import SHOPPER, conversation, counter
from tests.dialogue.till import LUME, SHOP, M, a_quote, about_quote, at_home, hears, next_turn, seen

VISA = PaymentMethod("card_4242", "card", "Visa ending in 4242")
OLD = PaymentMethod("card_1881", "card")
PAYPAL = PaymentMethod("paypal_9", "paypal")
GIFT = PaymentMethod("gift_card_G1", "gift_card")


def at(*methods: PaymentMethod) -> Counter:
    customer = Customer(SHOPPER, "Jana Vogt", methods=methods)
    return replace(counter(*SHOP), customer_of=lambda shopper: customer if shopper == SHOPPER else None)


def quoting(method: str = "card_4242", **talk: object) -> View:
    quote = a_quote(LUME).changed(method=method)
    return seen(quote, talk=about_quote(quote, **talk), known=at_home(payment=method))


def method_of(plan: Plan) -> str:
    (quote,) = plan.actions
    assert isinstance(quote, MakeQuote)
    return quote.method


def said(plan: Plan) -> Message:
    (message,) = plan.messages
    return message


@pytest.mark.parametrize(
    ("command", "token"),
    [
        (ChoosePayment(method="paypal"), "paypal_9"),
        (ChoosePayment(method="card", words="visa"), "card_4242"),
        (ChoosePayment(ending="1881"), "card_1881"),
        (ChoosePayment(method="card", ending="4242"), "card_4242"),
        (ChoosePayment(method="card_1881"), "card_1881"),
        (ChoosePayment(method="card", another=True), "card_1881"),
        (ChoosePayment(method="wallet"), "wallet"),
    ],
)
def test_what_is_named_pays_the_order_at_hand(command: ChoosePayment, token: str) -> None:
    plan = hears(command, quoting(), at(VISA, OLD, PAYPAL))
    assert (method_of(plan), plan.conversation.method) == (token, token)
    assert plan.profile.payment == "card_4242"


def test_a_name_on_a_card_means_the_only_card_without_a_label() -> None:
    plan = hears(ChoosePayment(method="card", words="visa"), quoting("paypal_9"), at(OLD, PAYPAL))
    assert method_of(plan) == "card_1881"


def test_what_could_be_two_is_asked_back_with_buttons_and_the_answer_counts() -> None:
    given = quoting("paypal_9")
    plan = hears(ChoosePayment(method="card"), given, at(VISA, OLD, PAYPAL))
    message = said(plan)
    assert isinstance(message, say.AskWhichOfYours) and not plan.actions
    assert [(button.id, button.text) for button in message.buttons()] == [
        ("slot:payment:card_4242", "Visa ending in 4242"),
        ("slot:payment:card_1881", "•••• 1881"),
    ]
    chosen = hears(Answer(slot="payment", value="card_1881"), next_turn(plan, given), at(VISA, OLD, PAYPAL))
    assert method_of(chosen) == "card_1881"


def test_an_ending_that_none_of_theirs_has_is_said_so() -> None:
    plan = hears(ChoosePayment(ending="9999"), quoting(), at(VISA, PAYPAL))
    message = said(plan)
    assert isinstance(message, say.NoSuchMethodOfYours) and not plan.actions
    assert [label.value or label.id for label in message.yours] == ["Visa ending in 4242", "paypal"]


def test_the_other_one_where_there_is_no_other_is_asked_for() -> None:
    plan = hears(ChoosePayment(another=True), quoting(), at(VISA))
    assert isinstance(said(plan), say.AskYourMethod)


def test_nothing_named_offers_their_own_first() -> None:
    message = said(hears(ChoosePayment(), quoting(), at(VISA, PAYPAL)))
    assert isinstance(message, say.AskYourMethod)
    ids = [button.id.removeprefix("slot:payment:") for button in message.buttons()]
    assert ids == ["card_4242", "paypal_9", "card", "wallet", "gift_card", "invoice", "bank"]


def test_what_holds_from_now_on_is_the_usual_way_and_pays_the_order_at_hand() -> None:
    plan = hears(ChoosePayment(method="paypal", always=True), quoting(), at(VISA, PAYPAL))
    assert (method_of(plan), plan.profile.payment) == ("paypal_9", "paypal_9")
    assert isinstance(plan.messages[0], say.UsualMethodNow)


def test_from_now_on_pays_no_placed_order_another_way() -> None:
    order = a_quote(M).paid()
    plan = hears(ChoosePayment(method="paypal", always=True), seen(order, known=at_home()), at(VISA, PAYPAL))
    assert isinstance(said(plan), say.UsualMethodNow)
    assert (plan.conversation.pending, plan.profile.payment) == (None, "paypal_9")


def test_a_placed_order_is_offered_their_own_ways_too() -> None:
    order = a_quote(M).paid()
    given = seen(order, talk=conversation(focus_order=order.order.id), known=at_home())
    plan = hears(ChoosePayment(method="card", another=True), given, at(VISA, OLD))
    assert plan.conversation.pending is not None and "1881" in str(said(plan))


def test_for_later_without_anything_to_pay_it_is_kept_for_the_next_order_alone() -> None:
    plan = hears(ChoosePayment(method="paypal"), seen(known=at_home()), at(VISA, PAYPAL))
    assert isinstance(said(plan), till.PaymentKept)
    assert (plan.conversation.method, plan.profile.payment) == ("paypal_9", None)


def test_how_one_can_pay_names_the_usual_way_and_their_own() -> None:
    given = seen(known=at_home(payment="paypal_9"))
    message = said(hears(AskPayment(), given, at(VISA, PAYPAL, GIFT)))
    assert isinstance(message, say.YourWaysToPay)
    assert (message.usual.id, [label.value or label.id for label in message.yours]) == (
        "paypal",
        ["Visa ending in 4242", "paypal"],
    )
    assert isinstance(said(hears(AskPayment(), given, at())), till.PaymentTold)


def test_what_is_meant_is_forgotten_through_the_orders_room() -> None:
    given = quoting("paypal_9")
    chosen = replace(given, conversation=replace(given.conversation, method="card_4242"))
    plan = hears(ForgetPayment(method="card", words="visa"), chosen, at(VISA, PAYPAL))
    assert plan.account == (ForgetMethod(shopper=SHOPPER, token="card_4242"),)
    assert isinstance(plan.after[0], say.MethodForgotten) and plan.conversation.method is None


def test_of_several_it_is_asked_which_to_forget_and_the_answer_counts() -> None:
    given = seen(known=at_home())
    plan = hears(ForgetPayment(method="card"), given, at(VISA, OLD, PAYPAL))
    assert isinstance(said(plan), say.AskWhichToForget) and not plan.account
    answered = hears(Answer(slot="payment", value="card_1881"), next_turn(plan, given), at(VISA, OLD, PAYPAL))
    assert answered.account == (ForgetMethod(shopper=SHOPPER, token="card_1881"),)


def test_what_is_not_stored_cannot_be_forgotten() -> None:
    assert isinstance(said(hears(ForgetPayment(method="paypal"), seen(), at(VISA))), say.NothingStoredLikeThat)


def test_a_card_number_is_refused_kindly_and_what_was_open_stays_open() -> None:
    given = quoting()
    plan = hears(SendCardNumber(), given, at(VISA))
    message = said(plan)
    assert isinstance(message, say.CardNumberRemoved) and plan.conversation == given.conversation
    assert [button.id for button in message.buttons()] == ["slot:payment:card_4242"]
    assert said(hears(SendCardNumber(), given, at())).buttons()[0].id == "slot:payment:card"
