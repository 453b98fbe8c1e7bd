"""What a message means while something waits for a yes: "yes, cancel it" is the yes to the cancellation, "don't cancel
after all" the no. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from dialogue.commands import (
    AskGoodwill,
    AskPriceAdjustment,
    AskRefund,
    CancelOrder,
    CancelReturn,
    ChangeAddress,
    ChangeOrder,
    Command,
    Confirm,
    Deny,
    ExchangeItem,
    OrderRef,
    RefineSearch,
    ReportDamaged,
    ReportLost,
    ReportWrongItem,
    ReturnItem,
    SetQuantity,
    TakeProduct,
    UndoCancel,
    Withdraw,
)
from dialogue.conversation import Pending, Slot
from dialogue.messages.labels import LABELS
from dialogue.understanding.base import Reading
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.situation import Situation
from dialogue.understanding.spans import Heard
from dialogue.understanding.text import fold
from dialogue.understanding.together import COURTESY
from locales import Locale
from matching.need import Need
from orders import actions

SURELY: Final = 0.97
_REFUNDING: Final = (
    actions.AskRefund, actions.CancelOrder, actions.CancelLine, actions.ReturnLines, actions.Withdraw,
    actions.ReportDamaged, actions.ReportWrongItem, actions.ReportMissing, actions.ReportLost,
)  # fmt: skip
_SAME: Final[Mapping[str, tuple[type[actions.OrderAction], ...]]] = {
    "cancel_order": (actions.CancelOrder, actions.CancelLine),
    "undo_cancel": (actions.UndoCancel,),
    "change_address": (actions.ChangeAddress,),
    "change_order": (actions.ChangeLines, actions.ExchangeLines),
    "exchange_item": (actions.ChangeLines, actions.ExchangeLines),
    "return_item": (actions.ReturnLines,),
    "cancel_return": (actions.CancelReturn,),
    "withdraw": (actions.Withdraw,),
    "report_damaged": (actions.ReportDamaged, actions.KeepForLess),
    "report_wrong_item": (actions.ReportWrongItem, actions.ReportMissing, actions.KeepForLess),
    "ask_price_adjustment": (actions.AskPriceAdjustment,),
    "ask_goodwill": (actions.AskGoodwill,),
    "report_lost": (actions.ReportLost,),
    "ask_refund": _REFUNDING,
}
"""Which waiting actions a wish of each kind repeats."""
_OF_ORDER: Final = (
    AskGoodwill, AskPriceAdjustment, AskRefund, CancelOrder, CancelReturn, ChangeAddress, ChangeOrder, ExchangeItem,
    ReportDamaged, ReportLost, ReportWrongItem, ReturnItem, UndoCancel, Withdraw,
)  # fmt: skip
_CLAIMS: Final = (actions.ReportDamaged, actions.ReportWrongItem, actions.ReportMissing)
"""What is shown with the money back beside other ways: who then asks for the money has chosen."""
_CANCELLING: Final = (actions.CancelOrder, actions.CancelLine)
_UNDONE_BY: Final[tuple[tuple[tuple[type[actions.OrderAction], ...], tuple[type[Command], ...]], ...]] = (
    (_CANCELLING, (UndoCancel,)),
    ((actions.ReturnLines, actions.ExchangeLines, actions.Withdraw), (CancelReturn, UndoCancel)),
    ((actions.CancelReturn,), (ReturnItem,)),
)
"""Wishes that are the no to what waits for a yes: "I'll keep it after all" to a return."""
_POINTING: Final = (TakeProduct(), SetQuantity(quantity=1))
"""What "that one" beside a yes is read as when it names nothing."""
_ERASING: Final = {"delete_my_data": "erase"}
_YES_LABELS: Final = ("yes", "yes_cancel", "yes_return", "yes_refund", "yes_keep", "yes_pass_on", "delete_for_good")
_NO_LABELS: Final = ("no", "keep_order", "keep_it", "keep_data", "not_now")
_TELLS: Final = frozenset({"return_item", "exchange_item", "change_order", "complain", "refine_search", "deny"})
"""What a bare reason may look like."""
_UNCLEAR: Final = 0.5
_LEADS: Final = ("no", "negation", "cancel")
_SHORT: Final = 6
"""Words of a message in which a "not" turns all of it."""


def typed_labels(variants: Iterable[Locale]) -> dict[str, bool]:
    """The words on our own yes and no buttons in all variants of a language, folded: True where they say yes."""
    variants = tuple(variants)
    said: dict[str, bool] = {}
    for names, is_yes in ((_YES_LABELS, True), (_NO_LABELS, False)):
        for name in names:
            for text in (LABELS[name], *(each.own_text(f"label|{name}", LABELS[name]) for each in variants)):
                if text:
                    said[plainly(text)] = is_yes
    return said


def plainly(text: str) -> str:
    """Words without case, accents and signs, for comparing what was typed with what a button says."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(text)).split())


