"""Forms of phrases, and many of them as numbers: a language has ten thousand and more, of which a message is compared
with a few dozen. As objects they would be most of what a language takes. Pure."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_NUMBERS: Final = "I"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a phrase that stands for a value."""

    kind: str


Part = str | Slot


@dataclass(frozen=True, slots=True)
class Pattern:
    """One form of one phrase. `label` is its entry ("track_order", "refine_search.cheaper"), `line` the line it comes
    from."""

    label: str
    parts: tuple[Part, ...]
    line: int

    @property
    def literals(self) -> tuple[str, ...]:
        return tuple(part for part in self.parts if isinstance(part, str))


class Packed:
    """Patterns in their order. Each is made an object again when it is asked for."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._runs = Runs()
        self._label_of, self._lines = array(_NUMBERS), array(_NUMBERS)
        parts: dict[Part, int] = {}
        labels: dict[str, int] = {}
        for pattern in patterns:
            self._runs.append(parts.setdefault(part, len(parts)) for part in pattern.parts)
            self._label_of.append(labels.setdefault(pattern.label, len(labels)))
            self._lines.append(pattern.line)
        self._parts, self._labels = list(parts), list(labels)

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Pattern]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, place: int) -> Pattern:
        return Pattern(self._labels[self._label_of[place]], tuple(self.parts(place)), self._lines[place])

    @property
    def words(self) -> Iterator[str]:
        """Each word that any of them has, once."""
        return (part for part in self._parts if isinstance(part, str))

    def parts(self, place: int) -> Iterator[Part]:
        return map(self._parts.__getitem__, self._runs[place])

    def literals(self, place: int) -> Iterator[str]:
        return (part for part in self.parts(place) if isinstance(part, str))


class Runs:
    """Many short sequences of numbers, one behind another."""

    def __init__(self) -> None:
        self._numbers, self._ends = array(_NUMBERS), array(_NUMBERS, [0])

    def append(self, numbers: Iterable[int]) -> None:
        self._numbers.extend(numbers)
        self._ends.append(len(self._numbers))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> "array[int]":
        return self._numbers[self._ends[place] : self._ends[place + 1]]

    def __iter__(self) -> "Iterator[array[int]]":
        return (self[place] for place in range(len(self)))
