"""The three machines as literal tables, and every headline of the contract."""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

import pytest

from orders import machines, service, store
from orders.actions import DeclineRefund, ReportDamaged
from orders.answers import Refusal
from orders.changes import Change
from orders.ids import ConversationId, ShopperId, Sku
from orders.lifecycle import ORDER_STEPS, PARCEL_STEPS, REFUND_STEPS, Headline
from orders.line import LineQuantity
from orders.order import Address, Order
from orders.policy import standard
from orders.seeding import STATES
from orders.service import Done, Seed
from orders.states import OrderState, ParcelState, RefundState
from tests.orders.counter import BONN, JANA, MONDAY, Counter, an_offer

S = TypeVar("S", bound=StrEnum)


def reached(steps: dict[S, frozenset[S]], start: S) -> set[S]:
    found, edge = {start}, [start]
    while edge:
        for state in steps[edge.pop()] - found:
            found.add(state)
            edge.append(state)
    return found


def test_every_state_is_reachable() -> None:
    assert reached(ORDER_STEPS, OrderState.QUOTED) | {OrderState.DRAFT} == set(OrderState)
    assert reached(PARCEL_STEPS, ParcelState.WAITING) == set(ParcelState)
    assert reached(REFUND_STEPS, RefundState.ASKED) == set(RefundState)


def test_every_state_leads_to_an_end() -> None:
    for state in OrderState:
        assert reached(ORDER_STEPS, state) & {OrderState.CLOSED, OrderState.EXPIRED, OrderState.CANCELLED}
    for parcel in ParcelState:
        ends = {ParcelState.DELIVERED, ParcelState.LOST, ParcelState.RETURNED, ParcelState.CANCELLED}
        assert reached(PARCEL_STEPS, parcel) & ends
    for refund in RefundState:
        assert reached(REFUND_STEPS, refund) & {RefundState.PAID_OUT, RefundState.DECLINED}


def test_a_delivered_parcel_only_moves_again_and_money_paid_out_stays_so() -> None:
    assert PARCEL_STEPS[ParcelState.DELIVERED] == {ParcelState.MOVING}
    assert REFUND_STEPS[RefundState.PAID_OUT] == frozenset()


def a_seed(state: str, **also: str) -> Seed:
    return Seed(
        shopper=JANA,
        conversation=ConversationId("talk"),
        lines=((Sku("coat-M"), 2), (Sku("lamp-one"), 1)),
        state=state,
        address=BONN,
        market="DE",
        currency="EUR",
        method="card_4242",
        placed_at=MONDAY - timedelta(days=4),
        carrier=also.get("carrier", ""),
        number=also.get("number", ""),
    )


def seeded(shop: Counter, state: str, **also: str) -> Order:
    with shop.writes() as session:
        answer = service.seed_order(session, a_seed(state, **also), shop.now)
    assert isinstance(answer, Done), answer
    return answer.order


def test_every_headline_of_the_contract_can_be_seeded() -> None:
    assert set(STATES) == {headline.value for headline in Headline}


@pytest.mark.parametrize("state", sorted(STATES))
def test_a_seeded_order_has_its_headline_and_is_paid_through_the_ledger(shop: Counter, state: str) -> None:
    order = seeded(shop, state, carrier="DHL", number="FX771204398DE")
    assert shop.headline(order) == state
    paid = state not in ("draft", "awaiting_confirmation", "expired")
    assert (order.captured.plain() == "104.38") is paid
    assert shop.breaches() == ()


@pytest.mark.parametrize("state", sorted(STATES))
def test_a_seeded_order_goes_on_like_any_other(shop: Counter, state: str) -> None:
    order = seeded(shop, state)
    shop.days(40)
    assert shop.breaches() == ()
    assert shop.headline(order) in {
        "draft", "expired", "cancelled", "delivered", "refunded", "exchanged", "partially_refunded",
    }  # fmt: skip


def test_seeded_refunds_are_booked_as_their_state_says(shop: Counter) -> None:
    for state in ("refund_pending", "refunded", "partially_refunded"):
        seeded(shop, state)
    refunds = {charge for charge in shop.charges() if charge.startswith("refund")}
    assert refunds == {"refund 104.38 pending", "refund 104.38 done", "refund 46.40 done"}


