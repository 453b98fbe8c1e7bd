"""What is kept of a customer: ways to pay that were used, one default address, and what is forgotten."""

from dataclasses import replace

import pytest

from orders import accounts, customer_store, store
from orders.account_actions import ForgetMethod, Kept
from orders.actions import ChangePayment, ConfirmQuote, Consent
from orders.answers import Refusal
from orders.customers import Customer, PaymentMethod
from orders.ids import ShopperId
from orders.order import Address
from orders.rows import StaleWrite
from tests.orders.counter import BONN, JANA, Counter

OFFICE = Address("Jana Vogt", "Bürostraße 5", "Köln", "50667", "DE")
PARENTS = Address("Uta Vogt", "Am Deich 1", "Husum", "25813", "DE")


def customer(shop: Counter, shopper: ShopperId = JANA) -> Customer:
    with shop.open() as session:
        found = accounts.customer_of(session, shopper)
    assert found is not None
    return found


def tokens(shop: Counter) -> list[str]:
    return [method.token for method in customer(shop).methods]


def forgets(shop: Counter, token: str) -> str:
    with shop.writes() as session:
        answer = accounts.perform(session, ForgetMethod(shopper=JANA, token=token), shop.now)
    return answer.reason.value if isinstance(answer, Refusal) else "done"


def test_what_paid_an_order_is_the_customers_own_from_then_on(shop: Counter) -> None:
    shop.buys(("coat-M", 1), method="card_4242")
    shop.buys(("coat-M", 1), method="paypal_9")
    shop.buys(("coat-M", 1), method="card_4242")
    assert customer(shop).methods == (PaymentMethod("card_4242", "card"), PaymentMethod("paypal_9", "paypal"))
    assert (customer(shop).name, customer(shop).email) == ("Jana Vogt", "jana@example.com")


def test_what_was_declined_is_not_kept(shop: Counter) -> None:
    shop.cards_are_declined()
    order = shop.quotes(("coat-M", 1))
    shop.confirms(order)
    shop.works()
    with shop.open() as session:
        assert accounts.customer_of(session, JANA) is None


def test_a_quote_alone_keeps_nothing(shop: Counter) -> None:
    shop.quotes(("coat-M", 1))
    with shop.open() as session:
        assert accounts.customer_of(session, JANA) is None


