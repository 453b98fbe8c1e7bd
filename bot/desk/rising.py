"""Cases that nobody claims in time: each rises once, and its shopper hears when to expect an answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlmodel import Session

from bot import store as bot_store
from bot.clock import Clock
from bot.desk.hours import Hours
from bot.storage import Storage
from bot.store import DeskCase
from dialogue import store
from dialogue.conversation import Holder
from dialogue.messages.handover import PersonTakesLonger
from dialogue.outbox_store import Outgoing, queue
from dialogue.store import StaleConversation
from orders.ids import ConversationId

RISING: Final = "rising"
"""The key under which it is woken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rising:
    """`after` is how long a case may wait for somebody, `answer_within` what a shopper is promised from then on, in the
    team's `hours`.

    `wake` is told of each conversation that has something to hear.
    """

    storage: Storage
    clock: Clock
    after: timedelta
    answer_within: timedelta
    hours: Hours
    wake: Callable[[ConversationId], None]

    def run(self) -> None:
        """Raise what has waited too long. Where a turn comes in between, the next run does it."""
        now = self.clock()
        with self.storage.reads() as session:
            late = bot_store.unclaimed(session, now - self.after)
        for case in late:
            try:
                with self.storage.writes() as session:
                    told = self._raise(session, case)
            except StaleConversation:
                continue
            if told:
                self.wake(case.conversation)

    def _raise(self, session: Session, case: DeskCase) -> bool:
        """Whether the shopper is told: only who waits for a person, and once for all their cases."""
        now = self.clock()
        others = [each for each in bot_store.cases_of(session, case.conversation) if each.state != "closed"]
        first = all(each.risen_at is None for each in others)
        if not bot_store.raise_case(session, case, now):
            return False
        talk = store.conversation(session, case.conversation)
        if talk is None or talk.holder is not Holder.WAITING or not first:
            return False
        store.save_conversation(session, replace(talk, version=talk.version + 1), talk.version)
        queue(session, talk, [Outgoing(PersonTakesLonger(by=self.hours.after(now, self.answer_within)))], now, None)
        return True
