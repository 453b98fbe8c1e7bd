"""What things resemble when they are read without their conversation: kinds of Command that answers, reasons, addresses
and names of goods look like. Pure."""

from typing import Final

from dialogue.commands import Answer
from dialogue.conversation import OpenQuestion, Slot
from dialogue.understanding.answers import Reply
from dialogue.understanding.clauses import SELECTION, Clause

ANSWERLIKE: Final = frozenset(
    {"take_product", "give_address", "change_address", "correct_profile", "set_quantity", "choose_payment", "confirm"}
    | {"change_order", "exchange_item", "ask_about_product", "off_topic", "greet", "change_language", *SELECTION}
)
"""What the bare answer to a question may look like when the question is forgotten."""
TOLD_AS_REASON: Final = frozenset(
    {"report_damaged", "report_wrong_item", "report_lost", "return_item", "ask_refund", "complain", "exchange_item"}
    | {"deny", "cancel_order", *SELECTION, "off_topic", "correct_profile"}
)
TOLD_AS_SOLUTION: Final = frozenset(
    {"report_lost", "ask_refund", "undo_cancel", "same_again", "change_order", "exchange_item", "return_item", "deny"}
    | {"cancel_order", "cancel_return", "complain"}
)
GOODS_LABELS: Final = frozenset({*SELECTION, "off_topic", "give_address", "correct_profile", "greet", "ask_help"})
AFTER_PURCHASE: Final = frozenset(
    {"track_order", "cancel_order", "undo_cancel", "change_order", "change_address", "return_item", "exchange_item"}
    | {"withdraw", "report_damaged", "report_wrong_item", "report_lost", "ask_refund", "ask_refund_state"}
    | {"ask_receipt", "same_again", "ask_price_adjustment", "ask_goodwill", "cancel_return"}
)
BESIDE_EMAIL: Final = frozenset(
    {"ask_receipt", "give_address", "change_address", "confirm", "checkout", "take_product", "track_order"}
)
"""What short messages with an e-mail address want beside it; anything else is a misreading of its words."""
BESIDE_ADDRESS: Final = frozenset({"track_order", "give_address", "change_address", "change_order", "ask_delivery"})
"""What a message with an order's number and a whole address resembles when it says where the order shall go."""
BESIDE_DEFAULT: Final = frozenset({"take_product", "checkout", "same_again", "confirm", "choose_payment"})
"""What is wanted beside an address that shall be the default; anything else is a misreading of its words."""
BY_REASON: Final = {
    "too_small": "return_item", "too_large": "return_item", "dislike": "return_item", "damaged": "report_damaged",
    "wrong_item": "report_wrong_item",
}  # fmt: skip
ABOUT_SHOWN: Final = frozenset({"ask_about_product", "take_product", "compare_products", "set_quantity"})
OWNED: Final = 0.35
"""Probability of all that can be meant of ordered goods from which goods of the shopper's own are not searched for."""


def of_owned(clause: Clause, otherwise: str) -> str:
    """What is likeliest meant of goods that the shopper has ordered, when anything of that kind is likely."""
    after = {kind: p for kind, p in clause.kinds.items() if kind in AFTER_PURCHASE}
    return next(iter(after)) if sum(after.values()) >= OWNED else otherwise


def counts_pieces(clause: Clause, reply: Reply, question: OpenQuestion | None) -> bool:
    """ "I need 2 of them", where a size was asked that is none of those to choose from, is how many."""
    if (
        question is None
        or question.slot is not Slot.SIZE
        or clause.kind != "set_quantity"
        or len(clause.heard.said) < 2
    ):
        return False
    said = [each.value for each in reply.commands if isinstance(each, Answer)]
    return all(len(value) == 1 and value.isdecimal() and value not in question.options for value in said)
