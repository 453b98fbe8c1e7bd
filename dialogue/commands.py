"""The Command vocabulary: what a person wants, in our words. Commands carry what was said, never what we will do.

Longer than 400 lines because the vocabulary is one closed list, read and matched as a whole.

No shopper's Command has a price, a refund amount or a state. `INTENTS` gives each Command its published name.
"""

from enum import StrEnum
from functools import cache
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from matching.need import Need
from orders.money import Money


class _Command(BaseModel):
    """Of so many, pydantic makes the validator of each when it is first used."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class ProductRef(_Command):
    """A product as a person points at it: "the second one" (position 2), a sku, or words ("the yellow jacket").

    All empty means "it": the one in focus.
    """

    position: int | None = None
    sku: str | None = None
    words: str = ""


class OrderRef(_Command):
    """An order as a person points at it: its id as typed, words ("my boots"), or neither: the one in focus."""

    id: str | None = None
    words: str = ""


class AddressSaid(_Command):
    """The parts of an address that were said; the rest is asked for. `country` is ISO 3166 alpha-2."""

    name: str | None = None
    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None


class FactSaid(_Command):
    """Something said about a person: `who` is "self" or a relation; `about` as in `profile.ABOUT`."""

    who: str = "self"
    about: str
    value: str
    forget: bool = False


# ---- selection


class FindProducts(_Command):
    """Wants goods; several items in one message are several needs.

    `unclear` holds both readings of an amount that can be read in two ways ("1.234"): ask which before searching.
    """

    kind: Literal["find_products"] = "find_products"
    needs: tuple[Need, ...] = ()
    unclear: tuple[Money, ...] = ()


class Direction(StrEnum):
    CHEAPER = "cheaper"
    DEARER = "dearer"
    MORE = "more"
    SMALLER = "smaller"
    LARGER = "larger"


class RefineSearch(_Command):
    """Changes the search at hand: what is set in `change` replaces or adds; `drop` names fields to forget."""

    kind: Literal["refine_search"] = "refine_search"
    change: Need = Need()
    drop: tuple[str, ...] = ()
    direction: Direction | None = None
    than: ProductRef | None = None
    unclear: tuple[Money, ...] = ()
    """As in FindProducts."""


class CompareProducts(_Command):
    kind: Literal["compare_products"] = "compare_products"
    products: tuple[ProductRef, ...] = ()


class Aspect(StrEnum):
    """What a question about a product asks for."""

    MATERIAL = "material"
    SIZES = "sizes"
    COLORS = "colors"
    DIMENSIONS = "dimensions"
    CARE = "care"
    STOCK = "stock"
    PRICE = "price"
    DELIVERY = "delivery"
    FEATURES = "features"
    ORIGIN = "origin"
    EVERYTHING = "everything"


class AskAboutProduct(_Command):
    """`feature` is the concept asked after ("is it waterproof?")."""

    kind: Literal["ask_about_product"] = "ask_about_product"
    product: ProductRef = ProductRef()
    aspect: Aspect = Aspect.EVERYTHING
    feature: str | None = None


class WatchStock(_Command):
    """Wants to be told when a sold-out product is there again."""

    kind: Literal["watch_stock"] = "watch_stock"
    product: ProductRef = ProductRef()
    color: str | None = None
    size: str | None = None


class StopWatching(_Command):
    """No longer wants to be told of a product, or of any."""

    kind: Literal["stop_watching"] = "stop_watching"
    product: ProductRef = ProductRef()
    color: str | None = None
    size: str | None = None
    everything: bool = False


class AskWatched(_Command):
    """What the shopper waits for."""

    kind: Literal["ask_watched"] = "ask_watched"


# ---- ordering


class TakeProduct(_Command):
    """Puts a product into the basket: "I'll take the second one in M"; `checkout` when it is to be ordered now."""

    kind: Literal["take_product"] = "take_product"
    product: ProductRef = ProductRef()
    color: str | None = None
    size: str | None = None
    quantity: int | None = Field(default=None, ge=0, le=999)
    checkout: bool = True


class RemoveFromBasket(_Command):
    kind: Literal["remove_from_basket"] = "remove_from_basket"
    product: ProductRef = ProductRef()
    everything: bool = False


class ShowBasket(_Command):
    kind: Literal["show_basket"] = "show_basket"


class TakeTogether(_Command):
    """Takes all that was shown as one set for one budget, in the numbers that were wanted."""

    kind: Literal["take_together"] = "take_together"


class Checkout(_Command):
    """Wants the basket ordered: leads to a quote, never to an order by itself."""

    kind: Literal["checkout"] = "checkout"


class SetQuantity(_Command):
    """ "Make it four": of the basket or quote at hand, or of the product named."""

    kind: Literal["set_quantity"] = "set_quantity"
    quantity: int = Field(ge=0, le=999)
    product: ProductRef = ProductRef()


class SameAgain(_Command):
    kind: Literal["same_again"] = "same_again"
    order: OrderRef = OrderRef()


class Consent(StrEnum):
    """How a yes was given: by the labelled button, in words that say order/buy/pay, or as a plain yes."""

    BUTTON = "button"
    ORDER_WORDS = "order_words"
    YES = "yes"


class Confirm(_Command):
    """Yes to what was asked. `token` names what is confirmed when a button was pressed."""

    kind: Literal["confirm"] = "confirm"
    consent: Consent = Consent.YES
    token: str | None = None


class Deny(_Command):
    kind: Literal["deny"] = "deny"
    token: str | None = None


class Answer(_Command):
    """The answer to our own open question, for slots whose value is said bare: a size, a colour, a name, an option."""

    kind: Literal["answer"] = "answer"
    slot: str
    value: str


class GiveAddress(_Command):
    """An address said for the order at hand (or as the answer to our question); `always` when it is the default from
    now on."""

    kind: Literal["give_address"] = "give_address"
    address: AddressSaid
    always: bool = False


class ChooseAddress(_Command):
    """One of the addresses we know, by words ("the office", "my other address") or its key; all are offered when empty.

    `always` as in GiveAddress.
    """

    kind: Literal["choose_address"] = "choose_address"
    words: str = ""
    address: AddressSaid = AddressSaid()
    """A street that was said; it may be one we do not know yet."""
    key: str | None = None
    another: bool = False
    always: bool = False


class SendToDefault(_Command):
    """A placed order shall go to the default address too."""

    kind: Literal["send_to_default"] = "send_to_default"
    order: OrderRef = OrderRef()


class MethodSaid(_Command):
    """A way to pay as a person names it: by kind ("card", "wallet", "gift_card") or a stored method's token, the words
    on its label, its last four digits, or as the other one. Never a card number."""

    method: str | None = None
    words: str = ""
    ending: str | None = Field(default=None, pattern=r"^\d{4}$")
    another: bool = False


class ChoosePayment(MethodSaid):
    """How to pay; `always` when it is the usual way from now on."""

    kind: Literal["choose_payment"] = "choose_payment"
    code: str | None = None
    """A gift card's code."""
    always: bool = False


