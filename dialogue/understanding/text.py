"""Text as people type it, cleaned and cut into tokens that can be compared. Pure: knows no language but what it is
told."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from sys import intern
from typing import Final

LONGEST: Final = 1500
"""Characters of a message that are read; a wish stands in the first lines, and time must stay bounded."""
MOST_SIGNS: Final = 4_096
"""Single characters that are remembered: more than our phrases have."""

# Marks that steer writing direction or join nothing visible, and the variation selectors of emoji.
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ARABIC_MARKS: Final = re.compile("[\u0640\u064b-\u0652\u0670]")
"""Vowel marks, and the dash that draws a word out: the same word is written with and without."""
_ARABIC_SIGNS: Final = str.maketrans(
    "\u060c\u061b\u061f\u066a\u066b\u066c\u06d4" + "".join(map(chr, (*range(0x660, 0x66A), *range(0x6F0, 0x6FA)))),
    ",;?%.,." + 2 * "0123456789",
)
"""Arabic punctuation and digits, and those of its neighbours, as they are read everywhere."""
UNSPACED: Final = "\u3040-\u30ff\u3400-\u9fff"
"""Scripts without spaces between words: each character is a token."""
_CHARACTER: Final = re.compile(f"[{UNSPACED}]")
_CHARACTERS: Final = re.compile(f"[{UNSPACED}]+")
LETTER: Final = rf"(?-i:[^\W{UNSPACED}])"
OPENS: Final = rf"(?<!{LETTER})"
CLOSES: Final = rf"(?!{LETTER})"
"""A letter or digit of a script with spaces, and the edges of a run of them: as `\\w` and `\\b`, but a run ends
where a script without spaces begins. Their case is never asked for: a pattern that does looks up 28,000 characters'
other case when it is compiled, which takes some 10 ms."""
_WIDE: Final = re.compile("[\uff01-\uff9f\uffe0-\uffe6]+")
_WIDE_COMMA: Final = re.compile(r"(?<=[0-9])\uff0c(?=[0-9])")
"""Between digits of the common width it ends a part: "36-40，10刀以下"."""
_EAST_ASIAN: Final = str.maketrans({"\u3000": " ", "\u301c": "~", "\u3001": ", ", "\u3002": ". "})
"""An ideographic space, a wave dash, and the comma and full stop, behind which no space is written."""
_VOICED: Final = frozenset("\u3099\u309a")
"""Marks that make another letter of a Japanese one."""
_TOKEN: Final = re.compile(
    r"\d{1,3}(?:[\u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\d)"
    r"|\d+(?:[.,'’]\d+)*"
    rf"|[{UNSPACED}]"
    rf"|(?:(?![{UNSPACED}])[^\W\d_])+(?:['’`´][^\W\d_]+)*"
    r"|(?<=\d)[.,:][-–](?!\w)"
    r"|[€$£¥&+#~≈×\"]"
    r"|[\U0001F300-\U0001FAFF\u2600-\u27BF]"
)
_APOSTROPHE: Final = re.compile("['’`´]")
_DRAWN: Final = re.compile(
    rf"(?<=[\u3041-\u3096])[ー~]+(?![{UNSPACED}\d])|(?<=[\u3041-\u3096])ー+(?=す(?![\u3041-\u3096]))"
)
"""What draws out the end of what is said: "ねー", "です~", "しまーす"."""
_HALF: Final = re.compile(r"(?<![\d.,])(\d{1,2}) ?½")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign. `norm` is compared; `before` is the punctuation and space that stands in front."""

    norm: str
    raw: str
    start: int
    end: int
    before: str = ""

    @property
    def is_number(self) -> bool:
        return self.raw[:1].isdecimal()

    @property
    def is_unspaced(self) -> bool:
        """A character of a script without spaces: it may be a word, and as well a part of one."""
        return bool(_CHARACTER.match(self.raw))

    @property
    def is_spaced(self) -> bool:
        """A plain space stands in front: the token begins a word of its own."""
        return self.before == " "

    @property
    def is_glued(self) -> bool:
        """Nothing stands between this token and the one before ("60cm", "50€")."""
        return not self.before


