"""Codes that open orders made elsewhere: what one is sent for, how often, how long it lasts, and what happens to it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from orders import access_store, customer_store, service
from orders.access import AccessDone, Contact, ForgetAccess, is_right, new_code
from orders.answers import Reason
from orders.customers import Customer
from orders.ids import ShopperId
from tests.orders.counter import JANA, Counter
from tests.orders.guests import (
    ANNA,
    BY_MAIL,
    BY_NAME,
    MAIL,
    MINUTES,
    asks,
    mail,
    opens,
    refused,
    seen,
    tries,
    wish_for,
    wrong,
)

# ---- what a code is sent for


@pytest.mark.parametrize(
    "contact",
    [
        Contact(email="jana@example.com"),
        Contact(email=" JANA@Example.Com "),
        Contact(order="{id}", email=MAIL),
        Contact(order="{bare}", email=MAIL),
        Contact(name="Jana Vogt", postcode="53111"),
        Contact(name="vogt, jána", postcode="53 111"),
        Contact(order="{id}", name="JANA VOGT", postcode="53111"),
    ],
)
def test_a_code_goes_to_the_address_on_file(shop: Counter, contact: Contact) -> None:
    order = shop.buys(("coat-M", 1))
    named = replace(contact, order=contact.order.format(id=order.id, bare=order.id[3:].lower()))
    assert asks(shop, named) == AccessDone()
    assert [letter.email for letter in mail(shop)] == [MAIL]


@pytest.mark.parametrize(
    "contact",
    [
        Contact(email="nobody@example.com"),
        Contact(order="SK-AAAAAA", email=MAIL),
        Contact(order="{id}", email="anna@example.com"),
        Contact(order="{id}"),
        Contact(name="Jana Vogt"),
        Contact(postcode="53111"),
        Contact(name="Jana Vogt", postcode="10115"),
        Contact(name="Anna Meier", postcode="53111"),
        Contact(order="SK-AAAAAA", name="Jana Vogt", postcode="53111"),
        Contact(),
    ],
)
def test_where_nothing_fits_the_answer_is_the_same_and_nothing_is_sent(shop: Counter, contact: Contact) -> None:
    order = shop.buys(("coat-M", 1))
    assert asks(shop, replace(contact, order=contact.order.format(id=order.id))) == AccessDone()
    assert mail(shop) == []


def test_an_order_that_was_never_placed_is_not_found(shop: Counter) -> None:
    shop.quotes(("coat-M", 1))
    asks(shop)
    assert mail(shop) == []


def test_an_order_without_an_address_of_its_own_goes_by_its_customer_s(shop: Counter) -> None:
    order = shop.done(replace(shop.quote_wish(("coat-M", 1)), email=""))
    shop.confirms(order)
    with shop.writes() as session:
        customer_store.save(session, Customer(JANA, "Jana Vogt", "jana@work.example"))
    asks(shop, BY_NAME)
    assert [letter.email for letter in mail(shop)] == ["jana@work.example"]


def test_an_order_with_no_address_on_file_gets_no_letter_and_the_same_answer(shop: Counter) -> None:
    shop.confirms(shop.done(replace(shop.quote_wish(("coat-M", 1)), email="")))
    assert asks(shop, BY_NAME) == AccessDone()
    assert mail(shop) == []


def test_name_and_postcode_that_lead_to_two_addresses_get_no_letter(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    shop.confirms(shop.done(replace(shop.quote_wish(("coat-L", 1)), shopper=ShopperId("ben"), email="b@example.com")))
    asks(shop, BY_NAME)
    assert mail(shop) == []


# ---- how often


def test_a_shopper_gets_three_codes_an_hour_and_then_none_until_it_is_over(shop: Counter) -> None:
    contacts = [Contact(email=f"{name}@example.com") for name in "abcd"]
    assert [asks(shop, contact) for contact in contacts[:3]] == [AccessDone()] * 3
    assert refused(asks(shop, contacts[3])).reason is Reason.TOO_MANY_CODES
    shop.now += 61 * MINUTES
    assert asks(shop, contacts[3]) == AccessDone()


@pytest.mark.parametrize("contact", [BY_MAIL, BY_NAME, Contact(email="nobody@example.com")])
def test_the_same_is_asked_for_three_times_an_hour_whoever_asks_and_whether_it_is_there(
    shop: Counter, contact: Contact
) -> None:
    shop.buys(("coat-M", 1))
    for number in range(3):
        assert asks(shop, contact, ShopperId(f"s{number}")) == AccessDone()
    assert refused(asks(shop, contact, ShopperId("s3"))).reason is Reason.TOO_MANY_CODES


def test_an_address_gets_three_letters_an_hour_by_whatever_way_it_is_found(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    ways = [BY_MAIL, BY_NAME, Contact(order=order.id, email=MAIL), Contact(order=order.id, name="Jana Vogt", postcode="53111")]  # fmt: skip # noqa: E501
    for number, way in enumerate(ways):
        assert asks(shop, way, ShopperId(f"s{number}")) == AccessDone()
    assert len(mail(shop)) == 3


# ---- the code


def test_a_code_is_six_digits_and_kept_only_as_a_salted_hash(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    asks(shop)
    code = mail(shop)[0].code
    assert len(code) == 6 and code.isdigit()
    with shop.open() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM access_code").all()
    assert code not in str(rows)
    assert len({new_code() for _ in range(50)}) > 40


def test_a_code_that_was_not_made_yet_is_never_right() -> None:
    assert not is_right("", "", "")
    assert not is_right("123456", "", "")


@pytest.mark.parametrize("typed", ["{}", "{spaced}", "{dashed}"])
def test_a_right_code_opens_the_orders_of_its_address(shop: Counter, typed: str) -> None:
    order = shop.buys(("coat-M", 1))
    asks(shop)
    code = mail(shop)[0].code
    answer = tries(shop, typed.format(code, spaced=f"{code[:3]} {code[3:]}", dashed=f"{code[:3]}-{code[3:]}"))
    assert isinstance(answer, AccessDone)
    assert [each.id for each in answer.opened] == [order.id] == seen(shop)
    assert answer.until == shop.now + timedelta(days=30)


def test_a_code_asked_for_with_an_order_number_opens_that_order_alone(shop: Counter) -> None:
    first, second = shop.buys(("coat-M", 1)), shop.buys(("coat-L", 1))
    assert [order.id for order in opens(shop, Contact(order=second.id, email=MAIL))] == [second.id]
    assert seen(shop) == [second.id]
    assert first.id not in seen(shop)


def test_a_wrong_code_says_how_many_tries_are_left_and_the_sixth_is_not_compared(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    asks(shop)
    code = mail(shop)[0].code
    answers = [refused(tries(shop, wrong(code))) for _ in range(5)]
    assert [(each.reason, each.quantity) for each in answers] == [(Reason.CODE_WRONG, left) for left in (4, 3, 2, 1, 0)]
    assert refused(tries(shop, code)).reason is Reason.CODE_EXPIRED
    assert seen(shop) == []


def test_the_fifth_try_may_be_the_right_one(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    asks(shop)
    code = mail(shop)[0].code
    for _ in range(4):
        tries(shop, wrong(code))
    assert isinstance(tries(shop, code), AccessDone)


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (10, False), (600, False)])
def test_a_code_lasts_ten_minutes(shop: Counter, minutes: int, works: bool) -> None:
    shop.buys(("coat-M", 1))
    asks(shop)
    code = mail(shop)[0].code
    shop.now += minutes * MINUTES
    answer = tries(shop, code)
    assert isinstance(answer, AccessDone) if works else refused(answer).reason is Reason.CODE_EXPIRED


def test_a_used_code_works_no_more(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    asks(shop)
    code = mail(shop)[0].code
    tries(shop, code)
    with shop.writes() as session:
        service.access(session, ForgetAccess(shopper=ANNA), shop.now)
    assert refused(tries(shop, code)).reason is Reason.CODE_EXPIRED
    assert seen(shop) == []


def test_a_code_works_for_nobody_but_who_asked_for_it(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    asks(shop)
    code = mail(shop)[0].code
    assert refused(tries(shop, code, ShopperId("eve"))).reason is Reason.CODE_EXPIRED
    asks(shop, Contact(email="eve@example.com"), ShopperId("eve"))
    assert refused(tries(shop, code, ShopperId("eve"))).reason is Reason.CODE_WRONG


def test_only_the_newest_code_works(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    asks(shop)
    old = mail(shop)[0].code
    asks(shop)
    new = mail(shop)[0].code
    if old != new:
        assert refused(tries(shop, old)).reason is Reason.CODE_WRONG
    assert isinstance(tries(shop, new), AccessDone)


def test_a_guess_at_a_code_that_nobody_got_is_answered_like_any_wrong_one(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    asks(shop)
    asks(shop, Contact(email="nobody@example.com"), ShopperId("eve"))
    code = mail(shop)[0].code
    for _ in range(6):
        assert tries(shop, wrong(code)) == tries(shop, wrong(code), ShopperId("eve"))


def test_a_try_is_of_the_code_it_was_taken_from_whatever_is_asked_for_meanwhile(
    shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.buys(("coat-M", 1))
    asks(shop)
    code = mail(shop)[0].code
    count_try = access_store.count_try

    def and_another_is_asked_for(session: Session, asked: int, most: int, now: datetime) -> bool:
        taken = count_try(session, asked, most, now)
        access_store.add(session, wish_for(BY_NAME), now, now + 10 * MINUTES)
        return taken

    monkeypatch.setattr(access_store, "count_try", and_another_is_asked_for)
    assert isinstance(tries(shop, code), AccessDone)


def test_a_letter_whose_sending_broke_off_is_written_anew_with_a_code_that_works(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    asks(shop)
    with shop.writes() as session:
        (due,) = service.letters_due(session, shop.now)
        lost = service.write_letter(session, due, shop.now, shop.policy)
    assert lost is not None and mail(shop) == []
    shop.now += 2 * MINUTES
    (letter,) = mail(shop)
    assert letter.until == lost.until
    assert isinstance(tries(shop, letter.code), AccessDone)


def test_a_letter_that_could_not_be_sent_in_time_is_given_up(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    asks(shop)
    shop.now += 11 * MINUTES
    assert mail(shop) == []
    with shop.open() as session:
        assert service.letters_due(session, shop.now + 60 * MINUTES) == ()


def test_what_was_told_to_find_an_order_is_forgotten_once_the_letter_is_written(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    asks(shop, BY_NAME)
    mail(shop)
    with shop.open() as session:
        rows = session.connection().exec_driver_sql("SELECT asked FROM access_code").all()
    assert [tuple(row) for row in rows] == [("",)]
