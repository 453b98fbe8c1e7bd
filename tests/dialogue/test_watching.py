"""Waiting for what is sold out: which variant is meant, what is waited for, and calling it off."""

from dataclasses import replace

import pytest

from dialogue.commands import Answer, AskWatched, ListOrders, OptOut, ProductRef, StopWatching, TakeProduct, WatchStock
from dialogue.conversation import Conversation, OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.messages import watching as say
from dialogue.messages.base import Message
from dialogue.messages.tracking import NoOrdersYet, OrdersListed
from dialogue.plan import Plan
from dialogue.view import View
from matching.need import Need
from orders.account_actions import ForgetWishes, StockWish
from orders.account_actions import WatchStock as Watch
from orders.ids import ConversationId, Sku
from tests.dialogue.counterpart import NOW, SHOPPER, Goods, conversation, counter, shown, view
from tests.dialogue.till import a_quote, hears, next_turn
from tests.dialogue.till import seen as till_seen

GONE = ("yellow-M", "navy-M", "navy-L")
COAT = Goods("coat", "jacket", "89.00", colors=("yellow", "navy"), sizes=("S", "M", "L"), gone_skus=GONE)
LAMP = Goods("lume", "lamp", "30.00", colors=("white", "red"), gone=("white",))
RUG = Goods("nap", "rug", "99.00", colors=("grey",), stock=0)
SHOP = (COAT, LAMP, RUG)


def at(*waiting: str) -> Counter:
    wishes = tuple(
        StockWish(number, SHOPPER, ConversationId("c1"), Sku(sku), NOW) for number, sku in enumerate(waiting, start=1)
    )
    return replace(counter(*SHOP), wishes_of=lambda shopper: wishes if shopper == SHOPPER else ())


def seen(*skus: str, **fields: object) -> View:
    """A view in which these were shown; the first is in focus."""
    talk: Conversation = conversation(shown=shown(*skus), **fields)
    return view(replace(talk, focus=talk.shown[0] if talk.shown else None), None, "hello")


def asks(command: WatchStock, given: View) -> Plan:
    return hears(command, given, at())


def watched(plan: Plan) -> str:
    (wish,) = plan.account
    assert isinstance(wish, Watch)
    (message,) = plan.after
    assert isinstance(message, say.WillTellWhenBack) and message.sku == wish.sku
    return wish.sku


def said(plan: Plan) -> Message:
    (message,) = plan.messages
    return message


def test_what_was_shown_and_is_sold_out_is_waited_for_where_the_shopper_is() -> None:
    plan = asks(WatchStock(), seen("nap-grey"))
    (wish,) = plan.account
    assert wish == Watch(
        shopper=SHOPPER, conversation=ConversationId("c1"), sku=Sku("nap-grey"), market="DE", currency="EUR"
    )


@pytest.mark.parametrize(
    ("command", "sku"),
    [
        (WatchStock(size="M"), "coat-yellow-M"),
        (WatchStock(color="navy", size="L"), "coat-navy-L"),
        (WatchStock(product=ProductRef(sku="coat-navy-M")), "coat-navy-M"),
        (WatchStock(product=ProductRef(sku="coat-yellow-S")), "coat-yellow-M"),
        (WatchStock(product=ProductRef(position=2), color="white"), "lume-white"),
    ],
)
def test_the_variant_that_was_named_is_waited_for(command: WatchStock, sku: str) -> None:
    assert watched(asks(command, seen("coat-yellow-S", "lume-red"))) == sku


def test_of_several_sizes_the_one_meant_is_asked_and_waited_for() -> None:
    given = seen("coat-yellow-S")
    plan = asks(WatchStock(color="navy"), given)
    message = said(plan)
    assert isinstance(message, say.AskWhichSizeToWatch) and message.sizes == ("M", "L")
    assert [button.id for button in message.buttons()] == ["size:M", "size:L"]
    assert watched(hears(Answer(slot="size", value="L"), next_turn(plan, given), at())) == "coat-navy-L"


def test_the_size_that_was_looked_for_is_not_asked_again() -> None:
    given = seen("coat-yellow-S", needs=(Need(category="jacket", size="L"),))
    assert watched(asks(WatchStock(color="navy"), given)) == "coat-navy-L"


def test_the_colour_that_was_looked_for_is_the_one_waited_for() -> None:
    given = seen("lume-red", needs=(Need(category="lamp", colors=("white",)),))
    assert watched(asks(WatchStock(), given)) == "lume-white"
    coat = seen("coat-yellow-S", needs=(Need(category="jacket", colors=("navy",)),))
    assert watched(asks(WatchStock(size="L"), coat)) == "coat-navy-L"


