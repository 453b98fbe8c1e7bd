"""Not saying the same thing twice: the next of several variants of a Message."""

from dialogue.conversation import Conversation
from dialogue.messages.base import Message


def vary(conversation: Conversation, *variants: Message) -> Message:
    """The variant after the one said last, the first when none was said lately."""
    names = [variant.name() for variant in variants]
    said = [names.index(name) for name in conversation.last_said if name in names]
    return variants[(said[-1] + 1) % len(variants)] if said else variants[0]
