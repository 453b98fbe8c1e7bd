"""Rows of the matching room: products and their variants. What they cost and how many there are belongs to orders.

Rows never leave `store.py`. `facts` is the Product or Variant as JSON; the columns beside it are what is searched by.
"""

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class ProductRow(SQLModel, table=True):
    """One product without its variants. `position` keeps the order in which products came."""

    __tablename__ = "product"

    id: str = Field(primary_key=True)
    position: int = 0
    category: str | None = Field(default=None, index=True)
    facts: str = Field(sa_type=Text)


class VariantRow(SQLModel, table=True):
    """One SKU of a product. A SKU exists once in the whole catalog."""

    __tablename__ = "variant"

    sku: str = Field(primary_key=True)
    product: str = Field(foreign_key="product.id", index=True)
    position: int = 0
    facts: str = Field(sa_type=Text)


class ProductNewsRow(SQLModel, table=True):
    """At which tick of the catalog's clock a product was last written or removed: what a running search must learn."""

    __tablename__ = "product_news"

    product: str = Field(primary_key=True)
    revision: int = Field(index=True)


class CatalogClockRow(SQLModel, table=True):
    """One row: the catalog's clock, ticking once for each transaction that changes goods, in the order of commits."""

    __tablename__ = "catalog_clock"

    id: int = Field(primary_key=True)
    revision: int