class Waiting:
    """Reads the yes and the no of one language out of longer messages. A quote's yes is never read here: what orders is
    the labelled button, or words that say so."""

    def __init__(self, phrases: Phrases, labels: Mapping[str, bool]) -> None:
        self._phrases = phrases
        self._labels = labels

    def pressed(self, text: str, situation: Situation) -> Reading | None:
        """The words of a shown yes or no button, typed."""
        question = situation.view.conversation.question
        tokens = self._phrases.without_filler(self._phrases.spelling.tokens(text))
        if question is not None and question.slot is Slot.PHOTO and self._phrases.words("go_on").is_all(tokens):
            return Reading((Confirm(),), SURELY, trace=("on without a photo",))
        said = self._labels.get(plainly(text)) if _waits(situation) else None
        if said is None:
            return None
        return Reading((Confirm() if said else Deny(),), SURELY, trace=("the words of a button",))

    def settled(self, reading: Reading, inner: Heard, situation: Situation) -> Reading:
        """The reading as a yes or no, where it only repeats what waits; else as it is. `inner` is without filler."""
        pending = _waits(situation)
        wishes = [command for command in reading.commands if command.kind not in COURTESY]
        if pending is None or not inner.said:
            return reading if situation.awaits_yes else self._nodded(reading, inner)
        words = self._phrases.words
        if self._agrees(inner) and words("but").has(inner.said) and not words("yes").is_all(inner.said):
            return self._but(reading)
        told = self._reason(reading, inner, pending, situation)
        if told is not None or not wishes:
            return told or reading
        repeats = all(_repeats(command, pending, situation) for command in wishes)
        undone = next((undo for kinds, undo in _UNDONE_BY if isinstance(pending.action, kinds)), ())
        undoes = bool(undone) and all(isinstance(command, undone) for command in wishes)
        if undoes and not isinstance(pending.action, _CANCELLING):
            return replace(reading, commands=(Deny(),), confidence=SURELY, trace=(*reading.trace, "the other way"))
        if undoes and self._agrees(inner) and not self._phrases.words("negation").has(inner.said):
            return replace(reading, commands=(CancelOrder(),), confidence=SURELY, trace=(*reading.trace, "asked again"))
        if undoes:
            return replace(reading, commands=(Deny(),), confidence=SURELY, trace=(*reading.trace, "kept after all"))
        turned = self._turned(inner) and not isinstance(pending.action, actions.CancelReturn)
        if repeats and turned:
            return replace(reading, commands=(Deny(),), confidence=SURELY, trace=(*reading.trace, "not after all"))
        claimed = isinstance(pending.action, _CLAIMS) and all(isinstance(command, AskRefund) for command in wishes)
        asks = any("?" in inbound.text for inbound in situation.view.inbounds)
        if repeats and claimed and not asks:
            return replace(reading, commands=(Confirm(),), confidence=SURELY, trace=(*reading.trace, "the money"))
        if (repeats or all(command in _POINTING for command in wishes)) and self._agrees(inner):
            return replace(reading, commands=(Confirm(),), confidence=SURELY, trace=(*reading.trace, "yes, do"))
        return reading

    def _nodded(self, reading: Reading, inner: Heard) -> Reading:
        """A yes with filler round it, though nothing waits: thanks or a farewell where it resembles one ("super,
        danke")."""
        if reading.confidence >= _UNCLEAR or not self._phrases.words("yes").is_all(inner.said):
            return reading
        manners = tuple(command for command in reading.commands if command.kind in ("thank", "say_goodbye"))
        return replace(reading, commands=manners or (Confirm(),), confidence=SURELY, trace=(*reading.trace, "yes"))

    def _reason(self, reading: Reading, inner: Heard, pending: Pending, situation: Situation) -> Reading | None:
        """ "They are too small" while a return waits for its yes is the reason, and nothing else is asked."""
        action = pending.action
        found = next(self._phrases.table("reasons").find(inner.said), None)
        if found is None or not isinstance(action, actions.ReturnLines):
            return None
        unclear = reading.confidence < _UNCLEAR or not reading.commands
        tells = all(command.kind in _TELLS and not _names_more(command) for command in reading.commands)
        if not unclear and (not tells or self._agrees(inner)):
            return None
        order, lines = situation.view.order(action.order), {str(each.line) for each in action.lines}
        skus = [str(line.sku) for line in (order.lines if order else ()) if str(line.id) in lines]
        item = skus[0] if len(skus) == 1 else None
        command = ReturnItem(order=OrderRef(id=action.order), item=item, reason=found[2])
        return replace(reading, commands=(command,), confidence=SURELY, trace=(*reading.trace, "the reason"))

    def _but(self, reading: Reading) -> Reading:
        """ "Yes, but …" is no yes to what was shown: what else was said counts, or is asked about."""
        kept = tuple(command for command in reading.commands if not isinstance(command, Confirm))
        sure = reading.confidence if kept else 0.0
        return replace(reading, commands=kept, confidence=sure, trace=(*reading.trace, "yes, but"))

    def _agrees(self, inner: Heard) -> bool:
        """A yes leads, be it a word that is mere filler elsewhere (Spanish "vale")."""
        yes = self._phrases.words("yes")
        return any(yes.length_at(inner.tokens, place) for place in (0, inner.start))

    def _turned(self, inner: Heard) -> bool:
        """ "Not" leads, or stands in a short message that gives no reason ("they do not fit")."""
        said = {name: self._phrases.words(name).length_at(inner.tokens, inner.start) for name in _LEADS}
        if (said["no"] and not said["cancel"]) or said["negation"]:
            return True
        has_reason = self._phrases.table("reasons").has(inner.said)
        return self._phrases.words("negation").has(inner.said) and len(inner.said) <= _SHORT and not has_reason


