"""Other goods for what was ordered: which item, and what instead. Asks what is not clear, and shows goods where none is
named.

Nothing is changed here: what is found is previewed, and a yes does it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dialogue.commands import ChangeOrder, ExchangeItem, OrderRef, ProductRef, SwapSaid, TakeProduct
from dialogue.conversation import OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.messages.base import Message
from dialogue.messages.basket import AskSize, ProductSoldOut
from dialogue.messages.changes import NoSuchVariant
from dialogue.messages.swaps import GoodsInstead, NothingInstead
from dialogue.plan import Decided, Plan
from dialogue.playbooks.cards import title_of
from dialogue.playbooks.owned import ALL, lines_meant, pending_line
from dialogue.playbooks.pointing import pointed, product_with
from dialogue.playbooks.replies import asked, product_of, resumed, told
from dialogue.playbooks.searching import cards, search, showing
from dialogue.playbooks.swaps import Target, variant_wanted
from dialogue.playbooks.variants import Wish, fitting, in_stock, nearest, sizes_of
from dialogue.view import View
from matching.need import Need
from matching.product import Product, Variant
from orders.actions import ChangeLines, ExchangeLines, Swap
from orders.ids import LineId, ProductId, Sku
from orders.line import Line
from orders.order import Order

GOODS: Final = "goods"
"""Subject of a question whose options are goods shown for a swap: which of their variants is still open."""
OTHER_GOODS: Final = "other"
"""The answer "something else" to the question what shall be changed."""
_OFFERED: Final = 4
SwapCommand = ChangeOrder | ExchangeItem


@dataclass(frozen=True, slots=True)
class Swapping:
    """A wish about an order, with what may take part in it and how many pieces of each line."""

    command: SwapCommand
    order: Order
    lines: tuple[Line, ...]
    pieces: Callable[[Line], int]


def names_goods(said: SwapSaid) -> bool:
    """Whether anything is said of what it shall be instead."""
    return bool(said.color or said.size) or said.instead is not None or said.seeking is not None


def swaps_meant(swapping: Swapping, view: View, counter: Counter) -> tuple[tuple[Swap, ...], View] | Plan:
    """What is to become what, and the view with the prices of it; else the Plan that asks for the first open point.

    A question goes on with the item it is about in front, and the others as far as they are clear. What was just
    previewed of other items stays part of it: "and the blanket to grey".
    """
    named = _spread(swapping, view, counter)
    wishes = [*named, *_previewed(swapping, view, counter)]
    swaps: list[Swap] = []
    for place, wish in enumerate(wishes):
        if place >= len(named) and wish.item in {swap.line for swap in swaps}:
            continue
        asking = _with(swapping, wish, (*wishes[:place], *wishes[place + 1 :]))
        line = _line_meant(swapping, asking, view, counter)
        if isinstance(line, Plan):
            return line
        known = asking.model_copy(update={"item": str(line.id)})
        found = target_wanted(swapping.order, line, known, view, counter)
        if isinstance(found, Plan):
            return found
        target, view = found, priced(found.product, view, counter)
        wishes[place] = _fixed(wish, line.id, target)
        quantity = swapping.pieces(line) if wish.quantity is None else wish.quantity
        swaps.append(Swap(line.id, quantity, target.variant.sku))
    return tuple(swaps), view


def _spread(swapping: Swapping, view: View, counter: Counter) -> list[SwapSaid]:
    """Each item's own wish. "Both in M" is one for every line that comes in M, or for all where none does."""
    command = swapping.command
    first = SwapSaid.model_validate({name: value for name, value in command if name in SwapSaid.model_fields})
    if command.item != ALL:
        return [first, *command.more]
    lines = [line for line in swapping.lines if _comes_in(first, line, view, counter)] or list(swapping.lines)
    return [first.model_copy(update={"item": str(line.id)}) for line in lines]


def _previewed(swapping: Swapping, view: View, counter: Counter) -> list[SwapSaid]:
    """The swaps of this order that wait for a yes, as long as that is the open question."""
    pending, question = view.conversation.pending, view.conversation.question
    action = pending.action if pending and question and question.subject == pending.token else None
    if not isinstance(action, ChangeLines | ExchangeLines) or action.order != swapping.order.id:
        return []
    open_lines = {line.id: line for line in swapping.lines}
    found = product_of(view, counter)
    wishes: list[SwapSaid] = []
    for swap in action.swaps:
        product = found(swap.new_sku)
        variant = product.variant(swap.new_sku) if product else None
        if swap.line in open_lines and product and variant:
            whole = swap.quantity == swapping.pieces(open_lines[swap.line])
            kept = _fixed(SwapSaid(quantity=None if whole else swap.quantity), swap.line, Target(product, variant))
            wishes.append(kept)
    return wishes


