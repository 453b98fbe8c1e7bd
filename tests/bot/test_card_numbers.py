"""A card number that is typed: answered kindly, and kept nowhere."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select

from bot.channels.jsonlines import JsonLines
from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from tests.builders import NOW, an_arrival
from tests.customer import Customer

NUMBER = "4111 1111 1111 1111"
PLAIN = NUMBER.replace(" ", "")


def everything(shop: Shop) -> str:
    """All that the database holds, as text."""
    with shop.storage.reads() as session:
        rows = [str(row) for table in SQLModel.metadata.sorted_tables for row in session.execute(select(table)).all()]
    return "\n".join(rows)


@pytest.fixture(scope="module")
def talking(catalog: Path) -> Iterator[Shop]:
    settings = Settings(database_url=":memory:", catalog=catalog)
    with closing(open_shop(settings, clock=StillClock(NOW))) as shop:
        yield shop


@pytest.mark.parametrize("locale", ["en", "de", "fr", "es"])
@pytest.mark.parametrize("written", [NUMBER, PLAIN, NUMBER.replace(" ", "-"), f"Visa {NUMBER} 04/29 737"])
def test_it_is_answered_in_the_language_and_stored_in_no_table(talking: Shop, locale: str, written: str) -> None:
    reply = JsonLines(talking).handle({"user": f"{locale} {written}"[:6], "text": written, "locale": locale})
    assert (reply["locale"], reply["intent"]) == (locale, "payment_info")
    kept = everything(talking)
    assert "1111" in kept and "1111 1111" not in kept and "11111111" not in kept and "1111-1111" not in kept
    assert " 737" not in kept


def test_the_database_file_holds_no_digit_of_it_but_the_last_four(settings: Settings, tmp_path: Path) -> None:
    with closing(open_shop(settings, clock=StillClock(NOW))) as shop:
        JsonLines(shop).handle({"user": "mia", "text": f"use {PLAIN} please", "locale": "en"})
    raw = b"".join(file.read_bytes() for file in tmp_path.glob("shop.db*"))
    assert b"41111111" not in raw and "●●●●".encode() in raw


def test_what_the_desk_writes_is_kept_without_it_too(customer: Customer) -> None:
    customer.says("a person please")
    customer.staff("claim")
    customer.staff("reply", f"Your card {NUMBER} was declined.")
    kept = everything(customer.shop)
    assert "was declined" in kept and NUMBER not in kept


def test_what_could_not_be_parsed_is_kept_without_it(shop: Shop) -> None:
    shop.engine.accept_unreadable(an_arrival("", raw=f"<broken card={PLAIN}>"))
    assert PLAIN not in everything(shop) and "<broken card=" in everything(shop)


def test_what_was_asked_beside_it_is_understood(talking: Shop) -> None:
    door, mia = JsonLines(talking), {"user": "mia", "locale": "en"}
    home = {"name": "Mia Roth", "line1": "Am Markt 1", "city": "Bonn", "postcode": "53111", "country": "DE"}
    lines = [{"sku": "skagen-yellow-M", "quantity": 1}]
    order = {"ref": "A", "lines": lines, "state": "delivered", "method": "card_1111", "placed_days_ago": 9}
    door.handle({"op": "seed", "user": "mia", "profile": {"name": "Mia", "address": home}, "orders": [order]})
    door.handle({**mia, "text": "show me the yellow rain jacket in M"})
    door.handle({**mia, "button": "take:skagen-yellow-M"})
    reply = door.handle({**mia, "text": f"i'll pay with my visa {NUMBER}"})
    assert reply["asks"] == ["confirm"] and reply["order"]["method"] == "card_1111"
    assert NUMBER not in reply["text"]


@pytest.mark.parametrize("written", [NUMBER.replace(" ", " - "), NUMBER.replace(" ", ", "), f"+{PLAIN}"])
def test_wider_spellings_are_stored_in_no_table_either(talking: Shop, written: str) -> None:
    JsonLines(talking).handle({"user": f"wide {written}"[:9], "text": written, "locale": "en"})
    kept = everything(talking)
    assert written not in kept and PLAIN not in kept
