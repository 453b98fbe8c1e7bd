"""What a shopper is shown, by the rules of the shop."""

from dataclasses import replace
from datetime import date

from matching.index.columns import Availability
from matching.matches import Matches, Occasion, Reason, Taste, Why
from matching.need import Budget, BudgetKind, Dimension, Need, Room
from orders.ids import ProductId, Sku
from orders.money import Money
from tests.matching.goods import GERMANY, Row, in_germany, matcher_of, offers_of, products_of


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def up_to(minor: int) -> Budget:
    return Budget(kind=BudgetKind.UP_TO, upper=eur(minor))


def shown(answer: Matches) -> list[str]:
    return [match.variant.sku for match in answer.best]


def missed(answer: Matches) -> list[tuple[str, Reason]]:
    return [(match.variant.sku, match.reasons[0]) for match in answer.near]


JACKET = Row("j", "J", "rain_jacket", audience="women", color="yellow", size="M", prices={"EUR": 8900})


def test_the_variant_on_offer_itself_has_the_colour_and_size_that_were_asked_for() -> None:
    matcher = matcher_of(
        replace(JACKET, sku="yellow-s", size="S"),
        replace(JACKET, sku="navy-m", color="navy"),
        replace(JACKET, sku="yellow-m-sold-out", stock=0),
    )
    assert shown(matcher.find(Need(category="jacket", colors=("yellow",), size="M"), GERMANY)) == []


def test_a_shade_is_shown_for_its_colour_but_the_colour_itself_comes_first() -> None:
    matcher = matcher_of(
        replace(JACKET, sku="mustard", product="A", color="mustard"), replace(JACKET, sku="yellow", product="B")
    )
    assert shown(matcher.find(Need(category="jacket", colors=("yellow",)), GERMANY)) == ["yellow", "mustard"]
    assert shown(matcher.find(Need(category="jacket", colors=("mustard",)), GERMANY)) == ["mustard"]


def test_goods_called_by_their_own_name_are_shown_alone() -> None:
    matcher = matcher_of(
        replace(JACKET, sku="skagen", product="A", name="Skagen"),
        replace(JACKET, sku="lomma", product="B", name="Lomma"),
    )
    assert shown(matcher.find(Need(category="jacket", text="skagen"), GERMANY)) == ["skagen"]
    assert len(shown(matcher.find(Need(category="jacket", text="windig"), GERMANY))) == 2


def test_an_unknown_colour_satisfies_no_wish_and_violates_no_not() -> None:
    matcher = matcher_of(replace(JACKET, color=None))
    assert shown(matcher.find(Need(category="jacket", colors=("yellow",)), GERMANY)) == []
    assert shown(matcher.find(Need(category="jacket", not_colors=("yellow",)), GERMANY)) == ["j"]


def test_around_reaches_twenty_per_cent_to_either_side() -> None:
    rows = [
        replace(JACKET, sku=str(minor), product=str(minor), prices={"EUR": minor})
        for minor in (7999, 8000, 12000, 12001)
    ]
    around = Need(category="jacket", budget=Budget(kind=BudgetKind.AROUND, upper=eur(10000)))
    assert sorted(shown(matcher_of(*rows).find(around, GERMANY))) == ["12000", "8000"]


def test_a_budget_is_judged_in_its_own_currency() -> None:
    matcher = matcher_of(replace(JACKET, prices={"EUR": 8900, "USD": 10500}))
    american = Occasion(market="US", currency="USD")
    assert shown(matcher.find(Need(category="jacket", budget=up_to(9000)), american)) == ["j"]
    assert matcher.find(Need(category="jacket", budget=up_to(8000)), american).best == ()


def test_more_pieces_than_there_are_is_not_offered() -> None:
    assert shown(matcher_of(replace(JACKET, stock=2)).find(Need(category="jacket", quantity=3), GERMANY)) == []


def test_what_may_not_be_sold_in_a_market_is_not_shown_there() -> None:
    matcher = matcher_of(replace(JACKET, markets=("FR",)))
    assert matcher.find(Need(category="jacket"), GERMANY).total == 0
    assert matcher.find(Need(category="jacket"), Occasion(market="FR", currency="EUR")).total == 1


