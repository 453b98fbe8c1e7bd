"""Somebody who ordered elsewhere, at the order room: asks for a code, reads the letter, tries the code."""

from datetime import timedelta

from orders import service
from orders.access import AccessDone, AskCode, CodeLetter, Contact, TryCode
from orders.answers import Refusal
from orders.ids import ConversationId, OrderId, ShopperId
from orders.order import Order
from tests.orders.counter import Counter, Head

ANNA = ShopperId("anna")
MAIL = "jana@example.com"
BY_MAIL, BY_NAME = Contact(email=MAIL), Contact(name="Jana Vogt", postcode="53111")
MINUTES = timedelta(minutes=1)


def wish_for(contact: Contact, shopper: ShopperId = ANNA) -> AskCode:
    return AskCode(shopper=shopper, conversation=ConversationId("new"), contact=contact, locale="en", market="DE")


def asks(shop: Counter, contact: Contact = BY_MAIL, shopper: ShopperId = ANNA) -> AccessDone | Refusal:
    with shop.writes() as session:
        return service.access(session, wish_for(contact, shopper), shop.now, policy=shop.policy)


def mail(shop: Counter) -> list[CodeLetter]:
    """Every letter that waits, as it is sent."""
    sent: list[CodeLetter] = []
    with shop.writes() as session:
        for code in service.letters_due(session, shop.now):
            letter = service.write_letter(session, code, shop.now, shop.policy)
            if letter is not None:
                sent.append(letter)
                service.letter_sent(session, code)
    return sent


def tries(shop: Counter, code: str, shopper: ShopperId = ANNA) -> AccessDone | Refusal:
    with shop.writes() as session:
        return service.access(session, TryCode(shopper=shopper, code=code), shop.now, policy=shop.policy)


def opens(shop: Counter, contact: Contact = BY_MAIL, shopper: ShopperId = ANNA) -> tuple[Order, ...]:
    asks(shop, contact, shopper)
    answer = tries(shop, mail(shop)[0].code, shopper)
    assert isinstance(answer, AccessDone), answer
    return answer.opened


def seen(shop: Counter, shopper: ShopperId = ANNA) -> list[OrderId]:
    with shop.open() as session:
        return [order.id for order in service.orders_open_to(session, shopper, shop.now)]


def by_guest(shop: Counter, order: Order, shopper: ShopperId = ANNA) -> Head:
    head = shop.on(order)
    head["shopper"] = shopper
    return head


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def refused(answer: AccessDone | Refusal) -> Refusal:
    assert isinstance(answer, Refusal), answer
    return answer
