"""The JSON door as its contract has it: one line out per line in, every verb, and clear words for bad input."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO
from typing import Any

import pytest

from bot.channels.jsonlines import JsonLines, run
from bot.wiring import Shop
from tests.builders import HOME


class Program:
    """A program that talks to the door."""

    def __init__(self, shop: Shop) -> None:
        self.door = JsonLines(shop)

    def __call__(self, **request: object) -> dict[str, object]:
        answer: dict[str, object] = json.loads(self.door.answer_line(json.dumps(request)))
        return answer

    def says(self, *texts: str, user: str = "u1") -> dict[str, object]:
        """The reply to the last of these messages."""
        return [self(user=user, text=text) for text in texts][-1]

    def buys(self) -> dict[str, object]:
        self(op="seed", user="u1", profile={"name": "Jana Vogt", "address": HOME})
        reply = self.says("a rain jacket", "the skagen in L", "I order it")
        assert isinstance(reply["order"], dict)
        return reply["order"]


@pytest.fixture
def program(shop: Shop) -> Iterator[Program]:
    yield Program(shop)


def test_a_reply_has_exactly_the_fields_of_the_contract(program: Program) -> None:
    reply = program.says("a rain jacket")
    assert list(reply) == ["text", "locale", "intent", "asks", "buttons", "products", "order", "handed_off"]
    assert reply["intent"] == "find_product"
    assert isinstance(reply["products"], list)
    yellow = next(each for each in reply["products"] if each["sku"].startswith("skagen"))
    assert list(yellow) == ["sku", "title", "price", "currency"]
    assert (yellow["price"], yellow["currency"]) == ("89.00", "EUR")


def test_an_order_has_exactly_the_fields_of_the_contract(program: Program) -> None:
    order = program.buys()
    assert list(order) == [
        "id", "state", "lines", "items", "shipping", "fee", "tax", "total", "currency", "address", "method",
        "tracking", "parcels",
    ]  # fmt: skip
    assert order["lines"] == [
        {"sku": "skagen-yellow-L", "title": "Rain jacket Skagen, yellow, L", "quantity": 1, "price": "89.00"}
    ]
    assert (order["items"], order["shipping"], order["fee"], order["tax"], order["total"]) == (
        "89.00", "6.90", "9.59", "0.00", "105.49",
    )  # fmt: skip
    assert order["address"] == {**HOME, "line2": "", "region": ""}


def test_a_quote_asks_for_the_yes_with_a_button_that_gives_it(program: Program) -> None:
    program(op="seed", user="u1", profile={"name": "Jana Vogt", "address": HOME})
    reply = program.says("a rain jacket", "the skagen in L")
    assert reply["asks"] == ["confirm"]
    assert isinstance(reply["buttons"], list)
    assert reply["buttons"][0]["id"].startswith("confirm:")
    assert program(user="u1", button=reply["buttons"][0]["id"])["order"]


def test_a_receipt_comes_as_a_file_with_its_text(program: Program) -> None:
    program(op="seed", user="u1", profile={"name": "Jana Vogt", "address": HOME})
    reply = program.says("a rain jacket", "the skagen in L", "I order it")
    assert isinstance(reply["files"], list)
    assert list(reply)[-1] == "files"
    assert list(reply["files"][0]) == ["name", "text"]
    assert "105.49" in reply["files"][0]["text"]


def test_state_shows_orders_charges_profile_and_who_holds_the_conversation(program: Program) -> None:
    order = program.buys()
    state = program(op="state", user="u1")
    assert set(state) == {"orders", "charges", "profile", "handed_off"}
    assert state["charges"] == [
        {
            "order": order["id"],
            "kind": "payment",
            "amount": "105.49",
            "currency": "EUR",
            "method": "card",
            "status": "done",
        }
    ]
    assert isinstance(state["profile"], dict)
    assert state["profile"]["name"] == "Jana Vogt"
    assert state["handed_off"] is False


def test_nobody_is_known_who_never_wrote(program: Program) -> None:
    assert program(op="state", user="new") == {"orders": [], "charges": [], "profile": None, "handed_off": False}


def test_one_shopper_sees_nothing_of_another(program: Program) -> None:
    program.buys()
    program.says("hello", user="u2")
    state = program(op="state", user="u2")
    assert (state["orders"], state["charges"]) == ([], [])


def test_parcel_news_is_told_unasked_and_in_order(program: Program) -> None:
    order = program.buys()
    told = program(
        op="event", order=order["id"], event="shipped", tracking={"carrier": "DHL", "number": "FX771204398DE"}
    )
    assert isinstance(told["messages"], list)
    assert "FX771204398DE" in told["messages"][0]["text"]
    shown = told["messages"][0]["order"]["tracking"]
    assert (shown["carrier"], shown["number"], shown["status"]) == ("DHL", "FX771204398DE", "in_transit")
    assert set(shown) == {"carrier", "number", "status", "eta"}
    told = program(op="event", order=order["id"], event="delivered")
    assert isinstance(told["messages"], list)
    assert told["messages"][0]["order"]["state"] == "delivered"


def test_the_clock_moves_on_and_what_falls_due_happens_on_its_day(program: Program) -> None:
    program.buys()
    answer = program(op="clock", days=6)
    assert answer["now"] == "2026-12-01T12:00:00+00:00"
    assert isinstance(answer["messages"], list)
    assert [each["order"]["state"] for each in answer["messages"]][-1] == "delivered"


def test_a_parcel_that_never_comes_is_paid_back_by_itself(program: Program) -> None:
    order = program.buys()
    program(op="event", order=order["id"], event="shipped")
    program(op="event", order=order["id"], event="delayed")
    program(op="clock", days=20)
    state = program(op="state", user="u1")
    assert isinstance(state["charges"], list)
    assert [(each["kind"], each["amount"], each["status"]) for each in state["charges"]] == [
        ("payment", "105.49", "done"),
        ("refund", "105.49", "done"),
    ]


def seeded(program: Program, state: str, address: dict[str, str] = HOME) -> dict[str, Any]:
    """Two jackets ordered four days ago, in that state now."""
    lines = [{"sku": "skagen-yellow-L", "quantity": 2}]
    order = {"ref": "A", "lines": lines, "state": state, "method": "card_4242", "placed_days_ago": 4}
    made = program(op="seed", user="u1", profile={"name": "Jana Vogt", "address": address}, orders=[order])["orders"]
    assert isinstance(made, list)
    found: dict[str, Any] = made[0]
    return found


@pytest.mark.parametrize(
    ("state", "charges"),
    [
        ("draft", []),
        ("awaiting_confirmation", []),
        ("expired", []),
        ("confirmed", ["payment 203.39 done"]),
        ("processing", ["payment 203.39 done"]),
        ("shipped", ["payment 203.39 done"]),
        ("delayed", ["payment 203.39 done"]),
        ("delivered", ["payment 203.39 done"]),
        ("lost", ["payment 203.39 done"]),
        ("returned_to_sender", ["payment 203.39 done"]),
        ("cancelled", ["payment 203.39 done", "refund 203.39 pending"]),
        ("return_requested", ["payment 203.39 done"]),
        ("returned", ["payment 203.39 done"]),
        ("exchange_requested", ["payment 203.39 done"]),
        ("exchanged", ["payment 203.39 done"]),
        ("refund_pending", ["payment 203.39 done", "refund 203.39 pending"]),
        ("partially_refunded", ["payment 203.39 done", "refund 101.70 done"]),
        ("refunded", ["payment 203.39 done", "refund 203.39 done"]),
    ],
)
def test_an_order_can_be_seeded_in_every_state_and_is_paid(program: Program, state: str, charges: list[str]) -> None:
    order = seeded(program, state)
    assert (order["ref"], order["state"], order["method"]) == ("A", state, "card_4242")
    now = program(op="state", user="u1")
    assert isinstance(now["orders"], list) and isinstance(now["charges"], list)
    assert now["orders"] == [{key: value for key, value in order.items() if key != "ref"}]
    assert [f"{each['kind']} {each['amount']} {each['status']}" for each in now["charges"]] == charges


def test_the_day_a_parcel_is_expected_is_the_day_the_shopper_is_told(program: Program) -> None:
    order = seeded(program, "shipped")
    told = str(program.says("where is it")["text"])
    eta = date.fromisoformat(order["tracking"]["eta"])
    assert f"Expected {eta:%A}, {eta.day} {eta:%B}" in told


def test_where_prices_are_without_tax_it_is_part_of_the_total(program: Program) -> None:
    order = seeded(program, "shipped", {**HOME, "city": "Austin", "region": "TX", "country": "US"})
    parts = [Decimal(order[part]) for part in ("items", "shipping", "fee", "tax")]
    assert parts[3] > 0
    assert Decimal(order["total"]) == sum(parts)
    assert parts[2] == ((parts[0] + parts[1]) / 10).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        (["shipped"], "shipped"),
        (["shipped", "delayed"], "delayed"),
        (["shipped", "delivered"], "delivered"),
        (["shipped", "attempt_failed"], "shipped"),
        (["shipped", "undeliverable"], "delayed"),
        (["shipped", "returned_to_sender"], "returned_to_sender"),
        (["shipped", "lost"], "lost"),
    ],
)
def test_every_parcel_event_is_told_with_the_order_as_it_is_then(
    program: Program, events: list[str], state: str
) -> None:
    order = program.buys()
    told: list[Any] = []
    for event in events:
        answer = program(op="event", order=order["id"], event=event)
        assert isinstance(answer["messages"], list)
        told = answer["messages"]
    assert told and all(reply["text"] and list(reply)[:2] == ["text", "locale"] for reply in told)
    assert told[0]["order"]["state"] == state


def test_a_return_that_arrives_pays_the_refund(program: Program) -> None:
    order = program.buys()
    for event in ("shipped", "delivered"):
        program(op="event", order=order["id"], event=event)
    asked = program.says("I withdraw")
    assert isinstance(asked["buttons"], list)
    program(user="u1", button=next(each["id"] for each in asked["buttons"] if each["id"].startswith("confirm")))
    assert program(op="event", order=order["id"], event="return_received")["messages"]
    state = program(op="state", user="u1")
    assert isinstance(state["charges"], list)
    assert [each["kind"] for each in state["charges"]] == ["payment", "refund"]


def test_a_seeded_profile_is_what_state_shows(program: Program) -> None:
    program(
        op="seed",
        user="u1",
        profile={
            "name": "Jana",
            "email": "jana@example.com",
            "sizes": {"clothing": "L"},
            "likes": ["yellow"],
            "dislikes": ["wool"],
            "household": [{"who": "son", "name": "Ole", "age": 5, "sizes": {"shoes": "30"}}],
        },
    )
    profile = program(op="state", user="u1")["profile"]
    assert isinstance(profile, dict)
    assert profile["sizes"] == {"clothing": "L"}
    assert (profile["likes"], profile["dislikes"]) == (["yellow"], ["wool"])
    assert profile["household"] == [{"who": "son", "name": "Ole", "age": "5", "sizes": {"shoes": "30"}}]
    assert list(profile) == [
        "name", "email", "phone", "locale", "address", "budget", "sizes", "likes", "dislikes", "household", "facts",
    ]  # fmt: skip
    assert list(profile["facts"][0]) == ["about", "what", "value", "said_at", "source"]


def test_a_fact_said_at_a_time_without_a_zone_was_said_in_utc(program: Program) -> None:
    fact = {"what": "likes.color", "value": "yellow", "said_at": "2026-01-01T10:00:00"}
    assert program(op="seed", user="u1", profile={"facts": [fact]}) == {"orders": []}
    profile = program(op="state", user="u1")["profile"]
    assert isinstance(profile, dict)
    assert profile["facts"][0]["said_at"] == "2026-01-01T10:00:00+00:00"


def test_staff_claim_reply_and_hand_back(program: Program) -> None:
    assert program.says("a person please")["handed_off"] is True
    assert "has been called" in str(program.says("hello")["text"])
    assert program.says("hello?")["text"] == ""
    assert program(op="staff", user="u1", action="claim")["messages"]
    said = program(op="staff", user="u1", action="reply", text="I look into it.")["messages"]
    assert isinstance(said, list)
    assert "I look into it." in said[0]["text"]
    program(op="staff", user="u1", action="hand_back")
    assert program(op="state", user="u1")["handed_off"] is False


def test_classify_changes_nothing(program: Program) -> None:
    before = program(op="state", user="u1")
    found = program(op="classify", user="u1", text="where is it")
    assert found == {"intent": "track_order", "confidence": 1.0}
    assert program(op="state", user="u1") == before


def test_reset_forgets_everybody_and_fills_the_shelf_again(program: Program) -> None:
    program.buys()
    assert program(op="reset") == {"ok": True}
    assert program(op="state", user="u1")["profile"] is None
    assert isinstance(program.says("a rain jacket")["products"], list)
    with program.door._shop.storage.reads() as session:
        left = session.connection().exec_driver_sql("SELECT stock - reserved FROM offer WHERE sku = 'skagen-yellow-L'")
        assert left.scalar_one() == 9


def test_my_data_comes_as_a_file_and_delete_forgets_me(program: Program) -> None:
    program.buys()
    reply = program.says("my data")
    assert isinstance(reply["files"], list)
    assert "Lindenweg 8" in reply["files"][0]["text"]
    program.says("delete my data", "yes")
    assert program(op="state", user="u1")["profile"] is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "   ",
        "not json",
        "[]",
        "null",
        '"text"',
        "{}",
        "[" * 100_000,
        '{"user": "u1"}',
        '{"user": "", "text": "hello"}',
        '{"user": "u1", "text": 7}',
        '{"op": "fly", "user": "u1"}',
        '{"op": 7}',
        '{"op": "clock", "days": -1}',
        '{"op": "clock", "days": "soon"}',
        '{"op": "clock", "days": true}',
        '{"op": "clock", "days": 1.5}',
        '{"user": "u1", "text": "hello", "mood": "good"}',
        '{"op": "state"}',
        '{"op": "staff", "user": "u1", "action": "fly"}',
        '{"op": "event", "order": "SK-NONE", "event": "shipped", "tracking": {"eta": "soon"}}',
        '{"op": "event", "order": "SK-NONE", "event": "shipped"}',
        '{"op": "event", "order": "SK-NONE", "event": "eaten"}',
        '{"op": "staff", "user": "nobody", "action": "claim"}',
        '{"op": "seed", "user": "u1", "orders": [{"ref": "A", "lines": [{"sku": "NONE"}], "state": "shipped"}]}',
        '{"op": "seed", "user": "u1", "orders": [{"ref": "A", "lines": [{"sku": "skagen-yellow-L"}], "state": "odd"}]}',
        '{"op": "seed", "user": "u1", "profile": {"address": {"country": "XX"}}, "orders": '
        '[{"ref": "A", "lines": [{"sku": "skagen-yellow-L"}], "state": "shipped"}]}',
    ],
)
def test_a_line_that_cannot_be_done_says_why_and_the_door_stays_open(program: Program, line: str) -> None:
    answer = json.loads(program.door.answer_line(line))
    assert list(answer) == ["error"]
    assert answer["error"]
    assert program.says("hello")["text"]


@pytest.mark.parametrize(
    "text",
    ["", "   ", "x" * 250_000, "\ud83d", "a\x00b", "😀😀😀", "\u202eabc\u2066", "\u200e", "🏴\U000e0067\U000e007f"],
)
def test_any_text_is_answered(program: Program, text: str) -> None:
    assert program.says(text)["text"]


def test_an_old_or_foreign_button_is_answered_and_does_nothing(program: Program) -> None:
    order = program.buys()
    for button in (f"confirm:{order['id']}:00000000", "confirm:x", "order:SK-OTHER:cancel", "take:NONE", "?" * 500):
        assert program(user="u2", button=button)["text"]
    state = program(op="state", user="u1")
    assert isinstance(state["orders"], list)
    assert [each["state"] for each in state["orders"]] == ["processing"]


def test_one_line_comes_out_for_each_line_that_goes_in(shop: Shop) -> None:
    out = StringIO()
    run(shop, [b'{"user": "u1", "text": "hello"}\n', b"\xff\xfe\n", b"\n", b'{"op": "reset"}'], out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [next(iter(line)) for line in lines] == ["text", "error", "error", "ok"]
