"""Claude as a Model: one request per turn over Anthropic's Messages API, a second one where a call has to be put right.

Keeps to its time whatever the service does, and turns everything that can go wrong into ModelFailed. Answers are not
streamed: a turn is acted on once it is whole.
"""

import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

from anthropic import (
    Anthropic,
    AnthropicError,
    APIConnectionError,
    APIResponse,
    APIStatusError,
    APITimeoutError,
    omit,
)
from anthropic.types import (
    ImageBlockParam,
    Message,
    MessageParam,
    OutputConfigParam,
    TextBlockParam,
    ToolParam,
    ToolResultBlockParam,
)
from pydantic import BaseModel, ConfigDict, ValidationError

from dialogue.commands import Command
from dialogue.understanding.claude_prompt import instructions, turn_as_data
from dialogue.understanding.claude_tools import BadCall, UnknownTool, command_from, tools
from dialogue.understanding.model import SHORTEST, ModelFailed, Proposal, Why
from dialogue.understanding.photos import photos_in
from dialogue.understanding.spending import NOTHING_USED, Use
from dialogue.view import View
from matching.concepts import Concepts

_Shape = TypeVar("_Shape", bound=BaseModel)
Effort = Literal["low", "medium", "high", "xhigh", "max"]

MOST_CALLS: Final = 8
"""Tool calls of one turn; nobody wishes for more at once."""
ROUNDS: Final = 2
"""Requests of one turn: the second tells what was wrong with the calls of the first."""
RETRIES: Final = 2
FIRST_PAUSE: Final = 0.5
"""Seconds before a failed request is sent again where the service does not say; twice as long the next time."""
_THREADS: Final = 32
_LIMITED, _SERVER_ERROR = 429, 500
_RETRIED: Final = frozenset({408, 409, _LIMITED})
_BROKEN_OFF: Final = {
    "refusal": Why.REFUSED,
    "max_tokens": Why.CUT_SHORT,
    "model_context_window_exceeded": Why.CUT_SHORT,
    "pause_turn": Why.CUT_SHORT,
}
"""Ways in which an answer ends before it is whole."""


