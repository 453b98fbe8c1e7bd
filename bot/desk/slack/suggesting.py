"""What the agent would say if it held the conversation: a suggestion for staff. Nothing is stored, changed or sent."""

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from bot.desk.slack.store import Thread
from dialogue import store
from dialogue.conversation import Holder
from dialogue.inbound import Sender

if TYPE_CHECKING:
    from bot.wiring import Shop

CALLING: Final = "person_"
"""Messages that say a person is called are no answer."""


class Suggesting:
    """Thinks a turn through as the engine does, with the agent as its holder."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop

    def words(self, thread: Thread) -> str:
        """In the shopper's language; empty where the agent has nothing to say."""
        shop = self._shop
        with shop.storage.reads() as session:
            talk = store.conversation(session, thread.conversation)
            heard = [each for each in store.history(session, thread.conversation) if each.sender is Sender.SHOPPER]
            last = tuple(reversed([*takewhile(lambda each: bool(each.text), reversed(heard))][:3]))
            if talk is None or not last:
                return ""
            agent = replace(talk, holder=Holder.AGENT, staff=None)
            view = shop.engine.view_of(session, agent, last)
        thought = shop.engine.understood(view)
        said = [message for step in thought.steps for message in (*step.plan.messages, *step.plan.after)]
        texts = [shop.wordings.render(each, talk.locale, talk.market).text for each in said if not _calls(each.name())]
        return "\n\n".join(texts)


def _calls(name: str) -> bool:
    return name.startswith(CALLING)
