"""A text's way to shoppers: drafts, reviews, publishing, rolling back; who is told what, and what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.lab import store
from bot.lab.live import SECONDS, LiveTexts
from bot.lab.publish import Lab, NoSuchText, NotFit, SomebodyElse
from bot.lab.store import State
from bot.wiring import Shop
from dialogue.tables import OutboxRow
from locales.sources import Source
from tests.at_once import at_once
from tests.customer import Customer

GREETING = "Hallo! Was darf ich für Sie suchen?"


@pytest.fixture
def lab(shop: Shop) -> Lab:
    return Lab(shop.storage, shop.locales, shop.clock)


def published(lab: Lab, context: str, code: str, *forms: str) -> int:
    history = lab.history(context, code)
    version = lab.save(context, code, forms, "Anna", history[0].id if history else None)
    lab.review(version.id, "Ben")
    return lab.publish(version.id, "Ben").id


def said(shop: Shop, context: str = "greeting", locale: str = "de") -> str:
    source = Lab(shop.storage, shop.locales, shop.clock).source(context)
    live = LiveTexts(shop.storage)(shop.locales[locale], context, source.english, None)
    return live.text if live else "the file's"


def test_shoppers_read_a_text_from_when_it_is_published_until_it_is_rolled_back(shop: Shop, lab: Lab) -> None:
    version = lab.save("greeting", "de", [GREETING], "Anna", None)
    assert (version.state, said(shop)) == (State.DRAFT, "the file's")
    lab.review(version.id, "Ben")
    assert said(shop) == "the file's"
    live = lab.publish(version.id, "Cleo")
    assert said(shop) == GREETING
    assert (live.written_by, live.reviewed_by, live.published_by) == ("Anna", "Ben", "Cleo")
    assert lab.roll_back("greeting", "de", "Anna") is None
    assert said(shop) == "the file's"
    assert [(each.state, each.ended_by) for each in lab.history("greeting", "de")] == [(State.ROLLED_BACK, "Anna")]


def test_rolling_back_leads_to_the_version_before(shop: Shop, lab: Lab) -> None:
    published(lab, "greeting", "de", GREETING)
    published(lab, "greeting", "de", "Schön, dass Sie da sind! Was darf es sein?")
    before = lab.roll_back("greeting", "de", "Anna")
    assert before is not None
    assert (before.version, said(shop)) == (1, GREETING)
    assert lab.roll_back("greeting", "de", "Anna") is None
    with pytest.raises(NoSuchText, match="Nothing of the lab's is live"):
        lab.roll_back("greeting", "de", "Anna")


def test_a_shopper_is_greeted_in_the_new_words_and_it_is_kept_which_they_were(customer: Customer) -> None:
    shop = customer.shop
    lab = Lab(shop.storage, shop.locales, shop.clock)
    identity = published(lab, "greeting", "en", "Welcome in! What may I look for?")
    override = shop.wordings.override
    assert isinstance(override, LiveTexts)
    override.read()
    customer.says("hello")
    with shop.storage.reads() as session:
        rows = session.scalars(select(OutboxRow)).all()
    told = {row.name: (row.text or "", row.locale, row.variant) for row in rows}
    assert told["greeting"][0].startswith("Welcome in!")
    assert told["greeting"][1:] == ("en", f"v{identity}")
    assert told["disclosure"][2] == ""


def test_what_fails_a_check_is_never_published(lab: Lab) -> None:
    version = lab.save("order_placed", "de", ["Danke! Das kostet 49,95 €."], "Anna", None)
    for step in (lab.review, lab.publish):
        with pytest.raises(NotFit) as refused:
            step(version.id, "Anna")
        assert {fault.rule for fault in refused.value.faults} >= {"placeholder", "amount"}
    assert lab.version(version.id).state is State.DRAFT


def test_only_what_was_reviewed_goes_live(lab: Lab) -> None:
    version = lab.save("greeting", "de", [GREETING], "Anna", None)
    with pytest.raises(NotFit, match="only what was reviewed"):
        lab.publish(version.id, "Anna")


def test_news_that_whatsapp_would_not_take_as_a_template_is_refused(lab: Lab) -> None:
    good = lab.filed("refund_paid", "de")[0]
    version = lab.save("refund_paid", "de", ["{amount} " + good.replace("{amount}", "das")], "Anna", None)
    with pytest.raises(NotFit, match="begins or ends with a variable"):
        lab.review(version.id, "Anna")


def test_the_second_of_two_writers_is_told_and_nothing_is_lost(lab: Lab) -> None:
    first = lab.save("greeting", "de", [GREETING], "Anna", None)
    with pytest.raises(SomebodyElse, match="Anna saved version 1 meanwhile"):
        lab.save("greeting", "de", ["Guten Tag! Was suchen Sie?"], "Ben", None)
    second = lab.save("greeting", "de", ["Guten Tag! Was suchen Sie?"], "Ben", first.id)
    assert [each.forms[0] for each in lab.history("greeting", "de")] == ["Guten Tag! Was suchen Sie?", GREETING]
    assert second.version == 2


def test_of_many_who_save_at_once_one_does(lab: Lab) -> None:
    done: list[object] = []

    def saves(name: str) -> None:
        try:
            done.append(lab.save("greeting", "de", [f"Hallo von {name}! Was darf es sein?"], name, None))
        except SomebodyElse as error:
            done.append(str(error))

    at_once(*[lambda name=name: saves(name) for name in ("Anna", "Ben", "Cleo", "Dora")])
    assert len(done) == 4
    assert len(lab.history("greeting", "de")) == 1


def test_of_many_who_publish_at_once_one_does(lab: Lab) -> None:
    version = lab.save("greeting", "de", [GREETING], "Anna", None)
    lab.review(version.id, "Ben")
    done: list[State] = []

    def publishes() -> None:
        try:
            done.append(lab.publish(version.id, "Ben").state)
        except (SomebodyElse, NotFit):
            done.append(State.PAST)

    at_once(publishes, publishes, publishes)
    assert sorted(done) == [State.LIVE, State.PAST, State.PAST]
    with lab.storage.reads() as session:
        assert len(store.live(session)) == 1


def test_a_text_whose_english_has_changed_since_is_said_no_more(shop: Shop, lab: Lab) -> None:
    identity = published(lab, "greeting", "de", GREETING)
    source = lab.source("greeting")
    lab.sources["greeting"] = Source("greeting", "Hello again! What is it today?", source.note)  # type: ignore[index]
    assert LiveTexts(shop.storage)(shop.locales["de"], "greeting", lab.source("greeting").english, None) is None
    with pytest.raises(NotFit, match="English text has changed"):
        lab.publish(identity, "Ben")


def test_a_variant_reads_its_language_s_live_text_unless_it_has_words_of_its_own(shop: Shop, lab: Lab) -> None:
    published(lab, "greeting", "de", GREETING)
    assert said(shop, locale="de_AT") == GREETING
    variant, language = shop.locales["pt_PT"], shop.locales["pt"]
    own = next(
        context
        for context, source in lab.sources.items()
        if variant.words_itself(context, source.english) and not source.plural and context in {"greeting", "welcome"}
    )
    published(lab, own, "pt", language.own_text(own, lab.source(own).english) or "")
    assert said(shop, own, "pt_PT") == "the file's"
    assert said(shop, own, "pt") != "the file's"


def test_each_number_gets_its_plural_form(shop: Shop, lab: Lab) -> None:
    context = next(name for name, source in lab.sources.items() if source.plural and "{days}" in source.english)
    source, polish = lab.source(context), shop.locales["pl"]
    forms = lab.filed(context, "pl")
    published(lab, context, "pl", *[form.replace("{days}", f"{{days}} ({place})") for place, form in enumerate(forms)])
    live = LiveTexts(shop.storage)
    for number in (1, 2, 5, 22, 25, 100):
        found = live(polish, context, source.english, number)
        assert found is not None
        assert f"({polish.form(number)})" in found.text


def test_another_process_says_it_within_two_seconds(shop: Shop, lab: Lab) -> None:
    now = [100.0]
    elsewhere = LiveTexts(shop.storage, clock=lambda: now[0])
    english = lab.source("greeting").english
    assert elsewhere(shop.locales["de"], "greeting", english, None) is None
    published(lab, "greeting", "de", GREETING)
    now[0] += SECONDS
    found = elsewhere(shop.locales["de"], "greeting", english, None)
    assert SECONDS <= 2
    assert found is not None
    assert found.text == GREETING


@pytest.mark.parametrize(("context", "code"), [("no_such_text", "de"), ("greeting", "xx"), ("greeting", "../de")])
def test_what_is_not_there_is_said_so(lab: Lab, context: str, code: str) -> None:
    with pytest.raises(NoSuchText):
        lab.save(context, code, ["Hallo"], "Anna", None)


def test_a_text_that_is_a_book_is_refused(lab: Lab) -> None:
    with pytest.raises(NotFit):
        lab.save("greeting", "de", ["x" * 4_001], "Anna", None)


def test_times_are_the_shop_s(shop: Shop, lab: Lab) -> None:
    version = lab.save("greeting", "de", [GREETING], "Anna", None)
    shop.clock.move(timedelta(hours=1))
    assert lab.review(version.id, "Ben").reviewed_at == version.written_at + timedelta(hours=1)
    assert replace(version, id=0).id == 0
