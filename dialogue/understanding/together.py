"""Several Commands read from one message, put together: parts that are one wish, and those that say nothing of their
own. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dialogue.commands import (
    AddressSaid,
    CancelOrder,
    CancelReturn,
    ChangeAddress,
    ChangeOrder,
    Command,
    CompareProducts,
    CorrectProfile,
    Deny,
    ExchangeItem,
    FactSaid,
    FindProducts,
    GiveAddress,
    OrderRef,
    ProductRef,
    RefineSearch,
    ReportDamaged,
    ReportWrongItem,
    ReturnItem,
    SetQuantity,
    SwapSaid,
    TakeProduct,
    TakeTogether,
    UndoCancel,
)
from dialogue.conversation import Conversation
from dialogue.understanding.facts import SELF, about_size
from dialogue.understanding.situation import Situation
from matching.need import Need

Made = list[tuple[Command, float, str]]
"""Commands with their confidence and what led to them."""

_KEEP: Final = "keep"
_STREET: Final = 0.8
_SOUGHT: Final = 0.75
"""Confidence from which goods beside a report are looked for."""
_RETURNED: Final = (ReturnItem(), 0.0, "does not fit")
COURTESY: Final = frozenset({"greet", "thank", "say_goodbye", "ask_help", "confirm", "deny"})
_BRINGS_MONEY: Final = frozenset(
    {"report_damaged", "report_wrong_item", "report_lost", "return_item", "withdraw", "cancel_order"}
)


@dataclass(frozen=True, slots=True)
class Owned:
    """Sizes of what was ordered, the sizes a message names, and whether it says that something ordered does not fit."""

    sizes: frozenset[str]
    said: tuple[str, ...] = ()
    misfits: bool = False

    @property
    def wanted(self) -> str | None:
        """The size to have instead: the one named that is not owned."""
        return next((size for size in self.said if size not in self.sizes), None)


def put_together(made: Made, solution: str | None, owned: Owned) -> Made:
    """One message's Commands as few wishes. `solution` is what is wanted for broken goods."""
    made = _sought_instead(without_courtesy(one_comparison(one_report(made, solution))))
    made = counted_search(_only_report(_only_return(_only_undo(_counted_taking(_one_taking(made))))))
    made = _without_search_for_owned(made, owned)
    misfits = owned.misfits and _only_variants(made)
    return _for_other_size(as_exchange([*made, _RETURNED] if misfits else made, owned.sizes), owned)


def as_set(made: Made, talk: Conversation) -> Made:
    """ "I'll take it all", or just "I'll take it", of things that were shown as one set for one budget."""
    wanted = [entry[0].product.position for entry in made if isinstance(entry[0], TakeProduct)]
    every = len(made) == len(wanted) > 1 and wanted == list(range(1, len(talk.shown) + 1))
    bare = len(made) == 1 and made[0][0] == TakeProduct()
    if not (every or bare) or not any(need.shared for need in talk.needs):
        return made
    return [(TakeTogether(), min(sure for _, sure, _ in made), "the whole set")]


def with_street(made: Made, street: str | None, awaits_yes: bool) -> Made:
    """A house number is no quantity; while a quote waits for its yes, a street alone is where it shall go instead."""
    if street is None:
        return made
    kept = [entry for entry in made if not isinstance(entry[0], SetQuantity)]
    told = any(isinstance(entry[0], GiveAddress | ChangeAddress) for entry in kept)
    if told or not awaits_yes:
        return kept
    if any(isinstance(entry[0], FindProducts) and entry[0].needs and entry[0].needs[0].category for entry in kept):
        return made
    others = [entry for entry in kept if not isinstance(entry[0], Deny | FindProducts)]
    return [*others, (GiveAddress(address=AddressSaid(line1=street)), _STREET, "a street")]


def tells_address(entry: tuple[Command, float, str], sure: float) -> bool:
    """A whole address is given, or an order shall surely go there."""
    return isinstance(entry[0], GiveAddress) or (isinstance(entry[0], ChangeAddress) and entry[1] >= sure)


def at_least(made: Made, told: Made, least: float) -> Made:
    """A whole address beside words that resemble the giving of one: no other language reads it better."""
    return [(entry[0], max(entry[1], least), entry[2]) if entry in told else entry for entry in made]


