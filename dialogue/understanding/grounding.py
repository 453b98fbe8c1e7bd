"""Drops or repairs Commands that point at what was neither shown, nor owned, nor said. Pure; nothing here understands
words.

It guards against an understander that makes things up: an order number that is not the shopper's and that nobody typed,
a token that no button carried, a Command that only staff may give. What was really typed is kept, so that it can be
answered ("there is no order SK-…").
"""

import re
from dataclasses import replace

from dialogue.card_numbers import held_card_number
from dialogue.commands import (
    ChoosePayment,
    Command,
    Confirm,
    Deny,
    GiveAddress,
    OrderRef,
    ProductRef,
    SendCardNumber,
    SwapSaid,
)
from dialogue.understanding.base import Reading
from dialogue.view import View

_STAFF = "staff_"
_SURELY = 0.5


def ground(reading: Reading, view: View) -> Reading:
    """The reading with only what this view bears out. Readings of buttons pass: their ids are checked where they
    act."""
    if held_card_number(view.text):
        return _with_card_number(reading)
    if any(inbound.button is not None for inbound in view.inbounds):
        return reading
    grounded = tuple(kept for command in reading.commands if (kept := _grounded(command, view)) is not None)
    if grounded == reading.commands:
        return reading
    return replace(reading, commands=grounded, trace=(*reading.trace, "grounded"))


def _with_card_number(reading: Reading) -> Reading:
    """A card's number is answered whatever stands beside it; of that only how and where to is taken up."""
    beside = tuple(command for command in reading.commands if isinstance(command, ChoosePayment | GiveAddress))
    beside = beside if reading.confidence >= _SURELY else ()
    return replace(
        reading, commands=(SendCardNumber(), *beside), confidence=1.0, trace=(*reading.trace, "a card number")
    )


def _grounded(command: Command, view: View) -> Command | None:
    if command.kind.startswith(_STAFF):
        return None
    if isinstance(command, Confirm | Deny):
        return command.model_copy(update={"token": None}) if command.token else command
    fields = type(command).model_fields
    update: dict[str, object] = {}
    for name in fields:
        value = getattr(command, name)
        if isinstance(value, OrderRef):
            if not _may_name_order(value, view):
                return None
        elif isinstance(value, ProductRef):
            update[name] = _product(value, view)
        elif isinstance(value, tuple) and value and isinstance(value[0], ProductRef):
            update[name] = tuple(_product(ref, view) for ref in value)
        elif name == "item" and isinstance(value, str):
            update[name] = value if _may_name_item(value, view) else None
        elif name == "more" and isinstance(value, tuple):
            update[name] = tuple(_swap(each, view) for each in value if isinstance(each, SwapSaid))
    return command.model_copy(update=update) if update else command


def _swap(said: SwapSaid, view: View) -> SwapSaid:
    item = said.item if said.item is None or _may_name_item(said.item, view) else None
    instead = _product(said.instead, view) if said.instead else None
    return said.model_copy(update={"item": item, "instead": instead})


def _may_name_order(ref: OrderRef, view: View) -> bool:
    """The shopper's own, or typed by them."""
    return ref.id is None or any(order.id == ref.id for order in view.orders) or _is_typed(ref.id, view)


def _product(ref: ProductRef, view: View) -> ProductRef:
    """A sku that is not at hand and that nobody typed is no sku; what is left may still point at something."""
    if ref.sku is None or view.product_of(ref.sku) is not None or _is_typed(ref.sku, view):
        return ref
    return ref.model_copy(update={"sku": None})


def _may_name_item(item: str, view: View) -> bool:
    """Words as typed, or a line or sku of one of the shopper's orders."""
    owned = {str(name) for order in view.orders for line in order.lines for name in (line.id, line.sku)}
    return item in owned or item == "all" or _is_typed(item, view)


def _is_typed(name: str, view: View) -> bool:
    """Written somewhere in the turn, whatever the spaces, signs and capitals between."""
    plain = _plain(name)
    return bool(plain) and plain in _plain(view.text)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
