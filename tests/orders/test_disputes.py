"""Disputes: answered with the evidence, won or lost with the money once; meanwhile nothing is refunded by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders import service
from orders.actions import (
    AnswerDispute,
    ApproveRefund,
    CancelOrder,
    ChangePayment,
    Consent,
    DeclineRefund,
    DisputeNews,
    ExchangeLines,
    Goodwill,
    KeepForLess,
    ParcelNews,
    ReportDamaged,
    Swap,
)
from orders.answers import Refusal
from orders.evidence import EvidencePack
from orders.ids import OrderId, Sku
from orders.ledger import Account
from orders.line import LineQuantity
from orders.order import Order
from orders.states import ClaimKind, DisputeState, RefundReason, RefundState
from tests.orders.counter import Counter, eur
from tests.orders.test_auditing import books_of, found


def hears(shop: Counter, order: Order, news: DisputeNews, amount: str = "", reference: str = "dp_1") -> Order | str:
    """The order after the provider's news, or why it was refused."""
    with shop.writes() as session:
        answer = service.report_dispute(
            session,
            order.id,
            order.payments[0].id if order.payments else "none",
            news,
            shop.now,
            reference=reference,
            amount=eur(amount) if amount else None,
            reason="product_not_received",
        )
    return answer.reason.value if isinstance(answer, Refusal) else answer.order


def disputed(shop: Counter, order: Order, amount: str = "") -> Order:
    after = hears(shop, order, DisputeNews.OPENED, amount)
    assert isinstance(after, Order), after
    shop.now += timedelta(minutes=1)
    return after


def lost(shop: Counter, order: Order) -> Order:
    after = hears(shop, order, DisputeNews.LOST)
    assert isinstance(after, Order), after
    return after


def account(shop: Counter, order: Order, name: Account) -> str:
    with shop.open() as session:
        minor = sum(p.amount.minor for p in service.postings(session, order.id) if p.account is name)
    return (eur("0.01") * minor).plain()


def pack(shop: Counter, order: Order) -> EvidencePack:
    with shop.open() as session:
        told = service.evidence(session, order.id, shop.now)
    assert told is not None
    return told


def test_a_dispute_is_opened_once_and_put_before_a_person(shop: Counter) -> None:
    order = disputed(shop, shop.receives())
    hears(shop, order, DisputeNews.OPENED)
    assert [(each.state, each.amount) for each in shop.order(order).disputes] == [(DisputeState.OPEN, eur("49.39"))]
    assert shop.told(order)[-2:] == ["DisputeOpened", "PersonNeeded"]


def test_it_is_answered_by_a_named_person_once(shop: Counter) -> None:
    order = disputed(shop, shop.receives())
    answer = AnswerDispute(order=order.id, dispute=order.disputes[0].id, staff="alex")
    told = shop.done(answer).disputes[0]
    assert (told.state, told.by_person, told.answered_at) == (DisputeState.ANSWERED, "alex", shop.now)
    assert shop.refuses(answer) == "already_decided"
    assert shop.refuses(replace(answer, dispute="none")) == "unknown_dispute"


def test_a_lost_dispute_takes_the_money_once_and_we_bear_it(shop: Counter) -> None:
    order = lost(shop, disputed(shop, shop.receives()))
    hears(shop, order, DisputeNews.LOST)
    order = shop.order(order)
    assert (order.disputes[0].taken, order.refundable) == (eur("49.39"), eur("0.00"))
    assert (account(shop, order, Account.DISPUTED), account(shop, order, Account.PROVIDER)) == ("49.39", "0.00")
    assert shop.breaches() == ()


def test_what_a_lost_dispute_took_is_never_refunded_as_well(shop: Counter) -> None:
    order = lost(shop, disputed(shop, shop.receives(("coat-M", 2))))
    shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 2),)))
    shop.days(5)
    refunds = [refund for refund in shop.order(order).refunds if refund.reason is not RefundReason.DISPUTED]
    assert [refund.amount for refund in refunds] == [eur("0.00")]
    assert shop.breaches() == ()


def test_a_dispute_about_a_part_leaves_the_rest(shop: Counter) -> None:
    order = lost(shop, disputed(shop, shop.receives(("coat-M", 2)), "20.00"))
    assert order.refundable == eur("73.39")
    shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 2),)))
    assert shop.order(order).refunded == eur("93.39")
    assert shop.breaches() == ()


