"""The suppliers there are, by name. Adapters are imported when asked for, because unused SDKs load slowly."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from orders.suppliers.base import Supplier


def _demo(books: Path | None) -> Supplier:
    from orders.suppliers.demo import DemoSupplier

    return DemoSupplier(books)


SUPPLIERS: Final[dict[str, Callable[[Path | None], Supplier]]] = {"demo": _demo}
"""Name to builder. The argument is the file a supplier may keep its own books in; None keeps them in memory."""
