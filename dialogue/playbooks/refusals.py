"""Refusals as Messages: one for each reason, so that mypy finds the one that is missing."""

from datetime import date
from typing import Final, assert_never

from dialogue.messages import access, calling_off, gift_cards, giving, paying, watching
from dialogue.messages import refusals as said
from dialogue.messages.base import Label, Message, Title
from dialogue.playbooks.cards import title_of_sku
from dialogue.playbooks.gift_refusals import gift_refused
from dialogue.playbooks.lines import ProductOf, day_of, title_of_line
from orders.answers import Reason, Refusal
from orders.order import Order

ORDER_WORDS: Final = Label(kind="legal", id="order_button")


def refusal_messages(refusal: Refusal, order: Order | None, product_of: ProductOf) -> tuple[Message, ...]:
    """What a person is told about an action that is not possible."""
    return (_message(refusal, order, product_of),)


# One closed list, read as a whole: splitting it would hide which reason has no words.
def _message(refusal: Refusal, order: Order | None, product_of: ProductOf) -> Message:  # noqa: C901, PLR0915
    number = str(refusal.order or (order.id if order else ""))
    match refusal.reason:
        case Reason.UNKNOWN_ORDER:
            return said.RefusedUnknownOrder()
        case Reason.OWNER_ONLY:
            return access.RefusedOwnerOnly()
        case Reason.CODE_WRONG:
            return access.RefusedCodeWrong(left=refusal.quantity) if refusal.quantity else access.RefusedCodeUsedUp()
        case Reason.CODE_EXPIRED:
            return access.RefusedCodeExpired()
        case Reason.TOO_MANY_CODES:
            return access.RefusedTooManyCodes()
        case Reason.UNKNOWN_LINE:
            return said.RefusedUnknownLine()
        case Reason.UNKNOWN_PARCEL:
            return said.RefusedUnknownParcel()
        case Reason.UNKNOWN_REFUND:
            return said.RefusedUnknownRefund()
        case Reason.UNKNOWN_SKU:
            return said.RefusedUnknownSku()
        case Reason.UNKNOWN_MARKET:
            return said.RefusedUnknownMarket()
        case Reason.UNKNOWN_METHOD:
            return said.RefusedUnknownMethod()
        case Reason.SAME_METHOD:
            return said.RefusedSameMethod()
        case Reason.UNKNOWN_GIFT_CARD:
            return gift_cards.RefusedUnknownGiftCard()
        case Reason.GIFT_CARD_EMPTY:
            return gift_cards.RefusedGiftCardEmpty()
        case Reason.GIFT_CARD_TOO_SMALL:
            return gift_cards.RefusedGiftCardTooSmall()
        case Reason.INCOMPLETE_ADDRESS:
            return said.RefusedIncompleteAddress()
        case Reason.EMPTY:
            return said.RefusedEmpty()
        case Reason.BAD_QUANTITY:
            return said.RefusedBadQuantity()
        case Reason.QUANTITY_TOO_LARGE:
            return said.RefusedQuantityTooLarge(possible=refusal.quantity or 0)
        case Reason.SOLD_OUT:
            return _sold_out(refusal, order, product_of)
        case Reason.IN_STOCK | Reason.ALREADY_WAITING | Reason.NOT_WAITING | Reason.TOO_MANY_WISHES:
            return _about_waiting(refusal, _title(refusal, order, product_of))
        case Reason.METHOD_IN_USE:
            return paying.RefusedMethodInUse(order=number)
        case Reason.METHOD_FORGOTTEN:
            return paying.RefusedMethodForgotten(order=number)
        case Reason.NOT_SOLD_HERE:
            title = _title(refusal, order, product_of)
            return said.RefusedNotSoldHere(title=title) if title else said.RefusedUnknownSku()
        case Reason.QUOTE_EXPIRED:
            return said.RefusedQuoteExpired()
        case Reason.QUOTE_CHANGED:
            return said.RefusedQuoteChanged()
        case Reason.PRICE_CHANGED:
            return said.RefusedPriceChanged()
        case Reason.NEEDS_ORDER_WORDS:
            return said.RefusedNeedsOrderWords(words=ORDER_WORDS)
        case Reason.NEEDS_CONFIRMATION:
            return said.RefusedNeedsConfirmation()
        case Reason.ALREADY_CONFIRMED:
            return said.RefusedAlreadyConfirmed()
        case Reason.CHANGED_MEANWHILE:
            return said.RefusedChangedMeanwhile()
        case Reason.NOT_PLACED:
            return said.RefusedNotPlaced()
        case Reason.ALREADY_PLACED:
            return said.RefusedAlreadyPlaced()
        case Reason.ALREADY_SHIPPED:
            return said.RefusedAlreadyShipped()
        case Reason.ALREADY_CANCELLED:
            return said.RefusedAlreadyCancelled()
        case Reason.NOT_CANCELLED:
            return said.RefusedNotCancelled()
        case Reason.UNDO_TOO_LATE:
            return said.RefusedUndoTooLate(order=number)
        case Reason.SAME_VARIANT:
            return said.RefusedSameVariant()
        case Reason.NAMED_TWICE:
            title = _title(refusal, order, product_of)
            return said.RefusedNamedTwice(title=title) if title else said.RefusedUnknownLine()
        case Reason.PRICE_WOULD_CHANGE:
            return said.RefusedPriceWouldChange(order=number)
        case Reason.NOT_DELIVERED:
            return said.RefusedNotDelivered()
        case Reason.ALREADY_DELIVERED:
            return said.RefusedAlreadyDelivered()
        case Reason.STILL_ON_TIME:
            until = _until(refusal, order)
            return said.RefusedStillOnTime(until=until) if until else said.RefusedNotDelivered()
        case Reason.WINDOW_CLOSED:
            until = _until(refusal, order)
            return said.RefusedWindowClosed(until=until) if until else said.RefusedNotDelivered()
        case Reason.NO_WITHDRAWAL_HERE:
            return said.RefusedNoWithdrawalHere(order=number)
        case Reason.NOT_RETURNABLE:
            title = _title(refusal, order, product_of)
            return said.RefusedNotReturnable(title=title) if title else said.RefusedNothingToReturn()
        case Reason.NOTHING_TO_RETURN:
            return said.RefusedNothingToReturn()
        case Reason.NOTHING_TO_REFUND:
            return said.RefusedNothingToRefund()
        case Reason.ALREADY_REFUNDED:
            return said.RefusedAlreadyRefunded(order=number)
        case Reason.REFUND_UNDERWAY:
            return said.RefusedRefundUnderway(order=number)
        case Reason.CLAIM_UNDERWAY:
            return said.RefusedClaimUnderway(order=number)
        case Reason.NO_RETURN_OPEN:
            return calling_off.RefusedNoReturnOpen()
        case Reason.RETURN_ARRIVED:
            return calling_off.RefusedReturnArrived(order=number)
        case Reason.EXCHANGE_SHIPPED:
            return calling_off.RefusedExchangeShipped(order=number)
        case Reason.CANCEL_INSTEAD:
            return said.RefusedCancelInstead(order=number)
        case Reason.CHARGE_UNDERWAY:
            return said.RefusedChargeUnderway()
        case Reason.SAY_WHY:
            return said.RefusedSayWhy(order=number)
        case Reason.ALREADY_DECIDED | Reason.STILL_OWED | Reason.UNKNOWN_DISPUTE:
            return said.RefusedAlreadyDecided()
        case Reason.OWN_REQUEST:
            return said.RefusedOwnRequest()
        case Reason.AMOUNT_TOO_LARGE:
            return said.RefusedAmountTooLarge()
        case Reason.NO_REASON:
            return giving.RefusedNoReason()
        case (
            Reason.NOT_PROMISED
            | Reason.PRICE_NOT_FALLEN
            | Reason.ALREADY_ADJUSTED
            | Reason.ADJUSTMENT_CLOSED
            | Reason.KEPT_FOR_LESS
            | Reason.NOT_KEPT
            | Reason.NOT_LATE
            | Reason.APOLOGY_GIVEN
            | Reason.APOLOGY_DECLINED
            | Reason.APOLOGY_CLOSED
        ):
            return gift_refused(refusal, number, _title(refusal, order, product_of), _until(refusal, order))
        case _:
            assert_never(refusal.reason)


