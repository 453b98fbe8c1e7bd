"""A Bot API on loopback that takes no call the description does not allow, and answers as Telegram does: 403 of who has
blocked the bot, 429 with retry_after, "message is not modified", callback queries that are too old.

It speaks HTTP, so that python-telegram-bot is tested with everything between it and the wire.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message as EmailPart
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.peers.serving import JsonHandler, serving
from tests.peers.telegram_spec import NotAsDescribed, check_call, check_type, fields, html_text, method_named

TOKEN: Final = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
"""The token of Telegram's own examples (core.telegram.org/bots/api, "Authorizing your bot")."""
JANA: Final = 1111111
BOT: Final = {"id": 110201543, "is_bot": True, "first_name": "Shop", "username": "shop_bot"}


class Refusal(Exception):
    """An error as Telegram words it."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        self.status, self.description, self.parameters = status, description, parameters
        super().__init__(description)


@dataclass
class TelegramPeer:
    """`calls` are (method, parameters) as they came; `refused` why one was not as described. Tests tell the rest."""

    calls: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    failing: list[Refusal] = field(default_factory=list)
    """Told before anything else, one for each call that sends."""
    failing_edits: list[Refusal] = field(default_factory=list)
    failing_questions: list[Refusal] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    old_queries: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    unfetchable: set[str] = field(default_factory=set)
    """Addresses of pictures that Telegram cannot fetch."""
    files: dict[str, bytes] = field(default_factory=dict)
    said_size: int | None = None
    """What getFile claims of every file's size, where that is not the truth."""
    updates: list[dict[str, object]] = field(default_factory=list)
    webhook: dict[str, object] = field(default_factory=dict)
    commands: dict[str, list[object]] = field(default_factory=dict)
    messages: dict[int, dict[str, object]] = field(default_factory=dict)
    url: str = ""
    once_kept: Callable[[], None] = lambda: None
    """Called for each message once it is kept, before it is answered."""
    before_tick: Callable[[], object] = lambda: None
    """Called for each change of buttons alone, before it is done; others go on meanwhile."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def sent(self, *methods: str) -> list[dict[str, object]]:
        """Parameters of the calls of these methods, in order."""
        return [sent for method, sent in self.calls if method in (methods or ("sendMessage",))]

    def texts(self) -> list[str]:
        """What people see, without markup."""
        return [
            html_text(str(sent.get("text", sent.get("caption", "")))) for sent in self.sent("sendMessage", "sendPhoto")
        ]

    # ---- answers

    def answer(self, called: str, sent: dict[str, object]) -> object:
        """Raises Refusal, and notes what was not as described."""
        try:
            method = method_named(called)
            check_call(method, sent)
        except NotAsDescribed as wrong:
            self.refused.append(str(wrong))
            raise Refusal(400, f"Bad Request: {wrong}") from wrong
        if method == "editMessageReplyMarkup":
            self.before_tick()
        with self._lock:
            self.calls.append((method, sent))
            return self._done(method, sent)

    def _done(self, method: str, sent: dict[str, object]) -> object:
        match method:
            case "getMe":
                return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False}
            case "sendMessage" | "sendPhoto" | "sendDocument":
                return self._send(sent)
            case "sendMediaGroup":
                return self._album(sent)
            case "sendChatAction" | "setMyCommands" | "getMyCommands":
                return self._menu(method, sent)
            case "editMessageReplyMarkup" | "editMessageText":
                return self._edit(sent)
            case "answerCallbackQuery":
                return self._query(str(sent["callback_query_id"]))
            case "setWebhook" | "deleteWebhook" | "getWebhookInfo":
                return self._hook(method, sent)
            case "getUpdates":
                return self._updates(sent)
            case "getFile":
                return self._file(str(sent["file_id"]))
            case _:
                raise Refusal(404, "Not Found")

    def _send(self, sent: dict[str, object]) -> dict[str, object]:
        chat = self._reach(sent)
        if sent.get("photo") in self.unfetchable:
            raise Refusal(400, "Bad Request: failed to get HTTP URL content")
        number = len(self.messages) + 1
        message: dict[str, object] = {
            "message_id": number,
            "date": 1764072000,
            "chat": {"id": chat, "type": "private", "first_name": "Test"},
            "from": BOT,
            "text": html_text(str(sent.get("text", ""))),
        }
        if "reply_markup" in sent:
            message["reply_markup"] = sent["reply_markup"]
        self.messages[number] = message
        self.once_kept()
        return message

    def _album(self, sent: dict[str, object]) -> list[dict[str, object]]:
        media = sent["media"]
        assert isinstance(media, list)
        if not 2 <= len(media) <= 10:
            raise Refusal(400, "Bad Request: an album has 2 to 10 items")
        if any(each["media"] in self.unfetchable for each in media):
            raise Refusal(400, "Bad Request: failed to send message #1 with the error message WEBPAGE_MEDIA_EMPTY")
        return [self._send({"chat_id": sent["chat_id"]}) for _ in media]

    def _reach(self, sent: dict[str, object]) -> int:
        if self.failing:
            raise self.failing.pop(0)
        chat = int(str(sent["chat_id"]))
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat

    def _edit(self, sent: dict[str, object]) -> dict[str, object]:
        if self.failing_edits:
            raise self.failing_edits.pop(0)
        message = self.messages.get(int(str(sent["message_id"])))
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        changed = {key: value for key, value in sent.items() if key in ("text", "reply_markup")}
        if all(message.get(key) == value for key, value in changed.items()):
            raise Refusal(400, "Bad Request: message is not modified: specified new message content is the same")
        message.update(changed)
        if "reply_markup" not in sent:
            # A text that is changed without a keyboard loses the one it had.
            message.pop("reply_markup", None)
        return message

    def _query(self, query: str) -> bool:
        if query in self.old_queries or query in self.answered:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.answered.add(query)
        return True

    def _menu(self, method: str, sent: dict[str, object]) -> object:
        language = str(sent.get("language_code", ""))
        if method == "getMyCommands":
            return self.commands.get(language, [])
        if method == "setMyCommands":
            commands = sent["commands"]
            assert isinstance(commands, list)
            self.commands[language] = commands
        return True

    def _hook(self, method: str, sent: dict[str, object]) -> object:
        if method == "getWebhookInfo":
            shown = {key: value for key, value in self.webhook.items() if key in ("url", "allowed_updates")}
            return {"url": "", "has_custom_certificate": False, "pending_update_count": len(self.updates), **shown}
        self.webhook = dict(sent) if method == "setWebhook" else {}
        return True

    def _updates(self, sent: dict[str, object]) -> list[dict[str, object]]:
        if self.webhook.get("url"):
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        if self.failing_questions:
            raise self.failing_questions.pop(0)
        offset = int(str(sent.get("offset", 0)))
        self.updates = [each for each in self.updates if int(str(each["update_id"])) >= offset]
        return self.updates[: int(str(sent.get("limit", 100)))]

    def _file(self, name: str) -> dict[str, object]:
        if name not in self.files:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self.files[name]) if self.said_size is None else self.said_size
        return {"file_id": name, "file_unique_id": "u", "file_size": size, "file_path": f"photos/{name}.jpg"}

    # ---- what people do

    def pressed(self, update_id: int, label: str, query: str = "q1") -> dict[str, object]:
        """The update of a press on the newest keyboard with such a label, as Telegram builds it."""
        for message in reversed(self.messages.values()):
            markup = message.get("reply_markup")
            rows = markup["inline_keyboard"] if isinstance(markup, dict) else []
            data = next((each["callback_data"] for row in rows for each in row if each["text"] == label), None)
            if data is not None:
                return checked(
                    {
                        "update_id": update_id,
                        "callback_query": {
                            "id": query,
                            "from": {"id": JANA, "is_bot": False, "first_name": "Test"},
                            "message": message,
                            "chat_instance": "1",
                            "data": data,
                        },
                    }
                )
        raise AssertionError(f"there is no button {label!r}")


def checked(update: dict[str, object]) -> dict[str, object]:
    """An update that is as the description wants it."""
    check_type("Update", update)
    return update


def _parameters(method: str, content_type: str, body: bytes) -> dict[str, object]:
    """A form, plain or in parts, with its values as the types they stand for."""
    if content_type.startswith("multipart/"):
        head = f"Content-Type: {content_type}\r\n\r\n".encode()
        parts = BytesParser().parsebytes(head + body).get_payload()
        assert isinstance(parts, list)
        raw: dict[str, str | bytes] = {}
        for part in parts:
            assert isinstance(part, EmailPart)
            name = str(part.get_param("name", header="content-disposition"))
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            raw[name] = content if part.get_filename() else content.decode()
    else:
        raw = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)) if body else {}
    files = {name: value for name, value in raw.items() if isinstance(value, bytes)}
    sent: dict[str, object] = {}
    known = fields("methods", method_named(method))
    for name, value in raw.items():
        if name in known:
            attached = value.removeprefix("attach://") if isinstance(value, str) else ""
            sent[name] = files.get(attached, _typed(value, known[name]))
        elif not isinstance(value, bytes):
            sent[name] = value
    return sent


def _typed(value: str | bytes, described: Mapping[str, object]) -> object:
    types = described["types"]
    assert isinstance(types, list)
    if isinstance(value, bytes) or types == ["String"]:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


@contextmanager
def telegram_peer() -> Iterator[TelegramPeer]:
    """A peer that listens while the block runs."""
    peer = TelegramPeer()

    class Handler(JsonHandler, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            token, _, method = urlsplit(self.path).path.removeprefix("/bot").rpartition("/")
            try:
                if token != TOKEN:
                    raise Refusal(401, "Unauthorized")
                sent = _parameters(method, self.headers.get("Content-Type", ""), body)
                self._tell(200, {"ok": True, "result": peer.answer(method, sent)})
            except Refusal as no:
                answer = {"ok": False, "error_code": no.status, "description": no.description}
                self._tell(no.status, {**answer, **({"parameters": no.parameters} if no.parameters else {})})

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            name = path.rpartition("/")[2].removesuffix(".jpg")
            content = peer.files.get(name) if path.startswith(f"/file/bot{TOKEN}/") else None
            self.send(404 if content is None else 200, content or b"")

        def _tell(self, status: int, answer: object) -> None:
            self.send(status, json.dumps(answer).encode())

    with serving(Handler) as peer.url:
        yield peer
