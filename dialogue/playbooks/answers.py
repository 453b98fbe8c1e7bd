"""Yes, no, and the bare answers to our own questions: each goes on with what was asked."""

from dataclasses import replace
from typing import Final

from dialogue.bookmarks import yes_to
from dialogue.commands import (
    Answer,
    AskGoodwill,
    AskHuman,
    AskRefund,
    CancelOrder,
    ChangeAddress,
    ChangeLanguage,
    ChangeOrder,
    Checkout,
    ChooseAddress,
    ChoosePayment,
    Command,
    CompareProducts,
    Confirm,
    Consent,
    Deny,
    ExchangeItem,
    FindProducts,
    ForgetPayment,
    GiveAddress,
    OrderRef,
    ProductRef,
    RefineSearch,
    RemoveFromBasket,
    ReportDamaged,
    ReportLost,
    ReportWrongItem,
    ReturnItem,
    SetQuantity,
    TakeProduct,
    TrackOrder,
    WatchStock,
)
from dialogue.conversation import OpenQuestion, Pending, Slot
from dialogue.counter import Counter
from dialogue.messages import checkout as said
from dialogue.plan import Decided, Plan
from dialogue.playbooks.access import new_code_wanted
from dialogue.playbooks.addresses import missing_in, said_of
from dialogue.playbooks.cards import currency_of
from dialogue.playbooks.claims import go_on_with_claim, solution_at_hand
from dialogue.playbooks.misses import LOOSENS
from dialogue.playbooks.owned import placed
from dialogue.playbooks.pointing import product_with
from dialogue.playbooks.privacy import erase, keep
from dialogue.playbooks.quotes import (
    asks_else,
    asks_only,
    at_hand,
    change_of_mind,
    half_an_address,
    let_go,
    lines_of,
    open_quote,
    quoted,
    takes_more,
    yes_of,
)
from dialogue.playbooks.refusals import ORDER_WORDS
from dialogue.playbooks.replies import answered, resumed, stage_of, told
from dialogue.playbooks.selection import answered as search_answered
from dialogue.playbooks.swapping import GOODS, OTHER_GOODS
from dialogue.playbooks.taking import SUGGESTED
from dialogue.view import View
from matching.need import Need
from orders import actions
from orders.actions import ConfirmQuote
from orders.ids import Sku
from orders.lifecycle import NEVER_CAME, headline
from orders.order import Order
from orders.states import OrderState

CONSENTS: Final = {
    Consent.BUTTON: actions.Consent.LABELLED_BUTTON,
    Consent.ORDER_WORDS: actions.Consent.ORDER_WORDS,
    Consent.YES: actions.Consent.BARE_YES,
}
ERASE: Final = "erase"


# Yes and no


def confirm(command: Confirm, view: View, counter: Counter) -> Plan | Command:
    """Does what waited for the yes. A button names what it confirms; used up or overtaken, it does nothing."""
    pending, quote = view.conversation.pending, open_quote(view)
    if command.token is not None and (pending is None or pending.token != command.token):
        return _by_button(command, command.token, quote, view, counter)
    if pending is not None and not isinstance(pending.action, ConfirmQuote):
        return _performed(pending, view)
    if command.token is None and (half_told := half_an_address(view)) is not None:
        return half_told
    if quote is not None and command == Confirm() and asks_else(view):
        return _yes_to_question(view) or quoted(view, counter, at_hand(view))
    if quote is not None:
        return _ordered(command, quote, view, counter)
    if pending is not None and isinstance(pending.action, ConfirmQuote):
        return _overtaken(pending.action.order, view, counter)
    return _yes_to_question(view) or told(view, said.NothingToConfirm())


def _performed(pending: Pending, view: View) -> Plan:
    if pending.chore == ERASE:
        return erase(view)
    conversation = answered(view)
    if pending.action is None:
        return told(replace(view, conversation=conversation), said.NothingToConfirm())
    decided = Decided(stage_of(pending.action), f"confirmed:{type(pending.action).__name__}", actor="shopper")
    return Plan(conversation, view.profile, actions=(pending.action,), decided=(decided,))


def _by_button(command: Confirm, token: str, quote: Order | None, view: View, counter: Counter) -> Plan:
    """A button of the open quote, or one that is used up: then nothing happens twice."""
    if quote is not None and token == yes_to(quote).token:
        return _ordered(command, quote, view, counter)
    return _overtaken(token.partition(":")[0], view, counter)


