"""A Twilio that keeps state and takes no request that Twilio's own description does not allow.

It knows WhatsApp's rules that Twilio's description leaves out: the 24 hours, approvals, lengths, blocked people. As at
Twilio itself most of them come back in the status callback and not in the answer. Error codes and limits are those of
Twilio's error dictionary and Content documentation.
"""

import base64
import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Final
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from twilio.request_validator import RequestValidator

from tests.peers.serving import JsonHandler, serving
from tests.peers.twilio_spec import APPROVAL, CONTENT, MESSAGES, NotAsDescribed, check

ACCOUNT: Final = "AC" + "a" * 32
TOKEN: Final = "12345"
NUMBER: Final = "whatsapp:+14155238886"
_FIELD: Final = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_MEDIA: Final = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": b"PK",
}
"""What WhatsApp takes of images and documents that we may send, and how it begins."""
_LISTS: Final = frozenset({"MediaUrl", "PersistentAction"})
Json = Mapping[str, object]
Answer = tuple[int, Json]


@dataclass
class Kept:
    """A message as Twilio keeps it. `content` is what it was made of, empty for free text."""

    sid: str
    to: str
    body: str
    content: str
    callback: str
    state: str = "queued"
    error: int | None = None
    variables: dict[str, str] = field(default_factory=dict)
    media: tuple["Media", ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    """What can be pressed: its id, and the field in which the press comes back."""


@dataclass(frozen=True)
class Media:
    """What Twilio fetched: its declared type, its name, and its bytes."""

    kind: str
    name: str
    content: bytes


@dataclass
class Content:
    sid: str
    name: str
    language: str
    types: dict[str, dict[str, object]]
    variables: dict[str, str]
    status: str = "unsubmitted"
    category: str = ""


@dataclass
class TwilioPeer:
    """`open` are those who wrote within a day, `blocked` those who want nothing. The next of `failures` (status, code)
    is answered instead of anything else; with status 0 the message is kept and the line goes dead."""

    url: str = ""
    open: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    failures: list[tuple[int, int]] = field(default_factory=list)
    messages: list[Kept] = field(default_factory=list)
    contents: dict[str, Content] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    once_kept: Callable[[], None] = lambda: None
    """Called for each message once it is kept, before it is answered."""

    def said(self, to: str) -> list[str]:
        """What arrived at somebody, oldest first."""
        return [each.body for each in self.messages if each.to == to and each.error is None]

    def callback(self, kept: Kept, state: str, error: int | None = None) -> dict[str, str]:
        """The form of a status callback (https://www.twilio.com/docs/messaging/guides/track-outbound-message-status)."""
        form = {
            "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "ChannelPrefix": "whatsapp", "From": NUMBER,
            "MessageSid": kept.sid, "MessageStatus": state, "SmsSid": kept.sid, "SmsStatus": state, "To": kept.to,
        }  # fmt: skip
        return form | ({"ErrorCode": str(error)} if error else {})

    def outcome(self, kept: Kept) -> dict[str, str]:
        """The callback that tells what became of it in the end."""
        return self.callback(kept, "undelivered" if kept.error else "delivered", kept.error)

    def approve(self, sid: str, body: str) -> None:
        """A text template that WhatsApp has approved."""
        samples = dict.fromkeys(_FIELD.findall(body), "sample")
        self.contents[sid] = Content(sid, "template", "en", {"twilio/text": {"body": body}}, samples, "approved")

    # ---- requests

    def post(self, path: str, body: bytes, json_type: bool) -> Answer:
        self.calls.append(f"POST {path}")
        try:
            if path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
                return self._message(body)
            if path == CONTENT and json_type:
                return self._content(json.loads(body))
            found = re.fullmatch(r"/v1/Content/(HX[0-9a-f]{32})/ApprovalRequests/whatsapp", path)
            if found and found[1] in self.contents and json_type:
                return self._approval(self.contents[found[1]], json.loads(body))
        except NotAsDescribed as wrong:
            self.refused.append(str(wrong))
            return _fails(400, 20001)
        return _fails(404, 20404)

    def get(self, path: str, query: Mapping[str, list[str]]) -> Answer:
        self.calls.append(f"GET {path}")
        if path == f"/2010-04-01/Accounts/{ACCOUNT}.json":
            return 200, {"sid": ACCOUNT, "status": "active"}
        if path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            found = [each for each in self.messages if each.to in query.get("To", [each.to])]
            return 200, {"messages": [_shape(each) for each in reversed(found)], "next_page_uri": None}
        if path == "/v1/ContentAndApprovals":
            meta = {"key": "contents", "next_page_url": None, "page": 0, "page_size": 50}
            return 200, {"contents": [_content_shape(each) for each in self.contents.values()], "meta": meta}
        return _fails(404, 20404)

    def _message(self, body: bytes) -> Answer:
        fields = parse_qs(body.decode(), keep_blank_values=True, strict_parsing=True)
        asked = {name: values if name in _LISTS else values[-1] for name, values in fields.items()}
        check(asked, MESSAGES)
        one = {name: values[-1] for name, values in fields.items()}
        # The description requires To alone; Twilio wants a sender and something to say too.
        if not one.get("To") or not (one.get("From") or one.get("MessagingServiceSid")):
            raise NotAsDescribed("To and From are needed")
        if bool(one.get("Body") or one.get("MediaUrl")) == bool(one.get("ContentSid")):
            raise NotAsDescribed("either a body, media or content is sent")
        status, code = self.failures.pop(0) if self.failures else (201, 0)
        if status not in (0, 201):
            return _fails(status, code)
        content = self.contents.get(one.get("ContentSid", ""))
        if "ContentSid" in one and content is None:
            return _fails(400, 21655)
        text = _filled(content, one) if content else one.get("Body", "")
        if isinstance(text, int):
            return _fails(400, text)
        if len(text.encode()) > 1600:
            return _fails(400, 21617)
        kept = Kept(
            f"SM{secrets.token_hex(16)}", one["To"], text, content.sid if content else "", one.get("StatusCallback", "")
        )
        kept.choices = _choices(content, one) if content else {}
        kept.variables = json.loads(one.get("ContentVariables", "{}"))
        kept.error = code or self._fault(kept, content)
        if "MediaUrl" in fields and kept.error is None:
            kept.media, kept.error = fetched(fields["MediaUrl"])
        self.messages.append(kept)
        self.once_kept()
        return (status, {}) if status == 0 else (201, _shape(kept))

    def _fault(self, kept: Kept, content: Content | None) -> int | None:
        """What WhatsApp says to it, a moment later."""
        if kept.to in self.blocked:
            return 63014
        approved = content is not None and content.status == "approved"
        if kept.to not in self.open and not approved:
            return 63016
        return _too_much(content, kept.body) if content else None

    def _content(self, asked: Json) -> Answer:
        check(asked, CONTENT)
        types, variables = asked["types"], asked.get("variables")
        assert isinstance(types, dict)
        used = {name: each for name, each in types.items() if each is not None}
        if len(used) != 1:
            raise NotAsDescribed("content is of one type here")
        sid = f"HX{secrets.token_hex(16)}"
        given = {str(name): str(value) for name, value in variables.items()} if isinstance(variables, dict) else {}
        if set(_FIELD.findall(json.dumps(used))) - given.keys():
            raise NotAsDescribed("every variable needs a sample")
        self.contents[sid] = Content(sid, str(asked["friendly_name"]), str(asked["language"]), used, given)
        return 201, _content_shape(self.contents[sid])

    def _approval(self, content: Content, asked: Json) -> Answer:
        check(asked, APPROVAL)
        if not re.fullmatch(r"[a-z0-9_]+", str(asked["name"])):
            raise NotAsDescribed("a template's name is of lower case letters, digits and underscores")
        body = str(next(iter(content.types.values()))["body"])
        bad = body.startswith("{{") or body.endswith("}}") or re.search(r"\}\}\s*\{\{", body)
        content.status, content.category = "rejected" if bad else "received", str(asked["category"])
        return 201, {"name": asked["name"], "category": asked["category"], "status": content.status,
                     "content_type": "twilio/text", "rejection_reason": "", "allow_category_change": True}  # fmt: skip


def fetched(addresses: list[str]) -> tuple[tuple[Media, ...], int | None]:
    """What lies at these addresses, asked for as Twilio does, with HEAD and GET; 63019 where it cannot be had, 63021
    where WhatsApp does not take it (https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages)."""
    found = []
    for address in addresses:
        try:
            for method in ("HEAD", "GET"):
                with urlopen(Request(address, method=method), timeout=10) as answer:
                    kind, content = answer.headers.get_content_type(), answer.read()
                    name = answer.headers.get("Content-Disposition", "")
        except OSError:
            return (), 63019
        begins = _MEDIA.get(kind)
        if begins is None or not content.startswith(begins):
            return (), 63021
        if len(content) > (5_000_000 if kind.startswith("image/") else 16_000_000):
            return (), 63021
        found.append(Media(kind, name, content))
    return tuple(found), None


def _filled(content: Content, one: Mapping[str, str]) -> str | int:
    """The text of content with its variables; Twilio's error code where they are not as they must be."""
    try:
        given = json.loads(one.get("ContentVariables", "{}"))
    except ValueError:
        return 21656
    if not isinstance(given, dict) or not all(isinstance(each, str) and each for each in given.values()):
        return 21656
    if any(len(each) > 1600 for each in given.values()):
        return 21658
    (kind,) = content.types.values()
    return _FIELD.sub(lambda name: str(given.get(name[1], content.variables[name[1]])), str(kind["body"]))


def _choices(content: Content, one: Mapping[str, str]) -> dict[str, str]:
    """Ids of quick replies and of a list's lines, and the fields in which they come back
    (https://www.twilio.com/docs/messaging/guides/webhook-request)."""
    (made,) = content.types.values()
    given = {**content.variables, **json.loads(one.get("ContentVariables", "{}"))}
    actions, items = made.get("actions") or [], made.get("items") or []
    assert isinstance(actions, list) and isinstance(items, list)
    fields = [*((each, "ButtonPayload") for each in actions), *((each, "ListId") for each in items)]
    return {_FIELD.sub(lambda name: str(given[name[1]]), str(each["id"])): field for each, field in fields}


def _too_much(content: Content, text: str) -> int | None:
    """63021 where a text is too long for what stands with it, 63013 for more or longer buttons than are shown."""
    ((kind, made),) = content.types.items()
    actions, items = made.get("actions") or [], made.get("items") or []
    assert isinstance(actions, list) and isinstance(items, list)
    if len(text) > 1024:
        return 63021
    wrong = len(actions) > 3 or len(items) > 10 or any(len(each["title"]) > 20 for each in actions)
    wrong |= any(len(each["item"]) > 24 or len(each.get("description") or "") > 72 for each in items)
    return 63013 if wrong or (kind == "twilio/list-picker" and len(str(made["button"])) > 20) else None


def _fails(status: int, code: int) -> Answer:
    return status, {
        "code": code,
        "message": "no",
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }


def _shape(kept: Kept) -> Json:
    at = format_datetime(datetime.now(UTC))
    return {
        "sid": kept.sid, "account_sid": ACCOUNT, "to": kept.to, "from": NUMBER, "body": kept.body, "status": kept.state,
        "direction": "outbound-api", "date_created": at, "date_sent": at, "date_updated": at, "error_code": None,
        "num_media": "0", "num_segments": "1", "subresource_uris": {}, "api_version": "2010-04-01",
    }  # fmt: skip


def _content_shape(content: Content) -> Json:
    approval = {"status": content.status, "category": content.category, "rejection_reason": "", "name": content.name}
    return {
        "sid": content.sid, "account_sid": ACCOUNT, "friendly_name": content.name, "language": content.language,
        "types": content.types, "variables": content.variables, "approval_requests": approval, "links": {},
    }  # fmt: skip


def signature(url: str, form: Mapping[str, str], token: str = TOKEN) -> str:
    """What Twilio sends in X-Twilio-Signature, by its own library."""
    return str(RequestValidator(token).compute_signature(url, dict(form)))


@contextmanager
def twilio_peer() -> Iterator[TwilioPeer]:
    """A peer that listens while the block runs."""
    peer = TwilioPeer()
    key = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()

    class Handler(JsonHandler, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            typed = self.headers.get("Content-Type", "").startswith("application/json")
            self._answer(peer.post(urlsplit(self.path).path, body, typed))

        def do_GET(self) -> None:
            place = urlsplit(self.path)
            if place.path in peer.media:
                self.send(200 if self.headers.get("Authorization") == key else 401, peer.media[place.path])
            else:
                self._answer(peer.get(place.path, parse_qs(place.query)))

        def _answer(self, answer: Answer) -> None:
            if self.headers.get("Authorization") != key:
                answer = _fails(401, 20003)
            if answer[0] == 0:
                self.close_connection = True
                return
            self.send(answer[0], json.dumps(answer[1]).encode())

    with serving(Handler) as peer.url:
        yield peer