class ForgetPayment(MethodSaid):
    """A stored way to pay shall be forgotten."""

    kind: Literal["forget_payment"] = "forget_payment"


class SendCardNumber(_Command):
    """A card's number was written; what came in no longer holds it."""

    kind: Literal["send_card_number"] = "send_card_number"


# ---- after the purchase


class ListOrders(_Command):
    kind: Literal["list_orders"] = "list_orders"


class TrackOrder(_Command):
    kind: Literal["track_order"] = "track_order"
    order: OrderRef = OrderRef()


class AskReceipt(_Command):
    kind: Literal["ask_receipt"] = "ask_receipt"
    order: OrderRef = OrderRef()


class CancelOrder(_Command):
    """Wants an order cancelled, or only `item` of it."""

    kind: Literal["cancel_order"] = "cancel_order"
    order: OrderRef = OrderRef()
    item: str | None = None
    quantity: int | None = None


class UndoCancel(_Command):
    kind: Literal["undo_cancel"] = "undo_cancel"
    order: OrderRef = OrderRef()


class ChangeAddress(_Command):
    kind: Literal["change_address"] = "change_address"
    order: OrderRef = OrderRef()
    address: AddressSaid = AddressSaid()


class SwapSaid(_Command):
    """An item of an order and what it shall be instead; `quantity` when not all of its pieces are meant.

    With `color` and `size` alone it is another variant. `instead` is another product; `seeking` are goods that have
    still to be looked for ("a lamp"), all open when it shall just be something else.
    """

    item: str | None = None
    color: str | None = None
    size: str | None = None
    quantity: int | None = Field(default=None, ge=0, le=999)
    instead: ProductRef | None = None
    seeking: Need | None = None


