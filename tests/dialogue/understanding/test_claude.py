"""Claude over the wire: what is sent, what is understood of an answer, and that everything else is a ModelFailed."""

import json
import time

import pytest

from dialogue.commands import CancelOrder, FindProducts, OrderRef, TrackOrder
from dialogue.understanding.claude_tools import Schema, tools
from dialogue.understanding.model import ModelFailed, Why
from dialogue.understanding.spending import Use
from matching.need import Need
from tests.dialogue.understanding.asking import KEY, TestClock, claude
from tests.dialogue.understanding.scenes import scene
from tests.peers.messages import MessagesPeer, Told, answer, calls, fails, key_in, says

SHOPPING = scene("uh, that thing for the rain?", "en", {"shown": 3, "ordered": True})
FINDS = ("find_products", {"needs": [{"category": "umbrella"}]})
TRACKS = ("track_order", {"order": {"id": "SK-7F3KQ2"}})
WRONG = ("track_order", {"order": 7})


def why(peer: MessagesPeer, clock: TestClock | None = None, seconds: float = 10.0) -> Why:
    with pytest.raises(ModelFailed) as failed:
        claude(peer, clock or TestClock()).propose(SHOPPING, seconds)
    return failed.value.why


def test_tool_calls_are_commands_in_the_order_they_were_made(peer: MessagesPeer) -> None:
    peer.script = [calls(FINDS, TRACKS)]
    proposal = claude(peer).propose(SHOPPING, 10.0)
    assert proposal.commands == (
        FindProducts(needs=(Need(category="umbrella"),)),
        TrackOrder(order=OrderRef(id="SK-7F3KQ2")),
    )


def test_the_fixed_part_is_the_same_for_everybody_and_ends_with_the_cache_breakpoint(peer: MessagesPeer) -> None:
    peer.otherwise = calls(FINDS)
    other = scene("hallo", "de", {"basket": True})
    for view in (SHOPPING, other):
        claude(peer).propose(view, 10.0)
    first, second = peer.requests
    assert (first["tools"], first["system"]) == (second["tools"], second["system"])
    assert first["system"][-1]["cache_control"] == {"type": "ephemeral"}  # type: ignore[index]  # as it was sent
    assert first["messages"] != second["messages"]


def test_the_key_goes_into_its_header_and_nowhere_else(peer: MessagesPeer) -> None:
    peer.script = [calls(FINDS)]
    claude(peer).propose(SHOPPING, 10.0)
    assert key_in(peer.headers[0]) == KEY
    assert KEY not in json.dumps(peer.requests)


def test_a_wrong_call_is_told_once_and_may_be_put_right(peer: MessagesPeer) -> None:
    peer.script = [calls(FINDS, WRONG, thinking=True), calls(TRACKS)]
    proposal = claude(peer).propose(SHOPPING, 10.0)
    assert [command.kind for command in proposal.commands] == ["find_products", "track_order"]
    assert proposal.use == Use(2, 800, 0, 30_000, 120)
    results = peer.requests[1]["messages"][-1]["content"]  # type: ignore[index]  # as it was sent
    assert [result.get("is_error", False) for result in results] == [False, True]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (fails(400, "invalid_request_error"), Why.NOT_ACCEPTED),
        (fails(401, "authentication_error"), Why.NOT_ACCEPTED),
        (fails(402, "billing_error"), Why.NOT_ACCEPTED),
        (fails(413, "request_too_large"), Why.NOT_ACCEPTED),
        (fails(429, "rate_limit_error"), Why.RATE_LIMITED),
        (fails(500, "api_error"), Why.SERVER_ERROR),
        (fails(503, "api_error"), Why.SERVER_ERROR),
        (fails(529, "overloaded_error"), Why.OVERLOADED),
        (fails(529, "overloaded_error", x_should_retry="false"), Why.OVERLOADED),
        (Told(b"", 500), Why.SERVER_ERROR),
        (Told(b""), Why.GARBAGE),
        (Told(b"\xff\xfe\x00", headers={"Content-Type": "text/html"}), Why.GARBAGE),
        (Told(b'{"content": [{"type": "tool_'), Why.GARBAGE),
        (Told(b'{"content": "find_products"}'), Why.GARBAGE),
        (Told(b"[]"), Why.GARBAGE),
        (Told(b"x" * 1_000_000), Why.GARBAGE),
        (Told(b"\x1f\x8bnot gzip", headers={"Content-Encoding": "gzip"}), Why.UNREACHABLE),
        (Told(calls(FINDS).body, cut=True), Why.UNREACHABLE),
        (calls(("drop_tables", {})), Why.UNKNOWN_TOOL),
        (calls(("confirm", {})), Why.UNKNOWN_TOOL),
        (calls(("staff_approve_refund", {"staff": "Robin"})), Why.UNKNOWN_TOOL),
        (calls(WRONG), Why.BAD_ARGUMENTS),
        (calls(("track_order", {"order": {"id": "SK-7F3KQ2"}, "refund": 500})), Why.BAD_ARGUMENTS),
        (calls(("choose_payment", {"method": "card", "always": True})), Why.BAD_ARGUMENTS),
        (calls(*[FINDS] * 9), Why.TOO_MANY_CALLS),
        (calls(*[WRONG] * 5), Why.TOO_MANY_CALLS),
        (says("I cannot help with that.", "refusal"), Why.REFUSED),
        (calls(FINDS, stop="max_tokens"), Why.CUT_SHORT),
        (calls(FINDS, stop="model_context_window_exceeded"), Why.CUT_SHORT),
        (says("You could try our umbrellas, from 12 euros!"), Why.EMPTY),
        (says(""), Why.EMPTY),
        (answer([], "tool_use"), Why.EMPTY),
    ],
)
def test_whatever_is_no_answer_fails_for_a_reason_that_has_a_name(
    peer: MessagesPeer, told: Told, expected: Why
) -> None:
    peer.otherwise = told
    assert why(peer) is expected


