"""Which words name the thing."""

import pytest

from matching.things import things


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Linen sofa cover, sand", ["cover", "sand"]),
        ("Laptop privacy screen 15 inch", ["screen", "15", "inch"]),
        ("Notebook 14 inch with sleeve", ["notebook", "14", "inch"]),
        ("Charger for phones", ["charger"]),
        ("Keyboard/mouse cable", ["cable"]),
        ("Table lamp Fjord", ["lamp", "fjord"]),
        ("Dining table, two chairs", ["dining", "table", "two", "chairs"]),
        ("For iPod: slim case", ["for", "ipod", "case"]),
        ("", []),
    ],
)
def test_a_companion_noun_and_what_stands_behind_for_leave_only_the_thing(title: str, named: list[str]) -> None:
    assert things(title) == named


def test_a_number_between_two_nouns_parts_them() -> None:
    assert things("Pillow 40 cover")[0] == "pillow"


def test_a_word_is_named_once() -> None:
    assert things("Vase Aurora vase") == ["vase", "aurora"]
