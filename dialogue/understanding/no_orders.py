"""Who has never ordered anything cannot swap, return or report it: goods that such a message describes are looked for.
Pure."""

from dataclasses import replace
from typing import Final

from dialogue.commands import INTENTS, FindProducts
from dialogue.understanding.base import Reading
from dialogue.understanding.needs import Wanted
from dialogue.understanding.spans import Heard
from dialogue.view import View

DOUBTFUL: Final = 0.8
"""Confidence from which a message is taken at its word: the order may have been made elsewhere."""
CERTAIN: Final = 0.95
"""The same where goods are told with several traits: nobody describes so what they already have."""
_FEW: Final = 2
"""Kinds of traits that are several beside a measure or a search; else `_MANY` are."""
_MANY: Final = 3
SOUGHT: Final = 0.75
OF_ORDERS: Final = frozenset(
    {"exchange_item", "change_order", "change_address", "return_item", "report_damaged", "report_wrong_item", "opt_out",
     "report_lost", "ask_goodwill", "export_my_data", "off_topic", "set_quantity", "swap_said", "refine_search",
     "confirm", "ask_about_product", "remove_from_basket"}
)  # fmt: skip
"""Commands that mean nothing, or little, before there is an order, a search or anything shown."""
_DESCRIBES: Final = ("color", "material", "feature", "pattern", "size", "length", "person", "audience", "amount")
_OF_SOMEBODY: Final = frozenset(INTENTS[kind] for kind in ("find_products", "refine_search", "correct_profile"))


def sought_instead(reading: Reading, view: View, heard: Heard, wanted: Wanted) -> Reading:
    """The reading, or a search for the goods described, where a doubtful one is about orders that do not exist, or
    where nothing was understood but what something is like, for whom it is, or in which size."""
    talk = view.conversation
    at_hand = view.orders or talk.shown or talk.basket or talk.question or talk.pending or talk.needs
    if at_hand or not (_is_misread(reading, heard, wanted) or _is_unread(reading, heard, wanted)):
        return reading
    search = FindProducts(needs=wanted.needs, unclear=wanted.unclear)
    return replace(reading, commands=(search,), confidence=SOUGHT, trace=(*reading.trace, "nothing was ever ordered"))


def _is_misread(reading: Reading, heard: Heard, wanted: Wanted) -> bool:
    traits = _traits(heard)
    searches = any(command.kind == "find_products" for command in reading.commands)
    bar = CERTAIN if len(traits) >= (_FEW if searches or heard.of("length") else _MANY) else DOUBTFUL
    doubtful = reading.confidence < bar and any(command.kind in OF_ORDERS for command in reading.commands)
    return doubtful and bool(traits) and bool(heard.of("category")) and any(need.category for need in wanted.needs)


def _is_unread(reading: Reading, heard: Heard, wanted: Wanted) -> bool:
    """Goods told with several traits, or goods that we have no word for, with whom they are for or which size they
    should have."""
    likely = [intent in _OF_SOMEBODY for intent, _ in reading.guesses[:2]]
    named = any(need.text and (need.size or need.age is not None or need.audience) for need in wanted.needs)
    described = len(_traits(heard)) >= _FEW and any(need.category for need in wanted.needs)
    searches = all(command.kind == "find_products" for command in reading.commands)  # As where nothing was understood.
    unread = searches and (not reading.commands or reading.confidence < SOUGHT)
    return unread and ((named and likely[:1] == [True]) or (described and any(likely)))


def _traits(heard: Heard) -> list[str]:
    return [kind for kind in _DESCRIBES if heard.of(kind)]
