"""Prices and stock from a file: seen by the running shop within a second, no product read, no vector touched."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import Settings
from bot.shelf import Shelf
from bot.shop import Shop
from bot.updating import Counted, update_offers
from matching import store as catalog
from matching.encoder.base import Vectors
from matching.feeds.base import Complaint
from matching.matcher import Matcher
from orders import service
from orders.ids import Sku
from orders.money import Money
from orders.stock import Offer
from tests.matching.goods import HashEncoder, english

FJORD = Sku("fjord-navy-M")


class CountingEncoder(HashEncoder):
    def __init__(self) -> None:
        self.encoded = 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        return super().encode_passages(texts)


def offer(shop: Shop, sku: Sku = FJORD) -> Offer:
    with shop.storage.reads() as session:
        return service.offers(session, [sku])[sku]


def update(shop: Shop, file: Path, text: str, currency: str = "") -> tuple[Counted, list[str]]:
    file.write_text(text, encoding="utf-8")
    refused: list[Complaint] = []
    return update_offers(shop.storage, file, currency, refused.append), [str(each) for each in refused]


def within_a_second(happens: Callable[[], bool]) -> bool:
    until = time.monotonic() + 1
    while time.monotonic() < until:
        if happens():
            return True
        time.sleep(0.01)
    return False


def test_a_running_shop_sells_at_the_new_price_within_a_second(
    shop: Shop, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "prices.jsonl"
    file.write_text(json.dumps({"sku": FJORD, "price": "12.34", "currency": "EUR", "stock": 77}), encoding="utf-8")
    shop.runner.start()
    with pytest.raises(SystemExit) as left:
        main(["catalog", "update", str(file), "--db", settings.database_url])
    assert within_a_second(lambda: shop.finder.price_of(FJORD, "EUR") == Money(1234, "EUR"))
    assert shop.finder.stock_of(FJORD) == 77
    shop.runner.stop()
    assert left.value.code == 0
    assert "Read 1 lines: 1 offers changed, 0 lines were refused." in capsys.readouterr().out


def test_news_of_prices_read_no_product_and_touch_no_vector(shop: Shop, tmp_path: Path) -> None:
    encoder = CountingEncoder()
    matcher = Matcher(english(), encoder)
    shelf = Shelf(shop.storage, matcher)
    shelf.fill()
    encoded = encoder.encoded
    with shop.storage.reads() as session:
        products = catalog.load_products(session)
    update(shop, tmp_path / "prices.tsv", f"sku\tprice\n{FJORD}\t12.34 EUR\n")
    with shop.storage.reads() as session:
        assert shelf.refresh(session) == 1
        assert catalog.load_products(session) == products
    assert (matcher.price_of(FJORD, "EUR"), encoder.encoded) == (Money(1234, "EUR"), encoded)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "sku,price,currency,stock,markets\n{sku},12.34,EUR,5,\"DE,at\"\n"),
        ("a.tsv", "id\tprice\tquantity\tmarkets\n{sku}\t12.34 EUR\t5\tDE;AT\n"),
        ("a.csv", "Variant SKU,Price EUR,Inventory quantity,Market\n{sku},12.34,5,\"DE, AT\"\n"),
        ("a.jsonl", '{{"sku": "{sku}", "prices": {{"EUR": "12.34"}}, "stock": 5, "markets": ["DE", "AT"]}}\n'),
    ],
)  # fmt: skip
def test_prices_stock_and_markets_are_read_from_tables_and_json_lines(
    shop: Shop, tmp_path: Path, name: str, text: str
) -> None:
    counted, refused = update(shop, tmp_path / name, text.format(sku=FJORD))
    now = offer(shop)
    assert (counted.changed, refused) == (1, [])
    assert (now.price_in("EUR"), now.stock, now.markets) == (Money(1234, "EUR"), 5, ("DE", "AT"))


def test_what_a_line_does_not_name_stays_as_it_is(shop: Shop, tmp_path: Path) -> None:
    before = offer(shop)
    update(shop, tmp_path / "a.jsonl", json.dumps({"sku": FJORD, "stock": 4}))
    assert replace(offer(shop), stock=before.stock, revision=before.revision) == before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("no-such,1.00,EUR,1", "line 2: sku: 'no-such' is not sold here; import it first"),
        (f"{FJORD},\"1.299,50\",EUR,1", "line 2: price: '1.299,50' is not an amount in EUR"),
        (f"{FJORD},12.00,,1", "line 2: currency: is missing"),
        (f"{FJORD},12.00,XXX,1", "line 2: currency: 'XXX' is not one of"),
        (f"{FJORD},0,EUR,1", "line 2: price: '0' is not above zero"),
        (f"{FJORD},,,-3", "line 2: stock: -3 is negative"),
        (f"{FJORD},,,", "line 2: says nothing new"),
        (",1.00,EUR,1", "line 2: sku: is missing"),
    ],
)  # fmt: skip
def test_a_line_that_is_wrong_changes_nothing_and_the_others_count(
    shop: Shop, tmp_path: Path, row: str, said: str
) -> None:
    before = offer(shop)
    other = Sku("fjord-navy-L")
    counted, refused = update(shop, tmp_path / "a.csv", f"sku,price,currency,stock\n{row}\n{other},,,41\n")
    assert (counted.lines, counted.changed, len(refused)) == (2, 1, 1)
    assert refused[0].startswith(said)
    assert (offer(shop), offer(shop, other).stock) == (before, 41)


def test_the_last_line_about_a_sku_counts(shop: Shop, tmp_path: Path) -> None:
    update(shop, tmp_path / "a.csv", f"sku,stock\n{FJORD},1\n{FJORD},2\n")
    assert offer(shop).stock == 2