def test_goods_of_unknown_measure_are_not_said_to_fit_a_space() -> None:
    matcher = matcher_of(
        Row("low", "A", "bookcase", "home", dimensions={"height": 79.5}),
        Row("tall", "B", "bookcase", "home", dimensions={"height": 80.5}),
        Row("unknown", "C", "bookcase", "home"),
    )
    answer = matcher.find(Need(category="bookcase", fits=(Room(dimension=Dimension.HEIGHT, at_most_cm=80),)), GERMANY)
    assert shown(answer) == ["low"]
    assert answer.best[0].reasons[0] == Reason(Why.FITS_SPACE, cm=80)


def test_a_gift_for_a_wife_is_for_women_or_everyone_and_a_vase_suits_her_too() -> None:
    matcher = matcher_of(
        JACKET, replace(JACKET, sku="his", product="H", audience="men"),
        replace(JACKET, sku="any", product="U",
        audience="unisex"),
        replace(JACKET, sku="unsaid", product="X", audience=None), Row("vase", "V", "vase", "home"),
        replace(JACKET, sku="kid", product="K", audience="girls"),
    )  # fmt: skip
    assert sorted(shown(matcher.find(Need(person="wife", text="a gift"), GERMANY, limit=9))) == ["any", "j", "vase"]


def test_a_five_year_old_gets_childrens_goods_in_the_sizes_of_that_age() -> None:
    sizes = ("98", "104", "110", "116", "122")
    matcher = matcher_of(
        *(replace(JACKET, sku=size, product=size, audience="kids", size=size) for size in sizes), JACKET
    )
    need = Need(category="jacket", person="son", age=5)
    assert sorted(shown(matcher.find(need, GERMANY, limit=9))) == ["104", "110", "116"]


def test_a_grown_up_son_gets_mens_goods() -> None:
    matcher = matcher_of(replace(JACKET, sku="boy", product="B", audience="boys"), replace(JACKET, audience="men"))
    assert shown(matcher.find(Need(category="jacket", person="son", age=25), GERMANY)) == ["j"]


def test_nobody_who_speaks_of_no_child_is_shown_childrens_goods_first() -> None:
    matcher = matcher_of(replace(JACKET, sku="kid", product="K", audience="kids", prices={"EUR": 100}), JACKET)
    assert shown(matcher.find(Need(category="jacket"), GERMANY)) == ["j", "kid"]


def test_a_friend_is_not_offered_childrens_clothes_at_all() -> None:
    matcher = matcher_of(replace(JACKET, sku="kid", product="K", audience="kids"), Row("toy", "T", "soft_toy", "kids"))
    assert shown(matcher.find(Need(person="friend"), GERMANY)) == ["toy"]


def test_a_thing_that_is_stocked_but_does_not_suit_is_not_exchanged_for_another_thing() -> None:
    matcher = matcher_of(
        Row("t", "T", "dining_table", "home", dimensions={"width": 90}), Row("c", "C", "chair", "home")
    )
    too_wide = Need(category="dining_table", fits=(Room(dimension=Dimension.WIDTH, at_most_cm=80),))
    assert matcher.find(too_wide, GERMANY) == Matches()


def test_the_own_size_is_wished_for_and_said() -> None:
    matcher = matcher_of(JACKET, replace(JACKET, sku="large", size="L", prices={"EUR": 9900}))
    answer = matcher.find(Need(category="jacket"), in_germany(clothing="L"))
    assert shown(answer) == ["large"]
    assert Reason(Why.YOUR_SIZE, size="L") in answer.best[0].reasons


def test_the_own_size_and_taste_are_not_used_for_somebody_else() -> None:
    matcher = matcher_of(JACKET, replace(JACKET, sku="large", size="L", prices={"EUR": 9900}))
    taste = Taste(sizes={"clothing": "L"}, likes=frozenset({"yellow"}))
    answer = matcher.find(Need(category="jacket", person="wife"), Occasion("DE", "EUR", taste))
    assert shown(answer) == ["j"]
    assert not {Why.YOUR_SIZE, Why.YOUR_TASTE} & {reason.why for reason in answer.best[0].reasons}


def test_the_size_known_of_another_person_is_used_for_them() -> None:
    matcher = matcher_of(JACKET, replace(JACKET, sku="large", size="L", prices={"EUR": 9900}))
    hers = Taste(sizes={"clothing": "L"}, own=False)
    answer = matcher.find(Need(category="jacket", person="wife"), Occasion("DE", "EUR", hers))
    assert answer.best[0].reasons[0] == Reason(Why.THEIR_SIZE, size="L")