def _sought_instead(made: Made) -> Made:
    """ "Something else instead of the jacket, a lamp maybe": what is looked for is wanted in its place."""
    swap = next((entry for entry in made if isinstance(entry[0], SwapSaid) and entry[0].seeking == Need()), None)
    search = next((entry for entry in made if isinstance(entry[0], FindProducts) and len(entry[0].needs) == 1), None)
    if swap is None or search is None or not isinstance(search[0], FindProducts):
        return made
    whole = (swap[0].model_copy(update={"seeking": search[0].needs[0]}), swap[1], swap[2])
    return [whole if entry is swap else entry for entry in made if entry is not search]


def _only_variants(made: Made) -> bool:
    """ "Too small, rather 43", "can I have these in 43": nothing but another size or colour is asked for."""
    return bool(made) and all(
        _names_variant(command) and isinstance(command, FindProducts | RefineSearch | TakeProduct)
        for command, _, _ in made
    )


def _without_search_for_owned(made: Made, owned: Owned) -> Made:
    """ "The boots rather in 42, the 41 pinches" looks for no boots beside what is swapped, and takes none."""
    swapped = any(isinstance(command, ExchangeItem | ReturnItem) for command, _, _ in made)
    if not (owned.misfits and swapped):
        return made
    kept = [entry for entry in made if entry[0] != TakeProduct()]
    return [entry for entry in kept if not (isinstance(entry[0], FindProducts) and _seeks_size(entry[0], owned.wanted))]


def _seeks_size(command: FindProducts, size: str | None) -> bool:
    need = command.needs[0]
    return len(command.needs) == 1 and need.category is not None and size is not None and need.size == size


def _for_other_size(made: Made, owned: Owned) -> Made:
    """ "Can I have 43? The 42 is too small" swaps for the 43, whichever was said last; where both are named, it is no
    mere return either."""
    if not owned.wanted:
        return made
    both = owned.misfits and not owned.sizes.isdisjoint(owned.said)
    return [(_in_size(command, owned.wanted, owned, both=both), sure, said) for command, sure, said in made]


def _in_size(command: Command, size: str, owned: Owned, *, both: bool) -> Command:
    if isinstance(command, ExchangeItem) and command.size in owned.sizes:
        return command.model_copy(update={"size": size})
    if isinstance(command, ReturnItem) and both:
        return ExchangeItem(order=command.order, item=command.item, size=size)
    return command


def _one_taking(made: Made) -> Made:
    """ "The second one, in L" is one wish: the size or colour is that of what is taken, and no search."""
    taken = next((entry for entry in made if isinstance(entry[0], TakeProduct)), None)
    look = next((entry for entry in made if _is_only_variant(entry[0])), None)
    if taken is None or look is None or made.index(look) < made.index(taken) or _names_variant(taken[0]):
        return made
    size, color = _variant_of(look[0])
    whole = taken[0].model_copy(update={"size": size, "color": color})
    rest = [entry for entry in made if entry is not look]
    return [(whole, taken[1], taken[2]) if entry is taken else entry for entry in rest]


def _counted_taking(made: Made) -> Made:
    """ "The first one, 2 pieces" is one wish: the number is how many of it are taken."""
    taken = [entry for entry in made if isinstance(entry[0], TakeProduct)]
    counts = [entry for entry in made if isinstance(entry[0], SetQuantity) and entry[0].product == ProductRef()]
    if len(taken) != 1 or len(counts) != 1 or made.index(counts[0]) < made.index(taken[0]):
        return made
    (one, sure, said), count = taken[0], counts[0][0]
    if not isinstance(one, TakeProduct) or not isinstance(count, SetQuantity) or one.quantity is not None:
        return made
    whole = (one.model_copy(update={"quantity": count.quantity}), sure, said)
    return [whole if entry is taken[0] else entry for entry in made if entry is not counts[0]]


def _is_only_variant(command: Command) -> bool:
    """A change of the search that says a size or one colour and nothing else."""
    if not isinstance(command, RefineSearch) or command.direction or command.drop or len(command.change.colors) > 1:
        return False
    bare = command.change.model_copy(update={"size": None, "colors": ()})
    return bare == Need() and _names_variant(command)


def _only_undo(made: Made) -> Made:
    """ "Undo the cancellation" names a cancellation and wants none; nor does "forget the exchange, cancel it"."""
    undone = any(isinstance(command, UndoCancel | CancelReturn) for command, _, _ in made)
    return [entry for entry in made if not (undone and isinstance(entry[0], CancelOrder))]


