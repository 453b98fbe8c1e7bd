"""How searches hold up when the catalog grows: `python -m benchmarks scale [SKUs …]`, a million unless told otherwise.
With `--no-server` pgvector is left out, which takes longer than all else together.

The goods and needs are those of `goods.py`. One process fills a SQLite file through the stores of catalog and offers,
one learns the index, one serves from it (its memory is what is reported), and one knows the exact answers and runs the
peers over the same vectors and words. Needs are drawn until there are enough of them near each share of SKUs that pass
the filters; "100 %" are words without any filter but what is for sale here. CPU is the time of the searching thread
alone: what a search would take on a machine with nothing else to do.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Final, ParamSpec, TypeVar

import numpy as np

from benchmarks.goods import MOST_SKUS, Goods, Grammar, goods, some_need, words_alone
from benchmarks.peers import BEST, Answers, Asked, Seconds, Table, compared
from benchmarks.table import milliseconds, show
from bot.settings import Settings
from bot.shelf import Shelf
from bot.storage import Storage
from bot.wiring import open_storage
from locales import load_locales
from matching import store as catalog
from matching.concepts import Concepts
from matching.demo.design import LANGUAGES
from matching.encoder.static import StaticEncoder, load_static
from matching.index.faiss import FaissIndex
from matching.matcher import Matcher
from matching.matches import Occasion
from matching.need import Need
from matching.product import Product
from matching.search import Search
from matching.shelf import passage_of
from orders import service
from orders.ids import ProductId, Sku
from orders.money import Money
from orders.stock import Offer

MILLION: Final = 1_000_000
NO_SERVER: Final = "--no-server"
SHARES: Final = (1.0, 0.1, 0.01, 0.001)
NEAR: Final = 2.0
"""A need belongs to the nearest share when it leaves at most this many times more or fewer."""
EACH: Final = 100
WARMING: Final = 25
"""Needs of each share that are asked first and not counted: files are mapped, and read when they are first used."""
DRAWN: Final = 4_000
BATCH: Final = 2_000
CHANGES: Final = 20
ARRIVALS: Final = 5
ARRIVING: Final = 100
HERE: Final = Occasion("DE", "EUR")
Wish = tuple[Need, Occasion]
P = ParamSpec("P")
R = TypeVar("R")
CLOCK, OWN = 0, 1
GIB: Final = 2**30


@dataclass(frozen=True)
class Served:
    """What the serving process saw: seconds, bytes, and searches by share of SKUs that pass."""

    products: int
    reopened: Seconds
    memory: int
    peak: int
    searches: dict[str, list[Seconds]]
    asked: dict[str, list[Asked]]
    changes: list[Seconds]
    written: int
    arrivals: list[Seconds]


def fill(file: str, count: int) -> Seconds:
    """To put the goods into an empty database, batch by batch."""
    return _timed(_fill, file, count)


def _fill(file: str, count: int) -> None:
    with closing(opened(file)) as storage:
        making = goods(count)
        while batch := list(islice(making, BATCH)):
            with storage.writes() as session:
                catalog.keep_products(session, [product for product, _ in batch])
                service.load_offers(session, [offer for _, offers in batch for offer in offers])


def learn(file: str) -> tuple[Seconds, Seconds]:
    """Until a filled database can be searched, and until its index is learned and kept."""
    with closing(opened(file)) as storage:
        matcher = _matcher(file)
        return _timed(Shelf(storage, matcher).fill), _timed(_vectors(matcher).wait)


def serve(file: str, count: int) -> Served:
    """Open the search with what was kept, and use it."""
    with closing(opened(file)) as storage:
        matcher = _matcher(file)
        shelf = Shelf(storage, matcher)
        reopened = _timed(shelf.fill)
        wishes = _wishes_by_share(matcher, count)
        for given in wishes.values():
            for wish in given[EACH:]:
                _searched(matcher, *wish)
        wishes = {name: given[:EACH] for name, given in wishes.items()}
        searches = {name: [_searched(matcher, *wish) for wish in given] for name, given in wishes.items()}
        memory, peak = _memory()
        written = _vectors(matcher).written
        return Served(
            products=len(matcher.shelf.products),
            reopened=reopened,
            memory=memory,
            peak=peak,
            searches=searches,
            asked={name: [_asked(matcher, need) for need, _ in given] for name, given in wishes.items()},
            changes=list(_changes(storage, shelf, matcher)),
            written=_vectors(matcher).written - written,
            arrivals=list(_arrivals(storage, shelf, matcher)),
        )


def exactly(file: str, asked: dict[str, list[Asked]], server: bool) -> Table:
    """The exact answers and the peers', over vectors made anew from the database."""
    with closing(opened(file)) as storage, storage.reads() as session:
        texts = [passage_of(product, english()) for product in catalog.each_product(session)]
    return compared(encoder().encode_passages(texts), texts, asked, server=server)


