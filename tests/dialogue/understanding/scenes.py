"""The small shop that sentences are spoken into: three products, two orders, and any state of a conversation
(docs/phrases.md)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from bot.notebook import Notebook
from bot.settings import Settings
from dialogue.conversation import BasketLine, Conversation, OpenQuestion, Pending, Shown, Slot
from dialogue.inbound import Attachment, Inbound
from dialogue.profile import Profile
from dialogue.understanding.offline import Offline
from dialogue.understanding.phrases import read_phrases
from dialogue.view import View
from locales import Locales, load_locales
from matching.encoder.static import load_static
from matching.lexicon import Lexicon
from matching.need import Need
from matching.product import Product, Variant
from orders.ids import ConversationId, MessageId, OrderId, ProductId, Sku, SupplierId
from orders.order import Order
from orders.policy import standard
from orders.quote import Basket, Quote, quote_for
from orders.states import OrderState, Tier
from orders.stock import Offer, Source
from tests.dialogue.counterpart import HOME, NOW, SHOPPER, eur

MARKETS = {
    "de": "DE", "de_AT": "AT", "de_CH": "CH", "fr": "FR", "es": "ES", "en": "GB", "it": "IT", "nl": "NL",
    "sv": "SE", "pl": "PL", "da": "DK", "fi": "FI", "cs": "CZ", "pt": "PT",
}  # fmt: skip
SHIPPED, DELIVERED = OrderId("SK-7F3KQ2"), OrderId("SK-9W4MTX")


def _product(name: str, category: str, material: str, color: str, sizes: tuple[str, ...]) -> Product:
    variants = tuple(Variant(sku=Sku(f"{name}-{color}-{size}"), color=color, size=size) for size in sizes)
    return Product(
        id=ProductId(name), title=f"{name.title()} {category.replace('_', ' ')}", category=category, description="",
        audience=None, variants=variants, materials=(material,), name=name.title(),
    )  # fmt: skip


BLANKET = _product("nordby", "blanket", "wool", "grey", ("130x180",))
JACKET = _product("skagen", "rain_jacket", "polyester", "yellow", ("S", "M", "L"))
BOOTS = _product("fjell", "boots", "leather", "black", ("40", "41", "42"))
SHOP = (BLANKET, JACKET, BOOTS)
PRICES = {"nordby": "59.00", "skagen": "89.00", "fjell": "120.00"}
OFFERS = {
    variant.sku: Offer(
        sku=variant.sku, product=product.id, title=product.title, prices=(eur(PRICES[product.id]),), stock=9,
        options=(("color", variant.color or ""), ("size", variant.size or "")),
        sources=(Source(SupplierId("near"), Tier.LOCAL),),
    )
    for product in SHOP
    for variant in product.variants
}  # fmt: skip


def order_of(sku: str, number: OrderId, state: OrderState) -> Order:
    quote = quote_for(Basket(((Sku(sku), 1),), HOME, "DE", "EUR"), OFFERS, standard(), NOW, number)
    assert isinstance(quote, Quote)
    return Order(
        id=number, shopper=SHOPPER, conversation=ConversationId("c1"), version=1, state=state, lines=quote.lines,
        currency="EUR", market="DE", address=HOME, method="card_4242", terms=quote.terms, quote_hash="0123456789abcdef",
        quote_expires_at=NOW + timedelta(minutes=30), created_at=NOW, placed_at=NOW,
    )  # fmt: skip


@lru_cache(maxsize=1)
def locales() -> Locales:
    return load_locales()


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    spoken = {code: read_phrases(code, locales()[code].phrases).known for code in locales().codes}
    return Lexicon({code: locales()[code].terms for code in locales().codes}, spoken)


@lru_cache(maxsize=1)
def offline() -> Offline:
    """The understander as the shop runs it, built once for all tests."""
    cache = Settings().cache
    return Offline(locales(), lexicon(), load_static(), Notebook(cache) if cache else None)


Context = Mapping[str, object]


def scene(text: str, locale: str = "en", context: Context | None = None, button: str | None = None) -> View:
    """A view in which somebody writes `text`; `context` as docs/phrases.md describes it."""
    said = dict(context or {})
    shown = said.get("shown", 0)
    goods = SHOP[: shown if isinstance(shown, int) else 0]
    talk = Conversation(
        id=ConversationId("c1"), shopper=SHOPPER, channel="test", turns=1 if said else 0,
        locale=str(said.get("conversation", locale)), market=str(said.get("market", MARKETS.get(locale, "DE"))),
        shown=tuple(Shown(product.id, product.variants[0].sku) for product in goods),
        needs=(Need(text="something nice"),) if goods else (),
        question=_question(said),
        basket=(BasketLine(Sku("skagen-yellow-M"), 1),) if said.get("basket") else (),
        quote=OrderId("SK-2QUOTE") if said.get("quote") else None,
        pending=Pending(token="t1") if said.get("quote") or said.get("pending") else None,
    )  # fmt: skip
    orders = (
        (
            order_of("nordby-grey-130x180", SHIPPED, OrderState.PAID),
            order_of("fjell-black-42", DELIVERED, OrderState.PAID),
        )
        if said.get("ordered") or said.get("asked") == "order"  # Nobody is asked which order without having some.
        else ()
    )
    inbound = Inbound(
        id=MessageId("m1"), conversation=talk.id, shopper=SHOPPER, channel="test", at=NOW, text=text, button=button,
        locale=None if "conversation" in said else locale,
    )  # fmt: skip
    known = Profile(shopper=SHOPPER)
    return View(talk, known, (inbound,), orders, SHOP, NOW, offers=OFFERS)


def with_photo(view: View) -> View:
    inbound = replace(view.inbounds[0], attachments=(Attachment("image/jpeg", "https://shop.example/photo"),))
    return replace(view, inbounds=(inbound,))


def _question(said: Context) -> OpenQuestion | None:
    if "asked" not in said:
        return OpenQuestion(slot=Slot.CONFIRM) if said.get("pending") or said.get("quote") else None
    options = said.get("options", [])
    command = said.get("command")
    return OpenQuestion(
        slot=Slot(str(said["asked"])),
        options=tuple(str(option) for option in options) if isinstance(options, list) else (),
        command=str(command) if command else None,
    )
