"""Checks that every locale words every Message: same placeholders, plural forms, nothing left over, formality kept.

Findings are data with file and line, for people and for CI. What must be worded comes from outside as `Source`s.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from locales import SOURCE, Locales
from locales.sources import Source

INFORMAL: Final[Mapping[str, re.Pattern[str]]] = {
    "cs": re.compile(r"\b(?:tě|tebe|tobě|tvůj|tvoj\w*|tvá|tvé|tvou|tvého|tvém|tvým)\b", re.IGNORECASE),
    "de": re.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|euer|eure[mnrs]?)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:tu|toi|ton|ta|tes)\b|\bt['’]", re.IGNORECASE),
    "pt": re.compile(r"\b(?:tu|teus?|tuas?|te|ti|contigo)\b", re.IGNORECASE),
    "zh": re.compile("你"),
}
"""Words that break the formal address of a language; Portuguese says "você"."""

FORMAL: Final[Mapping[str, re.Pattern[str]]] = {
    "da": re.compile(r"(?<=[a-zæøå,] )(?:De|Dem|Deres)\b"),
    "es": re.compile(r"\b(?:usted|ustedes|su pedido|sus pedidos)\b", re.IGNORECASE),
    "fi": re.compile(r"\b(?:te|teidän|teille|teitä|teillä|teiltä)\b", re.IGNORECASE),
    "it": re.compile(r"(?<=[a-zà-ù,] )(?:Lei|Suo|Sua|Suoi|Sue)\b|\b(?:voi|vostr[oaie])\b"),
    "nl": re.compile(r"\b(?:u|uw|uzelf)\b", re.IGNORECASE),
    "pl": re.compile(r"\b(?:Pan|Pani|Pana|Panu|Panią|Państw\w*)\b"),
    "sv": re.compile(r"\b(?:ni|er|ert|era)\b", re.IGNORECASE),
}
"""Words that break the familiar address of a language."""

_UNSAID: Final = "not worded"
COUNTS: Final = 1_000
"""Of which plural rules are compared: no chat counts more pieces or days."""
_PLACEHOLDER: Final = re.compile(r"\{([a-z_0-9]*)\}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where it is, the Message, and what is wrong in words."""

    file: str
    line: int
    context: str
    fault: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.context}: {self.fault}"


def check(locales: Locales, sources: Iterable[Source]) -> tuple[Finding, ...]:
    """Every finding in every locale but the source language's own."""
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
    return tuple(finding for finding in found if not finding.fault.startswith(_UNSAID)) if "_" in code else found


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
        for fault in _faults(entry, wanted[key], catalog, code):
            yield Finding(where, entry.lineno or 0, key[0], fault)
    for context, english in wanted.keys() - seen:
        yield Finding(where, 1, context, f"{_UNSAID}: {english!r}")


def same_plurals(ours: str, theirs: str) -> bool:
    """Whether two rules part the counts of a chat in the same way: forms may be numbered otherwise, and that of whole
    millions ("un millón de lámparas"), which newer CLDR tells apart, is never needed."""
    one, other = c2py(ours), c2py(theirs)
    pairs = {(one(count), other(count)) for count in range(COUNTS)}
    return len(pairs) == len({form for form, _ in pairs}) == len({form for _, form in pairs})


def _faults(entry: Message, source: Source, catalog: Catalog, code: str) -> Iterator[str]:
    forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
    if entry.fuzzy:
        yield "marked fuzzy"
    if source.plural is not None and len(forms) != catalog.num_plurals:
        yield f"{len(forms)} plural forms, needs {catalog.num_plurals}"
    allowed = set(_PLACEHOLDER.findall(source.english)) | set(_PLACEHOLDER.findall(source.plural or ""))
    for form in forms:
        if not form.strip():
            yield f"{_UNSAID}: {source.english!r}"
            continue
        found = set(_PLACEHOLDER.findall(form))
        if found - allowed:
            yield f"placeholder {sorted(found - allowed)} does not exist in the Message"
        if allowed - found and source.plural is None:
            yield f"placeholder {sorted(allowed - found)} is missing"
        yield from _tone(form, code)


def _tone(text: str, code: str) -> Iterator[str]:
    bare = _PLACEHOLDER.sub("", text)
    for rule, style in ((INFORMAL, "formal"), (FORMAL, "informal")):
        broken = rule[code].search(bare) if code in rule else None
        if broken:
            yield f"{broken.group()!r} breaks the {style} address"
