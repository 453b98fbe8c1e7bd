"""The English sources of all replies as translators meet them, and the files made from them: replies.pot, replies.po.

What the sources are is told from outside (`dialogue/sources.py`); this file only knows gettext's formats.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.pofile import read_po, write_po


@dataclass(frozen=True, slots=True)
class Source:
    """One text: its context (a Message's name), English, English plural where it counts, and the translator's note."""

    context: str
    english: str
    note: str = ""
    plural: str | None = None

    @property
    def id(self) -> str | tuple[str, str]:
        return self.english if self.plural is None else (self.english, self.plural)


def template(sources: Iterable[Source]) -> Catalog:
    """The catalog that every locale's replies.po is brought in step with."""
    catalog = Catalog(project="shopkeep", charset="utf-8", fuzzy=False)
    for source in sources:
        flags = ["python-brace-format"] if "{" in source.english else []
        catalog.add(source.id, context=source.context, flags=flags, auto_comments=[source.note] if source.note else [])
    braces_only(catalog)
    return catalog


def braces_only(catalog: Catalog) -> None:
    """Babel takes "10 % of" for a %-format, and msgfmt and editors then refuse every translation that lacks one."""
    for entry in catalog:
        entry.flags.discard("python-format")


def write_template(sources: Iterable[Source], file: Path) -> None:
    with file.open("wb") as stream:
        write_po(stream, template(sources), width=120, omit_header=False)


def update_replies(sources: Iterable[Source], file: Path, locale: str) -> None:
    """Bring one replies.po in step: new texts come empty, gone ones leave, changed ones leave and come back empty.

    Nothing is matched by likeness: a wrong guess would be sent to shoppers.
    """
    catalog = Catalog(locale=locale, project="shopkeep", charset="utf-8", fuzzy=False)
    if file.exists():
        with file.open("rb") as stream:
            catalog = read_po(stream, locale=locale)
    catalog.update(template(sources), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    braces_only(catalog)
    if "_" in locale:
        # A variant holds what differs; what it leaves out is its language's.
        unsaid = [entry for entry in catalog if entry.id and not _is_said(entry)]
        for entry in unsaid:
            catalog.delete(entry.id, entry.context)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(stream, catalog, width=120)


def _is_said(entry: Message) -> bool:
    return any((entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ()))