def _overtaken(number: str, view: View, counter: Counter) -> Plan:
    """A yes to something that has moved on: ordered by now, run out, or replaced."""
    named = next((order for order in view.orders if order.id == number), None)
    if named is not None and named.placed_at is not None:
        return told(view, said.AlreadyOrdered(order=named.id))
    if named is not None and named.state is OrderState.EXPIRED and open_quote(view) is None:
        return quoted(view, counter, lines_of(named), said.QuoteRanOut())
    return told(view, said.ButtonUsedUp(), decided=(Decided("service", "used_up_button"),))


def _ordered(command: Confirm, quote: Order, view: View, counter: Counter) -> Plan:
    """The order itself. Where the law wants it, a plain yes is answered with the words that do."""
    if view.now >= quote.quote_expires_at:
        return quoted(view, counter, lines_of(quote), said.QuoteRanOut())
    token = yes_to(quote).token
    if command.token is None and takes_more(view):
        return quoted(view, counter, at_hand(view))
    if quote.terms.labelled_button and command.consent is Consent.YES:
        question = OpenQuestion(slot=Slot.CONFIRM, subject=quote.id)
        conversation = replace(view.conversation, pending=yes_to(quote), question=question)
        message = said.NeedsOrderWords(token=token, total=quote.total, words=ORDER_WORDS)
        decided = (Decided("ordering", "needs_order_words", inputs=quote.id),)
        return Plan(conversation, view.profile, messages=(message,), decided=decided)
    decided = (Decided("ordering", "confirmed:ConfirmQuote", actor="shopper", inputs=quote.id),)
    return Plan(view.conversation, view.profile, actions=(yes_of(quote, CONSENTS[command.consent]),), decided=decided)


def _yes_to_question(view: View) -> Command | None:
    """A plain yes takes what we suggested ourselves, goes on without the photo, or to the quote for the basket."""
    question = view.conversation.question
    if (again := new_code_wanted(view)) is not None:
        return again
    if question is None or not question.options:
        return Checkout() if question is None and view.conversation.basket else None
    if question.subject == LOOSENS and question.command:
        return resumed(question.command)
    if question.subject == SUGGESTED or question.slot is Slot.PHOTO or len(question.options) == 1:
        return Answer(slot=question.slot.value, value=question.options[0])
    return None


def deny(command: Deny, view: View, counter: Counter) -> Plan | Command:
    """Drops what waited for a yes."""
    pending, quote, question = view.conversation.pending, open_quote(view), view.conversation.question
    if command.token is not None and (pending is None or pending.token != command.token):
        if quote is None or command.token != yes_to(quote).token:
            return told(view, said.ButtonUsedUp())
        return let_go(view, quote)
    if pending is not None and not isinstance(pending.action, ConfirmQuote):
        if pending.chore == ERASE:
            return keep(view)
        decided = (Decided("service", "declined_by_shopper", actor="shopper"),)
        return Plan(answered(view), view.profile, messages=(said.KeptAsItIs(),), decided=decided)
    if question is not None and question.slot is Slot.PHOTO:
        return Answer(slot=Slot.PHOTO.value, value="none")
    if quote is not None:
        return change_of_mind(view, counter) if command.token is None and asks_only(view) else let_go(view, quote)
    return Plan(answered(view), view.profile, messages=(said.NothingToDeny(),))


# Bare answers


def answer(command: Answer, view: View, counter: Counter) -> Plan | Command:
    """The Command our question goes on with, the answer filled in; a dead end is said so."""
    question = view.conversation.question
    slot, value = command.slot, command.value.strip()
    if slot == "quote":
        return told(view, said.HowToChangeQuote())
    if slot == Slot.EMAIL:
        return _keep_email(value, view, counter)
    if slot == Slot.ADDRESS and value == "always" and view.conversation.address is not None:
        return GiveAddress(address=said_of(view.conversation.address), always=True)
    if slot == "basket" and value == "empty":
        return RemoveFromBasket(everything=True)
    if slot == "remove":
        return RemoveFromBasket(product=ProductRef(sku=value))
    waiting = resumed(question.command) if question is not None and question.command else None
    if slot == Slot.SOLUTION and (plan := solution_at_hand(value, view, counter)):
        return plan
    if isinstance(waiting, ReportDamaged | ReportWrongItem) and slot == Slot.PHOTO:
        return go_on_with_claim(waiting, view, counter)
    if waiting is not None and question is not None:
        filled = _filled(waiting, question, slot, value, view, counter)
        if filled is not None:
            return filled
    return _without_question(question, slot, value, view, counter) or _senseless(view)


