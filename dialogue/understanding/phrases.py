"""Reads a language's phrases.toml (docs/phrases.md) into phrases and word lists that can be matched. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dialogue.understanding.on_demand import OnDemand
from dialogue.understanding.packed import Packed, Part, Pattern, Slot
from dialogue.understanding.text import Spelling, Token
from locales import Toml

MOST_FORMS: Final = 48
"""Forms one line of a phrase file may have: what says more is several lines, and a line is one idea."""


SHORTEST_TYPO: Final = 4
LONG_WORD: Final = 8
"""Letters from which two slips are forgiven."""
_BRACKETS: Final = frozenset("()[]")
_BRACKET: Final = re.compile(r"([()\[\]|])")
_OPENING: Final = {"(": ")", "[": "]"}
_INSIDE_A_WORD: Final = re.compile(r"[^\s()\[\]|][(\[]|[)\]][^\s()\[\]|]")
_SLOT: Final = re.compile(r"\{[^{}]*\}(?:['’]s)?")
_FIRST_UNSPACED: Final = "\u3040"
"""From here on scripts write without spaces between words."""
REMEMBERED: Final = 20_000
"""Corrections kept; people's words repeat."""


class PhraseError(ValueError):
    """A line of a phrase file that cannot be read: brackets that do not close, too many forms, a slot nobody knows."""


SLOTS: Final = frozenset(
    {"item", "order", "ref", "number", "amount", "size", "color", "material", "feature", "pattern", "style", "person"}
    | {"occasion", "room", "thing", "language", "country", "length", "name", "any"}
)


