"""Turns a clause whose label is known into Commands, with the values it names. Pure."""

from collections.abc import Callable
from typing import Final

from dialogue.commands import (
    AddressSaid,
    AskAboutMe,
    AskCancelling,
    AskDelivery,
    AskFee,
    AskGiftCard,
    AskGoodwill,
    AskHelp,
    AskHuman,
    AskIfHuman,
    AskPayment,
    AskPriceAdjustment,
    AskReceipt,
    AskRefund,
    AskRefundState,
    AskReturns,
    AskShop,
    AskWatched,
    CancelOrder,
    ChangeAddress,
    ChangeLanguage,
    ChangeOrder,
    Checkout,
    ChooseAddress,
    ChoosePayment,
    Command,
    Complain,
    Confirm,
    Consent,
    CorrectProfile,
    DeleteMyData,
    Deny,
    ExchangeItem,
    ExportMyData,
    FindMyOrder,
    ForgetAccess,
    ForgetPayment,
    Greet,
    LinkChat,
    ListOrders,
    OffTopic,
    OptOut,
    ProductRef,
    RefundOntoGiftCard,
    RemoveFromBasket,
    ReportDamaged,
    ReportLost,
    ReportWrongItem,
    ReturnItem,
    SameAgain,
    SayGoodbye,
    SendNewsTo,
    SetQuantity,
    ShopTopic,
    ShowBasket,
    StopWatching,
    TakeProduct,
    Thank,
    TrackOrder,
    UndoCancel,
    UnlinkChat,
    WatchStock,
    Withdraw,
)
from dialogue.understanding.addresses import Addresses
from dialogue.understanding.agreeing import Agreed, Agreement
from dialogue.understanding.asked_language import language_meant
from dialogue.understanding.calling_off import cancel_return
from dialogue.understanding.given_up import fewer_at_hand, fewer_ordered, given_up, open_pieces, part_of_open
from dialogue.understanding.linking import channel_in
from dialogue.understanding.ordering import says_only_order
from dialogue.understanding.payments import method_in, says_always
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.shopping import Said, Shopping
from dialogue.understanding.spans import Heard
from dialogue.understanding.swapping import SwapReader
from dialogue.understanding.told import told_address

PLAIN: Final[dict[str, Command]] = {
    "show_basket": ShowBasket(),
    "list_orders": ListOrders(),
    "ask_delivery": AskDelivery(),
    "ask_payment": AskPayment(),
    "ask_watched": AskWatched(),
    "ask_gift_card": AskGiftCard(),
    "ask_fee": AskFee(),
    "ask_returns": AskReturns(),
    "ask_cancelling": AskCancelling(),
    "ask_human": AskHuman(),
    "complain": Complain(),
    "ask_about_me": AskAboutMe(),
    "delete_my_data": DeleteMyData(),
    "export_my_data": ExportMyData(),
    "opt_out": OptOut(),
    "ask_if_human": AskIfHuman(),
    "greet": Greet(),
    "thank": Thank(),
    "say_goodbye": SayGoodbye(),
    "ask_help": AskHelp(),
    "find_my_order": FindMyOrder(),
    "forget_access": ForgetAccess(),
    "deny": Deny(),
}
"""Commands that carry no value."""

_OfOrder = TrackOrder | AskReceipt | UndoCancel | Withdraw | AskRefund | AskRefundState | RefundOntoGiftCard | SameAgain
OF_ORDER: Final[dict[str, type[_OfOrder]]] = {
    "track_order": TrackOrder,
    "ask_receipt": AskReceipt,
    "undo_cancel": UndoCancel,
    "withdraw": Withdraw,
    "ask_refund": AskRefund,
    "ask_refund_state": AskRefundState,
    "refund_onto_gift_card": RefundOntoGiftCard,
    "same_again": SameAgain,
}
"""Commands that only need to know which order."""

_OURS: Final = "other"
KEEP: Final = "keep"
"""Of goods that came damaged: the variant and the solution of who would rather keep them for less."""


