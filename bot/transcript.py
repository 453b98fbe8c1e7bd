"""A conversation as it reads: what the person wrote and what was said to them, in order, for pages of ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from dialogue import outbox_store, store
from dialogue.conversation import Conversation
from dialogue.inbound import Inbound, Sender
from dialogue.outbox_store import Reply
from dialogue.understanding.access import without_code
from dialogue.understanding.linking import without_link_code
from dialogue.wording import Wording, Wordings
from orders.ids import ConversationId


class Speaker(StrEnum):
    SHOPPER = "shopper"
    AGENT = "agent"
    PERSON = "person"


PERSONS_MESSAGES = frozenset({"staff_says"})
"""Messages whose words a member of staff wrote."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing said. `wording` is there for what we said; `photos` for what the shopper sent."""

    id: str
    speaker: Speaker
    text: str
    at: datetime
    locale: str | None = None
    photos: tuple[str, ...] = ()
    wording: Wording | None = None
    reply: Reply | None = None

    @property
    def photo(self) -> str | None:
        """The first of them."""
        return next(iter(self.photos), None)


def transcript(session: Session, conversation: ConversationId, wordings: Wordings) -> tuple[Spoken, ...]:
    """The newest few hundred things said, oldest first; replies that wait to be sent included."""
    replies = [_said(reply, wordings) for reply in outbox_store.said(session, conversation) if reply.state != "dropped"]
    inbounds = [each for each in store.history(session, conversation) if each.sender is Sender.SHOPPER]
    labels, talk = _labels(replies), store.conversation(session, conversation)
    heard = [_heard(inbound, labels, talk) for inbound in inbounds]
    return tuple(sorted((*heard, *replies), key=lambda each: (each.at, each.speaker is not Speaker.SHOPPER)))


def _said(reply: Reply, wordings: Wordings) -> Spoken:
    wording = wordings.render(reply.message, reply.locale, reply.market, reply.shopper)
    return Spoken(
        id=f"{reply.id}.1",
        speaker=Speaker.PERSON if wording.name in PERSONS_MESSAGES else Speaker.AGENT,
        text=reply.text or wording.text,
        at=reply.created_at,
        locale=wording.locale,
        wording=wording,
        reply=reply,
    )


def _heard(inbound: Inbound, labels: dict[str, str], talk: Conversation | None) -> Spoken:
    photos = tuple(each.url for each in inbound.attachments if each.type.startswith("image/"))
    # A code that no turn has masked yet is nobody's to read either.
    said = without_link_code(without_code(inbound.text, talk)) if talk else inbound.text
    text = said or labels.get(inbound.button or "", inbound.button or "")
    return Spoken(id=inbound.id, speaker=Speaker.SHOPPER, text=text, at=inbound.at, photos=photos)


def _labels(replies: Iterable[Spoken]) -> dict[str, str]:
    """What stood on the buttons that were offered, by their ids."""
    return {
        button.id: button.label for reply in replies if reply.wording is not None for button in reply.wording.buttons
    }
