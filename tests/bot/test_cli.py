"""The command `shopkeep`, verb by verb, as a process and in this one."""

import json
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot import schema
from bot.cli import main
from bot.settings import Settings
from bot.wiring import open_storage, stock_shelf
from locales import load_locales
from matching.demo.build import CATALOG
from matching.store import load_products
from tests.builders import a_line
from tests.matching.goods import lexicon

ROOT = Path(__file__).parents[2]


def shopkeep(*arguments: str, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=ROOT, input=said, capture_output=True, check=False, timeout=60
    )


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """(exit status, what was printed)."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0), capsys.readouterr().out


@pytest.fixture
def db(tmp_path: Path) -> str:
    return str(tmp_path / "shop.db")


def test_the_chat_for_programs_answers_in_a_process_of_its_own(db: str, catalog: Path) -> None:
    said = b'{"user": "u1", "text": "I need a rain jacket in L"}\nnonsense\n'
    done = shopkeep("chat", "--json", "--db", db, "--catalog", str(catalog), said=said)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["products"]
    assert "error" in second
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_same_requests_at_the_same_moment_give_the_same_answers(catalog: Path) -> None:
    said = b'{"user": "u1", "text": "I need a rain jacket in L"}\n{"op": "clock", "days": 3}\n{"op": "reset"}\n'
    command = ("chat", "--json", "--db", ":memory:", "--catalog", str(catalog), "--now", "2026-11-25T12:00:00+00:00")
    assert shopkeep(*command, said=said).stdout == shopkeep(*command, said=said).stdout


def test_what_was_said_is_remembered_by_the_next_process(db: str, catalog: Path) -> None:
    talk = ("chat", "--json", "--db", db, "--catalog", str(catalog))
    shopkeep(*talk, said=b'{"user": "u1", "text": "hello"}\n')
    again = json.loads(shopkeep(*talk, said=b'{"user": "u1", "text": "hello"}\n').stdout)
    assert "computer program" not in again["text"]


def test_a_person_can_pipe_into_the_chat(db: str, catalog: Path) -> None:
    done = shopkeep("chat", "--db", db, "--catalog", str(catalog), said=b"hello\n")
    assert done.returncode == 0
    assert b"computer program" in done.stdout


def test_a_shop_opens_where_its_folder_is_not_there_yet(tmp_path: Path, catalog: Path) -> None:
    new = tmp_path / "var" / "shop.db"
    done = shopkeep("chat", "--db", str(new), "--catalog", str(catalog), said=b"hello\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert new.with_name("shop-demo-payments.db").exists()


def test_a_wrong_database_address_is_said_in_one_sentence() -> None:
    done = shopkeep("chat", "--json", "--db", "mysql://shop")
    assert done.returncode == 1
    assert done.stderr.decode().startswith("shopkeep: database_url: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("chat", "--catalog", "nowhere.jsonl"), "there is no catalog file 'nowhere.jsonl'"),
        (("doctor", "--db", "/proc/nowhere/shop.db"), "the database cannot be opened"),
        (("orders", "x", "--db", __file__), "the database cannot be opened"),
        (("chat", "--now", "yesterday"), "'yesterday' is not a moment"),
    ],
)
def test_what_cannot_be_opened_or_read_is_said_in_one_sentence(arguments: tuple[str, ...], told: str) -> None:
    done = shopkeep(*arguments)
    assert done.returncode != 0
    assert told in done.stderr.decode().splitlines()[-1]
    assert b"Traceback" not in done.stderr


def test_a_port_that_is_taken_is_said_before_the_shop_is_called_open(db: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = shopkeep("demo", "--db", db, "--port", str(taken.getsockname()[1]))
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"choose another with --port" in done.stderr


def test_doctor_names_a_language_and_a_market_that_are_not_there(
    capsys: pytest.CaptureFixture[str], db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPKEEP_LOCALE", "xx")
    monkeypatch.setenv("SHOPKEEP_MARKET", "ZZ")
    status, printed = run(capsys, "doctor", "--db", db)
    assert status == 1
    assert f"WRONG  SHOPKEEP_LOCALE: 'xx' is not one of {', '.join(load_locales().codes)}" in printed
    assert "WRONG  SHOPKEEP_MARKET: 'ZZ' is not one of" in printed


def test_migrate_makes_the_tables_and_finds_nothing_missing(capsys: pytest.CaptureFixture[str], db: str) -> None:
    assert run(capsys, "migrate", "--db", db) == (0, f"The database is at version {schema.head()}.\n")
    assert run(capsys, "migrate", "check", "--db", db)[0] == 0


def test_doctor_says_that_a_shop_is_well(capsys: pytest.CaptureFixture[str], db: str) -> None:
    status, printed = run(capsys, "doctor", "--db", db)
    assert status == 0
    assert "WRONG" not in printed
    assert "books" in printed


def test_doctor_names_a_ledger_that_does_not_sum_to_zero(
    capsys: pytest.CaptureFixture[str], db: str, catalog: Path
) -> None:
    said = "\n".join(
        json.dumps(line)
        for line in (
            {
                "op": "seed",
                "user": "u1",
                "profile": {"address": {"country": "DE"}},
                "orders": [{"ref": "A", "lines": [{"sku": "skagen-yellow-L"}], "state": "shipped"}],
            },
        )
    )
    shopkeep("chat", "--json", "--db", db, "--catalog", str(catalog), said=said.encode())
    with sqlite3.connect(db) as books:
        books.execute("UPDATE posting SET minor = minor + 1 WHERE id = 1")
    status, printed = run(capsys, "doctor", "--db", db)
    assert status == 1
    assert "WRONG  books" in printed


def test_a_catalog_with_bad_lines_loads_its_good_ones_and_names_the_others(
    capsys: pytest.CaptureFixture[str], db: str, tmp_path: Path
) -> None:
    file = tmp_path / "new.jsonl"
    lines = [
        json.dumps(a_line("storm-red-M", "70.00")),
        json.dumps({**a_line("storm-red-L", "70.00"), "price": None}),
        "{broken",
        json.dumps({**a_line("storm-red-S", "70.00"), "currency": "XXX"}),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    status, printed = run(capsys, "catalog", "import", str(file), "--db", db)
    assert status == 1
    for named in ("line 2: price", "line 3", "line 4: currency", "Imported 1 products with 1 variants; 3 rows not."):
        assert named in printed


def test_an_import_says_what_is_known_of_the_goods_and_writes_it_down(
    capsys: pytest.CaptureFixture[str], db: str, tmp_path: Path
) -> None:
    file, report = tmp_path / "new.jsonl", tmp_path / "report.json"
    lines = [a_line("storm-red-M", "70.00"), {**a_line("storm-blurple-M", "70.00"), "color": "blurple", "price": "no"}]
    lines.append({**a_line("storm-blurple-L", "70.00"), "color": "blurple"})
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    _, printed = run(capsys, "catalog", "import", str(file), "--db", db, "--report", str(report))
    assert "blurple (1)" in printed
    written = json.loads(report.read_text(encoding="utf-8"))
    assert (written["rows"], written["taken"], written["refused"]) == (3, 2, 1)
    assert written["unknown"] == {"color": {"blurple": 1}}
    assert written["refused_because"] == {"price: … is not an amount in EUR; write a decimal such as …": 1}
    assert written["refused_rows"][0]["line"] == 2
    assert (
        written["known_percent"]["rain_jacket"] | {"rows": 2, "color": 50, "size": 100}
        == (written["known_percent"]["rain_jacket"])
    )


def test_a_size_chart_is_used_or_named(capsys: pytest.CaptureFixture[str], db: str, tmp_path: Path) -> None:
    file, chart = tmp_path / "new.jsonl", tmp_path / "sizes.toml"
    file.write_text(json.dumps(a_line("storm-red-2", "70.00")), encoding="utf-8")
    for text, status in (('[[chart]]\nsizes = { "2" = "M" }', 0), ("[[chart]]", 1)):
        chart.write_text(text, encoding="utf-8")
        asked = ("catalog", "import", str(file), "--db", db, "--size-chart", str(chart))
        told, printed = run(capsys, *asked)
        assert told == status
        assert ("The size chart cannot be used." in printed) == bool(status)
    with closing(open_storage(Settings(database_url=f"sqlite:///{db}"))) as storage, storage.reads() as session:
        assert load_products(session)[0].sizes == ("M",)


def test_the_built_in_goods_leave_when_own_ones_come(
    capsys: pytest.CaptureFixture[str], db: str, tmp_path: Path
) -> None:
    own, built_in = tmp_path / "own.jsonl", json.loads(CATALOG.read_text(encoding="utf-8").splitlines()[0])
    own.write_text(json.dumps(built_in) + "\n" + json.dumps(a_line("storm-red-M", "70.00")), encoding="utf-8")
    with closing(open_storage(Settings(database_url=f"sqlite:///{db}"))) as storage:
        stock_shelf(storage, Settings(), lexicon())
        assert run(capsys, "catalog", "import", str(own), "--db", db)[0] == 0
        with storage.reads() as session:
            assert [product.id for product in load_products(session)] == [built_in["product"], "storm"]


def test_checking_a_catalog_stores_nothing(capsys: pytest.CaptureFixture[str], db: str, catalog: Path) -> None:
    assert run(capsys, "catalog", "check", str(catalog), "--db", db)[0] == 0
    assert not Path(db).exists()


def test_a_catalog_file_that_is_not_there_is_said_so(capsys: pytest.CaptureFixture[str], db: str) -> None:
    status, printed = run(capsys, "catalog", "import", "nowhere.jsonl", "--db", db)
    assert (status, printed) == (1, "There is no file 'nowhere.jsonl'.\n")


def test_orders_and_shoppers_are_found_exported_and_erased(
    capsys: pytest.CaptureFixture[str], db: str, catalog: Path
) -> None:
    seed = {
        "op": "seed",
        "user": "u1",
        "profile": {"name": "Jana Vogt", "address": {"name": "Jana Vogt", "country": "DE"}},
        "orders": [{"ref": "A", "lines": [{"sku": "skagen-yellow-L"}], "state": "shipped"}],
    }
    shopkeep("chat", "--json", "--db", db, "--catalog", str(catalog), said=json.dumps(seed).encode())
    status, printed = run(capsys, "orders", "vogt", "--db", db)
    assert status == 0
    assert "Jana Vogt" in printed
    shopper = sqlite3.connect(db).execute("SELECT id FROM shopper").fetchone()[0]
    assert "Jana Vogt" in run(capsys, "privacy", "export", shopper, "--db", db)[1]
    assert run(capsys, "privacy", "erase", shopper, "--db", db)[0] == 0
    assert run(capsys, "orders", "vogt", "--db", db)[0] == 1
    assert run(capsys, "privacy", "export", shopper, "--db", db) == run(capsys, "privacy", "erase", shopper, "--db", db)


def test_a_gift_card_is_issued_once_and_printed(capsys: pytest.CaptureFixture[str], db: str) -> None:
    status, printed = run(capsys, "gift-cards", "issue", "50", "eur", "--db", db)
    code, worth = printed.strip().split("  ")
    assert (status, worth) == (0, "EUR 50.00")
    held = sqlite3.connect(db).execute("SELECT id, balance, holder FROM gift_card").fetchall()
    assert held == [(code, 5000, "")]


@pytest.mark.parametrize("asked", [("50.001", "EUR"), ("50", "XXX"), ("0", "EUR"), ("-5", "EUR"), ("ten", "EUR")])
def test_a_gift_card_that_is_worth_nothing_is_not_issued(
    capsys: pytest.CaptureFixture[str], db: str, asked: tuple[str, str]
) -> None:
    status, printed = run(capsys, "gift-cards", "issue", "--db", db, "--", *asked)
    assert status == 1
    assert printed.startswith("No gift card was issued: ")


def test_nobody_is_told_that_a_mistyped_shopper_was_erased(capsys: pytest.CaptureFixture[str], db: str) -> None:
    status, printed = run(capsys, "privacy", "erase", "nobody", "--db", db)
    assert status == 1
    assert printed.startswith("Nothing is known about a shopper 'nobody'")


def test_the_report_counts_what_was_decided_without_a_person(capsys: pytest.CaptureFixture[str], db: str) -> None:
    status, printed = run(capsys, "report", "autonomy", "--db", db)
    assert status == 0
    assert "without a person" in printed


@pytest.mark.parametrize("verb", [["channels"], ["locales", "list"]])
def test_lists_are_printed(capsys: pytest.CaptureFixture[str], verb: list[str]) -> None:
    status, printed = run(capsys, *verb)
    assert status == 0
    assert printed


def test_an_unknown_verb_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["dance"])
    assert left.value.code == 2
    assert "demo" in capsys.readouterr().err
