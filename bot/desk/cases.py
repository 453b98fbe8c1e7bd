"""Flagged conversations: opened, claimed, answered, handed back. Changes are compare-and-set; the first one wins.

Staff speak through the engine: a claim, a reply or a hand-back is an Arrival of theirs, so it runs as a turn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot import store
from dialogue.conversation import Conversation, Holder
from dialogue.inbound import Arrival, Attachment, Sender
from dialogue.plan import Case, ChoreKind, Flag
from orders.ids import ConversationId, ShopperId

UNREADABLE = ConversationId("")
"""The conversation of what could not be parsed: none."""


@dataclass(frozen=True, slots=True)
class Cases:
    """The desk as the engine knows it; writes into the session of the turn. `alert` is called for each new case."""

    alert: Callable[[str], None] = lambda flag: None

    def flagged(self, session: Session, conversation: Conversation, case: Case) -> None:
        store.open_case(session, conversation.id, conversation.shopper, case)
        self.alert(case.flag.value)

    def moved(self, session: Session, conversation: Conversation, now: datetime) -> None:
        """Claimed by a person: all open cases of the conversation are theirs. Handed back: they are closed."""
        for case in store.cases_of(session, conversation.id):
            if case.state == "closed":
                continue
            if conversation.holder is Holder.STAFF:
                store.change_case(session, case, "claimed", conversation.staff, now)
                store.note(session, case.id, conversation.staff or "", "claim", now)
            elif conversation.holder is Holder.AGENT:
                store.change_case(session, case, "closed", case.staff, now)
                store.note(session, case.id, case.staff or "", "hand_back", now)

    def unreadable(self, session: Session, channel: str, external_id: str, now: datetime) -> None:
        case = Case(flag=Flag.BROKEN, opened_at=now, tried=(f"{channel}: {external_id}",))
        store.open_case(session, UNREADABLE, ShopperId(""), case)
        self.alert(case.flag.value)

    def chore(self, session: Session, conversation: Conversation, kind: ChoreKind, now: datetime) -> None:
        store.add_chore(session, kind, conversation.id, conversation.shopper, now)


def said_at_the_desk(  # noqa: PLR0913
    conversation: ConversationId,
    staff: str,
    verb: str,
    text: str,
    external_id: str,
    *,
    door: str = "desk",
    attachments: tuple[Attachment, ...] = (),
) -> Arrival:
    """What a member of staff pressed, wrote or attached, on its way through the same turn as everything else. `door` is
    where: the browser's desk or Slack."""
    return Arrival(
        channel=door,
        external_id=external_id,
        address=staff,
        raw=verb,
        text=text,
        button=verb,
        sender=Sender.STAFF,
        staff=staff,
        conversation=conversation,
        attachments=attachments,
    )