class Composer:
    """Composes the Commands of one language."""

    def __init__(self, phrases: Phrases, shopping: Shopping, addresses: Addresses, swaps: SwapReader) -> None:
        self._phrases = phrases
        self._shopping = shopping
        self._addresses, self.swaps = addresses, swaps
        self.agreement = Agreement(phrases)
        self._by_kind: dict[str, Callable[[Said], Command | tuple[Command, ...] | None]] = {
            "find_products": self._find,
            "refine_search": shopping.refine,
            "compare_products": shopping.compare,
            "ask_about_product": shopping.ask,
            "take_product": self._take,
            "checkout": self._checkout,
            "remove_from_basket": self._remove,
            "set_quantity": self._set_quantity,
            "link_chat": lambda said: LinkChat(channel=channel_in(said.heard.text)),
            "unlink_chat": lambda said: UnlinkChat(channel=channel_in(said.heard.text)),
            "send_news_to": lambda said: SendNewsTo(channel=channel_in(said.heard.text)),
            "confirm": self._confirm,
            "cancel_order": self._cancel,
            "change_order": self._change_order,
            "change_address": self._change_address,
            "give_address": self._give_address,
            "choose_address": self._choose_address,
            "choose_payment": self._choose_payment,
            "forget_payment": self._forget_payment,
            "watch_stock": self._watch,
            "stop_watching": self._stop_watching,
            "return_item": self._return,
            "cancel_return": cancel_return,
            "exchange_item": self._exchange,
            "ask_price_adjustment": self._cheaper_now,
            "ask_goodwill": self._goodwill,
            "report_damaged": self._damaged,
            "report_wrong_item": self._wrong,
            "report_lost": self._lost,
            "correct_profile": lambda said: CorrectProfile(facts=said.facts),
            "change_language": self._language,
            "ask_shop": lambda said: AskShop(topic=ShopTopic(said.variant)),
            "off_topic": lambda said: OffTopic(abusive=said.variant == "abuse"),
        }

    def commands(self, kind: str, said: Said) -> tuple[Command, ...]:
        """The Commands of a clause; none when a value it cannot do without is missing."""
        if kind in PLAIN:
            return (PLAIN[kind],)
        if kind in OF_ORDER:
            return (OF_ORDER[kind](order=said.situation.order(said.heard)),)
        made = self._by_kind[kind](said)
        if made is None:
            return ()
        return made if isinstance(made, tuple) else (made,)

    def consent(self, said: Said) -> Consent:
        """Words that say order, buy or pay, and nothing else."""
        only = says_only_order(said.heard, said.heard.said, self._phrases, said.situation.view.text)
        return Consent.ORDER_WORDS if only else Consent.YES

    def _confirm(self, said: Said) -> Command | None:
        """Order words where nothing waits for a yes mean the goods at hand."""
        consent, situation = self.consent(said), said.situation
        if consent is Consent.ORDER_WORDS and not situation.awaits_yes:
            return Checkout() if situation.has_goods_at_hand or not situation.has_shown else TakeProduct()
        return Confirm(consent=consent) if consent is Consent.ORDER_WORDS else self._agreed(said)

    def _agreed(self, said: Said) -> Command | None:
        """A yes to what waits, when that is all that is said. To a quote that a plain yes would order, what says more
        shows it once more."""
        talk, quote = said.situation.view.conversation, said.situation.quote
        agreed = self.agreement.of(said.heard, said.situation.view.text, said.situation)
        if agreed is Agreed.TURNED:
            return Deny()
        if agreed is Agreed.WHOLLY or (quote and quote.terms.labelled_button) or (talk.pending or talk.quote) is None:
            return Confirm()
        return Checkout() if quote else None

    def _take(self, said: Said) -> Command | tuple[Command, ...]:
        """ "I want to buy it" while a quote waits is the yes to that quote."""
        heard = said.heard
        points_on = said.situation.products(heard) or heard.of("category", "title", "size", "color", "number")
        if said.situation.view.conversation.quote and not points_on and self.consent(said) is Consent.ORDER_WORDS:
            return Confirm(consent=Consent.ORDER_WORDS)
        return self._shopping.take(said)

    def _checkout(self, said: Said) -> Command:
        quoted = said.situation.view.conversation.quote is not None
        if quoted and self.consent(said) is Consent.ORDER_WORDS:
            return Confirm(consent=Consent.ORDER_WORDS)
        return Checkout()

    def _cancel(self, said: Said) -> Command:
        """Goods that are only in the basket are taken out of it; an order keeps its own."""
        situation, heard = said.situation, given_up(said.heard, self._phrases)
        named = heard.of("category", "title")
        if named and not situation.lines(heard) and situation.view.conversation.basket:
            return RemoveFromBasket(product=situation.product(heard))
        count = part_of_open(self._pieces(heard), heard, situation)
        return CancelOrder(order=situation.order(heard), item=situation.item(heard), quantity=count)

    def _remove(self, said: Said) -> Command:
        """With nothing in the basket it is about the order that has the goods named."""
        situation, count = said.situation, self._pieces(said.heard)
        fewer = fewer_at_hand(count, said.heard, situation) if count and said.variant != "all" else None
        if fewer is not None:
            return fewer
        ordered = situation.lines(said.heard) or (
            said.heard.of("category", "title") and open_pieces(said.heard, situation)
        )
        at_hand = situation.has_goods_at_hand or said.variant == "all"
        return self._shopping.remove(said) if at_hand or not ordered else self._cancel(said)

    def _set_quantity(self, said: Said) -> Command | None:
        made, situation = self._shopping.set_quantity(said), said.situation
        if not isinstance(made, SetQuantity) or situation.has_goods_at_hand or not said.heard.of("category", "title"):
            return made
        known = situation.goods(said.heard) or situation.products(said.heard)
        return fewer_ordered(made.quantity, said.heard, situation) or (made if known else self._shopping.find(said))

    def _find(self, said: Said) -> Command | tuple[Command, ...] | None:
        """ "Just one mug please" of somebody who has just ordered two."""
        heard = said.heard.part(max(0, said.heard.start - 1), said.heard.end)  # "Just" may have been cut off.
        fewer = fewer_ordered(1, heard, said.situation) if self._one_of_them(heard) else None
        return fewer or self._shopping.find(said)

    def _change_order(self, said: Said) -> Command:
        order, (first, *more) = self.swaps.read(said)
        return ChangeOrder(**dict(first), order=order, more=tuple(more))

    def _exchange(self, said: Said) -> Command:
        order, (first, *more) = self.swaps.read(said)
        return ExchangeItem(**dict(first), order=order, more=tuple(more))

    def _address(self, said: Said) -> AddressSaid:
        text = said.situation.view.text
        return self._addresses.read(text, said.situation.view.conversation.market)

    def _change_address(self, said: Said) -> Command:
        number, address, situation = said.heard.first("order"), self._address(said), said.situation
        named = said.heard.part(number.start, number.end) if number else said.heard
        order = situation.order(named) if number or (address == AddressSaid() and situation.lines(named)) else None
        return ChangeAddress(order=order, address=address) if order else ChangeAddress(address=address)

    def _give_address(self, said: Said) -> Command | None:
        return told_address(self._address(said), says_always(said.heard, self._phrases), said.situation)

    def _choose_payment(self, said: Said) -> Command:
        always = says_always(said.heard, self._phrases)
        return ChoosePayment(**method_in(said.heard, self._phrases), always=always)

    def _forget_payment(self, said: Said) -> Command:
        return ForgetPayment(**method_in(said.heard, self._phrases))

    def _choose_address(self, said: Said) -> Command:
        address, heard = self._address(said), said.heard
        return ChooseAddress(
            words=heard.text,
            address=address if address.line1 else AddressSaid(),
            another=self._phrases.words("another").has(heard.said),
            always=says_always(heard, self._phrases),
        )

    def _watch(self, said: Said) -> Command:
        product = self._watched(said)
        return WatchStock(product=product, color=self._shopping.color(said.heard), size=self._shopping.size(said.heard))

    def _stop_watching(self, said: Said) -> Command:
        color, size = self._shopping.color(said.heard), self._shopping.size(said.heard)
        return StopWatching(product=self._watched(said), color=color, size=size, everything=said.variant == "all")

    def _watched(self, said: Said) -> ProductRef:
        """What is at hand, else what the words name in the catalog."""
        heard, situation = said.heard, said.situation
        ref = situation.named(heard) or situation.product(heard)
        names = bool(heard.of("category", "title"))
        return ProductRef(words=heard.text) if names and ref == ProductRef() else ref

    def _return(self, said: Said) -> Command:
        return ReturnItem(
            order=said.situation.order(said.heard),
            item=said.situation.item(said.heard),
            quantity=self._count(said),
            reason=self.reason_in(said.heard),
        )

    def _count(self, said: Said) -> int | None:
        """How many pieces it is about, where there are more of them than that: "after two weeks" counts none."""
        count = self._pieces(said.heard)
        return count if count and count < _most_kept(said) else None

    def _pieces(self, heard: Heard) -> int | None:
        return self._one_of_them(heard) or self._shopping.quantity(heard) or self._single(heard)

    def _one_of_them(self, heard: Heard) -> int | None:
        return 1 if self._phrases.words("only_one").has(heard.said) else None

    def _single(self, heard: Heard) -> int | None:
        """ "A mug came broken": one, where the word for it stands in front of the goods."""
        goods = heard.first("category", "title")
        before = self._phrases.words("single").ends_at(heard.tokens, goods.start) if goods else 0
        return 1 if before else None

    def _missing_count(self, said: Said) -> int | None:
        """ "Two of five came", "one came instead of two", "only one came", "one is missing": how many did not come."""
        counts, most = self._shopping.quantities(said.heard), _most_kept(said)
        if not counts and (one := self._one_of_them(said.heard)):
            counts = [one]
        if len(counts) > 1:
            return abs(counts[0] - counts[1]) or None
        if not counts or not 0 < counts[0] < most:
            return None
        only = self._phrases.words("negation_ends").has(said.heard.said)
        return most - counts[0] if only else counts[0]

    def reason_in(self, heard: Heard) -> str | None:
        """The reason named in a part; "other" only when nothing more exact is."""
        table, tokens = self._phrases.table("reasons"), heard.said
        found = [key for _, _, key in (*table.find(tokens), *table.find(self._phrases.without_filler(tokens)))]
        return next((key for key in found if key != _OURS), found[0] if found else None)

    def _damaged(self, said: Said) -> Command:
        return ReportDamaged(
            order=said.situation.order(said.heard),
            item=said.situation.item(said.heard),
            quantity=self._count(said),
            solution=KEEP if said.variant == KEEP else self.solution_in(said.heard),
        )

    def _cheaper_now(self, said: Said) -> Command:
        return AskPriceAdjustment(order=said.situation.order(said.heard), item=said.situation.item(said.heard))

    def _goodwill(self, said: Said) -> Command:
        order, sum_said = said.situation.order(said.heard), bool(said.heard.of("amount", "number"))
        late = said.variant == "late"
        return AskGoodwill(order=order, late=late, sum_said=sum_said and not late)

    def _wrong(self, said: Said) -> Command:
        missing = said.variant == "missing"
        return ReportWrongItem(
            order=said.situation.order(said.heard),
            item=said.situation.item(said.heard),
            quantity=self._missing_count(said) if missing else None,
            missing=missing,
            solution=self.solution_in(said.heard),
        )

    def solution_in(self, heard: Heard) -> str | None:
        """ "replacement" where new goods are asked for and not the money; "keep" where the goods may stay for less."""
        found = {key for _, _, key in self._phrases.table("solutions").find(heard.said)}
        if "discount" in found and "replacement" not in found:
            return KEEP
        return "replacement" if "replacement" in found and "refund" not in found else None

    def _lost(self, said: Said) -> Command:
        found = next(self._phrases.table("solutions").find(said.heard.said), None)
        solution = found[2] if found and found[2] in ("refund", "replacement") else None
        return ReportLost(order=said.situation.order(said.heard), solution=solution)

    def _language(self, said: Said) -> Command:
        span = language_meant(said.heard, self._phrases)
        locale = span.value if span and span.value != _OURS else None
        return ChangeLanguage(locale=locale)


def _most_kept(said: Said) -> int:
    """Pieces of the goods named, or of any ordered ones, that the shopper has of one kind."""
    named = {sku for _, sku in said.situation.lines(said.heard)}
    kept = [line.kept for order in said.situation.placed for line in order.lines if not named or line.sku in named]
    return max(kept, default=0)
