"""What Twilio's own OpenAPI files (SHOPKEEP_SPECS, folder twilio) say of requests, as checks."""

import json
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest

MESSAGES: Final = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
CONTENT: Final = "/v1/Content"
APPROVAL: Final = "/v1/Content/{ContentSid}/ApprovalRequests/whatsapp"
Json = Mapping[str, object]


class NotAsDescribed(ValueError):
    """A request that the description does not allow."""


def folder() -> Path | None:
    named = os.environ.get("SHOPKEEP_SPECS")
    found = Path(named) / "twilio" if named else None
    return found if found and (found / "twilio_content_v1.json").is_file() else None


needs_spec = pytest.mark.skipif(folder() is None, reason="SHOPKEEP_SPECS names no folder with twilio's descriptions")


@cache
def _whole(name: str) -> dict[str, dict[str, dict[str, object]]]:
    found = folder()
    assert found is not None
    loaded: dict[str, dict[str, dict[str, object]]] = json.loads((found / name).read_text(encoding="utf-8"))
    return loaded


@cache
def request_of(path: str) -> Json:
    """The schema of what is posted to a path."""
    posted = _step(_step(_of(path)["paths"], path), "post")
    (media,) = _step(_step(posted, "requestBody"), "content").values()
    assert isinstance(media, dict)
    schema: Json = media["schema"]
    return schema


def check(value: object, path: str) -> None:
    """Raises NotAsDescribed for a request that the description of `path` does not allow."""
    _check(value, request_of(path), path, "request")


def _of(path: str) -> dict[str, dict[str, dict[str, object]]]:
    return _whole("twilio_content_v1.json" if path.startswith("/v1/") else "twilio_api_v2010.json")


def _step(within: Mapping[str, object], name: str) -> dict[str, object]:
    found = within[name]
    assert isinstance(found, dict)
    return found


def _check(value: object, schema: Json, path: str, where: str) -> None:
    reference = schema.get("$ref")
    if isinstance(reference, str):
        schema = _step(_of(path)["components"]["schemas"], reference.rpartition("/")[2])
    if value is None:
        if not schema.get("nullable"):
            raise NotAsDescribed(f"{where} may not be null")
        return
    kind = schema.get("type")
    if kind == "string":
        _check_text(value, schema, where)
    elif kind == "array":
        if not isinstance(value, list):
            raise NotAsDescribed(f"{where} is no list")
        items = schema.get("items", {})
        assert isinstance(items, dict)
        for place, each in enumerate(value):
            _check(each, items, path, f"{where}[{place}]")
    elif kind == "object":
        _check_object(value, schema, path, where)


def _check_text(value: object, schema: Json, where: str) -> None:
    if not isinstance(value, str):
        raise NotAsDescribed(f"{where} is no text")
    pattern, enum = schema.get("pattern"), schema.get("enum")
    if isinstance(pattern, str) and not re.search(pattern, value):
        raise NotAsDescribed(f"{where} does not match {pattern}")
    if isinstance(enum, list) and value not in enum:
        raise NotAsDescribed(f"{where} is none of {enum}")


def _check_object(value: object, schema: Json, path: str, where: str) -> None:
    if not isinstance(value, dict):
        raise NotAsDescribed(f"{where} is no object")
    known, required = schema.get("properties", {}), schema.get("required", [])
    assert isinstance(known, dict) and isinstance(required, list)
    if missing := [name for name in required if name not in value]:
        raise NotAsDescribed(f"{where} lacks {missing}")
    others = schema.get("additionalProperties")
    for name, each in value.items():
        if name in known:
            _check(each, known[name], path, f"{where}.{name}")
        elif isinstance(others, dict):
            _check(each, others, path, f"{where}.{name}")
        else:
            raise NotAsDescribed(f"{where} has no {name}")
