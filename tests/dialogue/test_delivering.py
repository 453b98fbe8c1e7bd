"""Where orders go: an address for one order, the default from now on, and one of those we know."""

from dataclasses import replace

import pytest

from dialogue.commands import AddressSaid, Answer, ChooseAddress, GiveAddress, OrderRef, SendToDefault
from dialogue.commands import ChangeAddress as Change
from dialogue.counter import Counter
from dialogue.messages import changes
from dialogue.messages import checkout as till
from dialogue.messages import delivering as say
from dialogue.messages.base import Message
from dialogue.plan import Plan
from dialogue.playbooks.delivering import key_of
from dialogue.view import View
from orders.actions import ChangeAddress, MakeQuote
from orders.customers import Customer
from orders.order import Address
from tests.dialogue.counterpart import HOME, SHOPPER, conversation, counter
from tests.dialogue.till import LUME, SHOP, M, a_quote, about_quote, at_home, hears, next_turn, seen

OFFICE = Address("Jana Vogt", "Bürostraße 5", "Köln", "50667", "DE")
PARENTS = Address("Uta Vogt", "Am Deich 1", "Husum", "25813", "DE")
SAID = AddressSaid(line1="Bürostraße 5", city="Köln", postcode="50667", country="DE")


def at(*others: Address) -> Counter:
    customer = Customer(SHOPPER, "Jana Vogt", address=HOME, addresses=others)
    return replace(counter(*SHOP), customer_of=lambda shopper: customer if shopper == SHOPPER else None)


def quoting(**talk: object) -> View:
    quote = a_quote(LUME)
    return seen(quote, talk=about_quote(quote, **talk), known=at_home())


def goes_to(plan: Plan) -> Address:
    (quote,) = plan.actions
    assert isinstance(quote, MakeQuote)
    return quote.address


def said(plan: Plan) -> Message:
    (message,) = plan.messages
    return message


def test_an_address_for_what_is_being_ordered_is_for_that_order_alone() -> None:
    plan = hears(GiveAddress(address=SAID), quoting(), at())
    message = said(plan)
    assert isinstance(message, say.AddressForThisOrder) and message.usual.postcode == HOME.postcode
    assert (goes_to(plan), plan.profile.address) == (OFFICE, HOME)
    always = hears(Answer(slot="address", value="always"), next_turn(plan, quoting()), at())
    assert (goes_to(always), always.profile.address) == (OFFICE, OFFICE)


def test_the_first_address_that_is_told_is_the_default() -> None:
    quote = a_quote(LUME)
    given = seen(quote, talk=about_quote(quote))
    plan = hears(GiveAddress(address=SAID.model_copy(update={"name": "Jana Vogt"})), given, at())
    assert plan.profile.address == OFFICE and not plan.messages


def test_the_default_again_is_no_address_for_once() -> None:
    plan = hears(ChooseAddress(words="the Lindenweg one"), quoting(address=OFFICE), at(OFFICE))
    assert goes_to(plan) == HOME and not plan.messages


def test_from_now_on_changes_the_default_and_says_that_placed_orders_stay() -> None:
    order = a_quote(M).shipped()
    plan = hears(GiveAddress(address=SAID, always=True), seen(order, known=at_home()), at())
    assert (type(said(plan)), plan.profile.address, plan.actions) == (say.DefaultAddressNow, OFFICE, ())


def test_an_order_that_is_not_packed_is_offered_the_new_default_too() -> None:
    order = a_quote(M).paid()
    given = seen(order, talk=conversation(focus_order=order.order.id), known=at_home())
    plan = hears(GiveAddress(address=SAID, always=True), given, at())
    message = said(plan)
    assert isinstance(message, say.DefaultAddressNowAndOrder) and not plan.actions
    assert [button.id for button in message.buttons()] == [f"order:{order.order.id}:to_default"]
    too = hears(SendToDefault(order=OrderRef(id=order.order.id)), next_turn(plan, given), at())
    assert isinstance(said(too), changes.AddressPreview) and too.conversation.pending is not None
    action = too.conversation.pending.action
    assert isinstance(action, ChangeAddress) and action.address == OFFICE


def test_an_order_that_goes_there_already_stays() -> None:
    order = a_quote(M).paid()
    plan = hears(SendToDefault(order=OrderRef(id=order.order.id)), seen(order, known=at_home()), at())
    assert isinstance(said(plan), say.GoesThereAlready)


