"""Which country an address is in: taken for granted, told by its postcode, offered, or asked for."""

from dataclasses import replace

import pytest

from dialogue.commands import AddressSaid, ChangeAddress, Checkout, ChoosePayment, Confirm, GiveAddress
from dialogue.messages import checkout as say
from orders.actions import MakeQuote
from tests.dialogue.till import LUME, a_quote, about_quote, at_home, hears, next_turn, seen, with_basket

LYON = AddressSaid(name="Anne Roy", line1="4 rue Molière", postcode="69003", city="Lyon")


@pytest.mark.parametrize(
    ("locale", "market", "address", "country"),
    [
        ("fr", "DE", LYON, None),
        ("en", "DE", LYON, None),
        ("fr", "FR", LYON, "FR"),
        ("de", "DE", LYON, "DE"),
        ("de", "DE", LYON.model_copy(update={"postcode": "1010", "city": "Wien"}), None),
        ("es", "DE", LYON.model_copy(update={"country": "ES"}), "ES"),
    ],
)
def test_a_country_is_taken_for_granted_only_where_its_language_is_spoken_and_its_postcodes_look_so(
    locale: str, market: str, address: AddressSaid, country: str | None
) -> None:
    given = seen(talk=replace(with_basket((LUME, 1)), locale=locale, market=market))
    plan = hears(GiveAddress(address=address), next_turn(hears(Checkout(), given), given))
    if country is None:
        (message,) = plan.messages
        assert isinstance(message, say.AddressIncomplete) and [part.id for part in message.missing] == ["country"]
    else:
        (action,) = plan.actions
        assert isinstance(action, MakeQuote) and action.address.country == country


@pytest.mark.parametrize(
    ("locale", "postcode", "offered"),
    [
        ("fi", "00100", [("FI", "Suomi"), ("DE", "Saksa")]),
        ("en", "20099", [("US", "United States"), ("DE", "Germany")]),
        ("de", "1010", [("AT", "Österreich"), ("BE", "Belgien")]),
        ("pl", "00-950", [("PL", "Polska")]),
    ],
)
def test_countries_whose_postcodes_look_so_are_offered(
    locale: str, postcode: str, offered: list[tuple[str, str]]
) -> None:
    given = seen(talk=replace(with_basket((LUME, 1)), locale=locale, market="DE"))
    address = LYON.model_copy(update={"postcode": postcode})
    asked = hears(GiveAddress(address=address), next_turn(hears(Checkout(), given), given))
    (message,) = asked.messages
    assert [(each.id, each.text) for each in message.buttons()] == [(f"country:{code}", name) for code, name in offered]
    chosen = hears(GiveAddress(address=AddressSaid(country=offered[-1][0])), next_turn(asked, given))
    assert isinstance(chosen.actions[0], MakeQuote) and chosen.actions[0].address.country == offered[-1][0]


@pytest.mark.parametrize("country", ["ZZZZ", "ZZ", "EU", "fr", "001"])
def test_a_country_that_is_none_is_asked_for(country: str) -> None:
    given = seen(talk=replace(with_basket((LUME, 1)), locale="en"))
    plan = hears(
        GiveAddress(address=LYON.model_copy(update={"country": country})), next_turn(hears(Checkout(), given), given)
    )
    (message,) = plan.messages
    assert isinstance(message, say.AddressIncomplete) and [part.id for part in message.missing] == ["country"]


def test_a_yes_before_the_address_is_whole_asks_for_the_rest_again() -> None:
    given = seen(talk=replace(with_basket((LUME, 1)), locale="fr", market="DE"))
    half = hears(GiveAddress(address=LYON), next_turn(hears(Checkout(), given), given))
    plan = hears(Confirm(), next_turn(half, given))
    (message,) = plan.messages
    assert isinstance(message, say.AddressIncomplete) and [part.id for part in message.missing] == ["country"]


def test_a_channel_that_names_the_market_makes_its_country_go_without_saying() -> None:
    given = seen(talk=with_basket((LUME, 1)))
    hinted = replace(given, inbounds=(replace(given.inbounds[0], locale="en-DE"),))
    plan = hears(GiveAddress(address=LYON), next_turn(hears(Checkout(), hinted), hinted))
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].address.country == "DE"


def test_the_parts_of_an_address_stay_while_something_else_is_said_in_between() -> None:
    given = seen(talk=replace(with_basket((LUME, 1)), locale="fr", market="DE"))
    asked = next_turn(hears(Checkout(), given), given)
    half = next_turn(hears(GiveAddress(address=LYON), asked), given)
    plan = hears(ChoosePayment(method="paypal"), half)
    (message,) = [each for each in plan.messages if isinstance(each, say.AddressIncomplete)]
    assert [part.id for part in message.missing] == ["country"]
    done = hears(GiveAddress(address=AddressSaid(country="FR")), next_turn(plan, given))
    (action,) = done.actions
    assert isinstance(action, MakeQuote) and (action.address.line1, action.method) == ("4 rue Molière", "paypal")


def test_a_yes_while_another_address_is_half_told_orders_to_neither() -> None:
    quote = a_quote()
    quote = quote.changed(terms=replace(quote.order.terms, labelled_button=False))
    given = seen(quote, talk=about_quote(quote), known=at_home())
    half = next_turn(hears(ChangeAddress(address=AddressSaid(line1="Domstraße 5", city="Köln")), given), given)
    plan = hears(Confirm(), half)
    assert not plan.actions and isinstance(plan.messages[-1], say.AddressIncomplete)
