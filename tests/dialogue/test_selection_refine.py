"""Refining a search: cheaper, others, other colours, sizes and measurements; what changed is said."""

from dialogue.commands import Direction, FindProducts, ProductRef, RefineSearch
from dialogue.conversation import Conversation
from dialogue.counter import Counter
from dialogue.messages import near as near_miss
from dialogue.messages import selection as say
from dialogue.messages.base import Term
from dialogue.messages.privacy import Noted
from dialogue.plan import Plan
from dialogue.playbooks import refining, selection
from dialogue.playbooks.searching import Search
from matching.matches import Match, Reason, Why
from matching.need import Budget, BudgetKind, Dimension, Need, Room
from tests.dialogue.counterpart import Goods, conversation, counter, eur, fact, profile, shown, view

CHEAP = Goods("roemo", "jacket", "59.00", colors=("green",), sizes=("S",))
MIDDLE = Goods("skagen", "jacket", "89.00", colors=("yellow", "navy"), sizes=("S", "M", "L"))
DEAR = Goods("fano", "jacket", "129.00", colors=("navy",), sizes=("M", "L"), features=("waterproof",))
LAMP = Goods("lume", "lamp", "84.00", colors=("white",), dimensions={"height": 40})
TALL = Goods("sund", "lamp", "120.00", colors=("white",), dimensions={"height": 60})
JACKET = Need(category="jacket")


def talk(*skus: str, needs: tuple[Need, ...] = (JACKET,), seen: tuple[str, ...] = ()) -> Conversation:
    return conversation(needs=needs, shown=shown(*skus), seen=seen)


def refine(command: RefineSearch, given: Conversation, across: Counter | None = None) -> Plan:
    return selection.refine_search(command, view(given), across or counter(CHEAP, MIDDLE, DEAR, LAMP, TALL))


def names(plan: Plan) -> list[str]:
    return [told.name() for told in plan.messages]


def products(plan: Plan) -> list[str]:
    return [each.product for each in plan.conversation.shown]


def test_cheaper_is_below_the_cheapest_shown() -> None:
    plan = refine(RefineSearch(direction=Direction.CHEAPER), talk("skagen-yellow-M", "fano-navy-M"))
    (told,) = plan.messages
    assert isinstance(told, say.CheaperFound) and told.than == eur("89")
    assert products(plan) == ["roemo"]


def test_cheaper_than_the_one_named_is_below_that_one() -> None:
    command = RefineSearch(direction=Direction.CHEAPER, than=ProductRef(position=2))
    (told,) = refine(command, talk("skagen-yellow-M", "fano-navy-M")).messages
    assert isinstance(told, say.CheaperFound) and told.than == eur("129")


def test_asking_for_cheaper_twice_goes_on_from_the_lower_limit() -> None:
    first = refine(RefineSearch(direction=Direction.CHEAPER), talk("fano-navy-M"))
    assert first.conversation.needs[0].budget == Budget(kind=BudgetKind.UP_TO, upper=eur("128.99"))
    second = refine(RefineSearch(direction=Direction.CHEAPER), first.conversation)
    assert isinstance(second.messages[0], say.NothingCheaper)


def test_a_lower_bound_is_kept_where_it_still_can_be() -> None:
    need = Need(category="jacket", budget=Budget(kind=BudgetKind.FROM, lower=eur("50")))
    plan = refine(RefineSearch(direction=Direction.CHEAPER), talk("skagen-yellow-M", needs=(need,)))
    assert plan.conversation.needs[0].budget == Budget(kind=BudgetKind.BETWEEN, lower=eur("50"), upper=eur("88.99"))


def test_a_lower_bound_gives_way_where_nothing_above_it_is_cheaper() -> None:
    need = Need(category="jacket", budget=Budget(kind=BudgetKind.BETWEEN, lower=eur("80"), upper=eur("130")))
    plan = refine(RefineSearch(direction=Direction.CHEAPER), talk("skagen-yellow-M", "fano-navy-M", needs=(need,)))
    assert names(plan) == ["cheaper_found"] and products(plan) == ["roemo"]
    assert plan.conversation.needs[0].budget == Budget(kind=BudgetKind.UP_TO, upper=eur("88.99"))