def test_what_is_disliked_sinks_but_is_not_hidden() -> None:
    matcher = matcher_of(
        replace(JACKET, sku="wool", product="A", materials=("merino",)),
        replace(JACKET, sku="cotton", product="B",
        materials=("cotton",))
    )  # fmt: skip
    for disliked, order in (("wool", ["cotton", "wool"]), ("cotton", ["wool", "cotton"])):
        taste = Taste(dislikes=frozenset({disliked}))
        assert shown(matcher.find(Need(category="jacket"), Occasion("DE", "EUR", taste))) == order


def test_the_cheaper_of_equal_goods_comes_first() -> None:
    rows = [
        replace(JACKET, sku=str(n), product=f"P{n}", title="Same name", prices={"EUR": 5000 + n}) for n in (3, 1, 2)
    ]
    assert shown(matcher_of(*rows).find(Need(category="jacket"), GERMANY))[0] == "1"


def test_what_was_shown_is_not_shown_again() -> None:
    matcher = matcher_of(JACKET, replace(JACKET, sku="k", product="K"))
    answer = matcher.find(Need(category="jacket"), Occasion("DE", "EUR", seen=frozenset({ProductId("J")})))
    assert (shown(answer), answer.total) == (["k"], 2)


def test_the_same_thing_under_two_names_is_shown_last() -> None:
    matcher = matcher_of(
        replace(JACKET, sku="a", product="A", title="Rain jacket Skagen", prices={"EUR": 5000}),
        replace(JACKET, sku="b", product="B", title="Rain jacket Skagen", prices={"EUR": 5100}),
        replace(JACKET, sku="c", product="C", title="Oilskin Lofoten", prices={"EUR": 9900}),
    )
    assert shown(matcher.find(Need(category="jacket", text="rain jacket skagen"), GERMANY, limit=2)) == ["a", "c"]


def test_too_tight_a_budget_brings_near_misses_of_at_most_fifteen_per_cent_more() -> None:
    rows = [replace(JACKET, sku=str(minor), product=str(minor), prices={"EUR": minor}) for minor in (11500, 11501)]
    answer = matcher_of(*rows).find(Need(category="jacket", budget=up_to(10000)), GERMANY)
    assert (answer.best, missed(answer)) == ((), [("11500", Reason(Why.OVER_BUDGET, amount=eur(1500)))])


def test_wishes_are_given_up_in_the_order_budget_colour_size_and_said_so() -> None:
    matcher = matcher_of(
        replace(JACKET, sku="dear", product="A", prices={"EUR": 10500}),
        replace(JACKET, sku="navy", product="B", color="navy"),
        replace(JACKET, sku="large", product="C", size="L"),
    )
    answer = matcher.find(Need(category="jacket", colors=("yellow",), size="M", budget=up_to(10000)), GERMANY)
    assert missed(answer) == [
        ("dear", Reason(Why.OVER_BUDGET, amount=eur(500))),
        ("navy", Reason(Why.OTHER_COLOR, concept=("color", "navy"))),
        ("large", Reason(Why.OTHER_SIZE, size="L")),
    ]


def test_where_one_wish_is_not_enough_the_same_kind_of_thing_that_keeps_all_others_comes_first() -> None:
    matcher = matcher_of(
        replace(JACKET, sku="dear-L", product="A", size="L", prices={"EUR": 13000}),
        replace(JACKET, sku="sister", product="B", category="down_jacket"),
    )
    need = Need(category="rain_jacket", size="M", budget=up_to(10000))
    answer = matcher.find(need, GERMANY)
    assert missed(answer) == [("sister", Reason(Why.OTHER_CATEGORY, concept=("category", "down_jacket")))]


def test_then_two_wishes_are_given_up_and_both_are_said() -> None:
    matcher = matcher_of(
        replace(JACKET, sku="dear-L", product="A", size="L", prices={"EUR": 15000}),
        replace(JACKET, sku="far", product="B", size="L", prices={"EUR": 15001}),
    )
    answer = matcher.find(Need(category="rain_jacket", size="M", budget=up_to(10000)), GERMANY)
    assert [match.variant.sku for match in answer.near] == ["dear-L"]
    assert answer.near[0].reasons[:2] == (
        Reason(Why.OVER_BUDGET, amount=eur(5000)),
        Reason(Why.OTHER_SIZE, size="L"),
    )


