"""Finding goods: what is shown, how near misses and nothing are told, gifts, several things, one question back."""

from dataclasses import replace

import pytest

from dialogue.commands import Answer, FindProducts, RefineSearch
from dialogue.conversation import OpenQuestion, Slot
from dialogue.messages import near as near_miss
from dialogue.messages import selection as say
from dialogue.messages.base import Term
from dialogue.messages.privacy import Noted
from dialogue.plan import Plan
from dialogue.playbooks import plan_for, selection
from dialogue.playbooks.cards import because_of
from dialogue.playbooks.misses import nothing
from dialogue.view import View
from matching.matches import Ask, Matches, Occasion, Reason, Why
from matching.need import Budget, BudgetKind, Need
from orders.money import Money
from tests.dialogue.counterpart import HOME, Goods, Shelf, conversation, counter, eur, fact, profile, view

SKAGEN = Goods("skagen", "jacket", "89.00", colors=("yellow", "navy"), sizes=("S", "M", "L"))
FANO = Goods("fano", "jacket", "129.00", colors=("navy",), sizes=("M", "L"), features=("waterproof",))
ROEMO = Goods("roemo", "jacket", "59.00", colors=("green",), sizes=("S",), stock=2)
LUME = Goods("lume", "lamp", "84.00", colors=("white",))


def find(*needs: Need, given: View | None = None, goods: tuple[Goods, ...] = (SKAGEN, FANO, ROEMO, LUME)) -> Plan:
    return selection.find_products(FindProducts(needs=needs), given or view(), counter(*goods))


def up_to(amount: str) -> Budget:
    return Budget(kind=BudgetKind.UP_TO, upper=eur(amount))


def test_what_fits_is_shown_with_positions_and_remembered() -> None:
    plan = find(Need(category="jacket"))
    (told,) = plan.messages
    assert isinstance(told, say.Shortlist)
    assert [card.position for card in told.cards()] == [1, 2, 3]
    assert [shown.product for shown in plan.conversation.shown] == ["roemo", "skagen", "fano"]
    assert plan.decided[0].what.startswith("shown:roemo")


def test_few_pieces_are_counted_on_the_card_and_many_are_not() -> None:
    (told,) = find(Need(category="jacket")).messages
    assert [card.left for card in told.cards()] == [2, None, None]


def test_a_size_is_named_on_the_card_only_when_it_matters() -> None:
    (told,) = find(Need(category="jacket")).messages
    assert [card.title.size for card in told.cards()] == ["S", None, None]


def test_one_match_offers_to_take_it_and_is_in_focus() -> None:
    plan = find(Need(category="lamp"))
    assert plan.messages[0].buttons()[0].id == "take:lume-white"
    assert plan.conversation.focus == plan.conversation.shown[0]


def test_known_sizes_and_tastes_go_into_the_search() -> None:
    shelf = counter(SKAGEN)
    known = profile(fact("size.clothing", "L"), fact("likes.color", "navy"), fact("dislikes.material", "wool"))
    selection.find_products(FindProducts(needs=(Need(category="jacket"),)), view(known=known), shelf)
    assert isinstance(shelf.finder, Shelf)
    taste = shelf.finder.asked[0][1].taste
    assert (dict(taste.sizes), taste.likes, taste.dislikes, taste.own) == (
        {"clothing": "L"}, frozenset({"navy"}), frozenset({"wool"}), True
    )  # fmt: skip


def test_a_search_for_somebody_else_uses_their_sizes_and_never_ones_own() -> None:
    shelf = counter(SKAGEN)
    known = profile(fact("size.clothing", "L"), fact("size.clothing", "S", who="wife"))
    need = Need(category="jacket", person="wife")
    plan = selection.find_products(FindProducts(needs=(need,)), view(known=known), shelf)
    assert isinstance(shelf.finder, Shelf)
    assert dict(shelf.finder.asked[0][1].taste.sizes) == {"clothing": "S"}
    assert isinstance(plan.messages[0], say.ShortlistFor)
    assert plan.profile == known


def test_a_gift_for_an_unnamed_person_uses_nobodys_sizes() -> None:
    shelf = counter(SKAGEN)
    need = Need(category="jacket", gift=True)
    known = profile(fact("size.clothing", "L"))
    plan = selection.find_products(FindProducts(needs=(need,)), view(known=known), shelf)
    assert isinstance(shelf.finder, Shelf)
    assert not shelf.finder.asked[0][1].taste.sizes
    assert isinstance(plan.messages[0], say.ShortlistGift)


