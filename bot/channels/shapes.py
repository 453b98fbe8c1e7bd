"""The chat contract's JSON shapes (docs/chat_json.md): order, profile, reply, charge."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bot.channels.base import Delivery, SentFile
from dialogue import profile_store, store
from dialogue.conversation import Conversation, Holder
from dialogue.playbooks.cards import title_of_sku
from dialogue.playbooks.lines import day_of
from dialogue.profile import Fact, Profile
from orders import service
from orders.lifecycle import headline
from orders.order import Address, Order, Parcel
from orders.service import Charge
from orders.states import ParcelState

if TYPE_CHECKING:
    from bot.wiring import Shop

Json = dict[str, object]

ABOUT_GOODS: Final = frozenset(
    {
        "find_product", "refine_search", "compare_products", "product_question", "greet", "thanks", "goodbye",
        "are_you_human", "about_me", "correct_profile", "opt_out", "out_of_scope", "delivery_info", "payment_info",
        "fee_info", "change_language", "delete_data", "export_data",
    }
)  # fmt: skip
"""Intents whose replies are about no order."""

_PARCELS: Final[Mapping[ParcelState, str]] = {
    ParcelState.WAITING: "preparing",
    ParcelState.ORDERED: "preparing",
    ParcelState.HANDED_OVER: "in_transit",
    ParcelState.MOVING: "in_transit",
}


def reply_shape(shop: "Shop", talk: Conversation | None, delivered: Sequence[Delivery]) -> Json:
    """What one request brought to one person, as one reply; texts are joined with a blank line."""
    intent = next((each.intent for each in delivered if each.intent), None)
    files = [_file_shape(file) for each in delivered for file in each.files]
    order = _order_of(shop, talk, delivered, intent)
    return {
        "text": "\n\n".join(each.text for each in delivered if each.text),
        "locale": delivered[-1].locale if delivered else (talk.locale if talk else shop.settings.locale),
        **({"intent": intent} if intent else {}),
        "asks": list(dict.fromkeys(each.asks for each in delivered if each.asks)),
        "buttons": [{"id": button.id, "label": button.label} for each in delivered for button in each.buttons],
        "products": [
            {"sku": card.sku, "title": card.title, "price": card.amount.plain(), "currency": card.amount.currency}
            for each in delivered
            for card in each.cards
        ],
        "order": order_shape(shop, order, talk.locale if talk else shop.settings.locale) if order else None,
        "handed_off": talk is not None and talk.holder is not Holder.AGENT,
        **({"files": files} if files else {}),
    }


def _file_shape(file: SentFile) -> Json:
    """What is no text stands in its place as a data: address."""
    if not file.content:
        return {"name": file.name, "text": file.text}
    return {"name": file.name, "text": f"data:{file.kind};base64,{base64.b64encode(file.content).decode('ascii')}"}


def _order_of(
    shop: "Shop", talk: Conversation | None, delivered: Sequence[Delivery], intent: str | None
) -> Order | None:
    """The order a reply is about: the one it tells of, else the one in focus while orders are talked about."""
    told = [each.order for each in delivered if each.order]
    if not told and talk is not None and delivered and intent not in ABOUT_GOODS:
        told = [order for order in (talk.quote, talk.focus_order) if order]
    if not told or talk is None:
        return None
    with shop.storage.reads() as session:
        return service.find_order(session, talk.shopper, told[-1], shop.clock())


def order_shape(shop: "Shop", order: Order, locale: str) -> Json:
    voice = shop.wordings.voice(locale, order.market)
    lines: list[Json] = []
    for line, left in order.remaining:
        product = shop.finder.product_of(line.sku)
        title = voice.title(title_of_sku(product, line.sku)) if product else line.title
        lines.append({"sku": line.sku, "title": title, "quantity": left, "price": line.price_now.plain()})
    sums = order.sums
    parcels = [parcel_shape(order, parcel) for parcel in order.parcels]
    moving = [shape for shape in parcels if shape["number"]]
    return {
        "id": order.id,
        "state": headline(order, shop.clock()).value,
        "lines": lines,
        "items": sums.goods.plain(),
        "shipping": sums.shipping.plain(),
        "fee": sums.fee.plain(),
        "tax": sums.tax.plain(),
        "total": sums.total.plain(),
        "currency": order.currency,
        "address": address_shape(order.address),
        "method": order.method,
        "tracking": {key: value for key, value in moving[-1].items() if key not in ("id", "lines")} if moving else None,
        "parcels": parcels,
    }


def parcel_shape(order: Order, parcel: Parcel) -> Json:
    skus = {line.id: line.sku for line in order.lines}
    status = parcel.problem.value if parcel.problem else _PARCELS.get(parcel.state, parcel.state.value)
    return {
        "id": parcel.id,
        "carrier": parcel.carrier,
        "number": parcel.number,
        "status": status,
        "eta": day_of(parcel.eta or parcel.promised_by, order.market).isoformat(),
        "lines": [{"sku": skus[part.line], "quantity": part.quantity} for part in parcel.lines],
    }


def address_shape(address: Address) -> Json:
    return {
        "name": address.name,
        "line1": address.line1,
        "line2": address.line2,
        "city": address.city,
        "region": address.region,
        "postcode": address.postcode,
        "country": address.country,
    }


def profile_shape(profile: Profile) -> Json:
    others = list(dict.fromkeys(fact.who for fact in profile.facts if fact.who != "self"))
    return {
        "name": profile.name,
        "email": profile.email,
        "phone": profile.phone,
        "locale": profile.locale,
        "address": address_shape(profile.address) if profile.address else None,
        "budget": profile.value("budget.usual"),
        "sizes": sizes_of(profile, "self"),
        "likes": _tastes(profile, "likes."),
        "dislikes": _tastes(profile, "dislikes."),
        "household": [
            {
                "who": who,
                "name": profile.value("household.name", who),
                "age": profile.value("household.age", who),
                "sizes": sizes_of(profile, who),
            }
            for who in others
        ],
        "facts": [fact_shape(fact) for fact in profile.facts],
    }


def sizes_of(profile: Profile, who: str) -> dict[str, str]:
    return {
        fact.about.removeprefix("size."): fact.value
        for fact in profile.facts
        if fact.who == who and fact.about.startswith("size.")
    }


def _tastes(profile: Profile, prefix: str) -> list[str]:
    return [fact.value for fact in profile.facts if fact.who == "self" and fact.about.startswith(prefix)]


def fact_shape(fact: Fact) -> Json:
    return {
        "about": fact.who,
        "what": fact.about,
        "value": fact.value,
        "said_at": moment(fact.said_at),
        "source": fact.source,
    }


def charge_shape(charge: Charge) -> Json:
    return {
        "order": charge.order,
        "kind": charge.kind,
        "amount": charge.amount.plain(),
        "currency": charge.amount.currency,
        "method": charge.method,
        "status": "done" if charge.done else "pending",
    }


def state_shape(shop: "Shop", talk: Conversation | None) -> Json:
    """Everything there is about one person."""
    if talk is None:
        return {"orders": [], "charges": [], "profile": None, "handed_off": False}
    with shop.storage.reads() as session:
        orders = service.orders_of(session, talk.shopper)
        charges = service.charges_of(session, talk.shopper)
        profile = profile_store.profile(session, talk.shopper)
    return {
        "orders": [order_shape(shop, order, talk.locale) for order in orders],
        "charges": [charge_shape(charge) for charge in charges],
        "profile": profile_shape(profile),
        "handed_off": talk.holder is not Holder.AGENT,
    }


def talk_of(shop: "Shop", channel: str, user: str) -> Conversation | None:
    with shop.storage.reads() as session:
        return store.find_conversation(session, channel, user)


def moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
