"""Numbers, sums, sizes, references and addresses as people write them. A silent factor of ten is the worst mistake
here."""

import tomllib
from decimal import Decimal

import pytest

from dialogue.commands import AddressSaid, FindProducts
from dialogue.understanding.addresses import Addresses, AddressWords
from dialogue.understanding.numbers import Numbers, read_digits
from dialogue.understanding.phrases import Phrases, read_phrases
from dialogue.understanding.spans import Heard, Known, Listener
from dialogue.understanding.text import clean
from matching.need import Budget, BudgetKind
from orders.money import Money
from tests.dialogue.understanding.scenes import lexicon, locales, offline, scene

ENGLISH: Phrases = read_phrases("en", locales()["en"].phrases)
GERMAN = """
[numbers]
1 = ["ein"]
2 = ["zwei"]
20 = ["zwanzig"]
30 = ["dreißig"]
50 = ["fünfzig"]
100 = ["hundert"]
[words]
join = ["und"]
[addresses]
street = ["straße", "calle", "rue"]
street_endings = ["straße", "weg", "str", "gasse"]
[countries]
DE = ["deutschland"]
CH = ["schweiz"]
"""
GERMAN_WORDS: Phrases = read_phrases("de", tomllib.loads(GERMAN))


def hear(text: str, market: str = "GB", region: str = "en") -> Heard:
    return Listener(ENGLISH, lexicon()).hear(
        text, Known(orders=("SK-7F3KQ2", "SK-9W4MTX"), market=market, region=region)
    )


def bounds(text: str, market: str = "GB", region: str = "en") -> str:
    """The budget in short: kind, lower, upper; "?" for one that must be asked back; "-" for none."""
    said = hear(text, market, region).budget()
    if said is None:
        return "-"
    if said.unclear:
        return "?"
    lower, upper = said.budget.lower, said.budget.upper
    return " ".join(str(part) for part in (said.budget.kind.value, lower, upper) if part)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a jacket under 130 euros", "up_to EUR 130.00"),
        ("£40", "up_to GBP 40.00"),
        ("40£", "up_to GBP 40.00"),
        ("up to 99.99", "up_to GBP 99.99"),
        ("around 80", "around GBP 80.00"),
        ("~150 eur", "around EUR 150.00"),
        ("about 60 bucks tops", "up_to USD 60.00"),
        ("between 50 and 80", "between GBP 50.00 GBP 80.00"),
        ("50 to 80 euros", "between EUR 50.00 EUR 80.00"),
        ("50-80 €", "between EUR 50.00 EUR 80.00"),
        ("£50-£80", "between GBP 50.00 GBP 80.00"),
        ("from 50 to 80 pounds", "between GBP 50.00 GBP 80.00"),
        ("nothing over 50", "up_to GBP 50.00"),
        ("no more than $1,000", "up_to USD 1000.00"),
        ("at least 100 dollars", "from USD 100.00"),
        ("my budget is about 80", "around GBP 80.00"),
        ("80 or less", "up_to GBP 80.00"),
        ("fifty quid max", "up_to GBP 50.00"),
        ("a hundred and twenty euros", "up_to EUR 120.00"),
        ("up to 2k", "up_to GBP 2000.00"),
        ("50 cents", "up_to GBP 0.50"),
        ("1,234.56 usd", "up_to USD 1234.56"),
        ("€1.234,56", "up_to EUR 1234.56"),
        ("max 1,234", "up_to GBP 1234.00"),
        ("max 1.234", "?"),
        ("1.500 euros", "?"),
        ("12,5 euros", "up_to EUR 12.50"),
        ("size 116, max 40 quid", "up_to GBP 40.00"),
        ("size 42", "-"),
        ("under 60 cm", "-"),
        ("under 5 years old", "-"),
        ("two of them", "-"),
    ],
)
def test_a_budget_is_read_as_written(text: str, expected: str) -> None:
    assert bounds(text) == expected


@pytest.mark.parametrize(
    ("market", "currency"), [("US", "USD"), ("CA", "CAD"), ("AU", "AUD"), ("DE", "USD"), ("GB", "USD")]
)
def test_dollars_are_those_of_the_market_or_american(market: str, currency: str) -> None:
    assert bounds("under 50 dollars", market) == f"up_to {currency} 50.00"