def test_a_dispute_after_a_refund_takes_only_what_is_left_and_tells_a_person(shop: Counter) -> None:
    order = shop.receives(("coat-M", 2))
    shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))
    shop.works()
    order = lost(shop, disputed(shop, shop.order(order)))
    assert (order.disputes[0].taken, order.refunded) == (order.captured - order.refunds[0].amount, order.captured)
    assert shop.told(order)[-1] == "PersonNeeded"
    assert shop.breaches() == ()


def test_while_it_runs_a_refund_waits_for_a_person_and_follows_when_it_is_won(shop: Counter) -> None:
    order = disputed(shop, shop.receives())
    shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))
    waiting = shop.order(order).refunds[0]
    assert (waiting.state, waiting.why_person) == (RefundState.ASKED, "dispute")
    hears(shop, order, DisputeNews.WON)
    assert shop.order(order).refunds[0].state is RefundState.APPROVED
    shop.works()
    assert shop.breaches() == ()


def test_a_person_may_approve_it_all_the_same(shop: Counter) -> None:
    order = disputed(shop, shop.receives())
    shop.done(ReportDamaged(**shop.on(order), lines=(LineQuantity(order.lines[0].id, 1),)))
    shop.done(ApproveRefund(order=order.id, refund=shop.order(order).refunds[0].id, staff="alex"))
    assert lost(shop, order).disputes[0].taken == eur("0.00")
    assert shop.breaches() == ()


