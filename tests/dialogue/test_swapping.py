"""Other goods for what was ordered: another product, several items at once, and which of them is meant."""

from dataclasses import replace

import pytest

from dialogue.commands import (
    Answer,
    ChangeOrder,
    Confirm,
    Direction,
    ExchangeItem,
    FindProducts,
    OrderRef,
    ProductRef,
    RefineSearch,
    SwapSaid,
    TakeProduct,
)
from dialogue.conversation import Conversation, Slot
from dialogue.counter import Counter
from dialogue.messages import changes, refusals, swaps
from dialogue.messages.basket import AskSize, ProductSoldOut
from dialogue.plan import Plan
from dialogue.view import View
from matching.need import Need
from orders import actions
from orders.actions import Swap
from orders.ids import Sku
from tests.dialogue.counterpart import Goods, conversation, counter, eur, shown
from tests.dialogue.till import (
    BOOTS,
    FJELL_42,
    JACKET,
    LAMP,
    LUME,
    NAVY_M,
    Bought,
    M,
    S,
    a_quote,
    hears,
    next_turn,
    offers,
    seen,
)

DRIZZLE = Goods("drizzle", "jacket", "60.00", colors=("black",), sizes=("S", "M"))
GLOW = Goods("glow", "lamp", "30.00", colors=("white",), sizes=())
GONE = Goods("mist", "jacket", "60.00", colors=("grey",), sizes=("M",), stock=0)
SHOP = (JACKET, LAMP, BOOTS, DRIZZLE, GLOW, GONE)
DRIZZLE_M = Sku("drizzle-black-M")


def at_counter() -> Counter:
    known = offers(SHOP)
    return replace(counter(*SHOP), offers_of=lambda skus: {sku: known[sku] for sku in skus if sku in known})


def asks(command: ChangeOrder | ExchangeItem, *bought: Bought, talk: Conversation | None = None) -> tuple[Plan, View]:
    given = seen(*bought, talk=talk)
    return hears(command, given, at_counter()), given


def swaps_done(plan: Plan, given: View) -> tuple[Swap, ...]:
    """What a yes to the plan does."""
    (action,) = hears(Confirm(), next_turn(plan, given), at_counter()).actions
    assert isinstance(action, actions.ChangeLines | actions.ExchangeLines)
    return action.swaps


def line(order: Bought, at: int = 0) -> str:
    return str(order.order.lines[at].id)


def test_a_product_called_by_its_name_takes_the_place_in_the_size_it_has() -> None:
    order = a_quote(M).paid()
    plan, given = asks(ChangeOrder(instead=ProductRef(words="drizzle")), order)
    (message,) = plan.messages
    assert isinstance(message, swaps.ChangePreviewCheaper) and message.difference == eur("31.90")
    assert swaps_done(plan, given) == (Swap(order.order.lines[0].id, 1, DRIZZLE_M),)


def test_a_product_on_the_table_is_pointed_at() -> None:
    order = a_quote(M, FJELL_42).paid()
    talk = conversation(shown=shown("lume-white", "drizzle-black-S"))
    plan, given = asks(ChangeOrder(item="boots", instead=ProductRef(position=2), size="M"), order, talk=talk)
    assert isinstance(plan.messages[0], swaps.ChangePreviewCheaper)
    assert swaps_done(plan, given) == (Swap(order.order.lines[1].id, 1, DRIZZLE_M),)


def test_without_an_item_the_one_of_the_same_kind_is_meant() -> None:
    order = a_quote(LUME, M).paid()
    plan, given = asks(ChangeOrder(instead=ProductRef(words="drizzle")), order)
    assert swaps_done(plan, given)[0].line == order.order.lines[1].id


def test_without_an_item_the_only_one_that_comes_in_that_size_is_meant() -> None:
    order = a_quote(LUME, M).paid()
    plan, given = asks(ChangeOrder(size="S"), order)
    assert swaps_done(plan, given) == (Swap(order.order.lines[1].id, 1, S),)


def test_the_size_is_asked_where_the_old_one_is_none_of_the_new_product() -> None:
    order = a_quote(LUME).paid()
    plan, given = asks(ChangeOrder(instead=ProductRef(words="drizzle")), order)
    (message,) = plan.messages
    assert isinstance(message, AskSize) and message.sizes == ("S", "M")
    after = hears(Answer(slot="size", value="M"), next_turn(plan, given), at_counter())
    assert isinstance(after.messages[0], swaps.ChangePreviewDearer)
    assert swaps_done(after, given)[0].new_sku == DRIZZLE_M


def test_a_size_that_is_not_made_is_answered_with_those_that_are() -> None:
    plan, given = asks(ChangeOrder(instead=ProductRef(words="drizzle"), size="XXL"), a_quote(M).paid())
    (message,) = plan.messages
    assert isinstance(message, changes.NoSuchVariant)
    after = hears(Answer(slot="sku", value="drizzle-black-S"), next_turn(plan, given), at_counter())
    assert swaps_done(after, given)[0].new_sku == "drizzle-black-S"


