"""Claude over Anthropic's Messages API: reads a turn as a Model, and writes short texts as a Writer.

Keeps to its time whatever the service does, and turns everything that can go wrong into ModelFailed. Answers are
streamed, so that one that stalls is given up early; they are acted on once they are whole.
"""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event
from typing import Final, Literal, TypeVar

from anthropic import (
    Anthropic,
    AnthropicError,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    Stream,
    omit,
)
from anthropic.types import (
    ImageBlockParam,
    Message,
    MessageParam,
    OutputConfigParam,
    RawMessageStreamEvent,
    TextBlockParam,
    ToolParam,
    ToolResultBlockParam,
)
from httpx2 import HTTPError, TimeoutException
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from dialogue.commands import Command
from dialogue.understanding.claude_prompt import instructions, turn_as_data
from dialogue.understanding.claude_stream import Assembly, Garbled, StreamFailed
from dialogue.understanding.claude_tools import BadCall, UnknownTool, command_from, tools
from dialogue.understanding.model import SHORTEST, ModelFailed, Proposal, Why, Written
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
STALLED_AFTER: Final = 5.0
"""Seconds without any event, the service's own signs of life included, after which no more is waited for."""
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
_FAILED: Final = {
    "overloaded_error": Why.OVERLOADED,
    "rate_limit_error": Why.RATE_LIMITED,
    "api_error": Why.SERVER_ERROR,
    "timeout_error": Why.TIMEOUT,
}
"""Errors that come in the middle of a stream, by the API's name."""
JsonMessage = dict[str, JsonValue]


