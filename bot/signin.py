"""Who a browser belongs to: a signed cookie for each shopper, and for staff a one-time link, then a signed cookie."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot import files

SHOPPER_COOKIE: Final = "shopkeep_shopper"
DESK_COOKIE: Final = "shopkeep_desk"
SHOPPER_SECONDS: Final = 400 * 24 * 3600
DESK_SECONDS: Final = 12 * 3600
LINK_SECONDS: Final = 24 * 3600


def secret_in(folder: Path) -> str:
    """The shop's own secret: made at the first start, readable by its owner alone, kept beside the database. All
    processes that start at once have the same; an empty file is none."""
    file = folder / "secret"
    if file.exists() and not _said_in(file):
        # Nothing is signed with nothing: whoever knew that could sign in at the desk. Nobody takes the place of a file
        # that is there, or two that start at once would each have their own.
        file = folder / "secret-2"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with files.unless_there(file, files.OWN) as stream:
            stream.write(secrets.token_urlsafe(32).encode("ascii"))
    return _said_in(file)


def _said_in(file: Path) -> str:
    return file.read_text(encoding="ascii").strip()


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is signed in at the desk."""

    name: str
    invited_by: tuple[str, ...] = ()
    """The colleague who made their link, then who made that one's; empty for a link that the shop printed itself."""


class Spent(Protocol):
    """What is known of links that were used."""

    def spend(self, link: str) -> bool:
        """Use a link up; False where it was used before."""
        ...


@dataclass(slots=True)
class SpentHere:
    """Links that were used, known as long as this process runs."""

    _links: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def spend(self, link: str) -> bool:
        with self._lock:
            is_new = link not in self._links
            self._links.add(link)
        return is_new


@dataclass(slots=True)
class SignIn:
    """Signs cookies and hands out one-time links to the desk. A link works once and for a day, at whichever machine of
    the shop it is opened: it says itself whose it is."""

    secret: str
    spent: Spent = field(default_factory=SpentHere)
    new_id: Callable[[], str] = lambda: secrets.token_urlsafe(16)

    def shopper(self, cookie: str | None) -> str | None:
        """The address a shopper's cookie stands for, or None when there is none or it was not signed here."""
        return self._read("shopper", cookie, SHOPPER_SECONDS)

    def new_shopper(self) -> tuple[str, str]:
        """(address, cookie) for a browser that was never here."""
        address = self.new_id()
        return address, self._signer("shopper").dumps(address)

    def desk_link(self, name: str, by: Staff | None = None) -> str:
        """A path that signs somebody in once; `by` is the colleague who invites them."""
        invited_by = (by.name, *by.invited_by) if by else ()
        token = self._signer("link").dumps([self.new_id(), name, *invited_by])
        return f"/desk/signin?token={token}"

    def is_link(self, token: str) -> bool:
        """Whether such a link was made here within the day. It may have been used: that is found when it is."""
        return self._read("link", token, LINK_SECONDS) is not None

    def use_link(self, token: str) -> str | None:
        """The desk cookie for a link that was not used yet; None otherwise."""
        value = self._value("link", token, LINK_SECONDS)
        if not isinstance(value, list) or not self.spent.spend(str(value[0])):
            return None
        return self._signer("desk").dumps(value[1:])

    def staff(self, cookie: str | None) -> str | None:
        """The name of the member of staff a desk cookie stands for, or None."""
        signed_in = self.signed_in(cookie)
        return signed_in.name if signed_in else None

    def signed_in(self, cookie: str | None) -> Staff | None:
        """The member of staff a desk cookie stands for, with who invited them; None for any other cookie."""
        value = self._value("desk", cookie, DESK_SECONDS)
        return Staff(str(value[0]), tuple(map(str, value[1:]))) if isinstance(value, list) and value else None

    def _signer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt=f"shopkeep.{purpose}")

    def _read(self, purpose: str, signed: str | None, seconds: int) -> str | None:
        value = self._value(purpose, signed, seconds)
        return str(value[0]) if isinstance(value, list) else value

    def _value(self, purpose: str, signed: str | None, seconds: int) -> str | list[object] | None:
        if not signed:
            return None
        try:
            value: str | list[object] = self._signer(purpose).loads(signed, max_age=seconds)
        except BadSignature:
            return None
        return value
