"""What is meant by a general name with what it is for."""

import pytest

from matching.matcher import Matcher
from matching.meant import meant_kinds
from matching.need import Need
from tests.matching.goods import GERMANY, Row, english, matcher_of

SIDE = Row("side", "SIDE", "side_table", audience="home", rooms=("living_room",))
GARDEN = Row("garden", "GARDEN", "garden_table", audience="home", features=("foldable",))
BLANKET = Row("blanket", "BLANKET", "blanket", audience="home", size="130x180")
SMALL = Row("small", "SMALL", "baby_blanket", audience="baby", size="75x100")


def shown(matcher: Matcher, need: Need) -> list[str]:
    return [match.variant.sku for match in matcher.find(need, GERMANY).best]


def test_every_pair_names_fields_of_a_need_and_concepts_that_there_are() -> None:
    kinds = {"rooms": "room", "occasions": "occasion", "audience": "audience"}
    for field, by_concept in meant_kinds().items():
        for concept, pairs in by_concept.items():
            assert english().title(kinds[field], concept)
            assert all(english().title("category", each) for pair in pairs.items() for each in pair)


@pytest.mark.parametrize("room", ["balcony", "garden"])
def test_a_small_table_for_outdoors_is_a_garden_table(room: str) -> None:
    matcher = matcher_of(SIDE, GARDEN)
    assert shown(matcher, Need(category="side_table", rooms=(room,), features=("foldable",))) == ["garden"]
    assert shown(matcher, Need(category="side_table", rooms=("living_room",))) == ["side"]


def test_a_blanket_for_a_baby_is_a_small_one() -> None:
    assert shown(matcher_of(BLANKET, SMALL), Need(category="blanket", audience="baby")) == ["small"]


def test_where_nothing_of_the_kind_that_is_meant_fits_what_was_said_is_searched() -> None:
    assert shown(matcher_of(SIDE, GARDEN), Need(category="side_table", rooms=("balcony",), colors=("red",))) == []
    assert shown(matcher_of(SIDE), Need(category="side_table", rooms=("balcony",))) == ["side"]


def test_what_is_made_in_one_measure_is_no_rug_of_the_measure_that_was_asked_for() -> None:
    rug = Row("rug", "RUG", "rug", audience="home", size="80x150")
    runner = Row("runner", "RUNNER", "runner_rug", audience="home", size=None)
    sheepskin = Row("sheepskin", "SKIN", "sheepskin", audience="home", size=None)
    matcher = matcher_of(rug, runner, sheepskin)
    assert sorted(shown(matcher, Need(category="rug", size="80x150"))) == ["rug", "runner"]
    assert shown(matcher, Need(category="sheepskin", size="80x150")) == ["sheepskin"]
