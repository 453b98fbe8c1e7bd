"""Connects what the settings enable, and says of each integration what is missing and where to get it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.channels import CHANNELS, Kind
from bot.channels.connection import Connection, Need
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
                shop.worker.fetchers[connected.channel.name] = connected.fetch
        connections.append(connected)
    return tuple(connections)


def missing(kind: Kind, settings: Settings) -> tuple[Need, ...]:
    """The settings that this integration still needs."""
    return tuple(need for need in kind.needs if not getattr(settings, need.field))


def standing(settings: Settings) -> Iterator[str]:
    """A line for each integration: on, off, or half set up and what it still needs."""
    for name, kind in CHANNELS.items():
        if kind.connect is None:
            continue
        lacking = missing(kind, settings)
        if not lacking:
            yield f"{name}: on"
        elif len(lacking) == len(kind.needs):
            yield f"{name}: off ({', '.join(need.name for need in lacking)} would turn it on)"
        else:
            yield f"{name}: OFF, still needs " + "; ".join(f"{need.name}: {need.where}" for need in lacking)
