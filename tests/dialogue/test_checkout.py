"""From the basket to the yes: address, payment, the quote and the words that order."""

from dataclasses import replace
from datetime import timedelta

import pytest

import dialogue.commands as said
from dialogue.commands import AddressSaid, Answer, Checkout, ChoosePayment, Confirm, Consent, Deny, GiveAddress
from dialogue.conversation import BasketLine, OpenQuestion, Slot
from dialogue.messages import checkout as say
from dialogue.messages.basket import BasketEmpty
from dialogue.messages.changes import AddressPreview, PaymentPreview
from dialogue.messages.privacy import Erasing, ErasureDropped
from dialogue.plan import ChoreKind
from orders import actions
from orders.actions import ChangePayment, ConfirmQuote, MakeQuote
from orders.ids import GiftCardId
from orders.order import Address
from tests.dialogue.counterpart import NOW, conversation, counter, profile, shown
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
    told_apart,
    with_basket,
)  # fmt: skip

WHOLE = AddressSaid(name="Jana Vogt", line1="Lindenweg 8", postcode="53111", city="Bonn", country="DE")


# Address


def test_a_whole_address_in_one_message_leads_to_the_quote_and_is_remembered() -> None:
    given = seen(talk=with_basket((LUME, 1)))
    asked = hears(Checkout(), given)
    plan = hears(GiveAddress(address=WHOLE), next_turn(asked, given))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].address.line1 == "Lindenweg 8"
    assert plan.profile.address == plan.conversation.address == plan.actions[0].address
    assert plan.profile.name == "Jana Vogt"


def test_a_part_of_the_address_is_kept_and_only_the_rest_is_asked() -> None:
    given = seen(talk=replace(with_basket((LUME, 1)), locale="de"))
    first = next_turn(hears(Checkout(), given), given)
    asked = hears(GiveAddress(address=AddressSaid(line1="Lindenweg 8", postcode="53111")), first)
    (message,) = asked.messages
    assert isinstance(message, say.AddressIncomplete)
    assert [part.id for part in message.missing] == ["name", "city"]
    second = hears(GiveAddress(address=AddressSaid(city="Bonn")), next_turn(asked, first))
    assert second.messages == (say.NameMissing(),)
    plan = hears(Answer(slot="name", value="Jana Vogt"), next_turn(second, first))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].address.name == "Jana Vogt"


def test_the_last_missing_part_may_be_said_bare() -> None:
    given = seen(talk=with_basket((LUME, 1)))
    first = next_turn(hears(Checkout(), given), given)
    asked = hears(GiveAddress(address=WHOLE.model_copy(update={"postcode": None})), first)
    plan = hears(Answer(slot="address", value="53111"), next_turn(asked, first))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].address.postcode == "53111"


def test_an_american_address_needs_its_state() -> None:
    given = seen(talk=with_basket((LUME, 1), market="US"))
    said_here = AddressSaid(name="Ann Lee", line1="1 Main St", postcode="97201", city="Portland", country="US")
    asked = hears(GiveAddress(address=said_here), given)
    assert [part.id for part in asked.messages[0].missing] == ["region"]  # type: ignore[attr-defined]
    plan = hears(GiveAddress(address=AddressSaid(region="OR")), next_turn(asked, given))
    assert isinstance(plan.actions[0], MakeQuote)
    assert (plan.actions[0].market, plan.actions[0].currency) == ("US", "USD")


def test_an_address_where_we_do_not_deliver_is_left_to_the_quote_to_refuse() -> None:
    given = seen(talk=with_basket((LUME, 1)))
    plan = hears(GiveAddress(address=WHOLE.model_copy(update={"country": "JP"})), given)
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].market == "JP"


def test_another_address_makes_a_new_quote() -> None:
    quote = a_quote(LUME)
    plan = hears(
        GiveAddress(address=AddressSaid(line1="Am Markt 1", postcode="50667", city="Köln")),
        seen(quote, talk=about_quote(quote), known=at_home()),
    )
    (action,) = plan.actions
    assert isinstance(action, MakeQuote) and action.replaces == quote.order.id
    assert (action.address.name, action.address.city) == ("Jana Vogt", "Köln")


