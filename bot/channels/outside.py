"""Fetches a file from a vendor's own hosts: only from there, not too much, and never from within our own walls.

A link is never trusted. Its host must be one of the vendor's, the address that name stands for must be one of the open
internet, and it is that address that is called; so again for each redirect.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from bot.channels.base import ChannelRejected, ChannelUnavailable

LARGEST: Final = 10_000_000
SECONDS: Final = 10.0
REDIRECTS: Final = 3
PIECE: Final = 65_536
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_LATER: Final = frozenset({404, 408, 425, 429, 500, 502, 503, 504})
"""A file is not always there at the moment its message is."""

Resolve = Callable[[str, int], Iterable[str]]


def resolve(host: str, port: int) -> tuple[str, ...]:
    """The addresses that a name stands for."""
    return tuple(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """`hosts` are asked with `key` (an Authorization header), `stores` that they send on to without it. `near` names
    host and port that stand for the vendor in a test, over plain HTTP; None outside of tests."""

    vendor: str
    key: str = field(repr=False)
    hosts: tuple[str, ...]
    stores: tuple[str, ...] = ()
    near: str | None = None
    resolve: Resolve = resolve
    largest: int = LARGEST
    seconds: float = SECONDS

    def content(self, url: str) -> bytes:
        """Raises ChannelUnavailable (try again) or ChannelRejected; neither names the address."""
        until = time.monotonic() + self.seconds
        for _ in range(REDIRECTS + 1):
            place = self._allowed(url)
            found = self._get(place, until)
            if isinstance(found, bytes):
                return found
            url = urljoin(url, found)
        raise ChannelRejected("it is sent on too often")

    def _allowed(self, url: str) -> SplitResult:
        """Raises ChannelRejected for everything but an address of the vendor's own."""
        try:
            place = urlsplit(url)
            port = place.port
        except ValueError as error:
            raise ChannelRejected("its address is none") from error
        host = (place.hostname or "").lower()
        if self.near is not None and place.scheme == "http" and place.netloc == self.near:
            return place
        if place.scheme != "https" or port not in (None, 443) or place.username is not None:
            raise ChannelRejected("its address is not plain https")
        if host not in self.hosts + self.stores:
            raise ChannelRejected(f"it lies on a host that is not {self.vendor}'s")
        return place

    def _get(self, place: SplitResult, until: float) -> bytes | str:
        """The content, or where it has moved to."""
        host = (place.hostname or "").lower()
        headers = {"Accept": "*/*", "User-Agent": "shopkeep"}
        if host in self.hosts or place.netloc == self.near:
            headers["Authorization"] = self.key
        path = (place.path or "/") + (f"?{place.query}" if place.query else "")
        connection = self._connection(place, host, until)
        try:
            connection.request("GET", path, headers=headers)
            return self._answer(connection.getresponse(), until)
        except (OSError, http.client.HTTPException) as error:
            raise ChannelUnavailable(f"it could not be fetched: {type(error).__name__}") from error
        finally:
            connection.close()

    def _answer(self, response: http.client.HTTPResponse, until: float) -> bytes | str:
        if response.status in _MOVED:
            return response.headers.get("Location", "")
        if response.status in _LATER:
            raise ChannelUnavailable(f"{self.vendor} answered {response.status} for it")
        if response.status != 200:
            raise ChannelRejected(f"{self.vendor} answered {response.status} for it")
        length = response.headers.get("Content-Length", "0")
        if length.isdecimal() and int(length) > self.largest:
            raise ChannelRejected(f"it is larger than {self.largest} bytes")
        content = bytearray()
        while piece := response.read1(PIECE):
            content += piece
            if len(content) > self.largest:
                raise ChannelRejected(f"it is larger than {self.largest} bytes")
            if time.monotonic() > until:
                raise ChannelUnavailable("it took too long")
        return bytes(content)

    def _connection(self, place: SplitResult, host: str, until: float) -> http.client.HTTPConnection:
        """To an address that was looked at: the name is not asked a second time, for it may then stand for another."""
        left = max(until - time.monotonic(), 0.1)
        if place.netloc == self.near:
            return http.client.HTTPConnection(host, place.port, timeout=left)
        return _Pinned(host, self._outside(host), timeout=left)

    def _outside(self, host: str) -> str:
        """An address of the open internet. Raises ChannelRejected for a name that stands for one of ours."""
        try:
            found = tuple(self.resolve(host, 443))
        except OSError as error:
            raise ChannelUnavailable("its host has no address") from error
        if not found or not all(is_outside(each) for each in found):
            raise ChannelRejected("its host stands for an internal address")
        return found[0]


class _Pinned(http.client.HTTPSConnection):
    """TLS for a name, at one address."""

    def __init__(self, host: str, address: str, timeout: float) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, 443, timeout=timeout, context=self._tls)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def is_outside(address: str) -> bool:
    """Whether an address is one of the open internet: not private, local, reserved, or such a one in IPv6 clothing."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return is_outside(str(inner))
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return is_outside(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast
