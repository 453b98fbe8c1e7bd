"""Small talk and the talk about the talk: hello, help, languages, what I am, off-topic, and what was not understood."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from babel import Locale as Cldr

from dialogue.attached import is_wordless
from dialogue.commands import (
    AskCancelling,
    AskGoodwill,
    AskHelp,
    AskIfHuman,
    AskReturns,
    AskShop,
    ChangeLanguage,
    Greet,
    OffTopic,
    SayGoodbye,
    ShopTopic,
    Thank,
)
from dialogue.conversation import Conversation, OpenQuestion, Slot
from dialogue.counter import Counter
from dialogue.messages import courtesy as say
from dialogue.messages.base import Message
from dialogue.plan import Decided, Flag, Plan
from dialogue.playbooks.claims import go_on_with_claim, waiting_claim
from dialogue.playbooks.goodwill import ask_goodwill, goodwill_fits
from dialogue.playbooks.handover import hand_over
from dialogue.playbooks.quotes import at_hand, change_of_mind, known_address, open_quote, quoted
from dialogue.playbooks.unheard import WAYS_ON, unheard
from dialogue.playbooks.variety import vary
from dialogue.understanding.base import Reading
from dialogue.view import View

GUESSED: Final[dict[str, tuple[str, str]]] = {
    "find_product": ("start", "find_something"),
    "refine_search": ("more", "more"),
    "compare_products": ("do:compare_products", "compare"),
    "product_question": ("do:ask_about_product", "tell_more"),
    "place_order": ("do:checkout", "order_basket"),
    "track_order": ("do:track_order", "where_is_it"),
    "list_orders": ("do:list_orders", "my_orders"),
    "cancel_order": ("do:cancel_order", "cancel_order"),
    "change_address": ("do:change_address", "change_address"),
    "change_order": ("do:change_order", "change_order"),
    "change_payment": ("do:ask_payment", "ways_to_pay"),
    "return_item": ("do:return_item", "return_it"),
    "exchange_item": ("do:exchange_item", "exchange_it"),
    "refund": ("do:ask_refund", "money_back"),
    "refund_status": ("do:ask_refund_state", "refund_state"),
    "report_damaged": ("do:report_damaged", "arrived_broken"),
    "report_wrong_item": ("do:report_wrong_item", "wrong_item"),
    "report_lost": ("do:report_lost", "never_came"),
    "delivery_info": ("do:ask_delivery", "delivery_times"),
    "payment_info": ("do:ask_payment", "ways_to_pay"),
    "fee_info": ("do:ask_fee", "service_fee"),
    "talk_to_human": ("human", "person"),
    "complaint": ("human", "person"),
    "delete_data": ("do:delete_my_data", "delete_data"),
    "export_data": ("do:export_my_data", "my_data_file"),
    "about_me": ("do:ask_about_me", "about_me"),
    "correct_profile": ("do:ask_about_me", "about_me"),
    "opt_out": ("do:opt_out", "no_more_offers"),
    "change_language": ("do:change_language", "change_language"),
}
"""Button and label that ask "did you mean this?", by published intent. Yes, no and small talk are never guessed at."""

OFFERED: Final = 3
PATIENCE: Final = 1
"""How many messages in a row may be asked about before a person takes over."""


def greet(command: Greet, view: View, counter: Counter) -> Plan:
    name = view.profile.name
    first = say.GreetingByName(shopper=name) if name else say.Greeting()
    return _said(view, vary(view.conversation, first, say.GreetingAgain()))


def thank(command: Thank, view: View, counter: Counter) -> Plan:
    return _said(view, vary(view.conversation, say.Welcome(), say.WelcomeAgain()))


def say_goodbye(command: SayGoodbye, view: View, counter: Counter) -> Plan:
    return _said(view, vary(view.conversation, say.Goodbye(), say.GoodbyeAgain()))


def ask_help(command: AskHelp, view: View, counter: Counter) -> Plan:
    return _said(view, vary(view.conversation, say.Help(), say.HelpAgain()))


def ask_if_human(command: AskIfHuman, view: View, counter: Counter) -> Plan:
    """Always the truth, in every market."""
    return _said(view, vary(view.conversation, say.IAmSoftware(), say.IAmSoftwareAgain()))


def ask_returns(command: AskReturns, view: View, counter: Counter) -> Plan:
    """An open quote goes on waiting for its yes."""
    return _said(view, say.ReturnsTold(days=counter.policy.windows.return_days))


def ask_cancelling(command: AskCancelling, view: View, counter: Counter) -> Plan:
    """An open quote goes on waiting for its yes."""
    return change_of_mind(view, counter)


def _is_tax_included(view: View, counter: Counter) -> bool:
    """Where the goods would go, as far as that is known."""
    address, markets = known_address(view), counter.policy.markets
    market = markets.get(address.country if address else view.conversation.market)
    return market is None or market.tax_included


def ask_shop(command: AskShop, view: View, counter: Counter) -> Plan:
    if command.topic is ShopTopic.DISCOUNTS and goodwill_fits(view):
        return ask_goodwill(AskGoodwill(), view, counter)
    told: dict[ShopTopic, Message] = {
        ShopTopic.GIFT_WRAP: say.NoGiftWrap(),
        ShopTopic.DISCOUNTS: say.NoDiscounts(days=counter.policy.price_adjustment.days),
        ShopTopic.REVIEWS: say.NoReviews(),
        ShopTopic.GUARANTEE: say.GuaranteeTold(days=counter.policy.windows.quality_days),
        ShopTopic.PLACE: say.NoShopToVisit(),
        ShopTopic.ACCOUNT: say.NoAccountNeeded(),
        ShopTopic.TAXES: say.TaxIncluded() if _is_tax_included(view, counter) else say.TaxAdded(),
    }
    return _said(view, told[command.topic])


def off_topic(command: OffTopic, view: View, counter: Counter) -> Plan:
    """Friendly; abuse is met calmly, and the second time with the offer of a person."""
    if command.abusive:
        told = vary(view.conversation, say.StayCalm(), say.StayCalmOfferPerson())
        return replace(_said(view, told), decided=(Decided("service", "stayed_calm"),))
    return _said(view, vary(view.conversation, say.OffTopicAnswer(), say.OffTopicAnswerAgain()))


def change_language(command: ChangeLanguage, view: View, counter: Counter) -> Plan:
    """Switches at once and for good; a language we do not have is answered with those we do."""
    locale = _ours(command.locale, counter, view.conversation.market)
    if locale is None:
        options = _languages(counter)
        asking = _asking_for_language(view.conversation, counter)
        return Plan(asking, view.profile, (say.WhichLanguage(options=options),))
    closed = view.conversation.question
    was_asked = closed is not None and closed.slot is Slot.LANGUAGE
    is_news = was_asked or locale != view.conversation.locale
    told: Message = say.LanguageChanged() if is_news else say.LanguageAlready()
    conversation = replace(
        view.conversation,
        locale=locale,
        locale_chosen=True,
        question=None if was_asked else closed,
    )
    decided = Decided("service", f"language:{locale}")
    changed = replace(view, conversation=conversation, profile=replace(view.profile, locale=locale))
    if open_quote(changed) is not None:
        # What is ordered, and the button that orders it, have to be read in the language that is spoken.
        plan = quoted(changed, counter, at_hand(changed), told)
        return replace(plan, decided=(decided, *plan.decided))
    return Plan(changed.conversation, changed.profile, (told,), decided=(decided,))


def _ours(wanted: str | None, counter: Counter, market: str) -> str | None:
    """The locale that is wanted; for a language alone, the variant that the shopper's market speaks."""
    if wanted is None:
        return None
    language = wanted.replace("-", "_").split("_")[0].lower()
    known = next((code for code in (wanted, language) if code in counter.locales), None)
    return counter.in_market(known, market) if known else None


