"""Sums that are said loosely, ranges without a word of money, and what stands beside them in scripts without spaces."""

import pytest

from dialogue.commands import FindProducts, RefineSearch, SetQuantity
from matching.need import Need
from tests.dialogue.understanding.scenes import offline, scene


def needs(text: str, code: str) -> tuple[Need, ...]:
    reading = offline().understand(scene(text, code, {}))
    found = [command for command in reading.commands if isinstance(command, FindProducts | RefineSearch)]
    return found[0].needs if isinstance(found[0], FindProducts) else (found[0].change,)


@pytest.mark.parametrize(
    ("code", "said", "lower", "upper"),
    [
        ("zh", "三五百块的外套", "300.00", "500.00"),
        ("zh", "四五百的外套", "400.00", "500.00"),
        ("zh", "八百到一千二的行李箱", "800.00", "1200.00"),
        ("zh", "300-500的外套", "300.00", "500.00"),
        ("ja", "2、3千円の帽子", "2000", "3000"),
        ("ja", "3000円台の帽子", "3000", "3999"),
        ("en", "a jacket for 100 to 200", "100.00", "200.00"),
    ],
)
def test_a_range_needs_no_word_of_money(code: str, said: str, lower: str, upper: str) -> None:
    budget = needs(said, code)[0].budget
    assert budget is not None and budget.lower is not None and budget.upper is not None
    assert (budget.lower.plain(), budget.upper.plain()) == (lower, upper)


@pytest.mark.parametrize("said", ["一百来块的帽子", "预算三千上下的大衣", "一千出头的手表", "两百多的鞋子"])
def test_a_sum_said_loosely_is_about_that(said: str) -> None:
    budget = needs(said, "zh")[0].budget
    assert budget is not None and budget.kind.value == "around"


@pytest.mark.parametrize(("said", "upper"), [("几十块的杯子", "100.00"), ("几百块的手表", "1000.00")])
def test_some_tens_may_be_all_of_them(said: str, upper: str) -> None:
    budget = needs(said, "zh")[0].budget
    assert budget is not None and budget.upper is not None and budget.upper.plain() == upper


@pytest.mark.parametrize("said", ["儿童外套100-110", "42码，300元的鞋", "给我两三个杯子"])
def test_sizes_and_counts_are_no_range(said: str) -> None:
    budget = needs(said, "zh")[0].budget
    assert budget is None or budget.lower is None


@pytest.mark.parametrize(
    ("code", "said", "size"),
    [
        ("zh", "地毯 2米乘3米", "200x300"),
        ("ja", "2m×3mのラグ", "200x300"),
        ("en", "rug 1.6 by 2.3 m", "160x230"),
    ],
)
def test_sides_in_metres_are_a_size(code: str, said: str, size: str) -> None:
    assert needs(said, code)[0].size == size


def test_goods_counted_one_behind_the_other_are_two_wishes() -> None:
    found = needs("我要两个枕头一床被子", "zh")
    assert [(need.category, need.quantity) for need in found] == [("pillow", 2), ("duvet", 1)]


def test_what_is_not_wanted_in_front_of_goods_leaves_them_wanted() -> None:
    need = needs("不要真皮的钱包有吗", "zh")[0]
    assert (need.category, need.not_materials) == ("wallet", ("leather",))


def test_a_word_that_holds_a_turn_of_speech_is_goods() -> None:
    need = needs("红酒杯 六只", "zh")[0]
    assert (need.category, need.quantity) == ("wine_glass", 6)


def test_the_price_of_one_counts_none() -> None:
    assert needs("三十块一个的杯子来六个", "zh")[0].quantity == 6


def test_what_a_number_is_changed_to_counts() -> None:
    reading = offline().understand(scene("两个改成三个", "zh", {"quote": True}))
    assert [command.quantity for command in reading.commands if isinstance(command, SetQuantity)] == [3]


def test_a_name_ends_at_a_space() -> None:
    reading = offline().understand(scene("我弟叫小刚 他不喜欢格子", "zh", {}))
    facts = [*reading.facts, *(fact for command in reading.commands for fact in getattr(command, "facts", ()))]
    assert "小刚" in {fact.value for fact in facts}
