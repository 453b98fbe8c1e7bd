"""Lines that an address may be made of. Pure."""

import re
from typing import Final

from orders.card_numbers import SIGN

_SHORTEST_ENDED: Final = 4


def ended(line: str) -> str:
    """Without the full stop of a sentence; one behind a shortened word stays ("Hauptstr.", "Jr.")."""
    word = line.rstrip(".").rsplit(" ", 1)[-1]
    shortened = word.isalpha() and (len(word) < _SHORTEST_ENDED or word.islower() or word.endswith("str"))
    return line if shortened else line.rstrip(".")


def behind_colon(line: str) -> str:
    """ "To my mother: Jana Vogt": what stands in front of a colon says whose address follows."""
    before, _, behind = line.strip(" :-").rpartition(":")
    return behind.strip() if before and not re.search(r"\d", before) else line.strip(" :-")


def may_be_address(line: str) -> bool:
    """What is left of a card number is none."""
    return bool(line) and SIGN not in line
