"""Finds what no shopper may read: a text of another language, the name of a text, None, a placeholder that was not
filled. Catalog data, names, numbers, ids and words that were sent may be of any language.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import unescape
from typing import Any, Final, Protocol

from bot.channels.base import Channel, Delivery, SentFile
from bot.channels.jsonlines import NAME, STAFF
from bot.side import side_of
from bot.wiring import Shop
from dialogue import store
from dialogue.playbooks.courtesy import language_name
from dialogue.sources import sources
from locales import SOURCE, Locales
from locales.sources import Source
from matching.demo.build import CATALOG
from tests.conversations.script import Conversation

RAW: Final = re.compile(
    r"Traceback|\bNone\b|[{}]|%\(|<[a-z]+ object|\b[a-z]+\|[a-z_]+\b|\b[a-z]+(?:_[a-z0-9]+)+\b", re.ASCII
)
"""None, braces, the old way of placeholders, and names as code writes them (`order_shipped`, `label|take_it`)."""
WORD: Final = re.compile(r"[\u0e00-\u0fff\u3040-\u30ff\u3400-\u9fff]|\w+")
"""A word; of languages that write none apart, a character."""
FEWEST_WORDS: Final = 3
"""So many words of another language in a row are no coincidence; fewer are looked for where they stand alone."""
FEWEST_LETTERS: Final = 12
_PIECE: Final = re.compile(r"[.!?:;。！？：؟…]\s+|\n+")
_TAG: Final = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)

Words = tuple[str, ...]


def visible(delivery: Delivery) -> Iterator[str]:
    """Every piece of text that a person reads of a delivery: what is said, pressed, shown on cards and handed over."""
    yield delivery.text
    yield from (button.label for button in delivery.buttons)
    for card in delivery.cards:
        yield from (card.title, card.price, *card.reasons, card.left or "")
    for file in delivery.files:
        yield from read_of(file)


def read_of(file: SentFile) -> Iterator[str]:
    """A file's name without its ending, and what stands on a paper. An export's keys are for programs."""
    yield file.name.rpartition(".")[0]
    if file.name.endswith(".html"):
        yield from (unescape(text) for text in _TAG.split(file.text) if text.strip())


def strings_in(value: Any) -> Iterator[str]:
    """Every text in a conversation's script or in a row of the catalog."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings_in(part)


class Finder(Protocol):
    """Says what leaked into a text, in words; `sent` was said by the people who talk and may be told again."""

    def find(self, text: str, sent: Iterable[str] = ()) -> list[str]: ...


def shown_as_it_is(locales: Locales) -> tuple[str, ...]:
    """What the catalog says in its own languages, and what languages call themselves."""
    rows = [json.loads(line) for line in CATALOG.read_text(encoding="utf-8").splitlines()]
    return (*strings_in(rows), *map(language_name, locales.codes))


def between_languages(locales: Locales) -> Callable[[str], Finder]:
    """Who judges the texts of each locale: those of another language are found, and what is none."""
    data = shown_as_it_is(locales)
    return cache(lambda code: Leaks(locales, code, data))


class Overheard:
    """Stands in front of a shop's channel and notes what goes out on it."""

    def __init__(self, channel: Channel) -> None:
        self.name, self.capabilities = channel.name, channel.capabilities
        self._channel = channel
        self.heard: list[Delivery] = []

    def deliver(self, delivery: Delivery) -> str | None:
        self.heard.append(delivery)
        return self._channel.deliver(delivery)


class Leaks:
    """What leaked into texts of one language. `data` are texts that may stand in a reply as they are."""

    def __init__(self, locales: Locales, code: str, data: Iterable[str] = ()) -> None:
        language = code.split("_")[0]
        terms = (concept.title or "" for kind in locales[code].terms.values() for concept in kind.values())
        own = (*texts_of(locales, code), *data)
        self._own = _Rows(map(words_in, (*own, *terms)))
        self._looks_raw = [text.strip() for text in own if RAW.search(text)]
        self._starts: dict[Words, list[tuple[Words, str]]] = defaultdict(list)
        self._alone: dict[Words, str] = {}
        for other in locales.codes:
            if other.split("_")[0] != language:
                self._learn(locales, other)

    def _learn(self, locales: Locales, other: str) -> None:
        for text in texts_of(locales, other):
            words = words_in(text)
            if not words or self._own.has(words):
                continue
            if len(words) >= FEWEST_WORDS and sum(map(len, words)) >= _fewest_letters(words):
                self._starts[words[:FEWEST_WORDS]].append((words, other))
            elif sum(map(len, words)) > 2:
                self._alone[words] = other

    def find(self, text: str, sent: Iterable[str] = ()) -> list[str]:
        """What leaked, in words. `sent` was said by the people who talk and may be told again."""
        if not text:
            return []
        bare = _without(text, sent)
        raw = [f"{found!r} leaked into {text!r}" for found in RAW.findall(_without(bare, self._looks_raw))]
        return raw + [f"{' '.join(words)!r} is {code}: {text!r}" for words, code in self._foreign(bare)]

    def _foreign(self, text: str) -> Iterator[tuple[Words, str]]:
        words = words_in(text)
        for place in range(len(words) - FEWEST_WORDS + 1):
            for wanted, code in self._starts.get(words[place : place + FEWEST_WORDS], ()):
                if words[place : place + len(wanted)] == wanted:
                    yield wanted, code
        for piece in _PIECE.split(text):
            alone = words_in(piece)
            if alone in self._alone:
                yield alone, self._alone[alone]


