"""What is in the basket or the open quote: shown, taken out, more or fewer of it."""

from dataclasses import replace

from dialogue.bookmarks import yes_to
from dialogue.commands import (
    CancelOrder,
    ChangeOrder,
    OrderRef,
    ProductRef,
    RemoveFromBasket,
    ReturnItem,
    SetQuantity,
    ShowBasket,
    TakeProduct,
)
from dialogue.conversation import BasketLine, OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.messages import basket as said
from dialogue.messages.base import Item, Message
from dialogue.plan import Plan
from dialogue.playbooks.changes import cancel_order, change_order
from dialogue.playbooks.claims import count_at_hand
from dialogue.playbooks.exchanging import fewer_exchanged
from dialogue.playbooks.goods import goods_of, items_of, title_at
from dialogue.playbooks.owned import best_named, placed, words_of
from dialogue.playbooks.pointing import pointed
from dialogue.playbooks.quotes import Lines, at_hand, changed, emptied, held_by_quote, open_quote, requoted, without
from dialogue.playbooks.refunds import return_item
from dialogue.playbooks.replies import answered, asked, product_of, told
from dialogue.playbooks.taking import SUGGESTED, take_product
from dialogue.playbooks.variants import in_stock
from dialogue.view import View
from orders.actions import CancelLine, ReturnLines
from orders.ids import Sku
from orders.order import Order


def show_basket(command: ShowBasket, view: View, counter: Counter) -> Plan:
    lines, quote = at_hand(view), open_quote(view)
    if not lines:
        return told(view, said.BasketEmptyNow() if placed(view) else said.BasketEmpty())
    items = items_of(lines, view, counter)
    if quote is not None and view.now < quote.quote_expires_at:
        return _waits(quote, items, view)
    return told(view, said.BasketShown(items=items, goods=goods_of(items, view, counter)))


def _waits(quote: Order, items: tuple[Item, ...], view: View) -> Plan:
    pending = yes_to(quote)
    message = said.BasketWaits(items=items, total=quote.total, token=pending.token, legal=quote.terms.labelled_button)
    question = OpenQuestion(slot=Slot.CONFIRM, subject=quote.id)
    conversation = replace(view.conversation, pending=pending, question=question)
    return Plan(conversation, view.profile, messages=(message,))


def remove_from_basket(command: RemoveFromBasket, view: View, counter: Counter) -> Plan:
    """Takes goods out; an open quote is made anew without them."""
    lines = at_hand(view)
    if not lines:
        return told(view, said.BasketEmpty())
    if command.everything:
        return emptied(view)
    sku = line_meant(command.product, lines, view, counter)
    if sku is None:
        message = said.NotInBasket(items=items_of(lines, view, counter))
        return asked(view, message, Slot.PRODUCT, command, tuple(str(line.sku) for line in lines))
    return without(sku, view, counter)


def line_meant(ref: ProductRef, lines: Lines, view: View, counter: Counter) -> Sku | None:
    """The variant meant among these lines; None when it is not clear or not among them."""
    skus = [line.sku for line in lines]
    if ref.sku:
        return next((sku for sku in skus if sku == ref.sku), None)
    if ref.words:
        named = best_named(ref.words, skus, lambda sku: words_of(sku, sku, view, counter))
        if len(named) == 1:
            return named[0]
    if ref.position is None and not ref.words and len(skus) == 1:
        return skus[0]
    shown = pointed(ref, view, counter)
    same = [sku for sku in skus if shown is not None and _product(sku, view, counter) == shown.product]
    return same[0] if len(same) == 1 else None


def _product(sku: Sku, view: View, counter: Counter) -> str | None:
    product = product_of(view, counter)(sku)
    return product.id if product else None


def set_quantity(command: SetQuantity, view: View, counter: Counter) -> Plan:
    """ "Make it four": of what is about to be ordered, else of the product at hand, else of the order just placed."""
    counted = count_at_hand(command.quantity, view, counter) or fewer_exchanged(command.quantity, view, counter)
    if counted is not None:
        return counted
    waiting = _of_pending(command, view)
    if isinstance(waiting, CancelOrder):
        return cancel_order(waiting, view, counter)
    if waiting is not None:
        return return_item(waiting, view, counter)
    lines = at_hand(view)
    if not lines:
        return _without_basket(command, view, counter)
    sku = line_meant(command.product, lines, view, counter)
    if sku is None:
        if command.product != ProductRef():
            taken = TakeProduct(product=command.product, quantity=command.quantity)
            return take_product(taken, view, counter)
        return _which(command, lines, view, counter)
    if command.quantity == 0:
        return without(sku, view, counter)
    left = in_stock(view, counter)(sku) + held_by_quote(sku, view)
    if left < command.quantity:
        return _too_many(command, sku, left, view, counter)
    new = changed(lines, sku, lambda line: BasketLine(line.sku, command.quantity))
    if open_quote(view) is not None:
        return requoted(new, view, counter)
    items = items_of(new, view, counter)
    message = said.BasketShown(items=items, goods=goods_of(items, view, counter))
    return Plan(replace(answered(view), basket=new), view.profile, messages=(message,))


def _of_pending(command: SetQuantity, view: View) -> ReturnItem | CancelOrder | None:
    """ "Only one of them" about a return, or a part of an order to be cancelled, that waits for its yes."""
    action = view.conversation.pending.action if view.conversation.pending else None
    if isinstance(action, CancelLine) and command.quantity:
        return CancelOrder(order=OrderRef(id=action.order), item=str(action.line), quantity=command.quantity)
    if not isinstance(action, ReturnLines) or len(action.lines) != 1 or not command.quantity:
        return None
    item, count = str(action.lines[0].line), command.quantity
    return ReturnItem(order=OrderRef(id=action.order), item=item, quantity=count, reason=action.reason or None)


def _without_basket(command: SetQuantity, view: View, counter: Counter) -> Plan:
    order = next((order for order in placed(view) if order.id == view.conversation.focus_order), None)
    if order is not None and command.product == ProductRef():
        return change_order(ChangeOrder(quantity=command.quantity), view, counter)
    taken = TakeProduct(product=command.product, quantity=command.quantity)
    return take_product(taken, view, counter)


def _which(command: SetQuantity, lines: Lines, view: View, counter: Counter) -> Plan:
    skus = tuple(str(line.sku) for line in lines)
    titles = tuple(title_at(line.sku, view, counter) for line in lines)
    message = said.WhichQuantity(quantity=command.quantity, titles=titles, skus=skus)
    return asked(view, message, Slot.PRODUCT, command, skus)


def _too_many(command: SetQuantity, sku: Sku, left: int, view: View, counter: Counter) -> Plan:
    title = title_at(sku, view, counter)
    if left <= 0:
        return told(view, said.ProductSoldOut(title=title, sku=sku))
    again = SetQuantity(quantity=left, product=ProductRef(sku=sku))
    message: Message = said.OnlySomeLeft(title=title, left=left)
    return asked(view, message, Slot.QUANTITY, again, (str(left),), subject=SUGGESTED)
