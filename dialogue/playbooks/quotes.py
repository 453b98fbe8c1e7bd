"""The order that waits for its yes: making it, making it anew with a change, letting it go."""

from collections.abc import Callable
from dataclasses import replace

from dialogue.bookmarks import yes_to
from dialogue.commands import AddressSaid, GiveAddress, TakeProduct
from dialogue.conversation import BasketLine, Conversation, OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.messages.base import Message
from dialogue.messages.basket import BasketEmptied, BasketEmpty, TakenOut
from dialogue.messages.checkout import AskAddress, ChangeOfMind, ChangeOfMindQuote, QuoteLetGo, QuoteUnchanged
from dialogue.plan import Decided, Plan
from dialogue.playbooks.addresses import ask_for, missing_in, said_of
from dialogue.playbooks.cards import market_of
from dialogue.playbooks.goods import items_of, title_at
from dialogue.playbooks.replies import answered, asked, head, resumed, told
from dialogue.view import View
from orders.actions import AbandonQuote, ConfirmQuote, Consent, MakeQuote
from orders.ids import Sku
from orders.order import Address, Order
from orders.states import OrderState

Lines = tuple[BasketLine, ...]
USUAL_METHOD = "card"
_BARE = 2
"""Words up to which a "no?" or "cancel it?" is meant as such."""


def open_quote(view: View) -> Order | None:
    """The order of this conversation that waits for a yes."""
    number = view.conversation.quote
    order = view.order(number) if number else None
    return order if order is not None and order.state is OrderState.QUOTED else None


def lines_of(order: Order) -> Lines:
    return tuple(BasketLine(line.sku, line.current) for line in order.current_lines)


def at_hand(view: View) -> Lines:
    """What would be ordered: the basket, which every quote is made from, else the lines of the open quote."""
    order = open_quote(view)
    return view.conversation.basket or (lines_of(order) if order is not None else ())


def let_go_of(view: View) -> Lines:
    """ "Order it after all": the goods of the offer that was spoken of last, where nothing else was looked at since."""
    offer = view.order(view.conversation.focus_order) if view.conversation.focus_order else None
    focus = view.conversation.focus
    if offer is None or offer.state is not OrderState.EXPIRED:
        return ()
    return lines_of(offer) if focus is None or any(line.sku == focus.sku for line in offer.lines) else ()


def known_address(view: View) -> Address | None:
    return view.conversation.address or view.profile.address


def quoted(view: View, counter: Counter, lines: Lines, *said: Message) -> Plan:
    """A quote for these lines in place of the open one; asks first for what is not known of the address."""
    half_said = _half_said(view)
    conversation = replace(view.conversation, basket=lines, pending=None, question=None)
    view = replace(view, conversation=conversation)
    if not lines:
        return told(view, *said, BasketEmpty())
    address = known_address(view)
    known = said_of(address) if address else half_said
    missing = missing_in(known, counter) if any(known.model_dump().values()) else ()
    if address is None or missing:
        return _ask_address(view, counter, known, missing, said)
    action = make_quote(view, counter, lines, address)
    decided = Decided("ordering", "quoted", inputs=", ".join(f"{line.quantity} x {line.sku}" for line in lines))
    return Plan(conversation, view.profile, messages=said, actions=(action,), decided=(decided,))


def _half_said(view: View) -> AddressSaid:
    """The parts of an address told so far: they stay while something else is said in between ("by paypal")."""
    question = view.conversation.question
    waiting = resumed(question.command) if question and question.command else None
    return waiting.address if isinstance(waiting, GiveAddress) else AddressSaid()


def _ask_address(
    view: View, counter: Counter, known: AddressSaid, missing: tuple[str, ...], said: tuple[Message, ...]
) -> Plan:
    question: Message = ask_for(missing, known, view, counter) if missing else AskAddress()
    slot = question.asks or Slot.ADDRESS
    plan = asked(view, question, slot, GiveAddress(address=known), subject="checkout")
    return replace(plan, messages=(*said, *plan.messages))


def make_quote(view: View, counter: Counter, lines: Lines, address: Address) -> MakeQuote:
    market = counter.policy.market_of(address) or address.country
    known = counter.policy.markets.get(market) or counter.policy.markets[market_of(view, counter)]
    before = open_quote(view)
    method = view.conversation.method or (before.method if before else None) or view.profile.payment or USUAL_METHOD
    return MakeQuote(
        shopper=view.conversation.shopper,
        conversation=view.conversation.id,
        lines=tuple((line.sku, line.quantity) for line in lines),
        address=address,
        market=market,
        currency=known.currency,
        method=method,
        email=view.profile.email or "",
        gift_card=view.conversation.gift_card,
        replaces=before.id if before else None,
    )


def changed(lines: Lines, sku: Sku, change: Callable[[BasketLine], BasketLine]) -> Lines:
    """The lines with one of them changed; lines of the same variant become one, and a line of none disappears."""
    return merged_lines(tuple(change(line) if line.sku == sku else line for line in lines))


