"""Webhooks of the connected channels: reads a body up to its limit, lets the channel check and read it, stores what it
brought, wakes the runner, and answers at once. No signature is known here, and no body is ever logged."""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.connection import Connection, Handout, Heard, Knock, Refused, Webhook

if TYPE_CHECKING:
    from bot.wiring import Shop

log = logging.getLogger(__name__)

FOLDER: Final = "/hooks"


def routes(shop: "Shop", connections: Sequence[Connection], told: Callable[[], object]) -> list[Route]:
    """A route for every webhook and handout of these connections. `told` is called when something was stored: the desk
    looks."""
    given = [out for each in connections for out in each.handouts]
    handed = [Route(FOLDER + out.path + "/{token}/{name}", Counter(out).answer) for out in given]
    return handed + [
        Route(FOLDER + hook.path, Door(shop, each.name, hook, told).answer, methods=["POST"])
        for each in connections
        for hook in each.webhooks
    ]


class Counter:
    """Hands out files to who has their address."""

    def __init__(self, handout: Handout) -> None:
        self._handout = handout

    async def answer(self, request: Request) -> Response:
        file = await run_in_threadpool(self._handout.answer, request.path_params["token"])
        headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"}
        if file is None:
            return PlainTextResponse("There is no such file, or no more.", status_code=404, headers=headers)
        headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(file.name)}"
        return Response(file.body, media_type=file.kind, headers=headers)


class Door:
    """One webhook."""

    def __init__(self, shop: "Shop", name: str, hook: Webhook, told: Callable[[], object]) -> None:
        self._shop, self._name, self._hook, self._told = shop, name, hook, told

    async def answer(self, request: Request) -> Response:
        """2xx only once what came in is stored; 503 while the database does not take it, so that it is sent again."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in self._hook.types:
            return self._refusal(Refused(f"the content type is not {' or '.join(self._hook.types)}", 415))
        body = await _body(request, self._hook.largest)
        if body is None:
            return self._refusal(Refused(f"the body is longer than {self._hook.largest} bytes, or broke off", 413))
        knock = Knock(dict(request.headers), body, public_url(self._shop, request))
        try:
            heard, woken = await run_in_threadpool(self._take, knock)
        except SQLAlchemyError as error:
            log.warning("A webhook of %s could not be stored: %s", self._name, type(error).__name__)
            return PlainTextResponse("try again", status_code=503)
        if isinstance(heard, Refused):
            return self._refusal(heard)
        for key in woken:
            self._shop.runner.wake(key)
        if woken or heard.unreadable:
            self._told()
        return Response(heard.body, media_type=heard.content_type)

    def _take(self, knock: Knock) -> tuple[Heard | Refused, tuple[str, ...]]:
        """In a worker thread: what was heard, and the keys to wake once it is stored."""
        heard = self._hook.parse(knock)
        return (heard, ()) if isinstance(heard, Refused) else (heard, take(self._shop, heard))

    def _refusal(self, refused: Refused) -> Response:
        log.warning("A webhook of %s was refused: %s", self._name, refused.why)
        return PlainTextResponse("refused", status_code=refused.status)


def take(shop: "Shop", heard: Heard) -> tuple[str, ...]:
    """Store what was heard; the keys to wake. When this returns, it may be acknowledged."""
    for arrival in heard.unreadable:
        shop.engine.accept_unreadable(arrival)
    woken = [shop.engine.accept(arrival) for arrival in heard.arrivals]
    also = tuple(heard.do()) if heard.do else ()
    if heard.passed_over:
        log.info("Passed over: %s", heard.passed_over)
    return (*(key for key in dict.fromkeys(woken) if key is not None), *also)


def public_url(shop: "Shop", request: Request) -> str:
    """The address as the vendor called it: behind a proxy that is the setting's, not what the proxy made of it."""
    query = f"?{request.url.query}" if request.url.query else ""
    return hook_url(shop.settings.public_url or str(request.base_url), request.url.path) + query


def hook_url(public: str, path: str) -> str:
    return public.rstrip("/") + path


async def _body(request: Request, largest: int) -> bytes | None:
    """None for more than `largest` bytes, which are not read to their end, and for a body that breaks off."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > largest:
        return None
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > largest:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
