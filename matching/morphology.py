"""How words of a language vary: folding, tokens, endings that only inflect, and compounds. Rules, no vocabulary.

Endings are cut on both sides, from what was written and from the words of the terms, so a rule may cut too much of a
word as long as it does so everywhere.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_UNDECOMPOSED: Final = str.maketrans(
    {
        "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
        # Arabic as it is typed: hamza left out, the final ta marbuta and alif maqsura written as ha and ya.
        "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": "",
    }
)  # fmt: skip
_SPELT_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_MARKS: Final = re.compile("[\u0300-\u036f\u064b-\u0655\u0670]")
UNSPACED: Final = "\u3040-\u30ff\u3400-\u9fff"
"""Scripts without spaces between words: each character is a token. They have no case: ignoring it takes ages."""
_TOKEN: Final = re.compile(
    rf"[{UNSPACED}]"
    r"|(?i:\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|dell|all|nell|sull|dall|quest)['’](?=\w))?"
    rf"(?P<word>(?:(?![{UNSPACED}])[^\W_])+)"
    r"(?i:['’](?:s|m|d|t|ll|re|ve)\b)?"
)

ENDINGS: Final = {
    "en": ("s", "es"),
    "de": ("n", "e", "s", "en", "er", "es", "em", "ern", "nen"),
    "fr": ("s", "e", "es", "x"),
    "es": ("s", "es"),
    "pt": ("s", "es"),
    "it": ("i", "e", "a", "o"),
    "nl": ("s", "e", "en", "n", "je", "jes"),
    "sv": ("n", "t", "a", "e", "ar", "er", "or", "en", "et", "na", "arna", "erna", "orna"),
    "da": ("n", "t", "e", "er", "en", "et", "ne", "ene", "erne"),
    "nb": ("n", "t", "e", "a", "er", "en", "et", "ne", "ene"),
}
BOTH_ENDINGS: Final = {language: ENDINGS[language] for language in ("it", "sv", "da", "nb")}
ADJECTIVE_ENDINGS: Final = {"es": ("o", "a", "os", "as"), "pt": ("o", "a", "os", "as")}
"""Endings that adjectives exchange; nouns of these languages keep theirs (casa is no caso)."""
INFLECTED_KINDS: Final = frozenset({"color", "material", "pattern", "style", "feature", "fit", "season"})
"""Kinds whose words are used as adjectives and take their endings."""

_ARTICLES: Final = ("ال", "وال", "بال", "فال", "كال", "لل", "و", "ب", "ل")
"""What Arabic writes in front of a word: the article, alone and behind "and", "with", "like", "for"."""
MADE_OF: Final = {
    "en": ("of",), "de": ("aus",), "fr": ("en", "de"), "es": ("de", "en"), "it": ("di", "in"), "pt": ("de", "em"),
    "nl": ("van",), "pl": ("z", "ze"), "sv": ("av", "i"), "da": ("af", "i"), "cs": ("z", "ze"),
}  # fmt: skip
"""What stands between goods and the material they are made of."""
COMPOUNDING: Final = frozenset({"de", "nl", "sv", "da", "nb", "nn", "no", "fi"})
HEAD_FIRST: Final = frozenset({"fr", "es", "pt", "it"})
"""Languages that name goods first and then what kind they are ("casaco impermeável")."""
COLOURED: Final = {
    "de": ("farben", "farbene", "farbenes", "farbener", "farbenen", "farbig", "farbige", "farbiges", "farbiger"),
    "nl": ("kleurig", "kleurige", "kleur"),
    "sv": ("fargad", "fargat", "fargade"),
    "da": ("farvet", "farvede"),
    "fi": ("varinen", "varista", "varisen", "variset", "varisia", "varisessa"),
}
"""What is written behind a colour, in one word with it ("bordeauxfarvet")."""
LINKS: Final = ("", "s", "es", "n", "en", "er", "e", "ens")
_SNOWBALL: Final = {
    "fi": "finnish", "pl": "polish", "cs": "czech", "hu": "hungarian", "ro": "romanian", "ru": "russian", "tr":
    "turkish", "ar": "arabic", "el": "greek",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word and where it stood in the text."""

    word: str
    start: int
    end: int


_WOOL: Final = re.compile(r"\blã(?=s?\b)")
"""Portuguese wool: without its tilde it would be "there" (lá), and who cannot bear it would be shown it."""


def fold(text: str) -> str:
    """Case, accents and typographic variants removed: "Größe" → "grosse", "Écharpe" → "echarpe"."""
    if text.isascii():
        return text.lower()
    marked = _WOOL.sub("lan", unicodedata.normalize("NFC", text.casefold()))
    plain = unicodedata.normalize("NFKD", marked.translate(_UNDECOMPOSED))
    return unicodedata.normalize("NFKC", _MARKS.sub("", plain)).translate(_UNDECOMPOSED)


def tokens(text: str) -> Iterator[Token]:
    """Words with their places in the text; elided articles (l', d') and contracted endings ('s, 'm) are left out."""
    for found in _TOKEN.finditer(text):
        name = "word" if found["word"] else 0
        yield Token(fold(found[name]), found.start(name), found.end(name))


def spellings(phrase: str) -> tuple[str, ...]:
    """The phrase folded as tokens, and again as people write it who lack the letters: "grün" → "grun", "gruen"."""
    both = (phrase,) if phrase.isascii() else (phrase, phrase.casefold().translate(_SPELT_OUT))
    return tuple(dict.fromkeys(" ".join(token.word for token in tokens(text)) for text in both))


def cuts(word: str, endings: Iterable[str]) -> Iterator[str]:
    """The word without each ending it has, least cut first; at least three letters stay."""
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            yield word[: len(word) - len(ending)]


def bases(word: str, language: str) -> Iterator[str]:
    """What the word may be an inflected form of, likeliest first."""
    if language == "en" and len(word) > 4 and word.endswith("ies"):
        yield f"{word[:-3]}y"
    if language == "en" and word.endswith(("ss", "us", "is")):
        return
    if language == "ar":
        yield from (word[len(article) :] for article in _ARTICLES if word.startswith(article) and len(word) > 4)
    for base in cuts(word, ENDINGS.get(language, ())):
        yield base
        # Dutch doubles a consonant after a short vowel: jas, jassen.
        if language == "nl" and len(base) > 3 and base[-1] == base[-2]:
            yield base[:-1]


@lru_cache(maxsize=20_000)
def stemmed(word: str, language: str) -> str | None:
    """The stem by Snowball, for languages whose endings are too many to list here; None for all others."""
    name = _SNOWBALL.get(language)
    if name is None:
        return None
    import snowballstemmer  # Thirty languages are read by this, and most shops speak none of those it is here for.

    return str(snowballstemmer.stemmer(name).stemWord(word))


def splits(word: str) -> Iterator[tuple[str, str]]:
    """(modifier, tail) of a compound, longest tail first; both have at least three letters."""
    for place in range(3, len(word) - 2):
        yield word[:place], word[place:]


def unlinked(modifier: str) -> Iterator[str]:
    """The modifier of a compound without what links it: "geburtstags" → "geburtstags", "geburtstag"."""
    for link in LINKS:
        if modifier.endswith(link) and len(modifier) - len(link) >= 3:
            yield modifier[: len(modifier) - len(link)]
