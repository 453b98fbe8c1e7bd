"""Jobs of the `shopkeep` command that need no door: orders, locales, privacy, reports, migrations, workers.

Each prints for a person and returns the exit status: 0 well, 1 something is wrong.
"""

import signal
import threading
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.table import Table

from bot.settings import Settings

_console = Console(soft_wrap=True, highlight=False, markup=False)


def say(text: str) -> None:
    _console.print(text)


def work(settings: Settings) -> int:
    """Workers until interrupted or told to end."""
    from bot.connections import connect
    from bot.wiring import open_shop

    shop, ended = open_shop(settings), threading.Event()
    connections = connect(shop)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    shop.runner.start()
    say("Working. Stop with Ctrl+C.")
    ended.wait()
    shop.runner.stop()
    for each in connections:
        each.stop()
    shop.close()
    return 0


def list_channels() -> int:
    from bot.channels import CHANNELS

    for name, kind in CHANNELS.items():
        say(f"{name:10} {kind.about}")
    return 0


def find_orders(settings: Settings, text: str) -> int:
    from bot.clock import Clock
    from bot.wiring import open_storage
    from orders import service
    from orders.lifecycle import headline

    storage, clock = open_storage(settings), Clock()
    with storage.reads() as session:
        found = service.search_orders(session, text)
    table = Table("order", "state", "total", "name", "placed")
    for order in found:
        placed = order.placed_at.date().isoformat() if order.placed_at else ""
        table.add_row(order.id, headline(order, clock()).value, str(order.total), order.address.name, placed)
    _console.print(table if found else f"No order has {text!r} in it.")
    storage.close()
    return 0 if found else 1


def show_mail(settings: Settings) -> int:
    """Prints the letters that were kept instead of sent, oldest first."""
    from bot.clock import Clock
    from bot.mailbox import Mailbox
    from bot.wiring import mail_folder

    if settings.mail_url is not None:
        say("Letters go out through the mail server of MAIL_URL; none are kept here.")
        return 0
    letters = Mailbox(mail_folder(settings), Clock()).letters()
    for kept in letters:
        head = (f"To: {kept.letter.to}", f"Date: {kept.at:%Y-%m-%d %H:%M} UTC", f"Subject: {kept.letter.subject}")
        say("\n".join((*head, "", kept.letter.text, "-" * 60)))
    if not letters:
        say("The mailbox is empty.")
    return 0


def issue_gift_card(settings: Settings, amount: str, currency: str) -> int:
    """Prints the code of a new gift card: whoever has it can pay with it."""
    from bot.clock import Clock
    from bot.wiring import open_storage
    from orders import service
    from orders.money import Money, MoneyError

    try:
        money = Money.parse(amount, currency.upper())
    except MoneyError as error:
        say(f"No gift card was issued: {error}.")
        return 1
    if money.minor <= 0:
        say("No gift card was issued: it has to be worth something.")
        return 1
    storage, clock = open_storage(settings), Clock()
    with storage.writes() as session:
        card = service.issue_gift_card(session, money, clock())
    storage.close()
    say(f"{card.id}  {card.balance}")
    return 0


def list_locales() -> int:
    from dialogue.sources import sources
    from locales import load_locales
    from locales.check import coverage

    locales = load_locales()
    for code, share in coverage(locales, sources()).items():
        say(f"{code:6} {locales[code].name:24} {share:7.1%}")
    return 0


def check_locales(*, doubts: bool = False) -> int:
    """Every fault of every translation, with file and line, and every phrase that cannot be read; with `doubts` also
    what a person should look at."""
    from dialogue.sources import sources
    from dialogue.understanding.phrases import faults
    from locales import load_locales
    from locales.check import check, errors

    locales = load_locales()
    every = check(locales, sources())
    findings = [str(finding) for finding in errors(every)]
    doubtful = [f"{finding} (to look at)" for finding in every if str(finding) not in findings]
    spoken = [(locale.language, fault) for locale in locales for fault in faults(locale.phrases)]
    findings += [f"locales/{language}/phrases.toml: {fault}" for language, fault in dict.fromkeys(spoken)]
    for finding in (*findings, *doubtful) if doubts else findings:
        say(finding)
    more = f" {len(doubtful)} texts to look at: --doubts shows them." if doubtful and not doubts else ""
    say((f"{len(findings)} findings." if findings else "All locales are well.") + more)
    return 1 if findings else 0