def test_a_search_that_finds_nothing_leaves_what_was_shown_to_point_at() -> None:
    dear = Need(category="sofa", budget=Budget(kind=BudgetKind.UP_TO, upper=eur("1")))
    given = view(talk("roemo-green-S"))
    plan = selection.find_products(FindProducts(needs=(dear,)), given, counter(CHEAP, MIDDLE))
    assert products(plan) == ["roemo"] and plan.conversation.needs == (dear,)


def test_nothing_cheaper_keeps_what_was_shown() -> None:
    plan = refine(RefineSearch(direction=Direction.CHEAPER), talk("roemo-green-S"))
    assert plan.messages == (say.NothingCheaper(than=eur("59")),)
    assert products(plan) == ["roemo"] and plan.conversation.needs == (JACKET,)


def test_nothing_cheaper_offers_to_drop_a_colour_that_stands_in_the_way() -> None:
    need = Need(category="jacket", colors=("navy",))
    plan = refine(RefineSearch(direction=Direction.CHEAPER), talk("skagen-navy-M", needs=(need,)))
    assert plan.messages == (say.NothingCheaper(than=eur("89"), drop="colors"),)
    loosened = refine(RefineSearch(drop=("colors",)), plan.conversation)
    assert isinstance(loosened.messages[0], say.NowLoosened) and products(loosened) == ["roemo"]


def test_dearer_is_above_the_dearest_shown() -> None:
    plan = refine(RefineSearch(direction=Direction.DEARER), talk("roemo-green-S", "skagen-navy-S"))
    (told,) = plan.messages
    assert isinstance(told, say.DearerFound) and told.than == eur("89") and products(plan) == ["fano"]


def test_dearer_stays_below_a_limit_that_was_said() -> None:
    need = Need(category="jacket", budget=Budget(kind=BudgetKind.UP_TO, upper=eur("100")))
    plan = refine(RefineSearch(direction=Direction.DEARER), talk("skagen-navy-S", needs=(need,)))
    assert plan.messages == (say.NothingDearer(than=eur("89")),)


def test_cheaper_with_several_things_at_hand_makes_each_cheaper() -> None:
    plan = refine(
        RefineSearch(direction=Direction.CHEAPER),
        talk("skagen-navy-S", needs=(Need(category="jacket", features=("waterproof",)), Need(category="lamp"))),
        counter(MIDDLE, DEAR, LAMP, TALL, Goods("tide", "jacket", "99.00", features=("waterproof",))),
    )
    assert all(isinstance(told, say.NothingCheaper) for told in plan.messages)
    both = refine(RefineSearch(change=Need(not_colors=("green",))), talk(needs=(JACKET, Need(category="lamp"))))
    assert [type(told) for told in both.messages] == [say.ShortlistGroup, say.ShortlistGroup]


def test_dearer_with_several_things_is_told_in_groups() -> None:
    across = counter(CHEAP, MIDDLE, DEAR, Goods("x", "jacket", "140.00"), LAMP)
    plan = refine(RefineSearch(direction=Direction.DEARER), talk(needs=(JACKET, Need(category="lamp"))), across)
    assert names(plan) == ["shortlist_group", "nothing_dearer_group"]
    assert plan.conversation.needs[1] == Need(category="lamp")


def test_cheaper_with_several_things_says_where_there_is_nothing_cheaper() -> None:
    across = counter(CHEAP, MIDDLE, DEAR, Goods("x", "jacket", "40.00"), LAMP)
    first = talk(needs=(JACKET, Need(category="lamp")))
    plan = refine(RefineSearch(direction=Direction.CHEAPER, than=ProductRef(sku="skagen-navy-S")), first, across)
    assert names(plan) == ["shortlist_group", "shortlist_group"]
    plan = refine(RefineSearch(direction=Direction.CHEAPER, than=ProductRef(sku="lume-white")), first, across)
    assert names(plan) == ["shortlist_group", "nothing_cheaper_group"]


