"""Two processes that guess at the same codes at the same moment: never more tries than there are, and one use."""

import time
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from multiprocessing.synchronize import Barrier

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from bot.storage import Storage
from orders import access_store, accessing, service
from orders.access import AskCode, Contact, TryCode
from orders.access_tables import AccessCodeRow
from orders.ids import ConversationId, ShopperId, Sku
from orders.policy import standard
from orders.service import Seed
from orders.tables import OrderDecisionRow
from tests.orders.counter import BONN, JANA, MONDAY
from tests.orders.racing import PATIENCE, Scene, both

RACES = 12
TRIES = standard().access.tries


def guess(scene: Scene, shoppers: Sequence[str], name: str, start: Barrier) -> None:
    """Four wrong codes each, as fast as can be."""
    _guessing(scene, shoppers, start)


def guess_unguarded(scene: Scene, shoppers: Sequence[str], name: str, start: Barrier) -> None:
    """The same with a bug: the limit is looked at first and the try counted afterwards, each in a moment of its own.

    SQLite has one writer at any time, so that nobody comes between: there the limit is forgotten.
    """
    with _unguarded(scene):
        _guessing(scene, shoppers, start)


def use(scene: Scene, codes: Sequence[tuple[str, str]], name: str, start: Barrier) -> None:
    """Both type the right code."""
    with closing(Storage(scene.url)) as storage:
        for shopper, code in codes:
            start.wait(PATIENCE)
            _try(storage, shopper, code)


def _guessing(scene: Scene, shoppers: Sequence[str], start: Barrier) -> None:
    with closing(Storage(scene.url)) as storage:
        for shopper in shoppers:
            start.wait(PATIENCE)
            for _ in range(TRIES - 1):
                # Six digits are right one time in a million; letters never.
                _try(storage, shopper, "wrong")


def _try(storage: Storage, shopper: str, code: str) -> None:
    while True:
        try:
            with storage.writes() as session:
                service.access(session, TryCode(shopper=ShopperId(shopper), code=code), MONDAY)
        except OperationalError:
            continue
        return


@contextmanager
def _unguarded(scene: Scene) -> Iterator[None]:
    kept = access_store.count_try

    def count_try(session: Session, code: int, most: int, now: datetime) -> bool:
        with closing(Storage(scene.url)) as storage, storage.reads() as looking:
            tries = looking.scalars(select(col(AccessCodeRow.tries)).where(col(AccessCodeRow.id) == code)).one()
        time.sleep(0.005)
        session.execute(update(AccessCodeRow).where(col(AccessCodeRow.id) == code).values(tries=tries + 1))
        return tries < most or scene.url.startswith("sqlite")

    access_store.count_try = count_try
    yield
    access_store.count_try = kept


def _asked(scene: Scene) -> list[tuple[str, str]]:
    """As many shoppers as there are races, each with a code for the same order, and the code."""
    made = []
    seed = Seed(
        shopper=JANA, conversation=ConversationId("talk"), lines=((Sku("coat-M"), 1),), state="shipped", address=BONN,
        market="DE", currency="EUR", method="card_4242", placed_at=MONDAY, email="jana@example.com",
    )  # fmt: skip
    policy = standard().model_copy(update={"access": standard().access.model_copy(update={"per_hour": 1_000})})
    with closing(Storage(scene.url)) as storage:
        with storage.writes() as session:
            service.seed_order(session, seed, MONDAY)
        for number in range(RACES):
            wish = AskCode(
                shopper=ShopperId(f"guest-{number}"), conversation=ConversationId("c"),
                contact=Contact(email="jana@example.com"), locale="en", market="DE",
            )  # fmt: skip
            with storage.writes() as session:
                service.access(session, wish, MONDAY, policy=policy)
                letter = accessing.write_letter(session, service.letters_due(session, MONDAY)[0], MONDAY, policy)
                assert letter is not None
                service.letter_sent(session, letter.id)
            made.append((str(wish.shopper), letter.code))
    return made


def _answers(scene: Scene, answer: str) -> dict[str, int]:
    with closing(Storage(scene.url)) as storage, storage.reads() as session:
        rows = session.scalars(select(OrderDecisionRow).where(col(OrderDecisionRow.action) == "TryCode")).all()
    return Tally(row.shopper for row in rows if row.answer == answer)


def test_two_processes_that_guess_at_once_never_get_more_tries(scene: Scene) -> None:
    shoppers = [shopper for shopper, _ in _asked(scene)]
    both(guess, scene, shoppers)
    assert _answers(scene, "code_wrong") == dict.fromkeys(shoppers, TRIES)
    assert _answers(scene, "code_expired") == dict.fromkeys(shoppers, TRIES - 2)


def test_a_limit_that_is_looked_at_before_it_is_counted_would_be_noticed(scene: Scene) -> None:
    shoppers = [shopper for shopper, _ in _asked(scene)]
    both(guess_unguarded, scene, shoppers)
    assert max(_answers(scene, "code_wrong").values()) > TRIES


def test_a_code_that_two_processes_type_at_once_is_used_once(scene: Scene) -> None:
    codes = _asked(scene)
    both(use, scene, codes)
    assert _answers(scene, "done") == {shopper: 1 for shopper, _ in codes}
