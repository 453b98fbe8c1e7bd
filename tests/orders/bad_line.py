"""A payment provider behind a bad line, for those who must get along with it."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from orders.money import Money
from orders.payments.base import Answer, ProviderUnavailable
from orders.payments.demo import DemoPayments


class UncertainPayments:
    """The demo provider behind a bad line: calls are lost on the way there, answers on the way back."""

    def __init__(self, inner: DemoPayments, dice: Random) -> None:
        self.inner, self.dice = inner, dice

    def charge(self, key: str, amount: Money, method: str, now: datetime) -> Answer:
        return self._through(lambda: self.inner.charge(key, amount, method, now))

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
