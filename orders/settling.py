"""Booking what an errand brought: charges, refunds, supplier answers, parcel news. Booking the same twice is once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from orders.answers import Facts, RefundDue
from orders.changes import Change, StockMove
from orders.claims import pay_for_undelivered, settle_return
from orders.errands import ErrandKind
from orders.events import (
    ChangeReverted,
    LinesUnavailable,
    PaymentCaptured,
    PaymentFailed,
    PersonNeeded,
    SupplierAccepted,
    SupplierDeclined,
    Swapped,
)
from orders.gift_cards import GiftMove, token_of
from orders.ids import ClaimId, GiftCardId, LineId, Sku, SupplierId
from orders.ledger import Account
from orders.line import Shares, slice_of, sum_shares
from orders.money import Money, total
from orders.order import Claim, Order, Parcel, Payment, RefundLine
from orders.planning import arm_promises, plan_parcels
from orders.refunds import open_refund, paid_out, refund_due, rest_due, swap_payments
from orders.sourcing import next_source
from orders.states import (
    ClaimKind,
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


def captured(change: Change, payment: Payment) -> None:
    """A charge succeeded. Money that comes after the order ended goes straight back."""
    if payment.state is PaymentState.CAPTURED:
        return
    amount = payment.amount
    change.post("authorise", payment.id, [(Account.HELD, amount), (Account.AUTHORISED, -amount)])
    _take(change, payment, [(Account.AUTHORISED, amount), (Account.HELD, -amount), (Account.PROVIDER, amount)])
    if payment.purpose is PaymentPurpose.REPLACEMENT:
        swap_payments(change, payment.id)
        return
    if payment.purpose is PaymentPurpose.ORDER:
        _take_gift(change)
    _after_capture(change, payment)


def hold_gift(change: Change, card: GiftCardId, amount: Money) -> None:
    """Put the order's part aside; it is taken when the rest is paid, else the card gets it back."""
    payment = change.new_payment(PaymentPurpose.ORDER, amount, token_of(card))
    change.put_payment(replace(payment, authorised=amount, gift_card=card))
    change.gifts.append(GiftMove(card, -amount, payment.id))
    change.post("authorise", payment.id, [(Account.GIFT_CARDS, amount), (Account.AUTHORISED, -amount)])


def paid_by_gift(change: Change) -> None:
    """The card pays for everything: there is nothing to wait for."""
    held = _gift_held(change.order)
    _take_gift(change)
    _after_capture(change, held[-1])


def _take_gift(change: Change) -> None:
    for payment in _gift_held(change.order):
        _take(change, payment, [(Account.AUTHORISED, payment.amount)])


def release_gift(change: Change) -> None:
    """The rest was not paid, so the card gets back what it held."""
    for payment in _gift_held(change.order):
        nothing = Money.zero(payment.amount.currency)
        change.put_payment(replace(payment, state=PaymentState.FAILED, authorised=nothing))
        card = payment.gift_card or GiftCardId("")
        change.gifts.append(GiftMove(card, payment.amount, f"{payment.id}/released"))
        sides = [(Account.AUTHORISED, payment.amount), (Account.GIFT_CARDS, -payment.amount)]
        change.post("release", payment.id, sides)


def _gift_held(order: Order) -> list[Payment]:
    return [payment for payment in order.payments if payment.gift_card and payment.state is PaymentState.PENDING]


def _take(change: Change, payment: Payment, sides: list[tuple[Account, Money]]) -> None:
    """Book a payment as captured, against what it pays."""
    amount = payment.amount
    paid = [(Account.SWAPPED, -amount)] if payment.replaces else _paid_for(_shares_of(change, payment))
    change.put_payment(replace(payment, state=PaymentState.CAPTURED, authorised=amount, captured=amount))
    change.post("capture", payment.id, [*sides, *paid])
    change.say(
        PaymentCaptured(
            **change.head(), payment=payment.id, purpose=payment.purpose, amount=amount, method=payment.method
        )
    )


def _paid_for(shares: Shares) -> list[tuple[Account, Money]]:
    return [
        (Account.GOODS, -shares.goods),
        (Account.SHIPPING, -shares.shipping),
        (Account.FEE, -shares.fee),
        (Account.TAX, -shares.tax),
    ]


def _shares_of(change: Change, payment: Payment) -> Shares:
    order = change.order
    if payment.purpose is PaymentPurpose.ORDER:
        whole = sum_shares((line.paid for line in order.lines), order.currency)
        before = (
            each.captured for each in order.payments if each.purpose is PaymentPurpose.ORDER and each.id != payment.id
        )
        return slice_of(whole, total(before, order.currency), payment.amount)
    new = [line for line in order.lines if line.id in payment.lines]
    brought = sum_shares((line.brought for line in new if line.brought), order.currency)
    return sum_shares((line.paid for line in new), order.currency) - brought


