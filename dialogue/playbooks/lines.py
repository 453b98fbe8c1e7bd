"""Orders as facts that a Message can carry: titles, lines, addresses, ways to pay, days. Not their wording."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final

from dialogue.messages.base import Brief, Item, Label, Place, Title
from dialogue.playbooks.cards import title_of_sku
from locales.formats import in_market
from matching.product import Product
from orders.gift_cards import KIND, is_code, token_of
from orders.ids import LineId, Sku
from orders.lifecycle import headline
from orders.line import Line, LineQuantity
from orders.order import Address, Order, Refund
from orders.policy import Policy

_USUAL: Final = ("card", "wallet", "paypal", "gift_card")
_AND_GIFT_CARD: Final = {
    "card": "card_and_gift_card",
    "card_any": "card_any_and_gift_card",
    "wallet": "wallet_and_gift_card",
    "paypal": "paypal_and_gift_card",
}
ProductOf = Callable[[Sku], Product | None]
METHODS: Final = {
    "gift_card": "gift_card",
    "credit_card": "card",
    "card": "card",
    "wallet": "wallet",
    "paypal": "paypal",
    "invoice": "invoice",
    "bank": "bank",
}
"""Ways to pay by what their token begins with."""


def title_of_line(line: Line, product_of: ProductOf) -> Title:
    product = product_of(line.sku)
    if product is not None:
        return title_of_sku(product, line.sku)
    options = dict(line.options)
    return Title(given=line.title, color=options.get("color"), size=options.get("size"))


def titles_of(order: Order, product_of: ProductOf, pieces: Iterable[LineQuantity] | None = None) -> tuple[Title, ...]:
    """What the pieces are called and how many they are; the order as it now reads where none are named."""
    counts = {piece.line: piece.quantity for piece in pieces or ()}
    lines = [line for line in order.lines if line.id in counts] or [line for line, _ in order.remaining] or order.lines
    left = {line.id: quantity for line, quantity in order.remaining}
    titles: dict[Sku, Title] = {}
    for line in lines:
        before = titles[line.sku].quantity if line.sku in titles else 0
        count = before + counts.get(line.id, left.get(line.id) or line.quantity)
        titles[line.sku] = title_of_line(line, product_of).model_copy(update={"quantity": count})
    return tuple(titles.values())


def title_in(order: Order, line: LineId, product_of: ProductOf) -> Title:
    """The title of a line, also of one that is changed or exchanged by now; of the first line for an unknown id."""
    return title_of_line(order.line(line) or order.lines[0], product_of)


def item_of_line(line: Line, product_of: ProductOf) -> Item:
    return Item(sku=line.sku, title=title_of_line(line, product_of), quantity=line.current, price=line.price_now)


def place_of(address: Address) -> Place:
    return Place(
        name=address.name,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postcode=address.postcode,
        country=address.country,
    )


def method_of(token: str) -> Label:
    """A way to pay by its token: "card_4242" is a card ending in 4242."""
    known = next((name for name in METHODS if token.startswith(name)), None)
    if known is None:
        return Label(kind="method", id="other")
    ending = token.rpartition("_")[2]
    if known == KIND and is_code(token.removeprefix(f"{KIND}_")):
        return Label(kind="method", id="gift_card_code", value=token.removeprefix(f"{KIND}_"))
    if METHODS[known] == "card":
        return (
            Label(kind="method", id="card", value=ending) if ending.isdigit() else Label(kind="method", id="card_any")
        )
    return Label(kind="method", id=METHODS[known])


def paid_by(order: Order) -> Label:
    """How an order is or was paid, where a gift card pays part of it too."""
    method = method_of(order.method)
    if order.gift_card is None:
        return method
    if order.rest_to_pay.is_zero():
        return method_of(token_of(order.gift_card))
    return Label(kind="method", id=_AND_GIFT_CARD.get(method.id, "other_and_gift_card"), value=method.value)


def back_to(order: Order) -> Label:
    """Where money goes that the order gives back."""
    return method_of(token_of(order.refunds_onto)) if order.refunds_onto else paid_by(order)


def way_of(refund: Refund | None, order: Order, method: str) -> Label:
    """How a refund goes back: by `method`, or where it goes back through several payments, the way it came."""
    several = refund is not None and len({part.gift_card is None for part in refund.parts}) > 1
    return paid_by(order) if several else method_of(method)


def ways_to_pay(policy: Policy) -> tuple[Label, ...]:
    """Every kind of method that the policy accepts, by its name; the usual ones first."""
    names = dict.fromkeys(name for kind, name in METHODS.items() if policy.accepts(kind))
    usual = sorted(names, key=lambda name: (*_USUAL, name).index(name))
    return tuple(Label(kind="method", id="card_any" if name == "card" else name) for name in usual)


def brief_of(order: Order, product_of: ProductOf, now: datetime) -> Brief:
    lines = [line for line, _ in order.remaining] or order.lines
    return Brief(
        order=order.id,
        title=title_of_line(lines[0], product_of),
        more=len(lines) - 1,
        state=Label(kind="headline", id=headline(order, now).value),
        placed=day_of(order.placed_at, order.market) if order.placed_at else None,
        total=order.sums.total,
    )


def day_of(moment: datetime, market: str) -> date:
    """The day where the market is."""
    return in_market(moment, market).date()
