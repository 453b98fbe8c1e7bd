"""What the channel writes down: messages on their way, what their callbacks say, and what follows from that.

Each method is one short transaction of its own. A callback may come before the call that sent its message has returned:
whichever is later acts.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from bot import store as bot_store
from bot.channels.whatsapp import store
from bot.channels.whatsapp.form import FAILED, Status
from bot.channels.whatsapp.store import Part, Standing, Template
from bot.clock import Clock
from bot.storage import Storage
from dialogue import chats, outbox_store
from dialogue import store as talks
from dialogue.following import following
from dialogue.outbox_store import Outgoing
from dialogue.plan import Case, Flag
from dialogue.wording import WordedButton

log = logging.getLogger(__name__)

CHOICES: Final = "choices"
TEMPLATE: Final = "template"
TEXT: Final = "text"
PICTURE: Final = "picture"
FILE: Final = "file"

WINDOW_CLOSED: Final = 63016
BLOCKED: Final = frozenset({63014, 21610})
TOO_MANY: Final = frozenset({63018, 20429})
NOT_SHOWN: Final = frozenset({63013, 63021})
"""Content that is not taken: choices are then sent as numbers."""
OFFERS: Final = "marketing"
"""What the dialogue's consents to be told of offers are about."""
PAUSE: Final = timedelta(minutes=1)
MOST_TRIES: Final = 8
"""A reply that Twilio took so often and never delivered is put before a person."""


