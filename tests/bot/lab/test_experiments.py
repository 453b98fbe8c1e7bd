"""Experiments from their start: who reads what, what is counted, and what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot import privacy
from bot.channels.whatsapp.templates import DEMANDED, UNASKED
from bot.clock import StillClock
from bot.lab.experiments import NotTried
from bot.lab.live import LiveTexts
from bot.lab.publish import NoSuchText, NotFit, SomebodyElse
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from dialogue.evidence import Guard
from dialogue.experiments import Goal, arm_of, why_not
from dialogue.messages.base import Message
from dialogue.tables import OutboxRow
from orders.ids import ShopperId
from tests.at_once import at_once
from tests.bot.chatting import LINKING, a_chat
from tests.bot.lab.trying import HOUR, SHORT, WARM, Trying, both_read, found, version
from tests.builders import NOW
from tests.customer import Customer
from tests.fakes import Scripted


@pytest.fixture
def trying(shop: Shop) -> Trying:
    return Trying(shop)


# ---- who reads what


def test_each_shopper_reads_the_text_of_their_arm_and_it_is_kept_which(customer: Customer) -> None:
    trying = Trying(customer.shop)
    trial = trying.starts(WARM)
    people = [Customer(customer.shop, customer.channel, address=f"p{number}") for number in range(12)]
    for person in people:
        person.says("hello")
    arms = {person.talk().shopper: arm_of(trial, person.talk().shopper, 2) for person in people}
    with customer.shop.storage.reads() as session:
        rows = session.scalars(select(OutboxRow).where(col(OutboxRow.name) == "greeting")).all()
    assert set(arms.values()) == {0, 1} and len(rows) == 12
    for row in rows:
        wanted = (
            (f"x{trial}.1:v{version(trying, trial)}", True) if arms[ShopperId(row.shopper)] else (f"x{trial}.0", False)
        )
        assert (row.variant, (row.text or "").startswith("Welcome in!"), row.locale) == (*wanted, "en")


def test_a_shopper_reads_the_same_arm_on_every_channel_in_every_process_after_every_start(shop: Shop) -> None:
    trying = Trying(shop)
    trial = trying.starts(WARM, SHORT)
    english, locale = trying.lab.source("greeting").english, shop.locales["en"]
    processes = [LiveTexts(shop.storage) for _ in range(3)]
    for shopper in (f"s{number}" for number in range(30)):
        told = {each(locale, "greeting", english, None, shopper) for each in processes}
        (live,) = told
        assert live is not None and live.variant.startswith(f"x{trial}.{arm_of(trial, shopper, 3)}")


def test_chats_that_a_person_has_linked_read_one_arm(settings: Settings) -> None:
    shop = open_shop(settings, understander=Scripted(LINKING), clock=StillClock(NOW))
    trial = Trying(shop, context="greeting_again").starts("Hello again! What is it today?")
    pairs = [(a_chat(shop, "telegram", f"t{number}"), a_chat(shop, "whatsapp", f"w{number}")) for number in range(5)]
    for telegram, whatsapp in pairs:
        whatsapp.says("hello")
        telegram.links(whatsapp)
        for chat in (telegram, whatsapp, telegram, whatsapp):
            chat.says("hello")
    with shop.storage.reads() as session:
        told = select(col(OutboxRow.shopper), col(OutboxRow.conversation), col(OutboxRow.variant))
        rows = session.execute(told.where(col(OutboxRow.name) == "greeting_again")).all()
    for telegram, whatsapp in pairs:
        shopper = telegram.talk().shopper
        said = {(row.conversation, row.variant.partition(":")[0]) for row in rows if row.shopper == shopper}
        assert said == {(chat.talk().id, f"x{trial}.{arm_of(trial, shopper, 2)}") for chat in (telegram, whatsapp)}
    shop.close()


def test_a_variant_of_the_language_reads_its_experiment_and_other_languages_do_not(shop: Shop) -> None:
    trying = Trying(shop)
    trying.starts(WARM)
    english = trying.lab.source("greeting").english
    said = LiveTexts(shop.storage)
    assert said(shop.locales["en_AU"], "greeting", english, None, "s1") is not None
    assert said(shop.locales["de"], "greeting", english, None, "s1") is None


def test_a_shop_without_experiments_says_what_it_said(shop: Shop) -> None:
    english = Trying(shop).lab.source("greeting").english
    assert LiveTexts(shop.storage)(shop.locales["en"], "greeting", english, None, "s1") is None


# ---- before the start


def test_the_marketer_is_told_the_size_and_the_days_before_the_start(trying: Trying) -> None:
    trial = trying.starts(WARM)
    for _ in range(3):
        both_read(trying, trial, 50, 15, 15)
        trying.shop.clock.move(timedelta(days=1))
    told = trying.experiments.estimate("greeting", "en", 1, 0.1)
    assert (told.before.told, told.before.counted, told.before.succeeded) == (300, 300, 90)
    assert told.plan.base == pytest.approx(0.3, abs=0.01)
    assert told.plan.per_arm == 615 and told.before.per_day == 100
    assert (told.days, told.is_long) == (14, False)
    assert trying.experiments.estimate("greeting", "en", 1, 0.01).is_long


def test_a_text_that_nobody_reads_is_told_to_be_too_long_a_test(trying: Trying) -> None:
    told = trying.experiments.estimate("greeting", "de", 1, 0.05)
    assert (told.days, told.is_long, told.plan.base) == (None, True, 0.5)


@pytest.mark.parametrize("context", ["disclosure", "opted_out", "quote_ready", "withdrawal_received", "label|buy_now"])
def test_what_is_never_tried_is_refused(trying: Trying, context: str) -> None:
    known = context if context in trying.lab.sources else next(each for each in trying.lab.sources if "label|" in each)
    with pytest.raises(NotTried, match="is never tried"):
        trying.experiments.start(known, "en", (1,), 0.1, None, "Anna")


def test_nothing_that_needs_a_template_or_that_the_law_wants_said_is_tried() -> None:
    assert [name for name in (*UNASKED, *DEMANDED) if not why_not(Message.registry[name])] == []


def test_a_version_that_fails_a_check_is_never_tried(trying: Trying) -> None:
    bad = trying.lab.save("greeting", "en", ["Hello, only 5 €!"], "Anna", None)
    with pytest.raises(NotFit, match="amount"):
        trying.experiments.start("greeting", "en", (bad.id,), 0.1, None, "Anna")
    with pytest.raises(NotTried, match="is draft; only what was reviewed"):
        good = trying.lab.save("greeting", "en", [WARM], "Anna", bad.id)
        trying.experiments.start("greeting", "en", (good.id,), 0.1, None, "Anna")


def test_what_makes_no_sense_is_refused_in_words(trying: Trying) -> None:
    reviewed = trying.reviewed(WARM)
    for versions, smallest in (((), 0.1), ((reviewed,), 0.0), ((reviewed,), 0.9), (tuple(range(9)), 0.1)):
        with pytest.raises(NotTried):
            trying.experiments.start("greeting", "en", versions, smallest, None, "Anna")
    with pytest.raises(NoSuchText, match="is of another text"):
        trying.experiments.start("greeting", "de", (reviewed,), 0.1, None, "Anna")
    with pytest.raises(NoSuchText, match="no experiment 99"):
        trying.experiments.stop(99, "Anna")


def test_of_many_who_start_at_once_one_does(trying: Trying) -> None:
    reviewed, done = trying.reviewed(WARM), list[str]()

    def starts() -> None:
        try:
            trying.experiments.start("greeting", "en", (reviewed,), 0.1, None, "Anna")
            done.append("started")
        except SomebodyElse as error:
            done.append(str(error))

    at_once(starts, starts, starts)
    assert sorted(done, reverse=True)[0] == "started" and done.count("started") == 1
    assert len(done) == 3


# ---- what is counted


def test_shoppers_are_counted_not_messages_and_only_once_their_time_has_passed(trying: Trying) -> None:
    trial = trying.starts(WARM)
    control, _ = both_read(trying, trial, 20, 8, 5)
    trying.reads(trial, 0, None, control)
    early, _ = trying.experiments.now(found(trying, trial))
    assert [(each.told, each.counted) for each in early.values()] == [(20, 0), (20, 0)]
    trying.shop.clock.move(timedelta(days=2))
    late, _ = trying.experiments.now(found(trying, trial))
    assert [(each.told, each.counted, each.succeeded) for each in late.values()] == [(20, 20, 8), (20, 20, 5)]


def test_who_read_two_arms_is_left_out(trying: Trying) -> None:
    trial = trying.starts(WARM)
    control, _ = both_read(trying, trial, 20, 8, 5)
    trying.reads(trial, 1, version(trying, trial), control[:3])
    tallies, _ = trying.experiments.now(found(trying, trial))
    assert [each.told for each in tallies.values()] == [17, 20]


def test_orders_count_for_a_week_and_only_those_placed_after_reading(trying: Trying) -> None:
    trial = trying.experiments.start("greeting", "en", (trying.reviewed(WARM),), 0.1, Goal.ORDER, "Anna")
    control, variant = both_read(trying, trial, 20, 0, 0)
    day, orders = timedelta(days=1), (control[0], control[1], variant[0], variant[1], variant[2])
    for shopper, after in zip(orders, (day, 8 * day, -HOUR, HOUR, 6 * day), strict=True):
        trying.orders(shopper, after)
    trying.shop.clock.move(9 * day)
    tallies, _ = trying.experiments.now(found(trying, trial))
    assert [(each.counted, each.succeeded) for each in tallies.values()] == [(20, 1), (20, 2)]


def test_each_harm_is_counted_of_whom_it_befell_after_reading(trying: Trying) -> None:
    trial = trying.starts(WARM)
    control, variant = both_read(trying, trial, 20, 0, 0)
    for harm in (trying.calls_a_person, trying.opts_out, trying.blocks, trying.asks_money_back, trying.speaks_french):
        harm(variant[0], HOUR)
        harm(control[0], -HOUR)
    trying.opts_out(variant[1], HOUR)
    trying.late(variant[2])
    tallies, _ = trying.experiments.now(found(trying, trial))
    assert dict(tallies[0].harmed) == dict.fromkeys(Guard, 0)
    assert dict(tallies[1].harmed) == dict.fromkeys(Guard, 1) | {Guard.OPT_OUT: 2}


def test_who_is_erased_is_counted_no_more_and_sees_their_arm_in_their_data(trying: Trying) -> None:
    trial = trying.starts(WARM)
    control, _ = both_read(trying, trial, 20, 8, 5)
    with trying.shop.storage.reads() as session:
        assert f'"variant": "x{trial}.0"' in privacy.export(session, ShopperId(control[0]))
    privacy.forget(trying.shop.storage, ShopperId(control[0]))
    tallies, _ = trying.experiments.now(found(trying, trial))
    assert [each.told for each in tallies.values()] == [19, 20]
