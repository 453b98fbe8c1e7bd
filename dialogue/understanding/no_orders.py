"""Who has never ordered anything cannot swap, return or report it: goods that such a message describes are looked for.
Pure."""

from dataclasses import replace
from typing import Final

from dialogue.commands import FindProducts
from dialogue.understanding.base import Reading
from dialogue.understanding.needs import Wanted
from dialogue.understanding.spans import Heard
from dialogue.view import View

DOUBTFUL: Final = 0.8
"""Confidence from which a message is taken at its word: the order may have been made elsewhere."""
SOUGHT: Final = 0.75
OF_ORDERS: Final = frozenset(
    {"exchange_item", "change_order", "change_address", "return_item", "report_damaged", "report_wrong_item", "opt_out",
     "report_lost", "export_my_data", "off_topic", "set_quantity", "swap_said", "refine_search", "confirm"}
)  # fmt: skip
"""Commands that mean nothing, or little, before there is an order or a search."""
_DESCRIBES: Final = ("color", "material", "feature", "pattern", "size", "length", "person", "audience", "amount")


def sought_instead(reading: Reading, view: View, heard: Heard, wanted: Wanted) -> Reading:
    """The reading, or a search for the goods described, where a doubtful one is about orders that do not exist."""
    talk = view.conversation
    at_hand = view.orders or talk.shown or talk.basket or talk.question or talk.pending or talk.needs
    doubtful = reading.confidence < DOUBTFUL and any(command.kind in OF_ORDERS for command in reading.commands)
    described = bool(heard.of("category")) and bool(heard.of(*_DESCRIBES))
    if at_hand or not doubtful or not described or not any(need.category for need in wanted.needs):
        return reading
    search = FindProducts(needs=wanted.needs, unclear=wanted.unclear)
    return replace(reading, commands=(search,), confidence=SOUGHT, trace=(*reading.trace, "nothing was ever ordered"))
