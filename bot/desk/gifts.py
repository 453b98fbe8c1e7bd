"""What a person at the desk gives of their own accord: up to their own limit at once, above it with a second person's
word. Amounts and reasons are the desk's; what an order still holds and who may give what is decided by `orders`.
"""

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.acting import perform
from bot.bodies import BadRequest, body_of, string_of
from bot.channels.webchat import Hub
from bot.desk.words import amount_of
from bot.signin import DESK_COOKIE, SignIn, Staff
from bot.worker import ORDERS
from orders import service
from orders.actions import ApproveRefund, DeclineRefund, Goodwill, StaffAction
from orders.answers import Reason
from orders.events import GoodwillAsked
from orders.ids import OrderId, RefundId
from orders.money import MoneyError
from orders.order import Order, Refund
from orders.refunds import IN_DISPUTE
from orders.service import Done
from orders.states import RefundReason, RefundState

if TYPE_CHECKING:
    from bot.wiring import Shop

REFUSED: Final = {
    Reason.UNKNOWN_ORDER: "There is no such order.",
    Reason.UNKNOWN_REFUND: "There is no such gift.",
    Reason.BAD_QUANTITY: "The amount has to be more than nothing, and in the order's currency.",
    Reason.AMOUNT_TOO_LARGE: "The order does not hold that much any more.",
    Reason.NO_REASON: "Please give a reason: it stays in the books, which the shopper may ask for.",
    Reason.CHANGED_MEANWHILE: "Somebody changed this order at the same moment. Nothing was done: please try again.",
    Reason.ALREADY_DECIDED: "That was decided already; nothing has changed.",
    Reason.OWN_REQUEST: "You asked for it yourself, or a link made at the desk leads from one of you to the other: "
    "another person has to approve it, with a link from the start of the shop (SHOPKEEP_DESK names who gets one).",
}
"""Refusals in the desk's words."""
NOT_POSSIBLE: Final = "That is not possible."
CHANGED: Final = "changed"