def test_an_address_with_nothing_to_order_is_kept() -> None:
    plan = hears(GiveAddress(address=WHOLE))
    assert isinstance(plan.messages[0], say.AddressKept) and plan.profile.address is not None


def test_an_address_between_a_question_for_the_size_and_its_answer_leaves_it_open() -> None:
    waiting = said.TakeProduct(product=said.ProductRef(sku=M))
    question = OpenQuestion(slot=Slot.SIZE, options=("S", "M"), command=waiting.model_dump_json())
    plan = hears(GiveAddress(address=WHOLE), seen(talk=conversation(question=question)))
    assert isinstance(plan.messages[0], say.AddressKept) and plan.conversation.question == question


def test_an_address_after_an_order_is_for_that_order() -> None:
    order = a_quote(LUME).paid()
    given = seen(order, talk=conversation(focus_order=order.order.id), known=at_home())
    message = says(GiveAddress(address=AddressSaid(line1="Lindenweg 9")), given)
    assert isinstance(message, AddressPreview) and message.address.line1 == "Lindenweg 9"


def test_a_known_address_that_lacks_a_part_is_completed_first() -> None:
    known = profile(address=Address("", "Lindenweg 8", "Bonn", "53111", "DE"))
    plan = hears(Checkout(), seen(talk=with_basket((LUME, 1)), known=known))
    assert plan.messages == (say.NameMissing(),) and plan.actions == ()


# Payment


def test_another_way_to_pay_makes_a_new_quote_and_is_not_the_usual_one_from_then_on() -> None:
    quote = a_quote(LUME)
    plan = hears(ChoosePayment(method="wallet"), seen(quote, talk=about_quote(quote), known=at_home()))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].method == "wallet"
    assert (plan.conversation.method, plan.profile.payment) == ("wallet", None)


def test_no_way_to_pay_named_asks_and_the_answer_counts() -> None:
    asked = hears(ChoosePayment())
    assert isinstance(asked.messages[0], say.AskPaymentMethod)
    ways = [button.id.removeprefix("slot:payment:") for button in asked.messages[0].buttons()]
    assert ways == ["card", "wallet", "paypal", "gift_card", "invoice", "bank"]
    assert all(counter().policy.accepts(way) for way in ways)
    plan = hears(Answer(slot="payment", value="wallet"), next_turn(asked, seen()))
    assert isinstance(plan.messages[0], say.PaymentKept) and plan.conversation.method == "wallet"


def test_a_way_to_pay_that_we_do_not_take_is_said_so() -> None:
    assert isinstance(says(ChoosePayment(method="shells")), say.MethodNotTaken)


def test_a_gift_card_told_before_anything_is_ordered_still_pays_beside_another_way() -> None:
    card = GiftCardId("GC-7KQ2-9MXP-H4TR")
    kept = hears(ChoosePayment(method="gift_card", code=card))
    plan = hears(ChoosePayment(method="paypal"), next_turn(kept, seen()))
    assert (plan.conversation.gift_card, plan.conversation.method) == (card, "paypal")


def test_a_paid_order_may_be_paid_another_way_until_it_leaves() -> None:
    order = a_quote(LUME).paid()
    plan = hears(ChoosePayment(method="wallet"), seen(order, talk=conversation(focus_order=order.order.id)))
    (message,) = plan.messages
    assert isinstance(message, PaymentPreview) and (message.old.value, message.new.id) == ("4242", "wallet")
    assert plan.conversation.pending is not None and isinstance(plan.conversation.pending.action, ChangePayment)


def test_an_order_that_has_left_keeps_its_payment() -> None:
    order = a_quote(LUME).delivered()
    message = says(ChoosePayment(method="wallet"), seen(order, talk=conversation(focus_order=order.order.id)))
    assert isinstance(message, say.PaymentFixed) and message.method.value == "4242"


def test_the_fee_and_the_ways_to_pay_are_told_from_the_policy() -> None:
    fee = says(said.AskFee())
    assert isinstance(fee, say.FeeTold)
    assert (fee.percent, fee.goods.plain(), fee.shipping.plain(), fee.fee.plain()) == (10, "100.00", "4.90", "10.49")
    assert isinstance(says(said.AskPayment()), say.PaymentTold)


# Again


def test_the_same_again_quotes_the_goods_of_the_last_order() -> None:
    order = a_quote(LUME, M).delivered()
    plan = hears(said.SameAgain(), seen(order, known=at_home()))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((LUME, 1), (M, 1))