def _after_capture(change: Change, payment: Payment) -> None:
    order = change.order
    if order.state is OrderState.CONFIRMED:
        change.enter(OrderState.PAID)
        arm_promises(change, order.lines)
    if payment.purpose is PaymentPurpose.DIFFERENCE and payment.claim is None:
        _let_old_variant_go(change, payment)
    ended = order.state is OrderState.EXPIRED or (
        order.state is OrderState.CANCELLED and change.now >= (order.undo_until or change.now)
    )
    if ended:
        open_refund(change, rest_due(order, RefundReason.CANCELLED))
    elif change.order.state is OrderState.PAID:
        plan_parcels(change)


def _let_old_variant_go(change: Change, payment: Payment) -> None:
    """The dearer variant is paid, so the pieces kept back in case it would not be are for sale again."""
    for new in change.order.lines:
        if new.id in payment.lines and new.replaces:
            change.move_stock(StockMove.PUT_BACK, change.line(new.replaces).sku, new.quantity)


def failed(change: Change, payment: Payment, reason: str) -> None:
    """A charge was declined for good: the order is a quote again, a change or exchange is taken back."""
    if payment.state is not PaymentState.PENDING:
        return
    change.put_payment(replace(payment, state=PaymentState.FAILED))
    change.say(
        PaymentFailed(
            **change.head(),
            payment=payment.id,
            purpose=payment.purpose,
            amount=payment.amount,
            method=payment.method,
            reason=reason,
        )
    )
    if payment.purpose is PaymentPurpose.REPLACEMENT:
        return
    if payment.purpose is PaymentPurpose.DIFFERENCE:
        revert_swap(change, payment)
        return
    release_gift(change)
    if change.order.state is OrderState.CONFIRMED:
        _quote_again(change)


def _quote_again(change: Change) -> None:
    expires_at = change.now + timedelta(minutes=change.policy.windows.quote_minutes)
    for line in change.order.lines:
        change.move_stock(StockMove.PUT_BACK, line.sku, line.quantity)
        change.move_stock(StockMove.HOLD, line.sku, line.quantity)
    change.enter(OrderState.QUOTED)
    change.order = replace(change.order, placed_at=None, quote_expires_at=expires_at)
    change.timer(TimerKind.QUOTE_EXPIRY, "", expires_at)


def revert_swap(change: Change, payment: Payment) -> None:
    """The difference for a change or exchange could not be charged: everything is as before.

    Exchanged goods that are back with us already are then refunded as a return.
    """
    _say_reverted(change, _back_to_old_lines(change, payment.lines, payment.claim))
    claim = change.order.claim(payment.claim) if payment.claim else None
    if claim is None:
        plan_parcels(change)
    elif claim.state is ClaimState.RECEIVED:
        settle_return(change, replace(claim, kind=ClaimKind.RETURN))
    else:
        change.put_claim(replace(claim, state=ClaimState.CLOSED))


def take_exchange_back(change: Change, claim: Claim, paid: Payment | None) -> None:
    """The goods never came back, so the replacement never leaves; a difference that was charged goes back."""
    swaps, due = undo_exchange(change, claim, paid)
    _say_reverted(change, swaps)
    if due is not None:
        open_refund(change, due, claim.id)


def undo_exchange(change: Change, claim: Claim, paid: Payment | None) -> tuple[tuple[Swapped, ...], RefundDue | None]:
    """Everything as it was before the exchange: what is swapped back, and what of a charged difference is due back."""
    due: RefundDue | None = None
    if paid is not None and paid.state is PaymentState.CAPTURED:
        if _bank_took(change.order, claim, paid):
            _end_new_lines(change, claim)
            return (), None
        line = RefundLine(claim.lines[0].line, 0, _shares_of(change, paid))
        due = RefundDue(paid.amount, RefundReason.PRICE_DIFFERENCE, (line,))
    return _back_to_old_lines(change, claim.new_lines, claim.id), due


def difference_of(order: Order, claim: Claim) -> Payment | None:
    """What an exchange costs more, as far as it is or was to be charged."""
    return next((payment for payment in order.payments if payment.claim == claim.id), None)


def difference_back(order: Order, claim: Claim) -> Money | None:
    """What of a charged difference goes back when the exchange is undone."""
    paid = difference_of(order, claim)
    if paid is None or paid.state is not PaymentState.CAPTURED or _bank_took(order, claim, paid):
        return None
    return paid.amount


def _bank_took(order: Order, claim: Claim, paid: Payment) -> bool:
    """Whether a lost dispute left less than the difference on the new lines."""
    new_lines = [line for line in order.lines if line.id in claim.new_lines]
    left = total((line.refundable for line in new_lines), order.currency)
    return left < paid.amount and any(dispute.taken for dispute in order.disputes)


