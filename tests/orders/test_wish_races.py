"""Two workers, two shoppers, one wish, at the same moment: told once, waited for once, and nothing written is lost."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from multiprocessing.synchronize import Barrier

from sqlalchemy.exc import OperationalError

from bot.storage import Storage
from orders import accounts, customer_store, service
from orders.account_actions import WatchStock
from orders.answers import Refusal
from orders.customers import Customer
from orders.ids import ConversationId, ShopperId, Sku
from orders.order import Address
from orders.rows import StaleWrite
from tests.orders.counter import BONN, JANA, MONDAY, an_offer
from tests.orders.racing import PATIENCE, Scene, both

RACES = 25


def tell(scene: Scene, skus: Sequence[Sku], name: str, start: Barrier) -> None:
    """Both are workers that have seen the same pieces come back."""
    storage = Storage(scene.url)
    for sku in skus:
        start.wait(PATIENCE)
        try:
            with storage.writes() as session:
                found = accounts.to_be_told(session, sku, MONDAY)
                for wish in found[2][: found[1]] if found else ():
                    assert accounts.mark_told(session, wish, MONDAY)
        except (StaleWrite, OperationalError):
            continue
    storage.close()


def watch(scene: Scene, wishes: Sequence[WatchStock], name: str, start: Barrier) -> None:
    """Both are the same shopper, who asks on two devices."""
    storage = Storage(scene.url)
    for wish in wishes:
        start.wait(PATIENCE)
        with storage.writes() as session:
            answer = accounts.perform(session, wish, MONDAY)
        assert not isinstance(answer, Refusal) or answer.reason.value == "already_waiting"
    storage.close()


def use(scene: Scene, tokens: Sequence[str], name: str, start: Barrier) -> None:
    """Both write what they learn about one customer: ways to pay that were used, and addresses."""
    storage = Storage(scene.url)
    for token in tokens:
        start.wait(PATIENCE)
        with storage.writes() as session:
            accounts.keep_usual_method(session, JANA, f"{token}{1 if name == 'a' else 2}")
        with storage.writes() as session:
            accounts.keep_default_address(session, JANA, _place(f"{token} {name}"))
    storage.close()


def _place(street: str) -> Address:
    return replace(BONN, line1=street)


def wish_of(number: int, sku: Sku) -> WatchStock:
    talk, shopper = ConversationId(f"talk-{number}"), ShopperId(f"shopper-{number}")
    return WatchStock(shopper=shopper, conversation=talk, sku=sku, market="DE", currency="EUR")


def test_two_workers_that_see_a_piece_come_back_tell_one_shopper(scene: Scene) -> None:
    skus = [Sku(f"back-{number}") for number in range(15)]
    with closing(Storage(scene.url)) as storage:
        with storage.writes() as session:
            service.load_offers(session, [an_offer(sku, stock=0) for sku in skus])
            wishes = [wish_of(number, sku) for number in range(2) for sku in skus]
            assert not any(isinstance(accounts.perform(session, wish, MONDAY), Refusal) for wish in wishes)
        with storage.writes() as session:
            service.load_offers(session, [an_offer(sku, stock=1) for sku in skus])
        both(tell, scene, skus)
        with storage.reads() as session:
            first = accounts.wishes_of(session, ShopperId("shopper-0"), MONDAY)
            second = accounts.wishes_of(session, ShopperId("shopper-1"), MONDAY)
    assert (len(first), len(second)) == (0, len(skus))


def test_who_asks_twice_at_the_same_moment_waits_once(scene: Scene) -> None:
    skus = [Sku(f"back-{number}") for number in range(15)]
    with closing(Storage(scene.url)) as storage:
        with storage.writes() as session:
            service.load_offers(session, [an_offer(sku, stock=0) for sku in skus])
        both(watch, scene, [wish_of(0, sku) for sku in skus])
        with storage.reads() as session:
            waited = accounts.wishes_of(session, ShopperId("shopper-0"), MONDAY)
    assert sorted(wish.sku for wish in waited) == sorted(skus)


def test_what_two_learn_of_one_customer_is_all_kept(scene: Scene) -> None:
    tokens = [f"card_{number}" for number in range(RACES)]
    both(use, scene, tokens)
    with closing(Storage(scene.url)) as storage, storage.reads() as session:
        known: Customer | None = customer_store.find(session, JANA)
    assert known is not None
    assert {method.token for method in known.methods} == {f"{token}{end}" for token in tokens for end in (1, 2)}
    assert len({known.address, *known.addresses}) == 2 * RACES
