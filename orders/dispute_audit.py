"""The invariants of disputes: a lost one takes its money once, and nothing goes back by itself while one runs. Pure."""

from collections.abc import Iterator, Mapping

from orders.ledger import Account
from orders.money import Money, total
from orders.order import Order, Refund
from orders.states import DisputeState, RefundReason, RefundState

_LIVE = (RefundState.APPROVED, RefundState.PAID_OUT)


def disputes_of(order: Order, accounts: Mapping[Account, int]) -> Iterator[tuple[str, str]]:
    """Every breach, as invariant and what was found."""
    nothing = Money.zero(order.currency)
    for payment in order.payments:
        lost = (each.taken or nothing for each in order.disputes if each.payment == payment.id)
        away = total(lost, order.currency)
        booked = total((part for part in _through(order, payment.id, disputed=True)), order.currency)
        given = total((part for part in _through(order, payment.id, disputed=False)), order.currency)
        if booked != away:
            yield "a lost dispute takes its money once", f"{payment.id}: {booked} booked, disputes took {away}"
        if given + away > payment.captured:
            yield "refunded + disputed away <= captured", f"{payment.id}: {given} + {away} of {payment.captured}"
    taken = total((each.taken or nothing for each in order.disputes), order.currency)
    if accounts[Account.DISPUTED] != taken.minor:
        yield "ledger equals disputes", f"{Account.DISPUTED} account {accounts[Account.DISPUTED]}, disputes say {taken}"
    for dispute in order.disputes:
        if (dispute.taken is None) != (dispute.state is not DisputeState.LOST):
            yield "only a lost dispute takes money", f"{dispute.id} is {dispute.state}"
    yield from _by_itself(order)


def _through(order: Order, payment: str, *, disputed: bool) -> Iterator[Money]:
    """Parts that went back through a payment, to its bank or by us."""
    for refund in order.refunds:
        if (refund.reason is RefundReason.DISPUTED) is disputed:
            yield from (part.amount for part in refund.parts if part.payment == payment)


def _by_itself(order: Order) -> Iterator[tuple[str, str]]:
    for dispute in order.disputes:
        for refund in order.refunds:
            through = any(part.payment == dispute.payment for part in refund.parts)
            if through and refund.reason is not RefundReason.DISPUTED and _approved_alone(refund):
                at, ended = refund.approved_at, dispute.ended_at
                if at is not None and dispute.opened_at < at and (ended is None or at < ended):
                    yield "no refund of a disputed payment by itself", f"{refund.id} during {dispute.id}"


def _approved_alone(refund: Refund) -> bool:
    return refund.state in _LIVE and not refund.by_person
