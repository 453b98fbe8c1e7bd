"""Brings what happened in flagged conversations into their threads: rows in, rows out, nothing is sent from here.

Everything is derived from rows that are there anyway, under keys that are used once. So it may run at any time, in any
number of processes, and whatever it missed it finds the next time.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from bot import store as bot_store
from bot.clock import Clock
from bot.desk.slack import store
from bot.desk.slack.facts import Shown, shown
from bot.desk.slack.files import BROKEN
from bot.desk.slack.store import TRANSLATE, Draft, Json, Thread, Typed
from bot.desk.slack.text import pieces
from bot.storage import Storage
from bot.transcript import Speaker, Spoken, transcript
from dialogue.messages.handover import StaffSays
from dialogue.wording import Wordings
from orders.ids import ConversationId

PIECE: Final = 3500
"""Characters of one post: a long text goes out in several, in order."""
HISTORY: Final = 60
"""How many of the last things said a new thread begins with."""
TOGETHER: Final = 12
"""How many of them are translated in one post."""
LOST_FILE: Final = (
    ":x: A file was not passed on. What goes to shoppers are pictures (JPEG, PNG, GIF, WebP) and PDFs of up to 10 MB "
    "that are uploaded here; if it is one of these, please post it again."
)
TYPED: Final = "message:"
"""How the inbox calls what was typed in a thread: `message:<channel>:<ts>`."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """`channel` is where new threads are opened; `translates` is whether there is a model to translate."""

    storage: Storage
    wordings: Wordings
    clock: Clock
    channel: str
    translates: bool = False

    def run(self) -> None:
        """Open the threads that are missing and tell each open one what is new."""
        with self.storage.reads() as session:
            missing = store.cases_without_thread(session)
            news = [each for each in store.open_threads(session) if _is_news(session, each)]
        for case in missing:
            self._open(case)
        for thread in news:
            self._tell(thread)

    def _open(self, case_id: int) -> None:
        now = self.clock()
        with self.storage.writes() as session:
            case = bot_store.case(session, case_id)
            if case is None:
                return
            thread = store.open_thread(session, case_id, case.conversation, case.shopper, self.channel, now)
            found = shown(session, thread, now) if thread else None
            if thread is None or found is None:
                return
            self._put(session, thread, f"root:{thread.id}", {}, method="root")
            said = transcript(session, thread.conversation, self.wordings) if thread.conversation else ()
            last = said[-HISTORY:]
            lines = found.mask("\n".join(line_of(each, each.text) for each in last))
            for number, text in enumerate(pieces(lines, PIECE) if last else ()):
                self._put(session, thread, f"history:{thread.id}:{number}", {"text": text})
            self._translate(session, thread, last)
            for each in last:
                self._photos(session, thread, each)
            store.begin_thread(session, thread, (each.id for each in said))
            store.see(session, thread, _seen(session, thread.conversation, found), self._end(found, now))

    def _tell(self, thread: Thread) -> None:
        now = self.clock()
        with self.storage.writes() as session:
            found = shown(session, thread, now)
            if found is None:
                # The shopper was erased: there is nothing left to show or to answer.
                store.see(session, thread, thread.seen, now)
                return
            seen = _seen(session, thread.conversation, found)
            if not store.see(session, thread, seen, self._end(found, now)):
                return
            self._say(session, thread, found)
            if seen.rpartition("|")[2] != thread.seen.rpartition("|")[2]:
                self._put(session, thread, f"update:{thread.id}:{seen}", {}, method="update")
            for case in bot_store.cases_of(session, thread.conversation):
                if case.risen_at is not None and case.id >= thread.case:
                    waits = f"<!here> Nobody has claimed this yet: it waits since {case.case.opened_at:%H:%M} UTC."
                    body: Json = {"text": waits, "reply_broadcast": True}
                    self._put(session, thread, f"risen:{case.id}", body)

    def _say(self, session: Session, thread: Thread, found: Shown) -> None:
        """What was said since, and what became of the replies that were typed here."""
        said = transcript(session, thread.conversation, self.wordings)
        typed = [each for each in store.typed(session, thread.conversation) if each.message.startswith(TYPED)]
        here = {(each.turn, each.staff, each.text) for each in typed}
        told = store.keys_of(session, thread.id)
        fresh = [each for each in said if each.id not in thread.told and f"said:{thread.id}:{each.id}:0" not in told]
        shown_here = [each for each in fresh if _as_typed(each) not in here]
        for each in shown_here:
            for number, text in enumerate(pieces(found.mask(line_of(each, each.text)), PIECE)):
                self._put(session, thread, f"said:{thread.id}:{each.id}:{number}", {"text": text})
        self._translate(session, thread, shown_here)
        for each in said:
            # A photo comes after its message: a worker has to bring it in first.
            self._photos(session, thread, each)
        sent = {_as_typed(each): each.reply.state for each in said if each.reply and _as_typed(each)}
        for reply in typed:
            self._outcome(session, thread, reply, sent.get((reply.turn, reply.staff, reply.text)))

    def _outcome(self, session: Session, thread: Thread, reply: Typed, state: str | None) -> None:
        """A tick on a reply once it is with the shopper; a word to everybody when it or its file never will be."""
        message = reply.message
        _, channel, ts = message.split(":", 2)
        if channel != thread.channel:
            return
        if reply.lost_file:
            self._put(session, thread, f"lost file:{message}", {"text": LOST_FILE})
        if state == "sent":
            body: Json = {"name": "white_check_mark", "timestamp": ts}
            self._put(session, thread, f"tick:{message}", body, method="reactions.add")
        elif state == "dropped":
            self._put(session, thread, f"lost:{message}", {"text": ":x: The shopper cannot be reached: not delivered."})
        elif state is None and reply.text:
            text = ":x: A reply was not sent: its author does not have this conversation. Claim it first."
            self._put(session, thread, f"late:{message}", {"text": text})

    def _translate(self, session: Session, thread: Thread, shown: Sequence[Spoken]) -> None:
        """What was just shown is to be translated below it, some at a time; what of it is foreign is found out then."""
        for start in range(0, len(shown) if self.translates else 0, TOGETHER):
            some: Json = {"said": [each.id for each in shown[start : start + TOGETHER]]}
            key = f"translation:{thread.id}:{shown[start].id}"
            self._put(session, thread, key, some, method=TRANSLATE)

    def _photos(self, session: Session, thread: Thread, said: Spoken) -> None:
        for number, photo in enumerate(said.photos):
            if photo.startswith("data:") and photo != BROKEN:
                body: Json = {"inbound": said.id, "number": number}
                key = f"photo:{thread.id}:{said.id}" + (f":{number}" if number else "")
                self._put(session, thread, key, body, method="file")

    def _put(self, session: Session, thread: Thread, key: str, body: Json, method: str = "chat.postMessage") -> None:
        draft = Draft(key=key, method=method, place=thread.channel, body=body, thread=thread.id, shopper=thread.shopper)
        store.put(session, draft, self.clock())

    def _end(self, found: Shown, now: datetime) -> datetime | None:
        return now if found.closed or not found.view.has_conversation else None


def _is_news(session: Session, thread: Thread) -> bool:
    if not thread.conversation:
        return False
    return store.state_of(session, thread.conversation) != thread.seen.rpartition("|")[0]


def _seen(session: Session, conversation: ConversationId, found: Shown) -> str:
    """The state of the rows, and of what the first message shows of them."""
    face = hashlib.sha256(repr(found.view).encode()).hexdigest()[:16]
    return f"{store.state_of(session, conversation)}|{face}"


def _as_typed(said: Spoken) -> tuple[int | None, str, str] | None:
    """(turn, staff, text) of a reply of staff."""
    if said.reply is None or not isinstance(said.reply.message, StaffSays):
        return None
    return said.reply.turn, said.reply.message.staff, said.reply.message.text


def line_of(said: Spoken, text: str) -> str:
    """Something said as a thread shows it, in its own words or translated."""
    who = {Speaker.SHOPPER: "Shopper", Speaker.AGENT: "Agent", Speaker.PERSON: "Team"}[said.speaker]
    photo = " [photo]" if said.photo else ""
    return f"{who}: {text}{photo}"