class ChangeOrder(SwapSaid):
    """Wants an order's item in another colour, size or quantity before it is packed, or other goods instead.

    `quantity` alone is how many there shall be. `more` are further items of the same wish. `method` is how a difference
    is paid, where that was said.
    """

    kind: Literal["change_order"] = "change_order"
    order: OrderRef = OrderRef()
    more: tuple[SwapSaid, ...] = ()
    method: str | None = None


class ReturnItem(_Command):
    """Wants to send something back; `reason` is a concept (too_small, too_large, dislike, other) when said."""

    kind: Literal["return_item"] = "return_item"
    order: OrderRef = OrderRef()
    item: str | None = None
    quantity: int | None = None
    reason: str | None = None


class ExchangeItem(SwapSaid):
    """Wants delivered goods swapped for another colour or size, or for other goods; `more` and `method` as there."""

    kind: Literal["exchange_item"] = "exchange_item"
    order: OrderRef = OrderRef()
    more: tuple[SwapSaid, ...] = ()
    method: str | None = None


class CancelReturn(_Command):
    """Keeps goods after all that were to be sent back or exchanged; `item` when one of several is meant."""

    kind: Literal["cancel_return"] = "cancel_return"
    order: OrderRef = OrderRef()
    item: str | None = None


class Withdraw(_Command):
    """Declares withdrawal from the contract (EU) or cancels it within the legal window (UK)."""

    kind: Literal["withdraw"] = "withdraw"
    order: OrderRef = OrderRef()


class ReportDamaged(_Command):
    """`quantity` is how many pieces it is about, when that was said; `solution` is "replacement" when wanted, or "keep"
    when it would rather be kept for less."""

    kind: Literal["report_damaged"] = "report_damaged"
    order: OrderRef = OrderRef()
    item: str | None = None
    quantity: int | None = Field(default=None, ge=1, le=999)
    solution: str | None = None


class ReportWrongItem(_Command):
    """`missing` when something that should be in the parcel is not; `quantity` and `solution` as in ReportDamaged."""

    kind: Literal["report_wrong_item"] = "report_wrong_item"
    order: OrderRef = OrderRef()
    item: str | None = None
    quantity: int | None = Field(default=None, ge=1, le=999)
    missing: bool = False
    solution: str | None = None


class AskPriceAdjustment(_Command):
    """What was ordered has become cheaper, and the difference is wanted."""

    kind: Literal["ask_price_adjustment"] = "ask_price_adjustment"
    order: OrderRef = OrderRef()
    item: str | None = None


class AskGoodwill(_Command):
    """Wants something back and keeps the goods: because a parcel is or was `late`, or without a reason.

    `sum_said` when a sum was named; which one does not matter, the rules count it.
    """

    kind: Literal["ask_goodwill"] = "ask_goodwill"
    order: OrderRef = OrderRef()
    late: bool = False
    sum_said: bool = False


class ReportLost(_Command):
    """A parcel never came; `solution` is "refund" or "replacement" when said."""

    kind: Literal["report_lost"] = "report_lost"
    order: OrderRef = OrderRef()
    solution: str | None = None


