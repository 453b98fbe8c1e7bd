"""What goods are for: an occasion, a room, a style. Such a wish is a condition while something meets it together with
all the rest; else it is given up, and said of goods whose maker does not confirm it. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Final

from matching.concepts import Concepts
from matching.index.columns import concepts_of
from matching.matches import Match, Matches, Reason, Why
from matching.need import Need

USES: Final[Mapping[str, str]] = {"occasions": "occasion", "rooms": "room", "styles": "style"}
"""Fields of a need that say it, the most telling first, with their kinds of concept."""
GIVEN_ON: Final = frozenset(
    {"birthday", "christmas", "valentine", "mothers_day", "fathers_day", "easter", "anniversary", "housewarming",
     "birth", "graduation"}
)  # fmt: skip
"""Days on which anything may be given: no maker has to confirm them."""
MOST_REASONS: Final = 3


def found_for(need: Need, find: Callable[[Need], Matches], concepts: Concepts) -> Matches:
    """What `find` answers to the need with as many of its uses as anything meets."""
    answer = find(need)
    if answer.total or not any(getattr(need, name) for name in USES):
        return answer
    for tried in _with_fewer(need):
        answer = find(tried)
        if answer.total:
            break
    return replace(answer, best=tuple(_unconfirmed(match, need, concepts) for match in answer.best))


def _with_fewer(need: Need) -> Iterator[Need]:
    """The need without some of its uses and at last without any; who keeps the most telling comes first."""
    said = [name for name in USES if getattr(need, name)]
    for kept in list(product((True, False), repeat=len(said)))[1:]:
        given_up = [name for name, keeps in zip(said, kept, strict=True) if not keeps]
        yield need.model_copy(update=dict.fromkeys(given_up, ()))


def _unconfirmed(match: Match, need: Need, concepts: Concepts) -> Match:
    """The match with what its maker does not say of the uses that were wished for, said first."""
    there = frozenset(concepts_of(match.product, match.variant))
    unsaid = tuple(
        Reason(Why.NOT_SAID, concept=(kind, wanted[0]))
        for name, kind in USES.items()
        if (wanted := getattr(need, name)) and wanted[0] not in GIVEN_ON
        if not any((kind, each) in there for each in concepts.expand_all(kind, wanted))
    )
    return replace(match, reasons=(unsaid + match.reasons)[:MOST_REASONS])
