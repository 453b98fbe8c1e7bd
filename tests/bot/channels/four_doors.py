"""One conversation through the doors that people use: the terminal, the browser's API, and signed webhooks of Telegram
and WhatsApp against peers. What it left behind is told without the names that each run gives anew."""

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, Protocol

from rich.console import Console
from sqlalchemy import delete, select
from sqlmodel import col
from starlette.testclient import TestClient

from bot.channels.jsonlines import JsonLines
from bot.channels.requests import SeedRequest
from bot.channels.seeding import seed
from bot.channels.shapes import state_shape, talk_of
from bot.channels.telegram.connection import SECRET_HEADER, secret_of
from bot.channels.terminal import ADDRESS as YOU
from bot.channels.terminal import Terminal
from bot.desk.cases import said_at_the_desk
from bot.post import LETTERS
from bot.signin import SHOPPER_COOKIE, SignIn
from bot.tables import PaceRow
from bot.wiring import Shop
from bot.worker import ORDERS
from dialogue import outbox_store
from dialogue.outbox_store import Reply
from dialogue.tables import FactRow, OutboxRow
from dialogue.wording import Wording
from orders.tables import EventRow
from tests.bot.channels.telegram_updates import an_update_of
from tests.bot.channels.whatsapp_phone import JANA, Phone
from tests.conversations.script import Conversation, Json, Unjudged
from tests.peers.telegram import JANA as TELEGRAMMER
from tests.peers.telegram import TOKEN as TELEGRAM_TOKEN
from tests.peers.telegram import TelegramPeer, checked
from tests.peers.twilio import TwilioPeer

_GIVEN: Final = re.compile(
    r"SK-[0-9A-Z]{6}|(?<=:)[0-9a-f]{8}\b|GC(?:-[2-9A-HJ-NP-Z]{4}){3}"
    r"|\b[a-z]{1,3}-[0-9a-f]{12,16}\b|\b[0-9a-f]{12,32}\b|\bm\d+\b"
)
"""Ids that every run gives anew."""
_NUMBERS: Final = re.compile(r"\b(?:JD|SK)\d{10,12}\b")
"""Numbers of parcels, made from such ids."""
_AGREED: Final = re.compile(r',?\{"about":"whatsapp","values":\["1"\],"said_at":"[^"]*"\}')
"""That somebody agreed to be written to on WhatsApp is known of those who write there, and told them."""
_MINUTES: Final = re.compile(r"T\d\d:\d\d:\d\d(?:\.\d+)?")


class Way(Protocol):
    """How a person writes and presses on one channel."""

    name: str
    address: str

    def writes(self, text: str) -> None: ...

    def presses(self, button: str, label: str) -> None:
        """As it can be pressed there; where it cannot, its number or its words are typed."""
        ...


