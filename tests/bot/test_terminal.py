"""The chat at a keyboard: numbers press buttons, the order step is typed, a pipe works as well."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.channels.base import SentFile
from bot.channels.terminal import Terminal, saved
from bot.wiring import Shop


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Receipts are saved where the chat runs."""
    monkeypatch.chdir(tmp_path)


def talk(shop: Shop, *lines: str, terminal: bool = False, files: Path = Path()) -> str:
    """Everything that is printed while these lines are typed."""
    out = StringIO()
    console = Console(file=out, force_terminal=terminal, soft_wrap=True, width=100)
    Terminal(shop, console, None, files).talk(lines)
    return out.getvalue()


def test_cards_are_shown_with_number_title_and_price(shop: Shop) -> None:
    shown = talk(shop, "a rain jacket")
    assert "1. Rain jacket" in shown
    assert "€89.00" in shown


def test_a_number_presses_the_button_it_stands_before(shop: Shop) -> None:
    shown = talk(shop, "hello", "3")
    assert "compare them and answer questions" in shown


def test_a_products_number_takes_it_and_the_choices_below_are_counted_on(shop: Shop) -> None:
    assert "Rain jacket Fjord, navy: which size" in talk(shop, "a rain jacket", "2").partition("3. Compare them")[2]
    assert "costs" in talk(shop, "a rain jacket", "3").partition("3. Compare them")[2]


def test_the_words_of_the_order_button_are_typed_and_order(shop: Shop) -> None:
    shown = talk(shop, "a rain jacket", "the skagen in L", "to Bonn", "Order with obligation to pay")
    assert "» Order with obligation to pay" in shown
    assert "is placed" in shown


def test_no_number_orders(shop: Shop) -> None:
    shown = talk(shop, "a rain jacket", "the skagen in L", "to Bonn", "1")
    assert "is placed" not in shown


def test_piped_there_are_no_colours_and_no_prompt(shop: Shop) -> None:
    shown = talk(shop, "hello")
    assert "\x1b" not in shown
    assert "> " not in shown


def test_at_a_terminal_there_are_both(shop: Shop) -> None:
    shown = talk(shop, "hello", terminal=True)
    assert "\x1b[" in shown
    assert ">" in shown


@pytest.mark.parametrize("said", ["", "   ", "[bold]not markup[/]", "\x1b[31mred", "x" * 100_000, "\ud83d"])
def test_whatever_is_typed_the_chat_goes_on(shop: Shop, said: str) -> None:
    assert "Hello!" in talk(shop, said, "hello")


ORDERING = ("a rain jacket", "the skagen in L", "to Bonn", "Order with obligation to pay")


def test_a_receipt_is_saved_and_its_place_said(shop: Shop, tmp_path: Path) -> None:
    shown = talk(shop, *ORDERING, "the receipt please", files=tmp_path / "mine")
    (receipt,) = (tmp_path / "mine").iterdir()
    assert str(receipt) in shown and "89.00" in receipt.read_text(encoding="utf-8")


def test_no_file_is_written_over_and_none_leaves_its_folder(tmp_path: Path) -> None:
    first = saved(SentFile("../receipt.txt", "one"), tmp_path)
    assert (first, saved(SentFile("receipt.txt", "one"), tmp_path)) == (tmp_path / "receipt.txt", first)
    assert saved(SentFile("receipt.txt", "two"), tmp_path) == tmp_path / "receipt-2.txt"
    assert first.read_text(encoding="utf-8") == "one"


def test_a_file_that_is_no_text_is_saved_as_it_came(tmp_path: Path) -> None:
    kept = saved(SentFile("label.pdf", content=b"%PDF-1.7\xff"), tmp_path)
    assert kept.read_bytes() == b"%PDF-1.7\xff"


def test_a_folder_that_takes_no_files_is_told(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("a file", encoding="utf-8")
    assert "could not be saved" in talk(shop, *ORDERING, "the receipt please", files=tmp_path / "mine")
