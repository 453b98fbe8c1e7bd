"""Local terminal chat: cards, buttons by number, colours where there is a terminal; works piped. Files are saved."""

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.markup import escape

from bot.channels.base import Delivery, SentFile
from bot.channels.capabilities import ABLE
from bot.channels.inline import Inline
from bot.channels.layout import chosen, numbered
from bot.side import words_of
from dialogue.inbound import Arrival
from dialogue.wording import WordedButton, WordedCard

if TYPE_CHECKING:
    from bot.wiring import Shop

NAME: Final = "terminal"
ADDRESS: Final = "you"
LONGEST_TEXT: Final = 20_000
CAPABILITIES: Final = ABLE["terminal"]


class Terminal:
    """One person at one keyboard. A number takes the product or presses the button it stands before; legal words are
    typed as they stand."""

    def __init__(self, shop: "Shop", console: Console, locale: str | None, files: Path = Path()) -> None:
        """`files` is the folder that receipts and the like are saved in."""
        self._shop, self._console, self._locale, self._files = shop, console, locale, files
        self._inline = Inline(shop, NAME, CAPABILITIES)
        self._cards: tuple[WordedCard, ...] = ()
        self._buttons: tuple[WordedButton, ...] = ()

    def talk(self, lines: Iterable[str]) -> None:
        """Until the input ends; what is due for this person is told first."""
        self._show(self._inline.settle())
        self._prompt()
        for line in lines:
            said = line.encode("utf-8", "replace").decode().replace("\x00", "").strip()
            if said:
                self._show(self._inline.hear(self._arrival(said[:LONGEST_TEXT])))
            self._prompt()

    def _arrival(self, said: str) -> Arrival:
        pressed = self._pressed(said)
        return Arrival(
            channel=NAME,
            external_id=self._shop.new_id(),
            address=ADDRESS,
            raw=said,
            text="" if pressed else said,
            button=pressed,
            locale=self._locale,
        )

    def _pressed(self, said: str) -> str | None:
        """The button that is meant: products are counted first, then what else can be pressed."""
        taken = next((card for card in self._cards if said == str(card.position)), None)
        button = chosen(said, self._buttons, first=len(self._cards) + 1)
        return f"take:{taken.sku}" if taken else button.id if button else None

    def _show(self, delivered: Iterable[Delivery]) -> None:
        for delivery in delivered:
            self._cards = delivery.cards
            taking = {f"take:{card.sku}" for card in delivery.cards}
            self._buttons = tuple(button for button in delivery.buttons if button.id not in taking)
            self._console.print(f"\n[bold cyan]{escape(delivery.text)}[/]", highlight=False)
            for card in delivery.cards:
                self._console.print(_card(card), highlight=False)
            for file in delivery.files:
                self._console.print(f"  [dim]{escape(self._kept(file, delivery.locale))}[/]", highlight=False)
            if self._buttons:
                choices = numbered(self._buttons, first=len(self._cards) + 1)
                self._console.print(f"[green]{escape(choices)}[/]", highlight=False)

    def _kept(self, file: SentFile, locale: str) -> str:
        """Saves a file and says where; one that is there already is never written over."""
        try:
            return str(saved(file, self._files))
        except OSError as error:
            told = words_of(self._shop.wordings.voice(locale, self._shop.settings.market))["not_saved"]
            return told.format(file=file.name, folder=self._files.resolve(), why=error.strerror)

    def _prompt(self) -> None:
        if self._console.is_terminal:
            self._console.print("\n[bold]>[/] ", end="")


def _card(card: WordedCard) -> str:
    facts = " · ".join(part for part in (*card.reasons, card.left) if part)
    return f"  [bold]{card.position}. {escape(card.title)}[/] [yellow]{escape(card.price)}[/]  [dim]{escape(facts)}[/]"


def saved(file: SentFile, folder: Path) -> Path:
    """Where it was saved: under its own name, or with a number behind it where that is taken by something else. Raises
    OSError where the folder takes no files."""
    folder.mkdir(parents=True, exist_ok=True)
    named = Path(Path(file.name).name)
    path, number = folder.resolve() / named, 1
    while True:
        try:
            with path.open("xb") as new:
                new.write(file.body)
        except FileExistsError:
            if path.is_file() and path.read_bytes() == file.body:
                return path
            number += 1
            path = path.with_name(f"{named.stem}-{number}{named.suffix}")
        else:
            return path


def run(shop: "Shop", locale: str | None, files: Path) -> None:
    console = Console(soft_wrap=True)
    if console.is_terminal and sys.stdin.isatty():
        voice = shop.wordings.voice(locale or shop.settings.locale, shop.settings.market)
        console.print(f"[dim]{escape(words_of(voice)['terminal'])}[/]")
    with suppress(KeyboardInterrupt):
        Terminal(shop, console, locale, files).talk(sys.stdin)
