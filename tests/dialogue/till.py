"""Orders as tests want them, quoted by the shop's own rules and moved along by name; Commands put to the playbooks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialogue.commands import Command
from dialogue.conversation import BasketLine, Conversation, OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.inbound import Attachment
from dialogue.messages.base import Message
from dialogue.plan import Plan
from dialogue.playbooks import plan_for
from dialogue.profile import Profile
from dialogue.view import View
from orders.ids import ClaimId, ConversationId, OrderId, ParcelId, ProductId, RefundId, Sku, SupplierId
from orders.line import LineQuantity
from orders.money import Money
from orders.order import Address, Claim, Order, Parcel, Payment, Refund
from orders.policy import standard
from orders.quote import Basket, Quote, quote_for
from orders.states import (
    ClaimKind,
    ClaimState,
    OrderState,
    ParcelState,
    PaymentPurpose,
    PaymentState,
    Problem,
    RefundReason,
    RefundState,
    Tier,
)
from orders.stock import Offer, Source
from tests.dialogue.counterpart import HOME, NOW, SHOPPER, Goods, conversation, counter, eur, profile, view

JACKET = Goods("skagen", "jacket", "89.00", colors=("yellow", "navy"), sizes=("S", "M", "L"), prices={"L": "95.00"})
LAMP = Goods("lume", "lamp", "30.00", colors=("white",), sizes=())
BOOTS = Goods("fjell", "boots", "120.00", colors=("brown",), sizes=("41", "42"), stock=2, gone=("41",))
SHOP = (JACKET, LAMP, BOOTS)
M, S, L = Sku("skagen-yellow-M"), Sku("skagen-yellow-S"), Sku("skagen-yellow-L")
NAVY_M = Sku("skagen-navy-M")
LUME = Sku("lume-white")
FJELL_42 = Sku("fjell-brown-42")


def offers(goods: Iterable[Goods] = SHOP) -> dict[Sku, Offer]:
    """What the shelf's goods cost, as orders know it."""
    shelf = counter(*goods).finder
    found: dict[Sku, Offer] = {}
    for each in goods:
        for variant in each.product.variants:
            price = shelf.price_of(variant.sku, "EUR")
            options = tuple((k, v) for k, v in (("color", variant.color), ("size", variant.size)) if v)
            found[variant.sku] = Offer(
                sku=variant.sku,
                product=ProductId(each.id),
                title=each.product.title,
                options=options,
                prices=(price,) if price else (),
                stock=shelf.stock_of(variant.sku),
                sources=(Source(SupplierId("near"), Tier.LOCAL),),
            )
    return found


@dataclass(frozen=True, slots=True)
class Bought:
    """An order at some point of its way. Each step gives a new one."""

    order: Order

    def placed(self, days_ago: int = 1) -> "Bought":
        """Confirmed, the payment still under way."""
        at = NOW - timedelta(days=days_ago)
        promised = at + timedelta(days=4)
        lines = tuple(replace(line, promised_by=promised) for line in self.order.lines)
        return self._with(state=OrderState.CONFIRMED, placed_at=at, created_at=at, lines=lines)

    def paid(self, days_ago: int = 1) -> "Bought":
        order = self.placed(days_ago).order
        payment = Payment(
            id=f"{order.id}-Y1",
            purpose=PaymentPurpose.ORDER,
            amount=order.total,
            method=order.method,
            state=PaymentState.CAPTURED,
            authorised=order.total,
            captured=order.total,
            refunded=Money.zero("EUR"),
        )
        parcel = Parcel(
            id=ParcelId(f"{order.id}-P1"),
            lines=tuple(LineQuantity(line.id, line.quantity) for line in order.lines),
            supplier=SupplierId("near"),
            state=ParcelState.ORDERED,
            promised_by=order.promised_by,
        )
        return Bought(replace(order, state=OrderState.PAID, payments=(payment,), parcels=(parcel,)))

    def shipped(self, days_ago: int = 1, **fields: object) -> "Bought":
        way = self.paid(days_ago)._parcel(
            state=ParcelState.MOVING, carrier="DHL", number="FX1", handed_over_at=NOW - timedelta(hours=12)
        )
        return way._parcel(**fields)

    def delayed(self) -> "Bought":
        return self.shipped()._parcel(state=ParcelState.EXCEPTION, problem=Problem.DELAYED)

    def delivered(self, days_ago: int = 1) -> "Bought":
        at = NOW - timedelta(days=days_ago)
        bought = self.shipped(days_ago + 2)._parcel(state=ParcelState.DELIVERED, delivered_at=at)
        lines = tuple(replace(line, delivered=line.quantity) for line in bought.order.lines)
        return bought._with(lines=lines)

    def lost(self) -> "Bought":
        return self.shipped()._parcel(state=ParcelState.LOST, lost_at=NOW, pays_at=NOW + timedelta(days=1))

    def cancelled(self, minutes_ago: int = 1) -> "Bought":
        at = NOW - timedelta(minutes=minutes_ago)
        lines = tuple(replace(line, cancelled=line.quantity) for line in self.paid().order.lines)
        return self.paid()._with(
            state=OrderState.CANCELLED, cancelled_at=at, undo_until=at + timedelta(minutes=15), lines=lines
        )

    def refunded(self, state: RefundState, amount: str = "10.00", method: str = "card_4242") -> "Bought":
        number = len(self.order.refunds) + 1
        refund = Refund(
            id=RefundId(f"{self.order.id}-R{number}"),
            order=self.order.id,
            amount=eur(amount),
            reason=RefundReason.DAMAGED,
            state=state,
            method=method,
            asked_at=NOW - timedelta(days=2),
            approved_at=None if state is RefundState.ASKED else NOW - timedelta(days=1),
            paid_out_at=NOW if state is RefundState.PAID_OUT else None,
        )
        return self._with(refunds=(*self.order.refunds, refund))

    def returning(self, kind: ClaimKind = ClaimKind.RETURN) -> "Bought":
        """All of it on its way back."""
        pieces = tuple(LineQuantity(line.id, line.kept) for line in self.order.lines)
        lines = tuple(replace(line, returning=line.kept) for line in self.order.lines)
        claim = Claim(
            id=ClaimId(f"{self.order.id}-C1"),
            kind=kind,
            state=ClaimState.OPEN,
            lines=pieces,
            opened_at=NOW,
            new_lines=tuple(line.id for line in lines),
            return_carrier="DHL",
            return_number="RT1",
            send_by=NOW + timedelta(days=14),
        )
        return self._with(lines=lines, claims=(claim,))

    def expired(self) -> "Bought":
        return self._with(state=OrderState.EXPIRED)

    def changed(self, **fields: object) -> "Bought":
        return self._with(**fields)

    def in_parcel(self, **fields: object) -> "Bought":
        return self._parcel(**fields)

    def _with(self, **fields: object) -> "Bought":
        # mypy cannot know which fields a test sets; a wrong name or type fails at once.
        return Bought(replace(self.order, **fields))  # type: ignore[arg-type]

    def _parcel(self, **fields: object) -> "Bought":
        # As above.
        return self._with(parcels=tuple(replace(p, **fields) for p in self.order.parcels))  # type: ignore[arg-type]


