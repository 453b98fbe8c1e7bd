"""Changing an order before it leaves: cancel it or a part, take that back; another address, variant or quantity.

Each shows exactly what will happen and asks for a yes. What is only a quote so far is simply made anew.
"""

from dataclasses import replace

from dialogue.commands import (
    CancelOrder,
    ChangeAddress,
    ChangeOrder,
    ExchangeItem,
    GiveAddress,
    OrderRef,
    UndoCancel,
)
from dialogue.conversation import BasketLine, Slot
from dialogue.counter import Counter
from dialogue.messages import changes as said
from dialogue.messages.base import Message
from dialogue.messages.checkout import HowToChangeQuote
from dialogue.plan import Plan
from dialogue.playbooks.addresses import ask_for, missing_in, redirected, whole
from dialogue.playbooks.exchanging import exchange
from dialogue.playbooks.instead import instead_of
from dialogue.playbooks.instead import or_instead as or_instead
from dialogue.playbooks.lines import back_to, method_of, place_of, title_of_line, titles_of
from dialogue.playbooks.owned import best_named, lines_meant, order_meant, placed, words_of
from dialogue.playbooks.quotes import (
    asks_only,
    at_hand,
    change_of_mind,
    let_go,
    merged_lines,
    open_quote,
    quoted,
    requoted,
    without,
)
from dialogue.playbooks.replies import Head, answered, asked, head, previewed, product_of, refused, ruled, told
from dialogue.playbooks.swap_words import change_preview, pairs_of
from dialogue.playbooks.swapping import Swapping, names_goods, swaps_meant, wanted_instead_of
from dialogue.playbooks.taking import swap_line, swapped_in_quote
from dialogue.playbooks.variants import Wish
from dialogue.playbooks.ways import or_another_way
from dialogue.view import View
from orders import actions
from orders.actions import OnOrder
from orders.answers import Decision, Reason, Refusal
from orders.decisions import decide
from orders.line import Line
from orders.money import Money
from orders.order import Order
from orders.pieces import unshipped
from orders.states import OrderState


def allowed(order: Order, build: OnOrder, view: View, counter: Counter) -> bool:
    return not isinstance(decide(order, build, counter.policy, view.facts), Refusal)


def cancel_order(command: CancelOrder, view: View, counter: Counter) -> Plan:
    """Shows what goes back and asks. An open quote that nobody paid for is simply let go."""
    if not placed(view) and asks_only(view) and not (command.order.id or command.order.words):
        return change_of_mind(view, counter)
    if _is_about_quote(command.order, view):
        quote = open_quote(view)
        if quote is not None:
            return _out_of_quote(command, quote, view, counter)
    meant = order_meant(command.order, command, view, counter, lambda order: _cancellable(order, view, counter))
    if isinstance(meant, Plan):
        return meant
    open_lines = [line for line in meant.lines if unshipped(meant, line) > 0]
    if (command.item or command.quantity) and open_lines:
        known = command.model_copy(update={"order": OrderRef(id=meant.id)})
        lines = lines_meant(command.item, meant, open_lines, known, view, counter)
        if isinstance(lines, Plan):
            return lines
        if not _is_all(lines, command.quantity, meant, open_lines):
            return _cancel_line(meant, lines[0], command.quantity, view, counter)
    return _cancel_whole(meant, view, counter)


def _is_all(lines: tuple[Line, ...], quantity: int | None, order: Order, open_lines: list[Line]) -> bool:
    if len(lines) < len(open_lines):
        return False
    return len(lines) > 1 or quantity is None or quantity >= unshipped(order, lines[0])


def _is_about_quote(ref: OrderRef, view: View) -> bool:
    """Nothing else is named, or the quote itself."""
    quote = open_quote(view)
    return quote is not None and (ref.id == quote.id or not (ref.id or ref.words))


def _out_of_quote(command: CancelOrder, quote: Order, view: View, counter: Counter) -> Plan:
    if command.item is None:
        return change_of_mind(view, counter) if asks_only(view) else let_go(view, quote)
    skus = [line.sku for line in at_hand(view)]
    named = best_named(command.item, skus, lambda sku: words_of(sku, sku, view, counter))
    return without(named[0], view, counter) if len(named) == 1 else told(view, HowToChangeQuote())


def _cancellable(order: Order, view: View, counter: Counter) -> bool:
    return allowed(order, actions.CancelOrder(**head(order, view, "")), view, counter)


def _cancel_whole(order: Order, view: View, counter: Counter) -> Plan:
    titles = titles_of(order, product_of(view, counter))

    def word(token: str, decision: Decision) -> Message:
        if decision.refund is None:
            return said.CancelUnpaidPreview(token=token, order=order.id, titles=titles)
        refund, method = decision.refund.amount, back_to(order)
        return said.CancelPreview(token=token, order=order.id, titles=titles, refund=refund, method=method)

    plan = previewed(view, counter, order, lambda first: actions.CancelOrder(**first), word)
    return or_instead(plan, order, view, counter)


