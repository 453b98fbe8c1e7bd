"""Our checks beside another's: what Translate Toolkit's pofilter finds in texts with planted faults, ours find too.

Where they differ, it is listed with the reason. pofilter runs as translators run it, over a .po with its own settings.
"""

import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from dialogue.sources import sources
from locales import load_locales
from locales.rules import faults_of
from locales.sources import Source, braces_only

POFILTER = Path(sys.executable).with_name("pofilter")
LOCALES = load_locales()
LANGUAGES = ("cs", "de", "fr", "pl", "sv")
SEEDED = 12
"""Texts of each language that a fault is planted in."""
Forms = tuple[str, ...]
Plant = Callable[[Source, Forms], Forms | None]
"""(source, forms) → the forms with a fault, or None where they cannot have it."""


def in_last(change: Callable[[Source, str], str | None]) -> Plant:
    def plant(source: Source, forms: Forms) -> Forms | None:
        changed = change(source, forms[-1])
        return None if changed is None or changed == forms[-1] else (*forms[:-1], changed)

    return plant


def _once(pattern: str, new: str) -> Plant:
    return in_last(lambda source, text: re.sub(pattern, new, text, count=1))


def _then(words: str) -> Plant:
    return in_last(lambda source, text: f"{text} {words}")


def _untranslated(source: Source, text: str) -> str | None:
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\{[a-z_0-9]+\}", "", source.english))
    return source.english if len(words) > 3 and source.plural is None else None


def _twice(source: Source, text: str) -> str | None:
    found = re.search(r"(?<=\s)[^\W\d_]{5,}(?=\s)", text)
    return text.replace(f" {found.group()} ", f" {found.group()} {found.group()} ", 1) if found else None


def _without_end(source: Source, text: str) -> str | None:
    small = source.context.startswith(("label|", "page|"))
    return f"{text.rstrip('.?!')} und" if source.english[-1] in ".?!" and text[-1] in ".?!" and not small else None


AGREE: dict[str, Plant] = {
    "pythonbraceformat": _once(r"\{[a-z_0-9]+\}", "{who}"),
    "nplurals": lambda source, forms: (*forms[:-1], "") if source.plural else None,
    "untranslated": lambda source, forms: None if source.plural else ("",),
    "blank": lambda source, forms: None if source.plural else ("  ",),
    "unchanged": in_last(_untranslated),
    "numbers": _once(r"(?<![\w{])\d+", "7391"),
    "urls": _then("https://elsewhere.example/offer"),
    "emails": _then("hello@elsewhere.example"),
    "xmltags": in_last(lambda source, text: f"<b>{text}</b>"),
    "escapes": _then("\\n"),
    "tabs": _once(" ", "\t"),
    "doublespacing": _once(" ", "  "),
    "doublewords": in_last(_twice),
    "endpunc": in_last(_without_end),
    "compendiumconflicts": _then("#-#-#-#-# one.po #-#-#-#-#"),
}
"""pofilter's checks whose faults we find too."""

DIFFER: dict[str, tuple[Plant, str]] = {
    "brackets": (_then("("), "languages set brackets in their own way; a brace is looked at, for it breaks a text"),
    "short": (in_last(lambda source, text: text[0] + text[-1] if len(text) > 40 and "{" not in text else None),
              "a short text is no fault; what has to be in it are its placeholders and the glossary's words"),
    "long": (in_last(lambda source, text: text[:-1] + " na ja" * 300 + text[-1] if len(text) > 40 else None),
             "the preview and `locales check` hold lengths against what a channel shows, not against English"),
    "newlines": (_once(r"(?<=\w)\. ", ".\n"), "where a line ends is a choice of the language; the preview shows it"),
    "puncspacing": (_once(r"(?<=\w), (?=\w)", ","), "French and Swedish set spaces otherwise, and it is only shown"),
    "startcaps": (in_last(lambda source, text: text[0].lower() + text[1:]
                          if text[0].isupper() and source.english[0].isupper() else None),
                  "words that begin a text are capital or not by rules of a language, and many stand inside others"),
    "simplecaps": (in_last(lambda source, text: re.sub(r"(?<=\s)([^\W\d_]{4,})", lambda f: f[1].title(), text)),
                   "German nouns are capital"),
    "startpunc": (in_last(lambda source, text: f"…{text}"), "Spanish begins with ¿, and it is only shown"),
    "startwhitespace": (in_last(lambda source, text: f" {text}"), "spaces around a text are taken off when saved"),
    "endwhitespace": (in_last(lambda source, text: f"{text} "), "spaces around a text are taken off when saved"),
    "sentencecount": (in_last(lambda source, text: text.replace(". ", ", ", 1)), "a translator may join two sentences"),
}  # fmt: skip
"""pofilter's checks that we leave out, and why."""