class SayArrived(_Command):
    """A parcel is there, whatever its tracking says."""

    kind: Literal["say_arrived"] = "say_arrived"
    order: OrderRef = OrderRef()


class AskRefund(_Command):
    kind: Literal["ask_refund"] = "ask_refund"
    order: OrderRef = OrderRef()


class RefundOntoGiftCard(_Command):
    """Would rather have refunds on a gift card than back the way the money came."""

    kind: Literal["refund_onto_gift_card"] = "refund_onto_gift_card"
    order: OrderRef = OrderRef()


class AskRefundState(_Command):
    kind: Literal["ask_refund_state"] = "ask_refund_state"
    order: OrderRef = OrderRef()


class FindMyOrder(_Command):
    """Wants an order seen here that was made somewhere else, named by any of these as typed."""

    kind: Literal["find_my_order"] = "find_my_order"
    order: str = Field(default="", max_length=64)
    email: str = Field(default="", max_length=254)
    name: str = Field(default="", max_length=100)
    postcode: str = Field(default="", max_length=16)


class GiveCode(_Command):
    """The code that was sent by e-mail, as typed."""

    kind: Literal["give_code"] = "give_code"
    code: str = Field(repr=False, max_length=16)


class ForgetAccess(_Command):
    """No longer wants orders from elsewhere seen here."""

    kind: Literal["forget_access"] = "forget_access"


# ---- one person in several chats


class LinkChat(_Command):
    """Is the same person in another chat and wants both to be one. `channel`: whatsapp, telegram, web; empty: any."""

    kind: Literal["link_chat"] = "link_chat"
    channel: str = Field(default="", max_length=16)


class GiveLinkCode(_Command):
    """The code that another chat was told, as typed."""

    kind: Literal["give_link_code"] = "give_link_code"
    code: str = Field(repr=False, max_length=16)


class UnlinkChat(_Command):
    """Wants a chat linked no longer: the one on `channel`, the one with the id `key`, or the only other one."""

    kind: Literal["unlink_chat"] = "unlink_chat"
    channel: str = Field(default="", max_length=16)
    key: str = Field(default="", max_length=64)


class SendNewsTo(_Command):
    """Wants news of orders on one channel; empty: in this chat."""

    kind: Literal["send_news_to"] = "send_news_to"
    channel: str = Field(default="", max_length=16)


# ---- about the shop, the person, the talk itself


class AskDelivery(_Command):
    kind: Literal["ask_delivery"] = "ask_delivery"


class AskPayment(_Command):
    kind: Literal["ask_payment"] = "ask_payment"


class AskGiftCard(_Command):
    """What is left on the shopper's gift cards."""

    kind: Literal["ask_gift_card"] = "ask_gift_card"


class AskFee(_Command):
    kind: Literal["ask_fee"] = "ask_fee"


class AskReturns(_Command):
    """What holds for sending things back in general: how long, who pays. Asks for no return."""

    kind: Literal["ask_returns"] = "ask_returns"


class AskCancelling(_Command):
    """Whether an order can be cancelled later. Cancels nothing."""

    kind: Literal["ask_cancelling"] = "ask_cancelling"


class ShopTopic(StrEnum):
    """What else is asked about the shop as a whole."""

    GIFT_WRAP = "gift_wrap"
    DISCOUNTS = "discounts"
    REVIEWS = "reviews"
    GUARANTEE = "guarantee"
    PLACE = "place"
    ACCOUNT = "account"
    TAXES = "taxes"


class AskShop(_Command):
    kind: Literal["ask_shop"] = "ask_shop"
    topic: ShopTopic


class AskHuman(_Command):
    kind: Literal["ask_human"] = "ask_human"


class Complain(_Command):
    kind: Literal["complain"] = "complain"


class AskAboutMe(_Command):
    kind: Literal["ask_about_me"] = "ask_about_me"


