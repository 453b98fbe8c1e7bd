"""New, changed and deleted goods reach a running shop without a restart, whichever process brings them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from bot.clock import StillClock
from bot.settings import Settings
from bot.shelf import Shelf
from bot.shop import Shop
from bot.storage import Storage
from bot.wiring import open_shop
from matching import store as catalog
from matching.index import faiss
from matching.matcher import Matcher
from matching.matches import Matches
from matching.need import Need
from orders import service
from orders.ids import Sku
from orders.money import Money
from tests.bot import test_importing as importing
from tests.builders import NOW, a_line
from tests.fakes import Scripted
from tests.matching.goods import GERMANY, HashEncoder, english
from tests.sentences import SENTENCES

SOON: float = 20
"""Seconds; it takes one on a machine with nothing else to do."""
KESTREL = Sku("kestrel-red-M")


def soon(happens: Callable[[], bool]) -> bool:
    until = time.monotonic() + SOON
    while not happens():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def in_another_process(settings: Settings, *arguments: str) -> None:
    """`shopkeep catalog …` with nothing of this process but its environment."""
    command = [sys.executable, "-m", "bot", "catalog", *arguments, "--db", settings.database_url]
    subprocess.run(command, check=True, capture_output=True, env=dict(os.environ))


def feed(file: Path, *lines: dict[str, object]) -> str:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(file)


@pytest.fixture
def neighbour(settings: Settings, shop: Shop) -> Iterator[Shop]:
    """A second shop over the same database."""
    opened = open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))
    yield opened
    opened.close()


def test_goods_that_another_process_imports_are_found_by_every_running_shop(
    shop: Shop, neighbour: Shop, settings: Settings, tmp_path: Path
) -> None:
    shops = (shop, neighbour)
    for each in shops:
        each.runner.start()
    line = a_line(KESTREL, "70.00") | {"title": "Rain jacket with a kestrel"}
    in_another_process(settings, "import", feed(tmp_path / "new.jsonl", line))
    assert soon(lambda: all(each.finder.product_of(KESTREL) is not None for each in shops))
    for each in shops:
        found = each.finder.find(Need(text="kestrel"), GERMANY)
        assert [match.variant.sku for match in found.best][:1] == [KESTREL]
        assert each.finder.price_of(KESTREL, "EUR") == Money(7000, "EUR")
    changed = line | {"title": "Rain jacket with a heron", "price": "75.00"}
    in_another_process(settings, "import", feed(tmp_path / "changed.jsonl", changed))
    assert soon(lambda: all(each.finder.price_of(KESTREL, "EUR") == Money(7500, "EUR") for each in shops))
    assert [each.finder.find(Need(text="heron"), GERMANY).best[0].variant.sku for each in shops] == [KESTREL] * 2
    deleted = feed(tmp_path / "gone.jsonl", {"sku": KESTREL, "deleted": True})
    in_another_process(settings, "import", deleted)
    assert soon(lambda: all(each.finder.product_of(KESTREL) is None for each in shops))
    for each in shops:
        each.runner.stop()


def a_search(storage: Storage, folder: Path | None = None) -> tuple[Shelf, Matcher]:
    matcher = Matcher(english(), HashEncoder(), folder=folder)
    shelf = Shelf(storage, matcher)
    shelf.fill()
    return shelf, matcher


def sold(storage: Storage, matcher: Matcher) -> tuple[Matches, ...]:
    """What the search answers, after it was compared with the catalog product by product."""
    with storage.reads() as session:
        products, offers = catalog.load_products(session), service.offers_since(session, -1)
    assert [matcher.product(product.id) for product in products] == list(products)
    there = {variant.sku for product in products for variant in product.variants}
    assert {offer.sku: matcher.stock_of(offer.sku) for offer in offers} == {
        offer.sku: offer.free if offer.sku in there else 0 for offer in offers
    }
    needs = (Need(), Need(size="S"), Need(size="M"), Need(size="L"), Need(category="rain_jacket"))
    return tuple(matcher.find(need, GERMANY, 20) for need in needs)


def totals(found: tuple[Matches, ...]) -> list[int]:
    return [each.total for each in found]


def test_a_search_beside_an_import_has_the_catalog_as_it_is_at_every_step(tmp_path: Path) -> None:
    file = importing.write(tmp_path / "feed.jsonl", importing.scattered(12))
    with importing.a_shop(tmp_path / "shop.db") as storage:
        shelf, matcher = a_search(storage)
        seen: list[list[int]] = []

        def at(point: str) -> None:
            if point != "in write":  # The import holds the database then, and nothing of it is committed.
                with storage.reads() as session:
                    shelf.refresh(session)
                seen.append(totals(sold(storage, matcher)))

        importing.an_import(storage, file, at=at).run()
        less = importing.write(tmp_path / "less.jsonl", [importing.a_line(3, "S", color="red")])
        importing.an_import(storage, less, delete_missing=True, at=at).run()
        assert seen[0][0] == 0 and max(total for total, *_ in seen) == 12
        assert seen[-1] == totals(sold(storage, a_search(storage)[1])) == [1, 1, 0, 0, 1]


def test_an_import_killed_between_any_two_steps_leaves_search_and_catalog_alike(tmp_path: Path) -> None:
    file = importing.write(tmp_path / "feed.jsonl", importing.scattered(12))
    for number in range(0, 18, 3):
        with importing.a_shop(tmp_path / f"{number}.db") as storage:
            shelf, matcher = a_search(storage)
            importing.import_and_be_killed(str(storage.url), file, number)
            with storage.reads() as session:
                shelf.refresh(session)
            assert totals(sold(storage, matcher)) == totals(sold(storage, a_search(storage)[1]))


def test_a_search_that_is_mostly_of_goods_gone_is_built_anew(tmp_path: Path) -> None:
    with importing.a_shop(tmp_path / "shop.db") as storage:
        importing.an_import(storage, importing.write(tmp_path / "a.jsonl", importing.scattered(12))).run()
        shelf, matcher = a_search(storage)
        less = importing.write(tmp_path / "less.jsonl", [importing.a_line(3, "S")])
        importing.an_import(storage, less, delete_missing=True).run()
        with storage.reads() as session:
            shelf.refresh(session)
        shelf.wait()
        assert len(matcher.shelf.products) == 1
        assert totals(sold(storage, matcher)) == [1, 1, 0, 0, 1]


def keep_taking_over(url: str, folder: Path) -> None:
    """What the process to be killed does: a search that learns after every few products another process brings."""
    faiss.MANY, faiss.CHANGED = 20, 0.05
    with closing(Storage(url)) as storage:
        shelf, _ = a_search(storage, folder)
        while True:
            with storage.reads() as session:
                shelf.refresh(session)
            sys.stdout.write(".\n")
            sys.stdout.flush()


@pytest.mark.parametrize("delay", [0.0, 0.03, 0.1, 0.25])
def test_after_a_kill_of_the_shop_at_any_moment_its_index_is_that_of_the_catalog(tmp_path: Path, delay: float) -> None:
    with importing.a_shop(tmp_path / "shop.db") as storage:
        file = importing.write(tmp_path / "feed.jsonl", importing.scattered(60))
        code = f"from pathlib import Path; from {__name__} import keep_taking_over as go; go({str(storage.url)!r}, "
        code += f"Path({str(tmp_path / 'vectors')!r}))"
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            process.stdout.readline()
            importing.an_import(storage, file).run()
            time.sleep(delay)
            process.kill()
        again, fresh = a_search(storage, tmp_path / "vectors")[1], a_search(storage)[1]
        assert totals(sold(storage, again)) == totals(sold(storage, fresh)) == [60] * 5
        kept, made = (matcher.shelf.vectors.vectors(np.arange(60)) for matcher in (again, fresh))
        assert kept == pytest.approx(made, abs=2e-3)