def _waits(situation: Situation) -> Pending | None:
    """What a plain yes would do; an open quote is no such thing."""
    pending = situation.view.conversation.pending
    if pending is None or (pending.action is None and pending.chore is None):
        return None
    return None if isinstance(pending.action, actions.ConfirmQuote) else pending


def _repeats(command: Command, pending: Pending, situation: Situation) -> bool:
    """The same wish, with nothing in it that the waiting action does not have."""
    if pending.chore is not None:
        return _ERASING.get(command.kind) == pending.chore
    action = pending.action
    if not isinstance(action, _SAME.get(command.kind, ())) or not isinstance(action, actions.ShopperAction):
        return False
    if isinstance(command, _OF_ORDER) and command.order.id not in (None, action.order):
        return False
    return _says_nothing_new(command, action, situation)


def _says_nothing_new(command: Command, action: actions.ShopperAction, situation: Situation) -> bool:
    match command:
        case CancelOrder() | ReturnItem():
            return command.item is None or command.item in _goods_of(action, situation)
        case ExchangeItem() | ChangeOrder():
            other = command.instead is not None or command.seeking is not None or bool(command.more)
            return (
                not other
                and command.quantity is None
                and _same_variant((command.size, command.color), action, situation)
            )
        case ChangeAddress():
            return not any(command.address.model_dump().values())
        case ReportDamaged() | ReportWrongItem():
            return (command.solution == "keep") is isinstance(action, actions.KeepForLess)
        case AskGoodwill():
            return not command.sum_said
        case _:
            return True


def _goods_of(action: actions.ShopperAction, situation: Situation) -> Sequence[str]:
    """Ids and skus of the lines that the waiting action is about."""
    order = situation.view.order(action.order)
    ids = {str(action.line)} if isinstance(action, actions.CancelLine) else set()
    if isinstance(action, actions.ReturnLines):
        ids = {str(each.line) for each in action.lines}
    found = [line for line in (order.lines if order else ()) if not ids or str(line.id) in ids]
    return [name for line in found for name in (str(line.id), str(line.sku))]


def _names_more(command: Command) -> bool:
    """A size or colour wanted instead: that is a wish of its own."""
    named = isinstance(command, ExchangeItem | ChangeOrder) and (command.size or command.color)
    return bool(named) or (isinstance(command, RefineSearch) and command.change != Need())


def _same_variant(said: tuple[str | None, str | None], action: actions.ShopperAction, situation: Situation) -> bool:
    swaps = action.swaps if isinstance(action, actions.ChangeLines | actions.ExchangeLines) else ()
    product = situation.view.product_of(swaps[0].new_sku) if len(swaps) == 1 else None
    variant = product.variant(swaps[0].new_sku) if product else None
    size, color = said
    return (size is None or (variant is not None and variant.size == size)) and (
        color is None or (variant is not None and variant.color == color)
    )
