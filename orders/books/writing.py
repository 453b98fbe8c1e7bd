"""Entries from what the shop knows: the other direction of `making.py`. Pure.

What the form has no word for (a reshipment, a variant changed before packing) raises CannotTell; it is never left out.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from orders.books.entries import (
    AddressEntry,
    ChangeEntry,
    ChangeKind,
    CustomerEntry,
    Entry,
    LineEntry,
    MethodEntry,
    NewGoods,
    OrderEntry,
    ParcelEntry,
    ParcelState,
    PaymentEntry,
    PiecesEntry,
    ProductEntry,
    RefundEntry,
    SumEntry,
    VariantEntry,
)
from orders.books.making import OPEN, state_of
from orders.customers import Customer
from orders.gift_cards import GiftCard
from orders.line import Line, LineQuantity
from orders.money import Money
from orders.order import Address, Claim, Order, Parcel, Payment, Refund
from orders.sourcing import first_source
from orders.states import ClaimKind, ClaimState, OrderState, PaymentPurpose, PaymentState, RefundReason, RefundState
from orders.states import ParcelState as At
from orders.stock import Offer

_CLAIMS: Final = {
    ClaimKind.RETURN: ChangeKind.RETURNED,
    ClaimKind.WITHDRAWAL: ChangeKind.WITHDRAWN,
    ClaimKind.EXCHANGE: ChangeKind.EXCHANGED,
    ClaimKind.DAMAGED: ChangeKind.DAMAGED,
    ClaimKind.WRONG_ITEM: ChangeKind.WRONG_ITEM,
    ClaimKind.MISSING: ChangeKind.MISSING,
}
_PARCELS: Final = {
    At.ORDERED: ParcelState.ORDERED,
    At.HANDED_OVER: ParcelState.SHIPPED,
    At.MOVING: ParcelState.SHIPPED,
    At.EXCEPTION: ParcelState.DELAYED,
    At.DELIVERED: ParcelState.DELIVERED,
    At.LOST: ParcelState.LOST,
    At.RETURNED: ParcelState.RETURNED_TO_SENDER,
}


class CannotTell(Exception):
    """The form has no word for what happened to this order; the message says what."""


def text_of(entry: Entry) -> str:
    """The entry as JSON, without what is not there."""
    return entry.model_dump_json(exclude_defaults=True)


def hash_of(entry: Entry) -> str:
    return hashlib.sha256(text_of(entry).encode()).hexdigest()


# ---- customers and products


def customer_entry(customer: Customer, cards: Mapping[str, GiftCard]) -> CustomerEntry:
    return CustomerEntry(
        id=customer.id,
        name=customer.name,
        email=customer.email,
        address=_address(customer.address) if customer.address else None,
        addresses=tuple(_address(address) for address in customer.addresses),
        methods=tuple(
            MethodEntry(
                token=method.token,
                kind=method.kind,
                label=method.label,
                balance=_sum_of(cards[method.token].balance) if method.token in cards else None,
            )
            for method in customer.methods
        ),
        default_method=customer.default_method,
    )


def _sum_of(amount: Money) -> SumEntry:
    return SumEntry(amount=amount.plain(), currency=amount.currency)


def _address(address: Address) -> AddressEntry:
    return AddressEntry(
        name=address.name,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postcode=address.postcode,
        country=address.country,
    )


def product_entry(offers: Sequence[Offer], description: str = "", category: str = "") -> ProductEntry:
    """One product from the offers of its variants."""
    return ProductEntry(
        id=offers[0].product,
        title=offers[0].title,
        description=description,
        category=category,
        variants=tuple(_variant(offer, offers[0].title) for offer in offers),
    )


def _variant(offer: Offer, title: str) -> VariantEntry:
    source = first_source(offer)
    return VariantEntry(
        sku=offer.sku,
        title="" if offer.title == title else offer.title,
        options=dict(offer.options),
        prices={price.currency: price.plain() for price in offer.prices},
        stock=offer.stock,
        supplier=source.supplier,
        tier=source.tier.value,
        returnable=offer.returnable,
        shipping=_sum_of(offer.shipping) if offer.shipping else None,
        markets=offer.markets,
    )


# ---- orders


def order_entry(order: Order) -> OrderEntry:
    """The order as it stands. Raises CannotTell."""
    sold = [line for line in order.lines if line.replaces is None]
    if any(line.changed for line in order.lines if line.replaces is None):
        raise CannotTell("a variant was changed before packing")
    numbers: dict[str, int] = {line.id: number for number, line in enumerate(sold, start=1)}
    paid = [p for p in order.payments if p.purpose is PaymentPurpose.ORDER and p.state is not PaymentState.FAILED]
    if order.refunds_onto is not None:
        raise CannotTell("its refunds go onto a gift card")
    is_open = state_of(order) in OPEN
    if not is_open and any(payment.state is not PaymentState.CAPTURED for payment in order.payments):
        raise CannotTell("a charge is under way or was declined")
    sums = [line.paid for line in sold]
    currency = order.currency
    return OrderEntry(
        id=order.id,
        customer=order.shopper,
        placed_at=order.placed_at or order.created_at,
        state=state_of(order),
        currency=currency,
        address=_address(order.address),
        email=order.email,
        method=order.method if not paid or order.method != paid[0].method else "",
        lines=tuple(_line(line) for line in sold),
        shipping=_sum([part.shipping.minor for part in sums], currency),
        fee=_sum([part.fee.minor for part in sums], currency),
        tax=_sum([part.tax.minor for part in sums], currency),
        payments=() if is_open else tuple(_payment(payment) for payment in paid),
        parcels=tuple(_parcel(parcel, numbers) for parcel in _told_parcels(order)),
        changes=() if is_open else tuple(sorted(_changes(order, numbers), key=lambda change: change.at)),
    )


def _sum(minors: Sequence[int], currency: str) -> str:
    return Money(sum(minors), currency).plain() if sum(minors) else "0"


def _line(line: Line) -> LineEntry:
    return LineEntry(
        sku=line.sku,
        quantity=line.quantity,
        price=line.price.plain(),
        title=line.title,
        options=dict(line.options),
        promised_by=line.promised_by,
    )


def _payment(payment: Payment) -> PaymentEntry:
    return PaymentEntry(
        method=payment.method,
        amount=payment.amount.plain(),
        paid_at=payment.created_at,
        reference=payment.reference if payment.reference != payment.id else "",
    )


def _told_parcels(order: Order) -> list[Parcel]:
    """Those that were ordered or sent; replacements belong to their exchange."""
    return [p for p in order.parcels if p.state in _PARCELS and p.lines and _exchange(order, p) is None]


def _exchange(order: Order, parcel: Parcel) -> Claim | None:
    claim = order.claim(parcel.claim) if parcel.claim else None
    return claim if claim is not None and claim.kind is ClaimKind.EXCHANGE else None


def _parcel(parcel: Parcel, numbers: Mapping[str, int]) -> ParcelEntry:
    return ParcelEntry(
        lines=_pieces(parcel.lines, numbers),
        state=_PARCELS[parcel.state],
        carrier=parcel.carrier,
        number=parcel.number,
        shipped_at=parcel.handed_over_at,
        ended_at=parcel.delivered_at or parcel.lost_at,
        eta=parcel.eta,
    )


def _pieces(pieces: Sequence[LineQuantity], numbers: Mapping[str, int]) -> tuple[PiecesEntry, ...]:
    if any(piece.line not in numbers for piece in pieces):
        raise CannotTell("exchanged goods were changed, claimed or sent once more")
    return tuple(PiecesEntry(line=numbers[piece.line], quantity=piece.quantity) for piece in pieces)


def _changes(order: Order, numbers: Mapping[str, int]) -> list[ChangeEntry]:
    found = [_of_claim(order, claim, numbers) for claim in order.claims]
    if order.state is OrderState.CANCELLED and order.undo_until is not None:
        refunds = [refund for refund in order.refunds if refund.reason is RefundReason.CANCELLED]
        at = order.cancelled_at or order.created_at
        kind = ChangeKind.CANCELLED
        found.append(ChangeEntry(kind=kind, at=at, reason=order.cancel_reason, refund=_refund(refunds)))
    for refund in order.refunds:
        if refund.reason is RefundReason.LINE_CANCELLED:
            pieces = [LineQuantity(part.line, part.quantity) for part in refund.lines if part.quantity]
            found.append(
                ChangeEntry(
                    kind=ChangeKind.LINE_CANCELLED,
                    at=refund.asked_at,
                    lines=_pieces(pieces, numbers),
                    refund=_refund([refund]),
                )
            )
        elif refund.reason is RefundReason.GOODWILL:
            found.append(ChangeEntry(kind=ChangeKind.GOODWILL, at=refund.asked_at, refund=_refund([refund])))
        elif refund.claim is None and refund.reason is not RefundReason.CANCELLED:
            raise CannotTell(f"the refund {refund.id} was given by itself ({refund.reason})")
    return found


def _of_claim(order: Order, claim: Claim, numbers: Mapping[str, int]) -> ChangeEntry:
    refunds = [refund for refund in order.refunds if refund.claim == claim.id]
    if any(refund.reason is RefundReason.KEPT_FOR_LESS for refund in refunds):
        raise CannotTell(f"the goods of {claim.id} were kept for a lower price")
    if claim.kind is ClaimKind.LOST:
        return _never_came(order, claim, refunds)
    if claim.state is ClaimState.CLOSED:
        raise CannotTell(f"the {claim.kind} {claim.id} was given up")
    own_label = claim.return_number != f"RET-{claim.id}"
    return ChangeEntry(
        kind=_CLAIMS[claim.kind],
        at=claim.opened_at,
        lines=_pieces(claim.lines, numbers),
        reason=claim.reason,
        carrier=claim.return_carrier if own_label else "",
        number=claim.return_number if own_label else "",
        received_at=claim.received_at if claim.return_number else None,
        refund=_refund(refunds),
        new=_new_goods(order, claim) if claim.kind is ClaimKind.EXCHANGE else None,
    )


def _never_came(order: Order, claim: Claim, refunds: Sequence[Refund]) -> ChangeEntry:
    told = _told_parcels(order)
    at = next((at for at, parcel in enumerate(told, start=1) if parcel.lines == claim.lines), None)
    if at is None or not refunds:
        raise CannotTell("goods were sent once more, or were refunded in part of a parcel")
    return ChangeEntry(kind=ChangeKind.NEVER_CAME, at=claim.opened_at, parcel=at, refund=_refund(refunds))


def _refund(refunds: Sequence[Refund]) -> RefundEntry | None:
    if not refunds:
        return None
    refund = refunds[0]
    if len(refunds) > 1 or refund.state in (RefundState.ASKED, RefundState.DECLINED):
        raise CannotTell(f"the refund {refund.id} waits for a person or was declined")
    return RefundEntry(amount=refund.amount.plain(), paid_at=refund.paid_out_at)


def _new_goods(order: Order, claim: Claim) -> NewGoods:
    lines = [line for line in order.lines if line.id in claim.new_lines]
    parcel = next((p for p in order.parcels if p.claim == claim.id and p.state is not At.CANCELLED), None)
    if len(lines) != 1 or len(claim.lines) != 1:
        raise CannotTell(f"the exchange {claim.id} was of several lines at once")
    charge = next((payment for payment in order.payments if payment.claim == claim.id), None)
    return NewGoods(
        sku=lines[0].sku,
        price=lines[0].price.plain(),
        shipped_at=parcel.handed_over_at if parcel else None,
        delivered_at=parcel.delivered_at if parcel else None,
        carrier=parcel.carrier if parcel else "",
        number=parcel.number if parcel else "",
        payment=_payment(charge) if charge else None,
    )
