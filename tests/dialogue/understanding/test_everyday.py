"""Everyday sentences whose confident misreading would annoy: questions about the shop, pointing with a number,
things said by the way. The same in every language."""

from dataclasses import replace

import pytest

from dialogue.commands import (
    AskAboutProduct,
    AskCancelling,
    AskPayment,
    AskReturns,
    AskShop,
    Aspect,
    CompareProducts,
    Confirm,
    CorrectProfile,
    ExchangeItem,
    FactSaid,
    FindProducts,
    OrderRef,
    ProductRef,
    RefineSearch,
    ReportDamaged,
    SetQuantity,
    ShopTopic,
    TakeProduct,
    Thank,
    UndoCancel,
)
from dialogue.conversation import OpenQuestion, Pending, Slot
from dialogue.understanding.base import Reading
from dialogue.view import View
from orders import actions
from orders.order import LineQuantity
from tests.dialogue.counterpart import SHOPPER
from tests.dialogue.understanding.scenes import DELIVERED, offline, scene


def read(text: str, locale: str, **context: object) -> Reading:
    return offline().understand(scene(text, locale, context))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "undo that"),
        ("de", "mach das rückgängig"),
        ("fr", "annule ce que tu viens de faire"),
        ("es", "deshaz eso"),
    ],
)
def test_undoing_is_no_call_for_a_person_and_no_yes(locale: str, text: str) -> None:
    assert [type(command) for command in read(text, locale).commands] == [UndoCancel]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "do you gift wrap?"), ("en", "can you add a birthday card?"), ("de", "macht ihr geschenkverpackung?"),
        ("de", "packt ihr das auch ein?"), ("fr", "vous faites des paquets cadeaux ?"),
        ("es", "¿envolvéis para regalo?"), ("es", "podéis poner una nota?"),
    ],
)  # fmt: skip
def test_gift_wrapping_is_asked_of_the_shop(locale: str, text: str) -> None:
    for context in ({}, {"shown": 3}):
        assert read(text, locale, **context).commands == (AskShop(topic=ShopTopic.GIFT_WRAP),)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "where is it made"), ("de", "wo werden die gemacht?"), ("fr", "fabriqué où"),
        ("fr", "c'est fabriqué où ?"), ("es", "¿dónde se fabrican?"),
    ],
)  # fmt: skip
def test_where_something_is_made_is_a_question_about_it(locale: str, text: str) -> None:
    (command,) = read(text, locale, shown=3).commands
    assert isinstance(command, AskAboutProduct) and command.aspect is Aspect.ORIGIN


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "what's your return policy"), ("en", "who pays the return postage?"),
        ("de", "wie ist das mit rückgabe"), ("de", "wer zahlt die rücksendung?"),
        ("fr", "c'est quoi votre politique de retour ?"), ("fr", "j'ai combien de temps pour renvoyer ?"),
        ("es", "¿quién paga el envío de la devolución?"), ("es", "cuál es vuestra política de devoluciones"),
    ],
)  # fmt: skip
def test_a_question_about_returns_sends_nothing_back(locale: str, text: str) -> None:
    for context in ({}, {"ordered": True}):
        assert read(text, locale, **context).commands == (AskReturns(),)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "the first one, 2 pieces"), ("en", "the first one, two please"), ("de", "das erste, 2 stück"),
        ("de", "das erste, zwei bitte"), ("fr", "le premier, 2 pièces"), ("es", "el primero, 2 unidades"),
    ],
)  # fmt: skip
def test_a_number_behind_what_is_pointed_at_says_how_many_of_it(locale: str, text: str) -> None:
    (command,) = read(text, locale, shown=3).commands
    assert isinstance(command, TakeProduct)
    assert (command.product, command.quantity) == (ProductRef(position=1), 2)


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "the first 2"), ("de", "die ersten 2"), ("fr", "les 2 premiers"), ("es", "los 2 primeros")],
)
def test_the_first_two_are_two_products(locale: str, text: str) -> None:
    taken = read(text, locale, shown=3).commands
    assert [command.product.position for command in taken if isinstance(command, TakeProduct)] == [1, 2]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "my son is 5 and wears 116"), ("de", "mein sohn ist 5 und trägt 116"),
        ("fr", "mon fils a 5 ans et porte du 116"), ("es", "mi hijo tiene 5 años y usa la 116"),
    ],
)  # fmt: skip
def test_an_age_and_a_size_told_together_are_both_kept(locale: str, text: str) -> None:
    (command,) = read(text, locale).commands
    assert isinstance(command, CorrectProfile)
    assert set(command.facts) == {
        FactSaid(who="son", about="household.age", value="5"), FactSaid(who="son", about="size.clothing", value="116")
    }  # fmt: skip


