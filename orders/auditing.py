"""The invariants of money and goods, checked on any order with its books. Pure; `service.audit` brings the rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from orders.costs import mark_ups, unbooked_costs
from orders.dispute_audit import disputes_of
from orders.errands import ErrandKind, key_of
from orders.events import Event
from orders.gift_cards import GiftCard
from orders.giving_audit import gifts_of
from orders.ids import OrderId, Sku
from orders.ledger import Account, Posting
from orders.line import Shares, sum_shares
from orders.money import Money, share, total
from orders.order import Order
from orders.pieces import undelivered, waits_for_return
from orders.states import (
    ClaimState,
    OrderState,
    ParcelState,
    PaymentPurpose,
    PaymentState,
    RefundReason,
    RefundState,
)
from orders.stock import Offer
from orders.timers import TimerKind

Finding = Iterator[tuple[str, str]]

_LIVE = (RefundState.APPROVED, RefundState.PAID_OUT)
_NOT_IN_A_PARCEL = (ParcelState.CANCELLED, ParcelState.DELIVERED)


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold: which, where, and what was found."""

    invariant: str
    order: OrderId | None
    found: str


@dataclass(frozen=True, slots=True)
class Books:
    """What is written beside an order."""

    postings: Sequence[Posting] = ()
    events: Sequence[Event] = ()
    timers: frozenset[TimerKind] = frozenset()
    """Kinds that have still to fire."""
    errands: frozenset[str] = frozenset()
    """Keys of errands that have still to be done."""


def breaches_of(order: Order, books: Books) -> tuple[Breach, ...]:
    """Everything that must hold for one order."""
    found = (
        *_ledger(order, books.postings),
        *_payments(order),
        *_refunds(order),
        *_lines(order),
        *_parcels(order),
        *_conservation(order, books.postings),
        *_totals(order),
        *mark_ups(order, books.events),
        *_costs(order, books),
        *disputes_of(order, _accounts(books.postings)),
        *gifts_of(order),
        *_events(order, books.events),
        *_work_left(order, books),
    )
    return tuple(Breach(invariant, order.id, what) for invariant, what in found)


def breaches_of_stock(offers: Mapping[Sku, Offer], held: Mapping[Sku, int]) -> tuple[Breach, ...]:
    """Stock is never negative, and exactly what open quotes hold is reserved."""
    found = [
        Breach("no negative stock", None, f"{offer.sku}: {offer.stock} on hand, {offer.reserved} reserved")
        for offer in offers.values()
        if offer.stock < 0 or offer.reserved < 0
    ]
    for sku, offer in offers.items():
        if offer.reserved != held.get(sku, 0):
            what = f"{sku}: {offer.reserved} reserved, open quotes hold {held.get(sku, 0)}"
            found.append(Breach("reserved is what open quotes hold", None, what))
    return tuple(found)


def breaches_of_cards(
    cards: Iterable[tuple[GiftCard, int]], moved: Mapping[str, int], paid: Mapping[str, int]
) -> tuple[Breach, ...]:
    """A card holds the sum of its moves, and what moved for an order is what the order's ledger says.

    `moved` is in minor units, onto cards; `paid` is each order's gift-card account.
    """
    found = [
        Breach("a gift card holds the sum of its moves", None, f"{card.id}: {card.balance}, moves sum to {minor}")
        for card, minor in cards
        if card.balance.minor != minor or minor < 0
    ]
    for order in {*moved, *paid}:
        if -moved.get(order, 0) != paid.get(order, 0):
            what = f"cards moved by {moved.get(order, 0)}, the ledger says {paid.get(order, 0)}"
            found.append(Breach("gift cards equal the ledger", OrderId(order), what))
    return tuple(found)


