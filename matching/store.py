"""Queries for the catalog. Transactions belong to the callers; nothing commits here."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from matching.product import Product, Variant
from matching.tables import CatalogClockRow, ProductNewsRow, ProductRow, VariantRow
from orders.ids import ProductId, Sku
from orders.rows import insert_into, insert_once

BATCH: Final = 500
"""Rows of one statement; SQLite takes a limited number of values at once."""
NEWS: Final = 1_000
"""Products that a running search takes over at once: less than a second's work."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What an import changed: products and SKUs written (new or different) and SKUs that are gone."""

    products: int
    written: int
    removed: int


@dataclass(frozen=True, slots=True)
class News:
    """`products` are new or different up to this revision, with all their variants; `gone` are not there any more."""

    revision: int
    products: tuple[Product, ...]
    gone: tuple[ProductId, ...]


def next_position(session: Session) -> int:
    """Where a product stands that comes after all others."""
    return int(session.execute(select(func.coalesce(func.max(col(ProductRow.position)), -1))).scalar_one()) + 1


def keep_products(session: Session, products: Iterable[Product], start: int | None = None) -> Stored:
    """Insert or update by SKU, safe to repeat. Variants of these products that are not named stay as they are.

    New products take positions from `start` on, behind all others where none is given.
    """
    given = list(products)
    old_products = _facts_of_products(session, [product.id for product in given])
    old_variants = _facts_of_variants(session, [variant.sku for product in given for variant in product.variants])
    start = next_position(session) if start is None else start
    product_rows: list[dict[str, object]] = [
        {"id": product.id, "category": product.category, "facts": facts, "position": start + place}
        for place, product in enumerate(given)
        if (facts := _product_json(replace(product, variants=()))) != old_products.get(product.id)
    ]
    variant_rows: list[dict[str, object]] = [
        {"sku": variant.sku, "product": product.id, "position": place, "facts": facts}
        for product in given
        for place, variant in enumerate(product.variants)
        if (product.id, place, facts := _variant_json(variant)) != old_variants.get(variant.sku)
    ]
    _upsert_products(session, product_rows)
    _upsert_variants(session, variant_rows)
    named = {product.id for product in given}
    moved_from = {product for product, _, _ in old_variants.values() if product not in named}
    _remove_empty(session, moved_from)
    _note(
        session, {str(row["id"]) for row in product_rows} | {str(row["product"]) for row in variant_rows} | moved_from
    )
    return Stored(len(product_rows), len(variant_rows), 0)


def replace_catalog(session: Session, products: Iterable[Product]) -> Stored:
    """Make the catalog exactly these products, safe to repeat: everything else is removed."""
    given = list(products)
    stored = keep_products(session, given)
    skus = {variant.sku for product in given for variant in product.variants}
    gone = [sku for sku in session.execute(select(col(VariantRow.sku))).scalars() if sku not in skus]
    return replace(stored, removed=remove_skus(session, [Sku(sku) for sku in gone]))


def remove_skus(session: Session, skus: Sequence[Sku]) -> int:
    """Forget variants, and products that have none left. How many variants were there."""
    found = _facts_of_variants(session, list(skus))
    for part in _batches(list(found)):
        session.execute(delete(VariantRow).where(col(VariantRow.sku).in_(part)))
    touched = {product for product, _, _ in found.values()}
    _remove_empty(session, touched)
    _note(session, touched)
    return len(found)


def _remove_empty(session: Session, products: Collection[str]) -> None:
    """Those of these products that have no variant left."""
    for part in _batches(sorted(products)):
        left = select(col(VariantRow.product)).where(col(VariantRow.product).in_(part))
        session.execute(delete(ProductRow).where(col(ProductRow.id).in_(part), col(ProductRow.id).not_in(left)))


def load_products(session: Session) -> tuple[Product, ...]:
    """The whole catalog, in the order in which it came."""
    return tuple(each_product(session))


def each_product(session: Session) -> Iterator[Product]:
    """The whole catalog, in the order in which it came, a batch of it in memory at a time."""
    order = select(col(ProductRow.id)).order_by(col(ProductRow.position), col(ProductRow.id))
    names = [str(name) for name in session.execute(order).scalars()]
    for part in _batches(names):
        yield from _loaded(session, part)


def newest_revision(session: Session) -> int:
    """Where the catalog's clock stands."""
    return session.execute(select(col(CatalogClockRow.revision))).scalar_one_or_none() or 0