def test_a_seed_tells_its_tracking(shop: Counter) -> None:
    parcel = seeded(shop, "shipped", carrier="DHL", number="FX1").parcels[0]
    assert (parcel.carrier, parcel.number) == ("DHL", "FX1")


def test_a_seed_needs_no_complete_address(shop: Counter) -> None:
    for address in (Address("", "", "", "", "DE"), Address("", "", "", "", "US")):
        with shop.writes() as session:
            seed = replace(a_seed("delivered"), address=address, market=address.country)
            answer = service.seed_order(session, seed, shop.now)
        assert isinstance(answer, Done) and answer.order.address == address


def test_a_seed_is_priced_in_the_currency_its_goods_have(shop: Counter) -> None:
    with shop.writes() as session:
        answer = service.seed_order(session, replace(a_seed("delivered"), currency="GBP"), shop.now)
    assert isinstance(answer, Done) and answer.order.currency == "EUR"


def test_what_happened_in_a_seed_is_told_to_nobody(shop: Counter) -> None:
    seeded(shop, "delivered")
    with shop.open() as session:
        assert service.unannounced(session) == ()


@pytest.mark.parametrize("state,skus", [("eaten", "coat-M"), ("shipped", "ghost")])
def test_a_seed_that_makes_no_sense_is_refused(shop: Counter, state: str, skus: str) -> None:
    seed = a_seed(state)
    with shop.writes() as session:
        answer = service.seed_order(session, replace(seed, lines=((Sku(skus), 1),)), shop.now)
    assert isinstance(answer, Refusal)


def test_a_product_without_sisters_can_be_seeded_as_exchanged(shop: Counter) -> None:
    with shop.writes() as session:
        seed = replace(a_seed("exchanged"), lines=((Sku("lamp-one"), 1),), shopper=ShopperId("ben"))
        answer = service.seed_order(session, seed, shop.now)
    assert isinstance(answer, Done) and shop.headline(answer.order) == "exchanged"


def test_a_parcel_is_late_once_its_promised_day_is_over(shop: Counter) -> None:
    order = seeded(shop, "shipped")
    assert shop.headline(order) == "shipped"
    shop.now = order.promised_by + timedelta(seconds=1)
    assert shop.headline(order) == "delayed"


def test_a_closed_order_keeps_its_headline(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    shop.days(63)
    assert shop.order(order).state is OrderState.CLOSED
    assert shop.headline(order) == "delivered" and shop.told(order)[-1] == "OrderClosed"


def test_an_order_with_something_open_is_not_closed(shop: Counter) -> None:
    with shop.writes() as session:
        service.load_offers(session, [an_offer("rug-big", "180.00", 9)])
    order = shop.receives(("rug-big", 1))
    order = shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))
    shop.days(70)
    assert shop.order(order).state is OrderState.PAID
    refund = order.refunds[0].id
    shop.done(DeclineRefund(order=order.id, refund=refund, staff="alex", reason="no"))
    shop.days(8)
    assert shop.order(order).state is OrderState.CLOSED


def test_a_step_outside_the_table_is_never_taken(shop: Counter) -> None:
    order = seeded(shop, "refunded")
    change = Change(order, shop.now, standard())
    with pytest.raises(ValueError, match="cannot go from paid to quoted"):
        change.enter(OrderState.QUOTED)
    with pytest.raises(ValueError, match="cannot go from delivered to lost"):
        change.put_parcel(replace(order.parcels[0], state=ParcelState.LOST))
    with pytest.raises(ValueError, match="cannot go from paid_out to asked"):
        change.put_refund(replace(order.refunds[0], state=RefundState.ASKED))


def test_an_order_that_changed_its_state_past_the_machine_is_not_written(shop: Counter) -> None:
    order = seeded(shop, "delivered")
    change = Change(order, shop.now, standard())
    change.order = replace(order, state=OrderState.CANCELLED)
    with shop.writes() as session, pytest.raises(ValueError, match=r"without Change\.enter"):
        store.save(session, change)


def test_the_picture_of_the_machines_is_current() -> None:
    """`python -m orders.machines` draws it anew."""
    assert machines.FILE.read_text(encoding="utf-8") == machines.drawn()
