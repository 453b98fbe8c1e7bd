"""Waiting for sold-out goods: who may wait, who is told, in which order, and that nobody is told twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from orders import accounts, service
from orders.account_actions import ForgetWishes, Kept, StockWish, WatchStock
from orders.actions import CancelOrder
from orders.answers import Refusal
from orders.ids import ConversationId, ShopperId, Sku
from orders.policy import StockWishes
from tests.orders.counter import Counter, an_offer

GONE = "last-piece"
COPIES = tuple(f"gone-{number}" for number in range(25))


def wish(shopper: str = "mia", sku: str = GONE, market: str = "DE", currency: str = "EUR") -> WatchStock:
    talk = ConversationId(f"talk of {shopper}")
    return WatchStock(shopper=ShopperId(shopper), conversation=talk, sku=Sku(sku), market=market, currency=currency)


def wishes(shop: Counter, action: WatchStock | ForgetWishes) -> Kept | Refusal:
    with shop.writes() as session:
        return accounts.perform(session, action, shop.now, policy=shop.policy)


def refused(shop: Counter, action: WatchStock | ForgetWishes) -> str:
    answer = wishes(shop, action)
    assert isinstance(answer, Refusal), answer
    return answer.reason.value


def stock(shop: Counter, sku: str, pieces: int) -> None:
    with shop.writes() as session:
        service.load_offers(session, [an_offer(sku, "12.00", pieces)])


def told(shop: Counter, sku: str = GONE) -> list[str]:
    """Who is told now, as a worker tells them."""
    with shop.writes() as session:
        changed = accounts.restocked(session)
        found = accounts.to_be_told(session, Sku(sku), shop.now, policy=shop.policy) if sku in changed else None
        if found is None:
            return []
        _, pieces, waiting = found
        heard: list[StockWish] = [each for each in waiting[:pieces] if accounts.mark_told(session, each, shop.now)]
    return [each.shopper for each in heard]


def waiting(shop: Counter, shopper: str = "mia") -> Sequence[str]:
    with shop.open() as session:
        return [each.sku for each in accounts.wishes_of(session, ShopperId(shopper), shop.now, policy=shop.policy)]


def sold_out(shop: Counter) -> None:
    stock(shop, GONE, 0)


def test_a_sold_out_variant_is_waited_for_and_told_once_it_is_there(shop: Counter) -> None:
    sold_out(shop)
    assert isinstance(wishes(shop, wish()), Kept)
    assert (waiting(shop), told(shop)) == ([GONE], [])
    stock(shop, GONE, 3)
    assert told(shop) == ["mia"]
    assert (waiting(shop), told(shop)) == ([], [])


def test_an_unknown_variant_is_not_waited_for(shop: Counter) -> None:
    assert refused(shop, wish(sku="no-such-thing")) == "unknown_sku"
    assert waiting(shop) == []


@pytest.mark.parametrize(("market", "currency"), [("JP", "JPY"), ("DE", "SEK")])
def test_what_is_not_sold_here_is_not_waited_for(shop: Counter, market: str, currency: str) -> None:
    with shop.writes() as session:
        service.load_offers(session, [replace(an_offer(GONE, "12.00", 0), markets=("DE", "AT"))])
    assert refused(shop, wish(market=market, currency=currency)) == "not_sold_here"


def test_what_is_in_stock_is_bought_not_waited_for(shop: Counter) -> None:
    answer = wishes(shop, wish())
    assert isinstance(answer, Refusal) and (answer.reason.value, answer.quantity) == ("in_stock", 1)


def test_the_last_piece_in_anothers_quote_may_be_waited_for(shop: Counter) -> None:
    quote = shop.quotes((GONE, 1))
    assert isinstance(wishes(shop, wish()), Kept)
    assert told(shop) == []
    shop.passes(quote.quote_expires_at - shop.now)
    assert told(shop) == ["mia"]


def test_who_waits_already_is_told_so(shop: Counter) -> None:
    sold_out(shop)
    wishes(shop, wish())
    assert refused(shop, wish()) == "already_waiting"
    assert waiting(shop) == [GONE]


def test_a_refusal_ends_no_wish_that_waited_for_too_long(shop: Counter) -> None:
    with shop.writes() as session:
        service.load_offers(session, [an_offer(sku, stock=0) for sku in COPIES])
    wishes(shop, wish(sku=COPIES[0]))
    shop.now += timedelta(days=1)
    wishes(shop, wish("ada", COPIES[1]))
    shop.now += timedelta(days=shop.policy.stock_wishes.days)
    assert (waiting(shop), waiting(shop, "ada")) == ([], [COPIES[1]])
    with shop.open() as session:
        before = session.connection().exec_driver_sql("SELECT * FROM stock_wish").all()
    assert refused(shop, wish("ada", COPIES[1])) == "already_waiting"
    with shop.open() as session:
        assert session.connection().exec_driver_sql("SELECT * FROM stock_wish").all() == before


def test_what_was_waited_for_too_long_may_be_waited_for_again(shop: Counter) -> None:
    sold_out(shop)
    wishes(shop, wish())
    shop.now += timedelta(days=shop.policy.stock_wishes.days + 1)
    assert waiting(shop) == []
    assert isinstance(wishes(shop, wish()), Kept)
    assert waiting(shop) == [GONE]


def test_who_was_told_may_wait_again(shop: Counter) -> None:
    sold_out(shop)
    wishes(shop, wish())
    stock(shop, GONE, 1)
    assert told(shop) == ["mia"]
    sold_out(shop)
    assert isinstance(wishes(shop, wish()), Kept)
    stock(shop, GONE, 1)
    assert told(shop) == ["mia"]


def test_one_shopper_waits_for_so_many_things_and_no_more(shop: Counter) -> None:
    with shop.writes() as session:
        service.load_offers(session, [an_offer(sku, stock=0) for sku in COPIES])
    most = shop.policy.stock_wishes.open
    for sku in COPIES[:most]:
        assert isinstance(wishes(shop, wish(sku=sku)), Kept)
    answer = wishes(shop, wish(sku=COPIES[most]))
    assert isinstance(answer, Refusal) and (answer.reason.value, answer.quantity) == ("too_many_wishes", most)
    assert isinstance(wishes(shop, wish("ben", COPIES[most])), Kept)


def test_what_nobody_waits_for_cannot_be_called_off(shop: Counter) -> None:
    assert refused(shop, ForgetWishes(shopper=ShopperId("mia"), sku=Sku(GONE))) == "not_waiting"


def test_who_calls_it_off_is_not_told(shop: Counter) -> None:
    sold_out(shop)
    wishes(shop, wish("mia"))
    wishes(shop, wish("ben"))
    wishes(shop, ForgetWishes(shopper=ShopperId("mia")))
    stock(shop, GONE, 2)
    assert told(shop) == ["ben"]


def test_as_many_are_told_as_pieces_are_free_in_the_order_of_asking(shop: Counter) -> None:
    sold_out(shop)
    for shopper in ("cem", "ada", "ben", "dan"):
        wishes(shop, wish(shopper))
        shop.now += timedelta(minutes=1)
    stock(shop, GONE, 2)
    assert told(shop) == ["cem", "ada"]
    stock(shop, GONE, 3)
    assert told(shop) == ["ben"]
    assert waiting(shop, "dan") == [GONE]


def test_a_price_that_changes_tells_nobody(shop: Counter) -> None:
    sold_out(shop)
    for shopper in ("ada", "ben"):
        wishes(shop, wish(shopper))
    stock(shop, GONE, 1)
    assert told(shop) == ["ada"]
    with shop.writes() as session:
        service.load_offers(session, [an_offer(GONE, "10.00", 1)])
    assert told(shop) == []


def test_a_piece_that_comes_back_through_a_cancellation_counts(shop: Counter) -> None:
    order = shop.buys((GONE, 1))
    assert isinstance(wishes(shop, wish()), Kept)
    shop.done(CancelOrder(**shop.on(order)))
    assert told(shop) == ["mia"]


def test_a_rise_nobody_looked_at_is_not_lost(shop: Counter) -> None:
    sold_out(shop)
    wishes(shop, wish())
    stock(shop, GONE, 1)
    shop.now += timedelta(days=3)
    assert told(shop) == ["mia"]


def test_a_crash_before_the_commit_tells_nobody_and_loses_nothing(shop: Counter) -> None:
    sold_out(shop)
    wishes(shop, wish())
    stock(shop, GONE, 1)
    with shop.open() as session:
        found = accounts.to_be_told(session, Sku(GONE), shop.now)
        assert found is not None and accounts.mark_told(session, found[2][0], shop.now)
        session.rollback()
    assert told(shop) == ["mia"]


def test_a_wish_that_waited_too_long_is_forgotten(shop: Counter) -> None:
    shop.policy = shop.policy.model_copy(update={"stock_wishes": StockWishes(open=20, days=30)})
    sold_out(shop)
    wishes(shop, wish("ada"))
    shop.now += timedelta(days=29)
    wishes(shop, wish("ben"))
    shop.now += timedelta(days=1, seconds=1)
    assert (waiting(shop, "ada"), waiting(shop, "ben")) == ([], [GONE])
    stock(shop, GONE, 2)
    assert told(shop) == ["ben"]


def test_a_wish_that_was_told_is_not_told_again_by_whoever_read_it_before(shop: Counter) -> None:
    sold_out(shop)
    wishes(shop, wish())
    with shop.open() as session:
        read = accounts.wishes_of(session, ShopperId("mia"), shop.now)[0]
    stock(shop, GONE, 1)
    assert told(shop) == ["mia"]
    with shop.writes() as session:
        assert not accounts.mark_told(session, read, shop.now)
