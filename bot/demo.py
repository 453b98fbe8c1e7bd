"""What only the demo page may do: move the clock, make a parcel late or lost, give a gift card, start over.

Never offered by `serve`.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot import cookies
from bot.bodies import BadRequest, body_of, string_of
from bot.channels.webchat import Hub
from bot.mail import Letter
from bot.side import words_of
from bot.signin import SHOPPER_COOKIE, SignIn
from bot.worker import ORDERS
from dialogue import store
from orders import service
from orders.actions import ParcelNews
from orders.gift_cards import GiftCard
from orders.money import Money

if TYPE_CHECKING:
    from bot.wiring import Shop

EVENTS: Final = frozenset(ParcelNews) - {ParcelNews.SHIPPED, ParcelNews.IN_TRANSIT, ParcelNews.CORRECTED}
LONGEST_LEAP: Final = 60
WORTH: Final = "50"
"""What a gift card to try is worth, in whole units of the currency."""


class DemoControls:
    """Routes of the demo's time machine. Parcels, cards and starting over are those of the cookie's shopper; the clock
    is everybody's, and so is the mailbox: what stands in it would have gone by mail."""

    def __init__(self, shop: "Shop", hub: Hub, signin: SignIn) -> None:
        self._shop, self._hub, self._signin = shop, hub, signin

    def routes(self) -> list[Route]:
        return [
            Route("/demo/clock", self.clock, methods=["POST"]),
            Route("/demo/parcel", self.parcel, methods=["POST"]),
            Route("/demo/gift-card", self.gift_card, methods=["POST"]),
            Route("/demo/mailbox", self.mailbox),
            Route("/demo/start-over", self.start_over, methods=["POST"]),
        ]

    async def clock(self, request: Request) -> Response:
        try:
            days = _days(await body_of(request))
        except BadRequest as bad:
            return JSONResponse({"error": str(bad)}, status_code=400)
        await run_in_threadpool(self._leap, days)
        self._hub.publish(self._signin.shopper(request.cookies.get(SHOPPER_COOKIE)) or "", "side", {})
        return JSONResponse({"now": self._shop.clock().isoformat()})

    def _leap(self, days: int) -> None:
        """A day at a time, so that everything happens in the order in which it falls due."""
        for _ in range(days):
            self._shop.pass_days(1)
            self._shop.worker.drain(ORDERS)

    async def parcel(self, request: Request) -> Response:
        address = self._signin.shopper(request.cookies.get(SHOPPER_COOKIE))
        if address is None:
            return JSONResponse({"error": "Open the page first."}, status_code=401)
        try:
            order, event = _news(await body_of(request))
        except BadRequest as bad:
            return JSONResponse({"error": str(bad)}, status_code=400)
        told = await run_in_threadpool(self._report, address, order, event)
        self._hub.publish(address, "side", {})
        return JSONResponse({"ok": told}, status_code=200 if told else 404)

    def _report(self, address: str, order_id: str, event: ParcelNews) -> bool:
        now = self._shop.clock()
        with self._shop.storage.writes() as session:
            talk = store.find_conversation(session, "web", address)
            order = service.find_order(session, talk.shopper, order_id, now) if talk else None
            if order is None:
                return False
            service.report_parcel(session, order.id, event, now)
        self._shop.worker.drain(ORDERS)
        return True

    async def gift_card(self, request: Request) -> Response:
        """A card to try paying with, in the currency of this shopper's market."""
        address = self._signin.shopper(request.cookies.get(SHOPPER_COOKIE))
        if address is None:
            return JSONResponse({"error": "Open the page first."}, status_code=401)
        card = await run_in_threadpool(self._issue, address)
        return JSONResponse({"code": card.id})

    def _issue(self, address: str) -> GiftCard:
        with self._shop.storage.writes() as session:
            talk = store.find_conversation(session, "web", address)
            market = talk.market if talk else self._shop.settings.market
            worth = Money.parse(WORTH, self._shop.policy.markets[market].currency)
            return service.issue_gift_card(session, worth, self._shop.clock())

    async def mailbox(self, request: Request) -> Response:
        """The letters that are kept here instead of being sent, newest first."""
        address = self._signin.shopper(request.cookies.get(SHOPPER_COOKIE))
        if address is None:
            return JSONResponse({"error": "Open the page first."}, status_code=401)
        page = await run_in_threadpool(self._letters, address)
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})

    def _letters(self, address: str) -> str:
        with self._shop.storage.reads() as session:
            talk = store.find_conversation(session, "web", address)
        locale = talk.locale if talk else self._shop.settings.locale
        market = talk.market if talk else self._shop.settings.market
        words = words_of(self._shop.wordings.voice(locale, market))
        box = self._shop.mailbox
        letters = [each.letter for each in reversed(box.letters())] if box else []
        return mailbox_page(locale, words["mailbox"], words["mailbox_empty"], letters)

    async def start_over(self, request: Request) -> Response:
        """A new shopper in the same browser; the old one stays as they are."""
        _, cookie = self._signin.new_shopper()
        answer = JSONResponse({"ok": True})
        cookies.give(answer, request, SHOPPER_COOKIE, cookie, self._shop.settings.public_url)
        return answer


def mailbox_page(locale: str, title: str, empty: str, letters: Iterable[Letter]) -> str:
    """A page that reloads itself; whatever a letter says is text there."""
    shown = "".join(
        f"<article><h2>{escape(each.subject)}</h2><p class=muted>{escape(each.to)}</p>"
        f"<pre>{escape(each.text)}</pre></article>"
        for each in letters
    )
    head = f"<title>{escape(title)}</title><meta http-equiv=refresh content=5>"
    head += "<link rel=stylesheet href=/static/shop.css>"
    style = "<style>main{max-width:40rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap;font:inherit}</style>"
    body = f"<main><h1>{escape(title)}</h1>{shown or f'<p class=muted>{escape(empty)}</p>'}</main>"
    meta = "<meta charset=utf-8><meta name=viewport content='width=device-width, initial-scale=1'>"
    return f"<!doctype html><html lang={escape(locale)}><head>{meta}{head}{style}</head><body>{body}</body></html>"


def _days(body: Mapping[str, object]) -> int:
    days = body.get("days")
    if not isinstance(days, int) or isinstance(days, bool) or not 0 < days <= LONGEST_LEAP:
        raise BadRequest(f"days must be 1 to {LONGEST_LEAP}.")
    return days


def _news(body: Mapping[str, object]) -> tuple[str, ParcelNews]:
    """The order, and what happens to its parcel."""
    event = body.get("event")
    if not isinstance(event, str) or event not in EVENTS:
        raise BadRequest(f"event must be one of {', '.join(sorted(EVENTS))}.")
    return string_of(body, "order"), ParcelNews(event)
