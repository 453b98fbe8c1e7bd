"""Small talk, languages, what I am, and what was not understood; asked twice, nothing is said word for word again."""

import pytest

from dialogue.commands import (
    AskCancelling,
    AskHelp,
    AskIfHuman,
    AskReturns,
    AskShop,
    ChangeLanguage,
    Command,
    Greet,
    OffTopic,
    SayGoodbye,
    ShopTopic,
    Thank,
)
from dialogue.conversation import Holder, OpenQuestion, Slot
from dialogue.messages import courtesy as say
from dialogue.messages.base import Message
from dialogue.messages.checkout import ChangeOfMind
from dialogue.messages.handover import PersonCalledNotUnderstood
from dialogue.messages.labels import LABELS
from dialogue.plan import Flag
from dialogue.playbooks import courtesy, plan_for
from dialogue.understanding.base import Reading
from dialogue.view import View
from orders.actions import MakeQuote
from tests.dialogue.counterpart import HOME, conversation, counter, profile, view
from tests.dialogue.till import M, a_quote, about_quote, at_home, hears, seen


def told(command: Command, given: View | None = None) -> Message:
    (message,) = plan_for(command, given or view(), counter()).messages
    return message


@pytest.mark.parametrize(
    ("command", "first", "second"),
    [
        (Greet(), say.Greeting, say.GreetingAgain),
        (Thank(), say.Welcome, say.WelcomeAgain),
        (SayGoodbye(), say.Goodbye, say.GoodbyeAgain),
        (AskHelp(), say.Help, say.HelpAgain),
        (AskIfHuman(), say.IAmSoftware, say.IAmSoftwareAgain),
        (OffTopic(), say.OffTopicAnswer, say.OffTopicAnswerAgain),
        (OffTopic(abusive=True), say.StayCalm, say.StayCalmOfferPerson),
    ],
)
def test_the_second_time_it_is_said_in_other_words(
    command: Command, first: type[Message], second: type[Message]
) -> None:
    assert isinstance(told(command), first)
    again = told(command, view(conversation(last_said=(first.name(), "shortlist"))))
    assert isinstance(again, second)
    assert isinstance(told(command, view(conversation(last_said=(first.name(), second.name())))), first)


def test_somebody_known_is_greeted_by_name() -> None:
    assert told(Greet(), view(known=profile(name="Jana Vogt"))) == say.GreetingByName(shopper="Jana Vogt")


def test_greetings_and_answers_offer_ways_on() -> None:
    for message in (say.Greeting(), say.Help(), say.IAmSoftware(), say.StayCalm(), say.StayCalmOfferPerson()):
        assert 1 <= len(message.buttons()) <= 3


def test_small_talk_leaves_an_open_question_open() -> None:
    question = OpenQuestion(slot=Slot.SIZE)
    plan = plan_for(Thank(), view(conversation(question=question)), counter())
    assert plan.conversation.question == question


def test_a_language_is_switched_at_once_and_for_good() -> None:
    plan = plan_for(ChangeLanguage(locale="de"), view(), counter())
    assert (plan.conversation.locale, plan.conversation.locale_chosen, plan.profile.locale) == ("de", True, "de")
    assert plan.messages == (say.LanguageChanged(),)


def test_an_open_quote_is_told_anew_in_the_other_language() -> None:
    quote = a_quote(M)
    plan = hears(ChangeLanguage(locale="de"), seen(quote, talk=about_quote(quote), known=at_home()))
    assert plan.messages == (say.LanguageChanged(),) and plan.conversation.locale == "de"
    assert isinstance(plan.actions[0], MakeQuote) and plan.actions[0].lines == ((M, 1),)


def test_a_regional_variant_we_lack_is_answered_in_its_language() -> None:
    assert plan_for(ChangeLanguage(locale="de-AT"), view(), counter()).conversation.locale == "de"


def test_the_language_already_spoken_is_said_so() -> None:
    assert told(ChangeLanguage(locale="en")) == say.LanguageAlready()


