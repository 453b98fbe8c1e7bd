"""What may be done to an order in which situation, as one table; whatever is refused has changed not one row."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, get_args

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from orders.actions import OnOrder
from orders.answers import Reason, Refusal
from orders.ids import OrderId, ShopperId
from orders.order import Order
from orders.tables import OrderDecisionRow
from tests.orders.counter import Counter
from tests.orders.scenes import COUNTED, SCENES, WISHES

TABLE: Final[Mapping[str, Mapping[str, str]]] = {
    "quoted": {
        "done": "ConfirmQuote AbandonQuote",
        "not_cancelled": "UndoCancel",
        "not_placed": (
            "CancelOrder ChangeAddress ChangePayment ReportLost AskRefund AskPriceAdjustment AskGoodwill "
            "RefundOntoGiftCard CancelLine ChangeLines ReturnLines Withdraw ExchangeLines ReportDamaged "
            "ReportWrongItem ReportMissing KeepForLess CancelReturn"
        ),
    },
    "expired": {
        "not_cancelled": "UndoCancel",
        "not_placed": (
            "CancelOrder ChangeAddress ChangePayment ReportLost AskRefund AskPriceAdjustment AskGoodwill "
            "RefundOntoGiftCard CancelLine ChangeLines ReturnLines Withdraw ExchangeLines ReportDamaged "
            "ReportWrongItem ReportMissing KeepForLess CancelReturn"
        ),
        "quote_expired": "ConfirmQuote AbandonQuote",
    },
    "unpaid": {
        "done": "CancelOrder ChangeAddress RefundOntoGiftCard",
        "already_placed": "ConfirmQuote AbandonQuote",
        "charge_underway": (
            "ChangePayment ReportLost CancelReturn AskRefund AskPriceAdjustment AskGoodwill CancelLine ChangeLines "
            "ReturnLines Withdraw ExchangeLines ReportDamaged ReportWrongItem ReportMissing KeepForLess"
        ),
        "not_cancelled": "UndoCancel",
    },
    "cancelled": {
        "done": "UndoCancel RefundOntoGiftCard",
        "already_cancelled": (
            "ConfirmQuote AbandonQuote CancelOrder ChangeAddress ChangePayment ReportLost AskPriceAdjustment "
            "AskGoodwill CancelLine ChangeLines ReturnLines Withdraw ExchangeLines ReportDamaged "
            "ReportWrongItem ReportMissing KeepForLess CancelReturn"
        ),
        "refund_underway": "AskRefund",
    },
    "cancelled long ago": {
        "already_cancelled": (
            "ConfirmQuote AbandonQuote CancelOrder ChangeAddress ChangePayment ReportLost AskPriceAdjustment "
            "AskGoodwill CancelLine ChangeLines ReturnLines Withdraw ExchangeLines ReportDamaged "
            "ReportWrongItem ReportMissing KeepForLess CancelReturn"
        ),
        "already_refunded": "AskRefund RefundOntoGiftCard",
        "undo_too_late": "UndoCancel",
    },
    "paid": {
        "done": "CancelOrder ChangeAddress ChangePayment RefundOntoGiftCard CancelLine ChangeLines Withdraw",
        "already_placed": "ConfirmQuote AbandonQuote",
        "cancel_instead": "AskRefund",
        "no_return_open": "CancelReturn",
        "not_cancelled": "UndoCancel",
        "not_delivered": "ReturnLines ExchangeLines ReportDamaged ReportWrongItem ReportMissing KeepForLess",
        "price_not_fallen": "AskPriceAdjustment",
        "still_on_time": "ReportLost AskGoodwill",
    },
    "difference underway": {
        "done": "RefundOntoGiftCard",
        "already_placed": "ConfirmQuote AbandonQuote",
        "charge_underway": (
            "CancelOrder ChangeAddress ChangePayment ReportLost AskRefund AskPriceAdjustment AskGoodwill "
            "CancelLine ChangeLines ReturnLines Withdraw ExchangeLines ReportDamaged ReportWrongItem "
            "ReportMissing KeepForLess CancelReturn"
        ),
        "not_cancelled": "UndoCancel",
    },
    "shipped": {
        "done": "RefundOntoGiftCard Withdraw",
        "already_placed": "ConfirmQuote AbandonQuote",
        "already_shipped": "CancelOrder ChangeAddress ChangePayment CancelLine ChangeLines",
        "no_return_open": "CancelReturn",
        "not_cancelled": "UndoCancel",
        "not_delivered": "ReturnLines ExchangeLines ReportDamaged ReportWrongItem ReportMissing KeepForLess",
        "price_not_fallen": "AskPriceAdjustment",
        "still_on_time": "ReportLost AskRefund AskGoodwill",
    },
    "late": {
        "done": (
            "CancelOrder ChangeAddress ChangePayment ReportLost AskRefund AskGoodwill RefundOntoGiftCard "
            "CancelLine ChangeLines Withdraw"
        ),
        "already_placed": "ConfirmQuote AbandonQuote",
        "no_return_open": "CancelReturn",
        "not_cancelled": "UndoCancel",
        "not_delivered": "ReturnLines ExchangeLines ReportDamaged ReportWrongItem ReportMissing KeepForLess",
        "price_not_fallen": "AskPriceAdjustment",
    },
    "cheaper now": {
        "done": "AskPriceAdjustment RefundOntoGiftCard Withdraw",
        "already_placed": "ConfirmQuote AbandonQuote",
        "already_shipped": "CancelOrder ChangeAddress ChangePayment CancelLine ChangeLines",
        "no_return_open": "CancelReturn",
        "not_cancelled": "UndoCancel",
        "not_delivered": "ReturnLines ExchangeLines ReportDamaged ReportWrongItem ReportMissing KeepForLess",
        "still_on_time": "ReportLost AskRefund AskGoodwill",
    },
    "delivered": {
        "done": (
            "RefundOntoGiftCard ReturnLines Withdraw ExchangeLines ReportDamaged ReportWrongItem "
            "ReportMissing KeepForLess"
        ),
        "already_delivered": "ReportLost",
        "already_placed": "ConfirmQuote AbandonQuote",
        "already_shipped": "CancelOrder ChangeAddress ChangePayment CancelLine ChangeLines",
        "no_return_open": "CancelReturn",
        "not_cancelled": "UndoCancel",
        "not_late": "AskGoodwill",
        "price_not_fallen": "AskPriceAdjustment",
        "say_why": "AskRefund",
    },
    "delivered long ago": {
        "done": "RefundOntoGiftCard",
        "adjustment_closed": "AskPriceAdjustment",
        "already_delivered": "ReportLost",
        "already_placed": "ConfirmQuote AbandonQuote",
        "already_shipped": "CancelOrder ChangeAddress ChangePayment CancelLine ChangeLines",
        "no_return_open": "CancelReturn",
        "not_cancelled": "UndoCancel",
        "not_late": "AskGoodwill",
        "say_why": "AskRefund",
        "window_closed": "ReturnLines Withdraw ExchangeLines ReportDamaged ReportWrongItem ReportMissing KeepForLess",
    },
    "returning": {
        "done": "RefundOntoGiftCard CancelReturn",
        "already_delivered": "ReportLost",
        "already_placed": "ConfirmQuote AbandonQuote",
        "already_shipped": "CancelOrder ChangeAddress ChangePayment",
        "claim_underway": (
            "AskRefund AskPriceAdjustment CancelLine ChangeLines ReturnLines Withdraw ExchangeLines "
            "ReportDamaged ReportWrongItem ReportMissing KeepForLess"
        ),
        "not_cancelled": "UndoCancel",
        "not_late": "AskGoodwill",
    },
    "waiting for a person": {
        "done": "RefundOntoGiftCard",
        "already_delivered": "ReportLost",
        "already_placed": "ConfirmQuote AbandonQuote",
        "already_shipped": "CancelOrder ChangeAddress ChangePayment",
        "no_return_open": "CancelReturn",
        "not_cancelled": "UndoCancel",
        "not_late": "AskGoodwill",
        "refund_underway": (
            "AskRefund AskPriceAdjustment CancelLine ChangeLines ReturnLines Withdraw ExchangeLines "
            "ReportDamaged ReportWrongItem ReportMissing KeepForLess"
        ),
    },
    "refunded": {
        "already_placed": "ConfirmQuote AbandonQuote",
        "already_refunded": (
            "ReportLost AskRefund AskPriceAdjustment RefundOntoGiftCard CancelLine ChangeLines ReturnLines "
            "Withdraw ExchangeLines ReportDamaged ReportWrongItem ReportMissing KeepForLess"
        ),
        "already_shipped": "CancelOrder ChangeAddress ChangePayment",
        "no_return_open": "CancelReturn",
        "not_cancelled": "UndoCancel",
        "not_late": "AskGoodwill",
    },
}
"""What each wish is answered with, by situation."""


def _answers() -> Iterator[tuple[str, str, str]]:
    for scene, answers in TABLE.items():
        for answer, wishes in answers.items():
            for wish in wishes.split():
                yield wish, scene, answer


def _rows(shop: Counter) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored but the record of who decided what, which holds refusals too."""
    with shop.open() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table))]
            for table in SQLModel.metadata.sorted_tables
            if table.name != OrderDecisionRow.__tablename__
        }