def test_a_product_that_is_sold_out_is_said_to_be() -> None:
    talk = conversation(shown=shown("mist-grey-M"))
    plan, _ = asks(ChangeOrder(instead=ProductRef(position=1)), a_quote(M).paid(), talk=talk)
    assert isinstance(plan.messages[0], ProductSoldOut) and not plan.actions


def test_several_items_are_previewed_together_with_one_difference() -> None:
    order = a_quote(M, LUME).paid()
    more = (SwapSaid(item="lamp", instead=ProductRef(words="glow")),)
    plan, given = asks(ChangeOrder(item="jacket", size="L", more=more), order)
    (message,) = plan.messages
    assert isinstance(message, swaps.ChangesPreviewDearer) and message.difference == eur("6.60")
    assert [pair.new.given for pair in message.swaps] == ["Skagen jacket", "Glow lamp"]
    assert [swap.new_sku for swap in swaps_done(plan, given)] == ["skagen-yellow-L", "glow-white"]


def test_both_in_one_size_is_for_every_line_that_comes_in_it() -> None:
    order = a_quote(M, LUME, NAVY_M).paid()
    plan, given = asks(ChangeOrder(item="all", size="S"), order)
    assert isinstance(plan.messages[0], swaps.ChangesPreview)
    assert [swap.new_sku for swap in swaps_done(plan, given)] == [S, "skagen-navy-S"]


def test_an_open_point_of_one_item_is_asked_and_the_others_are_kept() -> None:
    order = a_quote(M, LUME).paid()
    more = (SwapSaid(item="lamp", instead=ProductRef(words="drizzle")),)
    plan, given = asks(ChangeOrder(item="jacket", size="L", more=more), order)
    assert isinstance(plan.messages[0], AskSize)
    after = hears(Answer(slot="size", value="S"), next_turn(plan, given), at_counter())
    assert {swap.new_sku for swap in swaps_done(after, given)} == {"skagen-yellow-L", "drizzle-black-S"}


def test_a_further_item_joins_what_was_just_previewed() -> None:
    order = a_quote(M, LUME).paid()
    plan, given = asks(ChangeOrder(item="jacket", size="L"), order)
    more = ChangeOrder(item="lamp", instead=ProductRef(words="glow"))
    both = hears(more, next_turn(plan, given), at_counter())
    assert isinstance(both.messages[0], swaps.ChangesPreviewDearer)
    assert {swap.new_sku for swap in swaps_done(both, given)} == {"skagen-yellow-L", "glow-white"}


def test_another_wish_for_the_same_item_takes_the_place_of_the_previewed_one() -> None:
    order = a_quote(M, LUME).paid()
    plan, given = asks(ChangeOrder(item="jacket", size="L"), order)
    other = hears(ChangeOrder(instead=ProductRef(words="drizzle")), next_turn(plan, given), at_counter())
    assert [swap.new_sku for swap in swaps_done(other, given)] == [DRIZZLE_M]


def test_what_was_previewed_before_something_else_was_looked_at_is_not_joined() -> None:
    order = a_quote(M, LUME).paid()
    plan, given = asks(ChangeOrder(item="jacket", size="L"), order)
    looked = hears(FindProducts(needs=(Need(category="boots"),)), next_turn(plan, given), at_counter())
    later = hears(ChangeOrder(item="lamp", instead=ProductRef(words="glow")), next_turn(looked, given), at_counter())
    assert [swap.new_sku for swap in swaps_done(later, given)] == ["glow-white"]


def test_some_pieces_of_an_item_may_be_swapped() -> None:
    order = a_quote(LUME, quantity=3).paid()
    plan, given = asks(ChangeOrder(quantity=1, instead=ProductRef(words="glow")), order)
    (message,) = plan.messages
    assert isinstance(message, swaps.ChangePreview) and message.old.quantity == 1
    assert swaps_done(plan, given)[0].quantity == 1


def test_more_pieces_than_there_are_are_refused() -> None:
    plan, _ = asks(ChangeOrder(quantity=5, instead=ProductRef(words="glow")), a_quote(LUME, quantity=3).paid())
    assert plan.messages == (refusals.RefusedQuantityTooLarge(possible=3),)


# Goods to choose from


def test_something_else_shows_goods_of_the_same_kind_and_asks_which() -> None:
    order = a_quote(M).paid()
    plan, given = asks(ChangeOrder(seeking=Need()), order)
    (message,) = plan.messages
    assert isinstance(message, swaps.GoodsInstead) and [card.product for card in message.shown] == ["drizzle"]
    assert plan.conversation.question is not None and plan.conversation.question.slot is Slot.PRODUCT
    after = hears(Answer(slot="product", value="drizzle-black-S"), next_turn(plan, given), at_counter())
    assert swaps_done(after, given) == (Swap(order.order.lines[0].id, 1, DRIZZLE_M),)


