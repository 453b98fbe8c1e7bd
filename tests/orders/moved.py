"""Refunds that wait for a person, and a person's yes with another amount."""

from orders.actions import ApproveRefund, ReportDamaged
from orders.line import LineQuantity
from orders.order import Order
from tests.orders.counter import Counter, eur


def claimed(shop: Counter, bought: int = 4, broken: int = 3, also: int = 0) -> Order:
    """So many coats came broken that a person has to look at it."""
    other = [("coat-L", also)] if also else []
    order = shop.receives(("coat-M", bought), *other)
    return shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, broken),)))


def approved(order: Order, amount: str, reason: str = "as agreed", staff: str = "kim") -> ApproveRefund:
    refund = order.refunds[-1]
    return ApproveRefund(order=order.id, refund=refund.id, staff=staff, amount=eur(amount), reason=reason)
