"""From a product to a quote: what is taken, how many, where to, how it is paid. The yes itself is in `answers.py`."""

from dialogue.commands import (
    AskFee,
    Checkout,
    PressDeadButton,
    SameAgain,
)
from dialogue.conversation import BasketLine
from dialogue.counter import Counter
from dialogue.messages import checkout as said
from dialogue.plan import Decided, Plan
from dialogue.playbooks.cards import currency_of
from dialogue.playbooks.lines import title_of_line
from dialogue.playbooks.owned import order_meant
from dialogue.playbooks.quotes import at_hand, let_go_of, merged_lines, quoted
from dialogue.playbooks.replies import product_of, told
from dialogue.playbooks.taking import take_focused
from dialogue.playbooks.variants import in_stock
from dialogue.view import View
from orders.money import Money, share
from orders.states import Tier

_EXAMPLE = 100
"""Goods of the fee's example, in whole units of the currency."""


def checkout(command: Checkout, view: View, counter: Counter) -> Plan:
    """A quote for the basket, or for what was offered last and let go; else the product in focus is taken."""
    lines = at_hand(view) or let_go_of(view)
    return quoted(view, counter, lines) if lines else take_focused(view, counter)


def same_again(command: SameAgain, view: View, counter: Counter) -> Plan:
    """The goods of an earlier order as a new quote, as far as they are in stock."""
    meant = order_meant(command.order, command, view, counter, lambda order: True)
    if isinstance(meant, Plan):
        return meant
    stock, found, currency = in_stock(view, counter), product_of(view, counter), currency_of(view, counter)
    lines = meant.current_lines or meant.lines
    there = [
        line
        for line in lines
        if stock(line.sku) >= (line.current or line.quantity) and counter.finder.price_of(line.sku, currency)
    ]
    first = next((line.sku for line in lines if line not in there and found(line.sku) and not stock(line.sku)), "")
    if not there:
        return told(view, said.NoneAgain(sku=first))
    gone = tuple(title_of_line(line, found) for line in lines if line not in there)
    again = merged_lines(tuple(BasketLine(line.sku, line.current or line.quantity) for line in there))
    return quoted(view, counter, again, *((said.SomeNotAgain(titles=gone, sku=first),) if gone else ()))


def ask_fee(command: AskFee, view: View, counter: Counter) -> Plan:
    """The fee by an example in the shopper's currency; every number is the policy's."""
    currency, rate = currency_of(view, counter), counter.policy.fee_rate
    goods = Money.parse(_EXAMPLE, currency)
    shipping = counter.policy.shipping_price(Tier.LOCAL, currency) or Money.zero(currency)
    fee = share(goods + shipping, rate)
    return told(view, said.FeeTold(percent=int(rate * 100), goods=goods, shipping=shipping, fee=fee))


def press_dead_button(command: PressDeadButton, view: View, counter: Counter) -> Plan:
    return told(view, said.DeadButton(), decided=(Decided("service", "dead_button"),))
