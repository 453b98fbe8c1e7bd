"""Money back while the goods stay: a price that fell, faulty goods kept for less, the shipping of a late parcel.

Every amount is the rules'; a sum that a shopper names is met with what the rules give.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from dialogue.commands import AskGoodwill, AskPriceAdjustment, OrderRef
from dialogue.counter import Counter
from dialogue.messages import giving as said
from dialogue.messages.base import Message
from dialogue.messages.courtesy import NoDiscounts
from dialogue.plan import Decided, Plan
from dialogue.playbooks.instead import or_instead
from dialogue.playbooks.lines import back_to, day_of, title_of_line, titles_of
from dialogue.playbooks.owned import best_named, order_meant, placed, words_of
from dialogue.playbooks.replies import Head, answered, head, previewed, product_of, told
from dialogue.view import View
from orders import actions
from orders.actions import Claiming
from orders.answers import Decision, Reason, Refusal
from orders.decisions import decide
from orders.line import Line
from orders.money import Money, total
from orders.order import Order
from orders.states import ClaimKind, OrderState

KEEP: Final = "keep"
"""The solution of who would rather keep faulty goods for less."""
_Wish = actions.AskPriceAdjustment | actions.AskGoodwill | actions.KeepForLess


# ---- a price that fell


def ask_price_adjustment(command: AskPriceAdjustment, view: View, counter: Counter) -> Plan:
    """The difference to today's price, or why there is none."""
    meant = order_meant(
        command.order, command, view, counter, lambda order: _gives(order, _adjusting(order, view), view, counter)
    )
    if isinstance(meant, Plan):
        return meant
    line = _line_named(command.item, meant, view, counter)
    return or_instead(_adjusted(meant, line, view, counter), meant, view, counter)


def _adjusting(order: Order, view: View) -> actions.AskPriceAdjustment:
    return actions.AskPriceAdjustment(**head(order, view, ""))


def _line_named(item: str | None, order: Order, view: View, counter: Counter) -> Line | None:
    """The line meant where words fit exactly one; None: whichever has fallen."""
    if not item or len(order.current_lines) < 2:
        return None
    lines = [line for line in order.lines if line.remaining]
    exact = [line for line in lines if item in (line.id, line.sku)]
    named = exact or best_named(item, lines, lambda line: words_of(line.sku, line.title, view, counter))
    return named[0] if len(named) == 1 else None


def _adjusted(order: Order, line: Line | None, view: View, counter: Counter) -> Plan | Refusal:
    def build(first: Head) -> actions.AskPriceAdjustment:
        return actions.AskPriceAdjustment(**first, line=line.id if line else None)

    def word(token: str, decision: Decision) -> Message:
        refund, method, found = _amount(decision, order), back_to(order), product_of(view, counter)
        fallen = [each for each in order.lines if any(piece.line == each.id for piece in decision.lines)]
        now = counter_price(fallen[0], order, view)
        if len(fallen) > 1 or now is None:
            titles = titles_of(order, found, decision.lines)
            return said.AdjustmentPreviewSeveral(token=token, titles=titles, refund=refund, method=method)
        title, paid = title_of_line(fallen[0], found), fallen[0].price_now
        return said.AdjustmentPreview(token=token, title=title, paid=paid, now=now, refund=refund, method=method)

    return previewed(view, counter, order, build, word)


def counter_price(line: Line, order: Order, view: View) -> Money | None:
    """What one piece costs now."""
    offer = view.offers.get(line.sku)
    return offer.price_in(order.currency) if offer else None


# ---- faulty goods that are kept


def keep_offered(order: Order, action: Claiming, view: View, counter: Counter) -> Money | None:
    """What comes back at once for keeping what a claim is about; None where it cannot be kept by rule alone."""
    if isinstance(action, actions.ReportMissing):
        return None
    decision = decide(order, _keeping(order, action, view), counter.policy, view.facts)
    alone = isinstance(decision, Decision) and not decision.needs_person
    return _amount(decision, order) if isinstance(decision, Decision) and alone else None


def _keeping(order: Order, action: Claiming, view: View) -> actions.KeepForLess:
    kind = ClaimKind.DAMAGED if isinstance(action, actions.ReportDamaged) else ClaimKind.WRONG_ITEM
    return actions.KeepForLess(**head(order, view, ""), lines=action.lines, kind=kind, photos=action.photos)


def keep(order: Order, action: Claiming, view: View, counter: Counter) -> Plan:
    """The share of the price for what a claim is about, instead of all of it."""
    if isinstance(action, actions.ReportMissing):
        return or_instead(Refusal(Reason.NOT_KEPT, order.id), order, view, counter)
    wish = _keeping(order, action, view)
    plan = previewed(
        view,
        counter,
        order,
        lambda first: replace(wish, **first),
        lambda token, decision: _keep_message(token, decision, order, view, counter),
    )
    return or_instead(plan, order, view, counter)


