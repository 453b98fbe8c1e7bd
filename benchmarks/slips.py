"""Texts as fingers in a hurry write them: one slip in each, the same for the same text."""

import random
import re
from typing import Final

WORD: Final = re.compile(r"[^\W\d_]{5,}")


def slipped(text: str) -> str:
    """One letter of one word of five or more, not its first or last, left out, doubled or exchanged with the next."""
    rng = random.Random(text)
    words = list(WORD.finditer(text))
    if not words:
        return text
    word = rng.choice(words)
    place = rng.randrange(word.start() + 1, word.end() - 1)
    here, following = text[place], text[place + 1]
    wrong = rng.choice((following, here + here + following, following + here))
    return text[:place] + wrong + text[place + 2 :]
