"""Orders made elsewhere through the front door: letters, replies that tell nothing, a code that nobody else reads."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot import privacy, schema
from bot.channels.jsonlines import JsonLines
from bot.clock import Clock, StillClock
from bot.mail import Letter, MailRejected, MailUnavailable
from bot.mailbox import Mailbox
from bot.post import LETTERS
from bot.settings import Settings
from bot.storage import Storage
from bot.transcript import transcript
from bot.wiring import Shop, open_shop
from dialogue import store
from dialogue.conversation import Conversation
from tests.builders import NOW, an_arrival

HOME = {"name": "Anna Meier", "line1": "Lindenweg 8", "city": "Berlin", "postcode": "10115", "country": "DE"}
PERSON = {"name": "Anna Meier", "email": "anna@example.com", "locale": "en", "address": HOME}
GUEST = "I ordered as a guest with anna@example.com"


class Slow:
    """A mail server that has troubles first, and then keeps what it gets."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles, self.letters = list(troubles), list[Letter]()

    def send(self, letter: Letter) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.letters.append(letter)


@pytest.fixture(scope="module")
def opened() -> Iterator[Shop]:
    shop = open_shop(Settings(DATABASE_URL=":memory:"), clock=StillClock(NOW))
    yield shop
    shop.close()


@pytest.fixture
def door(opened: Shop) -> JsonLines:
    lines = JsonLines(opened)
    lines.handle({"op": "reset"})
    return lines


def ordered(door: JsonLines, user: str = "owner", state: str = "shipped") -> str:
    order = {"ref": "A", "lines": [{"sku": "BLK1-grey-130x180"}], "state": state, "placed_days_ago": 1}
    told: Any = door.handle({"op": "seed", "user": user, "profile": PERSON, "orders": [order]})
    return str(told["orders"][0]["id"])


def say(door: JsonLines, said: str, user: str = "guest") -> dict[str, Any]:
    return dict(door.handle({"op": "message", "user": user, "text": said, "locale": "en-DE"}))


def press(door: JsonLines, button: str, user: str = "guest") -> dict[str, Any]:
    return dict(door.handle({"op": "message", "user": user, "button": button}))


def letters(door: JsonLines) -> list[dict[str, str]]:
    told: Any = door.handle({"op": "mail"})
    return list(told["letters"])


def code(door: JsonLines) -> str:
    found = re.search(r"\b\d{6}\b", letters(door)[-1]["text"])
    assert found is not None
    return found.group()


@contextmanager
def sending_by(shop: Shop, mailer: Slow, at: Callable[[str], None] = lambda point: None) -> Iterator[None]:
    """A shop whose letters go through this one for a while."""
    before = shop.worker
    shop.worker = replace(before, post=replace(before.post, mailer=mailer, at=at))
    yield
    shop.worker = before


def transcribed(shop: Shop, user: str) -> list[str]:
    here = talk(shop, user)
    with shop.storage.reads() as session:
        return [each.text for each in transcript(session, here.id, shop.wordings)]


def talk(shop: Shop, user: str = "guest") -> Conversation:
    with shop.storage.reads() as session:
        found = store.find_conversation(session, "json", user)
    assert found is not None
    return found


def everything(shop: Shop) -> str:
    """Every value of every table."""
    with shop.storage.reads() as session:
        tables = [row[0] for row in session.connection().execute(text("SELECT name FROM sqlite_master"))]
        names = [name for name in tables if not name.startswith(("sqlite_", "ix_"))]
        return str([_rows(session, name) for name in names])


def _rows(session: Any, name: str) -> list[tuple[object, ...]]:
    known = {row[0] for row in session.connection().execute(text("SELECT name FROM sqlite_master WHERE type='table'"))}
    if name not in known:
        return []
    return [tuple(row) for row in session.connection().execute(text(f'SELECT * FROM "{name}"'))]


# ---- nothing is told


@pytest.mark.parametrize(
    ("fits", "misses"),
    [
        ("I ordered as a guest with anna@example.com", "I ordered as a guest with anne@example.com"),
        ("I ordered as a guest, Anna Meier, 10115", "I ordered as a guest, Anna Meyer, 10115"),
        (
            "my order {A} isn't in this chat, anna@example.com",
            "my order SK-AAAAAA isn't in this chat, anna@example.com",
        ),
    ],
)
def test_found_or_not_the_replies_are_the_same_to_the_byte(door: JsonLines, fits: str, misses: str) -> None:
    order = ordered(door)
    asked = [fits.format(A=order), misses]
    answers = [
        [say(door, asked[number], user), say(door, "000000", user), press(door, "slot:code:again", user)]
        for number, user in enumerate(("found", "missed"))
    ]
    assert json.dumps(answers[0]) == json.dumps(answers[1])
    assert len(letters(door)) == 2


