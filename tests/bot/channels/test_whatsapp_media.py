"""Files from outside: only from Twilio, only so large, only pictures, and never from within our own walls."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.channels.base import ChannelRejected, ChannelUnavailable
from bot.channels.outside import is_outside
from bot.channels.whatsapp.media import Fetcher
from dialogue.inbound import Attachment

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
Answers = dict[str, tuple[int, dict[str, str], bytes]]


class Store:
    """A server that answers by path, and remembers who asked with which key."""

    def __init__(self) -> None:
        self.answers: Answers = {}
        self.asked: list[tuple[str, str]] = []
        self.place = ""


@pytest.fixture
def store() -> Iterator[Store]:
    kept = Store()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kept.asked.append((self.path, self.headers.get("Authorization", "")))
            status, headers, body = kept.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    kept.place = f"127.0.0.1:{server.server_port}"
    yield kept
    server.shutdown()
    server.server_close()


def fetcher(store: Store | None = None, resolve: Callable[[str, int], tuple[str, ...]] | None = None) -> Fetcher:
    """Without a store it may reach nothing: every name stands for an address of documentation (RFC 5737)."""
    names = resolve or (lambda host, port: ("192.0.2.1",))
    return Fetcher(account="AC1", token="t", near=store.place if store else None, resolve=names, largest=1000)


def test_a_photo_is_brought_in_with_our_key_as_what_it_is(store: Store) -> None:
    store.answers["/media"] = (200, {}, PNG)
    got = fetcher(store).fetch(Attachment("image/jpeg", f"http://{store.place}/media"))
    assert got.type == "image/png"
    assert got.url.startswith("data:image/png;base64,iVBORw0KGgo")
    assert store.asked[0][1].startswith("Basic ")


def test_a_redirect_is_followed_where_it_may_lead(store: Store) -> None:
    store.answers["/media"] = (307, {"Location": "/moved"}, b"")
    store.answers["/moved"] = (200, {}, PNG)
    assert fetcher(store).fetch(Attachment("image/png", f"http://{store.place}/media")).type == "image/png"


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://evil.example/x.png",
        "https://api.twilio.com:8443/x",
        "https://api.twilio.com@evil.example/x",
        "https://user:word@api.twilio.com/x",
        "http://api.twilio.com/x",
        "file:///etc/passwd",
        "https://[::1]/x",
        "https://0x7f000001/x",
        "https://api.twilio.com.evil.example/x",
        "https://host:port/x",
        "",
    ],
)
def test_no_other_place_is_asked_neither_at_once_nor_by_a_redirect(store: Store, target: str) -> None:
    with pytest.raises(ChannelRejected):
        fetcher(store).fetch(Attachment("image/png", target))
    store.answers["/media"] = (302, {"Location": target or "ftp://x"}, b"")
    with pytest.raises(ChannelRejected):
        fetcher(store).fetch(Attachment("image/png", f"http://{store.place}/media"))
    assert [path for path, _ in store.asked] == ["/media"]


def test_a_redirect_to_itself_ends(store: Store) -> None:
    store.answers["/media"] = (302, {"Location": "/media"}, b"")
    with pytest.raises(ChannelRejected, match="too often"):
        fetcher(store).fetch(Attachment("image/png", f"http://{store.place}/media"))


@pytest.mark.parametrize(
    "addresses",
    [("10.0.0.8",), ("127.0.0.1",), ("93.184.216.34", "192.168.1.1"), ("::ffff:169.254.169.254",), ("fd00::1",), ()],
)
def test_twilios_own_name_is_not_called_where_it_stands_for_an_internal_address(addresses: tuple[str, ...]) -> None:
    with pytest.raises(ChannelRejected, match="internal"):
        fetcher(resolve=lambda host, port: addresses).fetch(Attachment("image/png", "https://api.twilio.com/x"))


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "100.64.0.1", "169.254.169.254", "224.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0",
     "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1", "127.1", "nonsense"],
)  # fmt: skip
def test_such_addresses_are_not_of_the_open_internet(address: str) -> None:
    assert not is_outside(address)
    assert is_outside("93.184.216.34") and is_outside("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((200, {}, b"<html>"), "no picture"),
        ((200, {}, b""), "no picture"),
        ((200, {}, PNG + b"x" * 1000), "larger"),
        ((200, {"Content-Length": "999999"}, PNG), "larger"),
        ((403, {}, b""), "403"),
    ],
)
def test_what_is_too_large_or_not_what_it_claims_is_not_taken(
    store: Store, answer: tuple[int, dict[str, str], bytes], why: str
) -> None:
    store.answers["/media"] = answer
    with pytest.raises(ChannelRejected, match=why):
        fetcher(store).fetch(Attachment("image/png", f"http://{store.place}/media"))


@pytest.mark.parametrize("status", [404, 429, 503])
def test_what_is_not_there_yet_is_asked_for_again(store: Store, status: int) -> None:
    store.answers["/media"] = (status, {}, b"")
    with pytest.raises(ChannelUnavailable):
        fetcher(store).fetch(Attachment("image/png", f"http://{store.place}/media"))


def test_the_key_is_not_told_by_how_it_prints() -> None:
    assert "secret" not in repr(Fetcher(account="AC1", token="secret"))
