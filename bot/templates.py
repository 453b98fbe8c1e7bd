"""`shopkeep channels templates`: what may be said on WhatsApp more than a day after somebody's last word.

Each prints for a person and returns the exit status: 0 well, 1 something is wrong.
"""

from collections.abc import Iterator

from bot.channels.base import ChannelError
from bot.channels.whatsapp import store
from bot.channels.whatsapp.api import Twilio
from bot.channels.whatsapp.connecting import twilio_of
from bot.channels.whatsapp.submitting import Draft, drafts, refresh, submit
from bot.channels.whatsapp.templates import UNASKED
from bot.clock import Clock
from bot.lab.live import LiveTexts
from bot.office import say
from bot.settings import Settings, SettingsError
from dialogue.messages.base import Message
from dialogue.override import Override
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
            wished = wished_for(load_locales(), LiveTexts(storage), name, locale)
            well = (
                _told(((each, each.unfit) for each in wished), "would be submitted")
                if dry_run
                else _send(twilio, wished)
            )
        if do != "list" and not dry_run:
            refresh(twilio, storage, now)
    except ChannelError as error:
        say(f"{error}.")
        well = False
    with storage.reads() as session:
        for each in store.templates(session):
            why = f"  {each.reason}" if each.reason else ""
            say(f"{each.name:28} {each.locale:6} {each.status:12} {each.sid}{why}")
    storage.close()
    return 0 if well else 1


def wished_for(locales: Locales, live: Override, name: str, locale: str) -> Iterator[Draft]:
    """What is to be submitted: all that comes unasked, in every language, unless one is named. Raises SettingsError
    for a name that is none."""
    if name and name not in Message.registry:
        raise SettingsError(f"there is no message {name!r}; try {UNASKED[3]}")
    if locale and locale not in locales.codes:
        raise SettingsError(f"there is no locale {locale!r}; try de")
    for each in (name,) if name else UNASKED:
        for code in (locale,) if locale else (code for code in locales.codes if "_" not in code):
            yield from drafts(each, locales[code], live)


def _send(twilio: Twilio, wished: Iterator[Draft]) -> bool:
    return _told(submit(twilio, wished), "submitted")


def _told(outcomes: Iterator[tuple[Draft, str]], done: str) -> bool:
    """Says what became of each; whether all went well."""
    well = True
    for each, why in outcomes:
        well = well and not why
        told = f"unfit: {why}" if each.unfit else f"not taken: {why}" if why else done
        say(f"{each.name:28} {each.locale:6} {told}")
    return well