class _Block(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str
    id: str = ""
    name: str = ""
    input: object = None
    text: str = ""


class _Answer(BaseModel):
    """What is read of an answer; the rest may change without us."""

    model_config = ConfigDict(extra="ignore")

    content: tuple[_Block, ...]
    stop_reason: str | None = None

    @property
    def calls(self) -> tuple[_Block, ...]:
        return tuple(block for block in self.content if block.type == "tool_use")

    @property
    def text(self) -> str:
        return "".join(block.text for block in self.content if block.type == "text")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which model, how hard it shall think (None: as it does by itself), the most tokens of one answer, and how many
    seconds a stream may say nothing."""

    model: str
    effort: Effort | None
    tokens: int
    stalled_after: float = STALLED_AFTER


@dataclass
class _Turn:
    """One turn's requests so far. `until` is a moment of the clock that `Claude` runs by."""

    until: float
    system: list[TextBlockParam]
    messages: list[MessageParam]
    tools: list[ToolParam] | None = None
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
        asked: MessageParam = {"role": "user", "content": _content(view)}
        turn = _Turn(self._tick() + seconds, self._system, [asked], self._tools)
        try:
            self._asked(turn)
        except ModelFailed as failed:
            raise ModelFailed(failed.why, turn.use) from failed
        return Proposal(tuple(dict.fromkeys(turn.commands)), turn.use)

    def write(self, told: str, about: str, seconds: float) -> Written:
        system = TextBlockParam(type="text", text=told, cache_control={"type": "ephemeral"})
        turn = _Turn(self._tick() + seconds, [system], [{"role": "user", "content": about}])
        try:
            text = _read(_Answer, self._whole(turn)).text.strip()
        except ModelFailed as failed:
            raise ModelFailed(failed.why, turn.use) from failed
        if not text:
            raise ModelFailed(Why.EMPTY, turn.use)
        return Written(text, turn.use)

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
        message = self._whole(turn)
        answer = _read(_Answer, message)
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
            said = _read(Message, message).content
            turn.messages += [{"role": "assistant", "content": said}, {"role": "user", "content": results}]
        return wrong

    def _whole(self, turn: _Turn) -> JsonMessage:
        """An answer that the model has ended by itself."""
        message = self._sent(turn)
        stopped = message.get("stop_reason")
        if isinstance(stopped, str) and stopped in _BROKEN_OFF:
            raise ModelFailed(_BROKEN_OFF[stopped])
        return message

    def _sent(self, turn: _Turn) -> JsonMessage:
        """A whole answer. Asked for again only where that can help and there is time left for it."""
        attempt = 0
        while True:
            try:
                return self._within(turn)
            except (AnthropicError, StreamFailed) as error:
                pause = _pause_after(error, attempt) if attempt < RETRIES else None
                if pause is None or self._tick() + pause + SHORTEST > turn.until:
                    raise ModelFailed(_why(error)) from error
                self._pause(pause)
                attempt += 1
            except Garbled as error:
                raise ModelFailed(Why.GARBAGE) from error

    def _within(self, turn: _Turn) -> JsonMessage:
        """Listened to in a thread of its own: the client's time-out begins anew with every byte that drips in."""
        heard, assembly, gone = SimpleQueue[str | None](), Assembly(), Event()
        listening = self._threads.submit(self._listen, turn, heard, gone)
        listening.add_done_callback(lambda done: heard.put(None))
        try:
            while not assembly.is_whole and (data := self._next(heard, turn)) is not None:
                assembly.take(data)
            if not assembly.is_whole:
                listening.result()
                raise Garbled("the stream ended before its answer")
            return assembly.message
        finally:
            gone.set()
            listening.cancel()
            turn.use += assembly.use

    def _next(self, heard: "SimpleQueue[str | None]", turn: _Turn) -> str | None:
        """The next event, within what the turn has left and before the stream counts as stalled; None at its end."""
        left = turn.until - self._tick()
        try:
            return heard.get(timeout=max(0.0, min(left, self._wish.stalled_after)))
        except Empty as error:
            raise ModelFailed(Why.STALLED if left > self._wish.stalled_after else Why.TIMEOUT) from error

    def _listen(self, turn: _Turn, heard: "SimpleQueue[str | None]", gone: Event) -> None:
        """Passes every event on until the stream ends or nobody listens any more."""
        stream = self._opened(turn)
        try:
            for event in stream.raw_events(stream.response):
                if gone.is_set():
                    break
                if event.data:
                    heard.put(event.data)
        except TimeoutException as error:
            raise APITimeoutError(stream.response.request) from error
        except HTTPError as error:
            raise APIConnectionError(request=stream.response.request) from error
        except ValueError as error:
            raise Garbled("no text") from error
        finally:
            stream.close()

    def _opened(self, turn: _Turn) -> Stream[RawMessageStreamEvent]:
        effort = self._wish.effort
        # Ends the thread soon after its stream was given up.
        patience = min(turn.until - self._tick(), self._wish.stalled_after) + SHORTEST
        return self._client.with_options(timeout=patience).messages.create(
            model=self._wish.model,
            max_tokens=self._wish.tokens,
            system=turn.system,
            tools=turn.tools if turn.tools is not None else omit,
            messages=list(turn.messages),
            output_config=OutputConfigParam(effort=effort) if effort else omit,
            stream=True,
        )


def _content(view: View) -> list[TextBlockParam | ImageBlockParam]:
    """The photos first, then the turn that speaks of them."""
    photos = [
        ImageBlockParam(type="image", source={"type": "base64", "media_type": photo.media_type, "data": photo.data})
        for photo in photos_in(view)
    ]
    return [*photos, TextBlockParam(type="text", text=turn_as_data(view))]


def _read(shape: type[_Shape], message: JsonMessage) -> _Shape:
    try:
        return shape.model_validate(message)
    except ValidationError as error:
        raise ModelFailed(Why.GARBAGE) from error


def _why(error: AnthropicError | StreamFailed) -> Why:
    match error:
        case StreamFailed(kind=kind):
            return _FAILED.get(kind, Why.NOT_ACCEPTED)
        case APITimeoutError():
            return Why.TIMEOUT
        case APIConnectionError():
            return Why.UNREACHABLE
        case APIStatusError(status_code=status):
            named = {408: Why.TIMEOUT, 429: Why.RATE_LIMITED, 529: Why.OVERLOADED}
            return named.get(status, Why.SERVER_ERROR if status >= _SERVER_ERROR else Why.NOT_ACCEPTED)
        case _:
            return Why.GARBAGE


def _pause_after(error: AnthropicError | StreamFailed, attempt: int) -> float | None:
    """Seconds until the same request may go well; None where it will not. A 429 that names no time is a spent limit."""
    own = FIRST_PAUSE * 2**attempt
    if isinstance(error, StreamFailed):
        return own if _why(error) in (Why.OVERLOADED, Why.SERVER_ERROR) else None
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
