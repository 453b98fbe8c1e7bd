"""Other goods for lines of an order before packing: other variants and other products, one line or several."""

from dataclasses import replace
from pathlib import Path

import pytest

from orders import service
from orders.actions import CancelOrder, ChangeLines, ExchangeLines, Swap
from orders.ids import LineId, Sku, SupplierId
from orders.money import Money
from orders.order import Order
from orders.states import ParcelState, Tier
from orders.stock import Offer, Source
from tests.orders import swap_bugs
from tests.orders.counter import AUSTIN, Counter, an_offer, eur


def swap(order: Order, sku: str, *, at: int = 0, quantity: int | None = None) -> Swap:
    """All pieces of a line, unless fewer are named."""
    line = order.lines[at]
    return Swap(line.id, line.quantity if quantity is None else quantity, Sku(sku))


def changes(shop: Counter, order: Order, *swaps: Swap) -> ChangeLines:
    return ChangeLines(**shop.on(order), swaps=swaps)


def reads(order: Order) -> list[tuple[str, int]]:
    return [(str(line.sku), line.current) for line in order.current_lines]


def offers(shop: Counter, *more: Offer) -> None:
    with shop.writes() as session:
        service.load_offers(session, more)


def test_another_size_at_the_same_price_costs_nothing(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2))
    order = shop.done(changes(shop, order, swap(order, "coat-L")))
    shop.works()
    assert reads(order) == [("coat-L", 2)]
    assert shop.charges() == ["payment 93.39 done"]
    assert (shop.stock("coat-M"), shop.stock("coat-L")) == ((10, 0), (8, 0))
    shop.days(4)
    assert shop.headline(order) == "delivered"


def test_a_dearer_variant_is_charged_with_its_fee_and_leaves_once_paid(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    order = shop.done(changes(shop, order, swap(order, "coat-XL")))
    assert order.parcels[-1].state is ParcelState.CANCELLED and order.total == eur("65.89")
    shop.works()
    assert shop.charges() == ["payment 49.39 done", "payment 16.50 done"]
    assert shop.order(order).parcels[-1].state is ParcelState.ORDERED


def test_a_cheaper_variant_is_refunded_with_its_fee(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    order = shop.done(changes(shop, order, swap(order, "coat-S")))
    shop.works()
    assert shop.charges() == ["payment 49.39 done", "refund 16.50 done"]
    assert (order.items, order.fee, order.total) == (eur("25"), eur("2.99"), eur("32.89"))


def test_another_product_takes_the_place_at_its_own_price(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    order = shop.done(changes(shop, order, swap(order, "lamp-one")))
    shop.works()
    assert reads(order) == [("lamp-one", 1)] and order.total == eur("16.38")
    assert shop.charges() == ["payment 49.39 done", "refund 33.01 done"]
    assert (shop.stock("coat-M"), shop.stock("lamp-one")) == ((10, 0), (19, 0))


def test_several_lines_change_at_once_for_one_difference(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), ("lamp-one", 2))
    order = shop.done(changes(shop, order, swap(order, "coat-XL"), swap(order, "coat-S", at=1)))
    shop.works()
    assert reads(order) == [("coat-XL", 1), ("coat-S", 2)]
    assert (order.items, order.fee, order.total) == (eur("105"), eur("10.99"), eur("120.89"))
    assert shop.charges() == ["payment 71.37 done", "payment 49.52 done"]
    assert shop.told(order).count("LinesChanged") == 1
    assert (shop.stock("coat-M"), shop.stock("lamp-one")) == ((10, 0), (20, 0))
    shop.days(4)
    assert shop.headline(order) == "delivered"


def test_dearer_and_cheaper_together_are_settled_as_one_amount(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), ("lamp-one", 1))
    order = shop.done(changes(shop, order, swap(order, "coat-S"), swap(order, "last-piece", at=1)))
    shop.works()
    assert order.items == eur("37") and len(shop.charges()) == 2
    assert shop.charges()[-1] == f"refund {(eur('60.38') - order.total).plain()} done"


def test_some_pieces_of_a_line_change_and_the_others_stay(shop: Counter) -> None:
    order = shop.buys(("coat-M", 3))
    order = shop.done(changes(shop, order, swap(order, "coat-L", quantity=1)))
    shop.works()
    assert reads(order) == [("coat-M", 2), ("coat-L", 1)]
    assert (shop.stock("coat-M"), shop.stock("coat-L")) == ((8, 0), (9, 0))
    shop.days(4)
    assert shop.headline(order) == "delivered"


@pytest.mark.parametrize("sku", ["coat-XL", "coat-S", "lamp-one", "rug-big"])
def test_the_shipping_stays_what_was_quoted(shop: Counter, sku: str) -> None:
    offers(shop, replace(an_offer("sofa-big", "300"), shipping=eur("60.00")))
    order = shop.buys(("coat-M", 1))
    for wanted in (sku, "sofa-big"):
        line = order.current_lines[0]
        order = shop.done(changes(shop, order, Swap(line.id, 1, Sku(wanted))))
        shop.works()
        assert shop.order(order).shipping == eur("4.90")
        order = shop.order(order)
    assert shop.breaches() == ()


def test_tax_added_on_top_is_counted_anew(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), ("lamp-one", 1), address=AUSTIN)
    before = order.tax
    order = shop.done(changes(shop, order, swap(order, "coat-XL"), swap(order, "coat-M", at=1)))
    assert order.tax > before and order.tax == shop.quotes(("coat-XL", 1), ("coat-M", 1), address=AUSTIN).tax


