"""Offline understanding first, a model where that is unsure, and offline again for whatever the model cannot answer.

The shopper's turn never waits longer than its time, never fails because of the model, and never gets a yes from it.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from dialogue.card_numbers import held_card_number
from dialogue.conversation import Holder, Slot
from dialogue.understanding.asking import Asking, seconds_left
from dialogue.understanding.base import Reading, Understander
from dialogue.understanding.breaker import Breaker
from dialogue.understanding.claude_tools import WITHHELD
from dialogue.understanding.interpret import SURE
from dialogue.understanding.model import Model, ModelFailed, Proposal, When, Why
from dialogue.understanding.photos import photos_in
from dialogue.understanding.proposals import Grounds, asked_back, founded
from dialogue.understanding.spans import Heard
from dialogue.understanding.spending import NOTHING_USED, Purse, Use
from dialogue.view import View
from matching.concepts import Concepts

log = logging.getLogger(__name__)

MODEL_CONFIDENCE: Final = 0.9
ASKED_BELOW: Final = 0.6
"""Confidence below which the offline reading is doubted. Chosen on the test sentences of four languages: with 0.5, 2 %
of them are asked about and 30 % of the misread ones; with 0.6, 4 % and 43 %; with 0.7, 7 % and 45 %."""
_CLOSE: Final = 0.1
"""Two senses whose probabilities differ by less are both possible."""
_PRIVATE: Final = frozenset({Slot.CODE, Slot.PHOTO})
"""Questions whose answers stay here: a secret, and evidence whose use is known already."""


_SETTLED: Final = WITHHELD - {"send_photo"}
"""What only the offline reading may say; a photo alone says nothing yet."""


class Ears(Understander, Protocol):
    """Offline understanding that also tells what it heard of a turn's text."""

    @property
    def concepts(self) -> Concepts: ...

    def hear(self, view: View, code: str | None) -> Heard:
        """Numbers, sums, sizes and concepts of the turn's words, read as language `code` (None: the talk's own)."""
        ...


@dataclass(frozen=True, kw_only=True)
class Chain:
    """The Understander of a shop with a model. `tick` gives seconds of a clock that only goes forward."""

    offline: Ears
    model: Model
    when: When
    purse: Purse
    breaker: Breaker = field(default_factory=Breaker)
    tick: Callable[[], float] = time.monotonic

    def understand(self, view: View) -> Reading:
        started = self.tick()
        reading = self.offline.understand(view)
        if not is_for_model(self.when, reading, view):
            return reading
        left = seconds_left(view) - (self.tick() - started)
        try:
            return self._with_model(reading, view, left)
        except ModelFailed as failed:
            log.warning("Conversation %s is read offline: %s", view.conversation.id, failed.why)
            self._paid(view, failed.why, failed.use)
            return reading

    def _with_model(self, reading: Reading, view: View, left: float) -> Reading:
        """Raises ModelFailed."""
        proposal = self._proposal(view, left)
        grounds = Grounds(view, self.offline.hear(view, reading.locale), self.offline.concepts, reading)
        kept, doubtful = founded(proposal.commands, grounds), asked_back(proposal.commands, grounds)
        by_model = replace(reading, trace=(*reading.trace, f"read by {self.model.name}"), reader="model")
        if kept:
            self._paid(view, "read", proposal.use)
            return replace(by_model, commands=kept, confidence=MODEL_CONFIDENCE)
        if doubtful and reading.confidence < SURE:
            self._paid(view, "asked_back", proposal.use)
            likely = tuple((intent, 1.0) for intent in doubtful)
            return replace(by_model, commands=(), confidence=0.0, guesses=(*likely, *reading.guesses))
        raise ModelFailed(Why.UNFOUNDED, proposal.use)

    def _proposal(self, view: View, left: float) -> Proposal:
        asking = Asking(purse=self.purse, breaker=self.breaker)
        return asking.ask(lambda seconds: self.model.propose(view, seconds), view, left, self.tick)

    def _paid(self, view: View, outcome: str, use: Use = NOTHING_USED) -> None:
        Asking(purse=self.purse, breaker=self.breaker).pay(self.model.name, view, outcome, use)


def is_for_model(when: When, reading: Reading, view: View) -> bool:
    """Whether a model may be asked about this turn, and is worth it."""
    talk = view.conversation
    is_private = held_card_number(view.text) or (talk.question is not None and talk.question.slot in _PRIVATE)
    is_pressed = any(inbound.button is not None for inbound in view.inbounds)
    is_settled = reading.confidence >= SURE and any(command.kind in _SETTLED for command in reading.commands)
    if when is When.NEVER or talk.holder is not Holder.AGENT or is_private or is_pressed or is_settled:
        return False
    if photos_in(view):
        return True
    has_words = any(letter.isalnum() for letter in view.text)
    return has_words and (when is When.ALWAYS or is_unsure(reading))


def is_unsure(reading: Reading) -> bool:
    """Nothing was understood, or not surely enough, or two senses are about as likely."""
    if not reading.commands or reading.confidence < ASKED_BELOW:
        return True
    likeliest = [probability for _, probability in reading.guesses[:2]]
    return len(likeliest) > 1 and likeliest[0] - likeliest[1] < _CLOSE