def test_switching_answers_an_open_question_about_the_language_only() -> None:
    asked = view(conversation(question=OpenQuestion(slot=Slot.LANGUAGE)))
    assert plan_for(ChangeLanguage(locale="fr"), asked, counter()).conversation.question is None
    other = view(conversation(question=OpenQuestion(slot=Slot.SIZE)))
    assert plan_for(ChangeLanguage(locale="fr"), other, counter()).conversation.question is not None


@pytest.mark.parametrize("locale", [None, "tlh"])
def test_a_language_we_lack_is_answered_with_ours_in_their_own_names(locale: str | None) -> None:
    plan = plan_for(ChangeLanguage(locale=locale), view(), counter())
    (message,) = plan.messages
    assert [(button.id, button.text) for button in message.buttons()] == [
        ("lang:de", "Deutsch"), ("lang:en", "English"), ("lang:es", "Español"), ("lang:fr", "Français")
    ]  # fmt: skip
    assert plan.conversation.locale == "en"


def test_likely_meanings_come_back_as_buttons_with_a_person_last() -> None:
    guesses = (("track_order", 0.4), ("refund", 0.3), ("thanks", 0.2), ("talk_to_human", 0.1))
    (message,) = courtesy.ask_back(guesses, view()).messages
    assert isinstance(message, say.DidYouMean)
    assert [button.id for button in message.buttons()] == ["do:track_order", "do:ask_refund", "human"]
    (message,) = courtesy.ask_back(guesses[:2], view()).messages
    assert message.buttons()[-1].id == "human"
    again = courtesy.ask_back(guesses, view(conversation(last_said=("did_you_mean",)))).messages[0]
    assert isinstance(again, say.DidYouMeanAgain)


def test_without_a_guess_general_ways_on_are_offered() -> None:
    (message,) = courtesy.ask_back((), view(text="blorp")).messages
    assert isinstance(message, say.SayItDifferently)
    assert [button.id for button in message.buttons()] == ["start", "do:track_order", "human"]


def test_a_message_without_words_is_said_to_be_unreadable() -> None:
    assert isinstance(courtesy.ask_back((), view(text="🙈🙈")).messages[0], say.NothingReadable)


def test_not_understood_is_asked_about_once_and_then_given_to_a_person() -> None:
    reading = Reading(commands=(), confidence=0.2, guesses=(("refund", 0.4),))
    first = courtesy.doubt(reading, view(), counter())
    assert isinstance(first.messages[0], say.DidYouMean) and not first.flags
    second = courtesy.doubt(reading, view(conversation(misunderstood=1)), counter())
    assert second.messages == (PersonCalledNotUnderstood(),)
    assert second.flags == (Flag.NOT_UNDERSTOOD,) and second.conversation.holder is Holder.WAITING


def test_taxes_come_on_top_where_they_do_and_that_is_said() -> None:
    asked = AskShop(topic=ShopTopic.TAXES)
    american = plan_for(asked, view(conversation(market="US")), counter())
    assert american.messages == (say.TaxAdded(),)
    to_bonn = conversation(market="US", address=HOME)
    assert plan_for(asked, view(to_bonn), counter()).messages == (say.TaxIncluded(),)


def test_every_guess_has_a_label() -> None:
    assert all(label in LABELS for _, label in courtesy.GUESSED.values())


def test_questions_about_the_shop_are_answered_and_change_nothing() -> None:
    assert told(AskReturns()) == say.ReturnsTold(days=30)
    assert told(AskCancelling()) == ChangeOfMind(days=30)
    assert told(AskShop(topic=ShopTopic.GUARANTEE)) == say.GuaranteeTold(days=60)
    assert told(AskShop(topic=ShopTopic.GIFT_WRAP)) == say.NoGiftWrap()
    assert told(AskShop(topic=ShopTopic.PLACE)) == say.NoShopToVisit()
    assert told(AskShop(topic=ShopTopic.TAXES)) == say.TaxIncluded()
    waiting = about_quote(a_quote())
    plan = plan_for(AskReturns(), view(waiting), counter())
    assert not plan.actions and plan.conversation == waiting
