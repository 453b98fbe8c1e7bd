"""Imports of feeds: cut off at any moment they go on where they stopped, and end in the same catalog."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import pytest

from bot import schema
from bot.importing import Import, Imported
from bot.storage import Storage
from matching import store as catalog
from matching.feeds.base import Complaint, Told
from matching.feeds.gathering import Source
from matching.feeds.quality import Quality
from matching.feeds.store import BeingImported, FeedStore
from matching.product import Product
from orders import service
from orders.ids import Sku
from tests.matching.goods import lexicon

Goods = tuple[tuple[Product, ...], dict[str, tuple[object, ...]]]
Line = dict[str, object]


class Silent:
    def refused(self, complaint: Complaint) -> None: ...

    def reading(self, quality: Quality, share: float) -> None: ...

    def writing(self, done: int, of: int) -> None: ...


def a_line(product: int, size: str, **changes: object) -> Line:
    return {
        "sku": f"J{product}-{size}", "product": f"J{product}", "title": f"Rain jacket {product}, {size}", "size": size,
        "category": "rain_jacket", "color": "navy", "price": "89.90", "currency": "EUR", "stock": 3,
    } | changes  # fmt: skip


def scattered(products: int) -> list[Line]:
    """The sizes of a product stand far apart."""
    return [a_line(product, size) for size in ("S", "M", "L") for product in range(products)]


@contextmanager
def a_shop(file: Path) -> Iterator[Storage]:
    with closing(Storage(f"sqlite:///{file}")) as opened:
        schema.bring_up_to_date(opened)
        yield opened


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with a_shop(tmp_path / "shop.db") as opened:
        yield opened


def write(file: Path, lines: list[Line]) -> Path:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def an_import(
    storage: Storage, file: Path, *, delete_missing: bool = False, at: Callable[[str], None] = lambda point: None
) -> Import:
    return Import(
        storage=storage,
        source=Source(file, "jsonl", Told()),
        lexicon=lexicon(),
        scratch=file.with_suffix(".scratch"),
        step=10,
        batch=12,
        watch=Silent(),
        delete_missing=delete_missing,
        at=at,
    )


def goods(storage: Storage) -> Goods:
    with storage.reads() as session:
        offers = service.offers_since(session, -1)
        return catalog.load_products(session), {
            offer.sku: (offer.prices, offer.stock, offer.title, offer.sources) for offer in offers
        }


def killed_at(number: int) -> Callable[[str], None]:
    left = iter(range(number))

    def at(point: str) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return at


def import_and_be_killed(url: str, file: Path, number: int) -> bool:
    """In a process of its own; whether it was killed before it was done."""
    child = os.fork()
    if child == 0:
        try:
            an_import(Storage(url), file, at=killed_at(number)).run()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_an_import_killed_at_any_point_goes_on_and_ends_in_the_same_catalog(tmp_path: Path) -> None:
    file = write(tmp_path / "feed.jsonl", [*scattered(12), a_line(99, "S", price="none")])
    with a_shop(tmp_path / "whole.db") as whole:
        an_import(whole, file).run()
        wanted = goods(whole)
    for number in count():
        with a_shop(tmp_path / f"{number}.db") as storage:
            killed = import_and_be_killed(str(storage.url), file, number)
            assert all(len(product.variants) == 3 for product in goods(storage)[0])
            if not killed:
                assert number == 17
                break
            done = an_import(storage, file).run()
            assert goods(storage) == wanted
            assert (done.quality.rows, done.quality.refused) == (37, 1)


def test_the_same_feed_again_writes_nothing(storage: Storage, tmp_path: Path) -> None:
    file = write(tmp_path / "feed.jsonl", scattered(5))
    first = an_import(storage, file).run()
    assert (first.products, first.variants, first.offers) == (5, 15, 15)
    again = an_import(storage, file).run()
    assert (again.variants, again.offers, again.removed) == (0, 0, 0)


@pytest.mark.parametrize("number", [3, 8, 15])
def test_a_feed_that_changed_after_a_crash_is_begun_anew(storage: Storage, tmp_path: Path, number: int) -> None:
    file = write(tmp_path / "feed.jsonl", scattered(12))
    assert import_and_be_killed(str(storage.url), file, number)
    write(file, [a_line(product, "S", stock=8) for product in range(12)])
    an_import(storage, file, delete_missing=True).run()
    products, offers = goods(storage)
    assert [len(product.variants) for product in products] == [1] * 12
    assert {offers[variant.sku][1] for product in products for variant in product.variants} == {8}


def test_a_damaged_scratch_file_is_begun_anew(storage: Storage, tmp_path: Path) -> None:
    file = write(tmp_path / "feed.jsonl", scattered(2))
    file.with_suffix(".scratch").write_bytes(b"no database " * 1000)
    assert an_import(storage, file).run().variants == 6


def test_one_file_is_imported_by_one_process_at_a_time(storage: Storage, tmp_path: Path) -> None:
    file = write(tmp_path / "feed.jsonl", scattered(1))
    with closing(FeedStore.open(file.with_suffix(".scratch"), "mine")), pytest.raises(BeingImported):
        an_import(storage, file).run()


def test_nothing_is_left_of_an_import_that_is_done(storage: Storage, tmp_path: Path) -> None:
    an_import(storage, write(tmp_path / "feed.jsonl", scattered(2))).run()
    assert [path.name for path in tmp_path.iterdir() if "scratch" in path.name] == []


# What goes


@pytest.fixture
def two_suppliers(storage: Storage, tmp_path: Path) -> Storage:
    theirs = [a_line(number, "M", supplier="nord") for number in range(4)]
    ours = [a_line(number, "M", supplier="werk") for number in range(10, 13)]
    an_import(storage, write(tmp_path / "all.jsonl", [*theirs, *ours])).run()
    return storage


def ids(storage: Storage) -> list[str]:
    return [str(product.id) for product in goods(storage)[0]]


def take(storage: Storage, file: Path, *lines: Line) -> Imported:
    return an_import(storage, write(file, list(lines)), delete_missing=True).run()


def test_a_whole_feed_takes_away_what_its_supplier_sells_no_more(two_suppliers: Storage, tmp_path: Path) -> None:
    done = take(two_suppliers, tmp_path / "nord.jsonl", a_line(2, "M", supplier="nord"))
    assert (done.removed, ids(two_suppliers)) == (3, ["J2", "J10", "J11", "J12"])
    assert [goods(two_suppliers)[1][f"J{number}-M"][1] for number in (0, 2, 10)] == [0, 3, 3]


def test_a_refused_row_takes_nothing_away(two_suppliers: Storage, tmp_path: Path) -> None:
    bad = a_line(0, "M", supplier="nord", price="1.299,50")
    take(two_suppliers, tmp_path / "nord.jsonl", bad, a_line(2, "M", supplier="nord"))
    assert ids(two_suppliers) == ["J0", "J2", "J10", "J11", "J12"]


def test_a_feed_with_rows_that_cannot_be_read_takes_nothing_away(two_suppliers: Storage, tmp_path: Path) -> None:
    done = take(two_suppliers, tmp_path / "nord.jsonl", {"title": "no sku"}, a_line(2, "M", supplier="nord"))
    assert (done.removed, done.kept_missing) == (0, True)


def test_a_feed_of_nothing_takes_nothing_away(two_suppliers: Storage, tmp_path: Path) -> None:
    assert take(two_suppliers, tmp_path / "nord.jsonl").removed == 0
    assert len(ids(two_suppliers)) == 7


def test_a_row_that_is_marked_deleted_takes_its_sku_away(two_suppliers: Storage, tmp_path: Path) -> None:
    file = write(tmp_path / "some.jsonl", [{"sku": "J1-M", "deleted": True}, {"sku": "J77-M", "deleted": "yes"}])
    assert an_import(two_suppliers, file).run().removed == 1
    assert "J1" not in ids(two_suppliers)
    with two_suppliers.reads() as session:
        assert service.offers(session, [Sku("J1-M")])[Sku("J1-M")].free == 0


def test_a_sku_that_moves_to_another_product_leaves_no_empty_one(storage: Storage, tmp_path: Path) -> None:
    an_import(storage, write(tmp_path / "a.jsonl", [a_line(1, "M")])).run()
    an_import(storage, write(tmp_path / "b.jsonl", [a_line(1, "M") | {"product": "other"}])).run()
    assert ids(storage) == ["other"]
    with storage.reads() as session:
        assert catalog.next_position(session) == 2
