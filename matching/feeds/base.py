"""What every catalog reader gives: products for matching, offers for orders, and what was refused or repaired and
why."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Final, Protocol

from matching.index.columns import Availability
from matching.lexicon import Lexicon
from matching.product import Product
from orders.ids import ProductId, Sku
from orders.money import Money

LONGEST_LINE: Final = 4_000_000
"""Bytes of one line; a longer one is refused unread."""
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


class FeedReader(Protocol):
    """Reads one format. Never raises for what a file contains; each bad line is a Complaint.

    `currency` (ISO 4217) is for prices of which the file does not say in what they are; empty: those are refused.
    """

    def __call__(self, lines: Iterable[bytes], lexicon: Lexicon, *, currency: str = "") -> Feed: ...


def lines_of(path: Path) -> Iterator[bytes]:
    """Lines of a file one at a time, each at most one byte longer than LONGEST_LINE; the rest of it is skipped."""
    with path.open("rb") as stream:
        while line := stream.readline(LONGEST_LINE + 1):
            yield line
            while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE + 1)
                if not line:
                    return


# Lines of one product repeat its texts.
@lru_cache(maxsize=8192)
def cleaned(text: str) -> str:
    """Text without markup, control characters and lone surrogates, with single spaces."""
    bare = _TAG.sub(" ", _HIDDEN.sub(" ", text)) if "<" in text else text
    return " ".join(_CONTROL.sub("", unescape(bare)).split())


def shared_title(titles: list[str]) -> str:
    """The words that all titles of a product share, in order: what it is called whatever its colour or size.

    "Rain jacket Skagen, yellow" and "Rain jacket Skagen, navy" are "Rain jacket Skagen". The first title where they
    share no word that could stand alone.
    """
    if len(set(titles)) == 1:
        return titles[0]
    bare = [re.sub(r"\s*\([^)]*\)", "", title) for title in titles]
    common = bare[0].split()
    for title in bare[1:]:
        common = _common_words(common, title.split())
    text = re.sub(r"\s+([,;:.!?])", r"\1", " ".join(common)).strip(" ,;:–—-/|·(")
    return text if re.search(r"[^\W\d_]{3}", text) else titles[0]


def _common_words(first: list[str], second: list[str]) -> list[str]:
    """Longest common subsequence of two titles, punctuation at the ends of words ignored."""
    left, right = ([word.strip(",;:.()").casefold() for word in words] for words in (first, second))
    lengths = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            same = left[i] == right[j]
            lengths[i][j] = lengths[i + 1][j + 1] + 1 if same else max(lengths[i + 1][j], lengths[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] == right[j]:
            found.append(first[i])
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return found
