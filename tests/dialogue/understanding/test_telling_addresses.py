"""Names and streets told in the middle of talk: what is an answer, and what only sounds like one."""

import pytest

from dialogue.commands import AddressSaid, Answer, ChangeAddress, GiveAddress, SetQuantity, TakeProduct
from tests.dialogue.understanding.scenes import offline, scene


@pytest.mark.parametrize(
    ("locale", "text", "name"),
    [
        ("de", "ok nehm ich. jan peters, hafenstr. 3, 20457 hamburg", "jan peters"),
        ("en", "ok Jane Doe 5 Elm Rd Leeds LS1 4AB", "Jane Doe"),
        ("fr", "oui bien sûr ! Paul Petit, 3 rue Noire, 69003 Lyon, France", "Paul Petit"),
        ("de", "Dr. Eva Klein, Am Markt 3, 50667 Köln", "Dr. Eva Klein"),
    ],
)
def test_a_name_stands_behind_the_talk_that_leads_to_it(locale: str, text: str, name: str) -> None:
    (command,) = offline().understand(scene(text, locale, {"asked": "address"})).commands
    assert isinstance(command, GiveAddress)
    assert command.address.name == name


def test_a_name_that_is_also_a_colour_is_a_name_behind_a_short_sentence() -> None:
    text = "I'll take it. Emily Stone, 12 High Street, Leeds LS1 4AB, UK"
    taken, given = offline().understand(scene(text, "en", {"shown": 1})).commands
    assert isinstance(taken, TakeProduct) and isinstance(given, GiveAddress)
    assert given.address.name == "Emily Stone"


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "yep buy it"), ("en", "How long does it take"), ("de", "jetzt kaufen"), ("en", "whats the 10% for")],
)
def test_talk_is_no_name(locale: str, text: str) -> None:
    commands = offline().understand(scene(text, locale, {"asked": "name"})).commands
    assert not any(isinstance(command, Answer) for command in commands)


@pytest.mark.parametrize(
    ("locale", "text"), [("fr", "Jean Petit"), ("de", "Rosa Braun"), ("es", "Ana de la Rosa"), ("en", "Will Young")]
)
def test_two_words_in_capitals_are_a_name_whatever_else_they_mean(locale: str, text: str) -> None:
    commands = offline().understand(scene(text, locale, {"asked": "name"})).commands
    assert commands == (Answer(slot="name", value=text),)


@pytest.mark.parametrize(
    ("locale", "text", "street"),
    [
        ("de", "ach mist falsche adresse, hafenstr 5", "hafenstr 5"),
        ("de", "hafenstr 5", "hafenstr 5"),
        ("en", "oh wrong number, its 7 elm rd", "7 elm rd"),
        ("fr", "non c'est au 7 rue noire", "7 rue noire"),
        ("es", "no, a calle de la luna 6", "calle de la luna 6"),
    ],
)
def test_a_street_before_the_yes_is_where_it_shall_go_and_its_number_no_quantity(
    locale: str, text: str, street: str
) -> None:
    (command,) = offline().understand(scene(text, locale, {"quote": True})).commands
    assert isinstance(command, GiveAddress | ChangeAddress)
    assert command.address == AddressSaid(line1=street)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sam Hill, 14 Abbey Lane, Dublin D02 X285", "Sam Hill|14 Abbey Lane|Dublin||D02 X285|IE"),
        ("Sam Hill, 14 Abbey Lane, Dublin 2, D02X285", "Sam Hill|14 Abbey Lane|Dublin 2||D02 X285|IE"),
        ("Anna Nowak, ul. Długa 5/3, 00-950 Warszawa, Polska", "Anna Nowak|ul. Długa 5/3|Warszawa||00-950|PL"),
        ("Erik Berg, Storgatan 4, 11325 Stockholm, Sverige", "Erik Berg|Storgatan 4|Stockholm||113 25|SE"),
        ("Jan Novák, Dlouhá 12, 110 00 Praha 1, Czechia", "Jan Novák|Dlouhá 12|Praha 1||110 00|CZ"),
        ("Jan Novak, Dlouha 12, 110 00 Praha", "Jan Novak|Dlouha 12|Praha||110 00|"),
        ("Jan Novak, Dlouha 12, 110 00 Praha 1", "Jan Novak|Dlouha 12|Praha 1||110 00|"),
        ("Jan Novak, Dlouha 12, 592 31 Nove Mesto", "Jan Novak|Dlouha 12|Nove Mesto||592 31|"),
        ("Rui Costa, Rua Augusta 10, 1100-053 Lisboa", "Rui Costa|Rua Augusta 10|Lisboa||1100-053|PT"),
        ("Piet de Vries, Kerkstraat 10, 1017GA Amsterdam", "Piet de Vries|Kerkstraat 10|Amsterdam||1017 GA|NL"),
        ("Matti Virtanen, Aleksis 5 A 3, 00100 Helsinki, Suomi", "Matti Virtanen|Aleksis 5 A 3|Helsinki||00100|FI"),
        ("Lars Holm, Nørregade 7, 1165 København K, Danmark", "Lars Holm|Nørregade 7|København K||1165|DK"),
        (
            "Luc Peeters, Kerkstraat 3 bus 2, 2000 Antwerpen, België",
            "Luc Peeters|Kerkstraat 3 bus 2|Antwerpen||2000|BE",
        ),
        ("Max Huber, Getreidegasse 3, 5020 Salzburg", "Max Huber|Getreidegasse 3|Salzburg||5020|"),
        ("Joe Tran, 100 Queen St W, Toronto ON m5h2n2", "Joe Tran|100 Queen St W|Toronto|ON|M5H 2N2|CA"),
        ("Bob Jones, Unit 3/5 George Street, Sydney NSW 2000", "Bob Jones|Unit 3/5 George Street|Sydney|NSW|2000|AU"),
        ("Jo Bloggs, 1234 High Street, London SW1A2AA", "Jo Bloggs|1234 High Street|London||SW1A 2AA|GB"),
    ],
)
def test_an_address_of_any_market_is_read_in_any_talk(text: str, expected: str) -> None:
    (command,) = offline().understand(scene(text, "en", {"asked": "address"})).commands
    assert isinstance(command, GiveAddress)
    said = command.address
    parts = (said.name, said.line1, said.city, said.region, said.postcode, said.country)
    assert "|".join(part or "" for part in parts) == expected