def _comes_in(wish: SwapSaid, line: Line, view: View, counter: Counter) -> bool:
    product = product_of(view, counter)(line.sku)
    return product is not None and bool(fitting(product, Wish(wish.color, wish.size)))


def _with(swapping: Swapping, wish: SwapSaid, others: Iterable[SwapSaid]) -> SwapCommand:
    """The wish for one item in front, the others behind it."""
    order = OrderRef(id=swapping.order.id)
    return swapping.command.model_copy(update={**dict(wish), "order": order, "more": tuple(others)})


def _fixed(wish: SwapSaid, line: LineId, target: Target) -> SwapSaid:
    """The wish with nothing left open."""
    variant = target.variant
    return SwapSaid(
        item=str(line),
        color=variant.color,
        size=variant.size,
        quantity=wish.quantity,
        instead=ProductRef(sku=str(variant.sku)),
    )


def _line_meant(swapping: Swapping, command: SwapCommand, view: View, counter: Counter) -> Line | Plan:
    """The item named; where none is, the only one of the kind of what is wanted, or that comes in the variant said."""
    lines = swapping.lines
    if not command.item and len(lines) > 1 and pending_line(swapping.order, view) is None:
        alike = [line for line in lines if _could_become(line, command, view, counter)]
        lines = tuple(alike) if len(alike) == 1 else lines
    found = lines_meant(command.item, swapping.order, lines, command, view, counter)
    return found if isinstance(found, Plan) else found[0]


def _could_become(line: Line, command: SwapCommand, view: View, counter: Counter) -> bool:
    old = product_of(view, counter)(line.sku)
    new = _pointed(command.instead, view, counter) if command.instead else None
    if old is None:
        return False
    if new is not None:
        return old.category == new[0].category
    category = command.seeking.category if command.seeking else None
    varies = bool(command.color or command.size) and bool(fitting(old, Wish(command.color, command.size)))
    return old.category == category or (varies and command.seeking is None)


# What instead


def target_wanted(order: Order, line: Line, command: SwapCommand, view: View, counter: Counter) -> Target | Plan:
    """The variant that shall take the place of a line; else the Plan that asks for it or shows what there is."""
    own = product_of(view, counter)(line.sku)
    now = own.variant(line.sku) if own else None
    if command.seeking is not None:
        return _offer(own, command.seeking, command, view, counter)
    if command.instead is None:
        return variant_wanted(order, line, command, view, counter)
    found = _pointed(command.instead, view, counter)
    if found is None and (command.color or command.size):
        return variant_wanted(order, line, command.model_copy(update={"instead": None}), view, counter)
    if found is None:
        return _offer(own, Need(), command, view, counter)
    product, variant = found
    if own is not None and product.id == own.id:
        same = command.model_copy(update={"color": command.color or variant.color, "instead": None})
        return variant_wanted(order, line, same, view, counter)
    return other_product(now, product, variant, command, view, counter)


def wanted_instead_of(sku: Sku, command: ChangeOrder, view: View, counter: Counter) -> Target | Plan:
    """The same for goods that are only about to be ordered."""
    own = product_of(view, counter)(sku)
    now = own.variant(sku) if own else None
    known = command.model_copy(update={"item": str(sku)})
    found = _pointed(command.instead, view, counter) if command.instead and command.seeking is None else None
    if found is None:
        return _offer(own, command.seeking or Need(), known, view, counter)
    return other_product(now, *found, known, view, counter)


def _pointed(ref: ProductRef, view: View, counter: Counter) -> tuple[Product, Variant] | None:
    """The product pointed at. Words that were looked up must be its own name: "a jacket" is none."""
    shown = pointed(ref, view, counter)
    product = product_with(shown.sku, view, counter) if shown else None
    variant = product.variant(shown.sku) if product and shown else None
    if shown is None or product is None or variant is None:
        return None
    looked_up = bool(ref.words) and shown not in view.conversation.shown
    return (product, variant) if not looked_up or _is_called(ref.words, product) else None


