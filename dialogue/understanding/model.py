"""What asking a model gives: proposed Commands, a text, or why there is neither. Nothing here knows whose model
it is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from dialogue.commands import Command
from dialogue.understanding.spending import NOTHING_USED, Use
from dialogue.view import View

SHORTEST: Final = 1.0
"""Seconds below which asking is not worth it."""


class When(StrEnum):
    """Which turns a model is asked about."""

    UNSURE = "unsure"
    ALWAYS = "always"
    NEVER = "never"


class Why(StrEnum):
    """Why nothing was taken from a model that was to be asked."""

    TIMEOUT = "timeout"
    STALLED = "stalled"
    """Nothing came for some seconds, not even a sign of life."""
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    SERVER_ERROR = "server_error"
    NOT_ACCEPTED = "not_accepted"
    GARBAGE = "garbage"
    UNKNOWN_TOOL = "unknown_tool"
    BAD_ARGUMENTS = "bad_arguments"
    TOO_MANY_CALLS = "too_many_calls"
    REFUSED = "refused"
    CUT_SHORT = "cut_short"
    EMPTY = "empty"
    UNFOUNDED = "unfounded"
    """Nothing that was proposed is borne out by the turn."""
    UNSAFE = "unsafe"
    """Nothing that was written may be shown."""
    DECLINED = "declined"
    """The model says itself that it has nothing to write."""
    RESTING = "resting"
    """The circuit breaker is open."""
    NO_BUDGET = "no_budget"
    NO_TIME = "no_time"


UNAVAILABLE: Final = frozenset(
    {
        Why.TIMEOUT,
        Why.STALLED,
        Why.UNREACHABLE,
        Why.RATE_LIMITED,
        Why.OVERLOADED,
        Why.SERVER_ERROR,
        Why.NOT_ACCEPTED,
        Why.GARBAGE,
    }
)
"""Failures of the service, not of one answer: they open the circuit breaker."""


class ModelFailed(Exception):
    """There is no answer to go by. `use` is what was spent on the way."""

    def __init__(self, why: Why, use: Use = NOTHING_USED) -> None:
        super().__init__(why.value)
        self.why = why
        self.use = use


@dataclass(frozen=True, slots=True)
class Proposal:
    """Commands as a model proposes them: of the right shape, and nothing else is known of them."""

    commands: tuple[Command, ...]
    use: Use


@dataclass(frozen=True, slots=True)
class Written:
    """Text as a model wrote it: nothing is known of it."""

    text: str
    use: Use


class Writer(Protocol):
    """Writes a short text, within a time. Raises ModelFailed and nothing else."""

    @property
    def name(self) -> str: ...

    def write(self, told: str, about: str, seconds: float) -> Written:
        """`told` are instructions, the same for everybody; `about` is data."""
        ...


class Model(Protocol):
    """Proposes Commands for a turn, within a time. Raises ModelFailed and nothing else."""

    @property
    def name(self) -> str: ...

    def propose(self, view: View, seconds: float) -> Proposal: ...
