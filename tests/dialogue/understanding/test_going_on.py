"""What is said after something of ours: the way to pay that was asked for, other goods than those offered, and whom
"she" means by then."""

from dataclasses import replace

import pytest

from dialogue.commands import ChoosePayment, FindProducts
from dialogue.profile import Profile
from matching.need import Need
from tests.dialogue.counterpart import SHOPPER, fact
from tests.dialogue.understanding.scenes import locales, offline, scene

SPOKEN = [locale.code for locale in locales() if "_" not in locale.code]


@pytest.mark.parametrize("code", SPOKEN)
@pytest.mark.parametrize(("method", "english"), [("invoice", "invoice"), ("bank", "bank transfer")])
def test_each_way_to_pay_that_is_offered_is_understood_by_its_name(code: str, method: str, english: str) -> None:
    words = locales()[code].phrases["payments"]
    assert isinstance(words, dict)
    for said in words[method]:
        assert offline().understand(scene(said, code, {"asked": "payment"})).commands == (ChoosePayment(method=method),)


def test_goods_that_were_not_offered_narrow_the_search_down_too() -> None:
    view = scene(
        "rather a necklace", context={"asked": "product", "options": ["bag"], "command": '{"kind": "find_products"}'}
    )
    sought = Need(person="girlfriend", gift=True)
    view = replace(view, conversation=replace(view.conversation, needs=(sought,)))
    narrower = sought.model_copy(update={"category": "necklace"})
    assert offline().understand(view).commands == (FindProducts(needs=(narrower,)),)


@pytest.mark.parametrize(
    ("code", "text"),
    [("cs", "potřebuju pro ni šaty"), ("en", "I need a dress for her"), ("fi", "tarviin sille mekon")],
)
@pytest.mark.parametrize(("last", "person"), [("noted_for", "daughter"), ("shortlist_for", "girlfriend")])
def test_she_is_whom_we_spoke_of_last(code: str, text: str, last: str, person: str) -> None:
    view = scene(text, code, {"shown": 1})
    talk = replace(view.conversation, needs=(Need(person="girlfriend"),), last_said=(last,))
    known = Profile(shopper=SHOPPER, facts=(fact("household.age", "6", who="daughter"),))
    (command,) = offline().understand(replace(view, conversation=talk, profile=known)).commands
    assert isinstance(command, FindProducts) and [need.person for need in command.needs] == [person]
