"""From a quote to a paid order: what a yes binds to, how often it counts, what happens when money does not come."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders import service
from orders.actions import AbandonQuote, CancelOrder, ConfirmQuote, Consent
from orders.answers import Refusal
from orders.ids import ConversationId, OrderId, ShopperId
from orders.service import Done
from tests.orders.counter import AUSTIN, Counter, an_offer


def why(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.reason.value


def test_a_yes_charges_once_and_places_the_order(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    assert shop.charges() == ["payment 49.39 done"]
    assert shop.told(order) == ["QuoteMade", "OrderConfirmed", "PaymentCaptured", "SupplierAccepted"]
    assert shop.headline(order) == "processing"


def test_before_anything_ran_the_order_is_confirmed_and_its_payment_pending(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    assert shop.headline(order) == "awaiting_confirmation"
    shop.confirms(order)
    assert (shop.headline(order), shop.charges()) == ("confirmed", ["payment 49.39 pending"])


def test_the_ledger_shows_what_was_paid_for_what(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), address=AUSTIN)
    with shop.open() as session:
        sides = [f"{p.account.value} {p.amount.plain()}" for p in service.postings(session, order.id)]
    assert sides == [
        "held 53.65", "authorised -53.65", "authorised 53.65", "held -53.65",
        "provider 53.65", "goods -40.00", "shipping -5.90", "fee -4.59", "tax -3.16",
        "goods_cost 40.00", "shipping_cost 5.90", "supplier -45.90",
    ]  # fmt: skip


@pytest.mark.parametrize("consent", [Consent.LABELLED_BUTTON, Consent.ORDER_WORDS])
def test_in_europe_the_button_or_words_that_say_order_are_needed(shop: Counter, consent: Consent) -> None:
    order = shop.quotes(("coat-M", 1))
    assert why(shop.confirms(order, Consent.BARE_YES)) == "needs_order_words"
    assert isinstance(shop.confirms(order, consent), Done)


def test_in_america_a_bare_yes_orders(shop: Counter) -> None:
    assert isinstance(shop.confirms(shop.quotes(("coat-M", 1), address=AUSTIN), Consent.BARE_YES), Done)


def test_the_same_yes_twice_orders_once(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    yes = ConfirmQuote(**shop.on(order), quote_hash=order.quote_hash, consent=Consent.ORDER_WORDS)
    assert isinstance(shop.does(yes), Done)
    assert shop.refuses(yes) == "already_confirmed"
    assert shop.charges() == ["payment 49.39 pending"]


def test_a_yes_used_for_one_order_counts_for_no_other(shop: Counter) -> None:
    first, second = shop.quotes(("coat-M", 1)), shop.quotes(("coat-L", 1))
    yes = ConfirmQuote(**shop.on(first), quote_hash=first.quote_hash, consent=Consent.ORDER_WORDS)
    shop.does(yes)
    other = replace(yes, order=second.id, quote_hash=second.quote_hash, expected_version=second.version)
    assert shop.refuses(other) == "already_confirmed"


def test_another_yes_for_a_placed_order_is_refused(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    assert why(shop.confirms(order)) == "already_placed"


def test_without_a_yes_nothing_that_costs_is_done(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    yes = ConfirmQuote(**shop.on(order), quote_hash=order.quote_hash, consent=Consent.ORDER_WORDS)
    assert shop.refuses(replace(yes, confirmation="")) == "needs_confirmation"


def test_a_yes_to_another_quote_is_refused(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    yes = ConfirmQuote(**shop.on(order), quote_hash="another", consent=Consent.ORDER_WORDS)
    assert shop.refuses(yes) == "quote_changed"


def test_a_yes_to_an_order_that_has_changed_is_refused(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    cancel = CancelOrder(**shop.on(order))
    assert shop.refuses(replace(cancel, expected_version=order.version - 1)) == "changed_meanwhile"


def test_another_shopper_s_order_is_answered_like_a_missing_one(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    yes = ConfirmQuote(**shop.on(order), quote_hash=order.quote_hash, consent=Consent.ORDER_WORDS)
    foreign, missing = replace(yes, shopper=ShopperId("mallory")), replace(yes, order=OrderId("SK-AAAAAA"))
    assert shop.refuses(foreign) == shop.refuses(missing) == "unknown_order"


def test_half_an_hour_later_the_quote_has_expired_and_its_stock_is_free(shop: Counter) -> None:
    order = shop.quotes(("last-piece", 1))
    assert shop.stock("last-piece") == (1, 1)
    shop.now += timedelta(minutes=30)
    assert why(shop.confirms(order)) == "quote_expired"
    shop.works()
    assert (shop.headline(order), shop.stock("last-piece")) == ("expired", (1, 0))
    assert why(shop.confirms(shop.order(order))) == "quote_expired"


def test_two_shoppers_never_buy_the_last_piece(shop: Counter) -> None:
    shop.quotes(("last-piece", 1))
    assert shop.refuses(replace(shop.quote_wish(("last-piece", 1)), shopper=ShopperId("ben"))) == "sold_out"


def test_a_price_that_moved_voids_the_quote(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    with shop.writes() as session:
        service.load_offers(session, [an_offer("coat-M", "41.00")])
    assert why(shop.confirms(order)) == "price_changed"


@pytest.mark.parametrize("left", [0, 1])
def test_stock_that_went_elsewhere_voids_the_quote(shop: Counter, left: int) -> None:
    order = shop.quotes(("coat-M", 2))
    with shop.writes() as session:
        service.load_offers(session, [an_offer("coat-M", "40.00", left)])
    answer = shop.confirms(order)
    assert why(answer) == "sold_out" and isinstance(answer, Refusal) and answer.quantity == left


def test_a_new_quote_takes_the_old_one_s_place_and_stock(shop: Counter) -> None:
    old = shop.quotes(("last-piece", 1))
    new = shop.done(replace(shop.quote_wish(("last-piece", 1)), replaces=old.id))
    assert (shop.headline(old), shop.headline(new)) == ("expired", "awaiting_confirmation")
    assert shop.stock("last-piece") == (1, 1)


def test_a_foreign_quote_is_never_replaced(shop: Counter) -> None:
    old = shop.quotes(("coat-M", 1))
    shop.done(replace(shop.quote_wish(("coat-M", 1)), replaces=old.id, shopper=ShopperId("ben")))
    assert shop.headline(old) == "awaiting_confirmation"


def test_an_abandoned_quote_frees_its_stock(shop: Counter) -> None:
    order = shop.quotes(("last-piece", 1))
    shop.done(AbandonQuote(**shop.on(order)))
    assert (shop.headline(order), shop.stock("last-piece")) == ("expired", (1, 0))
    assert shop.refuses(AbandonQuote(**shop.on(shop.order(order)))) == "quote_expired"


def test_an_unknown_way_to_pay_is_refused(shop: Counter) -> None:
    assert shop.refuses(shop.quote_wish(("coat-M", 1), method="seashells")) == "unknown_method"


def test_a_declined_card_makes_the_order_a_quote_again(shop: Counter) -> None:
    order = shop.buys(("last-piece", 1), method="card_0341")
    assert shop.told(order)[-1] == "PaymentFailed"
    assert (shop.headline(order), shop.stock("last-piece"), shop.charges()) == ("awaiting_confirmation", (1, 1), [])
    again = shop.done(replace(shop.quote_wish(("last-piece", 1)), replaces=order.id))
    assert isinstance(shop.confirms(again), Done)


@pytest.mark.parametrize("method,end,charges", [
    ("card_0002", "processing", ["payment 49.39 done"]),
    ("card_0003", "expired", []),
])  # fmt: skip
def test_an_unclear_charge_is_looked_up_under_its_key_and_never_made_anew(
    shop: Counter, method: str, end: str, charges: list[str]
) -> None:
    order = shop.buys(("coat-M", 1), method=method)
    assert shop.charges() == ["payment 49.39 pending"]
    shop.passes(timedelta(minutes=1))
    shop.passes(timedelta(minutes=40))
    assert (shop.headline(order), shop.charges()) == (end, charges)


def test_cancelled_while_the_charge_is_under_way_the_money_comes_back(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1), method="card_0002")
    shop.done(CancelOrder(**shop.on(order)))
    shop.passes(timedelta(minutes=1))
    assert shop.charges() == ["payment 49.39 done", "refund 49.39 pending"]
    shop.passes(timedelta(minutes=20))
    assert (shop.headline(order), shop.charges()[-1]) == ("cancelled", "refund 49.39 done")


def test_cancelled_before_the_charge_began_nothing_is_charged(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    shop.confirms(order)
    shop.done(CancelOrder(**shop.on(shop.order(order))))
    shop.works()
    assert (shop.headline(order), shop.charges()) == ("cancelled", [])
    assert shop.stock("coat-M") == (10, 0)


def test_quote_ids_can_be_read_out_and_belong_to_a_conversation(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    assert order.id.startswith("SK-") and not set(order.id[3:]) & set("0O1I")
    assert order.conversation == ConversationId("talk")
