"""Where orders go: an address for what is being ordered, the default one from now on, one of those we know."""

import hashlib
import re
from dataclasses import replace

from dialogue.commands import AddressSaid, ChangeAddress, ChooseAddress, GiveAddress, OrderRef, SendToDefault
from dialogue.conversation import Slot
from dialogue.counter import Counter
from dialogue.messages import checkout as said
from dialogue.messages import delivering as going
from dialogue.messages.base import Message
from dialogue.plan import Decided, Plan
from dialogue.playbooks import changes
from dialogue.playbooks.addresses import ask_for, country_meant, merged, missing_in, redirected, said_of, whole
from dialogue.playbooks.lines import place_of
from dialogue.playbooks.owned import order_meant, placed
from dialogue.playbooks.quotes import at_hand, known_address, open_quote, quoted
from dialogue.playbooks.replies import asked, resumed, told
from dialogue.view import View
from orders.order import Address, Order
from orders.pieces import nothing_handed_over, undelivered

_CHOOSING = (Slot.PRODUCT, Slot.SIZE, Slot.COLOR, Slot.QUANTITY)
"""Questions about what is to be taken, which stay open beside an address."""


def give_address(command: GiveAddress, view: View, counter: Counter) -> Plan:
    """An address for the change of an order that asked for it, else for what is being ordered, else to keep."""
    question = view.conversation.question
    waiting = resumed(question.command) if question and question.command else None
    if isinstance(waiting, ChangeAddress):
        address = merged(waiting.address, command.address)
        return changes.change_address(waiting.model_copy(update={"address": address}), view, counter)
    order = open_quote(view)
    address, always = _as_known(command.address, view, counter), command.always
    if isinstance(waiting, GiveAddress):
        address, always = merged(waiting.address, address), always or waiting.always
    elif order is not None:
        address = redirected(order.address, address)
    elif not at_hand(view) and not always and _can_be_redirected(view):
        redirect = ChangeAddress(order=OrderRef(id=view.conversation.focus_order), address=address)
        return changes.change_address(redirect, view, counter)
    address = _completed(address, view, counter)
    missing = missing_in(address, counter)
    if missing:
        question_now = ask_for(missing, address, view, counter)
        going_on = GiveAddress(address=address, always=always)
        return asked(view, question_now, question_now.asks or Slot.ADDRESS, going_on)
    return with_address(whole(address), view, counter, always=always)


def change_address(command: ChangeAddress, view: View, counter: Counter) -> Plan:
    """A street that only one known address has means that address: "to my place in Lindenweg". For what is being
    ordered the known ones are offered."""
    nothing_said = not any(command.address.model_dump().values()) and not (command.order.id or command.order.words)
    if nothing_said and open_quote(view) is not None and len(known_addresses(view, counter)) > 1:
        return choose_address(ChooseAddress(), view, counter)
    if not nothing_said and not (command.order.id or command.order.words or placed(view) or open_quote(view)):
        return give_address(GiveAddress(address=command.address), view, counter)
    known = _as_known(command.address, view, counter)
    return changes.change_address(command.model_copy(update={"address": known}), view, counter)


def _as_known(address: AddressSaid, view: View, counter: Counter) -> AddressSaid:
    """The whole of a known address of which only the street was said, with or without its number."""
    if not address.line1 or address.city or address.postcode:
        return address
    street = _street(address.line1)
    same = [each for each in known_addresses(view, counter) if street and street <= _street(each.line1)]
    return said_of(same[0]) if len(same) == 1 else address


def _street(line: str) -> frozenset[str]:
    """Its words and numbers, without "the" and "in"."""
    words = re.findall(r"\w+", line.casefold())
    return frozenset(word for word in words if len(word) > 3 or any(map(str.isdigit, word)))


def _completed(address: AddressSaid, view: View, counter: Counter) -> AddressSaid:
    """With the country and the name that go without saying."""
    if address.country is None:
        address = address.model_copy(update={"country": country_meant(address, view, counter)})
    name = view.profile.name or (view.profile.address.name if view.profile.address else None)
    return address.model_copy(update={"name": name}) if address.name is None and name else address


def _can_be_redirected(view: View) -> bool:
    order = view.order(view.conversation.focus_order) if view.conversation.focus_order else None
    return order is not None and order in placed(view) and not any(parcel.handed_over_at for parcel in order.parcels)


def with_address(address: Address, view: View, counter: Counter, *, always: bool) -> Plan:
    """For what is being ordered alone where another address is the default; else, and from now on, the default."""
    usual = view.profile.address
    once = bool(at_hand(view)) and usual is not None and not always
    profile = replace(view.profile, name=_fuller(view.profile.name, address.name), address=usual if once else address)
    market, choosing = counter.policy.market_of(address) or view.conversation.market, view.conversation.question
    conversation = replace(view.conversation, address=address, market=market, question=None)
    view = replace(view, conversation=conversation, profile=profile)
    first = _said_first(address, usual, view, always=always)
    if at_hand(view):
        return quoted(view, counter, at_hand(view), *first)
    message = first or (said.AddressKept(address=place_of(address)),)
    if choosing is not None and choosing.slot in _CHOOSING:  # Said while it is still open what is taken.
        conversation = replace(conversation, question=choosing)
    return Plan(conversation, profile, messages=message, decided=(Decided("service", "address_kept"),))


