"""Bare answers and changed minds: what they complete, and what they change about something that waits for a yes."""

import pytest

import dialogue.commands as said
from dialogue.commands import (
    Answer,
    AskReceipt,
    CancelOrder,
    ChangeOrder,
    Command,
    Confirm,
    ExchangeItem,
    OrderRef,
    ReportLost,
    ReturnItem,
    SetQuantity,
)
from dialogue.conversation import OpenQuestion, Pending, Slot
from dialogue.messages import changes as changing
from dialogue.messages import checkout as say
from dialogue.messages import refunds as money
from dialogue.messages import swaps
from dialogue.messages.base import Message
from dialogue.messages.checkout import NothingToConfirm
from dialogue.messages.tracking import NoOrdersYet, NoReceiptYet, Receipt, WhichOrder
from dialogue.playbooks.replies import stage_of
from orders import actions
from tests.dialogue.counterpart import conversation, shown
from tests.dialogue.till import (
    LUME,
    Bought,
    M,
    a_quote,
    about_quote,
    at_home,
    hears,
    next_turn,
    says,
    seen,
    with_basket,
)

ONE, TWO = a_quote(M), a_quote(LUME, number="SK-222222")


@pytest.mark.parametrize(
    ("command", "orders", "kind"),
    [
        (CancelOrder(), (ONE.paid(), TWO.paid()), changing.CancelPreview),
        (ReturnItem(), (ONE.delivered(), TWO.delivered()), money.ReturnPreview),
        (ExchangeItem(size="S"), (TWO.delivered(), ONE.delivered()), swaps.ExchangePreview),
        (ReportLost(), (ONE.lost(), TWO.lost()), money.LostPreview),
        (said.AskRefund(), (ONE.lost(), TWO.lost()), money.LostPreview),
        (ChangeOrder(size="S"), (TWO.paid(), ONE.paid()), swaps.ChangePreview),
        (said.Withdraw(), (ONE.delivered(), TWO.delivered()), money.WithdrawPreview),
        (said.ReportDamaged(), (ONE.delivered(), TWO.delivered()), money.AskPhoto),
    ],
)
def test_which_order_is_asked_once_and_the_answer_goes_on(
    command: Command, orders: tuple[Bought, ...], kind: type[Message]
) -> None:
    given = seen(*orders)
    asked = hears(command, given)
    assert isinstance(asked.messages[0], WhichOrder)
    wanted = "SK-7F3KQ2"
    plan = hears(Answer(slot="order", value=wanted), next_turn(asked, given))
    assert isinstance(plan.messages[0], kind) and plan.conversation.focus_order in (wanted, None)


def test_in_another_size_instead_is_about_the_change_that_waits() -> None:
    given = seen(a_quote(M, LUME).paid())
    waiting = hears(ChangeOrder(item="jacket", size="S"), given)
    plan = hears(ChangeOrder(size="L"), next_turn(waiting, given))
    (message,) = plan.messages
    assert isinstance(message, swaps.ChangePreviewDearer) and message.new.size == "L"
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.ChangeLines) and action.swaps[0].new_sku == "skagen-yellow-L"


def test_in_another_colour_instead_is_about_the_swap_that_waits() -> None:
    given = seen(a_quote(M, LUME).delivered())
    waiting = hears(ExchangeItem(item="jacket", size="S"), given)
    (message,) = hears(ExchangeItem(color="navy"), next_turn(waiting, given)).messages
    assert isinstance(message, swaps.ExchangePreview) and message.new.color == "navy"


def test_only_one_of_them_is_about_the_return_that_waits() -> None:
    given = seen(a_quote(LUME, quantity=3).delivered())
    waiting = hears(ReturnItem(), given)
    plan = hears(SetQuantity(quantity=1), next_turn(waiting, given))
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.ReturnLines) and action.lines[0].quantity == 1


def test_fewer_still_is_about_the_cancellation_that_waits() -> None:
    order = a_quote(LUME, M, quantity=3).paid()
    given = seen(order)
    waiting = hears(CancelOrder(item="lamp", quantity=1), given)
    plan = hears(ChangeOrder(quantity=1), next_turn(waiting, given))
    assert isinstance(plan.messages[0], changing.CancelItemPreview) and plan.messages[0].quantity == 2


