"""The command `shopkeep`, with its verbs: three doors (demo, serve, chat), workers, and jobs of the office.

Each verb imports what it needs when it is called, so that a chat starts fast.
"""

import argparse
import gc
import logging
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from bot.opening import nothing_thrown_away
from bot.settings import Settings, SettingsError


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command; leaves with 0 when it is well, 1 when something was found wrong, 2 when it was asked wrongly."""
    # A shop keeps most of what it makes: looking for garbage every 700 objects costs a tenth of every start and turn.
    gc.set_threshold(50_000, 20, 50)
    asked = parser().parse_args(argv)
    try:
        settings = settings_from(asked)
    except SettingsError as error:
        sys.exit(f"shopkeep: {error}")
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        status = asked.run(settings, asked)
    except SettingsError as error:
        sys.exit(f"shopkeep: {error}")
    sys.exit(status)


def settings_from(asked: argparse.Namespace) -> Settings:
    """The environment's settings, with what the command line says over them."""
    db, catalog = getattr(asked, "db", None), getattr(asked, "catalog", None)
    given = {
        "database_url": None if db is None else db if ":" in db else f"sqlite:///{db}",
        "catalog": catalog,
        "host": getattr(asked, "host", None),
        "port": getattr(asked, "port", None),
    }
    try:
        said = {name: value for name, value in given.items() if value is not None}
        settings = Settings.model_validate({**Settings().model_dump(), **said})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from error
    if settings.catalog is not None and not settings.catalog.is_file():
        raise SettingsError(f"there is no catalog file {str(settings.catalog)!r}")
    return settings


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="shopkeep", description="A shopping agent that lives in chat.")
    verbs = whole.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    database = argparse.ArgumentParser(add_help=False)
    database.add_argument("--db", metavar="URL", help="database address, a file name, or :memory:")
    _doors(verbs, database)
    _goods(verbs, database)
    _money(verbs, database)
    _books(verbs, database)
    return whole