def test_a_name_behind_a_person_is_no_slip_of_a_command() -> None:
    assert not any(isinstance(command, AskPayment) for command in read("mi tío paco", "es").commands)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "can i still cancel later"), ("de", "kann ich später noch stornieren"),
        ("de", "kann ich noch stornieren"),
        ("fr", "je pourrai encore annuler après"), ("es", "puedo cancelar más tarde"), ("es", "se puede cancelar"),
    ],
)  # fmt: skip
def test_asking_whether_one_can_cancel_lets_no_quote_go(locale: str, text: str) -> None:
    assert read(text, locale, quote=True, basket=True).commands == (AskCancelling(),)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "the Skagen jacket in yellow"), ("de", "die Skagen Jacke in gelb"), ("fr", "la veste Skagen en jaune"),
        ("es", "la chaqueta Skagen en amarillo"),
    ],
)  # fmt: skip
def test_naming_a_product_at_hand_means_that_one(locale: str, text: str) -> None:
    (command,) = read(text, locale, shown=3).commands
    assert isinstance(command, AskAboutProduct)
    assert command.product == ProductRef(sku="skagen-yellow-S")


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "a boot arrived broken"), ("de", "ein stiefel kam kaputt an"), ("fr", "une botte est arrivée cassée"),
        ("es", "una bota llegó rota"),
    ],
)  # fmt: skip
def test_one_of_several_pieces_is_claimed_alone(locale: str, text: str) -> None:
    (command,) = offline().understand(with_two_boots(text, locale)).commands
    assert isinstance(command, ReportDamaged) and command.quantity == 1


PHOTO_ASKED = [
    ("en", "no, only one of the two"), ("de", "nein, nur eine der beiden"), ("fr", "non, une des deux"),
    ("es", "no, una de las dos"),
]  # fmt: skip


@pytest.mark.parametrize(("locale", "text"), PHOTO_ASKED)
def test_fewer_pieces_are_claimed_while_a_photo_is_awaited(locale: str, text: str) -> None:
    waiting = ReportDamaged(order=OrderRef(id=DELIVERED))
    (command,) = offline().understand(with_two_boots(text, locale, photo_for=waiting)).commands
    assert command == waiting.model_copy(update={"quantity": 1})


@pytest.mark.parametrize(("locale", "text"), PHOTO_ASKED)
def test_fewer_pieces_are_claimed_while_the_yes_is_awaited(locale: str, text: str) -> None:
    view = with_two_boots(text, locale)
    order = view.order(DELIVERED)
    assert order is not None
    action = actions.ReportDamaged(
        shopper=SHOPPER, order=DELIVERED, expected_version=1, confirmation="t1",
        lines=(LineQuantity(order.lines[0].id, 2),),
    )  # fmt: skip
    question, pending = OpenQuestion(slot=Slot.CONFIRM, subject="t1"), Pending(token="t1", action=action)
    waiting = replace(view, conversation=replace(view.conversation, pending=pending, question=question))
    assert offline().understand(waiting).commands == (SetQuantity(quantity=1),)