def _only_return(made: Made) -> Made:
    """ "I don't want the blanket any more, how do I send it back" is one wish: what is not wanted is sent back."""
    back = next((entry for entry in made if isinstance(entry[0], ReturnItem)), None)
    given_up = next((entry for entry in made if isinstance(entry[0], CancelOrder)), None)
    if back is None or given_up is None or not isinstance(given_up[0], CancelOrder) or _names_goods(back[0]):
        return made
    if given_up[0].item is None:
        return made
    whole = (back[0].model_copy(update={"order": given_up[0].order, "item": given_up[0].item}), back[1], back[2])
    return [whole if entry is back else entry for entry in made if entry is not given_up]


def _names_goods(command: Command) -> bool:
    return isinstance(command, ReturnItem) and (command.item is not None or command.order != OrderRef())


def with_reason(made: Made, reason: str | None) -> Made:
    """ "Can I send them back? I don't like them": what a message gives as a reason is that of the only wish in it."""
    wishes = [entry for entry in made if not isinstance(entry[0], CorrectProfile)]
    if reason is None or len(wishes) != 1 or not isinstance(wishes[0][0], ReturnItem) or wishes[0][0].reason:
        return made
    command, sure, said = wishes[0]
    whole = (command.model_copy(update={"reason": reason}), sure, said)
    return [whole if entry is wishes[0] else entry for entry in made]


def _only_report(made: Made) -> Made:
    """Goods told to say what came instead of what are no search: "a red scarf came, not my blue hat", nor is the colour
    or size that came: "blue?? I ordered black"."""
    if not any(isinstance(command, ReportWrongItem | ReportDamaged) for command, _, _ in made):
        return made
    wrong = any(isinstance(command, ReportWrongItem) for command, _, _ in made)
    kept = [entry for entry in made if not _is_told(entry[0], entry[1])]
    return [entry for entry in kept if not (wrong and _only_variants([entry]))]


def _is_told(command: Command, sure: float) -> bool:
    return isinstance(command, FindProducts | RefineSearch) and (
        sure < _SOUGHT or (isinstance(command, FindProducts) and any(need.not_categories for need in command.needs))
    )


def one_report(made: Made, wanted: str | None) -> Made:
    """ "It came broken, send me a new one" is one wish, and no search or purchase beside it. `wanted` is the solution
    that was said."""
    reports = [entry for entry in made if isinstance(entry[0], ReportDamaged | ReportWrongItem)]
    keeps = any(isinstance(command, ReportDamaged) and command.solution == _KEEP for command, _, _ in made)
    wanted = _KEEP if keeps else wanted
    if not wanted or not reports:
        return made
    told = [(command.model_copy(update={"solution": wanted}), sure, said) for command, sure, said in reports]
    return told if wanted != _KEEP else [max(told, key=lambda entry: _points(entry[0]))]


def _points(command: Command) -> int:
    """How much a report says about what it is about."""
    return len(command.model_dump(exclude_defaults=True))


def without_courtesy(made: Made) -> Made:
    """A greeting or thanks beside a wish says nothing of its own, nor "I want my money" beside what is to be paid, nor
    a complaint beside the wish for a person, who hears it."""
    wishes = [entry for entry in made if entry[0].kind not in COURTESY]
    if any(entry[0].kind == "ask_human" for entry in wishes):
        wishes = [entry for entry in wishes if entry[0].kind != "complain"]
    if any(entry[0].kind in _BRINGS_MONEY for entry in wishes):
        wishes = [entry for entry in wishes if entry[0].kind != "ask_refund" and not _says_no_more(entry[0])]
    asked = [entry for entry in made if entry[0].kind == "ask_help"]
    return wishes or asked[:1] or made[:1]


def without_idle_yes(made: Made) -> Made:
    """ "Fine, bye" where nothing waits for a yes: the farewell is what was meant."""
    others = [entry for entry in made if entry[0].kind in ("say_goodbye", "thank")]
    return [entry for entry in made if entry[0].kind != "confirm"] if others else made


def _says_no_more(command: Command) -> bool:
    """ "I don't like them" beside what is to be sent back is its reason, and no search."""
    return isinstance(command, RefineSearch) and command.change == Need() and not command.drop


def untold(facts: Sequence[FactSaid], commands: Sequence[Command]) -> tuple[FactSaid, ...]:
    """A number that says which product is taken is no size ("me llevo la 2a")."""
    places = {str(command.product.position) for command in commands if isinstance(command, TakeProduct)}
    return tuple(fact for fact in facts if not (fact.about.startswith("size.") and fact.value in places))


def one_comparison(made: Made) -> Made:
    """ "Which is cheaper, 1 or 2?" changes no search: beside a comparison only what says something new counts."""
    if not any(isinstance(command, CompareProducts) for command, _, _ in made):
        return made
    idle = RefineSearch()
    return [
        entry
        for entry in made
        if not isinstance(entry[0], RefineSearch) or (entry[0].change, entry[0].drop) != (idle.change, idle.drop)
    ]


