"""Local terminal chat: cards, buttons by number, colours where there is a terminal; works piped too."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.markup import escape

from bot.channels.base import Capabilities, Delivery
from bot.channels.inline import Inline
from bot.channels.layout import chosen, numbered
from dialogue.inbound import Arrival
from dialogue.wording import WordedButton, WordedCard

if TYPE_CHECKING:
    from bot.wiring import Shop

NAME: Final = "terminal"
ADDRESS: Final = "you"
LONGEST_TEXT: Final = 20_000
CAPABILITIES: Final = Capabilities(text_length=100_000, buttons=30, button_length=200, cards=True, files=True)


class Terminal:
    """One person at one keyboard. A number presses the button it stands before; legal words are typed as they stand."""

    def __init__(self, shop: "Shop", console: Console, locale: str | None) -> None:
        self._shop, self._console, self._locale = shop, console, locale
        self._inline = Inline(shop, NAME, CAPABILITIES)
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
        pressed = chosen(said, self._buttons)
        return Arrival(
            channel=NAME,
            external_id=self._shop.new_id(),
            address=ADDRESS,
            raw=said,
            text="" if pressed else said,
            button=pressed.id if pressed else None,
            locale=self._locale,
        )

    def _show(self, delivered: Iterable[Delivery]) -> None:
        for delivery in delivered:
            self._console.print(f"\n[bold cyan]{escape(delivery.text)}[/]", highlight=False)
            for card in delivery.cards:
                self._console.print(_card(card), highlight=False)
            for file in delivery.files:
                self._console.print(f"  [dim]{escape(file.name)}[/] ({len(file.text)} characters)", highlight=False)
            if delivery.buttons:
                self._console.print(f"[green]{escape(numbered(delivery.buttons))}[/]", highlight=False)
                self._buttons = delivery.buttons

    def _prompt(self) -> None:
        if self._console.is_terminal:
            self._console.print("\n[bold]>[/] ", end="")


def _card(card: WordedCard) -> str:
    facts = " · ".join(part for part in (*card.reasons, card.left) if part)
    return f"  [bold]{card.position}. {escape(card.title)}[/] [yellow]{escape(card.price)}[/]  [dim]{escape(facts)}[/]"


def run(shop: "Shop", locale: str | None) -> None:
    console = Console(soft_wrap=True)
    Terminal(shop, console, locale).talk(sys.stdin)
