"""Words of our own that the public lists lack: colours in all their endings, everyday goods, and Arabic."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from matching.encoder.making.sources import LANGUAGES, Kind, Pair, Term

FOLDER = Path(__file__).parent
# Few languages set the property first; the rest say "chaise bleue".
PROPERTY_FIRST = {"en", "de", "nl", "pl", "sv", "da", "fi", "cs", "ja", "zh"}
ARABIC_EACH = 30
EVERYDAY_EACH = 15
ENGLISH_EACH = 25
# These few words are most of what people ask for, so they are seen more often than their number.
EVERYDAY_COPIES = 3

Words = Mapping[str, Sequence[str]]


def colours() -> list[Term]:
    """The colour words of every language, all endings of a colour as names of one term."""
    content = tomllib.loads((FOLDER / "colours.toml").read_text(encoding="utf-8"))
    forms: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for language, words in content.items():
        for english, spelled in words.items():
            forms[english][language] = tuple(spelled.split())
    return [Term(english, "Color", {"en": (english,), **names}) for english, names in forms.items()]


def glossary_pairs(rng: np.random.Generator) -> Iterator[Pair]:
    """Every word of the three glossaries by itself, and goods joined with colours (in Arabic with any property)."""
    for term in colours():
        for language, words in term.names.items():
            yield from (Pair(language, word, term.english, Kind.VALUE) for word in words)
    yield from _everyday(rng)
    yield from _arabic(rng)
    yield from _english(rng)


def _english(rng: np.random.Generator) -> Iterator[Pair]:
    """Goods in the singular, as titles name them; the taxonomies have "Dresses" and never "linen dress in navy"."""
    arabic = _read(FOLDER / "arabic.toml")
    goods = sorted(arabic.pop("things").keys() | _read(FOLDER / "everyday" / "de.toml")["things"].keys())
    qualities = sorted({term.english for term in colours()}.union(*arabic.values()))
    for good in goods:
        yield from [Pair("en", good, good, Kind.CATEGORY)] * EVERYDAY_COPIES
        for first, second in rng.choice(qualities, (ENGLISH_EACH, 2)):
            title = f"{first} {good}" if rng.random() < 0.5 else f"{good}, {first}, {second}"
            yield Pair("en", title, title, Kind.COMPOSED)


def _read(file: Path) -> dict[str, Words]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _everyday(rng: np.random.Generator) -> Iterator[Pair]:
    for language in LANGUAGES:
        file = FOLDER / "everyday" / f"{language}.toml"
        if not file.exists():
            continue
        tables = _read(file)
        painted = {term.english: term.names[language] for term in colours() if language in term.names}
        for _ in range(EVERYDAY_COPIES):
            yield from _single(language, tables["things"], Kind.CATEGORY)
            yield from _single(language, tables["notions"], Kind.CATEGORY)
        yield from _joined(language, tables["things"], painted, EVERYDAY_EACH, rng)


def _arabic(rng: np.random.Generator) -> Iterator[Pair]:
    content = _read(FOLDER / "arabic.toml")
    things = content.pop("things")
    properties: dict[str, Sequence[str]] = {}
    for table in content.values():
        properties |= table
    yield from _single("ar", things, Kind.CATEGORY)
    yield from _single("ar", properties, Kind.VALUE)
    yield from _joined("ar", things, properties, ARABIC_EACH, rng)


def _single(language: str, words: Words, kind: Kind) -> Iterator[Pair]:
    for english, names in words.items():
        yield from (Pair(language, name, english, kind) for name in names)


def _joined(language: str, things: Words, properties: Words, each: int, rng: np.random.Generator) -> Iterator[Pair]:
    for english, names in things.items():
        for quality in rng.choice(sorted(properties), each, replace=False):
            thing, word = _one(names, rng), _one(properties[quality], rng)
            text = f"{word} {thing}" if language in PROPERTY_FIRST else f"{thing} {word}"
            yield Pair(language, text, f"{quality} {english}", Kind.COMPOSED)


def _one(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]
