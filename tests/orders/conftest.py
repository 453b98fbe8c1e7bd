from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.orders.counter import Counter


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    """An order room; whatever a test does in it, every invariant holds at its end."""
    counter = Counter(tmp_path)
    yield counter
    assert counter.breaches() == ()