def _doors(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", database: argparse.ArgumentParser) -> None:
    for name, what, run in (
        ("demo", "chat, desk and a clock to move, in the browser", _demo),
        ("serve", "chat and desk in the browser, with workers", _serve),
    ):
        door = verbs.add_parser(name, help=what, parents=[database])
        door.add_argument("--host", help="address to listen on (default: this machine only)")
        door.add_argument("--port", type=int)
        door.set_defaults(run=run)
    work = verbs.add_parser("work", help="workers only, beside other processes on one database", parents=[database])
    work.set_defaults(run=_work)
    chat = verbs.add_parser("chat", help="talk to the shop here", parents=[database])
    chat.add_argument("--json", action="store_true", help="one JSON object per line in, one per line out")
    chat.add_argument("--catalog", metavar="FILE", help="sell what this file offers")
    chat.add_argument(
        "--files",
        metavar="FOLDER",
        type=Path,
        default=Path(),
        help="save receipts and other files here, not beside you",
    )
    chat.add_argument("--locale", help="language hint, as a channel would give it (de_AT)")
    chat.add_argument(
        "--now", metavar="MOMENT", type=_moment, help="stand the clock at this moment (ISO 8601); for tests"
    )
    chat.set_defaults(run=_chat)
    channels = verbs.add_parser(
        "channels", help="which ways there are to reach a shopper; test and set them up", parents=[database]
    )
    channels.add_argument("do", nargs="?", choices=["list", "check", "templates"], default="list")
    channels.add_argument(
        "what", nargs="?", choices=["list", "sync", "submit"], default="list", help="with templates, of WhatsApp"
    )
    channels.add_argument(
        "--message", default="", metavar="NAME", help="with submit: only this one, such as on_its_way"
    )
    channels.add_argument("--locale", default="", metavar="CODE", help="with submit: only in this language")
    channels.add_argument("--dry-run", action="store_true", help="only say what would be set up or submitted")
    channels.set_defaults(run=_channels)


def _goods(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", database: argparse.ArgumentParser) -> None:
    catalog = verbs.add_parser("catalog", help="import, update or check a catalog file", parents=[database])
    catalog.add_argument("do", choices=["import", "update", "check"], help="update: prices and stock alone")
    catalog.add_argument("file", type=Path)
    catalog.add_argument("--format", default="", help="jsonl, google-tsv, google-xml or shopify-csv, not by its ending")
    catalog.add_argument("--currency", default="", help="what its prices are in where it does not say, such as EUR")
    catalog.add_argument("--supplier", default="", help="whose goods these are where the file does not say")
    catalog.add_argument("--language", default="en", help="of its titles and descriptions, such as de")
    catalog.add_argument("--size-chart", metavar="FILE", type=Path, help="suppliers' sizes in ours, as TOML")
    catalog.add_argument("--delete-missing", action="store_true", help="the file is all that its suppliers sell")
    catalog.add_argument("--report", metavar="FILE", type=Path, help="write what was read and refused here, as JSON")
    catalog.set_defaults(run=_catalog, refuse=catalog.error)


def _money(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", database: argparse.ArgumentParser) -> None:
    cards = verbs.add_parser("gift-cards", help="issue a gift card, and print its code", parents=[database])
    cards.add_argument("do", choices=["issue"])
    cards.add_argument("amount", help="what it is worth, such as 50.00")
    cards.add_argument("currency", help="ISO 4217 code, such as EUR")
    cards.set_defaults(run=_gift_cards)
    disputes = verbs.add_parser("dispute", help="book what the bank says about a payment", parents=[database])
    disputes.add_argument("order", help="the order's number")
    disputes.add_argument("news", choices=["opened", "won", "lost"])
    disputes.add_argument("reference", help="the bank's own name of the dispute")
    disputes.add_argument("--amount", default="", help="what is disputed, such as 12.50; left out: all of it")
    disputes.add_argument("--reason", default="", help="the bank's reason, in its words")
    disputes.add_argument("--answer-by", default="", help="last day for the evidence, such as 2026-12-31")
    disputes.set_defaults(run=_dispute)


def _books(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", database: argparse.ArgumentParser) -> None:
    orders = verbs.add_parser(
        "orders", help="find orders, import another shop's books, or export ours", parents=[database]
    )
    orders.add_argument(
        "do", metavar="find TEXT | import FILE | export [FILE] | TEXT", help="TEXT: id, name, e-mail, number or SKU"
    )
    orders.add_argument("what", nargs="?", help=argparse.SUPPRESS)
    orders.set_defaults(run=_orders, refuse=orders.error)
    mail = verbs.add_parser("mail", help="show the letters of the local mailbox", parents=[database])
    mail.set_defaults(run=_mail)
    _locale_verbs(verbs, database)
    privacy = verbs.add_parser("privacy", help="export or erase everything about one shopper", parents=[database])
    privacy.add_argument("do", choices=["export", "erase"])
    privacy.add_argument("shopper", help="shopper id, as the desk shows it")
    privacy.set_defaults(run=_privacy)
    report = verbs.add_parser(
        "report",
        help="how much is decided without a person; what asking Claude costs; what experiments have shown",
        parents=[database],
    )
    report.add_argument("what", choices=["autonomy", "costs", "experiments"])
    report.add_argument("--days", type=int, default=30, help="with costs: so many days back")
    report.set_defaults(run=_report)
    migrate = verbs.add_parser("migrate", help="bring the database to this version", parents=[database])
    migrate.add_argument("do", nargs="?", choices=["up", "check", "new"], default="up")
    migrate.add_argument("why", nargs="?", default="", help="what a new migration is for")
    migrate.set_defaults(run=_migrate)
    doctor = verbs.add_parser(
        "doctor", help="check settings, database, catalog and every invariant", parents=[database]
    )
    doctor.set_defaults(run=_doctor)


def _locale_verbs(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", database: argparse.ArgumentParser
) -> None:
    locales = verbs.add_parser(
        "locales", help="check, preview, publish translations, or learn how people speak", parents=[database]
    )
    locales.add_argument(
        "do",
        choices=[
            "check", "update", "list", "learn", "coverage", "add", "preview", "export", "import", "review", "publish",
            "rollback",
        ],
    )  # fmt: skip
    locales.add_argument(
        "what",
        nargs="?",
        default="",
        help="with add: a language like nb, or a variant like pt_PT; with preview, review, publish, rollback: a text's "
        "name; with export and import: a file, .po or .xlf",
    )
    locales.add_argument("--locale", default="de", help="of the text or file (de)")
    locales.add_argument("--format", choices=["po", "xliff"], default="", help="of the file; else as it ends")
    locales.add_argument("--channel", default="", help="with preview: web, telegram or whatsapp; all without")
    locales.add_argument("--facts", choices=["typical", "worst"], default="typical", help="with preview")
    locales.add_argument("--doubts", action="store_true", help="with check: also what a person should look at")
    locales.set_defaults(run=_locales, refuse=locales.error)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a moment such as 2026-11-25T12:00:00+00:00") from error


def _demo(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.web import serve

    serve(settings, demo=True)
    return 0


def _serve(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.web import serve

    serve(settings, demo=False)
    return 0


def _work(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.office import work

    return work(settings)


def _chat(settings: Settings, asked: argparse.Namespace) -> int:
    from dialogue.understanding.identifier import unpacking

    unpacking(settings.cache)  # While the imports below take their second.
    with nothing_thrown_away():
        from bot.clock import StillClock
        from bot.wiring import open_shop

        clock = StillClock(asked.now.astimezone()) if asked.now else None
        shop = open_shop(settings, clock=clock)
    if asked.json:
        from bot.channels import jsonlines

        jsonlines.run(shop, sys.stdin.buffer, sys.stdout)
    else:
        from bot.channels import terminal

        terminal.run(shop, asked.locale, asked.files)
    shop.close()
    return 0


def _channels(settings: Settings, asked: argparse.Namespace) -> int:
    if asked.do == "check":
        from bot.connections import check_channels

        return check_channels(settings, dry_run=asked.dry_run)
    if asked.do == "templates":
        from bot.templates import templates

        return templates(settings, asked.what, name=asked.message, locale=asked.locale, dry_run=asked.dry_run)
    from bot.office import list_channels

    return list_channels()


def _catalog(settings: Settings, asked: argparse.Namespace) -> int:
    from bot import goods
    from matching.feeds import FORMATS
    from matching.feeds.base import Told

    if asked.format and asked.format not in FORMATS:
        asked.refuse(f"--format {asked.format!r} is not one of {', '.join(FORMATS)}")
    wish = goods.Asked(
        file=asked.file,
        form=asked.format,
        told=Told(currency=asked.currency.upper(), supplier=asked.supplier, language=asked.language),
        size_chart=asked.size_chart,
        delete_missing=asked.delete_missing,
        report=asked.report,
    )
    if asked.do == "check":
        return goods.check_catalog(wish)
    return goods.import_catalog(settings, wish) if asked.do == "import" else goods.update_catalog(settings, wish)


def _orders(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.office import find_orders

    if asked.do == "export":
        from bot.books import export_books

        return export_books(settings, Path(asked.what) if asked.what else None)
    if asked.do == "import" and asked.what:
        from bot.books import import_books

        return import_books(settings, Path(asked.what))
    if asked.do in ("import", "find") and not asked.what:
        asked.refuse(f"{asked.do} needs a {'FILE' if asked.do == 'import' else 'TEXT'}")
    text = asked.what if asked.do == "find" else " ".join(part for part in (asked.do, asked.what) if part)
    return find_orders(settings, text)


def _gift_cards(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.office import issue_gift_card

    return issue_gift_card(settings, asked.amount, asked.currency)


def _dispute(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.disputes import report_dispute

    return report_dispute(
        settings,
        asked.order,
        asked.news,
        asked.reference,
        amount=asked.amount,
        reason=asked.reason,
        answer_by=asked.answer_by,
    )


def _mail(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.office import show_mail

    return show_mail(settings)


def _locales(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.office import add_locale, check_locales, cover_locales, learn_locales, list_locales, update_locales

    if asked.do == "add":
        return add_locale(asked.what) if asked.what else asked.refuse("add needs a CODE, such as nb or pt_PT")
    if asked.do in ("preview", "export", "import", "review", "publish", "rollback"):
        return _lab(settings, asked)
    if asked.do == "coverage":
        return cover_locales()
    if asked.do == "learn":
        return learn_locales(settings)
    if asked.do == "list":
        return list_locales()
    return check_locales(doubts=asked.doubts) if asked.do == "check" else update_locales()


def _lab(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.lab import jobs
    from dialogue.samples import Facts

    if not asked.what:
        asked.refuse(f"{asked.do} needs {'a FILE' if asked.do in ('export', 'import') else 'the NAME of a text'}")
    match asked.do:
        case "preview":
            return jobs.preview(settings, asked.what, asked.locale, asked.channel, Facts(asked.facts))
        case "export":
            return jobs.export(settings, asked.locale, Path(asked.what), asked.format)
        case "import":
            return jobs.take_in(settings, asked.locale, Path(asked.what), asked.format)
        case _:
            return jobs.move(settings, asked.do, asked.what, asked.locale)


def _privacy(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.office import erase_shopper, export_shopper

    return export_shopper(settings, asked.shopper) if asked.do == "export" else erase_shopper(settings, asked.shopper)


def _report(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.office import report_autonomy, report_costs, report_experiments

    match asked.what:
        case "costs":
            return report_costs(settings, asked.days)
        case "experiments":
            return report_experiments(settings)
    return report_autonomy(settings)


def _migrate(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.office import migrate

    return migrate(settings, asked.do, asked.why)


def _doctor(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.doctor import examine

    return examine(settings)
