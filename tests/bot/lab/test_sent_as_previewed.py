"""What the lab shows is what is sent, byte for byte, through the real adapters to peers that take nothing else."""

import json
import random
from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr

from bot.channels.base import Channel
from bot.channels.capabilities import ABLE
from bot.channels.layout import deliveries
from bot.channels.webchat import Hub, Webchat
from bot.clock import StillClock
from bot.connections import connect
from bot.lab.preview import Preview, Previews
from bot.lab.publish import Lab
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from dialogue.messages.base import Message
from dialogue.samples import Facts, sample
from tests.bot.channels.whatsapp_phone import JANA as NUMBER
from tests.bot.channels.whatsapp_phone import Phone, a_phone, with_twilio
from tests.builders import NOW
from tests.fakes import Scripted
from tests.peers.telegram import JANA, TOKEN, TelegramPeer, telegram_peer
from tests.peers.telegram_spec import needs_spec
from tests.peers.twilio import twilio_peer
from tests.peers.twilio_spec import needs_spec as needs_twilio_spec
from tests.sentences import SENTENCES

SAMPLED = 200
MARKET = "DE"
LOCALES = ("de", "en", "fr", "es", "pl", "ar", "ja", "pt_PT")


def chosen() -> Iterator[tuple[str, str, Facts]]:
    """Messages, locales and facts: every kind of message once where there are enough."""
    dice = random.Random(7)
    names = sorted(Message.registry)
    dice.shuffle(names)
    for name in names[:SAMPLED]:
        yield name, dice.choice(LOCALES), dice.choice(list(Facts))


def shown(shop: Shop, channel: str, name: str, locale: str, facts: Facts) -> Preview:
    previews = Previews(Lab(shop.storage, shop.locales, shop.clock), shop.wordings.override)
    return previews.of(name, locale, channel, MARKET, facts)


def sends(shop: Shop, channel: Channel, address: str, case: tuple[str, str, Facts], reply: int) -> None:
    name, locale, facts = case
    wording = shop.wordings.render(sample(Message.registry[name], facts), locale, MARKET)
    for delivery in deliveries(wording, ABLE[channel.name], reply=reply, address=address):
        channel.deliver(delivery)


@needs_spec
def test_on_telegram(shop: Shop) -> None:
    with telegram_peer() as peer:
        channel, stop = _telegram(shop, peer)
        for reply, case in enumerate(chosen(), start=1):
            before = len(peer.calls)
            sends(shop, channel, str(JANA), case, reply)
            sent = [dict(fields) for method, fields in peer.calls[before:] if method == "sendMessage"]
            preview = shown(shop, "telegram", *case)
            assert [_as_sent(fields) for fields in sent] == [dict(piece.sent) for piece in preview.pieces], case
        stop()
        assert peer.refused == []


def _telegram(shop: Shop, peer: TelegramPeer) -> tuple[Channel, Callable[[], None]]:
    told = {
        "telegram_bot_token": SecretStr(TOKEN),
        "telegram_base_url": f"{peer.url}/bot",
        "telegram_file_url": f"{peer.url}/file/bot",
    }
    shop.settings = shop.settings.model_copy(update=told)
    (connected,) = connect(shop)
    assert connected.channel is not None
    return connected.channel, connected.stop


def _as_sent(fields: dict[str, object]) -> dict[str, object]:
    return {name: fields[name] for name in ("text", "parse_mode", "reply_markup") if fields.get(name)}


@pytest.fixture
def phone(settings: Settings) -> Iterator[Phone]:
    with twilio_peer() as peer:
        shop = open_shop(with_twilio(settings, peer), understander=Scripted(SENTENCES), clock=StillClock(NOW))
        with a_phone(shop, peer) as opened:
            yield opened
        shop.close()
        assert peer.refused == []


@needs_twilio_spec
def test_on_whatsapp(phone: Phone) -> None:
    phone.says("hello")
    channel = phone.shop.channels["whatsapp"]
    for reply, case in enumerate(chosen(), start=1000):
        before = len(phone.peer.messages)
        sends(phone.shop, channel, NUMBER, case, reply)
        preview = shown(phone.shop, "whatsapp", *case)
        kept = phone.peer.messages[before:]
        assert [each.body for each in kept] == [piece.sent["body"] for piece in preview.pieces], case
        for each, piece in zip(kept, preview.pieces, strict=True):
            pressed = _choices(phone, each.content, each.variables) if each.content else []
            wanted = piece.sent.get("replies") or piece.sent.get("items") or []
            assert pressed == [list(choice) for choice in wanted], case  # type: ignore[attr-defined]


def _choices(phone: Phone, content: str, variables: dict[str, str]) -> list[list[str]]:
    ((kind, made),) = phone.peer.contents[content].types.items()
    told = json.loads(_filled(json.dumps(made, ensure_ascii=False), variables))
    if kind == "twilio/quick-reply":
        return [[each["id"], each["title"]] for each in told["actions"]]
    return [[each["id"], each["item"], each.get("description", "")] for each in told["items"]]


def _filled(text: str, variables: dict[str, str]) -> str:
    for name, value in variables.items():
        text = text.replace("{{" + name + "}}", json.dumps(value, ensure_ascii=False)[1:-1])
    return text


def test_on_the_web_page(shop: Shop) -> None:
    hub = Hub()
    channel = Webchat(hub)
    for reply, case in enumerate(chosen(), start=1):
        with channel.listening("page") as heard:
            sends(shop, channel, "page", case, reply)
        preview = shown(shop, "web", *case)
        told = [each.text for each in heard]
        assert told == [piece.sent["text"] for piece in preview.pieces], case
        pressed = [[(button.id, button.label) for button in each.buttons] for each in heard]
        wanted = [[(one["id"], one["label"]) for one in piece.sent["buttons"]] for piece in preview.pieces]  # type: ignore[attr-defined]
        assert pressed == wanted


@pytest.mark.parametrize("pseudo", ["xa", "xb"])
def test_a_pseudo_locale_shows_what_is_cut_and_what_stands_the_wrong_way(shop: Shop, pseudo: str) -> None:
    plain, changed = (shown(shop, "web", "greeting", code, Facts.TYPICAL) for code in ("de", f"de-{pseudo}"))
    assert changed.text != plain.text
    assert changed.rtl == (pseudo == "xb")
    if pseudo == "xa":
        assert len(changed.text) >= 1.35 * len(plain.text)
