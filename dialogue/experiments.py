"""Experiments on texts: what may be tried at all, which arm a shopper is in, and what counts as a success. Pure.

What the counts prove is in `evidence.py`; rows and queries are the lab's.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from dialogue.conversation import Slot
from dialogue.messages.base import Message

CONTROL: Final = 0
"""The arm that says what would be said without the experiment."""
MOST_ARMS: Final = 4
"""The control and three variants: each one more makes every comparison slower."""


class Goal(StrEnum):
    """What a message is there for, as a share of the shoppers it was told to; more is better in each."""

    NEXT_STEP = "next_step"
    """Within a day they go on: with anything but the same question, a call for a person, or a word to hear no more."""
    ORDER = "order"
    """Within a week they place an order."""
    NOT_REPEATED = "not_repeated"
    """What they write next, within a day, does not bring about the same message again."""


DAYS: Final = {Goal.NEXT_STEP: 1, Goal.ORDER: 7, Goal.NOT_REPEATED: 1}
"""For so long after the message a success counts. Nobody is counted before that: the last ones would look like
failures."""

NO_STEP: Final = frozenset(
    {"talk_to_human", "complaint", "opt_out", "out_of_scope", "change_language", "delete_data", "goodbye"}
)
"""Published intents that are no step onwards."""

_ROOMS: Final = frozenset(
    {
        "basket", "changes", "checkout", "comparison", "courtesy", "delivering", "near", "questions", "selection",
        "sets", "swaps", "tracking", "watching",
    }
)  # fmt: skip
"""The files of Messages that experiments may touch. Others tell of law, money, safety, or what staff say."""
_SELLS: Final = frozenset({"comparison", "near", "selection", "sets"})
"""The files of Messages that offer goods."""
_WORDS: Final = re.compile(
    r"\b(?:refund\w*|money|guarantee\w*|charg\w+|prices?|costs?|fee|tax|law\w*|legal|withdraw\w*|returns?|back within|"
    r"(?:send|swap) (?:it|them) (?:back|for)|cancel\w*|pay\w*|paid|stop\w*|unsubscribe\w*|AI|person|human|erase\w*|"
    r"data|privacy|promis\w*|free|software)\b",
    re.IGNORECASE,
)
"""Words of a text about prices, law, withdrawal, what we are, or hearing no more."""
_PLACEHOLDER: Final = re.compile(r"\{([a-z_0-9]+)\}")
_PRICED: Final = re.compile(r"\b(?:Money|Item|Brief)\b")


def why_not(kind: type[Message]) -> str:
    """Why a Message is in no experiment; "" where it may be. Prices, law, withdrawal, disclosure and opt-out never are:
    who reads other words there has agreed to something else."""
    text = f"{kind.english} {kind.english_plural or ''}"
    shown = set(_PLACEHOLDER.findall(text))
    if "legal" in kind.model_fields or "token" in kind.model_fields:
        return "it asks for a yes that binds"
    if any(_PRICED.search(str(field.annotation)) for name, field in kind.model_fields.items() if name in shown):
        return "it tells a price"
    if kind.__module__.rpartition(".")[2] not in _ROOMS:
        return "it tells of rights, money, safety or people"
    if found := _WORDS.search(text):
        return f"it tells of {found[0].lower()!r}"
    return ""


def goal_of(kind: type[Message]) -> Goal:
    """What a Message is there for: an offer to be ordered from, a question to be answered, an answer to settle it."""
    if kind.asks in (None, Slot.PRODUCT) and kind.__module__.rpartition(".")[2] in _SELLS:
        return Goal.ORDER
    if kind.asks is not None or kind.__module__.rpartition(".")[2] == "courtesy":
        return Goal.NEXT_STEP
    return Goal.NOT_REPEATED


def arm_of(experiment: int, shopper: str, arms: int) -> int:
    """The arm a shopper is in: the same on every channel and in every process, and independent of other experiments."""
    drawn = int.from_bytes(sha256(f"{experiment}:{shopper}".encode()).digest()[:8])
    return drawn * arms >> 64


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the texts of an experiment. `version` is the lab's, None for the file's text; `open` while it is said."""

    number: int
    version: int | None
    forms: tuple[str, ...]
    open: bool = True


@dataclass(frozen=True, slots=True)
class Running:
    """An experiment as a message is worded. `english` is the source its texts were written for."""

    id: int
    english: str
    arms: tuple[Arm, ...]

    def arm_for(self, shopper: str) -> Arm | None:
        """Their arm, as long as it is said; None where the text outside of the experiment is said instead."""
        arm = self.arms[arm_of(self.id, shopper, len(self.arms))]
        return arm if arm.open else None


def variant(experiment: int, arm: int, version: int | None) -> str:
    """How a sent message names the text it was said in: "x3.1:v17" for version 17 as arm 1 of experiment 3, and
    "x3.0" for the file's text as its control."""
    return f"x{experiment}.{arm}" + (f":v{version}" if version is not None else "")


def is_repeated(name: str, told: frozenset[str]) -> bool:
    """Whether a Message is among what was told next; many have a second wording for being told again."""
    again = name.removesuffix("_again")
    return bool(told & {again, f"{again}_again"})


def is_step(name: str, told: frozenset[str], intents: frozenset[str]) -> bool:
    """Whether a turn that was answered with these Messages took the shopper onwards from the Message `name`."""
    return not is_repeated(name, told) and not intents & NO_STEP