def test_another_s_order_is_answered_like_one_that_does_not_exist(door: JsonLines) -> None:
    order = ordered(door)
    for said in ("where is my order {}?", "please cancel order {}", "I want to return order {}", "receipt for {}"):
        there, missing = (say(door, said.format(number), f"u {number}") for number in (order, "SK-AAAAAA"))
        assert json.dumps(there) == json.dumps(missing)
        assert "do:find_my_order" in json.dumps(there)
    for verb in ("track", "cancel", "receipt", "refund"):
        there, missing = (press(door, f"order:{number}:{verb}", f"u {number}") for number in (order, "SK-AAAAAA"))
        assert json.dumps(there) == json.dumps(missing)


def test_an_export_tells_nobody_whether_an_order_fits(door: JsonLines, opened: Shop) -> None:
    ordered(door)
    exports = []
    for user, said in (("found", GUEST), ("missed", "I ordered as a guest with anne@example.com")):
        say(door, said, user)
        shopper = talk(opened, user).shopper
        with opened.storage.reads() as session:
            told = json.loads(privacy.export(session, shopper))
        exports.append(sorted(told["access_code"][0]))
    assert exports[0] == exports[1]
    assert not privacy.WHETHER_FOUND & set(exports[0])


def test_the_reply_is_said_before_any_order_is_looked_for(door: JsonLines, opened: Shop) -> None:
    ordered(door)
    said: list[str] = []

    class Listening(Slow):
        def send(self, letter: Letter) -> None:
            with opened.storage.reads() as session:
                said.extend(each.text for each in transcript(session, here.id, opened.wordings))

    say(door, "hello")
    here = talk(opened)
    with sending_by(opened, Listening()):
        say(door, GUEST)
    assert "a code is on its way" in said[-1]


# ---- the code


def test_the_code_stands_in_the_letter_alone(door: JsonLines, opened: Shop, caplog: pytest.LogCaptureFixture) -> None:
    ordered(door)
    with caplog.at_level(logging.DEBUG):
        say(door, GUEST)
        secret = code(door)
        assert secret not in everything(opened)
        assert "is now open to you" in say(door, f"the code is {secret[:3]} {secret[3:]}")["text"]
    stored = everything(opened)
    assert secret not in stored and f"{secret[:3]} {secret[3:]}" not in stored
    assert "the code is ••••••" in stored
    assert secret not in caplog.text and "anna@example.com" not in caplog.text
    assert "the code is ••••••" in transcribed(opened, "guest")


def test_a_code_typed_while_a_person_has_the_chat_is_masked_too(door: JsonLines, opened: Shop) -> None:
    ordered(door)
    say(door, GUEST)
    press(door, "human")
    secret = code(door)
    say(door, f"it says {secret}")
    assert secret not in everything(opened)


def test_a_code_that_no_turn_has_read_yet_is_masked_at_the_desk(door: JsonLines, opened: Shop) -> None:
    ordered(door)
    say(door, GUEST)
    secret = code(door)
    opened.engine.accept(an_arrival(secret, address="guest", channel="json"))
    assert "••••••" in transcribed(opened, "guest")
    assert not [said for said in transcribed(opened, "guest") if secret in said]


def test_wrong_codes_are_counted_whatever_is_said_between(door: JsonLines) -> None:
    ordered(door)
    say(door, GUEST)
    wrong = f"{(int(code(door)) + 1) % 10**6:06d}"
    for left in ("4 more tries", "3 more tries", "2 more tries", "one more try"):
        assert left in say(door, wrong)["text"]
        say(door, "what can you do?")
    assert "the last try" in say(door, wrong)["text"]
    assert "no longer works" in say(door, code(door))["text"]
    assert say(door, "yes please")["asks"] == ["code"]
    assert "is now open to you" in say(door, code(door))["text"]


# ---- what is open


def test_what_a_guest_does_is_told_to_the_owner_too(door: JsonLines, opened: Shop) -> None:
    order = ordered(door, state="processing")
    say(door, "hello", "owner")
    say(door, GUEST)
    say(door, code(door))
    say(door, "cancel the order")
    say(door, "yes, cancel it")
    assert [order in said and "cancelled" in said for said in transcribed(opened, "owner")][-1]
    assert [order in said and "cancelled" in said for said in transcribed(opened, "guest")][-1]


def test_orders_that_are_open_are_listed_and_no_longer_once_access_is_given_up(door: JsonLines) -> None:
    order = ordered(door)
    say(door, GUEST)
    say(door, code(door))
    assert order in json.dumps(say(door, "my orders"))
    say(door, "forget this access")
    assert order not in json.dumps(say(door, "my orders"))
    assert order not in json.dumps(say(door, "where is it?"))


def test_the_receipt_of_an_open_order_is_a_file_and_of_a_closed_one_none(door: JsonLines) -> None:
    order = ordered(door)
    say(door, GUEST)
    say(door, code(door))
    files = say(door, "can I have the receipt?")["files"]
    assert [order in file["text"] for file in files] == [True]


# ---- letters


