"""Plays the dialogues of this folder against a shop and counts what is known of each person afterwards (README.md)."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))

Json = Mapping[str, Any]
Door = Callable[[Json], Json]
"""One request in, one reply out, as in docs/chat_json.md."""

HOMES: Final = {
    "en": "GB", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "pt": "PT", "nl": "NL", "pl": "PL", "sv": "SE",
    "da": "DK", "fi": "FI", "cs": "CZ", "ja": "JP", "zh": "CN", "ar": "AE",
}  # fmt: skip
"""Where the people of a language write from, as their browsers say it."""
_ALONE: Final = ("name", "email", "phone", "locale")
_PARTS: Final = ("line1", "postcode", "city")


@dataclass(frozen=True)
class Dialogue:
    """What one person writes, and every fact that must be known of them at the end."""

    code: str
    number: int
    say: tuple[str, ...]
    knows: frozenset[str]
    never: frozenset[str]


@dataclass(frozen=True)
class Score:
    """Facts known rightly, known wrongly and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def dialogues(code: str) -> Iterator[Dialogue]:
    written = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))["dialogue"]
    for number, each in enumerate(written, start=1):
        knows, never = frozenset(each["knows"]), frozenset(each.get("never", ()))
        yield Dialogue(code, number, tuple(each["say"]), knows, never)


def played(door: Door, dialogue: Dialogue) -> frozenset[str]:
    """Everything the shop knows of somebody new who wrote these messages."""
    user, locale = f"{dialogue.code}-{dialogue.number}", f"{dialogue.code}-{HOMES[dialogue.code]}"
    for text in dialogue.say:
        door({"op": "message", "user": user, "locale": locale, "text": text})
    return frozenset(_known(door({"op": "state", "user": user})["profile"]))


def _known(profile: Json) -> Iterator[str]:
    address = profile["address"] or {}
    yield from (f"self {about} {profile[about]}" for about in _ALONE if profile[about])
    yield from (f"self address.{part} {address[part]}" for part in _PARTS if address.get(part))
    yield from (f"{fact['about']} {fact['what']} {fact['value']}" for fact in profile["facts"])


def scored(dialogue: Dialogue, known: Iterable[str]) -> Score:
    found = frozenset(known)
    return Score(len(found & dialogue.knows), len(found - dialogue.knows), len(dialogue.knows - found))