def test_our_own_limit_is_not_told_as_the_shoppers_budget() -> None:
    reasons = (Reason(Why.IN_BUDGET, amount=eur("88.99")), Reason(Why.CHEAPEST))
    product = MIDDLE.product
    match = Match(product, product.variants[0], eur("59"), 3, 1.0, reasons)
    found = Search(JACKET, (match,), (), 1, None)
    assert refining._without_our_limit(found).picks[0].reasons == (Reason(Why.CHEAPEST),)


def test_more_shows_others_and_repeats_none() -> None:
    plan = refine(RefineSearch(direction=Direction.MORE), talk("roemo-green-S", seen=("roemo",)))
    assert isinstance(plan.messages[0], say.MoreFound)
    assert products(plan) == ["skagen", "fano"] and plan.conversation.seen == ("roemo", "skagen", "fano")


def test_when_all_was_shown_it_says_so_and_keeps_the_list() -> None:
    given = talk("roemo-green-S", seen=("roemo", "skagen", "fano"))
    plan = refine(RefineSearch(direction=Direction.MORE), given)
    assert plan.messages == (say.NoMore(),) and products(plan) == ["roemo"]


def test_when_all_was_shown_a_condition_can_be_dropped() -> None:
    given = talk("roemo-green-S", needs=(Need(category="jacket", colors=("green",)),), seen=("roemo",))
    assert refine(RefineSearch(direction=Direction.MORE), given).messages == (say.NoMore(drop="colors"),)


def test_more_of_several_things_comes_in_groups() -> None:
    plan = refine(RefineSearch(direction=Direction.MORE), talk(needs=(JACKET, Need(category="lamp"))))
    assert names(plan) == ["shortlist_group", "shortlist_group"]


def test_not_yellow_rules_yellow_out_and_says_so() -> None:
    plan = refine(RefineSearch(change=Need(not_colors=("yellow",))), talk("skagen-yellow-S"))
    (told,) = plan.messages
    assert isinstance(told, say.NowWithout) and told.what == (Term(kind="color", id="yellow"),)
    assert all("yellow" not in each.sku for each in plan.conversation.shown)


def test_another_colour_replaces_the_old_one() -> None:
    given = talk("skagen-yellow-S", needs=(Need(category="jacket", colors=("yellow",), not_colors=("navy",)),))
    plan = refine(RefineSearch(change=Need(colors=("navy",))), given)
    assert plan.conversation.needs == (Need(category="jacket", colors=("navy",)),)
    assert isinstance(plan.messages[0], say.NowWith)


def test_features_add_up_and_a_size_is_named_with_them() -> None:
    given = talk(needs=(Need(category="jacket", features=("hooded",)),))
    plan = refine(RefineSearch(change=Need(features=("waterproof",), size="L")), given)
    assert plan.conversation.needs[0].features == ("hooded", "waterproof")
    plan = refine(RefineSearch(change=Need(features=("waterproof",), size="L")), talk())
    (told,) = plan.messages
    assert isinstance(told, say.NowWith) and told.what == (Term(kind="feature", id="waterproof"), "L")


def test_another_kind_of_thing_keeps_the_conditions_but_not_the_words() -> None:
    need = Need(category="jacket", text="rain jacket", colors=("white",))
    plan = refine(RefineSearch(change=Need(category="lamp")), talk(needs=(need,)))
    assert plan.conversation.needs == (Need(category="lamp", colors=("white",)),)
    assert isinstance(plan.messages[0], say.NowInstead)


def test_words_that_are_all_that_was_said_are_added() -> None:
    need = refining.merged(Need(category="lamp", text="lamp"), Need(text="with stars"))
    assert need.text == "lamp with stars"


def test_a_changed_limit_is_said_back_as_it_was_meant() -> None:
    limits = {
        say.NowUpTo: Budget(kind=BudgetKind.UP_TO, upper=eur("100")),
        say.NowFrom: Budget(kind=BudgetKind.FROM, lower=eur("50")),
        say.NowAround: Budget(kind=BudgetKind.AROUND, upper=eur("90")),
        say.NowBetween: Budget(kind=BudgetKind.BETWEEN, lower=eur("50"), upper=eur("100")),
        say.Shortlist: Budget(kind=BudgetKind.UP_TO),
    }
    for kind, budget in limits.items():
        assert isinstance(refine(RefineSearch(change=Need(budget=budget)), talk()).messages[0], kind)