class CorrectProfile(_Command):
    """Tells or corrects facts about a person; `forget` in a fact erases it."""

    kind: Literal["correct_profile"] = "correct_profile"
    facts: tuple[FactSaid, ...] = ()


class DeleteMyData(_Command):
    kind: Literal["delete_my_data"] = "delete_my_data"


class ExportMyData(_Command):
    kind: Literal["export_my_data"] = "export_my_data"


class OptOut(_Command):
    kind: Literal["opt_out"] = "opt_out"


class AskIfHuman(_Command):
    kind: Literal["ask_if_human"] = "ask_if_human"


class ChangeLanguage(_Command):
    """`locale` is a locale of ours, or None when the language named is one we do not have (or none was named)."""

    kind: Literal["change_language"] = "change_language"
    locale: str | None = None


class Greet(_Command):
    kind: Literal["greet"] = "greet"


class Thank(_Command):
    kind: Literal["thank"] = "thank"


class SayGoodbye(_Command):
    kind: Literal["say_goodbye"] = "say_goodbye"


class AskHelp(_Command):
    """ "What can you do?" """

    kind: Literal["ask_help"] = "ask_help"


class OffTopic(_Command):
    kind: Literal["off_topic"] = "off_topic"
    abusive: bool = False


class SendPhoto(_Command):
    """A photo came with no words; what it means depends on what was asked."""

    kind: Literal["send_photo"] = "send_photo"


class PressDeadButton(_Command):
    """A button that no longer means anything here: from long ago, or another conversation."""

    kind: Literal["press_dead_button"] = "press_dead_button"


# ---- staff


class StaffClaim(_Command):
    kind: Literal["staff_claim"] = "staff_claim"
    staff: str


class StaffReply(_Command):
    """`as_holder` passes the words on only while their author has the conversation; else they take it. `files` are
    what was attached and is there: the message it came with and its place in it ("m7.0"), and its name."""

    kind: Literal["staff_reply"] = "staff_reply"
    staff: str
    text: str
    as_holder: bool = False
    files: tuple[tuple[str, str], ...] = ()


class StaffAsk(_Command):
    """Asks the shopper for something in the shopper's own language; only who has the conversation can."""

    kind: Literal["staff_ask"] = "staff_ask"
    staff: str
    what: Literal["photo", "order_number", "address"]


class StaffApproveRefund(_Command):
    """Approves `refund`, or the one waiting for a person when None; `amount` is another than was asked for, if any.
    `as_holder` decides only while this person has the conversation."""

    kind: Literal["staff_approve_refund"] = "staff_approve_refund"
    staff: str
    refund: str | None = None
    amount: Money | None = None
    text: str = ""
    """Why, for the record; the shopper is not told."""
    as_holder: bool = False


class StaffDeclineRefund(_Command):
    """Declines `refund`, or the one waiting for a person when None; `as_holder` as for approving."""

    kind: Literal["staff_decline_refund"] = "staff_decline_refund"
    staff: str
    refund: str | None = None
    text: str = ""
    as_holder: bool = False


class StaffHandBack(_Command):
    kind: Literal["staff_hand_back"] = "staff_hand_back"
    staff: str


