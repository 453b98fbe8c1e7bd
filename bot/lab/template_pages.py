"""Templates in the lab: which Messages need WhatsApp's approval, in what words, how they stand, and asking for it.

What is submitted and how it stands is decided in `bot/channels/whatsapp/submitting.py`, as on the command line.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from bot.channels.base import ChannelError
from bot.channels.whatsapp import store
from bot.channels.whatsapp.api import Twilio
from bot.channels.whatsapp.connecting import twilio_of
from bot.channels.whatsapp.store import Template
from bot.channels.whatsapp.submitting import (
    UNSUBMITTED,
    Draft,
    draft,
    drafts,
    of_same_words,
    other_words,
    refresh,
    standing,
    submit,
)
from bot.channels.whatsapp.templates import UNASKED
from bot.lab.doors import Doors, Json, text_in
from bot.lab.publish import Lab, LabError, NoSuchText, SomebodyElse
from bot.lab.store import OPEN

if TYPE_CHECKING:
    from bot.wiring import Shop

UNSET: Final = "Templates are kept at Twilio: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not set."


class TemplatePages:
    """Routes of the templates. `submit` and `refresh` speak with Twilio; the others only read what is known here."""

    def __init__(self, shop: "Shop", lab: Lab) -> None:
        self._shop, self._lab = shop, lab
        self._asking = threading.Lock()

    def routes(self, doors: Doors) -> list[Route]:
        return [
            Route("/lab/templates", doors.asked(self._every)),
            Route("/lab/template", doors.asked(self._one)),
            Route("/lab/template/of", doors.asked(self._of_text)),
            Route("/lab/templates/refresh", doors.told(self._refresh), methods=["POST"]),
            Route("/lab/templates/submit", doors.told(self._submit), methods=["POST"]),
        ]

    # ---- run in a worker thread

    def _every(self, query: Mapping[str, str], staff: str) -> Json:
        """Each Message that needs templates, and how they stand in each language."""
        known = self._known()
        rows = []
        for name in UNASKED:
            states = {code: standing(self._drafts(name, code), known).value for code in self._languages()}
            rows.append({"name": name, "english": self._lab.source(name).english, "states": states})
        with self._shop.storage.reads() as session:
            at = store.synced_at(session)
        return {"messages": rows, "connected": self._is_set(), "synced_at": at.isoformat() if at else None}

    def _one(self, query: Mapping[str, str], staff: str) -> Json:
        """What would be submitted of a Message, form by form, in every language."""
        name, known = _needed(query.get("name", "")), self._known()
        languages = []
        for code in self._languages():
            wanted, locale = self._drafts(name, code), self._shop.locales[code]
            languages.append(
                {
                    "code": code,
                    "name": locale.name,
                    "rtl": locale.rtl,
                    "state": standing(wanted, known).value,
                    "forms": [_shape(each, of_same_words(each, known)) for each in wanted],
                    "still": list(other_words(wanted, known)),
                }
            )
        source = self._lab.source(name)
        return {"name": name, "note": source.note, "english": source.english, "languages": languages}

    def _of_text(self, query: Mapping[str, str], staff: str) -> Json:
        """How a text's template stands, for the page of the text: with what shoppers read now, and with what its open
        version would make of it. `state` is empty for what needs none."""
        name, code = query.get("context", ""), query.get("locale", "de")
        if name not in UNASKED:
            return {"state": ""}
        locale, known = self._lab.locale(code), self._known_in(name, code)
        wanted = drafts(name, locale, self._shop.wordings.override)
        newest = next(iter(self._lab.history(name, code)), None)
        told: Json = {"state": standing(wanted, known).value, "still": list(other_words(wanted, known)), "then": ""}
        if newest is not None and newest.state.value in OPEN:
            after = [draft(name, code, text) for text in newest.forms]
            told |= {"then": standing(after, known).value}
        return told

    def _refresh(self, body: Mapping[str, object], staff: str) -> Json:
        with self._at_twilio() as twilio:
            refresh(twilio, self._shop.storage, self._shop.clock())
        return {}

    def _submit(self, body: Mapping[str, object], staff: str) -> Json:
        """A Message in all languages, all Messages in one, or one in one; then how they stand."""
        name = _needed(text_in(body, "name")) if "name" in body else ""
        code = self._lab.locale(text_in(body, "locale")).code if "locale" in body else ""
        if not name and not code:
            raise NoSuchText("Name a message, a language or both.")
        wanted = (
            each
            for message in ((name,) if name else UNASKED)
            for locale in ((code,) if code else self._languages())
            for each in self._drafts(message, locale)
        )
        outcomes: list[tuple[Draft, str]] = []
        with self._at_twilio() as twilio:
            for outcome in submit(twilio, wanted):
                outcomes.append(outcome)
            refresh(twilio, self._shop.storage, self._shop.clock())
        refused = [{"name": each.name, "locale": each.locale, "why": why} for each, why in outcomes if why]
        return {"submitted": len(outcomes) - len(refused), "refused": refused}

    @contextmanager
    def _at_twilio(self) -> Iterator[Twilio]:
        """One at a time: two who press at once would ask for everything twice. Raises LabError in Twilio's stead."""
        if not self._is_set():
            raise LabError(UNSET)
        if not self._asking.acquire(blocking=False):
            raise SomebodyElse("Somebody is asking Twilio just now. Wait a moment and look again.")
        try:
            yield twilio_of(self._shop.settings)
        except ChannelError as error:
            raise LabError(f"{error}. What was sent until then is there; refresh to see it.") from error
        finally:
            self._asking.release()

    def _is_set(self) -> bool:
        settings = self._shop.settings
        return bool(settings.twilio_account_sid and settings.twilio_auth_token)

    def _languages(self) -> list[str]:
        """A regional variant is told in its language's template."""
        return [each.code for each in self._shop.locales if "_" not in each.code and "-" not in each.code]

    def _drafts(self, name: str, code: str) -> tuple[Draft, ...]:
        return drafts(name, self._shop.locales[code], self._shop.wordings.override)

    def _known(self) -> tuple[Template, ...]:
        with self._shop.storage.reads() as session:
            return store.templates(session)

    def _known_in(self, name: str, code: str) -> tuple[Template, ...]:
        """Those that a Message is told by in a locale: its own, else its language's, as the channel looks for them."""
        named = [each for each in self._known() if each.name == name]
        own = [each for each in named if each.locale == code]
        language = code.partition("_")[0]
        return tuple(own or (replace(each, locale=code) for each in named if each.locale == language))


def _needed(name: str) -> str:
    """Raises NoSuchText for what needs no template."""
    if name not in UNASKED:
        raise NoSuchText(f"{name!r} needs no template: it is never said later than a day after somebody's last word.")
    return name


def _shape(wanted: Draft, found: Template | None) -> Json:
    status = found.status if found else UNSUBMITTED
    return {
        "text": wanted.text,
        "body": wanted.body,
        "unfit": wanted.unfit,
        "status": "unfit" if wanted.unfit else status,
        "reason": found.reason if found else "",
    }
