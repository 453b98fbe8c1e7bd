"""Twilio through its own client: messages, and the Content that buttons, lists and templates are made of.

Its errors become the family's own two, with Twilio's code; none of them holds a number or a text.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from requests import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from bot.channels.base import ChannelRejected, ChannelUnavailable
from bot.channels.whatsapp.layout import Outgoing
from bot.channels.whatsapp.store import Template

SECONDS: Final = 10.0
"""For one call: longer than Twilio takes, and shorter than a conversation is leased for."""
TOO_MANY: Final = frozenset({20429, 63018, 14107})
BODY: Final = "text"
"""The variable that a text above buttons stands in: what is kept at Twilio are the buttons' words alone."""
_SEPARATOR: Final = "/"


class TwilioRefused(ChannelRejected):
    """Not taken; `code` is Twilio's."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Twilio refused it with error {code}")
        self.code = code


# The library has no types of its own.
class _Quiet(TwilioHttpClient):  # type: ignore[misc]
    """The client's transport. It logs nothing, for addresses are people's numbers; `base` stands for all of Twilio's
    hosts where it is set."""

    def __init__(self, base: str) -> None:
        silent = logging.getLogger("bot.channels.whatsapp.silent")
        silent.disabled = True
        super().__init__(timeout=SECONDS, logger=silent)
        self._base = base.rstrip("/")

    def request(  # noqa: PLR0913 - the library's own signature
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        if self._base:
            url = self._base + "/" + url.split("/", 3)[3]
        return super().request(method, url, params, data, headers, auth, timeout, allow_redirects)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: a number ("whatsapp:+49…") or a Messaging Service ("MG…")."""

    name: str

    def fields(self) -> dict[str, str]:
        return {"messaging_service_sid": self.name} if self.name.startswith("MG") else {"from_": self.name}


class Twilio:
    """An account. Every call may raise ChannelUnavailable (try again) or TwilioRefused (do not)."""

    def __init__(self, account: str, token: str, sender: str, *, callback: str = "", base: str = "") -> None:
        self._client = Client(account, token, http_client=_Quiet(base))
        self._sender, self._callback = Sender(sender), callback

    def send_text(self, to: str, text: str) -> str:
        """The message's sid."""
        return self._send(to, {"body": text})

    def send_media(self, to: str, address: str, text: str = "") -> str:
        """Something that Twilio fetches, with words under it where it is a picture."""
        return self._send(to, {"media_url": [address], **({"body": text} if text else {})})

    def send_content(self, to: str, content: str, variables: Mapping[str, str]) -> str:
        """Something made of Content: buttons, a list, a template."""
        told = json.dumps(variables, ensure_ascii=False)
        return self._send(to, {"content_sid": content, "content_variables": told})

    def _send(self, to: str, what: dict[str, str | list[str]]) -> str:
        also = {"status_callback": self._callback} if self._callback else {}
        with _translated():
            return str(self._client.messages.create(to=to, **self._sender.fields(), **what, **also).sid)

    def find(self, to: str, text: str, since: datetime, is_ours: Callable[[str], bool]) -> str | None:
        """A message with this text that went out since then and that nobody has noted yet (`is_ours` says of a sid
        whether it is noted): whether a call that broke off was heard. The same words may have gone out before."""
        with _translated():
            for each in self._client.messages.list(to=to, date_sent_after=since, limit=50):
                said = each.direction != "inbound" and (each.body or "").strip() == text.strip()
                if said and not is_ours(str(each.sid)):
                    return str(each.sid)
        return None

    def account_state(self) -> str:
        """Such as "active"."""
        with _translated():
            return str(self._client.api.v2010.accounts(self._client.account_sid).fetch().status)

    # ---- Content

    def create_choices(self, name: str, language: str, outgoing: Outgoing) -> str:
        """Quick replies or a list with their words, ids and text as variables; the Content's sid."""
        return self._create(name, language, _types(outgoing), {BODY: "…", **ids_of(outgoing)})

    def create_template(self, name: str, locale: str, language: str, body: str, samples: Mapping[str, str]) -> str:
        types = {"twilio/text": {"body": body}}
        return self._create(f"{name}{_SEPARATOR}{locale}", language, types, samples)

    def _create(self, name: str, language: str, types: Mapping[str, object], variables: Mapping[str, str]) -> str:
        asked = ContentList.ContentCreateRequest(
            {
                "friendly_name": name,
                "language": language,
                "variables": dict(variables),
                "types": ContentList.Types({**types}),
            }
        )
        with _translated():
            return str(self._client.content.v1.contents.create(content_create_request=asked).sid)

    def submit(self, sid: str, name: str, category: str) -> str:
        """Ask WhatsApp to approve a template; the state it is in then."""
        asked = ApprovalCreateList.ContentApprovalRequest({"name": name, "category": category})
        with _translated():
            created = self._client.content.v1.contents(sid).approval_create.create(content_approval_request=asked)
            return str(created.status or "received")

    def templates(self) -> tuple[Template, ...]:
        """All templates that are named as ours are, with the state of their approval."""
        with _translated():
            return tuple(_templates(self._client.content.v1.content_and_approvals.list()))


@contextmanager
def _translated() -> Iterator[None]:
    """Twilio's errors as the family's own. What it may have heard all the same is ChannelUnavailable."""
    try:
        yield
    except TwilioRestException as error:
        code = error.code or error.status
        # A key that is not right is mended by a person; until then nothing is lost.
        if error.status >= 500 or error.status in (401, 403, 429) or code in TOO_MANY:
            raise ChannelUnavailable(f"Twilio answered {error.status} with error {code}") from None
        raise TwilioRefused(code) from None
    except (RequestException, TwilioException, ValueError) as error:
        # The cause is left out: its text holds the address that was asked, with a number in it.
        raise ChannelUnavailable(f"Twilio was not reached: {type(error).__name__}") from None


def _templates(listed: Iterable[object]) -> Iterator[Template]:
    for each in listed:
        name, _, locale = str(getattr(each, "friendly_name", "")).partition(_SEPARATOR)
        types, approval = _mapping(getattr(each, "types", None)), _mapping(getattr(each, "approval_requests", None))
        body = str(_mapping(types.get("twilio/text")).get("body") or "")
        if name and locale and body:
            yield Template(
                sid=str(getattr(each, "sid", "")),
                name=name,
                locale=locale,
                status=str(approval.get("status") or "unsubmitted"),
                body=body,
                reason=str(approval.get("rejection_reason") or ""),
                category=str(approval.get("category") or ""),
            )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def ids_of(outgoing: Outgoing) -> dict[str, str]:
    """The choices' ids as variables: those of an order are its own, the words above them are everybody's."""
    return {f"id{place}": choice.id for place, choice in enumerate((*outgoing.replies, *outgoing.items), start=1)}


def _types(outgoing: Outgoing) -> dict[str, object]:
    body = f"{{{{{BODY}}}}}"
    if outgoing.replies:
        actions = [
            {"type": "QUICK_REPLY", "title": choice.title, "id": f"{{{{id{place}}}}}"}
            for place, choice in enumerate(outgoing.replies, start=1)
        ]
        return {"twilio/quick-reply": {"body": body, "actions": actions}}
    items = [
        {"id": f"{{{{id{place}}}}}", "item": choice.title, "description": choice.description}
        for place, choice in enumerate(outgoing.items, start=1)
    ]
    return {"twilio/list-picker": {"body": body, "button": outgoing.opener, "items": items}}
