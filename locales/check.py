"""Checks that every locale words every Message, by the rules of `locales/rules.py`, and that nothing is left over.

Findings are data with file and line, for people and for CI. What must be worded comes from outside as `Source`s.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path
from typing import Final

from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from locales import SOURCE, Locales
from locales.rules import UNSAID, Weight, faults_of
from locales.sources import Source

COUNTS: Final = 1_000
"""Of which plural rules are compared: no chat counts more pieces or days."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where it is, the Message, and what is wrong in words."""

    file: str
    line: int
    context: str
    fault: str
    weight: Weight = Weight.ERROR

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.context}: {self.fault}"


def check(locales: Locales, sources: Iterable[Source]) -> tuple[Finding, ...]:
    """Every finding in every locale but the source language's own: errors, and warnings for a person to look at."""
    texts = tuple(sources)
    return tuple(
        finding for code in locales.codes if code != SOURCE for finding in check_replies(locales.folder, code, texts)
    )


def check_replies(folder: Path, code: str, sources: Iterable[Source]) -> tuple[Finding, ...]:
    """Every finding in one language's replies. A variant of a language ("pt_PT") words only what differs: what it
    leaves out or empty is its language's."""
    wanted = {(source.context, source.english): source for source in sources}
    file = folder / code / "LC_MESSAGES" / "replies.po"
    if "_" in code and not file.exists():
        return ()
    found = tuple(_check_locale(file, code, wanted))
    return tuple(finding for finding in found if not finding.fault.startswith(UNSAID)) if "_" in code else found


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that must not be sent; the others are for a person to look at."""
    return tuple(finding for finding in findings if finding.weight is Weight.ERROR)


def coverage(locales: Locales, sources: Iterable[Source]) -> Mapping[str, float]:
    """Share of texts worded, 0 to 1, by locale."""
    wanted = list(sources)
    return {
        code: sum(locales[code].own_text(s.context, s.english, 1 if s.plural else None) is not None for s in wanted)
        / len(wanted)
        for code in locales.codes
        if code != SOURCE
    }


def _check_locale(file: Path, code: str, wanted: Mapping[tuple[str, str], Source]) -> Iterator[Finding]:
    where = f"{code}/LC_MESSAGES/replies.po"
    if not file.exists():
        yield Finding(where, 1, "", "the file is missing")
        return
    with file.open("rb") as stream:
        catalog = read_po(stream, locale=code)
    if not same_plurals(catalog.plural_expr, get_plural(code).plural_expr):
        yield Finding(where, 1, "", f"the header gives {catalog.num_plurals} plural forms, {code} has others")
    seen: set[tuple[str, str]] = set()
    for entry in catalog:
        if not entry.id:
            continue
        key = (entry.context or "", entry.id if isinstance(entry.id, str) else entry.id[0])
        seen.add(key)
        if key not in wanted:
            yield Finding(where, entry.lineno or 0, key[0], "no Message has this text any more")
            continue
        if entry.fuzzy:
            yield Finding(where, entry.lineno or 0, key[0], "marked fuzzy")
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        for fault in faults_of(forms, wanted[key], code, catalog.num_plurals):
            yield Finding(where, entry.lineno or 0, key[0], fault.told, fault.weight)
    for context, english in wanted.keys() - seen:
        yield Finding(where, 1, context, f"{UNSAID}: {english!r}")


def same_plurals(ours: str, theirs: str) -> bool:
    """Whether two rules part the counts of a chat in the same way: forms may be numbered otherwise, and that of whole
    millions ("un millón de lámparas"), which newer CLDR tells apart, is never needed."""
    one, other = c2py(ours), c2py(theirs)
    pairs = {(one(count), other(count)) for count in range(COUNTS)}
    return len(pairs) == len({form for form, _ in pairs}) == len({form for _, form in pairs})