def test_only_the_thing_that_was_named_is_changed() -> None:
    given = talk(needs=(JACKET, Need(category="lamp")))
    plan = refine(RefineSearch(change=Need(category="lamp", colors=("white",))), given)
    assert plan.conversation.needs == (JACKET, Need(category="lamp", colors=("white",)))


def test_a_change_that_nothing_fits_is_told_with_near_misses_or_a_way_out() -> None:
    near = refine(RefineSearch(change=Need(colors=("red",))), talk("skagen-yellow-S"))
    assert isinstance(near.messages[0], near_miss.NearColor)
    none = refine(RefineSearch(change=Need(features=("solar",))), talk("skagen-yellow-S"))
    assert isinstance(none.messages[0], say.NothingFitsLoosen) and products(none) == ["skagen"]


def test_a_change_of_nothing_in_particular_shows_the_list_again() -> None:
    assert isinstance(refine(RefineSearch(), talk()).messages[0], say.Shortlist)


def test_larger_takes_the_next_size_up_and_smaller_the_next_down() -> None:
    up = refine(RefineSearch(direction=Direction.LARGER), talk("skagen-navy-M"))
    assert isinstance(up.messages[0], say.NowWith) and up.conversation.needs[0].size == "L"
    down = refine(RefineSearch(direction=Direction.SMALLER), talk("skagen-navy-M"))
    assert down.conversation.needs[0].size == "S"


def test_beyond_the_last_size_it_says_so() -> None:
    (told,) = refine(RefineSearch(direction=Direction.LARGER), talk("skagen-navy-L")).messages
    assert isinstance(told, say.NoOtherSize) and told.size == "L"
    odd = talk("skagen-navy-L", needs=(Need(category="jacket", size="38"),))
    assert isinstance(refine(RefineSearch(direction=Direction.LARGER), odd).messages[0], say.NoOtherSize)


def test_things_without_sizes_are_compared_by_their_measurements() -> None:
    lamp = talk("lume-white", needs=(Need(category="lamp"),))
    plan = refine(RefineSearch(direction=Direction.LARGER), lamp)
    assert products(plan) == ["sund"]
    assert plan.conversation.needs[0].fits == (Room(dimension=Dimension.HEIGHT, at_least_cm=41),)
    smaller = refine(RefineSearch(direction=Direction.SMALLER), plan.conversation)
    assert products(smaller) == ["lume"]


def test_without_size_or_measurements_larger_cannot_be_answered() -> None:
    mug = Goods("mug", "mug", "12.00")
    plan = refine(RefineSearch(direction=Direction.LARGER), talk("mug-yellow"), counter(mug))
    assert isinstance(plan.messages[0], say.NoOtherSize)


def test_larger_than_nothing_asks_what_to_look_for() -> None:
    assert refine(RefineSearch(direction=Direction.LARGER), talk()).messages == (say.WhatSearch(),)
    assert refine(RefineSearch(direction=Direction.MORE), conversation()).messages == (say.WhatSearch(),)


def test_cheaper_without_a_search_starts_from_the_product_at_hand() -> None:
    plan = refine(RefineSearch(direction=Direction.CHEAPER), conversation(focus=shown("skagen-navy-M")[0]))
    assert products(plan) == ["roemo"]


def test_cheaper_than_things_that_have_no_price_here_just_searches() -> None:
    plan = refine(RefineSearch(direction=Direction.CHEAPER), talk(needs=(Need(category="vase"),)))
    assert isinstance(plan.messages[0], say.NothingFits)


def test_a_taste_told_with_a_change_of_the_search_is_acknowledged() -> None:
    known = profile(fact("likes.color", "green", source="now"))
    given = view(talk("skagen-yellow-M"), known)
    plan = selection.refine_search(RefineSearch(change=Need(liked_colors=("green",))), given, counter(CHEAP, MIDDLE))
    assert isinstance(plan.messages[0], Noted)
