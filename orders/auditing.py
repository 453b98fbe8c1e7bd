"""The invariants of money and goods, checked on any order with its ledger. Pure; `service.audit` brings the rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from orders.ids import OrderId
from orders.ledger import Account, Posting
from orders.money import Money, share, total
from orders.order import Order
from orders.states import OrderState, PaymentState, RefundState


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold: which, where, and what was found."""

    invariant: str
    order: OrderId | None
    found: str


def breaches_of(order: Order, postings: Sequence[Posting], event_count: int) -> tuple[Breach, ...]:
    """Everything that must hold for one order."""
    found = (*_ledger(order, postings), *_payments(order), *_lines(order), *_totals(order))
    return tuple(Breach(invariant, order.id, what) for invariant, what in found) + (
        ()
        if event_count == order.event_count
        else (Breach("events are complete", order.id, f"{event_count} of {order.event_count}"),)
    )


def _ledger(order: Order, postings: Iterable[Posting]) -> Iterator[tuple[str, str]]:
    entries: dict[tuple[int, str], int] = defaultdict(int)
    accounts: dict[Account, int] = defaultdict(int)
    for posting in postings:
        entries[posting.entry, posting.amount.currency] += posting.amount.minor
        accounts[posting.account] += posting.amount.minor
    for (entry, _), minor in entries.items():
        if minor:
            yield "ledger entries sum to zero", f"entry {entry} sums to {minor}"
    if accounts[Account.PROVIDER] != (order.captured - order.paid_back_parts).minor:
        held = order.captured - order.paid_back_parts
        yield "ledger equals payments", f"provider account {accounts[Account.PROVIDER]}, payments say {held.minor}"
    if -accounts[Account.OWED] != (order.refunded - order.paid_back_parts).minor:
        owed = order.refunded - order.paid_back_parts
        yield "ledger equals refunds", f"owed account {accounts[Account.OWED]}, refunds say {owed.minor}"


def _payments(order: Order) -> Iterator[tuple[str, str]]:
    for payment in order.payments:
        if not 0 <= payment.refunded.minor <= payment.captured.minor <= payment.authorised.minor:
            yield "refunded <= captured <= authorised", f"{payment.id}: {payment}"
        if payment.authorised > payment.amount:
            yield "captured <= asked", f"{payment.id}: {payment}"
    if order.refunded > order.captured:
        yield "refunded <= captured", f"{order.refunded} of {order.captured}"
    paid = [payment for payment in order.payments if payment.state is PaymentState.CAPTURED]
    if order.state in (OrderState.PAID, OrderState.CLOSED) and not paid:
        yield "a paid order was paid", "no captured payment"


def _lines(order: Order) -> Iterator[tuple[str, str]]:
    for line in order.lines:
        counts = (
            line.cancelled, line.changed, line.delivered, line.lost, line.claimed, line.returning, line.returned,
            line.exchanged,
        )  # fmt: skip
        if min(counts) < 0 or line.settled > line.quantity:
            yield "no negative or surplus pieces", f"{line.id}: {counts} of {line.quantity}"
        if line.refundable.minor < 0:
            yield "refunded <= paid per line", f"{line.id}: {line.refundable}"
    for refund in order.refunds:
        parts = total((part.amount for part in refund.parts), order.currency)
        if refund.state in (RefundState.APPROVED, RefundState.PAID_OUT) and parts != refund.amount:
            yield "a refund's parts sum to it", f"{refund.id}: {parts} of {refund.amount}"


def _totals(order: Order) -> Iterator[tuple[str, str]]:
    if order.total != order.items + order.shipping + order.fee + order.tax:
        yield "total = items + shipping + fee + tax", str(order.total)
    untouched = all(line.current == line.quantity and line.replaces is None for line in order.lines)
    fee: Money = share(order.items + order.shipping, order.terms.fee_rate)
    if untouched and order.fee != fee:
        yield "fee = 10 % of items + shipping", f"{order.fee}, by the rate {fee}"
