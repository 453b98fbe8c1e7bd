"""No shopper reads a text that code has put together, or one in another language: English conversations answered in a
language that nobody speaks. What leaks between the languages that are spoken, `test_conversations.py` looks for.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO

import pytest
from rich.console import Console

from bot.channels.jsonlines import JsonLines
from bot.channels.terminal import Terminal
from bot.clock import StillClock
from bot.settings import Settings
from bot.side import words_of
from bot.web import FOLDER as PAGES
from bot.wiring import Shop, open_shop
from dialogue.messages.courtesy import Goodbye
from dialogue.messages.page import PAGE
from dialogue.override import Live
from dialogue.sources import sources
from dialogue.wording import Wordings
from locales import load_locales
from locales.markets import Markets
from tests.conversations.leaks import Crawl, Leaks
from tests.conversations.pseudo import Plain, plain_letters, pseudo, pseudo_locales
from tests.conversations.script import NOW, Conversation, Unjudged, conversations

ENGLISH = tuple(each for each in conversations() if each.language == "en")
SOME = ENGLISH[::5]
"""Those that are played here; `make soak` plays all."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    locales = pseudo_locales(tmp_path_factory.mktemp("locales"), sources())
    opened = open_shop(Settings(database_url=":memory:"), clock=StillClock(NOW), locales=locales)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def plain() -> Plain:
    return plain_letters(load_locales())


def played(shop: Shop, plain: Plain, chosen: tuple[Conversation, ...]) -> tuple[int, list[str]]:
    """How many texts were read, and what of them was no text of the pseudo language."""
    door = JsonLines(shop)
    crawl, leaks = Crawl(shop, lambda locale: plain if locale == "en" else None), list[str]()
    for conversation in chosen:
        door.handle({"op": "reset"})
        Unjudged(door.handle, {}, conversation).play()
        leaks += [f"{conversation.name}: {leak}" for leak in crawl.after(conversation)]
    return crawl.texts.total(), leaks


def test_every_text_of_a_conversation_comes_from_the_language_that_is_spoken(shop: Shop, plain: Plain) -> None:
    texts, leaks = played(shop, plain, SOME)
    assert texts > 20 * len(SOME)
    assert leaks == []


@pytest.mark.soak
def test_every_text_of_every_english_conversation_comes_from_the_language_that_is_spoken(
    shop: Shop, plain: Plain
) -> None:
    texts, leaks = played(shop, plain, ENGLISH)
    assert texts > 20 * len(ENGLISH)
    assert leaks == []


def test_the_words_round_the_browsers_chat_come_from_the_language_that_is_spoken(shop: Shop, plain: Plain) -> None:
    words = words_of(shop.wordings.voice("en", "GB"))
    assert [leak for text in words.values() for leak in plain.find(re.sub(r"\{\w+\}", "", text))] == []


class _Unworded(HTMLParser):
    """Texts of a page that stand in no element whose words come from the language."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[bool] = []
        self.found: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.names |= {given[key] or "" for key in ("data-word", "data-label", "data-placeholder") if key in given}
        worded = {"aria-label": "data-label", "placeholder": "data-placeholder"}
        self.found += [f"{key}={given[key]}" for key, word in worded.items() if given.get(key) and word not in given]
        self.found += [f"{key}={given[key]}" for key in ("alt", "title") if given.get(key)]
        if tag not in ("meta", "link", "img", "input", "path", "circle"):
            self.inside.append("data-word" in given)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "link", "img", "input", "path", "circle"):
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self.inside) and data.strip() != "Shopkeep":
            self.found.append(data.strip())


def test_every_text_on_the_browsers_page_is_named_and_filled_in() -> None:
    page = _Unworded()
    page.feed((PAGES / "chat.html").read_text(encoding="utf-8"))
    assert page.found == []
    script = (PAGES / "chat.js").read_text(encoding="utf-8")
    named = page.names | set(re.findall(r'\bword\("([\w|]+)"', script))
    assert named - PAGE.keys() == set()
    assert re.findall(r'(?:textContent|append\(|alert\() ?=? ?["`][^"`$]*[A-Za-z]{2,}', script) == []


def test_the_terminal_shows_nothing_but_the_language_that_is_spoken(shop: Shop, plain: Plain) -> None:
    said = ["hello", "a rain jacket up to 200", "1", "what can you do?"]
    out = StringIO()
    Terminal(shop, Console(file=out, force_terminal=True, color_system=None, width=400), "en").talk(said)
    assert plain.find(out.getvalue(), said) == []
    assert "⟦" in out.getvalue()


# ---- planted leaks


def test_a_text_put_together_by_code_is_found(shop: Shop, plain: Plain) -> None:
    wordings = Wordings(shop.locales, Markets(shop.locales.folder / "markets"), lambda *asked: Live("Bye then!", "v1"))
    assert plain.find(shop.wordings.render(Goodbye(), "en", "GB").text) == []
    assert plain.find(wordings.render(Goodbye(), "en", "GB").text) == ["'Bye then' in 'Bye then!'"]


@pytest.mark.parametrize(
    ("text", "leak"),
    [
        (f"{pseudo('Your parcel is on its way')} to Mr Vogt", "to Mr"),
        (f"{pseudo('Total')}: € 12.00 (incl. VAT)", "incl"),
        (f"{pseudo('Delivered')} rain jacket", "rain jacket"),
    ],
)
def test_words_between_the_texts_are_found(text: str, leak: str, plain: Plain) -> None:
    assert any(leak in found for found in plain.find(text, ["I am Vogt"]))


@pytest.mark.parametrize(
    "text",
    [
        f"{pseudo('Order')} SK-QVPRXK, RET-SK-676DK8-C1, GC-FANR-XHEZ-YFMY: Friday, 27 November",
        f"Priya Shah, 22 Rosebery Avenue, London EC1R 4TD, United Kingdom {pseudo('with')} Demo Post",
    ],
)
def test_ids_names_and_days_are_no_leaks(text: str, plain: Plain) -> None:
    assert plain.find(text, ["Priya Shah", "22 Rosebery Avenue", "London"]) == []


@pytest.fixture(scope="module")
def german() -> Leaks:
    return Leaks(load_locales(), "de", ["Fjord blanket"])


@pytest.mark.parametrize(
    ("text", "leak"),
    [
        ("Hier ist es. Here is the receipt for order SK-1.", "is en"),
        ("Hallo!\nAny colour", "is en"),
        ("Deine order_shipped", "order_shipped"),
        ("label|take_it", "label|take_it"),
        ("Wir haben None gefunden.", "None"),
        ("Ihre Bestellung {order} ist da.", "{"),
        ("Ihre Bestellung %(order)s ist da.", "%("),
        ("Voici le reçu de la commande SK-1.", "is fr"),
    ],
)
def test_what_is_not_german_in_a_german_reply_is_found(text: str, leak: str, german: Leaks) -> None:
    assert any(leak in found for found in german.find(text)), german.find(text)


def test_what_was_said_and_what_is_sold_may_be_told_again(german: Leaks) -> None:
    said = "Here is the receipt for order SK-1."
    assert german.find(f"Ihre Nachricht: {said}", [said]) == []
    assert german.find("Fjord blanket, grau") == []


def test_none_is_a_word_in_english() -> None:
    english = Leaks(load_locales(), "en", ["None of your orders is cancelled."])
    assert english.find("None of your orders is cancelled.") == []
    assert english.find("Your size is None.") != []
