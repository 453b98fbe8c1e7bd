"""The catalog in the database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlmodel import Session, SQLModel, create_engine

from matching.product import Product
from matching.store import (
    News,
    Stored,
    count_skus,
    keep_products,
    load_products,
    newest_revision,
    news_since,
    remove_skus,
    replace_catalog,
)
from orders.ids import Sku
from tests.matching.goods import products_of, some_rows


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


@pytest.fixture
def products() -> tuple[Product, ...]:
    return products_of(some_rows(1, products=30))


def test_what_is_kept_is_loaded_in_its_order(session: Session, products: tuple[Product, ...]) -> None:
    keep_products(session, products)
    assert load_products(session) == products
    assert count_skus(session) == sum(len(product.variants) for product in products)


def test_the_same_import_twice_changes_nothing(session: Session, products: tuple[Product, ...]) -> None:
    keep_products(session, products)
    assert keep_products(session, products) == replace_catalog(session, products) == Stored(0, 0, 0)


def test_one_changed_variant_is_one_change(session: Session, products: tuple[Product, ...]) -> None:
    keep_products(session, products)
    first = replace(products[0].variants[0], color="copper")
    changed = replace(products[0], variants=(first, *products[0].variants[1:]))
    assert keep_products(session, [changed]) == Stored(products=0, written=1, removed=0)
    assert load_products(session) == (changed, *products[1:])


def test_a_part_of_a_product_leaves_its_other_variants_alone(session: Session, products: tuple[Product, ...]) -> None:
    whole = next(product for product in products if len(product.variants) > 2)
    keep_products(session, [whole])
    keep_products(session, [replace(whole, variants=whole.variants[:1])])
    assert load_products(session) == (whole,)


def test_replacing_the_catalog_removes_what_is_not_in_it(session: Session, products: tuple[Product, ...]) -> None:
    keep_products(session, products)
    gone = replace_catalog(session, products[10:])
    assert gone.removed == sum(len(product.variants) for product in products[:10])
    assert load_products(session) == products[10:]


def test_a_product_goes_with_its_last_variant(session: Session, products: tuple[Product, ...]) -> None:
    keep_products(session, products)
    skus = [variant.sku for variant in products[0].variants]
    assert remove_skus(session, [*skus, Sku("never there")]) == len(skus)
    assert load_products(session) == products[1:]


def test_news_name_what_was_written_and_what_is_gone_since_a_revision(
    session: Session, products: tuple[Product, ...]
) -> None:
    keep_products(session, products)
    before = newest_revision(session)
    changed = replace(products[1], title="Another title")
    keep_products(session, [changed])
    remove_skus(session, [variant.sku for variant in products[0].variants])
    assert news_since(session, before) == News(before + 2, (changed,), (products[0].id,))
    assert news_since(session, before + 2) is None


def test_what_changes_nothing_is_no_news(session: Session, products: tuple[Product, ...]) -> None:
    keep_products(session, products)
    before = newest_revision(session)
    keep_products(session, products)
    remove_skus(session, [Sku("no-such")])
    assert newest_revision(session) == before


def test_a_sku_that_moves_is_news_of_both_products(session: Session, products: tuple[Product, ...]) -> None:
    keep_products(session, products)
    before = newest_revision(session)
    giver = next(product for product in products if len(product.variants) > 1)
    taker = next(product for product in products if product.id != giver.id)
    keep_products(session, [replace(taker, variants=(*taker.variants, giver.variants[0]))])
    news = news_since(session, before)
    assert news is not None
    assert {product.id for product in news.products} == {giver.id, taker.id}


def test_products_written_together_are_learned_together(session: Session, products: tuple[Product, ...]) -> None:
    keep_products(session, products[:10])
    keep_products(session, products[10:])
    pages = [news_since(session, 0, limit=2), news_since(session, 1, limit=2)]
    assert [len(page.products) for page in pages if page] == [10, 20]
