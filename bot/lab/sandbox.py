"""A shop to try drafts in: demo goods, a database in memory and a clock of its own. Nothing of it reaches a shopper.

Everything is real but the words that are tried: the engine, the orders, the layout of the channel that is chosen.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from bot.channels.base import Delivery
from bot.channels.capabilities import ABLE
from bot.channels.jsonlines import JsonLines
from bot.lab import store
from bot.lab.live import Texts, said_in
from bot.lab.preview import CHANNELS, Piece, pieces_of
from bot.lab.publish import Lab, LabError, NoSuchText
from bot.lab.recorded import Conversation, Performance, PlayError, days_told
from bot.lab.store import State
from bot.lab.walk import Asked
from bot.settings import Settings
from bot.shop import Shop
from bot.wiring import open_shop
from dialogue.override import Live
from locales import Locale
from locales.rules import Weight

T = TypeVar("T")

USER: Final = "shopper"
"""Who a marketer writes as; recorded conversations call them so too."""
MOST: Final = 2
"""Sandboxes at a time, a tenth of a gigabyte each; whose was used longest ago is closed for a third."""
LONGEST: Final = 2_000
"""Characters of one message that is tried."""


class SandboxError(LabError):
    """What was tried cannot be done; the message says why."""


@dataclass
class Drafts:
    """An `Override` that says every draft which may be said, and else what is live."""

    lab: Lab
    texts: Texts = field(default_factory=dict)
    variants: frozenset[str] = frozenset()
    """How the drafts among them are named (`Live.variant`)."""
    unfit: tuple[str, ...] = ()
    """Contexts of drafts that fail a check and are not said."""

    def read(self) -> None:
        """From the shop's own database, now."""
        with self.lab.storage.reads() as session:
            live = store.live(session)
            drafts = store.standing(session, (State.DRAFT, State.REVIEWED))
        newest = {(each.locale, each.context): each for each in drafts if each.context in self.lab.sources}
        fit = {at: each for at, each in newest.items() if not self._is_unfit(each.context, each.locale, each.forms)}
        self.texts = {**live, **{at: (each.id, each.english, each.forms) for at, each in fit.items()}}
        self.variants = frozenset(f"v{each.id}" for each in fit.values())
        self.unfit = tuple(sorted(context for _, context in newest.keys() - fit.keys()))

    def _is_unfit(self, context: str, code: str, forms: tuple[str, ...]) -> bool:
        return any(fault.weight is Weight.ERROR for fault in self.lab.faults(context, code, forms))

    def __call__(
        self, locale: Locale, context: str, english: str, number: int | None, shopper: str = "", /
    ) -> Live | None:
        return said_in(self.texts, locale, context, english, number)