def test_a_kind_of_goods_wanted_instead_is_looked_for() -> None:
    plan, _ = asks(ChangeOrder(seeking=Need(category="lamp")), a_quote(M).paid())
    (message,) = plan.messages
    assert isinstance(message, swaps.GoodsInstead) and {card.product for card in message.shown} == {"lume", "glow"}


def test_what_is_taken_of_goods_shown_for_a_swap_is_swapped() -> None:
    order = a_quote(M).paid()
    plan, given = asks(ChangeOrder(seeking=Need(category="lamp")), order)
    after = hears(TakeProduct(product=ProductRef(position=1)), next_turn(plan, given), at_counter())
    assert isinstance(after.messages[0], swaps.ChangePreviewCheaper) and not after.conversation.basket


def test_more_of_the_goods_shown_for_a_swap_are_for_it_too() -> None:
    lamps = tuple(Goods(f"lamp{number}", "lamp", "30.00", colors=("white",)) for number in range(5))
    till = replace(counter(JACKET, *lamps), offers_of=lambda skus: offers(lamps))
    given = seen(a_quote(M).paid())
    plan = hears(ChangeOrder(seeking=Need(category="lamp")), given, till)
    more = hears(RefineSearch(direction=Direction.MORE), next_turn(plan, given), till)
    assert more.conversation.shown and set(more.conversation.shown).isdisjoint(plan.conversation.shown)
    taken = hears(TakeProduct(product=ProductRef(position=1)), next_turn(more, given), till)
    assert isinstance(taken.messages[0], swaps.ChangePreviewCheaper)


def test_looking_at_other_goods_changes_no_order() -> None:
    order = a_quote(M).paid()
    plan, given = asks(ChangeOrder(seeking=Need(category="lamp")), order)
    looked = hears(FindProducts(needs=(Need(category="boots"),)), next_turn(plan, given), at_counter())
    assert not looked.actions and looked.conversation.pending is None
    taken = hears(TakeProduct(product=ProductRef(position=1)), next_turn(looked, given), at_counter())
    assert not any(isinstance(action, actions.ChangeLines) for action in taken.actions)


def test_a_name_that_we_do_not_know_shows_what_there_is() -> None:
    plan, _ = asks(ChangeOrder(instead=ProductRef(words="blorf")), a_quote(M).paid())
    assert isinstance(plan.messages[0], swaps.GoodsInstead)


def test_without_anything_to_swap_for_that_is_said() -> None:
    plan, _ = asks(ChangeOrder(seeking=Need(category="tent")), a_quote(M).paid())
    assert plan.messages == (swaps.NothingInstead(),)


# After delivery, and before the order


@pytest.mark.parametrize(
    ("wish", "kind"),
    [
        (ExchangeItem(instead=ProductRef(words="drizzle")), swaps.ExchangePreviewCheaper),
        (ExchangeItem(instead=ProductRef(words="fjell"), size="42"), swaps.ExchangePreviewDearer),
        (ChangeOrder(instead=ProductRef(words="drizzle")), swaps.ExchangePreviewCheaper),
    ],
)
def test_delivered_goods_are_swapped_for_another_product(
    wish: ChangeOrder | ExchangeItem, kind: type[changes.Preview]
) -> None:
    order = a_quote(M).delivered()
    plan, given = asks(wish, order)
    assert isinstance(plan.messages[0], kind)
    assert swaps_done(plan, given)[0].line == order.order.lines[0].id


def test_several_delivered_items_are_swapped_for_one_difference() -> None:
    more = (SwapSaid(item="lamp", instead=ProductRef(words="glow")),)
    plan, given = asks(ExchangeItem(item="jacket", size="L", more=more), a_quote(M, LUME).delivered())
    assert isinstance(plan.messages[0], swaps.ExchangesPreviewDearer)
    assert len(swaps_done(plan, given)) == 2


def test_what_is_on_its_way_cannot_be_changed() -> None:
    plan, _ = asks(ChangeOrder(instead=ProductRef(words="drizzle")), a_quote(M).shipped())
    assert plan.messages[0] == refusals.RefusedAlreadyShipped() and not plan.actions


def test_what_has_not_left_is_changed_and_not_exchanged() -> None:
    order = a_quote(M).paid()
    plan, _ = asks(ExchangeItem(order=OrderRef(id=order.order.id), instead=ProductRef(words="drizzle")), order)
    assert isinstance(plan.messages[0], swaps.ChangePreviewCheaper)


def test_another_product_takes_the_place_in_what_is_about_to_be_ordered() -> None:
    quote = a_quote(M)
    talk = conversation(quote=quote.order.id, address=quote.order.address)
    plan, _ = asks(ChangeOrder(instead=ProductRef(words="drizzle")), quote, talk=talk)
    (action,) = plan.actions
    assert isinstance(action, actions.MakeQuote) and action.lines == ((DRIZZLE_M, 1),)
