"""The house rules that a tool can see: sizes, walls between rooms, settings that are explained, nothing half done."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "dialogue", "matching", "orders", "locales")
LONGEST_FILE = 400
LONGEST_FUNCTION = 40


def files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_no_file_is_longer_than_its_limit_unless_it_says_why() -> None:
    too_long = [
        name_of(file)
        for file in files(*ROOMS, "tests", "benchmarks")
        if len(file.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
        and "longer than 400 lines because" not in (ast.get_docstring(ast.parse(file.read_bytes())) or "").lower()
    ]
    assert too_long == []


def test_no_function_is_longer_than_forty_lines_its_docstring_aside() -> None:
    too_long = [
        f"{name_of(file)}: {function.name} has {length}"
        for file in files(*ROOMS)
        for function in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := _length(function)) > LONGEST_FUNCTION
        and "versions" not in file.parts
        and "noqa" not in file.read_text(encoding="utf-8").splitlines()[function.lineno - 1]
    ]
    assert too_long == []


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    docstring = function.body[0] if ast.get_docstring(function) else None
    said = 0 if docstring is None else (docstring.end_lineno or 0) - docstring.lineno + 1
    return (function.end_lineno or 0) - function.lineno + 1 - said


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name_of(file)
        for file in files(*ROOMS)
        if file.read_text(encoding="utf-8").strip() and ast.get_docstring(ast.parse(file.read_bytes())) is None
    ]
    assert silent == []


def test_nothing_is_left_half_done() -> None:
    marks = re.compile(r"\b(?:TODO|FIXME|XXX)\b|raise NotImplementedError")
    left = [
        f"{name_of(file)}:{number}"
        for file in files(*ROOMS, "benchmarks")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if marks.search(line)
    ]
    assert left == []


def test_exceptions_are_caught_wholesale_in_the_workers_loop_alone() -> None:
    wholesale = [
        name_of(file)
        for file in files(*ROOMS)
        if re.search(r"except (?:Base)?Exception\b", file.read_text(encoding="utf-8"))
    ]
    assert wholesale == ["bot/storage.py", "bot/worker.py"]


def test_an_error_that_is_ignored_has_its_reason_beside_it() -> None:
    bare = []
    for file in files(*ROOMS):
        lines = file.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            ignored = re.search(r"# type: ignore\[[\w-]+\](.*)$", line)
            if ignored and "#" not in ignored.group(1) and not lines[number - 1].strip().startswith("#"):
                bare.append(f"{name_of(file)}:{number + 1}")
    assert bare == []


def test_no_fake_is_half_made_and_nothing_ignores_errors_of_every_kind() -> None:
    marks = re.compile(r"raise NotImplementedError|# type: ignore(?!\[)")
    left = [
        f"{name_of(file)}:{number}"
        for file in files(*ROOMS, "tests", "benchmarks")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if file != Path(__file__) and marks.search(line)
    ]
    assert left == []


def test_only_the_settings_read_the_environment() -> None:
    reading = re.compile(r"os\.environ|os\.getenv|environ\[")
    found = [name_of(file) for file in files(*ROOMS) if reading.search(file.read_text(encoding="utf-8"))]
    assert found == []


def test_every_setting_is_explained_in_the_example_with_its_default() -> None:
    example = dict(
        line.split("=", maxsplit=1)
        for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
    wanted = {}
    for name, about in Settings.model_fields.items():
        variable = str(about.validation_alias) if about.validation_alias else f"SHOPKEEP_{name.upper()}"
        default = about.default
        wanted[variable] = "" if default is None else f"{default:g}" if isinstance(default, float) else str(default)
    assert example == wanted


def test_every_setting_is_used_somewhere() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in files(*ROOMS, "tests", "benchmarks"))
    used = set(re.findall(r"ettings(?:\(\))?\.(\w+)", text))
    unused = [name for name in Settings.model_fields if name not in used]
    assert unused == []


def test_the_walls_between_the_rooms_stand() -> None:
    pytest.importorskip("importlinter", reason="needs import-linter (pip install import-linter)")
    checked = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
