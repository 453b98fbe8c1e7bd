"""The words of the catalog in tantivy: BM25 over title, category, attributes and description, updated live.

Words that name the thing itself count more than those that say what it is for. English fields are stemmed; titles and
descriptions in other languages are fields of folded words. It ranks; it never filters by anything but category, so that
a narrow search does not drown in a large catalog.
"""

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import tantivy

from matching.things import things

WEIGHTS: Final = {"everything": 1.0, "thing": 0.4, "names": 0.2, "local": 0.7, "abroad": 0.2}
"""One field of everything, in which the title stands twice, ranks better than fields that are weighed one by one: there
a word that is rare in titles and common in descriptions counts as rare. Names of attributes (the pixels of a display)
tell as well what a thing is."""
ENGLISH: Final = ("everything", "thing", "names")
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
_STEMMED: Final = "stemmed"
_FOLDED: Final = "folded"
_HEAP: Final = 15_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """The searchable words of one product. `category` is an id; all else is text."""

    key: int
    category: str
    title: str
    kinds: str
    attributes: str
    description: str
    local: str
    abroad: str = ""
    names: str = ""


class LexicalIndex:
    """In memory; one writer, any number of readers. Changes are seen by the next search."""

    def __init__(self, pages: Iterable[Page] = ()) -> None:
        self._stem = _analyzer("english")
        self._fold = _analyzer(None)
        self._index = _empty_index(self._stem, self._fold)
        self._lock = threading.Lock()
        self.put(pages)

    def put(self, pages: Iterable[Page]) -> None:
        """Add pages, replacing those with the same key."""
        with self._lock:
            writer = self._index.writer(_HEAP, 1)
            for page in pages:
                writer.delete_documents_by_term("key", page.key)
                writer.add_document(_document(page))
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def remove(self, keys: Iterable[int]) -> None:
        with self._lock:
            writer = self._index.writer(_HEAP, 1)
            for key in keys:
                writer.delete_documents_by_term("key", key)
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def search(self, text: str, limit: int, categories: Collection[str] = ()) -> dict[int, float]:
        """BM25 score by key of the best `limit` pages with any of the words; only within `categories` when given."""
        query = self._query(text)
        if query is None or limit < 1:
            return {}
        if categories:
            terms = [tantivy.Query.term_query(self._index.schema, "category", name) for name in sorted(categories)]
            within = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
            silent = tantivy.Query.const_score_query(within, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, silent)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        keys = np.array(searcher.fast_field_values("key", [address for _, address in hits]), np.int64)
        return dict(zip(keys.tolist(), (score for score, _ in hits), strict=True))

    def _query(self, text: str) -> tantivy.Query | None:
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(name, word), weight))
            for words, names in (
                (self._words(self._stem, text), ENGLISH),
                (self._words(self._fold, text), ("local", "abroad")),
            )
            for word in words
            for name, weight in WEIGHTS.items()
            if name in names
        ]
        return tantivy.Query.boolean_query(clauses) if clauses else None

    def _term(self, name: str, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, name, word)

    def _words(self, analyzer: tantivy.TextAnalyzer, text: str) -> Sequence[str]:
        readable = text[:LONGEST].encode("utf-8", "ignore").decode("utf-8")
        return list(dict.fromkeys(analyzer.analyze(readable)))[:MOST_WORDS]


def _analyzer(stemmer: str | None) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.remove_long(40)).filter(tantivy.Filter.lowercase())
    builder = builder.filter(tantivy.Filter.ascii_fold())
    if stemmer:
        builder = builder.filter(tantivy.Filter.stopword(stemmer)).filter(tantivy.Filter.stemmer(stemmer))
    return builder.build()


def _empty_index(stem: tantivy.TextAnalyzer, fold: tantivy.TextAnalyzer) -> tantivy.Index:
    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("key", indexed=True, fast=True)
    schema.add_text_field("category", tokenizer_name="raw", index_option="basic")
    for name in WEIGHTS:
        schema.add_text_field(name, tokenizer_name=_STEMMED if name in ENGLISH else _FOLDED)
    index = tantivy.Index(schema.build())
    index.register_tokenizer(_STEMMED, stem)
    index.register_tokenizer(_FOLDED, fold)
    return index


def _document(page: Page) -> tantivy.Document:
    return tantivy.Document(
        key=page.key,
        category=page.category,
        everything=" . ".join((page.title, page.title, page.kinds, page.attributes, page.description)),
        thing=_thing(page),
        names=page.names,
        local=page.local,
        abroad=page.abroad,
    )


def _thing(page: Page) -> str:
    words = dict.fromkeys([*things(page.title)[:THING_WORDS], *things(page.description[:TOLD])[:THING_WORDS]])
    return " ".join([*words, *[FILLER] * (2 * THING_WORDS - len(words))])
