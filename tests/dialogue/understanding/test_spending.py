"""What asking a model costs, to the millionth of a dollar."""

from decimal import Decimal

from dialogue.understanding.spending import Use, price_of, prices


def test_each_kind_of_token_has_its_price() -> None:
    use = Use(requests=1, input=1_000, written=1_000, cached=10_000, output=100)
    assert price_of("claude-haiku-5-5").of(use) == 100 + 125 + 100 + 50


def test_parts_of_a_millionth_count_as_a_whole_one() -> None:
    assert price_of("claude-haiku-5-5").of(Use(cached=1)) == 1


def test_a_name_with_a_date_is_the_same_model() -> None:
    assert price_of("claude-haiku-4-5-20251001") == price_of("claude-haiku-4-5")


def test_a_model_that_is_not_listed_is_counted_as_the_dearest() -> None:
    assert price_of("claude-next").output == max(price.output for price in prices().values()) == Decimal(25)


def test_uses_add_up() -> None:
    assert Use(1, 2, 3, 4, 5) + Use(1, 1, 1, 1, 1) == Use(2, 3, 4, 5, 6)