@pytest.mark.parametrize(
    ("locale", "text"), [("en", "continue"), ("de", "weiter"), ("fr", "sans photo"), ("es", "seguir sin foto")]
)
def test_going_on_without_the_photo_is_said_in_words(locale: str, text: str) -> None:
    waiting = ReportDamaged(order=OrderRef(id=DELIVERED))
    assert offline().understand(with_two_boots(text, locale, photo_for=waiting)).commands == (Confirm(),)


@pytest.mark.parametrize("about", ["email", "phone", "address"])
def test_what_is_kept_to_reach_somebody_can_be_forgotten_in_words(about: str) -> None:
    words = {
        "email": ("my email", "meine e-mail", "mon mail", "mi correo"),
        "phone": ("my phone number", "meine telefonnummer", "mon numéro de téléphone", "mi teléfono"),
        "address": ("my address", "meine adresse", "mon adresse", "mi dirección"),
    }[about]
    for (locale, verb), thing in zip(
        (("en", "delete"), ("de", "lösche"), ("fr", "supprime"), ("es", "borra")), words, strict=True
    ):
        assert read(f"{verb} {thing}", locale).commands == (
            CorrectProfile(facts=(FactSaid(about=about, value="", forget=True),)),
        ), locale


def with_two_boots(text: str, locale: str, photo_for: ReportDamaged | None = None) -> View:
    """Two pairs of boots came; a photo of them may be awaited."""
    view = scene(text, locale, {"ordered": True})
    orders = tuple(
        replace(order, lines=tuple(replace(line, quantity=2, delivered=2) for line in order.lines))
        if order.id == DELIVERED
        else order
        for order in view.orders
    )
    if photo_for is None:
        return replace(view, orders=orders)
    question = OpenQuestion(slot=Slot.PHOTO, subject=DELIVERED, command=photo_for.model_dump_json())
    return replace(view, orders=orders, conversation=replace(view.conversation, question=question))


@pytest.mark.parametrize(("locale", "text"), [("en", "why"), ("de", "warum"), ("fr", "hein"), ("es", "eh")])
def test_a_single_word_that_is_no_wish_is_asked_about(locale: str, text: str) -> None:
    assert read(text, locale).confidence < 0.5


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "wait, is it really waterproof"), ("de", "moment, ist die wirklich wasserdicht"),
        ("fr", "attends, elle est vraiment imperméable"), ("es", "espera, de verdad es impermeable"),
    ],
)  # fmt: skip
def test_a_question_behind_wait_is_the_question(locale: str, text: str) -> None:
    (command,) = read(text, locale, quote=True, shown=3).commands
    assert isinstance(command, AskAboutProduct) and command.feature == "waterproof"


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "can i wear the jacket in heavy rain"), ("de", "kann ich die jacke bei starkregen anziehen")],
)
def test_a_question_about_what_is_shown_is_no_new_search(locale: str, text: str) -> None:
    assert [type(command) for command in read(text, locale, shown=3).commands] == [AskAboutProduct]


def test_a_size_is_changed_and_not_counted() -> None:
    (command,) = read("change it to size L", "en", quote=True, basket=True).commands
    assert isinstance(command, ExchangeItem) and (command.size, command.quantity) == ("L", None)


def test_not_knowing_is_no_colour_in_any_tongue() -> None:
    assert not any(isinstance(command, RefineSearch) for command in read("weiß nicht", "de", shown=3).commands)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("where are you based?", "en"), ("do you have a shop i can visit", "en"), ("when do you open", "en"),
        ("wo sitzt ihr?", "de"), ("habt ihr nen laden in köln", "de"), ("wo ist euer geschäft", "de"),
        ("vous êtes où ?", "fr"), ("vous etes situés ou", "fr"), ("avez-vous une boutique", "fr"),
        ("¿dónde estáis?", "es"), ("donde esta vuestra tienda", "es"), ("teneis tienda fisica?", "es"),
    ],
)  # fmt: skip
def test_where_the_shop_is_is_no_question_about_delivery(text: str, locale: str) -> None:
    for context in ({}, {"shown": 3}, {"ordered": True}):
        assert read(text, locale, **context).commands == (AskShop(topic=ShopTopic.PLACE),)


