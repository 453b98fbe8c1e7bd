"""A search that finds nothing always has a way on."""

from dialogue.commands import Confirm, FindProducts, RefineSearch
from dialogue.messages import selection as say
from dialogue.playbooks import selection
from dialogue.playbooks.answers import confirm
from matching.need import Budget, BudgetKind, Need
from tests.dialogue.counterpart import Goods, conversation, counter, eur, view

SHELF = (Goods("skagen", "jacket", "129"), Goods("fano", "jacket", "89"))
ALL_OF_THAT = Need(
    category="jacket",
    colors=("red",),
    size="XXS",
    materials=("wool",),
    budget=Budget(kind=BudgetKind.UP_TO, upper=eur("20")),
)


def test_several_conditions_that_leave_nothing_offer_the_kind_of_thing_itself_and_a_yes_shows_it() -> None:
    shelf = counter(*SHELF)
    plan = selection.find_products(FindProducts(needs=(ALL_OF_THAT,)), view(conversation()), shelf)
    (told,) = plan.messages
    assert isinstance(told, say.NothingFitsAtOnce) and told.price == eur("89")
    assert [button.id for button in told.buttons()] == ["drop:colors,size,budget,materials", "human"]
    wider = confirm(Confirm(), view(plan.conversation), shelf)
    assert wider == RefineSearch(drop=("colors", "size", "budget", "materials"))
    shown = selection.refine_search(wider, view(plan.conversation), shelf)
    assert len(shown.conversation.shown) == 2


def test_a_yes_to_dropping_one_condition_drops_it() -> None:
    shelf = counter(*SHELF)
    need = Need(category="jacket", features=("solar",))
    plan = selection.find_products(FindProducts(needs=(need,)), view(conversation()), shelf)
    assert isinstance(plan.messages[0], say.NothingFitsLoosen)
    assert confirm(Confirm(), view(plan.conversation), shelf) == RefineSearch(drop=("features",))