def test_a_childs_age_told_once_is_used_and_grows_with_the_years() -> None:
    shelf = counter(SKAGEN)
    known = profile(fact("household.age", "5", who="son", days_ago=400))
    selection.find_products(FindProducts(needs=(Need(category="jacket", person="son"),)), view(known=known), shelf)
    assert isinstance(shelf.finder, Shelf)
    assert shelf.finder.asked[0][0].age == 6


def test_the_age_of_a_grown_person_is_no_condition() -> None:
    shelf = counter(SKAGEN)
    known = profile(fact("household.age", "40", who="wife"))
    selection.find_products(FindProducts(needs=(Need(category="jacket", person="wife"),)), view(known=known), shelf)
    assert isinstance(shelf.finder, Shelf)
    assert shelf.finder.asked[0][0].age is None


def test_a_usual_budget_comes_first_but_hides_nothing() -> None:
    dear_first = (Goods("a", "jacket", "10.00"), Goods("b", "jacket", "95.00"), Goods("c", "jacket", "80.00"))
    plan = find(Need(category="jacket"), given=view(known=profile(fact("budget.usual", "EUR 90"))), goods=dear_first)
    cards = plan.messages[0].cards()
    assert [card.product for card in cards] == ["a", "c", "b"]
    assert [reason.amount for reason in cards[1].reasons] == [eur("90")]


def test_a_usual_budget_in_another_currency_is_left_alone() -> None:
    plan = find(Need(category="jacket"), given=view(known=profile(fact("budget.usual", "USD 70"))))
    assert all(reason.why is not Why.IN_BUDGET for card in plan.messages[0].cards() for reason in card.reasons)


def test_several_things_are_shown_in_groups_with_positions_running_on() -> None:
    plan = find(Need(category="jacket", size="L"), Need(category="lamp"), Need(category="vase"))
    jackets, lamp, none = plan.messages
    assert isinstance(jackets, say.ShortlistGroup) and jackets.what == Term(kind="category", id="jacket")
    assert [card.position for card in lamp.cards()] == [3]
    assert isinstance(none, say.NothingFitsGroup)
    assert len(plan.conversation.shown) == 3 and len(plan.conversation.needs) == 3


def test_a_group_with_near_misses_says_what_they_miss() -> None:
    plan = find(Need(category="lamp", budget=up_to("80")), Need(category="jacket"))
    assert isinstance(plan.messages[0], near_miss.NearPrice)


def test_nothing_under_the_limit_is_said_with_the_nearest_price() -> None:
    (told,) = find(Need(category="lamp", budget=up_to("80"))).messages
    assert isinstance(told, near_miss.NearPrice)
    assert (told.limit, told.price) == (eur("80"), eur("84"))


@pytest.mark.parametrize(
    "budget",
    [
        Budget(kind=BudgetKind.AROUND, upper=eur("40")),
        Budget(kind=BudgetKind.FROM, lower=eur("200")),
        Budget(kind=BudgetKind.BETWEEN, lower=eur("30"), upper=eur("50")),
    ],
)
def test_with_nothing_at_about_that_price_the_nearest_are_shown_cheaper_or_dearer(budget: Budget) -> None:
    mugs = (Goods("a", "mug", "24.90"), Goods("b", "mug", "9.00"), Goods("c", "mug", "95.00"))
    plan = find(Need(category="mug", budget=budget), goods=mugs)
    (told,) = plan.messages
    assert isinstance(told, near_miss.NearestInPrice)
    assert told.cards()[0].product == ("c" if budget.kind is BudgetKind.FROM else "a")
    assert len(plan.conversation.shown) == 3


def test_a_colour_that_is_only_gone_in_that_size_is_not_called_missing() -> None:
    jacket = Goods("skagen", "jacket", "89.00", colors=("yellow", "navy"), sizes=("M", "L"), gone_skus=("yellow-L",))
    (told,) = find(Need(category="jacket", colors=("yellow",), size="L"), goods=(jacket,)).messages
    assert isinstance(told, near_miss.NearColorSize)
    assert (told.wanted.id, told.size, told.offered.id) == ("yellow", "L", "navy")


