"""Reads a locale's tests.toml, speaks its sentences into the small shop, and counts what was understood
(docs/phrases.md)."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dialogue.commands import INTENTS, AddressSaid, Command, Confirm, FactSaid, OrderRef, ProductRef
from dialogue.understanding.base import Reading
from dialogue.understanding.classify import intent_of
from dialogue.understanding.interpret import SURE
from locales import FOLDER
from matching.need import Dimension, Need
from tests.dialogue.understanding.scenes import offline, scene

Slots = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    intent: str
    also: tuple[str, ...] = ()
    slots: Slots = field(default_factory=dict)
    context: Slots = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence with the intents and the slots that were understood; only slots the sentence names are filled."""

    sentence: Sentence
    intents: tuple[str, ...]
    slots: Slots
    confidence: float

    @property
    def is_right(self) -> bool:
        return self.intents[0] == self.sentence.intent


def sentences(locale: str) -> list[Sentence]:
    file = FOLDER / locale / "tests.toml"
    return _read(file) if file.exists() else []


def _read(file: Path) -> list[Sentence]:
    return [
        Sentence(
            text=entry["text"],
            intent=entry["intent"],
            also=tuple(entry.get("also", ())),
            slots=entry.get("slots", {}),
            context=entry.get("context", {}),
        )
        for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("sentence", ())
    ]


def hear(sentence: Sentence, locale: str) -> Heard:
    reading = offline().understand(scene(sentence.text, locale, sentence.context))
    intents = tuple(dict.fromkeys(INTENTS[command.kind] for command in reading.commands))
    if not intents or reading.confidence < SURE:
        intents = (intent_of(Reading((), 0.0))[0],)
    found = {name: _slot(name, reading) for name in sentence.slots}
    return Heard(sentence, intents, found, reading.confidence)


def macro_f1(heard: Sequence[Heard]) -> float:
    """Mean over the intents that the sentences have of the harmonic mean of precision and recall."""
    meant = Counter(each.sentence.intent for each in heard)
    read = Counter(each.intents[0] for each in heard)
    right = Counter(each.sentence.intent for each in heard if each.is_right)
    scores = [2 * right[intent] / (meant[intent] + read[intent]) for intent in meant]
    return sum(scores) / len(scores)


def slot_accuracy(heard: Sequence[Heard]) -> float:
    """Share of named slots that came out as named, whatever the intent."""
    pairs = [(each.slots[name], value) for each in heard for name, value in each.sentence.slots.items()]
    return sum(same(got, value) for got, value in pairs) / max(1, len(pairs))


def same(got: object, wanted: object) -> bool:
    if isinstance(wanted, list):
        values = got if isinstance(got, tuple | list) else (got,)
        return sorted(map(str, values)) == sorted(map(str, wanted))
    if isinstance(got, tuple):
        return len(got) == 1 and same(got[0], wanted)
    return str(got).casefold() == str(wanted).casefold()


def report(heard: Sequence[Heard]) -> str:
    """Confusions and wrong slots, for people."""
    lines = [
        f"{each.sentence.intent} -> {'+'.join(each.intents)} ({each.confidence:.2f}): {each.sentence.text!r} "
        f"{dict(each.sentence.context)}"
        for each in heard
        if not each.is_right
    ]
    lines += [
        f"{name} = {value!r}, heard {each.slots[name]!r}: {each.sentence.text!r}"
        for each in heard
        for name, value in each.sentence.slots.items()
        if not same(each.slots[name], value)
    ]
    return "\n".join(lines)


# ---- what a reading says of a slot


def _slot(name: str, reading: Reading) -> object:
    if name == "facts":
        facts = [*reading.facts, *(fact for command in reading.commands for fact in getattr(command, "facts", ()))]
        return [f"{fact.who} {fact.about} {fact.value}" for fact in facts if isinstance(fact, FactSaid)]
    if name == "needs":
        return len(_needs(reading.commands))
    if name == "ambiguous":
        return any(getattr(command, "unclear", ()) for command in reading.commands)
    values = [value for command in reading.commands if (value := _of_command(name, command)) not in (None, (), "")]
    return values[0] if values else None


def _needs(commands: Iterable[Command]) -> list[Need]:
    found: list[Need] = []
    for command in commands:
        found.extend(getattr(command, "needs", ()))
        change = getattr(command, "change", None)
        found.extend([change] if isinstance(change, Need) else [])
    return found


_OF_NEED = {
    "category": "category", "color": "colors", "not_color": "not_colors", "material": "materials",
    "not_material": "not_materials", "feature": "features", "pattern": "patterns", "style": "styles",
    "person": "person", "occasion": "occasions", "room": "rooms", "size": "size", "quantity": "quantity", "age": "age",
}  # fmt: skip


def _of_command(name: str, command: Command) -> object:
    answer = getattr(command, "value", None) if getattr(command, "slot", None) in (name, _ASKED.get(name)) else None
    for value in (
        answer,
        _own(name, command),
        _of_address(name, command),
        *(_of_need(name, n) for n in _needs([command])),
    ):
        if value not in (None, (), ""):
            return value
    return None


_ASKED = {"person": "recipient", "audience": "recipient", "budget_upper": "budget", "category": "product"}


def _own(name: str, command: Command) -> object:
    product, order = getattr(command, "product", None), getattr(command, "order", None)
    if name == "consent":
        return command.consent.value if isinstance(command, Confirm) else None
    if name == "position" and isinstance(product, ProductRef):
        return product.position
    if name == "order" and isinstance(order, OrderRef):
        return order.id
    if name == "direction":
        return getattr(getattr(command, "direction", None), "value", None)
    if name == "aspect":
        return getattr(getattr(command, "aspect", None), "value", None)
    if name in ("size", "color", "quantity", "item", "reason", "locale", "feature", "solution"):
        return getattr(command, name, None)
    return None


def _of_address(name: str, command: Command) -> object:
    address = getattr(command, "address", None)
    known = name in AddressSaid.model_fields and isinstance(address, AddressSaid)
    return getattr(address, name) if known else None


def _of_need(name: str, need: Need) -> object:
    if name in _OF_NEED:
        value: object = getattr(need, _OF_NEED[name])
        return value
    budget = need.budget
    if name == "width_at_most":
        return next(
            (f"{room.at_most_cm:g}" for room in need.fits if room.dimension is Dimension.WIDTH and room.at_most_cm),
            None,
        )
    if budget is None:
        return None
    bound = budget.upper or budget.lower
    return {
        "budget_upper": budget.upper.plain() if budget.upper else None,
        "budget_lower": budget.lower.plain() if budget.lower else None,
        "budget_kind": budget.kind.value,
        "currency": bound.currency if bound else None,
    }.get(name)