def test_a_number_without_a_street_is_a_quantity() -> None:
    commands = offline().understand(scene("make it 5", "en", {"quote": True})).commands
    assert commands == (SetQuantity(quantity=5),)


@pytest.mark.parametrize(("locale", "name"), [("de", "Ebba Holm"), ("de", "Anna Berg"), ("en", "Leslie Lane")])
def test_a_surname_like_a_street_is_a_name_while_one_is_wanted(locale: str, name: str) -> None:
    waiting = {"asked": "address", "command": '{"kind":"give_address","address":{}}'}
    assert offline().understand(scene(name, locale, waiting)).commands == (GiveAddress(address=AddressSaid(name=name)),)


def test_a_name_is_never_taken_for_a_slip_of_the_finger() -> None:
    waiting = {"asked": "address", "command": '{"kind":"give_address","address":{}}'}
    assert offline().understand(scene("Tedd Boxx", "en", waiting)).commands == (
        GiveAddress(address=AddressSaid(name="Tedd Boxx")),
    )


@pytest.mark.parametrize(
    ("locale", "text"), [("pl", "mogę zamówić?"), ("en", "can i order"), ("de", "Was kostet das?")]
)
def test_a_question_is_no_name(locale: str, text: str) -> None:
    waiting = {"asked": "address", "command": '{"kind":"give_address","address":{}}'}
    commands = offline().understand(scene(text, locale, waiting)).commands
    assert not any(isinstance(command, GiveAddress) for command in commands)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "I want another address: 8 High Street, London SW1A 1AA"),
        ("de", "ich will eine andere Adresse: Lindenweg 8, 53111 Bonn"),
        ("nl", "ik wil een ander adres: Coolsingel 8, 3011 AD Rotterdam"),
        ("sv", "skicka till Erik Lund, Kungsgatan 5, 411 19 Göteborg"),
    ],
)
def test_a_house_number_is_no_size(locale: str, text: str) -> None:
    asked = {"asked": "size", "options": ["36", "38"], "shown": 3}
    (command,) = offline().understand(scene(text, locale, asked)).commands
    assert isinstance(command, GiveAddress | ChangeAddress)


def test_a_size_in_front_of_an_address_is_one() -> None:
    asked = {"asked": "size", "options": ["36", "38"], "shown": 3}
    text = "38 and send it to Jane Doe, 5 Elm Road, Leeds LS1 4AB"
    commands = offline().understand(scene(text, "en", asked)).commands
    assert Answer(slot="size", value="38") in commands


@pytest.mark.parametrize("text", ["stuur maar naar", "stuur het naar", "stuur op naar"])
def test_the_words_in_front_of_an_address_are_no_part_of_the_name(text: str) -> None:
    told = f"{text} Erik Bakker, Herestraat 5b, 9711 LA Groningen, Nederland"
    (command,) = offline().understand(scene(told, "nl", {})).commands
    assert isinstance(command, GiveAddress) and command.address.name == "Erik Bakker"


@pytest.mark.parametrize(("locale", "text"), [("fi", "kortti"), ("cs", "česko"), ("fi", "ok tilaan")])
@pytest.mark.parametrize("asked", ["name", "address"])
def test_words_that_only_another_language_does_not_know_are_no_name(locale: str, text: str, asked: str) -> None:
    commands = offline().understand(scene(text, locale, {"asked": asked})).commands
    assert not any(isinstance(command, Answer) for command in commands)
    assert not any(isinstance(command, GiveAddress) and command.address.name for command in commands)


@pytest.mark.parametrize("text", ["zamawiam", "no zamawiaj już"])
def test_words_that_only_another_language_does_not_know_are_no_street(text: str) -> None:
    commands = offline().understand(scene(text, "pl", {"asked": "address"})).commands
    assert not any(isinstance(command, GiveAddress) for command in commands)


def test_a_country_told_once_more_is_no_name_and_no_language() -> None:
    waiting = '{"kind": "give_address", "address": {"line1": "Krótka 3", "country": "PL"}}'
    commands = offline().understand(scene("polska", "pl", {"asked": "name", "command": waiting})).commands
    assert commands == (GiveAddress(address=AddressSaid(country="PL")),)