def test_changing_ones_mind_replaces_what_waits_for_the_yes() -> None:
    given = seen(a_quote(LUME).delivered())
    first = hears(ReturnItem(), given)
    second = hears(said.ReportWrongItem(missing=True), next_turn(first, given))
    action = hears(Confirm(), next_turn(second, given)).actions[0]
    assert isinstance(action, actions.ReportMissing)


@pytest.mark.parametrize(
    ("waiting", "slot", "value"),
    [
        (said.TakeProduct(), "quantity", "many"),
        (said.TakeProduct(), "address", "somewhere"),
        (ExchangeItem(), "sku", "no-such-sku"),
        (ReturnItem(), "colour", "blue"),
        (SetQuantity(quantity=2), "quantity", "lots"),
        (SetQuantity(quantity=2), "address", "here"),
        (said.GiveAddress(address=said.AddressSaid()), "size", "M"),
        (said.TrackOrder(), "size", "M"),
    ],
)
def test_an_answer_that_does_not_fit_the_question_changes_nothing(waiting: Command, slot: str, value: str) -> None:
    question = OpenQuestion(slot=Slot.SIZE, command=waiting.model_dump_json())
    plan = hears(Answer(slot=slot, value=value), seen(talk=conversation(question=question)))
    assert plan.messages == (say.NotUnderstoodAnswer(),) and plan.actions == ()
    assert plan.conversation.question == question


def test_a_reason_completes_a_return_and_a_quantity_a_change() -> None:
    returning = OpenQuestion(slot=Slot.REASON, command=ReturnItem().model_dump_json())
    given = seen(a_quote(LUME, quantity=2).delivered(), talk=conversation(question=returning))
    plan = hears(Answer(slot="reason", value="dislike"), given)
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.ReturnLines) and action.reason == "dislike"
    changing_it = OpenQuestion(slot=Slot.QUANTITY, command=ChangeOrder().model_dump_json())
    fewer = seen(a_quote(LUME, quantity=2).paid(), talk=conversation(question=changing_it))
    assert isinstance(says(Answer(slot="quantity", value="1"), fewer), changing.CancelItemPreview)


def test_which_product_a_question_was_about_is_completed() -> None:
    asking = OpenQuestion(slot=Slot.PRODUCT, command=said.AskAboutProduct().model_dump_json())
    plan = hears(Answer(slot="product", value=LUME), seen(talk=conversation(question=asking)))
    assert plan.conversation.focus is not None and plan.conversation.focus.sku == LUME


def test_reasons_without_a_question_follow_the_order_in_focus() -> None:
    talk = conversation(focus_order="SK-7F3KQ2")
    delivered = seen(a_quote(LUME).delivered(), talk=talk)
    assert isinstance(says(Answer(slot="reason", value="missing"), delivered), money.ClaimPreview)
    assert says(Answer(slot="order", value="SK-7F3KQ2"), delivered) is not None


def test_a_pending_yes_that_does_nothing_is_answered_usefully() -> None:
    talk = conversation(pending=Pending(token="token-1"))
    assert says(Confirm(), seen(talk=talk)) == NothingToConfirm()


def test_a_yes_to_one_single_option_takes_it_and_to_several_does_not() -> None:
    one = OpenQuestion(slot=Slot.SIZE, options=("42",), command=said.TakeProduct(
        product=said.ProductRef(sku="fjell-brown-42")).model_dump_json())  # fmt: skip
    plan = hears(Confirm(), seen(talk=conversation(question=one), known=at_home()))
    assert isinstance(plan.actions[0], actions.MakeQuote)
    several = OpenQuestion(slot=Slot.SIZE, options=("41", "42"))
    assert says(Confirm(), seen(talk=conversation(question=several))) == NothingToConfirm()


