"""The web app: the chat page with its stream and history, pictures, health, and the desk."""

import contextlib
import json
import logging
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import cookies, webhooks
from bot.bodies import BadRequest, body_of, size_of, string_of
from bot.channels.base import Delivery
from bot.channels.connection import Connection
from bot.channels.drawn import png
from bot.channels.layout import pages
from bot.channels.shapes import reply_shape
from bot.channels.webchat import CAPABILITIES, Hub, Json, Webchat, bubble
from bot.connections import connect, standing
from bot.desk.pages import DESK_STREAM, DeskPages
from bot.lab.pages import LabPages
from bot.pacing import Doorkeeper
from bot.pages import FOLDER
from bot.post import LETTERS
from bot.settings import SettingsError
from bot.side import side_of, words_of
from bot.signin import SHOPPER_COOKIE, SignIn, secret_in
from bot.signin_store import SpentInStorage, shared_secret
from bot.transcript import Speaker, Spoken, transcript
from bot.worker import ORDERS
from dialogue import store
from dialogue.conversation import Conversation
from dialogue.inbound import Arrival, Attachment
from orders.ids import ConversationId

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wiring import Shop

log = logging.getLogger(__name__)

LONGEST_TEXT: Final = 20_000
PHOTOS: Final = tuple(f"data:image/{kind};base64," for kind in ("jpeg", "png", "webp", "gif"))
SAFETY: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class ChatPages:
    """Routes of the browser chat. The shopper is who the signed cookie says, whatever the body says."""

    def __init__(self, shop: "Shop", hub: Hub, signin: SignIn, *, demo: bool) -> None:
        self._shop, self._hub, self._signin, self._demo = shop, hub, signin, demo
        self._webchat = Webchat(hub)
        self._doorkeeper = Doorkeeper()
        shop.channels[self._webchat.name] = self._webchat

    def routes(self) -> list[Route]:
        return [
            Route("/", self.page),
            Route("/chat", self.chat, methods=["POST"]),
            Route("/stream", self.stream),
            Route("/history", self.history),
            Route("/side", self.side),
            Route("/words", self.words),
            Route("/pictures/{sku}.svg", self.picture),
            Route("/pictures/{sku}.png", self.photo),
        ]

    def address(self, request: Request) -> str | None:
        return self._signin.shopper(request.cookies.get(SHOPPER_COOKIE))

    async def page(self, request: Request) -> Response:
        answer = FileResponse(FOLDER / "chat.html", headers={"Cache-Control": "no-store"})
        if self.address(request) is None:
            _, cookie = self._signin.new_shopper()
            cookies.give(answer, request, SHOPPER_COOKIE, cookie, self._shop.settings.public_url)
        return answer

    async def chat(self, request: Request) -> Response:
        """Take a message. Answered as soon as it is stored (202) when the page prefers that, else with the reply."""
        address = self.address(request)
        if address is None:
            return JSONResponse({"error": "Open the page first: it gives the cookie this needs."}, status_code=401)
        if wait := self._doorkeeper.wait(address, request.client.host if request.client else None, size_of(request)):
            error = {"error": f"That is a lot at once. Try again in {wait} s."}
            return JSONResponse(error, status_code=429, headers={"Retry-After": str(wait)})
        try:
            arrival = arrival_of(await body_of(request), address)
        except BadRequest as bad:
            return JSONResponse({"error": str(bad)}, status_code=400)
        conversation = await run_in_threadpool(self._shop.engine.accept, arrival)
        if "respond-async" not in request.headers.get("prefer", ""):
            return JSONResponse(await run_in_threadpool(self._answer, address, conversation))
        if conversation is not None:
            self._shop.runner.wake(conversation)
            self._hub.publish(DESK_STREAM, "changed", {})
        return JSONResponse({"id": arrival.external_id}, status_code=202)

    async def stream(self, request: Request) -> Response:
        address = self.address(request)
        if address is None:
            return JSONResponse({"error": "Open the page first."}, status_code=401)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._hub.follow(address), media_type="text/event-stream", headers=headers)

    async def history(self, request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(self._history, self.address(request)))

    async def side(self, request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(self._side, self.address(request)))

    async def words(self, request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(self._words, request))

    async def picture(self, request: Request) -> Response:
        svg = await run_in_threadpool(self._shop.picture, request.path_params["sku"])
        headers = {"Cache-Control": "public, max-age=86400"}
        if svg is None:
            return PlainTextResponse("There is no such picture.", status_code=404)
        return Response(svg, media_type="image/svg+xml", headers=headers)

    async def photo(self, request: Request) -> Response:
        """The same picture for channels that show no SVG."""
        content = await run_in_threadpool(self._photo, request.path_params["sku"])
        if content is None:
            return PlainTextResponse("There is no such picture.", status_code=404)
        return Response(content, media_type="image/png", headers={"Cache-Control": "public, max-age=86400"})

    # ---- run in a worker thread

    def _photo(self, sku: str) -> bytes | None:
        svg = self._shop.picture(sku)
        return png(svg) if svg is not None else None

    def _answer(self, address: str, conversation: ConversationId | None) -> dict[str, object]:
        """Work the message off here and now; another worker may hold the conversation, then it is waited for."""
        with self._webchat.listening(address) as heard:
            if conversation is not None:
                self._shop.finish(conversation)
                self._shop.drain(ORDERS)
                self._shop.runner.wake(LETTERS)
        return reply_shape(self._shop, self._talk(address), heard)

    def _talk(self, address: str | None) -> Conversation | None:
        with self._shop.storage.reads() as session:
            return store.find_conversation(session, "web", address) if address else None

    def _history(self, address: str | None) -> dict[str, object]:
        talk = self._talk(address)
        if talk is None:
            return {"messages": [], **self._side(None)}
        with self._shop.storage.reads() as session:
            spoken = transcript(session, talk.id, self._shop.wordings)
            side = side_of(self._shop, session, talk)
        return {"messages": [self._shown(each) for each in spoken], **side}

    def _side(self, address: str | None) -> dict[str, object]:
        talk = self._talk(address)
        if talk is None:
            return {"orders": [], "understood": [], "writing": False, "now": None}
        with self._shop.storage.reads() as session:
            return side_of(self._shop, session, talk)

    def _shown(self, spoken: Spoken) -> Json:
        if spoken.wording is None or spoken.reply is None:
            return {"id": spoken.id, "from": "shopper", "text": spoken.text, "photo": spoken.photo}
        page = pages(spoken.wording, CAPABILITIES)[-1]
        delivery = Delivery(
            id=spoken.id,
            address="",
            name=spoken.wording.name,
            text=spoken.text,
            locale=spoken.wording.locale,
            buttons=page.buttons,
            cards=page.cards,
            files=tuple(self._shop.worker.paper(file, spoken.reply) for file in spoken.wording.files),
        )
        rtl = self._shop.locales[spoken.wording.locale].rtl
        return bubble(delivery, rtl=rtl, person=spoken.speaker is Speaker.PERSON)

    def _words(self, request: Request) -> dict[str, object]:
        shop, talk = self._shop, self._talk(self.address(request))
        wanted = [request.query_params.get("locale"), talk.locale if talk else None]
        wanted += [part.split(";")[0].strip() for part in request.headers.get("accept-language", "").split(",")]
        code = next((found for found in map(shop.locales.nearest, wanted) if found), shop.settings.locale)
        locale = shop.locales[code]
        voice = shop.wordings.voice(code, talk.market if talk else shop.settings.market)
        return {
            "locale": code,
            "rtl": locale.rtl,
            "words": words_of(voice),
            "locales": [{"code": each.code, "name": each.name} for each in shop.locales],
            "demo": self._demo,
        }


def arrival_of(body: Mapping[str, object], address: str) -> Arrival:
    """A page's message as an Arrival. Raises BadRequest; unknown fields, a `user` among them, are ignored."""
    text, button, locale = (string_of(body, name) for name in ("text", "button", "locale"))
    photos = _photos(body.get("attachments"))
    if not text.strip() and not button and not photos:
        raise BadRequest("Write something first.")
    said = {"text": text[:LONGEST_TEXT], "button": button[:64], "photos": len(photos)}
    return Arrival(
        channel="web",
        external_id=f"{address}:{string_of(body, 'id')[:64] or secrets.token_urlsafe(12)}",
        address=address,
        raw=json.dumps(said, ensure_ascii=True),
        text=text[:LONGEST_TEXT],
        button=button[:64] or None,
        locale=locale[:16] or None,
        attachments=photos,
    )


def _photos(value: object) -> tuple[Attachment, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > 4:
        raise BadRequest("attachments must be a list of four photos at most.")
    photos = []
    for each in value:
        url = each.get("url") if isinstance(each, dict) else None
        if not isinstance(url, str) or not url.startswith(PHOTOS):
            raise BadRequest("A photo must be a JPEG, PNG, WebP or GIF inside a data: address.")
        photos.append(Attachment(type=url[5 : url.index(";")], url=url))
    return tuple(photos)


class SameOrigin:
    """Refuses posts that another site makes a browser send, and adds safety headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if scope["method"] == "POST" and origin and origin.split("://")[-1] != headers.get("host"):
            answer = JSONResponse({"error": "This came from another site."}, status_code=403)
            await answer(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SAFETY)
            await send(message)

        await self._app(scope, receive, send_safely)


def app(
    shop: "Shop", hub: Hub, signin: SignIn, *, demo: bool = False, connections: Sequence[Connection] = ()
) -> Starlette:
    """The whole web app. `demo` adds the clock and the parcel events, which `serve` never offers."""
    routes = [
        *ChatPages(shop, hub, signin, demo=demo).routes(),
        *DeskPages(shop, hub, signin).routes(),
        *LabPages(shop, signin).routes(),
        *webhooks.routes(shop, connections, lambda: hub.publish(DESK_STREAM, "changed", {})),
        Route("/healthz", Health(shop).answer),
        Mount("/static", StaticFiles(directory=FOLDER)),
    ]
    if demo:
        from bot.demo import DemoControls

        routes += DemoControls(shop, hub, signin).routes()

    @contextlib.asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        shop.runner.start()
        threading.Thread(target=shop.learn, name="learn", daemon=True).start()
        for each in connections:
            await run_in_threadpool(each.start)
        yield
        await run_in_threadpool(shop.runner.stop)
        for each in connections:
            await run_in_threadpool(each.stop)

    shop.listeners.append(lambda: hub.publish_all("side", {}))
    web = Starlette(routes=routes, lifespan=running)
    web.add_middleware(SameOrigin)
    return web


class Health:
    """Green while the database answers."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop

    async def answer(self, request: Request) -> Response:
        try:
            await run_in_threadpool(self._shop.worker.waiting)
        except SQLAlchemyError:
            log.warning("The database does not answer")
            return JSONResponse({"ok": False, "why": "the database does not answer"}, status_code=503)
        return JSONResponse({"ok": True})


def shop_app(shop: "Shop", *, demo: bool = False) -> Starlette:
    """The web app of a shop with its own hub and sign-in, for servers that need no more than that."""
    return app(shop, Hub(), SignIn(secrets.token_urlsafe(32)), demo=demo)


def serve(settings: "Settings", *, demo: bool) -> None:
    """Open the shop on the web and run its workers here until interrupted; prints its address and the desk link."""
    import uvicorn

    from bot.wiring import open_shop

    door = _listening(settings)
    shop, hub = open_shop(settings), Hub()
    connections = () if demo else connect(shop)
    signin = _signin(shop)
    server = uvicorn.Server(
        uvicorn.Config(
            app(shop, hub, signin, demo=demo, connections=connections),
            log_level="warning",
            # Pages keep their event streams open for ever; stopping must not wait for them.
            timeout_graceful_shutdown=1,
        )
    )
    host = "localhost" if settings.host in ("127.0.0.1", "0.0.0.0") else settings.host  # noqa: S104
    here = f"http://{host}:{door.getsockname()[1]}"
    print(f"The shop is open: {here}/")  # noqa: T201
    for name in settings.desk.split(", "):
        print(f"The desk, once, for {name}:   {here}{signin.desk_link(name)}")  # noqa: T201
        print(f"The reply lab, once, for {name}:   {here}{signin.desk_link(name)}&to=lab")  # noqa: T201
    for name, _, line in () if demo else standing(settings):
        print(f"{name}: {line}")  # noqa: T201
    print("Stop with Ctrl+C.", flush=True)  # noqa: T201
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[door])
    shop.close()


def _signin(shop: "Shop") -> SignIn:
    """With a database of many machines, they all know what one of them signed."""
    secret = secret_in(state_folder(shop.settings))
    if not shop.storage.is_sqlite:
        secret = shared_secret(shop.storage, secret)
    return SignIn(secret, SpentInStorage(shop.storage, shop.clock))


def _listening(settings: "Settings") -> socket.socket:
    """The address is taken before anything is opened or promised."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        where, why = f"{settings.host}:{settings.port}", (error.strerror or str(error)).partition(" (")[0]
        raise SettingsError(f"cannot listen on {where} ({why}); choose another with --port or SHOPKEEP_PORT") from error


def state_folder(settings: "Settings") -> Path:
    """Where the shop keeps its own small files: beside the SQLite database, else `var/`."""
    url = settings.database_url
    return Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else Path("var")