def _ledger(order: Order, postings: Sequence[Posting]) -> Finding:
    entries: dict[tuple[int, str], int] = defaultdict(int)
    for posting in postings:
        entries[posting.entry, posting.amount.currency] += posting.amount.minor
    for (entry, _), minor in entries.items():
        if minor:
            yield "ledger entries sum to zero", f"entry {entry} sums to {minor}"
    accounts = _accounts(postings)
    for account, by_card in ((Account.PROVIDER, False), (Account.GIFT_CARDS, True)):
        held = _brought_in(order, by_card)
        if accounts[account] != held.minor:
            yield "ledger equals payments", f"{account} account {accounts[account]}, payments say {held.minor}"
    owed = order.refunded - order.paid_back_parts
    if -accounts[Account.OWED] != owed.minor:
        yield "ledger equals refunds", f"owed account {accounts[Account.OWED]}, refunds say {owed.minor}"
    on_cards = total((payment.authorised - payment.captured for payment in order.payments), order.currency)
    if accounts[Account.SWAPPED]:
        yield "what was paid anew was given back", f"{accounts[Account.SWAPPED]} on the account"
    if accounts[Account.HELD] or -accounts[Account.AUTHORISED] != on_cards.minor:
        yield "nothing stays authorised", f"{accounts[Account.HELD]} held, {accounts[Account.AUTHORISED]} on cards"


def _brought_in(order: Order, by_card: bool) -> Money:
    """What came from gift cards, or from everything else, less what went back there."""
    came = (p.authorised if by_card else p.captured for p in order.payments if (p.gift_card is not None) is by_card)
    went = (
        part.amount
        for refund in order.refunds
        for part in refund.parts
        if part.done and (part.gift_card is not None) is by_card
    )
    return total(came, order.currency) - total(went, order.currency)


def _accounts(postings: Sequence[Posting]) -> dict[Account, int]:
    accounts: dict[Account, int] = defaultdict(int)
    for posting in postings:
        accounts[posting.account] += posting.amount.minor
    return accounts


def _payments(order: Order) -> Finding:
    for payment in order.payments:
        if not 0 <= payment.refunded.minor <= payment.captured.minor <= payment.authorised.minor:
            yield "refunded <= captured <= authorised", f"{payment.id}: {payment}"
        if payment.authorised > payment.amount:
            yield "authorised <= asked", f"{payment.id}: {payment}"
        through = [part.amount for r in order.refunds for part in r.parts if part.payment == payment.id]
        if total(through, order.currency) != payment.refunded:
            yield "a payment knows what went back through it", f"{payment.id}: {payment.refunded}"
    if order.refunded > order.captured:
        yield "refunded <= captured", f"{order.refunded} of {order.captured}"
    paid = [p for p in order.payments if p.state is PaymentState.CAPTURED and p.purpose is PaymentPurpose.ORDER]
    # Another shop may have split a payment over cards as it liked.
    ours = [payment for payment in paid if not payment.reference]
    if len(ours) != len({payment.gift_card is None for payment in ours}):
        yield "an order is charged once", ", ".join(payment.id for payment in ours)
    if any(p.gift_card and p.state is PaymentState.PENDING for p in order.payments) and not any(
        p.gift_card is None and p.state is PaymentState.PENDING for p in order.payments
    ):
        yield "a gift card holds only while the rest is paid", order.id
    if order.state in (OrderState.PAID, OrderState.CLOSED) and not paid:
        yield "a paid order was paid", "no captured payment"


def _refunds(order: Order) -> Finding:
    for refund in order.refunds:
        parts = total((part.amount for part in refund.parts), order.currency)
        lines = total((part.shares.total for part in refund.lines), order.currency)
        if refund.state in _LIVE and parts != refund.amount:
            yield "a refund's parts sum to it", f"{refund.id}: {parts} of {refund.amount}"
        whole = refund.reason is RefundReason.METHOD_CHANGED
        if (lines != refund.amount and not whole) or refund.amount.minor < 0:
            yield "a refund's lines sum to it", f"{refund.id}: {lines} of {refund.amount}"
        if (refund.state is RefundState.PAID_OUT) != (refund.state in _LIVE and all(p.done for p in refund.parts)):
            yield "paid out is when every part is", f"{refund.id} is {refund.state}"


