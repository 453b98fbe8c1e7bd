"""What is delivered as messages WhatsApp can show: plain text, quick replies, a list picker, or numbers to type. Pure.

A choice keeps its meaning whichever it becomes. The labelled order step never becomes a number or a line of a list: it
is a quick reply with the law's own words, or, where they do not fit, its words are typed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.channels.base import Delivery, Unit
from bot.channels.graphemes import bound
from bot.channels.layout import numbered, split
from dialogue.wording import WordedButton, WordedCard

LONGEST_BYTES: Final = 1500
"""Of UTF-8. The limit is 1,600 in a count that may be of characters or of something longer (Twilio's error 21617)."""
LONGEST_BODY: Final = 1000
"""Characters above quick replies or a list: 1,024, less what markup takes."""
LONGEST_CAPTION: Final = 1000
"""Characters below a picture: 1,024, less what markup takes."""
MOST_REPLIES: Final = 3
LONGEST_REPLY: Final = 20
MOST_ITEMS: Final = 10
LONGEST_ITEM: Final = 24
LONGEST_DESCRIPTION: Final = 72
LONGEST_OPENER: Final = 20

_PAIRED: Final = re.compile(r"(?<!\w)([*_~`])(?=\S)(?=[^\n]*?\S\1(?!\w))")
_APART: Final = "\u200b"
_LINKS: Final = re.compile(r"(\S+://\S+)")
"""Links stay as they are: a sign in their middle would lead elsewhere."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A quick reply, or a line of a list with its second line."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message. `replies` are quick replies; `items` are a list behind a button that is called `opener`. `photo` is
    the address of a picture above the text."""

    text: str
    replies: tuple[Choice, ...] = ()
    items: tuple[Choice, ...] = ()
    opener: str = ""
    photo: str = ""


def _no_photo(card: WordedCard) -> None:
    """Nothing has a picture."""


def messages(
    delivery: Delivery, opener: str, *, plain: bool = False, photo: Callable[[WordedCard], str | None] = _no_photo
) -> tuple[Outgoing, ...]:
    """A delivery in as many messages as it needs: products with a picture as pictures with their words below, then the
    text with what can be chosen. `plain`: as words and numbers alone, for where WhatsApp has just refused a list, quick
    replies or a picture. `photo` says where a product's picture lies."""
    choices = choosable(delivery)
    shown = () if plain else tuple(_pictures(delivery.cards, photo))
    seen = {each.text for each in shown}
    listed_cards = (words for words in map(_card, delivery.cards) if words not in seen)
    text = "\n\n".join(part for part in (literal(delivery.text), *listed_cards) if part)
    replies, items = ((), ()) if plain else _pressable(choices, opener)
    pressed = {choice.id for choice in (*replies, *items)}
    listed = numbered(tuple(button for button in choices if button.id not in pressed))
    text = "\n\n".join(part for part in (text, literal(listed)) if part) or "…"
    pieces = split_text(text)
    if replies or items:
        pieces = (*pieces[:-1], *_short_enough(pieces[-1]))
    *before, last = pieces
    words = (*shown, *(Outgoing(piece) for piece in before))
    return (*words, Outgoing(last, replies, items, opener if items else ""))


def _pictures(cards: tuple[WordedCard, ...], photo: Callable[[WordedCard], str | None]) -> Iterator[Outgoing]:
    for card in cards:
        words, where = _card(card), photo(card)
        if where and len(words) <= LONGEST_CAPTION and len(words.encode()) <= LONGEST_BYTES:
            yield Outgoing(words, photo=where)


def choosable(delivery: Delivery) -> tuple[WordedButton, ...]:
    """Everything that may be chosen, in the order of its numbers: first the products on the cards, then the buttons."""
    taken = {button.id for button in delivery.buttons}
    cards = tuple(
        WordedButton(f"take:{card.sku}", card.title)
        for card in delivery.cards
        if len(delivery.cards) > 1 and f"take:{card.sku}" not in taken
    )
    return (*cards, *delivery.buttons)


def split_text(text: str) -> tuple[str, ...]:
    """In pieces of at most LONGEST_BYTES, at the ends of paragraphs, lines, sentences, words or signs."""
    return tuple(piece for piece in split(text, LONGEST_BYTES, Unit.BYTES) if piece.strip()) or ("…",)


def _short_enough(piece: str) -> tuple[str, ...]:
    """A text that is longer than may stand above choices leaves its end there."""
    if len(piece) <= LONGEST_BODY:
        return (piece,)
    return split(piece, LONGEST_BODY)


def _pressable(choices: tuple[WordedButton, ...], opener: str) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """(quick replies, items of a list). With a legal step among them all become quick replies, or the legal one does
    alone; what cannot be pressed is numbered or typed."""
    short = tuple(Choice(button.id, button.label) for button in choices if len(button.label) <= LONGEST_REPLY)
    if len(choices) == len(short) <= MOST_REPLIES:
        return _unique(short), ()
    legal = {button.id for button in choices if button.legal}
    if legal:
        return _unique(tuple(choice for choice in short if choice.id in legal)[:MOST_REPLIES]), ()
    if not choices or len(choices) > MOST_ITEMS or not 0 < len(opener) <= LONGEST_OPENER:
        return (), ()
    return (), _unique(tuple(_item(button) for button in choices))


def _item(button: WordedButton) -> Choice:
    if len(button.label) <= LONGEST_ITEM:
        return Choice(button.id, button.label)
    return Choice(button.id, shortened(button.label, LONGEST_ITEM), shortened(button.label, LONGEST_DESCRIPTION))


def _unique(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """None at all where two would look the same: a tap comes back as its title."""
    return choices if len({choice.title for choice in choices}) == len(choices) else ()


def shortened(text: str, length: int) -> str:
    """At most `length` characters, with an ellipsis where something was left out."""
    return text if len(text) <= length else text[: bound(text, length - 1)].rstrip() + "…"


def _card(card: WordedCard) -> str:
    facts = " · ".join(part for part in (*card.reasons, card.left) if part)
    head = f"*{card.position}. {_inside(card.title)}* {card.price}"
    return "\n".join(part for part in (head, literal(facts)) if part)


def _inside(text: str) -> str:
    """Within bold: a star in it would end it."""
    return literal(text).replace("*", "∗")


def literal(text: str) -> str:
    """A text as it stands. WhatsApp has no escape: `*39*` would turn bold, so a zero-width space parts such a pair."""
    return "".join(part if "://" in part else _PAIRED.sub(rf"\1{_APART}", part) for part in _LINKS.split(text))
