"""Changing an order before it leaves: the exact consequence is shown first, and the yes does exactly that."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

import dialogue.commands as said
from dialogue.commands import (
    AddressSaid,
    Answer,
    CancelOrder,
    ChangeAddress,
    ChangeOrder,
    Confirm,
    GiveAddress,
    OrderRef,
)
from dialogue.conversation import Slot
from dialogue.messages import changes as say
from dialogue.messages import refusals, swaps
from dialogue.messages.basket import AskColor, AskSize
from dialogue.messages.checkout import HowToChangeQuote, NameMissing
from dialogue.messages.tracking import NoOrdersYet
from orders import actions
from tests.dialogue.counterpart import NOW, conversation, counter
from tests.dialogue.till import (
    FJELL_42,
    JACKET,
    LUME,
    NAVY_M,
    L,
    M,
    S,
    a_quote,
    about_quote,
    at_home,
    hears,
    next_turn,
    offers,
    says,
    seen,
)  # fmt: skip

NEW = AddressSaid(line1="Am Markt 1", postcode="50667", city="Köln")


# Cancelling


def test_a_cancellation_shows_the_whole_refund_and_asks() -> None:
    plan = hears(CancelOrder(), seen(a_quote(M).paid()))
    (message,) = plan.messages
    assert isinstance(message, say.CancelPreview) and message.refund.plain() == "103.29"
    assert plan.actions == () and plan.conversation.pending is not None
    assert [button.id for button in message.buttons()] == ["confirm:token-1", "deny:token-1"]


def test_the_yes_cancels_exactly_what_was_shown_once() -> None:
    given = seen(a_quote(M).paid())
    plan = hears(Confirm(), next_turn(hears(CancelOrder(), given), given))
    (action,) = plan.actions
    assert isinstance(action, actions.CancelOrder)
    assert (action.confirmation, action.expected_version) == ("token-1", 1)
    assert plan.conversation.pending is None


def test_an_order_that_is_still_being_charged_can_be_cancelled() -> None:
    assert isinstance(says(CancelOrder(), seen(a_quote(M).placed())), say.CancelUnpaidPreview)


def test_after_shipping_the_return_is_offered_instead() -> None:
    first, second = hears(CancelOrder(), seen(a_quote(M).shipped())).messages
    assert first == refusals.RefusedAlreadyShipped()
    assert isinstance(second, say.ReturnInstead) and second.days == 30


def test_after_delivery_sending_back_is_offered_instead() -> None:
    assert says(CancelOrder(), seen(a_quote(M).delivered())) == say.TooLateDelivered(order="SK-7F3KQ2")
    assert says(CancelOrder(), seen(a_quote(M).delivered(days_ago=90))) == say.TooLateForAnything()


def test_one_item_of_several_is_cancelled_alone() -> None:
    given = seen(a_quote(M, LUME).paid())
    plan = hears(CancelOrder(item="the lamp"), given)
    (message,) = plan.messages
    assert isinstance(message, say.CancelItemPreview) and message.refund.plain() == "33.00"
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.CancelLine) and action.quantity == 1


def test_some_pieces_of_the_only_item_are_cancelled_alone_and_all_of_them_cancel_the_order() -> None:
    given = seen(a_quote(LUME, quantity=3).paid())
    some = says(CancelOrder(item="lamp", quantity=1), given)
    assert isinstance(some, say.CancelItemPreview) and some.quantity == 1
    assert isinstance(says(CancelOrder(item="lamp", quantity=3), given), say.CancelPreview)


def test_an_item_that_is_not_in_the_order_is_asked_for_with_what_is() -> None:
    given = seen(a_quote(M, LUME).paid())
    plan = hears(CancelOrder(item="sofa"), given)
    (message,) = plan.messages
    assert isinstance(message, say.ItemNotInOrder)
    answer = hears(Answer(slot="item", value=message.lines[1]), next_turn(plan, given))
    assert isinstance(answer.messages[0], say.CancelItemPreview)


def test_cancel_while_a_quote_waits_lets_the_quote_go() -> None:
    quote = a_quote(M, LUME)
    given = seen(quote, a_quote(LUME, number="SK-222222").paid(), talk=about_quote(quote), known=at_home())
    assert isinstance(hears(CancelOrder(), given).actions[0], actions.AbandonQuote)
    without = hears(CancelOrder(item="lamp"), given)
    assert isinstance(without.actions[0], actions.MakeQuote) and without.actions[0].lines == ((M, 1),)
    assert says(CancelOrder(item="sofa"), given) == HowToChangeQuote()
    named = says(CancelOrder(order=OrderRef(id="SK-222222")), given)
    assert isinstance(named, say.CancelPreview)


def test_a_cancellation_is_taken_back_after_a_yes() -> None:
    given = seen(a_quote(M).cancelled())
    plan = hears(said.UndoCancel(), given)
    assert isinstance(plan.messages[0], say.UndoCancelPreview)
    assert isinstance(hears(Confirm(), next_turn(plan, given)).actions[0], actions.UndoCancel)


def test_too_late_to_take_back_offers_the_same_again() -> None:
    (message,) = hears(said.UndoCancel(), seen(a_quote(M).cancelled(minutes_ago=60))).messages
    assert isinstance(message, refusals.RefusedUndoTooLate)
    assert message.buttons()[0].id == "order:SK-7F3KQ2:again"


def test_without_a_cancellation_there_is_nothing_to_take_back() -> None:
    assert says(said.UndoCancel(), seen(a_quote(M).paid())) == say.NothingToUndo()
    named = says(said.UndoCancel(order=OrderRef(id="SK-7F3KQ2")), seen(a_quote(M).paid()))
    assert named == refusals.RefusedNotCancelled()
    assert says(said.UndoCancel(order=OrderRef(id="SK-1")), seen()) == NoOrdersYet()


# Address


def test_a_new_address_is_read_back_before_the_yes() -> None:
    given = seen(a_quote(M).paid())
    plan = hears(ChangeAddress(address=NEW), given)
    (message,) = plan.messages
    assert isinstance(message, say.AddressPreview)
    assert (message.address.name, message.address.city, message.address.country) == ("Jana Vogt", "Köln", "DE")
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.ChangeAddress) and action.address.postcode == "50667"


def test_a_street_alone_stays_in_the_same_town() -> None:
    message = says(ChangeAddress(address=AddressSaid(line1="Lindenweg 9")), seen(a_quote(M).paid()))
    assert isinstance(message, say.AddressPreview)
    assert (message.address.line1, message.address.city) == ("Lindenweg 9", "Bonn")


def test_another_name_alone_keeps_the_address() -> None:
    message = says(ChangeAddress(address=AddressSaid(name="Tim Vogt")), seen(a_quote(M).paid()))
    assert isinstance(message, say.AddressPreview)
    assert (message.address.name, message.address.line1) == ("Tim Vogt", "Lindenweg 8")


def test_the_address_is_asked_for_and_its_parts_are_gathered() -> None:
    given = seen(a_quote(M).paid())
    asked = hears(ChangeAddress(), given)
    assert asked.messages == (say.AskNewAddress(order="SK-7F3KQ2"),)
    partly = hears(GiveAddress(address=AddressSaid(line1="Am Markt 1", city="Köln")), next_turn(asked, given))
    assert partly.conversation.question is not None and partly.conversation.question.slot is Slot.ADDRESS
    plan = hears(GiveAddress(address=AddressSaid(postcode="50667")), next_turn(partly, given))
    assert isinstance(plan.messages[0], say.AddressPreview) and plan.messages[0].address.line1 == "Am Markt 1"


def test_after_shipping_the_address_stays() -> None:
    first, second = hears(ChangeAddress(address=NEW), seen(a_quote(M).shipped())).messages
    assert first == refusals.RefusedAlreadyShipped() and isinstance(second, say.ReturnInstead)


def test_no_day_that_has_passed_is_named_beside_what_is_too_late() -> None:
    _, second = hears(ChangeAddress(address=NEW), seen(a_quote(M).shipped(days_ago=9))).messages
    assert second == say.ReturnLater(order="SK-7F3KQ2", days=30)
    _, second = hears(ChangeAddress(address=NEW), seen(a_quote(M).shipped(eta=NOW + timedelta(days=1)))).messages
    assert isinstance(second, say.ReturnInstead) and second.by == date(2026, 11, 26)


def test_after_delivery_it_is_too_late_for_another_address() -> None:
    assert says(ChangeAddress(address=NEW), seen(a_quote(M).delivered())) == say.TooLateDelivered(order="SK-7F3KQ2")


def test_another_country_needs_a_new_order() -> None:
    abroad = NEW.model_copy(update={"country": "AT", "postcode": "1010", "city": "Wien"})
    message = says(ChangeAddress(address=abroad), seen(a_quote(M).paid()))
    assert isinstance(message, refusals.RefusedPriceWouldChange)


def test_another_address_for_the_open_quote_makes_a_new_one() -> None:
    quote = a_quote(M)
    given = seen(quote, talk=about_quote(quote), known=at_home())
    plan = hears(ChangeAddress(address=NEW), given)
    assert isinstance(plan.actions[0], actions.MakeQuote) and plan.actions[0].address.city == "Köln"
    asked = hears(ChangeAddress(), given)
    assert isinstance(asked.messages[0], say.AskNewAddress)
    after = hears(GiveAddress(address=NEW.model_copy(update={"name": "Tim", "country": "DE"})), next_turn(asked, given))
    assert isinstance(after.actions[0], actions.MakeQuote) and after.actions[0].address.name == "Tim"
    partly = hears(ChangeAddress(address=AddressSaid(city="Köln")), given)
    assert partly.conversation.question is not None and partly.messages != (NameMissing(),)


# Items


@pytest.mark.parametrize(
    ("command", "sku", "kind"),
    [
        (ChangeOrder(size="S"), S, swaps.ChangePreview),
        (ChangeOrder(size="L"), L, swaps.ChangePreviewDearer),
        (ChangeOrder(color="navy"), NAVY_M, swaps.ChangePreview),
    ],
)
def test_another_variant_says_the_difference_first(command: ChangeOrder, sku: str, kind: type[say.Preview]) -> None:
    given = seen(a_quote(M).paid())
    plan = hears(command, given)
    assert isinstance(plan.messages[0], kind)
    action = hears(Confirm(), next_turn(plan, given)).actions[0]
    assert isinstance(action, actions.ChangeLines) and action.swaps[0].new_sku == sku


def test_the_differences_are_exact() -> None:
    dearer = says(ChangeOrder(size="L"), seen(a_quote(M).paid()))
    cheaper = says(ChangeOrder(size="M"), seen(a_quote(L).paid()))
    assert isinstance(dearer, swaps.ChangePreviewDearer) and dearer.difference.plain() == "6.60"
    assert isinstance(cheaper, swaps.ChangePreviewCheaper) and cheaper.difference.plain() == "6.60"


def test_a_variant_that_is_not_there_is_answered_with_those_that_are() -> None:
    given = seen(a_quote(M).paid())
    plan = hears(ChangeOrder(size="XXL"), given)
    (message,) = plan.messages
    assert isinstance(message, say.NoSuchVariant) and M not in message.skus
    after = hears(Answer(slot="sku", value=message.skus[0]), next_turn(plan, given))
    assert isinstance(after.messages[0], say.Preview)


def test_the_variant_it_already_is_is_said_to_be() -> None:
    assert says(ChangeOrder(size="M"), seen(a_quote(M).paid())) == refusals.RefusedSameVariant()


def test_without_any_other_variant_sending_back_is_offered() -> None:
    assert isinstance(says(ChangeOrder(size="46"), seen(a_quote(FJELL_42).paid())), say.NoOtherVariant)


def test_fewer_pieces_cancel_some_and_more_need_an_order_of_their_own() -> None:
    given = seen(a_quote(LUME, quantity=3).paid())
    fewer = says(ChangeOrder(quantity=1), given)
    assert isinstance(fewer, say.CancelItemPreview) and fewer.quantity == 2
    more = says(ChangeOrder(quantity=5), given)
    assert isinstance(more, say.MoreNeedsNewOrder) and more.buttons()[0].id == "slot:sku:lume-white"
    assert isinstance(says(ChangeOrder(quantity=0), given), say.CancelPreview)
    assert says(ChangeOrder(quantity=3), given) == refusals.RefusedSameVariant()


def test_make_it_one_after_ordering_means_the_order_just_placed() -> None:
    given = seen(a_quote(LUME, quantity=3).paid(), talk=conversation(focus_order="SK-7F3KQ2"))
    assert isinstance(says(said.SetQuantity(quantity=1), given), say.CancelItemPreview)


def test_a_change_without_a_wish_asks_for_it_and_takes_the_answer() -> None:
    given = seen(a_quote(M).paid())
    asked = hears(ChangeOrder(), given)
    assert isinstance(asked.messages[0], say.AskWhatToChange)
    after = hears(Answer(slot="size", value="S"), next_turn(asked, given))
    assert isinstance(after.messages[0], swaps.ChangePreview)


def test_of_several_items_the_one_to_change_is_asked() -> None:
    given = seen(a_quote(M, NAVY_M).paid())
    asked = hears(ChangeOrder(size="S"), given)
    (message,) = asked.messages
    assert isinstance(message, say.WhichItem) and not isinstance(message, say.WhichItemOrAll)
    after = hears(Answer(slot="item", value=message.lines[0]), next_turn(asked, given))
    assert isinstance(after.messages[0], swaps.ChangePreview)


def test_after_shipping_nothing_is_changed_and_the_way_out_is_named() -> None:
    first, second = hears(ChangeOrder(size="S"), seen(a_quote(M).shipped())).messages
    assert first == refusals.RefusedAlreadyShipped() and isinstance(second, say.ReturnInstead)


def test_a_swap_asks_for_the_size_and_for_the_colour_where_there_is_only_one_size() -> None:
    given = seen(a_quote(M).delivered())
    asked = says(said.ExchangeItem(), given)
    assert isinstance(asked, AskSize) and asked.sizes == ("S", "L")
    only_m = replace(given, offers={sku: replace(o, stock=0) if o.sku in (S, L) else o for sku, o in offers().items()})
    colour = says(said.ExchangeItem(), only_m)
    assert isinstance(colour, AskColor) and [color.id for color in colour.colors] == ["navy"]
    nothing = replace(given, offers={sku: replace(offer, stock=0) for sku, offer in offers().items()})
    assert isinstance(says(said.ExchangeItem(), nothing), say.NoOtherVariant)


def test_goods_that_left_the_catalog_cannot_be_swapped() -> None:
    order = a_quote(M).delivered()
    line = replace(order.order.lines[0], sku=FJELL_42)
    given = replace(seen(order.changed(lines=(line,))), products=())
    (message,) = hears(said.ExchangeItem(size="43"), given, counter(JACKET)).messages
    assert isinstance(message, say.NoOtherVariant) and message.title.given == "Skagen jacket"


def test_no_orders_means_nothing_to_change() -> None:
    for command in (CancelOrder(), ChangeOrder(size="S"), ChangeAddress(), said.ReturnItem(), said.AskRefund()):
        assert says(command) == NoOrdersYet()
