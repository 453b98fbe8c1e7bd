"""What the bank says about a payment, told by hand: a dispute that was opened, won or lost."""

from datetime import UTC, datetime, time

from bot.acting import perform
from bot.clock import Clock
from bot.office import say
from bot.settings import Settings
from bot.wiring import open_storage
from orders import service
from orders.actions import DisputeNews, DisputeReport
from orders.answers import Reason, Refusal
from orders.ids import OrderId
from orders.money import Money, MoneyError
from orders.policy import standard
from orders.states import PaymentState

_WHY_NOT = {
    Reason.UNKNOWN_ORDER: "there is no such order",
    Reason.UNKNOWN_DISPUTE: "no dispute of that name is known, or nothing was paid that could be disputed",
    Reason.AMOUNT_TOO_LARGE: "more is disputed than was paid",
    Reason.CHANGED_MEANWHILE: "somebody else changed the order at the same moment; try again",
    Reason.BAD_QUANTITY: "a dispute is about more than nothing, in the order's currency",
}


def report_dispute(  # noqa: PLR0913 - what a bank's letter says, by keyword
    settings: Settings,
    order: str,
    news: str,
    reference: str,
    *,
    amount: str = "",
    reason: str = "",
    answer_by: str = "",
) -> int:
    """Book the news of the order's latest card payment; `amount` in major units, empty for all of it; `answer_by` as
    2026-12-31. Prints what was done; 1 when it was not."""
    storage, now = open_storage(settings), Clock()()
    try:
        with storage.reads() as session:
            found = service.any_order(session, OrderId(order.strip().upper()))
        paid = [p for p in found.payments if p.state is PaymentState.CAPTURED and not p.gift_card] if found else []
        if found is None or not paid:
            say(f"Nothing was booked: {_WHY_NOT[Reason.UNKNOWN_DISPUTE if found else Reason.UNKNOWN_ORDER]}.")
            return 1
        report = DisputeReport(
            order=found.id,
            payment=next((each.payment for each in found.disputes if each.reference == reference), paid[-1].id),
            news=DisputeNews(news),
            reference=reference,
            amount=Money.parse(amount, found.currency) if amount else None,
            reason=reason,
            answer_by=datetime.combine(datetime.fromisoformat(answer_by), time.max, UTC) if answer_by else None,
        )
        answer = perform(storage, report, now, standard())
    except (MoneyError, ValueError) as error:
        say(f"Nothing was booked: {error}.")
        return 1
    finally:
        storage.close()
    if isinstance(answer, Refusal):
        say(f"Nothing was booked: {_WHY_NOT.get(answer.reason, answer.reason.value)}.")
        return 1
    dispute = next(each for each in answer.order.disputes if each.reference == reference)
    say(f"{dispute.id}  {dispute.amount}  {dispute.state.value}")
    return 0
