"""A Messages server that says what a test tells it to, and takes no request that Anthropic's types would not.

It speaks HTTP on loopback, so that the client is tested with everything between it and the wire.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Final

from anthropic.types.message_create_params import MessageCreateParamsStreaming
from pydantic import TypeAdapter, ValidationError

from tests.peers.serving import JsonHandler, serving

_PARAMS: Final[TypeAdapter[MessageCreateParamsStreaming]] = TypeAdapter(MessageCreateParamsStreaming)
_TOOL_NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_TOP_LEVEL: Final = frozenset({"model", "max_tokens", "messages", "system", "tools", "output_config", "stream"})
"""What we send; the API refuses keys that it does not know."""

Json = Mapping[str, object]


@dataclass(frozen=True)
class Told:
    """One answer. `delay` seconds pass before it, `stall` in its middle, `drip` before each byte; `cut` hangs up in its
    middle."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0
    stall: float = 0.0
    cut: bool = False


def calls(*named: tuple[str, object], stop: str = "tool_use", thinking: bool = False, **more: object) -> Told:
    """An answer that calls tools, with the usage of a short turn."""
    thought = [{"type": "thinking", "thinking": "Hm.", "signature": "s"}] if thinking else []
    blocks = [
        {"type": "tool_use", "id": f"toolu_{place}", "name": name, "input": given}
        for place, (name, given) in enumerate(named)
    ]
    return answer([*thought, *blocks], stop, **more)


def says(text: str, stop: str = "end_turn") -> Told:
    """An answer in words alone."""
    return answer([{"type": "text", "text": text}] if text else [], stop)


def answer(content: Sequence[Json], stop: str, **more: object) -> Told:
    usage = {
        "input_tokens": 400,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 15_000,
        "output_tokens": 60,
    }
    message = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-haiku-5-5", "content": content,
        "stop_reason": stop, "stop_sequence": None, "usage": usage,
    }  # fmt: skip
    return streams(*events_of({**message, **more}))


def streams(*events: Json) -> Told:
    """These events as a stream sends them."""
    lines = [f"event: {event['type']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n" for event in events]
    return Told("".join(lines).encode(), headers={"Content-Type": "text/event-stream; charset=utf-8"})


