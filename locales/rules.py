"""What may stand in one text of a locale, held against its English source: for translators' files and for drafts.

An error is never sent: placeholders that do not fit, a plural form that is missing, marks of web pages, an amount typed
by hand, another form of address. A warning is for a person to look at: a number or a link that the source has not, a
promise it does not make, a word that the glossary wants.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from locales import FOLDER, SOURCE, LocaleError, read_toml
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

BUTTON: Final = 20
"""Characters of a button everywhere: the least that a channel shows."""
UNSAID: Final = "not worded"
PLACEHOLDER: Final = re.compile(r"\{([a-z_0-9]*)\}")
_BRACES: Final = re.compile(r"[{}]")
_MARKUP: Final = re.compile(r"</?[A-Za-z!][^>]*>?|&[a-z]+;|&#\d+;|javascript:", re.IGNORECASE)
_HIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200d\u202a-\u202e\u2060-\u2069\ufeff]")
"""Control characters, and marks that nobody sees and that hide or turn what follows."""
_MONEY: Final = re.compile(
    r"[€$£¥元円]\s*\d[\d.,]*|\d[\d.,]*\s*(?:[€$£¥元円]|(?:euros?|dollars?|Kč|zł|kr)\b)|\b(?:EUR|USD|GBP|AUD|CAD|CHF)\b",
    re.IGNORECASE,
)
_FORBIDDEN: Final = re.compile(r"\b(?:None|null|undefined|NaN|TBD|lorem ipsum)\b|#-#-#-#-#|\\[a-z]?")
"""Values that are none, and what programs leave behind: marks of a merge by gettext, a line's end as it is typed."""
_PERCENT: Final = re.compile(r"[%％٪]")
_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_LINK: Final = re.compile(r"https?://[^\s)»”\"]+|\bwww\.\S+|[\w.+-]+@[\w-]+\.[\w.-]*\w", re.IGNORECASE)
"""An address of a page or of mail."""
_TWICE: Final = re.compile(r"\b([^\W\d_]{2,})[ \u00a0]\1\b", re.IGNORECASE)
_MAY_TWICE: Final = frozenset({"sie", "vous", "nous", "der", "die", "das", "je", "het", "hei"})
"""Words that a language may put side by side: "wenn Sie Sie sagen"."""
_SPACES: Final = re.compile(r" {2,}|\t| (?=[,.;!?])")
_FRENCH_SPACES: Final = re.compile(r" {2,}|\t| (?=[,.])")
_ENDS: Final[Mapping[str, str]] = {".": ".。．!！…)）", "?": "?？؟", "!": "!！.。", ":": ":："}
_SCRIPTS: Final[Mapping[str, re.Pattern[str]]] = {
    "ja": re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
}
_FOREIGN: Final = re.compile(r"[\u0370-\u052f\u0590-\u06ff\u0900-\u0fff\u3040-\u9fff\uac00-\ud7af]")
_UNSPACED: Final = frozenset({"ar", "ja", "zh"})
"""Where a word of the glossary may stand inside another one."""
_FILES: Final = re.compile(r"^paper\|\w+_file$")
"""Names of files, which stay as they are in every language."""


