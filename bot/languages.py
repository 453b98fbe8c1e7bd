"""How far each language is: its sentences, phrases, replies and terms, as figures, as what is missing, and as a page.

A language is spoken once its folder has a `locale.toml`; until then only its words are read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel import Locale as Cldr

from dialogue.commands import INTENTS
from dialogue.understanding.phrases import faults
from locales import SOURCE, Locales, Toml, load_locales, read_toml
from locales.check import check_replies, errors
from locales.sources import Source

ENOUGH_SENTENCES: Final = 15
"""Sentences an intent is measured by at least."""
ALL_INTENTS: Final = tuple(sorted(set(INTENTS.values())))
SPOKEN_BY: Final = "locale.toml"
_WHERE_NEEDED: Final = frozenset({"negation_of_that"})
"""Lists of words that a language may do without."""

PAGE: Final = Path(__file__).parents[1] / "docs" / "languages.md"
_HEAD: Final = """# Languages

Written by `shopkeep locales coverage`. A language is spoken when its folder in `locales/` has a `locale.toml`; one with
words alone is read when somebody looks for goods in it. `shopkeep locales add CODE` makes the files of a new one, says
what they still lack, and lets it be spoken once they lack nothing.
"""

_COLUMNS: Final = (
    "code", "language", "state", "intents measured", "sentences", "intents said", "phrases", "replies", "terms"
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """One language. `sentences` and `phrases` count by published intent; `missing` says what keeps it from being
    spoken, nearest to hand first."""

    code: str
    is_spoken: bool
    sentences: Mapping[str, int]
    phrases: Mapping[str, int]
    replies: tuple[int, int]
    """Texts worded, of how many."""
    terms: tuple[int, int]
    """Concepts named, of how many."""
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        return Cldr.parse(self.code).get_display_name("en") or self.code


def standing(locales: Locales, code: str, sources: Sequence[Source]) -> Standing:
    """What a folder holds, whether or not it is complete."""
    folder = locales.folder / code
    sentences, phrases, terms = (_read(folder / f"{name}.toml") for name in ("tests", "phrases", "terms"))
    named, every = _named(terms, _read(locales.folder / SOURCE / "terms.toml"))
    counted = Counter(_intents_of(sentences))
    unsaid = () if code == SOURCE else errors(check_replies(locales.folder, code, sources))
    lacking = [
        *_files_missing(folder, code),
        *(f"tests.toml: {ENOUGH_SENTENCES - counted[i]} more sentences for {i}" for i in _thin(counted)),
        *(f"terms.toml: {every - named} concepts have no title" for _ in range(every > named)),
        *_phrases_missing(phrases, _read(locales.folder / SOURCE / "phrases.toml")),
        *(f"phrases.toml: {fault}" for fault in faults(phrases)),
        *map(str, unsaid),
    ]
    return Standing(
        code=code,
        is_spoken=(folder / SPOKEN_BY).exists(),
        sentences=counted,
        phrases=Counter(_spoken_lines(phrases)),
        replies=(len(sources) - len({finding.line for finding in unsaid}), len(sources)),
        terms=(named, every),
        missing=tuple(lacking),
    )


def standings(locales: Locales, sources: Sequence[Source]) -> list[Standing]:
    """Every language that has words, by code; its variants go with it."""
    codes = [code for code in locales.vocabularies if "_" not in code]
    return [standing(locales, code, sources) for code in codes]


def page(known: Sequence[Standing]) -> str:
    """docs/languages.md. Of a language that is not spoken yet it tells what is read and measured."""
    every = [[each.code, each.name, *_figures(each)] for each in known]
    intents = [[intent, *(_cell(each, intent) for each in known)] for intent in ALL_INTENTS]
    parts = (
        _HEAD,
        _table(_COLUMNS, every),
        "## Intents\n\nSentences / lines of phrases. A dash stands for phrases of a language that is not spoken yet.\n",
        _table(["intent", *(each.code for each in known)], intents),
    )
    return "\n".join(parts)


def write_page(file: Path = PAGE) -> str:
    """Write the page anew; returns it."""
    from dialogue.sources import sources

    text = page(standings(load_locales(), sources()))
    file.write_text(text, encoding="utf-8")
    return text


def _figures(each: Standing) -> Iterator[str]:
    measured = sum(each.sentences[intent] >= ENOUGH_SENTENCES for intent in ALL_INTENTS)
    yield "spoken" if each.is_spoken else "read"
    yield f"{measured} of {len(ALL_INTENTS)}"
    yield str(sum(each.sentences.values()))
    yield f"{len(set(each.phrases))} of {len(ALL_INTENTS)}" if each.is_spoken else "–"
    yield str(sum(each.phrases.values())) if each.is_spoken else "–"
    yield f"{each.replies[0]} of {each.replies[1]}" if each.is_spoken else "–"
    yield f"{each.terms[0]} of {each.terms[1]}"


def _cell(each: Standing, intent: str) -> str:
    return f"{each.sentences[intent]} / {each.phrases[intent] if each.is_spoken else '–'}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _read(file: Path) -> Toml:
    return read_toml(file) if file.exists() else {}


def _files_missing(folder: Path, code: str) -> Iterator[str]:
    for name in ("tests.toml", "terms.toml", "phrases.toml", "LC_MESSAGES/replies.po"):
        if not (folder / name).exists() and not (code == SOURCE and name.endswith(".po")):
            yield f"{name} is missing"


def _intents_of(sentences: Toml) -> Iterator[str]:
    listed = sentences.get("sentence", [])
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, Mapping):
            yield str(each.get("intent"))


def _thin(counted: Mapping[str, int]) -> list[str]:
    return [intent for intent in ALL_INTENTS if counted[intent] < ENOUGH_SENTENCES]


def _named(terms: Toml, english: Toml) -> tuple[int, int]:
    pairs = [(kind, name) for kind, entries in english.items() for name in _section(entries)]
    titled = sum(bool(_section(_section(terms.get(kind)).get(name)).get("title")) for kind, name in pairs)
    return titled, len(pairs)


def _spoken_lines(phrases: Toml) -> Iterator[str]:
    for kind, lines in _section(phrases.get("say")).items():
        variants = _section(lines).values() if isinstance(lines, Mapping) else [lines]
        for variant in variants:
            yield from [INTENTS[kind]] * (len(variant) if isinstance(variant, list) and kind in INTENTS else 0)


def _phrases_missing(own: Toml, english: Toml) -> Iterator[str]:
    """Entries that the English file fills and this one does not; an empty word list is a language without such
    words, so long as it stands there."""
    for section in ("say", "facts"):
        for entry in _section(english.get(section)):
            if not _section(own.get(section)).get(entry):
                yield f"phrases.toml: nobody says {entry} in [{section}]"
    for name in _section(english.get("words")):
        if name not in _section(own.get("words")) and name not in _WHERE_NEEDED:
            yield f"phrases.toml: [words] has no {name}"
    for table in english:
        if table not in own and table not in ("say", "words", "facts", "contractions"):
            yield f"phrases.toml: there is no [{table}]"


def _section(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
