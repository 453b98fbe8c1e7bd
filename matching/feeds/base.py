"""What every catalog reader gives: products for matching, offers for orders, and what was refused or repaired and
why."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Final

from matching.feeds.charts import SizeChart
from matching.index.columns import Availability
from matching.product import Product
from orders.ids import ProductId, Sku
from orders.money import Money

LONGEST_TITLE: Final = 200
LONGEST_DESCRIPTION: Final = 5_000
_HIDDEN: Final = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)|<!--.*?(-->|$)", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<[!?/][^<>]*>")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028\u2029\ufeff]|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FeedOffer:
    """What a feed says about buying a variant, as plain values; `bot` hands it to orders. One price per currency.

    `shipping` and `cost` are in the line's own currency; a cost is the price in it. No markets means everywhere.
    """

    sku: Sku
    product: ProductId
    title: str
    prices: tuple[Money, ...]
    stock: int
    supplier: str | None = None
    tier: str | None = None
    cost: Money | None = None
    shipping: Money | None = None
    markets: tuple[str, ...] = ()

    @property
    def availability(self) -> Availability:
        return Availability(self.sku, self.prices, self.stock, self.markets, self.tier or "")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong on a line (counted from 1): which field, and what would be right."""

    line: int
    field: str | None
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {f'{self.field}: ' if self.field else ''}{self.reason}"


@dataclass(frozen=True, slots=True)
class Feed:
    """A catalog as read. `refused` lines left nothing behind; `repaired` ones were loaded with what the note says."""

    products: tuple[Product, ...] = ()
    offers: tuple[FeedOffer, ...] = ()
    refused: tuple[Complaint, ...] = ()
    repaired: tuple[Complaint, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a feed beside its file.

    `currency` (ISO 4217) is for prices of which the file does not say in what they are; empty: those are refused.
    `supplier` is for rows that name none. `language` is that of titles and descriptions. `charts` turn suppliers' sizes
    into ours.
    """

    currency: str = ""
    supplier: str = ""
    language: str = "en"
    charts: tuple[SizeChart, ...] = ()


def cleaned(text: str) -> str:
    """Text without markup, control characters and lone surrogates, with single spaces."""
    return _cleaned_short(text) if len(text) <= LONGEST_TITLE else _cleaned(text)


def _cleaned(text: str) -> str:
    plain = unescape(_without_markup(text))
    # Markup that was escaped once more than needed stands only now as such.
    return " ".join(_CONTROL.sub("", _without_markup(plain) if plain != text else plain).split())


_cleaned_short: Final = lru_cache(maxsize=8192)(_cleaned)
"""Feeds repeat their short texts."""


def _without_markup(text: str) -> str:
    return _TAG.sub(" ", _HIDDEN.sub(" ", text)) if "<" in text else text
