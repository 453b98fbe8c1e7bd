"""What an import says about the feed it read: what was taken, refused and mended, and what is known of the goods."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import TypeAdapter

from matching.concepts import Concepts
from matching.feeds.base import Complaint
from matching.feeds.reading import Read
from matching.feeds.saying import SIZED
from matching.product import Product, Variant

MOST_DISTINCT: Final = 500
"""Different reasons, or values of a kind, that are counted one by one; the rest is counted together."""
LONGEST_VALUE: Final = 60
OTHERS: Final = "(others)"
ATTRIBUTES: Final = (
    "color", "size", "material", "audience", "pattern", "feature", "brand", "picture", "description", "measures",
)  # fmt: skip
_VALUE: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"[^\"]*\"|-?\d+(?:\.\d+)?")

Counts = dict[str, int]


@dataclass(slots=True)
class Quality:
    """Counts over rows. `known` is category → attribute → rows that say it, with all rows under "rows"; `unknown` is
    kind → what was said → how often; `lacking` counts rows without a picture, a colour, or a size where one is
    needed."""

    rows: int = 0
    taken: int = 0
    gone: int = 0
    refused: int = 0
    duplicates: int = 0
    unnamed: int = 0
    """Refused rows of which not even the SKU could be read."""
    refusals: Counts = field(default_factory=dict)
    repairs: Counts = field(default_factory=dict)
    known: dict[str, Counts] = field(default_factory=dict)
    unknown: dict[str, Counts] = field(default_factory=dict)
    lacking: Counts = field(default_factory=dict)

    def take(self, read: Read, notes: Iterable[Complaint], concepts: Concepts) -> None:
        product, variant = read.product, read.product.variants[0]
        self.rows, self.taken = self.rows + 1, self.taken + 1
        self.duplicates += read.duplicate
        for note in notes:
            _count(self.repairs, _kind_of(note))
        for kind, text in read.unknown:
            _count(self.unknown.setdefault(kind, {}), text[:LONGEST_VALUE])
        known = self.known.setdefault(product.category or "", {})
        said = set(_said(product, variant))
        for name in ("rows", *said):
            _count(known, name)
        sized = concepts.sizing(product.category) in SIZED
        for name in ("picture", "color", *(("size",) if sized else ())):
            if name not in said:
                _count(self.lacking, name)

    def refuse(self, complaint: Complaint, *, named: bool) -> None:
        self.rows, self.refused = self.rows + 1, self.refused + 1
        self.unnamed += not named
        _count(self.refusals, _kind_of(complaint))

    def take_away(self) -> None:
        self.rows, self.gone = self.rows + 1, self.gone + 1

    def percent_known(self) -> Mapping[str, Mapping[str, int]]:
        """Category → attribute → percent of its rows, categories with most rows first; "" is the unknown one."""
        ordered = sorted(self.known.items(), key=lambda item: (-item[1]["rows"], item[0]))
        return {
            category: {"rows": counts["rows"]}
            | {name: round(100 * counts.get(name, 0) / counts["rows"]) for name in ATTRIBUTES}
            for category, counts in ordered
        }

    def to_json(self) -> str:
        return _QUALITY.dump_json(self).decode()

    @staticmethod
    def from_json(text: str) -> "Quality":
        return _QUALITY.validate_json(text)


_QUALITY: Final = TypeAdapter(Quality)


def most_frequent(counts: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]


def _said(product: Product, variant: Variant) -> Iterator[str]:
    facts = {
        "color": variant.color, "size": variant.size, "material": product.materials, "audience": product.audience,
        "pattern": product.patterns, "feature": product.features, "brand": product.brand, "picture": variant.image,
        "description": product.description, "measures": variant.dimensions,
    }  # fmt: skip
    return (name for name in ATTRIBUTES if facts[name])


def _count(counts: Counts, name: str) -> None:
    known = name in counts or len(counts) < MOST_DISTINCT
    counts[name if known else OTHERS] = counts.get(name if known else OTHERS, 0) + 1


def _kind_of(complaint: Complaint) -> str:
    """A reason without the values in it: "price: … is not an amount in EUR"."""
    reason = _VALUE.sub("…", complaint.reason)
    return f"{complaint.field}: {reason}" if complaint.field else reason
