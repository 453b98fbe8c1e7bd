"""What is decided about an order: each action is answered by a Decision (with its consequence in money) or a Refusal.

Pure: one function serves the preview before the yes and the deed after it, so both give the same amounts.
"""

from orders.actions import OnOrder
from orders.answers import Decision as Decision
from orders.answers import Facts as Facts
from orders.answers import History as History
from orders.answers import Reason as Reason
from orders.answers import RefundDue as RefundDue
from orders.answers import Refusal as Refusal
from orders.order import Order
from orders.policy import Policy


def decide(order: Order, action: OnOrder, policy: Policy, facts: Facts) -> Decision | Refusal:
    """Whether the action is allowed now, and exactly what it gives or costs. Does not look at the confirmation."""
    raise NotImplementedError