def _keep_message(token: str, decision: Decision, order: Order, view: View, counter: Counter) -> Message:
    titles = titles_of(order, product_of(view, counter), decision.lines)
    refund, percent = _amount(decision, order), int(order.terms.keep_share * 100)
    if decision.needs_person:
        return said.KeepPreviewPerson(token=token, titles=titles, percent=percent, refund=refund)
    return said.KeepPreview(
        token=token, order=order.id, titles=titles, percent=percent, refund=refund, method=back_to(order)
    )


def claim_waiting(order: OrderRef, view: View) -> tuple[Order, Claiming] | None:
    """What a yes is waited for about faulty goods, kept for less or not: the pieces stay while the wish changes."""
    action = view.conversation.pending.action if view.conversation.pending else None
    if not isinstance(action, Claiming | actions.KeepForLess):
        return None
    found = view.order(action.order)
    if found is None or order.id not in (None, found.id):
        return None
    if not isinstance(action, actions.KeepForLess):
        return found, action
    kind = actions.ReportDamaged if action.kind is ClaimKind.DAMAGED else actions.ReportWrongItem
    return found, kind(**head(found, view, ""), lines=action.lines, photos=action.photos)


# ---- a parcel that came late, or something off


def ask_goodwill(command: AskGoodwill, view: View, counter: Counter) -> Plan:
    """What fits: the apology for a late parcel, a fallen price; else the question what is the matter."""
    plan = _for_late(command, view, counter) if command.late else _something(command, view, counter)
    counted = command.sum_said and any(message.asks for message in plan.messages)
    return replace(plan, messages=(said.AmountIsCounted(), *plan.messages)) if counted else plan


def _for_late(command: AskGoodwill, view: View, counter: Counter) -> Plan:
    meant = order_meant(
        command.order, command, view, counter, lambda order: _gives(order, _apology(order, view), view, counter)
    )
    if isinstance(meant, Plan):
        return meant
    return or_instead(_apologised(meant, view, counter), meant, view, counter)


def _apology(order: Order, view: View) -> actions.AskGoodwill:
    return actions.AskGoodwill(**head(order, view, ""))


def _apologised(order: Order, view: View, counter: Counter) -> Plan | Refusal:
    def word(token: str, decision: Decision) -> Message:
        late = [
            parcel
            for parcel in order.parcels
            if parcel.lines and (parcel.delivered_at or view.now) > parcel.promised_by
        ]
        parcel = late[0] if late else order.parcels[0]
        titles, refund = titles_of(order, product_of(view, counter), parcel.lines), _amount(decision, order)
        promised = day_of(parcel.promised_by, order.market)
        if decision.needs_person:
            return said.ApologyPreviewPerson(token=token, titles=titles, promised_by=promised, refund=refund)
        method = back_to(order)
        return said.ApologyPreview(token=token, titles=titles, promised_by=promised, refund=refund, method=method)

    return previewed(view, counter, order, lambda first: actions.AskGoodwill(**first), word)


def _something(command: AskGoodwill, view: View, counter: Counter) -> Plan:
    """Nothing is said but that something shall come off: whatever the rules give of the orders at hand."""
    if not placed(view) or view.conversation.basket or view.conversation.quote:
        return told(view, NoDiscounts(days=counter.policy.price_adjustment.days))
    for order in _at_hand(command.order, view):
        for wish, plan in ((_apology, _apologised), (_adjusting, _adjusted_whole)):
            if _gives(order, wish(order, view), view, counter):
                return or_instead(plan(order, view, counter), order, view, counter)
    meant = order_meant(command.order, command, view, counter, lambda order: any(line.kept for line in order.lines))
    if isinstance(meant, Plan):
        return meant
    titles = titles_of(meant, product_of(view, counter))
    decided = (Decided("service", "nothing_to_give", inputs=meant.id),)
    conversation = replace(answered(view), focus_order=meant.id)
    message = said.NothingToGive(order=meant.id, titles=titles)
    return Plan(conversation, view.profile, messages=(message,), decided=decided)


def _adjusted_whole(order: Order, view: View, counter: Counter) -> Plan | Refusal:
    return _adjusted(order, None, view, counter)


def _at_hand(ref: OrderRef, view: View) -> Iterator[Order]:
    """The order named, else the one in focus before the others."""
    focus = view.conversation.focus_order
    yield from sorted(
        (order for order in placed(view) if ref.id in (None, order.id) and order.state is not OrderState.CANCELLED),
        key=lambda order: order.id != focus,
    )


def goodwill_fits(view: View) -> bool:
    """Whether "something off" is about an order that was placed, and not about what is being chosen."""
    talk = view.conversation
    chosen = bool(talk.basket or talk.quote or talk.needs)
    return not chosen and any(order.id == talk.focus_order for order in placed(view))


# ---- common


def _gives(order: Order, wish: _Wish, view: View, counter: Counter) -> bool:
    return isinstance(decide(order, wish, counter.policy, view.facts), Decision)


def _amount(decision: Decision, order: Order) -> Money:
    return decision.refund.amount if decision.refund else total((), order.currency)
