"""Every Event and every Refusal has its words, or is quiet on purpose; and the words hold the facts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dialogue.messages import calling_off, giving, refusals, swaps
from dialogue.messages import notices as news
from dialogue.messages import returns as back
from dialogue.messages.base import Message
from dialogue.messages.checkout import QuoteReady, QuoteReadyPlusTax
from dialogue.messages.gift_cards import RefundsGoOntoGiftCardNow
from dialogue.notices import tell
from dialogue.playbooks.refusals import refusal_messages
from dialogue.wording import Wordings
from locales import load_locales
from locales.markets import Markets
from orders import events
from orders.actions import Consent
from orders.answers import Reason, Refusal
from orders.events import Event
from orders.ids import ClaimId, GiftCardId, LineId, ParcelId, RefundId, Sku, SupplierId
from orders.line import LineQuantity
from orders.order import Order
from orders.states import ClaimKind, ParcelState, PaymentPurpose, RefundReason, RefundState
from tests.dialogue.counterpart import HOME, NOW, counter, eur
from tests.dialogue.till import LUME, SHOP, M, a_quote, told_apart

ORDER = a_quote(M, LUME).delivered().order
JACKET, LAMP = (line.id for line in ORDER.lines)
PARCEL = ORDER.parcels[0].id
PIECES = (LineQuantity(LAMP, 1),)
SOON, LATER = NOW + timedelta(days=2), NOW + timedelta(days=14)
TEN = eur("10.00")
WORDS = Wordings(load_locales(), Markets())
found = counter(*SHOP).finder.product_of


def refund(
    amount: str = "10.00", reason: RefundReason = RefundReason.DAMAGED, days: int = 5, by: str = ""
) -> events.RefundApproved:
    return events.RefundApproved(
        order=ORDER.id, seq=1, at=NOW, refund=RefundId("R1"), amount=eur(amount), reason=reason, method="card_4242",
        days=days, by_person=by,
    )  # fmt: skip


def quote_made() -> events.QuoteMade:
    return events.QuoteMade(
        order=ORDER.id, seq=1, at=NOW, items=eur("119.00"), shipping=eur("4.90"), fee=eur("12.39"), tax=eur("0.00"),
        total=eur("136.29"), expires_at=NOW + timedelta(minutes=30), promised_by=SOON,
    )  # fmt: skip


def exchange(charge: str | None = None, given: str | None = None) -> Event:
    return events.ExchangeRequested(
        order=ORDER.id, seq=1, at=NOW, claim=ClaimId("C1"), lines=PIECES, new_lines=(JACKET,),
        charge=eur(charge) if charge else None, refund=eur(given) if given else None, carrier="DHL", number="RT1",
        send_by=LATER,
    )  # fmt: skip


def variant(charge: str | None = None, given: str | None = None) -> Event:
    return events.LinesChanged(
        order=ORDER.id, seq=1, at=NOW, swaps=(events.Swapped(LAMP, JACKET, 1),),
        charge=eur(charge) if charge else None, refund=eur(given) if given else None,
    )  # fmt: skip


def failed(purpose: PaymentPurpose) -> Event:
    return events.PaymentFailed(
        order=ORDER.id, seq=1, at=NOW, payment="Y1", purpose=purpose, amount=TEN, method="card_4242", reason="declined"
    )


def withdrawal(*, sent: bool) -> Event:
    return events.WithdrawalReceived(
        order=ORDER.id, seq=1, at=NOW, claim=ClaimId("C1"), lines=PIECES, received_at=NOW, refund=TEN, carrier="DHL",
        number="RT1", send_by=LATER if sent else None,
    )  # fmt: skip


def of(kind: Callable[..., Event], **facts: object) -> Event:
    return kind(order=ORDER.id, seq=1, at=NOW, **facts)


TOLD: list[tuple[Event, type[Message]]] = [
    (refund(reason=RefundReason.PRICE_ADJUSTED), giving.PriceAdjusted),
    (refund(reason=RefundReason.KEPT_FOR_LESS), giving.KeptForLess),
    (refund(reason=RefundReason.LATE_APOLOGY), giving.Apologised),
    (refund(reason=RefundReason.LATE_APOLOGY, days=0), back.RefundAtOnce),
    (refund(reason=RefundReason.GOODWILL, by="Kim"), giving.GivenByPerson),
    (quote_made(), QuoteReady),
    (of(events.QuoteExpired), news.QuoteHasExpired),
    (
        of(events.OrderConfirmed, total=TEN, method="card_4242", consent=Consent.ORDER_WORDS, quote_hash="h",
           promised_by=SOON),
        news.OrderPlaced,
    ),
    (of(events.RefundsGoOntoGiftCard, card=GiftCardId("GC-7KQ2-9MXP-H4TR")), RefundsGoOntoGiftCardNow),
    (failed(PaymentPurpose.ORDER), news.PaymentDeclined),
    (failed(PaymentPurpose.DIFFERENCE), news.DifferenceDeclined),
    (failed(PaymentPurpose.REPLACEMENT), news.ReplacementDeclined),
    (of(events.PaymentChanged, amount=TEN, old="card_4242", new="paypal"), news.PaymentIsNow),
    (of(events.LinesUnavailable, lines=PIECES), news.ItemsUnavailable),
    (
        of(events.ParcelHandedOver, parcel=PARCEL, lines=PIECES, carrier="DHL", number="FX1", eta=None,
           promised_by=SOON),
        news.OnItsWay,
    ),
    (of(events.ParcelDelayed, parcel=PARCEL, carrier="DHL", number="FX1", eta=SOON, promised_by=SOON), news.Delayed),
    (
        of(events.ParcelDelayed, parcel=PARCEL, carrier="DHL", number="FX1", eta=None, promised_by=SOON),
        news.DelayedUnknown,
    ),
    (of(events.DeliveryAttemptFailed, parcel=PARCEL, carrier="DHL", number="FX1"), news.AttemptFailed),
    (of(events.ParcelUndeliverable, parcel=PARCEL, carrier="DHL", number="FX1"), news.CannotBeDelivered),
    (of(events.ParcelReturnedToSender, parcel=PARCEL, carrier="DHL", number="FX1", pays_at=SOON), news.CameBack),
    (
        of(events.ParcelDelivered, parcel=PARCEL, lines=PIECES, return_until=LATER, withdraw_until=None),
        news.Delivered,
    ),
    (
        of(events.ParcelLost, parcel=PARCEL, lines=PIECES, carrier="DHL", number="FX1", pays_at=SOON),
        news.LostAndYourChoice,
    ),
    (
        of(events.ParcelCorrected, parcel=PARCEL, was=ParcelState.DELIVERED, now=ParcelState.MOVING),
        news.DeliveryCorrected,
    ),
    (of(events.OrderCancelled, reason="", refund=TEN, undo_until=SOON), news.OrderWasCancelled),
    (of(events.OrderCancelled, reason="", refund=None, undo_until=SOON), news.OrderWasCancelledUnpaid),
    (of(events.CancellationUndone), news.CancellationTakenBack),
    (of(events.LineCancelled, line=LAMP, quantity=1, refund=TEN), news.ItemWasCancelled),
    (of(events.AddressChanged, address=HOME), news.AddressIsNow),
    (variant(), swaps.ItemIsNow),
    (variant(charge="6.60"), swaps.ItemIsNowDearer),
    (variant(given="6.60"), swaps.ItemIsNowCheaper),
    (of(events.ChangeReverted, swaps=(events.Swapped(LAMP, JACKET, 1),)), news.ChangeTakenBack),
    (
        of(events.ReturnRequested, claim=ClaimId("C1"), lines=PIECES, refund=TEN, carrier="DHL", number="RT1",
           send_by=LATER),
        back.ReturnExpected,
    ),
    (withdrawal(sent=True), back.WithdrawalReceived),
    (withdrawal(sent=False), back.WithdrawalReceivedUnsent),
    (of(events.ReturnReceived, claim=ClaimId("C1"), lines=PIECES), back.ReturnArrived),
    (of(events.ReturnExpired, claim=ClaimId("C1"), lines=PIECES), back.ReturnNeverCame),
    (
        of(events.ReturnCancelled, claim=ClaimId("C1"), claim_kind=ClaimKind.RETURN, lines=PIECES),
        calling_off.ReturnWasCancelled,
    ),
    (exchange(), back.ExchangeExpected),
    (exchange(charge="6.60"), back.ExchangeExpectedDearer),
    (exchange(given="6.60"), back.ExchangeExpectedCheaper),
    (
        of(events.ExchangeShipped, claim=ClaimId("C1"), parcel=ParcelId("unknown"), carrier="DHL", number="FX2"),
        back.ExchangeOnItsWay,
    ),
    (of(events.ReshipPromised, claim=ClaimId("C1"), lines=PIECES, promised_by=SOON), back.NewParcelPromised),
    (refund(), back.RefundOnItsWay),
    (refund(days=0), back.RefundAtOnce),
    (refund(by="kim"), back.RefundByColleague),
    (
        of(events.RefundNeedsPerson, refund=RefundId("R1"), amount=TEN, reason=RefundReason.DAMAGED, why="amount"),
        back.RefundWithColleague,
    ),
    (
        of(events.RefundDeclined, refund=RefundId("R1"), amount=TEN, reason="worn", by_person="kim"),
        back.RefundNotGrantedBecause,
    ),
    (
        of(events.RefundDeclined, refund=RefundId("R1"), amount=TEN, reason=" ", by_person="kim"),
        back.RefundNotGranted,
    ),
    (
        of(events.RefundPaidOut, refund=RefundId("R1"), amount=TEN, method="card_4242", reason=RefundReason.DAMAGED),
        back.RefundPaid,
    ),
    (
        of(events.GuaranteePaid, refund=RefundId("R1"), amount=TEN, method="card_4242", lines=PIECES, promised_by=SOON,
           days=5),
        back.GuaranteePaid,
    ),
]  # fmt: skip

QUIET: list[Event] = [
    of(events.PriceReduced, refund=RefundId("R1"), line=LAMP, pieces=1, goods=TEN),
    of(events.KeptForLess, claim=ClaimId("C1"), claim_kind=ClaimKind.DAMAGED, lines=PIECES, amount=TEN, photos=0),
    of(events.GoodwillAsked, refund=RefundId("R1"), amount=TEN, staff="Kim", note="a long wait"),
    of(events.QuoteAbandoned),
    of(events.PaymentCaptured, payment="Y1", purpose=PaymentPurpose.ORDER, amount=TEN, method="card_4242"),
    of(events.SupplierAccepted, parcel=PARCEL, supplier=SupplierId("near"), lines=PIECES, promised_by=SOON),
    of(events.SupplierDeclined, parcel=PARCEL, supplier=SupplierId("near"), lines=PIECES, next_supplier=None),
    of(events.ParcelMoved, parcel=PARCEL, place="Leipzig", eta=None),
    of(events.ClaimOpened, claim=ClaimId("C1"), claim_kind=ClaimKind.DAMAGED, lines=PIECES, photos=0),
    of(events.PersonNeeded, about="parcel", why="impossible"),
    of(events.OrderClosed),
    of(events.OrderTakenOver, total=TEN),
    of(events.DisputeOpened, dispute="D1", payment="Y1", amount=TEN, reason="fraudulent", answer_by=None),
    of(events.DisputeAnswered, dispute="D1", by_person="alex"),
    of(events.DisputeWon, dispute="D1"),
    of(events.DisputeLost, dispute="D1", payment="Y1", amount=TEN, refund=None),
    refund(reason=RefundReason.CANCELLED),
    refund(reason=RefundReason.PRICE_DIFFERENCE),
    refund(reason=RefundReason.LATE),
    refund(reason=RefundReason.LOST),
]


def told(event: Event | Refusal, order: Order | None = ORDER) -> Message:
    (message,) = tell(event, order, found)
    return message


@pytest.mark.parametrize(("event", "kind"), TOLD, ids=[kind.__name__ for _, kind in TOLD])
def test_each_event_is_told_in_its_own_words(event: Event, kind: type[Message]) -> None:
    message = told(event)
    assert type(message) is kind
    text = WORDS.render(message, "en", "DE").text
    assert "{" not in text and "  " not in text
    assert message.model_validate_json(message.model_dump_json()) == message


@pytest.mark.parametrize("event", QUIET, ids=[type(event).__name__ for event in QUIET])
def test_what_concerns_only_ourselves_is_not_told(event: Event) -> None:
    assert tell(event, ORDER, found) == ()


def test_no_event_is_forgotten() -> None:
    assert {type(event).__name__ for event in [*QUIET, *(event for event, _ in TOLD)]} == set(events.KINDS)


def test_an_event_of_an_order_that_is_gone_is_not_told() -> None:
    assert tell(quote_made(), None, found) == ()


def test_the_quote_shows_everything_before_the_yes() -> None:
    message = told(quote_made(), a_quote(M, LUME).order)
    assert isinstance(message, QuoteReady)
    text = WORDS.render(message, "en", "DE").text
    for part in ("€89.00", "€119.00", "€4.90", "€12.39", "€136.29", "(€21.76)", "Lindenweg 8", "ending in 4242"):
        assert part in text
    order, change, no = WORDS.render(message, "de", "DE").buttons
    assert (order.label, order.legal) == ("Zahlungspflichtig bestellen", True)
    assert (order.id, change.id, no.id) == (
        "confirm:SK-7F3KQ2:01234567", "slot:quote:change", "deny:SK-7F3KQ2:01234567",
    )  # fmt: skip


def test_where_tax_comes_on_top_it_is_a_line_of_its_own() -> None:
    order = told_apart(a_quote(M).order, tax_included=False, labelled_button=False)
    message = told(replace(quote_made(), tax=eur("9.00")), order)
    assert isinstance(message, QuoteReadyPlusTax) and message.tax == eur("9.00")
    assert WORDS.render(message, "en", "US").buttons[0].legal is False


def test_the_delivery_notice_offers_the_withdrawal_where_the_law_gives_it() -> None:
    event = of(events.ParcelDelivered, parcel=PARCEL, lines=PIECES, return_until=LATER, withdraw_until=LATER)
    message = told(event)
    assert isinstance(message, news.Delivered) and message.return_until == date(2026, 12, 9)
    assert message.buttons()[-1].legal == "withdraw"


def test_papers_come_along() -> None:
    kinds = {file.kind for event, _ in TOLD for message in tell(event, ORDER, found) for file in message.files()}
    assert kinds == {"receipt", "refund_note", "withdrawal_receipt"}


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_has_its_own_words(reason: Reason) -> None:
    refusal = Refusal(reason, ORDER.id, sku=LUME, line=LAMP, quantity=2, until=SOON)
    for_staff = {
        Reason.UNKNOWN_REFUND, Reason.ALREADY_DECIDED, Reason.OWN_REQUEST, Reason.AMOUNT_TOO_LARGE,
        Reason.STILL_OWED, Reason.UNKNOWN_DISPUTE, Reason.NO_REASON,
    }  # fmt: skip
    messages = tell(refusal, ORDER, found)
    assert len(messages) == (0 if reason in for_staff else 1)
    for message in messages:
        assert "{" not in WORDS.render(message, "en", "DE").text


@pytest.mark.parametrize("reason", list(Reason))
def test_a_refusal_that_names_nothing_is_worded_all_the_same(reason: Reason) -> None:
    for message in tell(Refusal(reason), None, found):
        assert WORDS.render(message, "en", "DE").text


def test_a_sold_out_line_is_named_and_counted() -> None:
    assert told(Refusal(Reason.SOLD_OUT, sku=LUME), None) == refusals.RefusedSoldOut(title=_title(LUME), sku=LUME)
    left = told(Refusal(Reason.SOLD_OUT, sku=LUME, quantity=1), None)
    assert left == refusals.RefusedOnlyLeft(title=_title(LUME), left=1)
    by_line = told(Refusal(Reason.NOT_RETURNABLE, line=LineId(LAMP)), ORDER)
    assert isinstance(by_line, refusals.RefusedNotReturnable) and by_line.title.given == "Lume lamp"


def _title(sku: Sku) -> object:
    message = told(of(events.LineCancelled, line=LAMP, quantity=1, refund=TEN))
    assert isinstance(message, news.ItemWasCancelled) and sku == LUME
    return message.title


def test_goods_that_left_the_catalog_keep_the_title_they_were_sold_under() -> None:
    (message,) = tell(of(events.ReturnReceived, claim=ClaimId("C1"), lines=PIECES), ORDER, lambda sku: None)
    assert isinstance(message, back.ReturnArrived) and message.titles[0].given == "Lume lamp"
    assert message.titles[0].color == "white"


@pytest.mark.parametrize(
    ("token", "words"),
    [("card_4242", "ending in 4242"), ("card", "card"), ("gift_card_1", "gift card"), ("wallet", "wallet"),
     ("paypal_1", "PayPal"), ("invoice", "invoice"), ("bank_1", "bank transfer"), ("shells", "you chose")],
)  # fmt: skip
def test_a_way_to_pay_is_named_without_its_token(token: str, words: str) -> None:
    message = told(of(events.RefundPaidOut, refund=RefundId("R"), amount=TEN, method=token, reason=RefundReason.LOST))
    assert words in WORDS.render(message, "en", "DE").text


def test_the_refund_of_a_late_parcel_is_told_when_the_shopper_asked_for_it() -> None:
    asked = a_quote(M).delivered().refunded(RefundState.APPROVED).order
    claimed = replace(asked, refunds=tuple(replace(each, claim=ClaimId("C1")) for each in asked.refunds))
    event = replace(refund(reason=RefundReason.LATE), refund=claimed.refunds[0].id)
    assert isinstance(told(event, claimed), back.RefundOnItsWay)
    assert tell(event, asked, found) == ()


@pytest.mark.parametrize(
    "reason", [Reason.UNKNOWN_REFUND, Reason.ALREADY_DECIDED, Reason.OWN_REQUEST, Reason.AMOUNT_TOO_LARGE]
)
def test_what_staff_may_not_do_is_worded_for_the_desk(reason: Reason) -> None:
    (message,) = refusal_messages(Refusal(reason), None, found)
    assert message.name() == f"refused_{reason.value}"
