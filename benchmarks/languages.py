"""Which language a text is taken for, on the sentences of all languages (locales/*/tests.toml): a confusion table.

Each sentence is judged alone, as a first message without a hint: the likeliest language counts. Inside a conversation
its language is kept unless a text is clearly in another; how often that goes wrong stands in the second table. Beside
ours stands py3langid alone, the model that we ask too, restricted to the same languages.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cache

from py3langid.langid import LanguageIdentifier

from benchmarks.table import show
from bot.wiring import lexicon_of
from dialogue.understanding.every_language import EveryLanguage
from dialogue.understanding.identifier import unpacking
from dialogue.understanding.language import ENOUGH_WORDS, Languages, says_enough
from locales import FOLDER, load_locales


@dataclass
class Told:
    """What the sentences of one language were taken for. `long` are those of three words or more, `kept` those that
    left a conversation of that language in it, `alone` the long ones that the model by itself takes rightly."""

    long: Counter[str] = field(default_factory=Counter)
    short: Counter[str] = field(default_factory=Counter)
    kept: Counter[bool] = field(default_factory=Counter)
    alone: Counter[bool] = field(default_factory=Counter)

    def share_of(self, code: str, taken: Mapping[str, int]) -> float:
        return taken.get(code, 0) / max(1, sum(taken.values()))


@cache
def languages() -> Languages:
    locales = load_locales()
    return EveryLanguage(locales, lexicon_of(locales)).apart


@cache
def identifier() -> LanguageIdentifier:
    """The peer: py3langid with its own model, choosing among our languages."""
    model = copy(unpacking().result())
    model.set_languages([code for code in languages().codes if code in model.labels])
    return model


def sentences(code: str) -> list[str]:
    entries = tomllib.loads((FOLDER / code / "tests.toml").read_text(encoding="utf-8"))["sentence"]
    return [entry["text"] for entry in entries]


def told(code: str) -> Told:
    """What is made of every sentence of a language that has letters."""
    apart, found = languages(), Told()
    for text in sentences(code):
        scores = apart.scores(text)
        if scores:
            taken = min(scores, key=lambda each: (-scores[each], each))
            (found.long if says_enough(text) else found.short)[taken] += 1
            if says_enough(text):
                found.alone[identifier().classify(text)[0] == code] += 1
            found.kept[apart.of(text, code) in (None, code)] += 1
    return found


def main() -> None:
    every = {code: told(code) for code in languages().codes}
    show(
        f"Sentences of {ENOUGH_WORDS} words or more by the language they are in (row) and are taken for (column)",
        ["", *every],
        [[code, *(str(found.long[other] or "") for other in every)] for code, found in every.items()],
    )
    rows = [
        [
            code, str(sum(found.long.values())), f"{found.share_of(code, found.long):.3f}",
            str(sum(found.short.values())), f"{found.share_of(code, found.short):.3f}",
            f"{found.kept[True] / sum(found.kept.values()):.4f}",
            f"{found.alone[True] / max(1, sum(found.alone.values())):.3f}",
        ]
        for code, found in every.items()
    ]  # fmt: skip
    show(
        "Language of a text alone, and inside a conversation of its language",
        [
            "language",
            f">= {ENOUGH_WORDS} words",
            "right",
            "shorter",
            "right",
            "kept in conversation",
            "py3langid, long",
        ],
        rows,
    )