@dataclass(frozen=True, slots=True)
class Said:
    """One reply as the channel shows it: its Message's `name`, what is pressed under it as (id, label), and its cards
    as (title, price) where they do not stand in the text."""

    name: str
    locale: str
    rtl: bool
    pieces: tuple[Piece, ...]
    buttons: tuple[tuple[str, str], ...]
    cards: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What was done, in words, what the shop said to it, and which texts that came from: (context, is a draft)."""

    did: str
    said: tuple[Said, ...]
    texts: tuple[tuple[str, bool], ...]


class Sandbox:
    """One person's shop in memory, spoken to on one channel. For one thread at a time."""

    def __init__(self, lab: Lab, shop: Shop, channel: str) -> None:
        self.drafts = Drafts(lab)
        self.drafts.read()
        self.asked = Asked(self.drafts)
        self.shop = open_shop(_alone(shop.settings), understander=shop.ears, locales=shop.locales, override=self.asked)
        self.use(channel)

    def use(self, channel: str) -> None:
        """Speak on a channel; who changes it begins from nothing."""
        self.channel, self.door = channel, JsonLines(self.shop, ABLE[channel])

    def message(self, code: str, text: str, button: str = "", label: str = "") -> Step:
        """A word, or a pressed button, from somebody whose app speaks `code`."""
        said: dict[str, object] = {"button": button} if button else {"text": text[:LONGEST]}
        self.drafts.read()
        return self._step(label or text, {"op": "message", "user": USER, "locale": code, **said})

    def leap(self, days: int) -> Step:
        """Days pass: parcels travel, timers run."""
        self.drafts.read()
        return self._step(days_told(days), {"op": "clock", "days": days})

    def begin(self) -> None:
        """Nobody has written yet, and nothing was sold."""
        self.door.handle({"op": "reset"})

    def replay(self, conversation: Conversation) -> Iterator[Step]:
        """A recorded conversation from its beginning, turn by turn. Raises SandboxError where it cannot go on."""
        self.begin()
        self.drafts.read()
        heard: list[Delivery] = []

        def door(request: Mapping[str, object]) -> Mapping[str, object]:
            told = self.door.handle(dict(request))
            if request["op"] in ("message", "clock", "event", "staff"):
                heard.extend(self._mine())
            return told

        self.asked.said.clear()
        try:
            for turn in Performance(door, conversation, USER).turns():
                yield self._as_step(turn.told, heard)
                heard.clear()
                self.asked.said.clear()
        except PlayError as error:
            raise SandboxError(f"This conversation stops here: {error}") from error

    def close(self) -> None:
        self.shop.close()

    def _step(self, did: str, request: Mapping[str, object]) -> Step:
        self.asked.said.clear()
        told = self.door.handle(dict(request))
        if "error" in told:
            raise SandboxError(str(told["error"]))
        return self._as_step(did, self._mine())

    def _mine(self) -> list[Delivery]:
        return [each for each in self.door.delivered if each.address == USER]

    def _as_step(self, did: str, delivered: list[Delivery]) -> Step:
        texts = tuple((context, self._is_draft(context)) for context in self.asked.contexts())
        return Step(did, tuple(map(self._said, delivered)), texts)

    def _is_draft(self, context: str) -> bool:
        live = self.asked.said[context]
        return live is not None and live.variant in self.drafts.variants

    def _said(self, delivery: Delivery) -> Said:
        locale = self.shop.locales[delivery.locale]
        opener = self.shop.wordings.voice(delivery.locale, self.shop.settings.market).label("choose")
        return Said(
            name=delivery.name,
            locale=delivery.locale,
            rtl=locale.rtl,
            pieces=pieces_of(delivery, self.channel, opener, rtl=locale.rtl),
            buttons=tuple((button.id, button.label) for button in delivery.buttons),
            cards=tuple((card.title, card.price) for card in delivery.cards) if self.channel == "web" else (),
            files=tuple(file.name for file in delivery.files),
        )


class Sandboxes:
    """The sandboxes that are open, by who has them."""

    def __init__(self, lab: Lab, shop: Shop) -> None:
        self._lab, self._shop = lab, shop
        self._lock = threading.Lock()
        self._open: OrderedDict[str, Sandbox] = OrderedDict()

    def using(self, staff: str, channel: str, work: Callable[[Sandbox], T], *, anew: bool = False) -> T:
        """Do something in somebody's sandbox, which is opened for it; another channel, or `anew`, begins from nothing.

        One at a time: what is tried is never worth what shoppers would wait for. Raises NoSuchText for a channel that
        there is not.
        """
        if channel not in CHANNELS:
            raise NoSuchText(f"There is no channel {channel!r}; there are {', '.join(CHANNELS)}.")
        with self._lock:
            mine = self._open.pop(staff, None)
            if mine is None:
                while len(self._open) >= MOST:
                    self._open.popitem(last=False)[1].close()
                mine = Sandbox(self._lab, self._shop, channel)
            elif mine.channel != channel or anew:
                mine.use(channel)
                mine.begin()
            self._open[staff] = mine
            return work(mine)


def _alone(settings: Settings) -> Settings:
    """Defaults, which reach nobody outside, whatever the shop's own settings are, and where and how it sells."""
    return Settings.model_construct(
        database_url="sqlite://", market=settings.market, locale=settings.locale, desk=settings.desk
    )
