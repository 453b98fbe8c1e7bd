"""Finds the catalog's concepts in what people write, in any locale: longest match, inflections, compounds, typos.

Built from terms handed in as values. It reports what it found and how; what a "not" before it means is the caller's
business.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.concepts import Concepts, Terms
from matching.everyday import EVERYDAY, LOOKALIKES, ONLY_NAMES
from matching.morphology import (
    ADJECTIVE_ENDINGS,
    BOTH_ENDINGS,
    COLOURED,
    COMPOUNDING,
    HEAD_FIRST,
    INFLECTED_KINDS,
    MADE_OF,
    Token,
    bases,
    cuts,
    fold,
    spellings,
    splits,
    stemmed,
    tokens,
    unlinked,
)

MOST_TOKENS: Final = 400
"""Tokens of a text that are read; what comes after says nothing new about a need."""
LONGEST_TEXT: Final = 6_000
SHORTEST_TYPO: Final = 5
SHORTEST_COMPOUND: Final = 6
SHORTEST_INFLECTED: Final = 4
BORROWED: Final = frozenset({"category", "color", "material", "style", "pattern", "feature"})
"""Kinds whose English words are understood in every language ("ein Sweatshirt in navy")."""


_SHORTEST_FRONT: Final = 3
"""Letters that make a longer name of a word by standing in front of it."""
QUALITIES: Final = frozenset({"feature", "material"})
"""Kinds that a name of goods may say besides the goods."""


class How(StrEnum):
    """How sure a finding is: as listed, with another ending, as part of a compound, with a corrected typo."""

    EXACT = "exact"
    INFLECTED = "inflected"
    COMPOUND = "compound"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class Span:
    """A concept found at text[start:end]. Words that name two concepts, and compounds, give several for one place."""

    start: int
    end: int
    kind: str
    concept: str
    how: How


Found = tuple[tuple[str, str], ...]


class _Language:
    """The words of one language: phrases as listed, and which listed word an inflected form belongs to."""

    def __init__(self, terms: Terms, language: str, known: Iterable[str]) -> None:
        self.language = language
        self.phrases: dict[str, Found] = {}
        marked: dict[str, tuple[tuple[str, ...], Found]] = {}
        for kind, entries in terms.items():
            for name, term in entries.items():
                named = (kind, name)
                for phrase in (*term.words, *([term.title] if term.title else [])):
                    forms = spellings(phrase)
                    for form in forms:
                        self.phrases[form] = _with_one_more(self.phrases.get(form, ()), named)
                    if not phrase.isascii():
                        raw = phrase.casefold()
                        marked[raw] = forms, _with_one_more(marked.get(raw, ((), ()))[1], named)
        self.phrases.pop("", None)
        # Words that their accents alone tell from one that names something else.
        self._marked = {
            raw: found
            for raw, (forms, found) in marked.items()
            if any(len(self.exact(form)) > len(found) for form in forms)
        }
        self._implied: dict[str, Found] = {}
        self._headed: dict[str, tuple[str, ...]] = {}
        self.longest = max((phrase.count(" ") + 1 for phrase in self.phrases), default=0)
        self.words = {word for phrase in self.phrases for word in phrase.split()}
        pieces = {piece for text in (*known, *EVERYDAY.get(language, ())) for piece in text.split()}
        self.known = self.words | {token.word for piece in pieces for token in tokens(piece)}
        self.shortened = self._shortened()
        self.by_letter: dict[str, list[str]] = {}
        for word in sorted(self.words):
            if len(word) >= SHORTEST_TYPO - 1:
                self.by_letter.setdefault(word[0], []).append(word)

    def exact(self, phrase: str) -> Found:
        return self.phrases.get(phrase, ())

    def as_spelt(self, raw: str, found: Found) -> Found:
        """Of what a word may name without its accents, what it names with them: "plášť" is a coat, and no plastic."""
        spelt = self._marked.get(raw.casefold(), ()) if len(found) > 1 else ()
        return tuple(pair for pair in found if pair in spelt) or found

    def inflected(self, phrase: str) -> Found:
        """What a listed phrase names whose words differ from this one's by regular endings alone."""
        words = phrase.split(" ")
        if len(words) == 1:
            return next((found for base in self.listed(phrase) if (found := self.exact(base))), ())
        listed = [word if word in self.words else next(self.listed(word), "") for word in words]
        return self.exact(" ".join(listed)) if all(listed) and listed != words else ()

    def listed(self, word: str) -> Iterator[str]:
        """Listed words that this one may be a form of."""
        if len(word) < SHORTEST_INFLECTED or word in LOOKALIKES.get(self.language, ()):
            return
        yield from (base for base in bases(word, self.language) if base in self.words)
        yield from self.shortened.get(word, ())
        for base in cuts(word, (*BOTH_ENDINGS.get(self.language, ()), *ADJECTIVE_ENDINGS.get(self.language, ()))):
            yield from self.shortened.get(f"{base}-", ())
        if stem := stemmed(word, self.language):
            yield from self.shortened.get(f"{stem}-", ())

    def _shortened(self) -> dict[str, list[str]]:
        """Listed words by what is left of them without an ending; stems that are no words themselves end in "-"."""
        found: dict[str, list[str]] = {}
        adjectives, things = self._words_of(INFLECTED_KINDS), self._words_of({"category"})
        for word in sorted(self.words):
            exchanged = ADJECTIVE_ENDINGS.get(self.language, ()) if word in adjectives else ()
            stems = [f"{base}-" for base in cuts(word, (*BOTH_ENDINGS.get(self.language, ()), *exchanged))]
            if stem := stemmed(word, self.language):
                stems.append(f"{stem}-")
            # Only things are named in the singular where the terms have the plural: "nicht" is no niece (Nichte).
            shorter = bases(word, self.language) if word in things else ()
            for short in dict.fromkeys((*shorter, *stems)):
                found.setdefault(short, []).append(word)
        return found

    def implied(self, phrase: str) -> Found:
        """What a listed name of goods says of them besides: a waterproof jacket is a rain jacket, and waterproof; an
        Eichentisch is a table, and of oak."""
        if phrase not in self._implied:
            self._implied[phrase] = tuple(dict.fromkeys(self._said_besides(phrase)))
        return self._implied[phrase]

    def headed(self, word: str) -> tuple[str, ...]:
        """Goods of which a listed compound ends in the word: Danish "tæppe" may be short for an "uldtæppe". Where the
        head stands first, a listed name begins with it: Portuguese "casaco" for a "casaco impermeável"."""
        if self.language not in (*COMPOUNDING, *HEAD_FIRST):
            return ()
        if word not in self._headed:
            forms = tuple(form for form in (word, *self.listed(word)) if len(form) >= SHORTEST_INFLECTED)
            named = (
                concept
                for phrase, pairs in self.phrases.items()
                if forms and self._heads(phrase, forms)
                for kind, concept in pairs
                if kind == "category"
            )
            self._headed[word] = tuple(dict.fromkeys(named))
        return self._headed[word]

    def _heads(self, phrase: str, forms: tuple[str, ...]) -> bool:
        if self.language in HEAD_FIRST:
            return phrase.startswith(tuple(f"{form} " for form in forms))
        return " " not in phrase and phrase[_SHORTEST_FRONT:].endswith(forms)

    def _said_besides(self, phrase: str) -> Iterator[tuple[str, str]]:
        words = phrase.split(" ") if phrase not in ONLY_NAMES else []
        halves = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
        for first, second in halves:
            for quality, goods in ((first, second), (second, first)):
                if any(kind == "category" for kind, _ in self.exact(goods) or self.inflected(goods)):
                    yield from self._qualities(quality)
        if len(words) == 1 and self.language in COMPOUNDING:
            for modifier, tail in splits(phrase):
                if any(kind == "category" for kind, _ in self.exact(tail)):
                    yield from (pair for stem in unlinked(modifier) for pair in self._qualities(stem))

    def _qualities(self, phrase: str) -> Found:
        """What the words say of goods; a material with or without what stands before it ("di lana")."""
        said = self.exact(phrase) or self.inflected(phrase)
        preposition, _, material = phrase.partition(" ")
        if not said and preposition in MADE_OF.get(self.language, ()):
            said = tuple(pair for pair in self.exact(material) if pair[0] == "material")
        return tuple(pair for pair in said if pair[0] in QUALITIES)

    def corrected(self, word: str) -> str | None:
        """The listed word that was meant by a misspelt one: the first letter stands, and little else differs."""
        if len(word) < SHORTEST_TYPO - 1 or word in self.known or not word.isalpha() or self.inflected(word):
            return None
        allowed = 1 if len(word) < 9 else 2
        shortlist = [other for other in self.by_letter.get(word[0], ()) if abs(len(other) - len(word)) <= allowed]
        best = process.extractOne(word, shortlist, scorer=OSA.distance, score_cutoff=allowed)
        if best is None or len(best[0]) < SHORTEST_TYPO - 1:
            return None
        # Four letters are too few to guess a thing by; a colour with a letter missing (blak) is the exception.
        if len(word) < SHORTEST_TYPO and (len(best[0]) <= len(word) or not self._is_color(best[0])):
            return None
        if best[0].startswith(word) or word.startswith(best[0]):
            return None
        # In short words another letter makes another word (chain, chair); a missing or swapped one is a slip.
        replaced = len(best[0]) == len(word) and sorted(best[0]) != sorted(word)
        return None if replaced and len(word) < 8 else best[0]

    def compound(self, word: str) -> Found:
        """Concepts of a compound: those of the known modifier and of the tail; an unknown modifier leaves the thing."""
        if len(word) < SHORTEST_COMPOUND or self.language not in COMPOUNDING or word in self.known:
            return ()
        for tail in COLOURED.get(self.language, ()):
            if word.endswith(tail) and (colours := self._colours(word.removesuffix(tail))):
                return colours
        loose: Found = ()
        for modifier, tail in splits(word):
            heads = self.exact(tail) or (self.inflected(tail) if len(tail) > 4 else ())
            if not heads:
                continue
            for stem in unlinked(modifier):
                if named := self.exact(stem) or self.inflected(stem):
                    # The head alone names the goods: a sofa blanket is no sofa.
                    described = (pair for pair in named if pair[0] != "category")
                    return tuple(dict.fromkeys((*described, *heads)))
            things = tuple(pair for pair in heads if pair[0] == "category")
            loose = loose or (things if len(tail) >= 4 else ())
        return (self._slip(word) or loose) if loose else ()

    def _colours(self, modifier: str) -> Found:
        named = (self.exact(stem) or self.inflected(stem) for stem in unlinked(modifier))
        return next((found for each in named if (found := tuple(p for p in each if p[0] == "color"))), ())

    def _slip(self, word: str) -> Found:
        """A listed compound with one letter too few, too many or swapped ("Regnejacke"): more than its tail alone."""
        meant = self.corrected(word)
        replaced = meant is not None and len(meant) == len(word) and sorted(meant) != sorted(word)
        return self.exact(meant) if meant and not replaced and OSA.distance(meant, word) == 1 else ()

    def _words_of(self, kinds: Collection[str]) -> set[str]:
        """Words of all phrases that name a concept of these kinds."""
        named = (phrase for phrase, pairs in self.phrases.items() if any(kind in kinds for kind, _ in pairs))
        return {word for phrase in named for word in phrase.split()}

    def _is_color(self, word: str) -> bool:
        return any(kind == "color" for kind, _ in self.exact(word))