@dataclass
class Door:
    """Plays a script's requests through one way; tests alone seed, and move parcels, prices and the clock."""

    shop: Shop
    way: Way
    json: JsonLines
    said: list[Reply] = field(default_factory=list)

    def __call__(self, request: Json) -> Json:
        asked = dict(request)
        user = asked.get("user")
        address = user if user == "elsewhere" else self.way.address
        match asked.get("op"):
            case "seed":
                given = SeedRequest.model_validate({**asked, "user": address})
                return {"orders": seed(self.shop, self.way.name, given)}
            case "state":
                return state_shape(self.shop, talk_of(self.shop, self.way.name, address))
            case "message":
                return self._after(lambda: self._message(asked))
            case "staff":
                return {"messages": [self._after(lambda: self._staff(asked))]}
            case "event" | "clock":
                return {"messages": [self._after(lambda: self._done(asked))]}
            case _:
                return self._done(asked)

    def _done(self, asked: Json) -> Json:
        return self.json.handle(dict(asked))

    def _message(self, asked: Json) -> None:
        button = asked.get("button")
        if button is None:
            self.way.writes(asked["text"])
            return
        offered = [each for reply in reversed(self.said) for each in self._worded(reply).buttons]
        self.way.presses(button, next(each.label for each in offered if each.id == button))

    def _staff(self, asked: Json) -> None:
        talk = talk_of(self.shop, self.way.name, self.way.address)
        assert talk is not None
        arrival = said_at_the_desk(talk.id, "Alex", asked["action"], asked.get("text", ""), self.shop.new_id())
        self.shop.engine.accept(arrival)

    def _after(self, does: Callable[[], object]) -> Json:
        """What was said to this person meanwhile, as one reply. What was due is done before, as workers would."""
        self._work()
        does()
        self._work()
        talk = talk_of(self.shop, self.way.name, self.way.address)
        with self.shop.storage.reads() as session:
            every = outbox_store.said(session, talk.id) if talk else ()
        new = every[len(self.said) :]
        self.said.extend(new)
        worded = [self._worded(reply) for reply in new]
        return {
            "text": "\n\n".join(each.text for each in worded),
            "buttons": [{"id": button.id, "label": button.label} for each in worded for button in each.buttons],
            "products": [{"sku": card.sku} for each in worded for card in each.cards],
            "asks": [],
        }

    def _work(self) -> None:
        """Until everything is sent. A channel's pace is waited for by a clock that stands still."""
        talk = talk_of(self.shop, self.way.name, self.way.address)
        for _ in range(60):
            if talk is not None:
                self.shop.drain(talk.id)
            self.shop.drain(ORDERS)
            self.shop.drain(LETTERS)
            with self.shop.storage.writes() as session:
                waits = session.scalars(select(OutboxRow).where(col(OutboxRow.state) == "waiting")).all()
                for row in waits:
                    row.next_at = None
                session.execute(delete(PaceRow))
            talk = talk_of(self.shop, self.way.name, self.way.address)
            if talk is None or not waits:
                return

    def _worded(self, reply: Reply) -> Wording:
        return self.shop.wordings.render(reply.message, reply.locale, reply.market)


# ---- what is left behind


def left_behind(shop: Shop, door: Door) -> Mapping[str, list[str]]:
    """Events of orders, facts, and Messages with their parameters, in order."""
    with shop.storage.reads() as session:
        events = session.execute(
            select(col(EventRow.order_id), col(EventRow.kind), col(EventRow.body)).order_by(col(EventRow.id))
        ).all()
        facts = session.execute(
            select(col(FactRow.who), col(FactRow.about), col(FactRow.value)).order_by(col(FactRow.id))
        ).all()
    told = [f"{reply.message.name()} {reply.locale} {reply.message.model_dump_json()}" for reply in door.said]
    names = _Names()
    return {
        "events": [names.of(f"{order} {kind} {body}") for order, kind, body in events],
        "facts": [" ".join(map(str, fact)) for fact in facts],
        "messages": [names.of(_AGREED.sub("", each)) for each in told],
    }


