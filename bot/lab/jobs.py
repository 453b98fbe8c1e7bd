"""The lab on the command line: `shopkeep locales preview | export | import | review | publish | rollback`.

Each prints for a person and returns the exit status: 0 well, 1 something is wrong.
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from bot.clock import Clock
from bot.lab import store
from bot.lab.live import LiveTexts
from bot.lab.preview import CHANNELS, Previews
from bot.lab.publish import Lab, LabError, NotFit
from bot.lab.store import OPEN, State
from bot.office import say
from bot.settings import Settings
from dialogue.samples import Facts
from locales import Locale, load_locales
from locales.rules import Weight
from locales.sources import braces_only, template

HAND: Final = "command line"
"""Who wrote it, where nobody gave a name."""


def lab_of(settings: Settings) -> Lab:
    """The lab on the shop's database."""
    from bot.wiring import open_storage

    return Lab(open_storage(settings), load_locales(), Clock())


def preview(settings: Settings, name: str, locale: str, channel: str, facts: Facts) -> int:
    """What a shopper would see, and everything wrong with the text."""
    lab = lab_of(settings)

    def show() -> None:
        previews = Previews(lab, LiveTexts(lab.storage))
        for each in (channel,) if channel else CHANNELS:
            shown = previews.of(name, locale, each, settings.market, facts)
            say(f"── {each}, {shown.length} of {shown.limit} {shown.unit}")
            for piece in shown.pieces:
                say(piece.text)
                say("\n".join("  ".join(f"[{label}]" for label in row) for row in piece.buttons))
            if shown.template:
                say(f"later than a day after their last word: {shown.template}")
        plain = locale.partition("-")[0]
        for fault in lab.faults(name, plain, lab.filed(name, plain)):
            say(f"{fault.weight.value}: {fault.told}")

    return _done(lab, show)


def export(settings: Settings, locale: str, file: Path) -> int:
    """Every text of a locale as a .po, as it is said now, with open drafts in their place."""
    lab = lab_of(settings)
    return _done(lab, lambda: _export(lab, locale, file))


def _export(lab: Lab, code: str, file: Path) -> None:
    catalog = _begun(lab.locale(code))
    catalog.update(template(lab.sources.values()), no_fuzzy_matching=True)
    braces_only(catalog)
    with lab.storage.reads() as session:
        standing = store.standing(session, (State.LIVE, State.DRAFT, State.REVIEWED))
    newer = {each.context: each for each in standing if each.locale == code}
    for context, source in lab.sources.items():
        entry = catalog.get(source.id, context)
        version = newer.get(context)
        forms = version.forms if version and version.english == source.english else lab.filed(context, code)
        if entry is not None:
            entry.string = forms if source.plural is not None else forms[0]
    written = BytesIO()
    write_po(written, catalog, width=120)
    file.write_bytes(written.getvalue())
    say(f"Wrote {len(lab.sources)} texts to {file}.")


def _begun(locale: Locale) -> Catalog:
    """The file of the locale or its language, for plural forms and order; an empty one for English."""
    files = [folder / "LC_MESSAGES" / "replies.po" for folder in locale.folders]
    for file in files:
        if file.exists():
            with file.open("rb") as stream:
                return read_po(stream)
    return Catalog(locale=locale.code, project="shopkeep", charset="utf-8", fuzzy=False)


def take_in(settings: Settings, locale: str, file: Path, by: str = HAND) -> int:
    """Every text of a .po that is worded otherwise than now becomes a draft; one that fails a check is named and left
    out, with its line. Nothing that shoppers read changes."""
    lab = lab_of(settings)
    return _done(lab, lambda: _take_in(lab, locale, file, by))


def _take_in(lab: Lab, code: str, file: Path, by: str) -> None:
    lab.locale(code)
    try:
        with file.open("rb") as stream:
            catalog = read_po(stream, locale=code, abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError, ValueError) as error:
        raise LabError(f"{file} cannot be read: {error}") from error
    taken, refused = 0, 0
    for entry in catalog:
        context = entry.context or ""
        source = lab.sources.get(context)
        if not entry.id or source is None or entry.fuzzy:
            continue
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        english = entry.id if isinstance(entry.id, str) else entry.id[0]
        history = lab.history(context, code)
        before = history[0] if history and history[0].state.value in (*OPEN, State.LIVE.value) else None
        if not any(forms) or forms == (before.forms if before else lab.filed(context, code)):
            continue
        faults = [fault for fault in lab.faults(context, code, forms) if fault.weight is Weight.ERROR]
        told = [fault.told for fault in faults]
        if english != source.english:
            told.append("the English text has changed since it was exported")
        if told:
            refused += 1
            say(f"{file}:{entry.lineno or 0}: {context}: {'; '.join(told)}")
            continue
        lab.save(context, code, forms, by, history[0].id if history else None)
        taken += 1
    say(f"{taken} texts are drafts now, {refused} were left out.")
    if refused:
        raise LabError("What was left out has to be mended first")


def move(settings: Settings, do: str, name: str, locale: str, by: str = HAND) -> int:
    """`do` is review, publish or rollback."""
    lab = lab_of(settings)

    def work() -> None:
        if do == "rollback":
            before = lab.roll_back(name, locale, by)
            say(f"Shoppers read {f'version {before.version}' if before else 'the text of the file'} again.")
            return
        history = lab.history(name, locale)
        lab.source(name)
        if not history or history[0].state.value not in OPEN:
            raise LabError(f"There is no draft of {name} in {locale}")
        version = lab.review(history[0].id, by) if do == "review" else lab.publish(history[0].id, by)
        say(f"Version {version.version} of {name} in {locale} is {version.state.value}.")

    return _done(lab, work)


def _done(lab: Lab, work: Callable[[], None]) -> int:
    try:
        work()
    except NotFit as error:
        for fault in error.faults:
            say(f"{fault.weight.value}: {fault.told}")
        return 1
    except LabError as error:
        say(f"{error}.".replace("..", "."))
        return 1
    finally:
        lab.storage.close()
    return 0