@pytest.mark.parametrize(
    ("text", "locale"), [("dónde está", "es"), ("vous en êtes où ?", "fr"), ("wo ist es", "de"), ("where is it", "en")]
)
def test_where_it_is_asks_for_the_parcel(text: str, locale: str) -> None:
    assert [command.kind for command in read(text, locale, ordered=True).commands] == ["track_order"]


@pytest.mark.parametrize(
    "locale, text, upper",
    [
        ("en", "a red wool coat in XL, nothing over 50", 5000),
        ("en", "no more than 60", 6000),
        ("en", "nothing over 50", 5000),
        ("de", "Vasen, nichts über 30 Euro", 3000),
        ("fr", "des vases, rien au-dessus de 30 euros", 3000),
        ("es", "jarrones, nada por encima de 30", 3000),
    ],
)
def test_nothing_over_an_amount_is_an_upper_limit(locale: str, text: str, upper: int) -> None:
    (command,) = offline().understand(scene(text, locale)).commands
    assert isinstance(command, FindProducts | RefineSearch)
    need = command.needs[0] if isinstance(command, FindProducts) else command.change
    assert need.budget and need.budget.upper and need.budget.upper.minor == upper


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "difference between number 1 and 3"), ("de", "unterschied zwischen nummer 1 und 3"),
        ("sv", "skillnaden på nummer 1 och 3"), ("nl", "verschil tussen nummer een en drie?"),
    ],
)  # fmt: skip
def test_number_one_and_three_are_two_to_compare(locale: str, text: str) -> None:
    places = (ProductRef(position=1), ProductRef(position=3))
    assert read(text, locale, shown=3).commands == (CompareProducts(products=places),)


@pytest.mark.parametrize(("locale", "text"), [("da", "tag nummer et"), ("nl", "doe nummer een maar")])
def test_number_one_in_a_word_is_the_first(locale: str, text: str) -> None:
    (command,) = read(text, locale, shown=3).commands
    assert isinstance(command, TakeProduct) and command.product == ProductRef(position=1)


@pytest.mark.parametrize(("locale", "text"), [("sv", "tusen tack"), ("da", "tusind tak")])
def test_a_thousand_thanks_are_no_quantity(locale: str, text: str) -> None:
    assert read(text, locale, quote=True).commands == (Thank(),)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("sv", "jag har skostorlek 39 och bär M"), ("da", "jeg bruger skostørrelse 39 og har str M"),
        ("nl", "ik heb schoenmaat 39 en draag M"),
    ],
)  # fmt: skip
def test_a_size_without_a_subject_is_of_whoever_was_told_of_last(locale: str, text: str) -> None:
    (command,) = read(text, locale).commands
    assert isinstance(command, CorrectProfile)
    assert set(command.facts) == {FactSaid(about="size.shoes", value="39"), FactSaid(about="size.clothing", value="M")}


@pytest.mark.parametrize(
    ("locale", "text"),
    [("sv", "jag är 180 lång och har storlek L"), ("da", "jeg er 180 høj og bruger str L")],
)
def test_how_tall_somebody_is_is_no_size(locale: str, text: str) -> None:
    (command,) = read(text, locale).commands
    assert isinstance(command, CorrectProfile)
    assert command.facts == (FactSaid(about="size.clothing", value="L"),)


@pytest.mark.parametrize(
    ("locale", "text", "audience"),
    [
        ("sv", "har ni barnkläder?", "kids"), ("sv", "damkläder", "women"), ("sv", "flickkläder", "girls"),
        ("da", "har I børnetøj?", "kids"), ("da", "herretøj", "men"), ("da", "babytøj", "baby"),
        ("nl", "hebben jullie kinderkleding?", "kids"),
    ],
)  # fmt: skip
def test_clothes_for_somebody_in_one_word_are_clothes(locale: str, text: str, audience: str) -> None:
    (command,) = read(text, locale).commands
    assert isinstance(command, FindProducts)
    assert (command.needs[0].category, command.needs[0].audience) == ("clothing", audience)
