"""`shopkeep orders import` and `export`, as a person runs them."""

import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import Settings
from bot.wiring import open_shop
from orders.ids import ProductId
from tests.bot.test_cli import run, shopkeep
from tests.orders.ledgers import books, customer, order


@pytest.fixture
def db(tmp_path: Path) -> str:
    return str(tmp_path / "shop.db")


def written(folder: Path, whole: object) -> str:
    file = folder / "books.json"
    file.write_text(json.dumps(whole), encoding="utf-8")
    return str(file)


def test_books_go_in_and_come_out_the_same(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, printed = run(capsys, "orders", "import", written(tmp_path, books()), "--db", db)
    assert (status, printed) == (0, "Took over 1 customers, 2 products and 28 orders.\n")
    assert run(capsys, "orders", "export", str(tmp_path / "out.json"), "--db", db)[0] == 0
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == books()
    status, printed = run(capsys, "orders", "export", "--db", db)
    assert (status, json.loads(printed)) == (0, books())


def test_the_second_import_says_that_all_is_there(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, books())
    run(capsys, "orders", "import", file, "--db", db)
    status, printed = run(capsys, "orders", "import", file, "--db", db)
    assert status == 0
    assert "31 entries were already there" in printed


def test_what_cannot_be_taken_is_named_and_the_rest_is_taken(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = order("Y", "confirmed", lines=[{"sku": "mug-S", "quantity": 1, "price": "-1"}])
    whole = books(orders=[order("X", "confirmed"), wrong])
    status, printed = run(capsys, "orders", "import", written(tmp_path, whole), "--db", db)
    assert status == 1
    assert 'not taken: orders[1].lines[0].price: "-1" is no amount' in printed
    assert "2 products and 1 orders" in printed


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x00\x00", "is not JSON"),
        (b"[1]", "must hold one JSON object"),
        (b"\xff", "is not UTF-8 text"),
        (b'{"orders": [' * 50_000, "is not JSON|is nested too deeply"),
    ],
)
def test_a_file_that_is_no_books_ends_with_one_and_a_sentence(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, why: str
) -> None:
    (tmp_path / "books.json").write_bytes(content)
    status, printed = run(capsys, "orders", "import", str(tmp_path / "books.json"), "--db", db)
    assert status == 1
    assert any(each in printed for each in why.split("|"))
    assert printed.endswith("Nothing was taken.\n")


def test_a_file_of_200_megabytes_is_refused_unread(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "books.json").open("wb") as file:
        file.truncate(200_000_000)
    status, printed = run(capsys, "orders", "import", str(tmp_path / "books.json"), "--db", db)
    assert status == 1
    assert "200,000,000 bytes" in printed


def test_no_traceback_is_ever_printed(tmp_path: Path) -> None:
    file = tmp_path / "books.json"
    file.write_bytes(b'{"customers": [{"id": "a", "name": "\\ud800"}], "orders": [{}], "x": "\\u0000"}')
    done = shopkeep("orders", "import", str(file), "--db", str(tmp_path / "shop.db"))
    assert done.returncode == 1
    assert b"lone surrogate" in done.stdout
    assert b"Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(("asked", "status"), [(("import",), 2), (("find",), 2), (("import", "no such file"), 1)])
def test_asking_wrongly_is_answered(
    db: str, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], status: int
) -> None:
    assert run(capsys, "orders", *asked, "--db", db)[0] == status


def test_an_export_to_nowhere_is_answered(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, printed = run(capsys, "orders", "export", str(tmp_path / "no" / "out.json"), "--db", db)
    assert status == 1
    assert "cannot be written" in printed


def test_orders_taken_over_are_found_by_their_numbers(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "orders", "import", written(tmp_path, books(orders=[order("#W77", "confirmed")])), "--db", db)
    for asked in (("find", "#W77"), ("#w77",), ("noa",)):
        status, printed = run(capsys, "orders", *asked, "--db", db)
        assert status == 0
        assert "#W77" in printed


def test_doctor_finds_the_taken_over_books_well(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "orders", "import", written(tmp_path, books()), "--db", db)
    assert run(capsys, "doctor", "--db", db)[0] == 0


def test_goods_taken_over_are_in_the_catalog(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "orders", "import", written(tmp_path, books()), "--db", db)
    shop = open_shop(Settings(database_url=f"sqlite:///{db}"))
    found = shop.finder.product(ProductId("mug"))
    shop.close()
    assert found is not None
    assert [variant.size for variant in found.variants] == ["S", "L"]
    assert found.title == "Mug"


def test_a_customer_without_orders_is_exported_and_erased(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "orders", "import", written(tmp_path, {"customers": [customer("ida")]}), "--db", db)
    status, printed = run(capsys, "privacy", "export", "ida", "--db", db)
    assert status == 0
    assert "Hafenstr. 3" in printed
    assert run(capsys, "privacy", "erase", "ida", "--db", db)[0] == 0
    assert run(capsys, "privacy", "export", "ida", "--db", db)[0] == 1
    assert json.loads(run(capsys, "orders", "export", "--db", db)[1])["customers"] == []


def test_an_erased_shopper_is_not_in_what_is_handed_on(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "orders", "import", written(tmp_path, books()), "--db", db)
    run(capsys, "privacy", "erase", "noa", "--db", db)
    with pytest.raises(SystemExit):
        main(("orders", "export", "--db", db))
    out, err = capsys.readouterr()
    assert "Hafenstr" not in out
    assert "Noa Berg" not in out + err
    assert "left out: order H-delivered" in err
