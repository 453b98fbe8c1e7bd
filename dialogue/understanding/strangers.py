"""Languages that are none of ours, and which of ours those who write them are likely to read."""

from collections.abc import Collection, Mapping
from typing import Final

from dialogue.understanding.base import Reading

READ_BY: Final[Mapping[str, str]] = {
    "nb": "da", "nn": "da", "no": "da", "fo": "da", "is": "da", "se": "sv", "sk": "cs", "lb": "de", "af": "nl",
    "ca": "es", "an": "es", "eu": "es", "gl": "pt", "oc": "fr", "br": "fr", "wa": "fr", "ht": "fr", "et": "fi",
}  # fmt: skip
"""Neighbours by kinship or by school."""


def not_ours(stranger: str, hinted: str | None, fallback: str, spoken: Collection[str], is_first: bool) -> Reading:
    """Nothing was understood, and why. A talk that begins so is answered in the nearest language, else in the
    channel's hint; one under way stays in its own."""
    nearest = READ_BY.get(stranger)
    answered = (nearest if nearest in spoken else None) or hinted or fallback
    trace = (f"not one of our languages: {stranger}",)
    return Reading((), 0.0, locale=answered if is_first else None, trace=trace, stranger=stranger)
