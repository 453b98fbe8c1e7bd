"""The lab on the command line: `shopkeep locales preview | export | import | review | publish | rollback`.

Each prints for a person and returns the exit status: 0 well, 1 something is wrong.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from bot.clock import Clock
from bot.lab import store
from bot.lab.files import BadFile, Found, Written, format_of
from bot.lab.live import LiveTexts
from bot.lab.preview import CHANNELS, Previews
from bot.lab.publish import Lab, LabError, NotFit
from bot.lab.store import OPEN, State
from bot.office import say
from bot.settings import Settings
from dialogue.samples import Facts
from locales import load_locales
from locales.rules import Weight

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


def export(settings: Settings, locale: str, file: Path, kind: str = "") -> int:
    """Every text of a locale as it is said now, with open drafts in their place. `kind` is po or xliff; without it
    the file's ending says which."""
    lab = lab_of(settings)
    return _done(lab, lambda: _export(lab, locale, file, kind))


def _export(lab: Lab, code: str, file: Path, kind: str) -> None:
    locale = lab.locale(code)
    with lab.storage.reads() as session:
        standing = store.standing(session, (State.LIVE, State.DRAFT, State.REVIEWED))
    newer = {each.context: each for each in standing if each.locale == code}
    texts = []
    for context, source in lab.sources.items():
        version = newer.get(context)
        if version is None or version.english != source.english:
            texts.append(Written(source, lab.filed(context, code)))
        else:
            texts.append(Written(source, version.forms, version.state is not State.LIVE))
    file.write_bytes(format_of(kind, file.suffix).write(locale, texts))
    say(f"Wrote {len(texts)} texts to {file}.")


def take_in(settings: Settings, locale: str, file: Path, kind: str = "", by: str = HAND) -> int:
    """Every text of a file that is worded otherwise than now becomes a draft; one that fails a check is named and left
    out, with its line in a .po. Nothing that shoppers read changes."""
    lab = lab_of(settings)
    return _done(lab, lambda: _take_in(lab, locale, file, kind, by))


def _take_in(lab: Lab, code: str, file: Path, kind: str, by: str) -> None:
    lab.locale(code)
    try:
        found = list(format_of(kind, file.suffix).read(file.read_bytes(), code))
    except (OSError, BadFile) as error:
        raise LabError(f"{file} cannot be read: {error}") from error
    taken, refused = 0, 0
    for each in found:
        if each.context not in lab.sources:
            continue
        history = lab.history(each.context, code)
        before = history[0] if history and history[0].state.value in (*OPEN, State.LIVE.value) else None
        if each.forms == (before.forms if before else lab.filed(each.context, code)):
            continue
        if told := _in_the_way(lab, code, each):
            refused += 1
            say(f"{file}:{each.place}: {each.context}: {'; '.join(told)}")
            continue
        lab.save(each.context, code, each.forms, by, history[0].id if history else None)
        taken += 1
    say(f"{taken} texts are drafts now, {refused} were left out.")
    if refused:
        raise LabError("What was left out has to be mended first")


def _in_the_way(lab: Lab, code: str, found: Found) -> list[str]:
    """Why a text of a file does not become a draft."""
    faults = lab.faults(found.context, code, found.forms)
    told = [fault.told for fault in faults if fault.weight is Weight.ERROR]
    if found.english != lab.source(found.context).english:
        told.append("the English text has changed since it was exported")
    return told


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