@dataclass(frozen=True)
class Spelling:
    """What is special about a language's letters: short words that lean on the next ("l'", "d'"), and letters that are
    written in two ways ("ae" for "ä")."""

    elisions: frozenset[str] = frozenset()
    same: tuple[tuple[str, str], ...] = ()
    contractions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words that stand for several ("where's", "im"), in small letters with a straight apostrophe."""
    alike: Mapping[str, str] = field(default_factory=dict)
    """Runs of characters of a script without spaces, with the shorter ones they are read as: endings that mean the
    same ("ています" is "てる"), and one word for several."""
    _characters: dict[int, str] = field(default_factory=dict, compare=False, repr=False)
    """Characters that are written in another way too, with the one they are read as."""
    _compared: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Pieces of our own phrases that were cut before: the same few thousand words make all of them."""
    _signs: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What single characters are compared as, of which a script without spaces has as many as others have words."""

    @classmethod
    def of(
        cls,
        elisions: Sequence[str],
        same: Mapping[str, str],
        contractions: Mapping[str, str] | None = None,
        alike: Mapping[str, str] | None = None,
    ) -> "Spelling":
        several = {short: tuple(long.split()) for short, long in (contractions or {}).items()}
        single = {short: words[0] for short, words in several.items() if len(short) == 1 == len(words[0])}
        characters = {ord(each): read for each, read in single.items() if _CHARACTER.match(each)}
        return cls(frozenset(elisions), tuple(sorted(same.items())), several, alike or {}, characters)

    def plain(self, text: str) -> str:
        """The text with each character as it is compared: traditional ones as simplified. Places stay the same."""
        return text.translate(self._characters) if self._characters else text

    @property
    def shortened(self) -> frozenset[str]:
        """The words that stand for others, as they are compared."""
        return frozenset(self.norm(word) for word in self.contractions)

    def norm(self, word: str) -> str:
        """Lower case, no accents, no apostrophes, one way of spelling."""
        plain = fold(word)
        for written, read in self.same:
            plain = plain.replace(written, read)
        return plain

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Words, numbers and signs of a text; positions count characters of `text`."""
        found: list[Token] = []
        last = 0
        for start, end, words in self._read_as(text):
            first, *rest = words
            found.append(Token(first, text[start:end], start, end, text[last:start]))
            found.extend(Token(word, "", end, end, " ") for word in rest)
            last = end
        return tuple(token for token in found if token.norm)

    def _read_as(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Start and end of every token, and the words it is compared as."""
        last = 0
        for match in self._runs.finditer(text) if self._runs else ():
            yield from self._plainly(text, last, match.start())
            start, last, read = match.start(), match.end(), self.alike[match.group()]
            for place, character in enumerate(read, start):
                end = place + 1 if place - start + 1 < len(read) else last
                yield place, end, self._words(character)
        yield from self._plainly(text, last, len(text))

    def _plainly(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        for match in _TOKEN.finditer(text, start, end):
            for first, behind in self._pieces(match.group(), match.start()):
                yield first, behind, self._words(text[first:behind])

    @cached_property
    def _runs(self) -> re.Pattern[str] | None:
        """Finds what is read as something shorter, the longest first."""
        longest = sorted(self.alike, key=lambda written: (-len(written), written))
        return re.compile("|".join(map(re.escape, longest))) if longest else None

    def words(self, phrase: str) -> tuple[str, ...]:
        """A phrase of our files as the words it is compared by. Remembers pieces between spaces: not for what people
        type."""
        words: list[str] = []
        for piece in _DRAWN.sub("", phrase).split() if "ー" in phrase else phrase.split():
            words += self._compared.get(piece) or self._piece(piece)
        return tuple(words)

    def rest(self) -> None:
        """Lets go of what was remembered while a file was read: a megabyte and more."""
        self._compared.clear()

    def _piece(self, piece: str) -> tuple[str, ...]:
        if _CHARACTERS.fullmatch(piece):  # Each is a token of its own: there is nothing to look for.
            read = self._runs.sub(lambda run: self.alike[run.group()], piece) if self._runs else piece
            # A whole phrase, of which each is there once: remembered they would take twenty megabytes.
            return tuple(intern(word) for character in read for word in self._words(character) if word)
        compared = self._compared[piece] = tuple(intern(token.norm) for token in self.tokens(narrow(piece)))
        return compared

    def _words(self, raw: str) -> tuple[str, ...]:
        """What a word is compared as: itself, or the words it is short for."""
        if len(raw) > 1:
            return self._read(raw)
        if (known := self._signs.get(raw)) is None:
            known = self._read(raw)
            if len(self._signs) < MOST_SIGNS:
                self._signs[raw] = known
        return known

    def _read(self, raw: str) -> tuple[str, ...]:
        several = self.contractions.get(_APOSTROPHE.sub("'", raw.casefold())) if self.contractions else None
        return tuple(self.norm(word) for word in several) if several else (self.norm(raw),)

    def _pieces(self, word: str, start: int) -> list[tuple[int, int]]:
        apostrophe = _APOSTROPHE.search(word)
        if apostrophe and fold(word[: apostrophe.start()]) in self.elisions:
            cut = start + apostrophe.end()
            return [(start, cut), (cut, start + len(word))]
        return [(start, start + len(word))]


def fold(word: str) -> str:
    """Lower case without accents and apostrophes: "L’Été" is "lete"."""
    if word.isascii():
        return _APOSTROPHE.sub("", word.casefold())
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(letter for letter in decomposed if not unicodedata.combining(letter) or letter in _VOICED)
    return unicodedata.normalize("NFC", _APOSTROPHE.sub("", kept))


def narrow(text: str) -> str:
    """Letters, digits and punctuation that East Asian keyboards type in another width, as all others are: "８０，Ｌ！"
    is "80,L!"."""
    if text.isascii():
        return text
    text = _WIDE_COMMA.sub(", ", text)
    return _WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide.group()), text.translate(_EAST_ASIAN))


def clean(text: str) -> str:
    """What can be read of a message: no control characters, lone surrogates or direction marks, one width of letters
    and signs, no Arabic vowel marks, a half behind a number as ".5" ("39½"), at most LONGEST long."""
    plain = narrow(_UNSPEAKABLE.sub(" ", _INVISIBLE.sub("", text[: LONGEST * 4])))
    if not plain.isascii():
        plain = _ARABIC_MARKS.sub("", unicodedata.normalize("NFC", plain)).translate(_ARABIC_SIGNS)
        plain = _DRAWN.sub("", _HALF.sub(r"\1.5", plain))
    return plain[:LONGEST]


def join(tokens: Sequence[Token]) -> str:
    """The tokens as they were written, without what stands before the first."""
    if not tokens:
        return ""
    return tokens[0].raw + "".join(token.before + token.raw for token in tokens[1:] if token.raw)
