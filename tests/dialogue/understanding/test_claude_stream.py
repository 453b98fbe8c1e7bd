"""Streams over the wire: put together from any pieces, and given up where they stall, break off or make no sense."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace

import pytest

from dialogue.understanding.claude_stream import Assembly, Garbled
from dialogue.understanding.model import ModelFailed, Why
from dialogue.understanding.spending import Use
from tests.dialogue.understanding.asking import TestClock, claude
from tests.peers.messages import Json, MessagesPeer, Told, calls, events_of, says, streams

TEXT = "Wool keeps warm – „auch nass“."
MESSAGE: Json = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn",
    "content": [{"type": "text", "text": TEXT}], "usage": {"input_tokens": 7, "output_tokens": 9},
}  # fmt: skip
EVENTS = events_of(MESSAGE)
ERROR: Json = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}


def why(peer: MessagesPeer, told: Told, seconds: float = 10.0) -> Why:
    peer.otherwise = told
    with pytest.raises(ModelFailed) as failed:
        claude(peer, TestClock()).write("Be brief.", "{}", seconds)
    return failed.value.why


def broken(kind: str) -> Json:
    return {"type": "error", "error": {"type": kind, "message": "no"}}


def test_a_text_comes_in_pieces_and_is_whole(peer: MessagesPeer) -> None:
    peer.script = [streams(*EVENTS)]
    written = claude(peer).write("Be brief.", "{}", 10.0)
    assert (written.text, written.use) == (TEXT, Use(1, 7, 0, 0, 9))
    assert (peer.requests[0]["stream"], "tools" in peer.requests[0]) == (True, False)


def test_events_and_deltas_that_are_not_known_are_passed_over(peer: MessagesPeer) -> None:
    new: list[Json] = [
        {"type": "weather"},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "mood_delta"}},
    ]
    peer.script = [streams(*EVENTS[:4], *new, *EVENTS[4:])]
    assert claude(peer).write("Be brief.", "{}", 10.0).text == TEXT


@pytest.mark.parametrize("end", range(1, len(EVENTS)))
def test_a_stream_that_ends_before_its_answer_is_no_answer(peer: MessagesPeer, end: int) -> None:
    assert why(peer, streams(*EVENTS[:end])) is Why.GARBAGE


@pytest.mark.parametrize("end", [1, 3, 5, len(EVENTS) - 1])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("overloaded_error", Why.OVERLOADED),
        ("rate_limit_error", Why.RATE_LIMITED),
        ("api_error", Why.SERVER_ERROR),
        ("timeout_error", Why.TIMEOUT),
        ("invalid_request_error", Why.NOT_ACCEPTED),
        ("", Why.NOT_ACCEPTED),
    ],
)
def test_an_error_in_mid_stream_drops_what_came(peer: MessagesPeer, end: int, kind: str, expected: Why) -> None:
    assert why(peer, streams(*EVENTS[:end], broken(kind))) is expected


def test_an_overload_in_mid_stream_is_tried_again_from_the_beginning(peer: MessagesPeer) -> None:
    clock = TestClock()
    peer.script = [streams(*EVENTS[:5], ERROR), streams(*EVENTS)]
    written = claude(peer, clock).write("Be brief.", "{}", 10.0)
    assert (written.text, clock.waited) == (TEXT, [0.5])
    assert written.use == Use(2, 14, 0, 0, 10)


def test_a_connection_that_breaks_in_mid_stream_is_tried_again(peer: MessagesPeer) -> None:
    peer.script = [replace(streams(*EVENTS), cut=True), streams(*EVENTS)]
    assert claude(peer, TestClock()).write("Be brief.", "{}", 10.0).text == TEXT
    assert why(peer, replace(streams(*EVENTS), cut=True)) is Why.UNREACHABLE


@pytest.mark.parametrize("told", [replace(says(TEXT), stall=20.0), replace(says(TEXT), delay=20.0)])
def test_a_stream_that_stalls_is_given_up_long_before_the_turns_time_is_over(peer: MessagesPeer, told: Told) -> None:
    peer.otherwise = told
    model = claude(peer, stalled_after=1.0)
    started = time.monotonic()
    with pytest.raises(ModelFailed, match="stalled"):
        model.write("Be brief.", "{}", 60.0)
    assert time.monotonic() - started < 10.0


def test_signs_of_life_keep_a_stream_alive_but_not_beyond_the_turns_time(peer: MessagesPeer) -> None:
    peer.otherwise = replace(streams(EVENTS[0], *[{"type": "ping"}] * 400, *EVENTS[1:]), drip=0.001)
    with pytest.raises(ModelFailed, match="timeout"):
        claude(peer, stalled_after=1.5).write("Be brief.", "{}", 2.0)


def test_calls_are_put_together_from_pieces_of_json(peer: MessagesPeer) -> None:
    told = calls(("find_products", {"needs": [{"text": "Übergrößen 雨"}]}), thinking=True)
    message = assembled(told)
    content = message["content"]
    assert isinstance(content, list)
    assert content[0] == {"type": "thinking", "thinking": "Hm.", "signature": "s"}
    assert content[1]["input"] == {"needs": [{"text": "Übergrößen 雨"}]}  # type: ignore[index]  # as it came


def assembled(told: Told) -> Mapping[str, object]:
    assembly = Assembly()
    for line in told.body.decode().splitlines():
        if line.startswith("data: "):
            assembly.take(line.removeprefix("data: "))
    return assembly.message


@pytest.mark.parametrize(
    "events",
    [
        [EVENTS[0], EVENTS[0]],
        EVENTS[2:],
        [{"type": "message_start"}],
        [EVENTS[0], {"type": "content_block_start", "index": 4, "content_block": {"type": "text"}}],
        [EVENTS[0], {"type": "content_block_start", "index": 0}],
        [EVENTS[0], {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "x"}}],
        [*EVENTS[:3], {"type": "content_block_delta", "index": -2, "delta": {"type": "text_delta", "text": "x"}}],
        [*EVENTS[:3], {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": 7}}],
        [EVENTS[0], {"index": 0}],
    ],
)
def test_events_that_contradict_each_other_make_no_answer(events: list[Json]) -> None:
    assembly = Assembly()
    with pytest.raises(Garbled):
        for event in events:
            assembly.take(json.dumps(event))


@pytest.mark.parametrize("data", ["", "null", "[]", "{", '"message_stop"', '{"type": 1}', "\x00"])
def test_what_is_no_event_makes_no_answer(data: str) -> None:
    with pytest.raises(Garbled):
        Assembly().take(data)


@pytest.mark.parametrize("written", ["[]", "{", "7", '{"a": 1}}, "x": {', "null"])
def test_a_calls_input_that_is_no_object_makes_no_answer(peer: MessagesPeer, written: str) -> None:
    block: Json = {"type": "tool_use", "id": "t", "name": "track_order", "input": {}}
    delta: Json = {"type": "input_json_delta", "partial_json": written}
    told = streams(
        EVENTS[0],
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        *EVENTS[-2:],
    )
    assert why(peer, told) is Why.GARBAGE
