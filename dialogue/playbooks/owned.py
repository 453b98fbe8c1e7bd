"""Which of a shopper's own orders a person means, and which item of it. Other people's orders are like missing ones."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from dialogue.commands import Command, OrderRef
from dialogue.conversation import Slot
from dialogue.counter import Counter
from dialogue.messages.changes import ItemNotInOrder, WhichItem, WhichItemOrAll
from dialogue.messages.tracking import NoOrdersYet, OrderNotFound, WhichOrder
from dialogue.plan import Plan
from dialogue.playbooks.lines import brief_of, title_of_line
from dialogue.playbooks.replies import answered, asked, product_of
from dialogue.view import View
from orders import actions
from orders.ids import Sku
from orders.line import Line
from orders.order import Order
from orders.states import OrderState

Owned = TypeVar("Owned")
ALL: Final = "all"
"""The answer "all of them" to a question for an item."""
_MOST: Final = 5
"""As many orders as one question offers."""
_NEVER_ORDERED: Final = (OrderState.DRAFT, OrderState.QUOTED, OrderState.EXPIRED)


def placed(view: View) -> tuple[Order, ...]:
    """Orders that were really placed, newest first."""
    return tuple(order for order in view.orders if order.state not in _NEVER_ORDERED)


def order_meant(
    ref: OrderRef, command: Command, view: View, counter: Counter, fits: Callable[[Order], bool]
) -> Order | Plan:
    """The order meant, or the Plan that asks or says there is none.

    By id as typed (one wrong letter is forgiven), by words for its goods, else the one that `fits`: the order in focus
    first, and with several left a question. When none fits, the newest is taken, so that its refusal can be explained.
    """
    if ref.id:
        return _by_id(ref.id, view)
    owned = placed(view)
    if not owned:
        return _none(view)
    named = best_named(ref.words, owned, lambda order: _words_of_order(order, view, counter)) or list(owned)
    candidates = [order for order in named if fits(order)]
    if not candidates:
        return _in_focus(named, view) or named[0]
    focused = _in_focus(candidates, view)
    if focused is not None or len(candidates) == 1:
        return focused or candidates[0]
    found = product_of(view, counter)
    briefs = tuple(brief_of(order, found, view.now) for order in candidates[:_MOST])
    options = tuple(order.id for order in candidates[:_MOST])
    return asked(view, WhichOrder(orders=briefs), Slot.ORDER, command, options)


def lines_meant(
    item: str | None, order: Order, lines: Sequence[Line], command: Command, view: View, counter: Counter
) -> tuple[Line, ...] | Plan:
    """The lines meant among those it can be about. `item` is a line's id, "all", or words."""
    if item == ALL or (len(lines) == 1 and not item):
        return tuple(lines)
    item = item or pending_line(order, view)
    if not item:
        return _which(order, lines, command, view, counter)
    exact = [line for line in lines if item in (line.id, line.sku)]
    named = exact or best_named(item, lines, lambda line: words_of(line.sku, line.title, view, counter))
    if len(named) == 1 or len(lines) == 1:
        return tuple(named or lines)
    if named:
        return _which(order, named, command, view, counter)
    return _ask_item(ItemNotInOrder, order, lines, command, view, counter)


def pending_line(order: Order, view: View) -> str | None:
    """The item of this order that waits for a yes: "in blue instead" and "only one of them" are about that."""
    action = view.conversation.pending.action if view.conversation.pending else None
    match action:
        case actions.CancelLine() if action.order == order.id:
            return action.line
        case actions.ReturnLines() if action.order == order.id and len(action.lines) == 1:
            return action.lines[0].line
        case actions.ChangeLines() | actions.ExchangeLines() if action.order == order.id and len(action.swaps) == 1:
            return action.swaps[0].line
        case _:
            return None


def _which(order: Order, lines: Sequence[Line], command: Command, view: View, counter: Counter) -> Plan:
    whole = command.kind in {"return_item", "report_damaged", "report_wrong_item"}
    return _ask_item(WhichItemOrAll if whole else WhichItem, order, lines, command, view, counter)


def _ask_item(
    kind: type[WhichItem] | type[ItemNotInOrder],
    order: Order,
    lines: Sequence[Line],
    command: Command,
    view: View,
    counter: Counter,
) -> Plan:
    found = product_of(view, counter)
    titles = tuple(title_of_line(line, found) for line in lines)
    options = tuple(str(line.id) for line in lines)
    message = kind(order=order.id, titles=titles, lines=options)
    return asked(view, message, Slot.ITEM, command, options, subject=order.id)


def _by_id(typed: str, view: View) -> Order | Plan:
    wanted = _bare(typed)
    exact = [order for order in view.orders if _bare(order.id) == wanted]
    near = exact or [order for order in placed(view) if _one_apart(_bare(order.id), wanted)]
    if len(near) == 1:
        return near[0]
    if not placed(view):
        return _none(view)
    return Plan(answered(view), view.profile, messages=(OrderNotFound(id=_shown_id(typed)),))


def _none(view: View) -> Plan:
    return Plan(answered(view), view.profile, messages=(NoOrdersYet(),))


def _in_focus(orders: Iterable[Order], view: View) -> Order | None:
    return next((order for order in orders if order.id == view.conversation.focus_order), None)


def _bare(typed: str) -> str:
    """An order number without prefix, spaces and signs: "sk 7f3-kq2" is 7F3KQ2."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper()).removeprefix("SK")


def _shown_id(typed: str) -> str:
    return typed.strip().upper()[:20]


def _one_apart(one: str, other: str) -> bool:
    """One letter replaced, left out, added, or two neighbours swapped."""
    if len(one) == len(other):
        wrong = [i for i in range(len(one)) if one[i] != other[i]]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and one[wrong[0]] == other[wrong[1]]
        return len(wrong) == 1 or (swapped and one[wrong[1]] == other[wrong[0]])
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


# Goods by their words


def best_named(words: str, owned: Sequence[Owned], names: Callable[[Owned], frozenset[str]]) -> list[Owned]:
    """Those that most of the words fit; none when no word fits any."""
    said = _split(words)
    scores = [sum(any(_alike(word, name) for name in names(each)) for word in said) for each in owned]
    best = max(scores, default=0)
    return [each for each, score in zip(owned, scores, strict=True) if score == best and best > 0]


def _words_of_order(order: Order, view: View, counter: Counter) -> frozenset[str]:
    lines = order.current_lines or order.lines
    return frozenset().union(*(words_of(line.sku, line.title, view, counter) for line in lines))


def words_of(sku: Sku, title: str, view: View, counter: Counter) -> frozenset[str]:
    """Every word people may call it by: titles in all languages, colour and kind in the language of the talk."""
    product = product_of(view, counter)(sku)
    if product is None:
        return frozenset(_split(title))
    variant = product.variant(sku)
    texts = [title, product.title, product.name or "", *product.titles.values(), (variant and variant.size) or ""]
    concepts = [("category", product.category), ("color", variant.color if variant else None)]
    for kind, concept in concepts:
        if concept:
            texts += [concept, *counter.called(kind, concept, view.conversation.locale)]
    return frozenset(word for text in texts for word in _split(text))


def _split(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("_", " "))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(re.findall(r"\w{2,}", letters))


def _alike(word: str, name: str) -> bool:
    """The same word, an inflection of it ("gelbe", "gelb"), or one that a compound contains ("jacke", "regenjacke")."""
    if word == name:
        return True
    short, long = sorted((word, name), key=len)
    if len(short) >= 4 and short in long:
        return True
    return len(short) >= 3 and long.startswith(short) and len(long) - len(short) <= 2
