"""Whether sums, sizes, counts and days are heard as they were written: 40 phrases in each language (tests/gold).

Each is the first message of a talk, with the channel's hint at its language, and must come out as it was meant: nothing
missing, and nothing heard that was not said. A sum that may be one of two must be asked back. What is wrong by a factor
of ten or more, or taken for one of the two without asking, is counted apart. Beside it stands Babel's `parse_decimal`,
which is given the digits alone and asked for nothing but their value.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from babel.numbers import NumberFormatError, parse_decimal

from benchmarks.table import show
from bot.notebook import Notebook
from bot.settings import Settings
from bot.wiring import lexicon_of
from dialogue.commands import Command, FindProducts, RefineSearch
from dialogue.conversation import Conversation
from dialogue.inbound import Inbound
from dialogue.profile import Profile
from dialogue.understanding.interpret import SURE
from dialogue.understanding.offline import Offline
from dialogue.view import View
from locales import load_locales
from matching.encoder.static import load_static
from matching.need import Budget, Need, Room
from orders.ids import ConversationId, MessageId, ShopperId

FOLDER: Final = Path(__file__).parents[1] / "tests" / "gold"
NOW: Final = datetime(2026, 11, 25, 12, tzinfo=UTC)
ASK: Final = "ask"
TENFOLD: Final = 9
"""A sum read as nine times what was meant, or as a ninth of it, is wrong by a sign or a word, not by a little."""
_DIGITS: Final = re.compile(r"\d(?:[\d.,'’٬٫ \u00a0]*\d)?")


@dataclass(frozen=True, slots=True)
class Values:
    """What a phrase says. `budget` is a kind, its sums and their currency ("between 40 60 EUR"), or ASK."""

    budget: str | None = None
    size: str | None = None
    fits: tuple[str, ...] = ()
    quantity: int = 1
    by: date | None = None

    @property
    def sums(self) -> tuple[Decimal, ...]:
        return tuple(map(Decimal, self.budget.split()[1:-1])) if self.budget and self.budget != ASK else ()


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    market: str
    meant: Values


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a phrase."""

    phrase: Phrase
    heard: Values

    @property
    def is_right(self) -> bool:
        return self.heard == self.phrase.meant

    @property
    def is_tenfold(self) -> bool:
        """A sum far from the one meant, or one of two taken unasked."""
        meant, heard = self.phrase.meant, self.heard
        if meant.budget == ASK:
            return bool(heard.sums)
        return any(is_far(mine, theirs) for mine in heard.sums[-1:] for theirs in meant.sums[-1:]) or any(
            is_far(mine, theirs) for mine in heard.sums[:1] for theirs in meant.sums[:1]
        )

    @property
    def wrong(self) -> str:
        """Each field that is not as meant, for people."""
        pairs = ((f.name, getattr(self.heard, f.name), getattr(self.phrase.meant, f.name)) for f in fields(Values))
        said = ", ".join(f"{name} {heard!s} for {meant!s}" for name, heard, meant in pairs if heard != meant)
        return f"{self.phrase.text!r}: {said}" + (" (tenfold)" if self.is_tenfold else "")


def is_far(one: Decimal, other: Decimal) -> bool:
    return bool(one and other) and max(one / other, other / one) >= TENFOLD


def languages() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def phrases_in(language: str) -> list[Phrase]:
    file = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return [_phrase(entry, str(file["market"])) for entry in file["phrases"]]


def _phrase(entry: dict[str, object], market: str) -> Phrase:
    said = {name: value for name, value in entry.items() if name not in ("text", "market", "fits")}
    fits = entry.get("fits", [])
    rooms = tuple(map(str, fits)) if isinstance(fits, list) else ()
    return Phrase(str(entry["text"]), str(entry.get("market", market)), Values(fits=rooms, **said))


@cache
def shop() -> Offline:
    locales, kept = load_locales(), Settings().cache
    return Offline(locales, lexicon_of(locales), load_static(), Notebook(kept) if kept else None)


def judged(phrase: Phrase, language: str) -> Verdict:
    """What the shop hears in it; nothing where it is not sure."""
    shopper, talk = ShopperId("shopper"), ConversationId("talk")
    inbound = Inbound(MessageId("m1"), talk, shopper, "test", NOW, text=phrase.text, locale=language)
    conversation = Conversation(talk, shopper, "test", locale=language, market=phrase.market)
    reading = shop().understand(View(conversation, Profile(shopper), (inbound,), (), (), NOW))
    commands = reading.commands if reading.confidence >= SURE else ()
    return Verdict(phrase, _values(commands))


def _values(commands: Sequence[Command]) -> Values:
    found = next((command for command in commands if isinstance(command, FindProducts | RefineSearch)), None)
    if found is None:
        return Values()
    needs = found.needs if isinstance(found, FindProducts) else (found.change,)
    need = needs[0] if needs else Need()
    budget = need.budget or need.shared
    return Values(
        ASK if found.unclear else _budget(budget) if budget else None, need.size, tuple(map(_room, need.fits)),
        need.quantity, need.needed_by,
    )  # fmt: skip


def _budget(budget: Budget) -> str:
    sums = [money for money in (budget.lower, budget.upper) if money]
    return " ".join((budget.kind.value, *(_plain(money.decimal) for money in sums), sums[0].currency))


def _plain(sum_of: Decimal) -> str:
    return f"{sum_of:.0f}" if sum_of == sum_of.to_integral_value() else f"{sum_of:f}"


def _room(room: Room) -> str:
    if room.at_least_cm is not None:
        return f"{room.dimension.value} >= {room.at_least_cm:g}"
    return f"{room.dimension.value} <= {room.at_most_cm:g}"


def verdicts(language: str) -> list[Verdict]:
    return [judged(phrase, language) for phrase in phrases_in(language)]


def by_babel(phrase: Phrase, language: str) -> Decimal | None:
    """The value that Babel gives the first number in digits; None for none."""
    digits = _DIGITS.search(phrase.text)
    try:
        return parse_decimal(digits.group(), locale=language) if digits else None
    except NumberFormatError:
        return None


def _babels(language: str) -> tuple[int, int]:
    """How many sums of a language Babel reads right, and how many wrong by ten; one of two is never right unasked."""
    right = wrong = 0
    for phrase in phrases_in(language):
        read = by_babel(phrase, language)
        if phrase.meant.budget and read is not None:
            right += read in phrase.meant.sums
            wrong += phrase.meant.budget == ASK or all(is_far(read, meant) for meant in phrase.meant.sums)
    return right, wrong


def _row(language: str) -> list[str]:
    heard = verdicts(language)
    sums = [each for each in heard if each.phrase.meant.sums]
    asked = [each for each in heard if each.phrase.meant.budget == ASK]
    days = [each for each in heard if each.phrase.meant.by]
    others = [each for each in heard if each not in (*sums, *asked, *days)]
    parts = [f"{sum(each.is_right for each in part)}/{len(part)}" for part in (sums, asked, others, days)]
    share = sum(each.is_right for each in heard) / len(heard)
    right, wrong = _babels(language)
    tenfold = sum(each.is_tenfold for each in heard)
    return [language, f"{share:.3f}", *parts, str(tenfold), f"{right}/{len(sums)}", str(wrong)]


def main() -> None:
    head = [
        "language", "right", "sums", "asked back", "sizes, counts", "days", "tenfold", "Babel: sums", "Babel: tenfold",
    ]  # fmt: skip
    show("Sums, sizes, counts and days as people write them", head, [_row(language) for language in languages()])
