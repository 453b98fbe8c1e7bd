"""From a need to a shortlist: several things at once, gifts, vague wishes, foreign budgets; refining what was shown."""

from dataclasses import replace

from dialogue.commands import FindProducts, RefineSearch
from dialogue.conversation import Conversation, OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.messages.base import Message, Term
from dialogue.messages.near import NearMisses, NearMissesGroup
from dialogue.messages.selection import (
    BudgetOtherCurrency,
    ForWhom,
    NothingFitsGroup,
    Shortlist,
    ShortlistFor,
    ShortlistGift,
    ShortlistGroup,
    WhatExactly,
    WhatExactlyAgain,
    WhatGift,
    WhichBudget,
    WhichColor,
    WhichKind,
    WhichSize,
)
from dialogue.plan import Decided, Plan
from dialogue.playbooks import refining
from dialogue.playbooks.cards import currency_of
from dialogue.playbooks.misses import closest, is_unknown, missed, near_message, offering
from dialogue.playbooks.privacy import noted_in_passing
from dialogue.playbooks.quotes import open_quote
from dialogue.playbooks.searching import (
    Search,
    amounts,
    cards,
    concepts_in,
    money_said,
    search,
    showing,
    what_of,
    without,
)
from dialogue.playbooks.sets import whole_set
from dialogue.playbooks.taking import swapped_in_quote
from dialogue.playbooks.variety import vary
from dialogue.view import View
from matching.matches import Ask, Match
from matching.need import Budget, BudgetKind, Need
from orders.money import Money

AUDIENCES = frozenset({"women", "men", "unisex", "kids", "girls", "boys", "baby", "teens", "home"})
"""Answers to "who is it for" that name a group and not a person (`audience` in terms.toml)."""


def find_products(command: FindProducts, view: View, counter: Counter) -> Plan:
    """Shows what fits each need; asks one question when nothing is known that could be searched by."""
    plan = _found(command, _at_home(command.needs, view, counter), counter)
    return replace(plan, messages=(*noted_in_passing(view), *plan.messages))


def refine_search(command: RefineSearch, view: View, counter: Counter) -> Plan:
    """Changes the search at hand. Without one, what was said is a search of its own."""
    plan = _refined(command, _at_home((command.change,), view, counter), counter)
    if command.change == Need():
        return plan
    return replace(plan, messages=(*noted_in_passing(view), *plan.messages))


def _refined(command: RefineSearch, view: View, counter: Counter) -> Plan:
    if command.unclear:
        before = tuple(refining.merged(need, command.change) for need in view.conversation.needs)
        return _ask_amount(before or (command.change,), command.unclear, view, counter)
    if foreign := foreign_budget((command.change,), view, counter):
        changed = command.model_copy(update={"change": without(command.change, ("budget",))})
        needs = tuple(refining.merged(need, changed.change) for need in view.conversation.needs) or (changed.change,)
        return _ask_budget(FindProducts(needs=needs), foreign, view, counter)
    if swapped := _swapped(command, view, counter):
        return swapped
    if not view.conversation.needs and not view.conversation.shown and command.change != Need():
        return _found(FindProducts(needs=(command.change,)), view, counter)
    return refining.refined(command, view, counter)


def _swapped(command: RefineSearch, view: View, counter: Counter) -> Plan | None:
    """ "In navy instead" while a quote waits is about what is quoted, where only a colour or a size was said."""
    change = command.change
    color = change.colors[0] if len(change.colors) == 1 else None
    bare = change.model_copy(update={"text": "", "size": None, "colors": change.colors[1:]}) == Need()
    if not (color or change.size) or not bare or command.direction or command.drop or open_quote(view) is None:
        return None
    return swapped_in_quote(color, change.size, view, counter)


def _found(command: FindProducts, view: View, counter: Counter) -> Plan:
    needs = tuple(need for need in command.needs if is_searchable(need))
    if command.unclear:
        return _ask_amount(command.needs, command.unclear, view, counter)
    if not needs:
        return _ask_what(command, view, counter)
    if foreign := foreign_budget(needs, view, counter):
        return _ask_budget(FindProducts(needs=needs), foreign, view, counter)
    fresh = replace(view, conversation=replace(view.conversation, seen=()))
    if len(needs) > 1:
        return whole_set(needs, fresh, counter) or _groups(needs, fresh, counter)
    return _shortlist(search(needs[0], fresh, counter), fresh, counter)


