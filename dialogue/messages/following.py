"""A document that comes after the news it belongs to: a channel could not carry it then."""

from typing import ClassVar

from dialogue.messages.base import File, Message


class PaperFollows(Message):
    """Earlier news of order {order} promised a document (receipt, refund note, receipt of a withdrawal) that could not
    go along; it comes with this, now that the shopper has written."""

    english: ClassVar[str] = "Here is the document for order {order} that goes with what I told you before."
    order: str
    papers: tuple[str, ...]
    """Which documents they are, by kind."""

    def files(self) -> tuple[File, ...]:
        return tuple(File(kind=each, subject=self.order) for each in self.papers)
