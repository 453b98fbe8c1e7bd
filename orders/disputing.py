"""What a dispute does to an order: opened, answered with the evidence, won, or lost with its money, once.

While it runs, refunds through the disputed payment wait for a person, because the same money may be taken by the bank.
When it ends they are approved by themselves: in full where it was won, with what is left where it was lost.
"""

from dataclasses import replace

from orders.actions import AnswerDispute, DisputeNews, DisputeReport
from orders.answers import Reason, Refusal
from orders.changes import Change
from orders.dispute import Dispute
from orders.events import DisputeAnswered, DisputeLost, DisputeOpened, DisputeWon, PersonNeeded
from orders.ids import RefundId
from orders.ledger import Account
from orders.money import Money, total
from orders.order import Order, Payment, Refund, RefundPart
from orders.refunds import IN_DISPUTE, approve, disputed
from orders.spreading import bears, goodwill_lines
from orders.states import DisputeState, PaymentState, RefundReason, RefundState


def report_dispute(change: Change, news: DisputeReport) -> Refusal | None:
    """Apply a provider's news. The same dispute opened twice is one; how it ended stands."""
    payment = next((each for each in change.order.payments if each.id == news.payment), None)
    if payment is None or payment.gift_card or payment.state is not PaymentState.CAPTURED:
        return Refusal(Reason.UNKNOWN_DISPUTE, change.order.id)
    known = _known(change.order, news)
    if news.news is DisputeNews.OPENED:
        return None if known else _open(change, payment, news)
    if known is None:
        return Refusal(Reason.UNKNOWN_DISPUTE, change.order.id)
    if known.runs:
        _end(change, payment, known, news.news)
    return None


def _known(order: Order, news: DisputeReport) -> Dispute | None:
    mine = [each for each in order.disputes if each.payment == news.payment]
    named = [each for each in mine if each.reference == news.reference]
    return named[-1] if named else None


def _open(change: Change, payment: Payment, news: DisputeReport) -> Refusal | None:
    amount = payment.captured if news.amount is None else news.amount
    if amount.currency != change.order.currency or amount.minor <= 0:
        return Refusal(Reason.BAD_QUANTITY, change.order.id)
    if amount > payment.captured:
        return Refusal(Reason.AMOUNT_TOO_LARGE, change.order.id)
    dispute = Dispute(
        id=f"{change.order.id}-D{len(change.order.disputes) + 1}",
        payment=payment.id,
        amount=amount,
        reason=news.reason,
        state=DisputeState.OPEN,
        opened_at=change.now,
        reference=news.reference,
        answer_by=news.answer_by,
    )
    change.put_dispute(dispute)
    change.say(
        DisputeOpened(
            **change.head(),
            dispute=dispute.id,
            payment=payment.id,
            amount=amount,
            reason=news.reason,
            answer_by=news.answer_by,
        )
    )
    why = f"the bank asks {amount} back ({news.reason or 'no reason given'}): answer with the evidence"
    change.say(PersonNeeded(**change.head(), about=payment.id, why=why))
    return None


def answer_dispute(change: Change, action: AnswerDispute) -> Refusal | None:
    """The evidence was handed in by a named person."""
    dispute = next((each for each in change.order.disputes if each.id == action.dispute), None)
    if dispute is None:
        return Refusal(Reason.UNKNOWN_DISPUTE, change.order.id)
    if dispute.state is not DisputeState.OPEN:
        return Refusal(Reason.ALREADY_DECIDED, change.order.id)
    change.put_dispute(replace(dispute, state=DisputeState.ANSWERED, answered_at=change.now, by_person=action.staff))
    change.say(DisputeAnswered(**change.head(), dispute=dispute.id, by_person=action.staff))
    return None


def _end(change: Change, payment: Payment, dispute: Dispute, news: DisputeNews) -> None:
    if news is DisputeNews.WON:
        change.put_dispute(replace(dispute, state=DisputeState.WON, ended_at=change.now))
        change.say(DisputeWon(**change.head(), dispute=dispute.id))
    else:
        _lose(change, payment, dispute)
    for refund in change.order.refunds:
        waits = refund.state is RefundState.ASKED and refund.why_person == IN_DISPUTE
        if waits and not disputed(change.order, refund.amount):
            approve(change, refund, refund.by_person)


def _lose(change: Change, payment: Payment, dispute: Dispute) -> None:
    """The bank has taken the money: it leaves the payment and the lines, so that nothing refunds it again."""
    taken = _held(change.order, payment, dispute.amount)
    refund = _taken_by_bank(change, payment, taken) if taken.minor else None
    change.put_dispute(replace(dispute, state=DisputeState.LOST, ended_at=change.now, taken=taken))
    change.say(DisputeLost(**change.head(), dispute=dispute.id, payment=payment.id, amount=taken, refund=refund))
    if taken < dispute.amount:
        charging = any(each.state is PaymentState.PENDING for each in change.order.payments)
        rest = "is booked when the charge under way is settled" if charging else "was refunded before"
        why = f"a lost dispute takes {dispute.amount}, the order held only {taken}: the rest {rest}"
        change.say(PersonNeeded(**change.head(), about=payment.id, why=why))


def take_the_rest(change: Change) -> None:
    """What a lost dispute took and no line could surely bear while a charge was under way, once that is settled."""
    for dispute in [each for each in change.order.disputes if each.taken is not None]:
        payment = next(each for each in change.order.payments if each.id == dispute.payment)
        taken = dispute.taken or Money.zero(dispute.amount.currency)
        more = _held(change.order, payment, dispute.amount - taken)
        if more.minor:
            refund = _taken_by_bank(change, payment, more)
            change.put_dispute(replace(dispute, taken=taken + more))
            change.say(DisputeLost(**change.head(), dispute=dispute.id, payment=payment.id, amount=more, refund=refund))


def _held(order: Order, payment: Payment, wanted: Money) -> Money:
    """So much of it as the payment and the lines still hold."""
    lines = total((bears(order, line) for line in order.lines), order.currency)
    return max(min(wanted, payment.captured - payment.refunded, lines), Money.zero(order.currency))


def _taken_by_bank(change: Change, payment: Payment, taken: Money) -> RefundId:
    refund = Refund(
        id=change.next_refund(),
        order=change.order.id,
        amount=taken,
        reason=RefundReason.DISPUTED,
        state=RefundState.PAID_OUT,
        method=payment.method,
        asked_at=change.now,
        lines=goodwill_lines(change.order, taken),
        parts=(RefundPart(payment.id, taken, done=True),),
        approved_at=change.now,
        paid_out_at=change.now,
    )
    change.put_refund(refund)
    for part in refund.lines:
        line = change.line(part.line)
        change.put_line(replace(line, goodwill=line.goodwill + part.shares.total))
    change.put_payment(replace(payment, refunded=payment.refunded + taken))
    change.post("dispute", refund.id, [(Account.DISPUTED, taken), (Account.PROVIDER, -taken)])
    return refund.id
