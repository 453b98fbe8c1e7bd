"""Nothing that an understander made up reaches a playbook."""

import pytest

from dialogue.commands import (
    CancelOrder,
    Command,
    CompareProducts,
    Confirm,
    OrderRef,
    ProductRef,
    ReturnItem,
    StaffApproveRefund,
    TakeProduct,
    TrackOrder,
)
from dialogue.understanding.base import Reading
from dialogue.understanding.grounding import ground
from tests.dialogue.understanding.scenes import scene


def grounded(command: Command, text: str = "hello", button: str | None = None) -> tuple[Command, ...]:
    return ground(Reading((command,), 1.0), scene(text, "en", {"shown": 3, "ordered": True}, button)).commands


def test_an_order_that_is_not_the_shoppers_and_was_not_typed_is_dropped() -> None:
    assert grounded(CancelOrder(order=OrderRef(id="SK-AAAAAA"))) == ()


def test_an_order_number_that_was_typed_is_kept_to_be_answered() -> None:
    command = TrackOrder(order=OrderRef(id="SK-AAAAAA"))
    assert grounded(command, "where is sk aaaaaa") == (command,)


@pytest.mark.parametrize("order", [OrderRef(), OrderRef(id="SK-7F3KQ2"), OrderRef(words="my boots")])
def test_orders_of_the_shoppers_own_pass(order: OrderRef) -> None:
    assert grounded(TrackOrder(order=order)) == (TrackOrder(order=order),)


def test_a_sku_nobody_showed_is_forgotten() -> None:
    made_up = TakeProduct(product=ProductRef(sku="nowhere-M", words="the jacket"))
    assert grounded(made_up) == (TakeProduct(product=ProductRef(words="the jacket")),)
    compared = CompareProducts(products=(ProductRef(sku="nowhere"), ProductRef(sku="skagen-yellow-M")))
    assert grounded(compared) == (CompareProducts(products=(ProductRef(), ProductRef(sku="skagen-yellow-M"))),)


def test_an_item_that_is_no_line_and_no_word_of_theirs_is_forgotten() -> None:
    assert grounded(ReturnItem(item="L-77")) == (ReturnItem(),)
    assert grounded(ReturnItem(item="boots"), "return the boots") == (ReturnItem(item="boots"),)
    assert grounded(ReturnItem(item="fjell-black-42")) == (ReturnItem(item="fjell-black-42"),)


def test_a_token_comes_from_a_button_alone() -> None:
    assert grounded(Confirm(token="t1")) == (Confirm(),)
    assert grounded(Confirm(token="t1"), "", "confirm:t1") == (Confirm(token="t1"),)


def test_shoppers_give_no_commands_of_staff() -> None:
    assert grounded(StaffApproveRefund(staff="mallory")) == ()
