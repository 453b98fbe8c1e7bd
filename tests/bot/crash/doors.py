"""Opens a shop's webhooks in a process of its own on request, one line of JSON each: imports once, then forks, so that
a life takes a moment. It lives until it is killed.

{"folder": …, "peer": …, "early": false}  →  {"pid": …, "port": …}

With `early` it has a bug: it answers before what came in is stored.
"""

import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette

from bot import webhooks
from bot.channels.connection import Heard, Knock, Refused
from bot.connections import connect
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from dialogue.inbound import Arrival
from tests.fakes import Scripted
from tests.peers.telegram import TOKEN
from tests.sentences import SENTENCES


def opened(folder: Path, peer: str) -> Shop:
    """A shop that has Telegram, on the database of that folder."""
    settings = Settings(database_url=f"sqlite:///{folder}/shop.db", catalog=folder / "catalog.jsonl")
    telegram = {"telegram_bot_token": SecretStr(TOKEN), "public_url": "https://shop.example.com"}
    addresses = {"telegram_base_url": f"{peer}/bot", "telegram_file_url": f"{peer}/file/bot"}
    return open_shop(settings.model_copy(update={**telegram, **addresses}), understander=Scripted(SENTENCES))


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(**json.loads(line))
        os.waitpid(child, 0)


def _live(folder: str, peer: str, early: bool) -> None:
    """Never returns: the child is killed."""
    shop = opened(Path(folder), peer)
    (connection,) = connect(shop)
    if early:
        hooks = tuple(replace(hook, parse=_early(shop, hook.parse)) for hook in connection.webhooks)
        connection = replace(connection, webhooks=hooks)
    door = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=webhooks.routes(shop, [connection], lambda: None))
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


if __name__ == "__main__":
    main()