def test_a_guarantee_that_falls_due_waits_for_the_end_of_the_dispute(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.hears(order, ParcelNews.DELAYED)
    order = disputed(shop, order)
    shop.days(8)
    assert "GuaranteePaid" not in shop.told(order)
    assert (
        shop.refuses(DeclineRefund(order=order.id, refund=shop.order(order).refunds[0].id, staff="alex", reason="no"))
        == "still_owed"
    )
    hears(shop, order, DisputeNews.WON)
    shop.works()
    assert shop.headline(order) == "refunded"
    assert shop.breaches() == ()


def test_a_cancelled_order_in_dispute_gives_its_money_back_one_way_only(shop: Counter) -> None:
    order = disputed(shop, shop.buys(("coat-M", 1)))
    shop.done(CancelOrder(**shop.on(order)))
    shop.days(1)
    assert shop.breaches() == ()
    lost(shop, order)
    shop.days(1)
    assert [refund.amount for refund in shop.order(order).refunds] == [eur("0.00"), eur("49.39")]
    assert shop.breaches() == ()


def test_a_payment_in_dispute_is_not_given_back_for_another(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.done(ChangePayment(**shop.on(order), method="wallet_1"))
    order = disputed(shop, shop.order(order))
    shop.works()
    after = shop.order(order)
    assert (after.method, [payment.refunded for payment in after.payments]) == (
        "card_4242",
        [eur("0.00"), eur("49.39")],
    )
    assert shop.breaches() == ()


@pytest.mark.parametrize(
    ("news", "amount", "reason"),
    [
        (DisputeNews.OPENED, "50.00", "amount_too_large"),
        (DisputeNews.OPENED, "-1.00", "bad_quantity"),
        (DisputeNews.LOST, "", "unknown_dispute"),
    ],
)
def test_what_no_dispute_can_be_is_refused_and_changes_nothing(
    shop: Counter, news: DisputeNews, amount: str, reason: str
) -> None:
    order = shop.buys(("coat-M", 1))
    assert hears(shop, order, news, amount) == reason
    assert shop.order(order) == order


def test_nothing_was_charged_for_a_quote_so_nothing_is_disputed(shop: Counter) -> None:
    assert hears(shop, shop.quotes(("coat-M", 1)), DisputeNews.OPENED) == "unknown_dispute"


def test_the_evidence_holds_the_yes_the_proof_of_delivery_and_every_event(shop: Counter) -> None:
    order = disputed(shop, shop.receives(("coat-M", 2)))
    told = pack(shop, order)
    assert told.agreement is not None
    assert (told.agreement.consent, told.agreement.quote_hash) == (Consent.LABELLED_BUTTON, order.quote_hash)
    assert told.agreement.at == order.placed_at
    assert told.deliveries[0].delivered_at is not None and len(told.deliveries[0].recorded_as) == 2
    assert [entry.number for entry in told.log] == list(range(1, order.event_count + 1))
    assert ("consent", "labelled button") in told.log[1].facts
    assert (told.disputes[0].reason, told.payments[0].captured) == ("product_not_received", eur("93.39"))


def test_there_is_no_evidence_of_an_order_that_does_not_exist(shop: Counter) -> None:
    with shop.open() as session:
        assert service.evidence(session, OrderId("SK-NOBODY"), shop.now) is None


def test_the_audit_names_money_taken_twice_and_refunds_given_meanwhile(shop: Counter) -> None:
    order = lost(shop, disputed(shop, shop.receives()))
    books = books_of(shop, order)
    doubled = replace(order, disputes=order.disputes * 2)
    assert {"a lost dispute takes its money once", "ledger equals disputes"} <= found(doubled, books)
    assert "refunded + disputed away <= captured" in found(doubled, books)
    running = replace(order.disputes[0], state=DisputeState.OPEN, ended_at=None)
    given = replace(order.refunds[0], reason=RefundReason.DAMAGED)
    spoilt = replace(order, disputes=(running,), refunds=(given,))
    names = found(spoilt, books)
    assert {"only a lost dispute takes money", "no refund of a disputed payment by itself"} <= names


def test_what_waits_for_a_lost_dispute_gives_back_no_more_than_the_payments_hold(shop: Counter) -> None:
    """A dearer exchange counts on its line before its charge has been heard of."""
    order = disputed(shop, shop.receives(("coat-S", 3), ("rug-big", 1)))
    coat, rug = order.lines
    kept = (LineQuantity(rug.id, 1),)
    order = shop.done(KeepForLess(**shop.on(order), lines=kept, kind=ClaimKind.DAMAGED))
    order = shop.done(ExchangeLines(**shop.on(order), swaps=(Swap(coat.id, 1, Sku("coat-M")),)))
    after = lost(shop, order)
    assert after.refunded == after.captured
    assert [refund.state for refund in after.refunds] == [RefundState.PAID_OUT] * 2


def test_a_declined_difference_after_a_lost_dispute_leaves_no_line_below_zero(shop: Counter) -> None:
    """What the bank took is borne by what was paid, not by what an exchange was still to bring in."""
    order = disputed(shop, shop.receives(("coat-S", 3), ("rug-big", 1)))
    coat = order.lines[0]
    order = shop.done(ExchangeLines(**shop.on(order), swaps=(Swap(coat.id, 3, Sku("coat-XL")),)))
    after = lost(shop, order)
    assert after.refunded == after.captured
    shop.cards_are_declined()
    shop.works()
    assert [line.refundable.minor for line in shop.order(order).lines] == [0, 0, 0]


@pytest.mark.parametrize("declined", [False, True])
def test_what_the_bank_took_while_a_difference_was_charged_is_booked_to_the_cent_once_that_is_settled(
    shop: Counter, declined: bool
) -> None:
    """One swap is dearer and one cheaper, so that the lines hold less for sure than was paid for them."""
    order = disputed(shop, shop.receives(("coat-M", 2), ("coat-L", 1)))
    dearer, cheaper = order.lines
    swaps = (Swap(dearer.id, 2, Sku("coat-XL")), Swap(cheaper.id, 1, Sku("coat-S")))
    after = lost(shop, shop.done(ExchangeLines(**shop.on(order), swaps=swaps)))
    paid = after.payments[0].captured
    taken = after.disputes[0].taken
    assert taken is not None and taken < paid
    if declined:
        shop.cards_are_declined()
    shop.works()
    after = shop.order(order)
    assert after.disputes[0].taken == after.payments[0].refunded == paid
    assert account(shop, order, Account.DISPUTED) == paid.plain()
    assert all(line.refundable.minor >= 0 for line in after.lines)


def test_a_gift_of_money_that_the_bank_may_take_waits_for_the_end_of_the_dispute(shop: Counter) -> None:
    order = disputed(shop, shop.receives(("coat-M", 1)))
    gift = Goodwill(order=order.id, amount=eur("20.00"), staff="alex", key="once", reason="a scratch")
    given = shop.done(gift)
    assert [(refund.state, refund.amount) for refund in given.refunds] == [(RefundState.ASKED, eur("20.00"))]
    after = lost(shop, given)
    assert after.refunded == after.captured
    assert sum(refund.amount.minor for refund in after.refunds) == after.captured.minor


def test_a_gift_goes_out_when_the_dispute_is_won(shop: Counter) -> None:
    order = disputed(shop, shop.receives(("coat-M", 1)))
    gift = Goodwill(order=order.id, amount=eur("20.00"), staff="alex", key="once", reason="a scratch")
    given = shop.done(gift)
    won = hears(shop, given, DisputeNews.WON)
    assert isinstance(won, Order) and won.refunded == eur("20.00")
