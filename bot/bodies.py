"""What our own pages post: JSON objects of a size that is bounded, with texts that can be stored."""

import json
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request

from dialogue.inbound import storable

LARGEST_BODY: Final = 8_000_000


class BadRequest(ValueError):
    """What a page sent cannot be taken; the message says why, for the person who reads it."""


async def body_of(request: Request) -> Mapping[str, object]:
    """The JSON object that a page sent. Raises BadRequest."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise BadRequest("Send JSON, with Content-Type: application/json.")
    if size_of(request) > LARGEST_BODY:
        raise BadRequest(f"A message may have {LARGEST_BODY // 1_000_000} MB at most, its photo included.")
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise BadRequest("This is not JSON.") from error
    if not isinstance(body, dict):
        raise BadRequest("Send a JSON object.")
    return body


def size_of(request: Request) -> int:
    """Bytes that a request says it brings; more than any may where it does not say."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 12 else LARGEST_BODY + 1


def string_of(body: Mapping[str, object], name: str) -> str:
    """A field's text, as every database can store it; empty where there is none. Raises BadRequest."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise BadRequest(f"{name} must be text.")
    return storable(value or "")
