"""What a model proposes, held against the turn: what the shopper's words, what was shown and what they own do not bear
out is dropped. Pure.

A sum, number, size or date counts only as our own strict reading of the text finds it. A Command that points at goods,
orders or options that are not there is dropped as a whole; a condition of a search that was not said is left out of it.
What takes effect without another yes is never taken from a model: it has to be read offline too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, TypeVar

from pydantic import BaseModel

from dialogue.commands import (
    INTENTS,
    AddressSaid,
    Answer,
    Command,
    FindProducts,
    OrderRef,
    ProductRef,
    RefineSearch,
    SetQuantity,
    SwapSaid,
)
from dialogue.conversation import Slot
from dialogue.understanding.amounts import currency_of
from dialogue.understanding.base import Reading
from dialogue.understanding.spans import Heard
from dialogue.understanding.text import UNSPACED
from dialogue.view import View
from matching.concepts import Concepts
from matching.need import Budget, Need, Room
from orders.money import EXPONENTS, Money

READ_OFFLINE_TOO: Final = frozenset(
    {"say_arrived", "complain", "ask_human", "opt_out", "change_language", "correct_profile", "export_my_data",
     "watch_stock", "stop_watching", "forget_payment", "give_address", "choose_address", "send_to_default",
     "find_my_order", "forget_access", "link_chat", "unlink_chat", "send_news_to"}
)  # fmt: skip
"""Commands that take effect at once: who speaks, what is remembered, whom we write to. A model's reading of them
becomes a question to the shopper; where the offline reading agrees, that one stands."""

_ANSWERED: Final = frozenset({Slot.SIZE, Slot.COLOR, Slot.QUANTITY, Slot.PRODUCT, Slot.RECIPIENT})
"""Questions whose answer leads to nothing that binds."""
_ONE_OF: Final = {
    "reason": frozenset({"too_small", "too_large", "dislike", "other"}),
    "solution": frozenset({"refund", "replacement", "keep"}),
    "method": frozenset({"card", "paypal", "wallet", "gift_card"}),
}
_CONCEPTS: Final = {
    "category": "category", "not_categories": "category", "colors": "color", "not_colors": "color",
    "liked_colors": "color", "materials": "material", "not_materials": "material", "liked_materials": "material",
    "features": "feature", "not_features": "feature", "patterns": "pattern", "not_patterns": "pattern",
    "styles": "style", "liked_styles": "style", "rooms": "room", "occasions": "occasion", "audience": "audience",
    "person": "person",
}  # fmt: skip
"""Fields of a Need → the kind of terms.toml that its ids are of."""


_Said = TypeVar("_Said", bound=BaseModel)


class Unfounded(ValueError):
    """A Command speaks of something that is not there."""


@dataclass(frozen=True)
class Grounds:
    """What a proposal may rest on: the turn, its text as the offline reading hears it, and what that made of it."""

    view: View
    heard: Heard
    concepts: Concepts
    offline: Reading

    @property
    def unclear(self) -> tuple[Money, ...]:
        """Both readings of the first sum that can be read in two ways."""
        return next(((each.money, each.or_else) for each in self.heard.amounts if each.or_else), ())

    def may_cost(self, money: Money) -> bool:
        """A sum that was said, in its currency; a bare number is one in what the market pays with."""
        if any(each.money == money and each.or_else is None for each in self.heard.amounts):
            return True
        places = EXPONENTS[money.currency]
        return money.currency == currency_of(self.view.conversation.market) and self.counts(
            Decimal(money.minor).scaleb(-places)
        )

    def counts(self, number: Decimal | float) -> bool:
        """A number that was said, and can be read in one way only."""
        return any(each.value == Decimal(str(number)) and each.or_else is None for each in self.heard.numbers)

    def is_due(self, day: date) -> bool:
        """A day by which the offline reading understood that goods are needed."""
        searches = [command for command in self.offline.commands if isinstance(command, FindProducts)]
        return any(need.needed_by == day for search in searches for need in search.needs)

    def measures(self, centimetres: float) -> bool:
        said = {Decimal(span.value) for span in self.heard.of("length")}
        return Decimal(str(centimetres)) in said or self.counts(centimetres)

    def owns(self, item: str) -> bool:
        """A line or SKU of one of their orders."""
        return any(item in (line.id, line.sku) for order in self.view.own_orders for line in order.lines)

    def wrote(self, words: str) -> bool:
        return _stands_in(words, self.view.text)

    def means(self, kind: str, value: str) -> bool:
        """A value of this kind was heard in the text, in whatever language."""
        return any(span.value == value for span in self.heard.of(kind))

    def comes_in(self, kind: str, value: str) -> bool:
        """A colour or size of goods at hand, or one that was said."""
        goods = [variant for product in self.view.products for variant in product.variants]
        options = {variant.color if kind == "color" else variant.size for variant in goods}
        return value in options or self.means(kind, value) or self.wrote(value)


def founded(proposed: Sequence[Command], grounds: Grounds) -> tuple[Command, ...]:
    """What of the proposal holds, in its order. Commands that take effect at once are the offline reading's own."""
    read = {command.kind: command for command in grounds.offline.commands}
    kept: list[Command] = []
    for command in proposed:
        found = read.get(command.kind) if command.kind in READ_OFFLINE_TOO else _held(command, grounds)
        if found is not None:
            kept.append(found)
    return tuple(dict.fromkeys(kept))


