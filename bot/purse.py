"""The shop's purse for asking a model: what a day and a shopper may cost, and the bills in the database."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

from bot.storage import Storage
from dialogue import model_use_store
from dialogue.understanding.spending import Bill
from orders.ids import ShopperId

_MILLIONTHS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class ShopPurse:
    """Dollars per day (UTC), of all shoppers together and of each. Turns under way at once may go over by their own
    cost: they are paid when they are answered."""

    storage: Storage
    per_day: float
    per_shopper: float

    def may_spend(self, shopper: ShopperId, now: datetime) -> bool:
        today = day_of(now)
        with self.storage.reads() as session:
            all_of_them = model_use_store.cost_since(session, today)
            this_one = model_use_store.cost_since(session, today, shopper)
        return all_of_them < self.per_day * _MILLIONTHS and this_one < self.per_shopper * _MILLIONTHS

    def pay(self, bill: Bill) -> None:
        """In a transaction of its own: what was spent stays spent when the turn is thought again."""
        with self.storage.notes() as session:
            model_use_store.keep(session, bill)


def day_of(now: datetime) -> datetime:
    """When the day of `now` began."""
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)