class _Block(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str
    id: str = ""
    name: str = ""
    input: object = None


class _Usage(BaseModel):
    model_config = ConfigDict(extra="ignore")

    input_tokens: int = 0
    output_tokens: int = 0
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None


class _Answer(BaseModel):
    """What is read of an answer; the rest may change without us."""

    model_config = ConfigDict(extra="ignore")

    content: tuple[_Block, ...]
    stop_reason: str | None = None
    usage: _Usage = _Usage()

    @property
    def calls(self) -> tuple[_Block, ...]:
        return tuple(block for block in self.content if block.type == "tool_use")

    @property
    def use(self) -> Use:
        used = self.usage
        written, cached = used.cache_creation_input_tokens or 0, used.cache_read_input_tokens or 0
        return Use(1, used.input_tokens, written, cached, used.output_tokens)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which model, how hard it shall think (None: as it does by itself), and the most tokens of one answer."""

    model: str
    effort: Effort | None
    tokens: int


@dataclass
class _Turn:
    """One turn's requests so far. `until` is a moment of the clock that `Claude` runs by."""

    until: float
    messages: list[MessageParam]
    use: Use = NOTHING_USED
    commands: list[Command] = field(default_factory=list)
    calls: int = 0


class Claude:
    """Safe to call from several threads. `tick` is the clock it runs by and `pause` how it waits, both in seconds."""

    def __init__(
        self,
        key: str,
        base_url: str,
        wish: Wish,
        concepts: Concepts,
        *,
        tick: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        # Retries are ours: the client's own would wait as long as the service says, beyond what a turn has.
        self._client = Anthropic(api_key=key, base_url=base_url, max_retries=0)
        self._wish = wish
        self._tick, self._pause = tick, pause
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="claude")
        self._tools = [
            ToolParam(name=each.name, description=each.description, input_schema=dict(each.schema)) for each in tools()
        ]
        # The breakpoint behind the instructions covers the tools too: they come first in what is cached.
        told = TextBlockParam(type="text", text=instructions(concepts), cache_control={"type": "ephemeral"})
        self._system = [told]

    @property
    def name(self) -> str:
        return self._wish.model

    def propose(self, view: View, seconds: float) -> Proposal:
        turn = _Turn(self._tick() + seconds, [{"role": "user", "content": _content(view)}])
        try:
            self._asked(turn)
        except ModelFailed as failed:
            raise ModelFailed(failed.why, turn.use) from failed
        return Proposal(tuple(dict.fromkeys(turn.commands)), turn.use)

    def _asked(self, turn: _Turn) -> None:
        wrong: list[BadCall] = []
        for _ in range(ROUNDS):
            wrong = self._round(turn)
            if not wrong:
                break
        if wrong:
            raise ModelFailed(Why.UNKNOWN_TOOL if isinstance(wrong[0], UnknownTool) else Why.BAD_ARGUMENTS)
        if not turn.commands:
            raise ModelFailed(Why.EMPTY)

    def _round(self, turn: _Turn) -> list[BadCall]:
        """One request, with its good calls taken over; what was wrong with the others, which the turn now says."""
        response = self._sent(turn)
        answer = _checked(_Answer, response)
        turn.use += answer.use
        if answer.stop_reason in _BROKEN_OFF:
            raise ModelFailed(_BROKEN_OFF[answer.stop_reason])
        turn.calls += len(answer.calls)
        if turn.calls > MOST_CALLS:
            raise ModelFailed(Why.TOO_MANY_CALLS)
        wrong, results = list[BadCall](), list[ToolResultBlockParam]()
        for call in answer.calls:
            result = ToolResultBlockParam(type="tool_result", tool_use_id=call.id, content="taken")
            try:
                turn.commands.append(command_from(call.name, call.input))
            except BadCall as bad:
                wrong.append(bad)
                result = ToolResultBlockParam(**{**result, "content": str(bad), "is_error": True})
            results.append(result)
        if wrong:
            said = _checked(Message, response).content
            turn.messages += [{"role": "assistant", "content": said}, {"role": "user", "content": results}]
        return wrong

    def _sent(self, turn: _Turn) -> APIResponse[Message]:
        """An answer of status 200. Sent again only where that can help and there is time left for it."""
        attempt = 0
        while True:
            try:
                return self._within(turn.until - self._tick(), turn.messages)
            except AnthropicError as error:
                pause = _pause_after(error, attempt) if attempt < RETRIES else None
                if pause is None or self._tick() + pause + SHORTEST > turn.until:
                    raise ModelFailed(_why(error)) from error
                self._pause(pause)
                attempt += 1

    def _within(self, seconds: float, messages: Sequence[MessageParam]) -> APIResponse[Message]:
        """In a thread of its own: the client's time-out begins anew with every byte that drips in."""
        if seconds <= 0:
            raise ModelFailed(Why.TIMEOUT)
        sent = self._threads.submit(self._request, seconds, messages)
        try:
            return sent.result(timeout=seconds)
        except TimeoutError as error:
            sent.cancel()
            raise ModelFailed(Why.TIMEOUT) from error

    def _request(self, seconds: float, messages: Sequence[MessageParam]) -> APIResponse[Message]:
        effort = self._wish.effort
        return self._client.with_options(timeout=seconds).messages.with_raw_response.create(
            model=self._wish.model,
            max_tokens=self._wish.tokens,
            system=self._system,
            tools=self._tools,
            messages=messages,
            output_config=OutputConfigParam(effort=effort) if effort else omit,
        )


def _content(view: View) -> list[TextBlockParam | ImageBlockParam]:
    """The photos first, then the turn that speaks of them."""
    photos = [
        ImageBlockParam(type="image", source={"type": "base64", "media_type": photo.media_type, "data": photo.data})
        for photo in photos_in(view)
    ]
    return [*photos, TextBlockParam(type="text", text=turn_as_data(view))]


def _checked(shape: type[_Shape], response: APIResponse[Message]) -> _Shape:
    try:
        return shape.model_validate_json(response.text())
    except ValidationError as error:
        raise ModelFailed(Why.GARBAGE) from error


def _why(error: AnthropicError) -> Why:
    match error:
        case APITimeoutError():
            return Why.TIMEOUT
        case APIConnectionError():
            return Why.UNREACHABLE
        case APIStatusError(status_code=status):
            named = {408: Why.TIMEOUT, 429: Why.RATE_LIMITED, 529: Why.OVERLOADED}
            return named.get(status, Why.SERVER_ERROR if status >= _SERVER_ERROR else Why.NOT_ACCEPTED)
        case _:
            return Why.GARBAGE


def _pause_after(error: AnthropicError, attempt: int) -> float | None:
    """Seconds until the same request may go well; None where it will not. A 429 that names no time is a spent limit."""
    own = FIRST_PAUSE * 2**attempt
    if isinstance(error, APIConnectionError):
        return None if isinstance(error, APITimeoutError) else own
    if not isinstance(error, APIStatusError):
        return None
    told, wait = error.response.headers.get("x-should-retry"), _retry_after(error)
    if told == "false" or (told != "true" and error.status_code not in _RETRIED and error.status_code < _SERVER_ERROR):
        return None
    return wait if wait is not None else None if error.status_code == _LIMITED else own


def _retry_after(error: APIStatusError) -> float | None:
    """Seconds that the service asks to wait; a date is as good as no answer in a turn of seconds."""
    headers = error.response.headers
    for name, scale in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        told = headers.get(name, "")
        if re.fullmatch(r"\d+(\.\d+)?", told):
            return float(told) / scale
    return None