def test_a_thing_that_must_fit_a_niche_is_not_exchanged_for_another_thing() -> None:
    matcher = matcher_of(Row("t", "T", "dining_table"))
    too_wide = Room(dimension=Dimension.WIDTH, at_most_cm=10)
    assert matcher.find(Need(category="coffee_table", fits=(too_wide,)), GERMANY).near == ()


def test_a_kind_of_thing_that_nobody_stocks_is_answered_by_its_family_named_as_such() -> None:
    answer = matcher_of(JACKET, Row("v", "V", "vase", "home")).find(Need(category="blazer"), GERMANY)
    assert missed(answer) == [("j", Reason(Why.OTHER_CATEGORY, concept=("category", "rain_jacket")))]
    assert matcher_of(JACKET).find(Need(category="vase"), GERMANY) == Matches()


def test_what_a_description_does_not_say_is_offered_only_with_those_words() -> None:
    answer = matcher_of(JACKET).find(Need(category="jacket", features=("waterproof",)), GERMANY)
    assert missed(answer) == [("j", Reason(Why.NOT_SAID, concept=("feature", "waterproof")))]


def test_reasons_are_true_of_the_variant_and_at_most_three() -> None:
    row = replace(JACKET, color="mustard", features=("waterproof", "pockets"), materials=("wool",))
    need = Need(category="jacket", colors=("yellow",), features=("waterproof",), budget=up_to(9000), size="M")
    assert matcher_of(row).find(need, GERMANY).best[0].reasons == (
        Reason(Why.FEATURE, concept=("feature", "waterproof")),
        Reason(Why.COLOR, concept=("color", "mustard")),
        Reason(Why.IN_BUDGET, amount=eur(9000)),
    )


def test_a_price_is_called_good_only_beside_dearer_goods_of_its_kind() -> None:
    rows = [replace(JACKET, sku=str(n), product=f"P{n}", prices={"EUR": 5000 + 1000 * n}) for n in range(6)]
    answer = matcher_of(*rows).find(Need(category="jacket"), GERMANY, limit=6)
    praised = {match.variant.sku: [reason.why for reason in match.reasons] for match in answer.best}
    assert [sku for sku in sorted(praised) if Why.CHEAPEST in praised[sku]] == ["0"]
    assert [sku for sku in sorted(praised) if Why.GOOD_VALUE in praised[sku]] == ["1"]


def test_a_change_of_price_and_stock_is_seen_by_the_next_search() -> None:
    matcher = matcher_of(JACKET)
    assert matcher.update_offers([Availability(Sku("j"), (eur(4000),), 1), Availability(Sku("nobody's"), (), 1)]) == 1
    assert (matcher.price_of(Sku("j"), "EUR"), matcher.stock_of(Sku("j"))) == (eur(4000), 1)
    assert shown(matcher.find(Need(category="jacket", budget=up_to(4000)), GERMANY)) == ["j"]
    matcher.update_offers([Availability(Sku("j"), (eur(4000),), 0)])
    assert matcher.find(Need(category="jacket"), GERMANY).total == 0


def test_a_reload_replaces_the_whole_catalog() -> None:
    matcher = matcher_of(JACKET)
    rows = [Row("v", "V", "vase", "home")]
    matcher.reload(products_of(rows), offers_of(rows))
    assert matcher.product(ProductId("J")) is None
    assert matcher.product_of(Sku("v")) == matcher.product(ProductId("V"))
    assert matcher.find(Need(category="jacket"), GERMANY).total == 0


def test_an_empty_shop_answers_empty() -> None:
    assert matcher_of().find(Need(text="a yellow jacket"), GERMANY) == Matches()


def test_unreadable_text_is_searched_by_what_is_left_of_it() -> None:
    matcher = matcher_of(JACKET)
    for text in ("\ud800", "\x00", "‮" * 9, "😀", "rain " * 50_000, 'AND OR ( " + title:'):
        assert shown(matcher.find(Need(text=text, category="jacket"), GERMANY)) == ["j"]