class Weight(StrEnum):
    """How much a fault weighs."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text, in words for the person who writes it. `rule` names the kind of fault."""

    weight: Weight
    rule: str
    told: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing of the glossary: how each language calls it, and whether a translation must or may only say it."""

    id: str
    must: bool
    only: bool
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@cache
def glossary() -> tuple[Entry, ...]:
    """`glossary.toml`. Raises LocaleError for an entry that is not as it must be."""
    return tuple(_entry(name, table) for name, table in read_toml(FOLDER / "glossary.toml").items())


def _entry(name: str, table: object) -> Entry:
    if not isinstance(table, Mapping) or SOURCE not in table or not (table.get("must") or table.get("only")):
        raise LocaleError(f"glossary.toml [{name}] needs must or only, and how English says it")
    words = {key: tuple(map(str, value)) for key, value in table.items() if isinstance(value, list)}
    return Entry(name, table.get("must") is True, table.get("only") is True, words)


def faults_of(forms: Iterable[str], source: Source, locale: str, plurals: int = 1) -> tuple[Fault, ...]:
    """Everything wrong with the forms of a text, the same fault once. `plurals` is how many forms the locale has."""
    texts = tuple(forms)
    found: list[Fault] = []
    if source.plural is not None and len(texts) != plurals:
        found.append(_error("plurals", f"{len(texts)} plural forms, needs {plurals}"))
    for text in texts:
        found += _of_form(text, source, locale)
    return tuple(dict.fromkeys(found))


def _of_form(text: str, source: Source, locale: str) -> Iterator[Fault]:
    if not text.strip():
        yield _error("empty", f"{UNSAID}: {source.english!r}")
        return
    language = locale.partition("_")[0]
    yield from _placeholders(text, source)
    bare = PLACEHOLDER.sub("", text)
    yield from _dangers(bare, source)
    yield from _tone(bare, language)
    if language != SOURCE:
        yield from _script(bare, source, language)
    if source.context.startswith("label|") and len(text) > BUTTON:
        yield _error("length", f"{len(text)} characters, and a button shows {BUTTON}")
    yield from _doubts(text, bare, source, language)


def _placeholders(text: str, source: Source) -> Iterator[Fault]:
    allowed = set(PLACEHOLDER.findall(source.english)) | set(PLACEHOLDER.findall(source.plural or ""))
    found = set(PLACEHOLDER.findall(text))
    if found - allowed:
        yield _error("placeholder", f"placeholder {_named_all(found - allowed)} does not exist in the Message")
    if allowed - found and source.plural is None:
        yield _error("placeholder", f"placeholder {_named_all(allowed - found)} is missing")
    if _BRACES.search(PLACEHOLDER.sub("", text)):
        yield _error("placeholder", "a brace stands alone; a placeholder is a field's name in braces and nothing else")


def _named_all(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _dangers(bare: str, source: Source) -> Iterator[Fault]:
    """What must not reach a shopper whatever the source says."""
    if found := _MARKUP.search(bare):
        yield _error("markup", f"{found.group()!r} belongs to web pages; channels add their own bold and links")
    if found := _HIDDEN.search(bare):
        yield _error("hidden", f"a character that nobody sees: U+{ord(found.group()):04X} {_named(found.group())}")
    found = _MONEY.search(bare)
    if found and not _numbers(found.group()) <= _numbers(source.english):
        yield _error("amount", f"{found.group()!r} is an amount typed by hand; amounts come from placeholders")
    if found := _FORBIDDEN.search(bare):
        yield _error("forbidden", f"{found.group()!r} is nothing to say to a shopper")


def _named(letter: str) -> str:
    return unicodedata.name(letter, "control character").lower()


def _tone(bare: str, language: str) -> Iterator[Fault]:
    for rule, style in ((INFORMAL, "formal"), (FORMAL, "informal")):
        broken = rule[language].search(bare) if language in rule else None
        if broken:
            yield _error("tone", f"{broken.group()!r} breaks the {style} address")


def _script(bare: str, source: Source, language: str) -> Iterator[Fault]:
    own = _SCRIPTS.get(language)
    english = PLACEHOLDER.sub("", source.english)
    if own is None and (found := _FOREIGN.search(bare)):
        yield _error("script", f"{found.group()!r} is of another script")
    if _FILES.match(source.context) or not re.search(r"[^\W\d_]{2}", bare):
        return
    if own is not None and not own.search(bare) and re.search(r"[a-z]{2,}.*\s.*[a-z]{2,}", bare):
        yield _error("script", "no word of it is in this language's script")
    elif bare.strip() == english.strip() and len(re.findall(r"[^\W\d_]{2,}", bare)) > 2:
        yield _warning("untranslated", "it is still English")


def _doubts(text: str, bare: str, source: Source, language: str) -> Iterator[Fault]:
    theirs = _english(source)
    if Counter(_LINK.findall(bare)) != theirs.links:
        yield _warning("link", "its links are not those of the source")
    numbers = _numbers(_LINK.sub("", bare))
    if numbers != theirs.numbers:
        yield _warning("number", f"its numbers are {_listed(numbers)}, those of the source {_listed(theirs.numbers)}")
    if _PERCENT.search(bare) and not theirs.has_percent:
        yield _warning("promise", "a per cent that the source does not tell")
    if (found := _TWICE.search(bare)) and found[1].casefold() not in _MAY_TWICE:
        yield _warning("twice", f"{found.group()!r}: a word stands twice")
    if (_FRENCH_SPACES if language == "fr" else _SPACES).search(PLACEHOLDER.sub("x", text)):
        yield _warning("spaces", "a space too many")
    ends = _ENDS.get(source.english.rstrip()[-1:])
    if ends and text.rstrip()[-1:] not in ends and not source.context.startswith(("label|", "page|")):
        yield _warning("ending", f"the source ends with {source.english.rstrip()[-1]!r}")
    yield from _against_glossary(bare, source, language)


@dataclass(frozen=True, slots=True)
class _English:
    """What a source says, looked at once for all languages. `says` are entries of the glossary."""

    links: Counter[str]
    numbers: Counter[str]
    has_percent: bool
    says: frozenset[str]


@lru_cache(maxsize=4_096)
def _english(source: Source) -> _English:
    first = PLACEHOLDER.sub("", source.english)
    every = PLACEHOLDER.sub("", f"{source.english} {source.plural or ''}")
    return _English(
        links=Counter(_LINK.findall(first)),
        numbers=_numbers(_LINK.sub("", first)),
        has_percent=_PERCENT.search(every) is not None,
        says=frozenset(entry.id for entry in glossary() if _says(every, entry.words[SOURCE], SOURCE)),
    )


def _against_glossary(bare: str, source: Source, language: str) -> Iterator[Fault]:
    if language == SOURCE or _FILES.match(source.context):
        return
    for entry in glossary():
        words = entry.words.get(language)
        if words is None:
            continue
        wanted = entry.id in _english(source).says
        said = "" if wanted and not entry.must else _says(bare, words, language)
        if entry.must and wanted and not said:
            yield _warning("glossary", f"the glossary calls it {words[0]!r} ({entry.words[SOURCE][0]})")
        if entry.only and said and not wanted:
            yield _warning("promise", f"{said!r}: a promise that the source does not make")


def _says(text: str, words: tuple[str, ...], language: str) -> str:
    """The first of the words that the text has, "" for none."""
    found = _any_of(words, language in _UNSPACED).search(text)
    return found.group() if found else ""


@cache
def _any_of(words: tuple[str, ...], anywhere: bool) -> re.Pattern[str]:
    either = "|".join(map(re.escape, words))
    return re.compile(f"(?:{either})" if anywhere else rf"(?<!\w)(?:{either})", re.IGNORECASE)


def _numbers(text: str) -> Counter[str]:
    """Its numbers in European digits, without the marks inside that languages write differently."""
    return Counter(
        "".join(str(unicodedata.digit(letter)) for letter in number if letter.isdigit())
        for number in _NUMBER.findall(text)
    )


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(sorted(numbers.elements())) or "none"


def _error(rule: str, told: str) -> Fault:
    return Fault(Weight.ERROR, rule, told)


def _warning(rule: str, told: str) -> Fault:
    return Fault(Weight.WARNING, rule, told)
