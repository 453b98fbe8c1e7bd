"""Several Commands read from one message, put together: parts that are one wish, and those that say nothing of their
own. Pure."""

from collections.abc import Sequence
from typing import Final

from dialogue.commands import (
    ChangeOrder,
    Command,
    CompareProducts,
    CorrectProfile,
    ExchangeItem,
    FactSaid,
    FindProducts,
    RefineSearch,
    ReportDamaged,
    ReportWrongItem,
    ReturnItem,
    TakeProduct,
)

Made = list[tuple[Command, float, str]]
"""Commands with their confidence and what led to them."""

COURTESY: Final = frozenset({"greet", "thank", "say_goodbye", "ask_help", "confirm", "deny"})
_BRINGS_MONEY: Final = frozenset(
    {"report_damaged", "report_wrong_item", "report_lost", "return_item", "withdraw", "cancel_order"}
)


def one_report(made: Made, wanted: str | None) -> Made:
    """ "It came broken, send me a new one" is one wish, and no search or purchase beside it. `wanted` is the solution
    that was said."""
    if not wanted or not any(isinstance(command, ReportDamaged | ReportWrongItem) for command, _, _ in made):
        return made
    return [
        (command.model_copy(update={"solution": wanted}), sure, said)
        for command, sure, said in made
        if isinstance(command, ReportDamaged | ReportWrongItem)
    ]


def without_courtesy(made: Made) -> Made:
    """A greeting or thanks beside a wish says nothing of its own, nor "I want my money" beside what is to be paid."""
    wishes = [entry for entry in made if entry[0].kind not in COURTESY]
    if any(entry[0].kind in _BRINGS_MONEY for entry in wishes):
        wishes = [entry for entry in wishes if entry[0].kind != "ask_refund"]
    asked = [entry for entry in made if entry[0].kind == "ask_help"]
    return wishes or asked[:1] or made[:1]


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


def as_exchange(made: Made) -> Made:
    """ "Too small, can I get 43?" is one wish: an exchange, not a return and a purchase."""
    back = next((entry for entry in made if isinstance(entry[0], ReturnItem)), None)
    other = next((entry for entry in made if entry is not back and _names_variant(entry[0])), None)
    if back is None or other is None or not isinstance(back[0], ReturnItem):
        return made
    size, color = _variant_of(other[0])
    swap = ExchangeItem(order=back[0].order, item=back[0].item, size=size, color=color)
    rest = [entry for entry in made if entry is not back and entry is not other]
    return [(swap, max(back[1], other[1]), "return and another size: exchange"), *rest]


def _names_variant(command: Command) -> bool:
    return any(_variant_of(command))


def _variant_of(command: Command) -> tuple[str | None, str | None]:
    """Size and colour that a Command asks for."""
    match command:
        case TakeProduct() | ExchangeItem() | ChangeOrder():
            return command.size, command.color
        case RefineSearch():
            return command.change.size, next(iter(command.change.colors), None)
        case FindProducts() if len(command.needs) == 1 and command.needs[0].category is None:
            return command.needs[0].size, next(iter(command.needs[0].colors), None)
        case _:
            return None, None
