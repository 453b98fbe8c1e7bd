"""A need in any of the fifteen languages lies nearer to the goods that answer it than to others."""

import tomllib
from pathlib import Path

import pytest

from matching.encoder.making.sources import LANGUAGES
from matching.encoder.static import StaticEncoder, load_static

PAIRS: dict[str, list[list[str]]] = tomllib.loads((Path(__file__).parent / "pairs.toml").read_text(encoding="utf-8"))
CASES = [(language, *case) for language, cases in PAIRS.items() for case in cases]

# Either title answers the need.
ALIKE = {
    "Waterproof jacket": "Rain jacket",
    "Red evening dress": "Red dress",
    "Red summer dress": "Red dress",
    "Linen wrap dress": "Red dress",
}


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return load_static()


def test_every_language_has_pairs() -> None:
    assert PAIRS.keys() == set(LANGUAGES)


@pytest.mark.parametrize(("language", "asked", "right", "wrong"), CASES)
def test_a_need_lies_nearer_to_what_answers_it(
    encoder: StaticEncoder, language: str, asked: str, right: str, wrong: str
) -> None:
    nearer, farther = encoder.encode_passages([right, wrong]) @ encoder.encode_queries([asked])[0]
    assert nearer > farther, language


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_each_need_finds_its_own_title_among_all_titles(encoder: StaticEncoder, language: str) -> None:
    titles = sorted({title for _, _, right, wrong in CASES for title in (right, wrong)})
    asked = [case[0] for case in PAIRS[language]]
    best = (encoder.encode_queries(asked) @ encoder.encode_passages(titles).T).argmax(axis=1)
    found = [titles[place] for place in best]
    wanted = [case[1] for case in PAIRS[language]]
    right = [ALIKE.get(title, title) == ALIKE.get(asked, asked) for title, asked in zip(found, wanted, strict=True)]
    assert sum(right) >= len(right) - 1, found


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("zolty sweter", "żółty sweter"),
        ("chaussures d'ete", "chaussures d'été"),
        ("grosse", "GRÖSSE"),
        ("soeur", "sœur"),
        ("lobesko", "løbesko"),
        ("ﾄﾞﾚｽ", "ドレス"),
        ("احمر", "أحمر"),
        ("مدرسة", "مُدَرِّسَة"),
    ],
)
def test_spelling_without_marks_is_read_alike(encoder: StaticEncoder, typed: str, written: str) -> None:
    one, other = encoder.encode_queries([typed, written])
    assert one @ other > 0.9999


def test_voicing_marks_of_japanese_are_kept(encoder: StaticEncoder) -> None:
    fog, glass = encoder.encode_queries(["カラス", "ガラス"])
    assert fog @ glass < 0.9


LONG_MESSAGES = [
    "Hi! My sister has her birthday next week and I have nothing yet, she is always cold. Do you have a wool scarf? "
    "It would be lovely to have it by Thursday.",
    "Hallo, nächste Woche hat meine Schwester Geburtstag und ich habe noch nichts, sie friert immer so. "
    "Habt ihr einen Wollschal? Es wäre schön, wenn er bis Donnerstag da ist.",
    "Bonjour, c'est bientôt l'anniversaire de ma sœur et je n'ai encore rien, elle a toujours froid. "
    "Vous avez une écharpe en laine ? Ce serait bien de la recevoir avant jeudi.",
    "Hola, la semana que viene es el cumple de mi hermana y todavía no tengo nada, siempre tiene frío. "
    "¿Tenéis una bufanda de lana? Estaría bien que llegara antes del jueves.",
    "来週は妹の誕生日なのにまだ何も用意していません。いつも寒がっているので、"
    "ウールのマフラーはありますか？木曜日までに届くと嬉しいです。",
]


@pytest.mark.parametrize("message", LONG_MESSAGES)
def test_a_long_message_keeps_its_need(encoder: StaticEncoder, message: str) -> None:
    titles = sorted({title for _, _, right, wrong in CASES for title in (right, wrong)})
    best = (encoder.encode_passages(titles) @ encoder.encode_queries([message])[0]).argmax()
    assert titles[best] == "Wool scarf"