def _fuller(known: str | None, said: str) -> str:
    """A parcel may be for somebody else: it names the shopper where no name is known, or more of the same one."""
    return said if not known or f"{said} ".casefold().startswith(f"{known} ".casefold()) else known


def _said_first(address: Address, usual: Address | None, view: View, *, always: bool) -> tuple[Message, ...]:
    if always:
        return (_from_now_on(address, usual, view),)
    if usual is None or usual == address or not at_hand(view):
        return ()
    return (going.AddressForThisOrder(usual=place_of(usual)),)


def _from_now_on(address: Address, usual: Address | None, view: View) -> Message:
    """What is placed is not touched, which is said; what is not packed could still go there."""
    place = place_of(address)
    if usual == address:
        return going.DefaultAddressIsThat(address=place)
    own = (order for order in placed(view) if order in view.own_orders)
    open_order = next((order for order in own if _is_unpacked(order) and order.address != address), None)
    if open_order is None:
        return going.DefaultAddressNow(address=place)
    return going.DefaultAddressNowAndOrder(address=place, order=open_order.id)


def _is_unpacked(order: Order) -> bool:
    return bool(undelivered(order)) and nothing_handed_over(order)


# ---- those we know


def known_addresses(view: View, counter: Counter) -> tuple[Address, ...]:
    """The default one first, then the others that were used, each once."""
    customer = counter.customer_of(view.conversation.shopper)
    others = customer.addresses if customer is not None else ()
    known = (view.profile.address, view.conversation.address, *others)
    return tuple(dict.fromkeys(each for each in known if each is not None))


def key_of(address: Address) -> str:
    """What names an address on a button."""
    return hashlib.sha256(repr(address).encode()).hexdigest()[:8]


def choose_address(command: ChooseAddress, view: View, counter: Counter) -> Plan:
    """One of the known addresses, for what is being ordered or as the default; what is not clear is asked."""
    known = known_addresses(view, counter)
    street = (command.address.line1 or "").casefold()
    if street and all(each.line1.casefold() != street for each in known):
        return give_address(GiveAddress(address=command.address, always=command.always), view, counter)
    found = _meant(command, known, view)
    if len(found) == 1:
        return _chosen(found[0], command, view, counter)
    going_on = GiveAddress(address=AddressSaid(), always=command.always)
    if not known:
        return asked(view, said.AskAddress(), Slot.ADDRESS, going_on)
    if len(known) == 1:
        return asked(view, going.OnlyOneAddress(address=place_of(known[0])), Slot.ADDRESS, going_on)
    offered = found or known
    message = going.AskWhichAddress(places=tuple(map(place_of, offered)), keys=tuple(map(key_of, offered)))
    return asked(view, message, Slot.ADDRESS, ChooseAddress(always=command.always), tuple(map(key_of, offered)))


def _meant(command: ChooseAddress, known: tuple[Address, ...], view: View) -> tuple[Address, ...]:
    """Those that the wish can mean; none where it says nothing of any."""
    if command.key is not None:
        return tuple(each for each in known if key_of(each) == command.key)
    street = (command.address.line1 or "").casefold()
    if street:
        return tuple(each for each in known if each.line1.casefold() == street)
    wanted = _words(command.words)
    parts = {each: _words(" ".join((each.name, each.line1, each.line2, each.city, each.postcode))) for each in known}
    best = max((len(wanted & words) for words in parts.values()), default=0)
    if best:
        return tuple(each for each in known if len(wanted & parts[each]) == best)
    if not command.another:
        return ()
    quote = open_quote(view)
    now = quote.address if quote is not None else known_address(view)
    return tuple(each for each in known if each != now)


def _chosen(address: Address, command: ChooseAddress, view: View, counter: Counter) -> Plan:
    if at_hand(view) or command.always:
        return with_address(address, view, counter, always=command.always)
    if _can_be_redirected(view):
        order = OrderRef(id=view.conversation.focus_order)
        return changes.change_address(ChangeAddress(order=order, address=said_of(address)), view, counter)
    conversation = replace(view.conversation, address=address, question=None)
    return Plan(conversation, view.profile, messages=(said.AddressKept(address=place_of(address)),))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w{3,}", text.casefold()))


def send_to_default(command: SendToDefault, view: View, counter: Counter) -> Plan:
    """A placed order to the default address too: read back before the yes like any change of address."""
    address = view.profile.address
    if address is None:
        return changes.change_address(ChangeAddress(order=command.order), view, counter)
    meant = order_meant(command.order, command, view, counter, _is_unpacked)
    if isinstance(meant, Plan):
        return meant
    if meant.address == address:
        return told(view, going.GoesThereAlready(order=meant.id))
    change = ChangeAddress(order=OrderRef(id=meant.id), address=said_of(address))
    return changes.change_address(change, view, counter)
