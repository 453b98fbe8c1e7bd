"""Catalog formats by name. A new one is a module here and a line in FEEDS."""

from collections.abc import Mapping
from typing import Final

from matching.feeds.base import FeedReader
from matching.feeds.jsonlines import read_jsonlines
from matching.feeds.merchant import read_merchant_table, read_merchant_xml
from matching.feeds.shopify import read_shopify

FEEDS: Final[Mapping[str, FeedReader]] = {
    "jsonl": read_jsonlines,
    "google-tsv": read_merchant_table,
    "google-xml": read_merchant_xml,
    "shopify-csv": read_shopify,
}
ENDINGS: Final[Mapping[str, str]] = {
    ".tsv": "google-tsv", ".txt": "google-tsv", ".xml": "google-xml", ".rss": "google-xml", ".csv": "shopify-csv",
}  # fmt: skip
"""The format that a file's ending means; JSON lines for every other."""
