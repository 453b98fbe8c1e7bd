"""Two processes at the same order, at the same moment: never a cent too much, never the last piece twice."""

from contextlib import closing

import pytest
from sqlmodel import Session

from bot.storage import Storage
from orders import service
from orders.actions import MakeQuote
from orders.ids import ConversationId, OrderId, Sku
from orders.money import total
from orders.payments.demo import DemoPayments
from orders.service import Done, Seed
from tests.orders.counter import BONN, JANA, MONDAY, an_offer
from tests.orders.racing import Scene, both, pay_out, refund, want

RACES, SOAK_RACES = 100, 1_000
COST = "49.39"


def _lost_orders(session: Session, count: int) -> list[OrderId]:
    seed = Seed(
        shopper=JANA, conversation=ConversationId("talk"), lines=((Sku("coat-M"), 1),), state="lost", address=BONN,
        market="DE", currency="EUR", method="card_4242", placed_at=MONDAY,
    )  # fmt: skip
    answers = [service.seed_order(session, seed, MONDAY) for _ in range(count)]
    return [answer.order.id for answer in answers if isinstance(answer, Done)]


def _race_for_refunds(scene: Scene, races: int) -> None:
    with closing(Storage(scene.url)) as storage:
        with storage.writes() as session:
            orders = _lost_orders(session, races)
        both(refund, scene, orders)
        both(pay_out, scene, orders)
        with storage.reads() as session:
            found = [service.any_order(session, order) for order in orders]
            breaches = service.audit(session)
    assert [(order.refunded.plain(), order.paid_back.plain()) for order in found if order] == [(COST, COST)] * races
    assert breaches == ()
    assert total(DemoPayments(scene.bank).charges().values(), "EUR").minor == 0


def test_two_processes_that_refund_the_same_order_never_give_a_cent_too_much(scene: Scene) -> None:
    _race_for_refunds(scene, RACES)


@pytest.mark.soak
def test_a_thousand_races_for_a_refund_never_give_a_cent_too_much(scene: Scene) -> None:
    _race_for_refunds(scene, SOAK_RACES)


def test_two_processes_that_want_the_last_piece_get_it_once(scene: Scene) -> None:
    skus = [Sku(f"single-{number}") for number in range(RACES // 4)]
    wishes = [
        MakeQuote(
            shopper=JANA, conversation=ConversationId("talk"), lines=((sku, 1),), address=BONN, market="DE",
            currency="EUR", method="card_4242",
        )
        for sku in skus
    ]  # fmt: skip
    with closing(Storage(scene.url)) as storage:
        with storage.writes() as session:
            service.load_offers(session, [an_offer(sku, stock=1) for sku in skus])
        both(want, scene, wishes)
        with storage.reads() as session:
            held = service.offers(session, skus)
    assert [(offer.stock, offer.reserved) for offer in held.values()] == [(1, 1)] * len(skus)
