"""Several things in one message: what belongs together is one wish, and each thing keeps its own size and colour."""

import pytest

from dialogue.commands import (
    AskAboutProduct,
    AskDelivery,
    AskFee,
    AskHuman,
    ChangeAddress,
    Command,
    CorrectProfile,
    ExchangeItem,
    FactSaid,
    FindProducts,
    GiveAddress,
    OrderRef,
    ProductRef,
    RefineSearch,
    ReportDamaged,
    ReportWrongItem,
    ReturnItem,
    TakeProduct,
)
from tests.dialogue.understanding.scenes import SHIPPED, offline, scene


def said(text: str, locale: str = "en", **context: object) -> tuple[Command, ...]:
    return offline().understand(scene(text, locale, context)).commands


@pytest.mark.parametrize(
    ("text", "locale"),
    [("can i send the boots back? i don't like them", "en"), ("puedo devolver las botas? no me gustan", "es")],
)
def test_what_is_said_beside_a_return_is_its_reason(text: str, locale: str) -> None:
    (command,) = said(text, locale, ordered=True)
    assert isinstance(command, ReturnItem)
    assert command.reason == "dislike"


@pytest.mark.parametrize(
    ("text", "locale"),
    [("j'en ai marre des robots, passe-moi quelqu'un", "fr"), ("qué vergüenza, pásame con alguien", "es")],
)
def test_a_complaint_beside_the_wish_for_a_person_is_for_that_person(text: str, locale: str) -> None:
    assert said(text, locale) == (AskHuman(),)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("finalement j'en veux plus de la couverture, je fais comment pour la renvoyer", "fr"),
        ("al final no quiero la manta, cómo la mando de vuelta", "es"),
    ],
)
def test_what_is_no_longer_wanted_and_sent_back_is_one_return(text: str, locale: str) -> None:
    (command,) = said(text, locale, ordered=True)
    assert isinstance(command, ReturnItem)
    assert command.order.id == SHIPPED


def test_what_is_said_not_to_fit_is_not_taken() -> None:
    text = "vous auriez les bottes une taille au-dessus ? celles-là me serrent"
    assert [type(command) for command in said(text, "fr", ordered=True)] == [ExchangeItem]


@pytest.mark.parametrize(("text", "locale"), [("blue?? i ordered black", "en"), ("azul?? yo pedí negro", "es")])
def test_the_colour_that_came_is_no_search(text: str, locale: str) -> None:
    assert [type(command) for command in said(text, locale, ordered=True)] == [ReportWrongItem]


@pytest.mark.parametrize(
    ("text", "locale"), [("the third one in 41", "en"), ("die dritte in 41", "de"), ("la troisième en 41", "fr")]
)
def test_a_number_that_is_a_size_of_what_is_shown_is_its_size(text: str, locale: str) -> None:
    assert said(text, locale, shown=3) == (TakeProduct(product=ProductRef(position=3), size="41"),)


@pytest.mark.parametrize(
    ("text", "locale"), [("the yellow one in L and the blanket", "en"), ("die gelbe in L und die decke", "de")]
)
def test_each_of_two_things_keeps_its_own_size_and_colour(text: str, locale: str) -> None:
    jacket, blanket = said(text, locale, shown=3)
    assert jacket == TakeProduct(product=ProductRef(position=2), size="L", color="yellow")
    assert blanket == TakeProduct(product=ProductRef(position=1))


@pytest.mark.parametrize(
    ("text", "locale"),
    [("the first two", "en"), ("die beiden ersten", "de"), ("les deux premières", "fr"), ("las dos primeras", "es")],
)
def test_the_first_two_are_two(text: str, locale: str) -> None:
    places = [each.product.position for each in said(text, locale, shown=3) if isinstance(each, TakeProduct)]
    assert places == [1, 2]


@pytest.mark.parametrize(("text", "locale"), [("towels, 4 pieces, grey", "en"), ("Handtücher, 4 Stück, grau", "de")])
def test_pieces_said_beside_goods_are_how_many_are_looked_for(text: str, locale: str) -> None:
    (command,) = said(text, locale)
    assert isinstance(command, FindProducts)
    (need,) = command.needs
    assert (need.category, need.quantity, need.colors) == ("towel", 4, ("grey",))


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("rather in 41 please, the 42 is tight", "en"), ("lieber in 41 bitte, die 42 drückt", "de"),
        ("zu groß, kann ich die in 41 haben", "de"),
    ],
)  # fmt: skip
def test_another_size_for_what_does_not_fit_is_one_exchange(text: str, locale: str) -> None:
    (command,) = said(text, locale, ordered=True)
    assert isinstance(command, ExchangeItem) and command.size == "41"


