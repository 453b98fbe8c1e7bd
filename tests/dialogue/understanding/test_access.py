"""What is said of orders made elsewhere: what leads to them, the code, that none came; and what is nothing of that."""

from dataclasses import replace

import pytest

from dialogue.commands import AskShop, Command, FindMyOrder, ForgetAccess, GiveCode, ShopTopic
from dialogue.conversation import OpenQuestion, Slot
from dialogue.understanding.access import without_code
from tests.dialogue.understanding.scenes import offline, scene

MAIL = "anna@example.com"


def read(text: str, locale: str = "en", question: OpenQuestion | None = None, *said: str) -> Command | None:
    view = scene(text, locale, {})
    talk = replace(view.conversation, question=question, last_said=said, turns=3, locale=locale)
    reading = offline().understand(replace(view, conversation=talk))
    return reading.commands[0] if len(reading.commands) == 1 else None


def waiting(slot: Slot, **known: str) -> OpenQuestion:
    return OpenQuestion(slot=slot, command=FindMyOrder(**known).model_dump_json())


ANNA = {"name": "Anna Meier"}


@pytest.mark.parametrize(
    ("locale", "text", "told"),
    [
        ("en", "I ordered as a guest, anna@example.com, where's my parcel?", {"email": MAIL}),
        (
            "en",
            "my order SK-1234 isn't in this chat, Anna Meier, W1G 9PQ",
            {"order": "SK-1234", "postcode": "W1G 9PQ"} | ANNA,
        ),
        ("en", "I ordered on my phone", {}),
        ("en", "my guest order SK-VXAPRY, Anna Meier D02 X285", {"order": "SK-VXAPRY", "postcode": "D02 X285"} | ANNA),
        ("en", "my guest order SK-VXAPRY, Anna Meier M5V 2T6", {"order": "SK-VXAPRY", "postcode": "M5V 2T6"} | ANNA),
        ("en", "ordered on my laptop, name jo dyke, zip 94107-1234", {"name": "jo dyke", "postcode": "94107-1234"}),
        ("de", "Ich habe als Gast bestellt, Anna Meier, 10115", {"postcode": "10115"} | ANNA),
        ("de", "am handy bestellt, anna meier plz 10115", {"name": "anna meier", "postcode": "10115"}),
        ("de", "Hab woanders bestellt: Anna Meier aus 10115 Berlin", {"postcode": "10115"} | ANNA),
        (
            "de",
            "die Bestellung #W2611340 taucht hier nicht auf, anna@example.com",
            {"order": "#W2611340", "email": MAIL},
        ),
        ("fr", "j'ai commandé sur votre site au nom de Anna Meier, code postal 75011", {"postcode": "75011"} | ANNA),
        ("fr", "Ma commande n'est pas dans cette conversation", {}),
        ("es", "lo pedí por la web a nombre de Anna Meier, 28013", {"postcode": "28013"} | ANNA),
        ("es", "mi pedido no está en este chat, 28013, Anna Meier", {"postcode": "28013"} | ANNA),
    ],
)
def test_an_order_made_elsewhere_is_heard_with_what_leads_to_it(locale: str, text: str, told: dict[str, str]) -> None:
    assert read(text, locale) == FindMyOrder(**told)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "can I order as a guest?"),
        ("en", "can i order on my phone?"),
        ("en", "do I need an account"),
        ("de", "kann ich als Gast bestellen?"),
        ("de", "ist eine gastbestellung möglich?"),
        ("fr", "je peux commander sans compte ?"),
        ("es", "¿puedo pedir sin cuenta?"),
    ],
)
def test_whether_one_needs_an_account_is_asked_before_buying(locale: str, text: str) -> None:
    assert read(text, locale) == AskShop(topic=ShopTopic.ACCOUNT)