class Bounded(Shelf):
    """Says of everything that it keeps the bound that a matcher makes of "around"."""

    def find(self, need: Need, occasion: Occasion, limit: int = 3) -> Matches:
        found = super().find(need, occasion, limit)
        why = (Reason(Why.IN_BUDGET, amount=eur("96")),)
        return replace(found, best=tuple(replace(match, reasons=why) for match in found.best))


@pytest.mark.parametrize(("kind", "reasons"), [(BudgetKind.AROUND, 0), (BudgetKind.UP_TO, 1)])
def test_around_is_no_limit_to_be_within(kind: BudgetKind, reasons: int) -> None:
    need = Need(category="lamp", budget=Budget(kind=kind, upper=eur("90")))
    across = replace(counter(), finder=Bounded((LUME,)))
    (told,) = selection.find_products(FindProducts(needs=(need,)), view(), across).messages
    assert len(told.cards()[0].reasons) == reasons


def test_what_is_there_at_another_price_is_not_called_missing() -> None:
    yellow = Goods("skagen", "jacket", "129.00", sizes=("L",))
    sage = Goods("drizzle", "jacket", "59.00", colors=("sage",), sizes=("L",))
    need = Need(category="jacket", colors=("yellow",), size="L", budget=up_to("60"))
    (told,) = find(need, goods=(yellow, sage)).messages
    assert isinstance(told, near_miss.NearMisses) and told.cards()[0].product == "drizzle"


def test_another_colour_is_offered_as_another_colour() -> None:
    (told,) = find(Need(category="lamp", colors=("red",))).messages
    assert isinstance(told, near_miss.NearColor)
    assert (told.wanted.id, told.offered.id) == ("red", "white")


def test_another_size_is_offered_as_another_size() -> None:
    (told,) = find(Need(category="jacket", size="XL"), goods=(FANO,)).messages
    assert isinstance(told, near_miss.NearSize)
    assert (told.wanted, told.offered) == ("XL", "L")
    assert told.cards()[0].sku == "fano-navy-L"


def test_of_sizes_that_cannot_be_compared_the_one_found_is_offered() -> None:
    odd = Goods("odd", "jacket", "9.00", sizes=("wide", "M"), gone=("M",))
    (told,) = find(Need(category="jacket", size="XL"), goods=(odd,)).messages
    assert isinstance(told, near_miss.NearSize) and told.offered == "wide"


def test_near_misses_of_other_kinds_are_only_called_close() -> None:
    red, goods = Need(category="lamp", colors=("red",)), (Goods("x", "lamp", "9.00", colors=()), FANO)
    told = [find(*needs, goods=goods).messages[0] for needs in ((red,), (red, Need(category="jacket")))]
    assert [type(each) for each in told] == [near_miss.NearMisses, near_miss.NearMissesGroup]


def test_nothing_at_all_offers_the_one_condition_to_drop() -> None:
    (told,) = find(Need(category="lamp", features=("solar",))).messages
    assert isinstance(told, say.NothingFitsLoosen)
    assert told.buttons()[0].id == "drop:features"


def test_nothing_to_loosen_is_said_plainly_with_a_way_to_a_person() -> None:
    (told,) = find(Need(category="vase")).messages
    assert isinstance(told, say.NothingFits)
    assert [button.id for button in told.buttons()] == ["human"]


def test_a_limit_far_below_everything_is_told_with_the_lowest_price() -> None:
    need = Need(category="jacket", budget=up_to("20"), features=("waterproof",))
    shelf = counter(SKAGEN, FANO, ROEMO)
    assert nothing(need, view(), shelf) == say.NothingSoCheap(limit=eur("20"), price=eur("129"), drop="budget")


def test_words_that_name_nothing_we_know_get_the_closest_called_so() -> None:
    mug = Goods("mug", "mug", "9.00", attributes={"also": "beaker"})
    plan = find(Need(text="beaker"), goods=(mug,))
    (told,) = plan.messages
    assert isinstance(told, near_miss.ClosestTo) and told.what == "beaker"
    assert [shown.product for shown in plan.conversation.shown] == ["mug"]
    groups = find(Need(text="beaker"), Need(text="mug"), goods=(mug,))
    assert [type(told) for told in groups.messages] == [say.NothingFitsGroup, say.ShortlistGroup]