class Vocabulary:
    """Groups of words with a value each; finds the longest group at a place."""

    def __init__(self, groups: Iterable[tuple[tuple[str, ...], str]] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for group, value in groups:
            if group:
                self._by_first.setdefault(group[0], []).append((group, value))
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))
        self._longest = max((len(group) for group, _ in self.groups()), default=0)

    def at(self, tokens: Sequence[Token], position: int) -> tuple[str, int] | None:
        """Value and length of the longest group that starts here, or None."""
        if position >= len(tokens):
            return None
        for group, value in self._by_first.get(tokens[position].norm, ()):
            found = tokens[position : position + len(group)]
            if len(group) == 1 or (tuple(t.norm for t in found) == group and not _is_cut(found)):
                return value, len(group)
        return None

    def length_at(self, tokens: Sequence[Token], position: int) -> int:
        found = self.at(tokens, position)
        return found[1] if found else 0

    def ends_at(self, tokens: Sequence[Token], position: int) -> int:
        """Length of a group whose last word stands just before `position`, or 0."""
        for length in range(min(self._longest, position), 0, -1):
            said = tuple(token.norm for token in tokens[position - length : position])
            if any(group == said for group, _ in self._by_first.get(said[0], ())):
                return length
        return 0

    def find(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
        """(start, end, value) of every group, left to right, never overlapping."""
        position = 0
        while position < len(tokens):
            found = self.at(tokens, position)
            if found:
                yield position, position + found[1], found[0]
            position += found[1] if found else 1

    def places(self, tokens: Sequence[Token]) -> set[int]:
        """Every token that is in a group."""
        return {place for start, end, _ in self.find(tokens) for place in range(start, end)}

    def has(self, tokens: Sequence[Token]) -> bool:
        return next(self.find(tokens), None) is not None

    def behind(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """What is said behind the groups at the beginning: of "wait, stop, no" the last word; all where nothing is."""
        position = 0
        while length := self.length_at(tokens, position):
            position += length
        return tokens[position:] or tokens

    def is_all(self, tokens: Sequence[Token]) -> bool:
        """The tokens are one or several groups and nothing else."""
        return bool(tokens) and sum(end - start for start, end, _ in self.find(tokens)) == len(tokens)

    def groups(self) -> list[tuple[tuple[str, ...], str]]:
        return [entry for entries in self._by_first.values() for entry in entries]

    def words(self) -> set[str]:
        return {word for group, _ in self.groups() for word in group}


def _is_cut(tokens: Sequence[Token]) -> bool:
    """A comma between characters ends a word: in "没错，下单" nobody orders by mistake (错下单)."""
    return any(token.norm >= _FIRST_UNSPACED and token.before.strip() for token in tokens[1:])


_NOTHING: Final = Vocabulary()


@dataclass(frozen=True)
class Phrases:
    """How one language is spoken: phrases by label, patterns of facts, word lists and tables."""

    locale: str
    spelling: Spelling
    lists: Mapping[str, Vocabulary]
    tables: Mapping[str, Vocabulary]
    """Each is made when it is first asked for: of most languages a message needs the words for streets alone."""
    function_words: frozenset[str]
    is_spoken: bool
    """Whether the file says how people talk; else it has words for values alone."""
    _file: "_File" = field(compare=False, repr=False)
    _corrected: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def toml(self) -> Toml:
        """The file. Its phrases are worked out when the language is first spoken, its words when one is first read."""
        return self._file.toml

    def rest(self) -> None:
        """Works out what is left to be, and lets go of the file."""
        _ = self.patterns, self.facts, self.known
        self._file.rest()

    @cached_property
    def patterns(self) -> Packed:
        """Every form of every phrase. Raises PhraseError for one that cannot be read."""
        return self._patterns_of("say")

    @cached_property
    def facts(self) -> Packed:
        """As `patterns`, of what people tell of themselves."""
        return self._patterns_of("facts")

    def _patterns_of(self, section: str) -> Packed:
        found = Packed(_patterns(_section(self.toml, section), self.spelling))
        self.spelling.rest()
        return found

    @cached_property
    def known(self) -> frozenset[str]:
        """Every word of the file: what is not here and no term is new to us."""
        words = self._in_forms() if "patterns" in self.__dict__ else self._in_lines()
        words |= {word for vocabulary in (*self.lists.values(), *self.tables.values()) for word in vocabulary.words()}
        self.spelling.rest()
        return frozenset(words | self.spelling.shortened)

    def _in_forms(self) -> set[str]:
        return {*self.patterns.words, *self.facts.words}

    def _in_lines(self) -> set[str]:
        """The same without working out the forms, of a language that is not spoken yet."""
        said = (_section(self.toml, name) for name in ("say", "facts"))
        phrases = (phrase for section in said for _, phrases in _labelled(section) for phrase in phrases)
        return set(_words_of(phrases, self.spelling))

    @cached_property
    def _typable(self) -> dict[str, tuple[str, ...]]:
        """Words long enough to be misspelt, by their first letter."""
        by_letter: dict[str, list[str]] = {}
        for word in sorted((self.known - self.spelling.shortened) | self.function_words):
            if len(word) >= SHORTEST_TYPO and word.isalpha():
                by_letter.setdefault(word[0], []).append(word)
        return {letter: tuple(words) for letter, words in by_letter.items()}

    def nearest(self, word: str) -> str | None:
        """The word of the file that is meant: itself, or one a slip away (two in long words); None for strangers."""
        if word in self.known or word in self.function_words:
            return word
        if word not in self._corrected:
            if len(self._corrected) > REMEMBERED:
                self._corrected.clear()
            self._corrected[word] = self._correction(word)
        return self._corrected.get(word)

    def _correction(self, word: str) -> str | None:
        if len(word) < SHORTEST_TYPO or not word.isalpha():
            return None
        allowed = 1 if len(word) < LONG_WORD else 2
        found = process.extractOne(word, self._typable.get(word[0], ()), scorer=OSA.distance, score_cutoff=allowed)
        return found[0] if found else None

    def words(self, name: str) -> Vocabulary:
        """A list of `[words]`; empty where the language has none."""
        return self.lists.get(name, _NOTHING)

    def without_filler(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """The tokens that say something: "gefällt mir halt nicht" is "gefällt mir nicht"."""
        filler = self.words("filler").places(tokens)
        return tuple(token for place, token in enumerate(tokens) if place not in filler)

    def table(self, name: str) -> Vocabulary:
        """A keyed section such as `[currencies]`: word groups with the key as value."""
        return self.tables.get(name, _NOTHING)


class _File:
    """What a file says, as long as it is needed and can be had again."""

    def __init__(self, toml: Toml, again: Callable[[], Toml] | None) -> None:
        self._read: Callable[[], Toml] = lambda: toml
        self._again = again

    @property
    def toml(self) -> Toml:
        return self._read()

    def rest(self) -> None:
        self._read = self._again or self._read


def read_phrases(locale: str, toml: Toml, again: Callable[[], Toml] | None = None) -> Phrases:
    """A phrase file as parsed from TOML; `again` reads it anew, so that it need not be kept."""
    words = _section(toml, "words")
    short = {
        form.casefold(): long for long, forms in _section(toml, "contractions").items() for form in _strings(forms)
    }
    alike = {written: read for read, forms in _section(toml, "alike").items() for written in _strings(forms)}
    spelling = Spelling.of(_strings(words.get("elisions")), _texts(toml, "spelling"), short, alike)
    tables = {
        name: section
        for name, section in toml.items()
        if isinstance(section, Mapping) and name not in ("say", "facts", "words", "spelling", "contractions", "alike")
    }
    return Phrases(
        locale=locale,
        spelling=spelling,
        lists=OnDemand(words, lambda name: _vocabulary([(name, words[name])], spelling)),
        tables=OnDemand(tables, lambda name: _vocabulary(tables[name].items(), spelling)),
        function_words=frozenset(spelling.norm(word) for word in _strings(words.get("function_words"))),
        is_spoken="say" in toml,
        _file=_File(toml, again),
    )


def faults(toml: Toml) -> list[str]:
    """Every phrase of a file that cannot be read, with its entry and what is wrong."""
    found: list[str] = []
    for section in ("say", "facts"):
        for label, phrases in _labelled(_section(toml, section)):
            for phrase in phrases:
                try:
                    for form in expand(phrase):
                        parts_of(form, Spelling())
                except PhraseError as error:
                    found.append(f"{label}: {error}")
    return found


def expand(phrase: str) -> list[str]:
    """All forms of a phrase: `[x]` may be missing, `(a|b)` is one of several. Raises PhraseError, naming the phrase,
    for unclosed brackets and for more than MOST_FORMS forms."""
    if not _BRACKETS.intersection(phrase):
        return [" ".join(phrase.split())]
    try:
        forms, _ = _alternatives([piece for piece in _BRACKET.split(phrase) if piece], 0, "")
    except PhraseError as error:
        raise PhraseError(f"phrase {phrase!r}: {error}") from error
    return list(dict.fromkeys(" ".join(form.split()) for form in forms))


def _words_of(phrases: Iterable[str], spelling: Spelling) -> Iterator[str]:
    """The words of all forms of phrases, each piece of text read once; forms are worked out only where brackets cut a
    word."""
    forms = [form for phrase in phrases for form in (expand(phrase) if _INSIDE_A_WORD.search(phrase) else [phrase])]
    pieces = _SLOT.sub(" ", _BRACKET.sub(" ", "\n".join(forms))).split()
    for piece in set(pieces):
        yield from spelling.words(piece)


def _alternatives(pieces: Sequence[str], place: int, closing: str) -> tuple[list[str], int]:
    """The forms of what stands from `place` to the bracket that closes it, and the place behind that."""
    options: list[str] = []
    forms = [""]
    while place < len(pieces):
        piece, place = pieces[place], place + 1
        if piece == closing:
            return options + forms, place
        if piece == "|" and closing:
            options, forms = options + forms, [""]
        elif piece in _OPENING:
            inner, place = _alternatives(pieces, place, _OPENING[piece])
            inner = inner if piece == "(" else [*inner, ""]
            if len(forms) * len(inner) > MOST_FORMS:
                raise PhraseError(f"more than {MOST_FORMS} forms before {_rest(pieces, place)}; make it several lines")
            forms = [a + b for a, b in product(forms, inner)]
        elif piece in _BRACKETS:
            raise PhraseError(f"unexpected {piece!r} before {_rest(pieces, place)}")
        else:
            forms = [form + piece for form in forms]
    if closing:
        raise PhraseError(f"a bracket is not closed by {closing!r}")
    return options + forms, place


def _rest(pieces: Sequence[str], place: int) -> str:
    return repr("".join(pieces[place:]))


def parts_of(form: str, spelling: Spelling) -> tuple[Part, ...]:
    """One expanded form as words and slots. A possessive behind a slot ("{person}'s") belongs to the slot."""
    if "{" not in form:
        return spelling.words(form)
    parts: list[Part] = []
    for index, piece in enumerate(form.replace("}'s", "}").replace("}’s", "}").split("{")):
        name, brace, rest = piece.partition("}")
        if index and brace:
            if name not in SLOTS:
                raise PhraseError(f"slot {{{name}}} in {form!r} is not one of {', '.join(sorted(SLOTS))}")
            parts.append(Slot(name))
        parts.extend(spelling.words(rest if index and brace else piece))
    return tuple(parts)


def _patterns(section: Mapping[str, object], spelling: Spelling) -> Iterator[Pattern]:
    line = 0
    for label, phrases in _labelled(section):
        for phrase in phrases:
            line += 1
            seen = set()
            for form in expand(phrase):
                parts = parts_of(form, spelling)
                if parts and parts not in seen:
                    seen.add(parts)
                    yield Pattern(label, parts, line)


def _labelled(section: Mapping[str, object]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for kind, value in section.items():
        if isinstance(value, Mapping):
            for variant, phrases in value.items():
                yield (kind if variant == "plain" else f"{kind}.{variant}"), _strings(phrases)
        else:
            yield kind, _strings(value)


def _vocabulary(entries: Iterable[tuple[str, object]], spelling: Spelling) -> Vocabulary:
    return Vocabulary((spelling.words(words), key) for key, value in entries for words in _strings(value))


def _section(toml: Toml, name: str) -> Mapping[str, object]:
    section = toml.get(name)
    return section if isinstance(section, Mapping) else {}


def _texts(toml: Toml, name: str) -> dict[str, str]:
    return {key: value for key, value in _section(toml, name).items() if isinstance(value, str)}


def _strings(value: object) -> tuple[str, ...]:
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else ()