class GiftPages:
    """Routes of gifts, behind the desk's sign-in."""

    def __init__(self, shop: "Shop", hub: Hub, signin: SignIn, stream: str) -> None:
        self._shop, self._hub, self._signin, self._stream = shop, hub, signin, stream

    def routes(self) -> list[Route]:
        return [
            Route("/desk/orders/{order:path}/goodwill", self.give, methods=["POST"]),
            Route("/desk/orders/{order:path}/gifts/{refund}/{verb}", self.decide, methods=["POST"]),
            Route("/desk/colleague", self.colleague, methods=["POST"]),
        ]

    async def give(self, request: Request) -> Response:
        """`{amount, reason, key}`: the same key twice is once."""
        staff, body = self._staff(request), await _body(request)
        if staff is None or body is None:
            return signed_out() if staff is None else _bad("Say how much and why.")
        wish = (OrderId(request.path_params["order"]), body.get("amount", ""), body.get("reason", ""))
        return self._told(*await run_in_threadpool(self._give, staff, *wish, body.get("key", "")))

    async def decide(self, request: Request) -> Response:
        """`approve` or `decline` what another person wants to give."""
        staff, body, verb = self._staff(request), await _body(request), request.path_params["verb"]
        if staff is None or body is None or verb not in ("approve", "decline"):
            return signed_out() if staff is None else _bad(f"{verb!r} is not something the desk can do.")
        order, refund = OrderId(request.path_params["order"]), RefundId(request.path_params["refund"])
        reason = body.get("reason", "")
        action: StaffAction = ApproveRefund(order=order, refund=refund, staff=staff.name, invited_by=staff.invited_by)
        if verb == "decline":
            action = DeclineRefund(order=order, refund=refund, staff=staff.name, reason=reason)
        return self._told(*await run_in_threadpool(self._perform, action))

    async def colleague(self, request: Request) -> Response:
        """A one-time link that signs a colleague in by their own name: `{name}`."""
        staff, body = self._staff(request), await _body(request)
        name = " ".join((body or {}).get("name", "").split())[:60]
        if staff is None or not name or name.casefold() == staff.name.casefold():
            return signed_out() if staff is None else _bad("Say the colleague's name.")
        return JSONResponse({"told": f"For {name}, once: {self._signin.desk_link(name, by=staff)}"})

    def _staff(self, request: Request) -> Staff | None:
        return self._signin.signed_in(request.cookies.get(DESK_COOKIE))

    def _told(self, words: str, done: bool) -> Response:
        if done:
            self._shop.runner.wake(ORDERS)
            self._hub.publish(self._stream, CHANGED, {})
        return JSONResponse({"told" if done else "error": words}, status_code=200 if done else 409)

    def _give(self, staff: Staff, order_id: OrderId, amount: str, reason: str, key: str) -> tuple[str, bool]:
        with self._shop.storage.reads() as session:
            order = service.any_order(session, order_id)
        if order is None:
            return REFUSED[Reason.UNKNOWN_ORDER], False
        try:
            money = amount_of(amount, order.currency)
        except MoneyError as error:
            return str(error), False
        if not key:
            return NOT_POSSIBLE, False
        gift = Goodwill(
            order=order_id,
            amount=money,
            staff=staff.name,
            invited_by=staff.invited_by,
            key=f"desk:{key[:60]}",
            reason=reason[:500],
        )
        answer = perform(self._shop.storage, gift, self._shop.clock(), self._shop.policy)
        if not isinstance(answer, Done):
            return REFUSED.get(answer.reason, NOT_POSSIBLE), False
        asked = next((event for event in answer.events if isinstance(event, GoodwillAsked)), None)
        refund = answer.order.refund(asked.refund) if asked else None
        if refund is None:
            return f"{money} is given. The shopper is told.", True
        if refund.why_person == IN_DISPUTE:
            return f"The bank decides about this payment: {money} goes out when it has, as far as any is left.", True
        return f"{money} is above what one person may give: a second person has to approve it.", True

    def _perform(self, action: StaffAction) -> tuple[str, bool]:
        answer = perform(self._shop.storage, action, self._shop.clock(), self._shop.policy)
        if not isinstance(answer, Done):
            return REFUSED.get(answer.reason, NOT_POSSIBLE), False
        declined = isinstance(action, DeclineRefund)
        return ("Declined. The shopper has not heard of it." if declined else "Given. The shopper is told."), True


def gifts_waiting(order: Order) -> list[Refund]:
    """What one person wants to give of this order and another has still to approve."""
    return [
        refund
        for refund in order.refunds
        if refund.reason is RefundReason.GOODWILL and refund.asked_by and refund.state is RefundState.ASKED
    ]


def gift_shapes(order: Order, staff: str) -> list[dict[str, object]]:
    return [
        {
            "id": refund.id,
            "said": f"{refund.asked_by} would give {refund.amount}: {refund.note}",
            "may": refund.asked_by != staff,
        }
        for refund in gifts_waiting(order)
    ]


def given(order: Order) -> str:
    """Every gift with who gave it and why."""
    return "; ".join(
        f"{refund.amount} by {refund.by_person or refund.asked_by}: {refund.note}"
        for refund in order.refunds
        if refund.reason is RefundReason.GOODWILL and refund.is_told and refund.note
    )


async def _body(request: Request) -> dict[str, str] | None:
    """The texts of the JSON object sent; None for anything else."""
    try:
        body = await body_of(request)
        return {name: string_of(body, name) for name in body}
    except BadRequest:
        return None


def signed_out() -> JSONResponse:
    """To whoever has no desk cookie."""
    return JSONResponse({"error": "Sign in with a desk link first."}, status_code=401)


def _bad(words: str) -> JSONResponse:
    return JSONResponse({"error": words}, status_code=400)
