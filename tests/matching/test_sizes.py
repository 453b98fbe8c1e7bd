"""Sizes as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.sizes import at_home, fits, in_eu, read_size, suits_age


@pytest.mark.parametrize(
    ("wanted", "offered", "sizing", "wearer"),
    [
        ("l", "L", "clothing", "women"), ("size M", "M", "clothing", None), ("S", "S/M", "clothing", None),
        ("2XL", "XXL", "clothing", "men"), ("extra large", "XL", "clothing", "men"), ("one_size", "one size",
        "one_size", None),
        ("M", "one size", "one_size", "women"), ("M", "40", "clothing", "women"), ("40", "M", "clothing", "women"),
        ("M", "48", "clothing", "men"), ("UK 12", "40", "clothing", "women"), ("US 8", "40", "clothing", "women"),
        ("IT 44", "40", "clothing", "women"), ("FR 42", "40", "clothing", "women"), ("US 38", "48", "clothing", "men"),
        ("EU 39", "39", "shoes", "women"), ("UK 8", "42", "shoes", "men"), ("US 9", "42", "shoes", "men"),
        ("US 8.5", "39", "shoes", "women"), ("39", "36-40", "socks", None), ("W32 L34", "W32 L34", "waist", "men"),
        ("32/34", "W32 L34", "waist", "men"), ("32", "W32 L34", "waist", "men"), ("180 × 200 cm", "180x200", "bed",
        None),
        ("140", "140x200", "bed", None), ("double_bed", "160x200", "bed", None), ("180x130", "130x180", "dimensions",
        None),
        ("M", "8", "gloves", None), ("7,5", "7.5", "gloves", None), ("M", "57", "hat", None), ("US 7", "54", "ring",
        None),
        ("104", "98-104", "kids_clothing", "kids"), ("5 years", "110", "kids_clothing", "kids"), ("6 months", "68",
        "kids_clothing", "baby"), ("24 cm", "38", "shoes", "women"), ("25cm", "40", "shoes", None),
        ("16,5 cm", "27", "kids_shoes", "kids"), ("57 cm", "57", "hat", None), ("27", "27", "shoes", "kids"),
    ],
)  # fmt: skip
def test_a_size_fits_however_it_is_written(wanted: str, offered: str, sizing: str, wearer: str | None) -> None:
    assert fits(wanted, offered, sizing, wearer)


@pytest.mark.parametrize(
    ("wanted", "offered", "sizing", "wearer"),
    [
        ("M", "L", "clothing", "women"), ("M", "48", "clothing", "women"), ("M", "", "clothing", "women"), ("M",
        None, "clothing", None),
        ("27", "43", "shoes", None), ("24 cm", "40", "shoes", "women"),
        ("38.5", "38", "shoes", "women"), ("38.5", "39", "shoes", "women"), ("UK 8", "39", "shoes", "women"),
        ("UK 8", "42", "kids_shoes", "kids"), ("US 5", "110", "kids_clothing", "kids"), ("M", "W32 L34", "waist",
        "men"),
        ("200", "140x200", "bed", None), ("single_bed", "140x200", "bed", None), ("M", "40", "clothing", "unisex"),
        ("huge", "L", "clothing", "men"), ("41", "36-40", "socks", None), ("130x180", "one size", "one_size", None),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_does_not_fit(
    wanted: str, offered: str | None, sizing: str, wearer: str | None
) -> None:
    assert not fits(wanted, offered, sizing, wearer)


@pytest.mark.parametrize("system", ["UK", "US"])
@pytest.mark.parametrize("wearer", ["women", "men"])
def test_larger_shoes_stay_larger_in_another_system(system: str, wearer: str) -> None:
    sizes = [read_size(f"{system} {number / 2}") for number in range(4, 26)]
    middles = [sum(in_eu(size, "shoes", wearer) or (0, 0)) for size in sizes if size]
    assert len(middles) == 22
    assert middles == sorted(set(middles))


@pytest.mark.parametrize(("offered", "age", "suits"), [("110", 5, True), ("128", 5, False), ("62", 0, True), ("92",
0, False),
                                                      ("L", 5, True), (None, 5, True), ("110", 40, True)])  # fmt: skip
def test_a_body_height_suits_the_ages_around_it(offered: str | None, age: int, suits: bool) -> None:
    assert suits_age(offered, age) is suits


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_breaks_the_reading_of_sizes(wanted: str, offered: str) -> None:
    assert fits(wanted, offered, "clothing", "women") in {True, False}


def test_american_shoe_sizes_mean_nothing_where_nobody_says_whether_women_or_men_wear_them() -> None:
    assert [fits("US 9", size, "shoes", None) for size in ("40", "41", "42")] == [False, False, False]
    assert (fits("UK 8", "42", "shoes", None), fits("US 9", "42", "shoes", "men")) == (True, True)


@pytest.mark.parametrize(
    ("said", "market", "sizing", "wearer", "read"),
    [
        ("8", "US", "shoes", "women", "US 8"),
        ("10", "CA", "shoes", "men", "US 10"),
        ("6", "GB", "shoes", "women", "UK 6"),
        ("12", "GB", "clothing", "women", "UK 12"),
        ("12", "AU", "clothing", None, "AU 12"),
        ("0", "US", "clothing", "women", "US 0"),
        ("40", "US", "clothing", "men", "US 40"),
        ("38", "GB", "clothing", "women", "38"),
        ("50", "US", "clothing", "men", "50"),
        ("42", "US", "shoes", "men", "42"),
        ("12", "DE", "clothing", "women", "12"),
        ("M", "US", "clothing", "women", "M"),
        ("EU 8", "US", "shoes", "women", "EU 8"),
        ("8", "US", "kids_shoes", None, "8"),
        ("9", "GB", None, None, "9"),
        ("44", "IT", "clothing", "women", "IT 44"),
        ("40", "FR", "clothing", None, "FR 40"),
        ("38", "ES", "clothing", "women", "ES 38"),
        ("48", "IT", "clothing", "men", "48"),
        ("104", "FR", "clothing", None, "104"),
        ("40", "IT", "clothing", "kids", "40"),
        ("39", "IT", "shoes", "women", "39"),
        ("44", "DE", "clothing", "women", "44"),
    ],
)
def test_a_bare_number_is_of_the_system_of_its_market_where_it_can_be_no_other(
    said: str, market: str, sizing: str | None, wearer: str | None, read: str
) -> None:
    assert at_home(said, market, sizing, wearer) == read


def test_an_italian_number_is_two_sizes_smaller_on_a_german_label_for_women_and_the_same_for_men() -> None:
    said = at_home("44", "IT", "clothing", None)
    assert [fits(said, label, "clothing", "women") for label in ("S", "M", "L")] == [False, True, False]
    assert fits(said, "44", "clothing", "unisex")
    assert fits(at_home("32", "FR", "clothing", None), "W32 L32", "waist", "men")
    assert [fits(said, label, "clothing", "men") for label in ("XS", "S", "M")] == [False, True, False]
