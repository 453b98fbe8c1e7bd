"""What answers the question for an address: a whole one, parts of it, or the bare word for what is still missing.
Pure."""

import json
from collections.abc import Sequence
from typing import Final

from dialogue.commands import AddressSaid
from dialogue.conversation import OpenQuestion
from dialogue.understanding.names import full_name
from dialogue.understanding.ordering import asks
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import Heard
from dialogue.understanding.text import Token, fold

MOST_NAME: Final = 5
"""Words of a name, a town or a country."""
_IN_CHARACTERS: Final = 0.7
"""What a name in characters explains, where a phrase that is said so goes first."""

Told = tuple[AddressSaid, float]
"""Parts of an address, and how much of the message they explain (0 to 1)."""


def told_parts(question: OpenQuestion, heard: Heard, read: AddressSaid) -> Told | None:
    """Parts that are written like an address; `read` is what was found in the text."""
    if read == AddressSaid() or _is_surname(question, heard, read):
        return None
    numbered = read.line1 and any(token.is_number for token in heard.said)
    firm = (read.postcode and (read.city or read.line1)) or numbered
    return read, 1.0 if firm else 0.7


def missing_part(question: OpenQuestion, heard: Heard, text: str, phrases: Phrases) -> Told | None:
    """A country, or words that mean nothing else: the part that the waiting Command still lacks."""
    words = heard.said
    country = heard.first("country")
    if country and len(words) <= MOST_NAME:
        return AddressSaid(country=country.value), 1.0
    if asks(text) or phrases.words("asking").has(words):
        return None
    name = full_name(words, phrases)
    if name and _missing(question, words) == "name":
        return AddressSaid(name=name), _IN_CHARACTERS
    # As it was typed: a name must not be taken for a slip of the finger.
    part = "postcode" if len(words) == 1 and words[0].raw.isdecimal() else _missing(question, words)
    plain = all(fold(token.raw) not in phrases.known for token in words)
    written_as_name = all(token.raw[:1].isupper() for token in words) and not heard.of("category", "color", "title")
    is_it = plain or (part == "name" and len(words) > 1 and written_as_name)
    return (AddressSaid(**{part: text.strip(" .!,")}), 0.9) if part and is_it and 0 < len(words) <= MOST_NAME else None


def country_again(question: OpenQuestion, heard: Heard) -> AddressSaid | None:
    """The country of the address at hand, told once more where a name was asked for. Another one may be a name
    ("Jordan")."""
    country = heard.first("country")
    known = json.loads(question.command or "{}").get("address") or {}
    told = country is not None and len(heard.said) <= MOST_NAME and country.value == known.get("country")
    return AddressSaid(country=country.value) if country and told else None


def _is_surname(question: OpenQuestion, heard: Heard, read: AddressSaid) -> bool:
    """ "Ebba Holm" ends like a street; without a number it is a name for as long as one is wanted."""
    bare = read == AddressSaid(line1=read.line1) and not any(token.is_number for token in heard.said)
    return bare and _missing(question, heard.said) == "name"


def _missing(question: OpenQuestion, words: Sequence[Token]) -> str | None:
    """The part of an address that the waiting Command lacks and these words can be: several without a number are a
    name before they are a street."""
    if not question.command:
        return None
    known = json.loads(question.command).get("address") or {}
    named = len(words) > 1 and not any(token.is_number for token in words)
    parts = ("name", "line1", "city") if named else ("line1", "postcode", "city", "name")
    return next((part for part in parts if not known.get(part)), None)