def news_since(session: Session, revision: int, limit: int = NEWS) -> News | None:
    """What was written or removed after a revision, earliest first, as it is now; None where nothing was.

    A revision is never cut in two: products written together come together, more than `limit` if need be.
    """
    later = col(ProductNewsRow.revision) > revision
    page = select(col(ProductNewsRow.revision)).where(later).order_by(col(ProductNewsRow.revision)).limit(limit)
    last = session.execute(select(func.max(page.subquery().c.revision))).scalar_one()
    if last is None:
        return None
    among = select(col(ProductNewsRow.product)).where(later, col(ProductNewsRow.revision) <= last)
    names = [str(name) for name in session.execute(among.order_by(col(ProductNewsRow.product))).scalars()]
    products = tuple(product for part in _batches(names) for product in _loaded(session, part))
    there = {product.id for product in products}
    return News(int(last), products, tuple(ProductId(name) for name in names if name not in there))


def count_skus(session: Session) -> int:
    return int(session.execute(select(func.count()).select_from(VariantRow)).scalar_one())


def _loaded(session: Session, names: Sequence[str]) -> Iterator[Product]:
    """Of up to BATCH products those that are there, in the order of their names."""
    facts, variants = _facts_of_products(session, names), _variants_of(session, names)
    for name in names:
        if name in variants:
            yield replace(_products().validate_json(facts[name]), variants=tuple(variants[name]))


def _note(session: Session, products: Collection[str]) -> None:
    """That these were written or removed, at the next tick of the catalog's clock."""
    if not products:
        return
    clock = col(CatalogClockRow.revision)
    tick = update(CatalogClockRow).where(col(CatalogClockRow.id) == 1).values(revision=clock + 1).returning(clock)
    revision = session.scalars(tick).first()
    if revision is None:
        insert_once(session, CatalogClockRow, {"id": 1, "revision": 0})
        revision = session.scalars(tick).one()
    statement = insert_into(session, ProductNewsRow)
    statement = statement.on_conflict_do_update(
        index_elements=["product"], set_={"revision": statement.excluded.revision}
    )
    session.execute(statement, [{"product": name, "revision": revision} for name in sorted(products)])


def _upsert_products(session: Session, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        statement = insert_into(session, ProductRow)
        changed = {"category": statement.excluded.category, "facts": statement.excluded.facts}
        session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed), rows)


def _upsert_variants(session: Session, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        statement = insert_into(session, VariantRow)
        new = statement.excluded
        changed = {"product": new.product, "position": new.position, "facts": new.facts}
        session.execute(statement.on_conflict_do_update(index_elements=["sku"], set_=changed), rows)


def _facts_of_products(session: Session, names: Sequence[str]) -> dict[str, str]:
    return {
        name: facts
        for part in _batches(names)
        for name, facts in session.execute(
            select(col(ProductRow.id), col(ProductRow.facts)).where(col(ProductRow.id).in_(part))
        )
    }


def _variants_of(session: Session, products: Sequence[str]) -> dict[str, list[Variant]]:
    """Variants of up to BATCH products, in their order."""
    found: dict[str, list[Variant]] = {}
    ordered = select(col(VariantRow.product), col(VariantRow.facts)).order_by(
        col(VariantRow.product), col(VariantRow.position), col(VariantRow.sku)
    )
    for product, facts in session.execute(ordered.where(col(VariantRow.product).in_(products))):
        found.setdefault(product, []).append(_variants().validate_json(facts))
    return found


def _facts_of_variants(session: Session, skus: Sequence[str]) -> dict[str, tuple[str, int, str]]:
    columns = (col(VariantRow.sku), col(VariantRow.product), col(VariantRow.position), col(VariantRow.facts))
    return {
        sku: (product, position, facts)
        for part in _batches(skus)
        for sku, product, position, facts in session.execute(select(*columns).where(col(VariantRow.sku).in_(part)))
    }


def _batches(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def _product_json(product: Product) -> str:
    return _products().dump_json(product).decode()


def _variant_json(variant: Variant) -> str:
    return _variants().dump_json(variant).decode()


@cache
def _products() -> TypeAdapter[Product]:
    return TypeAdapter(Product)


@cache
def _variants() -> TypeAdapter[Variant]:
    return TypeAdapter(Variant)
