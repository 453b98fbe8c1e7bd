"""Which pieces of an order can still be cancelled, returned, claimed or refunded, and until when."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from orders.answers import Facts, Reason, Refusal
from orders.gift_cards import GiftCard
from orders.ids import ParcelId, Sku
from orders.lifecycle import BEFORE_HANDOVER, UNDERWAY
from orders.line import Line, LineQuantity
from orders.order import Claim, Order
from orders.policy import end_of_day
from orders.states import ClaimKind, ClaimState, OrderState, ParcelState, PaymentState, RefundReason, RefundState

_AS_LOST = frozenset({ParcelState.LOST, ParcelState.RETURNED})

REASON_OF_RETURN = {ClaimKind.RETURN: RefundReason.RETURNED, ClaimKind.WITHDRAWAL: RefundReason.WITHDRAWN}


def is_back(claim: Claim) -> bool:
    """Goods of a return or withdrawal are here and their refund is still to be approved."""
    return claim.state is ClaimState.RECEIVED and claim.kind in REASON_OF_RETURN


def not_live(order: Order) -> Refusal | None:
    """Why an order cannot be changed after the purchase; None when it is paid and nothing is being charged."""
    if order.state is OrderState.CANCELLED:
        return Refusal(Reason.ALREADY_CANCELLED, order.id)
    if order.state not in (OrderState.PAID, OrderState.CLOSED, OrderState.CONFIRMED):
        return Refusal(Reason.NOT_PLACED, order.id)
    charging = any(payment.state is PaymentState.PENDING for payment in order.payments)
    return Refusal(Reason.CHARGE_UNDERWAY, order.id) if charging else None


def can_pay(card: GiftCard | None, order: Order) -> bool:
    """Whether the gift card holds what the order counts on; true where it counts on none."""
    if order.gift_part is None:
        return True
    return card is not None and card.is_for(order.shopper) and card.balance >= order.gift_part


def nothing_handed_over(order: Order) -> bool:
    return all(parcel.state in BEFORE_HANDOVER or parcel.state is ParcelState.CANCELLED for parcel in order.parcels)


def undelivered(order: Order, parcel: ParcelId | None = None) -> tuple[LineQuantity, ...]:
    """Pieces still to come: of one parcel, or of the whole order."""
    if parcel is None:
        return tuple(LineQuantity(line.id, line.open_quantity) for line in order.lines if line.open_quantity)
    named = order.parcel(parcel)
    if named is None or named.answered or named.state in (ParcelState.DELIVERED, ParcelState.CANCELLED):
        return ()
    return tuple(piece for piece in (_still_open(order, piece) for piece in named.lines) if piece.quantity)


def _still_open(order: Order, piece: LineQuantity) -> LineQuantity:
    line = order.line(piece.line)
    return LineQuantity(piece.line, min(piece.quantity, line.open_quantity) if line else 0)


def waits_for_return(order: Order, line: Line) -> bool:
    """A replacement that leaves only once the exchanged goods are back."""
    return any(line.id in claim.new_lines for claim in order.claims if claim.state is ClaimState.OPEN)


def restorable(order: Order, line: Line) -> int:
    """Pieces that an undone cancellation brings back: those cancelled and not refunded one by one."""
    refunded = sum(
        part.quantity
        for refund in order.refunds
        if refund.reason in (RefundReason.LINE_CANCELLED, RefundReason.WITHDRAWN)
        for part in refund.lines
        if part.line == line.id
    )
    return max(0, line.cancelled - refunded)


def unshipped(order: Order, line: Line) -> int:
    """Open pieces of a line that no carrier has yet."""
    gone = sum(
        piece.quantity
        for parcel in order.parcels
        if (parcel.state in UNDERWAY or parcel.state in _AS_LOST) and not parcel.answered
        for piece in parcel.lines
        if piece.line == line.id
    )
    return max(0, line.open_quantity - gone)


def unplanned(order: Order, line: Line) -> int:
    """Open pieces of a line that are in no parcel yet and may go into one."""
    charging = any(line.id in p.lines for p in order.payments if p.state is PaymentState.PENDING)
    if charging or waits_for_return(order, line):
        return 0
    planned = sum(
        piece.quantity
        for parcel in order.parcels
        if parcel.state not in (ParcelState.DELIVERED, ParcelState.CANCELLED) and not parcel.answered
        for piece in parcel.lines
        if piece.line == line.id
    )
    return max(0, line.open_quantity - planned)


def overdue_pieces(
    order: Order, now: datetime, parcel: ParcelId | None = None
) -> tuple[tuple[LineQuantity, ...], RefundReason]:
    """Undelivered pieces whose money is due: reported lost or returned by the carrier, or past their promised day."""
    due: dict[str, int] = {}
    reason = RefundReason.LATE
    for candidate in order.parcels:
        if candidate.state in _AS_LOST and not candidate.answered and parcel in (None, candidate.id):
            reason = RefundReason.LOST if candidate.state is ParcelState.LOST else RefundReason.RETURNED_TO_SENDER
            for piece in candidate.lines:
                due[piece.line] = due.get(piece.line, 0) + piece.quantity
    for piece in undelivered(order, parcel):
        line = order.line(piece.line)
        if line is not None and now > line.promised_by:
            due[piece.line] = piece.quantity
    pieces = tuple(
        LineQuantity(line.id, min(due[line.id], line.open_quantity))
        for line in order.lines
        if due.get(line.id) and line.open_quantity
    )
    return pieces, reason


def checked_pieces(
    order: Order, wanted: tuple[LineQuantity, ...], available: Callable[[Line], int], none_left: Reason
) -> tuple[LineQuantity, ...] | Refusal:
    """The wanted pieces, a line named twice counted together, or why not."""
    if not wanted:
        return Refusal(Reason.EMPTY, order.id)
    sums: dict[str, int] = {}
    for piece in wanted:
        if order.line(piece.line) is None:
            return Refusal(Reason.UNKNOWN_LINE, order.id, line=piece.line)
        if piece.quantity <= 0:
            return Refusal(Reason.BAD_QUANTITY, order.id, line=piece.line, quantity=piece.quantity)
        sums[piece.line] = sums.get(piece.line, 0) + piece.quantity
    for line in order.lines:
        left = available(line)
        if line.id in sums and left == 0:
            return Refusal(_why_none(order, line, none_left), order.id, line=line.id, sku=line.sku)
        if line.id in sums and sums[line.id] > left:
            return Refusal(Reason.QUANTITY_TOO_LARGE, order.id, line=line.id, sku=line.sku, quantity=left)
    return tuple(LineQuantity(line.id, sums[line.id]) for line in order.lines if line.id in sums)


def _why_none(order: Order, line: Line, none_left: Reason) -> Reason:
    asked = [refund for refund in order.refunds if refund.state is RefundState.ASKED]
    if line.returning or _is_being_exchanged(order, line):
        return Reason.CLAIM_UNDERWAY
    if any(part.line == line.id for refund in asked for part in refund.lines):
        return Reason.REFUND_UNDERWAY
    if line.cancelled == line.quantity:
        return Reason.ALREADY_CANCELLED
    if line.open_quantity and none_left is not Reason.ALREADY_SHIPPED:
        return Reason.NOT_DELIVERED
    if line.settled == line.quantity and line.refunded.total.minor > 0:
        return Reason.ALREADY_REFUNDED
    if none_left is Reason.ALREADY_REFUNDED and not line.refunded.total.minor:
        return Reason.NOTHING_TO_REFUND  # Exchanged: no money went back for these pieces.
    return none_left


def _is_being_exchanged(order: Order, line: Line) -> bool:
    """Whether pieces of the line are on their way back for others."""
    waiting = (claim for claim in order.claims if claim.state is ClaimState.OPEN and claim.kind is ClaimKind.EXCHANGE)
    return any(piece.line == line.id for claim in waiting for piece in claim.lines)


def window_end(order: Order, days: int) -> datetime | None:
    """The end of the last day, where the order's market is, of a window that opens with the last delivery; None before
    any."""
    delivered_at = order.delivered_at
    return None if delivered_at is None else end_of_day(delivered_at, order.terms.zone, days)


def withdrawal_end(order: Order) -> datetime | None:
    """Withdrawal runs from the day the last goods arrive (2011/83/EU art. 9); None while some are still to come."""
    coming = any(parcel.state in BEFORE_HANDOVER | UNDERWAY for parcel in order.parcels)
    return None if coming else window_end(order, order.terms.withdrawal_days)


def with_lines(order: Order, pieces: Sequence[LineQuantity]) -> list[tuple[Line, LineQuantity]]:
    return [(line, piece) for piece in pieces for line in order.lines if line.id == piece.line]


def sold_out(order: Order, wanted: Iterable[tuple[Sku, int]], facts: Facts) -> Refusal | None:
    """Whether any of these pieces are not free; two lines of one variant need their pieces together."""
    needed: dict[Sku, int] = {}
    for sku, quantity in wanted:
        needed[sku] = needed.get(sku, 0) + quantity
    for sku, quantity in needed.items():
        offer = facts.offers.get(sku)
        if quantity and (offer is None or offer.free < quantity):
            return Refusal(Reason.SOLD_OUT, order.id, sku=sku, quantity=offer.free if offer else 0)
    return None
