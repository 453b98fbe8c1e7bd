"""Every English text that a shopper can be told, gathered for translators from Messages, fragments and labels."""

from inspect import cleandoc

import dialogue.messages  # noqa: F401 - fills the registry
from dialogue.messages.base import Message
from dialogue.messages.fragments import FRAGMENTS
from dialogue.messages.labels import LABELS
from locales.sources import Source


def sources() -> tuple[Source, ...]:
    """Messages by name, then fragments, then button labels."""
    messages = tuple(
        Source(name, kind.english, cleandoc(kind.__doc__ or "").replace("\n", " "), kind.english_plural)
        for name, kind in sorted(Message.registry.items())
    )
    fragments = tuple(Source(context, english, note) for context, (english, note) in FRAGMENTS.items())
    labels = tuple(Source(f"label|{name}", english, "On a button.") for name, english in sorted(LABELS.items()))
    return messages + fragments + labels
