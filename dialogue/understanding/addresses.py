"""Addresses as people type them, whole or in part, by each country's convention. Pure.

Germany, Austria, Switzerland, France and Spain write the postcode before the town; Britain, the USA, Canada and
Australia behind it, the last three behind a region's code. The parts that cannot be told are left open and asked for.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dialogue.commands import AddressSaid
from dialogue.postcodes import DISTRICT, OWN_NAMES, is_region, postcode_in, without_region, written
from dialogue.understanding.address_lines import behind_colon, ended, may_be_address
from dialogue.understanding.chinese_addresses import chinese_address
from dialogue.understanding.japanese_addresses import japanese_address
from dialogue.understanding.names import full_name
from dialogue.understanding.phrases import Phrases, Vocabulary
from dialogue.understanding.references import ID_PREFIX
from dialogue.understanding.text import CLOSES, OPENS, UNSPACED, Spelling, Token, clean

_MOST_NAME_WORDS: Final = 5
_SMALL: Final = ("filler", "negation_ends", "yes", "it", "articles")
_SENTENCE: Final = 3
"""Everyday words in front of a street from which they are a sentence ("can you send that to")."""
_LONGEST_STREET: Final = 4
"""Words from a house number in front of a street to the word for streets ("7 Old Mill Road")."""
_SHORTEST_STREET: Final = 3
"""Letters from which a word for streets is one without a house number."""
_ORDER: Final = re.compile(
    rf"{OPENS}{ID_PREFIX}(?:[-–][A-Z0-9]{{6}}|\s?(?=[A-Z]*\d)[A-Z0-9]{{6}}){CLOSES}", re.IGNORECASE
)
"""An order number beside an address is no part of it. "Skolevej" is a street: without a dash it has a digit."""
_EMAIL: Final = re.compile(rf"[^\s{UNSPACED}]+@[^\s{UNSPACED}]+")
_SENTENCE_END: Final = re.compile(r"(?:(?<=\w{3})[.!?:]|(?<=\s[a-zß-ÿ]{2})[.!?])\s+")
"""Behind three letters or more, or two small ones ("I'll take it."), so that "Dr. Jane Doe" stays whole."""


@dataclass(frozen=True, slots=True)
class AddressWords:
    """What several languages call streets and flats, put together: an address follows its country, not the talk."""

    street: Vocabulary
    endings: tuple[str, ...]
    unit: Vocabulary
    intro: Vocabulary
    country: Vocabulary
    always: Vocabulary
    """What says that an address holds from now on, in front of it or behind it."""
    surname: Vocabulary

    @classmethod
    def of(cls, languages: Iterable[Phrases]) -> "AddressWords":
        every = tuple(languages)
        street, endings, unit, intro = (
            [group for phrases in every for group in phrases.table("addresses").groups() if group[1] == name]
            for name in ("street", "street_endings", "unit", "intro")
        )
        countries = [group for phrases in every for group in phrases.table("countries").groups()]
        spelling = every[0].spelling if every else Spelling()
        countries += [
            (tuple(spelling.words(name.replace("_", " "))), code)
            for code, names in OWN_NAMES.items()
            for name in names.split()
        ]
        return cls(
            Vocabulary(street),
            tuple(sorted({group[0][-1] for group in endings}, key=lambda ending: (-len(ending), ending))),
            Vocabulary(unit),
            Vocabulary(intro),
            Vocabulary(countries),
            Vocabulary([group for phrases in every for group in phrases.words("always").groups()]),
            Vocabulary([group for phrases in every for group in phrases.words("surnames").groups()]),
        )


@dataclass(slots=True)
class _Parts:
    """An address being read; empty strings are parts not found."""

    country: str
    name: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    named_country: bool = False

    def said(self) -> AddressSaid:
        if not (self.postcode or self.line1 or self.city):
            return AddressSaid()
        return AddressSaid(
            name=ended(self.name) or None,
            line1=ended(self.line1) or None,
            line2=ended(self.line2) or None,
            city=self.city or None,
            region=self.region or None,
            postcode=self.postcode or None,
            country=self.country if self.named_country else None,
        )


class Addresses:
    """Reads addresses in the words of all languages."""

    def __init__(self, words: Callable[[], AddressWords], phrases: Phrases) -> None:
        self._words_of_all = words
        self._phrases = phrases
        self._spelling = phrases.spelling
        self._known = phrases.known | phrases.function_words
        self._small = frozenset(word for name in _SMALL for word in phrases.words(name).words())
        self._counted = tuple(phrases.words(name) for name in ("pieces", "years", "months"))

    @cached_property
    def _words(self) -> AddressWords:
        return self._words_of_all()

    def read(self, text: str, market: str) -> AddressSaid:
        """The parts found; empty when the text holds neither postcode nor street. `country` only when it was said or
        the postcode can be of no other."""
        plain = self._without_always(_ORDER.sub("\n", _EMAIL.sub("\n", clean(text))))
        lines = [
            line for line in (piece.strip(" .;:-") for piece in re.split(r"[\n,;?!]+", plain)) if may_be_address(line)
        ]
        parts, lines = _Parts(country=market), self._without_intro(lines)
        if found := japanese_address(lines, lambda line: self._words.surname.length_at(self._spelling.tokens(line), 0)):
            return found
        if found := chinese_address(lines, self._phrases):
            return found
        lines = self._take_country(lines, parts)
        before = self._take_town(lines, parts)
        numbered = [line for line in before if re.search(r"\d", line) and self._is_street(line)]
        for line in before:
            if numbered and line not in numbered and not parts.name and not parts.line1:
                parts.name = self._name_in(line)  # "Sam Hill" is no street in front of one with its number.
            else:
                self._take_line(line, parts)
        self._take_unit(parts)
        return parts.said()

    def _take_unit(self, parts: _Parts) -> None:
        """ "44 main st apt 2b boston": the flat in front of the town is no part of it."""
        unit, number, *town = parts.city.split(" ") if parts.city.count(" ") > 1 else ("", "")
        if town and self._words.unit.is_all(self._spelling.tokens(unit)) and re.search(r"\d|^.$", number):
            parts.line2 = parts.line2 or f"{unit} {number}"
            parts.city = " ".join(town)

    def street_in(self, text: str) -> str | None:
        """A street with its house number somewhere in a message, told by a word for streets: "hafenstr 5"."""
        for line in filter(may_be_address, re.split(r"[\n,;]+", clean(text))):
            tokens = self._spelling.tokens(line)
            words = [place for place in range(len(tokens)) if self._is_street_word(tokens, place)]
            numbers = [place for place, token in enumerate(tokens) if token.is_number]
            if not words or not numbers:
                continue
            number = numbers[0]
            word = min(words, key=lambda place: abs(place - number))
            first, last = min(number, word), max(number, word)
            told = all(self._talks(token) for token in tokens[:first])
            if last - first > _LONGEST_STREET or (word < number - 1 and not told):
                continue  # A number far behind the word is of a street only when that word leads: "calle mayor 6".
            if word == number + 1 and self._words.street.length_at(tokens, word):
                last = len(tokens) - 1  # "7 rue noire": the street's name follows.
            return line[tokens[first].start : tokens[last].end]
        return None

    def _without_always(self, text: str) -> str:
        """ "From now on" in front of the address, and "as my default" behind it, are no parts of it."""
        tokens = self._spelling.tokens(text)
        number = next((place for place, token in enumerate(tokens) if any(map(str.isdigit, token.raw))), None)
        if number is None:
            return text
        found = [(start, end) for start, end, _ in self._words.always.find(tokens)]
        behind = next((tokens[start].start for start, _ in found if start > number), len(text))
        told = self._words.intro.length_at(tokens, 0) > 1
        before = next((tokens[end].start for start, end in found if not told and start == 0 and end <= number), 0)
        return text[before:behind]

    def _without_intro(self, lines: list[str]) -> list[str]:
        for index, line in enumerate(lines):
            tokens = self._spelling.tokens(line)
            if tokens and self._words.country.length_at(tokens, 0) == len(tokens):
                continue  # A country may be written like a word in front of an address ("USA", and Spanish "usa").
            starts = [place for place in range(min(len(tokens), 12)) if self._words.intro.length_at(tokens, place) > 1]
            place = starts[0] if starts else 0
            while length := self._words.intro.length_at(tokens, place):
                place += length
            if place:
                rest = line[tokens[place].start :] if place < len(tokens) else ""
                return [kept for kept in (behind_colon(rest), *lines[index + 1 :]) if kept]
        return [behind_colon(line) for line in lines]

    def _take_country(self, lines: list[str], parts: _Parts) -> list[str]:
        """A country at the very end is said; "in Germany" before a town likewise."""
        if not lines:
            return lines
        tokens = self._spelling.tokens(lines[-1])
        length = self._words.country.ends_at(tokens, len(tokens))
        found = self._words.country.at(tokens, len(tokens) - length) if length else None
        if found and (length == len(tokens) or not is_region(tokens[-1].raw)):
            parts.country, parts.named_country = found[0], True
            rest = lines[-1][: tokens[len(tokens) - length].start].strip(" ,.")
            return [*lines[:-1], rest] if rest else lines[:-1]
        return lines

    def _take_town(self, lines: list[str], parts: _Parts) -> list[str]:
        """Takes postcode, town and region out; gives back what stands before them."""
        for index in range(len(lines) - 1, -1, -1):
            found = self._postcode(lines[index], parts)
            if found is None:
                continue
            match, told = found
            parts.country, parts.named_country = told or parts.country, parts.named_country or told is not None
            parts.postcode = written(match[1], parts.country)
            before = lines[index][: match.start()].strip()
            after = self._without_talk(lines[index][match.end() :].strip(" .!?"))
            if after and not is_region(after):
                parts.city = after
                return [*lines[:index], *([before] if before else [])]
            earlier = self._town_before(before, lines[:index], parts)
            if not parts.city and index + 1 < len(lines) and not re.search(r"\d", lines[index + 1]):
                parts.city = lines[index + 1]
            return earlier
        return self._town_without_postcode(lines, parts)

    def _postcode(self, line: str, parts: _Parts) -> tuple[re.Match[str], str | None] | None:
        """Digits in front of a word for streets are a house number: "1234 High Street". Endings of streets are endings
        of towns too ("Salzburg"), and where streets have them the number stands behind."""
        found = postcode_in(line, parts.country, named=parts.named_country)
        if found is None or found[1] is not None or parts.named_country:
            return found
        behind = self._spelling.tokens(line[found[0].end() :])
        streets = any(self._names_street(behind, place) for place in range(len(behind)))
        return None if streets else found

    def _without_talk(self, town: str) -> str:
        """A town without the words of the sentence that go on behind it: "Köln schicken bitte", "instead"."""
        tokens = self._spelling.tokens(town)
        for place, token in enumerate(tokens):
            turns = place > 0 and token.is_unspaced and not tokens[place - 1].is_unspaced
            talks = token.raw.islower() or turns or any(mark in token.before for mark in ".!?")
            rest = tokens[place:]
            words = self._known if place else self._small
            if talks and all(each.norm in words for each in rest):
                return town[: token.start].strip(" .!?")
        return town

    def _town_before(self, before: str, earlier: list[str], parts: _Parts) -> list[str]:
        """ "… Austin TX" in front of a postcode; town and region may stand on the lines before."""
        before, parts.region = without_region(before, parts.country)
        while not before and earlier:
            before, earlier = earlier[-1], earlier[:-1]
            if not parts.region:
                before, parts.region = without_region(before, parts.country)
        if not re.search(r"\d", before) or DISTRICT.fullmatch(before):
            parts.city = before
            return earlier
        street, parts.city = self._split_street(before)
        return [*earlier, street]

    def _town_without_postcode(self, lines: list[str], parts: _Parts) -> list[str]:
        """A last line without digits behind a street is the town ("Lindenweg 8, Bonn")."""
        if len(lines) > 1 and not re.search(r"\d", lines[-1]) and re.search(r"\d", lines[-2]):
            parts.city = lines[-1]
            return lines[:-1]
        streets = [line for line in lines if self._is_street(line)]
        return lines if len(lines) > 1 and lines[1:] == streets and self._is_full_name(lines[0]) else streets

    def _is_full_name(self, line: str) -> bool:
        """Two words or more in capitals, not all of them ours: "Jana Vogt" in front of a street."""
        tokens = self._spelling.tokens(line)
        strange = any(token.norm not in self._known for token in tokens)
        return len(tokens) > 1 and strange and tokens[-1].raw[:1].isupper() and bool(self._name_in(line))

    def _split_street(self, line: str) -> tuple[str, str]:
        """ "12 High Street London" as street and town: cut behind the last street word."""
        tokens = self._spelling.tokens(line)
        for place in range(len(tokens) - 1, 0, -1):
            if self._words.street.length_at(tokens, place) and place + 1 < len(tokens):
                return line[: tokens[place].end].strip(), line[tokens[place + 1].start :].strip()
        return line, ""

    def _take_line(self, line: str, parts: _Parts) -> None:
        tokens = self._spelling.tokens(line)
        is_unit = self._words.unit.length_at(tokens, 0) and not any(
            self._words.street.length_at(tokens, place) for place in range(1, len(tokens))
        )
        if is_unit or (parts.line1 and len(line) < 30 and re.search(r"\d", line)):
            parts.line2 = f"{parts.line2}, {line}" if parts.line2 else line
        elif parts.line1:
            parts.line2 = line if not parts.line2 else parts.line2
        elif self._is_street(line):
            turn = _other_script(tokens)
            before = line[: tokens[turn].start].strip(), line[tokens[turn].start :]
            name, parts.line1 = before if turn else self._name_and_street(line, tokens)
            parts.name = parts.name or ("" if self._talks_without_case(name) else self._name_in(name))
        elif not parts.name:
            parts.name = self._name_in(line)

    def _is_name(self, tokens: Sequence[Token]) -> bool:
        few = 0 < len(tokens) <= _MOST_NAME_WORDS and not any(token.is_number for token in tokens)
        return few and not reads_as_talk(tokens, self._known)

    def _name_in(self, said: str) -> str:
        """The name at the end of what is said: behind the last sentence, and behind words of talk ("ok Jane Doe")."""
        name = _SENTENCE_END.split(said)[-1]
        tokens = self._spelling.tokens(name)
        first = next((place for place, token in enumerate(tokens) if not self._talks(token)), 0)
        name = name[tokens[first].start :].strip() if tokens else ""
        return name if self._is_name(self._spelling.tokens(name)) else ""

    def _talks(self, token: Token) -> bool:
        return token.raw.islower() and token.norm in self._known

    def _talks_without_case(self, said: str) -> bool:
        """Words in front of a street, in a script without capitals, each of which we know and which are no full name:
        "改一下 Hafenstr. 5" changes the address of a parcel, not who it is for."""
        tokens = self._spelling.tokens(said)
        ours = all(_is_caseless(token) and token.norm in self._known for token in tokens)
        return ours and full_name(tokens, self._phrases) is None

    def _is_street(self, line: str) -> bool:
        """Two words or more with a number or a word for streets. Without such a word, a line that is all everyday
        words ("my shoe size is 39") is a sentence; in capitals they may be a name ("The Green 5")."""
        tokens = self._spelling.tokens(line)
        if len(tokens) < 2 or not any(token.raw.isalpha() for token in tokens):
            return False
        if any(self._is_street_word(tokens, place) for place in range(len(tokens))):
            return True
        numbers = [place for place, token in enumerate(tokens) if token.is_number]
        if any(words.length_at(tokens, place + 1) for words in self._counted for place in numbers):
            return False
        named = [token for token in tokens if token.raw.isalpha()]
        strange = [token for token in named if token.norm not in self._known or token.raw[0].isupper()]
        return bool(numbers) and 2 * len(strange) >= len(named)

    def _is_street_word(self, tokens: Sequence[Token], place: int) -> bool:
        norm = tokens[place].norm
        glued = any(norm.endswith(ending) and len(norm) > len(ending) for ending in self._words.endings)
        long_enough = len(norm) >= _SHORTEST_STREET or any(token.is_number for token in tokens)
        return (glued and long_enough) or self._names_street(tokens, place)

    def _names_street(self, tokens: Sequence[Token], place: int) -> bool:
        """ "C/ Mayor 3" is a street, "c pour ma soeur" is none."""
        short = len(tokens[place].norm) < _SHORTEST_STREET
        if short and not any(token.is_number for token in tokens):
            return False
        return bool(self._words.street.length_at(tokens, place))

    def _name_and_street(self, line: str, tokens: Sequence[Token]) -> tuple[str, str]:
        """ "Jana Vogt Lindenweg 8": a name in front of the street. A number that leads the street starts it."""
        numbers = [place for place, token in enumerate(tokens) if token.is_number]
        words = [place for place in range(len(tokens)) if self._is_street_word(tokens, place)]
        start = 0
        if numbers and numbers[0] == 0:
            return "", line
        named_behind = bool(numbers) and any(token.raw.isalpha() for token in tokens[numbers[0] + 1 :])
        if numbers and (not words or words[0] > numbers[0]) and named_behind:
            start = numbers[0]
        elif words and words[0] >= 2:
            said = all(token.raw.islower() and token.norm in self._known for token in tokens[: words[0]])
            start = words[0] if words[0] <= _SENTENCE or said else 0
        if start < 2:
            return "", line
        return line[: tokens[start].start].strip(), line[tokens[start].start :]


def reads_as_talk(tokens: Sequence[Token], known: Collection[str]) -> bool:
    """Words that begin like a sentence ("please send it"), or of which most are everyday words in small letters ("How
    long does it take"). What begins and ends in capitals is a name ("Rose de la Cruz")."""
    if len(tokens) > 1 and tokens[0].raw[:1].isupper() and tokens[-1].raw[:1].isupper():
        return False
    small = [token for token in tokens if token.raw.islower() and token.norm in known]
    begins = tokens[0].norm in known and (tokens[0].raw.islower() or bool(small))
    return begins or 2 * len(small) > len(tokens)


def _other_script(tokens: Sequence[Token]) -> int:
    """Where words in a script with capitals begin behind some in one without ("田中太郎 Hafenstr. 5"), or 0."""
    turn = next((place for place, token in enumerate(tokens) if not _is_caseless(token)), 0)
    return turn if all(token.raw.isalpha() for token in tokens[:turn]) else 0


def _is_caseless(token: Token) -> bool:
    return token.raw.lower() == token.raw.upper()
