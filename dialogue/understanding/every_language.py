"""The languages at hand, each read when it is first needed: how it is spoken, its words for goods and streets. Pure."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from dialogue.understanding.addresses import AddressWords
from dialogue.understanding.language import Languages
from dialogue.understanding.on_demand import OnDemand
from dialogue.understanding.phrases import Phrases, read_phrases
from dialogue.understanding.reading_needs import NeedReader
from locales import Concept, Locales
from matching.lexicon import Lexicon

_GOODS: Final = ("category", "color", "material")


class EveryLanguage:
    """The languages that the shop speaks, and those that it only reads: of these there are words and no replies.
    `folder` is where the model that tells them apart may be kept unpacked."""

    def __init__(self, locales: Locales, lexicon: Lexicon, folder: Path | None = None) -> None:
        self._locales, self._lexicon = locales, lexicon
        self.spoken: tuple[str, ...] = tuple(_with_phrases(locales))
        unspoken = (code for code in locales.ways_of_talking if code not in locales.codes and code in lexicon.locales)
        self.unspoken: tuple[str, ...] = tuple(unspoken)
        every = (*self.spoken, *self.unspoken)
        self.phrases: Mapping[str, Phrases] = OnDemand(every, self._read)
        goods = OnDemand(every, lambda code: tuple(_goods_in(self._terms(code))))
        self.apart = Languages(self.phrases, goods, folder)
        self.readers: Mapping[str, NeedReader] = OnDemand(self.unspoken, self._reader)

    @cached_property
    def streets(self) -> AddressWords:
        """What all spoken languages call streets and countries; reads every one of them."""
        return AddressWords.of(self.phrases[code] for code in self.spoken)

    def _read(self, code: str) -> Phrases:
        if code not in self.spoken:
            return read_phrases(code, self._locales.ways_of_talking[code])
        return read_phrases(code, self._locales[code].phrases, again=lambda: self._locales[code].phrases)

    def _terms(self, code: str) -> Mapping[str, Mapping[str, Concept]]:
        return self._locales[code].terms if code in self.spoken else self._locales.vocabularies.get(code, {})

    def _reader(self, code: str) -> NeedReader:
        return NeedReader(code, self.phrases[code], self._lexicon, self.apart.likely)


def _with_phrases(locales: Locales) -> Iterator[str]:
    """The languages that are spoken; their variants are read as they are."""
    yield from (code for code in locales.codes if "_" not in code and locales[code].has_phrases)


def _goods_in(terms: Mapping[str, Mapping[str, Concept]]) -> Iterator[str]:
    """Words for goods and what they are like."""
    for kind in _GOODS:
        for concept in terms.get(kind, {}).values():
            yield from concept.words