def _keep_email(email: str, view: View, counter: Counter) -> Plan:
    """With what is known of the shopper, where every order takes it from; what was open stays open."""
    known = replace(view, profile=replace(view.profile, email=email))
    if open_quote(view) is not None and email != view.profile.email:
        return quoted(known, counter, at_hand(view), said.EmailKept(email=email))
    return told(known, said.EmailKept(email=email), decided=(Decided("service", "email_kept"),))


def _senseless(view: View) -> Plan:
    pressed = bool(view.inbounds) and view.inbounds[-1].button is not None
    return told(view, said.DeadButton() if pressed else said.NotUnderstoodAnswer())


def _filled(
    waiting: Command, question: OpenQuestion, slot: str, value: str, view: View, counter: Counter
) -> Command | None:
    match waiting:
        case FindProducts():
            return search_answered(waiting, question, slot, value, currency_of(view, counter))
        case TakeProduct():
            return _into_taking(waiting, slot, value, view, counter)
        case ExchangeItem() | ChangeOrder():
            return _into_swap(waiting, slot, value, view, counter)
        case ReturnItem() | CancelOrder() | ReportDamaged() | ReportWrongItem():
            return _into_item(waiting, slot, value)
        case SetQuantity():
            return _into_quantity(waiting, slot, value)
        case RemoveFromBasket():
            return RemoveFromBasket(product=ProductRef(sku=value))
        case ChangeAddress() | GiveAddress():
            part = "name" if question.slot is Slot.NAME else next(iter(missing_in(waiting.address, counter)), "name")
            named = slot in ("name", "address")
            return GiveAddress(address=waiting.address.model_copy(update={part: value})) if named else None
        case _:
            return _filled_whole(waiting, slot, value)


def _filled_whole(waiting: Command, slot: str, value: str) -> Command | None:
    """Commands that the answer completes by itself."""
    match waiting:
        case ChoosePayment():
            return ChoosePayment(method=value, always=waiting.always)
        case WatchStock() if slot in ("size", "color"):
            return waiting.model_copy(update={slot: value})
        case ForgetPayment():
            return ForgetPayment(method=value)
        case ChooseAddress() if slot == Slot.ADDRESS:
            return ChooseAddress(key=value, always=waiting.always)
        case ChangeLanguage():
            return ChangeLanguage(locale=value)
        case CompareProducts():
            return CompareProducts(products=(*waiting.products, _product(value)))
        case AskRefund() if slot == "reason":
            return _into_reason(waiting.order, value)
        case _:
            return _with_order_or_product(waiting, slot, value)


def _product(value: str) -> ProductRef:
    return ProductRef(position=int(value)) if value.isdecimal() and len(value) < 3 else ProductRef(sku=value)


def _into_taking(waiting: TakeProduct, slot: str, value: str, view: View, counter: Counter) -> Command | None:
    if slot in ("size", "color"):
        return waiting.model_copy(update={slot: value})
    if slot == "quantity":
        return waiting.model_copy(update={"quantity": int(value)}) if value.isdecimal() and len(value) < 4 else None
    if slot not in ("sku", "product"):
        return None
    product = product_with(Sku(value), view, counter)
    variant = product.variant(value) if product else None
    if variant is None:
        return waiting.model_copy(update={"product": ProductRef(words=value)})
    whole = slot == "sku" or (view.conversation.question and view.conversation.question.subject == SUGGESTED)
    fixed = {"color": variant.color, "size": variant.size} if whole else {}
    return waiting.model_copy(update={"product": ProductRef(sku=value), **fixed})


