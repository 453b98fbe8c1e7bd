"""Which documents come after the news they belong to, where a channel could not carry them with it. Pure."""

from dialogue.messages.base import Message
from dialogue.messages.following import PaperFollows
from dialogue.messages.notices import Notice


def following(message: Message) -> PaperFollows | None:
    """What brings the documents of a Message later; None where it has none."""
    if isinstance(message, PaperFollows):
        return message
    papers = tuple(each.kind for each in message.files()) if isinstance(message, Notice) else ()
    return PaperFollows(order=message.order, papers=papers) if isinstance(message, Notice) and papers else None
