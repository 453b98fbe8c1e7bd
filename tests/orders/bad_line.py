"""A payment provider behind a bad line, for those who must get along with it."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Final

from orders.money import Money
from orders.payments.base import Answer, PaymentProvider, ProviderUnavailable, Standing
from orders.payments.demo import DemoPayments

EMPTY: Final = "card_0341"
"""A method that the demo provider declines."""


class UncertainPayments:
    """The demo provider behind a bad line: calls are lost on the way there, answers on the way back.

    `empty` is how often (0 to 1) a card that paid before has nothing left, so that a later charge is declined.
    """

    def __init__(self, inner: DemoPayments, dice: Random, empty: float = 0.0) -> None:
        self.inner, self.dice, self.empty = inner, dice, empty

    def charge(self, key: str, amount: Money, method: str, now: datetime) -> Answer:
        left = not self.empty or self.dice.random() >= self.empty
        return self._through(lambda: self.inner.charge(key, amount, method if left else EMPTY, now))

    def pay_out(self, key: str, charge_key: str, amount: Money, now: datetime) -> Answer:
        return self._through(lambda: self.inner.pay_out(key, charge_key, amount, now))

    def find(self, key: str, now: datetime) -> Answer | None:
        return self.inner.find(key, now)

    def _through(self, call: Callable[[], Answer]) -> Answer:
        fate = self.dice.random()
        if fate < 0.1:
            raise ProviderUnavailable("lost on the way there")
        answer = call()
        if fate < 0.2:
            raise ProviderUnavailable("lost on the way back")
        return answer


class Undecided:
    """A provider that does not know of any charge until a moment; from then on each was declined."""

    def __init__(self, before: PaymentProvider, until: datetime) -> None:
        self.before, self.until = before, until

    def charge(self, key: str, amount: Money, method: str, now: datetime) -> Answer:
        return self._answer(now)

    def pay_out(self, key: str, charge_key: str, amount: Money, now: datetime) -> Answer:
        return self.before.pay_out(key, charge_key, amount, now)

    def find(self, key: str, now: datetime) -> Answer | None:
        return self._answer(now) if key.startswith("charge:") else self.before.find(key, now)

    def _answer(self, now: datetime) -> Answer:
        return Answer(Standing.UNKNOWN) if now < self.until else Answer(Standing.DECLINED, "no money left")
