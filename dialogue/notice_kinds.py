"""Events by what they are about, as `notices` words them."""

from orders import events

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
