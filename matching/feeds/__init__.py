"""Catalog formats by name. A new one is a module here and a line in FEEDS."""

from collections.abc import Mapping
from typing import Final

from matching.feeds.base import FeedReader
from matching.feeds.jsonlines import read_jsonlines

FEEDS: Final[Mapping[str, FeedReader]] = {"jsonl": read_jsonlines}
