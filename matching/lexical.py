"""The words of the catalog in tantivy: BM25 over title, category, attributes and description, updated live.

Words that name the thing itself count more than those that say what it is for. English has the fields of the catalog's
own words; each other language has one field, read as `tongues.py` says. A word that the index does not know is taken
for a slip of one that it knows. It ranks; it never filters by anything but category, so that a narrow search does not
drown in a large catalog.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np
import tantivy

from matching.rank import Numbers, Rows
from matching.slips import GUESSED, meant
from matching.things import things
from matching.tongues import ABROAD, ENGLISH, analyzer, language_of, spelt

WEIGHTS: Final = {"everything": 1.0, "thing": 0.4, "names": 0.2}
"""One field of everything, in which the title stands twice, ranks better than fields that are weighed one by one: there
a word that is rare in titles and common in descriptions counts as rare. Names of attributes (the pixels of a display)
tell as well what a thing is."""
EVERYTHING: Final = "everything"
TOLD: Final = 200
"""Characters of a description that still say what the thing is."""
THING_WORDS: Final = 12
"""Words of the title that name the thing, and as many of the description."""
FILLER: Final = "ↀ"
"""Fills the field of the thing up to an even length, so that BM25 leaves it out of account: a thing with a long name is
no less that thing."""
LONGEST: Final = 4_000
"""Characters of a query that are read; nobody describes a need in more."""
MOST_WORDS: Final = 48
MOST_TERMS: Final = 4_000
"""Words of one first letter that a misspelt one is compared with, the most frequent."""
_HEAP: Final = 300_000_000
"""Bytes of pages at most, as the index keeps them, that are written as one segment."""
_CUT: Final = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()


@dataclass(frozen=True, slots=True)
class Page:
    """The searchable words of one product. `category` is an id; all else is text, `abroad` by language: what it says
    of itself in others than English."""

    key: int
    category: str
    title: str
    kinds: str = ""
    attributes: str = ""
    description: str = ""
    names: str = ""
    abroad: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heard:
    """A text as the index understands it: what to look for (None for nothing), and which share of the words that were
    said it knows, 0 to 1."""

    query: tantivy.Query | None
    known: float


@dataclass(frozen=True, slots=True)
class _Term:
    """A word as one field has it, and how much finding it there counts."""

    field: str
    word: str
    weight: float = 1.0


class LexicalIndex:
    """In memory; one writer, any number of readers. Changes are seen by the next search."""

    def __init__(self, pages: Iterable[Page] = ()) -> None:
        self._analyzers = {language: analyzer(language) for language in (ENGLISH, *ABROAD)}
        self._index = _empty_index(self._analyzers)
        self._lock = threading.Lock()
        self.put(pages)

    def put(self, pages: Iterable[Page]) -> None:
        """Add pages, replacing those with the same key."""
        with self.putting() as put:
            put(pages)

    @contextmanager
    def putting(self) -> Iterator[Callable[[Iterable[Page]], None]]:
        """To put pages part by part, all of them seen at the end: they make one segment, which is searched sooner than
        many."""
        with self._changing() as writer:

            def put(pages: Iterable[Page]) -> None:
                for page in pages:
                    writer.delete_documents_by_term("key", page.key)
                    writer.add_document(_document(page))

            yield put

    def remove(self, keys: Iterable[int]) -> None:
        with self._changing() as writer:
            for key in keys:
                writer.delete_documents_by_term("key", key)

    @contextmanager
    def _changing(self) -> Iterator[tantivy.IndexWriter]:
        with self._lock:
            writer = self._index.writer(_HEAP, 1)
            yield writer
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def search(
        self, text: str, limit: int, categories: Collection[str] = (), language: str = ENGLISH
    ) -> dict[int, float]:
        """BM25 score by key of the best `limit` pages with any of the words; only within `categories` when given."""
        keys, scores = self.best(self.hear(text, language), limit, categories)
        return dict(zip(keys.tolist(), scores.tolist(), strict=True))

    def best(self, heard: Heard, limit: int, categories: Collection[str] = ()) -> tuple[Rows, Numbers]:
        """As `search`, for a text that was heard before: keys and their scores, best first."""
        query = heard.query
        if query is None or limit < 1:
            return np.zeros(0, np.int64), np.zeros(0)
        if categories:
            terms = [tantivy.Query.term_query(self._index.schema, "category", name) for name in sorted(categories)]
            within = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
            silent = tantivy.Query.const_score_query(within, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, silent)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        keys = np.array(searcher.fast_field_values("key", [address for _, address in hits]), np.int64)
        return keys, np.fromiter((score for score, _ in hits), np.float64, len(hits))

    def hear(self, text: str, language: str = ENGLISH, english: str = "") -> Heard:
        """Words said in `language`, and besides them `english` ones, which nobody said and which count for no share."""
        searcher, spoken = self._index.searcher(), language_of(language)
        reader = self._analyzers.get(spoken, self._analyzers[ENGLISH])
        terms: dict[_Term, None] = {}
        known: list[bool] = []
        for word in filter(reader.analyze, _words(text, spoken)):  # Function words leave nothing.
            found = list(self._found(searcher, word, spoken))
            terms.update(dict.fromkeys(found))
            if word.isalpha():
                known.append(bool(found))
        for word in _words(english, ENGLISH):
            terms.update(dict.fromkeys(self._there(searcher, word, ENGLISH)))
        clauses = [(tantivy.Occur.Should, query) for term in terms for query in self._queries(term)]
        query = tantivy.Query.boolean_query(clauses) if clauses else None
        return Heard(query, sum(known) / len(known) if known else 1.0)

    def _found(self, searcher: tantivy.Searcher, word: str, language: str) -> Iterator[_Term]:
        """The word where the index has it; else what was meant by it, in the language in which it was said, of which
        it is no function word."""
        there = list(dict.fromkeys(term for each in (language, ENGLISH) for term in self._there(searcher, word, each)))
        yield from there
        if there or language not in self._analyzers:
            return
        where, stem = _field_of(language), self._analyzers[language].analyze(word)[0]
        likely = partial(searcher.terms_with_prefix, where, limit=MOST_TERMS)
        yield from (_Term(where, guess, GUESSED) for guess in meant(word, stem, likely))

    def _there(self, searcher: tantivy.Searcher, word: str, language: str) -> Iterator[_Term]:
        reader, where = self._analyzers.get(language), _field_of(language)
        for term in reader.analyze(word) if reader else ():
            if any(searcher.doc_freq(name, term) for name in _fields(where)):
                yield _Term(where, term)

    def _queries(self, term: _Term) -> Iterator[tantivy.Query]:
        for name, weight in _fields(term.field).items():
            query = tantivy.Query.term_query(self._index.schema, name, term.word)
            yield tantivy.Query.boost_query(query, weight * term.weight)


def _words(text: str, language: str) -> list[str]:
    readable = text[:LONGEST].encode("utf-8", "ignore").decode("utf-8")
    return list(dict.fromkeys(_CUT.analyze(spelt(readable, language))))[:MOST_WORDS]


def _field_of(language: str) -> str:
    return EVERYTHING if language == ENGLISH else language


def _fields(where: str) -> Mapping[str, float]:
    """An English word is looked for in all fields of the catalog's own words."""
    return WEIGHTS if where == EVERYTHING else {where: 1.0}


def _empty_index(analyzers: Mapping[str, tantivy.TextAnalyzer]) -> tantivy.Index:
    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("key", indexed=True, fast=True)
    schema.add_text_field("category", tokenizer_name="raw", index_option="basic")
    for name in WEIGHTS:
        schema.add_text_field(name, tokenizer_name=ENGLISH)
    for language in ABROAD:
        schema.add_text_field(language, tokenizer_name=language)
    index = tantivy.Index(schema.build())
    for language, reader in analyzers.items():
        index.register_tokenizer(language, reader)
    return index


def _document(page: Page) -> tantivy.Document:
    abroad = {language_of(locale): text for locale, text in page.abroad.items()}
    return tantivy.Document(
        key=page.key,
        category=page.category,
        everything=" . ".join((page.title, page.title, page.kinds, page.attributes, page.description)),
        thing=_thing(page),
        names=page.names,
        **{language: spelt(abroad[language], language) for language in ABROAD if language in abroad},
    )


def _thing(page: Page) -> str:
    words = dict.fromkeys([*things(page.title)[:THING_WORDS], *things(page.description[:TOLD])[:THING_WORDS]])
    return " ".join([*words, *[FILLER] * (2 * THING_WORDS - len(words))])