@cache
def english() -> Concepts:
    return Concepts(load_locales()["en"].terms)


@cache
def encoder() -> StaticEncoder:
    return load_static()


def opened(file: str) -> Storage:
    return open_storage(Settings(database_url=f"sqlite:///{file}"))


def _matcher(file: str) -> Matcher:
    return Matcher(english(), encoder(), folder=Path(file).with_suffix(".vectors"))


def _vectors(matcher: Matcher) -> FaissIndex:
    vectors = matcher.shelf.vectors
    assert isinstance(vectors, FaissIndex)
    return vectors


def _wishes_by_share(matcher: Matcher, count: int) -> dict[str, list[Wish]]:
    """Up to EACH needs near each share, and those that warm up, in the four languages of the goods."""
    grammar, rng = Grammar(), random.Random(11)
    found: dict[str, list[Wish]] = {f"{share:.1%}": [] for share in SHARES}
    for _ in range(DRAWN):
        language = rng.choice(LANGUAGES)
        need = some_need(grammar, rng, language)
        passing = len(Search(need, HERE, matcher.shelf, english()).passing()) / count
        share = min(SHARES[1:], key=lambda each: abs(np.log(max(passing, 1e-9) / each)))
        near = share / NEAR <= passing <= share * NEAR
        for name, given in (("100.0%", words_alone(need)), (f"{share:.1%}" if near else "", need)):
            if name in found and len(found[name]) < EACH + WARMING:
                found[name].append((given, replace(HERE, language=language)))
        if all(len(given) == EACH + WARMING for given in found.values()):
            break
    return found


def _arrivals(storage: Storage, shelf: Shelf, matcher: Matcher) -> Iterator[Seconds]:
    """From newly committed goods, ARRIVING products at once, until the search finds them."""
    making = goods(ARRIVALS * ARRIVING * MOST_SKUS, seed=2)
    for number in range(ARRIVALS):
        named = [_renamed(*each, f"new-{number}-") for each in islice(making, ARRIVING)]
        with storage.writes() as session:
            catalog.keep_products(session, [product for product, _ in named])
            service.load_offers(session, [offer for _, offers in named for offer in offers])
        yield _timed(_refresh, storage, shelf)
        assert all(matcher.product(product.id) == product for product, _ in named)


def _refresh(storage: Storage, shelf: Shelf) -> None:
    with storage.reads() as session:
        shelf.refresh(session)


def _renamed(product: Product, offers: tuple[Offer, ...], prefix: str) -> Goods:
    """The same goods under ids that are not there yet."""
    identity = ProductId(prefix + product.id)
    variants = tuple(replace(variant, sku=Sku(prefix + variant.sku)) for variant in product.variants)
    return replace(product, id=identity, variants=variants), tuple(
        replace(offer, sku=Sku(prefix + offer.sku), product=identity) for offer in offers
    )


def _searched(matcher: Matcher, need: Need, where: Occasion) -> Seconds:
    clock, own = time.perf_counter(), time.thread_time()
    matcher.find(need, where)
    return time.perf_counter() - clock, time.thread_time() - own


