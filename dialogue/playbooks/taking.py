"""Taking a product: which variant, how many; only what is missing is asked, and the nearest one is offered."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from dialogue.commands import ChangeOrder, ProductRef, TakeProduct
from dialogue.conversation import BasketLine, Shown, Slot
from dialogue.counter import Counter
from dialogue.messages import basket as said
from dialogue.messages.base import Message
from dialogue.messages.checkout import AlreadyOrdered
from dialogue.plan import Decided, Plan
from dialogue.playbooks.cards import currency_of, title_of
from dialogue.playbooks.goods import goods_of, items_of
from dialogue.playbooks.pointing import pointed, product_with, products_of
from dialogue.playbooks.quotes import (
    at_hand,
    held_by_quote,
    let_go_of,
    merged_lines,
    open_quote,
    quoted,
    requoted,
    without,
)
from dialogue.playbooks.replies import answered, asked, resumed, told
from dialogue.playbooks.variants import Wish, fitting, in_stock, is_size, nearest, own_size, sizes_of
from dialogue.view import View
from matching.product import Product, Variant
from orders.ids import Sku
from orders.order import Order
from orders.states import OrderState

_REPEATED: Final = timedelta(hours=1)
"""For so long after an order, ordering the same without a word of another one repeats it."""
SUGGESTED: Final = "suggested"
"""Subject of a question whose first option a plain yes takes."""
_OTHERS: Final = 2


@dataclass(frozen=True, slots=True)
class _Taking:
    """A TakeProduct with the product it points at; `variant` is the one whose card was shown."""

    command: TakeProduct | ChangeOrder
    product: Product
    variant: Variant
    view: View
    counter: Counter

    def stock(self, variant: Variant) -> int:
        return in_stock(self.view, self.counter)(variant.sku) + held_by_quote(variant.sku, self.view)

    def sold(self, variant: Variant) -> bool:
        currency = currency_of(self.view, self.counter)
        return self.counter.finder.price_of(variant.sku, currency) is not None


def take_product(command: TakeProduct, view: View, counter: Counter) -> Plan:
    """Into the basket, and on to the quote unless only the basket was meant."""
    command = _suggested(command, view, counter)
    if command.product == ProductRef() and (command.color or command.size) and open_quote(view) is not None:
        swapped = swapped_in_quote(command.color, command.size, view, counter)
        if swapped is not None:
            return swapped
    if command.checkout and command == TakeProduct(quantity=command.quantity) and (before := let_go_of(view)):
        one = len(before) == 1 and command.quantity
        return quoted(view, counter, (BasketLine(before[0].sku, command.quantity or 1),) if one else before)
    if command == TakeProduct() and (done := _just_ordered(view)):
        return told(view, AlreadyOrdered(order=done.id))
    shown = pointed(command.product, view, counter) or _only_in(command, view, counter)
    product = product_with(shown.sku, view, counter) if shown else None
    variant = product.variant(shown.sku) if product and shown else None
    if shown is None or product is None or variant is None:
        return _which(command, view, counter)
    if command.quantity == 0:
        return without(variant.sku, view, counter) if at_hand(view) else told(view, said.BasketEmpty())
    view = replace(view, conversation=replace(view.conversation, focus=shown))
    command = command.model_copy(update={"size": own_size(command.size, product, view, counter)})
    return _chosen(command, _Taking(command, product, variant, view, counter))


def _just_ordered(view: View) -> Order | None:
    """The order that "order it" repeats: it was spoken of last, and what was looked at last is in it."""
    talk = view.conversation
    order = view.order(talk.focus_order) if talk.focus_order else None
    if order is None or order.placed_at is None or view.now - order.placed_at > _REPEATED or at_hand(view):
        return None
    is_in_it = talk.focus is not None and any(line.sku == talk.focus.sku for line in order.current_lines)
    return order if is_in_it and order.state is not OrderState.CANCELLED else None


def _suggested(command: TakeProduct, view: View, counter: Counter) -> TakeProduct:
    """ "I'll take it", said to what was suggested: just that one, in its colour and size."""
    question = view.conversation.question
    bare = command.product == ProductRef() and not command.color and not command.size
    if not bare or question is None or question.slot is not Slot.PRODUCT:
        return command
    if question.subject != SUGGESTED and len(question.options) != 1:
        return command
    sku = Sku(next(iter(question.options), ""))
    product = product_with(sku, view, counter)
    variant = product.variant(sku) if product else None
    if variant is None:
        return command
    exact = {"product": ProductRef(sku=sku), "color": variant.color, "size": variant.size}
    return command.model_copy(update=exact)


def _only_in(command: TakeProduct, view: View, counter: Counter) -> Shown | None:
    """ "I'd like it in 150x200", of several shown: the only one that is made in that colour and size."""
    if command.product != ProductRef() or not (command.color or command.size):
        return None
    wish = Wish(command.color, command.size)
    made = [shown for shown, product in products_of(view.conversation.shown, view, counter) if fitting(product, wish)]
    return made[0] if len(made) == 1 else None


def take_focused(view: View, counter: Counter) -> Plan:
    """ "Order it" with nothing in the basket."""
    return take_product(TakeProduct(), view, counter)


def _which(command: TakeProduct, view: View, counter: Counter) -> Plan:
    known = products_of(view.conversation.shown, view, counter)
    if not known:
        return told(view, said.NothingChosenYet())
    if len(known) == 1 and command.product.position is not None:
        shown, product = known[0]
        title = title_of(product, product.variant(shown.sku), sized=False)
        only = command.model_copy(update={"product": ProductRef(sku=shown.sku)})
        message = said.OnlyOneShown(title=title, sku=shown.sku)
        return asked(view, message, Slot.PRODUCT, only, (str(shown.sku),))
    skus = tuple(str(shown.sku) for shown, _ in known)
    titles = tuple(title_of(product, product.variant(shown.sku), sized=False) for shown, product in known)
    return asked(view, said.WhichProduct(titles=titles, skus=skus), Slot.PRODUCT, command, skus)


def _chosen(command: TakeProduct, taking: _Taking) -> Plan:
    product = taking.product
    color = command.color or taking.variant.color
    wanted = fitting(product, Wish(color, command.size))
    if (command.color and command.color not in product.colors) or (command.size and not wanted):
        return _instead(taking, Wish(color, command.size), not_made=True)
    there = [variant for variant in wanted if taking.stock(variant) > 0 and taking.sold(variant)]
    if not there:
        return _instead(taking, Wish(color, command.size or taking.variant.size), not_made=False)
    if len(there) == 1 or command.size:
        return _taken(command, taking, there[0])
    known = _known_size(taking, there)
    if known is None:
        return _ask_size(command, taking, color, tuple(there))
    variant, own = known
    return _taken(command, taking, variant, *((said.YourSizeTaken(yours=variant.size or ""),) if own else ()))


def _known_size(taking: _Taking, there: list[Variant]) -> tuple[Variant, bool] | None:
    """The variant whose size was asked for in the search, or the shopper's own; and whether it is their own."""
    needs, product = taking.view.conversation.needs, taking.product
    said = [own_size(need.size, product, taking.view, taking.counter, of_labels=False) for need in needs if need.size]
    for variant in there:
        if any(is_size(size, variant.size, product) for size in said):
            return variant, False
    for_another = any(need.gift or need.person not in (None, "self") for need in needs)
    if for_another or taking.variant not in there:
        return None
    own = {size.casefold() for size in taking.view.profile.sizes("self").values()}
    return (taking.variant, True) if (taking.variant.size or "").casefold() in own else None