@pytest.mark.parametrize(
    ("raw", "locale", "value", "other"),
    [
        ("1.299,50", "de", "1299.50", None),
        ("1'299.50", "de_CH", "1299.50", None),
        ("1.299", "de", "1299", None),
        ("1,299", "de", "1299", "1.299"),
        ("12.5", "de", "12.5", None),
        ("12,5", "en", "12.5", None),
        ("1\u202f299,50", "fr", "1299.50", None),
        ("1.234.567", "es", "1234567", None),
        ("0.125", "en", "0.125", None),
        ("١٢٣", "ar", "123", None),
    ],
)
def test_separators_never_change_an_amount_tenfold(raw: str, locale: str, value: str, other: str | None) -> None:
    assert read_digits(raw, locale) == (Decimal(value), Decimal(other) if other else None)


def test_what_is_no_number_is_not_guessed_at() -> None:
    assert read_digits("12.05.2026", "de") is None
    assert read_digits("1.2.3", "en") is None


@pytest.mark.parametrize(
    ("text", "value"), [("zweiunddreißig", 32), ("hundertfünfzig", 150), ("zweihundert", 200), ("einundzwanzig", 21)]
)
def test_numbers_in_one_word_are_taken_apart(text: str, value: int) -> None:
    (found,) = Numbers(GERMAN_WORDS).find(GERMAN_WORDS.spelling.tokens(text))
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("in M please", "M"),
        ("size m", "M"),
        ("XXL", "XXL"),
        ("2xl", "XXL"),
        ("size large", "L"),
        ("EU 39", "EU 39"),
        ("size 42.5", "42.5"),
        ("W32 L34", "W32 L34"),
        ("180x200", "180x200"),
        ("140 x 200 cm", "140x200"),
        ("boots in 42", "42"),
        ("a 2 m rug", None),
        ("it 2 times", None),
        ("I'm here", None),
    ],
)
def test_a_size_is_only_what_is_said_as_one(text: str, size: str | None) -> None:
    found = hear(text).first("size")
    assert (found.value if found else None) == size


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the second one", "#2"),
        ("number 2", "#2"),
        ("#3", "#3"),
        ("the last one", "#-1"),
        ("the first two", "#1-2"),
        ("the cheapest one", "cheapest"),
        ("the yellow one", "yellow"),
        ("both", "both"),
        ("it", "it"),
    ],
)
def test_pointing_words_are_found(text: str, value: str) -> None:
    assert [span.value for span in hear(text).of("ref")] == [value]


@pytest.mark.parametrize("text", ["SK-7F3KQ2", "sk7f3kq2", "sk 7f3kq2", "SK-7F3KQ", "SK-7F3QK2", "7F3KQ2"])
def test_an_order_number_with_a_slip_is_the_order(text: str) -> None:
    assert [span.value for span in hear(f"where is {text} now").of("order")] == ["SK-7F3KQ2"]


@pytest.mark.parametrize("text", ["#W2611340", "w2611340", "order #w2611340?", "2024-117"])
def test_an_order_number_of_another_shop_is_read_as_it_is_written(text: str) -> None:
    heard = Listener(ENGLISH, lexicon()).hear(f"where is {text} now", Known(orders=("#W2611340", "2024-117")))
    assert [span.value for span in heard.of("order")] == ["2024-117" if text == "2024-117" else "#W2611340"]


def test_part_of_a_longer_number_is_no_order_number() -> None:
    heard = Listener(ENGLISH, lexicon()).hear("where is 126113401 now", Known(orders=("#2611340",)))
    assert heard.of("order") == ()


@pytest.mark.parametrize("number", ["SK-ABC234", "SK-MYNDYY"])
def test_an_order_number_of_nobody_is_kept_as_typed(number: str) -> None:
    assert [span.value for span in hear(f"where is {number}").of("order")] == [number]


