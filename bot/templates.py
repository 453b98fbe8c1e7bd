"""`shopkeep channels templates`: what may be said on WhatsApp more than a day after somebody's last word.

Each prints for a person and returns the exit status: 0 well, 1 something is wrong.
"""

import hashlib
import string
from collections.abc import Iterator

from bot.channels.base import ChannelError
from bot.channels.whatsapp import store
from bot.channels.whatsapp.api import Twilio
from bot.channels.whatsapp.connecting import twilio_of
from bot.channels.whatsapp.store import Template
from bot.channels.whatsapp.templates import CATEGORY, UNASKED, Unfit, body_of, fields_of, language_of, wordings_of
from bot.clock import Clock
from bot.office import say
from bot.settings import Settings, SettingsError
from dialogue.messages.base import Message
from locales import Locales, load_locales


def templates(settings: Settings, do: str, *, name: str = "", locale: str = "", dry_run: bool = False) -> int:
    """`do` is list, sync or submit; `name` and `locale` narrow down what is submitted."""
    from bot.wiring import open_storage

    if not (settings.twilio_account_sid and settings.twilio_auth_token):
        raise SettingsError("templates are Twilio's: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are needed")
    storage, twilio, now = open_storage(settings), twilio_of(settings), Clock()()
    well = True
    try:
        if do == "submit":
            well = _submit(twilio, _wished(load_locales(), name, locale), dry_run=dry_run)
        if do != "list" and not dry_run:
            found = twilio.templates()
            with storage.writes() as session:
                store.keep_templates(session, found, now)
    except ChannelError as error:
        say(f"{error}.")
        well = False
    with storage.reads() as session:
        for each in store.templates(session):
            why = f"  {each.reason}" if each.reason else ""
            say(f"{each.name:28} {each.locale:6} {each.status:12} {each.sid}{why}")
    storage.close()
    return 0 if well else 1


def _wished(locales: Locales, name: str, locale: str) -> Iterator[tuple[str, str, str]]:
    """(Message, locale, wording) of what is to be submitted: all that comes unasked, in every language, unless one is
    named. Raises SettingsError for a name that is none."""
    if name and name not in Message.registry:
        raise SettingsError(f"there is no message {name!r}; try {UNASKED[3]}")
    if locale and locale not in locales.codes:
        raise SettingsError(f"there is no locale {locale!r}; try de")
    for each in (name,) if name else UNASKED:
        for code in (locale,) if locale else (code for code in locales.codes if "_" not in code):
            for text in wordings_of(Message.registry[each], locales[code]):
                yield each, code, text


def _submit(twilio: Twilio, wished: Iterator[tuple[str, str, str]], *, dry_run: bool) -> bool:
    """Whether all of them were fit. One that Twilio has already under this name and with these words is left alone."""
    known = {(each.name, each.locale, each.body) for each in (() if dry_run else twilio.templates()) if _stands(each)}
    well = True
    for name, locale, text in wished:
        try:
            body = body_of(text)
        except Unfit as unfit:
            say(f"{name:28} {locale:6} unfit: {unfit}")
            well = False
            continue
        if (name, locale, body) in known:
            continue
        if not dry_run:
            samples = dict(zip(fields_of(body), string.ascii_uppercase, strict=False))
            sid = twilio.create_template(name, locale, language_of(locale), body, samples)
            # WhatsApp wants a name for each text: what counts has several, and what is reworded is another one.
            digest = hashlib.sha256(body.encode()).hexdigest()[:8]
            twilio.submit(sid, f"{name}_{locale}_{digest}".lower(), CATEGORY)
        say(f"{name:28} {locale:6} {'would be submitted' if dry_run else 'submitted'}")
    return well


def _stands(template: Template) -> bool:
    """Whether it is approved or may yet be."""
    return template.status not in ("rejected", "unsubmitted")