def merged_lines(lines: Lines) -> Lines:
    sums: dict[Sku, int] = {}
    for line in lines:
        sums[line.sku] = sums.get(line.sku, 0) + line.quantity
    return tuple(BasketLine(sku, quantity) for sku, quantity in sums.items() if quantity > 0)


def let_go(view: View, order: Order) -> Plan:
    """The shopper does not want the open quote. A basket of several things is kept, a single thing is forgotten."""
    action = AbandonQuote(**head(order, view, ""))
    lines = at_hand(view)
    conversation = replace(without_quote(view.conversation), basket=lines if len(lines) > 1 else ())
    decided = Decided("ordering", "quote_let_go", inputs=order.id)
    return Plan(conversation, view.profile, actions=(action,), after=(QuoteLetGo(),), decided=(decided,))


def emptied(view: View) -> Plan:
    """Nothing is left to order: the basket is emptied and the open quote dropped."""
    order = open_quote(view)
    conversation = replace(without_quote(view.conversation), basket=())
    actions = (AbandonQuote(**head(order, view, "")),) if order is not None else ()
    decided = (Decided("ordering", "basket_emptied"),)
    return Plan(conversation, view.profile, actions=actions, after=(BasketEmptied(),), decided=decided)


def requoted(lines: Lines, view: View, counter: Counter, *first: Message) -> Plan:
    """A quote for these lines, or a word that the open one is just that."""
    order = open_quote(view)
    if order is not None and view.now < order.quote_expires_at and merged_lines(lines_of(order)) == merged_lines(lines):
        message = QuoteUnchanged(token=yes_to(order).token, legal=order.terms.labelled_button)
        question = OpenQuestion(slot=Slot.CONFIRM, subject=order.id)
        conversation = replace(view.conversation, basket=lines, pending=yes_to(order), question=question)
        return Plan(conversation, view.profile, messages=(*first, message))
    return quoted(view, counter, lines, *first)


def change_of_mind(view: View, counter: Counter) -> Plan:
    """What holds when the shopper thinks better of it later; an open quote goes on waiting for its yes."""
    order = open_quote(view)
    if order is None:
        return told(view, ChangeOfMind(days=counter.policy.windows.return_days))
    message = ChangeOfMindQuote(
        days=order.terms.return_days, token=yes_to(order).token, legal=order.terms.labelled_button
    )
    question = OpenQuestion(slot=Slot.CONFIRM, subject=order.id)
    conversation = replace(view.conversation, pending=yes_to(order), question=question)
    return Plan(conversation, view.profile, messages=(message,), decided=(Decided("ordering", "told_ways_back"),))


def asks_only(view: View) -> bool:
    """A question, written out: it changes nothing that waits."""
    written = [inbound.text for inbound in view.inbounds if inbound.button is None]
    return any("?" in text and len(text.split()) > _BARE for text in written)


def held_by_quote(sku: Sku, view: View) -> int:
    """Pieces that our own open quote holds: they are ours to order."""
    order = open_quote(view)
    return sum(line.current for line in order.lines if line.sku == sku) if order is not None else 0


def takes_more(view: View) -> bool:
    """Something else was being taken since the quote was shown: whoever orders now sees first what would be ordered."""
    question = view.conversation.question
    waiting = resumed(question.command) if question is not None and question.command else None
    return isinstance(waiting, TakeProduct) and question is not None and question.slot is not Slot.CONFIRM


def half_an_address(view: View) -> GiveAddress | None:
    """An address is being told: a yes in between has what it lacks asked for once more, and orders to no other one."""
    question = view.conversation.question
    waiting = resumed(question.command) if question is not None and question.command else None
    return waiting if isinstance(waiting, GiveAddress) else None


def asks_else(view: View) -> bool:
    """Something else was asked after the quote ("send me a photo, or press Continue"): a bare yes answers that."""
    question = view.conversation.question
    return question is not None and question.slot is not Slot.CONFIRM


def yes_of(quote: Order, consent: Consent) -> ConfirmQuote:
    """The yes to exactly this quote. Two equal yeses carry the same confirmation, so the second does nothing."""
    return ConfirmQuote(
        shopper=quote.shopper,
        order=quote.id,
        expected_version=quote.version,
        confirmation=f"{yes_to(quote).token}:{quote.version}",
        quote_hash=quote.quote_hash,
        consent=consent,
    )


def without(sku: Sku, view: View, counter: Counter) -> Plan:
    left = tuple(line for line in at_hand(view) if line.sku != sku)
    if not left:
        return emptied(view)
    if open_quote(view) is not None:
        return quoted(view, counter, left)
    conversation = replace(answered(view), basket=left)
    message = TakenOut(title=title_at(sku, view, counter), items=items_of(left, view, counter))
    return Plan(
        conversation, view.profile, messages=(message,), decided=(Decided("ordering", "taken_out", inputs=sku),)
    )


def without_quote(conversation: Conversation) -> Conversation:
    return replace(conversation, quote=None, pending=None, question=None, gift_card=None, method=None)
