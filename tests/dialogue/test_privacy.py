"""What is known of a person: shown exactly, noted, corrected, forgotten, exported, erased after a yes."""

from dialogue.commands import (
    Answer,
    AskAboutMe,
    CorrectProfile,
    DeleteMyData,
    ExportMyData,
    FactSaid,
    OptOut,
)
from dialogue.conversation import Pending, Slot
from dialogue.messages import privacy as say
from dialogue.messages.base import File, Term, Trait
from dialogue.messages.checkout import EmailKept
from dialogue.plan import ChoreKind, Plan
from dialogue.playbooks import plan_for, privacy
from dialogue.profile import Profile
from orders.states import OrderState
from tests.dialogue.counterpart import HOME, NOW, SHOPPER, an_order, conversation, counter, eur, fact, profile, view

WIFE = Term(kind="person", id="wife")


def correct(*facts: FactSaid, known: Profile | None = None) -> Plan:
    return plan_for(CorrectProfile(facts=facts), view(known=known), counter())


def test_everything_stored_is_shown_by_person_with_its_day() -> None:
    known = profile(
        fact("size.shoes", "42"),
        fact("likes.color", "green"),
        fact("household.age", "5", who="son"),
        name="Jana Vogt",
        email="jana@example.com",
        phone="123",
        address=HOME,
        payment="card_4242",
        locale="de",
        opted_out=True,
    )
    you, son, orders = plan_for(AskAboutMe(), view(known=known, orders=(an_order(),)), counter()).messages
    assert (
        isinstance(you, say.AboutYou) and isinstance(son, say.AboutSomeone) and isinstance(orders, say.AboutYourOrders)
    )
    assert [trait.about for trait in you.facts] == [
        "name", "email", "phone", "address", "payment", "language", "opted_out", "size.shoes", "likes.color"
    ]  # fmt: skip
    assert all(trait.said_at for trait in you.facts[7:])
    assert son.facts[0].values == (5,) and orders.number == 1
    assert [button.id for button in you.buttons()] == ["do:export_my_data", "do:delete_my_data"]
    assert orders.buttons()[0].id == "do:list_orders"


def test_nothing_known_is_said_as_that() -> None:
    assert plan_for(AskAboutMe(), view(), counter()).messages == (say.AboutYouNothing(),)


def test_a_language_is_named_as_within_a_sentence() -> None:
    you = plan_for(AskAboutMe(), view(known=profile(locale="fi")), counter()).messages[0]
    assert isinstance(you, say.AboutYou) and you.facts[-1].values == ("suomi",)


def test_facts_are_told_with_their_kind() -> None:
    assert privacy.trait_of(fact("occasion", "wedding")).values == (Term(kind="occasion", id="wedding"),)
    assert privacy.trait_of(fact("budget.usual", "80 EUR")).values == (eur("80"),)
    assert privacy.trait_of(fact("budget.usual", "EUR 80.999")).values == ("EUR 80.999",)
    assert privacy.trait_of(fact("budget.usual", "not much")).values == ("not much",)
    assert privacy.trait_of(fact("household.age", "five")).values == ("five",)


def test_a_new_fact_is_noted_with_its_source_and_date() -> None:
    plan = correct(FactSaid(about="size.shoes", value="42"))
    (stored,) = plan.profile.facts
    assert (stored.value, stored.source, stored.said_at) == ("42", "now", NOW)
    assert plan.messages == (say.Noted(facts=(Trait(about="size.shoes", values=("42",)),)),)


def test_several_facts_are_noted_together_and_by_person() -> None:
    plan = correct(
        FactSaid(about="size.shoes", value="42"),
        FactSaid(about="likes.color", value="green"),
        FactSaid(who="wife", about="size.clothing", value="S"),
    )
    own, wife = plan.messages
    assert isinstance(own, say.NotedMany) and len(own.facts) == 2
    assert isinstance(wife, say.NotedFor) and wife.person == WIFE


def test_a_correction_says_what_was_and_what_is() -> None:
    plan = correct(FactSaid(about="size.clothing", value="L"), known=profile(fact("size.clothing", "M")))
    assert plan.messages == (
        say.Corrected(old=Trait(about="size.clothing", values=("M",)), new=Trait(about="size.clothing", values=("L",))),
    )
    assert plan.profile.value("size.clothing") == "L" and len(plan.profile.facts) == 1


def test_not_m_any_more_but_l_leaves_only_l() -> None:
    plan = correct(
        FactSaid(about="size.clothing", value="M", forget=True),
        FactSaid(about="size.clothing", value="L"),
        known=profile(fact("size.clothing", "M")),
    )
    assert plan.profile.values("size.clothing") == ("L",)
    assert [type(told) for told in plan.messages] == [say.Noted, say.Forgotten]