def language_name(code: str) -> str:
    """What a language calls itself at the head of a line: "Deutsch", "Français"."""
    name = own_name(code)
    return name[:1].upper() + name[1:]


def own_name(code: str) -> str:
    """What a language calls itself within a line: "Deutsch", "français"."""
    return Cldr.parse(code).get_display_name() or code


# not understood


def doubt(reading: Reading, view: View, counter: Counter) -> Plan:
    """What was not understood: one useful question, and the next time a person. Whatever is said to the question for a
    photo, a photo is not what it is."""
    if is_wordless(view.inbounds):
        return unheard(view)
    waiting = waiting_claim(view)
    if waiting is not None and any(letter.isalnum() for letter in view.text):
        return go_on_with_claim(waiting, view, counter)
    if view.conversation.misunderstood >= PATIENCE:
        return hand_over(Flag.NOT_UNDERSTOOD, view)
    languages = _languages(counter)
    if reading.stranger:
        return _which_of_ours(say.NotMyLanguage(options=languages), reading.stranger, view, counter)
    if (tongue := view.conversation.tongue) and not reading.commands:
        told = say.OnlyNeedsRead(language=language_name(tongue), options=languages)
        return _which_of_ours(told, tongue, view, counter)
    return ask_back(reading.guesses, view)


def _which_of_ours(told: Message, tongue: str, view: View, counter: Counter) -> Plan:
    """What was asked before goes on waiting for its answer."""
    decided = Decided("service", f"asked_for_our_language:{tongue}")
    asked = view.conversation if view.conversation.question else _asking_for_language(view.conversation, counter)
    return Plan(asked, view.profile, (told,), decided=(decided,))


def _languages(counter: Counter) -> tuple[tuple[str, str], ...]:
    """Each language once: its variants are not chosen, they follow from where somebody is."""
    return tuple((code, language_name(code)) for code in counter.locales if "_" not in code)


def _asking_for_language(conversation: Conversation, counter: Counter) -> Conversation:
    question = OpenQuestion(
        slot=Slot.LANGUAGE,
        options=tuple(code for code, _ in _languages(counter)),
        command=ChangeLanguage().model_dump_json(),
    )
    return replace(conversation, question=question)


def in_ours(conversation: Conversation) -> say.ReadsYourLanguage | None:
    """What is told once to somebody who writes in a language that the shop reads and does not speak."""
    tongue = conversation.tongue
    return say.ReadsYourLanguage(language=language_name(tongue)) if tongue else None


def ask_back(guesses: Sequence[tuple[str, float]], view: View) -> Plan:
    """One question with the likeliest meanings on buttons; general ways on where there is no guess."""
    buttons = tuple(dict.fromkeys(GUESSED[intent] for intent, _ in guesses if intent in GUESSED))[:OFFERED]
    decided = Decided("service", "asked_back", inputs=",".join(intent for intent, _ in guesses[:OFFERED]))
    if not any(letter.isalnum() for letter in view.text):
        told: Message = say.NothingReadable(guesses=WAYS_ON)
    elif buttons:
        offered = buttons if WAYS_ON[-1] in buttons else (*buttons, WAYS_ON[-1])
        told = vary(view.conversation, say.DidYouMean(guesses=offered), say.DidYouMeanAgain(guesses=offered))
    else:
        told = vary(view.conversation, say.SayItDifferently(guesses=WAYS_ON), say.DidYouMeanAgain(guesses=WAYS_ON))
    return Plan(view.conversation, view.profile, (told,), decided=(decided,))


def _said(view: View, message: Message) -> Plan:
    """Small talk changes nothing: what was open stays open."""
    return Plan(view.conversation, view.profile, (message,))