def _refused(shop: Counter, action: OnOrder) -> str:
    before = _rows(shop)
    refusal = shop.refuses(action)
    assert _rows(shop) == before
    return refusal


def _for_wish(shop: Counter, wish: str) -> Order:
    """An order about which this can be wished and is not refused."""
    scene = next(scene for name, scene, answer in _answers() if (name, answer) == (wish, "done"))
    return SCENES[scene](shop)


def test_the_table_knows_every_wish_and_every_situation() -> None:
    known = {(wish, scene) for wish, scene, _ in _answers()}
    assert known == {(wish, scene) for wish in WISHES for scene in SCENES}
    assert set(WISHES) == {action.__name__ for action in get_args(OnOrder)}
    assert {answer for _, _, answer in _answers()} <= {"done", *Reason}


@pytest.mark.parametrize("wish, scene", [(wish, scene) for wish, scene, answer in _answers() if answer == "done"])
def test_what_is_done_when(shop: Counter, wish: str, scene: str) -> None:
    order = SCENES[scene](shop)
    assert not isinstance(shop.does(WISHES[wish](order, shop.on(order), 1)), Refusal)


@pytest.mark.parametrize("scene", SCENES)
def test_what_is_refused_when_and_why(shop: Counter, scene: str) -> None:
    order = SCENES[scene](shop)
    wanted = {wish: answer for wish, situation, answer in _answers() if situation == scene and answer != "done"}
    assert {wish: _refused(shop, WISHES[wish](order, shop.on(order), 1)) for wish in wanted} == wanted


