"""Finds locales and loads their files: replies, phrases, terms. A locale is a folder here; nothing else registers it.

Files are read when first asked for and kept. A locale without a file takes its language's (`de_AT` takes `de`'s).
"""

import gettext
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

import tomli
from babel.messages.pofile import read_po

from locales.kept import kept

FOLDER: Final = Path(__file__).parent
SOURCE: Final = "en"
"""The language that messages are written in; the last of every fallback chain."""

T = TypeVar("T", covariant=True)
Toml = Mapping[str, "str | int | float | bool | list[Toml] | Toml"]


class LocaleError(LookupError):
    """A locale that the shop does not have, or one of its files that cannot be read."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of terms.toml: a word of the catalog and how people say it in a language (docs/terms.md)."""

    kind: str
    id: str
    words: tuple[str, ...] = ()
    title: str | None = None
    plural: str | None = None
    broader: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replies:
    """One replies.po: texts by (context, English source), and which plural form a number takes."""

    texts: Mapping[tuple[str, str], tuple[str, ...]]
    form: Callable[[int], int]
    forms: int = 2
    """How many plural forms its texts have."""


@dataclass(frozen=True)
class Locale:
    """One language of the shop, or a regional variant of one. `chain` is where texts are looked for, nearest first."""

    code: str
    name: str
    rtl: bool
    folders: tuple[Path, ...]

    @property
    def language(self) -> str:
        return self.code.split("_", maxsplit=1)[0]

    @cached_property
    def replies(self) -> tuple[Replies, ...]:
        """The reply files of the chain, nearest first; files that are missing are left out."""
        files = [folder / "LC_MESSAGES" / "replies.po" for folder in self.folders]
        return tuple(read_replies(file) for file in files if file.exists())

    @property
    def has_phrases(self) -> bool:
        """Whether anything says how people talk; reads nothing."""
        return any((folder / "phrases.toml").exists() for folder in self.folders)

    @property
    def phrases(self) -> Toml:
        """How people say each Command, from the nearest phrases.toml of the chain. Not kept: it is large, and read
        once."""
        return self._nearest("phrases.toml")

    @cached_property
    def terms(self) -> Mapping[str, Mapping[str, Concept]]:
        """The words of the catalog by kind and concept id. A variant's terms.toml holds the titles that differ; the
        words that are read are its language's."""
        files = [folder / "terms.toml" for folder in self.folders if (folder / "terms.toml").exists()]
        every = [_terms_in(read_toml(file)) for file in files]
        return _retitled(every[-1], every[:-1]) if every else {}

    def own_text(self, context: str, english: str, number: int | None = None) -> str | None:
        """The translation from this locale's chain, in the plural form of `number`; None where there is none."""
        for replies in self.replies:
            forms = replies.texts.get((context, english))
            if forms and number is None and forms[0]:
                return forms[0]
            if forms and number is not None and all(forms):
                return forms[min(replies.form(number), len(forms) - 1)]
        return None

    def words_itself(self, context: str, english: str) -> bool:
        """Whether its own file has the text, and not that of its language alone."""
        file = self.folders[0] / "LC_MESSAGES" / "replies.po"
        forms = self.replies[0].texts.get((context, english)) if self.replies and file.exists() else None
        return bool(forms) and all(forms or ())

    def form(self, number: int | None) -> int:
        """Which plural form a number takes, from 0; the first without a number."""
        return self.replies[0].form(number) if self.replies and number is not None else int(number not in (None, 1))

    @property
    def forms(self) -> int:
        """How many plural forms a text has here."""
        return self.replies[0].forms if self.replies else 2

    def _nearest(self, name: str) -> Toml:
        for folder in self.folders:
            if (folder / name).exists():
                return read_toml(folder / name)
        return {}