def test_decisions_are_kept_under_their_stage() -> None:
    quote = a_quote(M)
    made = hears(said.Checkout(), seen(talk=with_basket((LUME, 1)), known=at_home())).actions[0]
    cancelled = hears(CancelOrder(), seen(a_quote(M).paid())).conversation.pending
    moved = hears(said.ChangeAddress(address=said.AddressSaid(line1="A 1")), seen(a_quote(M).paid())).conversation
    assert stage_of(made) == "ordering" and cancelled is not None and cancelled.action is not None
    assert stage_of(cancelled.action) == "service"
    assert moved.pending is not None and moved.pending.action is not None
    assert stage_of(moved.pending.action) == "logistics"
    ordered = hears(Confirm(consent=said.Consent.BUTTON), seen(quote, talk=about_quote(quote)))
    assert ordered.decided[0].stage == "ordering" and ordered.decided[0].actor == "shopper"


def test_a_receipt_of_a_named_order_that_is_not_paid_yet() -> None:
    given = seen(ONE.placed(), TWO.delivered())
    assert says(AskReceipt(order=OrderRef(id="SK-7F3KQ2")), given) == NoReceiptYet()
    focused = seen(ONE.delivered(), TWO.delivered(), talk=conversation(focus_order="SK-222222"))
    message = says(AskReceipt(), focused)
    assert isinstance(message, Receipt) and message.order == "SK-222222"


@pytest.mark.parametrize("command", [CancelOrder(), ReturnItem(), said.Deny()])
def test_a_question_about_later_is_answered_and_the_quote_goes_on_waiting(command: Command) -> None:
    given = seen(ONE, talk=about_quote(ONE), known=at_home(), text="can I cancel the order later?")
    plan = hears(command, given)
    (message,) = plan.messages
    assert isinstance(message, say.ChangeOfMindQuote) and message.days == 30
    assert not plan.actions and plan.conversation.quote == ONE.order.id
    ordered = hears(Confirm(consent=said.Consent.BUTTON, token=message.token), next_turn(plan, given))
    assert isinstance(ordered.actions[0], actions.ConfirmQuote)


@pytest.mark.parametrize("text", ["cancel it", "no", "no?", "cancel that please"])
def test_a_plain_no_lets_the_quote_go(text: str) -> None:
    plan = hears(said.Deny(), seen(ONE, talk=about_quote(ONE), text=text))
    assert isinstance(plan.actions[0], actions.AbandonQuote)


def test_whether_it_could_be_sent_back_is_answered_before_anything_is_ordered() -> None:
    assert says(ReturnItem(), seen(text="could I send it back?")) == say.ChangeOfMind(days=30)
    assert says(CancelOrder(), seen(text="could I cancel it later?")) == say.ChangeOfMind(days=30)
    assert isinstance(says(ReturnItem(), seen(text="I want to return it")), NoOrdersYet)


def test_an_e_mail_address_told_while_a_quote_waits_goes_with_the_order() -> None:
    plan = hears(Answer(slot="email", value="j@example.com"), seen(ONE, talk=about_quote(ONE), known=at_home()))
    assert plan.messages == (say.EmailKept(email="j@example.com"),)
    assert isinstance(plan.actions[0], actions.MakeQuote) and plan.actions[0].email == "j@example.com"


@pytest.mark.parametrize("command", [said.Checkout(), said.TakeProduct()])
def test_what_was_let_go_can_be_ordered_after_all(command: Command) -> None:
    gone = ONE.expired()
    talk = conversation(focus_order=gone.order.id, focus=shown(M)[0], shown=shown(M))
    plan = hears(command, seen(gone, talk=talk, known=at_home()))
    (action,) = plan.actions
    assert isinstance(action, actions.MakeQuote) and action.lines == ((M, 1),)


def test_a_known_name_is_not_asked_again_for_another_address() -> None:
    address = said.AddressSaid(line1="Am Markt 1", postcode="50667", city="Köln")
    plan = hears(said.GiveAddress(address=address), seen(talk=with_basket((LUME, 1)), known=at_home()))
    (action,) = plan.actions
    assert isinstance(action, actions.MakeQuote) and action.address.name == "Jana Vogt"
