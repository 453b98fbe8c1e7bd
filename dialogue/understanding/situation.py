"""What the conversation at hand makes of words: which shown product, which order, which waiting question. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dialogue.commands import OrderRef, ProductRef
from dialogue.conversation import OpenQuestion, Slot
from dialogue.understanding.amounts import currency_of
from dialogue.understanding.spans import SHORT_FOR, Heard, Known, Span
from dialogue.understanding.text import fold
from dialogue.view import View
from matching.concepts import Concepts
from matching.product import Product
from orders.actions import CancelLine, CancelOrder, Claiming, ConfirmQuote
from orders.calling_off import is_to_come_back
from orders.lifecycle import NEVER_CAME, headline
from orders.order import Order
from orders.states import OrderState

_NEVER_PLACED: Final = (OrderState.DRAFT, OrderState.QUOTED, OrderState.EXPIRED)
SHORTEST_TITLE_WORD: Final = 4
_THAN_SHOWN: Final = tuple(f"refine_search.{way}" for way in ("cheaper", "dearer", "more", "smaller", "larger"))
"""Changes that mean nothing without a search."""
_LOOKS: Final = ("color", "material", "pattern", "style")
_SELF: Final = "self"
_NOTED_OF_ANOTHER: Final = "noted_for"
_DESCRIBING: Final = ("color", "material", "pattern", "style", "feature")


@dataclass(frozen=True)
class Situation:
    """A view, read for understanding. `concepts` know what is narrower than what."""

    view: View
    concepts: Concepts

    @property
    def has_shown(self) -> bool:
        return bool(self.view.conversation.shown) or self.view.conversation.focus is not None

    @property
    def is_searching(self) -> bool:
        return bool(self.view.conversation.needs) or bool(self.view.conversation.shown)

    @property
    def someone(self) -> str | None:
        """The person spoken of until now: of whom something was noted just now, or for whom the search is."""
        talk = self.view.conversation
        known = [fact.who for fact in self.view.profile.facts if fact.who != _SELF]
        if known and _NOTED_OF_ANOTHER in talk.last_said[-1:]:
            return known[-1]
        sought = talk.needs[-1].person if talk.needs else None
        return sought or (known[-1] if known else None)

    @property
    def has_goods_at_hand(self) -> bool:
        """Something is in the basket or quoted."""
        return bool(self.view.conversation.basket) or self.view.conversation.quote is not None

    @property
    def is_asked(self) -> bool:
        """Something of ours waits for a yes or an answer."""
        return self.awaits_yes or self.question is not None

    @property
    def awaits_yes(self) -> bool:
        talk = self.view.conversation
        asked = talk.question is not None and talk.question.slot is Slot.CONFIRM
        return talk.pending is not None or talk.quote is not None or asked

    @property
    def quote(self) -> Order | None:
        """The order that a plain yes would place; None where it is something else that waits."""
        talk = self.view.conversation
        other = talk.pending is not None and not isinstance(talk.pending.action, ConfirmQuote)
        return self.view.order(talk.quote) if talk.quote and not other else None

    @property
    def let_go(self) -> bool:
        """What was spoken of last is an offer that was not taken, and no order is cancelled: "I want it after all"."""
        focus = self.view.conversation.focus_order
        offer = self.view.order(focus) if focus else None
        return offer is not None and offer.state is OrderState.EXPIRED and not self.is_cancelled

    @property
    def is_cancelled(self) -> bool:
        """Some order is."""
        return any(order.state is OrderState.CANCELLED for order in self.view.orders)

    @property
    def returns(self) -> bool:
        """Something is to be sent back, or exchanged."""
        return any(is_to_come_back(claim) for order in self.placed for claim in order.claims)

    @property
    def cancels(self) -> bool:
        """A cancellation waits for its yes."""
        pending = self.view.conversation.pending
        return isinstance(pending.action if pending else None, CancelOrder | CancelLine)

    @property
    def claims(self) -> bool:
        """Goods that came damaged, wrong or not at all are being put right: a photo or a yes is waited for."""
        talk = self.view.conversation
        waiting = talk.question.command if talk.question is not None else None
        return isinstance(talk.pending.action if talk.pending else None, Claiming) or (
            waiting is not None and '"kind":"report_' in waiting.replace(" ", "")
        )

    @property
    def question(self) -> OpenQuestion | None:
        """What was asked last; a lost parcel asks for money or a new one until that is settled."""
        asked = self.view.conversation.question
        lost = next((order.id for order in self.placed if headline(order, self.view.now) in NEVER_CAME), None)
        return asked or (OpenQuestion(slot=Slot.SOLUTION, subject=lost) if lost else None)

    @cached_property
    def placed(self) -> tuple[Order, ...]:
        return tuple(order for order in self.view.orders if order.state not in _NEVER_PLACED)

    @cached_property
    def shown(self) -> tuple[Product | None, ...]:
        by_id = {product.id: product for product in self.view.products}
        return tuple(by_id.get(each.product) for each in self.view.conversation.shown)

    def known(self, region: str | None) -> Known:
        """Names a message may mention."""
        skus = [str(variant.sku) for product in self.view.products for variant in product.variants]
        titles = {
            word
            for product in self.view.products
            for title in (product.title, product.name or "", *product.titles.values())
            for word in re.findall(r"[^\W\d_]+", fold(title))
            if len(word) >= SHORTEST_TITLE_WORD
        }
        orders = tuple(str(order.id) for order in self.placed)
        return Known(orders, tuple(skus), frozenset(titles), self.view.conversation.market, region, self._sizes())

    def _sizes(self) -> frozenset[str]:
        """Sizes of the products shown, and of those ordered."""
        ordered = {line.sku for order in self.placed for line in order.current_lines}
        products = [*self.shown, *(p for p in self.view.products if any(p.variant(sku) for sku in ordered))]
        return frozenset(v.size for product in products if product for v in product.variants if v.size)

    def leaning(self) -> dict[str, float]:
        """What makes labels likelier (above 0) or less likely here, in units of the classifier's score."""
        leaning: dict[str, float] = {}
        if not self.has_shown:
            leaning |= {"take_product.order": -0.15, "compare_products": -0.1, "ask_about_product": -0.1}
        if not (self.has_goods_at_hand or self.has_shown):
            leaning |= {"set_quantity": -0.4 if self.placed else -0.6, "remove_from_basket": -0.1}
        if not self.is_searching:
            leaning |= {"refine_search": -0.12} | dict.fromkeys(_THAN_SHOWN, -0.5)
        if self.awaits_yes:
            leaning |= {"confirm": 0.1, "deny": 0.1, "set_quantity": 0.15, "checkout": 0.08}
        elif self.view.conversation.question is None:
            leaning |= {"deny": -0.1}
        if not (self.awaits_yes or self.has_goods_at_hand or self.placed):
            leaning |= {"choose_payment": -0.25}  # Nothing is to be paid: who names a way to pay asks for it.
        elif self.awaits_yes:
            leaning |= {"choose_payment": 0.1, "ask_payment": -0.1}
        if self.has_shown and not self.placed:
            leaning |= {"change_order": -0.1, "exchange_item": -0.1, "ask_about_product": 0.05, "take_product": 0.05}
        if not self.returns:
            leaning |= {"cancel_return": -0.25}
        return leaning

    # ---- things pointed at

    def product(self, heard: Heard) -> ProductRef:
        """The product a part points at: a reference first, then goods by their kind and looks, else the one in
        focus."""
        refs = self.products(heard) or tuple(ref for ref, _ in self.goods(heard))
        return refs[0] if refs else self._described(heard) or ProductRef()

    def products(self, heard: Heard) -> tuple[ProductRef, ...]:
        """Everything pointed at in so many words, in order; "both" are the first two, "all" all."""
        found: list[ProductRef] = []
        for span in heard.of("ref"):
            found.extend(self._referred(span, heard))
        return tuple(dict.fromkeys(ref for ref in found if ref != ProductRef()))

    def goods(self, heard: Heard) -> tuple[tuple[ProductRef, Heard], ...]:
        """Every kind of goods a part names, as the shown product that fits alone, with the words for it."""
        found: list[tuple[ProductRef, Heard]] = []
        for span in heard.of("category"):
            part = heard.part(*_with_looks(heard, span))
            ref = self._described(part)
            if ref and ref.position and all(ref != known for known, _ in found):
                found.append((ref, part))
        return tuple(found)

    def looks(self, heard: Heard) -> ProductRef | None:
        """The only shown product that what a part names can mean: by its kind, or by its looks alone."""
        ref = self._described(heard, heard.of("size"))
        return ref if ref is not None and ref.position is not None else None

    def named(self, heard: Heard) -> ProductRef | None:
        """The only product at hand that a part calls by its own name, in the colour said where it comes in it."""
        words = [span.value for span in heard.of("title")]
        called = [p for p in self.view.products if p.name and any(word in fold(p.name).split() for word in words)]
        if len(called) != 1:
            return None
        wanted = {name for span in heard.of("color") for name in self.concepts.expand("color", span.value)}
        fitting = [str(variant.sku) for variant in called[0].variants if variant.color in wanted]
        if fitting or wanted:
            return ProductRef(sku=fitting[0]) if fitting else None
        place = next((place for place, product in enumerate(self.shown) if product is called[0]), None)
        return ProductRef(position=place + 1) if place is not None else ProductRef(sku=str(called[0].variants[0].sku))

    def comes_in(self, ref: ProductRef, size: str) -> bool:
        """Whether a shown product has this size."""
        place = ref.position or 0
        product = self.shown[place - 1] if 1 <= place <= len(self.shown) else None
        return product is not None and any(variant.size == size for variant in product.variants)

    def counts(self, heard: Heard) -> bool:
        """Goods a part names are at hand, so that their number can be changed."""
        return self.has_goods_at_hand or self.knows(heard)

    def knows(self, heard: Heard) -> bool:
        """Goods a part names are shown or ordered."""
        return bool(self.goods(heard)) or bool(self.lines(heard))

    def _referred(self, span: Span, heard: Heard) -> Sequence[ProductRef]:
        match span.value[:1]:
            case "#":
                first, _, last = span.value[1:].rpartition("-")
                if first:
                    return tuple(ProductRef(position=place) for place in range(1, int(last) + 1))
                return (ProductRef(position=int(span.value[1:])),)
            case "=":
                return (ProductRef(sku=span.value[1:]),)
        match span.value:
            case "it":
                return ()
            case "both":
                return self._counted(heard.part(span.start, span.end))
            case "cheapest" | "dearest":
                return self._by_price(span.value)
            case _:
                part = heard.part(span.start, span.end)
                words = span.value if part.of("category", "title", *_LOOKS) else ""
                return (self._described(part, heard.of("size")) or ProductRef(words=words),)

    def _counted(self, heard: Heard) -> Sequence[ProductRef]:
        """All that were shown; nothing where another number is said: "the two" of three may be any two."""
        number = heard.number()
        places = range(len(self.shown)) if number is None or number.value in (1, len(self.shown)) else ()
        return tuple(ProductRef(position=place + 1) for place in places)

    def _by_price(self, which: str) -> Sequence[ProductRef]:
        currency = currency_of(self.view.conversation.market)
        priced = [
            (price.minor, place + 1)
            for place, each in enumerate(self.view.conversation.shown)
            if (offer := self.view.offers.get(each.sku)) is not None
            for price in offer.prices
            if price.currency == currency
        ]
        if not priced:
            return ()
        chosen = min(priced) if which == "cheapest" else max(priced, key=lambda entry: (entry[0], -entry[1]))
        return (ProductRef(position=chosen[1]),)

    def _described(self, heard: Heard, sizes: Sequence[Span] = ()) -> ProductRef | None:
        """Goods named by kind or looks: the only shown one that fits (and comes in the size said), else the words."""
        named = heard.of("category", "title", *_DESCRIBING)
        if not named:
            return None
        shown = [(place, product) for place, product in enumerate(self.shown) if product]
        fitting = [place for place, product in shown if self._fits(product, named)]
        if short := heard.of(SHORT_FOR) if not fitting else ():
            fitting = [place for place, product in shown if self._fits(product, named, short)]
        if len(fitting) > 1 and len(sizes) == 1:
            fitting = [place for place in fitting if self.comes_in(ProductRef(position=place + 1), sizes[0].value)]
        if len(fitting) == 1:
            return ProductRef(position=fitting[0] + 1)
        goods = item_of(heard)
        return ProductRef(words=goods) if goods else None

    def _fits(self, product: Product, named: Sequence[Span], short: Sequence[Span] = ()) -> bool:
        """All that is named is true of the product. `short` are goods that the words named may be short for."""
        return all(
            self._has(product, span) or any(self._has(product, other) for other in short if other.start == span.start)
            for span in named
        )

    def _has(self, product: Product, span: Span) -> bool:
        if span.kind == "title":
            return span.value in fold(" ".join((product.title, product.name or "", *product.titles.values())))
        kind = "category" if span.kind == SHORT_FOR else span.kind
        wanted = self.concepts.expand(kind, span.value)
        if kind == "category":
            own = product.category
            return own is not None and (own in wanted or span.value in self.concepts.expand("category", own))
        values = {
            "color": product.colors, "material": product.materials, "pattern": product.patterns,
            "style": product.styles, "feature": product.features,
        }[span.kind]  # fmt: skip
        return any(value in wanted for value in values)

    # ---- orders

    def order(self, heard: Heard) -> OrderRef:
        """The order a part names by its number, or by its goods."""
        number = heard.first("order")
        if number:
            return OrderRef(id=number.value)
        goods = item_of(heard)
        if not goods:
            return OrderRef()
        orders = {order.id for order, _ in self.lines(heard)}
        only = next(iter(orders)) if len(orders) == 1 else None
        return OrderRef(id=only, words=goods)

    def item(self, heard: Heard) -> str | None:
        """The line a part names: its sku when only one can be meant, else the words for it."""
        goods = item_of(heard)
        if not goods:
            return None
        skus = {sku for _, sku in self.lines(heard)}
        return next(iter(skus)) if len(skus) == 1 else goods

    def lines(self, heard: Heard) -> tuple[tuple[Order, str], ...]:
        """(order, sku) of every ordered line that fits the goods a part names."""
        named = heard.of("category", "title")
        looks = heard.of("color", "pattern")
        found = self._lines(named) or self._lines(heard.of(SHORT_FOR))
        narrowed = [
            (order, sku) for order, sku in found
            if (product := self.view.product_of(sku)) and self._looks(product, sku, looks)
        ]  # fmt: skip
        return tuple(narrowed or found)

    def is_named(self, sku: str, heard: Heard) -> bool:
        """A part names goods, and they fit this variant."""
        product = self.view.product_of(sku)
        named = heard.of("category", "title", SHORT_FOR)
        fits = product is not None and any(self._has(product, span) for span in named)
        return fits and product is not None and self._looks(product, sku, heard.of("color", "pattern"))

    def _lines(self, named: Sequence[Span]) -> list[tuple[Order, str]]:
        return [
            (order, str(line.sku))
            for order in self.placed
            for line in order.current_lines
            if named and (product := self.view.product_of(line.sku)) and any(self._has(product, span) for span in named)
        ]

    def sizes_owned(self, heard: Heard) -> frozenset[str]:
        """Sizes of the ordered goods a part names, or of all ordered goods where it names none."""
        lines = self.lines(heard) if heard.of("category", "title") else [
            (order, str(line.sku)) for order in self.placed for line in order.current_lines
        ]  # fmt: skip
        found = ((product := self.view.product_of(sku)) and product.variant(sku) for _, sku in lines)
        return frozenset(variant.size for variant in found if variant and variant.size)

    def _looks(self, product: Product, sku: str, looks: Sequence[Span]) -> bool:
        variant = product.variant(sku)
        return all(
            (variant is not None and variant.color in self.concepts.expand("color", span.value))
            if span.kind == "color"
            else self._has(product, span)
            for span in looks
        )


def item_of(heard: Heard) -> str:
    """The words for the first goods in a part with what describes them in front: "yellow rain jacket"."""
    goods = heard.first("category", "title")
    return heard.words(Span("item", *_with_looks(heard, goods), "")) if goods else ""


def _with_looks(heard: Heard, goods: Span) -> tuple[int, int]:
    """Tokens of goods with the describing words in front and the goods' words behind."""
    start, end = goods.start, goods.end
    describing = heard.of(*_DESCRIBING, "title")
    while before := next((span for span in describing if span.end == start), None):
        start = before.start
    while after := next((span for span in heard.of("category", "title") if span.start == end), None):
        end = after.end
    return start, end