def test_saying_the_same_again_is_no_correction() -> None:
    plan = correct(FactSaid(about="size.clothing", value="M"), known=profile(fact("size.clothing", "M")))
    assert isinstance(plan.messages[0], say.Noted)


def test_a_like_takes_the_place_of_the_same_dislike() -> None:
    plan = correct(FactSaid(about="likes.color", value="yellow"), known=profile(fact("dislikes.color", "yellow")))
    assert plan.profile.values("dislikes.color") == () and plan.profile.values("likes.color") == ("yellow",)
    assert isinstance(plan.messages[0], say.Corrected)


def test_forgetting_names_what_was_forgotten() -> None:
    known = profile(fact("size.shoes", "42"), fact("size.clothing", "L"), fact("size.shoes", "38", who="wife"))
    plan = correct(FactSaid(about="size", value="", forget=True), known=known)
    (told,) = plan.messages
    assert isinstance(told, say.Forgotten) and [trait.about for trait in told.facts] == ["size.shoes", "size.clothing"]
    assert [each.who for each in plan.profile.facts] == ["wife"]


def test_an_e_mail_address_is_kept_shown_and_forgotten() -> None:
    kept = plan_for(Answer(slot="email", value="jana@example.com"), view(), counter())
    assert kept.profile.email == "jana@example.com"
    (told,) = kept.messages
    assert isinstance(told, EmailKept) and told.email == "jana@example.com"
    gone = correct(FactSaid(about="email", value="", forget=True), known=kept.profile)
    assert gone.profile.email is None
    assert gone.messages == (say.Forgotten(facts=(Trait(about="email", values=("jana@example.com",)),)),)


def test_a_forgotten_address_is_not_used_in_this_talk_either() -> None:
    known = profile(address=HOME, phone="0123")
    command = CorrectProfile(facts=(FactSaid(about="address", value="", forget=True),))
    plan = plan_for(command, view(conversation(address=HOME), known), counter())
    assert plan.profile.address is None and plan.conversation.address is None and plan.profile.phone == "0123"
    assert correct(FactSaid(about="phone", value="", forget=True), known=known).profile.phone is None


def test_forgetting_what_was_never_noted_is_said_so() -> None:
    assert correct(FactSaid(about="size.shoes", value="", forget=True)).messages == (say.NothingToForget(),)


def test_without_a_fact_it_asks_what_to_change() -> None:
    assert correct().messages == (say.WhatToCorrect(),)
    assert correct(FactSaid(about="star_sign", value="leo")).messages == (say.WhatToCorrect(),)
    assert say.WhatToCorrect().buttons()[0].id == "do:ask_about_me"


def test_erasing_asks_first_and_names_what_the_law_keeps() -> None:
    plan = plan_for(DeleteMyData(), view(), counter())
    assert plan.messages == (say.EraseAsk(token="token-1"),)
    assert [button.id for button in plan.messages[0].buttons()] == ["confirm:token-1", "deny:token-1"]
    assert plan.conversation.pending == Pending(token="token-1", chore="erase")
    assert plan.conversation.question is not None and plan.conversation.question.slot is Slot.CONFIRM
    assert not plan.chores


def test_orders_under_way_are_named_before_erasing() -> None:
    orders = (
        an_order("SK-A", handed_over=True),
        an_order("SK-B", delivered=True),
        an_order("SK-C", state=OrderState.CANCELLED),
        an_order("SK-D", placed=False),
    )
    plan = plan_for(DeleteMyData(), view(orders=orders), counter())
    assert plan.messages == (say.EraseAskWithOrders(token="token-1", number=1),)


def test_after_the_yes_the_chore_is_planned_and_after_the_no_nothing_is() -> None:
    asked = plan_for(DeleteMyData(), view(), counter())
    yes = privacy.erase(view(asked.conversation))
    assert yes.chores == (ChoreKind.ERASE,) and yes.conversation.pending is None
    no = privacy.keep(view(asked.conversation))
    assert not no.chores and no.messages == (say.ErasureDropped(),) and no.conversation.pending is None


def test_the_export_is_a_file() -> None:
    (told,) = plan_for(ExportMyData(), view(), counter()).messages
    assert told.files() == (File(kind="export", subject=SHOPPER),)


def test_no_more_offers_is_kept_and_confirmed_once() -> None:
    plan = plan_for(OptOut(), view(), counter())
    assert plan.profile.opted_out and plan.messages == (say.OptedOut(),)
    again = plan_for(OptOut(), view(known=plan.profile), counter())
    assert again.messages == (say.OptedOutAlready(),)


def test_only_what_this_turn_taught_is_acknowledged() -> None:
    known = profile(fact("size.shoes", "42"), fact("likes.color", "green", source="now"))
    (told,) = privacy.noted_in_passing(view(known=known))
    assert told == say.Noted(facts=(Trait(about="likes.color", values=(Term(kind="color", id="green"),)),))