def _is_called(words: str, product: Product) -> bool:
    own = (product.name or product.title).casefold().split()
    return any(word in own for word in words.casefold().split())


def other_product(
    now: Variant | None, product: Product, variant: Variant, command: SwapCommand, view: View, counter: Counter
) -> Target | Plan:
    """Another product in the colour as shown or said, and in the size said, else the one it replaces has."""
    view = priced(product, view, counter)
    stock = in_stock(view, counter)
    color = command.color or variant.color
    there = [each for each in product.variants if stock(each.sku) > 0]
    sizes = sizes_of([each for each in there if each.color == color] or there)
    old = now.size if now is not None and now.size in sizes else None
    size = command.size or old or (sizes[0] if len(sizes) == 1 else None)
    named = command.model_copy(update={"instead": ProductRef(sku=str(variant.sku)), "color": color})
    if not there:
        return told(view, ProductSoldOut(title=title_of(product)))
    if size is None and sizes:
        return asked(view, AskSize(title=title_of(product), sizes=sizes), Slot.SIZE, named, sizes)
    made = [each for each in fitting(product, Wish(color, size)) if stock(each.sku) > 0]
    if made:
        return Target(product, made[0])
    near = nearest(product, Wish(color, size), stock)[:_OFFERED]
    skus = tuple(str(each.sku) for each in near)
    message = NoSuchVariant(title=title_of(product), others=tuple(title_of(product, each) for each in near), skus=skus)
    return asked(view, message, Slot.PRODUCT, named, skus)


def priced(product: Product, view: View, counter: Counter) -> View:
    """With the offers of a product that was named and not shown, so that it can be previewed."""
    missing = [variant.sku for variant in product.variants if variant.sku not in view.offers]
    if not missing:
        return view
    return replace(view, offers={**view.offers, **counter.offers_of(missing)})


# Goods to choose from


def _offer(own: Product | None, need: Need, command: SwapCommand, view: View, counter: Counter) -> Plan:
    """Shows goods of the kind wanted, else of the kind it is, and asks which of them it shall be."""
    wanted = need if need.category or need.text else need.model_copy(update={"category": own.category if own else None})
    old = frozenset({own.id}) if own else frozenset[ProductId]()
    found = search(wanted, view, counter, old)
    picks = tuple(match for match in found.picks or found.near if match.product.id not in old)
    going_on = command.model_copy(update={"seeking": None, "instead": None})
    if not picks:
        return told(view, NothingInstead())
    message: Message = GoodsInstead(shown=cards(picks))
    conversation = replace(
        showing(view.conversation, (wanted,), picks),
        pending=None,
        question=_which(going_on, [match.variant.sku for match in picks]),
    )
    decided = (Decided("selection", "shown_instead", inputs=",".join(match.variant.sku for match in picks)),)
    return Plan(conversation, view.profile, messages=(message,), decided=decided)


def _which(command: SwapCommand, skus: Sequence[Sku]) -> OpenQuestion:
    options = tuple(str(sku) for sku in skus)
    return OpenQuestion(slot=Slot.PRODUCT, options=options, command=command.model_dump_json(), subject=GOODS)


def _waiting(view: View) -> SwapCommand | None:
    """The swap for which goods are being shown."""
    question = view.conversation.question
    if question is None or question.subject != GOODS or question.command is None:
        return None
    waiting = resumed(question.command)
    return waiting if isinstance(waiting, SwapCommand) else None


def taken_instead(command: TakeProduct, view: View, counter: Counter) -> SwapCommand | None:
    """ "I'll take the second one" of goods shown for a swap takes it for that."""
    waiting = _waiting(view)
    found = _pointed(command.product, view, counter) if waiting is not None else None
    shown = {each.product for each in view.conversation.shown}
    if waiting is None or found is None or found[0].id not in shown:
        return None
    color, size = command.color or waiting.color, command.size or waiting.size
    instead = ProductRef(sku=str(found[1].sku))
    return waiting.model_copy(update={"instead": instead, "color": color, "size": size})


def still_for_swap(plan: Plan, view: View) -> Plan:
    """ "Cheaper ones" while goods are shown for a swap: what is shown now is for it too."""
    waiting, conversation = _waiting(view), plan.conversation
    if waiting is None or conversation.question is not None or conversation.shown == view.conversation.shown:
        return plan
    question = _which(waiting, [each.sku for each in conversation.shown])
    return replace(plan, conversation=replace(conversation, question=question))