@dataclass(frozen=True, slots=True)
class Book:
    """The channel's own rows, and the two things it may do to others': send a reply again, open a case."""

    storage: Storage
    clock: Clock

    def standing(self, address: str) -> Standing | None:
        with self.storage.reads() as session:
            return store.standing(session, address)

    def part(self, name: str) -> Part | None:
        with self.storage.reads() as session:
            return store.part(session, name)

    def is_noted(self, sid: str) -> bool:
        """Whether Twilio's message is a part that is known to have gone out."""
        with self.storage.reads() as session:
            return store.is_noted(session, sid)

    def begin(self, name: str, reply: int, form: str) -> None:
        with self.storage.notes() as session:
            store.begin_part(session, name, reply, form, self.clock())

    def forget(self, name: str) -> None:
        """Twilio refused a part: there is nothing to ask about."""
        with self.storage.notes() as session:
            store.forget_part(session, name)

    def sent(self, name: str, sid: str) -> None:
        with self.storage.writes() as session:
            part = store.note_sid(session, name, sid)
            if part is not None and part.state in FAILED:
                self._failed(session, part)

    def choices(self, of: Standing, choices: Iterable[WordedButton]) -> None:
        with self.storage.notes() as session:
            store.keep_choices(session, of, choices)

    def blocked(self, of: Standing) -> None:
        with self.storage.writes() as session:
            store.note_blocked(session, of, self.clock())

    def stopped(self, address: str, message: str, words: str) -> None:
        """They told Twilio to stop, which is no word to be answered."""
        with self.storage.writes() as session:
            of = store.standing(session, address)
            if of is not None:
                store.note_blocked(session, of, self.clock())
                store.log_consent(session, of, message, words, self.clock(), given=False)

    def agreed(self, address: str, message: str, words: str, *, anew: bool) -> None:
        """They wrote: a consent where they never gave one; `anew` also where they took it back."""
        with self.storage.reads() as session:
            of = store.standing(session, address)
        if of is None or (of.agreed and not anew) or (of.revoked and not anew):
            return
        now = self.clock()
        with self.storage.writes() as session:
            if not of.agreed:
                store.log_consent(session, of, message, words, now, given=True)
            if anew and store.wants_offers_again(session, of):
                store.log_consent(session, of, message, words, now, given=True, about=OFFERS)

    def owe(self, reply: int) -> None:
        """A reply with files has gone out without them: they follow when the person has written."""
        with self.storage.notes() as session:
            found = outbox_store.reply(session, reply)
            if found is not None and found.state != "dropped" and following(found.message) is not None:
                store.owe(session, reply, self.clock())

    def pay_up(self, address: str) -> tuple[str, ...]:
        """The person may be written to freely: what is owed to them waits in the outbox now, in front of the answer to
        what they wrote. The conversation, where there was something."""
        with self.storage.reads() as session:
            of = store.standing(session, address)
            if of is None or of.revoked or not store.owes(session, of.conversation):
                return ()
        with self.storage.writes() as session:
            found = [outbox_store.reply(session, each) for each in store.settle_owed(session, of.conversation)]
            papers = [(each.order, following(each.message)) for each in found if each is not None]
            said = [Outgoing(message, order) for order, message in papers if message is not None]
            talk = talks.conversation(session, of.conversation)
            if talk is not None:
                outbox_store.queue(session, talk, said, self.clock(), None)
        return (str(of.conversation),)

    def closed(self, of: Standing) -> None:
        with self.storage.writes() as session:
            store.note_closed(session, of, self.clock())

    def plain(self, of: Standing) -> None:
        with self.storage.writes() as session:
            store.note_plain(session, of, self.clock())

    def content(self, digest: str) -> str | None:
        with self.storage.reads() as session:
            return store.content(session, digest)

    def keep_content(self, digest: str, sid: str) -> None:
        with self.storage.notes() as session:
            store.keep_content(session, digest, sid, self.clock())

    def forget_content(self, digest: str) -> None:
        """Twilio does not take it, or has it no more: it is made anew when it is next shown."""
        with self.storage.notes() as session:
            store.forget_content(session, digest)

    def approved(self, name: str, locales: Iterable[str]) -> tuple[Template, ...]:
        with self.storage.reads() as session:
            return store.approved(session, name, locales)

    def heard(self, news: Status) -> tuple[str, ...]:
        """A callback; the conversations that have something to send now."""
        now = self.clock()
        with self.storage.writes() as session:
            part = store.move_on(session, news, now)
            if part is None or part.reply is None or part.state not in FAILED:
                return ()
            return self._failed(session, part)

    def _failed(self, session: Session, part: Part) -> tuple[str, ...]:
        """A message that was taken and did not arrive: sent another way, later, never again, or told to a person."""
        now, reply = self.clock(), part.reply
        of_reply = store.reply_at(session, reply) if reply is not None else None
        of = store.standing(session, of_reply.address) if of_reply else None
        if reply is None or of_reply is None or of is None:
            return ()
        log.warning("Reply %s of conversation %s did not arrive: error %s", reply, of.conversation, part.error)
        if self._owed(session, of, part, now):
            return ()
        wait = self._wait(session, of, part, now)
        if wait is not None and of_reply.attempts < MOST_TRIES:
            store.forget_failed(session, reply)
            store.owe_no_more(session, reply)  # It goes out with its file, or owes it anew.
            store.send_again(session, reply, now + wait)
            return (str(of.conversation),)
        outbox_store.drop(session, reply, now, f"error {part.error} of WhatsApp")
        store.owe_no_more(session, reply)
        lost = outbox_store.undelivered_to(session, of.conversation)
        elsewhere = next((chats.tell_elsewhere(session, each, now) for each in lost if each.id == reply), None)
        if elsewhere is None:
            _tell_desk(session, of, now)
        return (elsewhere,) if elsewhere else ()

    def _owed(self, session: Session, of: Standing, part: Part, now: datetime) -> bool:
        """Whether it was but a file that came too late for the window: its words have arrived, and it follows."""
        found = outbox_store.reply(session, part.reply or 0)
        late = part.form == FILE and part.error == WINDOW_CLOSED
        if not late or found is None or following(found.message) is None:
            return False
        store.note_closed(session, of, now)
        store.forget_failed(session, found.id)
        store.owe(session, found.id, now)
        return True

    def _wait(self, session: Session, of: Standing, part: Part, now: datetime) -> timedelta | None:
        """How long until it is sent again, in the way that is open then; None when that would not help."""
        if part.error == WINDOW_CLOSED and part.form != TEMPLATE:
            store.note_closed(session, of, now)
            return timedelta(0)
        if part.error in BLOCKED:
            store.note_blocked(session, of, now)
            return None
        # A picture is never what it is about: its words go out without it, whatever was wrong with it.
        fails = part.form == PICTURE and part.error not in TOO_MANY
        if fails or (part.error in NOT_SHOWN and part.form == CHOICES):
            store.note_plain(session, of, now)
            return timedelta(0)
        return PAUSE if part.error in TOO_MANY else None


def _tell_desk(session: Session, of: Standing, now: datetime) -> None:
    """A person finds another way to say what did not arrive."""
    lost = outbox_store.undelivered_to(session, of.conversation)
    tried = tuple(f"{each.message.name()} was not delivered: {each.failure}" for each in lost)
    bot_store.open_case(session, of.conversation, of.shopper, Case(flag=Flag.BROKEN, opened_at=now, tried=tried))