def _ask_size(command: TakeProduct, taking: _Taking, color: str | None, there: tuple[Variant, ...]) -> Plan:
    asked_before = taking.view.conversation.question
    again = asked_before is not None and asked_before.slot is Slot.SIZE
    sizes = sizes_of(there)
    title = title_of(taking.product, taking.variant if color == taking.variant.color else there[0], sized=False)
    kind = said.AskSizeAgain if again else said.AskSize
    going_on = command.model_copy(update={"product": ProductRef(sku=taking.variant.sku), "color": color, "size": None})
    return asked(taking.view, kind(title=title, sizes=sizes), Slot.SIZE, going_on, sizes)


def _instead(taking: _Taking, wish: Wish, *, not_made: bool) -> Plan:
    """What is nearest to a variant that is sold out or not made; where no size was said, in the size that was shown."""
    view, product = taking.view, taking.product
    sized = wish if wish.size else replace(wish, size=taking.variant.size)
    near = [each for each in nearest(product, sized, lambda sku: _pieces(taking, sku)) if taking.sold(each)]
    if not near:
        return told(view, said.ProductSoldOut(title=title_of(product), sku=_wished(product, wish, taking)))
    first, others = near[0], near[1 : 1 + _OTHERS]
    price = taking.counter.finder.price_of(first.sku, currency_of(view, taking.counter))
    if price is None:
        return told(view, said.ProductSoldOut(title=title_of(product), sku=_wished(product, wish, taking)))
    more = tuple((str(each.sku), title_of(product, each)) for each in others)
    message: Message
    if not_made:
        message = said.VariantNotMade(
            title=title_of(product), nearest=title_of(product, first), price=price, sku=first.sku, others=more
        )
    else:
        sold_out = next(iter(fitting(product, wish)), taking.variant)
        message = said.VariantSoldOut(
            wanted=title_of(product, sold_out),
            nearest=title_of(product, first),
            price=price,
            sku=first.sku,
            others=more,
            gone=sold_out.sku,
        )
    options = tuple(str(each.sku) for each in (first, *others))
    return asked(view, message, Slot.PRODUCT, taking.command, options, subject=SUGGESTED)


