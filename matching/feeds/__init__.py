"""Catalog formats by name. A new one is a module here and a line in FORMATS."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matching.feeds.jsonlines import read_jsonlines
from matching.feeds.merchant import read_merchant_table, read_merchant_xml
from matching.feeds.rows import Reader
from matching.feeds.shopify import read_shopify
from matching.feeds.source import Cut


@dataclass(frozen=True, slots=True)
class Format:
    """How the rows of a format are read, how its file is cut for that, and which endings mean it."""

    rows: Reader
    cut: Cut = Cut.LINES
    endings: tuple[str, ...] = ()


FORMATS: Final[Mapping[str, Format]] = {
    "jsonl": Format(read_jsonlines),
    "google-tsv": Format(read_merchant_table, endings=(".tsv", ".txt")),
    "google-xml": Format(read_merchant_xml, Cut.PIECES, endings=(".xml", ".rss")),
    "shopify-csv": Format(read_shopify, endings=(".csv",)),
}


def format_of(path: Path, name: str = "") -> str:
    """The name of a file's format: the one given, else what its ending means, and JSON lines for every other."""
    meant = (each for each, form in FORMATS.items() if path.suffix.casefold() in form.endings)
    return name or next(meant, "jsonl")