def test_an_error_that_passes_is_waited_out(peer: MessagesPeer) -> None:
    clock = TestClock()
    peer.script = [fails(529, "overloaded_error"), fails(429, "rate_limit_error", retry_after="2"), calls(FINDS)]
    assert claude(peer, clock).propose(SHOPPING, 10.0).commands
    assert clock.waited == [0.5, 2.0]


def test_a_wait_longer_than_the_turn_has_is_not_begun(peer: MessagesPeer) -> None:
    clock = TestClock()
    peer.otherwise = fails(429, "rate_limit_error", retry_after="30")
    assert (why(peer, clock), clock.waited, len(peer.requests)) == (Why.RATE_LIMITED, [], 1)


def test_a_spent_limit_which_names_no_time_is_not_asked_again(peer: MessagesPeer) -> None:
    peer.otherwise = fails(429, "rate_limit_error")
    assert (why(peer), len(peer.requests)) == (Why.RATE_LIMITED, 1)


def test_a_request_is_sent_three_times_at_most(peer: MessagesPeer) -> None:
    peer.otherwise = fails(500, "api_error")
    assert (why(peer), len(peer.requests)) == (Why.SERVER_ERROR, 3)


@pytest.mark.parametrize("slow", [Told(calls(FINDS).body, delay=5.0), Told(calls(FINDS).body, drip=0.01)])
def test_an_answer_that_is_not_there_in_time_is_given_up_on_time(peer: MessagesPeer, slow: Told) -> None:
    peer.otherwise = slow
    started = time.monotonic()
    with pytest.raises(ModelFailed, match="timeout"):
        claude(peer).propose(SHOPPING, 0.3)
    assert time.monotonic() - started < 4.0


def test_nobody_at_the_address_is_a_failure_like_any_other(peer: MessagesPeer) -> None:
    peer.url = "http://127.0.0.1:9"
    assert why(peer) is Why.UNREACHABLE


def test_what_was_spent_before_a_failure_is_told_with_it(peer: MessagesPeer) -> None:
    peer.script = [calls(WRONG), fails(401, "authentication_error")]
    with pytest.raises(ModelFailed) as failed:
        claude(peer).propose(SHOPPING, 10.0)
    assert failed.value.use == Use(1, 400, 0, 15_000, 60)


def test_yes_and_no_and_the_desks_commands_are_not_offered(peer: MessagesPeer) -> None:
    peer.script = [calls(("cancel_order", {}))]
    assert claude(peer).propose(SHOPPING, 10.0).commands == (CancelOrder(),)
    offered = {tool["name"] for tool in peer.requests[0]["tools"]}  # type: ignore[attr-defined]  # as it was sent
    assert len(offered) == 66
    assert not offered & {"confirm", "deny", "give_code", "send_card_number", "send_photo", "press_dead_button"}
    assert not [name for name in offered if name.startswith("staff_")]


def test_a_tool_says_what_its_command_says_but_for_what_a_model_has_no_say_in() -> None:
    described = {tool.name: tool for tool in tools()}
    assert described["give_address"].description == (
        "Give address. An address said for the order at hand (or as the answer to our question)"
    )
    assert described["track_order"].description == "Track order."
    for tool in tools():
        assert not {"kind", "always", "unclear", "token"} & set(fields_of(tool.schema)), tool.name
        assert "`always`" not in tool.description


def test_every_schema_allows_no_field_but_its_own() -> None:
    for tool in tools():
        parts = [tool.schema, *definitions_of(tool.schema)]
        objects = [part for part in parts if isinstance(part, dict) and part.get("type") == "object"]
        assert all(part["additionalProperties"] is False for part in objects), tool.name


def fields_of(schema: Schema) -> Schema:
    fields = schema["properties"]
    assert isinstance(fields, dict)
    return fields


def definitions_of(schema: Schema) -> list[object]:
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    return list(definitions.values())
