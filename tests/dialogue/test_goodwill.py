"""Money back while the goods stay, as it is talked about: what is offered, for what, and what a yes does."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from dialogue.commands import (
    Answer,
    AskGoodwill,
    AskPriceAdjustment,
    AskShop,
    Confirm,
    OrderRef,
    ReportDamaged,
    ReportWrongItem,
    ShopTopic,
)
from dialogue.conversation import BasketLine, OpenQuestion, Slot
from dialogue.messages import giving as say
from dialogue.messages import refusals
from dialogue.messages.base import Message
from dialogue.messages.courtesy import NoDiscounts
from dialogue.messages.refunds import AskPhoto, ClaimPreview
from dialogue.messages.tracking import WhichOrder
from dialogue.view import View
from orders import actions
from orders.answers import History
from orders.ids import Sku
from orders.money import Money
from tests.dialogue.counterpart import NOW, conversation, eur
from tests.dialogue.till import LUME, Bought, M, a_quote, hears, next_turn, seen


def at(prices: Mapping[Sku, str], *bought: Bought, **fields: object) -> View:
    """What the shop sees when goods cost this by now."""
    view = seen(*bought, **fields)  # type: ignore[arg-type]
    changed = {sku: view.offers[sku].repriced(Money.parse(price, "EUR")) for sku, price in prices.items()}
    return replace(view, offers={**view.offers, **changed})


def late(*skus: Sku) -> Bought:
    """Promised yesterday and not there."""
    return a_quote(*skus).shipped(5)


def first(command: AskPriceAdjustment | AskGoodwill | ReportDamaged | ReportWrongItem | AskShop, view: View) -> Message:
    return hears(command, view).messages[0]


# ---- a price that fell


def test_the_preview_names_both_prices_and_a_yes_gives_the_difference() -> None:
    view = at({LUME: "20.00"}, a_quote(LUME).delivered())
    plan = hears(AskPriceAdjustment(), view)
    (message,) = plan.messages
    assert isinstance(message, say.AdjustmentPreview)
    assert (message.paid, message.now, message.refund) == (eur("30.00"), eur("20.00"), eur("11.00"))
    action = hears(Confirm(), next_turn(plan, view)).actions[0]
    assert isinstance(action, actions.AskPriceAdjustment) and action.line is None


def test_several_prices_that_fell_are_one_sum_and_a_named_one_is_its_own() -> None:
    view = at({LUME: "20.00", M: "79.00"}, a_quote(M, LUME).delivered())
    message = first(AskPriceAdjustment(), view)
    assert isinstance(message, say.AdjustmentPreviewSeveral) and message.refund == eur("22.00")
    named = first(AskPriceAdjustment(item=str(LUME)), view)
    assert isinstance(named, say.AdjustmentPreview) and named.refund == eur("11.00")


def test_of_several_orders_the_one_whose_price_fell_is_meant() -> None:
    lamp, jacket = a_quote(LUME, number="SK-AAAAAA").delivered(), a_quote(M, number="SK-BBBBBB").delivered()
    message = first(AskPriceAdjustment(), at({LUME: "20.00"}, jacket, lamp))
    assert isinstance(message, say.AdjustmentPreview) and message.refund == eur("11.00")
    both = first(AskPriceAdjustment(), at({LUME: "20.00", M: "70.00"}, jacket, lamp))
    assert isinstance(both, WhichOrder)


def test_why_nothing_fell_is_said_about_the_goods() -> None:
    assert isinstance(first(AskPriceAdjustment(), seen(a_quote(LUME).delivered())), say.RefusedPriceNotFallen)
    long_ago = at({LUME: "20.00"}, a_quote(LUME).delivered(20))
    assert isinstance(first(AskPriceAdjustment(), long_ago), say.RefusedAdjustmentClosed)


# ---- faulty goods that are kept


def test_a_damage_report_offers_all_the_money_or_less_for_keeping_it() -> None:
    view = seen(a_quote(LUME).delivered(), photos=("data:image/png;base64,iVBORw0KGgo=",))
    plan = hears(ReportDamaged(), view)
    (message,) = plan.messages
    assert isinstance(message, say.ClaimPreviewOrKeep)
    assert (message.refund, message.less) == (eur("38.39"), eur("6.60"))
    kept = hears(ReportDamaged(order=OrderRef(id="SK-7F3KQ2"), solution="keep"), next_turn(plan, view))
    assert isinstance(kept.messages[0], say.KeepPreview) and kept.messages[0].refund == eur("6.60")
    action = hears(Confirm(), next_turn(kept, view)).actions[0]
    assert isinstance(action, actions.KeepForLess) and len(action.photos) == 1


def test_who_asked_to_keep_it_can_still_have_all_the_money() -> None:
    view = seen(a_quote(LUME).delivered(), photos=("data:image/png;base64,iVBORw0KGgo=",))
    kept = hears(ReportDamaged(solution="keep"), view)
    assert isinstance(kept.messages[0], say.KeepPreview)
    back = hears(ReportDamaged(order=OrderRef(id="SK-7F3KQ2")), next_turn(kept, view))
    assert isinstance(back.messages[0], ClaimPreview)
    assert isinstance(hears(Confirm(), next_turn(back, view)).actions[0], actions.ReportDamaged)


def test_a_photo_is_asked_for_before_goods_are_kept_for_less() -> None:
    view = seen(a_quote(LUME).delivered())
    asked = hears(ReportDamaged(solution="keep"), view)
    assert isinstance(asked.messages[0], AskPhoto)
    on = hears(Answer(slot="photo", value="none"), next_turn(asked, view))
    assert isinstance(on.messages[0], say.KeepPreview)


def test_less_for_keeping_it_can_be_said_while_a_photo_or_a_yes_is_waited_for() -> None:
    view = seen(a_quote(LUME).delivered())
    wish = Answer(slot="solution", value="discount")
    asked = hears(ReportWrongItem(), view)
    kept = hears(wish, next_turn(asked, view))
    assert isinstance(kept.messages[0], say.KeepPreview)
    claimed = hears(Answer(slot="photo", value="none"), next_turn(asked, view))
    assert isinstance(hears(wish, next_turn(claimed, view)).messages[0], say.KeepPreview)


def test_above_the_limit_less_for_keeping_it_is_there_at_once_and_too_often_it_is_not() -> None:
    photos = ("data:image/png;base64,iVBORw0KGgo=",)
    dear = seen(a_quote(M, LUME).delivered(), photos=photos)
    message = first(ReportDamaged(item="all"), dear)
    assert isinstance(message, say.ClaimPreviewPersonOrKeep) and message.less == eur("26.18")
    often = replace(seen(a_quote(LUME).delivered(), photos=photos), history=History(refunds=3))
    assert not isinstance(first(ReportDamaged(), often), say.ClaimPreviewPersonOrKeep)
    assert isinstance(first(ReportDamaged(solution="keep"), often), say.KeepPreviewPerson)


def test_what_is_missing_cannot_be_kept() -> None:
    view = seen(a_quote(LUME).delivered())
    plan = hears(ReportWrongItem(missing=True), view)
    assert type(plan.messages[0]) is ClaimPreview
    refused = hears(ReportDamaged(order=OrderRef(id="SK-7F3KQ2"), solution="keep"), next_turn(plan, view))
    assert isinstance(refused.messages[0], say.RefusedNotKept)


# ---- a parcel that came late, or something off


def test_a_late_parcel_is_apologised_for_with_its_shipping() -> None:
    view = seen(late(LUME))
    plan = hears(AskGoodwill(late=True), view)
    (message,) = plan.messages
    assert isinstance(message, say.ApologyPreview) and message.refund == eur("5.39")
    assert message.promised_by == (NOW - timedelta(days=1)).date()
    assert isinstance(hears(Confirm(), next_turn(plan, view)).actions[0], actions.AskGoodwill)


def test_the_fourth_apology_is_a_colleagues_to_give() -> None:
    view = replace(seen(late(LUME)), history=History(gifts=3))
    assert isinstance(first(AskGoodwill(late=True), view), say.ApologyPreviewPerson)


@pytest.mark.parametrize(
    "bought,told",
    [(a_quote(LUME).delivered(), say.RefusedNotLate), (a_quote(LUME).shipped(1), refusals.RefusedStillOnTime)],
)
def test_a_parcel_in_time_is_not_apologised_for(bought: Bought, told: type[Message]) -> None:
    assert isinstance(first(AskGoodwill(late=True), seen(bought)), told)


def test_a_sum_of_the_shoppers_own_is_met_with_what_the_rules_give() -> None:
    counted, offer = hears(AskGoodwill(sum_said=True), seen(late(LUME))).messages
    assert isinstance(counted, say.AmountIsCounted) and isinstance(offer, say.ApologyPreview)
    counted, offer = hears(AskGoodwill(sum_said=True), at({LUME: "20.00"}, a_quote(LUME).delivered())).messages
    assert isinstance(offer, say.AdjustmentPreview) and offer.refund == eur("11.00")


def test_where_the_rules_give_nothing_it_is_asked_what_is_the_matter() -> None:
    message = first(AskGoodwill(sum_said=True), seen(a_quote(LUME).delivered()))
    assert isinstance(message, say.NothingToGive)
    assert [button.id.rpartition(":")[2] for button in message.buttons()] == [
        "damaged",
        "wrong",
        "cheaper_now",
        "human",
    ]


def test_before_buying_there_are_no_discounts() -> None:
    assert isinstance(first(AskGoodwill(), seen()), NoDiscounts)
    choosing = conversation(basket=(BasketLine(sku=LUME, quantity=1),))
    assert isinstance(first(AskGoodwill(), seen(a_quote(LUME).delivered(), talk=choosing)), NoDiscounts)
    assert isinstance(first(AskShop(topic=ShopTopic.DISCOUNTS), seen()), NoDiscounts)


def test_something_off_about_an_order_that_is_spoken_of_is_no_discount() -> None:
    talk = conversation(focus_order="SK-7F3KQ2")
    message = first(AskShop(topic=ShopTopic.DISCOUNTS), seen(a_quote(LUME).delivered(), talk=talk))
    assert isinstance(message, say.NothingToGive)


def test_something_off_as_the_answer_to_a_complaint_finds_what_the_rules_give() -> None:
    talk = conversation(question=OpenQuestion(slot=Slot.SOLUTION, subject="SK-7F3KQ2"))
    plan = hears(Answer(slot="solution", value="discount"), seen(a_quote(LUME).delivered(), talk=talk))
    assert isinstance(plan.messages[0], say.NothingToGive)
