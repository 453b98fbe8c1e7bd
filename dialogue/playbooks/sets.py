"""Several things for one budget: the best set that it pays for, with its sum, and one button that takes it all."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from dialogue.commands import FindProducts, TakeTogether
from dialogue.conversation import BasketLine, OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.messages.base import Item, Message, Term
from dialogue.messages.basket import NothingChosenYet
from dialogue.messages.selection import ForWhom
from dialogue.messages.sets import SetFound, SetTooDear, SizesAsListed
from dialogue.plan import Decided, Plan
from dialogue.playbooks.cards import card_of, title_of
from dialogue.playbooks.quotes import at_hand, merged_lines, requoted
from dialogue.playbooks.replies import told
from dialogue.playbooks.searching import completed, occasion_for, showing
from dialogue.view import View
from matching.fit import bounds_of
from matching.matches import Match, Why
from matching.need import Budget, BudgetKind, Need
from matching.outfit import Outfit, Place, best_set
from orders.money import Money

CANDIDATES: Final = 12
"""Of each kind so many of the best are considered, and of what is cheaper than they are so many again."""
WEARERS: Final = ("women", "men")


def whole_set(needs: tuple[Need, ...], view: View, counter: Counter) -> Plan | None:
    """The set for a budget that was said for all of them together; None where none was, or a thing is not there."""
    budget = next((need.shared for need in needs if need.shared), None)
    if budget is None:
        return None
    places = [Place(need.quantity, tuple(_candidates(need, view, counter))) for need in needs]
    if _may_mix_wearers(needs, places):
        return _ask_for_whom(needs, view)
    found = best_set(places, budget)
    return _shown(found, needs, budget, view) if found else None


def take_together(command: TakeTogether, view: View, counter: Counter) -> Plan:
    """All that was shown as one set, in the numbers that were wanted, on to the quote."""
    talk = view.conversation
    if not talk.shown:
        return told(view, NothingChosenYet())
    numbers = [need.quantity for need in talk.needs] if len(talk.needs) == len(talk.shown) else [1] * len(talk.shown)
    lines = tuple(BasketLine(shown.sku, number) for shown, number in zip(talk.shown, numbers, strict=True))
    skus = {line.sku for line in lines}
    kept = tuple(line for line in at_hand(view) if line.sku not in skus)
    return requoted(merged_lines((*kept, *lines)), view, counter)


def _candidates(need: Need, view: View, counter: Counter) -> Iterator[Match]:
    """The best of what fits, and what costs less than they do, down to the cheapest there is."""
    wanted = completed(need, view)
    occasion = occasion_for(need, view, counter)
    best = counter.finder.find(wanted, occasion, CANDIDATES).best
    while best:
        yield from best
        least = min(match.price for match in best)
        if least.minor <= 1:
            return
        below = Budget(kind=BudgetKind.UP_TO, upper=Money(least.minor - 1, least.currency))
        best = counter.finder.find(wanted.model_copy(update={"budget": below}), occasion, CANDIDATES).best


def _may_mix_wearers(needs: tuple[Need, ...], places: list[Place]) -> bool:
    """Nobody was named, and there are things for women and things for men: a set is for one of them."""
    named = any(need.audience or need.person or need.age is not None for need in needs)
    made_for = {match.product.audience_of(match.variant) for place in places for match in place.candidates}
    return not named and set(WEARERS) <= made_for


def _ask_for_whom(needs: tuple[Need, ...], view: View) -> Plan:
    question = OpenQuestion(Slot.RECIPIENT, options=WEARERS, command=FindProducts(needs=needs).model_dump_json())
    talk = replace(view.conversation, needs=needs, question=question)
    options = tuple(Term(kind="audience", id=wearer) for wearer in WEARERS)
    return Plan(talk, view.profile, (ForWhom(options=options),), decided=(Decided("selection", "asked_recipient"),))


def _shown(found: Outfit, needs: tuple[Need, ...], budget: Budget, view: View) -> Plan:
    items = tuple(
        Item(
            sku=match.variant.sku, title=title_of(match.product, match.variant), quantity=need.quantity,
            price=match.price,
        )
        for match, need in zip(found.picks, needs, strict=True)
    )  # fmt: skip
    cards = tuple(card_of(match, place) for place, match in enumerate(found.picks, 1))
    limit = bounds_of(budget)[1] or found.total
    message: Message = SetFound(items=items, total=found.total, limit=limit, shown=cards)
    if found.over is not None:
        message = SetTooDear(items=items, total=found.total, limit=limit, over=found.over, shown=cards)
    skus = ",".join(match.variant.sku for match in found.picks)
    decided = Decided("selection", f"set_{'too_dear' if found.over else 'shown'}:{skus}", inputs=f"limit={limit}")
    said = (message, SizesAsListed()) if any(map(_is_size_open, found.picks, needs)) else (message,)
    return Plan(showing(view.conversation, needs, found.picks), view.profile, said, decided=(decided,))


def _is_size_open(match: Match, need: Need) -> bool:
    """It comes in several sizes, and neither this message nor the profile names one."""
    known = need.size or any(reason.why in (Why.YOUR_SIZE, Why.THEIR_SIZE) for reason in match.reasons)
    return len(match.product.sizes) > 1 and not known
