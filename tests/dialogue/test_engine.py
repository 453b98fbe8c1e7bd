"""A turn through the engine: once, in order, in the right language, and held when a person is wanted."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

from bot import privacy
from bot import store as bot_store
from bot.desk.cases import said_at_the_desk
from bot.wiring import Shop
from dialogue import outbox_store, store
from dialogue.commands import FactSaid, Greet
from dialogue.conversation import Holder
from dialogue.plan import Flag
from dialogue.tables import ConversationRow
from dialogue.turn import Thought
from orders.actions import ParcelNews
from tests.builders import an_arrival
from tests.customer import Customer
from tests.fakes import Scripted


def understander(shop: Shop) -> Scripted:
    assert isinstance(shop.understander, Scripted)
    return shop.understander


def test_the_first_answer_says_that_no_person_speaks_and_later_ones_do_not(customer: Customer) -> None:
    assert customer.says("hello")[0] == "disclosure"
    assert "disclosure" not in customer.says("thanks")


def test_the_same_message_again_is_not_answered_again(customer: Customer) -> None:
    arrival = an_arrival("hello")
    assert customer.shop.engine.accept(arrival) is not None
    assert customer.shop.engine.accept(arrival) is None


def test_messages_that_come_in_a_burst_are_read_as_one_turn_in_their_order(customer: Customer) -> None:
    customer.says("hello", "a rain jacket")
    assert customer.talk().turns == 1
    assert understander(customer.shop).heard == ["hello", "a rain jacket"]


def test_a_quote_waits_for_the_yes_that_names_it(customer: Customer) -> None:
    for text in ("a rain jacket", "the skagen in L", "to Bonn"):
        customer.says(text)
    order, pending = customer.orders()[0], customer.talk().pending
    assert pending is not None
    assert pending.token == f"{order.id}:{order.quote_hash[:8]}"
    assert customer.talk().quote == order.id


def test_an_ordered_basket_is_empty_and_its_order_is_in_focus(customer: Customer) -> None:
    order = customer.buys()
    talk = customer.talk()
    assert (talk.basket, talk.quote, talk.pending, talk.focus_order) == ((), None, None, order.id)


def test_the_button_pressed_twice_orders_once(customer: Customer) -> None:
    for text in ("a rain jacket", "the skagen in L", "to Bonn"):
        customer.says(text)
    button = customer.channel.button("confirm:")
    first = an_arrival(button=button)
    second = an_arrival(button=button)
    for arrival in (first, second):
        customer.shop.engine.accept(arrival)
    customer.waits()
    customer.shop.sweep()
    assert [charge.kind for charge in customer.charges()] == ["payment"]
    assert len(customer.orders()) == 1


def test_what_happens_to_an_order_is_told_once(customer: Customer) -> None:
    customer.buys()
    assert customer.parcel(ParcelNews.SHIPPED) == ["on_its_way"]
    assert customer.waits() == []


def test_news_puts_its_order_in_focus(customer: Customer) -> None:
    order = customer.buys()
    customer.parcel(ParcelNews.SHIPPED)
    assert customer.talk().focus_order == order.id


def test_news_is_written_as_the_market_of_its_order_writes_it(customer: Customer) -> None:
    order, shop = customer.buys(), customer.shop
    with shop.storage.writes() as session:
        talk = store.conversation(session, order.conversation)
        assert talk is not None
        store.save_conversation(session, replace(talk, market="US", version=talk.version + 1), talk.version)
    customer.parcel(ParcelNews.SHIPPED)
    with shop.storage.reads() as session:
        replies = outbox_store.said(session, order.conversation)
    assert replies[-1].market == order.market == "DE"


def test_not_understood_once_is_asked_back_and_twice_is_handed_over(customer: Customer) -> None:
    assert "say_it_differently" in customer.says("mumble")
    assert customer.says("mumble again") == ["person_called_not_understood"]
    assert customer.talk().holder is Holder.WAITING


def test_something_understood_in_between_forgives_the_first_time(customer: Customer) -> None:
    customer.says("mumble")
    customer.says("hello")
    customer.says("mumble")
    assert customer.talk().holder is Holder.AGENT


def test_who_writes_on_while_a_person_is_awaited_is_told_so_once(customer: Customer) -> None:
    customer.says("a person please")
    assert customer.says("hello", "a rain jacket") == ["person_still_coming"]
    assert customer.says("hello?") == []
    with customer.shop.storage.reads() as session:
        kept = store.history(session, customer.talk().id)
        assert not store.has_unread(session, customer.talk().id)
    assert [each.text for each in kept] == ["a person please", "hello", "a rain jacket", "hello?"]


def test_stop_is_honoured_while_a_person_is_awaited(customer: Customer) -> None:
    customer.says("a person please")
    assert customer.says("stop")
    assert customer.profile().opted_out


def test_a_withdrawal_is_received_while_a_person_is_awaited_in_both_its_steps(customer: Customer) -> None:
    customer.buys()
    for news in (ParcelNews.SHIPPED, ParcelNews.DELIVERED):
        customer.parcel(news)
    customer.says("a person please")
    assert customer.says("I withdraw")
    assert customer.presses("confirm:")[0].startswith("withdrawal_received")


def test_other_wishes_in_the_same_burst_stay_unanswered_while_a_person_is_awaited(customer: Customer) -> None:
    customer.says("a person please")
    assert customer.says("hello", "stop") == ["opted_out"]


def test_a_flagged_conversation_opens_one_case_with_what_was_asked(customer: Customer) -> None:
    customer.says("a person please")
    with customer.shop.storage.reads() as session:
        (case,) = bot_store.cases(session)
    assert (case.case.flag, case.state, case.case.asked) == (Flag.ASKED, "open", ("a person please",))


def test_the_first_to_claim_holds_the_case_and_hands_it_back(customer: Customer) -> None:
    customer.says("a person please")
    assert customer.staff("claim", who="Alex") == ["staff_here"]
    assert customer.staff("claim", who="Kim") == []
    assert customer.talk().staff == "Alex"
    customer.staff("reply", "I look into it.")
    customer.staff("hand_back")
    with customer.shop.storage.reads() as session:
        (case,) = bot_store.cases_of(session, customer.talk().id)
    assert (case.state, case.staff) == ("closed", "Alex")
    assert "greeting" in customer.says("hello")[0]


def test_shopper_and_staff_in_one_burst_are_two_turns(customer: Customer) -> None:
    customer.says("a person please")
    customer.staff("claim")
    assert customer.talk().turns == 2


def test_the_language_written_in_is_followed_and_the_market_is_where_it_goes(customer: Customer) -> None:
    understander(customer.shop).locales = {"hallo": "de"}
    understander(customer.shop).sentences = {**understander(customer.shop).sentences, "hallo": [Greet()]}
    customer.says("hallo")
    assert customer.talk().locale == "de"
    customer.says("a rain jacket", "the skagen in L")
    customer.says("to Bonn")
    assert customer.talk().market == "DE"


def test_a_chosen_language_is_kept_whatever_is_written(customer: Customer) -> None:
    customer.says("auf deutsch")
    understander(customer.shop).locales = {"hello": "en"}
    customer.says("hello")
    assert customer.talk().locale == "de"


def test_the_channels_hint_sets_language_and_market_of_a_first_message(shop: Shop) -> None:
    conversation = shop.engine.accept(an_arrival("hello", locale="en_GB"))
    assert conversation is not None
    with shop.storage.reads() as session:
        talk = store.conversation(session, conversation)
    assert talk is not None
    assert (talk.locale, talk.market) == ("en_GB", "GB")


def test_facts_said_in_passing_are_kept_with_the_message_they_were_said_in(customer: Customer) -> None:
    scripted = understander(customer.shop)
    scripted.facts = {"a rain jacket": [FactSaid(who="son", about="household.age", value="5")]}
    customer.says("hello")
    customer.says("a rain jacket")
    (fact,) = customer.profile().facts
    assert (fact.who, fact.about, fact.value, fact.source) == ("son", "household.age", "5", "m2")


def test_a_fact_about_something_nobody_keeps_is_not_kept(customer: Customer) -> None:
    understander(customer.shop).facts = {"hello": [FactSaid(about="shoe_brand", value="any")]}
    customer.says("hello")
    assert customer.profile().facts == ()


def test_a_turn_that_was_overtaken_is_thought_again(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    customer.says("hello")
    scripted, shop = understander(customer.shop), customer.shop
    moves = [1]

    def meanwhile() -> None:
        if moves:
            moves.pop()
            with shop.storage.writes() as session:
                talk = customer.talk()
                store.save_conversation(session, replace(talk, version=talk.version + 1), talk.version)

    scripted.before = meanwhile
    assert customer.says("thanks") == ["welcome"]
    assert scripted.heard.count("thanks") == 2


def test_a_conversation_that_never_stands_still_goes_to_a_person(customer: Customer) -> None:
    customer.says("hello")
    scripted, shop = understander(customer.shop), customer.shop

    def meanwhile() -> None:
        with shop.storage.writes() as session:
            talk = customer.talk()
            store.save_conversation(session, replace(talk, version=talk.version + 1), talk.version)

    scripted.before = meanwhile
    assert customer.says("thanks") == ["person_called_to_decide"]
    assert customer.talk().holder is Holder.WAITING


def test_what_cannot_be_parsed_is_kept_raw_and_put_before_a_person(shop: Shop) -> None:
    shop.engine.accept_unreadable(an_arrival(raw='{"half": '))
    with shop.storage.reads() as session:
        (case,) = bot_store.cases(session)
    assert case.case.flag is Flag.BROKEN


def test_thinking_changes_nothing(customer: Customer) -> None:
    customer.shop.engine.accept(an_arrival("a rain jacket"))
    before = customer.talk()
    view = customer.shop.engine.view(before.id)
    assert view is not None
    thought: Thought = customer.shop.engine.understood(view)
    assert thought.intent == "find_product"
    assert customer.talk() == before


def test_the_decision_record_says_what_was_read_and_what_was_done(customer: Customer) -> None:
    customer.buys()
    with customer.shop.storage.reads() as session:
        whats = [decided.what for _, decided in store.decisions(session, customer.talk().id)]
    assert "read:take_product" in whats
    assert "done:ConfirmQuote" in whats


def test_what_staff_say_in_a_conversation_that_was_erased_meanwhile_begins_no_other(customer: Customer) -> None:
    customer.says("a person please")
    talk = customer.talk()
    privacy.forget(customer.shop.storage, talk.shopper)
    assert customer.shop.engine.accept(said_at_the_desk(talk.id, "Alex", "reply", "Hello?", "d-1")) is None
    with customer.shop.storage.reads() as session:
        assert store.find_conversation(session, "desk", "Alex") is None


def test_a_yes_that_another_version_of_the_shop_waited_for_is_let_go_and_the_talk_goes_on(customer: Customer) -> None:
    order = customer.buys()
    customer.presses(f"order:{order.id}:cancel")
    assert customer.talk().pending is not None
    row = select(ConversationRow).where(col(ConversationRow.id) == customer.talk().id)
    with customer.shop.storage.writes() as session:
        kept = session.scalars(row).one()
        kept.state = kept.state.replace('"CancelOrder"', '"SomethingOfOld"')
        session.add(kept)
    assert customer.talk().pending is None
    customer.says("where is my parcel?")
    assert customer.waits() == []