def _held(command: Command, grounds: Grounds) -> Command | None:
    try:
        return _of_command(command, grounds)
    except Unfounded:
        return None


def asked_back(proposed: Sequence[Command], grounds: Grounds) -> tuple[str, ...]:
    """Intents that a model alone has read and that take effect at once: what to ask the shopper."""
    read = {command.kind for command in grounds.offline.commands}
    kinds = [command.kind for command in proposed if command.kind in READ_OFFLINE_TOO - read]
    return tuple(dict.fromkeys(INTENTS[kind] for kind in kinds))


def _of_command(command: Command, grounds: Grounds) -> Command:
    match command:
        case Answer():
            return _answer(command, grounds)
        case SetQuantity() if not grounds.counts(command.quantity):
            raise Unfounded("nobody said this number")
        case FindProducts():
            needs = tuple(_need(need, grounds) for need in command.needs)
            if needs and Need() in needs:
                raise Unfounded("nothing is left of what was looked for")
            return command.model_copy(update={"needs": needs, "unclear": grounds.unclear})
        case RefineSearch():
            changed = _checked(command, grounds)
            if changed == RefineSearch():
                raise Unfounded("nothing is left of the change")
            return changed.model_copy(update={"unclear": grounds.unclear})
        case _:
            return _checked(command, grounds)


def _answer(answer: Answer, grounds: Grounds) -> Answer:
    question = grounds.view.conversation.question
    if question is None or answer.slot != question.slot or question.slot not in _ANSWERED:
        raise Unfounded("this was not asked")
    if answer.value in question.options or grounds.wrote(answer.value):
        return answer
    if question.slot in (Slot.SIZE, Slot.COLOR) and grounds.comes_in(question.slot, answer.value):
        return answer
    if question.slot is Slot.QUANTITY and answer.value.isdecimal() and grounds.counts(Decimal(answer.value)):
        return answer
    raise Unfounded("this was neither offered nor said")


def _checked(said: _Said, grounds: Grounds) -> _Said:
    """The same with every field held against the turn. Raises Unfounded."""
    given = {name: getattr(said, name) for name in said.model_fields_set}
    return said.model_copy(update={name: _field(name, value, grounds) for name, value in given.items()})


def _field(name: str, value: object, grounds: Grounds) -> object:
    match value:
        case tuple():
            return tuple(_field(name, each, grounds) for each in value)
        case OrderRef():
            return _order(value, grounds)
        case ProductRef():
            return _product(value, grounds)
        case Need():
            return _need(value, grounds)
        case AddressSaid():
            return _address(value, grounds)
        case SwapSaid():
            return _checked(value, grounds)
        case Enum() | bool():
            return value
        case int():
            return value if value == 1 or grounds.counts(value) else None
        case str():
            return _string(name, value, grounds)
    return value