NOT_ASKED = {
    "accelerators", "acronyms", "credits", "doublequoting", "filepaths", "functions", "hassuggestion", "isfuzzy",
    "isreview", "kdecomments", "musttranslatewords", "notranslatewords", "options", "printf", "purepunc",
    "simpleplurals", "singlequoting", "spellcheck", "validchars", "variables",
}  # fmt: skip
"""Checks of what a chat's texts do not have (menus' accelerators, options, printf), of word lists that pofilter must be
given, and of quotation marks, which every language sets its own way."""

Planted = tuple[str, Source, Forms, Forms]
"""What was planted, and where; the forms before and after."""


def _planted(code: str) -> Iterator[Planted]:
    chance = random.Random(7)
    texts = [(each, forms) for each in sources() if (forms := _own(each, code)) and len(forms) == _wanted(each, code)]
    plants = AGREE | {check: plant for check, (plant, _) in DIFFER.items()}
    for check, plant in plants.items():
        seeded = 0
        for source, forms in chance.sample(texts, len(texts)):
            broken = plant(source, forms)
            if broken is not None and seeded < SEEDED:
                seeded += 1
                yield check, source, forms, broken


def _own(source: Source, code: str) -> Forms:
    replies = LOCALES[code].replies[0].texts.get((source.context, source.english))
    return tuple(replies or ())


def _wanted(source: Source, code: str) -> int:
    return LOCALES[code].forms if source.plural else 1


@cache
def compared(code: str) -> tuple[tuple[str, Source, bool, bool], ...]:
    """(what was planted, where, whether pofilter's check of that name finds it, whether we find anything)."""
    planted = list(_planted(code))
    theirs = _filtered(code, planted)
    found = []
    for place, (check, source, before, after) in enumerate(planted):
        known = set(faults_of(before, source, code, LOCALES[code].forms))
        ours = {fault.rule for fault in faults_of(after, source, code, LOCALES[code].forms) if fault not in known}
        found.append((check, source, check in theirs.get(f"{place} after", set()), bool(ours)))
    return tuple(found)


def _filtered(code: str, planted: list[Planted]) -> dict[str, set[str]]:
    """pofilter's findings by context."""
    catalog = Catalog(locale=code, fuzzy=False)
    for place, (_, source, _, after) in enumerate(planted):
        flags = ["python-brace-format"] if "{" in source.english else []
        catalog.add(source.id, after if source.plural else after[0], context=f"{place} after", flags=flags)
    braces_only(catalog)
    with TemporaryDirectory() as folder:
        with Path(folder, "in.po").open("wb") as stream:
            write_po(stream, catalog, width=0)
        asked = [POFILTER, "--progress=none", f"--language={code}", "in.po", "out.po"]
        subprocess.run(asked, check=True, cwd=folder, capture_output=True)
        with Path(folder, "out.po").open("rb") as stream:
            told = read_po(stream)
    return {
        str(entry.context): set(re.findall(r"\(pofilter\) (\w+)", " ".join(entry.user_comments)))
        for entry in told
        if entry.context
    }


def _all(check: str) -> list[tuple[str, Source, bool, bool]]:
    return [each for code in LANGUAGES for each in compared(code) if each[0] == check]


@pytest.mark.parametrize("check", AGREE)
def test_what_pofilter_finds_we_find(check: str) -> None:
    cases = _all(check)
    assert sum(theirs for _, _, theirs, _ in cases) >= len(cases) * 0.8 and len(cases) >= 20
    assert [source.context for _, source, theirs, ours in cases if theirs and not ours] == []


@pytest.mark.parametrize("check", DIFFER)
def test_where_we_differ_pofilter_finds_what_we_leave_to_people(check: str) -> None:
    cases = _all(check)
    assert sum(theirs for _, _, theirs, _ in cases) >= 5
    assert not all(ours for _, _, theirs, ours in cases if theirs)


def test_nothing_that_pofilter_looks_for_is_passed_over() -> None:
    listed = subprocess.run([POFILTER, "--listfilters"], check=True, capture_output=True, text=True).stdout
    assert set(re.findall(r"^(\w+)\t", listed, re.MULTILINE)) == AGREE.keys() | DIFFER.keys() | NOT_ASKED