def a_quote(*skus: Sku, number: str = "SK-7F3KQ2", quantity: int = 1, address: Address = HOME) -> Bought:
    """An open quote for these goods in Germany."""
    basket = Basket(tuple((sku, quantity) for sku in skus or (M,)), address, "DE", "EUR")
    quote = quote_for(basket, offers(), standard(), NOW, OrderId(number))
    assert isinstance(quote, Quote)
    return Bought(
        Order(
            id=OrderId(number),
            shopper=SHOPPER,
            conversation=ConversationId("c1"),
            version=1,
            state=OrderState.QUOTED,
            lines=quote.lines,
            currency="EUR",
            market="DE",
            address=address,
            method="card_4242",
            terms=quote.terms,
            quote_hash="0123456789abcdef",
            quote_expires_at=NOW + timedelta(minutes=30),
            created_at=NOW,
        )
    )


def told_apart(order: Order, **terms: object) -> Order:
    # As in Bought._with.
    return replace(order, terms=replace(order.terms, **terms))  # type: ignore[arg-type]


# The turn


def seen(
    *bought: Bought,
    talk: Conversation | None = None,
    known: Profile | None = None,
    text: str = "hello",
    photos: tuple[str, ...] = (),
    now: datetime = NOW,
) -> View:
    """What a turn sees of these orders, newest first."""
    plain = view(talk, known, text, tuple(each.order for each in bought))
    inbound = replace(plain.inbounds[0], attachments=tuple(Attachment("image/png", url) for url in photos))
    products = tuple(each.product for each in SHOP)
    return replace(plain, inbounds=(inbound,), offers=offers(), products=products, now=now)


def hears(command: Command, given: View | None = None, at: Counter | None = None) -> Plan:
    return plan_for(command, given or seen(), at or counter(*SHOP))


def says(command: Command, given: View | None = None) -> Message:
    """The one Message a Command is answered with."""
    (message,) = hears(command, given).messages
    return message


def next_turn(plan: Plan, given: View) -> View:
    """The view of the next turn, as far as conversation and profile go."""
    return replace(given, conversation=plan.conversation, profile=plan.profile)


def with_basket(*lines: tuple[Sku, int], **fields: object) -> Conversation:
    return conversation(basket=tuple(BasketLine(sku, quantity) for sku, quantity in lines), **fields)


def about_quote(quote: Bought, **fields: object) -> Conversation:
    """A conversation whose open quote waits for the yes."""
    lines = tuple(BasketLine(line.sku, line.quantity) for line in quote.order.lines)
    question = OpenQuestion(slot=Slot.CONFIRM, subject=quote.order.id)
    asked = {"quote": quote.order.id, "focus_order": quote.order.id, "basket": lines, "question": question}
    return conversation(**{**asked, **fields})


def at_home(**fields: object) -> Profile:
    return profile(address=HOME, name="Jana Vogt", **fields)
