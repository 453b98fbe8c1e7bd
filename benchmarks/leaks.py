"""Texts that are of another language, or of none, in everything that is shown in the conversations of each language.

The last row is English answered in a made-up language: what is not of it has been put there by code.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.table import show
from bot.channels.jsonlines import JsonLines
from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import open_shop
from dialogue.sources import sources
from locales import Locales, load_locales
from tests.conversations.leaks import Crawl, Finder, between_languages
from tests.conversations.pseudo import plain_letters, pseudo_locales
from tests.conversations.script import NOW, Conversation, Unjudged, conversations


def crawled(
    name: str, played: Iterable[Conversation], locales: Locales, finder: Callable[[str], Finder | None]
) -> list[str]:
    """A row: conversations, texts read, leaks."""
    shop = open_shop(Settings(database_url=":memory:"), clock=StillClock(NOW), locales=locales)
    door, every, leaks = JsonLines(shop), list(played), 0
    crawl = Crawl(shop, finder)
    for conversation in every:
        door.handle({"op": "reset"})
        Unjudged(door.handle, {}, conversation).play()
        leaks += len(crawl.after(conversation))
    shop.close()
    return [name, str(len(every)), str(crawl.texts.total()), str(leaks)]


def main() -> None:
    locales = load_locales()
    finder, plain = between_languages(locales), plain_letters(locales)
    by_folder = groupby(conversations(), key=lambda each: each.language)
    rows = [crawled(code, each, locales, finder) for code, each in by_folder]
    english = [each for each in conversations() if each.language == "en"]
    with TemporaryDirectory() as folder:
        strange = pseudo_locales(Path(folder), sources())
        rows.append(crawled("made up", english, strange, lambda locale: plain if locale == "en" else None))
    show("Leaks in what shoppers are shown", ["", "conversations", "texts", "leaks"], rows)