def _lines(order: Order) -> Finding:
    for line in order.lines:
        counts = (
            line.cancelled, line.changed, line.delivered, line.lost, line.claimed, line.returning, line.returned,
            line.exchanged,
        )  # fmt: skip
        given = line.claimed + line.returned + line.exchanged
        if min(counts) < 0 or line.settled > line.quantity or line.open_quantity < 0 or given > line.delivered:
            yield "no negative or surplus pieces", f"{line.id}: {counts} of {line.quantity}"
        shares = (line.refunded, line.moved, line.paid)
        if any(part.minor < 0 for s in shares for part in (s.goods, s.shipping, s.fee, s.tax)):
            yield "no negative share", f"{line.id}: {shares}"
        if line.refundable.minor < 0:
            yield "refunded <= paid per line", f"{line.id}: {line.refundable}"


def _parcels(order: Order) -> Finding:
    for line in order.lines:
        coming = sum(
            piece.quantity
            for parcel in order.parcels
            if parcel.state not in _NOT_IN_A_PARCEL and not parcel.answered
            for piece in parcel.lines
            if piece.line == line.id
        )
        if coming > line.open_quantity:
            yield "no piece is sent twice", f"{line.id}: {coming} on their way, {line.open_quantity} owed"


def _conservation(order: Order, postings: Sequence[Posting]) -> Finding:
    """What the lines hold is what was captured, part by part, once no payment is under way."""
    if order.captured.minor == 0 or any(payment.state is PaymentState.PENDING for payment in order.payments):
        return
    lines = sum_shares((line.paid - line.moved for line in order.lines), order.currency)
    given, waiting = _differences(order), _differences_waiting(order)
    swapped = (refund.amount for refund in order.refunds if refund.reason is RefundReason.METHOD_CHANGED)
    anew = total(swapped, order.currency)
    if lines.total + given.total + waiting.total + anew != order.captured:
        yield "lines hold what was captured", f"{lines.total}, {given.total}, {waiting.total} of {order.captured}"
    kept = lines + waiting - sum_shares((line.refunded for line in order.lines), order.currency)
    accounts = _accounts(postings)
    for account, part in (
        (Account.GOODS, kept.goods),
        (Account.SHIPPING, kept.shipping),
        (Account.FEE, kept.fee),
        (Account.TAX, kept.tax),
    ):
        if -accounts[account] != part.minor:
            yield "ledger equals lines", f"{account} account {accounts[account]}, lines say {part.minor}"


def _costs(order: Order, books: Books) -> Finding:
    called = (p for p in order.parcels if key_of(ErrandKind.CANCEL_WITH_SUPPLIER, p.id) in books.errands)
    return unbooked_costs(order, _accounts(books.postings), frozenset(parcel.id for parcel in called))


def _differences(order: Order) -> Shares:
    """What went back because the goods cost less than was captured for them."""
    return sum_shares(
        (
            part.shares
            for refund in order.refunds
            if refund.state in _LIVE
            for part in refund.lines
            if refund.reason is RefundReason.PRICE_DIFFERENCE or part.lowers
        ),
        order.currency,
    )


def _differences_waiting(order: Order) -> Shares:
    """What cheaper exchanged goods will give back once the old ones have come, or a person or a bank has decided."""
    waiting: list[Shares] = []
    for claim in order.claims:
        new = [line for line in order.lines if claim.state is ClaimState.OPEN and line.id in claim.new_lines]
        paid = sum_shares((line.paid for line in new), order.currency)
        back = sum_shares((line.brought for line in new if line.brought is not None), order.currency) - paid
        waiting += [back] if back.total.minor > 0 else []
    waiting += [
        part.shares
        for refund in order.refunds
        if refund.reason is RefundReason.PRICE_DIFFERENCE and refund.state is RefundState.ASKED
        for part in refund.lines
    ]
    return sum_shares(waiting, order.currency)


