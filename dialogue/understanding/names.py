"""Names written in characters, which have no capitals and whose every character is also in words that we know. Pure."""

from collections.abc import Sequence
from typing import Final

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.text import Token, join

FEWEST, MOST = 2, 4
"""Characters of a name, the family's first."""
_MOST_SMALL: Final = 2
_ENDING: Final = ("filler", "name_ends")


def opening_name(tokens: Sequence[Token], phrases: Phrases) -> str | None:
    """The name that a text begins with, up to words that go on behind it: "小王" in "小王就行". None where it begins
    with a word used all the time, or with no character."""
    end = 0
    for place, token in enumerate(tokens):
        told = any(phrases.words(name).length_at(tokens, place) for name in _ENDING)
        if told or not token.is_unspaced or (place and token.before.strip()):
            break
        end = place + 1
    if not end or tokens[0].norm in phrases.function_words:
        return None
    return join(tokens[:end])


def name_behind(tokens: Sequence[Token], phrases: Phrases) -> str | None:
    """The name behind one or two everyday words in the answer to who it is: "sou o Paulo Andrade". None for anything
    else, and where all begin with a capital: "Will Young" is a name."""
    small = next((place for place, token in enumerate(tokens) if token.norm not in phrases.function_words), 0)
    named = tokens[small:]
    titled = all(token.raw.istitle() for token in named) and not any(token.before.strip() for token in tokens[1:])
    strange = any(token.norm not in phrases.known for token in named)
    spoken = 0 < small <= _MOST_SMALL and not all(token.raw.istitle() for token in tokens[:small])
    return join(named) if spoken and len(named) <= MOST and titled and strange else None


def full_name(tokens: Sequence[Token], phrases: Phrases) -> str | None:
    """A family's name and up to three characters more, and nothing beside them but what ends a name: "李小明",
    "田中太郎です". None for anything else."""
    named = tokens[: len(tokens) - phrases.words("name_ends").ends_at(tokens, len(tokens))]
    family = phrases.words("surnames").length_at(named, 0)
    whole = FEWEST <= len(named) <= MOST and all(token.is_unspaced for token in named)
    joined = not any(token.before.strip() for token in tokens[1:])
    return join(named) if whole and joined and 0 < family < len(named) else None