def is_searchable(need: Need) -> bool:
    return not need.is_vague() or concepts_in(need)


def foreign_budget(needs: tuple[Need, ...], view: View, counter: Counter) -> Money | None:
    """A bound said in another currency than prices are told in here. We never convert."""
    currency = currency_of(view, counter)
    said = (budget for need in needs for budget in (need.budget, need.shared) if budget)
    bounds = (bound for budget in said for bound in (budget.upper, budget.lower) if bound)
    return next((bound for bound in bounds if bound.currency != currency), None)


def _at_home(needs: tuple[Need, ...], view: View, counter: Counter) -> View:
    """A shopper whose address we do not know and who says a limit in the money of one market only is of that market."""
    said = foreign_budget(needs, view, counter)
    talk = view.conversation
    if said is None or talk.address or view.profile.address or talk.basket or talk.quote or view.orders:
        return view
    homes = [code for code, market in counter.policy.markets.items() if market.currency == said.currency]
    return replace(view, conversation=replace(talk, market=homes[0])) if len(homes) == 1 else view


def _ask_budget(command: FindProducts, said: Money, view: View, counter: Counter) -> Plan:
    needs = tuple(without(need, ("budget", "shared")) for need in command.needs)
    message = BudgetOtherCurrency(said=said, example=Money.parse(100, currency_of(view, counter)))
    conversation = _asking(view.conversation, Slot.BUDGET, (), FindProducts(needs=needs))
    decided = Decided("selection", "asked_budget", inputs=f"said={said}")
    return Plan(replace(conversation, needs=needs), view.profile, (message,), decided=(decided,))


def _ask_amount(needs: tuple[Need, ...], readings: tuple[Money, ...], view: View, counter: Counter) -> Plan:
    """Both readings of "1.500" as buttons; those in another currency than ours are no answer."""
    currency = currency_of(view, counter)
    options = tuple(reading for reading in readings if reading.currency == currency)
    conversation = _asking(
        view.conversation, Slot.BUDGET, tuple(option.plain() for option in options), FindProducts(needs=needs)
    )
    decided = Decided("selection", "asked_budget", inputs="unclear amount")
    return Plan(replace(conversation, needs=needs), view.profile, (WhichBudget(options=options),), decided=(decided,))


def _ask_what(command: FindProducts, view: View, counter: Counter) -> Plan:
    """One question about a vague need: the matcher's where it has one, else what it is about."""
    need = command.needs[0] if command.needs else Need()
    ask = search(need, view, counter).ask
    question, slot = _question(ask, need, view, counter)
    go_on = FindProducts(needs=(need,))
    conversation = _asking(view.conversation, slot, ask.options if ask else (), go_on)
    decided = Decided("selection", f"asked_{slot.value}", inputs="vague need")
    return Plan(replace(conversation, needs=(need,)), view.profile, (question,), decided=(decided,))


def _question(ask: Ask | None, need: Need, view: View, counter: Counter) -> tuple[Message, Slot]:
    options = ask.options if ask else ()
    match ask.slot if ask else "":
        case "size":
            return WhichSize(options=options), Slot.SIZE
        case "color":
            return WhichColor(options=_terms("color", options)), Slot.COLOR
        case "recipient":
            return ForWhom(options=_terms("audience", options)), Slot.RECIPIENT
        case "budget":
            return WhichBudget(options=amounts(options, currency_of(view, counter))), Slot.BUDGET
        case _:
            terms = _terms("category", options)
            if is_searchable(need):
                return WhichKind(options=terms), Slot.PRODUCT
            first = WhatGift(options=terms) if need.gift else WhatExactly(options=terms)
            return vary(view.conversation, first, WhatExactlyAgain(options=terms)), Slot.PRODUCT


def _terms(kind: str, options: tuple[str, ...]) -> tuple[Term, ...]:
    return tuple(Term(kind=kind, id=option) for option in options)


def _asking(conversation: Conversation, slot: Slot, options: tuple[str, ...], command: FindProducts) -> Conversation:
    return replace(conversation, question=OpenQuestion(slot=slot, options=options, command=command.model_dump_json()))