def test_a_wide_wish_is_shown_and_narrowed_down_with_the_matchers_question() -> None:
    shelf = counter(SKAGEN, ask=Ask("product", ("jacket", "coat")))
    need = Need(category="jacket")
    plan = selection.find_products(FindProducts(needs=(need,)), view(), shelf)
    listed, question = plan.messages
    assert isinstance(listed, say.Shortlist) and isinstance(question, say.WhichKind)
    assert plan.conversation.question is not None
    assert plan.conversation.question.options == ("jacket", "coat") and plan.conversation.needs == (need,)


def test_words_we_sell_nothing_for_are_repeated_back() -> None:
    (told,) = find(Need(text="chainsaw")).messages
    assert told == say.NotSold(what="chainsaw")


def test_a_room_alone_is_enough_to_search_by() -> None:
    (told,) = find(Need(rooms=("bathroom",))).messages
    assert isinstance(told, say.Shortlist)


def test_a_vague_wish_is_asked_about_once_and_then_in_other_words() -> None:
    plan = find(Need(person="wife"))
    assert isinstance(plan.messages[0], say.WhatExactly)
    assert plan.conversation.question == OpenQuestion(
        slot=Slot.PRODUCT, command=FindProducts(needs=(Need(person="wife"),)).model_dump_json()
    )
    again = find(Need(), given=view(conversation(last_said=("what_exactly",))))
    assert isinstance(again.messages[0], say.WhatExactlyAgain)


def test_a_vague_gift_has_a_question_of_its_own() -> None:
    assert isinstance(find(Need(gift=True)).messages[0], say.WhatGift)


def test_the_matchers_question_is_asked_with_its_options_as_buttons() -> None:
    expected = {
        "size": (say.WhichSize, "slot:size:M"),
        "color": (say.WhichColor, "slot:color:M"),
        "recipient": (say.ForWhom, "slot:recipient:M"),
        "product": (say.WhatExactly, "slot:product:M"),
    }
    for slot, (kind, button) in expected.items():
        plan = selection.find_products(FindProducts(), view(), counter(ask=Ask(slot, ("M",))))
        assert isinstance(plan.messages[0], kind)
        assert plan.messages[0].buttons()[0].id == button


def test_for_me_is_a_fixed_phrase() -> None:
    assert say.ForWhom(options=(Term(kind="person", id="self"),)).buttons()[0].label == "for_me"


def test_budget_options_are_amounts_of_the_markets_currency() -> None:
    plan = selection.find_products(FindProducts(), view(), counter(ask=Ask("budget", ("50", "100", "?"))))
    assert [button.id for button in plan.messages[0].buttons()] == [
        "slot:budget:50.00", "slot:budget:100.00", "drop:budget"
    ]  # fmt: skip


def test_a_limit_in_a_foreign_currency_is_asked_about_and_never_converted() -> None:
    foreign = Budget(kind=BudgetKind.UP_TO, upper=Money.parse("100", "USD"))
    plan = find(Need(category="jacket", budget=foreign), given=view(conversation(address=HOME)))
    (told,) = plan.messages
    assert isinstance(told, say.BudgetOtherCurrency)
    assert told.said == Money.parse("100", "USD") and told.example.currency == "EUR"
    assert plan.conversation.needs == (Need(category="jacket"),) and not plan.conversation.shown


@pytest.mark.parametrize(("currency", "market"), [("USD", "US"), ("GBP", "GB"), ("CAD", "CA"), ("AUD", "AU")])
def test_who_names_the_money_of_one_market_is_of_it_until_an_address_comes(currency: str, market: str) -> None:
    limit = Budget(kind=BudgetKind.UP_TO, upper=Money.parse("500", currency))
    assert find(Need(category="jacket", budget=limit)).conversation.market == market


def test_euros_are_of_many_markets_and_tell_none() -> None:
    given = view(conversation(market="GB"))
    assert find(Need(category="jacket", budget=up_to("100")), given=given).conversation.market == "GB"


