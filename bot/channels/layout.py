"""Fits a Wording to what a channel can show: buttons become a numbered list, long text is split. Pure.

The labelled order step never becomes a number: where it cannot be a button, its words are to be typed.
"""

from dataclasses import dataclass
from typing import assert_never

from bot.channels.base import Capabilities, Delivery, SentFile, Unit
from bot.channels.graphemes import bound
from dialogue.wording import WordedButton, WordedCard, Wording
from orders.ids import OrderId


@dataclass(frozen=True, slots=True)
class Page:
    """One message of the channel's: its text and what is pressed or shown with it."""

    text: str
    buttons: tuple[WordedButton, ...] = ()
    cards: tuple[WordedCard, ...] = ()


def pages(wording: Wording, able: Capabilities) -> tuple[Page, ...]:
    """The Wording in as many messages as the channel needs; buttons and cards stand with the last one."""
    pressed = _pressable(wording.buttons, able)
    listed = tuple(button for button in wording.buttons if button not in pressed)
    text = "\n".join(part for part in (wording.text, numbered(listed)) if part)
    texts = split(text, able.text_length, able.unit)
    cards = wording.cards if able.cards else ()
    return (*(Page(each) for each in texts[:-1]), Page(texts[-1], pressed, cards))


def deliveries(  # noqa: PLR0913 - a delivery is all of this
    wording: Wording,
    able: Capabilities,
    *,
    reply: int,
    address: str,
    files: tuple[SentFile, ...] = (),
    intent: str | None = None,
    order: OrderId | None = None,
) -> tuple[Delivery, ...]:
    """The Wording as it is given to a channel, piece by piece. Files come with the last."""
    laid = pages(wording, able)
    return tuple(
        Delivery(
            id=f"{reply}.{number}",
            address=address,
            name=wording.name,
            text=page.text,
            locale=wording.locale,
            buttons=page.buttons,
            cards=page.cards,
            files=files if number == len(laid) else (),
            intent=intent,
            facts=dict(wording.facts),
            asks=wording.asks.value if wording.asks else None,
            order=order,
        )
        for number, page in enumerate(laid, start=1)
    )


def _pressable(buttons: tuple[WordedButton, ...], able: Capabilities) -> tuple[WordedButton, ...]:
    """All of them, or only the legal ones that fit: half a list on buttons and half in numbers confuses."""
    if able.chooses:
        return buttons
    fits = [button for button in buttons if not button.legal or len(button.label) <= able.button_length]
    if len(buttons) <= able.buttons and len(fits) == len(buttons):
        return buttons
    return tuple(button for button in fits if button.legal)[: able.buttons]


def numbered(buttons: tuple[WordedButton, ...], first: int = 1) -> str:
    """Choices as lines, counted from `first`; legal ones are quoted without a number, to be typed."""
    choices = [button for button in buttons if not button.legal]
    lines = [f"{position}. {button.label}" for position, button in enumerate(choices, start=first)]
    return "\n".join([f"» {button.label}" for button in buttons if button.legal] + lines)


def chosen(text: str, buttons: tuple[WordedButton, ...], first: int = 1) -> WordedButton | None:
    """The button a person means who answers such a list with a number, or types a label as it stands."""
    said = text.strip()
    choices = [button for button in buttons if not button.legal]
    if said.isdecimal() and said.isascii() and 0 <= int(said[:4]) - first < len(choices):
        return choices[int(said[:4]) - first]
    return next((button for button in buttons if button.label.casefold() == said.casefold()), None)


def measured(text: str, unit: Unit) -> int:
    """How long a text is as a channel counts it."""
    match unit:
        case Unit.CHARACTERS:
            return len(text)
        case Unit.UTF16:
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        case Unit.BYTES:
            return len(text.encode("utf-8", "surrogatepass"))
        case _:
            assert_never(unit)


def split(text: str, length: int, unit: Unit = Unit.CHARACTERS) -> tuple[str, ...]:
    """Pieces of at most `length` units, cut at paragraphs, lines, sentences or words, in this order."""
    pieces: list[str] = []
    while measured(text, unit) > length:
        cut = _cut(text, _fitting(text, length, unit))
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return (*pieces, text)


def _fitting(text: str, length: int, unit: Unit) -> int:
    """How many of the first characters are `length` units or less, at least one."""
    least, most = 1, min(len(text), length)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if measured(text[:middle], unit) <= length else (least, middle - 1)
    return least


def _cut(text: str, length: int) -> int:
    """Where to cut: the last good place in the second half, the best kind of place first."""
    window = text[:length]
    for end in ("\n\n", "\n", ". ", "! ", "? ", " "):
        place = window.rfind(end, length // 2)
        if place > 0:
            return place + len(end)
    return bound(text, length)