def events_of(message: Json) -> list[Json]:
    """A whole answer in the pieces that the API sends it in, with a sign of life between them."""
    usage, content = message["usage"], message["content"]
    assert isinstance(usage, dict) and isinstance(content, list)
    begun = {**message, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
    events: list[Json] = [{"type": "message_start", "message": begun}, {"type": "ping"}]
    for place, block in enumerate(content):
        events.append(
            {"type": "content_block_start", "index": place, "content_block": {**block, **_EMPTY[block["type"]]}}
        )
        deltas = [{"type": "content_block_delta", "index": place, "delta": delta} for delta in _deltas(block)]
        events += [*deltas, {"type": "content_block_stop", "index": place}]
    stopped = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    ended = {"type": "message_delta", "delta": stopped, "usage": {"output_tokens": usage["output_tokens"]}}
    return [*events, ended, {"type": "message_stop"}]


_EMPTY: Final[Mapping[str, Json]] = {
    "text": {"text": ""},
    "thinking": {"thinking": "", "signature": ""},
    "tool_use": {"input": {}},
}
_PIECE: Final = 11


def _deltas(block: Json) -> Iterator[Json]:
    match block["type"]:
        case "text":
            yield from ({"type": "text_delta", "text": piece} for piece in _pieces(str(block["text"])))
        case "thinking":
            yield from ({"type": "thinking_delta", "thinking": piece} for piece in _pieces(str(block["thinking"])))
            yield {"type": "signature_delta", "signature": block["signature"]}
        case _:
            pieces = ["", *_pieces(json.dumps(block["input"], ensure_ascii=False))]
            yield from ({"type": "input_json_delta", "partial_json": piece} for piece in pieces)


def _pieces(text: str) -> list[str]:
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def fails(status: int, kind: str, **headers: str) -> Told:
    """An error as the API words it; header names are written with underscores."""
    body = {"type": "error", "error": {"type": kind, "message": "no"}, "request_id": "req_1"}
    return Told(json.dumps(body).encode(), status, {name.replace("_", "-"): value for name, value in headers.items()})


class MessagesPeer:
    """`script` is told in order, then `otherwise`; `requests` are the bodies that came, `refused` why one was wrong."""

    def __init__(self) -> None:
        self.script: list[Told] = []
        self.otherwise: Told = says("")
        self.requests: list[Json] = []
        self.headers: list[Mapping[str, str]] = []
        self.refused: list[str] = []
        self.url = ""

    def told(self, body: bytes, headers: Mapping[str, str]) -> Told:
        try:
            request = json.loads(body)
            self.requests.append(request)
            self.headers.append({name.lower(): value for name, value in headers.items()})
            check(request, self.headers[-1])
        except (ValueError, ValidationError) as wrong:
            self.refused.append(str(wrong))
            return fails(400, "invalid_request_error")
        return self.script.pop(0) if self.script else self.otherwise


def check(request: Json, headers: Mapping[str, str]) -> None:
    """Raises ValueError for what the API would refuse."""
    if request.get("stream") is not True:
        raise ValueError("answers are streamed")
    if unknown := request.keys() - _TOP_LEVEL:
        raise ValueError(f"unknown keys {unknown}")
    if not key_in(headers) or not re.fullmatch(r"\d{4}-\d\d-\d\d", headers.get("anthropic-version", "")):
        raise ValueError("a key and a version are needed")
    params = _PARAMS.validate_python(request)
    # The types' iterables are lazy: what is in them is checked when it is walked over.
    names = [str(tool["name"]) for tool in _plain(list(params.get("tools", [])))]
    if len(set(names)) < len(names) or not all(_TOOL_NAME.fullmatch(name) for name in names):
        raise ValueError("tools need names of their own")
    _plain(list(params.get("system", [])))
    messages = [
        {**message, "content": _plain(list(message["content"]))} for message in _plain(list(params["messages"]))
    ]
    _check_results(messages)


def key_in(headers: Mapping[str, str]) -> str:
    """Releases of the client differ in the header they send it by."""
    return headers.get("x-api-key", "") or headers.get("authorization", "").removeprefix("Bearer ")


def _plain(walked: list[object]) -> list[dict[str, object]]:
    return [dict(each) for each in walked if isinstance(each, dict)]


def _check_results(messages: Sequence[Json]) -> None:
    """Every tool call is answered in the very next message, and nothing else is."""
    open_calls: set[object] = set()
    for message in messages:
        blocks = message["content"]
        assert isinstance(blocks, list)
        if any(block["type"] == "text" and not str(block["text"]).strip() for block in blocks):
            raise ValueError("text may not be empty")
        answered = {block["tool_use_id"] for block in blocks if block["type"] == "tool_result"}
        if answered != open_calls:
            raise ValueError(f"calls {open_calls} were answered by {answered}")
        open_calls = {block["id"] for block in blocks if block["type"] == "tool_use"}


@contextmanager
def messages_peer() -> Iterator[MessagesPeer]:
    """A peer that listens while the block runs."""
    peer = MessagesPeer()

    class Handler(JsonHandler, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            _tell(self, peer.told(body, dict(self.headers)))

    with serving(Handler) as peer.url:
        yield peer


def _tell(to: BaseHTTPRequestHandler, told: Told) -> None:
    time.sleep(told.delay)
    try:
        to.send_response(told.status)
        for name, value in {"Content-Type": "application/json", **told.headers}.items():
            to.send_header(name, value)
        to.send_header("Content-Length", str(len(told.body)))
        to.end_headers()
        if told.cut:
            to.wfile.write(told.body[: len(told.body) // 2])
            to.close_connection = True
        elif told.stall:
            half = len(told.body) // 2
            to.wfile.write(told.body[:half])
            time.sleep(told.stall)
            to.wfile.write(told.body[half:])
        elif told.drip:
            for byte in told.body:
                to.wfile.write(bytes([byte]))
                time.sleep(told.drip)
        else:
            to.wfile.write(told.body)
    except OSError:
        # Whoever asked has hung up, as a client does whose time is over.
        to.close_connection = True