def test_an_amount_that_can_be_read_in_two_ways_is_asked_about_before_any_search() -> None:
    both = (Money.parse("1500", "EUR"), Money.parse("1.50", "EUR"))
    need, given = Need(category="jacket"), view(conversation(needs=(Need(category="jacket"),)))
    for plan in (
        selection.find_products(FindProducts(needs=(need,), unclear=both), view(), counter(SKAGEN)),
        selection.refine_search(RefineSearch(unclear=both), given, counter(SKAGEN)),
    ):
        ids = [button.id for button in plan.messages[0].buttons()]
        assert ids == ["slot:budget:1500.00", "slot:budget:1.50", "drop:budget"]
        assert plan.conversation.needs == (need,) and not plan.conversation.shown


def test_a_foreign_limit_said_while_refining_keeps_the_rest_of_the_change() -> None:
    foreign = Budget(kind=BudgetKind.UP_TO, upper=Money.parse("100", "USD"))
    given = view(conversation(needs=(Need(category="jacket"),), address=HOME))
    change = Need(colors=("navy",), budget=foreign)
    plan = selection.refine_search(RefineSearch(change=change), given, counter(SKAGEN))
    assert plan.conversation.needs == (Need(category="jacket", colors=("navy",)),)


def test_an_unknown_market_is_answered_in_the_default_markets_currency() -> None:
    plan = find(Need(category="lamp"), given=view(conversation(market="ZZ")))
    assert plan.messages[0].cards()[0].price == eur("84")


def test_what_was_learned_in_passing_is_acknowledged_lightly() -> None:
    plan = find(Need(category="lamp"), given=view(known=profile(fact("size.shoes", "42", source="now"))))
    assert isinstance(plan.messages[0], Noted)
    assert isinstance(plan.messages[1], say.Shortlist)


def test_a_refinement_without_a_search_is_a_search() -> None:
    plan = selection.refine_search(RefineSearch(change=Need(category="lamp")), view(), counter(LUME))
    assert isinstance(plan.messages[0], say.Shortlist)


def test_answers_go_into_the_search_they_belong_to() -> None:
    command = FindProducts(needs=(Need(person="wife"),))

    def answer(slot: Slot, value: str, *options: str) -> Need:
        question = OpenQuestion(slot=slot, options=options)
        return selection.answered(command, question, slot, value, "EUR").needs[0]

    assert answer(Slot.PRODUCT, "lamp", "lamp", "mug").category == "lamp"
    assert answer(Slot.PRODUCT, "something blue").text == "something blue"
    assert answer(Slot.SIZE, "M").size == "M"
    assert answer(Slot.COLOR, "red").colors == ("red",)
    assert answer(Slot.RECIPIENT, "kids").audience == "kids"
    assert answer(Slot.RECIPIENT, "son").person == "son"
    assert answer(Slot.BUDGET, "50.00").budget == up_to("50")
    assert answer(Slot.BUDGET, "a lot").budget is None


def test_a_reason_keeps_its_concept_size_and_centimetres() -> None:
    because = because_of(Reason(Why.FITS_SPACE, concept=("room", "bathroom"), cm=80))
    assert (because.term, because.cm) == (Term(kind="room", id="bathroom"), 80)


def test_a_list_offers_to_compare_and_go_cheaper_and_a_group_offers_nothing() -> None:
    (told,) = find(Need(category="jacket")).messages
    assert [button.id for button in told.buttons()] == ["do:compare_products", "cheaper", "more"]
    group = find(Need(category="jacket"), Need(category="lamp")).messages[0]
    assert group.buttons() == ()


def test_a_size_or_colour_said_without_a_question_changes_the_search_at_hand() -> None:
    given = view(conversation(needs=(Need(category="jacket"),)))
    for slot, value in (("size", "L"), ("color", "navy")):
        (told,) = plan_for(Answer(slot=slot, value=value), given, counter(SKAGEN, FANO)).messages
        assert isinstance(told, say.NowWith)


def test_an_answer_to_another_slot_than_asked_goes_where_it_belongs() -> None:
    waiting = FindProducts(needs=(Need(category="jacket"),)).model_dump_json()
    question = OpenQuestion(slot=Slot.SIZE, options=("M",), command=waiting)
    given = view(conversation(question=question))
    plan = plan_for(Answer(slot="color", value="navy"), given, counter(SKAGEN, FANO))
    assert plan.conversation.needs == (Need(category="jacket", colors=("navy",)),)
