"""Why nothing goes back while the goods stay, as Messages."""

from datetime import date

from dialogue.messages import giving as said
from dialogue.messages.base import Message, Title
from orders.answers import Reason, Refusal


def gift_refused(refusal: Refusal, number: str, title: Title | None, until: date | None) -> Message:
    """`title` is what the refusal is about, `until` its last day."""
    if title is not None:
        match refusal.reason:
            case Reason.PRICE_NOT_FALLEN:
                return said.RefusedPriceNotFallen(title=title)
            case Reason.ALREADY_ADJUSTED:
                return said.RefusedAlreadyAdjusted(title=title)
            case Reason.KEPT_FOR_LESS:
                return said.RefusedKeptForLess(order=number, title=title)
    if until is not None and refusal.reason is Reason.ADJUSTMENT_CLOSED:
        return said.RefusedAdjustmentClosed(until=until)
    if until is not None and refusal.reason is Reason.APOLOGY_CLOSED:
        return said.RefusedApologyClosed(until=until)
    kinds = {
        Reason.NOT_LATE: said.RefusedNotLate,
        Reason.APOLOGY_GIVEN: said.RefusedApologyGiven,
        Reason.APOLOGY_DECLINED: said.RefusedApologyDeclined,
    }
    if refusal.reason is Reason.NOT_KEPT:
        return said.RefusedNotKept()
    return kinds.get(refusal.reason, said.RefusedNotPromised)(order=number)
