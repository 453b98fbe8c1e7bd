"""One answer of the Messages API put together from the events of its stream. Pure: it reads no wire.

Events and deltas of kinds that are not known are passed over, as the service asks of its clients; what contradicts
itself is no answer.
"""

from typing import Final

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from dialogue.understanding.spending import NOTHING_USED, Use

_TEXTS: Final = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "signature_delta": "signature",
    "input_json_delta": "partial_json",
}
"""Kinds of deltas → their field, which is also the block's, but for a call's input, which is JSON in pieces."""
_COUNTED: Final = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")


class Garbled(ValueError):
    """The events make no answer."""


class StreamFailed(Exception):
    """The service ended its answer with an error. `kind` is the API's name for it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Delta(_Read):
    type: str = ""
    text: str = ""
    thinking: str = ""
    signature: str = ""
    partial_json: str = ""
    stop_reason: str | None = None


class _Failure(_Read):
    type: str = ""


class _Event(_Read):
    type: str
    index: int = -1
    message: dict[str, JsonValue] | None = None
    content_block: dict[str, JsonValue] | None = None
    delta: _Delta = _Delta()
    usage: dict[str, JsonValue] | None = None
    error: _Failure = _Failure()


class _Input(_Read):
    input: dict[str, JsonValue]


class Assembly:
    """Takes the events of one stream in their order; `message` is the answer once `is_whole`."""

    def __init__(self) -> None:
        self._message: dict[str, JsonValue] = {}
        self._usage: dict[str, int] = {}
        self._blocks: list[dict[str, JsonValue]] = []
        self._inputs: dict[int, str] = {}
        self.has_begun = False
        self.is_whole = False

    def take(self, data: str) -> None:
        """Raises Garbled for what is no event or stands where it cannot, and StreamFailed for the service's errors."""
        try:
            event = _Event.model_validate_json(data)
        except ValidationError as error:
            raise Garbled("no event") from error
        if event.type == "error":
            raise StreamFailed(event.error.type)
        if event.type == "message_start":
            self._begin(event)
        elif event.type in _STEPS and not self.has_begun:
            raise Garbled(f"{event.type} before its message")
        elif event.type in _STEPS:
            _STEPS[event.type](self, event)

    @property
    def message(self) -> dict[str, JsonValue]:
        """As the API answers without a stream. Raises Garbled where a call's input is no object."""
        content: list[JsonValue] = [self._block(place) for place in range(len(self._blocks))]
        return {**self._message, "content": content, "usage": {**self._usage}}

    @property
    def use(self) -> Use:
        """What is known so far of what it cost; nothing before it began."""
        if not self.has_begun:
            return NOTHING_USED
        return Use(1, *(self._usage.get(name, 0) for name in _COUNTED))

    def _begin(self, event: _Event) -> None:
        if self.has_begun or event.message is None:
            raise Garbled("a message begins once, with itself")
        self.has_begun, self._message = True, event.message
        usage = event.message.get("usage")
        self._count(usage if isinstance(usage, dict) else None)

    def _open(self, event: _Event) -> None:
        if event.index != len(self._blocks) or event.content_block is None:
            raise Garbled("blocks come one by one")
        self._blocks.append(event.content_block)

    def _add(self, event: _Event) -> None:
        if event.index != len(self._blocks) - 1:
            raise Garbled("only the last block grows")
        field = _TEXTS.get(event.delta.type)
        if field == "partial_json":
            self._inputs[event.index] = self._inputs.get(event.index, "") + event.delta.partial_json
        elif field is not None:
            before = self._blocks[event.index].get(field) or ""
            self._blocks[event.index][field] = f"{before}{getattr(event.delta, field)}"

    def _change(self, event: _Event) -> None:
        self._message["stop_reason"] = event.delta.stop_reason
        self._count(event.usage)

    def _end(self, event: _Event) -> None:
        self.is_whole = True

    def _count(self, usage: dict[str, JsonValue] | None) -> None:
        """Later counts replace earlier ones: the service's are of the whole answer so far."""
        for name in _COUNTED:
            if isinstance(count := (usage or {}).get(name), int):
                self._usage[name] = count

    def _block(self, place: int) -> JsonValue:
        block, written = self._blocks[place], self._inputs.get(place)
        if not written:
            return block
        try:
            return {**block, "input": _Input.model_validate_json(f'{{"input":{written}}}').input}
        except ValidationError as error:
            raise Garbled("a call's input is an object") from error


_STEPS: Final = {
    "content_block_start": Assembly._open,
    "content_block_delta": Assembly._add,
    "message_delta": Assembly._change,
    "message_stop": Assembly._end,
}
"""What each kind of event does; others do nothing."""
