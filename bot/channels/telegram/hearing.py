"""An update that was read, as what the shop stores of it and does at once; the same for webhook and long polling."""

from collections.abc import Iterable

from bot.channels.connection import Heard
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.updates import Read


def heard(update: Read, channel: Telegram) -> Heard:
    """What is stored of an update, and what is done for the person at once: the pressed button stops turning, and they
    see that somebody is at it."""

    def courtesy() -> Iterable[str]:
        if update.press is not None:
            channel.heard(update.press)
        if update.arrival is not None:
            channel.types(int(update.arrival.address))
        return ()

    return Heard(
        arrivals=(update.arrival,) if update.arrival else (),
        unreadable=(update.unreadable,) if update.unreadable else (),
        do=courtesy,
        passed_over=update.passed_over,
    )
