"""`/shop` looks up for listed users, and decisions about money are taken in a window with amount and reason."""

import json
from urllib.parse import parse_qsl, urlencode

from tests.bot.slack.desk import RECORDINGS, Desk, signed

ROBIN = "U0ROBIN"


def shop(desk: Desk, text: str, user: str = ROBIN) -> str:
    body = dict(parse_qsl(json.loads((RECORDINGS / "slash_command.json").read_text(encoding="utf-8"))["body"]))
    raw = urlencode({**body, "command": "/shop", "text": text, "user_id": user}).encode()
    headers = {**signed(raw), "Content-Type": "application/x-www-form-urlencoded"}
    answer = desk.http.post("/hooks/slack", content=raw, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["response_type"] == "ephemeral"
    return str(answer.json()["text"])


def test_an_order_is_found_and_shown(desk: Desk) -> None:
    order = desk.customer().buys()
    assert shop(desk, f"order {order.id}").startswith(f"Order {order.id}: ")
    assert str(order.total) in shop(desk, "find Vogt")
    assert shop(desk, "order nope") == "There is no order nope."


def test_what_is_found_pings_nobody(desk: Desk) -> None:
    assert shop(desk, "find &lt;!channel&gt;") == "Nothing found for &lt;!channel&gt;."


def test_how_much_is_decided_without_a_person_is_told(desk: Desk) -> None:
    desk.customer().says("hello")
    assert shop(desk, "autonomy").startswith("all: 100.0 % of ")


def test_who_is_not_listed_learns_nothing(desk: Desk) -> None:
    order = desk.customer().buys()
    assert order.id not in shop(desk, f"order {order.id}", "U0STRANGER")


def test_anything_else_says_what_there_is(desk: Desk) -> None:
    assert shop(desk, "") == shop(desk, "dance")
    assert "/shop find" in shop(desk, "")
