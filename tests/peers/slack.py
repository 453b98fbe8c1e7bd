"""A Slack that takes no request its published specification would not: Web API, uploads and Socket Mode on loopback.

Required arguments come from Slack's own OpenAPI file (SHOPKEEP_SPECS), limits of blocks from slack_sdk's models.
Methods that are newer than the file (uploads, apps.connections.open) are held to docs.slack.dev by hand.
"""

import asyncio
import json
import os
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from aiohttp import WSMsgType, web
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, object]
TOKEN: Final = "xoxb-of-the-tests"
APP_TOKEN: Final = "xapp-of-the-tests"
SOCKET_SCOPE: Final = "connections:write"
CHANNEL: Final = "C024BE91L"
SPECS: Final = os.environ.get("SHOPKEEP_SPECS", "")
NEWER: Final[Mapping[str, tuple[str, ...]]] = {
    "files.getUploadURLExternal": ("filename", "length"),
    "files.completeUploadExternal": ("files",),
    "files.delete": ("file",),
    "apps.connections.open": (),
}
ANSWERS: Final[Mapping[str, Json]] = {
    "conversations.info": {"channel": {"id": CHANNEL, "name": "desk", "is_member": True}},
    "auth.test": {"user": "shopkeep", "team": "Tests", "user_id": "UBOT", "bot_id": "B1"},
}
PING: Final = re.compile(r"<!(?:channel|here|everyone)|<@|<!subteam")


def specification() -> Mapping[str, frozenset[str]]:
    """Required arguments by method, from the vendor's file."""
    file = Path(SPECS) / "slack" / "slack_web_openapi_v2_without_examples.json"
    paths = json.loads(file.read_text(encoding="utf-8"))["paths"]
    found = {
        path[1:]: frozenset(each["name"] for each in next(iter(verbs.values()))["parameters"] if each.get("required"))
        - {"token"}
        for path, verbs in paths.items()
    }
    return {**found, **{method: frozenset(needed) for method, needed in NEWER.items()}}


