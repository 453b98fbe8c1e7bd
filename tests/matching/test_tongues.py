"""Each language's words are found in their other forms."""

import pytest

from matching.lexical import LexicalIndex, Page

FORMS = (
    ("en", "Quilted jackets for rainy days", "a jacket for the rain"),
    ("de", "Wasserdichte Mäntel mit großen Taschen", "ein wasserdichter Mantel"),
    ("fr", "Chaussures légères en toile rayée", "une chaussure en toile rayé"),
    ("es", "Lámparas de mesa pequeñas", "lampara pequeña"),
    ("it", "Giacche rosse impermeabili", "una giacca rossa"),
    ("pt", "Almofadas confortáveis para o sofá", "almofada confortável"),
    ("nl", "Warme wollen jassen met capuchons", "een warme jas met capuchon"),
    ("sv", "Randiga kuddar och lampor", "randig kudde"),
    ("da", "Stribede lamper og stole", "en stribet lampe"),
    ("fi", "Lampun punainen varjostin", "punaiset lamput"),
    ("pl", "Czerwone lampy i wełniane kurtki", "czerwona lampa"),
    ("cs", "Červené bundy a vlněné svetry", "červená bunda"),
    ("ja", "防水のレインジャケット", "レインジャケットがほしい"),
    ("zh", "羊毛围巾和手套", "我想要一条围巾"),
    ("ar", "حقيبة جلدية سوداء", "بالحقيبه الجلدية"),
)


@pytest.mark.parametrize(("language", "title", "said"), FORMS)
def test_other_forms_of_a_word_are_found_in_each_language(language: str, title: str, said: str) -> None:
    told = Page(1, "", title) if language == "en" else Page(1, "", "", abroad={language: title})
    index = LexicalIndex([told, Page(2, "", "Mug", abroad=dict.fromkeys(("de", "pl", "ja", "ar"), "Mug"))])
    found = index.hear(said, language)
    assert index.best(found, 5)[0].tolist() == [1]


def test_a_locale_is_read_as_its_language() -> None:
    index = LexicalIndex([Page(1, "", "", abroad={"pt_BR": "Almofadas macias"})])
    assert set(index.search("almofada", 5, language="pt")) == {1}
    assert set(index.search("almofada", 5, language="pt-PT")) == {1}


def test_a_word_of_one_language_is_not_looked_for_in_the_texts_of_another() -> None:
    index = LexicalIndex([Page(1, "", "Rug", abroad={"de": "Rock aus Wolle"}), Page(2, "", "Rock climbing rope")])
    assert set(index.search("rock", 5, language="fr")) == {2}


def test_function_words_of_the_language_spoken_find_nothing() -> None:
    index = LexicalIndex([Page(1, "", "Die cutting machine"), Page(2, "", "Lamp")])
    assert set(index.search("die lamp", 5, language="de")) == {2}
    assert set(index.search("die lamp", 5)) == {1, 2}


def test_a_language_without_a_field_of_its_own_is_searched_by_the_catalogs_own_words() -> None:
    index = LexicalIndex([Page(1, "", "Fjord blanket")])
    assert set(index.search("fjord", 5, language="nb")) == {1}