def test_what_was_to_be_taken_and_is_sold_out_is_what_it_means() -> None:
    taking = TakeProduct(product=ProductRef(sku="coat-yellow-S"), size="M").model_dump_json()
    question = OpenQuestion(Slot.PRODUCT, options=("coat-yellow-S",), command=taking, subject="suggested")
    assert watched(asks(WatchStock(), seen("coat-yellow-S", question=question))) == "coat-yellow-M"


def test_of_a_product_that_is_all_there_the_orders_room_says_so() -> None:
    (wish,) = asks(WatchStock(), seen("lume-red")).account
    assert isinstance(wish, Watch) and wish.sku == "lume-red"


def test_with_nothing_at_hand_it_is_asked_what_is_waited_for() -> None:
    plan = asks(WatchStock(), seen())
    assert isinstance(said(plan), say.AskWhatToWatch) and not plan.account


def test_what_is_waited_for_is_listed_by_name() -> None:
    message = said(hears(AskWatched(), seen(), at("nap-grey", "coat-navy-M")))
    assert isinstance(message, say.WaitingFor) and message.skus == ("nap-grey", "coat-navy-M")
    assert [button.id for button in message.buttons()] == ["unwatch:all"]
    one = said(hears(AskWatched(), seen(), at("nap-grey")))
    assert [button.id for button in one.buttons()] == ["unwatch:nap-grey"]


def test_who_waits_for_nothing_is_told_so() -> None:
    assert isinstance(said(hears(AskWatched(), seen(), at())), say.WaitingForNothing)
    assert isinstance(said(hears(StopWatching(), seen(), at())), say.WaitingForNothing)


def test_who_waits_for_a_parcel_alone_is_told_of_that() -> None:
    given = till_seen(a_quote().paid())
    assert isinstance(said(hears(AskWatched(), given, at())), OrdersListed)


def test_orders_and_what_is_sold_out_are_both_what_one_waits_for() -> None:
    plan = hears(ListOrders(), till_seen(a_quote().paid()), at("nap-grey"))
    assert [type(message) for message in plan.messages] == [OrdersListed, say.WaitingFor]
    assert [type(message) for message in hears(ListOrders(), seen(), at()).messages] == [NoOrdersYet]


@pytest.mark.parametrize(
    ("command", "sku"),
    [
        (StopWatching(product=ProductRef(sku="nap-grey")), "nap-grey"),
        (StopWatching(product=ProductRef(words="the rug")), "nap-grey"),
        (StopWatching(color="navy", size="L"), "coat-navy-L"),
        (StopWatching(everything=True), None),
    ],
)
def test_what_is_meant_is_called_off(command: StopWatching, sku: str | None) -> None:
    plan = hears(command, seen(), at("nap-grey", "coat-navy-M", "coat-navy-L"))
    assert plan.account == (ForgetWishes(shopper=SHOPPER, sku=Sku(sku) if sku else None),)
    assert isinstance(plan.after[0], say.NoLongerWaiting if sku else say.WaitingForNothingNow)


def test_the_only_thing_waited_for_needs_no_name() -> None:
    plan = hears(StopWatching(), seen(), at("nap-grey"))
    assert plan.account == (ForgetWishes(shopper=SHOPPER, sku=Sku("nap-grey")),)


def test_of_several_it_is_asked_which_to_call_off() -> None:
    given = seen()
    plan = hears(StopWatching(), given, at("nap-grey", "coat-navy-M"))
    message = said(plan)
    assert isinstance(message, say.WhichNoLonger) and not plan.account
    again = hears(StopWatching(product=ProductRef(sku="coat-navy-M")), next_turn(plan, given), at("coat-navy-M"))
    assert again.account == (ForgetWishes(shopper=SHOPPER, sku=Sku("coat-navy-M")),)


def test_what_has_left_the_catalog_is_called_off_all_the_same() -> None:
    plan = hears(StopWatching(product=ProductRef(sku="old-thing")), seen(), at("old-thing"))
    assert plan.account == (ForgetWishes(shopper=SHOPPER, sku=Sku("old-thing")),)


def test_who_wants_no_messages_waits_for_nothing_any_more() -> None:
    assert hears(OptOut(), seen(), at("nap-grey")).account == (ForgetWishes(shopper=SHOPPER),)
