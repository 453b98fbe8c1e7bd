"""Gifts at the desk: up to one person's limit at once, above it by a second person, each with its reason."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlmodel import Session
from starlette.testclient import TestClient

from bot import privacy
from bot.channels.webchat import Hub
from bot.settings import Settings
from bot.signin import SignIn
from bot.web import app
from bot.wiring import Shop, open_shop
from orders import service
from orders.order import Order
from orders.states import RefundState
from tests.bot.seeds import delivered


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    opened = open_shop(Settings(DATABASE_URL=":memory:"))
    yield opened
    opened.close()


@pytest.fixture
def order(shop: Shop) -> Order:
    return delivered(shop.storage, shop.clock())


@pytest.fixture
def signin() -> SignIn:
    return SignIn("secret of the tests")


@pytest.fixture
def alex(shop: Shop, signin: SignIn) -> TestClient:
    return opened(shop, signin, signin.desk_link("alex"))


def opened(shop: Shop, signin: SignIn, link: str) -> TestClient:
    browser = TestClient(app(shop, Hub(), signin))
    browser.post(link)
    return browser


def gives(desk: TestClient, order: Order, amount: str, reason: str = "a long wait", key: str = "k1") -> tuple[int, str]:
    body = {"amount": amount, "reason": reason, "key": f"{order.id}-{key}"}
    answer = desk.post(f"/desk/orders/{order.id}/goodwill", json=body)
    return answer.status_code, str(answer.json().get("told") or answer.json().get("error"))


def invited(shop: Shop, signin: SignIn, by: TestClient, name: str) -> TestClient:
    """Somebody with a link that a colleague has made for them."""
    return opened(shop, signin, by.post("/desk/colleague", json={"name": name}).json()["told"].split(": ")[1])


def approves(desk: TestClient, order: Order) -> int:
    return int(desk.post(f"/desk/orders/{order.id}/gifts/{order.id}-R1/approve", json={}).status_code)


def refunds(shop: Shop, order: Order) -> list[tuple[str, RefundState, str, str]]:
    with shop.storage.reads() as session:
        found = service.any_order(session, order.id)
    assert found is not None
    return [(each.amount.plain(), each.state, each.by_person, each.note) for each in found.refunds]


def test_one_person_gives_up_to_their_limit_with_a_reason_once(shop: Shop, order: Order, alex: TestClient) -> None:
    assert gives(alex, order, "12,50") == (200, "EUR 12.50 is given. The shopper is told.")
    assert gives(alex, order, "12,50") == (409, "That was decided already; nothing has changed.")
    (given,) = refunds(shop, order)
    assert given[0] == "12.50" and given[2:] == ("alex", "a long wait")


@pytest.mark.parametrize(
    "amount,reason,words",
    [
        ("5", " ", "reason"),
        ("0", "sorry", "more than nothing"),
        ("500", "sorry", "does not hold that much"),
        ("much", "sorry", "not an amount"),
        ("1.234", "sorry", "not an amount in EUR"),
        ("1,000", "sorry", "not an amount in EUR"),
        ("1e1", "sorry", "not an amount in EUR"),
    ],
)
def test_what_cannot_be_given_is_refused_in_the_desks_words(
    shop: Shop, order: Order, alex: TestClient, amount: str, reason: str, words: str
) -> None:
    status, said = gives(alex, order, amount, reason)
    assert status == 409 and words in said
    assert refunds(shop, order) == []


def test_above_the_limit_a_second_person_decides(shop: Shop, order: Order, alex: TestClient, signin: SignIn) -> None:
    status, said = gives(alex, order, "60.00")
    assert status == 200 and "second person" in said
    assert [(each[0], each[1]) for each in refunds(shop, order)] == [("60.00", RefundState.ASKED)]
    gift = f"/desk/orders/{order.id}/gifts/{order.id}-R1"
    own = alex.post(f"{gift}/approve", json={})
    assert own.status_code == 409 and "another person" in own.json()["error"]
    kim = opened(shop, signin, signin.desk_link("Kim"))
    assert kim.post(f"{gift}/approve", json={}).json()["told"] == "Given. The shopper is told."
    shop.drain("orders")
    assert refunds(shop, order) == [("60.00", RefundState.PAID_OUT, "Kim", "a long wait")]
    assert kim.post(f"{gift}/decline", json={}).status_code == 409


def test_nobody_approves_what_the_colleague_asked_for_who_let_them_in(
    shop: Shop, order: Order, alex: TestClient, signin: SignIn
) -> None:
    gives(alex, order, "60.00")
    kim = invited(shop, signin, alex, "Kim")
    noa = invited(shop, signin, kim, "Noa")
    assert [approves(each, order) for each in (kim, noa, alex)] == [409, 409, 409]
    assert approves(opened(shop, signin, signin.desk_link("Eva")), order) == 200


def test_nobody_approves_what_a_colleague_asked_for_whom_they_let_in(
    shop: Shop, order: Order, alex: TestClient, signin: SignIn
) -> None:
    kim, noa = invited(shop, signin, alex, "Kim"), invited(shop, signin, alex, "Noa")
    gives(kim, order, "60.00")
    assert [approves(each, order) for each in (alex, noa)] == [409, 409]


def test_a_second_name_of_ones_own_gives_nothing_beyond_ones_limit(
    shop: Shop, order: Order, alex: TestClient, signin: SignIn
) -> None:
    assert gives(alex, order, "50.00", key="k1")[1].endswith("is given. The shopper is told.")
    assert "second person" in gives(invited(shop, signin, alex, "Kim"), order, "5.00", key="k2")[1]
    other = opened(shop, signin, signin.desk_link("Eva"))
    assert gives(other, order, "5.00", key="k3")[1].endswith("is given. The shopper is told.")


def test_several_gifts_of_one_person_count_together(shop: Shop, order: Order, alex: TestClient) -> None:
    assert gives(alex, order, "30.00", key="k1")[1].endswith("is given. The shopper is told.")
    assert "second person" in gives(alex, order, "30.00", key="k2")[1]


def test_a_declined_gift_was_never_heard_of(shop: Shop, order: Order, alex: TestClient) -> None:
    gives(alex, order, "60.00")
    answer = alex.post(f"/desk/orders/{order.id}/gifts/{order.id}-R1/decline", json={"reason": "too much"})
    assert answer.json()["told"] == "Declined. The shopper has not heard of it."
    with shop.storage.reads() as session:
        found = service.any_order(session, order.id)
    assert found is not None and not found.refunds[0].is_told and found.refunded.is_zero()


def test_gifts_are_for_staff_alone(shop: Shop, order: Order, signin: SignIn) -> None:
    stranger = TestClient(app(shop, Hub(), signin))
    assert stranger.post(f"/desk/orders/{order.id}/goodwill", json={"amount": "5"}).status_code == 401
    assert stranger.post(f"/desk/orders/{order.id}/gifts/R1/approve", json={}).status_code == 401
    assert stranger.post("/desk/colleague", json={"name": "Kim"}).status_code == 401


def test_nobody_invites_themselves_under_their_own_name(alex: TestClient) -> None:
    assert alex.post("/desk/colleague", json={"name": " Alex "}).status_code == 400
    assert alex.post("/desk/orders/SK-NOBODY/goodwill", json={"amount": "5", "key": "k"}).status_code == 409


def test_what_staff_wrote_about_somebody_goes_with_them(shop: Shop, alex: TestClient, order: Order) -> None:
    assert gives(alex, order, "5.00", "Jana's twins were ill")[0] == 200
    with shop.storage.writes() as session:
        assert "twins" in _written(session)
        privacy.erase(session, order.shopper)
        assert "twins" not in _written(session)
        assert service.audit(session) == ()


def _written(session: Session) -> str:
    bodies = "SELECT body FROM orders UNION ALL SELECT body FROM order_event"
    return "".join(session.execute(text(bodies)).scalars())
