from pathlib import Path

from bot.signin import SignIn, secret_in


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
