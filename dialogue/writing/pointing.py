"""Whether a text speaks of one product ("it is …", "the jacket comes in …") instead of goods in general. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from dialogue.understanding.spans import Heard
from dialogue.understanding.text import Token, fold
from locales.promises import promises

_SHORTEST_BARE: Final = 3
"""Letters from which a word counts without its accents: "è" is, "e" is and."""
_MOST_BETWEEN: Final = 2
"""Words that may stand between an article and goods, or goods and a verb: "the long brown coat is"."""

_ANY: Final = ("*",)
"""Stands among the articles of languages that write none."""

_CLITIC: Final = re.compile(r"[وف]?(?:[بك]?ال|لل|[بلكسوف])")
"""What Arabic writes in one with the word behind it: and, so, with, like, for, the, will."""
_SHORTEST_STEM: Final = 3

_Phrases = frozenset[tuple[str, ...]]


def points_at_one(heard: Heard, language: str) -> bool:
    """Doubt counts: "when it is cold" points too."""
    told, tokens = _told(language), heard.tokens
    places = range(len(tokens))
    if any(_ends(tokens, place, told.words) for place in places):
        return True
    if any(_begins(tokens, place) and _ends(tokens, place, told.beginnings) for place in places):
        return True
    if any(told.stands_for_one(tokens, place) for place in places):
        return True
    return any(told.states(tokens, span.start, span.end) for span in heard.of("category"))


@dataclass(frozen=True, slots=True)
class _Told:
    """A language's lists, each entry as the words it is compared by."""

    words: _Phrases
    pronouns: _Phrases
    articles: _Phrases
    verbs: _Phrases
    beginnings: _Phrases
    attached: tuple[str, ...]
    """Articles that are written in one with their goods."""

    def stands_for_one(self, tokens: Sequence[Token], place: int) -> bool:
        """A pronoun with a verb behind it, or before it where it cannot be an article ("ist die Farbe")."""
        if any(self._has_verb(tokens, end) for end in _ends(tokens, place, self.pronouns)):
            return True
        own = self.pronouns - self.articles
        return bool(_ends(tokens, place, own)) and _is_joined(tokens, place) and self._has_verb(tokens, place - 1)

    def states(self, tokens: Sequence[Token], start: int, end: int) -> bool:
        """Whether the goods at these places are one product of which something is stated."""
        if self.attached and any(self._is_definite(token.raw) for token in tokens[start:end]):
            return True
        firsts = list(self._firsts(tokens, start))
        behind = any(self._has_verb(tokens, place) for place in _onwards(tokens, end))
        return bool(firsts) and (behind or any(self._ends_verb(tokens, first) for first in firsts))

    def _is_definite(self, word: str) -> bool:
        return word.startswith(self.attached) or (word[:1] in "وف" and word[1:].startswith(self.attached))

    def _firsts(self, tokens: Sequence[Token], start: int) -> Iterator[int]:
        """Where the article of goods stands, or they themselves where they need none."""
        if () in self.articles and _begins(tokens, start):
            yield start
        for place in range(start - 1, max(-1, start - _MOST_BETWEEN - 2), -1):
            if _begins(tokens, place + 1):
                return
            if _ANY in self.articles and _begins(tokens, place):
                yield place
            if any(end <= start for end in _ends(tokens, place, self.articles)):
                yield place

    def _has_verb(self, tokens: Sequence[Token], place: int) -> bool:
        return 0 <= place < len(tokens) and bool(_ends(tokens, place, self.verbs))

    def _ends_verb(self, tokens: Sequence[Token], place: int) -> bool:
        return _is_joined(tokens, place) and self._has_verb(tokens, place - 1)


@cache
def _told(language: str) -> _Told:
    told = promises()[language].pointing
    attached = tuple(article.removesuffix("-") for article in told.articles if article.endswith("-"))
    articles = [article for article in told.articles if not article.endswith("-")]
    return _Told(
        words=_phrases(told.words),
        pronouns=_phrases(told.pronouns),
        articles=_phrases(articles),
        verbs=_phrases(told.verbs),
        beginnings=_phrases(told.beginnings),
        attached=attached,
    )


def without_clitics(word: str) -> Iterator[str]:
    """An Arabic word as it is without what may be written in one with it; nothing for any other word."""
    found = _CLITIC.match(word)
    if found and len(word) - found.end() >= _SHORTEST_STEM:
        yield word[found.end() :]
        yield word[1:]


def _phrases(listed: Iterable[str]) -> _Phrases:
    """Scripts without spaces are compared by characters, as they are cut."""
    return frozenset(tuple(word) if word.isalpha() and word[:1] > "\u3040" else tuple(word.split()) for word in listed)


def _ends(tokens: Sequence[Token], place: int, phrases: _Phrases) -> tuple[int, ...]:
    """Where those of the phrases end that stand at a place."""
    lengths = {len(phrase) for phrase in phrases if phrase and place + len(phrase) <= len(tokens)}
    return tuple(place + length for length in lengths if _stands(tokens[place : place + length], phrases))


def _stands(tokens: Sequence[Token], phrases: _Phrases) -> bool:
    said = tuple(_word(token) for token in tokens)
    if said in phrases:
        return True
    is_bare = all(len(word) >= _SHORTEST_BARE and word == fold(word) for word in said)
    return is_bare and said in _bare(phrases)


@cache
def _bare(phrases: _Phrases) -> _Phrases:
    return frozenset(tuple(map(fold, phrase)) for phrase in phrases)


def _word(token: Token) -> str:
    """As it was written; the second of two words that are written as one has only what it stands for."""
    if token.is_unspaced or not token.raw:
        return token.norm
    return token.raw.casefold().replace("’", "").replace("‘", "").replace("'", "")


def _begins(tokens: Sequence[Token], place: int) -> bool:
    return place == 0 or not _is_joined(tokens, place)


def _is_joined(tokens: Sequence[Token], place: int) -> bool:
    """No sign stands in front."""
    return 0 < place < len(tokens) and not tokens[place].before.strip()


def _onwards(tokens: Sequence[Token], place: int) -> Iterator[int]:
    """The next few places of the same statement. In scripts without spaces only the next: the others are particles."""
    most = 1 if place < len(tokens) and tokens[place].is_unspaced else _MOST_BETWEEN + 1
    for each in range(place, place + most):
        if not _is_joined(tokens, each):
            return
        yield each