def test_what_is_sold_out_by_now_is_named() -> None:
    order = a_quote(LUME, M).delivered()
    line = replace(order.order.lines[1], quantity=50)
    mixed = order.changed(lines=(order.order.lines[0], line))
    plan = hears(said.SameAgain(), seen(mixed, known=at_home()))
    assert isinstance(plan.messages[0], say.SomeNotAgain) and len(plan.actions) == 1
    assert says(said.SameAgain(), seen(order.changed(lines=(line,)), known=at_home())) == say.NoneAgain()


# Yes and no


def test_a_plain_yes_does_not_order_where_the_law_wants_a_labelled_button() -> None:
    quote = a_quote(M)
    plan = hears(Confirm(consent=Consent.YES), seen(quote, talk=about_quote(quote)))
    (message,) = plan.messages
    assert isinstance(message, say.NeedsOrderWords) and plan.actions == ()
    assert message.buttons()[0].legal == "order_button"


@pytest.mark.parametrize(
    ("consent", "given_as"),
    [
        (Consent.ORDER_WORDS, actions.Consent.ORDER_WORDS),
        (Consent.BUTTON, actions.Consent.LABELLED_BUTTON),
    ],
)
def test_order_words_and_the_button_order(consent: Consent, given_as: actions.Consent) -> None:
    quote = a_quote(M)
    plan = hears(Confirm(consent=consent), seen(quote, talk=about_quote(quote)))
    (action,) = plan.actions
    assert isinstance(action, ConfirmQuote)
    assert (action.consent, action.quote_hash, action.expected_version) == (given_as, "0123456789abcdef", 1)


def test_elsewhere_a_plain_yes_orders() -> None:
    quote = Bought(told_apart(a_quote(M).order, labelled_button=False))
    plan = hears(Confirm(consent=Consent.YES), seen(quote, talk=about_quote(quote)))
    assert isinstance(plan.actions[0], ConfirmQuote)


def test_the_button_of_the_quote_orders_even_when_something_else_waits_for_a_yes() -> None:
    quote, other = a_quote(M), a_quote(LUME, number="SK-222222").paid()
    given = seen(quote, other, talk=about_quote(quote))
    waiting = next_turn(hears(said.CancelOrder(order=said.OrderRef(id="SK-222222")), given), given)
    plan = hears(Confirm(consent=Consent.BUTTON, token="SK-7F3KQ2:01234567"), waiting)
    assert isinstance(plan.actions[0], ConfirmQuote)


def test_a_second_tap_says_that_it_is_ordered_once() -> None:
    order = a_quote(M).paid()
    message = says(Confirm(consent=Consent.BUTTON, token="SK-7F3KQ2:01234567"), seen(order))
    assert message == say.AlreadyOrdered(order="SK-7F3KQ2")


def test_the_button_of_an_older_quote_does_nothing() -> None:
    quote = a_quote(M)
    plan = hears(Confirm(consent=Consent.BUTTON, token="SK-7F3KQ2:ffffffff"), seen(quote, talk=about_quote(quote)))
    assert plan.messages == (say.ButtonUsedUp(),) and plan.actions == ()
    dropped = hears(Deny(token="token-9"), seen(quote, talk=about_quote(quote)))
    assert dropped.messages == (say.ButtonUsedUp(),) and dropped.actions == ()


def test_a_yes_to_a_price_that_has_run_out_works_it_out_anew() -> None:
    quote = a_quote(M)
    later = seen(quote, talk=about_quote(quote), known=at_home(), now=NOW + timedelta(hours=1))
    plan = hears(Confirm(consent=Consent.ORDER_WORDS), later)
    assert plan.messages == (say.QuoteRanOut(),) and isinstance(plan.actions[0], MakeQuote)


def test_the_button_of_an_expired_quote_works_it_out_anew() -> None:
    expired = a_quote(M).expired()
    plan = hears(Confirm(consent=Consent.BUTTON, token="SK-7F3KQ2:01234567"), seen(expired, known=at_home()))
    assert plan.messages == (say.QuoteRanOut(),) and isinstance(plan.actions[0], MakeQuote)
    pending = about_quote(a_quote(M))
    typed = hears(Confirm(), seen(a_quote(M), talk=pending))
    gone = hears(Confirm(), next_turn(typed, seen(expired, known=at_home())))
    assert gone.messages[0] == say.QuoteRanOut()


