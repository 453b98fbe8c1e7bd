"""Garbage is looked for as before once the shop is open."""

import gc

import pytest

from bot.opening import nothing_thrown_away


def test_nothing_is_collected_while_a_shop_opens_and_everything_after() -> None:
    with nothing_thrown_away():
        assert not gc.isenabled()
        with nothing_thrown_away():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_shop_that_cannot_open_leaves_collecting_on() -> None:
    with pytest.raises(ZeroDivisionError), nothing_thrown_away():
        raise ZeroDivisionError
    assert gc.isenabled()
