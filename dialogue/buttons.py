"""Button ids as Commands. An id that means nothing, or nothing any more, is a dead button; it never guesses.

take:<sku>  show:<position>  about:<sku>  size:<size>  color:<colour>  slot:<slot>:<value>  order:<id>:<verb>
watch:<sku>  unwatch:<sku or all>
confirm:<token>  deny:<token>  do:<kind of Command>  drop:<field of the search>  lang:<locale>
country:<code>
elsewhere:<order>  unlink:<conversation>  human  more  cheaper  start
"""

from collections.abc import Callable
from typing import Final

from pydantic import ValidationError

from dialogue.commands import (
    AddressSaid,
    Answer,
    AskAboutProduct,
    AskHuman,
    AskPriceAdjustment,
    AskReceipt,
    AskRefund,
    AskRefundState,
    CancelOrder,
    CancelReturn,
    ChangeAddress,
    ChangeLanguage,
    ChangeOrder,
    Command,
    Confirm,
    Consent,
    Deny,
    Direction,
    ExchangeItem,
    FindMyOrder,
    FindProducts,
    GiveAddress,
    OrderRef,
    PressDeadButton,
    ProductRef,
    RefineSearch,
    ReportDamaged,
    ReportLost,
    ReportWrongItem,
    ReturnItem,
    SameAgain,
    SayArrived,
    SendToDefault,
    StopWatching,
    TakeProduct,
    TrackOrder,
    UndoCancel,
    UnlinkChat,
    WatchStock,
    Withdraw,
    commands,
)
from matching.need import Need

LONGEST: Final = 64
"""Bytes that every channel gives a button's id."""

WHOLE: Final[dict[str, Command]] = {
    "human": AskHuman(),
    "more": RefineSearch(direction=Direction.MORE),
    "cheaper": RefineSearch(direction=Direction.CHEAPER),
    "start": FindProducts(),
}
VERBS: Final[dict[str, Callable[[OrderRef], Command]]] = {
    "track": lambda order: TrackOrder(order=order),
    "receipt": lambda order: AskReceipt(order=order),
    "cancel": lambda order: CancelOrder(order=order),
    "undo": lambda order: UndoCancel(order=order),
    "address": lambda order: ChangeAddress(order=order),
    "to_default": lambda order: SendToDefault(order=order),
    "change": lambda order: ChangeOrder(order=order),
    "return": lambda order: ReturnItem(order=order),
    "exchange": lambda order: ExchangeItem(order=order),
    "keep": lambda order: CancelReturn(order=order),
    "withdraw": lambda order: Withdraw(order=order),
    "damaged": lambda order: ReportDamaged(order=order),
    "wrong": lambda order: ReportWrongItem(order=order),
    "missing": lambda order: ReportWrongItem(order=order, missing=True),
    "lost": lambda order: ReportLost(order=order),
    "missing_parcel": lambda order: ReportLost(order=order),
    "lost_refund": lambda order: ReportLost(order=order, solution="refund"),
    "lost_reship": lambda order: ReportLost(order=order, solution="replacement"),
    "arrived": lambda order: SayArrived(order=order),
    "refund": lambda order: AskRefund(order=order),
    "keep_for_less": lambda order: ReportDamaged(order=order, solution="keep"),
    "all_back": lambda order: ReportDamaged(order=order),
    "cheaper_now": lambda order: AskPriceAdjustment(order=order),
    "refund_state": lambda order: AskRefundState(order=order),
    "again": lambda order: SameAgain(order=order),
}
"""What a button under an order may want of it."""

_NEVER_BY_KIND: Final = ("confirm", "deny", "staff_")


def command_of(button: str) -> Command:
    """The Command a pressed button stands for; PressDeadButton for everything else."""
    if button in WHOLE:
        return WHOLE[button]
    head, _, rest = button.partition(":")
    if not rest:
        return PressDeadButton()
    match head:
        case "take":
            return TakeProduct(product=ProductRef(sku=rest))
        case "show":
            return _shown(rest)
        case "about":
            return AskAboutProduct(product=ProductRef(sku=rest)) if rest else PressDeadButton()
        case "size" | "color":
            return Answer(slot=head, value=rest)
        case "slot":
            slot, _, value = rest.partition(":")
            return Answer(slot=slot, value=value) if slot and value else PressDeadButton()
        case "country":
            return GiveAddress(address=AddressSaid(country=rest))
        case "order":
            return _of_order(rest)
        case _:
            return _other(head, rest)


def _shown(position: str) -> Command:
    if not position.isdecimal() or not 1 <= int(position) <= 99:
        return PressDeadButton()
    return AskAboutProduct(product=ProductRef(position=int(position)))


def _of_order(rest: str) -> Command:
    number, _, verb = rest.rpartition(":")
    if not number or verb not in VERBS:
        return PressDeadButton()
    return VERBS[verb](OrderRef(id=number))


def _other(head: str, rest: str) -> Command:
    match head:
        case "watch":
            return WatchStock(product=ProductRef(sku=rest))
        case "unwatch":
            return StopWatching(everything=True) if rest == "all" else StopWatching(product=ProductRef(sku=rest))
        case "confirm":
            return Confirm(consent=Consent.BUTTON, token=rest)
        case "deny":
            return Deny(token=rest)
        case "lang":
            return ChangeLanguage(locale=rest)
        case "drop":
            known = set(rest.split(",")) <= Need.model_fields.keys()
            return RefineSearch(drop=tuple(rest.split(","))) if known else PressDeadButton()
        case "elsewhere":
            return FindMyOrder(order=rest)
        case "unlink":
            return UnlinkChat(key=rest)
        case "do":
            return _by_kind(rest)
        case _:
            return PressDeadButton()


def _by_kind(kind: str) -> Command:
    if kind.startswith(_NEVER_BY_KIND):
        return PressDeadButton()
    try:
        return commands().validate_python({"kind": kind})
    except ValidationError:
        return PressDeadButton()
