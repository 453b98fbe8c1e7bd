"""Cases at the desk: one per reason, first press wins, and the figures count what a person decided."""

from bot import store
from bot.reports.autonomy import Share, autonomy, by_stage
from dialogue.plan import Flag
from tests.builders import NOW
from tests.customer import Customer


def test_the_first_press_wins_and_the_second_changes_nothing(customer: Customer) -> None:
    customer.says("a person please")
    with customer.shop.storage.writes() as session:
        (case,) = store.cases(session)
        assert store.change_case(session, case, "claimed", "Alex", NOW)
        assert not store.change_case(session, case, "claimed", "Kim", NOW)
        (claimed,) = store.cases(session)
    assert (claimed.state, claimed.staff, claimed.claimed_at) == ("claimed", "Alex", NOW)


def test_the_same_reason_again_brings_the_open_case_up_to_date(customer: Customer) -> None:
    customer.says("a person please")
    customer.staff("hand_back")
    customer.says("hello")
    customer.says("a person please")
    with customer.shop.storage.reads() as session:
        cases = store.cases_of(session, customer.talk().id)
    assert [(case.state, case.case.flag) for case in cases] == [("closed", Flag.ASKED), ("open", Flag.ASKED)]
    assert cases[1].case.asked == ("a person please", "hello", "a person please")


def test_a_reply_without_a_claim_takes_the_conversation(customer: Customer) -> None:
    customer.says("a person please")
    assert customer.staff("reply", "Hello, Alex here.") == ["staff_here", "staff_says"]
    assert customer.talk().staff == "Alex"


def test_what_staff_say_is_kept_as_a_promise(customer: Customer) -> None:
    customer.says("a person please")
    customer.staff("reply", "You get 10 EUR back tomorrow.")
    assert customer.talk().promises == ("You get 10 EUR back tomorrow.",)


def test_figures_count_what_was_decided_without_a_person(customer: Customer) -> None:
    customer.says("hello")
    with customer.shop.storage.reads() as session:
        assert autonomy(session).by_person == 0
    customer.says("a person please")
    customer.staff("claim")
    with customer.shop.storage.reads() as session:
        share = autonomy(session)
        assert {each.stage for each in by_stage(session)} >= {"service"}
    assert share.by_person == 1
    assert share.decisions > 1


def test_nothing_decided_is_no_percentage() -> None:
    assert Share("all", 0, 0).percent == "–"
    assert Share("all", 8, 1).percent == "87.5 %"