@pytest.mark.parametrize(
    ("question", "text", "wish"),
    [
        (waiting(Slot.EMAIL), MAIL, FindMyOrder(email=MAIL)),
        (waiting(Slot.EMAIL, order="SK-7F3KQ9"), f"it's {MAIL}.", FindMyOrder(order="SK-7F3KQ9", email=MAIL)),
        (waiting(Slot.EMAIL), "anna meier 10115", FindMyOrder(name="anna meier", postcode="10115")),
        (waiting(Slot.EMAIL), "10115", FindMyOrder(postcode="10115")),
        (waiting(Slot.NAME, postcode="10115"), "Anna Meier", FindMyOrder(name="Anna Meier", postcode="10115")),
        (waiting(Slot.ADDRESS, name="Anna Meier"), "10115", FindMyOrder(name="Anna Meier", postcode="10115")),
    ],
)
def test_the_answer_goes_on_with_the_search(question: OpenQuestion, text: str, wish: FindMyOrder) -> None:
    assert read(text, "en", question) == wish


def test_something_else_said_meanwhile_is_no_answer() -> None:
    assert not isinstance(read("I need a rain jacket", "en", waiting(Slot.EMAIL)), FindMyOrder)
    assert not isinstance(read("talk to a person", "en", waiting(Slot.NAME, postcode="10115")), FindMyOrder)


@pytest.mark.parametrize(
    "text", ["123456", "123 456", "123-456", "code is 123 456", "it says 123456 now", " 1 2 3 4 5 6 "]
)
def test_six_digits_are_the_code_that_is_waited_for(text: str) -> None:
    found = read(text, "en", waiting(Slot.CODE, email=MAIL))
    assert isinstance(found, GiveCode)
    assert "".join(filter(str.isdigit, found.code)) == "123456"


def test_too_few_digits_are_a_code_too_and_a_wrong_one() -> None:
    assert read("12345", "en", waiting(Slot.CODE, email=MAIL)) == GiveCode(code="12345")


def test_a_code_is_known_again_after_something_else_was_asked() -> None:
    assert read("123456", "en", None, "code_on_its_way", "help") == GiveCode(code="123456")
    assert read("it is 123456", "en", OpenQuestion(slot=Slot.PRODUCT), "code_on_its_way") == GiveCode(code="123456")
    assert not isinstance(read("123456"), GiveCode)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "didn't get it"), ("en", "nothing came"), ("en", "can you send it again?"), ("en", "it never came"),
        ("de", "hab nix bekommen"), ("de", "kam nicht an"), ("de", "bitte nochmal schicken"),
        ("fr", "je n'ai rien reçu"), ("fr", "renvoyez-le svp"), ("es", "no me ha llegado"), ("es", "envíame otro"),
    ],
)  # fmt: skip
def test_that_no_code_came_asks_for_another_of_the_same(locale: str, text: str) -> None:
    view = scene(text, locale, {})
    question = waiting(Slot.CODE, email=MAIL)
    talk = replace(view.conversation, question=question, turns=3, locale=locale)
    reading = offline().understand(replace(view, conversation=talk, orders=()))
    assert reading.commands == (FindMyOrder(email=MAIL),)


def test_another_address_told_while_a_code_is_waited_for_is_tried_instead() -> None:
    question = waiting(Slot.CODE, order="SK-7F3KQ9", email="ann@example.com")
    assert read(f"sorry, it's {MAIL}", "en", question) == FindMyOrder(order="SK-7F3KQ9", email=MAIL)
    assert read(f"no, {MAIL}", "en", OpenQuestion(slot=Slot.CODE)) == FindMyOrder(email=MAIL)


def test_names_and_codes_switch_no_language() -> None:
    view = scene("Anna Meier, 10115", "en", {})
    talk = replace(view.conversation, question=waiting(Slot.EMAIL), turns=3, locale="es")
    assert offline().understand(replace(view, conversation=talk)).locale is None


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "forget this access"),
        ("de", "vergessen Sie bitte den Zugang zu der Bestellung"),
        ("fr", "fermez l'accès à cette commande"),
        ("es", "cierra el acceso al pedido"),
    ],
)
def test_access_is_given_up_in_plain_words(locale: str, text: str) -> None:
    assert read(text, locale) == ForgetAccess()


def test_a_code_is_hidden_only_while_one_is_waited_for() -> None:
    talk = scene("", "en", {}).conversation
    assert without_code("it is 123 456", replace(talk, question=waiting(Slot.CODE))) == "it is ••••••"
    assert without_code("it is 123 456", talk) == "it is 123 456"
