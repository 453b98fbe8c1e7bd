"""What an integration gives to the running shop: its channel, its webhooks, what it runs beside them, what it checks.

Each integration is connected by its builder in `CHANNELS` where its settings are there; nothing here knows any vendor.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.channels.base import Channel, SentFile
from dialogue.inbound import Arrival, Attachment


@dataclass(frozen=True, slots=True)
class Knock:
    """A request at a webhook, as it came. `headers` have names in lower case; `url` is the public one, query included,
    as the vendor called it; `body` is raw."""

    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not taken, and nothing is kept. `why` is logged: it must name nothing from the body."""

    why: str
    status: int = 403


@dataclass(frozen=True, slots=True)
class Heard:
    """A request that was signed as it must be. Nothing in it at all is well: it is answered and forgotten.

    `arrivals` are stored and their conversations woken; `unreadable` are kept raw and put before a person. `do` is run
    before the answer, in a worker thread with no transaction open, and returns keys for the runner. `body` answers it.
    `passed_over` is logged: why nothing was taken, in words that quote nothing.
    """

    arrivals: tuple[Arrival, ...] = ()
    unreadable: tuple[Arrival, ...] = ()
    do: Callable[[], Iterable[str]] | None = None
    body: bytes = b""
    content_type: str = "text/plain"
    passed_over: str = ""


Parse = Callable[[Knock], Heard | Refused]
"""Checks the signature first, then reads. Called from worker threads, with no transaction open; never raises for what a
stranger sent."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A route for POST below `/hooks/`. A body longer than `largest` bytes, or of another media type, is not read."""

    path: str
    parse: Parse
    types: tuple[str, ...] = ("application/json",)
    largest: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Handout:
    """A route for GET below `/hooks/`: `path`/{token}/{name}, for files that a vendor fetches. `answer` gives the file
    of a token; None for one that is not good, or no more. Called from worker threads, with no transaction open."""

    path: str
    answer: Callable[[str], SentFile | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `channels check` looked at. `todo` says where to get what is missing, or what would be set up."""

    what: str
    well: bool
    found: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """A setting an integration cannot do without: its field in Settings, its name in `.env`, and where to get it.

    One that is `shared` is no sign that somebody means to use just this integration.
    """

    field: str
    name: str
    where: str
    shared: bool = False


def _nothing() -> None:
    """Nothing runs beside the webhooks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An integration whose settings are there.

    `fetch` turns an attachment's address into content of ours before the turn that reads it; it raises
    ChannelUnavailable (try again) or ChannelRejected (it cannot be had). `start` and `stop` are for what runs beside
    the webhooks: long polling, a socket. `check` tests tokens, webhooks and permissions and sets up what is missing;
    with True it only says what it would do.
    """

    name: str
    channel: Channel | None = None
    webhooks: tuple[Webhook, ...] = ()
    handouts: tuple[Handout, ...] = ()
    fetch: Callable[[Attachment], Attachment] | None = None
    start: Callable[[], None] = _nothing
    stop: Callable[[], None] = _nothing
    check: Callable[[bool], Iterable[Finding]] = lambda dry_run: ()
