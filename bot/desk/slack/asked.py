"""`/shop find …`, `/shop order …`, `/shop autonomy`: looks things up for staff, changes nothing."""

from html import unescape
from typing import TYPE_CHECKING, Final

from bot.desk.slack.text import clipped
from bot.desk.words import in_words
from bot.reports.autonomy import autonomy, by_stage
from dialogue import profile_store
from dialogue.inbound import MASK
from orders import service
from orders.ids import OrderId
from orders.lifecycle import headline
from orders.order import Order

if TYPE_CHECKING:
    from bot.wiring import Shop

USAGE: Final = (
    "`/shop find` name, e-mail, order or tracking number · `/shop order` number · `/shop autonomy`: how much is "
    "decided without a person"
)
FOUND: Final = 10
LONGEST: Final = 3000
"""Characters of an answer."""


class Asked:
    """Answers are mrkdwn, escaped."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop

    def answer(self, text: str) -> str:
        verb, _, rest = unescape(text).strip().partition(" ")
        rest = rest.strip()
        match verb.lower():
            case "find" if rest:
                return self._find(rest[:200])
            case "order" if rest:
                return self._order(rest[:60])
            case "autonomy":
                return self._autonomy()
            case _:
                return USAGE

    def _find(self, text: str) -> str:
        with self._shop.storage.reads() as session:
            orders = service.search_orders(session, text, limit=FOUND)
            people = profile_store.search(session, text)[:FOUND]
        lines = [f"{each.id}: {_state(each, self._shop)}, {each.address.name}, {each.total}" for each in orders]
        lines += [f"{each.name or 'Shopper'}: {_hidden(each.email)}" for each in people]
        return clipped("\n".join(lines), LONGEST) if lines else f"Nothing found for {clipped(text, 200)}."

    def _order(self, number: str) -> str:
        with self._shop.storage.reads() as session:
            order = service.any_order(session, OrderId(number))
        if order is None:
            return f"There is no order {clipped(number, 60)}."
        lines = [f"Order {order.id}: {_state(order, self._shop)}, {order.total}"]
        lines += [f"{line.quantity} x {line.title}" for line in order.lines]
        lines += [f"{each.carrier} {each.number}: {in_words(each.state.value)}" for each in order.parcels]
        lines += [f"Refund {each.amount}: {in_words(each.state.value)}" for each in order.refunds]
        return clipped("\n".join(lines), LONGEST)

    def _autonomy(self) -> str:
        with self._shop.storage.reads() as session:
            shares = (autonomy(session), *by_stage(session))
        return "\n".join(f"{each.stage}: {each.percent} of {each.decisions} without a person" for each in shares)


def _state(order: Order, shop: "Shop") -> str:
    return in_words(headline(order, shop.clock()).value)


def _hidden(email: str | None) -> str:
    """Enough to recognise who is meant, nothing to write to."""
    return f"{email[0]}{MASK}" if email else "no e-mail"