@pytest.mark.parametrize("text", ["zu klein, kann ich die umtauschen?", "zu klein. zurückschicken oder umtauschen?"])
def test_a_return_beside_an_exchange_is_the_exchange(text: str) -> None:
    (command,) = said(text, "de", ordered=True)
    assert isinstance(command, ExchangeItem)


def test_an_order_and_a_whole_address_are_a_change_of_address() -> None:
    (command,) = said("send SK-7F3KQ2 to 77 Pine St, Seattle, WA 98101 instead", ordered=True, market="US")
    assert isinstance(command, ChangeAddress) and command.order == OrderRef(id=SHIPPED)
    address = command.address
    assert (address.line1, address.city, address.region, address.postcode) == ("77 Pine St", "Seattle", "WA", "98101")


def test_a_whole_address_to_our_question_is_all_that_is_said() -> None:
    (command,) = said("Lena Brandt, Lindenweg 8, 53111 Bonn, Germany", asked="address", market="DE")
    assert isinstance(command, GiveAddress) and command.address.country == "DE"


@pytest.mark.parametrize(
    ("text", "locale"),
    [("my shoe size is 39 and i hate polyester", "en"), ("meine Schuhgröße ist 39 und ich hasse Polyester", "de")],
)
def test_a_sentence_with_a_number_is_no_street(text: str, locale: str) -> None:
    (command,) = said(text, locale, asked="address")
    assert isinstance(command, CorrectProfile)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("forget that my son is 5", "en"), ("vergiss bitte, dass mein sohn 5 ist", "de"),
        ("oubliez que mon fils a 5 ans", "fr"), ("olvida que mi hijo tiene 5 años", "es"),
    ],
)  # fmt: skip
def test_an_age_can_be_forgotten(text: str, locale: str) -> None:
    forgotten = FactSaid(who="son", about="household.age", value="5", forget=True)
    assert said(text, locale) == (CorrectProfile(facts=(forgotten,)),)


def test_a_plain_number_of_a_child_is_an_age_and_a_large_one_a_size() -> None:
    assert said("my son is 5") == (CorrectProfile(facts=(FactSaid(who="son", about="household.age", value="5"),)),)
    assert said("my son is 116") == (CorrectProfile(facts=(FactSaid(who="son", about="size.clothing", value="116"),)),)


@pytest.mark.parametrize("text", ["kennst du meine adresse?", "kennt ihr meine größe", "was merkst du dir über mich"])
def test_a_shop_is_asked_what_it_knows_in_every_form_of_you(text: str) -> None:
    (command,) = said(text, "de", ordered=True)
    assert command.kind == "ask_about_me"


@pytest.mark.parametrize("text", ["größere bitte, 42", "nur die großen, 42"])
def test_a_size_said_is_the_size_however_it_compares(text: str) -> None:
    (command,) = said(text, "de", shown=3)
    assert isinstance(command, RefineSearch)
    assert (command.change.size, command.direction) == ("42", None)


def test_two_sides_behind_a_word_for_large_are_one_size() -> None:
    (command,) = said("nur die großen, 100x150", "de", shown=3)
    assert isinstance(command, RefineSearch) and command.change.size == "100x150"


@pytest.mark.parametrize("text", ["darf der in die waschmaschine?", "kann die in den trockner"])
def test_where_goods_are_cleaned_is_no_product(text: str) -> None:
    (command,) = said(text, "de", shown=2)
    assert isinstance(command, AskAboutProduct) and command.product == ProductRef()


def test_undoing_a_cancellation_cancels_nothing() -> None:
    (command,) = said("oh nein, storno bitte rückgängig machen, ich will die decke doch", "de", ordered=True)
    assert command.kind == "undo_cancel"


def test_what_came_instead_is_not_looked_for() -> None:
    (command,) = said("ihr habt mir das falsche geschickt, das ist ein roter schal und keine decke", "de", ordered=True)
    assert command.kind == "report_wrong_item"


def test_a_hint_decides_between_mixed_languages() -> None:
    mixed = "hi, need ne warme decke, grey, max 100 euro pls"
    assert offline().understand(scene(mixed, "de")).locale == "de"
    assert offline().understand(scene("i need a warm blanket for my couch please", "de")).locale == "en"


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("how much is the fjord blanket?", "en"), ("was kostet die fjord decke", "de"),
        ("combien coûte le plaid fjord ?", "fr"), ("cuánto cuesta la manta fjord?", "es"),
        ("cómo se lava la manta fjord", "es"),
    ],
)  # fmt: skip
def test_a_question_about_goods_not_shown_yet_looks_for_them(text: str, locale: str) -> None:
    (command,) = said(text, locale)
    assert isinstance(command, FindProducts)
    assert command.needs[0].category == "blanket"


@pytest.mark.parametrize(("text", "locale"), [("the blanket is ugly", "en"), ("die decke kratzt", "de")])
def test_a_reason_said_of_ordered_goods_sends_them_back(text: str, locale: str) -> None:
    (command,) = said(text, locale, ordered=True)
    assert isinstance(command, ReturnItem) and command.reason == "dislike"