class _Names:
    """Each id that a run gave is told by its place among them."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, text: str) -> str:
        text = _NUMBERS.sub("parcel", text)
        named = _GIVEN.sub(lambda found: self._known.setdefault(found.group(), f"#{len(self._known)}"), text)
        return _MINUTES.sub("T", named)


# ---- ways


def number_of(label: str, texts: list[str]) -> str | None:
    """The number that stands before these words in what was told last."""
    for text in reversed(texts):
        found = re.search(rf"^\s*(\d+)\. {re.escape(label)}\s*$", text, re.M)
        if found:
            return found.group(1)
    return None


class AtTerminal:
    name, address = "terminal", YOU

    def __init__(self, shop: Shop, locale: str | None, files: Path) -> None:
        self._out = io.StringIO()
        self._terminal = Terminal(shop, Console(file=self._out, width=100_000, no_color=True), locale, files)

    def writes(self, text: str) -> None:
        self._terminal.talk([text])

    def presses(self, button: str, label: str) -> None:
        self.writes(number_of(label, self._out.getvalue().split("\n\n")) or label)


class InBrowser:
    name = "web"

    def __init__(self, client: TestClient, signin: SignIn, locale: str | None) -> None:
        self.address, cookie = signin.new_shopper()
        self._client, self._locale, self._headers = client, locale, {"cookie": f"{SHOPPER_COOKIE}={cookie}"}

    def writes(self, text: str) -> None:
        self._post({"text": text})

    def presses(self, button: str, label: str) -> None:
        self._post({"button": button})

    def _post(self, said: dict[str, str]) -> None:
        body = {**said, **({"locale": self._locale} if self._locale else {})}
        answer = self._client.post("/chat", json=body, headers=self._headers)
        assert answer.status_code == 200, answer.text


class OnTelegram:
    name, address = "telegram", str(TELEGRAMMER)
    _signed = {SECRET_HEADER: secret_of(TELEGRAM_TOKEN), "content-type": "application/json"}

    def __init__(self, client: TestClient, peer: TelegramPeer, locale: str | None) -> None:
        self._client, self._peer = client, peer
        person = {"id": TELEGRAMMER, "is_bot": False, "first_name": "Test"}
        self._person = {**person, **({"language_code": locale.replace("_", "-")} if locale else {})}
        self._presses: Iterator[int] = iter(range(1, 10_000))

    def writes(self, text: str) -> None:
        self._post(an_update_of(sender=self._person, text=text))

    def presses(self, button: str, label: str) -> None:
        for message in reversed(list(self._peer.messages.values())):
            markup = message.get("reply_markup")
            rows = markup["inline_keyboard"] if isinstance(markup, dict) else []
            if any(each["callback_data"] == button for row in rows for each in row):
                pressed = {
                    "id": f"q{next(self._presses)}",
                    "from": self._person,
                    "message": message,
                    "chat_instance": "1",
                    "data": button,
                }
                update_id = an_update_of(text="x")["update_id"]
                self._post(checked({"update_id": update_id, "callback_query": pressed}))
                return
        self.writes(number_of(label, self._peer.texts()) or label)

    def _post(self, update: Mapping[str, object]) -> None:
        answer = self._client.post("/hooks/telegram", content=json.dumps(update), headers=self._signed)
        assert answer.status_code == 200, answer.text


class OnWhatsApp:
    name, address = "whatsapp", JANA

    def __init__(self, phone: Phone, peer: TwilioPeer) -> None:
        self._phone, self._peer = phone, peer

    def writes(self, text: str) -> None:
        self._post(self._phone.form(text))

    def presses(self, button: str, label: str) -> None:
        offering = [kept for kept in self._peer.messages if button in kept.choices]
        if offering and offering[-1] is self._last_with_choices():
            kind = offering[-1].choices[button]
            self._post(self._phone.form(label, **{kind: button}))
        else:
            self.writes(number_of(label, self._peer.said(JANA)) or label)

    def _last_with_choices(self) -> object:
        return next((kept for kept in reversed(self._peer.messages) if kept.choices), None)

    def _post(self, form: Mapping[str, str]) -> None:
        self._peer.open.add(JANA)
        assert self._phone.posts(form) == 200


class WithLocale(Unjudged):
    """The person's language is known before their first word, as WhatsApp gives no hint of it."""

    def play(self) -> list[str]:
        script = self.conversation.script
        if "profile" not in script and "orders" not in script:
            profile = {"locale": script.get("locale", "en")}
            self.door({"op": "seed", "user": self.user, "profile": profile, "orders": []})
        return super().play()


def played(door: Door, catalog: Mapping[str, Any], conversation: Conversation) -> list[str]:
    return WithLocale(door, catalog, conversation).play()


def differences(found: Mapping[str, Mapping[str, list[str]]]) -> list[str]:
    """What is not as at the terminal, each with what stands there."""
    ours = found["terminal"]
    return [
        f"{channel}: {kind}: {there or 'nothing'} and at the terminal {here or 'nothing'}"
        for channel, left in found.items()
        for kind, told in left.items()
        for here, there in zip_longest(ours[kind], told, fillvalue="")
        if here != there
    ]