def _sold_out(refusal: Refusal, order: Order | None, product_of: ProductOf) -> Message:
    title = _title(refusal, order, product_of)
    if title is None:
        return said.RefusedUnknownSku()
    if refusal.quantity:
        return said.RefusedOnlyLeft(title=title, left=refusal.quantity)
    return said.RefusedSoldOut(title=title, sku=refusal.sku or "")


def _about_waiting(refusal: Refusal, title: Title | None) -> Message:
    if refusal.reason is Reason.TOO_MANY_WISHES:
        return watching.RefusedTooManyWishes(most=refusal.quantity or 0)
    if title is None or refusal.reason is Reason.NOT_WAITING:
        return watching.RefusedNotWaiting()
    kind = watching.RefusedInStock if refusal.reason is Reason.IN_STOCK else watching.RefusedAlreadyWaiting
    return kind(title=title, sku=refusal.sku or "")


def _title(refusal: Refusal, order: Order | None, product_of: ProductOf) -> Title | None:
    """What the refusal is about: by its sku, its line, or the order's first line."""
    product = product_of(refusal.sku) if refusal.sku else None
    if product is not None and refusal.sku:
        return title_of_sku(product, refusal.sku)
    lines = order.lines if order else ()
    named = next((line for line in lines if refusal.line == line.id or refusal.sku == line.sku), None)
    line = named or next(iter(lines), None)
    return title_of_line(line, product_of) if line else None


def _until(refusal: Refusal, order: Order | None) -> date | None:
    return day_of(refusal.until, order.market if order else "") if refusal.until else None
