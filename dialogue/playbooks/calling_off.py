"""Goods that were to be sent back are kept: which return or exchange is meant, what that undoes, and a yes."""

from dialogue.commands import CancelReturn, OrderRef
from dialogue.counter import Counter
from dialogue.messages import calling_off as said
from dialogue.messages.base import Message, Title
from dialogue.plan import Plan
from dialogue.playbooks.instead import or_instead
from dialogue.playbooks.lines import ProductOf, back_to, day_of, title_in, titles_of
from dialogue.playbooks.owned import lines_meant, order_meant, placed
from dialogue.playbooks.replies import previewed, product_of
from dialogue.view import View
from orders import actions
from orders.answers import Decision
from orders.calling_off import SENT_BACK, is_to_come_back
from orders.events import ReturnCancelled
from orders.ids import ClaimId
from orders.order import Claim, Order
from orders.pieces import window_end
from orders.states import ClaimKind, ClaimState


def cancel_return(command: CancelReturn, view: View, counter: Counter) -> Plan:
    """What is called off, what money goes back with it, and that the label is not to be used any more."""
    fits = _open_in if any(_open_in(order) for order in placed(view)) else _ended_in
    meant = order_meant(command.order, command, view, counter, lambda order: bool(fits(order)))
    if isinstance(meant, Plan):
        return meant
    claim = _claim_meant(command, meant, view, counter)
    if isinstance(claim, Plan):
        return claim
    number = claim.id if claim is not None else ClaimId("")
    plan = previewed(
        view,
        counter,
        meant,
        lambda first: actions.CancelReturn(**first, claim=number),
        lambda token, decision: _preview(token, decision, meant, claim, product_of(view, counter)),
    )
    return or_instead(plan, meant, view, counter)


def _open_in(order: Order) -> list[Claim]:
    return [claim for claim in order.claims if is_to_come_back(claim)]


def _ended_in(order: Order) -> list[Claim]:
    """Returns and exchanges that have gone too far to be called off."""
    too_far = (ClaimState.RECEIVED, ClaimState.SETTLED)
    return [claim for claim in order.claims if claim.kind in SENT_BACK and claim.state in too_far]


def _claim_meant(command: CancelReturn, order: Order, view: View, counter: Counter) -> Claim | Plan | None:
    """The return meant; asked by its goods where there are several. Without one, the last that would be too late."""
    claims = _open_in(order)
    if not claims:
        return next(reversed(_ended_in(order)), None)
    if len(claims) == 1:
        return claims[0]
    returned = {piece.line for claim in claims for piece in claim.lines}
    lines = [line for line in order.lines if line.id in returned]
    known = command.model_copy(update={"order": OrderRef(id=order.id)})
    found = lines_meant(command.item, order, lines, known, view, counter)
    if isinstance(found, Plan):
        return found
    return next(claim for claim in reversed(claims) if any(piece.line == found[0].id for piece in claim.lines))


def _preview(token: str, decision: Decision, order: Order, claim: Claim | None, found: ProductOf) -> Message:
    titles, number = titles_of(order, found, decision.lines), claim.return_number if claim else ""
    if decision.claim is not ClaimKind.EXCHANGE:
        return said.CancelReturnPreview(token=token, order=order.id, titles=titles, number=number)
    new = tuple(title_in(order, line.id, found) for line in decision.new_lines)
    if decision.refund is None:
        return said.CancelExchangePreview(token=token, order=order.id, titles=titles, new=new, number=number)
    return said.CancelExchangePreviewRefund(
        token=token,
        order=order.id,
        titles=titles,
        new=new,
        number=number,
        difference=decision.refund.amount,
        method=back_to(order),
    )


def called_off(event: ReturnCancelled, order: Order, found: ProductOf) -> Message:
    """What is told once it is done; with the last day of a new return while there is one."""
    titles = titles_of(order, found, event.lines)
    if event.claim_kind is ClaimKind.EXCHANGE:
        return _exchange_off(event, order, titles, found)
    until = window_end(order, order.terms.return_days)
    if until is None or event.at > until:
        return said.ReturnWasCancelledForGood(order=order.id, titles=titles)
    return said.ReturnWasCancelled(order=order.id, titles=titles, until=day_of(until, order.market))


def _exchange_off(event: ReturnCancelled, order: Order, titles: tuple[Title, ...], found: ProductOf) -> Message:
    claim = order.claim(event.claim)
    new = tuple(title_in(order, line, found) for line in (claim.new_lines if claim else ()))
    if event.refund is None:
        return said.ExchangeWasCancelled(order=order.id, titles=titles, new=new)
    return said.ExchangeWasCancelledRefund(
        order=order.id, titles=titles, new=new, difference=event.refund, method=back_to(order)
    )