def told_in_passing(commands: tuple[Command, ...], facts: Sequence[FactSaid]) -> tuple[Command, ...]:
    """Facts told beside a wish are remembered without a word about them, unless something is to be forgotten."""
    wishes = tuple(command for command in commands if not isinstance(command, CorrectProfile))
    return wishes if wishes and not any(fact.forget for fact in facts) else commands


def as_exchange(made: Made, own: frozenset[str]) -> Made:
    """ "Too small, can I get 43?" is one wish: an exchange, not a return and a purchase; "rather 42, the 41 is tight"
    likewise. `own` are the sizes that the shopper has: never the one wanted instead."""
    back = next((entry for entry in made if isinstance(entry[0], ReturnItem)), None)
    swap = next((entry for entry in made if isinstance(entry[0], ExchangeItem)), None)
    if swap is not None:  # "I chose the wrong size" beside it says nothing more.
        made = [entry for entry in made if entry[0] != ChangeOrder()]
    lead = swap or back
    others = [entry for entry in made if entry is not lead and _names_variant(entry[0])]
    if lead is None or not (others or (swap and back)):
        return made
    order, item = _swapped(entry[0] for entry in (swap, back) if entry)
    variants = [_variant_of(entry[0]) for entry in (lead, *others)]
    sizes = [size for size, _ in variants if size]
    said = {
        "order": order,
        "item": item,
        "size": next((size for size in sizes if size not in own), sizes[0] if sizes else None),
        "color": next((color for _, color in variants if color), None),
    }
    wanted = (swap[0] if swap and isinstance(swap[0], ExchangeItem) else ExchangeItem()).model_copy(update=said)
    rest = [entry for entry in made if entry is not back and entry is not lead and entry not in others]
    return [(wanted, max(entry[1] for entry in (lead, *others)), "one exchange"), *rest]


def _swapped(commands: Iterable[Command]) -> tuple[OrderRef, str | None]:
    """Order and item, from whichever wish names them."""
    order, item = OrderRef(), None
    for command in commands:
        if isinstance(command, ReturnItem | ExchangeItem):
            order = order if order != OrderRef() else command.order
            item = item or command.item
    return order, item


def counted_search(made: Made) -> Made:
    """ "Towels, 4 of them" is one search: a number beside one need says how many."""
    counts = [entry for entry in made if isinstance(entry[0], SetQuantity) and entry[0].product == ProductRef()]
    searches = [entry for entry in made if isinstance(entry[0], FindProducts) and len(entry[0].needs) == 1]
    if len(counts) != 1 or len(searches) != 1:
        return made
    count, (search, sure, said) = counts[0], searches[0]
    if not isinstance(count[0], SetQuantity) or not isinstance(search, FindProducts):
        return made
    needs = (search.needs[0].model_copy(update={"quantity": count[0].quantity}),)
    whole = (search.model_copy(update={"needs": needs}), sure, said)
    return [whole if entry is searches[0] else entry for entry in made if entry is not count]


def _names_variant(command: Command) -> bool:
    return any(_variant_of(command))


def _variant_of(command: Command) -> tuple[str | None, str | None]:
    """Size and colour that a Command asks for."""
    match command:
        case TakeProduct() if command.product.position is not None:
            return None, None
        case TakeProduct() | ExchangeItem() | ChangeOrder():
            return command.size, command.color
        case RefineSearch():
            return command.change.size, next(iter(command.change.colors), None)
        case FindProducts() if len(command.needs) == 1 and command.needs[0].category is None:
            return command.needs[0].size, next(iter(command.needs[0].colors), None)
        case _:
            return None, None


def sizes_of_others(commands: Sequence[Command], situation: Situation) -> Iterable[FactSaid]:
    """A size in a search for somebody else is theirs, never the shopper's own."""
    known = situation.view.conversation.needs
    for command in commands:
        needs = command.needs if isinstance(command, FindProducts) else ()
        needs = (command.change,) if isinstance(command, RefineSearch) else needs
        for need in needs:
            sought = known[-1] if known and isinstance(command, RefineSearch) and known[-1].person is None else need
            size = need.size or sought.size  # "In M", and then "for my nephew".
            if need.person and need.person != SELF and size:
                sizing = situation.concepts.sizing(need.category or sought.category)
                yield FactSaid(who=need.person, about=about_size(sizing), value=size)