class Lexicon:
    """The words of every locale. Safe to share between threads; `terms` is locale → kind → concept → entry.

    `known` are other words of a locale (those of its phrases), which are never taken for a misspelt term. Both mappings
    are only asked for a locale when that locale is first read.
    """

    def __init__(self, terms: Mapping[str, Terms], known: Mapping[str, Iterable[str]] | None = None) -> None:
        self.concepts = Concepts(terms.get("en", {}))
        self.locales: tuple[str, ...] = tuple(terms)
        self._terms, self._known = terms, known or {}
        self._languages: dict[str, _Language] = {}
        self._building = Lock()

    def expand(self, kind: str, concept: str) -> frozenset[str]:
        """The concept and everything narrower."""
        return self.concepts.expand(kind, concept)

    def find(self, text: str, locale: str) -> tuple[Span, ...]:
        """Concepts in the order of the text, longest phrases first; a word is used once.

        An unknown locale is read as its language, and that as English.
        """
        language = self._language(locale)
        words = list(tokens(text[:LONGEST_TEXT]))[:MOST_TOKENS]
        found: list[Span] = []
        place = 0
        while place < len(words):
            length, concepts, how = self._at(words, place, language)
            start, end = words[place].start, words[place + max(length, 1) - 1].end
            spelt = language.as_spelt(text[start:end], concepts)
            found.extend(Span(start, end, kind, concept, how) for kind, concept in spelt)
            place += max(length, 1)
        return tuple(found)

    def short_for(self, word: str, locale: str) -> tuple[str, ...]:
        """Goods that one word may be short for, besides those it names."""
        language, said = self._language(locale), list(tokens(word))
        return language.headed(said[0].word) if len(said) == 1 else ()

    def all_of(self, text: str, kind: str, locale: str | None = None) -> tuple[str, ...]:
        """Concepts of one kind named in a feed's own words, each once; every locale is tried, English first."""
        as_id = fold(text).strip().replace(" ", "_").replace("-", "_")
        if (kind, as_id) in self.concepts:
            return (as_id,)
        for tried in dict.fromkeys(([locale] if locale else []) + ["en", *self.locales]):
            spans = [span for span in self.find(text, tried) if span.kind == kind and span.how is not How.FUZZY]
            if spans:
                return tuple(dict.fromkeys(span.concept for span in spans))
        return ()

    def _language(self, locale: str) -> _Language:
        code = locale.replace("-", "_")
        known = next((each for each in (code, code.split("_")[0], "en") if each in self.locales), self.locales[0])
        if known not in self._languages:
            with self._building:
                if known not in self._languages:
                    words = self._known.get(known, ())
                    self._languages[known] = _Language(self._terms[known], known.split("_")[0], words)
        return self._languages[known]

    def _at(self, words: Sequence[Token], place: int, language: _Language) -> tuple[int, Found, How]:
        """How many tokens from here name which concepts; (0, (), …) for none."""
        longest = min(language.longest, len(words) - place)
        for length in range(longest, 0, -1):
            phrase = " ".join(token.word for token in words[place : place + length])
            if exact := language.exact(phrase):
                return length, _with(exact, language.implied(phrase)), How.EXACT
            if inflected := language.inflected(phrase):
                return length, _with(inflected, language.implied(phrase)), How.INFLECTED
        word = words[place].word
        if borrowed := self._borrowed(word, language):
            return 1, borrowed, How.EXACT
        if parts := language.compound(word):
            return 1, parts, How.COMPOUND
        return self._misspelt(words, place, language)

    def _borrowed(self, word: str, language: _Language) -> Found:
        english = self._language("en") if "en" in self.locales else language
        if english is language or len(word) < 4 or word in language.known:
            return ()
        return tuple(pair for pair in english.exact(word) if pair[0] in BORROWED)

    def _misspelt(self, words: Sequence[Token], place: int, language: _Language) -> tuple[int, Found, How]:
        """The longest phrase that begins with or contains a corrected word."""
        window = [token.word for token in words[place : place + language.longest]]
        fixed = [language.corrected(word) or word for word in window[:3]] + window[3:]
        for length in range(len(fixed), 0, -1):
            if fixed[:length] == window[:length]:
                return 0, (), How.FUZZY
            phrase = " ".join(fixed[:length])
            if found := language.exact(phrase) or language.inflected(phrase):
                return length, found, How.FUZZY
        return 0, (), How.FUZZY


def _with_one_more(found: Found, named: tuple[str, str]) -> Found:
    return found if named in found else (*found, named)


def _with(found: Found, implied: Found) -> Found:
    """What a name of goods implies goes with the goods alone."""
    names_goods = any(kind == "category" for kind, _ in found)
    return tuple(dict.fromkeys((*found, *implied))) if names_goods else found
