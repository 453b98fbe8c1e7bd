"""Which variant something ordered shall be swapped for: as said, asked for, or the nearest there is."""

from dataclasses import dataclass

from dialogue.commands import ChangeOrder, ExchangeItem
from dialogue.conversation import Slot
from dialogue.counter import Counter
from dialogue.messages.base import Term
from dialogue.messages.basket import AskColor, AskSize
from dialogue.messages.changes import NoOtherVariant, NoSuchVariant
from dialogue.plan import Plan
from dialogue.playbooks.cards import title_of
from dialogue.playbooks.lines import title_of_line
from dialogue.playbooks.replies import answered, asked, product_of
from dialogue.playbooks.variants import Wish, colors_of, fitting, in_stock, nearest, own_size, sizes_of
from dialogue.view import View
from matching.product import Product, Variant
from orders.line import Line
from orders.order import Order

_OFFERED = 4


@dataclass(frozen=True, slots=True)
class Target:
    product: Product
    variant: Variant


def variant_wanted(
    order: Order, line: Line, command: ChangeOrder | ExchangeItem, view: View, counter: Counter
) -> Target | Plan:
    """The variant in stock that was named; else the Plan that asks for it or offers the nearest."""
    product = product_of(view, counter)(line.sku)
    now = product.variant(line.sku) if product else None
    if product is None or now is None:
        return _none(order, line, view, counter)
    stock = in_stock(view, counter)
    if command.color is None and command.size is None:
        return _ask(product, now, command, view, counter) or _none(order, line, view, counter)
    wish = Wish(command.color or now.color, own_size(command.size, product, view, counter) or now.size)
    made = fitting(product, wish)
    there = [variant for variant in made if stock(variant.sku) > 0 or variant.sku == now.sku]
    if there:
        return Target(product, there[0])
    near = nearest(product, wish, stock, besides=now.sku)[:_OFFERED]
    if not near:
        return _none(order, line, view, counter)
    skus = tuple(str(variant.sku) for variant in near)
    titles = tuple(title_of(product, variant) for variant in near)
    message = NoSuchVariant(title=title_of(product), others=titles, skus=skus)
    return asked(view, message, Slot.PRODUCT, command, skus)


def _ask(
    product: Product, now: Variant, command: ChangeOrder | ExchangeItem, view: View, counter: Counter
) -> Plan | None:
    """Asks for the size first, in the colour it has; then for the colour; None without either."""
    stock = in_stock(view, counter)
    others = [each for each in product.variants if each.sku != now.sku and stock(each.sku) > 0]
    sizes = sizes_of([each for each in others if each.color == now.color and each.size != now.size])
    title = title_of(product)
    if sizes:
        return asked(view, AskSize(title=title, sizes=sizes), Slot.SIZE, command, sizes)
    colors = colors_of([each for each in others if each.color != now.color])
    if not colors:
        return None
    terms = tuple(Term(kind="color", id=color) for color in colors)
    return asked(view, AskColor(title=title, colors=terms), Slot.COLOR, command, colors)


def _none(order: Order, line: Line, view: View, counter: Counter) -> Plan:
    title = title_of_line(line, product_of(view, counter))
    return Plan(answered(view), view.profile, messages=(NoOtherVariant(order=order.id, title=title),))
