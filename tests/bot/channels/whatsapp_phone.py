"""A person with WhatsApp before the shop: Twilio's peer on one side, our webhooks on the other, all of it signed."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import store as bot_store
from bot import webhooks
from bot.connections import connect
from bot.settings import Settings
from bot.wiring import Shop
from bot.worker import ORDERS
from dialogue import outbox_store, store
from dialogue.conversation import Conversation
from tests.peers.twilio import ACCOUNT, NUMBER, TOKEN, Kept, TwilioPeer, signature

PUBLIC = "https://shop.example"
JANA = "whatsapp:+4915112345678"


def twilio_settings(peer: TwilioPeer, **more: object) -> dict[str, object]:
    return {
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_token": TOKEN,
        "twilio_whatsapp_from": NUMBER,
        "twilio_base_url": peer.url,
        "public_url": PUBLIC,
        **more,
    }


def with_twilio(settings: Settings, peer: TwilioPeer) -> Settings:
    return Settings.model_validate({**settings.model_dump(), **twilio_settings(peer)})


@dataclass
class Phone:
    shop: Shop
    peer: TwilioPeer
    client: TestClient
    address: str = JANA
    public: str = PUBLIC
    answered: list[int] = field(default_factory=list)

    def form(self, text: str = "", **more: str) -> dict[str, str]:
        """An incoming message, by the table of https://www.twilio.com/docs/messaging/guides/webhook-request."""
        sid = f"SM{secrets.token_hex(16)}"
        return {
            "MessageSid": sid, "SmsMessageSid": sid, "SmsSid": sid, "SmsStatus": "received", "AccountSid": ACCOUNT,
            "From": self.address, "To": NUMBER, "Body": text, "NumMedia": "0", "NumSegments": "1",
            "MessageType": "text", "ProfileName": "Jana", "WaId": self.address.partition("+")[2],
            "ApiVersion": "2010-04-01", **more,
        }  # fmt: skip

    def posts(self, form: Mapping[str, str], path: str = "/hooks/whatsapp", **headers: str) -> int:
        signed = {"x-twilio-signature": signature(self.public + path, form)}
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.post(path, data=dict(form), headers={**signed, **told})
        self.answered.append(response.status_code)
        return response.status_code

    def says(self, text: str = "", **more: str) -> list[str]:
        """What arrives in answer."""
        self.peer.open.add(self.address)
        before = len(self.peer.said(self.address))
        assert self.posts(self.form(text, **more)) == 200
        self.works()
        return self.peer.said(self.address)[before:]

    def works(self) -> None:
        talk = self.talk()
        if talk is not None:
            self.shop.drain(talk.id)
        self.shop.drain(ORDERS)

    def told(self, kept: Kept, state: str, error: int | None = None) -> int:
        """Twilio calls back about a message of ours."""
        return self.posts(self.peer.callback(kept, state, error), "/hooks/whatsapp/status")

    def outcomes(self) -> None:
        """Twilio calls back about every message: what became of it in the end."""
        for kept in list(self.peer.messages):
            assert self.posts(self.peer.outcome(kept), "/hooks/whatsapp/status") == 200

    def talk(self) -> Conversation | None:
        with self.shop.storage.reads() as session:
            return store.find_conversation(session, "whatsapp", self.address)

    def replies(self) -> list[tuple[str, str]]:
        """(name, state) of everything we had to say."""
        talk = self.talk()
        if talk is None:
            return []
        with self.shop.storage.reads() as session:
            return [(each.message.name(), each.state) for each in outbox_store.said(session, talk.id)]


@contextmanager
def a_phone(shop: Shop, peer: TwilioPeer) -> Iterator[Phone]:
    routes = webhooks.routes(shop, connect(shop), lambda: None)
    with TestClient(Starlette(routes=routes), base_url="http://behind-the-proxy") as client:
        yield Phone(shop, peer, client)


def tried(phone: Phone) -> list[str]:
    """What the desk is told could not be done."""
    with phone.shop.storage.reads() as session:
        return [each for case in bot_store.cases(session) for each in case.case.tried]


def inbox(phone: Phone) -> int:
    talk = phone.talk()
    with phone.shop.storage.reads() as session:
        return len(store.history(session, talk.id)) if talk else 0


def buys(phone: Phone) -> None:
    for text in ("a rain jacket", "the skagen in L", "to Bonn", "I order it"):
        phone.says(text)
