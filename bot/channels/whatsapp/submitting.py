"""Templates on their way to approval: what would be submitted, how each of them stands, and asking WhatsApp for it.

The command line and the reply lab both do it by this. What is submitted are the words that shoppers read: the lab's
live text where there is one, else the file's.
"""

import hashlib
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.channels.whatsapp import store
from bot.channels.whatsapp.api import Twilio, TwilioRefused
from bot.channels.whatsapp.store import APPROVED, Template
from bot.channels.whatsapp.templates import CATEGORY, Unfit, body_of, fields_of, language_of, wordings_of
from bot.storage import Storage
from dialogue.messages.base import Message
from dialogue.override import Override
from locales import Locale

UNSUBMITTED: Final = "unsubmitted"
AWAITED: Final = frozenset({"received", "pending"})
"""States in which WhatsApp has still to answer (https://www.twilio.com/docs/content/content-api-resources)."""


class Standing(StrEnum):
    """How a Message's templates stand in a locale. `DIFFERS`: WhatsApp approved other words and still says those."""

    APPROVED = "approved"
    AWAITED = "awaited"
    REFUSED = "refused"
    DIFFERS = "differs"
    MISSING = "missing"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class Draft:
    """One text as WhatsApp would be asked for it: a Message's in a locale, or that of one form of its number. Where it
    does not fit, `unfit` says why and `body` is empty."""

    name: str
    locale: str
    text: str
    body: str = ""
    unfit: str = ""


def drafts(name: str, locale: Locale, live: Override) -> tuple[Draft, ...]:
    """All of a Message's in a locale. `name` must be a Message's."""
    return tuple(draft(name, locale.code, text) for text in wordings_of(Message.registry[name], locale, live))


def draft(name: str, code: str, text: str) -> Draft:
    try:
        return Draft(name, code, text, body=body_of(text))
    except Unfit as unfit:
        return Draft(name, code, text, unfit=str(unfit))


def of_same_words(wanted: Draft, templates: Iterable[Template]) -> Template | None:
    """The template with a draft's words; of several, one that may be sent or may yet be."""
    same = [
        each for each in templates if (each.name, each.locale, each.body) == (wanted.name, wanted.locale, wanted.body)
    ]
    return min(same, key=lambda each: (each.status != APPROVED, each.status not in AWAITED), default=None)


def other_words(wanted: Iterable[Draft], templates: Iterable[Template]) -> tuple[str, ...]:
    """What WhatsApp approved for the same Message and locale in other words."""
    drafts = tuple(wanted)
    bodies, named = {each.body for each in drafts}, {(each.name, each.locale) for each in drafts}
    told = (each for each in templates if (each.name, each.locale) in named and each.status == APPROVED)
    return tuple(each.body for each in told if each.body not in bodies)


def standing(wanted: Iterable[Draft], templates: Iterable[Template]) -> Standing:
    """Of all the forms of a Message in a locale: the worst of them."""
    drafts, known = tuple(wanted), tuple(templates)
    if any(each.unfit for each in drafts):
        return Standing.UNFIT
    found = [of_same_words(each, known) for each in drafts]
    states = [each.status if each else UNSUBMITTED for each in found]
    if all(state == APPROVED for state in states):
        return Standing.APPROVED
    if any(state not in (APPROVED, UNSUBMITTED, *AWAITED) for state in states):
        return Standing.REFUSED
    if other_words(drafts, known):
        return Standing.DIFFERS
    return Standing.MISSING if UNSUBMITTED in states else Standing.AWAITED


def submit(twilio: Twilio, wanted: Iterable[Draft]) -> Iterator[tuple[Draft, str]]:
    """Asks WhatsApp to approve what it has not been asked for; each draft with why it was not taken, "" where it was.

    One that waits or is approved with these words is left out; one that WhatsApp has refused needs other words. Raises
    ChannelUnavailable where Twilio does not answer; what was told until then is submitted.
    """
    known = twilio.templates()
    for each in wanted:
        found = None if each.unfit else of_same_words(each, known)
        if each.unfit:
            yield each, each.unfit
        elif found is None or found.status == UNSUBMITTED:
            yield each, _submit(twilio, each, found)
        elif found.status not in (APPROVED, *AWAITED):
            yield each, f"WhatsApp has it as {found.status} and takes other words only"


def _submit(twilio: Twilio, wanted: Draft, found: Template | None) -> str:
    # WhatsApp wants a name for each text: what counts has several, and what is reworded is another one.
    digest = hashlib.sha256(wanted.body.encode()).hexdigest()[:8]
    try:
        if found is not None and found.status == UNSUBMITTED:
            sid = found.sid
        else:
            samples = dict(zip(fields_of(wanted.body), string.ascii_uppercase, strict=False))
            sid = twilio.create_template(wanted.name, wanted.locale, language_of(wanted.locale), wanted.body, samples)
        twilio.submit(sid, f"{wanted.name}_{wanted.locale}_{digest}".lower(), CATEGORY)
    except TwilioRefused as refused:
        return str(refused)
    return ""


def refresh(twilio: Twilio, storage: Storage, now: datetime) -> None:
    """What Twilio says of all templates is what is known here. Raises ChannelUnavailable, TwilioRefused."""
    found = twilio.templates()
    with storage.writes() as session:
        store.keep_templates(session, found, now)