@pytest.mark.parametrize(
    ("market", "text", "expected"),
    [
        ("DE", "Jana Vogt, Lindenweg 8, 53111 Bonn", "Jana Vogt|Lindenweg 8||Bonn||53111|"),
        ("DE", "Jana Vogt Lindenweg 8 53111 Bonn", "Jana Vogt|Lindenweg 8||Bonn||53111|"),
        ("DE", "Jana Vogt\nLindenweg 8\n53111 Bonn\nDeutschland", "Jana Vogt|Lindenweg 8||Bonn||53111|DE"),
        ("AT", "Max Huber, Mariahilfer Straße 10/4, 1060 Wien", "Max Huber|Mariahilfer Straße 10/4||Wien||1060|"),
        ("CH", "Hauptgasse 12, 3000 Bern, Schweiz", "|Hauptgasse 12||Bern||3000|CH"),
        ("FR", "Marie Dupont, 12 rue de la Paix, 75002 Paris", "Marie Dupont|12 rue de la Paix||Paris||75002|"),
        ("ES", "Ana García, Calle Mayor 5, 2º B, 28013 Madrid", "Ana García|Calle Mayor 5|2º B|Madrid||28013|"),
        ("GB", "John Smith, 12 High Street, London SW1A 1AA", "John Smith|12 High Street||London||SW1A 1AA|GB"),
        ("GB", "12 High Street London SW1A 1AA", "|12 High Street||London||SW1A 1AA|GB"),
        ("US", "Jane Doe, 350 5th Ave Apt 4, New York, NY 10118", "Jane Doe|350 5th Ave Apt 4||New York|NY|10118|US"),
        ("US", "jane doe 44 main st apt 2b boston ma 02108", "jane doe|44 main st|apt 2b|boston|MA|02108|"),
        ("US", "742 Evergreen Terrace, Springfield, Oregon 97403", "|742 Evergreen Terrace||Springfield|OR|97403|"),
        ("CA", "Amy Lee, 100 Queen St W, Toronto, ON M5H 2N2", "Amy Lee|100 Queen St W||Toronto|ON|M5H 2N2|CA"),
        ("AU", "Bob Jones, 5 George Street, Sydney NSW 2000", "Bob Jones|5 George Street||Sydney|NSW|2000|AU"),
        ("GB", "please ship it to 5 George Street, Sydney NSW 2000", "|5 George Street||Sydney|NSW|2000|AU"),
        ("DE", "Anne Roy, 4 rue Molière, 69003 Lyon, France, a@b.com", "Anne Roy|4 rue Molière||Lyon||69003|FR"),
        (
            "GB",
            "send it to my mum: Jean Barker, 3 Station Road, York YO24 1AY",
            "Jean Barker|3 Station Road||York||YO24 1AY|GB",
        ),
        ("DE", "Jana Vogt. Lindenweg 8. 53111 Bonn.", "Jana Vogt|Lindenweg 8||Bonn||53111|"),
        ("DE", "Lindenweg 8", "|Lindenweg 8|||||"),
        ("DE", "53111 Bonn", "|||Bonn||53111|"),
        ("DE", "hello there", "||||||"),
    ],
)
def test_an_address_is_read_by_its_country(market: str, text: str, expected: str) -> None:
    found = Addresses(lambda: AddressWords.of([ENGLISH, GERMAN_WORDS]), ENGLISH).read(text, market)
    parts = (found.name, found.line1, found.line2, found.city, found.region, found.postcode, found.country)
    assert "|".join(part or "" for part in parts) == expected


def test_a_town_may_end_as_streets_do() -> None:
    dutch = read_phrases("nl", {"addresses": {"street_endings": ["straat", "burg", "berg"]}})
    found = Addresses(lambda: AddressWords.of([ENGLISH, dutch]), ENGLISH).read(
        "Max Huber, Gasse 3, 5020 Salzburg", "AT"
    )
    assert (found.city, found.postcode) == ("Salzburg", "5020")


def test_no_address_is_no_address() -> None:
    assert Addresses(lambda: AddressWords.of([ENGLISH]), ENGLISH).read("", "DE") == AddressSaid()


def test_unreadable_signs_are_left_out() -> None:
    assert clean("\x00a\ud800b\u200e c\u202e") == " a b c"


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "sneakers 42, up to 90 euros"),
        ("de", "Sneaker 42, bis 90 Euro"),
        ("fr", "des baskets en 42, jusqu’à 90 euros"),
        ("fr", "Des baskets 42, jusqu'à 90"),
        ("es", "zapatillas 42, hasta 90 euros"),
    ],
)
def test_a_size_in_front_of_a_limit_is_no_lower_limit(locale: str, text: str) -> None:
    (command,) = offline().understand(scene(text, locale)).commands
    assert isinstance(command, FindProducts)
    (need,) = command.needs
    assert need.size == "42" and need.budget == Budget(kind=BudgetKind.UP_TO, upper=Money(9000, "EUR"))
