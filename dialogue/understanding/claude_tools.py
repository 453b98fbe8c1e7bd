"""The Commands as tools for a model: one tool per Command, its schema made from the Command itself. Pure.

What may never come from a model is not offered at all, so that no tool call can mean it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, get_args

from pydantic import ValidationError

from dialogue.commands import Command

WITHHELD: Final = frozenset(
    {"confirm", "deny", "give_code", "give_link_code", "send_card_number", "send_photo", "press_dead_button",
     "staff_claim", "staff_reply", "staff_approve_refund", "staff_decline_refund", "staff_hand_back", "staff_ask"}
)  # fmt: skip
"""Commands that are read offline or come from a button, a door or the desk: above all yes and no to what waits."""

_TOLD_ELSEWHERE: Final = frozenset({"kind", "unclear", "always", "token", "key", "code", "abusive"})
"""Fields that a model has no say in."""

Schema = Mapping[str, object]


class BadCall(ValueError):
    """A tool call that is no Command; the message says for the model what is wrong with it."""


class UnknownTool(BadCall):
    """A call of something that is not offered."""


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    description: str
    schema: Schema


@cache
def tools() -> tuple[Tool, ...]:
    """Every Command that a model may propose, in the vocabulary's order: the same bytes in every request."""
    return tuple(
        Tool(kind, _description(kind, command), _of_command(command.model_json_schema()))
        for kind, command in _offered().items()
    )


def command_from(name: str, given: object) -> Command:
    """The Command a call stands for. Raises UnknownTool, or BadCall for arguments that do not fit its schema."""
    command = _offered().get(name)
    if command is None:
        raise UnknownTool(f"there is no tool {name!r}")
    if not isinstance(given, dict) or _TOLD_ELSEWHERE & given.keys():
        raise BadCall(f"{name} takes an object with the fields of its schema and no others")
    try:
        return command.model_validate_json(json.dumps(given), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadCall(f"{name}: {'.'.join(map(str, first['loc'])) or 'arguments'}: {first['msg']}") from error


@cache
def _offered() -> Mapping[str, type[Command]]:
    """By kind; the kind is a Command's only field that is always there and always the same."""
    kinds = {str(command.model_fields["kind"].default): command for command in get_args(Command)}
    return {kind: command for kind, command in kinds.items() if kind not in WITHHELD}


def _description(kind: str, command: type[Command]) -> str:
    """Its name in words, and what it says of itself but for the fields that a model has no say in."""
    told = re.split(r"(?<=[.;])\s+", " ".join((command.__doc__ or "").split()))
    kept = (part for part in told if not any(f"`{name}`" in part for name in _TOLD_ELSEWHERE))
    return " ".join((f"{kind.replace('_', ' ').capitalize()}.", *kept)).rstrip(" ;")


def _of_command(schema: Schema) -> Schema:
    """Without the fields that a model has no say in, and without the description, which the tool has."""
    fields = {name: each for name, each in _part(schema, "properties").items() if name not in _TOLD_ELSEWHERE}
    needed = [name for name, each in fields.items() if isinstance(each, dict) and "default" not in each]
    return {
        "type": "object",
        "properties": {name: _plain(each) for name, each in fields.items()},
        "required": needed,
        "additionalProperties": False,
        "$defs": {name: _of_definition(each) for name, each in _part(schema, "$defs").items()},
    }


def _of_definition(definition: object) -> object:
    if not isinstance(definition, dict) or "properties" not in definition:
        return _plain(definition)
    fields = {name: _plain(each) for name, each in _part(definition, "properties").items()}
    return {**{name: each for name, each in definition.items() if name != "title"}, "properties": fields}


def _part(schema: Schema, name: str) -> Schema:
    part = schema.get(name)
    return part if isinstance(part, dict) else {}


def _plain(field: object) -> object:
    """A field without what says nothing: its title, its default, and null as another way to leave it out."""
    if not isinstance(field, dict):
        return field
    choices = [each for each in field.get("anyOf", []) if each != {"type": "null"}]
    chosen = choices[0] if len(choices) == 1 else {}
    return {name: each for name, each in {**field, **chosen}.items() if name not in ("title", "default", "anyOf")}