@dataclass
class SlackPeer:
    """`refusals` are answered next, before anything else: an error's name, or (status, headers). `is_down` hangs up."""

    required: Mapping[str, frozenset[str]]
    calls: list[tuple[str, Json]] = field(default_factory=list)
    messages: dict[tuple[str, str], Json] = field(default_factory=dict)
    typed: set[tuple[str, str]] = field(default_factory=set)
    reactions: set[tuple[str, str, str]] = field(default_factory=set)
    views: list[Json] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)
    kept: dict[str, bytes | tuple[int, dict[str, str]]] = field(default_factory=dict)
    """By path: files that people uploaded, or how a request for one is answered."""
    refusals: list[str | tuple[int, dict[str, str]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    scopes: str = ""
    """What the token may do, as Slack tells it in a header; empty: it does not."""
    app_scopes: str = SOCKET_SCOPE
    """What the app-level token may do."""
    is_down: bool = False
    port: int = 0
    acknowledged: list[Json] = field(default_factory=list)
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def of(self, method: str) -> list[Json]:
        return [args for name, args in self.calls if name == method]

    def thread(self, ts: str) -> list[Json]:
        """What stands in a thread, its first message included, in order."""
        return [said for (_, at), said in self.messages.items() if at == ts or said.get("thread_ts") == ts]

    def roots(self) -> list[str]:
        return [ts for (_, ts), said in self.messages.items() if "thread_ts" not in said]

    def pings(self) -> list[str]:
        """Everything posted that would ping somebody."""
        whole = [json.dumps(args, ensure_ascii=False) for _, args in self.calls]
        return [text for text in whole if PING.search(text)]

    def send(self, envelope: Json) -> None:
        """Over the socket, to every client that is connected."""
        assert self._loop is not None
        for socket in self._sockets:
            asyncio.run_coroutine_threadsafe(socket.send_str(json.dumps(envelope)), self._loop).result(10)

    # ---- the Web API

    async def api(self, request: web.Request) -> web.StreamResponse:
        if self.is_down:
            assert request.transport is not None
            request.transport.close()
            return web.Response(status=503)
        method = request.match_info["method"]
        args = await _arguments(request)
        if self.refusals:
            refusal = self.refusals.pop(0)
            if isinstance(refusal, tuple):
                body: Json = {"ok": False, "error": "ratelimited"}
                return web.json_response(body, status=refusal[0], headers=refusal[1])
            return web.json_response({"ok": False, "error": refusal})
        token = APP_TOKEN if method == "apps.connections.open" else TOKEN
        if request.headers.get("Authorization") != f"Bearer {token}":
            is_ours = request.headers.get("Authorization") in (f"Bearer {TOKEN}", f"Bearer {APP_TOKEN}")
            return web.json_response({"ok": False, "error": "not_allowed_token_type" if is_ours else "invalid_auth"})
        if token == APP_TOKEN and self.app_scopes != SOCKET_SCOPE:
            lacking: Json = {"error": "missing_scope", "needed": SOCKET_SCOPE, "provided": self.app_scopes}
            return web.json_response({"ok": False, **lacking})
        answer = self._checked(method, args)
        if not answer["ok"]:
            self.faults.append(f"{method}: {answer['error']}")
        return web.json_response(answer, headers={"X-OAuth-Scopes": self.scopes} if self.scopes else None)

    def _checked(self, method: str, args: Json) -> Json:
        self.calls.append((method, args))
        if method not in self.required:
            return {"ok": False, "error": "unknown_method"}
        lacking = sorted(name for name in self.required[method] if not args.get(name))
        if lacking:
            return {"ok": False, "error": f"invalid_arguments: {lacking}"}
        wrong = _wrong_blocks(args)
        if wrong:
            return {"ok": False, "error": f"invalid_blocks: {wrong}"}
        answer = self._does(method, args)
        return {"ok": True, **answer} if "error" not in answer else {"ok": False, **answer}

    def _does(self, method: str, args: Json) -> Json:
        channel, ts = str(args.get("channel", "")), str(args.get("ts", ""))
        if channel and channel != CHANNEL:
            return {"error": "channel_not_found"}
        if method in ("chat.postMessage", "chat.postEphemeral"):
            return self._posts(method, channel, args)
        if method in ("chat.update", "chat.delete"):
            return self._changes(method, channel, ts, args)
        match method:
            case "reactions.add":
                return self._reacts(channel, args)
            case "views.open" | "views.publish":
                self.views.append(args["view"])  # type: ignore[arg-type]  # checked by _wrong_blocks
                return {"view": {"id": f"V{len(self.views)}"}}
            case "files.getUploadURLExternal":
                number = len(self.files)
                self.files.append((str(args["filename"]), b""))
                self.lengths.append(int(str(args["length"])))
                return {"upload_url": f"http://127.0.0.1:{self.port}/upload/{number}", "file_id": f"F{number}"}
            case "files.completeUploadExternal":
                return self._completes(args)
            case "files.delete":
                return self._forgets(str(args["file"]))
            case "apps.connections.open":
                return {"url": f"ws://127.0.0.1:{self.port}/socket"}
            case _:
                return ANSWERS.get(method, {"error": "unknown_method"})

    def _posts(self, method: str, channel: str, args: Json) -> Json:
        text = str(args.get("text", ""))
        if not text and not args.get("blocks"):
            return {"error": "no_text"}
        if len(text) > 40_000:
            return {"error": "msg_too_long"}
        root = args.get("thread_ts")
        if root is not None and (channel, str(root)) not in self.messages:
            return {"error": "thread_not_found"}
        if method == "chat.postEphemeral":
            return {"message_ts": "1.0"}
        ts = f"17000{len(self.calls):05d}.000100"
        self.messages[channel, ts] = args
        return {"channel": channel, "ts": ts}

    def _changes(self, method: str, channel: str, ts: str, args: Json) -> Json:
        if (channel, ts) not in self.messages:
            return {"error": "message_not_found"}
        if method == "chat.update":
            self.messages[channel, ts] |= args
        else:
            del self.messages[channel, ts]
        return {"channel": channel, "ts": ts}

    def _reacts(self, channel: str, args: Json) -> Json:
        place = channel, str(args["timestamp"])
        if place not in self.messages and place not in self.typed:
            return {"error": "message_not_found"}
        if (*place, str(args["name"])) in self.reactions:
            return {"error": "already_reacted"}
        self.reactions.add((*place, str(args["name"])))
        return {}

    def _completes(self, args: Json) -> Json:
        listed = args["files"]
        files = json.loads(listed) if isinstance(listed, str) else listed
        assert isinstance(files, list)
        if any(not self.files[int(each["id"][1:])][1] for each in files):
            return {"error": "file_not_found"}
        if args.get("channel_id") != CHANNEL or (CHANNEL, str(args.get("thread_ts"))) not in self.messages:
            return {"error": "channel_not_found"}
        return {"files": [{"id": each["id"]} for each in files]}

    def _forgets(self, file: str) -> Json:
        if file in self.deleted or int(file[1:]) >= len(self.files):
            return {"error": "file_not_found"}
        self.deleted.add(file)
        return {}

    async def private(self, request: web.Request) -> web.Response:
        """What somebody uploaded, for who has the token; everybody else is sent to a page for signing in."""
        found = self.kept.get(request.path)
        if isinstance(found, tuple):
            return web.Response(status=found[0], headers=found[1])
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=302, headers={"Location": "https://tests.slack.com/?redir=%2Ffiles-pri"})
        return web.Response(body=found) if found is not None else web.Response(status=404)

    async def upload(self, request: web.Request) -> web.Response:
        number, content = int(request.match_info["number"]), await request.read()
        if len(content) != self.lengths[number]:
            return web.Response(status=400, text="another length was said")
        self.files[number] = (self.files[number][0], content)
        return web.Response(text="OK")

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1, "debug_info": {}}))
        self._sockets.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT and str(message.data).startswith("{"):
                self.acknowledged.append(json.loads(message.data))
        self._sockets.remove(socket)
        return socket

    def is_connected(self) -> bool:
        return bool(self._sockets)


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        found = await request.json()
        assert isinstance(found, dict)
        return found
    given: Json = {**request.query, **(await request.post())}
    if isinstance(given.get("view"), str):
        given["view"] = json.loads(str(given["view"]))
    return given


