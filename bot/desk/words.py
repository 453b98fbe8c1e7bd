"""The desk's own words for a case, the same at every door of it: why, since when, what was understood and done."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from dialogue.plan import Flag
from orders.money import EXPONENTS, Money, MoneyError
from orders.order import Order, Refund
from orders.states import RefundState

REASONS: Final = {
    Flag.ASKED: "Asked for a person",
    Flag.NOT_UNDERSTOOD: "Not understood twice",
    Flag.REFUND_LIMIT: "Refund needs a decision",
    Flag.PARCEL_TROUBLE: "Parcel makes no sense",
    Flag.COMPLAINT: "Complaint",
    Flag.ABUSE: "Abusive language",
    Flag.PAYMENT_TROUBLE: "Payment trouble",
    Flag.PROMISED: "Promised by the team, refused by the rules",
    Flag.BROKEN: "Something broke",
}
_AMOUNT: Final = re.compile(r"[0-9]{1,12}(?:[.,](?P<decimals>[0-9]+))?")


def age(waited: timedelta) -> str:
    minutes = int(waited.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def tried(decisions: Iterable[str]) -> list[str]:
    """What was read and what was done, a line each; what no turn decided (a parcel's trouble) as it stands."""
    tried = list(decisions)
    read, done = (
        [in_words(each.removeprefix(kind)) for each in tried if each.startswith(kind)] for kind in ("read:", "done:")
    )
    lines = (("Understood", read), ("Done", done)) if read or done else (("About", [*map(in_words, tried)]),)
    return [f"{what}: " + ", ".join(found) for what, found in lines if found]


def in_words(decided: str) -> str:
    """ "done:ConfirmQuote" as "done: confirm quote"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|[_.]", " ", decided).lower().replace(":", ": ")
    return spaced.replace("  ", " ")


def amount_of(typed: str, currency: str) -> Money:
    """An amount as people type it, a point or a comma before its decimals. Raises MoneyError for everything else, and
    for more decimals than the currency has: "1,000" may be one or a thousand."""
    found = _AMOUNT.fullmatch(typed.strip())
    if found is None or len(found["decimals"] or "") > EXPONENTS.get(currency, 0):
        raise MoneyError(f"{typed!r} is not an amount in {currency}; write it like 41.80")
    return Money.parse(typed.strip().replace(",", "."), currency)


def refund_waiting(orders: Iterable[Order]) -> Refund | None:
    """The first refund that waits for a person's word."""
    return next(
        (
            refund
            for order in orders
            for refund in order.refunds
            if refund.state is RefundState.ASKED and refund.is_told
        ),
        None,
    )
