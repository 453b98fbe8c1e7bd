"""Gift cards: they pay as much as they hold, the rest is charged, and everything goes back where it came from."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders import gift_store, service
from orders.actions import AskRefund, CancelOrder, ConfirmQuote, Consent, ParcelNews, RefundOntoGiftCard, UndoCancel
from orders.answers import Refusal
from orders.gift_cards import GiftCard, GiftMove, code_in, new_code
from orders.ids import GiftCardId, ShopperId
from orders.order import Order
from orders.rows import StaleWrite
from orders.service import Done
from tests.orders.bad_line import Undecided
from tests.orders.counter import AUSTIN, JANA, Counter, eur


def a_card(shop: Counter, amount: str, holder: ShopperId | None = None) -> GiftCardId:
    with shop.writes() as session:
        return service.issue_gift_card(session, eur(amount), shop.now, holder=holder).id


def left_on(shop: Counter, card: GiftCardId) -> str:
    with shop.open() as session:
        found = gift_store.find(session, card)
    assert found is not None
    return found.balance.plain()


def quoted(shop: Counter, card: GiftCardId, sku: str = "coat-M", quantity: int = 1, method: str = "card_4242") -> Order:
    return shop.done(replace(shop.quote_wish((sku, quantity), method=method), gift_card=card))


def bought(shop: Counter, card: GiftCardId, sku: str = "coat-M", quantity: int = 1, method: str = "card_4242") -> Order:
    order = quoted(shop, card, sku, quantity, method)
    assert isinstance(shop.confirms(order), Done)
    shop.works()
    return shop.order(order)


def test_a_card_that_holds_enough_pays_everything_at_once(shop: Counter) -> None:
    card = a_card(shop, "60.00")
    order = quoted(shop, card)
    shop.confirms(order)
    assert (shop.headline(order), shop.charges(), left_on(shop, card)) == (
        "confirmed", ["payment 49.39 done"], "10.61",
    )  # fmt: skip
    shop.works()
    assert shop.headline(order) == "processing"
    assert shop.breaches() == ()


def test_a_smaller_card_pays_what_it_holds_and_the_rest_is_charged(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    order = bought(shop, card)
    assert [(str(each.amount), each.method, each.state) for each in order.payments] == [
        ("EUR 29.39", "card_4242", "captured"), ("EUR 20.00", f"gift_card_{card}", "captured"),
    ]  # fmt: skip
    assert left_on(shop, card) == "0.00"
    assert shop.breaches() == ()


def test_both_payments_together_pay_each_part_of_the_price_exactly(shop: Counter) -> None:
    order = bought(shop, a_card(shop, "42.37"))
    with shop.open() as session:
        sums: dict[str, int] = {}
        for posting in service.postings(session, order.id):
            sums[posting.account.value] = sums.get(posting.account.value, 0) + posting.amount.minor
    wanted = {"provider": 702, "gift_cards": 4237, "goods": -4000, "shipping": -490, "fee": -449, "authorised": 0}
    assert {name: sums[name] for name in wanted} == wanted


def test_while_the_rest_is_unpaid_the_card_only_holds_its_part(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    order = quoted(shop, card, method="card_0002")
    shop.confirms(order)
    assert left_on(shop, card) == "0.00"
    assert shop.order(order).captured.is_zero()
    assert shop.breaches() == ()


def test_a_declined_card_gives_the_gift_card_its_part_back(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    order = bought(shop, card, method="card_0341")
    assert (shop.headline(order), left_on(shop, card)) == ("awaiting_confirmation", "20.00")
    assert shop.breaches() == ()


def test_after_a_declined_card_the_same_quote_can_be_paid_again(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    order = bought(shop, card, method="card_0341")
    again = shop.done(replace(shop.quote_wish(("coat-M", 1), method="card_4242"), gift_card=card, replaces=order.id))
    shop.confirms(again)
    shop.works()
    assert (shop.headline(again), left_on(shop, card)) == ("processing", "0.00")
    assert shop.breaches() == ()


def test_cancelling_gives_each_its_own_back_and_the_gift_card_at_once(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    order = bought(shop, card)
    shop.done(CancelOrder(**shop.on(order)))
    shop.passes(timedelta(minutes=16))
    assert left_on(shop, card) == "20.00"
    assert shop.order(order).paid_back == shop.order(order).captured
    assert [charge for charge in shop.charges() if charge.startswith("refund")] == ["refund 49.39 done"]
    assert shop.breaches() == ()


def test_an_order_cancelled_before_its_charge_was_begun_releases_the_card(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    order = quoted(shop, card)
    shop.confirms(order)
    shop.done(CancelOrder(**shop.on(shop.order(order))))
    shop.passes(timedelta(minutes=20))
    assert left_on(shop, card) == "20.00"
    assert shop.breaches() == ()


def test_a_cancellation_taken_back_pays_anew_with_the_card_and_the_rest(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    order = quoted(shop, card)
    shop.confirms(order)
    shop.done(CancelOrder(**shop.on(shop.order(order))))
    shop.works()
    assert left_on(shop, card) == "20.00"
    shop.done(UndoCancel(**shop.on(shop.order(order))))
    shop.works()
    assert (shop.headline(order), left_on(shop, card)) == ("processing", "0.00")
    assert shop.order(order).captured == order.total


def test_a_cancellation_is_not_taken_back_once_the_card_is_spent(shop: Counter) -> None:
    card = a_card(shop, "60.00")
    order = quoted(shop, card, quantity=2)
    shop.confirms(order)
    shop.done(CancelOrder(**shop.on(shop.order(order))))
    shop.works()
    bought(shop, card, "coat-L")
    assert shop.refuses(UndoCancel(**shop.on(shop.order(order)))) == "gift_card_too_small"


def test_money_that_comes_after_the_order_was_given_up_all_goes_back(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    order = quoted(shop, card, method="card_0002")
    shop.confirms(order)
    shop.days(3)
    after = shop.order(order)
    assert after.captured == after.paid_back
    assert left_on(shop, card) == "20.00"
    assert shop.breaches() == ()


def test_what_a_card_holds_for_an_order_is_let_go_when_its_payment_expires_and_the_other_charge_is_declined(
    shop: Counter,
) -> None:
    card = a_card(shop, "20.00")
    shop.providers = replace(
        shop.providers, payments=Undecided(shop.payments, shop.now + timedelta(hours=23, minutes=50))
    )
    order = quoted(shop, card)
    shop.confirms(order)
    for _ in range(23):
        shop.passes(timedelta(hours=1))
    assert left_on(shop, card) == "0.00"
    shop.passes(timedelta(hours=1))
    assert (shop.headline(order), left_on(shop, card)) == ("expired", "20.00")


def test_a_card_holds_its_part_as_long_as_nobody_knows_whether_the_rest_was_paid(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    shop.providers = replace(shop.providers, payments=Undecided(shop.payments, shop.now + timedelta(hours=60)))
    order = quoted(shop, card)
    shop.confirms(order)
    shop.works()
    shop.passes(timedelta(hours=24))
    shop.passes(timedelta(hours=24))
    assert (shop.headline(order), left_on(shop, card)) == ("expired", "0.00")
    assert "PersonNeeded" in shop.told(order)
    for _ in range(3):
        shop.passes(timedelta(hours=6))
    assert left_on(shop, card) == "20.00"


def test_a_partial_refund_goes_to_the_charged_card_first(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    order = bought(shop, card, quantity=2)
    shop.days(4)
    shop.returns(shop.order(order), (0, 1))
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    shop.works()
    assert left_on(shop, card) == "0.00"
    shop.returns(shop.order(order), (0, 1))
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    shop.works()
    assert left_on(shop, card) == "20.00"
    assert shop.order(order).paid_back == shop.order(order).captured
    assert shop.breaches() == ()


def test_a_lost_parcel_paid_by_gift_card_is_back_on_it_when_the_guarantee_pays(shop: Counter) -> None:
    card = a_card(shop, "60.00")
    order = bought(shop, card)
    shop.passes(timedelta(days=1))
    shop.hears(order, ParcelNews.LOST)
    shop.days(2)
    assert (left_on(shop, card), shop.headline(order)) == ("60.00", "refunded")
    assert shop.breaches() == ()
    assert shop.refuses(AskRefund(**shop.on(shop.order(order)))) == "already_refunded"


@pytest.mark.parametrize("holder", ["", "kim"])
def test_money_comes_back_onto_a_card_whose_holder_was_forgotten_and_leaves_it_as_it_is(
    shop: Counter, holder: str
) -> None:
    card = a_card(shop, "60.00")
    order = bought(shop, card)
    with shop.writes() as session:
        session.connection().exec_driver_sql(f"UPDATE gift_card SET holder = '{holder}'")
    shop.passes(timedelta(days=1))
    shop.hears(order, ParcelNews.LOST)
    shop.days(2)
    with shop.open() as session:
        found = gift_store.find(session, card)
    assert found == GiftCard(card, eur("60.00"), ShopperId(holder) if holder else None)


def test_refunds_go_onto_a_new_gift_card_where_the_shopper_wishes_so(shop: Counter) -> None:
    order = shop.receives(("coat-M", 1))
    shop.returns(order, (0, 1))
    shop.done(RefundOntoGiftCard(**shop.on(shop.order(order))))
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    with shop.open() as session:
        (card,) = service.gift_cards_of(session, JANA)
    assert (card.balance.plain(), shop.headline(order)) == ("49.39", "refunded")
    assert [charge for charge in shop.charges() if charge.startswith("refund")] == ["refund 49.39 done"]
    shop.works()
    assert list(shop.payments.charges().values()) == [eur("49.39")], "nothing went back the way it came"
    assert shop.breaches() == ()


def test_refunds_go_onto_the_card_that_a_shopper_has(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    order = bought(shop, card)
    shop.done(RefundOntoGiftCard(**shop.on(order)))
    shop.done(CancelOrder(**shop.on(shop.order(order))))
    shop.passes(timedelta(minutes=16))
    assert left_on(shop, card) == "49.39"
    assert shop.breaches() == ()


def test_refunds_are_not_sent_another_way_once_they_are_under_way(shop: Counter) -> None:
    assert shop.refuses(RefundOntoGiftCard(**shop.on(shop.quotes(("coat-M", 1))))) == "not_placed"
    order = shop.buys(("coat-M", 1))
    wish = RefundOntoGiftCard(**shop.on(order))
    shop.done(wish)
    assert shop.refuses(wish) == "already_confirmed"
    assert shop.refuses(RefundOntoGiftCard(**shop.on(shop.order(order)))) == "already_decided"
    other = shop.receives(("coat-L", 1))
    shop.returns(other, (0, 1))
    shop.hears(other, ParcelNews.RETURN_RECEIVED)
    assert shop.refuses(RefundOntoGiftCard(**shop.on(shop.order(other)))) == "refund_underway"
    shop.works()
    assert shop.refuses(RefundOntoGiftCard(**shop.on(shop.order(other)))) == "already_refunded"


@pytest.mark.parametrize(
    ("card", "why"),
    [("GC-AAAA-BBBB-CCCC", "unknown_gift_card"), ("somebody's", "unknown_gift_card"), ("empty", "gift_card_empty")],
)
def test_a_card_that_cannot_pay_is_refused_and_nothing_is_written(shop: Counter, card: str, why: str) -> None:
    code = GiftCardId(card)
    if card == "somebody's":
        code = a_card(shop, "60.00", holder=ShopperId("somebody"))
    if card == "empty":
        code = a_card(shop, "49.39")
        bought(shop, code)
    before = shop.stock("coat-M")
    assert shop.refuses(replace(shop.quote_wish(("coat-M", 1)), gift_card=code)) == why
    assert shop.stock("coat-M") == before


def test_no_provider_is_asked_to_charge_a_gift_card(shop: Counter) -> None:
    assert shop.refuses(shop.quote_wish(("coat-M", 1), method="gift_card_1")) == "unknown_method"


def test_a_card_of_another_currency_is_refused(shop: Counter) -> None:
    card = a_card(shop, "60.00")
    assert shop.refuses(replace(shop.quote_wish(("coat-M", 1), address=AUSTIN), gift_card=card)) == "gift_card_empty"


def test_a_card_spent_meanwhile_is_too_small_at_the_yes(shop: Counter) -> None:
    card = a_card(shop, "60.00")
    first, second = quoted(shop, card), quoted(shop, card, "coat-L")
    shop.confirms(first)
    answer = shop.confirms(second)
    assert isinstance(answer, Refusal)
    assert (answer.reason, shop.headline(second)) == ("gift_card_too_small", "awaiting_confirmation")
    assert shop.breaches() == ()


def test_the_first_order_makes_a_card_its_shoppers_own(shop: Counter) -> None:
    card = a_card(shop, "100.00")
    bought(shop, card)
    with shop.open() as session:
        assert [each.id for each in service.gift_cards_of(session, JANA)] == [card]
        assert [each.id for each in service.gift_cards_of(session, JANA, card)] == [card]
        assert service.gift_cards_of(session, ShopperId("stranger"), card) == ()
    stranger = replace(shop.quote_wish(("coat-M", 1)), gift_card=card, shopper=ShopperId("stranger"))
    assert shop.refuses(stranger) == "unknown_gift_card"


def test_a_yes_binds_to_what_the_gift_card_pays(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    with_card, without = quoted(shop, card), shop.quotes(("coat-M", 1))
    assert with_card.quote_hash != without.quote_hash
    yes = ConfirmQuote(**shop.on(with_card), quote_hash=without.quote_hash, consent=Consent.LABELLED_BUTTON)
    assert shop.refuses(yes) == "quote_changed"


def test_a_move_is_booked_once_and_never_below_zero(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    spent = GiftMove(card, -eur("15.00"), "one")
    with shop.writes() as session:
        gift_store.move(session, spent, None, None, shop.now)
    for impossible in (spent, GiftMove(card, -eur("5.01"), "two"), GiftMove(GiftCardId("GC-?"), eur("1.00"), "three")):
        with shop.open() as session, pytest.raises(StaleWrite):
            gift_store.move(session, impossible, None, None, shop.now)
    assert left_on(shop, card) == "5.00"


def test_the_audit_names_a_card_that_does_not_hold_its_moves(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    with shop.open() as session:
        session.connection().exec_driver_sql("UPDATE gift_card SET balance = balance + 1")
        found = [breach.found for breach in service.audit(session)]
    assert found == [f"{card}: EUR 20.01, moves sum to 2000"]


def test_a_code_is_found_as_people_type_it() -> None:
    code = new_code()
    for typed in (code, code.lower(), code.replace("-", " "), f"here: {code}!", code.replace("-", "")):
        assert code_in(typed) == code
    assert code_in("GC-1234") is None


def test_a_card_needs_money_and_a_code_of_its_own(shop: Counter) -> None:
    card = a_card(shop, "20.00")
    with shop.open() as session:
        with pytest.raises(ValueError, match="already"):
            service.issue_gift_card(session, eur("5.00"), shop.now, code=card)
        with pytest.raises(ValueError, match="more than nothing"):
            service.issue_gift_card(session, eur("0.00"), shop.now)
    assert GiftCard(card, eur("1.00"), None).is_for(JANA)
