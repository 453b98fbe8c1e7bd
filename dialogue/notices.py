"""Order Events and Refusals as Messages: what a person is told because something happened, or because it may not.

Pure. Events that concern only ourselves, or that another Event of the same step already tells, are quiet.
"""

from datetime import date, datetime, timedelta
from typing import Final, assert_never

from dialogue.bookmarks import yes_to
from dialogue.messages import notices as news
from dialogue.messages import returns as back
from dialogue.messages.base import Message, Title
from dialogue.messages.checkout import QuoteReady, QuoteReadyPlusTax
from dialogue.messages.gift_cards import RefundsGoOntoGiftCardNow
from dialogue.notice_kinds import FOR_STAFF, GUARANTEED, TOLD_BY_ITS_CAUSE, ClaimEvent, MoneyEvent, ParcelEvent
from dialogue.playbooks.calling_off import called_off
from dialogue.playbooks.gift_cards import of_quote
from dialogue.playbooks.gift_words import gift_told, not_heard_of
from dialogue.playbooks.lines import (
    ProductOf,
    back_to,
    day_of,
    item_of_line,
    method_of,
    paid_by,
    place_of,
    title_in,
    titles_of,
    way_of,
)
from dialogue.playbooks.refusals import refusal_messages
from dialogue.playbooks.swap_words import changed_lines, charged_by
from orders import events
from orders.answers import Refusal
from orders.events import Event
from orders.ids import ParcelId
from orders.line import LineQuantity
from orders.order import Order
from orders.states import PaymentPurpose, RefundReason

_DECLINED: Final = {
    PaymentPurpose.ORDER: news.PaymentDeclined,
    PaymentPurpose.DIFFERENCE: news.DifferenceDeclined,
    PaymentPurpose.REPLACEMENT: news.ReplacementDeclined,
}
_JUST_NOW = timedelta(minutes=10)


def tell(happened: Event | Refusal, order: Order | None, product_of: ProductOf) -> tuple[Message, ...]:
    """What the shopper is told; nothing for what concerns only ourselves. `order` is the order as it is now."""
    if isinstance(happened, Refusal):
        if happened.reason in FOR_STAFF:
            return ()
        return refusal_messages(happened, order, product_of)
    if order is None:
        return ()
    message = _Teller(order, product_of).about(happened)
    if message is None:
        return ()
    paid = of_quote(order) if isinstance(happened, events.QuoteMade) else None
    return (paid, message) if paid is not None else (message,)


