"""Sentences as people type them in a hurry, whose misreading would take, cancel or note the wrong thing."""

import pytest

from dialogue.commands import CompareProducts, CorrectProfile, FactSaid, ProductRef, TakeProduct
from dialogue.understanding.base import Reading
from tests.dialogue.understanding.scenes import offline, scene


def read(text: str, locale: str, **context: object) -> Reading:
    return offline().understand(scene(text, locale, context))


def kinds(text: str, locale: str, **context: object) -> list[str]:
    return [command.kind for command in read(text, locale, **context).commands]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("storniert die decke aber die stiefel behalt ich", "de"), ("cancel the blanket but keep the boots", "en"),
        ("annulez la couverture mais je garde les bottes", "fr"),
        ("cancela la manta pero las botas me las quedo", "es"),
    ],
)  # fmt: skip
def test_what_is_kept_beside_a_cancellation_is_neither_returned_nor_looked_for(text: str, locale: str) -> None:
    assert kinds(text, locale, ordered=True) == ["cancel_order"]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("ne warte welche größe war das nochmal", "de"), ("wait what size was that again", "en"),
        ("attends c'etait quelle taille déjà", "fr"), ("espera que talla era", "es"),
    ],
)  # fmt: skip
def test_a_question_before_the_yes_is_no_answer_to_it(text: str, locale: str) -> None:
    assert kinds(text, locale, quote=True, shown=3) == ["ask_about_product"]


def test_none_of_those_takes_nothing() -> None:
    assert kinds("nah none of those", "en", shown=3) == ["refine_search"]


def test_the_place_of_what_is_taken_is_no_size() -> None:
    reading = read("me llevo la 2a en M", "es", shown=3)
    assert reading.commands == (TakeProduct(product=ProductRef(position=2), size="M"),)
    assert reading.facts == ()


@pytest.mark.parametrize(("text", "locale"), [("the middle one pls", "en"), ("celle du milieu svp", "fr")])
def test_the_middle_one_is_the_second(text: str, locale: str) -> None:
    assert read(text, locale, shown=3).commands == (TakeProduct(product=ProductRef(position=2)),)


def test_a_difference_between_two_numbers_is_no_budget() -> None:
    (command,) = read("whats the diff between 1 and 3", "en", shown=3).commands
    assert command == CompareProducts(products=(ProductRef(position=1), ProductRef(position=3)))


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("my daughter is 7 and loves purple", "en"), ("meine tochter ist 7 und mag lila", "de"),
        ("ma fille a 7 ans et adore le violet", "fr"), ("mi hija tiene 7 años y le encanta el morado", "es"),
    ],
)  # fmt: skip
def test_what_somebody_likes_is_noted_of_them(text: str, locale: str) -> None:
    age = FactSaid(who="daughter", about="household.age", value="7")
    taste = FactSaid(who="daughter", about="likes.color", value="purple")
    assert read(text, locale).commands == (CorrectProfile(facts=(age, taste)),)


@pytest.mark.parametrize(
    ("text", "locale", "kind"),
    [
        ("danke dir hat super geklappt", "de", "thank"), ("gracias ha ido genial", "es", "thank"),
        ("merci nickel", "fr", "thank"), ("ok bestellen", "de", "checkout"), ("ok lets order", "en", "checkout"),
        ("ihr spinnt doch total", "de", "off_topic"), ("sohle hat sich gelöst nach 2 tagen", "de", "report_damaged"),
        ("ordered 2 only 1 in the box", "en", "report_wrong_item"),
        ("las botas me rozan que hago", "es", "return_item"),
        ("boots rub my heel what can i do", "en", "return_item"), ("esto tarda muchisimo", "es", "track_order"),
        ("se puede pagar con factura", "es", "ask_payment"), ("ya une promo si j'en prends 3", "fr", "ask_shop"),
        ("c'est qui qui livre", "fr", "ask_delivery"),
    ],
)  # fmt: skip
def test_what_is_typed_in_a_hurry_is_understood(text: str, locale: str, kind: str) -> None:
    context: dict[str, object] = (
        {"basket": True, "shown": 3} if kind in ("checkout", "ask_payment") else {"ordered": True}
    )
    assert kinds(text, locale, **context) == [kind]


@pytest.mark.parametrize("code", ["GC-SDEA-L7VZ-CWLB", "GC-38ET-ETCG-2R4D", "GC-J8WD-V44U-H82M"])
def test_the_letters_of_a_gift_card_are_of_no_language(code: str) -> None:
    assert offline().understand(scene(code, "en")).locale in (None, "en")


@pytest.mark.parametrize(
    ("locale", "text", "kind"),
    [
        ("fr", "en fait mets en deux", "set_quantity"),
        ("de", "mach doch zwei draus", "set_quantity"),
        ("de", "kann ich auch per rechnung zahln?", "ask_payment"),
        ("es", "kiero una mesita pa el salon q quepa en un hueco de 60 cm", "find_products"),
    ],
)
def test_what_was_typed_in_a_hurry_is_understood(locale: str, text: str, kind: str) -> None:
    assert kinds(text, locale) == [kind]


def test_a_single_letter_is_a_word_for_streets_only_beside_a_number() -> None:
    assert kinds("c mayor 3", "es", asked="address") == ["give_address"]
    assert "give_address" not in kinds("en fait mets en deux, c pour ma soeur", "fr", asked="address")


@pytest.mark.parametrize(
    ("locale", "text", "kind"),
    [
        ("fi", "peru se peruutus", "undo_cancel"), ("fi", "hei älkää perukokaan sitä", "undo_cancel"),
        ("fi", "perun tilaukseni SK-7F3KQ2", "cancel_order"), ("fi", "mustat farkut W32 L34", "find_products"),
        ("sv", "snälla avbeställ den inte", "undo_cancel"), ("sv", "ta bort min beställning", "cancel_order"),
    ],
)  # fmt: skip
def test_what_is_said_of_an_order_or_of_goods_is_done_and_nothing_else(locale: str, text: str, kind: str) -> None:
    assert kinds(text, locale, ordered=kind != "find_products") == [kind]
