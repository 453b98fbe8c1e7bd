"""What stands on an account of an order's ledger."""

from orders import service
from orders.ledger import Account
from orders.order import Order
from tests.orders.counter import Counter


def account(shop: Counter, order: Order, of: Account) -> str:
    with shop.open() as session:
        amounts = [posting.amount for posting in service.postings(session, order.id) if posting.account is of]
    return str(sum(amount.minor for amount in amounts))