def _cancel_line(order: Order, line: Line, quantity: int | None, view: View, counter: Counter) -> Plan:
    count = quantity or unshipped(order, line)

    def word(token: str, decision: Decision) -> Message:
        return said.CancelItemPreview(
            token=token,
            order=order.id,
            title=title_of_line(line, product_of(view, counter)),
            quantity=count,
            refund=_back(decision, order),
            method=back_to(order),
        )

    def build(first: Head) -> OnOrder:
        return actions.CancelLine(**first, line=line.id, quantity=count)

    return or_instead(previewed(view, counter, order, build, word), order, view, counter)


def _back(decision: Decision, order: Order) -> Money:
    return decision.refund.amount if decision.refund else Money.zero(order.currency)


def undo_cancel(command: UndoCancel, view: View, counter: Counter) -> Plan:
    """Takes a cancellation back, as long as its refund has not left."""
    is_cancelled = [order for order in view.orders if order.state is OrderState.CANCELLED]
    if not is_cancelled and not command.order.id:
        return Plan(answered(view), view.profile, messages=(said.NothingToUndo(),))
    meant = order_meant(command.order, command, view, counter, lambda order: order in is_cancelled)
    if isinstance(meant, Plan):
        return meant
    titles = titles_of(meant, product_of(view, counter))
    plan = previewed(
        view,
        counter,
        meant,
        lambda first: actions.UndoCancel(**first),
        lambda token, decision: said.UndoCancelPreview(token=token, order=meant.id, titles=titles),
    )
    return or_instead(plan, meant, view, counter)


# Address


def change_address(command: ChangeAddress, view: View, counter: Counter) -> Plan:
    """Reads the new address back before the yes; asks only for the parts that are missing."""
    if _is_about_quote(command.order, view):
        return _address_of_quote(command, view, counter)
    meant = order_meant(command.order, command, view, counter, lambda order: _can_go_elsewhere(order, view, counter))
    if isinstance(meant, Plan):
        return meant
    probe = ruled(meant, _elsewhere(meant, view), view, counter)
    if isinstance(probe, Refusal):
        return or_instead(probe, meant, view, counter)
    known = command.model_copy(update={"order": OrderRef(id=meant.id)})
    if not any(command.address.model_dump().values()):
        return asked(view, said.AskNewAddress(order=meant.id), Slot.ADDRESS, known, subject=meant.id)
    address = redirected(meant.address, command.address)
    missing = missing_in(address, counter)
    if missing:
        question = ask_for(missing, address, view, counter)
        kept = known.model_copy(update={"address": command.address})
        return asked(view, question, question.asks or Slot.ADDRESS, kept, subject=meant.id)
    new = whole(address)
    plan = previewed(
        view,
        counter,
        meant,
        lambda first: actions.ChangeAddress(**first, address=new),
        lambda token, decision: said.AddressPreview(token=token, order=meant.id, address=place_of(new)),
    )
    return or_instead(plan, meant, view, counter)


def _elsewhere(order: Order, view: View) -> OnOrder:
    """The change of an address to itself: allowed exactly as long as any address may be changed."""
    return actions.ChangeAddress(**head(order, view, ""), address=order.address)


def _can_go_elsewhere(order: Order, view: View, counter: Counter) -> bool:
    return allowed(order, _elsewhere(order, view), view, counter)


def _address_of_quote(command: ChangeAddress, view: View, counter: Counter) -> Plan:
    quote = open_quote(view)
    kept = GiveAddress(address=command.address)
    if quote is None or not any(command.address.model_dump().values()):
        number = quote.id if quote else ""
        return asked(view, said.AskNewAddress(order=number), Slot.ADDRESS, GiveAddress(address=command.address))
    address = redirected(quote.address, command.address)
    missing = missing_in(address, counter)
    if missing:
        question = ask_for(missing, address, view, counter)
        return asked(view, question, question.asks or Slot.ADDRESS, kept)
    conversation = replace(view.conversation, address=whole(address))
    return quoted(replace(view, conversation=conversation), counter, at_hand(view))


# Items


def change_order(command: ChangeOrder, view: View, counter: Counter) -> Plan:
    """Another colour, size or quantity of what is ordered and not yet packed, or of what is about to be ordered; or
    other goods instead."""
    if _is_about_quote(command.order, view) or (at_hand(view) and not (command.order.id or command.order.words)):
        plan = _change_at_hand(command, view, counter)
        if plan is not None:
            return plan
    meant = order_meant(command.order, command, view, counter, _has_unshipped)
    if isinstance(meant, Plan):
        return meant
    known = command.model_copy(update={"order": OrderRef(id=meant.id)})
    open_lines = [line for line in meant.lines if unshipped(meant, line) > 0]
    if not open_lines and (names_goods(command) or command.more) and any(line.kept for line in meant.lines):
        swap = ExchangeItem.model_validate({name: value for name, value in known if name != "kind"})
        return exchange(swap, meant, view, counter)
    if not open_lines:
        return _too_late(meant, view, counter)
    if names_goods(command) or command.more:
        return _change_lines(known, meant, tuple(open_lines), view, counter)
    lines = lines_meant(command.item, meant, open_lines, known, view, counter)
    if isinstance(lines, Plan):
        return lines
    line = lines[0]
    if command.quantity is not None:
        return _change_quantity(meant, line, command.quantity, view, counter)
    titles = (title_of_line(line, product_of(view, counter)),)
    return asked(view, said.AskWhatToChange(order=meant.id, titles=titles), Slot.SOLUTION, known)


