"""Connects what the settings enable, and says of each integration what is missing and where to get it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.channels import CHANNELS, missing
from bot.channels.connection import Connection
from bot.office import say
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.wiring import Shop


def connect(shop: "Shop") -> tuple[Connection, ...]:
    """Every integration whose settings are all there; its channel is the shop's from now on."""
    connections = []
    for kind in CHANNELS.values():
        if kind.connect is None or missing(kind, shop.settings):
            continue
        connected = kind.connect(shop)
        if connected.channel is not None:
            shop.channels[connected.channel.name] = connected.channel
        if connected.fetch is not None:
            shop.worker.fetchers[connected.name] = connected.fetch
        connections.append(connected)
    return tuple(connections)


def standing(settings: Settings) -> Iterator[tuple[str, bool, str]]:
    """(name, well, how it stands) of each integration: on, off, or half set up and what it still needs, which is not
    well."""
    for name, kind in CHANNELS.items():
        if kind.connect is None:
            continue
        lacking = missing(kind, settings)
        if not lacking:
            yield name, True, "on"
        elif all(need in lacking or need.shared for need in kind.needs):
            yield name, True, f"off; {' and '.join(need.name for need in lacking)} would turn it on"
        else:
            wanted = "; ".join(f"{need.name} ({need.where})" for need in lacking)
            yield name, False, f"off, half set up; it still needs {wanted}"


def check_channels(settings: Settings, *, dry_run: bool) -> int:
    """`shopkeep channels check`: tests tokens, webhooks and permissions and sets up what is missing; with `dry_run`
    only says what it would do. 1 when something is wrong."""
    from bot.wiring import open_shop

    well = True
    for name, is_well, line in standing(settings):
        well = well and is_well
        say(f"{name:10} {line}")
    shop = open_shop(settings)
    connections = connect(shop)
    for connection in connections:
        for finding in connection.check(dry_run):
            well = well and finding.well
            todo = f"  → {finding.todo}" if finding.todo else ""
            say(f"{'well ' if finding.well else 'WRONG'}  {connection.name} {finding.what}: {finding.found}{todo}")
        connection.stop()
    shop.close()
    return 0 if well else 1