def _asked(matcher: Matcher, need: Need) -> Asked:
    """The need's words asked of the vector index alone."""
    shelf = matcher.shelf
    query = encoder().encode_queries([need.text])[0]
    among = Search(need, HERE, shelf, english()).passing().products
    clock, own = time.perf_counter(), time.thread_time()
    found, _ = shelf.vectors.search(query, BEST, among)
    return Asked(query, need.text, among, found, (time.perf_counter() - clock, time.thread_time() - own))


def _changes(storage: Storage, shelf: Shelf, matcher: Matcher) -> Iterator[Seconds]:
    """From a committed new price until the search knows it."""
    rng = random.Random(5)
    for _ in range(CHANGES):
        product = matcher.shelf.products[rng.randrange(len(matcher.shelf.products))]
        sku = product.variants[0].sku
        with storage.reads() as session:
            offer = service.offers(session, [sku])[sku]
        price = Money(offer.prices[0].minor + 100, offer.prices[0].currency)
        with storage.writes() as session:
            service.load_offers(session, [offer.repriced(price)])
        yield _timed(_refresh, storage, shelf)
        assert matcher.price_of(sku, price.currency) == price


def _timed(call: Callable[P, R], *args: P.args, **named: P.kwargs) -> Seconds:
    """By the clock, and of the CPU of all threads."""
    clock, own = time.perf_counter(), time.process_time()
    call(*args, **named)
    return time.perf_counter() - clock, time.process_time() - own


def _memory() -> tuple[int, int]:
    """Bytes in memory now, and at most so far."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _alone(call: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
    """In a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(call, *args, **named).result()


def report(count: int, *, server: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/shop.db"
        filled = _alone(fill, file, count)
        searchable, learned = _alone(learn, file)
        served = _alone(serve, file, count)
        peers = _alone(exactly, file, served.asked, server)
    wholly = {name: Answers(took, None) for name, took in served.searches.items()}
    rows = [_line("a whole search", wholly, OWN), _line("a whole search, by the clock", wholly, CLOCK)]
    rows += [_line(name, each, CLOCK if name.endswith("by the clock") else OWN) for name, each in peers.items()]
    goods_ = f"{count:,} SKUs of {served.products:,} products"
    show(f"{goods_}: p50 / p95 ms of CPU, recall@10, at the share of SKUs that pass", ["", *wholly], rows)
    figures = [
        ["searches at each share", ", ".join(str(len(took)) for took in served.searches.values())],
        ["memory of the serving process", f"{served.memory / GIB:.2f} GiB (at most {served.peak / GIB:.2f})"],
        ["from goods to database", _both(filled)],
        ["from database to searchable", _both(searchable)],
        ["learning the index meanwhile", _both(learned)],
        ["the same with what was kept", _both(served.reopened)],
        ["a new price is seen", f"{_middle(served.changes)}, {served.written} vectors touched"],
        [f"{ARRIVING} new products are found", _middle(served.arrivals)],
    ]
    show("Memory, start and changes", ["", ""], figures)


def _both(took: Seconds) -> str:
    return f"{took[0]:.0f} s ({took[1]:.0f} s of CPU)"


def _middle(took: Sequence[Seconds]) -> str:
    clock, own = (median(each[which] for each in took) * 1000 for which in (CLOCK, OWN))
    return f"{clock:.0f} ms ({own:.0f} ms of CPU)"


def _line(name: str, answers: dict[str, Answers], which: int) -> Sequence[str]:
    cells = []
    for each in answers.values():
        p50, p95 = milliseconds([took[which] for took in each.took])
        recall = "" if each.recall is None else f", {each.recall:.3f}"
        cells.append(f"{p50} / {p95}{recall}")
    return [name, *cells]


def main() -> None:
    for count in [int(each) for each in sys.argv[1:] if each.isdigit()] or [MILLION]:
        report(count, server=NO_SERVER not in sys.argv)


if __name__ == "__main__":
    main()
