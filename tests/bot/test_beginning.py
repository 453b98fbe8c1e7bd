"""A new shop begins as a copy of one made before; nothing depends on the copy."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect

from bot import beginning, schema
from bot.beginning import KEPT, begin
from bot.settings import Settings
from bot.storage import Storage
from bot.wiring import open_shop, open_storage
from matching import store as catalog


def skus_in(storage: Storage) -> int:
    with storage.reads() as session:
        return catalog.count_skus(session) if inspect(session.connection()).has_table("variant") else 0


def content(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return sorted(connection.iterdump())


def new(file: Path) -> Storage:
    return Storage(f"sqlite:///{file}")


def test_a_copy_holds_what_is_written_row_by_row(tmp_path: Path) -> None:
    begin(new(tmp_path / "copied.db"), tmp_path / "cache")
    for name, cache in (("copied", tmp_path / "cache"), ("written", "")):
        settings = Settings.model_validate(
            {"database_url": f"sqlite:///{tmp_path / name}.db", "cache": cache, "catalog": None}
        )
        open_shop(settings).close()
    assert content(tmp_path / "copied.db") == content(tmp_path / "written.db")


def test_the_second_shop_makes_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    begin(new(tmp_path / "first.db"), cache)
    (kept,) = cache.iterdir()
    monkeypatch.setattr(beginning, "demo_feed", lambda: pytest.fail("made again"))
    begin(second := new(tmp_path / "second.db"), cache)
    assert skus_in(second) > 1_500 and list(cache.iterdir()) == [kept]
    begin(memory := Storage(":memory:"), cache)
    assert skus_in(memory) == skus_in(second)


def test_a_shop_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    schema.bring_up_to_date(there := new(tmp_path / "there.db"))
    begin(there, tmp_path / "cache")
    assert skus_in(there) == 0 and not (tmp_path / "cache").exists()


@pytest.mark.parametrize("left", ["-wal", "-journal"])
def test_what_a_database_left_behind_is_not_taken_for_news_of_a_copy(tmp_path: Path, left: str) -> None:
    (tmp_path / f"gone.db{left}").write_bytes(b"of a database that is gone")
    begin(new(tmp_path / "gone.db"), tmp_path / "cache")
    assert not (tmp_path / "gone.db").exists()


def test_a_database_that_comes_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = new(tmp_path / "shop.db")
    monkeypatch.setattr(beginning, "_is_new", lambda storage: True)
    schema.bring_up_to_date(storage)
    begin(storage, tmp_path / "cache")
    assert skus_in(storage) == 0 and not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("damage", [lambda whole: whole[:5000], lambda whole: whole[:-1] + b"?", lambda whole: b""])
def test_a_damaged_copy_is_made_anew(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    cache = tmp_path / "cache"
    begin(new(tmp_path / "first.db"), cache)
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    begin(second := new(tmp_path / "second.db"), cache)
    assert skus_in(second) > 1_500 and kept.read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_the_copy_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    begin(storage := new(tmp_path / "shop.db"), tmp_path / "file" / "cache")
    assert not (tmp_path / "shop.db").exists()
    schema.bring_up_to_date(storage)
    assert skus_in(storage) == 0


def test_copies_of_code_that_is_gone_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(KEPT + 2):
        monkeypatch.setattr(beginning, "_fingerprint", lambda number=number: f"code{number}")
        begin(Storage(":memory:"), tmp_path)
    assert len(list(tmp_path.glob("beginning-*"))) == KEPT


def test_what_a_stopped_process_left_behind_is_cleared_away(tmp_path: Path) -> None:
    left, other = tmp_path / "shop.db-1234abcd.part", tmp_path / "shop2.db-1234abcd.part"
    for file in (left, other):
        file.touch()
    begin(new(tmp_path / "shop.db"), tmp_path / "cache")
    assert not left.exists() and other.exists()
    half_made = tmp_path / "cache" / "beginning-half"
    half_made.mkdir()
    os.utime(half_made, (0, 0))
    for kept in (tmp_path / "cache").glob("beginning-*.db"):
        kept.unlink()
    begin(Storage(":memory:"), tmp_path / "cache")
    assert not half_made.exists()


def test_jobs_that_sell_nothing_of_the_demo_get_empty_shelves(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {"database_url": f"sqlite:///{tmp_path}/shop.db", "cache": tmp_path / "cache", "catalog": None}
    )
    with closing(open_storage(settings)) as storage:
        assert skus_in(storage) == 0
