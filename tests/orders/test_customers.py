"""Customers: what is kept of their payment methods, and how they are found again."""

import pytest

from orders import customer_store
from orders.customers import Customer, PaymentMethod, has_card_number
from orders.ids import ShopperId
from tests.orders.counter import BONN, Counter

JANA = Customer(
    id=ShopperId("jana"),
    name="Jana Vogt",
    email="Jana@Example.com",
    address=BONN,
    methods=(PaymentMethod("card_4242", "card", "Visa ending in 4242"), PaymentMethod("paypal_9", "paypal")),
)


@pytest.mark.parametrize(
    "text",
    ["4111111111111111", "4111 1111 1111 1111", "card 4111-1111-1111-1111", "378282246310005", "card_4222222222222x"],
)
def test_a_card_number_is_seen_however_it_is_spaced(text: str) -> None:
    assert has_card_number(text)


@pytest.mark.parametrize(
    "text", ["card_4242", "4111111111111112", "paypal_5727330", "", "0000 0000 0000 0000", "41111111111111111111111111"]
)
def test_a_token_is_no_card_number(text: str) -> None:
    assert not has_card_number(text)


@pytest.mark.parametrize("fields", [("card_4111111111111111", ""), ("card_1", "Visa 4111 1111 1111 1111")])
def test_a_payment_method_never_holds_a_card_number(fields: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="token"):
        PaymentMethod(fields[0], "card", fields[1])


def test_a_customer_is_found_by_id_and_by_e_mail_in_any_case(shop: Counter) -> None:
    with shop.writes() as session:
        customer_store.save(session, JANA)
        assert customer_store.find(session, JANA.id) == JANA
        assert customer_store.with_emails(session, [" jana@example.COM "]) == (JANA.id,)
        assert customer_store.emails_of(session, [JANA.id, ShopperId("nobody")]) == {JANA.id: "jana@example.com"}
        assert customer_store.find(session, ShopperId("nobody")) is None


def test_saving_a_customer_again_replaces_what_was_known(shop: Counter) -> None:
    with shop.writes() as session:
        customer_store.save(session, JANA)
        customer_store.save(session, Customer(JANA.id, "Jana Berg"))
        assert list(customer_store.all_customers(session)) == [Customer(JANA.id, "Jana Berg")]
        assert customer_store.with_emails(session, ["jana@example.com"]) == ()


def test_the_usual_method_is_the_named_one_or_the_first() -> None:
    assert JANA.usual_method == JANA.methods[0]
    named = Customer(JANA.id, "", methods=JANA.methods, default_method="paypal_9")
    assert named.usual_method == JANA.methods[1]
    assert Customer(JANA.id, "").usual_method is None
