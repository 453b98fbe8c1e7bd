"""What shoppers do in the crash sweep, step by step: said, pressed, reported by the carrier, days gone by."""

from collections.abc import Mapping
from typing import Final

Step = tuple[str, str]
"""(verb, what): say a sentence, press the newest button that starts so, parcel news, days that pass, a staff verb."""

_BUY: Final[tuple[Step, ...]] = (
    ("say", "a rain jacket"),
    ("say", "the skagen in L"),
    ("say", "to Bonn"),
    ("press", "confirm:"),
)

FLOWS: Final[Mapping[str, tuple[Step, ...]]] = {
    "bought and delivered": (*_BUY, ("days", "4"), ("say", "where is it"), ("say", "thanks")),
    "withdrawn and refunded": (
        *_BUY,
        ("parcel", "shipped"),
        ("parcel", "delivered"),
        ("say", "I withdraw"),
        ("press", "confirm:"),
        ("parcel", "return_received"),
        ("days", "2"),
    ),
    "cancelled, then a person": (
        *_BUY,
        ("say", "cancel it"),
        ("say", "yes"),
        ("days", "1"),
        ("say", "a person please"),
        ("staff", "claim"),
        ("staff", "hand_back"),
        ("say", "my data"),
    ),
}
