"""What a clause's kind becomes in the conversation at hand: the same words are a wish in one and a question in another.
Pure."""

from typing import Final

from dialogue.understanding.calling_off import bent_to_returns
from dialogue.understanding.clauses import SELECTION, SWAPS
from dialogue.understanding.ordering import asks
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.situation import Situation
from dialogue.understanding.spans import Heard
from dialogue.understanding.swapping import SwapReader, swaps_something

Meant = tuple[str, str]
"""A Command's kind and its variant."""
_ASKED: Final = {"cancel_order": "ask_cancelling", "return_item": "ask_returns"}
_PLAIN: Final = ("", "change")
_LIKE_SWAPS: Final = (
    *SELECTION, "take_product", "ask_about_product", "compare_products", "set_quantity", "off_topic", "same_again",
)  # fmt: skip
"""What other goods for what was ordered may look like."""
_BEFORE: Final = 2
"""Small words in front of a question ("and", "so")."""


def bent(clause: Meant, heard: Heard, situation: Situation, phrases: Phrases, swaps: SwapReader) -> str:
    """The kind as it is meant here."""
    kind, variant = _unordered(_of_nothing(clause, heard, situation, phrases), heard, situation)
    kind = bent_to_returns(kind, heard, situation, phrases)
    if kind in _LIKE_SWAPS and swaps_something(heard, situation, phrases, swaps):
        return "change_order"
    if kind in SWAPS and _nothing_to_swap(situation):
        return _of_shown(kind, heard, situation)
    quoted = situation.view.conversation.quote is not None
    picks = kind == "set_quantity" or (
        kind == "confirm" and not situation.awaits_yes
    )  # "I'll buy it" agrees to nothing.
    picks_shown = picks and situation.has_shown and not quoted and (situation.products(heard) or heard.of("ref"))
    if picks_shown or (kind == "undo_cancel" and situation.let_go):
        return "take_product"
    if kind == "set_quantity" and _counts_nothing(heard, situation):
        return "refine_search"
    if kind in _ASKED and quoted and _asks(heard, phrases) and not heard.of("order"):
        return _ASKED[kind]
    if kind in SELECTION and variant in _PLAIN and _names_one(heard, situation, phrases):
        return "ask_about_product"
    if kind in SELECTION and variant in _PLAIN and _is_of_one_shown(heard, situation):
        if _is_definite(heard, phrases) and heard.number() is not None:
            return "take_product"
        if _is_definite(heard, phrases) or _asks(heard, phrases):
            return "ask_about_product"
    return kind


def _counts_nothing(heard: Heard, situation: Situation) -> bool:
    """A size or a colour and no number, or a sum said of what is being looked for: "sorry, 100 zł and not 80"."""
    if heard.number() is None and heard.of("size", "color"):
        return True
    return bool(heard.of("amount")) and situation.is_searching and situation.view.conversation.quote is None


def _asks_what_it_is(heard: Heard, situation: Situation) -> bool:
    """ "To prawdziwa skóra?" is "is it real leather", where the same word says "it is" and "the": nothing is taken."""
    named = heard.of("category", "color", "size", "number", "title")
    return bool(heard.of("material")) and not named and asks(situation.view.text)


def _of_nothing(clause: Meant, heard: Heard, situation: Situation, phrases: Phrases) -> Meant:
    """ "Klarna?" where nothing is to be paid asks whether one can; "I changed my mind" where nothing is ordered turns
    down what is offered; "will it come by Friday" of nothing shown is of the parcel."""
    if clause[0] == "choose_payment" and not _is_to_pay(situation) and asks(situation.view.text):
        return "ask_payment", ""
    if clause == ("ask_about_product", "delivery") and situation.placed and not situation.has_shown:
        return "track_order", ""
    offered = situation.view.conversation.quote is not None and not situation.placed
    turned_down = clause[0] == "cancel_order" and offered and not heard.of("order") and not _asks(heard, phrases)
    return ("deny", "") if turned_down else clause


def _unordered(clause: Meant, heard: Heard, situation: Situation) -> Meant:
    """ "Will it come by Friday" of what is shown, where nothing was ordered, is no parcel to follow."""
    if clause[0] == "take_product" and _asks_what_it_is(heard, situation):
        return "ask_about_product", clause[1]
    shown = situation.has_shown and not situation.view.orders
    return ("ask_delivery", "") if clause[0] == "track_order" and shown and heard.of("day") else clause


def _is_to_pay(situation: Situation) -> bool:
    """Something is about to be paid, or was."""
    return situation.is_asked or situation.has_goods_at_hand or bool(situation.placed)


def _of_shown(kind: str, heard: Heard, situation: Situation) -> str:
    """ "The second one instead", "one size larger, the 30": a wish about what is shown, where there is nothing else."""
    if situation.products(heard):
        return "take_product"
    return "refine_search" if heard.of("size", "color") else kind


def _nothing_to_swap(situation: Situation) -> bool:
    """Nothing was ordered and nothing is about to be: "the second one instead" is of what was shown."""
    return situation.has_shown and not situation.placed and not situation.has_goods_at_hand


def _asks(heard: Heard, phrases: Phrases) -> bool:
    """ "Can I", "is it possible": a question, with or without its mark."""
    asking = phrases.words("asking")
    places = range(heard.start, min(heard.end, heard.start + _BEFORE + 1))
    return any(asking.length_at(heard.tokens, place) for place in places)


def _is_of_one_shown(heard: Heard, situation: Situation) -> bool:
    """ "Can I wear the jacket in the rain": the goods named are one of those shown, and nothing new is said of them."""
    new = heard.of("color", "size", "amount", "pattern", "style", "person")
    return not new and len(heard.of("category")) == 1 and len(situation.goods(heard)) == 1


def _is_definite(heard: Heard, phrases: Phrases) -> bool:
    """ "Will the jacket survive a storm", "two of the blankets": goods with an article are those that were shown."""
    glued = tuple(phrases.words("glued_articles").words()) or None
    return all(
        phrases.words("articles").ends_at(heard.tokens, goods.start)
        or (glued is not None and heard.tokens[goods.start].norm.startswith(glued))
        for goods in heard.of("category")
    )


def _names_one(heard: Heard, situation: Situation, phrases: Phrases) -> bool:
    """A product at hand is called by its name, and nothing is said against it or of other ones."""
    turned = any(phrases.words(name).has(heard.said) for name in ("negation", "like"))
    return not turned and not heard.of("amount") and situation.named(heard) is not None
