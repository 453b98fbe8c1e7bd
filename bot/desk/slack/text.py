"""Text on its way to Slack and back: escaped so that nobody is pinged, team notes cut out of what goes to a shopper.

Slack's rules: docs.slack.dev, "Formatting message text": `&`, `<` and `>` are control characters, everything else is
text. Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final

NOTES: Final = re.compile(r"notes?\s*:", re.IGNORECASE)
"""A line that begins so opens the notes block: it and everything below it stay with the team."""
_FENCE: Final = "```"
# What may stand before the slashes on a line that is a note all the same: spaces of every kind, marks that cannot be
# seen, list bullets, quote and emphasis marks.
_BEFORE_SLASHES: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad•◦▪>*_~`-]*(?://|／／)")
_BEFORE_NOTES: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad•◦▪>*_~`-]*")
_ANGLES: Final = re.compile(r"<([^<>]*)>")


def escaped(text: str) -> str:
    """Text of a shopper or a catalog as Slack shows it literally: no mention, no link, no channel ping."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clipped(text: str, most: int) -> str:
    """Escaped and at most `most` characters long, entities counted in full and never cut."""
    whole = escaped(text)
    if len(whole) <= most:
        return whole
    kept, length = [], 0
    for letter in text:
        length += len(escaped(letter))
        if length > most - 1:
            break
        kept.append(letter)
    return escaped("".join(kept)) + "…"


def pieces(text: str, most: int) -> tuple[str, ...]:
    """The whole text, escaped, in pieces of at most `most` characters; cut at line ends or spaces where there are."""
    found: list[str] = []
    rest = text
    while len(escaped(rest)) > most:
        end = _longest(rest, most)
        cut = max(rest.rfind("\n", 0, end), rest.rfind(" ", 0, end))
        end = cut + 1 if cut > end // 2 else end
        found.append(escaped(rest[:end]))
        rest = rest[end:]
    return (*found, escaped(rest))


def _longest(text: str, most: int) -> int:
    """How many letters of the text fit once they are escaped; one at least."""
    length = 0
    for index, letter in enumerate(text):
        length += len(escaped(letter))
        if length > most:
            return max(index, 1)
    return len(text)


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote in a case's thread. Only `to_shopper` may leave the team; notes are counted, not carried."""

    to_shopper: str
    notes: int = 0
    """How many lines were kept back."""


def written(text: str, names: Mapping[str, str]) -> Written:
    """A thread reply, as Slack sends it, parted into the shopper's words and the team's.

    A note is a line that begins with `//`, everything from a line that begins with `notes:` on, and every code block.
    `names` are the listed users, for mentions.
    """
    return without_notes(_plain(text, names))


def without_notes(text: str) -> Written:
    """The same for words that Slack sends as they were typed: those of a window."""
    kept: list[str] = []
    notes, fenced, block = 0, False, False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        marks = line.count(_FENCE)
        is_note = fenced or block or marks > 0 or _is_note(line)
        block = block or _opens_notes(line)
        fenced = fenced ^ (marks % 2 == 1)
        if is_note or block:
            notes += bool(line.strip())
        else:
            kept.append(line)
    return Written("\n".join(kept).strip(), notes)


def _is_note(line: str) -> bool:
    return _BEFORE_SLASHES.match(line) is not None


def _opens_notes(line: str) -> bool:
    begins = _BEFORE_NOTES.match(line)
    return begins is not None and NOTES.match(line, begins.end()) is not None


def _plain(text: str, names: Mapping[str, str]) -> str:
    """mrkdwn as the shopper should read it: links as their addresses, mentions as names, entities as letters."""
    return unescape(_ANGLES.sub(lambda found: _said(found[1], names), text))


def _said(inside: str, names: Mapping[str, str]) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return names.get(target[1:], label or "")
    if target.startswith(("#", "!")):
        return label
    if target.startswith("mailto:"):
        return target.removeprefix("mailto:")
    return target if not label or label in target else f"{label} ({target})"
