"""From what was said back to its texts: those of a reply, those that somebody has read; and all by the way of an order.

Nothing here tells who a reply went to or what stood in it: only which texts it came from.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from dialogue.messages.base import Message
from dialogue.override import Live, Override
from dialogue.wording import Wordings
from locales import Locale, Locales
from locales.markets import Markets
from locales.rules import PLACEHOLDER

STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "Hello, help and small talk": ("courtesy",),
    "Looking for something": ("selection", "near", "sets", "advice"),
    "Asking about a product": ("questions", "comparison"),
    "Size, colour and basket": ("basket",),
    "Waiting for what is sold out": ("watching",),
    "Where it goes and how it is paid": ("delivering", "paying", "gift_cards"),
    "The quote and the order": ("checkout",),
    "News of an order": ("notices", "following"),
    "Where is it": ("tracking", "early"),
    "Changing an order": ("changes", "swaps"),
    "Returns, exchanges and refunds": ("refunds", "returns", "calling_off"),
    "Money back while the goods stay": ("giving",),
    "Why something is not possible": ("refusals", "refusals_after"),
    "A person takes over": ("handover",),
    "Orders from elsewhere, several chats": ("access", "linking"),
    "What is known of somebody": ("privacy",),
}
"""The modules of `dialogue/messages` in the order in which somebody meets them on the way of an order."""
SMALL: Final[Mapping[str, str]] = {"label": "On buttons", "paper": "On papers", "page": "On pages"}
"""What small texts stand on, by the beginning of their context."""
PIECES: Final = "Inside other texts"
FEWEST_LETTERS: Final = 12
"""Letters of a text's own from which it is found inside of what somebody read; a shorter one has to be all of it."""


def stages() -> tuple[str, ...]:
    """All stages, in their order."""
    return (*STAGES, *SMALL.values(), PIECES)


def stage_of(context: str) -> str:
    """Where on the way a text is met."""
    kind = Message.registry.get(context)
    if kind is None:
        return SMALL.get(context.partition("|")[0], PIECES)
    module = _module(kind)
    # A new module without its place is shown all the same; a test asks for the place.
    return next((stage for stage, modules in STAGES.items() if module in modules), PIECES)


def by_the_way(contexts: Iterable[str]) -> tuple[str, ...]:
    """Texts by stage, and in a stage by module and as they stand in it."""
    place = {name: at for at, name in enumerate(Message.registry)}
    modules = {module: at for at, module in enumerate(module for each in STAGES.values() for module in each)}
    order = {stage: at for at, stage in enumerate(stages())}

    def key(context: str) -> tuple[int, int, int]:
        kind = Message.registry.get(context)
        return order[stage_of(context)], modules.get(_module(kind), 0) if kind else 0, place.get(context, 0)

    return tuple(sorted(contexts, key=key))


def _module(kind: type[Message]) -> str:
    return kind.__module__.rpartition(".")[2]


# ---- from a reply to its texts


@dataclass
class Asked:
    """An `Override` that says what another one says, and notes every text that is asked for, with what was said in
    place of the file's."""

    live: Override
    said: dict[str, Live | None] = field(default_factory=dict)

    def __call__(
        self, locale: Locale, context: str, english: str, number: int | None, shopper: str = "", /
    ) -> Live | None:
        found = self.said[context] = self.live(locale, context, english, number, shopper)
        return found

    def contexts(self) -> tuple[str, ...]:
        """The texts of Messages first, then those of buttons, then the pieces inside of them."""
        return tuple(sorted(self.said, key=lambda context: ("|" in context, not context.startswith("label|"))))


@dataclass(frozen=True)
class Walk:
    """Leads from replies to texts, in the words that are live."""

    locales: Locales
    live: Override

    def contexts(self, message: Message, locale: str, market: str) -> tuple[str, ...]:
        """The texts that a Message is worded from: its own first, then those of its buttons, then the pieces inside of
        it. The law's own words are no texts of the lab."""
        asked = Asked(self.live)
        Wordings(self.locales, Markets(self.locales.folder / "markets"), asked).render(message, locale, market)
        return asked.contexts()


# ---- from what somebody read to its texts


def read_in(said: str, texts: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """The contexts whose words stand in what somebody read, the longest first. `texts` are contexts with their forms,
    whose {fields} stand for any words."""
    told = _plain(said)
    found = {context: max(_letters(told, forms), default=0) for context, forms in texts}
    return tuple(sorted((context for context, letters in found.items() if letters), key=lambda each: -found[each]))


def _letters(told: str, forms: Iterable[str]) -> Iterator[int]:
    """Of each form that stands there, how many letters it has of its own."""
    for form in forms:
        own = [_plain(part) for part in PLACEHOLDER.split(form)[::2]]
        letters = sum(map(str.isalpha, "".join(own)))
        if letters and (_stands(told, own) if letters >= FEWEST_LETTERS else _is_all_of(told, own)):
            yield letters


def _stands(told: str, parts: Iterable[str]) -> bool:
    """Whether the parts stand there one after the other, whatever is between them."""
    at = 0
    for part in parts:
        at = told.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _is_all_of(told: str, parts: list[str]) -> bool:
    return told.startswith(parts[0]) and told.endswith(parts[-1]) and _stands(told, parts)


def _plain(text: str) -> str:
    """However it is spaced, written large or small, or made bold."""
    return re.sub(r"[\s*_]+", " ", text).strip().casefold()
