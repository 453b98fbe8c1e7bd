"""When words are a yes to what waits for one: they agree, and say nothing else. Pure.

What is not a yes beyond doubt costs the shopper a question, never money.
"""

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum, auto
from typing import Final

from dialogue.commands import Checkout, Command, Confirm, Deny
from dialogue.understanding.base import Reading
from dialogue.understanding.ordering import LEAVING_OPEN, PLAIN, TURNING, asks, covered
from dialogue.understanding.packed import Slot
from dialogue.understanding.phrases import Phrases, Vocabulary
from dialogue.understanding.shopping import describes
from dialogue.understanding.situation import Situation
from dialogue.understanding.spans import Heard

_NEARLY: Final = 5
"""Words of a message at most that is near what would order."""


class Agreed(Enum):
    """What words that resemble a yes come to."""

    WHOLLY = auto()
    TURNED = auto()
    """A "not" stands in them."""
    BESIDE = auto()
    """They say, ask or leave open something else as well."""


class Agreement:
    """Tells a yes of one language from what only resembles one."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        patterns = (each for each in phrases.patterns if each.label == "confirm")
        wordy = (each.literals for each in patterns if not any(isinstance(part, Slot) for part in each.parts))
        self._said = Vocabulary((words, "") for words in wordy)

    def of(self, heard: Heard, text: str, at: Situation) -> Agreed:
        """`heard` is the part that resembles a yes, `text` the whole message. "Cancel" is no "not" where just that
        waits."""
        if self._has(LEAVING_OPEN, heard) or asks(text) or describes(heard):
            return Agreed.BESIDE
        if self._is_turned(heard, at):
            return Agreed.TURNED
        plain = (*PLAIN, "cancel") if at.cancels else PLAIN
        agreeing = self._said.places(heard.said) | covered(heard.said, self._phrases, plain)
        is_all = len(agreeing) == len(heard.said) and not self._has(("no",), heard)
        return Agreed.WHOLLY if is_all else Agreed.BESIDE

    def _is_turned(self, heard: Heard, at: Situation) -> bool:
        return self._has([name for name in TURNING if not (name == "cancel" and at.cancels)], heard)

    def _has(self, names: Iterable[str], heard: Heard) -> bool:
        """Words of these lists, outside of phrases that agree ("why not")."""
        return bool(covered(heard.said, self._phrases, names) - self._said.places(heard.said))

    def yes(self, text: str, at: Situation) -> Command:
        """What a message of agreeing words alone is: to a quote, asking them is none."""
        return Checkout() if at.quote and asks(text) else Confirm()

    def settled(self, reading: Reading, bar: float, inner: Heard, at: Situation) -> Reading:
        """A reading of a whole message, sure of itself from `bar` on. `inner` is the message without filler at its
        ends."""
        return (self._nearly_ordered if reading.confidence < bar else self._beyond_doubt)(reading, inner, at)

    def _beyond_doubt(self, reading: Reading, inner: Heard, at: Situation) -> Reading:
        """The reading, where a yes beside which a no stands is none."""
        kept = tuple(command for command in reading.commands if not isinstance(command, Confirm))
        if len(kept) == len(reading.commands):
            return reading
        quote, refuses = at.quote, any(isinstance(command, Deny) for command in kept)
        if not refuses and (quote is None or not self._is_turned(inner, at)):
            return reading
        kept = tuple(command for command in kept if not isinstance(command, Deny)) or (Checkout(),) * bool(quote)
        sure = reading.confidence if kept else 0.0
        return replace(reading, commands=kept, confidence=sure, trace=(*reading.trace, "yes and no"))

    def _nearly_ordered(self, reading: Reading, inner: Heard, at: Situation) -> Reading:
        """A reading that is not sure of itself, as a plain yes where that does not order and the message has words of
        an order in it: it is answered with the words that do."""
        quote, tokens = at.quote, inner.said
        if quote is None or not quote.terms.labelled_button or len(tokens) > _NEARLY or inner.numbers:
            return reading
        is_open = covered(tokens, self._phrases, (*TURNING, *LEAVING_OPEN, "no")) or asks(at.view.text)
        if is_open or describes(inner) or not covered(tokens, self._phrases, ["order_words"]):
            return reading
        return replace(reading, commands=(Confirm(),), confidence=1.0, trace=(*reading.trace, "nearly an order"))
