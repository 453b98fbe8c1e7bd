"""The audit finds each way in which books can be wrong."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from orders import service, store
from orders.actions import ReportDamaged
from orders.auditing import Books, breaches_of, breaches_of_stock
from orders.ids import OrderId, Sku
from orders.ledger import Account, Posting
from orders.line import LineQuantity
from orders.order import Order
from orders.states import OrderState, ParcelState, RefundState
from orders.timers import TimerKind
from tests.orders.counter import Counter, an_offer, eur


def books_of(shop: Counter, order: Order) -> Books:
    with shop.open() as session:
        return Books(
            service.postings(session, order.id),
            service.events_of(session, order.id),
            frozenset(store.unfired(session).get(order.id, ())),
            frozenset(store.undone(session).get(order.id, ())),
        )


def found(order: Order, books: Books) -> set[str]:
    return {breach.invariant for breach in breaches_of(order, books)}


@pytest.fixture
def refunded(shop: Counter) -> Order:
    """Two coats, one of them returned and refunded."""
    order = shop.returns(shop.receives(("coat-M", 2)), (0, 1))
    shop.days(4)
    return shop.order(order)


def with_line(order: Order, **changed: int) -> Order:
    return replace(order, lines=(replace(order.lines[0], **changed),))  # type: ignore[arg-type]


def test_books_in_order_have_no_breach(shop: Counter, refunded: Order) -> None:
    assert found(refunded, books_of(shop, refunded)) == set()


Spoil = Callable[[Order], Order]
SPOILT: dict[str, tuple[Spoil, str]] = {
    "a refund that is larger than its parts": (
        lambda o: replace(o, refunds=(replace(o.refunds[0], amount=eur("50")),)), "a refund's parts sum to it"),
    "a payment that does not know its refund": (
        lambda o: replace(o, payments=(replace(o.payments[0], refunded=eur("1")),)),
        "a payment knows what went back through it"),
    "more refunded than captured": (
        lambda o: replace(o, payments=(replace(o.payments[0], captured=eur("1")),)), "refunded <= captured"),
    "more captured than authorised": (
        lambda o: replace(o, payments=(replace(o.payments[0], authorised=eur("1")),)),
        "refunded <= captured <= authorised"),
    "charged twice": (lambda o: replace(o, payments=o.payments * 2), "an order is charged once"),
    "paid by nobody": (lambda o: replace(o, payments=()), "a paid order was paid"),
    "paid out and not": (
        lambda o: replace(o, refunds=(replace(o.refunds[0], state=RefundState.APPROVED),)),
        "paid out is when every part is"),
    "more pieces than there are": (lambda o: with_line(o, returned=3), "no negative or surplus pieces"),
    "less than no pieces": (lambda o: with_line(o, cancelled=-1), "no negative or surplus pieces"),
    "a line refunded beyond its price": (
        lambda o: replace(o, lines=(replace(o.lines[0], goodwill=eur("99")),)), "refunded <= paid per line"),
    "a piece sent twice": (
        lambda o: replace(o, parcels=(replace(o.parcels[0], state=ParcelState.MOVING),)), "no piece is sent twice"),
    "money that no line holds": (
        lambda o: replace(o, lines=(replace(o.lines[0], paid=o.lines[0].paid + o.lines[0].paid),)),
        "lines hold what was captured"),
    "events that are missing": (lambda o: replace(o, event_count=99), "events are complete"),
    "a free charge": (
        lambda o: replace(o, payments=(replace(o.payments[0], amount=eur("0")),)), "a charge is above zero"),
    "money kept after the end": (lambda o: replace(o, state=OrderState.CANCELLED), "an ended order keeps no money"),
    "goods that never come": (lambda o: with_line(o, quantity=3), "goods that were paid come or are refunded"),
}  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT)
def test_the_audit_finds(shop: Counter, refunded: Order, spoilt: str) -> None:
    spoil, invariant = SPOILT[spoilt]
    bare = replace(books_of(shop, refunded), timers=frozenset())
    assert invariant in found(spoil(refunded), bare)


def test_a_ledger_that_does_not_sum_to_zero_is_found(shop: Counter, refunded: Order) -> None:
    books = books_of(shop, refunded)
    extra = Posting(refunded.id, 9, Account.PROVIDER, eur("1"), "x", "y", shop.now)
    wrong = found(refunded, replace(books, postings=(*books.postings, extra)))
    assert {"ledger entries sum to zero", "ledger equals payments"} <= wrong
    fewer = tuple(posting for posting in books.postings if posting.account is not Account.OWED)
    assert "ledger entries sum to zero" in found(refunded, replace(books, postings=fewer))


def test_money_left_between_authorised_and_captured_is_found(shop: Counter, refunded: Order) -> None:
    books = books_of(shop, refunded)
    held = tuple(Posting(refunded.id, 9, a, m, "x", "y", shop.now) for a, m in (
        (Account.HELD, eur("5")), (Account.AUTHORISED, eur("-5"))))  # fmt: skip
    assert "nothing stays authorised" in found(refunded, replace(books, postings=(*books.postings, *held)))


def test_a_charge_or_refund_without_its_errand_is_found(shop: Counter) -> None:
    order = shop.quotes(("coat-M", 1))
    shop.confirms(order)
    order = shop.order(order)
    assert "a charge under way has its errand" in found(order, replace(books_of(shop, order), errands=frozenset()))


def test_a_quote_or_return_that_never_ends_is_found(shop: Counter) -> None:
    quote = shop.quotes(("coat-M", 1))
    assert "a quote expires" in found(quote, replace(books_of(shop, quote), timers=frozenset()))
    order = shop.returns(shop.receives(("coat-M", 2)), (0, 1))
    assert "an announced return ends" in found(order, replace(books_of(shop, order), timers=frozenset()))


def test_a_refund_on_its_way_without_an_errand_is_found(shop: Counter) -> None:

    order = shop.receives()
    wish = ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),))
    order = shop.done(wish)
    bare = replace(books_of(shop, order), errands=frozenset())
    assert "a refund on its way has its errand" in found(order, bare)
    assert TimerKind.CLOSE in bare.timers


@pytest.mark.parametrize("stock,reserved,held,count", [(5, 2, 2, 0), (-1, 0, 0, 1), (5, -1, 0, 2), (5, 2, 1, 1)])
def test_stock_is_never_negative_and_reserved_is_what_quotes_hold(
    stock: int, reserved: int, held: int, count: int
) -> None:
    offer = replace(an_offer("coat-M"), stock=stock, reserved=reserved)
    assert len(breaches_of_stock({offer.sku: offer}, {Sku("coat-M"): held})) == count


def test_a_breach_names_its_order(shop: Counter, refunded: Order) -> None:
    breach = breaches_of(replace(refunded, event_count=99), books_of(shop, refunded))[0]
    assert breach.order == OrderId(refunded.id) and "99" in breach.found