def _shortlist(found: Search, view: View, counter: Counter) -> Plan:
    message, shown = _told(found, view, counter)
    conversation = showing(view.conversation, (found.need,), shown)
    if not shown:
        # What was shown before still stands in the chat and can be pointed at.
        conversation = replace(conversation, shown=view.conversation.shown, focus=view.conversation.focus)
        conversation = offering(conversation, message)
    plan = Plan(conversation, view.profile, (message,), decided=(_decided(found),))
    if found.ask is None or not found.picks or is_unknown(found):
        return plan
    narrower, slot = _question(found.ask, found.need, view, counter)
    asking = _asking(conversation, slot, found.ask.options, FindProducts(needs=(found.need,)))
    return replace(plan, conversation=asking, messages=(message, narrower))


def _told(found: Search, view: View, counter: Counter) -> tuple[Message, tuple[Match, ...]]:
    need = found.need
    if not found.picks:
        return missed(found, view, counter)
    if is_unknown(found):
        return closest(found)
    shown = cards(found.picks)
    if need.person not in (None, "self"):
        return ShortlistFor(person=Term(kind="person", id=need.person or ""), shown=shown), found.picks
    if need.gift:
        return ShortlistGift(shown=shown), found.picks
    return Shortlist(number=len(shown), shown=shown), found.picks


def _groups(needs: tuple[Need, ...], view: View, counter: Counter) -> Plan:
    """Each thing wanted in a group of its own; positions run on over the groups."""
    messages: list[Message] = []
    shown: list[Match] = []
    decided: list[Decided] = []
    for need in needs:
        found = search(need, view, counter)
        matches = () if is_unknown(found) else found.picks or found.near
        if found.picks and not is_unknown(found):
            group = ShortlistGroup(what=what_of(need), shown=cards(found.picks, len(shown) + 1))
            messages.append(group)
        elif found.near:
            message, matches = near_message(found, view, counter, len(shown) + 1)
            if isinstance(message, NearMisses):
                message = NearMissesGroup(what=what_of(need), shown=message.shown)
            messages.append(message)
        else:
            messages.append(NothingFitsGroup(what=what_of(need)))
        shown.extend(matches)
        decided.append(_decided(found))
    conversation = showing(view.conversation, needs, shown)
    return Plan(conversation, view.profile, tuple(messages), decided=tuple(decided))


def _decided(found: Search) -> Decided:
    said = ",".join(
        sorted(field for field in Need.model_fields if getattr(found.need, field) != getattr(Need(), field))
    )
    outcome = "shown" if found.picks else "near_misses" if found.near else "nothing_found"
    skus = ",".join(match.variant.sku for match in (found.picks or found.near))
    return Decided("selection", f"{outcome}:{skus}", inputs=f"conditions={said}; fitting={found.total}")


def answered(command: FindProducts, question: OpenQuestion, slot: str, value: str, currency: str) -> FindProducts:
    """The search with the answer in it, which may be to another slot than was asked about ("in red" when asked for a
    size); what is no option of the question is searched for as words."""
    needs = command.needs or (Need(),)
    if slot == Slot.PRODUCT and value in question.options:
        return FindProducts(needs=tuple(need.model_copy(update={"category": value}) for need in needs))
    filled = tuple(_filled(need, slot, value, currency) for need in needs)
    if slot == Slot.BUDGET and len(filled) > 1:
        filled = tuple(need.model_copy(update={"budget": None, "shared": need.budget}) for need in filled)
    return FindProducts(needs=filled)


def _filled(need: Need, slot: str, value: str, currency: str) -> Need:
    match slot:
        case Slot.SIZE:
            return need.model_copy(update={"size": value})
        case Slot.COLOR:
            return need.model_copy(update={"colors": (value,)})
        case Slot.RECIPIENT:
            field = "audience" if value in AUDIENCES else "person"
            return need.model_copy(update={field: value})
        case Slot.BUDGET:
            limit = money_said(value, currency)
            budget = Budget(kind=BudgetKind.UP_TO, upper=limit) if limit else None
            return need.model_copy(update={"budget": budget})
        case _:
            return need.model_copy(update={"text": f"{need.text} {value}".strip()})
