"""The demo's goods as reading its catalog gives them: a new shop opens without reading 3,000 lines first.

`python -m bot.ready` writes them anew, after `matching.demo.build` and when catalogs are read differently.
"""

from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from bot.shelf import read_feed
from matching.demo.build import CATALOG
from matching.feeds.base import Feed
from matching.lexicon import Lexicon

GOODS: Final = CATALOG.with_name("goods.json")

_feeds: Final = TypeAdapter(Feed)


def goods_of(catalog: Path | None, lexicon: Lexicon) -> Feed:
    """What a catalog file sells; None: the demo's goods."""
    return read_feed(catalog, lexicon) if catalog else demo_feed()


def demo_feed() -> Feed:
    return _feeds.validate_json(GOODS.read_bytes())


def demo_goods(lexicon: Lexicon) -> bytes:
    """The file's content, as the demo's catalog is read now."""
    return _feeds.dump_json(read_feed(CATALOG, lexicon))


def main() -> None:
    from bot.wiring import lexicon_of
    from locales import load_locales

    GOODS.write_bytes(demo_goods(lexicon_of(load_locales())))


if __name__ == "__main__":
    main()