def test_a_letter_is_sent_again_until_the_server_takes_it(door: JsonLines, opened: Shop) -> None:
    ordered(door)
    slow = Slow(MailUnavailable("down"), MailUnavailable("down"))
    with sending_by(opened, slow):
        say(door, GUEST)
        for _ in range(3):
            opened.clock.move(timedelta(seconds=21))
            opened.worker.drain(LETTERS)
    assert [letter.to for letter in slow.letters] == ["anna@example.com"]


def test_a_letter_that_is_rejected_is_given_up_and_nothing_is_told(door: JsonLines, opened: Shop) -> None:
    ordered(door)
    slow = Slow(MailRejected("no such person"))
    with sending_by(opened, slow):
        assert say(door, GUEST)["asks"] == ["code"]
        opened.clock.move(timedelta(minutes=2))
        opened.worker.drain(LETTERS)
    assert slow.letters == [] and opened.worker.post.waiting() == ()


@pytest.mark.parametrize(("point", "sent"), [("before letter is sent", 1), ("after letter is sent", 2)])
def test_after_a_crash_the_letter_comes_again_rather_than_not_at_all(
    door: JsonLines, opened: Shop, point: str, sent: int
) -> None:
    def crash(reached: str) -> None:
        if reached == point and not crashed:
            crashed.append(reached)
            raise InterruptedError(reached)

    ordered(door)
    slow, crashed = Slow(), list[str]()
    with sending_by(opened, slow, at=crash):
        say(door, GUEST)
        opened.clock.move(timedelta(minutes=2))
        opened.worker.drain(LETTERS)
    assert len(slow.letters) == sent
    newest = re.search(r"\b\d{6}\b", slow.letters[-1].text)
    assert newest is not None and "is now open to you" in say(door, newest.group())["text"]


@pytest.mark.parametrize(
    ("locale", "said", "words"),
    [
        ("de-DE", "Ich habe als Gast bestellt, anna@example.com", "Tippen Sie dort diesen Code ein"),
        ("fr-FR", "J'ai commandé sans compte, anna@example.com", "Tapez-y ce code"),
        ("es-ES", "Pedí como invitada, anna@example.com", "Escribe allí este código"),
        ("en-GB", GUEST, "Type this code there"),
    ],
)
def test_a_letter_is_in_the_language_of_the_chat(door: JsonLines, locale: str, said: str, words: str) -> None:
    ordered(door)
    door.handle({"op": "message", "user": "guest", "text": said, "locale": locale})
    (letter,) = letters(door)
    assert words in letter["text"] and not re.search(r"\d", letter["subject"])


def test_reset_empties_the_mailbox(door: JsonLines) -> None:
    ordered(door)
    say(door, GUEST)
    door.handle({"op": "reset"})
    assert letters(door) == []


def test_the_mailbox_on_the_command_line_shows_letters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.office import show_mail

    settings = Settings(DATABASE_URL=f"sqlite:///{tmp_path}/shop.db")
    assert show_mail(settings) == 0 and "empty" in capsys.readouterr().out
    Mailbox(tmp_path / "shop-mail", Clock()).send(Letter("anna@example.com", "Your code", "123456"))
    assert show_mail(settings) == 0
    told = capsys.readouterr().out
    assert "anna@example.com" in told and "123456" in told


# ---- privacy and older databases


def test_who_is_erased_leaves_no_codes_and_no_access(door: JsonLines, opened: Shop) -> None:
    ordered(door)
    say(door, GUEST)
    say(door, code(door))
    privacy.forget(opened.storage, talk(opened).shopper)
    with opened.storage.reads() as session:
        assert _rows(session, "access_code") == [] == _rows(session, "access_grant")


def test_nobody_gets_at_the_orders_of_who_is_erased(door: JsonLines, opened: Shop) -> None:
    order = ordered(door)
    say(door, "I ordered on my phone")
    say(door, "Anna Meier, 10115")
    say(door, code(door))
    privacy.forget(opened.storage, talk(opened, "owner").shopper)
    assert order not in json.dumps(say(door, "my orders"))
    with opened.storage.reads() as session:
        left = [_rows(session, name) for name in ("access_code", "access_grant", "orders", "customer")]
    assert "anna@example.com" not in str(left)


def test_orders_from_before_the_migration_are_found_by_their_address(tmp_path: Path) -> None:
    storage = Storage(f"sqlite:///{tmp_path}/old.db")
    schema.upgrade(storage, "0004")
    body = json.dumps({"email": " Anna@Example.com ", "address": {"postcode": "W1G 9PQ"}})
    with storage.writes() as session:
        session.connection().execute(
            text(
                "INSERT INTO orders (id, shopper, conversation, state, revision, search, body, created_at)"
                " VALUES ('SK-OLD222', 's', 'c', 'paid', 1, '', :body, '2026-11-01 00:00:00')"
            ),
            {"body": body},
        )
    schema.upgrade(storage)
    with storage.reads() as session:
        (row,) = session.connection().execute(text("SELECT email, postcode FROM orders")).all()
    assert tuple(row) == ("anna@example.com", "w1g9pq")
    assert schema.differences(storage) == []
