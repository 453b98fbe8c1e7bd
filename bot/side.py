"""What stands beside the browser chat: the shopper's orders with their timeline, and how messages were understood."""

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final

from sqlmodel import Session

from dialogue import store
from dialogue.conversation import Conversation
from dialogue.messages.page import PAGE
from dialogue.plan import Decided
from dialogue.playbooks.cards import title_of_sku
from dialogue.wording import Voice
from locales import formats
from orders import service
from orders.events import Event
from orders.lifecycle import headline
from orders.order import Order

if TYPE_CHECKING:
    from bot.wiring import Shop

NEWEST_TURNS: Final = 8


def words_of(voice: Voice) -> dict[str, str]:
    """Every word of the page in one language; placeholders stay for the page to fill."""
    keep = {name: f"{{{name}}}" for name in ("percent", "file", "folder", "why")}
    return {name: voice.fill(f"page|{name}", english, keep) for name, (english, _) in PAGE.items()}


def side_of(shop: "Shop", session: Session, talk: Conversation) -> dict[str, object]:
    """Orders, newest first, and the newest turns as they were understood, oldest first."""
    now, voice = shop.clock(), shop.wordings.voice(talk.locale, talk.market)
    orders = [order for order in service.orders_open_to(session, talk.shopper, now) if order.lines]
    return {
        "orders": [_order(shop, order, service.events_of(session, order.id), voice, now) for order in orders],
        "understood": _understood(session, talk, voice),
        "writing": store.has_unread(session, talk.id),
        "now": {"at": now.isoformat(), "text": formats.moment(now, voice.region, talk.market)},
    }


def _order(shop: "Shop", order: Order, events: Iterable[Event], voice: Voice, now: datetime) -> dict[str, object]:
    now_costs = order.sums
    sums = {
        "items": now_costs.goods,
        "shipping": now_costs.shipping,
        "fee": now_costs.fee,
        "tax": now_costs.tax,
        "total": now_costs.total,
    }
    lines = []
    for line, left in order.remaining:
        product = shop.finder.product_of(line.sku)
        lines.append(
            {"quantity": left, "title": voice.title(title_of_sku(product, line.sku)) if product else line.title}
        )
    return {
        "id": order.id,
        "state": headline(order, now).value,
        "lines": lines,
        "sums": {name: formats.money(amount, voice.region) for name, amount in sums.items()},
        "tax_shown": not order.tax.is_zero(),
        "timeline": _timeline(events, voice),
    }


def _timeline(events: Iterable[Event], voice: Voice) -> list[dict[str, str]]:
    steps: list[dict[str, str]] = []
    for event in events:
        name = f"step|{_snake(type(event).__name__)}"
        if name not in PAGE or (steps and steps[-1]["name"] == name):
            continue
        local = formats.in_market(event.at, voice.market)
        when = f"{formats.day(local.date(), voice.region)}, {formats.clock(event.at, voice.region, voice.market)}"
        text = voice.fill(f"page|{name}", PAGE[name][0], {})
        steps.append({"name": name, "text": text, "at": event.at.isoformat(), "when": when})
    return steps


def _understood(session: Session, talk: Conversation, voice: Voice) -> list[dict[str, object]]:
    said = store.heard_by_turn(session, talk.id)
    turns = groupby(store.decisions(session, talk.id), key=lambda each: each[0])
    read = [_turn([decided for _, decided in group], said.get(turn, ""), voice) for turn, group in turns]
    return [each for each in read if each is not None][-NEWEST_TURNS:]


def _turn(decided: list[Decided], said: str, voice: Voice) -> dict[str, object] | None:
    reading = next((each for each in decided if each.what.startswith("read:")), None)
    if reading is None:
        return None
    return {
        "said": said[:200],
        "commands": reading.what.removeprefix("read:").split(","),
        "sure": formats.percent(round(reading.confidence, 2), voice.region),
        "trace": [part for part in reading.inputs.split("; ") if part][:6],
        "decided": [f"{each.stage}: {each.what}" for each in decided if each is not reading][:6],
    }


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
