"""Translates what a thread shows into the language of staff, below the original, where there is a model.

The original never waits for it. A translation is a post like any other: masked as the original is, marked as a
machine's, for the thread alone.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.desk.masking import Mask, spelled
from bot.desk.slack import store
from bot.desk.slack.facts import shown
from bot.desk.slack.mirror import PIECE, line_of
from bot.desk.slack.store import Draft, Post, Thread
from bot.desk.slack.text import pieces
from bot.storage import Storage
from bot.transcript import Speaker, Spoken, transcript
from dialogue import store as talks
from dialogue.conversation import Conversation
from dialogue.wording import Wordings
from dialogue.writing.translating import Text, Translator, TryLater

log = logging.getLogger(__name__)

TRANSLATIONS: Final = "slack translations"
"""The key under which it is woken: a slow model holds up no post."""
LEASE: Final = timedelta(seconds=300)
"""For how long a process that translates keeps others from the same; longer than a post's few requests may take."""
PAUSE: Final = timedelta(seconds=30)
"""Until a service that cannot be had is asked again; as long as the circuit breaker rests."""
MOST_TRIES: Final = 5
AT_ONCE: Final = 10


@dataclass(frozen=True, slots=True)
class _Read:
    """What one post is about, as it stands now."""

    thread: Thread
    said: tuple[Spoken, ...]
    talk: Conversation
    mask: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Translating:
    """`done` is called when there is something to post."""

    storage: Storage
    wordings: Wordings
    clock: Clock
    translator: Translator
    done: Callable[[], None]

    def run(self) -> None:
        """Translate until nothing is due, or AT_ONCE posts were."""
        for _ in range(AT_ONCE):
            now = self.clock()
            with self.storage.writes() as session:
                post = store.untranslated(session, now, now + LEASE)
            if post is None:
                return
            self._translate(post)

    def _translate(self, post: Post) -> None:
        read = self._read(post)
        if read is None:
            self._drop(post, "nobody is there any more")
            return
        said = [Text(each.id, for_model(each.text, read.mask), _spoken(each, read.talk)) for each in read.said]
        try:
            found = self.translator.translate(said, read.talk, self.clock())
        except TryLater as later:
            self._put_off(post, str(later))
            return
        lines = [line_of(each, found[each.id]) for each in read.said if each.id in found]
        if lines:
            self._post(post, read, lines)
        else:
            self._drop(post, "nothing to translate")

    def _read(self, post: Post) -> _Read | None:
        """None where the shopper was erased meanwhile."""
        wanted = post.body.get("said")
        with self.storage.reads() as session:
            thread = store.thread(session, post.thread or 0)
            found = shown(session, thread, self.clock()) if thread else None
            talk = talks.conversation(session, thread.conversation) if thread and thread.conversation else None
            if thread is None or found is None or talk is None or not isinstance(wanted, list):
                return None
            said = [each for each in transcript(session, thread.conversation, self.wordings) if each.id in wanted]
        return _Read(thread, tuple(said), talk, found.mask)

    def _post(self, post: Post, read: _Read, lines: list[str]) -> None:
        head = f":globe_with_meridians: _Translated into {self.translator.into} by a machine:_\n"
        first, *more = pieces(read.mask("\n".join(lines)), PIECE)
        with self.storage.writes() as session:
            if not store.become(session, post.id, "chat.postMessage", {"text": head + first}):
                return
            for number, text in enumerate(more, start=1):
                key, thread = f"translated:{post.id}:{number}", read.thread
                body: store.Json = {"text": head + text}
                draft = Draft(
                    key=key,
                    method="chat.postMessage",
                    place=post.place,
                    body=body,
                    thread=thread.id,
                    shopper=thread.shopper,
                )
                store.put(session, draft, self.clock())
        self.done()

    def _put_off(self, post: Post, why: str) -> None:
        if post.attempts + 1 >= MOST_TRIES:
            self._drop(post, why)
            return
        with self.storage.writes() as session:
            store.translate_later(session, post.id, self.clock() + PAUSE, why)

    def _drop(self, post: Post, why: str) -> None:
        with self.storage.writes() as session:
            store.leave_untranslated(session, post.id, why, self.clock())


def for_model(text: str, mask: Mask) -> str:
    """As the thread shows it, and without the name of the person: neither is any business of a model's."""
    name = mask.profile.name or ""
    return spelled(name).sub("(their name)", mask(text)) if name.strip() else mask(text)


def _spoken(said: Spoken, talk: Conversation) -> str | None:
    """The language that its author writes as far as we know. Staff write theirs."""
    match said.speaker:
        case Speaker.SHOPPER:
            return talk.tongue or talk.locale
        case Speaker.AGENT:
            return said.locale or talk.locale
        case _:
            return None