@pytest.mark.parametrize("wish", WISHES)
def test_an_old_version_a_used_yes_and_another_shopper_are_refused_whatever_is_wished(shop: Counter, wish: str) -> None:
    used = shop.on(shop.quotes(("lamp-one", 1)))
    shop.does(WISHES["AbandonQuote"](shop.order(used["order"]), used, 1))
    order = _for_wish(shop, wish)
    action = WISHES[wish](order, shop.on(order), 1)
    assert _refused(shop, replace(action, expected_version=order.version - 1)) == "changed_meanwhile"
    assert _refused(shop, replace(action, confirmation=used["confirmation"])) == "already_confirmed"
    assert _refused(shop, replace(action, shopper=ShopperId("somebody else"))) == "unknown_order"


def test_another_shoppers_order_is_answered_exactly_like_one_that_does_not_exist(shop: Counter) -> None:
    order = shop.buys()
    theirs = replace(WISHES["CancelOrder"](order, shop.on(order), 1), shopper=ShopperId("somebody else"))
    answers = shop.does(theirs), shop.does(replace(theirs, order=OrderId("SK-000000")))
    assert answers == (Refusal(Reason.UNKNOWN_ORDER, order.id), Refusal(Reason.UNKNOWN_ORDER, OrderId("SK-000000")))


@pytest.mark.parametrize("wish", COUNTED)
def test_no_fewer_than_one_piece_and_no_more_than_there_are(shop: Counter, wish: str) -> None:
    order = _for_wish(shop, wish)
    answers = {n: _refused(shop, WISHES[wish](order, shop.on(order), n)) for n in (0, -1, 3)}
    assert answers == {0: "bad_quantity", -1: "bad_quantity", 3: "quantity_too_large"}