def _wished(product: Product, wish: Wish, taking: _Taking) -> Sku:
    return next((Sku(each.sku) for each in fitting(product, wish)), Sku(taking.variant.sku))


def _pieces(taking: _Taking, sku: Sku) -> int:
    variant = taking.product.variant(sku)
    return taking.stock(variant) if variant else 0


def _taken(command: TakeProduct, taking: _Taking, variant: Variant, *first: Message) -> Plan:
    """Puts the variant into the basket. Taking the same one twice changes nothing: a button may be pressed twice."""
    view, counter = taking.view, taking.counter
    lines = at_hand(view)
    before = next((line.quantity for line in lines if line.sku == variant.sku), None)
    quantity = command.quantity or before or _wished_number(taking)
    left = taking.stock(variant)
    if left < quantity:
        again = command.model_copy(
            update={"product": ProductRef(sku=variant.sku), "size": variant.size, "quantity": left}
        )
        message = said.OnlySomeLeft(title=title_of(taking.product, variant), left=left)
        return asked(view, message, Slot.QUANTITY, again, (str(left),), subject=SUGGESTED)
    focus = Shown(taking.product.id, variant.sku)
    view = replace(view, conversation=replace(view.conversation, focus=focus))
    line = BasketLine(variant.sku, quantity)
    kept = tuple(line if old.sku == variant.sku else old for old in lines)
    new = kept if before is not None else (*lines, line)
    other = _waits_for_another(taking)
    if command.checkout and not other:
        return requoted(new, view, counter, *first)
    conversation = replace(view.conversation if other else answered(view), basket=new)
    items = items_of(new, view, counter)
    message_now = said.AddedToBasket(items=items, goods=goods_of(items, view, counter))
    decided = (Decided("ordering", "taken", inputs=f"{quantity} x {variant.sku}"),)
    return Plan(conversation, view.profile, messages=(*first, message_now), decided=decided)


def _wished_number(taking: _Taking) -> int:
    """How many were looked for: of the only thing wanted, or of the one that this was shown for in a set."""
    talk, product = taking.view.conversation, taking.product.id
    if len(talk.needs) == 1:
        return talk.needs[0].quantity
    of_set = zip(talk.needs, talk.shown, strict=False) if len(talk.needs) == len(talk.shown) else ()
    return next((need.quantity for need, shown in of_set if need.shared and shown.product == product), 1)


def _waits_for_another(taking: _Taking) -> bool:
    """Another product of the same wish still waits for its size: "the jacket and the lamp" become one quote."""
    question = taking.view.conversation.question
    if question is None or question.command is None or question.slot not in (Slot.SIZE, Slot.COLOR):
        return False
    waiting = resumed(question.command)
    return isinstance(waiting, TakeProduct) and taking.product.variant(waiting.product.sku or "") is None


def swapped_in_quote(color: str | None, size: str | None, view: View, counter: Counter) -> Plan | None:
    """ "In blue instead" about the open quote: the one line that comes in that colour or size becomes it."""
    candidates: list[tuple[BasketLine, Product, Variant]] = []
    for line in at_hand(view):
        product = product_with(line.sku, view, counter)
        variant = product.variant(line.sku) if product else None
        if product is not None and variant is not None:
            candidates.append((line, product, variant))
    fits = [
        (line, product, variant)
        for line, product, variant in candidates
        if fitting(product, Wish(color or variant.color, own_size(size, product, view, counter) or variant.size))
    ]
    chosen = fits or candidates
    if len(chosen) != 1:
        return None
    line, product, variant = chosen[0]
    return swap_line(line, product, variant, Wish(color, size), view, counter)


def swap_line(line: BasketLine, product: Product, variant: Variant, wish: Wish, view: View, counter: Counter) -> Plan:
    """One line of what is about to be ordered becomes another variant; the nearest is offered where it is not there."""
    size = own_size(wish.size, product, view, counter) or variant.size
    wanted = Wish(wish.color or variant.color, size)
    again = ChangeOrder(item=line.sku)
    swapping = _Taking(again, product, variant, view, counter)
    made = fitting(product, wanted)
    there = [each for each in made if swapping.stock(each) >= line.quantity and swapping.sold(each)]
    if not there:
        return _instead(swapping, wanted, not_made=not made)
    new = tuple(BasketLine(there[0].sku, each.quantity) if each.sku == line.sku else each for each in at_hand(view))
    view = replace(view, conversation=replace(view.conversation, focus=Shown(product.id, there[0].sku)))
    return requoted(merged_lines(new), view, counter)
