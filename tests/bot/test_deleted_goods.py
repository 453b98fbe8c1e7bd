"""Goods that are not sold any more: nobody finds them, and who bought them can do all about their order as before."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import open_shop
from orders.actions import ParcelNews
from orders.ids import Sku
from tests.builders import NOW, a_line
from tests.customer import Customer
from tests.fakes import RecordingChannel, Scripted
from tests.sentences import SENTENCES


def bought(settings: Settings) -> None:
    with closing(open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))) as shop:
        shop.channels["test"] = RecordingChannel()
        Customer(shop, RecordingChannel()).buys()


def leave(settings: Settings, folder: Path) -> None:
    """A feed of another jacket is all that the house sells."""
    feed = folder / "new.jsonl"
    feed.write_text(json.dumps(a_line("storm-red-M", "70.00")), encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["catalog", "import", str(feed), "--delete-missing", "--db", settings.database_url])
    assert left.value.code == 0


def asked(settings: Settings, text: str) -> tuple[list[str], list[str]]:
    """What is answered after the jacket came, and what its order calls it."""
    with closing(open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))) as shop:
        shop.channels["test"] = channel = RecordingChannel()
        customer = Customer(shop, channel)
        customer.parcel(ParcelNews.SHIPPED)
        customer.parcel(ParcelNews.DELIVERED)
        return customer.says(text), [line.title for order in customer.orders() for line in order.lines]


@pytest.mark.parametrize("text", ["where is it", "it is broken", "I withdraw"])
def test_an_order_of_goods_that_left_is_served_as_if_they_were_there(tmp_path: Path, catalog: Path, text: str) -> None:
    answers = []
    for name in ("there", "left"):
        settings = Settings(database_url=f"sqlite:///{tmp_path}/{name}.db", catalog=catalog)
        bought(settings)
        if name == "left":
            leave(settings, tmp_path)
        answers.append(asked(settings, text))
    assert answers[0] == answers[1]
    assert all(answers[1])


def test_goods_that_left_are_found_no_more(tmp_path: Path, catalog: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/shop.db", catalog=catalog)
    bought(settings)
    leave(settings, tmp_path)
    with closing(open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))) as shop:
        assert shop.finder.product_of(Sku("skagen-yellow-L")) is None
        assert shop.finder.product_of(Sku("storm-red-M")) is not None
