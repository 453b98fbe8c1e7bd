"""Every English text that a shopper can be told, gathered for translators from Messages, labels, papers and pages."""

from inspect import cleandoc

import dialogue.messages  # noqa: F401 - fills the registry
from dialogue.messages.base import Message
from dialogue.messages.fragments import FRAGMENTS
from dialogue.messages.labels import LABELS
from dialogue.messages.page import PAGE
from dialogue.messages.paper import PAPER
from dialogue.messages.traits import TRAITS
from locales.sources import Source


def sources() -> tuple[Source, ...]:
    """Messages by name, then fragments, button labels, the words on papers and on pages."""
    messages = tuple(
        Source(name, kind.english, cleandoc(kind.__doc__ or "").replace("\n", " "), kind.english_plural)
        for name, kind in sorted(Message.registry.items())
    )
    fragments = tuple(Source(context, english, note) for context, (english, note) in (FRAGMENTS | TRAITS).items())
    labels = tuple(Source(f"label|{name}", english, "On a button.") for name, english in sorted(LABELS.items()))
    papers = tuple(Source(f"paper|{name}", english, note) for name, (english, note) in PAPER.items())
    pages = tuple(Source(f"page|{name}", english, note) for name, (english, note) in PAGE.items())
    return messages + fragments + labels + papers + pages
