"""What is meant by a general name with what it is for: a table for the balcony is a garden table, a rug for the
bathroom a bath mat. The pairs stand in meant.toml. Pure."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from matching.matches import Matches
from matching.need import Need


@cache
def meant_kinds() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Field of a need → concept → category that was said → category that is meant."""
    return tomllib.loads(files("matching").joinpath("meant.toml").read_text(encoding="utf-8"))


def found_as_meant(need: Need, find: Callable[[Need], Matches]) -> Matches:
    """What `find` answers to the need as it is meant where anything fits that, else as it was said."""
    for meant in _as_meant(need):
        answer = find(meant)
        if answer.total:
            return answer
    return find(need)


def _as_meant(need: Need) -> Iterator[Need]:
    """The need for each kind that its uses make of the one that was said; what the kind itself says is dropped."""
    for field, by_concept in meant_kinds().items():
        told = getattr(need, field)
        for concept in (told,) if isinstance(told, str) else told or ():
            kind = by_concept.get(concept, {}).get(need.category or "")
            if kind is not None:
                rest = {} if isinstance(told, str) else {field: tuple(each for each in told if each != concept)}
                yield need.model_copy(update={"category": kind, **rest})