class Crawl:
    """Reads everything that a shop shows on its JSON door, and the letters it writes, and counts what it read.
    `finder` says who judges the texts of a locale; None judges none."""

    def __init__(self, shop: Shop, finder: Callable[[str], Finder | None]) -> None:
        self._shop, self._finder = shop, finder
        self._channel = shop.channels[NAME] = Overheard(shop.channels[NAME])
        self.texts: Counter[str] = Counter()
        self.leaks: Counter[str] = Counter()

    def after(self, conversation: Conversation) -> list[str]:
        """What leaked since the shop was last emptied, in the conversation that has just been played."""
        heard, self._channel.heard = self._channel.heard, []
        shown = [(delivery.locale, text) for delivery in heard for text in visible(delivery)]
        for kept in self._shop.mailbox.letters() if self._shop.mailbox else ():
            shown += [(kept.letter.locale, kept.letter.subject), (kept.letter.locale, kept.letter.text)]
        for address in {delivery.address for delivery in heard}:
            shown += self._beside(address)
        sent = (*strings_in(conversation.script), STAFF)
        return [leak for locale, text in shown for leak in self._judged(conversation.language, locale, text, sent)]

    def _judged(self, language: str, locale: str, text: str, sent: Sequence[str]) -> list[str]:
        finder = self._finder(locale) if text else None
        if finder is None:
            return []
        found = finder.find(text, sent)
        self.texts[language] += 1
        self.leaks[language] += len(found)
        return found

    def _beside(self, address: str) -> Iterator[tuple[str, str]]:
        """What stands beside the browser's chat: the orders with their sums and steps, and the time."""
        with self._shop.storage.reads() as session:
            talk = store.find_conversation(session, NAME, address)
            side: dict[str, Any] = side_of(self._shop, session, talk) if talk else {"orders": [], "now": {"text": ""}}
        shown = [side["now"]["text"]]
        for order in side["orders"]:
            shown += [line["title"] for line in order["lines"]]
            shown += [*order["sums"].values(), *(step[key] for step in order["timeline"] for key in ("text", "when"))]
        yield from ((talk.locale, text) for text in shown if talk)


class _Rows:
    """Rows of words, asked whether one of them holds others in a row."""

    def __init__(self, rows: Iterable[Words]) -> None:
        self._text = "\n".join(f" {' '.join(words)} " for words in set(rows))

    def has(self, words: Words) -> bool:
        return f" {' '.join(words)} " in self._text


@cache
def words_in(text: str) -> Words:
    return tuple(WORD.findall(text.casefold()))


def _fewest_letters(words: Words) -> int:
    """A character is a word already where none are written apart."""
    return 6 if all(len(word) == 1 for word in words) else FEWEST_LETTERS


def _without(text: str, sent: Iterable[str]) -> str:
    """The text with what was sent cut out, the longest first: a shorter one may be a part of it."""
    for part in sorted({part for part in sent if len(part) > 3 and part in text}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "\n", text)
    return text


@cache
def _sources() -> tuple[Source, ...]:
    return sources()


@cache
def texts_of(locales: Locales, code: str) -> tuple[str, ...]:
    """What a language's replies are made of: every text and plural form, cut at its placeholders and lines."""
    found: dict[str, None] = {}
    for source in _sources():
        for text in _forms(locales, code, source):
            found |= dict.fromkeys(part for part in re.split(r"\{[a-z_0-9]*\}|\n", text) if part.strip())
    return tuple(found)


def _forms(locales: Locales, code: str, source: Source) -> Iterator[str]:
    forms = [replies.texts.get((source.context, source.english), ()) for replies in locales[code].replies]
    yield from (text for each in forms for text in each if text)
    if code.split("_")[0] == SOURCE:
        yield from (source.english, source.plural or "")
