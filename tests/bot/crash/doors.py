"""Opens a shop's webhooks and workers in a process of its own on request, one line of JSON each: imports once, then
forks, so that a life takes a moment. It lives until it is killed.

{"folder": …, "settings": {…}, "bug": null}  →  {"pid": …, "port": …}

Two bugs may be planted: "early" answers before what came in is stored; "unasked" does not ask Twilio whether a call
that broke off was heard.
"""

import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from bot import webhooks
from bot.channels.connection import Heard, Knock, Refused
from bot.channels.whatsapp.api import Twilio
from bot.channels.whatsapp.channel import WhatsApp
from bot.clock import Clock
from bot.connections import connect
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from dialogue.inbound import Arrival
from tests.fakes import Scripted
from tests.sentences import SENTENCES


def opened(folder: Path, given: Mapping[str, object], clock: Clock | None = None) -> Shop:
    """A shop with these settings on the database of that folder. One worker, so that what may be under way when it is
    killed can be counted."""
    here = {"database_url": f"sqlite:///{folder}/shop.db", "catalog": folder / "catalog.jsonl", "workers": 1}
    settings = Settings.model_validate({**Settings().model_dump(), **here, **given})
    return open_shop(settings, understander=Scripted(SENTENCES), clock=clock)


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(**json.loads(line))
        os.waitpid(child, 0)


def _live(folder: str, settings: dict[str, object], bug: str | None) -> None:
    """Never returns: the child is killed."""
    shop = opened(Path(folder), settings)
    (connection,) = connect(shop)
    if bug == "early":
        hooks = tuple(replace(hook, parse=_early(shop, hook.parse)) for hook in connection.webhooks)
        connection = replace(connection, webhooks=hooks)
    elif bug == "unasked":
        ask_nothing(shop)
    door = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=webhooks.routes(shop, [connection], lambda: None))
    if bug != "early":
        shop.runner.start()
    sys.stdout.write(json.dumps({"pid": os.getpid(), "port": door.getsockname()[1]}) + "\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[door])
    os._exit(0)


def _early(shop: Shop, parse: Callable[[Knock], Heard | Refused]) -> Callable[[Knock], Heard | Refused]:
    """The planted bug: what was heard is stored a moment after the answer."""

    def later(arrival: Arrival) -> None:
        threading.Timer(0.5, partial(shop.engine.accept, arrival)).start()

    def heard(knock: Knock) -> Heard | Refused:
        found = parse(knock)
        if isinstance(found, Heard):
            for arrival in found.arrivals:
                later(arrival)
            return Heard()
        return found

    return heard


class _Deaf(Twilio):
    """The planted bug: a Twilio that knows of no message."""

    def find(self, *_: object) -> None:
        """Nothing is ever found."""


def ask_nothing(shop: Shop) -> None:
    """Plants "unasked"."""
    whatsapp, given = shop.channels["whatsapp"], shop.settings
    assert isinstance(whatsapp, WhatsApp) and given.twilio_auth_token is not None
    token = given.twilio_auth_token.get_secret_value()
    deaf = _Deaf(given.twilio_account_sid, token, given.twilio_whatsapp_from, base=given.twilio_base_url)
    shop.channels["whatsapp"] = replace(whatsapp, twilio=deaf)


if __name__ == "__main__":
    main()
