"""Reads the parallel term lists (Shopify taxonomy, CPV, OSM iD, CLDR, open wordnets) into pairs with English."""

import csv
import lzma
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "fi", "cs", "ja", "zh", "ar")
# The columns of each language, over all files; a language may have two (Brazil and Portugal, mainland and Taiwan).
COLUMNS = {language: (language,) for language in LANGUAGES} | {
    "pt": ("pt", "pt-BR", "pt-PT"),
    "zh": ("zh", "zh-CN", "zh-TW"),
}
WORDNET_LANGUAGES = {"ita": "it", "pol": "pl", "swe": "sv", "dan": "da"}
# Adjectives and nouns for animals, artifacts, attributes, body, food, objects, plants, shapes, substances.
CONCRETE_LEXFILES = {"00", "01", "05", "06", "07", "08", "13", "17", "20", "25", "27"}
SHOP_LEXFILES = {"00", "06", "27"}
SENSES_KEPT = 2
FILES = (
    "shopify_categories", "shopify_values", "shopify_attributes", "cpv", "osm_id_presets", "cldr_annotations",
    "wordnet_permissive",
)  # fmt: skip


class Kind(StrEnum):
    """What a pair names; decides how often it is framed as a request. NESTED and COMPOSED join several names."""

    CATEGORY = "category"
    NESTED = "nested"
    VALUE = "value"
    LABEL = "label"
    WORD = "word"
    COMPOSED = "composed"


@dataclass(frozen=True, slots=True)
class Pair:
    """A text of one language and the English text whose meaning it shares."""

    language: str
    text: str
    english: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Term:
    """One concept of a source, with its names in each language it has; `name["en"]` always exists."""

    id: str
    group: str
    names: dict[str, tuple[str, ...]]

    @property
    def english(self) -> str:
        return self.names["en"][0]


def path_of(data: Path, file: str) -> Path:
    return data / "parallel" / f"{file}.tsv.xz"


def _rows(data: Path, file: str) -> Iterator[dict[str, str]]:
    with lzma.open(path_of(data, file), "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _names(row: dict[str, str], suffix: str = "") -> dict[str, tuple[str, ...]]:
    names = {
        language: tuple(dict.fromkeys(row[column + suffix] for column in columns if row.get(column + suffix)))
        for language, columns in COLUMNS.items()
    }
    return {language: found for language, found in names.items() if found}


def categories(data: Path) -> list[Term]:
    """Shopify's product categories; `group` is the id of the parent, empty at the top."""
    rows = _rows(data, "shopify_categories")
    return [Term(row["id"], row["id"].rpartition("-")[0], _names(row)) for row in rows]


def values(data: Path) -> list[Term]:
    """Shopify's attribute values; `group` is the English attribute name. Bare numbers are left out."""
    rows = _rows(data, "shopify_values")
    worded = (row for row in rows if any(letter.isalpha() for letter in row["en"]))
    return [Term(row["id"], row["en_attribute"], _names(row)) for row in worded]


def attributes(data: Path) -> dict[str, Term]:
    """Shopify's attributes by English name."""
    return {row["en"]: Term(row["id"], "", _names(row)) for row in _rows(data, "shopify_attributes")}


def _pairs_of(term: Term, kind: Kind) -> Iterator[Pair]:
    for language, names in term.names.items():
        for name in names:
            yield Pair(language, name, term.english, kind)


def _shopify(data: Path) -> Iterator[Pair]:
    by_id = {term.id: term for term in categories(data)}
    for term in by_id.values():
        yield from _pairs_of(term, Kind.CATEGORY)
        if parent := by_id.get(term.group):
            yield from _joined(parent, term)
    named = attributes(data)
    for term in values(data):
        yield from _pairs_of(term, Kind.VALUE)
        if attribute := named.get(term.group):
            yield from _joined(attribute, term)
    for term in named.values():
        yield from _pairs_of(term, Kind.LABEL)


def _joined(first: Term, second: Term) -> Iterator[Pair]:
    """ "parent leaf" in every language that has both."""
    for language in first.names.keys() & second.names.keys():
        text = f"{first.names[language][0]} {second.names[language][0]}"
        yield Pair(language, text, f"{first.english} {second.english}", Kind.NESTED)


def _cpv(data: Path) -> Iterator[Pair]:
    for row in _rows(data, "cpv"):
        yield from _pairs_of(Term(row["code"], "", _names(row)), Kind.LABEL)


def _osm(data: Path) -> Iterator[Pair]:
    rows = list(_rows(data, "osm_id_presets"))
    terms = {row["key"]: Term(row["key"], "", _names(row)) for row in rows}
    for key, term in terms.items():
        if key.endswith(("/placeholder", "/description")):
            continue
        if key.endswith("/terms"):
            name = terms.get(key.removesuffix("terms") + "name")
            yield from _with_terms(name, term) if name else ()
        elif len(term.english) <= 60:
            yield from _pairs_of(term, Kind.CATEGORY if key.startswith("presets/shop") else Kind.LABEL)


def _with_terms(name: Term, terms: Term) -> Iterator[Pair]:
    for language in name.names.keys() & terms.names.keys():
        searched = ", ".join(terms.names[language][0].split("|")[:4])
        yield Pair(language, f"{name.names[language][0]}, {searched}", name.english, Kind.NESTED)


def _cldr(data: Path) -> Iterator[Pair]:
    for row in _rows(data, "cldr_annotations"):
        # Punctuation, arrows and older symbols carry names that mislead: "noire" is a quarter note.
        if ord(row["char"][0]) < 0x1F300 or "flag" in row["en_keywords"] or "button" in row["en"]:
            continue
        term = Term(row["char"], "", _names(row))
        yield from _pairs_of(term, Kind.WORD)
        for language, bags in _names(row, "_keywords").items():
            yield Pair(language, bags[0].replace("|", " "), term.english, Kind.NESTED)


def _wordnet(data: Path) -> Iterator[Pair]:
    senses: defaultdict[tuple[str, str], list[tuple[bool, str]]] = defaultdict(list)
    for row in _rows(data, "wordnet_permissive"):
        language = WORDNET_LANGUAGES.get(row["lang"])
        if language and row["lexfile"] in CONCRETE_LEXFILES:
            meaning = ", ".join(row["en_lemmas"].split("|")[:2])
            senses[language, row["lemma"]].append((row["lexfile"] not in SHOP_LEXFILES, meaning))
    for (language, lemma), meanings in senses.items():
        for _, meaning in sorted(meanings, key=lambda sense: sense[0])[:SENSES_KEPT]:
            yield Pair(language, lemma.replace("_", " "), meaning, Kind.WORD)


def read_pairs(data: Path) -> list[Pair]:
    """Every pair of the sources, English with itself included, without repeats, in a fixed order."""
    found: dict[Pair, None] = {}
    for source in (_shopify, _cpv, _osm, _cldr, _wordnet):
        found.update(dict.fromkeys(pair for pair in source(data) if pair.text and pair.english))
    return list(found)
