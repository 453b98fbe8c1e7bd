"""What somebody who has never ordered can mean by words that are said of orders."""

import pytest

from dialogue.commands import FindProducts
from tests.dialogue.understanding.scenes import offline, scene


def sought(text: str) -> list[str]:
    reading = offline().understand(scene(text, "en", {}))
    return [need.category or need.text for c in reading.commands if isinstance(c, FindProducts) for need in c.needs]


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("Black leather wallet for my dad, 10 cm wide, his old one fell apart", "wallet"),
        ("I've only got 80 cm next to the door, is there a bench with storage that fits?", "bench"),
    ],
)
def test_goods_told_with_a_measure_and_a_trait_more_are_looked_for_whatever_else_is_told(text: str, goods: str) -> None:
    assert sought(text) == [goods]


def test_goods_without_a_word_of_ours_are_looked_for_when_it_is_said_who_they_are_for() -> None:
    assert sought("snuggies for a three month old, size 56") == ["snuggies"]


@pytest.mark.parametrize("text", ["my jacket in size L arrived broken", "the blue coat for my wife arrived torn"])
def test_a_plain_report_is_one_though_no_order_is_known_here(text: str) -> None:
    assert [command.kind for command in offline().understand(scene(text, "en", {})).commands] == ["report_damaged"]
