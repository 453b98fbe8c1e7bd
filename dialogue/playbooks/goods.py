"""Variants as lines with their titles and prices, before there is an order."""

from dialogue.conversation import BasketLine
from dialogue.counter import Counter
from dialogue.messages.base import Item, Title
from dialogue.playbooks.cards import currency_of, title_of_sku
from dialogue.playbooks.replies import product_of
from dialogue.view import View
from orders.ids import Sku
from orders.money import Money, total


def items_of(lines: tuple[BasketLine, ...], view: View, counter: Counter) -> tuple[Item, ...]:
    currency, nothing = currency_of(view, counter), Money.zero(currency_of(view, counter))
    return tuple(
        Item(
            sku=line.sku,
            title=title_at(line.sku, view, counter),
            quantity=line.quantity,
            price=counter.finder.price_of(line.sku, currency) or nothing,
        )
        for line in lines
    )


def goods_of(items: tuple[Item, ...], view: View, counter: Counter) -> Money:
    return total((item.price * item.quantity for item in items), currency_of(view, counter))


def title_at(sku: Sku, view: View, counter: Counter) -> Title:
    product = product_of(view, counter)(sku)
    return title_of_sku(product, sku) if product else Title(given=sku)