def test_another_way_to_pay_for_an_order_is_kept_too(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    shop.done(ChangePayment(**shop.on(order), method="paypal_9"))
    shop.works()
    assert tokens(shop) == ["card_4242", "paypal_9"]


def test_what_was_imported_keeps_its_label(shop: Counter) -> None:
    visa = PaymentMethod("card_4242", "card", "Visa ending in 4242")
    with shop.writes() as session:
        customer_store.save(session, Customer(JANA, "Jana", address=OFFICE, methods=(visa,)))
    shop.buys(("coat-M", 1))
    assert customer(shop).methods == (visa,)
    assert (customer(shop).address, customer(shop).addresses) == (OFFICE, (BONN,))


def test_a_way_to_pay_is_forgotten_and_the_order_keeps_it_for_its_refund(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    assert forgets(shop, "card_4242") == "done"
    assert (tokens(shop), shop.order(order).method) == ([], "card_4242")


def test_what_is_not_theirs_cannot_be_forgotten(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    assert (forgets(shop, "card_9999"), tokens(shop)) == ("unknown_method", ["card_4242"])


def test_nobodys_way_to_pay_is_forgotten_by_another(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    with shop.writes() as session:
        answer = accounts.perform(session, ForgetMethod(shopper=ShopperId("eve"), token="card_4242"), shop.now)
    assert isinstance(answer, Refusal) and answer.reason.value == "unknown_method"
    assert tokens(shop) == ["card_4242"]


def test_what_a_quote_would_be_charged_to_is_not_forgotten(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    quote = shop.quotes(("coat-L", 1))
    assert (forgets(shop, "card_4242"), tokens(shop)) == ("method_in_use", ["card_4242"])
    shop.passes(quote.quote_expires_at - shop.now)
    assert forgets(shop, "card_4242") == "done"


def test_what_a_charge_is_under_way_to_is_not_forgotten(shop: Counter) -> None:
    shop.buys(("coat-M", 1), method="paypal_9")
    order = shop.quotes(("coat-L", 1), method="paypal_9")
    shop.done(ConfirmQuote(**shop.on(order), quote_hash=order.quote_hash, consent=Consent.LABELLED_BUTTON))
    assert forgets(shop, "paypal_9") == "method_in_use"
    shop.works()
    assert forgets(shop, "paypal_9") == "done"


def test_what_a_replacing_charge_needs_is_not_forgotten(shop: Counter) -> None:
    shop.buys(("coat-M", 1), method="paypal_9")
    order = shop.buys(("coat-L", 1))
    shop.done(ChangePayment(**shop.on(order), method="paypal_9"))
    assert forgets(shop, "paypal_9") == "method_in_use"
    shop.works()
    assert forgets(shop, "paypal_9") == "done"


def test_the_usual_way_to_pay_is_the_one_that_was_chosen(shop: Counter) -> None:
    shop.buys(("coat-M", 1), method="card_4242")
    with shop.writes() as session:
        accounts.keep_usual_method(session, JANA, "paypal_9")
    usual = customer(shop).usual_method
    assert usual is not None and usual.token == "paypal_9"
    assert forgets(shop, "paypal_9") == "done"
    usual = customer(shop).usual_method
    assert usual is not None and usual.token == "card_4242"


def test_the_first_address_is_the_default_and_others_are_known(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    assert (customer(shop).address, customer(shop).addresses) == (BONN, ())
    shop.buys(("coat-M", 1), address=OFFICE)
    shop.buys(("coat-M", 1), address=PARENTS)
    assert (customer(shop).address, customer(shop).addresses) == (BONN, (PARENTS, OFFICE))


def test_another_default_leaves_the_one_before_known_and_placed_orders_alone(shop: Counter) -> None:
    order = shop.buys(("coat-M", 1))
    with shop.writes() as session:
        accounts.keep_default_address(session, JANA, OFFICE)
    assert (customer(shop).address, customer(shop).addresses) == (OFFICE, (BONN,))
    assert shop.order(order).address == BONN
    with shop.writes() as session:
        accounts.keep_default_address(session, JANA, BONN)
    assert (customer(shop).address, customer(shop).addresses) == (BONN, (OFFICE,))


def test_a_forgotten_address_is_forgotten_with_all_others(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    shop.buys(("coat-M", 1), address=OFFICE)
    with shop.writes() as session:
        accounts.keep_default_address(session, JANA, None)
    assert (customer(shop).address, customer(shop).addresses) == (None, ())


def test_nothing_to_forget_makes_no_customer(shop: Counter) -> None:
    with shop.writes() as session:
        accounts.keep_default_address(session, JANA, None)
        accounts.keep_usual_method(session, JANA, None)
        accounts.keep_contact(session, JANA, name="Jana", email="jana@example.com")
    with shop.open() as session:
        assert accounts.customer_of(session, JANA) is None


def test_a_name_and_an_e_mail_that_were_told_are_those_of_the_customer(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    before = customer(shop)
    with shop.writes() as session:
        accounts.keep_contact(session, JANA, name=None, email="new@example.com")
    after = customer(shop)
    assert after == replace(before, email="new@example.com")
    with shop.open() as session:
        assert customer_store.with_emails(session, ["new@example.com"]) == (JANA,)


@pytest.mark.parametrize("token", ["card_4242", "credit_card_4242", "paypal", "gift_card_G1", "wallet"])
def test_a_stored_way_to_pay_is_of_the_kind_that_its_token_begins_with(shop: Counter, token: str) -> None:
    with shop.writes() as session:
        accounts.keep_usual_method(session, JANA, token)
    kinds = {"card_4242": "card", "credit_card_4242": "credit_card", "gift_card_G1": "gift_card"}
    assert customer(shop).methods[0].kind == kinds.get(token, token)


def test_a_join_that_read_an_order_before_it_was_paid_does_not_unmake_the_payment(
    shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = shop.quotes(("coat-M", 1))
    shop.confirms(order)
    read = (shop.order(order),)
    shop.works()
    monkeypatch.setattr(store, "orders_of", lambda session, shopper: read)
    with pytest.raises(StaleWrite), shop.writes() as session:
        accounts.join(session, JANA, ShopperId("jana-too"))
    assert shop.order(order).captured == order.total


def test_an_answer_that_is_kept_names_no_wishes_of_others(shop: Counter) -> None:
    shop.buys(("coat-M", 1))
    with shop.writes() as session:
        assert accounts.perform(session, ForgetMethod(shopper=JANA, token="card_4242"), shop.now) == Kept()