def _has_unshipped(order: Order) -> bool:
    live = order.state in (OrderState.PAID, OrderState.CONFIRMED)
    return live and any(unshipped(order, line) > 0 for line in order.lines)


def _too_late(order: Order, view: View, counter: Counter) -> Plan:
    refusal = decide(order, actions.CancelOrder(**head(order, view, "")), counter.policy, view.facts)
    if isinstance(refusal, Refusal):
        return or_instead(refusal, order, view, counter)
    return told(view, *instead_of(Reason.ALREADY_SHIPPED, order, view.now))


def _change_at_hand(command: ChangeOrder, view: View, counter: Counter) -> Plan | None:
    """The change in what is about to be ordered; None when it is not about that."""
    lines = at_hand(view)
    found = product_of(view, counter)
    named: list[BasketLine] = list(lines)
    if command.item:
        exact = [line for line in lines if line.sku == command.item]
        named = exact or best_named(command.item, lines, lambda line: words_of(line.sku, line.sku, view, counter))
    if command.quantity is not None:
        return _quantity_at_hand(command.quantity, named, view, counter)
    if command.instead is not None or command.seeking is not None:
        return _other_at_hand(command, named, view, counter)
    if command.color or command.size:
        if len(named) > 1 or (not named and not command.item):
            return swapped_in_quote(command.color, command.size, view, counter)
        product = found(named[0].sku) if named else None
        variant = product.variant(named[0].sku) if product else None
        if product is None or variant is None:
            return None
        return swap_line(named[0], product, variant, Wish(command.color, command.size), view, counter)
    return told(view, HowToChangeQuote()) if named else None


def _quantity_at_hand(quantity: int, named: list[BasketLine], view: View, counter: Counter) -> Plan | None:
    if len(named) != 1:
        return None
    new = tuple(BasketLine(line.sku, quantity) if line.sku == named[0].sku else line for line in at_hand(view))
    return without(named[0].sku, view, counter) if quantity == 0 else quoted(view, counter, new)


def _change_quantity(order: Order, line: Line, quantity: int, view: View, counter: Counter) -> Plan:
    """Fewer pieces are a cancellation of some; more need an order of their own."""
    now = unshipped(order, line)
    if quantity > now:
        title = title_of_line(line, product_of(view, counter))
        message = said.MoreNeedsNewOrder(title=title, sku=line.sku)
        return Plan(answered(view), view.profile, messages=(message,))
    if quantity == now:
        return refused(view, counter, Refusal(Reason.SAME_VARIANT, order.id), order)
    if quantity == 0 and sum(1 for each in order.lines if unshipped(order, each) > 0) == 1:
        return _cancel_whole(order, view, counter)
    return _cancel_line(order, line, now - quantity, view, counter)


def _other_at_hand(command: ChangeOrder, named: list[BasketLine], view: View, counter: Counter) -> Plan:
    """Another product for a line of what is about to be ordered, as many pieces of it."""
    if len(named) != 1:
        return told(view, HowToChangeQuote())
    target = wanted_instead_of(named[0].sku, command, view, counter)
    if isinstance(target, Plan):
        return target
    new = BasketLine(target.variant.sku, named[0].quantity)
    lines = merged_lines(tuple(new if line == named[0] else line for line in at_hand(view)))
    return requoted(lines, view, counter)


def _change_lines(command: ChangeOrder, order: Order, lines: tuple[Line, ...], view: View, counter: Counter) -> Plan:
    """Other variants or other goods for one line or several, with the one difference, for one yes."""
    found = swaps_meant(Swapping(command, order, lines, lambda line: unshipped(order, line)), view, counter)
    if isinstance(found, Plan):
        return found
    swaps, view = found

    def build(first: Head) -> OnOrder:
        return actions.ChangeLines(**first, swaps=swaps, method=command.method or "")

    def word(token: str, decision: Decision) -> Message:
        pairs = pairs_of(order, swaps, decision, product_of(view, counter))
        return change_preview(token, decision, order, pairs, command.method or order.method)

    return or_another_way(previewed(view, counter, order, build, word), command, order, view, counter)


def pay_another_way(order: Order, method: str, view: View, counter: Counter) -> Plan | Refusal:
    """Shows what is charged anew and what goes back, and asks; the refusal where the payment stays as it is."""

    def build(first: Head) -> OnOrder:
        return actions.ChangePayment(**first, method=method)

    def word(token: str, decision: Decision) -> Message:
        amount, old = decision.charge or order.total, method_of(order.method)
        return said.PaymentPreview(token=token, order=order.id, amount=amount, old=old, new=method_of(method))

    return previewed(view, counter, order, build, word)
