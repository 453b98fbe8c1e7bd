"""Neighbouring parts of a message that are one wish, and what it was likeliest about. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from dialogue.commands import Command
from dialogue.understanding.clauses import NAMING, OTHER_WISH, SELECTION, SWAPS, Clause
from dialogue.understanding.situation import Situation
from dialogue.understanding.spans import Heard

_OF_ORDERED: Final = frozenset({"exchange_item", "change_order", "report_wrong_item", "return_item"})
LIKELY: Final = 0.2
"""Confidence in a swap from which parts that say what two ordered things shall be are one."""


def one_search(clauses: Sequence[Clause]) -> list[Clause]:
    """Neighbouring parts that all say what is looked for, or tell of the person it is for, as one part."""
    joined: list[Clause] = []
    for clause in clauses:
        last = joined[-1] if joined else None
        if last and _is_about_search(last, clause):
            searching = [each for each in (last, clause) if each.kind in SELECTION]
            lead = min(searching, key=lambda each: (SELECTION.index(each.kind), -each.confidence))
            whole = lead.heard.part(last.heard.start, clause.heard.end)
            joined[-1] = Clause(whole, lead.ranked, (*last.hits, *clause.hits))
        else:
            joined.append(clause)
    return joined


def one_swap(
    clauses: Sequence[Clause], is_whole: Callable[[Heard], bool], wants: Callable[[Heard], bool]
) -> list[Clause]:
    """Neighbouring parts that each say what some ordered goods shall be instead, as one part: "change the jacket to L
    and the blanket to grey". `is_whole` tells such parts, `wants` that one of them asks for a swap whatever it is like.
    """
    joined: list[Clause] = []
    for clause in clauses:
        last = joined[-1] if joined else None
        both = (last, clause) if last else ()
        lead = next((each for each in both if each.swaps >= LIKELY or wants(each.heard)), None)
        others = all(each.kind in (*NAMING, *SWAPS) for each in both)
        if last and lead and others and is_whole(last.heard) and is_whole(clause.heard):
            whole = lead.heard.part(last.heard.start, clause.heard.end)
            ranked = lead.ranked if lead.kind in SWAPS else ((SWAPS[0], max(lead.swaps, OTHER_WISH)), *lead.ranked)
            joined[-1] = Clause(whole, ranked, (*last.hits, *clause.hits))
        else:
            joined.append(clause)
    return joined


def guesses_of(clauses: Sequence[Clause], intents: Mapping[str, str], most: int = 3) -> tuple[tuple[str, float], ...]:
    """The likeliest intents of the least clear clause, each with the sum of its labels."""
    if not clauses:
        return ()
    unclear = min(clauses, key=lambda clause: clause.confidence)
    sums: dict[str, float] = {}
    for label, probability in unclear.ranked:
        intent = intents[label.split(".")[0]]
        sums[intent] = sums.get(intent, 0.0) + probability
    ranked = sorted(sums.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple((intent, round(probability, 4)) for intent, probability in ranked[:most])


def _is_about_search(first: Clause, second: Clause) -> bool:
    kinds = {first.kind, second.kind}
    return bool(kinds & set(SELECTION)) and kinds <= {*SELECTION, "correct_profile"}


def is_aimless(commands: Sequence[Command], at: Situation) -> bool:
    """They are about ordered goods, and nothing was ordered: a fact told in such words ("wrong, I'm an S") is all."""
    return not at.placed and all(command.kind in _OF_ORDERED for command in commands)
