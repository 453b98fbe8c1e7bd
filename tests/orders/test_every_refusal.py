"""Every code that the rules may answer with is provoked, place by place: a new one has to be given a way to it."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from orders.access import TryCode
from orders.account_actions import ForgetMethod, ForgetWishes
from orders.actions import (
    AnswerDispute,
    ApproveRefund,
    AskPriceAdjustment,
    AskRefund,
    CancelLine,
    CancelOrder,
    ChangeAddress,
    ChangeLines,
    ChangePayment,
    Consent,
    DisputeNews,
    ParcelNews,
    ParcelReport,
    ReportLost,
    ReturnLines,
    Withdraw,
)
from orders.answers import Reason, Refusal
from orders.ids import GiftCardId, LineId, ParcelId, RefundId, Sku
from orders.states import ClaimKind
from tests.orders import called_off as calling
from tests.orders import provoking as way
from tests.orders import refused_ways as ways
from tests.orders.counter import AUSTIN, BONN, JANA, Counter
from tests.orders.guests import ANNA
from tests.orders.moved import approved, claimed
from tests.orders.provoking import NOBODYS, Way, first, put, swap
from tests.orders.refusal_sites import Site, entered, sites
from tests.orders.scenes import SCENES, WISHES
from tests.orders.test_refusals import TABLE

WAYS: Final[tuple[tuple[str, Way], ...]] = (
    # Quotes and the ways.yes to one.
    ("bad_quantity", ways.quoted(lines=((Sku("coat-M"), 0),))),
    ("empty", ways.quoted(lines=())),
    ("incomplete_address", ways.quoted(address=replace(BONN, line1=" "))),
    ("unknown_market", ways.quoted(market="JP")),
    ("not_sold_here", ways.quoted(currency="SEK")),
    ("sold_out", ways.quoted(lines=((Sku("coat-M"), 99),))),
    ("unknown_sku", ways.quoted(lines=((Sku("none"), 1),))),
    ("unknown_method", ways.quoted(method="magic")),
    ("unknown_gift_card", ways.quoted(gift_card=GiftCardId("GC-NONE"))),
    ("gift_card_empty", ways.empty_card),
    ("gift_card_too_small", ways.card_spent_elsewhere),
    ("needs_order_words", lambda s: put(s, ways.yes(s, s.quotes(("coat-M", 1)), Consent.BARE_YES))),
    ("not_placed", ways.draft),
    ("quote_changed", lambda s: put(s, replace(ways.yes(s, s.quotes(("coat-M", 1))), quote_hash="other"))),
    ("quote_expired", ways.quote_too_old),
    ("price_changed", ways.dearer_by_now),
    ("sold_out", lambda s: ways.dearer_by_now(s, 0)),
    # Whose it is, and whether it was said before.
    ("unknown_order", ways.paid(lambda s, o: replace(CancelOrder(**s.on(o)), order=NOBODYS))),
    ("unknown_order", ways.of_nobody),
    ("unknown_order", ways.paid(lambda s, o: replace(way.dispute(o, DisputeNews.OPENED), order=NOBODYS))),
    ("unknown_order", ways.paid(lambda s, o: ApproveRefund(order=NOBODYS, refund=RefundId("x"), staff="kim"))),
    ("unknown_order", ways.paid(lambda s, o: ParcelReport(order=NOBODYS, news=ParcelNews.SHIPPED, at=s.now))),
    ("already_confirmed", ways.confirmed_before),
    ("changed_meanwhile", ways.paid(lambda s, o: replace(CancelOrder(**s.on(o)), expected_version=o.version - 1))),
    ("needs_confirmation", ways.paid(lambda s, o: replace(CancelOrder(**s.on(o)), confirmation=""))),
    ("owner_only", ways.of_a_guest),
    ("too_many_codes", ways.too_many_codes),
    ("code_expired", lambda s: put(s, TryCode(shopper=ANNA, code="123456"))),
    ("code_wrong", ways.code_wrong),
    # Cancelling and changing.
    ("already_cancelled", lambda s: ways.cancels(s, 2)),
    ("unknown_line", ways.paid(lambda s, o: CancelLine(**s.on(o), line=LineId("none"), quantity=1))),
    ("bad_quantity", ways.paid(lambda s, o: CancelLine(**s.on(o), line=o.lines[0].id, quantity=0))),
    ("quantity_too_large", ways.paid(lambda s, o: CancelLine(**s.on(o), line=o.lines[0].id, quantity=9))),
    ("gift_card_too_small", ways.card_spent_before_the_undo),
    ("method_forgotten", ways.undo_onto_a_forgotten_card),
    ("sold_out", ways.sold_since),
    ("incomplete_address", ways.paid(lambda s, o: ChangeAddress(**s.on(o), address=replace(BONN, city="")))),
    ("price_would_change", ways.paid(lambda s, o: ChangeAddress(**s.on(o), address=replace(BONN, country="AT")))),
    ("unknown_market", ways.paid(lambda s, o: ChangeAddress(**s.on(o), address=replace(BONN, country="JP")))),
    ("unknown_method", ways.paid(lambda s, o: ChangePayment(**s.on(o), method="magic"))),
    ("same_method", ways.paid(lambda s, o: ChangePayment(**s.on(o), method=o.method))),
    ("nothing_to_refund", lambda s: ways.keeps(s, way.exchanged(s))),
    ("nothing_to_refund", ways.paid_by_gift_card),
    ("same_variant", ways.paid(lambda s, o: ChangeLines(**s.on(o), swaps=swap(o, "coat-M")))),
    ("unknown_sku", ways.paid(lambda s, o: ChangeLines(**s.on(o), swaps=swap(o, "none")))),
    ("unknown_method", ways.paid(lambda s, o: ChangeLines(**s.on(o), swaps=swap(o, "coat-L"), method="magic"))),
    ("method_forgotten", ways.dearer_on_a_forgotten_card),
    ("named_twice", ways.twice_in_one_wish),
    ("already_refunded", ways.goodwill_too_large_to_move),
    # Delivered goods.
    ("empty", ways.come(lambda s, o: ReturnLines(**s.on(o), lines=()))),
    ("not_delivered", ways.second_line_still_coming),
    ("nothing_to_return", lambda s: ways.returns(s, order := way.exchanged(s), *first(order))),
    ("nothing_to_return", ways.exchanges_what_was_exchanged),
    ("nothing_to_return", ways.withdraws_what_was_exchanged),
    ("not_returnable", lambda s: ways.returns(s, order := way.kept_only(s), *first(order))),
    ("not_returnable", ways.exchanges_what_stays),
    ("no_withdrawal_here", lambda s: put(s, Withdraw(**s.on(s.receives(("coat-M", 1), address=AUSTIN))))),
    ("claim_underway", ways.lost_while_going_back),
    ("unknown_parcel", ways.paid(lambda s, o: ReportLost(**s.on(o), parcel=ParcelId("none")))),
    ("refund_underway", ways.refund_on_its_way),
    ("say_why", lambda s: put(s, AskRefund(**s.on(way.two_parcels(s))))),
    ("nothing_to_refund", ways.nothing_of_it_is_left),
    ("already_decided", ways.onto_a_card_twice),
    ("refund_underway", ways.all_on_its_way_back),
    # Returns that are called off.
    ("no_return_open", calling.twice),
    ("return_arrived", calling.goods_are_back),
    ("exchange_shipped", calling.replacement_left),
    ("already_refunded", calling.money_is_back),
    ("refund_underway", calling.money_is_on_its_way),
    # Gifts, claims and what is decided about them.
    ("not_promised", ways.no_lower_prices),
    ("nothing_to_refund", ways.too_little_left_of_the_price),
    ("unknown_line", ways.come(lambda s, o: AskPriceAdjustment(**s.on(o), line=LineId("none")))),
    ("already_adjusted", ways.adjusted_before),
    ("not_sold_here", ways.no_price_any_more),
    ("sold_out", ways.cheaper_and_sold_out),
    ("already_cancelled", ways.price_of_a_cancelled_line),
    ("already_refunded", ways.shipping_given_back),
    ("apology_closed", ways.complained_too_late),
    ("apology_given", ways.apologised_before),
    ("apology_declined", ways.apology_declined),
    ("not_promised", ways.no_apologies),
    ("nothing_to_refund", ways.shipped_for_nothing),
    ("already_refunded", ways.lost_and_refunded),
    ("not_kept", lambda s: ways.keeps(s, s.receives(), ClaimKind.MISSING)),
    ("not_promised", ways.no_keeping),
    ("nothing_to_refund", lambda s: ways.keeps(s, way.given_nearly_all(s, s.receives()))),
    ("kept_for_less", ways.kept_before),
    ("already_decided", ways.decided_before),
    ("own_request", ways.approves_their_own),
    ("still_owed", ways.declines_what_is_owed),
    ("still_owed", lambda s: put(s, approved(way.big_gift(s), "0.01"))),
    ("amount_too_large", lambda s: put(s, approved(claimed(s), "999.00"))),
    ("bad_quantity", lambda s: put(s, approved(claimed(s), "0.00"))),
    ("no_reason", lambda s: put(s, approved(claimed(s), "1.00", " "))),
    ("unknown_refund", ways.come(lambda s, o: ApproveRefund(order=o.id, refund=RefundId("none"), staff="kim"))),
    ("amount_too_large", lambda s: ways.gift(s, "500.00")),
    ("bad_quantity", lambda s: ways.gift(s, "0.00")),
    ("no_reason", lambda s: ways.gift(s, "5.00", " ")),
    ("already_decided", ways.given_before),
    # Parcels and disputes.
    (
        "unknown_parcel",
        ways.paid(lambda s, o: ParcelReport(order=o.id, news=ParcelNews.SHIPPED, at=s.now, parcel=ParcelId("x"))),
    ),
    ("nothing_to_return", ways.come(lambda s, o: ParcelReport(order=o.id, news=ParcelNews.RETURN_RECEIVED, at=s.now))),
    ("amount_too_large", ways.paid(lambda s, o: way.dispute(o, DisputeNews.OPENED, "999.00"))),
    ("bad_quantity", ways.paid(lambda s, o: way.dispute(o, DisputeNews.OPENED, "0.00"))),
    ("unknown_dispute", ways.paid(lambda s, o: way.dispute(o, DisputeNews.WON))),
    ("unknown_dispute", ways.paid(lambda s, o: AnswerDispute(order=o.id, dispute="none", staff="kim"))),
    ("already_decided", ways.answered_before),
    # What is kept beside orders.
    ("method_in_use", ways.method_in_use),
    ("unknown_method", lambda s: put(s, ForgetMethod(shopper=JANA, token="card_1"))),
    ("already_waiting", ways.waits_already),
    ("too_many_wishes", ways.too_many_wishes),
    ("unknown_sku", lambda s: put(s, replace(way.gone(s), sku=Sku("none")))),
    ("in_stock", lambda s: put(s, replace(way.gone(s), sku=Sku("coat-M")))),
    ("not_sold_here", lambda s: put(s, replace(way.gone(s), market="JP", currency="JPY"))),
    ("not_waiting", lambda s: put(s, ForgetWishes(shopper=JANA, sku=Sku("coat-M")))),
)


def _gone_through(shop: Counter, scene: str) -> set[Site]:
    """What the table of situations leads to."""
    order, found = SCENES[scene](shop), set[Site]()
    for answer, wishes in TABLE[scene].items():
        for wish in wishes.split() if answer != "done" else ():
            with entered() as seen:
                shop.does(WISHES[wish](order, shop.on(order), 1))
            found |= {(file, function, Reason(answer)) for file, function in seen}
    return found


def _shop(folder: Path, name: str) -> Counter:
    (folder / name).mkdir()
    return Counter(folder / name)


def test_every_code_has_a_way_that_leads_to_it_in_each_place_where_it_is_answered(tmp_path: Path) -> None:
    reached: set[Site] = set()
    for number, (code, leads) in enumerate(WAYS):
        deed = leads(_shop(tmp_path, f"way-{number}"))
        with entered() as seen:
            answer = deed()
        assert isinstance(answer, Refusal) and answer.reason.value == code, f"{number}: {answer} instead of {code}"
        reached |= {(file, function, answer.reason) for file, function in seen}
    for number, scene in enumerate(SCENES):
        reached |= _gone_through(_shop(tmp_path, f"scene-{number}"), scene)
    assert sorted(sites() - reached) == []


def test_every_code_there_is_is_answered_somewhere() -> None:
    assert {code for _, _, code in sites()} == set(Reason)


def test_a_code_without_a_way_to_it_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "def new_rule() -> object:\n    return Refusal(Reason.EMPTY)\n"
    (tmp_path / "rules.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr("tests.orders.refusal_sites.ROOM", tmp_path)
    assert sites() == {("rules", "new_rule", Reason.EMPTY)}