def _totals(order: Order) -> Finding:
    plain: Money = order.items + order.shipping + order.fee + order.tax
    lines = total((line.paid.total - line.moved.total for line in order.lines), order.currency)
    if order.total != plain or lines != plain:
        yield "total = items + shipping + fee + tax", f"{order.total}, lines sum to {lines}"
    fee = share(order.items + order.shipping, order.terms.fee_rate)
    if order.fee != fee:
        yield "fee = its rate of items + shipping", f"{order.fee}, by the rate {fee}"
    if any(payment.amount.minor <= 0 for payment in order.payments):
        yield "a charge is above zero", f"{[str(payment.amount) for payment in order.payments]}"


def _events(order: Order, events: Sequence[Event]) -> Finding:
    if [event.seq for event in events] != list(range(1, order.event_count + 1)):
        yield "events are complete", f"{len(events)} of {order.event_count}"


def _work_left(order: Order, books: Books) -> Finding:
    """Whatever is owed has an errand or a timer that will see to it: no end with money kept and goods missing."""
    for payment in order.payments:
        waiting = key_of(ErrandKind.CHARGE, payment.id) in books.errands or payment.gift_card is not None
        if payment.state is PaymentState.PENDING and not waiting:
            yield "a charge under way has its errand", payment.id
        if payment.reference and key_of(ErrandKind.CHARGE, payment.id) in books.errands:
            yield "what another shop has charged is never charged again", payment.id
    for refund in order.refunds:
        for part in refund.parts:
            waiting = key_of(ErrandKind.PAY_OUT_REFUND, f"{refund.id}/{part.payment}") in books.errands
            if refund.state is RefundState.APPROVED and not part.done and (part.gift_card or not waiting):
                yield "a refund on its way has its errand", refund.id
    if order.state is OrderState.QUOTED and TimerKind.QUOTE_EXPIRY not in books.timers:
        yield "a quote expires", order.id
    yield from _owed(order, books)


def _owed(order: Order, books: Books) -> Finding:
    ended = order.state in (OrderState.CANCELLED, OrderState.EXPIRED)
    charging = any(payment.state is PaymentState.PENDING for payment in order.payments)
    asked = any(refund.state is RefundState.ASKED for refund in order.refunds)
    waits = charging or asked or TimerKind.UNDO_OVER in books.timers
    if ended and order.refundable.minor > 0 and not waits:
        yield "an ended order keeps no money", f"{order.refundable} kept"
    for claim in order.claims:
        if claim.state is ClaimState.OPEN and claim.return_number and TimerKind.RETURN_DUE not in books.timers:
            yield "an announced return ends", claim.id
    if order.state not in (OrderState.PAID, OrderState.CLOSED):
        return
    guarded = books.timers & {TimerKind.PROMISE, TimerKind.LOST}
    missing = [piece for piece in undelivered(order) if not _waiting(order, piece.line)]
    if missing and not guarded:
        yield "goods that were paid come or are refunded", f"{missing} without a timer"
    refunded = all(line.lost + line.cancelled + line.changed == line.quantity for line in order.lines)
    if order.state is OrderState.CLOSED and refunded and order.refundable.minor > 0:
        yield "an order of which nothing came keeps no money", f"{order.refundable} kept"


def _waiting(order: Order, line: str) -> bool:
    return any(each.id == line and waits_for_return(order, each) for each in order.lines)


@dataclass(slots=True)
class Held:
    """Counts what open quotes hold while orders go by."""

    pieces: dict[Sku, int] = field(default_factory=dict)

    def see(self, order: Order) -> None:
        if order.state is OrderState.QUOTED:
            for line in order.lines:
                self.pieces[line.sku] = self.pieces.get(line.sku, 0) + line.quantity
