"""What shall become what in an order: which item, which variant, which other goods; and when a swap is meant at all."""

from dataclasses import replace

import pytest

from dialogue.commands import ChangeOrder, Command, ExchangeItem, FindProducts, ProductRef, SwapSaid, TakeProduct
from matching.need import Need
from orders.ids import OrderId, Sku
from orders.states import OrderState
from tests.dialogue.understanding.scenes import JACKET, offline, order_of, scene

RAIN = "skagen-yellow-M"


def said(text: str, locale: str = "en", **context: object) -> tuple[Command, ...]:
    """Beside the blanket and the boots of every scene, a jacket in M was ordered last."""
    plain = scene(text, locale, {"ordered": True, **context})
    jacket = order_of(RAIN, OrderId("SK-2B4C6D"), OrderState.PAID)
    products = tuple({product.id: product for product in (*plain.products, JACKET)}.values())
    view = replace(plain, orders=(jacket, *plain.orders), products=products)
    return offline().understand(view).commands


def swap(text: str, locale: str = "en", **context: object) -> SwapSaid:
    (command,) = said(text, locale, **context)
    assert isinstance(command, ChangeOrder | ExchangeItem)
    return command


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("can i have the Drizzle instead?", "en"),
        ("kann ich stattdessen die Drizzle haben?", "de"),
        ("je peux avoir la Drizzle à la place ?", "fr"),
        ("¿puedo tener la Drizzle en su lugar?", "es"),
    ],
)
def test_a_strange_name_is_the_product_wanted_instead(text: str, locale: str) -> None:
    found = swap(text, locale)
    assert (found.instead, found.item) == (ProductRef(words="Drizzle"), None)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("swap the jacket for the drizzle in L", "en"),
        ("tauschen Sie die jacke gegen die drizzle in L", "de"),
        ("échangez la veste contre la drizzle en L", "fr"),
        ("cambia la chaqueta por la drizzle en L", "es"),
    ],
)
def test_what_is_swapped_keeps_apart_from_what_it_is_swapped_for(text: str, locale: str) -> None:
    found = swap(text, locale)
    assert (found.item, found.instead, found.size) == (RAIN, ProductRef(words="drizzle"), "L")


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("swap the jacket for the third one", "en"),
        ("die dritte statt der jacke bitte", "de"),
        ("la troisième à la place de la veste", "fr"),
        ("la tercera en lugar de la chaqueta", "es"),
    ],
)
def test_goods_on_the_table_are_pointed_at(text: str, locale: str) -> None:
    found = swap(text, locale, shown=3)
    assert (found.item, found.instead) == (RAIN, ProductRef(position=3))


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("change the jacket to L and the boots to 41", "en"),
        ("die jacke in L und die stiefel in 41 bitte ändern", "de"),
        ("changez la veste en L et les bottes en 41", "fr"),
        ("cambia la chaqueta a la L y las botas a la 41", "es"),
    ],
)
def test_each_of_several_items_has_its_own_wish(text: str, locale: str) -> None:
    first = swap(text, locale)
    assert isinstance(first, ChangeOrder | ExchangeItem)
    (second,) = first.more
    assert (first.item, first.size) == (RAIN, "L")
    assert (second.item, second.size) == ("fjell-black-42", "41")


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("change the jacket for something else", "en"),
        ("kann ich die jacke gegen etwas anderes tauschen", "de"),
        ("je peux échanger la veste contre autre chose", "fr"),
        ("cambia la chaqueta por otra cosa", "es"),
    ],
)
def test_something_else_is_anything(text: str, locale: str) -> None:
    found = swap(text, locale)
    assert (found.item, found.seeking) == (RAIN, Need())


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("swap the jacket for a lamp", "en"),
        ("kann ich die jacke gegen eine lampe tauschen", "de"),
        ("échangez la veste contre une lampe", "fr"),
        ("cambia la chaqueta por una lámpara", "es"),
        ("swap the jacket for a lamp and the boots for the brix", "en"),
    ],
)
def test_goods_of_another_kind_are_looked_for(text: str, locale: str) -> None:
    found = swap(text, locale)
    assert found.seeking is not None and (found.item, found.seeking.category) == (RAIN, "lamp")


def test_a_second_thought_says_what_something_else_may_be() -> None:
    found = swap("can i get something else instead of the jacket? a lamp maybe")
    assert found.seeking is not None and found.seeking.category == "lamp"


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("rather the L instead of the M", "en"),
        ("lieber die L statt der M", "de"),
        ("plutôt le L au lieu du M", "fr"),
        ("mejor la L en vez de la M", "es"),
    ],
)
def test_a_size_instead_of_the_one_ordered_is_another_variant(text: str, locale: str) -> None:
    found = swap(text, locale)
    assert (found.size, found.instead, found.seeking) == ("L", None, None)


def test_pieces_are_counted_on_the_side_of_what_there_is() -> None:
    assert swap("change one of the jackets to L").quantity == 1
    assert swap("swap two of the jackets for the drizzle").quantity == 2


@pytest.mark.parametrize("text", ["show me something else", "got any other jackets?", "do you have lamps instead?"])
def test_looking_at_other_goods_swaps_nothing(text: str) -> None:
    assert not any(isinstance(command, ChangeOrder | ExchangeItem) for command in said(text, shown=3))


def test_who_has_ordered_nothing_swaps_nothing() -> None:
    (command,) = offline().understand(scene("the second one instead", "en", {"shown": 3})).commands
    assert isinstance(command, TakeProduct | FindProducts)


def test_the_size_to_have_is_none_of_the_person_it_is_for() -> None:
    found = swap("change the jacket to L for my wife")
    assert (found.item, found.size, found.instead) == (RAIN, "L", None)


def test_the_ordered_variant_is_known_by_its_sku() -> None:
    assert Sku(RAIN) in {variant.sku for variant in JACKET.variants}


def test_the_wrong_size_and_the_right_one_in_one_message_are_one_swap() -> None:
    assert swap("oj jag valde fel storlek, går det att byta till L?", "sv").size == "L"
