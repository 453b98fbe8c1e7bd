from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.settings import Settings
from bot.signin import SignIn, Staff, secret_in
from bot.signin_store import SpentInStorage
from bot.tables import SpentLinkRow
from bot.wiring import open_storage
from tests.builders import NOW


def test_a_shoppers_cookie_is_read_back_only_where_it_was_signed() -> None:
    address, cookie = SignIn("one").new_shopper()
    assert SignIn("one").shopper(cookie) == address
    assert SignIn("two").shopper(cookie) is None
    assert SignIn("one").shopper(cookie + "x") is None
    assert SignIn("one").shopper(None) is None


def test_a_desk_link_signs_in_once() -> None:
    door = SignIn("secret")
    token = door.desk_link("ada").split("token=")[1]
    cookie = door.use_link(token)
    assert door.staff(cookie) == "ada"
    assert door.use_link(token) is None


def test_a_link_that_was_used_stays_used_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.sqlite'}"
    with closing(open_storage(Settings(database_url=url))) as storage:
        first, second = (SignIn("secret", SpentInStorage(storage, lambda: NOW)) for _ in range(2))
        token = first.desk_link("ada").split("token=")[1]
        assert second.staff(second.use_link(token)) == "ada"
        assert first.use_link(token) is None
        late = SpentInStorage(storage, lambda: NOW + timedelta(days=9))
        assert late.spend("another")
        with storage.reads() as session:
            assert [row.id for row in session.scalars(select(SpentLinkRow))] == ["another"]


def test_who_was_invited_is_known_with_everybody_above_them() -> None:
    door, cookies = SignIn("secret"), list[str]()
    for name in ("ada", "kim", "noa"):
        by = door.signed_in(cookies[-1]) if cookies else None
        cookies.append(door.use_link(door.desk_link(name, by).split("token=")[1]) or "")
    assert [door.signed_in(cookie) for cookie in cookies] == [
        Staff("ada"),
        Staff("kim", ("ada",)),
        Staff("noa", ("kim", "ada")),
    ]


def test_who_gets_a_link_of_their_own_is_named_once_each() -> None:
    assert Settings(desk=" Ada ,Kim  Lee").desk == "Ada, Kim Lee"


@pytest.mark.parametrize("names", ["", " ", "Ada,", "Ada, ada"])
def test_a_desk_for_nobody_or_for_one_person_twice_is_no_desk(names: str) -> None:
    with pytest.raises(ValueError, match="SHOPKEEP_DESK"):
        Settings(desk=names)


def test_a_shoppers_cookie_does_not_open_the_desk() -> None:
    door = SignIn("secret")
    _, cookie = door.new_shopper()
    assert door.staff(cookie) is None
    assert door.use_link(cookie) is None


def test_the_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first = secret_in(tmp_path / "var")
    assert len(first) > 30
    assert secret_in(tmp_path / "var") == first
    assert (tmp_path / "var" / "secret").stat().st_mode & 0o077 == 0


def test_an_empty_secret_is_none_and_nothing_is_signed_with_it(tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    with ThreadPoolExecutor(8) as several:
        found = set(several.map(secret_in, [tmp_path] * 8))
    assert len(found) == 1 and len(found.pop()) > 30
    assert (tmp_path / "secret-2").stat().st_mode & 0o077 == 0


def test_processes_that_start_at_once_have_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as several:
        found = set(several.map(secret_in, [tmp_path / "var"] * 8))
    assert len(found) == 1 and len(found.pop()) > 30
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["secret"]
