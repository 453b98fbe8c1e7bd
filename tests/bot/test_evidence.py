"""The evidence of a dispute at the desk: a page to print, for staff alone, and the word that it was handed in."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.channels.webchat import Hub
from bot.desk.evidence import page
from bot.settings import Settings
from bot.signin import SignIn
from bot.web import app
from bot.wiring import Shop, open_shop
from orders import service
from orders.actions import DisputeNews
from orders.ids import OrderId
from orders.order import Order
from orders.service import Done
from orders.states import DisputeState
from tests.bot.seeds import delivered


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    opened = open_shop(Settings(DATABASE_URL=":memory:"))
    yield opened
    opened.close()


@pytest.fixture
def order(shop: Shop) -> Order:
    """Delivered, with a name that would be markup, and disputed."""
    now = shop.clock()
    made = delivered(shop.storage, now, "Jana <b>Vogt", "DHL", "FX771204398DE")
    payment = made.payments[0].id
    with shop.storage.writes() as session:
        told = service.report_dispute(
            session, made.id, payment, DisputeNews.OPENED, now, reference="dp_1", reason="product_not_received"
        )
    assert isinstance(told, Done)
    return told.order


@pytest.fixture
def desk(shop: Shop) -> TestClient:
    signin = SignIn("secret of the tests")
    browser = TestClient(app(shop, Hub(), signin))
    browser.post(signin.desk_link("ada"))
    return browser


def test_the_page_has_the_consent_the_proof_of_delivery_and_every_event(shop: Shop, order: Order) -> None:
    with shop.storage.reads() as session:
        pack = service.evidence(session, order.id, shop.clock())
    assert pack is not None
    text = page(pack)
    for part in (order.quote_hash, "labelled button", "DHL FX771204398DE", "delivered 20", "product not received"):
        assert part in text
    assert [f"<td>{number}</td>" in text for number in range(1, order.event_count + 1)] == [True] * order.event_count


def test_what_a_shopper_wrote_is_no_markup_there(desk: TestClient, order: Order) -> None:
    text = desk.get(f"/desk/orders/{order.id}/evidence").text
    assert "Jana &lt;b&gt;Vogt" in text and "<b>" not in text and "<script" not in text


def test_only_staff_see_it(shop: Shop, order: Order) -> None:
    stranger = TestClient(app(shop, Hub(), SignIn("secret of the tests")))
    assert stranger.get(f"/desk/orders/{order.id}/evidence").status_code == 401
    assert stranger.post(f"/desk/orders/{order.id}/answer-dispute").status_code == 401


def test_an_order_that_does_not_exist_has_none(desk: TestClient) -> None:
    assert desk.get("/desk/orders/SK-NOBODY/evidence").status_code == 404
    assert desk.post("/desk/orders/SK-NOBODY/answer-dispute").status_code == 409


def test_staff_note_once_that_it_was_handed_in(shop: Shop, desk: TestClient, order: Order) -> None:
    assert desk.post(f"/desk/orders/{order.id}/answer-dispute").json()["told"] == "Noted: the evidence is handed in."
    with shop.storage.reads() as session:
        told = service.any_order(session, OrderId(order.id))
    assert told is not None
    assert [(each.state, each.by_person) for each in told.disputes] == [(DisputeState.ANSWERED, "ada")]
    assert desk.post(f"/desk/orders/{order.id}/answer-dispute").status_code == 409
