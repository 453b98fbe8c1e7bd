"""Which of our Messages may stand in a template, what it says, and what fills it. Pure.

Outside of the 24 hours after a person's last word WhatsApp takes nothing but a template it has approved. Ours are the
Messages themselves: a template is named for the Message and the locale, and its variables are the Message's fields.
"""

import re
from collections.abc import Mapping
from typing import Final

from bot.channels.base import ChannelRejected
from dialogue.messages.base import Message
from dialogue.override import UNCHANGED, Override
from locales import Locale

UNASKED: Final = (
    "order_placed", "payment_declined", "items_unavailable", "on_its_way", "delayed", "delayed_unknown",
    "attempt_failed", "cannot_be_delivered", "came_back", "delivered", "lost_and_your_choice", "delivery_corrected",
    "order_was_cancelled", "order_was_cancelled_unpaid", "item_was_cancelled", "return_arrived", "return_never_came",
    "exchange_on_its_way", "new_parcel_promised", "refund_on_its_way", "refund_paid", "refund_not_granted",
    "refund_not_granted_because", "refund_by_colleague", "refund_at_once", "guarantee_paid", "guarantee_paid_for_lost",
    "difference_declined", "replacement_declined", "change_taken_back", "back_in_stock",
)  # fmt: skip
"""Messages that come unasked, perhaps days after the person last wrote: these are worth a template."""

DEMANDED: Final = frozenset(
    {
        "order_placed", "order_was_cancelled", "order_was_cancelled_unpaid", "item_was_cancelled", "items_unavailable",
        "payment_declined", "delayed", "delayed_unknown", "withdrawal_received", "withdrawal_received_unsent",
        "refund_on_its_way", "refund_at_once", "refund_by_colleague", "refund_with_colleague", "refund_not_granted",
        "refund_not_granted_because",
        "refund_paid", "guarantee_paid", "guarantee_paid_for_lost", "opted_out", "opted_out_already", "erasing",
        "your_data", "paper_follows",
    }
)  # fmt: skip
"""What the law wants said even to somebody who asked to hear no more: that there is a contract and that it ended
(directive 2011/83/EU, art. 8(7)), that goods come late (art. 18), that a withdrawal was received (art. 11(3)), what
became of their money (art. 13), and what was done about their data (GDPR, art. 12(3))."""

CATEGORY: Final = "UTILITY"
LONGEST: Final = 1024
"""Characters of a template with its variables filled in (Twilio's error 63021)."""
MOST_COUNTED: Final = 31
"""A number in a text is of days; for up to so many its forms are looked at."""
LONGEST_NAME: Final = 16
"""Characters of a variable's name."""
LANGUAGES: Final[Mapping[str, str]] = {
    "pt": "pt_BR",
    "zh": "zh_CN",
    "en_AU": "en",
    "en_CA": "en",
    "de_CH": "de",
    "de_AT": "de",
    "fr_CA": "fr",
}
"""Locales whose language WhatsApp calls otherwise, or does not tell apart."""

_FIELD: Final = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_PLACEHOLDER: Final = re.compile(r"(?<!\{)\{([a-z_0-9]+)\}(?!\})")
_SPACES: Final = re.compile(r"\s+")


class Unfit(ValueError):
    """A wording that WhatsApp would not approve; the message says why."""


def wordings_of(kind: type[Message], locale: Locale, live: Override = UNCHANGED) -> tuple[str, ...]:
    """What a Message says in a locale, before its {fields} are filled: one text, or one for each form of its number.
    A live text goes before the file's."""
    name, plural = kind.name(), kind.english_plural
    numbers = (None,) if plural is None else range(1, MOST_COUNTED + 1)
    found = []
    for number in numbers:
        told = live(locale, name, kind.english, number)
        english = kind.english if plural is None or number == 1 else plural
        found.append(told.text if told else locale.own_text(name, kind.english, number) or english)
    return tuple(dict.fromkeys(found))


def body_of(text: str) -> str:
    """A wording with its {fields} as a template's {{variables}}. Raises Unfit by WhatsApp's own rules: no variable at
    either end, no two side by side, and none but has some words around it."""
    body = _PLACEHOLDER.sub(r"{{\1}}", text.strip())
    plain = body.strip(" .!?…:;,\n")
    if plain.startswith("{{") or plain.endswith("}}"):
        raise Unfit("it begins or ends with a variable")
    if re.search(r"\}\}\s*\{\{", body):
        raise Unfit("two variables stand side by side")
    if long := [name for name in fields_of(body) if len(name) > LONGEST_NAME]:
        raise Unfit(f"the variable {long[0]!r} has more than {LONGEST_NAME} characters")
    if len(body) > LONGEST:
        raise Unfit(f"it has more than {LONGEST} characters")
    return body


def fields_of(body: str) -> tuple[str, ...]:
    """The names of a template's variables, in the order they first stand in."""
    return tuple(dict.fromkeys(_FIELD.findall(body)))


def variables(body: str, facts: Mapping[str, str]) -> dict[str, str]:
    """What fills a template: each a single line, and none empty (63013, 21656). Raises ChannelRejected where a fact is
    missing or all of it is too long."""
    found = {name: _SPACES.sub(" ", facts.get(name, "")).strip() for name in fields_of(body)}
    if empty := [name for name, value in found.items() if not value]:
        raise ChannelRejected(f"the template's variable {empty[0]!r} would be empty")
    if len(filled(body, found)) > LONGEST:
        raise ChannelRejected(f"the template would have more than {LONGEST} characters")
    return found


def filled(body: str, given: Mapping[str, str]) -> str:
    """What a person reads of a template."""
    return _FIELD.sub(lambda field: given[field[1]], body)


def same_words(body: str, facts: Mapping[str, str], text: str) -> bool:
    """Whether a template says just this: of one for each form of a number, or an older and a newer one."""
    try:
        said = filled(body, variables(body, facts))
    except ChannelRejected:
        return False
    return said == _SPACES.sub(" ", text).strip()


def language_of(locale: str) -> str:
    """What WhatsApp calls a locale's language."""
    return LANGUAGES.get(locale, locale)