def _into_swap(
    waiting: ExchangeItem | ChangeOrder, slot: str, value: str, view: View, counter: Counter
) -> Command | None:
    if slot in ("size", "color"):
        return waiting.model_copy(update={slot: value})
    if slot == "payment":
        return ChoosePayment(method=value)
    if slot == "solution":
        return waiting.model_copy(update={"seeking": Need()}) if value == OTHER_GOODS else None
    if slot in ("sku", "product"):
        product = product_with(Sku(value), view, counter)
        variant = product.variant(value) if product else None
        if view.conversation.question and view.conversation.question.subject == GOODS:
            return waiting.model_copy(update={"instead": _product(value) if variant else ProductRef(words=value)})
        return waiting.model_copy(update={"color": variant.color, "size": variant.size}) if variant else None
    if slot == "quantity" and isinstance(waiting, ChangeOrder) and value.isdecimal() and len(value) < 4:
        return waiting.model_copy(update={"quantity": int(value)})
    return _into_item(waiting, slot, value)


def _into_item(
    waiting: ReturnItem | CancelOrder | ReportDamaged | ReportWrongItem | ExchangeItem | ChangeOrder,
    slot: str,
    value: str,
) -> Command | None:
    if slot == "item":
        return waiting.model_copy(update={"item": value})
    if slot == "order":
        return waiting.model_copy(update={"order": OrderRef(id=value)})
    if slot == "reason" and isinstance(waiting, ReturnItem):
        return waiting.model_copy(update={"reason": value})
    return None


def _into_quantity(waiting: SetQuantity, slot: str, value: str) -> Command | None:
    if slot == "quantity":
        fits = value.isdecimal() and len(value) < 4
        return waiting.model_copy(update={"quantity": int(value)}) if fits else None
    return waiting.model_copy(update={"product": _product(value)}) if slot in ("product", "sku") else None


def _with_order_or_product(waiting: Command, slot: str, value: str) -> Command | None:
    """Any other Command that asked which order, item or product is meant."""
    fields = type(waiting).model_fields
    if slot in ("order", "item") and slot in fields:
        return waiting.model_copy(update={slot: OrderRef(id=value) if slot == "order" else value})
    if slot in ("product", "sku") and "product" in fields:
        return waiting.model_copy(update={"product": _product(value)})
    return None


def _into_reason(order: OrderRef, value: str) -> Command:
    """What is the matter decides which way the money goes back."""
    match value:
        case "damaged":
            return ReportDamaged(order=order)
        case "wrong_item" | "wrong":
            return ReportWrongItem(order=order)
        case "missing" | "missing_item":
            return ReportWrongItem(order=order, missing=True)
        case "late" | "lost":
            return ReportLost(order=order)
        case _:
            return ReturnItem(order=order, reason=value)


def _without_question(
    question: OpenQuestion | None, slot: str, value: str, view: View, counter: Counter
) -> Command | None:
    """Answers that say enough by themselves, and those to the question what would put a complaint right."""
    subject = question.subject if question is not None else None
    known = subject if any(order.id == subject for order in view.orders) else None
    lost = next((order.id for order in placed(view) if headline(order, view.now) in NEVER_CAME), None)
    order = OrderRef(id=known or (lost if slot == "solution" else None) or view.conversation.focus_order)
    match slot:
        case "sku" if product_with(Sku(value), view, counter) is not None:
            return _into_taking(TakeProduct(), slot, value, view, counter)
        case "payment":
            return ChoosePayment(method=value)
        case "order":
            return TrackOrder(order=OrderRef(id=value))
        case "reason":
            return _into_reason(order, value)
        case "solution":
            return _solution(order, value, view)
        case "size" | "color" if open_quote(view) is not None:
            return ChangeOrder(size=value) if slot == "size" else ChangeOrder(color=value)
        case "size" | "color" if view.conversation.needs:
            return RefineSearch(change=Need(size=value) if slot == "size" else Need(colors=(value,)))
        case "quantity" if value.isdecimal() and len(value) < 4:
            return SetQuantity(quantity=int(value))
        case _:
            return None


def _solution(order: OrderRef, value: str, view: View) -> Command:
    """Money or new goods, by where the goods are; anything else is for a person."""
    found = next((each for each in view.orders if each.id == order.id), None)
    delivered = found is not None and any(line.kept for line in found.lines)
    match value:
        case "refund":
            return AskRefund(order=order)
        case "replacement":
            return ExchangeItem(order=order) if delivered else ReportLost(order=order, solution=value)
        case "discount" if delivered:
            return AskGoodwill(order=order)
        case _:
            return AskHuman()
