"""Ways of several steps to refusals that no situation alone leads to; the last step is still to be done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from orders import service
from orders.access import TryCode
from orders.account_actions import ForgetMethod
from orders.actions import (
    Action,
    AnswerDispute,
    ApproveRefund,
    AskGoodwill,
    AskPriceAdjustment,
    AskRefund,
    CancelLine,
    CancelOrder,
    ChangeLines,
    ChangePayment,
    ConfirmQuote,
    Consent,
    DeclineRefund,
    ExchangeLines,
    Goodwill,
    KeepForLess,
    ParcelNews,
    ParcelReport,
    RefundOntoGiftCard,
    Remedy,
    ReportDamaged,
    ReportLost,
    ReturnLines,
    UndoCancel,
    Withdraw,
)
from orders.answers import Facts
from orders.decisions import decide
from orders.ids import ParcelId, Sku
from orders.line import LineQuantity
from orders.order import Order
from orders.policy import KeepIt, LateApology, PriceAdjustment, Shipping
from orders.states import ClaimKind, OrderState, Tier
from tests.orders import provoking as way
from tests.orders.counter import JANA, Counter, an_offer, eur, usd
from tests.orders.guests import ANNA, BY_MAIL, asks, by_guest, mail, opens, wish_for, wrong
from tests.orders.provoking import NOBODYS, Deed, Way, first, load, put, swap, with_policy

DAY: Final = timedelta(days=1)
Make = Callable[[Counter, Order], Action]


def paid(make: Make) -> Way:
    """A wish about what was bought."""

    def made(shop: Counter) -> Deed:
        return put(shop, make(shop, shop.buys()))

    return made


def come(make: Make) -> Way:
    """A wish about what was bought and has come."""

    def made(shop: Counter) -> Deed:
        return put(shop, make(shop, shop.receives()))

    return made


# ---- ways of several steps


def code_wrong(shop: Counter) -> Deed:
    shop.buys()
    asks(shop)
    return put(shop, TryCode(shopper=ANNA, code=wrong(mail(shop)[0].code)))


def too_many_codes(shop: Counter) -> Deed:
    for _ in range(shop.policy.access.per_hour):
        asks(shop)
    return put(shop, wish_for(BY_MAIL))


def of_a_guest(shop: Counter) -> Deed:
    order = shop.buys()
    opens(shop)
    return put(shop, ChangePayment(**by_guest(shop, order), method="paypal"))


def method_in_use(shop: Counter) -> Deed:
    shop.buys()
    shop.quotes(("coat-L", 1))
    return put(shop, ForgetMethod(shopper=JANA, token="card_4242"))


def waits_already(shop: Counter) -> Deed:
    put(shop, way.gone(shop))()
    return put(shop, way.gone(shop))


def too_many_wishes(shop: Counter) -> Deed:
    few = shop.policy.stock_wishes.model_copy(update={"open": 1})
    put(with_policy(shop, stock_wishes=few), way.gone(shop))()
    return put(shop, replace(way.gone(shop), sku=Sku("lamp-one")))


def no_lower_prices(shop: Counter) -> Deed:
    with_policy(shop, price_adjustment=PriceAdjustment(days=0))
    return put(shop, AskPriceAdjustment(**shop.on(shop.buys())))


def too_little_left_of_the_price(shop: Counter) -> Deed:
    order = way.given_nearly_all(shop, shop.receives())
    load(shop, an_offer("coat-M", "20.00"))
    return put(shop, AskPriceAdjustment(**shop.on(order)))


def adjusted_before(shop: Counter) -> Deed:
    order = shop.receives()
    load(shop, an_offer("coat-M", "30.00"))
    order = shop.done(AskPriceAdjustment(**shop.on(order)))
    return put(shop, AskPriceAdjustment(**shop.on(order)))


def no_price_any_more(shop: Counter) -> Deed:
    order = shop.receives()
    load(shop, replace(an_offer("coat-M"), prices=(usd("20.00"),)))
    return put(shop, AskPriceAdjustment(**shop.on(order)))


def cheaper_and_sold_out(shop: Counter) -> Deed:
    order = shop.receives()
    load(shop, an_offer("coat-M", "30.00", 0))
    return put(shop, AskPriceAdjustment(**shop.on(order)))


def price_of_a_cancelled_line(shop: Counter) -> Deed:
    order = shop.buys(("coat-M", 1), ("lamp-one", 1))
    order = shop.done(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1))
    return put(shop, AskPriceAdjustment(**shop.on(order), line=order.lines[0].id))


def shipping_given_back(shop: Counter) -> Deed:
    order = shop.returns(way.late(shop), (0, 1))
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    shop.works()
    return put(shop, AskGoodwill(**shop.on(shop.order(order))))


def complained_too_late(shop: Counter) -> Deed:
    order = way.late(shop)
    shop.now += 31 * DAY
    return put(shop, AskGoodwill(**shop.on(order)))


def apologised_before(shop: Counter) -> Deed:
    order = shop.done(AskGoodwill(**shop.on(way.late(shop))))
    return put(shop, AskGoodwill(**shop.on(order)))


def apology_declined(shop: Counter) -> Deed:
    agent = shop.policy.authority.agent.model_copy(update={"count": 0})
    with_policy(shop, authority=shop.policy.authority.model_copy(update={"agent": agent}))
    order = shop.done(AskGoodwill(**shop.on(way.late(shop))))
    order = shop.done(DeclineRefund(order=order.id, refund=order.refunds[0].id, staff="kim", reason="no"))
    return put(shop, AskGoodwill(**shop.on(order)))


def no_apologies(shop: Counter) -> Deed:
    with_policy(shop, late_apology=LateApology(days=0))
    return put(shop, AskGoodwill(**shop.on(way.late(shop))))


def shipped_for_nothing(shop: Counter) -> Deed:
    free = Shipping(prices={"EUR": Decimal(0)})
    with_policy(shop, shipping=dict.fromkeys(Tier, free))
    return put(shop, AskGoodwill(**shop.on(way.late(shop))))


def lost_and_refunded(shop: Counter) -> Deed:
    order = shop.done(ReportLost(**shop.on(way.late(shop, delivered=False))))
    return put(shop, AskGoodwill(**shop.on(order)))


def keeps(shop: Counter, order: Order, kind: ClaimKind = ClaimKind.DAMAGED) -> Deed:
    return put(shop, KeepForLess(**shop.on(order), lines=first(order), kind=kind))


def no_keeping(shop: Counter) -> Deed:
    return keeps(shop, with_policy(shop, keep_it=KeepIt(share=Decimal(0))).receives())


def kept_before(shop: Counter) -> Deed:
    order = shop.receives()
    keeps(shop, order)()
    return put(shop, ReportDamaged(**shop.on(shop.order(order)), lines=first(order)))


def decided_before(shop: Counter) -> Deed:
    order = way.big_gift(shop)
    yes = ApproveRefund(order=order.id, refund=order.refunds[0].id, staff="kim")
    shop.done(yes)
    return put(shop, yes)


def declines_what_is_owed(shop: Counter) -> Deed:
    order = way.disputed(shop, shop.buys())
    order = shop.done(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1))
    return put(shop, DeclineRefund(order=order.id, refund=order.refunds[0].id, staff="kim", reason="no"))


def gift(shop: Counter, amount: str, reason: str = "sorry") -> Deed:
    return put(shop, Goodwill(order=shop.receives().id, amount=eur(amount), staff="alex", key="k", reason=reason))


def given_before(shop: Counter) -> Deed:
    gift = Goodwill(order=shop.receives().id, amount=eur("5.00"), staff="alex", key="k", reason="sorry")
    shop.done(gift)
    return put(shop, gift)


def card_spent_elsewhere(shop: Counter) -> Deed:
    quote = way.by_gift_card(shop, "60.00")
    shop.confirms(shop.done(replace(shop.quote_wish(("coat-L", 1)), gift_card=quote.gift_card)))
    return put(shop, yes(shop, quote))


def yes(shop: Counter, quote: Order, consent: Consent = Consent.LABELLED_BUTTON) -> ConfirmQuote:
    return ConfirmQuote(**shop.on(quote), quote_hash=quote.quote_hash, consent=consent)


def quote_too_old(shop: Counter) -> Deed:
    quote = shop.quotes(("coat-M", 1))
    shop.now += timedelta(hours=1)
    return put(shop, yes(shop, quote))


def draft(shop: Counter) -> Deed:
    quote = replace(shop.quotes(("coat-M", 1)), state=OrderState.DRAFT)
    return lambda: decide(quote, yes(shop, quote), shop.policy, Facts(shop.now))


def dearer_by_now(shop: Counter, stock: int = 10) -> Deed:
    quote = shop.quotes(("coat-M", 1))
    load(shop, an_offer("coat-M", "41.00", stock))
    return put(shop, yes(shop, quote))


def paid_by_gift_card(shop: Counter) -> Deed:
    quote = way.by_gift_card(shop, "60.00")
    shop.confirms(quote)
    return put(shop, ChangePayment(**shop.on(shop.order(quote)), method="paypal"))


def nothing_of_it_is_left(shop: Counter) -> Deed:
    order = shop.receives()
    bare = replace(order, lines=tuple(replace(line, exchanged=line.quantity) for line in order.lines))
    return lambda: decide(bare, AskRefund(**shop.on(bare)), shop.policy, Facts(shop.now))


def onto_a_card_twice(shop: Counter) -> Deed:
    order = shop.done(RefundOntoGiftCard(**shop.on(shop.receives())))
    return put(shop, RefundOntoGiftCard(**shop.on(order)))


def all_on_its_way_back(shop: Counter) -> Deed:
    order = shop.returns(shop.receives(), (0, 1))
    shop.hears(order, ParcelNews.RETURN_RECEIVED)
    return put(shop, RefundOntoGiftCard(**shop.on(shop.order(order))))


def card_spent_before_the_undo(shop: Counter) -> Deed:
    quote = way.by_gift_card(shop, "60.00")
    shop.confirms(replace(quote))
    order = shop.done(CancelOrder(**shop.on(shop.order(quote))))
    return lambda: decide(
        replace(order, payments=()), UndoCancel(**shop.on(order)), shop.policy, Facts(shop.now)
    )  # fmt: skip


def undo_onto_a_forgotten_card(shop: Counter) -> Deed:
    order = way.unpaid_and_cancelled(shop)
    shop.works()
    put(shop, ForgetMethod(shopper=JANA, token="card_4242"))()
    return put(shop, UndoCancel(**shop.on(shop.order(order))))


def dearer_on_a_forgotten_card(shop: Counter) -> Deed:
    order = shop.buys()
    put(shop, ForgetMethod(shopper=JANA, token="card_4242"))()
    return put(shop, ChangeLines(**shop.on(order), swaps=swap(order, "coat-XL")))


def sold_since(shop: Counter) -> Deed:
    order = shop.done(CancelOrder(**shop.on(shop.buys(("last-piece", 1)))))
    load(shop, an_offer("last-piece", "12.00", 0))
    return put(shop, UndoCancel(**shop.on(order)))


def twice_in_one_wish(shop: Counter) -> Deed:
    order = shop.buys(("coat-M", 2))
    return put(shop, ChangeLines(**shop.on(order), swaps=swap(order, "coat-L") * 2))


def goodwill_too_large_to_move(shop: Counter) -> Deed:
    order = way.given_nearly_all(shop, shop.buys())
    return put(shop, ChangeLines(**shop.on(order), swaps=swap(order, "coat-S")))


def lost_while_going_back(shop: Counter) -> Deed:
    order = way.late(shop, delivered=False)
    order = shop.done(Withdraw(**shop.on(order), lines=first(order)))
    return put(shop, ReportLost(**shop.on(order), remedy=Remedy.RESHIP))


def refund_on_its_way(shop: Counter) -> Deed:
    order = shop.receives()
    order = shop.done(ReportDamaged(**shop.on(order), lines=first(order)))
    return put(shop, ReportLost(**shop.on(order)))


def confirmed_before(shop: Counter) -> Deed:
    order = shop.buys()
    wish = CancelOrder(**shop.on(order))
    shop.done(wish)
    return put(shop, wish)


def answered_before(shop: Counter) -> Deed:
    order = way.disputed(shop, shop.buys())
    answer = AnswerDispute(order=order.id, dispute=order.disputes[0].id, staff="kim")
    shop.done(answer)
    return put(shop, answer)


def cancels(shop: Counter, times: int) -> Deed:
    order = shop.buys(("coat-M", 1), ("lamp-one", 1))
    for _ in range(times - 1):
        order = shop.done(CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1))
    return put(shop, CancelLine(**shop.on(order), line=order.lines[0].id, quantity=1))


def returns(shop: Counter, order: Order, *lines: LineQuantity) -> Deed:
    return put(shop, ReturnLines(**shop.on(order), lines=lines))


def second_line_still_coming(shop: Counter) -> Deed:
    order = way.two_parcels(shop)
    return returns(shop, order, LineQuantity(order.lines[1].id, 1))


def empty_card(shop: Counter) -> Deed:
    quote = way.by_gift_card(shop, "1.00")
    shop.confirms(quote)
    return put(shop, replace(shop.quote_wish(("coat-M", 1)), gift_card=quote.gift_card))


def exchanges_what_was_exchanged(shop: Counter) -> Deed:
    order = way.exchanged(shop)
    return put(shop, ExchangeLines(**shop.on(order), swaps=swap(order, "coat-S")))


def withdraws_what_was_exchanged(shop: Counter) -> Deed:
    order = way.exchanged(shop)
    return put(shop, Withdraw(**shop.on(order), lines=first(order)))


def exchanges_what_stays(shop: Counter) -> Deed:
    order = way.kept_only(shop)
    return put(shop, ExchangeLines(**shop.on(order), swaps=swap(order, "coat-L")))


def approves_their_own(shop: Counter) -> Deed:
    order = way.big_gift(shop)
    return put(shop, ApproveRefund(order=order.id, refund=order.refunds[0].id, staff="alex"))


def of_nobody(shop: Counter) -> Deed:
    wish = CancelOrder(shopper=JANA, order=NOBODYS, expected_version=1, confirmation="yes")

    def looked_at() -> object:
        with shop.open() as session:
            return service.preview(session, wish, shop.now, policy=shop.policy)

    return looked_at


def quoted(**parts: object) -> Way:
    """A quote that differs from a good one in these parts."""
    return lambda shop: put(shop, replace(shop.quote_wish(("coat-M", 1)), **parts))


def unknown_parcel(shop: Counter) -> Deed:
    order = shop.buys()
    return put(shop, ParcelReport(order=order.id, news=ParcelNews.SHIPPED, at=shop.now, parcel=ParcelId("none")))
