"""What goods and shipping cost us, what suppliers are owed for it, who bears what goes wrong, and the proof that no
shopper paid more than the cost. Pure.

There is no mark-up: a piece is sold at what it costs and shipping at its tariff, both remembered by the line at the
quote. A supplier that accepts a parcel is owed its goods and its shipping, and nothing any more once it lets go of a
parcel that was called back in time. Who bears the rest:

- the supplier, by a credit: parcels that never arrive (lost, sent back, given up after the promised day) with goods and
  shipping, and pieces that came damaged, wrong or not at all with their goods, or with what was given back for them
  where the shopper keeps them for less;
- the supplier takes goods back that were returned or exchanged, for what they cost; their journey stays paid;
- we (EXPENSE): the second journey of an exchange, and parcels already sent when we called them back;
- we, as GOODS or SHIPPING below what they cost: a price that fell after the order, the shipping of a late parcel.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from orders.changes import Change
from orders.events import Event, QuoteMade
from orders.ids import LineId
from orders.ledger import Account
from orders.line import Line
from orders.money import Money, allocate, total
from orders.order import Order, Parcel
from orders.states import ClaimKind, ParcelState, RefundReason, RefundState

QUALITY: Final = frozenset({RefundReason.DAMAGED, RefundReason.WRONG_ITEM, RefundReason.MISSING})
_LIVE: Final = (RefundState.APPROVED, RefundState.PAID_OUT)
_NEVER_CAME: Final = (ParcelState.LOST, ParcelState.RETURNED)
_UNKNOWN_TO_SUPPLIER: Final = (ParcelState.WAITING, ParcelState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Costs:
    """What an order costs us so far: what shoppers pay for at cost, and what nobody pays."""

    goods: Money
    shipping: Money
    expense: Money

    @property
    def owed(self) -> Money:
        """To suppliers, their credits taken off; below zero where they owe us."""
        return self.goods + self.shipping + self.expense


def book(change: Change) -> None:
    """Post what this change has made suppliers be owed, or no longer be owed; nothing where that is as before."""
    for parcel in change.order.parcels:
        taken = bool(parcel.supplier_ref) or parcel.state not in _UNKNOWN_TO_SUPPLIER
        if taken and parcel.goods_cost is None:
            change.put_parcel(_with_cost(change.order, parcel))
    was, now = costs_of(change.before), costs_of(change.order)
    if was != now:
        sides = [
            (Account.GOODS_COST, now.goods - was.goods),
            (Account.SHIPPING_COST, now.shipping - was.shipping),
            (Account.EXPENSE, now.expense - was.expense),
            (Account.SUPPLIER, was.owed - now.owed),
        ]
        change.post("supplier", change.order.id, sides)


def costs_of(order: Order) -> Costs:
    """By the state of the order alone, so that the ledger can be checked against it."""
    nothing = Money.zero(order.currency)
    costs = Costs(nothing - _credits(order), nothing, nothing)
    for parcel in order.parcels:
        if parcel.goods_cost is not None and parcel.shipping_cost is not None and not parcel.called_off:
            costs = _add(order, costs, parcel, parcel.goods_cost, parcel.shipping_cost)
    return costs


def _add(order: Order, costs: Costs, parcel: Parcel, goods: Money, shipping: Money) -> Costs:
    if parcel.called_off is False and parcel.state is ParcelState.CANCELLED:
        return replace(costs, expense=costs.expense + goods + shipping)
    if (parcel.answered or parcel.state in _NEVER_CAME) and parcel.lines:
        # Pieces that left the parcel meanwhile have arrived, or came back and are credited by themselves.
        return replace(costs, goods=costs.goods + goods - _goods_in(order, parcel))
    if _second_journey(order, parcel):
        return replace(costs, goods=costs.goods + goods, expense=costs.expense + shipping)
    return replace(costs, goods=costs.goods + goods, shipping=costs.shipping + shipping)


def _second_journey(order: Order, parcel: Parcel) -> bool:
    claim = order.claim(parcel.claim) if parcel.claim else None
    return claim is not None and bool(claim.new_lines)


def _goods_in(order: Order, parcel: Parcel) -> Money:
    goods = (cost_of(line) * piece.quantity for piece in parcel.lines if (line := order.line(piece.line)))
    return total(goods, order.currency)


def cost_of(line: Line) -> Money:
    """Of one piece; zero where the goods were sold by another shop, whose costs we do not know."""
    return line.cost if line.cost is not None else Money.zero(line.price.currency)


def _credits(order: Order) -> Money:
    whole = total((cost_of(line) * _credited(order, line) for line in order.lines), order.currency)
    return whole + total((_for_less(order, line) for line in order.lines if line.cost), order.currency)


def _for_less(order: Order, line: Line) -> Money:
    """What the shopper was given for faulty pieces they kept, as far as no whole piece is credited for them."""
    kept = [
        part
        for refund in order.refunds
        if refund.reason is RefundReason.KEPT_FOR_LESS and refund.state in _LIVE
        for part in refund.lines
        if part.line == line.id and part.quantity
    ]
    pieces = sum(part.quantity for part in kept)
    if not pieces:
        return Money.zero(order.currency)
    given = total((part.shares.goods for part in kept), order.currency)
    credited_alone = max(0, min(pieces, line.quantity - _credited(order, line)))
    return total(allocate(given, [1] * pieces)[:credited_alone], order.currency)


def _credited(order: Order, line: Line) -> int:
    """Pieces that the supplier took back, or that came damaged, wrong or not at all."""
    faulty = sum(
        part.quantity
        for refund in order.refunds
        if refund.reason in QUALITY and refund.state in _LIVE
        for part in refund.lines
        if part.line == line.id
    )
    exchanged = sum(
        piece.quantity
        for claim in order.claims
        if claim.kind is ClaimKind.EXCHANGE and claim.received_at is not None
        for piece in claim.lines
        if piece.line == line.id
    )
    return faulty + exchanged + line.returned


def _with_cost(order: Order, parcel: Parcel) -> Parcel:
    shipping = (
        line.journey(_sent_before(order, parcel, line.id), piece.quantity)
        for piece in parcel.lines
        if (line := order.line(piece.line))
    )
    return replace(parcel, goods_cost=_goods_in(order, parcel), shipping_cost=total(shipping, order.currency))


def _sent_before(order: Order, parcel: Parcel, line: LineId) -> int:
    """Pieces of the line whose journey another parcel has paid for."""
    return sum(
        piece.quantity
        for other in order.parcels
        if other.id != parcel.id and other.goods_cost is not None and not other.answered
        if other.state not in (*_NEVER_CAME, ParcelState.CANCELLED)
        for piece in other.lines
        if piece.line == line
    )


# ---- audit


def mark_ups(order: Order, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Where goods or shipping were charged at anything but their cost at the quote. Orders of other shops have none."""
    known = [(line, line.cost) for line in order.lines if line.cost is not None]
    for line, cost in known:
        if line.price != cost:
            yield "goods are sold at cost", f"{line.id}: {line.price} for what costs {cost}"
    if len(known) < len(order.lines):
        return
    asked = [line for line in order.lines if line.replaces is None]
    goods = total((cost * line.quantity for line, cost in known if line.replaces is None), order.currency)
    shipping = total((line.shipping_cost for line in asked if line.shipping_cost), order.currency)
    charged = total((line.paid.shipping for line in asked), order.currency)
    if charged != shipping:
        yield "shipping is sold at cost", f"{charged} for what costs {shipping}"
    for event in events:
        if isinstance(event, QuoteMade) and event.items + event.shipping != goods + shipping:
            yield "a quote asks what it costs", f"{event.items} + {event.shipping} for {goods} + {shipping}"


def unbooked_costs(order: Order, accounts: Mapping[Account, int], waiting: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Where the ledger of supplier costs is not what parcels, returns and claims say. `waiting`: parcels whose supplier
    has still to answer that they are called back."""
    costs = costs_of(order)
    for account, amount in (
        (Account.GOODS_COST, costs.goods),
        (Account.SHIPPING_COST, costs.shipping),
        (Account.EXPENSE, costs.expense),
        (Account.SUPPLIER, -costs.owed),
    ):
        if accounts[account] != amount.minor:
            yield "ledger equals supplier costs", f"{account} account {accounts[account]}, parcels say {amount}"
    for parcel in order.parcels:
        owed = parcel.goods_cost is not None and not parcel.goods_cost.is_zero()
        called = parcel.state is ParcelState.CANCELLED and parcel.called_off is None
        if owed and called and parcel.id not in waiting:
            yield "a parcel called back is let go, or borne by us", f"{parcel.id}: {parcel.goods_cost} still owed"
