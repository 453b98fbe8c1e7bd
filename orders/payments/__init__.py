"""The payment providers there are, by name. Adapters are imported when asked for, because unused SDKs load slowly."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from orders.payments.base import PaymentProvider


def _demo(books: Path | None) -> PaymentProvider:
    from orders.payments.demo import DemoPayments

    return DemoPayments(books)


PAYMENTS: Final[dict[str, Callable[[Path | None], PaymentProvider]]] = {"demo": _demo}
"""Name to builder. The argument is the file a provider may keep its own books in; None keeps them in memory."""