def test_the_default_that_it_is_already_is_said_so() -> None:
    same = AddressSaid(line1=HOME.line1, city=HOME.city, postcode=HOME.postcode, country="DE")
    plan = hears(GiveAddress(address=same, always=True), seen(known=at_home()), at())
    assert isinstance(said(plan), say.DefaultAddressIsThat)


@pytest.mark.parametrize(
    ("command", "address"),
    [
        (ChooseAddress(words="diesmal an die Bürostraße"), OFFICE),
        (ChooseAddress(words="to the one in Husum"), PARENTS),
        (ChooseAddress(words="an Uta"), PARENTS),
        (ChooseAddress(key=key_of(OFFICE)), OFFICE),
        (ChooseAddress(address=AddressSaid(line1="bürostraße 5")), OFFICE),
    ],
)
def test_one_of_the_known_addresses_is_meant_by_its_words(command: ChooseAddress, address: Address) -> None:
    plan = hears(command, quoting(), at(OFFICE, PARENTS))
    assert (goes_to(plan), plan.profile.address) == (address, HOME)


def test_the_other_of_two_is_the_one_it_does_not_go_to() -> None:
    assert goes_to(hears(ChooseAddress(another=True), quoting(), at(OFFICE))) == OFFICE


def test_what_is_not_clear_offers_all_that_are_known_and_the_answer_counts() -> None:
    given = quoting()
    plan = hears(ChooseAddress(words="to the office"), given, at(OFFICE, PARENTS))
    message = said(plan)
    assert isinstance(message, say.AskWhichAddress)
    assert [button.text for button in message.buttons()] == ["Lindenweg 8", "Bürostraße 5", "Am Deich 1"]
    pressed = Answer(slot="address", value=message.keys[2])
    assert goes_to(hears(pressed, next_turn(plan, given), at(OFFICE, PARENTS))) == PARENTS


def test_another_address_for_what_is_being_ordered_offers_those_that_are_known() -> None:
    assert isinstance(said(hears(Change(), quoting(), at(OFFICE))), say.AskWhichAddress)
    assert isinstance(said(hears(Change(), quoting(), at())), changes.AskNewAddress)


def test_a_street_alone_is_the_known_address_that_has_it() -> None:
    street = GiveAddress(address=AddressSaid(line1="in der Bürostraße"))
    assert goes_to(hears(street, quoting(), at(OFFICE, PARENTS))) == OFFICE
    moved = GiveAddress(address=AddressSaid(line1="Bürostraße 7"))
    assert goes_to(hears(moved, quoting(), at(OFFICE, PARENTS))).line1 == "Bürostraße 7"


def test_where_only_one_is_known_the_other_one_is_asked_for() -> None:
    assert isinstance(said(hears(ChooseAddress(another=True), quoting(), at())), say.OnlyOneAddress)


def test_where_none_is_known_it_is_asked_for() -> None:
    plan = hears(ChooseAddress(words="to the office"), seen(), counter(*SHOP))
    assert isinstance(said(plan), till.AskAddress)


def test_a_street_that_is_new_is_an_address_to_be_completed() -> None:
    plan = hears(ChooseAddress(address=AddressSaid(line1="Ringstraße 9"), always=True), seen(known=at_home()), at())
    assert isinstance(said(plan), till.AddressIncomplete)
    assert plan.conversation.question is not None and '"always":true' in (plan.conversation.question.command or "")


def test_a_known_address_becomes_the_default_by_its_words() -> None:
    plan = hears(ChooseAddress(words="make Bürostraße my default", always=True), seen(known=at_home()), at(OFFICE))
    assert (plan.profile.address, type(said(plan))) == (OFFICE, say.DefaultAddressNow)


def test_with_nothing_being_ordered_a_known_address_is_for_the_next_order() -> None:
    plan = hears(ChooseAddress(words="Husum"), seen(known=at_home()), at(PARENTS))
    assert (plan.conversation.address, plan.profile.address) == (PARENTS, HOME)


def test_a_placed_order_in_focus_is_redirected_to_a_known_address_after_a_yes() -> None:
    order = a_quote(M).paid()
    given = seen(order, talk=conversation(focus_order=order.order.id), known=at_home())
    plan = hears(ChooseAddress(words="Husum"), given, at(PARENTS))
    assert isinstance(said(plan), changes.AddressPreview) and plan.conversation.pending is not None
