"""What understanding a turn takes and gives. Offline and model-backed understanding return the same Reading."""

from dataclasses import dataclass
from typing import Protocol

from dialogue.commands import Command, FactSaid
from dialogue.view import View


@dataclass(frozen=True, slots=True)
class Reading:
    """What was meant: Commands in the order they were said, and how sure (0 to 1, for the least sure of them).

    `facts` are things said in passing ("my son is five"); `locale` is the language written in when it is clear;
    `guesses` are the likeliest intents with their confidence, best first, for the one useful question to ask back.
    `trace` says for people what led here (phrase, term, neighbour, answer to our question); `reader` is who read it for
    the decision record: agent, or model. `stranger` is the language of a text that is clearly in none of ours.
    """

    commands: tuple[Command, ...]
    confidence: float
    facts: tuple[FactSaid, ...] = ()
    locale: str | None = None
    guesses: tuple[tuple[str, float], ...] = ()
    trace: tuple[str, ...] = ()
    reader: str = "agent"
    stranger: str | None = None


class Understander(Protocol):
    """Turns what a person sent into Commands. Reads nothing but the view, changes nothing."""

    def understand(self, view: View) -> Reading: ...
