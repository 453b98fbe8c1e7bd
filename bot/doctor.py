"""`shopkeep doctor`: looks over settings, database, catalog, translations and every invariant, and says what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot import schema
from bot.connections import standing
from bot.desk.slack import store as slack_store
from bot.office import say
from bot.purse import day_of
from bot.reports.costs import dollars
from bot.settings import Settings
from bot.storage import Storage
from bot.wiring import open_storage
from dialogue import outbox_store, store
from dialogue.model_use_store import cost_since
from locales import load_locales
from matching import store as catalog
from orders import service
from orders.policy import standard

NEWS: Final = timedelta(days=7)
LATE: Final = timedelta(minutes=15)
"""A reply that waits longer than this waits for something to be mended."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing looked at: whether it is well, and what was found."""

    name: str
    well: bool
    found: str


def examine(settings: Settings) -> int:
    """Print every symptom; 1 when one of them is not well."""
    storage = open_storage(settings)
    symptoms = list(symptoms_of(storage, settings))
    for symptom in symptoms:
        say(f"{'well ' if symptom.well else 'WRONG'}  {symptom.name}: {symptom.found}")
    storage.close()
    return 0 if all(symptom.well for symptom in symptoms) else 1


def symptoms_of(storage: Storage, settings: Settings) -> Iterator[Symptom]:
    yield from _settings(settings)
    differing = schema.differences(storage)
    yield Symptom("tables", not differing, "; ".join(differing) or f"as version {schema.head()} wants them")
    with storage.reads() as session:
        skus = catalog.count_skus(session)
        breaches = service.audit(session)
        unread, stuck = store.backlog(session)
    yield Symptom("catalog", True, f"{skus} variants" if skus else "empty; the demo's goods come at the first start")
    for breach in breaches:
        yield Symptom("books", False, f"{breach.invariant} in {breach.order}: {breach.found}")
    if not breaches:
        yield Symptom("books", True, "every ledger sums to zero, nothing was refunded beyond what was captured")
    yield _asking(storage, settings)
    yield _slack(storage)
    yield from _outbox(storage)
    yield from (Symptom(f"channel {name}", well, line) for name, well, line in standing(settings))
    yield Symptom("inbox", stuck == 0, f"{unread} messages wait, {stuck} of them after failed attempts")


def _outbox(storage: Storage) -> Iterator[Symptom]:
    """What waits to be sent, and what was given up in the last days. Who has blocked us is no fault of ours."""
    now = datetime.now(UTC)
    with storage.reads() as session:
        count, oldest = outbox_store.waits_since(session)
        lost = outbox_store.undelivered(session, now - NEWS)
    late = oldest is not None and now - oldest > LATE
    since = f", the oldest since {oldest:%Y-%m-%d %H:%M} UTC" if oldest else ""
    yield Symptom("outbox", not late, f"{count} replies wait to be sent{since}")
    for each in lost:
        well, times = (
            "blocked" in each.why,
            f"{each.count} not delivered, the newest {each.newest_at:%Y-%m-%d %H:%M} UTC",
        )
        yield Symptom(f"dead letters on {each.channel}", well, f"{times}: {each.why or 'no reason noted'}")


def _asking(storage: Storage, settings: Settings) -> Symptom:
    """Whether a model is asked, which, and what it has cost today."""
    if settings.anthropic_api_key is None or settings.claude_when == "never":
        return Symptom("Claude", True, "not asked; every message is read offline")
    with storage.reads() as session:
        today = dollars(cost_since(session, day_of(datetime.now(UTC))))
    return Symptom("Claude", True, f"{settings.claude_model} is asked ({settings.claude_when}); {today} today")


def _slack(storage: Storage) -> Symptom:
    """Whether something that belongs into a thread was refused for good, and how much waits."""
    with storage.reads() as session:
        found = slack_store.standing(session)
    waiting, dropped = found.get("waiting", 0), found.get("dropped", 0)
    return Symptom("Slack", dropped == 0, f"{waiting} messages wait, {dropped} were refused by Slack")


def _settings(settings: Settings) -> Iterator[Symptom]:
    """What is spoken and where is sold by default must be something this shop speaks and sells to."""
    for name, value, known in (
        ("SHOPKEEP_LOCALE", settings.locale, load_locales().codes),
        ("SHOPKEEP_MARKET", settings.market, tuple(sorted(standard().markets))),
    ):
        well = value in known
        yield Symptom(name, well, value if well else f"{value!r} is not one of {', '.join(known)}")
