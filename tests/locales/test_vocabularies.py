"""The shop's words in every language it reads catalogs in: complete, each word for one thing, understood as typed."""

import re
from functools import cache

import pytest

from locales import load_locales
from matching.lexicon import Lexicon

LOCALES = load_locales()
LANGUAGES = tuple(LOCALES.vocabularies)
SAID = {
    "it": {"giacca impermeabile gialla": "rain_jacket yellow", "maglione blu da donna": "sweater blue women",
           "stivali neri": "boots black"},
    "pt": {"vestido vermelho de linho": "dress red linen", "tênis branco": "sneakers white"},
    "nl": {"gele regenjassen": "rain_jacket yellow", "groene trui": "green sweater", "zwarte laarzen": "black boots"},
    "pl": {"żółta kurtka przeciwdeszczowa": "yellow rain_jacket", "czarne botki": "black ankle_boots",
           "zielony sweter": "green sweater"},
    "cs": {"žlutá bunda do deště": "yellow rain_jacket", "zelený svetr": "green sweater"},
    "sv": {"gul regnjacka": "yellow rain_jacket", "röda stövlar": "red boots", "grön klänning": "green dress"},
    "da": {"gul regnjakke": "yellow rain_jacket", "sorte støvler": "black boots", "grøn kjole": "green dress"},
    "fi": {"keltainen sadetakki": "yellow rain_jacket", "mustat saappaat": "black boots"},
    "ja": {"黄色いレインコート": "yellow rain_jacket", "黒のブーツ": "black boots"},
    "zh": {"黄色雨衣": "yellow rain_jacket", "黑色靴子": "black boots", "绿色毛衣": "green sweater"},
    "ar": {"معطف أسود": "coat black", "فستان أحمر": "dress red", "الفستان الاحمر": "dress red"},
}  # fmt: skip


@cache
def lexicon() -> Lexicon:
    return Lexicon(LOCALES.vocabularies)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_has_its_words(language: str) -> None:
    own, english = LOCALES.vocabularies[language], LOCALES.vocabularies["en"]
    assert {kind: set(entries) for kind, entries in own.items()} == {
        kind: set(entries) for kind, entries in english.items()
    }
    silent = [name for entries in own.values() for name, concept in entries.items() if not concept.words]
    untitled = [name for entries in own.values() for name, concept in entries.items() if not concept.title]
    assert (silent, untitled) == ([], [])
    texts = [text for entries in own.values() for each in entries.values() for text in (each.title, each.plural or "")]
    assert [text for text in texts if re.search(r"[=;_<>{}\[\]]|  |^ | $", text or "")] == []
    assert [name for name, concept in own["category"].items() if not concept.plural] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_within_a_kind_a_word_names_one_thing(language: str) -> None:
    for kind, entries in LOCALES.vocabularies[language].items():
        words = [word for concept in entries.values() for word in {word.casefold() for word in concept.words}]
        twice = {word for word in words if words.count(word) > 1}
        assert not twice, f"{kind}: {sorted(twice)}"


@pytest.mark.parametrize(
    ("language", "text", "meant"), [(code, text, meant) for code, said in SAID.items() for text, meant in said.items()]
)
def test_what_is_typed_is_understood(language: str, text: str, meant: str) -> None:
    found = {span.concept for span in lexicon().find(text, language)}
    assert set(meant.split()) <= found


@pytest.mark.parametrize(
    ("language", "text"),
    [("nl", "want ik wil mijn pakje"), ("pl", "między 100 a 200"), ("cs", "máte to hned"), ("sv", "tack så mycket"),
     ("da", "jeg er bare hjemme"), ("fi", "tein sen"), ("it", "aspetto un minuto"), ("pt", "na linha de cima")],
)  # fmt: skip
def test_ordinary_talk_names_no_goods(language: str, text: str) -> None:
    assert [span for span in lexicon().find(text, language) if span.kind in ("category", "color", "material")] == []


def test_the_shop_speaks_every_language_that_it_reads() -> None:
    assert {locale.language for locale in LOCALES} == set(LANGUAGES)
    assert set(SAID) <= set(LANGUAGES)


def test_a_feed_in_a_language_that_the_shop_does_not_speak_becomes_concepts() -> None:
    assert lexicon().all_of("giallo", "color") == ("yellow",)
    assert lexicon().all_of("maglione", "category") == ("sweater",)
