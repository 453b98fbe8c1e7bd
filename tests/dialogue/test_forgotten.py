"""A difference for an order whose way to pay was forgotten: it is asked how to pay it, and the swap goes on."""

from dataclasses import replace

import pytest

from dialogue.commands import Answer, ChangeOrder, ChoosePayment, Confirm, ExchangeItem
from dialogue.conversation import Slot
from dialogue.counter import Counter
from dialogue.messages import checkout as till
from dialogue.messages import paying as say
from dialogue.messages import swaps
from dialogue.plan import Plan
from dialogue.view import View
from orders import actions
from orders.customers import Customer, PaymentMethod
from tests.dialogue.counterpart import SHOPPER, counter
from tests.dialogue.till import SHOP, Bought, M, a_quote, hears, next_turn, offers, seen

PAYPAL, VISA, OLD = (
    PaymentMethod("paypal_9", "paypal"),
    PaymentMethod("card_1", "card"),
    PaymentMethod("card_2", "card"),
)


def at(*left: PaymentMethod) -> tuple[Counter, Customer]:
    customer = Customer(SHOPPER, "Jana Vogt", methods=(*left, PaymentMethod("card_4242", "card")))
    customer, known = customer.without_method("card_4242"), offers(SHOP)
    return replace(
        counter(*SHOP),
        customer_of=lambda shopper: customer if shopper == SHOPPER else None,
        offers_of=lambda skus: {sku: known[sku] for sku in skus if sku in known},
    ), customer


def with_account(given: View, customer: Customer) -> View:
    return replace(given, customers={SHOPPER: customer})


def asks(swap: ChangeOrder | ExchangeItem, bought: Bought, *left: PaymentMethod) -> tuple[Plan, View, Counter]:
    desk, customer = at(*left)
    given = with_account(seen(bought), customer)
    return hears(swap, given, desk), given, desk


@pytest.mark.parametrize(
    ("swap", "bought"),
    [
        (ChangeOrder(size="L"), a_quote(M).paid()),
        (ExchangeItem(size="L"), a_quote(M).delivered()),
    ],
)
def test_the_answer_pays_the_difference_of_what_was_wished(swap: ChangeOrder | ExchangeItem, bought: Bought) -> None:
    plan, given, desk = asks(swap, bought)
    refusal, question = plan.messages
    assert isinstance(refusal, say.RefusedMethodForgotten) and isinstance(question, till.AskPaymentMethod)
    assert plan.conversation.question is not None and plan.conversation.question.slot is Slot.PAYMENT
    after = with_account(next_turn(plan, given), given.customers[SHOPPER])
    shown = hears(ChoosePayment(method="paypal"), after, desk)
    (preview,) = shown.messages
    assert isinstance(preview, swaps.ChangePreviewDearer | swaps.ExchangePreviewDearer)
    assert preview.method.id == "paypal"
    (done,) = hears(Confirm(), with_account(next_turn(shown, after), given.customers[SHOPPER]), desk).actions
    assert isinstance(done, actions.ChangeLines | actions.ExchangeLines) and done.method == "paypal"


def test_the_ways_that_are_left_are_offered_first_and_a_button_names_one() -> None:
    plan, given, desk = asks(ChangeOrder(size="L"), a_quote(M).paid(), PAYPAL, VISA)
    assert isinstance(plan.messages[1], say.AskYourMethod)
    shown = hears(
        Answer(slot="payment", value="paypal_9"), with_account(next_turn(plan, given), at(PAYPAL, VISA)[1]), desk
    )
    assert isinstance(shown.messages[0], swaps.ChangePreviewDearer)


def test_which_of_several_is_asked_and_the_wish_is_still_known() -> None:
    plan, given, desk = asks(ChangeOrder(size="L"), a_quote(M).paid(), VISA, OLD)
    account = given.customers[SHOPPER]
    after = with_account(next_turn(plan, given), account)
    which = hears(ChoosePayment(method="card"), after, desk)
    assert isinstance(which.messages[0], say.AskWhichOfYours)
    shown = hears(Answer(slot="payment", value="card_2"), with_account(next_turn(which, after), account), desk)
    assert isinstance(shown.messages[0], swaps.ChangePreviewDearer) and shown.messages[0].method.value == "2"


def test_a_swap_that_costs_nothing_asks_nothing() -> None:
    plan, _, _ = asks(ChangeOrder(size="S"), a_quote(M).paid())
    assert isinstance(plan.messages[0], swaps.ChangePreview)
