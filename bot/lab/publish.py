"""A text's way from draft to shoppers: saved, reviewed, published, rolled back; each with who and when, none silently.

What fails a check is never published. A version that somebody else wrote meanwhile is never overwritten.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from sqlalchemy.exc import IntegrityError

from bot.channels.whatsapp.templates import UNASKED, Unfit, body_of
from bot.lab import experiment_store, store
from bot.lab.store import State, Version
from bot.storage import Storage
from dialogue.sources import sources
from locales import Locale, Locales
from locales.rules import Fault, Weight, faults_of
from locales.sources import Source

LONGEST_TEXT: Final = 4_000
"""Characters of a text that is taken from a page or a file at all."""


class LabError(Exception):
    """What was asked cannot be done; the message says why, for the person at the page or the command line."""


class NoSuchText(LabError):
    """There is no such text, locale or version."""


class SomebodyElse(LabError):
    """Somebody wrote or moved it meanwhile."""


class NotFit(LabError):
    """It fails a check; `faults` are all of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.told for fault in self.faults if fault.weight is Weight.ERROR))


@dataclass(frozen=True)
class Lab:
    """Everything that is done to texts. Each action is one transaction."""

    storage: Storage
    locales: Locales
    clock: Callable[[], datetime]

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every text by its context, in the order it is shown in."""
        return {source.context: source for source in sources()}

    def source(self, context: str) -> Source:
        """Raises NoSuchText."""
        found = self.sources.get(context)
        if found is None:
            raise NoSuchText(f"There is no text {context!r}.")
        return found

    def locale(self, code: str) -> Locale:
        """Raises NoSuchText."""
        if code not in self.locales.codes:
            raise NoSuchText(f"There is no locale {code!r}; there are {', '.join(self.locales.codes)}.")
        return self.locales[code]

    def filed(self, context: str, code: str) -> tuple[str, ...]:
        """The forms of a text as the files have them, of the language where the locale has none, and English last."""
        source, locale = self.source(context), self.locale(code)
        if source.plural is None:
            return (locale.own_text(context, source.english) or source.english,)
        for replies in locale.replies:
            forms = replies.texts.get((context, source.english))
            if forms and all(forms):
                # A variant may count in more forms than its language's file: the last one stands for them.
                return (*forms, *[forms[-1]] * (locale.forms - len(forms)))[: locale.forms]
        return (source.english, source.plural)

    def faults(self, context: str, code: str, forms: Iterable[str]) -> tuple[Fault, ...]:
        """What is wrong with a draft. Doubts that the file's own text raises as well are left out: it was looked at."""
        source, locale, texts = self.source(context), self.locale(code), tuple(forms)
        known = {
            (fault.rule, fault.told)
            for fault in faults_of(self.filed(context, code), source, code, locale.forms)
            if fault.weight is Weight.WARNING
        }
        found = [
            fault for fault in faults_of(texts, source, code, locale.forms) if (fault.rule, fault.told) not in known
        ]
        return (*found, *_as_template(context, texts))

    # ---- what people do

    def save(self, context: str, code: str, forms: Iterable[str], by: str, seen: int | None) -> Version:
        """A new draft. `seen` is the version that its writer had before them, None for the file's text.

        Raises NoSuchText, SomebodyElse, and NotFit for a text that is too long to be one.
        """
        source, locale = self.source(context), self.locale(code)
        texts = tuple(form.strip() for form in forms)
        if any(len(text) > LONGEST_TEXT for text in texts) or len(texts) > max(locale.forms, 1):
            raise NotFit([Fault(Weight.ERROR, "length", f"a text has at most {LONGEST_TEXT} characters")])
        try:
            with self.storage.writes() as session:
                newest = store.newest(session, code, context)
                if (newest.id if newest else None) != seen:
                    raise SomebodyElse(_told(newest))
                return store.add(session, code, context, source.english, texts, by, self.clock())
        except IntegrityError as error:
            raise SomebodyElse("Somebody saved this text at the same moment. Load it again.") from error

    def review(self, identity: int, by: str) -> Version:
        """A draft that may be published. Raises NoSuchText, SomebodyElse, NotFit."""
        version = self.fit(identity)
        if version.state is not State.DRAFT:
            raise SomebodyElse(f"It is {version.state.value} already.")
        self._move(version, State.REVIEWED, reviewed_by=by, reviewed_at=self.clock())
        return self.version(identity)

    def publish(self, identity: int, by: str) -> Version:
        """A reviewed version is what shoppers read from now on, in every process, a second later."""
        version = self.fit(identity)
        if version.state is not State.REVIEWED:
            raise NotFit(
                [Fault(Weight.ERROR, "state", f"it is {version.state.value}; only what was reviewed goes live")]
            )
        now = self.clock()
        with self.storage.writes() as session:
            before = _live_one(store.versions(session, version.locale, version.context))
            if before is not None and not store.move(session, before, State.PAST, ended_by=by, ended_at=now):
                raise SomebodyElse("Somebody published or rolled back this text at the same moment.")
            noted = {"published_by": by, "published_at": now, "after": before.id if before else None}
            if not store.move(session, version, State.LIVE, **noted):
                raise SomebodyElse("Somebody changed its state at the same moment. Load it again.")
            told = f"{by} published version {version.version} of this text: what was tried is not what shoppers read."
            experiment_store.end_on(session, version.locale, version.context, told, now)
        return self.version(identity)

    def roll_back(self, context: str, code: str, by: str) -> Version | None:
        """What was live before is live again: an earlier version, or the file's text (None)."""
        now = self.clock()
        self.source(context)
        self.locale(code)
        with self.storage.writes() as session:
            history = store.versions(session, code, context)
            live = _live_one(history)
            if live is None:
                raise NoSuchText("Nothing of the lab's is live here: shoppers read the file's text.")
            if not store.move(session, live, State.ROLLED_BACK, ended_by=by, ended_at=now):
                raise SomebodyElse("Somebody rolled this text back at the same moment.")
            told = f"{by} rolled this text back: what was tried is not what shoppers read."
            experiment_store.end_on(session, code, context, told, now)
            before = next((each for each in history if each.id == live.after and each.state is State.PAST), None)
            if before is None or before.english != self.source(context).english:
                return None
            store.move(session, before, State.LIVE, ended_by=None, ended_at=None)
            return before

    def version(self, identity: int) -> Version:
        """Raises NoSuchText."""
        with self.storage.reads() as session:
            found = store.version_of(session, identity)
        if found is None:
            raise NoSuchText(f"There is no version {identity}.")
        return found

    def history(self, context: str, code: str) -> tuple[Version, ...]:
        """Newest first."""
        with self.storage.reads() as session:
            return store.versions(session, code, context)

    def fit(self, identity: int) -> Version:
        """A version that may go on. Raises NotFit for one that fails a check or whose source has changed."""
        version = self.version(identity)
        if self.source(version.context).english != version.english:
            raise NotFit([Fault(Weight.ERROR, "source", "the English text has changed since it was written")])
        faults = self.faults(version.context, version.locale, version.forms)
        if any(fault.weight is Weight.ERROR for fault in faults):
            raise NotFit(faults)
        return version

    def _move(self, version: Version, to: State, **noted: object) -> None:
        with self.storage.writes() as session:
            if not store.move(session, version, to, **noted):
                raise SomebodyElse("Somebody changed its state at the same moment. Load it again.")


def _as_template(context: str, forms: Iterable[str]) -> Iterable[Fault]:
    """What keeps news from being said on WhatsApp a day after the person last wrote."""
    if context not in UNASKED:
        return
    for form in forms:
        try:
            body_of(form)
        except Unfit as unfit:
            yield Fault(Weight.ERROR, "template", f"WhatsApp would not approve it as a template: {unfit}")


def _live_one(history: Iterable[Version]) -> Version | None:
    return next((each for each in history if each.state is State.LIVE), None)


def _told(newest: Version | None) -> str:
    if newest is None:
        return "What you began with is gone. Load the text again."
    return f"{newest.written_by} saved version {newest.version} meanwhile. Load it, so that nothing of it is lost."
