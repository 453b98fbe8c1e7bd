"""Finding the shop's concepts in what people write."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from locales import load_locales
from matching.concepts import Terms
from matching.lexicon import How, Lexicon
from matching.morphology import fold, tokens
from tests.matching.goods import lexicon


@dataclass(frozen=True)
class Entry:
    words: tuple[str, ...] = ()
    title: str | None = None
    broader: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


def terms(**kinds: Mapping[str, str]) -> Terms:
    """kind={concept: "word, word"}"""
    return {
        kind: {name: Entry(tuple(words.split(", ")), words.split(", ")[0]) for name, words in entries.items()}
        for kind, entries in kinds.items()
    }


SMALL = Lexicon(
    {
        "en": terms(
            category={"jacket": "jacket", "sweatshirt": "sweatshirt", "shirt": "shirt"}, color={"navy": "navy"}
        ),
        "de": terms(
            category={
                "dress": "Kleid, Kleider",
                "rain_jacket": "Regenjacke",
                "jacket": "Jacke",
                "ring": "Ring",
                "shoes": "Schuhe",
            },
            color={"green": "grün", "yellow": "gelb", "white": "weiß"},
            season={"summer": "Sommer"},
            audience={"women": "Damen"},
            occasion={"birthday": "Geburtstag"},
        ),
        "fr": terms(
            category={"scarf": "écharpe"}, size={"l": "l", "m": "m"}, color={"green": "vert", "white": "blanc, blanche"}
        ),
        "es": terms(category={"skirt": "falda"}, color={"red": "rojo"}, audience={"home": "casa"}),
        "it": terms(category={"shirt": "camicia"}, color={"red": "rosso"}),
        "nl": terms(category={"jacket": "jas", "shoes": "schoen"}),
        "sv": terms(category={"jacket": "jacka"}, season={"winter": "vinter"}),
        "ja": terms(category={"jacket": "ジャケット"}, color={"red": "赤い"}),
    },
    known={"de": ("kundenring",)},
)


def concepts(text: str, locale: str, lexicon: Lexicon = SMALL) -> list[str]:
    return [span.concept for span in lexicon.find(text, locale)]


def test_the_longest_words_win_and_carry_their_place() -> None:
    text = "a rain jacket, not a jacket"
    spans = lexicon().find(text, "en")
    assert [(text[span.start : span.end], span.concept, span.how) for span in spans] == [
        ("rain jacket", "rain_jacket", How.EXACT), ("jacket", "jacket", How.EXACT),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("locale", "text", "found"),
    [
        ("de", "ein GRÜNES Kleid", ["green", "dress"]), ("de", "gruene Kleider", ["green", "dress"]),
        ("de", "der gelben Jacken", ["yellow", "jacket"]), ("fr", "une écharpe verte", ["scarf", "green"]),
        ("fr", "des echarpes vertes", ["scarf", "green"]), ("es", "dos faldas rojas", ["skirt", "red"]),
        ("es", "en caso de", []), ("de", "auf diese Weise", []), ("it", "camicie rosse", ["shirt", "red"]),
        ("nl", "twee jassen en schoenen", ["jacket", "shoes"]),
        ("sv", "jackor", ["jacket"]), ("ja", "赤いジャケットがほしい", ["red", "jacket"]),
        ("de_AT", "Jacken", ["jacket"]),
        ("pt_BR", "jacket", ["jacket"]),
    ],
)  # fmt: skip
def test_inflected_and_unaccented_forms_are_understood(locale: str, text: str, found: list[str]) -> None:
    assert concepts(text, locale) == found


@pytest.mark.parametrize(
    ("locale", "text", "found"),
    [
        ("de", "Sommerkleid", ["summer", "dress"]), ("de", "Damenregenjacke", ["women", "rain_jacket"]),
        ("de", "Geburtstagskleid", ["birthday", "dress"]), ("de", "Blümchenkleid", ["dress"]), ("sv", "vinterjacka",
        ["winter", "jacket"]),
        ("de", "Hering", []), ("de", "Kundenring", []), ("fr", "hiverécharpe", []),
    ],
)  # fmt: skip
def test_compounds_are_split_where_the_language_builds_them(locale: str, text: str, found: list[str]) -> None:
    assert concepts(text, locale) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("watrproof jaket", ["rain_jacket"]), ("yelow", ["yellow"]), ("blak", ["black"]), ("sweatre", ["sweater"]),
        ("a trial for my plants", []), ("quite right, there could be", []), ("please", []),
    ],
)  # fmt: skip
def test_typing_errors_are_forgiven_but_other_words_are_not_bent(text: str, found: list[str]) -> None:
    spans = lexicon().find(text, "en")
    assert [(span.concept, span.how) for span in spans] == [(name, How.FUZZY) for name in found]


@pytest.mark.parametrize(("text", "found"), [("regnejacke", ["rain_jacket"]), ("sturmjacke", ["jacket"])])
def test_a_slip_in_a_compound_is_forgiven_before_its_head_alone_counts(text: str, found: list[str]) -> None:
    assert [span.concept for span in lexicon().find(text, "de")] == found


def test_english_names_of_things_are_understood_everywhere() -> None:
    assert concepts("ein Sweatshirt in navy", "de") == ["sweatshirt", "navy"]


def test_elisions_and_contractions_are_no_sizes() -> None:
    assert concepts("l'écharpe d'hiver, j'aime", "fr") == ["scarf"]
    assert [span.kind for span in lexicon().find("I'm after my brother's size m", "en")] == ["person", "size"]


def test_a_word_for_two_things_gives_both() -> None:
    assert {span.kind for span in lexicon().find("copper", "en")} == {"color", "material"}


def test_what_is_narrower_is_included() -> None:
    assert {"rain_jacket", "jacket"} <= lexicon().expand("category", "jacket")
    assert "coat" not in lexicon().expand("category", "jacket")
    assert lexicon().expand("color", "never heard of") == {"never heard of"}


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Navy Blue", "color", ("navy",)), ("80% wool, 20% nylon", "material", ("wool", "nylon")),
        ("rain_jacket", "category", ("rain_jacket",)), ("Regenjacke", "category", ("rain_jacket",)), ("wobblium",
        "material", ()),
        ("Kleid", "color", ()),
    ],
)  # fmt: skip
def test_words_of_a_feed_become_concepts_where_they_are_known(text: str, kind: str, found: tuple[str, ...]) -> None:
    both = Lexicon({"en": _english(), "de": _german()})
    assert both.all_of(text, kind) == found


def test_places_are_those_of_the_text_as_written() -> None:
    text = "Eine ＧＲＯẞＥ Straße für 赤い"
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "Eine",
        "ＧＲＯẞＥ",
        "Straße",
        "für",
        "赤",
        "い",
    ]
    assert fold("ＧＲＯẞＥ Œuvre Łódź") == "grosse oeuvre lodz"


def test_of_a_flood_only_the_beginning_is_read() -> None:
    words = lexicon()
    flood = "zorblax " * 31_000 + "yellow"
    assert words.find(flood, "en") == ()
    assert words.find("yellow " + flood, "en") == words.find("yellow", "en")


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "😀", "‮‮", "'", "ﷺ"])
def test_nothing_is_found_in_nothing(text: str) -> None:
    assert lexicon().find(text, "en") == ()


def _english() -> Terms:
    return load_locales()["en"].terms


def _german() -> Terms:
    return terms(category={"rain_jacket": "Regenjacke"})


@pytest.mark.parametrize("text", ["kann ich das haben", "wir wollen es nicht zu spät", "mit der Post"])
def test_an_everyday_word_is_no_form_of_a_thing_it_looks_like(text: str) -> None:
    assert not [span for span in lexicon().find(text, "de") if span.kind in ("category", "material")]


def test_the_thing_itself_is_still_found_beside_its_lookalike() -> None:
    found = lexicon().find("Kann ich eine Kanne haben?", "de")
    assert [span.concept for span in found if span.kind == "category"] == ["jug"]


def test_portuguese_wool_is_told_from_there_by_its_tilde() -> None:
    lexicon = Lexicon({"pt": terms(material={"wool": "lã"})})
    assert [span.concept for span in lexicon.find("um suéter sem lã", "pt")] == ["wool"]
    assert lexicon.find("está lá na loja", "pt") == ()


@pytest.mark.parametrize(
    ("text", "language", "goods", "material"),
    [
        ("calze di lana", "it", "socks", "wool"),
        ("sweter z wełny", "pl", "sweater", "wool"),
        ("kosz z trawy morskiej", "pl", "basket", "seagrass"),
        ("svetr z vlny", "cs", "sweater", "wool"),
    ],
)
def test_goods_that_are_named_with_what_they_are_made_of_are_of_it(
    text: str, language: str, goods: str, material: str
) -> None:
    found = {(span.kind, span.concept) for span in lexicon().find(text, language)}
    assert found == {("category", goods), ("material", material)}


def test_trousers_of_what_may_be_velvet_or_corduroy_are_corduroys() -> None:
    assert {span.concept for span in lexicon().find("pantaloni di velluto", "it")} == {"cord_trousers"}


def test_accents_tell_words_apart_that_are_alike_without_them() -> None:
    words = lexicon()
    assert {span.concept for span in words.find("hledám plášť", "cs")} == {"coat"}
    assert {span.concept for span in words.find("hledam plast", "cs")} == {"coat", "plastic"}
    assert {span.concept for span in words.find("une veste cintrée, un cintré", "fr")} >= {"tailored"}
    assert "hanger" not in {span.concept for span in words.find("un blazer cintré", "fr")}