class _Teller:
    """Words the Events of one order."""

    def __init__(self, order: Order, product_of: ProductOf) -> None:
        self.order, self.product_of = order, product_of
        self.method = back_to(order)

    # One closed list, read as a whole: splitting it would hide which Event is told by whom.
    def about(self, event: Event) -> Message | None:  # noqa: C901
        match event:
            case events.QuoteMade():
                return self.quote(event)
            case events.QuoteExpired():
                return news.QuoteHasExpired(order=self.order.id, titles=self.titles())
            case events.OrderConfirmed():
                return news.OrderPlaced(
                    order=self.order.id,
                    titles=self.titles(),
                    total=event.total,
                    method=paid_by(self.order),
                    promised_by=self.day(event.promised_by),
                )
            case events.PaymentFailed():
                return self.payment_failed(event)
            case events.OrderCancelled():
                return self.cancelled(event)
            case events.CancellationUndone():
                promised = self.day(self.order.promised_by)
                return news.CancellationTakenBack(order=self.order.id, titles=self.titles(), promised_by=promised)
            case events.LineCancelled():
                return news.ItemWasCancelled(
                    order=self.order.id,
                    titles=self.titles(),
                    title=title_in(self.order, event.line, self.product_of),
                    quantity=event.quantity,
                    refund=event.refund,
                    method=self.method,
                )
            case events.AddressChanged():
                return news.AddressIsNow(order=self.order.id, titles=self.titles(), address=place_of(event.address))
            case events.ReturnCancelled():
                return called_off(event, self.order, self.product_of)
            case events.LinesChanged():
                return changed_lines(event, self.order, self.titles(), self.product_of)
            case events.ChangeReverted():
                old = tuple(title_in(self.order, swap.old, self.product_of) for swap in event.swaps)
                return news.ChangeTakenBack(order=self.order.id, titles=self.titles(), old=old)
            case events.PaymentChanged():
                before, now = method_of(event.old), method_of(event.new)
                return news.PaymentIsNow(
                    order=self.order.id, titles=self.titles(), amount=event.amount, old=before, new=now
                )
            case events.RefundsGoOntoGiftCard():
                return RefundsGoOntoGiftCardNow(order=self.order.id, card=event.card)
            case (
                events.ParcelHandedOver()
                | events.ParcelDelayed()
                | events.DeliveryAttemptFailed()
                | events.ParcelUndeliverable()
                | events.ParcelReturnedToSender()
                | events.ParcelDelivered()
                | events.ParcelLost()
                | events.ParcelCorrected()
            ):
                return self.parcel(event)
            case (
                events.ReturnRequested()
                | events.WithdrawalReceived()
                | events.ReturnReceived()
                | events.ReturnExpired()
                | events.ExchangeRequested()
                | events.ExchangeShipped()
                | events.ReshipPromised()
                | events.LinesUnavailable()
            ):
                return self.claim(event)
            case (
                events.RefundApproved()
                | events.RefundNeedsPerson()
                | events.RefundDeclined()
                | events.RefundPaidOut()
                | events.GuaranteePaid()
            ):
                return self.money(event)
            case (
                events.QuoteAbandoned()
                | events.PriceReduced()
                | events.KeptForLess()
                | events.GoodwillAsked()
                | events.PaymentCaptured()
                | events.SupplierAccepted()
                | events.SupplierDeclined()
                | events.ParcelMoved()
                | events.ClaimOpened()
                | events.PersonNeeded()
                | events.DisputeOpened()
                | events.DisputeAnswered()
                | events.DisputeWon()
                | events.DisputeLost()
                | events.OrderClosed()
                | events.OrderTakenOver()
            ):
                return None
            case _:
                assert_never(event)

    def titles(self) -> tuple[Title, ...]:
        return titles_of(self.order, self.product_of)

    def titles_in(self, lines: tuple[LineQuantity, ...]) -> tuple[Title, ...]:
        return titles_of(self.order, self.product_of, lines)

    def titles_of_parcel(self, parcel: ParcelId) -> tuple[Title, ...]:
        found = self.order.parcel(parcel)
        return self.titles_in(found.lines) if found else self.titles()

    def day(self, moment: datetime) -> date:
        return day_of(moment, self.order.market)

    def quote(self, event: events.QuoteMade) -> Message:
        order = self.order
        on_top = not order.terms.tax_included
        return (QuoteReadyPlusTax if on_top else QuoteReady)(
            order=order.id,
            token=yes_to(order).token,
            legal=order.terms.labelled_button,
            items=tuple(item_of_line(line, self.product_of) for line in order.current_lines),
            goods=event.items,
            shipping=event.shipping,
            fee=event.fee,
            fee_percent=int(order.terms.fee_rate * 100),
            tax=event.tax if on_top else order.tax_contained,
            total=event.total,
            promised_by=self.day(event.promised_by),
            address=place_of(order.address),
            method=self.method,
            until=event.expires_at,
        )

    def payment_failed(self, event: events.PaymentFailed) -> Message:
        kind = _DECLINED[event.purpose]
        method = method_of(event.method)
        return kind(order=self.order.id, titles=self.titles(), amount=event.amount, method=method)

    def cancelled(self, event: events.OrderCancelled) -> Message:
        if event.refund is None:
            return news.OrderWasCancelledUnpaid(order=self.order.id, titles=self.titles(), until=event.undo_until)
        return news.OrderWasCancelled(
            order=self.order.id,
            titles=self.titles(),
            refund=event.refund,
            method=self.method,
            until=event.undo_until,
        )

    def parcel(self, event: ParcelEvent) -> Message:
        number, titles = self.order.id, self.titles_of_parcel(event.parcel)
        match event:
            case events.ParcelHandedOver():
                return news.OnItsWay(
                    order=number,
                    titles=titles,
                    carrier=event.carrier,
                    number=event.number,
                    expected=self.day(event.eta or event.promised_by),
                    promised_by=self.day(event.promised_by),
                )
            case events.ParcelDelayed():
                return self.delayed(event, titles)
            case events.DeliveryAttemptFailed():
                return news.AttemptFailed(order=number, titles=titles, carrier=event.carrier, number=event.number)
            case events.ParcelUndeliverable():
                return news.CannotBeDelivered(order=number, titles=titles, carrier=event.carrier)
            case events.ParcelReturnedToSender():
                return news.CameBack(order=number, titles=titles, pays_at=event.pays_at)
            case events.ParcelDelivered():
                withdrawal = event.withdraw_until is not None
                until = self.day(event.return_until)
                return news.Delivered(order=number, titles=titles, return_until=until, withdrawal=withdrawal)
            case events.ParcelLost():
                return news.LostAndYourChoice(order=number, titles=titles, carrier=event.carrier, pays_at=event.pays_at)
            case events.ParcelCorrected():
                return news.DeliveryCorrected(order=number, titles=titles)
            case _:
                assert_never(event)

    def delayed(self, event: events.ParcelDelayed, titles: tuple[Title, ...]) -> Message:
        promised = self.day(event.promised_by)
        if event.eta is None:
            return news.DelayedUnknown(order=self.order.id, titles=titles, carrier=event.carrier, promised_by=promised)
        return news.Delayed(
            order=self.order.id,
            titles=titles,
            carrier=event.carrier,
            expected=self.day(event.eta),
            promised_by=promised,
        )

    def claim(self, event: ClaimEvent) -> Message:
        number = self.order.id
        match event:
            case events.ReturnRequested():
                return back.ReturnExpected(
                    order=number,
                    titles=self.titles_in(event.lines),
                    refund=event.refund,
                    carrier=event.carrier,
                    number=event.number,
                    send_by=self.day(event.send_by),
                )
            case events.WithdrawalReceived():
                return self.withdrawal(event)
            case events.ReturnReceived():
                return back.ReturnArrived(order=number, titles=self.titles_in(event.lines))
            case events.ReturnExpired():
                return back.ReturnNeverCame(order=number, titles=self.titles_in(event.lines))
            case events.ExchangeRequested():
                return self.exchange(event)
            case events.ExchangeShipped():
                titles = self.titles_of_parcel(event.parcel)
                return back.ExchangeOnItsWay(order=number, titles=titles, carrier=event.carrier, number=event.number)
            case events.ReshipPromised():
                promised = self.day(event.promised_by)
                return back.NewParcelPromised(order=number, titles=self.titles_in(event.lines), promised_by=promised)
            case events.LinesUnavailable():
                return news.ItemsUnavailable(order=number, titles=self.titles_in(event.lines))
            case _:
                assert_never(event)

    def withdrawal(self, event: events.WithdrawalReceived) -> Message:
        titles = self.titles_in(event.lines)
        if event.send_by is None:
            return back.WithdrawalReceivedUnsent(
                order=self.order.id,
                titles=titles,
                received_at=event.received_at,
                refund=event.refund,
                method=self.method,
            )
        return back.WithdrawalReceived(
            order=self.order.id,
            titles=titles,
            received_at=event.received_at,
            refund=event.refund,
            method=self.method,
            carrier=event.carrier,
            number=event.number,
            send_by=self.day(event.send_by),
        )

    def exchange(self, event: events.ExchangeRequested) -> Message:
        old = self.titles_in(event.lines)
        lines = [line for line in self.order.lines if line.id in event.new_lines]
        new = self.titles_in(tuple(LineQuantity(line.id, line.quantity) for line in lines))
        send_by = self.day(event.send_by)
        difference = event.charge or event.refund
        if difference is None:
            return back.ExchangeExpected(
                order=self.order.id,
                titles=old,
                new=new,
                pieces=sum(title.quantity for title in new),
                carrier=event.carrier,
                number=event.number,
                send_by=send_by,
            )
        return (back.ExchangeExpectedDearer if event.charge else back.ExchangeExpectedCheaper)(
            order=self.order.id,
            titles=old,
            new=new,
            pieces=sum(title.quantity for title in new),
            carrier=event.carrier,
            number=event.number,
            send_by=send_by,
            difference=difference,
            method=charged_by(self.order, event.new_lines) if event.charge else self.method,
        )

    def money(self, event: MoneyEvent) -> Message | None:
        number, titles = self.order.id, self.titles()
        match event:
            case events.RefundApproved():
                return self.approved(event)
            case events.RefundNeedsPerson():
                return back.RefundWithColleague(order=number, titles=titles, amount=event.amount)
            case events.RefundDeclined() if not_heard_of(self.order.refund(event.refund)):
                return None
            case events.RefundDeclined() if event.reason.strip():
                why = event.reason
                return back.RefundNotGrantedBecause(order=number, titles=titles, amount=event.amount, reason=why)
            case events.RefundDeclined():
                return back.RefundNotGranted(order=number, titles=titles, amount=event.amount)
            case events.RefundPaidOut() if self.told_just_now(event):
                return None
            case events.RefundPaidOut():
                method = way_of(self.order.refund(event.refund), self.order, event.method)
                return back.RefundPaid(order=number, titles=titles, amount=event.amount, method=method)
            case events.GuaranteePaid():
                refund = self.order.refund(event.refund)
                is_late = refund is None or refund.reason is RefundReason.LATE
                told = back.GuaranteePaid if is_late else back.GuaranteePaidForLost
                return told(
                    order=number,
                    titles=self.titles_in(event.lines),
                    promised_by=self.day(event.promised_by),
                    amount=event.amount,
                    method=way_of(refund, self.order, event.method),
                    days=event.days,
                )
            case _:
                assert_never(event)

    def told_just_now(self, event: events.RefundPaidOut) -> bool:
        """Its amount, way and days were told when it was approved, minutes ago."""
        refund = self.order.refund(event.refund)
        if refund is None or refund.approved_at is None or refund.paid_out_at is None:
            return False
        return refund.paid_out_at - refund.approved_at < _JUST_NOW

    def approved(self, event: events.RefundApproved) -> Message | None:
        refund = self.order.refund(event.refund)
        number, titles, method = self.order.id, self.titles(), way_of(refund, self.order, event.method)
        if (gift := gift_told(event, self.order, method, self.product_of)) is not None:
            return gift
        if event.by_person:
            return back.RefundByColleague(
                order=number, titles=titles, amount=event.amount, method=method, days=event.days
            )
        by_itself = event.reason in GUARANTEED and (refund is None or refund.claim is None)
        if event.reason in TOLD_BY_ITS_CAUSE or by_itself:
            return None
        if event.days == 0:
            return back.RefundAtOnce(order=number, titles=titles, amount=event.amount, method=method)
        return back.RefundOnItsWay(order=number, titles=titles, amount=event.amount, method=method, days=event.days)
