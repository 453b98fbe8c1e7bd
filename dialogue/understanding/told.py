"""Messages that are one thing told and no wish: an address with nothing round it, a value that puts the last one right.
Pure."""

from collections.abc import Sequence
from typing import Final

from dialogue.commands import AddressSaid, ChangeAddress, Command, FactSaid, GiveAddress
from dialogue.profile import NAME, Fact, Profile
from dialogue.understanding.patterns import MOST_NAME
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.situation import Situation
from dialogue.understanding.sizes import bare_size
from dialogue.understanding.spans import Heard, whole
from dialogue.understanding.text import Token
from dialogue.view import View

_AGE: Final = "household.age"
_PARTICLE: Final = 3
"""Letters that a small word in a name has at most."""
_SMALL: Final = ("filler", "articles", "indefinite", "size", "size_after", "years", "my")
"""Words that may stand beside the value."""


def is_only_address(heard: Heard, address: AddressSaid, phrases: Phrases) -> bool:
    """Every word of the message is a part of the address, its country, or says nothing."""
    spelling = phrases.spelling
    parts = (address.name, address.line1, address.line2, address.postcode, address.city, address.region)
    told = {"", *(spelling.norm(token.raw) for part in parts if part for token in spelling.tokens(part))}
    countries = {place for span in heard.of("country") for place in range(span.start, span.end)}
    idle = countries | phrases.words("filler").places(heard.tokens)
    return all(place in idle or spelling.norm(token.raw) in told for place, token in enumerate(heard.tokens))


def told_address(address: AddressSaid, always: bool, at: Situation) -> Command | None:
    """The address in words that give one. "Send it to my work" gives none: where that is, is asked of what waits for
    its yes or is ordered."""
    if address != AddressSaid():
        return GiveAddress(address=address, always=always)
    return ChangeAddress() if at.awaits_yes or at.placed else None


def is_written_name(name: str) -> bool:
    """Two words or more in capitals, small ones between them: "Fenna de Wit"."""
    words = name.split()
    ends = len(words) > 1 and words[0][:1].isupper() and words[-1][:1].isupper()
    return ends and all(word[:1].isupper() or len(word) <= _PARTICLE for word in words)


def before_address(heard: Heard, text: str, address: AddressSaid | None) -> Heard:
    """The message without a whole address in it, whose numbers and names mean nothing else."""
    if address is None:
        return heard
    begins = min(place for part in (address.name, address.line1) if part and (place := text.find(part)) >= 0)
    kept = [place for place, token in enumerate(heard.tokens) if token.start < begins]
    return heard.part(0, len(kept)) if kept else heard


def put_right(heard: Heard, phrases: Phrases, view: View) -> tuple[FactSaid, ...]:
    """ "No wait, 43": behind words of correcting a size or an age alone, where the message before told one."""
    facts, since = view.profile.facts, view.conversation.last_inbound_at
    last = facts[-1] if facts else None
    if last is None or since is None or last.said_at < since:
        return ()
    start = _corrects(heard, phrases)
    value = _value(last, heard.part(start, heard.end), phrases) if start else None
    return (FactSaid(who=last.who, about=last.about, value=value),) if value and value != last.value else ()


def fuller_name(heard: Heard, facts: Sequence[FactSaid], profile: Profile) -> tuple[FactSaid, ...]:
    """The facts with the shopper's whole name, where the known or the told one goes on in capitals up to punctuation or
    the end: "me llamo Marta" and later "Marta Ibáñez"."""
    told = next((fact.value for fact in facts if fact.about == NAME), profile.name or "")
    first, found = told.casefold().split(), ""
    for place in range(heard.start, heard.end - len(first)):
        words = [token.raw for token in heard.tokens[place : place + len(first)]]
        if first and [word.casefold() for word in words] == first:
            found = _goes_on(heard, place + len(first), words) or found
    others = tuple(fact for fact in facts if fact.about != NAME)
    return (*others, FactSaid(about=NAME, value=found)) if found else tuple(facts)


def _goes_on(heard: Heard, position: int, words: list[str]) -> str:
    """The longer name, or nothing."""
    end = position
    while end < heard.end and not heard.tokens[end].before.strip() and end < position + MOST_NAME:
        end += 1
    ends = end == heard.end or bool(heard.tokens[end].before.strip())
    more = [token.raw for token in heard.tokens[position:end]]
    is_name = bool(more) and more[-1].istitle() and all(word.isalpha() for word in more)
    return " ".join((*words, *more)) if ends and is_name else ""


def _corrects(heard: Heard, phrases: Phrases) -> int:
    """Where the words of correcting end that the message begins with; 0 where it does not."""
    position = heard.start
    while length := phrases.words("correcting").length_at(heard.tokens, position):
        position += length
    return position


def _value(last: Fact, rest: Heard, phrases: Phrases) -> str | None:
    """The size or age which is all that is left."""
    number = rest.number()
    if last.about == _AGE and number:
        age = whole(number.value)
        return str(age) if age is not None and _is_rest(rest, range(number.start, number.end), phrases) else None
    if not last.about.startswith("size."):
        return None
    found = [(span.start, span.end, span.value) for span in rest.of("size")]
    places = range(found[0][0], found[0][1]) if found else _alone(rest)
    return bare_size(rest.said, found) if _is_rest(rest, places, phrases) else None


def _alone(rest: Heard) -> range:
    """The token that is a size where nothing says so: "43"."""
    found = (place for place in range(rest.start, rest.end) if bare_size(rest.tokens[place : place + 1], ()))
    place = next(found, rest.start)
    return range(place, place + 1)


def _is_rest(rest: Heard, value: range, phrases: Phrases) -> bool:
    """Nothing but the value and small words."""
    others: Sequence[Token] = [rest.tokens[place] for place in range(rest.start, rest.end) if place not in value]
    return all(any(phrases.words(name).is_all((token,)) for name in _SMALL) for token in others)