def test_small_words_inside_a_reason_do_not_hide_it() -> None:
    (command,) = said("gefällt mir halt nicht, schick ich zurück", "de", ordered=True)
    assert isinstance(command, ReturnItem) and command.reason == "dislike"


def test_a_new_one_counts_nothing() -> None:
    (command,) = said("the blanket came broken, just send me a new one", ordered=True)
    assert isinstance(command, ReportDamaged) and (command.quantity, command.solution) == (None, "replacement")


def test_a_childs_age_counts_no_goods_and_its_height_is_a_size() -> None:
    (command,) = said("ich suche für meinen sohn (6) ne jacke in 122", "de")
    assert isinstance(command, FindProducts)
    (need,) = command.needs
    assert (need.quantity, need.age, need.size) == (1, 6, "122")


def test_what_somebody_does_not_know_is_no_colour() -> None:
    assert not any(isinstance(command, RefineSearch) for command in said("hmm weiß nicht", "de", shown=3))
    (command,) = said("in weiß", "de", shown=3)
    assert isinstance(command, RefineSearch) and command.change.colors == ("white",)


@pytest.mark.parametrize(
    ("text", "locale"),
    [("something cosy for the sofa, a blanket", "en"), ("algo calentito para el sofá, una mantita", "es")],
)
def test_what_goods_are_for_may_stand_before_them(text: str, locale: str) -> None:
    (command,) = said(text, locale)
    assert isinstance(command, FindProducts)
    assert [need.category for need in command.needs] == ["blanket"]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("the second one, in L", "en"),
        ("la segunda, en L", "es"),
        ("la deuxième, en L", "fr"),
        ("die zweite, in L", "de"),
    ],
)
def test_a_size_behind_what_is_taken_is_its_size(text: str, locale: str) -> None:
    assert said(text, locale, shown=3) == (TakeProduct(product=ProductRef(position=2), size="L"),)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("suche was für meinen freund, er trägt XL und liebt blau", "de"),
        ("estoy buscando algo para mi novio, usa la XL y le encanta el azul", "es"),
    ],
)
def test_something_for_somebody_is_a_search_whatever_is_told_of_them(text: str, locale: str) -> None:
    (command,) = said(text, locale)
    assert isinstance(command, FindProducts)
    assert (command.needs[0].person, command.needs[0].size) == ("boyfriend", "XL")


@pytest.mark.parametrize(
    ("locale", "text", "kind"),
    [
        ("en", "fine, bye", "say_goodbye"),
        ("de", "okay, tschüss", "say_goodbye"),
        ("fr", "d'accord, à bientôt", "say_goodbye"),
    ],
)
def test_a_yes_to_nothing_beside_thanks_or_a_farewell_says_nothing(locale: str, text: str, kind: str) -> None:
    assert [command.kind for command in offline().understand(scene(text, locale)).commands] == [kind]


def test_a_yes_with_thanks_is_one_where_something_waits_for_it() -> None:
    reading = offline().understand(scene("yes, thank you", "en", {"pending": True, "ordered": True}))
    assert [command.kind for command in reading.commands] == ["confirm"]


def test_a_size_in_letters_is_none_of_shoes() -> None:
    facts = offline().understand(scene("I wear L and in shoes I wear 43", "en")).commands
    assert facts == (
        CorrectProfile(facts=(FactSaid(about="size.clothing", value="L"), FactSaid(about="size.shoes", value="43"))),
    )


@pytest.mark.parametrize(
    ("locale", "text"), [("it", "prendo tutte e due"), ("es", "me llevo las dos"), ("pt", "vou levar as duas")]
)
def test_two_of_two_are_taken_and_two_of_three_are_asked_about(locale: str, text: str) -> None:
    both = [TakeProduct(product=ProductRef(position=place)) for place in (1, 2)]
    assert list(said(text, locale, shown=2)) == both
    assert said(text, locale, shown=3) == (TakeProduct(),)


@pytest.mark.parametrize(("locale", "text"), [("it", "arriva entro venerdì?"), ("es", "llega antes del viernes?")])
def test_by_when_what_is_only_shown_would_come_is_a_question_about_delivery(locale: str, text: str) -> None:
    assert said(text, locale, shown=3) == (AskDelivery(),)
    assert [command.kind for command in said(text, locale, shown=3, ordered=True)] == ["track_order"]


@pytest.mark.parametrize(("locale", "text"), [("it", "perché 10%?"), ("es", "por qué un 10%?"), ("pt", "por que 10%?")])
def test_a_question_about_the_percentage_orders_no_ten_pieces(locale: str, text: str) -> None:
    assert said(text, locale, shown=3, quote=True) == (AskFee(),)