def _string(name: str, value: str, grounds: Grounds) -> str | None:
    match name:
        case "kind":
            return value
        case "reason" | "solution" | "method":
            return value if value in _ONE_OF[name] else None
        case "drop":
            known = value in Need.model_fields
        case "color" | "size":
            known = grounds.comes_in(name, value)
        case "feature":
            known = ("feature", value) in grounds.concepts
        case "item":
            known = value == "all" or grounds.owns(value) or grounds.wrote(value)
        case _:
            known = grounds.wrote(value)
    if not known:
        raise Unfounded(f"{name} was neither offered nor said")
    return value


def _order(ref: OrderRef, grounds: Grounds) -> OrderRef:
    if ref.id is not None and all(order.id != ref.id for order in grounds.view.own_orders):
        raise Unfounded("this is no order of theirs")
    if ref.words and not grounds.wrote(ref.words):
        raise Unfounded("nobody called an order so")
    return ref


def _product(ref: ProductRef, grounds: Grounds) -> ProductRef:
    if ref.position is not None and not 1 <= ref.position <= len(grounds.view.conversation.shown):
        raise Unfounded("nothing was shown there")
    if ref.sku is not None and grounds.view.product_of(ref.sku) is None:
        raise Unfounded("this is not at hand")
    if ref.words and not grounds.wrote(ref.words):
        raise Unfounded("nobody called goods so")
    return ref


def _address(said: AddressSaid, grounds: Grounds) -> AddressSaid:
    parts = {name: value for name, value in said.model_dump().items() if value}
    country = parts.pop("country", None)
    if not all(grounds.wrote(part) for part in parts.values()):
        raise Unfounded("nobody wrote this address")
    return AddressSaid(**parts, country=country if grounds.means("country", country or "") else None)


def _need(need: Need, grounds: Grounds) -> Need:
    """What was said of the conditions, and ids that the catalog knows."""
    update: dict[str, object] = {name: _known(getattr(need, name), kind, grounds) for name, kind in _CONCEPTS.items()}
    size, age, due = need.size, need.age, need.needed_by
    update |= {
        "text": need.text if grounds.wrote(need.text) else "",
        "size": size if size and (grounds.means("size", size) or grounds.wrote(size)) else None,
        "age": age if age is not None and grounds.counts(age) else None,
        "quantity": need.quantity if grounds.counts(need.quantity) else 1,
        "needed_by": due if due is not None and grounds.is_due(due) else None,
        "fits": tuple(room for room in need.fits if _is_measured(room, grounds)),
        "budget": _budget(need.budget, grounds),
        "shared": _budget(need.shared, grounds),
    }
    return need.model_copy(update=update)


def _known(value: str | tuple[str, ...] | None, kind: str, grounds: Grounds) -> str | tuple[str, ...] | None:
    if isinstance(value, tuple):
        return tuple(each for each in value if (kind, each) in grounds.concepts)
    return value if value is not None and (kind, value) in grounds.concepts else None


def _is_measured(room: Room, grounds: Grounds) -> bool:
    bounds = [bound for bound in (room.at_most_cm, room.at_least_cm) if bound is not None]
    return bool(bounds) and all(grounds.measures(bound) for bound in bounds)


def _budget(budget: Budget | None, grounds: Grounds) -> Budget | None:
    """As it was said, or none: a sum that is not in the text is never searched by."""
    bounds = [bound for bound in (budget.lower, budget.upper) if bound is not None] if budget else []
    return budget if bounds and all(map(grounds.may_cost, bounds)) else None


def _stands_in(words: str, text: str) -> bool:
    """Whole words, in this order, whatever the signs and capitals between."""
    if len(words) > len(text):
        return False
    parts = [re.escape(part) for part in re.findall(r"\w+", words.casefold())]
    edges = ("", "") if re.search(f"[{UNSPACED}]", words) else (r"(?<!\w)", r"(?!\w)")
    return bool(parts) and re.search(edges[0] + r"\W+".join(parts) + edges[1], text.casefold()) is not None