def _wrong_blocks(args: Json) -> str:
    """What is wrong with the blocks of a message or a view; empty when they are well."""
    view = args.get("view")
    blocks = view.get("blocks") if isinstance(view, dict) else args.get("blocks")
    if blocks is None:
        return ""
    if not isinstance(blocks, list) or len(blocks) > (100 if view else 50):
        return f"{len(blocks)} blocks" if isinstance(blocks, list) else "no list"
    try:
        if isinstance(view, dict):
            View(**view).to_dict()
        for block in blocks:
            parsed = Block.parse(block)
            if parsed is None:
                return f"unknown block {block.get('type')!r}"
            parsed.to_dict()
            _wrong_texts(block)
    except (SlackObjectFormationError, ValueError) as error:
        return str(error)
    return ""


def _wrong_texts(part: object) -> None:
    """Raises ValueError for a text, label or value that is too long, at any depth; empty ones are refused as well."""
    if isinstance(part, list):
        for each in part:
            _wrong_texts(each)
    if not isinstance(part, dict):
        return
    text, kind = part.get("text"), part.get("type")
    if kind in ("plain_text", "mrkdwn") and not (isinstance(text, str) and 0 < len(text) <= 3000):
        raise ValueError(f"a text of {len(text) if isinstance(text, str) else 'no'} characters")
    if kind == "button":
        label = text.get("text") if isinstance(text, dict) else ""
        if not 0 < len(str(label)) <= 75 or len(str(part.get("value", ""))) > 2000:
            raise ValueError(f"button {label!r} is too long")
    for each in part.values():
        _wrong_texts(each)


@contextmanager
def slack_peer() -> Iterator[SlackPeer]:
    """A running peer; every request that it was sent was one that Slack would take, unless a test looks at `faults`."""
    peer, ready = SlackPeer(specification()), threading.Event()

    def serve() -> None:
        loop = asyncio.new_event_loop()
        peer._loop = loop

        async def start() -> web.AppRunner:
            app = web.Application(client_max_size=30_000_000)
            app.router.add_route("*", "/api/{method}", peer.api)
            app.router.add_post("/upload/{number}", peer.upload)
            app.router.add_get("/files-pri/{path:.*}", peer.private)
            app.router.add_get("/socket", peer.socket)
            runner = web.AppRunner(app, shutdown_timeout=1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            assert site._server is not None
            peer.port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]  # asyncio.Server
            return runner

        runner = loop.run_until_complete(start())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=serve, name="slack peer", daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield peer
    finally:
        assert peer._loop is not None
        peer._loop.call_soon_threadsafe(peer._loop.stop)
        thread.join(10)


def until(happened: object, seconds: float = 10.0) -> bool:
    """Waits for what another thread does; whether it came about."""
    assert callable(happened)
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(happened())