def add_locale(code: str) -> int:
    """Makes the files of a language, and says what they lack until it can be spoken."""
    from bot.adding import NoSuchLanguage, add
    from dialogue.sources import sources
    from locales import FOLDER

    try:
        lacking = add(FOLDER, code, sources())
    except NoSuchLanguage as error:
        say(f"Nothing was added: {error}.")
        return 1
    for each in lacking:
        say(f"{code}: {each}")
    say(f"{code} is not spoken yet: {len(lacking)} things are missing." if lacking else f"{code} is spoken now.")
    return 1 if lacking else 0


def cover_locales() -> int:
    """Writes how far each language is to docs/languages.md."""
    from bot.languages import PAGE, write_page

    write_page()
    say(f"Wrote {PAGE.name}.")
    return 0


def learn_locales(settings: Settings) -> int:
    """Learn how people speak in every language ahead of the first message, and keep it for all later starts."""
    from bot.learning import languages, learn_all
    from locales import load_locales

    locales = load_locales()
    if not learn_all(settings, locales):
        say("Not every language could be learned: what is said above tells why.")
        return 1
    say(f"{len(languages(locales))} languages are ready.")
    return 0


def update_locales() -> int:
    """Write replies.pot anew and bring every replies.po in step with it."""
    from dialogue.sources import sources
    from locales import SOURCE, load_locales
    from locales.sources import update_replies, write_template

    locales, texts = load_locales(), sources()
    write_template(texts, locales.folder / "replies.pot")
    for code in locales.codes:
        file = locales.folder / code / "LC_MESSAGES" / "replies.po"
        if code != SOURCE and ("_" not in code or file.exists()):
            update_replies(texts, file, code)
    say(f"{len(texts)} texts in {len(locales.codes)} locales.")
    return 0


def export_shopper(settings: Settings, shopper: str) -> int:
    from bot import privacy
    from bot.wiring import open_storage
    from orders.ids import ShopperId

    storage = open_storage(settings)
    with storage.reads() as session:
        found = privacy.export(session, ShopperId(shopper))
    storage.close()
    say(found if found != privacy.NOTHING else _nobody(shopper))
    return 0 if found != privacy.NOTHING else 1


def erase_shopper(settings: Settings, shopper: str) -> int:
    from bot import privacy
    from bot.wiring import open_storage
    from orders.ids import ShopperId

    storage = open_storage(settings)
    with storage.reads() as session:
        known = privacy.export(session, ShopperId(shopper)) != privacy.NOTHING
    if known:
        privacy.forget(storage, ShopperId(shopper))
    storage.close()
    if not known:
        say(_nobody(shopper))
        return 1
    say(f"Everything about {shopper!r} is erased; orders stay for the books without a name.")
    return 0


def _nobody(shopper: str) -> str:
    return f"Nothing is known about a shopper {shopper!r}; the desk shows each shopper's id beside the conversation."


def report_autonomy(settings: Settings) -> int:
    from bot.reports.autonomy import autonomy, by_stage
    from bot.wiring import open_storage

    storage = open_storage(settings)
    table = Table("stage", "decisions", "by a person", "without a person")
    with storage.reads() as session:
        for share in (*by_stage(session), autonomy(session)):
            table.add_row(share.stage, str(share.decisions), str(share.by_person), share.percent)
    _console.print(table)
    storage.close()
    return 0


def report_costs(settings: Settings, days: int) -> int:
    from bot.reports.costs import costs
    from bot.wiring import open_storage

    storage = open_storage(settings)
    with storage.reads() as session:
        for line in costs(session, datetime.now(UTC) - timedelta(days=days)):
            say(line)
    storage.close()
    return 0


def report_experiments(settings: Settings) -> int:
    from bot.reports.experiments import experiments
    from bot.wiring import open_storage

    storage = open_storage(settings)
    with storage.reads() as session:
        for line in experiments(session):
            say(line)
    storage.close()
    return 0


def migrate(settings: Settings, do: str, why: str) -> int:
    from bot import schema
    from bot.storage import Storage

    storage = Storage(settings.database_url)
    schema.bring_up_to_date(storage)
    if do == "new":
        say(f"Wrote {schema.write_migration(storage, why or 'change')}.")
    found = schema.differences(storage) if do == "check" else []
    for difference in found:
        say(difference)
    if do != "new" and not found:
        say(f"The database is at version {schema.head()}.")
    storage.close()
    return 1 if found else 0