Command = (
    FindProducts
    | RefineSearch
    | CompareProducts
    | AskAboutProduct
    | WatchStock
    | StopWatching
    | AskWatched
    | TakeProduct
    | RemoveFromBasket
    | ShowBasket
    | Checkout
    | SetQuantity
    | SameAgain
    | TakeTogether
    | Confirm
    | Deny
    | Answer
    | GiveAddress
    | ChooseAddress
    | SendToDefault
    | ChoosePayment
    | ForgetPayment
    | SendCardNumber
    | ListOrders
    | TrackOrder
    | AskReceipt
    | CancelOrder
    | UndoCancel
    | ChangeAddress
    | ChangeOrder
    | ReturnItem
    | ExchangeItem
    | CancelReturn
    | Withdraw
    | ReportDamaged
    | ReportWrongItem
    | ReportLost
    | AskPriceAdjustment
    | AskGoodwill
    | SayArrived
    | AskRefund
    | AskRefundState
    | RefundOntoGiftCard
    | FindMyOrder
    | GiveCode
    | ForgetAccess
    | LinkChat
    | GiveLinkCode
    | UnlinkChat
    | SendNewsTo
    | AskDelivery
    | AskPayment
    | AskGiftCard
    | AskFee
    | AskReturns
    | AskCancelling
    | AskShop
    | AskHuman
    | Complain
    | AskAboutMe
    | CorrectProfile
    | DeleteMyData
    | ExportMyData
    | OptOut
    | AskIfHuman
    | ChangeLanguage
    | Greet
    | Thank
    | SayGoodbye
    | AskHelp
    | OffTopic
    | SendPhoto
    | PressDeadButton
    | StaffClaim
    | StaffReply
    | StaffApproveRefund
    | StaffDeclineRefund
    | StaffHandBack
    | StaffAsk
)

AnyCommand = Annotated[Command, Field(discriminator="kind")]


@cache
def commands() -> TypeAdapter[Command]:
    """Reads any Command back, by its kind. Made when it is first asked for: a first reply seldom does."""
    return TypeAdapter(AnyCommand)


INTENTS: Final[dict[str, str]] = {
    "find_products": "find_product",
    "refine_search": "refine_search",
    "compare_products": "compare_products",
    "ask_about_product": "product_question",
    "watch_stock": "product_question",
    "stop_watching": "product_question",
    "ask_watched": "product_question",
    "take_product": "place_order",
    "take_together": "place_order",
    "remove_from_basket": "change_order",
    "show_basket": "place_order",
    "checkout": "place_order",
    "set_quantity": "change_order",
    "same_again": "place_order",
    "confirm": "confirm",
    "deny": "deny",
    "answer": "confirm",
    "give_address": "change_address",
    "choose_address": "change_address",
    "send_to_default": "change_address",
    "choose_payment": "change_payment",
    "forget_payment": "change_payment",
    "send_card_number": "payment_info",
    "list_orders": "list_orders",
    "track_order": "track_order",
    "ask_receipt": "list_orders",
    "cancel_order": "cancel_order",
    "undo_cancel": "undo_cancel",
    "change_address": "change_address",
    "change_order": "change_order",
    "return_item": "return_item",
    "exchange_item": "exchange_item",
    "cancel_return": "return_item",
    "withdraw": "withdraw",
    "report_damaged": "report_damaged",
    "report_wrong_item": "report_wrong_item",
    "report_lost": "report_lost",
    "ask_price_adjustment": "refund",
    "ask_goodwill": "refund",
    "say_arrived": "track_order",
    "ask_refund": "refund",
    "ask_refund_state": "refund_status",
    "refund_onto_gift_card": "refund",
    "find_my_order": "track_order",
    "give_code": "confirm",
    "forget_access": "list_orders",
    "link_chat": "about_me",
    "give_link_code": "confirm",
    "unlink_chat": "about_me",
    "send_news_to": "correct_profile",
    "ask_delivery": "delivery_info",
    "ask_payment": "payment_info",
    "ask_gift_card": "payment_info",
    "ask_fee": "fee_info",
    "ask_returns": "return_item",
    "ask_cancelling": "cancel_order",
    "ask_shop": "out_of_scope",
    "ask_human": "talk_to_human",
    "complain": "complaint",
    "ask_about_me": "about_me",
    "correct_profile": "correct_profile",
    "delete_my_data": "delete_data",
    "export_my_data": "export_data",
    "opt_out": "opt_out",
    "ask_if_human": "are_you_human",
    "change_language": "change_language",
    "greet": "greet",
    "thank": "thanks",
    "say_goodbye": "goodbye",
    "ask_help": "greet",
    "off_topic": "out_of_scope",
    "send_photo": "report_damaged",
    "press_dead_button": "out_of_scope",
}
"""Published intent names (docs/chat_json.md) by Command kind; staff Commands have none."""