def test_a_yes_with_nothing_open_gets_a_useful_answer() -> None:
    assert says(Confirm()) == say.NothingToConfirm()
    assert says(Deny()) == say.NothingToDeny()


def test_a_yes_to_a_filled_basket_works_out_its_quote() -> None:
    plan = hears(Confirm(), seen(talk=with_basket((LUME, 1)), known=at_home()))
    assert isinstance(plan.actions[0], MakeQuote)


def test_a_no_keeps_everything_and_the_yes_after_it_does_nothing() -> None:
    order = a_quote(M).paid()
    given = seen(order)
    dropped = hears(Deny(), next_turn(hears(said.CancelOrder(), given), given))
    assert dropped.messages == (say.KeptAsItIs(),) and dropped.conversation.pending is None
    assert hears(Confirm(), next_turn(dropped, given)).messages == (say.NothingToConfirm(),)


def test_the_no_button_of_the_quote_lets_it_go() -> None:
    quote = a_quote(M)
    plan = hears(Deny(token="SK-7F3KQ2:01234567"), seen(quote, talk=about_quote(quote)))
    assert isinstance(plan.actions[0], actions.AbandonQuote)


def test_yes_and_no_to_erasing_are_taken_to_it() -> None:
    asked = next_turn(hears(said.DeleteMyData()), seen())
    plan = hears(Confirm(), asked)
    assert plan.messages == (Erasing(),) and plan.chores == (ChoreKind.ERASE,)
    assert hears(Deny(), asked).messages == (ErasureDropped(),)


# Bare answers


def test_an_answer_without_a_question_is_a_dead_button_or_not_understood() -> None:
    assert says(Answer(slot="size", value="M")) == say.NotUnderstoodAnswer()
    given = seen()
    pressed = replace(given, inbounds=(replace(given.inbounds[0], button="size:M"),))
    assert says(Answer(slot="size", value="M"), pressed) == say.DeadButton()
    assert says(said.PressDeadButton()) == say.DeadButton()


def test_an_answer_to_a_search_question_goes_on_searching() -> None:
    given = seen()
    asked = hears(said.FindProducts(), given)
    plan = hears(Answer(slot="product", value="lamp"), next_turn(asked, given))
    assert [each.product for each in plan.conversation.shown] == ["lume"]


def test_a_chosen_language_and_a_second_product_to_compare_go_on() -> None:
    asked = hears(said.ChangeLanguage())
    assert hears(Answer(slot="language", value="de"), next_turn(asked, seen())).conversation.locale == "de"
    given = seen(talk=conversation(shown=shown("skagen-yellow-M", "lume-white", "fjell-brown-42")))
    compared = hears(said.CompareProducts(products=(said.ProductRef(position=1),)), given)
    if compared.conversation.question is not None:
        compared = hears(Answer(slot="product", value="2"), next_turn(compared, given))
    assert compared.conversation.question is None


def test_a_sku_or_a_number_says_enough_by_itself() -> None:
    plan = hears(Answer(slot="sku", value=M), seen(known=at_home()))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((M, 1),)
    counted = hears(Answer(slot="quantity", value="2"), seen(talk=with_basket((LUME, 1))))
    assert counted.conversation.basket == (BasketLine(LUME, 2),)


def test_checking_out_an_empty_basket_after_a_removed_quote_says_it_is_empty() -> None:
    cleared = hears(said.RemoveFromBasket(everything=True), seen(talk=with_basket((LUME, 1))))
    assert cleared.conversation.basket == ()
    assert says(said.RemoveFromBasket(everything=True)) == BasketEmpty()


def test_a_question_for_a_product_takes_the_answer_in_words_too() -> None:
    given = seen(talk=conversation(shown=shown("skagen-yellow-M", "lume-white")), known=at_home())
    asked = hears(said.TakeProduct(product=said.ProductRef(position=9)), given)
    plan = hears(Answer(slot="product", value="lamp"), next_turn(asked, given))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((LUME, 1),)
    assert asked.conversation.question is not None and asked.conversation.question.slot is Slot.PRODUCT
