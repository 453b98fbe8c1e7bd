"""What the description of the Bot API (SHOPKEEP_SPECS, telegram-bot-api/api.json) says of calls and updates, as checks;
and what its prose says of HTML."""

import json
import os
import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest

TAGS: Final = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a", "code", "pre", "blockquote"}
)
ENTITY: Final = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
LENGTH: Final = re.compile(r"(\d+)-(\d+) (characters|bytes)( after entities parsing)?")
Json = Mapping[str, object]


class NotAsDescribed(ValueError):
    """A call or an update that the description does not allow."""


def spec_file() -> Path | None:
    folder = os.environ.get("SHOPKEEP_SPECS")
    file = Path(folder) / "telegram-bot-api" / "api.json" if folder else None
    return file if file and file.is_file() else None


needs_spec = pytest.mark.skipif(spec_file() is None, reason="SHOPKEEP_SPECS names no folder with telegram-bot-api")


@cache
def spec() -> Mapping[str, Mapping[str, dict[str, object]]]:
    file = spec_file()
    assert file is not None
    loaded: Mapping[str, Mapping[str, dict[str, object]]] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


@cache
def fields(kind: str, name: str) -> dict[str, Json]:
    """The fields of a method or a type, by name."""
    found = spec()[kind][name].get("fields", [])
    assert isinstance(found, list)
    return {each["name"]: each for each in found}


@cache
def method_named(called: str) -> str:
    """Methods are case-insensitive."""
    found = next((name for name in spec()["methods"] if name.lower() == called.lower()), None)
    if found is None:
        raise NotAsDescribed(f"there is no method {called}")
    return found


def check_call(method: str, sent: Json) -> None:
    """Raises NotAsDescribed for unknown, missing or wrong parameters, and for what is too long."""
    known = fields("methods", method)
    if unknown := sent.keys() - known.keys():
        raise NotAsDescribed(f"{method} has no {unknown}")
    if missing := {name for name, field in known.items() if field["required"]} - sent.keys():
        raise NotAsDescribed(f"{method} needs {missing}")
    for name, value in sent.items():
        _check_value(f"{method}.{name}", known[name], value)
    for text in ("text", "caption"):
        if text in sent:
            _check_length(f"{method}.{text}", known[text], sent[text], sent.get("parse_mode"))


def check_type(name: str, value: object, where: str = "") -> None:
    """Raises NotAsDescribed where a value is not of a type of the description."""
    where = where or name
    subtypes = spec()["types"][name].get("subtypes")
    if isinstance(subtypes, list):
        _check_one_of(subtypes, value, where)
        return
    if not isinstance(value, dict):
        raise NotAsDescribed(f"{where} is no {name}")
    known = fields("types", name)
    if unknown := value.keys() - known.keys():
        raise NotAsDescribed(f"{where} has no {unknown}")
    if missing := {each for each, field in known.items() if field["required"]} - value.keys():
        raise NotAsDescribed(f"{where} needs {missing}")
    for each, part in value.items():
        _check_value(f"{where}.{each}", known[each], part)
        if each in ("text", "caption", "callback_data", "description", "command"):
            _check_length(f"{where}.{each}", known[each], part, value.get("parse_mode"))


def _check_value(where: str, field: Json, value: object) -> None:
    types = field["types"]
    assert isinstance(types, list)
    _check_one_of(types, value, where)


def _check_one_of(types: list[str], value: object, where: str) -> None:
    problems = []
    for kind in types:
        try:
            _check_kind(kind, value, where)
        except NotAsDescribed as problem:
            problems.append(str(problem))
        else:
            return
    raise NotAsDescribed("; ".join(problems))


def _check_kind(kind: str, value: object, where: str) -> None:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            raise NotAsDescribed(f"{where} is no list")
        for place, each in enumerate(value):
            _check_kind(kind.removeprefix("Array of "), each, f"{where}[{place}]")
        return
    plain: Mapping[str, tuple[type, ...]] = {
        "String": (str,),
        "Integer": (int,),
        "Boolean": (bool,),
        "Float": (int, float),
        "InputFile": (bytes,),
    }
    if kind not in plain:
        check_type(kind, value, where)
    elif not isinstance(value, plain[kind]) or (kind == "Integer" and isinstance(value, bool)):
        raise NotAsDescribed(f"{where} is no {kind}")


def _check_length(where: str, field: Json, value: object, parse_mode: object) -> None:
    stated = LENGTH.search(str(field["description"]))
    if stated is None or not isinstance(value, str):
        return
    text = html_text(value) if stated[4] and parse_mode == "HTML" else value
    length = len(text.encode()) if stated[3] == "bytes" else len(text.encode("utf-16-le")) // 2
    if not int(stated[1]) <= length <= int(stated[2]):
        raise NotAsDescribed(f"{where} has {length} {stated[3]}")


class _Strict(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in TAGS:
            self.problems.append(f"unsupported start tag {tag}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"unexpected end tag {tag}")


def html_text(source: str) -> str:
    """What is left of HTML when it is parsed. Raises NotAsDescribed as Telegram does ("can't parse entities")."""
    strict = _Strict()
    strict.feed(source)
    strict.close()
    bare = re.sub(r"<[^<>]*>", "", source)
    if strict.problems or strict.open or "<" in bare or ">" in bare or ENTITY.search(bare):
        raise NotAsDescribed(f"can't parse entities: {strict.problems or strict.open or 'unescaped'}")
    return unescape(bare)
