"""What is remembered of people: precision and recall of the profile after the dialogues of tests/profiles, played
against the real shop in memory, beside a plain rule: every size, colour, material, style and pattern named is the
shopper's own."""

from collections.abc import Iterator
from typing import Final

from benchmarks.table import show
from bot.channels.jsonlines import JsonLines
from bot.settings import Settings
from bot.wiring import open_shop
from locales import Locales, load_locales
from matching.lexicon import Lexicon
from tests.profiles.played import LANGUAGES, Dialogue, Score, dialogues, played, scored

_LOOKS: Final = ("color", "material", "style", "pattern")


def main() -> None:
    shop, rule = open_shop(Settings(database_url=":memory:")), Plain(load_locales())
    door = JsonLines(shop)
    totals = {code: _scores(door, rule, code) for code in LANGUAGES}
    shop.close()
    rows = [_row(code, *scores) for code, scores in totals.items()]
    together = [sum((scores[place] for scores in totals.values()), Score()) for place in (0, 1)]
    head = ["", "facts", "precision", "recall", "plain rule: precision", "recall"]
    show("What is remembered", head, [*rows, _row("all", *together)])


class Plain:
    """Notes of every message whatever has a word for it."""

    def __init__(self, locales: Locales) -> None:
        self._lexicon = Lexicon(locales.vocabularies)

    def known(self, dialogue: Dialogue) -> frozenset[str]:
        return frozenset(fact for text in dialogue.say for fact in self._named(text, dialogue.code))

    def _named(self, text: str, code: str) -> Iterator[str]:
        for term in self._lexicon.find(text, code):
            if term.kind in _LOOKS:
                yield f"self likes.{term.kind} {term.concept}"
            elif term.kind == "size":
                yield f"self size.clothing {term.concept.upper()}"


def _scores(door: JsonLines, rule: Plain, code: str) -> tuple[Score, Score]:
    ours, plain = Score(), Score()
    for dialogue in dialogues(code):
        ours += scored(dialogue, played(door.handle, dialogue))
        plain += scored(dialogue, rule.known(dialogue))
    return ours, plain


def _row(code: str, ours: Score, plain: Score) -> list[str]:
    figures = (ours.precision, ours.recall, plain.precision, plain.recall)
    return [code, str(ours.right + ours.missed), *(f"{figure:.3f}" for figure in figures)]
