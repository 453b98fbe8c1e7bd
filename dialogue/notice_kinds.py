"""Events by what they are about, as `notices` words them."""

from typing import Final

from orders import events
from orders.answers import Reason
from orders.states import RefundReason

TOLD_BY_ITS_CAUSE: Final = frozenset(
    {RefundReason.CANCELLED, RefundReason.LINE_CANCELLED, RefundReason.PRICE_DIFFERENCE}
)
"""Refunds whose amount and method the Event that caused them already tells."""
GUARANTEED: Final = frozenset({RefundReason.LATE, RefundReason.LOST, RefundReason.RETURNED_TO_SENDER})
"""Refunds that GuaranteePaid tells, unless the shopper asked for them."""
FOR_STAFF: Final = frozenset(
    {
        Reason.UNKNOWN_REFUND, Reason.ALREADY_DECIDED, Reason.OWN_REQUEST, Reason.AMOUNT_TOO_LARGE,
        Reason.STILL_OWED, Reason.UNKNOWN_DISPUTE, Reason.NO_REASON,
    }
)  # fmt: skip
"""Refusals of what a member of staff did: the desk shows them, the shopper is not told."""

ParcelEvent = (
    events.ParcelHandedOver
    | events.ParcelDelayed
    | events.DeliveryAttemptFailed
    | events.ParcelUndeliverable
    | events.ParcelReturnedToSender
    | events.ParcelDelivered
    | events.ParcelLost
    | events.ParcelCorrected
)
ClaimEvent = (
    events.ReturnRequested
    | events.WithdrawalReceived
    | events.ReturnReceived
    | events.ReturnExpired
    | events.ExchangeRequested
    | events.ExchangeShipped
    | events.ReshipPromised
    | events.LinesUnavailable
)
MoneyEvent = (
    events.RefundApproved
    | events.RefundNeedsPerson
    | events.RefundDeclined
    | events.RefundPaidOut
    | events.GuaranteePaid
)