def _end_new_lines(change: Change, claim: Claim) -> None:
    """The new lines of an exchange end here, and a person looks."""
    for line in [line for line in change.order.lines if line.id in claim.new_lines]:
        change.put_line(replace(line, lost=line.quantity))
    person_needed(change, claim.id, "an exchange ended whose difference the bank had taken back")


def _back_to_old_lines(change: Change, new_lines: Sequence[LineId], claim: ClaimId | None) -> tuple[Swapped, ...]:
    """Pieces and their money return to the lines they came from; the new lines stay as a record, empty."""
    swaps: list[Swapped] = []
    for new in [line for line in change.order.lines if line.id in new_lines]:
        old = change.line(new.replaces) if new.replaces else None
        if old is None or new.brought is None:
            continue
        old = replace(old, moved=old.moved - new.brought, goodwill=old.goodwill + new.goodwill)
        if claim:
            old = replace(old, exchanged=old.exchanged - new.quantity)
        else:
            old = replace(old, changed=old.changed - new.quantity)
        change.put_line(old)
        change.move_stock(StockMove.PUT_BACK, new.sku, new.quantity)
        nothing = Shares.zero(change.order.currency)
        none_given = new.goodwill - new.goodwill
        change.put_line(replace(new, changed=new.quantity, paid=nothing, brought=nothing, goodwill=none_given))
        swaps.append(Swapped(old.id, new.id, new.quantity))
    return tuple(swaps)


def _say_reverted(change: Change, swaps: tuple[Swapped, ...]) -> None:
    if swaps:
        change.say(ChangeReverted(**change.head(), swaps=swaps))


def refund_paid(change: Change, ref: str) -> None:
    """A refund part reached the provider; the last part tells the shopper."""
    refund_id, payment = ref.split("/", 1)
    refund = next((refund for refund in change.order.refunds if refund.id == refund_id), None)
    if refund is None or refund.state is not RefundState.APPROVED:
        return
    change.matters = False
    paid_out(change, refund, payment)


def placed(change: Change, parcel: Parcel, supplier_ref: str) -> None:
    """The supplier took the order. If the parcel was called back meanwhile, the errand to cancel it is on its way."""
    change.matters = False
    if parcel.supplier_ref:
        return
    parcel = replace(parcel, supplier_ref=supplier_ref)
    change.put_parcel(parcel)
    if parcel.state is not ParcelState.WAITING:
        return
    change.put_parcel(replace(parcel, state=ParcelState.ORDERED))
    change.say(
        SupplierAccepted(
            **change.head(),
            parcel=parcel.id,
            supplier=parcel.supplier,
            lines=parcel.lines,
            promised_by=parcel.promised_by,
        )
    )
    change.errand(ErrandKind.FOLLOW_PARCEL, parcel.id)


def declined(change: Change, parcel: Parcel, offers: Mapping[Sku, Offer]) -> None:
    """The supplier will not deliver: the next one is asked, and when there is none the money goes back in full."""
    if parcel.state is not ParcelState.WAITING:
        return
    change.put_parcel(replace(parcel, state=ParcelState.CANCELLED, declined=True))
    following: SupplierId | None = None
    for piece in parcel.lines:
        line = change.line(piece.line)
        source = next_source(offers.get(line.sku), _tried(change, line.id))
        if source is not None:
            following = source.supplier
            change.put_line(replace(line, supplier=source.supplier, tier=source.tier))
    without = tuple(
        piece
        for piece in parcel.lines
        if next_source(offers.get(change.line(piece.line).sku), _tried(change, piece.line)) is None
    )
    change.say(
        SupplierDeclined(
            **change.head(), parcel=parcel.id, supplier=parcel.supplier, lines=parcel.lines, next_supplier=following
        )
    )
    if without:
        change.say(LinesUnavailable(**change.head(), lines=without))
        due = refund_due(change.order, without, RefundReason.UNAVAILABLE, change.policy, Facts(now=change.now))
        pay_for_undelivered(change, due, None)
    exchange = change.order.claim(parcel.claim) if parcel.claim and without else None
    if exchange is not None:
        change.put_claim(replace(exchange, state=ClaimState.CLOSED))
    plan_parcels(change, parcel.claim)


def _tried(change: Change, line: str) -> set[SupplierId]:
    return {
        parcel.supplier
        for parcel in change.order.parcels
        if parcel.declined and any(piece.line == line for piece in parcel.lines)
    }


def person_needed(change: Change, about: str, why: str) -> None:
    change.matters = False
    change.say(PersonNeeded(**change.head(), about=about, why=why))
