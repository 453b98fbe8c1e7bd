"""A text as a model wrote it, and what it may hold: the facts given to it as locked tokens, ⟦1⟧ ⟦2⟧ … Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

from dialogue.messages.base import TOKEN, Said, Term

_GAP: Final = " , "
"""Stands for a token where the words around it are read: nothing reads across it."""

Concept = tuple[str, str]


def token(number: int) -> str:
    return f"⟦{number}⟧"


class Form(Enum):
    """A reason is one sentence about one product; advice is a few sentences about goods in general."""

    REASON = (160, 2)
    ADVICE = (500, 5)

    @property
    def longest(self) -> int:
        """Characters, tokens as they are written."""
        return self.value[0]

    @property
    def most_sentences(self) -> int:
        return self.value[1]


@dataclass(frozen=True)
class Draft:
    """`facts` are those that may be used, by number; `said` are concepts that may be named outside tokens, and `names`
    are those of other goods, which may not."""

    text: str
    form: Form
    locale: str
    facts: Mapping[int, Term]
    said: frozenset[Concept] = frozenset()
    names: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        return self.locale.split("_")[0]

    @cached_property
    def used(self) -> tuple[int, ...]:
        """The numbers of its tokens, in order."""
        return tuple(int(number) for number in TOKEN.findall(self.text))

    @cached_property
    def bare(self) -> str:
        """What is written outside the tokens."""
        return TOKEN.sub(_GAP, self.text)

    def locked(self) -> Said:
        """As a Message carries it: only with the facts it uses."""
        numbers = tuple(dict.fromkeys(self.used))
        text = TOKEN.sub(lambda found: token(numbers.index(int(found[1])) + 1), self.text)
        return Said(text=text, facts=tuple(self.facts[number] for number in numbers), locale=self.locale)
