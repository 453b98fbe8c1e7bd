"""Taking goods: only what is missing is asked, the nearest is offered, and a second tap changes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

import dialogue.commands as said
from dialogue.bookmarks import remember
from dialogue.commands import (
    Answer,
    ChangeOrder,
    Checkout,
    Command,
    Confirm,
    Consent,
    Deny,
    ProductRef,
    RefineSearch,
    RemoveFromBasket,
    SetQuantity,
    ShowBasket,
    TakeProduct,
)
from dialogue.conversation import BasketLine, Slot
from dialogue.messages import basket as say
from dialogue.messages.checkout import AlreadyOrdered, AskAddress, HowToChangeQuote, QuoteLetGo, QuoteUnchanged
from dialogue.playbooks.variants import Wish, nearest
from matching.need import Need
from orders.actions import AbandonQuote, MakeQuote
from orders.ids import Sku
from tests.dialogue.counterpart import NOW, conversation, counter, fact, profile, shown
from tests.dialogue.test_notices import quote_made
from tests.dialogue.till import (
    BOOTS,
    FJELL_42,
    JACKET,
    LAMP,
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
    says,
    seen,
    with_basket,
)  # fmt: skip

SEEN = {"shown": shown("skagen-yellow-M", "lume-white", "fjell-brown-42")}


def test_the_second_one_shown_is_quoted_at_once() -> None:
    plan = hears(TakeProduct(product=ProductRef(position=2)), seen(talk=conversation(**SEEN), known=at_home()))
    (action,) = plan.actions
    assert isinstance(action, MakeQuote)
    assert (action.lines, action.address.city, action.currency) == (((LUME, 1),), "Bonn", "EUR")
    assert plan.conversation.basket == (BasketLine(LUME, 1),)


def test_without_an_address_it_is_asked_for_first_and_nothing_is_quoted() -> None:
    plan = hears(TakeProduct(product=ProductRef(position=2)), seen(talk=conversation(**SEEN)))
    assert plan.messages == (AskAddress(),) and plan.actions == ()
    assert plan.conversation.question is not None and plan.conversation.question.slot is Slot.ADDRESS


def test_of_several_sizes_in_stock_the_size_is_asked() -> None:
    plan = hears(TakeProduct(product=ProductRef(position=1)), seen(talk=conversation(**SEEN), known=at_home()))
    (asked,) = plan.messages
    assert isinstance(asked, say.AskSize) and asked.sizes == ("S", "M", "L")
    assert [button.id for button in asked.buttons()] == ["size:S", "size:M", "size:L"]


def test_a_size_as_answer_goes_on_to_the_quote() -> None:
    given = seen(talk=conversation(**SEEN), known=at_home())
    asked = hears(TakeProduct(product=ProductRef(position=1), quantity=2), given)
    plan = hears(Answer(slot="size", value="l"), next_turn(asked, given))
    (action,) = plan.actions
    assert isinstance(action, MakeQuote) and action.lines == ((L, 2),)


def test_a_size_that_does_not_exist_offers_the_nearest_and_a_yes_takes_it() -> None:
    given = seen(talk=conversation(**SEEN), known=at_home())
    asked = hears(TakeProduct(product=ProductRef(position=1), size="XXL"), given)
    (message,) = asked.messages
    assert isinstance(message, say.VariantNotMade) and message.buttons()[0].id == f"slot:sku:{message.sku}"
    plan = hears(Confirm(), next_turn(asked, given))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((Sku(message.sku), 1),)


def test_for_a_colour_that_is_not_made_the_size_that_was_shown_is_offered_first() -> None:
    given = seen(talk=conversation(**SEEN), known=at_home())
    message = says(TakeProduct(product=ProductRef(position=1), color="red"), given)
    assert isinstance(message, say.VariantNotMade) and message.sku == "skagen-yellow-M"


def test_order_words_while_more_is_being_taken_show_first_what_would_be_ordered() -> None:
    quote = a_quote(LUME)
    given = seen(quote, talk=replace(about_quote(quote), shown=SEEN["shown"]), known=at_home())
    asked = hears(TakeProduct(product=ProductRef(position=1)), given)
    assert isinstance(asked.messages[0], say.AskSize)
    plan = hears(Confirm(consent=Consent.ORDER_WORDS), seen(quote, talk=asked.conversation, known=at_home()))
    (action,) = plan.actions
    assert isinstance(action, MakeQuote) and action.lines == ((LUME, 1),)


def test_of_a_product_that_is_not_made_in_a_size_the_sizes_next_to_it_are_offered() -> None:
    boots = BOOTS.__class__("polar", "boots", "139.00", colors=("sand",), sizes=("36", "39", "42")).product

    def offered(size: str) -> list[str | None]:
        return [variant.size for variant in nearest(boots, Wish(size=size), lambda sku: 3)]

    assert offered("43") == ["42", "39", "36"]
    assert offered("38") == ["39", "36", "42"]
    assert offered("large") == ["36", "39", "42"]


def test_a_sold_out_size_offers_the_nearest_there_is() -> None:
    given = seen(talk=conversation(**SEEN), known=at_home())
    message = says(TakeProduct(product=ProductRef(position=3), size="41"), given)
    assert isinstance(message, say.VariantSoldOut)
    assert (message.wanted.size, message.nearest.size, message.price.plain()) == ("41", "42", "120.00")


def test_a_product_that_is_gone_altogether_is_said_to_be() -> None:
    gone = counter(JACKET, LAMP, BOOTS.__class__("fjell", "boots", "120.00", colors=("brown",), sizes=("42",), stock=0))
    given = seen(talk=conversation(**SEEN), known=at_home())
    given = given.__class__(given.conversation, given.profile, given.inbounds, (), (), given.now)
    (message,) = hears(TakeProduct(product=ProductRef(position=3)), given, gone).messages
    assert isinstance(message, say.ProductSoldOut)


def test_the_size_of_the_search_is_not_asked_again() -> None:
    talk = conversation(**SEEN, needs=(Need(category="jacket", size="m"),))
    plan = hears(TakeProduct(product=ProductRef(position=1)), seen(talk=talk, known=at_home()))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((M, 1),)


def test_the_shoppers_own_size_is_taken_and_said() -> None:
    known = profile(fact("size.clothing", "M"), address=at_home().address)
    plan = hears(TakeProduct(product=ProductRef(position=1)), seen(talk=conversation(**SEEN), known=known))
    assert plan.messages == (say.YourSizeTaken(yours="M"),)
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((M, 1),)


def test_a_gift_never_takes_the_shoppers_own_size() -> None:
    known = profile(fact("size.clothing", "M"), address=at_home().address)
    talk = conversation(**SEEN, needs=(Need(category="jacket", person="wife"),))
    assert isinstance(says(TakeProduct(product=ProductRef(position=1)), seen(talk=talk, known=known)), say.AskSize)


def test_pressing_take_twice_keeps_one_piece_and_the_same_quote() -> None:
    quote = a_quote(LUME)
    given = seen(quote, talk=about_quote(quote, **SEEN), known=at_home())
    plan = hears(TakeProduct(product=ProductRef(sku=LUME)), given)
    assert isinstance(plan.messages[0], QuoteUnchanged) and plan.actions == ()
    assert plan.messages[0].buttons()[0].id == "confirm:SK-7F3KQ2:01234567"


def test_another_product_joins_the_open_quote() -> None:
    quote = a_quote(LUME)
    plan = hears(
        TakeProduct(product=ProductRef(position=1), size="M"),
        seen(quote, talk=about_quote(quote, **SEEN), known=at_home()),
    )
    (action,) = plan.actions
    assert isinstance(action, MakeQuote)
    assert (action.lines, action.replaces) == (((LUME, 1), (M, 1)), quote.order.id)


def test_only_the_basket_is_filled_when_nothing_is_to_be_ordered_yet() -> None:
    given = seen(talk=conversation(**SEEN), known=at_home())
    message = says(TakeProduct(product=ProductRef(position=2), quantity=2, checkout=False), given)
    assert isinstance(message, say.AddedToBasket) and message.goods.plain() == "60.00"


def test_two_things_of_one_wish_wait_for_the_size_of_the_first() -> None:
    given = seen(talk=conversation(**SEEN), known=at_home())
    first = hears(TakeProduct(product=ProductRef(position=1)), given)
    second = hears(TakeProduct(product=ProductRef(position=2)), next_turn(first, given))
    assert isinstance(second.messages[0], say.AddedToBasket) and second.actions == ()
    plan = hears(Answer(slot="size", value="M"), next_turn(second, given))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((LUME, 1), (M, 1))


def test_more_than_there_are_is_not_promised() -> None:
    given = seen(talk=conversation(**SEEN), known=at_home())
    asked = hears(TakeProduct(product=ProductRef(position=3), size="42", quantity=5), given)
    assert isinstance(asked.messages[0], say.OnlySomeLeft) and asked.messages[0].left == 2
    plan = hears(Confirm(), next_turn(asked, given))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((FJELL_42, 2),)


def test_an_unclear_product_is_asked_for_among_those_shown() -> None:
    given = seen(talk=conversation(**SEEN), known=at_home())
    asked = hears(TakeProduct(product=ProductRef(position=7)), given)
    assert isinstance(asked.messages[0], say.WhichProduct)
    plan = hears(Answer(slot="product", value="lume-white"), next_turn(asked, given))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((LUME, 1),)


def test_of_several_shown_the_only_one_made_in_the_size_is_taken() -> None:
    plan = hears(TakeProduct(size="42"), seen(talk=conversation(**SEEN), known=at_home()))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((FJELL_42, 1),)


def test_with_nothing_shown_the_agent_asks_what_is_wanted() -> None:
    assert says(TakeProduct()) == say.NothingChosenYet()
    assert says(said.Checkout()) == say.NothingChosenYet()


def test_none_of_it_takes_it_out_again() -> None:
    talk = with_basket((LUME, 1), (M, 1), **SEEN)
    assert isinstance(says(TakeProduct(product=ProductRef(position=2), quantity=0), seen(talk=talk)), say.TakenOut)
    empty = seen(talk=conversation(**SEEN))
    assert says(TakeProduct(product=ProductRef(position=2), quantity=0), empty) == say.BasketEmpty()


# The basket


def test_the_basket_is_shown_with_the_sum_of_its_goods() -> None:
    message = says(said.ShowBasket(), seen(talk=with_basket((LUME, 2), (L, 1))))
    assert isinstance(message, say.BasketShown) and message.goods.plain() == "155.00"
    assert says(said.ShowBasket()) == say.BasketEmpty()


def test_without_the_lamp_makes_a_new_quote() -> None:
    quote = a_quote(LUME, M)
    plan = hears(
        RemoveFromBasket(product=ProductRef(words="the lamp")), seen(quote, talk=about_quote(quote), known=at_home())
    )
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((M, 1),)


def test_the_last_thing_taken_out_drops_the_quote() -> None:
    quote = a_quote(LUME)
    plan = hears(RemoveFromBasket(), seen(quote, talk=about_quote(quote), known=at_home()))
    assert isinstance(plan.actions[0], AbandonQuote) and plan.after == (say.BasketEmptied(),)
    assert plan.conversation.basket == () and plan.conversation.quote is None


def test_emptying_an_empty_basket_says_so_and_an_unknown_thing_is_asked_for() -> None:
    assert says(RemoveFromBasket()) == say.BasketEmpty()
    assert says(Answer(slot="basket", value="empty")) == say.BasketEmpty()
    given = seen(talk=with_basket((LUME, 1), (M, 1)))
    asked = hears(RemoveFromBasket(product=ProductRef(words="sofa")), given)
    assert isinstance(asked.messages[0], say.NotInBasket)
    plan = hears(Answer(slot="remove", value=LUME), next_turn(asked, given))
    assert isinstance(plan.messages[0], say.TakenOut) and plan.conversation.basket == (BasketLine(M, 1),)


def test_make_it_four_changes_the_quote() -> None:
    quote = a_quote(LUME)
    plan = hears(SetQuantity(quantity=4), seen(quote, talk=about_quote(quote), known=at_home()))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((LUME, 4),)


def test_make_it_four_of_several_asks_of_which() -> None:
    quote = a_quote(LUME, M)
    given = seen(quote, talk=about_quote(quote), known=at_home())
    asked = hears(SetQuantity(quantity=4), given)
    assert isinstance(asked.messages[0], say.WhichQuantity)
    plan = hears(Answer(slot="product", value=LUME), next_turn(asked, given))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((LUME, 4), (M, 1))


def test_too_many_offers_what_there_is() -> None:
    quote = a_quote(FJELL_42)
    given = seen(quote, talk=about_quote(quote), known=at_home())
    asked = hears(SetQuantity(quantity=9), given)
    assert isinstance(asked.messages[0], say.OnlySomeLeft) and asked.messages[0].left == 3
    plan = hears(Answer(slot="quantity", value="3"), next_turn(asked, given))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((FJELL_42, 3),)


def test_a_quantity_without_a_basket_takes_the_product_in_focus() -> None:
    talk = conversation(**SEEN, focus=shown("lume-white")[0])
    plan = hears(SetQuantity(quantity=3), seen(talk=talk, known=at_home()))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((LUME, 3),)


def test_a_quantity_of_something_new_is_added_and_zero_takes_out() -> None:
    talk = with_basket((LUME, 1), **SEEN)
    plan = hears(SetQuantity(quantity=2, product=ProductRef(position=3)), seen(talk=talk, known=at_home()))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((LUME, 1), (FJELL_42, 2))
    dropped = hears(SetQuantity(quantity=0), seen(talk=talk))
    assert dropped.after == (say.BasketEmptied(),)


def test_a_quantity_in_the_basket_is_shown() -> None:
    plan = hears(SetQuantity(quantity=3), seen(talk=with_basket((LUME, 1))))
    assert isinstance(plan.messages[0], say.BasketShown) and plan.conversation.basket == (BasketLine(LUME, 3),)


def test_in_blue_instead_turns_the_line_of_the_quote() -> None:
    quote = a_quote(M, LUME)
    given = seen(quote, talk=about_quote(quote), known=at_home())
    refined = RefineSearch(change=Need(colors=("navy",)))
    for command in (TakeProduct(color="navy"), ChangeOrder(color="navy"), Answer(slot="color", value="navy"), refined):
        plan = hears(command, given)
        assert isinstance(plan.actions[0], MakeQuote)
        assert plan.actions[0].lines == ((NAVY_M, 1), (LUME, 1)), command
        assert plan.conversation.focus is not None and plan.conversation.focus.sku == NAVY_M


def test_a_colour_that_is_not_made_offers_the_nearest_for_the_same_line() -> None:
    quote = a_quote(M)
    given = seen(quote, talk=about_quote(quote), known=at_home())
    asked = hears(ChangeOrder(item="jacket", color="pink"), given)
    assert isinstance(asked.messages[0], say.VariantNotMade)
    plan = hears(Answer(slot="sku", value=NAVY_M), next_turn(asked, given))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((NAVY_M, 1),)


def test_change_alone_asks_what() -> None:
    quote = a_quote(M)
    given = seen(quote, talk=about_quote(quote), known=at_home())
    assert says(Answer(slot="quote", value="change"), given) == HowToChangeQuote()
    assert says(ChangeOrder(), given) == HowToChangeQuote()


def test_a_size_for_the_quote_and_fewer_of_it() -> None:
    quote = a_quote(M, quantity=2)
    given = seen(quote, talk=about_quote(quote), known=at_home())
    resized = hears(ChangeOrder(size="S"), given)
    assert isinstance(resized.actions[0], MakeQuote) and resized.actions[0].lines == ((S, 2),)
    fewer = hears(ChangeOrder(quantity=1), given)
    assert isinstance(fewer.actions[0], MakeQuote) and fewer.actions[0].lines == ((M, 1),)
    none = hears(ChangeOrder(quantity=0), given)
    assert none.after == (say.BasketEmptied(),)


def test_no_to_the_quote_lets_it_go() -> None:
    quote = a_quote(M)
    plan = hears(Deny(), seen(quote, talk=about_quote(quote)))
    assert isinstance(plan.actions[0], AbandonQuote) and plan.after == (QuoteLetGo(),)
    assert plan.conversation.basket == ()


def test_a_basket_whose_order_waits_is_shown_with_its_whole_sum_and_the_yes() -> None:
    quote = a_quote(LUME)
    plan = hears(ShowBasket(), seen(quote, talk=about_quote(quote)))
    (message,) = plan.messages
    assert isinstance(message, say.BasketWaits) and message.total == quote.order.total
    assert message.buttons()[0].id == f"confirm:{message.token}" and plan.conversation.pending is not None


def test_an_empty_basket_of_somebody_who_has_ordered_points_to_the_orders() -> None:
    message = says(ShowBasket(), seen(a_quote(LUME).paid()))
    assert isinstance(message, say.BasketEmptyNow) and message.buttons()[0].id == "do:list_orders"
    assert isinstance(says(ShowBasket(), seen()), say.BasketEmpty)


def test_the_second_of_one_shown_is_asked_about_as_that_one() -> None:
    given = seen(talk=conversation(shown=shown(LUME)))
    asked = hears(TakeProduct(product=ProductRef(position=2)), given)
    (message,) = asked.messages
    assert isinstance(message, say.OnlyOneShown) and message.sku == LUME
    taken = hears(Confirm(), next_turn(asked, given))
    assert isinstance(taken.messages[0], AskAddress)


@pytest.mark.parametrize("command", [TakeProduct(), Checkout()])
def test_ordering_again_what_was_just_ordered_says_that_it_is_ordered_once(command: Command) -> None:
    placed = a_quote(M).paid().changed(placed_at=NOW)
    talk = conversation(shown=shown(M), focus=shown(M)[0], focus_order=placed.order.id)
    repeated = AlreadyOrdered(order=placed.order.id)
    assert hears(command, seen(placed, talk=talk)).messages == (repeated,)
    later = seen(placed, talk=talk, now=NOW + timedelta(hours=2))
    elsewhere = seen(placed, talk=replace(talk, focus=shown(LUME)[0]))
    taken_back = seen(a_quote(M).cancelled().changed(placed_at=NOW), talk=talk)
    for given in (later, elsewhere, taken_back):
        assert repeated not in hears(command, given).messages


def test_one_more_of_what_was_just_ordered_is_no_repetition() -> None:
    placed = a_quote(M).paid().changed(placed_at=NOW)
    talk = conversation(shown=shown(M), focus=shown(M)[0], focus_order=placed.order.id)
    plan = hears(TakeProduct(quantity=1), seen(placed, talk=talk, known=at_home()))
    assert AlreadyOrdered(order=placed.order.id) not in plan.messages


def test_what_is_quoted_is_what_was_spoken_of_last() -> None:
    quote = a_quote(LUME).order
    assert remember(conversation(focus=shown(M)[0]), quote_made(), quote).focus == shown(LUME)[0]
    assert remember(conversation(focus=shown(LUME)[0]), quote_made(), quote).focus == shown(LUME)[0]
