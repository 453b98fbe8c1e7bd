"""Whether needs are met: 40 realistic ones in each language against the built-in catalog, and 10,000 at random.

The realistic ones are texts by another hand (tests/matching/needs), each with the kinds of goods that may come first
and what must hold; a plain-Python checker over the catalog's lines judges the answers. Each is the first message of a
talk, with the channel's hint at its language; in those that the shop does not speak yet, needs are all that is read.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.slips import slipped
from benchmarks.table import show
from bot.wiring import lexicon_of
from dialogue.commands import FindProducts
from dialogue.conversation import Conversation
from dialogue.inbound import Inbound
from dialogue.profile import Profile
from dialogue.understanding.offline import Offline
from dialogue.view import View
from locales import Locales, load_locales
from matching.bridge import Bridge
from matching.encoder.static import load_static
from matching.feeds.jsonlines import read_jsonlines
from matching.feeds.reading import read_rows
from matching.feeds.source import lines_of
from matching.lexicon import Lexicon
from matching.matcher import Matcher
from matching.matches import Matches, Occasion
from matching.need import Budget, BudgetKind, Dimension, Need, Room
from orders.ids import ConversationId, MessageId, ShopperId
from orders.money import Money
from orders.policy import standard
from tests.matching.checker import Place, is_a, rows_of, violations
from tests.matching.goods import HashEncoder, Row, english, offers_of, products_of, some_rows
from tests.matching.wishes import complaints

CATALOG: Final = Path(__file__).parents[1] / "matching" / "demo" / "catalog.jsonl"
FOLDER: Final = Path(__file__).parents[1] / "tests" / "matching" / "needs"
LIMIT: Final = 10
CATALOGS: Final = 10
EACH: Final = 1_000

Reader = Callable[[str, str], tuple[Need, ...]]
"""(text, market) → the needs in it."""


@dataclass(frozen=True)
class Wish:
    """A text with the kinds of goods that may come first, and what must hold of all that is shown."""

    text: str
    market: str
    kinds: tuple[str, ...]
    must: Need
    size: str | None


@dataclass(frozen=True)
class Verdict:
    """What came of a wish."""

    wish: Wish
    needs: tuple[Need, ...]
    shown: tuple[str, ...]
    is_right_kind: bool
    broken: frozenset[str]

    @property
    def is_kept(self) -> bool:
        return bool(self.shown) and not self.broken


def wishes_in(language: str) -> list[Wish]:
    entries = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))["need"]
    return [
        Wish(entry["text"], entry["market"], tuple(entry["kinds"]), _must(entry["must"]), entry["must"].get("size"))
        for entry in entries
    ]


def _must(said: dict[str, object]) -> Need:
    lists = ("colors", "not_colors", "materials", "not_materials", "features", "patterns")
    fits = said.get("fits", {})
    rooms = fits.items() if isinstance(fits, dict) else ()
    return Need.model_validate(
        {name: said[name] for name in (*lists, "audience") if name in said}
        | {"fits": [Room(dimension=Dimension(name), at_most_cm=cm) for name, cm in rooms], "budget": _budget(said)}
    )


def _budget(said: dict[str, object]) -> Budget | None:
    for name, kind in (("at_most", BudgetKind.UP_TO), ("around", BudgetKind.AROUND)):
        if name in said:
            amount, currency = str(said[name]).split()
            return Budget(kind=kind, upper=Money.parse(amount, currency))
    return None


class Shop:
    """What is shown is judged: what fits, or what is offered as a near miss where nothing does.

    The built-in catalog with the encoder that ships, and what a checker knows of its lines."""

    def __init__(self) -> None:
        self.locales = load_locales()
        lexicon = Lexicon({"en": self.locales.vocabularies["en"]})
        feed = read_rows(read_jsonlines(lines_of(CATALOG), ""), lexicon)
        self.matcher = Matcher(
            lexicon.concepts,
            load_static(),
            feed.products,
            [offer.availability for offer in feed.offers],
            bridge=Bridge(self.locales.vocabularies),
        )
        self.rows: dict[str, Row] = {row.sku: row for row in rows_of(CATALOG)}
        self.policy = standard()

    def judged(self, wish: Wish, read: Reader, language: str) -> Verdict:
        needs, currency = read(wish.text, wish.market), self.policy.markets[wish.market].currency
        here = Occasion(wish.market, currency, language=language)
        answer = self.matcher.find(needs[0], here, LIMIT) if needs else Matches()
        found = answer.best or answer.near
        rows = [self.rows[match.variant.sku] for match in found]
        place = Place(wish.market, currency, {})
        broken = [violations(row, wish.must, place) for row in rows]
        broken += [{"size"} for row in rows if wish.size and not comes_in(row, wish.size)]
        return Verdict(
            wish, needs, tuple(row.sku for row in rows),
            bool(rows) and any(is_a("category", rows[0].category, kind) for kind in wish.kinds),
            frozenset().union(*broken),
        )  # fmt: skip


def comes_in(row: Row, size: str) -> bool:
    """The very size, or a span with it ("36-40" for 38)."""
    if row.size is None:
        return False
    low, dash, high = row.size.partition("-")
    is_span = bool(dash) and low.isdecimal() and high.isdecimal() and size.isdecimal()
    return row.size == size or (is_span and int(low) <= int(size) <= int(high))


def readers(locales: Locales) -> Iterator[tuple[str, Reader]]:
    """Each language as the shop reads it in a first message, whether or not it speaks it."""
    offline = Offline(locales, lexicon_of(locales), load_static())
    for file in sorted(FOLDER.glob("*.toml")):
        yield file.stem, _talking(offline, file.stem)


def _talking(offline: Offline, code: str) -> Reader:
    shopper, talk, now = ShopperId("shopper"), ConversationId("talk"), datetime(2026, 11, 26, 12, tzinfo=UTC)

    def read(text: str, market: str) -> tuple[Need, ...]:
        inbound = Inbound(MessageId("m1"), talk, shopper, "test", now, text=text, locale=code)
        conversation = Conversation(talk, shopper, "test", locale=code, market=market)
        reading = offline.understand(View(conversation, Profile(shopper), (inbound,), (), (), now))
        found = (command for command in reading.commands if isinstance(command, FindProducts))
        return next((command.needs for command in found), ())

    return read


def measured(
    languages: tuple[str, ...] = (), said: Callable[[str], str] = lambda text: text
) -> dict[str, list[Verdict]]:
    """Verdicts on every wish, by language; of all languages where none is named. `said` is how a text is written."""
    shop = Shop()
    return {
        code: [shop.judged(replace(wish, text=said(wish.text)), read, code) for wish in wishes_in(code)]
        for code, read in readers(shop.locales)
        if not languages or code in languages
    }


def violations_at_random() -> int:
    """Faults in the first ten answers to ten thousand random needs over ten random catalogs."""
    faults = 0
    for seed in range(CATALOGS):
        rows = some_rows(seed)
        matcher = Matcher(english(), HashEncoder(), products_of(rows), offers_of(rows))
        faults += len(complaints(matcher, rows, seed, EACH))
    return faults


def _shares(verdicts: list[Verdict]) -> list[str]:
    right, kept = sum(each.is_right_kind for each in verdicts), sum(each.is_kept for each in verdicts)
    return [f"{right / len(verdicts):.3f}", f"{kept / len(verdicts):.3f}"]


def main() -> None:
    hasty = measured(said=slipped)
    rows = [
        [code, str(len(verdicts)), *_shares(verdicts), *_shares(hasty[code])] for code, verdicts in measured().items()
    ]
    show(
        f"Realistic needs against the built-in catalog, first {LIMIT} answers",
        ["language", "needs", "right kind first", "all constraints kept", "kind, with a slip", "kept, with a slip"],
        rows,
    )
    faults = violations_at_random()
    show("Needs at random", ["needs", "violations and lost answers"], [[f"{CATALOGS * EACH:,}", str(faults)]])