def test_words_about_nothing_on_the_shelf_are_answered_with_nothing() -> None:
    matcher = matcher_of(JACKET)
    assert matcher.find(Need(text="lawnmower"), GERMANY).best == ()
    assert shown(matcher.find(Need(text="something against rain"), GERMANY)) == ["j"]
    assert shown(matcher.find(Need(text="lawnmower", person="wife"), GERMANY)) == ["j"]


def test_suppliers_tiers_and_the_order_of_entry_change_no_ranking() -> None:
    rows = [
        replace(
            JACKET,
            sku=f"{n}-{size}",
            product=f"P{n}",
            size=size,
            title=f"Rain jacket {n % 4}",
            prices={"EUR": 8000 + n % 3},
        )
        for n in range(30)
        for size in "SM"
    ]
    paid = [replace(row, supplier=f"S{n % 7}", tier=("express", "standard")[n % 2]) for n, row in enumerate(rows)]
    need = Need(category="jacket", text="rain jacket")
    first = shown(matcher_of(*rows).find(need, GERMANY, limit=12))
    assert first == shown(matcher_of(*reversed(paid)).find(need, GERMANY, limit=12))
    assert len(first) == 12


def test_rows_keep_their_own_materials_within_a_product() -> None:
    matcher = matcher_of(replace(JACKET, materials=("cotton",)), replace(JACKET, sku="wool", materials=("wool",)))
    assert shown(matcher.find(Need(category="jacket", not_materials=("cotton",)), GERMANY)) == ["wool"]


def test_a_size_said_for_clothes_is_not_met_by_goods_of_one_size() -> None:
    poncho = replace(JACKET, sku="poncho", product="P", category="poncho", size="one size")
    scarf = replace(JACKET, sku="scarf", product="S", category="scarf", size="one size")
    bare = replace(JACKET, sku="bare", product="B", size=None)
    matcher = matcher_of(replace(JACKET, sku="in-l", size="L"), poncho, scarf, bare)
    assert shown(matcher.find(Need(category="jacket", size="L"), GERMANY)) == ["in-l"]
    assert shown(matcher.find(Need(size="L"), GERMANY)) == ["in-l"]
    assert shown(matcher.find(Need(category="poncho", size="L"), GERMANY)) == ["poncho"]
    assert shown(matcher.find(Need(category="scarf", size="L"), GERMANY)) == ["scarf"]


def test_goods_for_children_nobody_spoke_of_come_last_and_say_so() -> None:
    child = replace(JACKET, sku="child", product="C", audience="kids", size="116", prices={"EUR": 100})
    matcher = matcher_of(child, replace(JACKET, sku="one", product="A"), replace(JACKET, sku="two", product="B"))
    said = {
        match.variant.sku: Reason(Why.FOR_CHILDREN) in match.reasons
        for match in matcher.find(Need(category="jacket"), GERMANY).best
    }
    assert list(said)[-1] == "child" and said == {"one": False, "two": False, "child": True}
    asked = matcher.find(Need(category="jacket", audience="kids"), GERMANY).best
    assert [Reason(Why.FOR_CHILDREN) in match.reasons for match in asked] == [False]


def test_what_is_needed_by_a_day_is_only_met_by_goods_promised_for_it() -> None:
    matcher = matcher_of(
        replace(JACKET, sku="near", product="N", tier="local"), replace(JACKET, sku="far", product="F", tier="overseas")
    )
    friday, promised = date(2026, 11, 27), {"local": date(2026, 11, 27), "overseas": date(2026, 12, 14)}
    answer = matcher.find(Need(category="jacket", needed_by=friday), replace(GERMANY, arrivals=promised))
    assert shown(answer) == ["near"]
    assert answer.best[0].reasons[0] == Reason(Why.IN_TIME, day=friday)
    late = matcher_of(replace(JACKET, tier="overseas")).find(
        Need(needed_by=friday, category="jacket"), replace(GERMANY, arrivals=promised)
    )
    assert missed(late) == [("j", Reason(Why.TOO_LATE, day=date(2026, 12, 14)))]


def test_where_no_day_is_promised_nothing_comes_in_time() -> None:
    answer = matcher_of(JACKET).find(Need(category="jacket", needed_by=date(2026, 11, 27)), GERMANY)
    assert (shown(answer), missed(answer)) == ([], [("j", Reason(Why.TOO_LATE))])