def test_a_difference_that_is_declined_leaves_every_line_as_it_was(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), ("lamp-one", 2))
    shop.cards_are_declined()
    shop.done(changes(shop, order, swap(order, "coat-XL"), swap(order, "rug-big", at=1)))
    shop.works()
    order = shop.order(order)
    assert reads(order) == [("coat-M", 1), ("lamp-one", 2)]
    assert (order.total, order.parcels[-1].state) == (eur("71.37"), ParcelState.ORDERED)
    assert [shop.stock(sku) for sku in ("coat-M", "coat-XL", "lamp-one", "rug-big")] == [
        (9, 0), (10, 0), (18, 0), (3, 0)
    ]  # fmt: skip
    assert shop.told(order)[-3:] == ["PaymentFailed", "ChangeReverted", "SupplierAccepted"]
    shop.days(4)
    assert shop.headline(order) == "delivered"


def test_what_was_taken_back_may_be_changed_again(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), ("lamp-one", 1))
    bank = shop.providers
    shop.cards_are_declined()
    shop.done(changes(shop, order, swap(order, "coat-XL"), swap(order, "rug-big", at=1)))
    shop.works()
    shop.providers = bank
    order = shop.order(order)
    order = shop.done(changes(shop, order, swap(order, "coat-S"), swap(order, "coat-L", at=1)))
    shop.works()
    assert reads(order) == [("coat-S", 1), ("coat-L", 1)]


def test_while_a_difference_is_charged_nothing_else_changes(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), ("lamp-one", 1))
    order = shop.done(changes(shop, order, swap(order, "coat-XL")))
    assert shop.refuses(CancelOrder(**shop.on(order))) == "charge_underway"
    assert shop.refuses(changes(shop, order, swap(order, "coat-L", at=1))) == "charge_underway"


@pytest.mark.parametrize(
    "sku,why", [("coat-M", "same_variant"), ("coat-ghost", "unknown_sku"), ("jersey-M", "not_sold_here")]
)
def test_only_other_goods_that_are_sold_here_take_the_place(shop: Counter, sku: str, why: str) -> None:
    offers(shop, replace(an_offer("jersey-M"), markets=("US",)))
    order = shop.buys(("coat-M", 1))
    assert shop.refuses(changes(shop, order, swap(order, sku))) == why


def test_goods_without_a_price_in_the_currency_of_the_order_are_not_sold_here(shop: Counter) -> None:
    offers(shop, replace(an_offer("jersey-M"), prices=(Money.parse("10", "CHF"),)))
    order = shop.buys(("coat-M", 1))
    assert shop.refuses(changes(shop, order, swap(order, "jersey-M"))) == "not_sold_here"


def test_a_sold_out_variant_is_refused_with_what_there_is(shop: Counter) -> None:
    order = shop.buys(("coat-M", 3))
    shop.quotes(("coat-L", 8))
    assert shop.refuses(changes(shop, order, swap(order, "coat-L"))) == "sold_out"