class Locales:
    """All locales that have a folder. `locales["de_CH"]` falls back to the language (`de`) for an unknown region."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.codes: tuple[str, ...] = tuple(
            sorted(path.parent.name for path in folder.glob("*/locale.toml") if path.parent.name != "markets")
        )
        self._loaded: dict[str, Locale] = {}

    @cached_property
    def vocabularies(self) -> Mapping[str, Mapping[str, Mapping[str, Concept]]]:
        """The words of the catalog by language, of every folder that has them: more languages than the shop speaks,
        for the catalogs it reads. Each is read when it is asked for."""
        return _Files(self, "terms.toml", lambda locale: locale.terms, _terms_in)

    @cached_property
    def ways_of_talking(self) -> Mapping[str, Toml]:
        """phrases.toml of every folder that has one. Of languages that the shop does not speak it holds the words for
        values alone: numbers, sums, sizes, what is not wanted. Each is read when it is asked for."""
        return _Files(self, "phrases.toml", lambda locale: locale.phrases, lambda toml: toml)

    def __getitem__(self, code: str) -> Locale:
        known = self.nearest(code)
        if known is None:
            raise LocaleError(f"locale {code!r} is not one of {', '.join(self.codes)}")
        if known not in self._loaded:
            self._loaded[known] = self._load(known)
        return self._loaded[known]

    def __iter__(self) -> Iterator[Locale]:
        return (self[code] for code in self.codes)

    def nearest(self, code: str | None) -> str | None:
        """The locale of ours that serves a code as browsers and channels write it ("de-at", "pt_BR"), or None."""
        if not code:
            return None
        language, _, region = code.replace("-", "_").partition("_")
        wanted = f"{language.lower()}_{region.split('_')[-1].upper()}" if region else language.lower()
        return next((found for found in (wanted, language.lower()) if found in self.codes), None)

    def _load(self, code: str) -> Locale:
        about = read_toml(self.folder / code / "locale.toml")
        language = code.split("_", maxsplit=1)[0]
        folders = tuple(self.folder / name for name in dict.fromkeys((code, language)))
        return Locale(code=code, name=str(about["name"]), rtl=about.get("rtl") is True, folders=folders)


class _Files(Mapping[str, T]):
    """One file of every folder that has it, kept once read; what a locale has read is not read again."""

    def __init__(
        self, locales: Locales, name: str, of_locale: Callable[[Locale], T], understood: Callable[[Toml], T]
    ) -> None:
        self._locales, self._of_locale, self._understood = locales, of_locale, understood
        files = sorted(locales.folder.glob(f"*/{name}"))
        self._files = {path.parent.name: path for path in files if "_" not in path.parent.name}
        self._read: dict[str, T] = {}

    def __getitem__(self, code: str) -> T:
        if code in self._files and code in self._locales.codes:
            return self._of_locale(self._locales[code])
        if code not in self._read:
            self._read[code] = self._understood(read_toml(self._files[code]))
        return self._read[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def load_locales(folder: Path = FOLDER) -> Locales:
    """Every locale that has a folder with a locale.toml. Nothing but those names is read before it is needed."""
    return Locales(folder)


def read_toml(file: Path) -> Toml:
    """A TOML file. Raises LocaleError that names file and line when it cannot be read."""
    try:
        return kept(file, tomli.loads)
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LocaleError(f"{file.parent.name}/{file.name} cannot be read: {error}") from error


def read_replies(file: Path) -> Replies:
    """A replies.po. Fuzzy entries are left out: they would say what was meant before the source changed."""
    with file.open("rb") as stream:
        catalog = read_po(stream, locale=file.parent.parent.name)
    texts: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in catalog:
        if not entry.id or entry.fuzzy or entry.context is None:
            continue
        source = entry.id if isinstance(entry.id, str) else entry.id[0]
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))
        texts[entry.context, source] = forms
    return Replies(texts=texts, form=gettext.c2py(catalog.plural_expr), forms=catalog.num_plurals)


def _terms_in(toml: Toml) -> Mapping[str, Mapping[str, Concept]]:
    return {
        kind: {name: _concept(kind, name, entry) for name, entry in entries.items() if isinstance(entry, Mapping)}
        for kind, entries in toml.items()
        if isinstance(entries, Mapping)
    }


def _retitled(
    terms: Mapping[str, Mapping[str, Concept]], own: Iterable[Mapping[str, Mapping[str, Concept]]]
) -> Mapping[str, Mapping[str, Concept]]:
    """The terms of a language with the titles of its variant."""
    titles = {
        (kind, name): each.title for terms in own for kind, named in terms.items() for name, each in named.items()
    }
    return {
        kind: {name: replace(each, title=titles.get((kind, name)) or each.title) for name, each in named.items()}
        for kind, named in terms.items()
    }


def _concept(kind: str, name: str, entry: Toml) -> Concept:
    return Concept(
        kind=kind,
        id=name,
        words=tuple(dict.fromkeys((*_strings(entry.get("words")), *_strings(entry.get("adjectives"))))),
        title=_text(entry.get("title")),
        plural=_text(entry.get("plural")),
        broader=_strings(entry.get("broader")),
        extra={
            key: value
            for key, value in entry.items()
            if isinstance(value, str) and key not in {"words", "title", "plural", "broader"}
        },
    )


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(word) for word in value) if isinstance(value, list) else ()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
