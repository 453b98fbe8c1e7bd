"""The policy file: dated taxes, regions, windows, limits."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from orders.order import Address
from orders.policy import Market, read, standard
from orders.states import RefundReason, Tier
from tests.orders.counter import AUSTIN, BONN, MONDAY, eur

MARKETS = "AT AU BE CA CZ DE DK ES FI FR GB IE IT NL PL PT SE US"


def test_every_market_has_prices_days_and_a_tax_of_its_own() -> None:
    policy = standard()
    assert " ".join(sorted(policy.markets)) == MARKETS
    for market in policy.markets.values():
        assert market.tax or market.regions
        assert set(market.days) == set(Tier)
        assert all(policy.shipping_price(tier, market.currency) for tier in Tier)


def test_a_market_lies_in_a_zone_that_there_is() -> None:
    germany = standard().markets["DE"].model_dump()
    with pytest.raises(ValidationError, match="'Europe/Bonn' is no zone"):
        Market.model_validate({**germany, "zone": "Europe/Bonn"})


def test_a_rate_holds_from_its_day_on() -> None:
    finn = Address("Aino", "Katu 1", "Turku", "20100", "FI")
    rates = [standard().terms("FI", finn, datetime(2024, 8, day, tzinfo=UTC)).tax_rate for day in (31,)]
    rates.append(standard().terms("FI", finn, datetime(2024, 9, 1, tzinfo=UTC)).tax_rate)
    rates.append(standard().terms("FI", finn, datetime(2012, 1, 1, tzinfo=UTC)).tax_rate)
    assert [str(rate) for rate in rates] == ["0.24", "0.255", "0"]


@pytest.mark.parametrize("region", ["TX", "tx", "Texas", " texas "])
def test_a_region_is_known_by_code_or_name(region: str) -> None:
    found = standard().region_of("US", Address("A", "1", "Austin", "78701", "US", region=region))
    assert found is not None and found.name == "Texas"


def test_in_europe_and_britain_the_button_is_labelled_and_withdrawal_lasts_fourteen_days() -> None:
    terms = standard().terms("DE", BONN, MONDAY)
    assert (terms.labelled_button, terms.withdrawal_days, terms.tax_included) == (True, 14, True)
    terms = standard().terms("US", AUSTIN, MONDAY)
    assert (terms.labelled_button, terms.withdrawal_days, terms.tax_included) == (False, 0, False)


def test_money_arrives_by_the_kind_of_its_method() -> None:
    days = [standard().days_to_arrive(method) for method in ("gift_card_1", "paypal", "card_1", "credit_card_9")]
    assert days == [0, 3, 5, 5]
    assert standard().days_to_arrive("magic") == 5
    assert not standard().accepts("magic") and standard().accepts("card_4242")


def test_a_currency_without_a_limit_sends_every_claim_to_a_person() -> None:
    assert standard().automatic_limit("EUR") == eur("100") and standard().automatic_limit("MXN").is_zero()


def test_only_quality_claims_may_wait_for_a_person(tmp_path: Path) -> None:
    text = Path("orders/policy.toml").read_text(encoding="utf-8")
    bad = tmp_path / "policy.toml"
    bad.write_text(text.replace('"missing"]\namount', '"missing", "lost"]\namount'), encoding="utf-8")
    with pytest.raises(ValidationError, match="cannot be made to wait"):
        read(bad)


def test_a_misspelt_field_is_named(tmp_path: Path) -> None:
    text = Path("orders/policy.toml").read_text(encoding="utf-8")
    bad = tmp_path / "policy.toml"
    bad.write_text(text.replace("return_days", "return_dayz"), encoding="utf-8")
    with pytest.raises(ValidationError, match="return_dayz"):
        read(bad)


def test_every_refund_of_pieces_is_full_or_plain() -> None:
    rules = standard().refunds
    amounts = {
        RefundReason.PRICE_DIFFERENCE, RefundReason.GOODWILL, RefundReason.METHOD_CHANGED, RefundReason.DISPUTED,
        RefundReason.PRICE_ADJUSTED, RefundReason.KEPT_FOR_LESS, RefundReason.LATE_APOLOGY,
    }  # fmt: skip
    assert rules.full | rules.plain == set(RefundReason) - amounts
    assert not rules.full & rules.plain