def test_two_lines_that_want_the_same_goods_need_stock_for_both(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), ("lamp-one", 1))
    both = (swap(order, "last-piece"), swap(order, "last-piece", at=1))
    assert shop.refuses(changes(shop, order, *both)) == "sold_out"
    order = shop.done(changes(shop, order, both[0]))
    assert shop.stock("last-piece") == (0, 0)


def test_a_line_named_twice_is_refused(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2))
    twice = (swap(order, "coat-L", quantity=1), swap(order, "coat-XL", quantity=1))
    assert shop.refuses(changes(shop, order, *twice)) == "named_twice"
    order = shop.receives(("coat-M", 2))
    twice = (swap(order, "coat-L", quantity=1), swap(order, "coat-XL", quantity=1))
    assert shop.refuses(ExchangeLines(**shop.on(order), swaps=twice)) == "named_twice"


@pytest.mark.parametrize("quantity,why", [(0, "bad_quantity"), (-1, "bad_quantity"), (3, "quantity_too_large")])
def test_no_more_pieces_change_than_there_are(shop: Counter, quantity: int, why: str) -> None:
    order = shop.buys(("coat-M", 2))
    assert shop.refuses(changes(shop, order, swap(order, "coat-L", quantity=quantity))) == why


def test_a_wish_that_names_no_line_or_a_strange_one_is_refused(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    assert shop.refuses(changes(shop, order)) == "empty"
    assert shop.refuses(changes(shop, order, Swap(LineId("x"), 1, Sku("coat-L")))) == "unknown_line"


def test_what_has_left_is_not_changed(shop: Counter) -> None:
    order = shop.buys(("coat-M", 2))
    shop.days(1)
    order = shop.order(order)
    assert shop.refuses(changes(shop, order, swap(order, "coat-L"))) == "already_shipped"


def test_one_swap_that_is_not_possible_refuses_all_and_changes_nothing(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), ("lamp-one", 1))
    told, charges = shop.told(order), shop.charges()
    assert shop.refuses(changes(shop, order, swap(order, "coat-L"), swap(order, "coat-ghost", at=1))) == "unknown_sku"
    assert (shop.order(order), shop.told(order), shop.charges()) == (order, told, charges)
    assert shop.stock("coat-L") == (10, 0)


def test_a_replacement_that_waits_for_its_return_is_not_changed(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    order = shop.done(ExchangeLines(**shop.on(order), swaps=(swap(order, "coat-L"),)))
    assert shop.refuses(changes(shop, order, swap(order, "lamp-one", at=1))) == "claim_underway"


def test_what_is_still_a_quote_is_not_changed(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    assert shop.refuses(changes(shop, order, swap(order, "coat-L"))) == "not_placed"


def test_goods_that_no_tier_of_ours_ships_in_that_currency_are_not_sold_here(shop: Counter) -> None:
    far = shop.policy.shipping[Tier.OVERSEAS]
    only_dollars = far.model_copy(update={"prices": {"USD": far.prices["USD"]}})
    shop.policy = shop.policy.model_copy(update={"shipping": {**shop.policy.shipping, Tier.OVERSEAS: only_dollars}})
    offers(shop, replace(an_offer("kimono-M"), sources=(Source(SupplierId("demo"), Tier.OVERSEAS),)))
    order = shop.buys(("coat-M", 1))
    assert shop.refuses(changes(shop, order, swap(order, "kimono-M"))) == "not_sold_here"


def test_the_audit_notices_when_only_one_of_several_lines_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap_bugs.only_one_is_taken_back(monkeypatch)
    shop = Counter(tmp_path)
    order = shop.buys(("coat-M", 1), ("lamp-one", 2))
    shop.cards_are_declined()
    shop.done(changes(shop, order, swap(order, "coat-XL"), swap(order, "rug-big", at=1)))
    shop.works()
    assert shop.breaches() != ()


def test_the_ledger_takes_no_charge_for_only_one_of_several_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap_bugs.only_one_is_charged(monkeypatch)
    shop = Counter(tmp_path)
    order = shop.buys(("coat-M", 1), ("lamp-one", 2))
    shop.done(changes(shop, order, swap(order, "coat-XL"), swap(order, "rug-big", at=1)))
    with pytest.raises(ValueError, match="does not sum to zero"):
        shop.works()
