"""What every feed reader promises (matching/feeds/base.py): good lines load whole, bad ones say why."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.feeds import FORMATS
from matching.feeds.base import Feed
from matching.feeds.reading import read_rows
from matching.feeds.source import lines_of
from matching.feeds.titles import shared_title
from orders.money import Money
from tests.matching.goods import lexicon

GOOD: dict[str, object] = {
    "sku": "J-yellow-M", "product": "J", "title": "Rain jacket Skagen, yellow", "category": "rain_jacket",
    "description": "Keeps the rain out.", "audience": "women", "color": "yellow", "size": "M",
    "material": "recycled_polyester", "features": ["waterproof"], "price": "89.90", "currency": "EUR", "stock": 3,
}  # fmt: skip
GONE = object()


def line(**changes: object) -> bytes:
    return json.dumps({key: value for key, value in {**GOOD, **changes}.items() if value is not GONE}).encode()


def read(*lines: bytes) -> Feed:
    return read_rows(FORMATS["jsonl"].rows(lines, ""), lexicon())


def refusal(*lines: bytes) -> str:
    feed = read(*lines, line(sku="good", product="G"))
    assert [str(product.id) for product in feed.products][-1] == "G"
    assert len(feed.refused) == 1
    return str(feed.refused[0])


def test_a_good_line_is_loaded_as_it_stands() -> None:
    feed = read(
        line(
            prices={"USD": "99.00"},
            markets=["DE", "fr"],
            shipping="4.90",
            cost="89.90",
            tier="express",
            supplier="nord",
        )
    )
    product, offer = feed.products[0], feed.offers[0]
    variant = product.variants[0]
    assert (feed.refused, feed.repaired) == ((), ())
    assert (product.category, product.audience, product.materials, product.features) == (
        "rain_jacket", "women", ("recycled_polyester",), ("waterproof",),
    )  # fmt: skip
    assert (variant.sku, variant.color, variant.size) == ("J-yellow-M", "yellow", "M")
    assert offer.prices == (Money(8990, "EUR"), Money(9900, "USD"))
    assert (offer.stock, offer.markets, offer.shipping, offer.cost) == (
        3,
        ("DE", "FR"),
        Money(490, "EUR"),
        Money(8990, "EUR"),
    )
    assert (offer.tier, offer.supplier) == ("express", "nord")


def test_a_cost_that_is_not_the_price_is_left_out_and_named() -> None:
    feed = read(line(cost="60.00"))
    assert (feed.refused, feed.offers[0].cost) == ((), None)
    assert [str(note) for note in feed.repaired] == [
        "line 1: cost: left out: 60.00 is not the price 89.90, and goods are sold at what they cost"
    ]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (line(sku=GONE), "line 1: sku: is missing"),
        (line(sku="a\x00b"), "line 1: sku: 'a\\x00b' is not an id"),
        (line(sku="x" * 101), "line 1: sku: "),
        (line(title="<br/> "), "line 1: title: is missing"),
        (line(price=GONE), "line 1: price: is missing"),
        (line(price="12,90"), "line 1: price: '12,90' is not an amount in EUR"),
        (line(price="12.905"), "line 1: price: '12.905' is a thousand times as much to some"),
        (line(price="2.770"), "line 1: price: '2.770' is a thousand times as much to some"),
        (line(price="0.005"), "line 1: price: '0.005' is not an amount in EUR"),
        (line(price="1e9999999"), "line 1: price: '1e9999999' is not an amount"),
        (line(price="0"), "line 1: price: '0' is not above zero"),
        (line(price=-3), "line 1: price: -3 is not above zero"),
        (line(price=True), "line 1: price: True is not an amount"),
        (line(prices={"USD": "-1"}), "line 1: prices.USD: '-1' is not above zero"),
        (line(prices={"EUR": "80.00"}), "line 1: prices.EUR: 80.00 is not the price 89.90"),
        (line(currency="DOGE"), "line 1: currency: 'DOGE' is not one of AED"),
        (line(currency=GONE), "line 1: currency: is missing"),
        (line(stock=-1), "line 1: stock: -1 is negative"),
        (line(stock="many"), "line 1: stock: 'many' is not a whole number"),
        (line(stock=2.5), "line 1: stock: 2.5 is not a whole number"),
        (line(stock=10**30), "line 1: stock: "),
        (line(stock=GONE), "line 1: stock: is missing"),
        (line(dimensions={"width": "wide"}), "line 1: dimensions.width: 'wide' is not a length"),
        (line(attributes="red"), "line 1: attributes: 'red' is not an object"),
        (b'{"sku": "a", ', "line 1: is not JSON: "),
        (b'{"sku": NaN}', "line 1: is not JSON: NaN"),
        (b"[1, 2]", "line 1: is not a JSON object"),
        (b"[" * 100_000, "line 1: is nested too deeply"),
        (b"\xff\xfe", "line 1: is not UTF-8 at byte 1"),
        (b'{"sku": "' + b"x" * 4_000_001, "line 1: is longer than 4000000 bytes"),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_with_its_field_and_reason_and_the_next_one_loads(bad: bytes, said: str) -> None:
    assert refusal(bad).startswith(said)


def test_a_sku_on_two_lines_is_refused_the_second_time() -> None:
    feed = read(line(), line(price="1.00"))
    assert [str(complaint) for complaint in feed.refused] == ["line 2: sku: 'J-yellow-M' was on line 1 already"]
    assert feed.offers[0].prices == (Money(8990, "EUR"),)


def test_a_variant_of_another_category_than_its_product_is_refused() -> None:
    feed = read(line(), line(sku="other", category="vase"))
    assert [complaint.field for complaint in feed.refused] == ["category"]
    assert len(feed.products[0].variants) == len(feed.offers) == 1


def test_markup_control_characters_and_floods_are_cleaned_and_noted() -> None:
    feed = read(
        line(title="<b>Rain</b> jacket &amp; hood\x00\ud800 <script>x()</script>", description="wet " * 250_000)
    )
    product = feed.products[0]
    assert product.title == "Rain jacket & hood"
    assert len(product.description) <= 5_000
    assert {complaint.field for complaint in feed.repaired} == {"title", "description"}


def test_a_price_list_in_a_strange_currency_is_left_out_and_noted() -> None:
    feed = read(line(prices={"USD": "99.00", "XXX": "1"}))
    assert [price.currency for price in feed.offers[0].prices] == ["EUR", "USD"]
    assert [complaint.field for complaint in feed.repaired] == ["prices.XXX"]


def test_words_of_another_vocabulary_become_concepts_and_strange_ones_stay_as_said() -> None:
    feed = read(
        line(category="Home & Garden > Decor > Vases", color="Navy Blue", material="wobblium", audience="Ladies",
        features=["dishwasher safe", "glowing"])
    )  # fmt: skip
    product = feed.products[0]
    assert (product.category, product.variants[0].color, product.audience, product.features) == (
        "vase", "navy", "women", ("dishwasher_safe",),
    )  # fmt: skip
    assert (product.materials, dict(product.attributes)) == ((), {"material": "wobblium", "feature": "glowing"})


@pytest.mark.parametrize(
    ("said", "color"), [("black/white", "multicolor"), ("mustard yellow", "mustard"), ("blurple", None), (None, None)]
)
def test_a_colour_is_one_concept_several_or_unknown(said: str | None, color: str | None) -> None:
    assert read(line(color=said, title="Rain jacket Skagen")).products[0].variants[0].color == color


def test_a_product_has_what_all_its_lines_say_and_variants_keep_what_differs() -> None:
    product = read(
        line(material=["cotton", "nylon"]),
        line(sku="b", color="navy", title="Rain jacket Skagen, navy", material=["nylon"], audience="men"),
    ).products[0]
    first, second = product.variants
    assert (product.title, product.materials, product.audience) == ("Rain jacket Skagen", ("nylon",), None)
    assert (product.materials_of(first), product.materials_of(second)) == (("cotton", "nylon"), ("nylon",))
    assert (product.audience_of(first), product.audience_of(second), second.title) == (
        "women",
        "men",
        "Rain jacket Skagen, navy",
    )


def test_concepts_among_the_attributes_count_and_are_kept_once() -> None:
    product = read(
        line(material="alpaca", attributes={"materials": ["alpaca", "wool"], "styles": "boho", "care": "dry flat"})
    ).products[0]
    assert (product.materials, product.styles, dict(product.attributes)) == (
        ("alpaca", "wool"),
        ("boho",),
        {"care": "dry flat"},
    )


def test_a_size_of_two_lengths_is_a_measure_where_the_category_is_sized_so() -> None:
    assert read(line(category="blanket", size="130x180")).products[0].variants[0].dimensions == {
        "width": 130.0,
        "length": 180.0,
    }
    assert read(line(dimensions={"height": "0.4 m", "depth_mm": 120})).products[0].variants[0].dimensions == {
        "height": 40.0,
        "depth": 12.0,
    }


@pytest.mark.parametrize(
    ("titles", "shared"),
    [
        (["Grey wool blanket", "Green wool blanket"], "wool blanket"),
        (["Vase Aalto (blue, 20 cm)", "Vase Aalto (red, 30 cm)"], "Vase Aalto"),
        (["Skagen - S", "Skagen - M"], "Skagen"),
        (["Red", "Blue"], "Red"),
        (["Mug", "Mug"], "Mug"),
    ],
)
def test_a_product_is_called_what_its_titles_share(titles: list[str], shared: str) -> None:
    assert shared_title(titles) == shared


def test_a_file_is_read_line_by_line_whatever_its_lines_are(tmp_path: Path) -> None:
    file = tmp_path / "catalog.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + line() + b"\r\n\r\n" + b"x" * 9_000_000 + b"\n" + line(sku="last"))
    feed = read_rows(FORMATS["jsonl"].rows(lines_of(file), ""), lexicon())
    assert [offer.sku for offer in feed.offers] == ["J-yellow-M", "last"]
    assert [(complaint.line, complaint.field) for complaint in feed.refused] == [(3, None)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "prices", "dimensions", "attributes", "markets", "titles", "cost"]), json_values
    )
)
def test_no_line_breaks_the_reader_or_is_loaded_by_half(changes: dict[str, object]) -> None:
    feed = read(line(**changes))
    assert len(feed.offers) + len(feed.refused) == 1
    assert [variant.sku for product in feed.products for variant in product.variants] == [
        offer.sku for offer in feed.offers
    ]
