"""Looking at orders, charges, events and offers; facts that only their owner or staff may see."""

from dataclasses import replace

import pytest

from orders import service
from orders.actions import AskRefund, CancelOrder
from orders.answers import Decision, Facts, Refusal
from orders.decisions import decide
from orders.ids import OrderId, ShopperId, Sku
from tests.orders.counter import JANA, SHELF, Counter, an_offer

BEN = ShopperId("ben")


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{bare}", "sk {spaced}", "SK{bare}"])
def test_an_order_is_found_however_its_number_is_typed(shop: Counter, typed: str) -> None:
    order = shop.quotes(("coat-M", 1))
    bare = order.id[3:]
    text = typed.format(order.id, lower=order.id.lower(), bare=bare, spaced=f"{bare[:3]} {bare[3:]}")
    with shop.open() as session:
        found = service.find_order(session, JANA, text, shop.now)
        assert found is not None and found.id == order.id
        assert service.find_order(session, BEN, text, shop.now) is None


def test_a_shopper_s_orders_come_newest_first(shop: Counter) -> None:
    first = shop.quotes(("coat-M", 1))
    shop.days(1)
    second = shop.quotes(("coat-L", 1))
    with shop.open() as session:
        assert [order.id for order in service.orders_of(session, JANA)] == [second.id, first.id]
        assert service.orders_of(session, BEN) == ()
        assert service.any_order(session, OrderId("SK-AAAAAA")) is None


@pytest.mark.parametrize("text", ["{id}", "vogt", "JANA@example", "53111", "coat-m", "{number}"])
def test_staff_find_an_order_by_anything_on_its_label(shop: Counter, text: str) -> None:
    order = shop.receives(("coat-M", 1))
    wanted = text.format(id=order.id.lower(), number=order.parcels[0].number)
    with shop.open() as session:
        assert [found.id for found in service.search_orders(session, wanted)] == [order.id]


@pytest.mark.parametrize("text", ["", "  ", "%", "_____", "nobody"])
def test_what_matches_nothing_finds_nothing(shop: Counter, text: str) -> None:
    shop.quotes(("coat-M", 1))
    with shop.open() as session:
        assert service.search_orders(session, text) == ()


def test_events_are_told_once(shop: Counter) -> None:
    happened = shop.told(shop.buys())
    with shop.writes() as session:
        told = service.unannounced(session)
        assert [type(event).__name__ for _, event in told] == happened
        service.mark_announced(session, [event for _, event in told])
        assert service.unannounced(session) == ()


# ---- previews


def test_a_preview_says_what_doing_it_gives_and_changes_nothing(shop: Counter) -> None:
    order = shop.buys()
    wish = CancelOrder(**shop.on(order))
    with shop.open() as session:
        seen = service.preview(session, wish, shop.now)
        facts = service.facts_for(session, service.orders_of(session, JANA), [Sku("coat-M")], shop.now)
    assert isinstance(seen, Decision) and seen.refund is not None and seen.refund.amount == order.total
    assert decide(order, wish, shop.policy, facts) == seen
    assert shop.order(order) == order


def test_a_preview_of_another_shopper_s_order_says_it_is_unknown(shop: Counter) -> None:
    wish = replace(AskRefund(**shop.on(shop.buys())), shopper=BEN)
    with shop.open() as session:
        answer = service.preview(session, wish, shop.now)
    assert isinstance(answer, Refusal) and answer.reason.value == "unknown_order"


def test_a_decision_needs_no_database(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    answer = decide(order, AskRefund(**shop.on(order)), shop.policy, Facts(now=shop.now))
    assert isinstance(answer, Refusal) and answer.reason.value == "not_placed"


# ---- offers


def test_changed_offers_get_a_higher_revision_and_unchanged_ones_keep_theirs(shop: Counter) -> None:
    with shop.writes() as session:
        latest = max(offer.revision for offer in service.offers_since(session, 0))
        assert service.load_offers(session, SHELF) == 0
        assert service.load_offers(session, [replace(SHELF[0], stock=3), an_offer("new-one")]) == 2
        changed = service.offers_since(session, latest)
    assert {offer.sku for offer in changed} == {"coat-M", "new-one"}


def test_offers_of_one_import_are_never_cut_in_two(shop: Counter) -> None:
    with shop.writes() as session:
        service.load_offers(session, [an_offer(f"mug-{number}") for number in range(5)])
        service.load_offers(session, [an_offer("mug-new")])
        latest = sorted({offer.revision for offer in service.offers_since(session, 0)})[-3]
        page = service.offers_since(session, latest, limit=2)
        assert [offer.sku for offer in page] == [f"mug-{number}" for number in range(5)]
        assert [offer.sku for offer in service.offers_since(session, page[-1].revision)] == ["mug-new"]


def test_every_change_of_stock_is_seen_by_the_index(shop: Counter) -> None:
    with shop.open() as session:
        latest = max(offer.revision for offer in service.offers_since(session, 0))
    shop.quotes(("coat-L", 2))
    with shop.open() as session:
        changed = service.offers_since(session, latest)
    assert [(offer.sku, offer.stock, offer.free) for offer in changed] == [("coat-L", 10, 8)]


def test_a_reload_keeps_what_quotes_hold(shop: Counter) -> None:
    shop.quotes(("coat-L", 2))
    with shop.writes() as session:
        service.load_offers(session, [replace(offer, stock=5) for offer in SHELF])
    assert shop.stock("coat-L") == (5, 2)


def test_beginning_anew_puts_the_stock_back_and_holds_nothing(shop: Counter) -> None:
    shop.buys(("coat-L", 2))
    with shop.writes() as session:
        service.restock(session, SHELF)
    assert shop.stock("coat-L") == (10, 0)
