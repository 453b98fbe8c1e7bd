"""What a file says is read from what was kept of it only while the file is the same."""

import sys
from pathlib import Path

import pytest
import tomli

from locales import FOLDER, LocaleError, read_toml
from locales.kept import kept


@pytest.fixture(autouse=True)
def _writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "words.toml"
    file.write_text('hat = ["Hut", "Hütchen"]\n', encoding="utf-8")
    return file


def beside(file: Path) -> Path:
    return file.parent / "__pycache__" / f"{file.name}.json"


def test_a_file_is_understood_once(file: Path) -> None:
    assert kept(file, tomli.loads) == {"hat": ["Hut", "Hütchen"]}
    assert kept(file, lambda text: pytest.fail("understood again")) == {"hat": ["Hut", "Hütchen"]}


def test_a_file_that_has_changed_is_understood_anew(file: Path) -> None:
    kept(file, tomli.loads)
    file.write_text('hat = ["Mütze"]\n', encoding="utf-8")
    assert kept(file, tomli.loads) == kept(file, tomli.loads) == {"hat": ["Mütze"]}


@pytest.mark.parametrize("cut", [0, 10, 64, 128, 140])
def test_what_is_damaged_is_understood_anew(file: Path, cut: int) -> None:
    kept(file, tomli.loads)
    whole = beside(file).read_bytes()
    beside(file).write_bytes(whole[:cut])
    assert kept(file, tomli.loads) == {"hat": ["Hut", "Hütchen"]}
    assert beside(file).read_bytes() == whole


@pytest.mark.parametrize("place", [3, 70, -3])
def test_a_byte_that_has_changed_is_seen(file: Path, place: int) -> None:
    kept(file, tomli.loads)
    whole = bytearray(beside(file).read_bytes())
    whole[place] ^= 1
    beside(file).write_bytes(whole)
    assert kept(file, tomli.loads) == {"hat": ["Hut", "Hütchen"]}


def test_who_may_read_the_file_may_read_what_is_kept(file: Path) -> None:
    file.chmod(0o644)
    kept(file, tomli.loads)
    assert beside(file).stat().st_mode & 0o777 == 0o644


def test_nothing_is_kept_where_python_keeps_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert read_toml(file) == {"hat": ["Hut", "Hütchen"]} and not beside(file).exists()


@pytest.mark.parametrize("value", ["2026-11-27", "inf", "nan"])
def test_what_json_has_no_form_for_is_read_each_time(file: Path, value: str) -> None:
    file.write_text(f"value = {value}\n", encoding="utf-8")
    assert str(read_toml(file)) == str(read_toml(file)) == str(tomli.loads(f"value = {value}"))
    assert not beside(file).exists()


def test_a_file_that_cannot_be_understood_leaves_nothing(file: Path) -> None:
    file.write_text("hat = [", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(LocaleError, match=r"words\.toml cannot be read"):
            read_toml(file)
    assert not beside(file).exists()


def test_every_file_of_the_locales_comes_back_as_it_was(tmp_path: Path) -> None:
    for source in FOLDER.rglob("*.toml"):
        copy = tmp_path / source.parent.name / source.name
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(source.read_bytes())
        assert kept(copy, tomli.loads) == kept(copy, tomli.loads) == tomli.loads(source.read_text(encoding="utf-8"))
