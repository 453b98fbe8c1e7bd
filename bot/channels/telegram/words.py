"""Texts and keyboards as Telegram takes them: HTML with only what we put in as markup. Pure.

MarkdownV2 is refused whole for one dot that is not escaped, and prices have dots; HTML needs three letters escaped.
"""

from html import escape
from typing import Final

from bot.channels.base import Unit
from bot.channels.drawn import Photos
from bot.channels.layout import measured, split
from dialogue.wording import WordedButton, WordedCard

TEXT: Final = 4096
CAPTION: Final = 1024
"""Lengths after entities are parsed, in UTF-16 units."""
ALBUM: Final = 10
SHORT_LABEL: Final = 18
"""Two labels of so many characters stand side by side on a phone."""

Rows = tuple[tuple[WordedButton, ...], ...]


def html(text: str) -> str:
    """A text of ours, in which nothing is markup."""
    return escape(text, quote=False)


def card_words(card: WordedCard, *, numbered: bool = True) -> str:
    """A product as plain text: what it is, what it costs, why."""
    head = f"{card.position}. {card.title}" if numbered else card.title
    why = " · ".join(part for part in (*card.reasons, card.left) if part)
    return "\n".join(part for part in (f"{head} – {card.price}", why) if part)


def card_html(card: WordedCard, *, numbered: bool = True) -> str:
    """The same with its name in bold."""
    head, _, rest = card_words(card, numbered=numbered).partition("\n")
    return f"<b>{html(head)}</b>" + (f"\n{html(rest)}" if rest else "")


def texts(text: str, cards: tuple[WordedCard, ...]) -> tuple[str, ...]:
    """The text with its products below it, as HTML, in as many messages as it needs; a product is never cut in two
    unless it fills a message alone."""
    pieces = [(html(piece), measured(piece, Unit.UTF16)) for piece in split(text, TEXT, Unit.UTF16) if piece.strip()]
    for card in cards:
        plain = card_words(card, numbered=len(cards) > 1)
        length = measured(plain, Unit.UTF16)
        if length > TEXT:
            pieces += [(html(piece), TEXT) for piece in split(plain, TEXT, Unit.UTF16)]
        elif pieces and pieces[-1][1] + 2 + length <= TEXT:
            said, before = pieces[-1]
            pieces[-1] = (f"{said}\n\n{card_html(card, numbered=len(cards) > 1)}", before + 2 + length)
        else:
            pieces.append((card_html(card, numbered=len(cards) > 1), length))
    return tuple(said for said, _ in pieces)


def caption(text: str, card: WordedCard) -> str | None:
    """Text and product under one picture; None where that is too long."""
    plain = f"{text}\n\n{card_words(card, numbered=False)}".strip()
    if measured(plain, Unit.UTF16) > CAPTION:
        return None
    return f"{html(text)}\n\n{card_html(card, numbered=False)}".strip()


def rows(buttons: tuple[WordedButton, ...]) -> Rows:
    """Short labels two by two, long ones alone: a phone cuts what is too wide."""
    laid: list[list[WordedButton]] = []
    for button in buttons:
        short = len(button.label) <= SHORT_LABEL and not button.legal
        if short and laid and len(laid[-1]) == 1 and len(laid[-1][0].label) <= SHORT_LABEL and not laid[-1][0].legal:
            laid[-1].append(button)
        else:
            laid.append([button])
    return tuple(tuple(row) for row in laid)


def pictures(cards: tuple[WordedCard, ...], photos: Photos) -> tuple[tuple[WordedCard, str | bytes], ...]:
    """The products that have a picture: our own drawing, which is sent, or where one lies that Telegram fetches."""
    found = ((card, photos.content(card) or photos.address(card)) for card in cards[:ALBUM])
    return tuple((card, picture) for card, picture in found if picture)


def pressed(label: str) -> str:
    """What stands on a button that was pressed."""
    return label if label.startswith("✓ ") else f"✓ {label}"
