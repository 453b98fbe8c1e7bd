"""What a message points at: "the second one", "number 2", "it", an order number with a typing error. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.text import CLOSES, OPENS, Token, join

ID_PREFIX: Final = "SK"
_ORDER_ID: Final = re.compile(
    rf"{OPENS}(?:[A-Z]{{2}}\s?[-–—_ ]?\s?(?=[A-Z0-9]*\d)[A-Z0-9]{{5,7}}|(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{{6}}){CLOSES}",
    re.I,
)
_LETTERS_ID: Final = re.compile(rf"{OPENS}{ID_PREFIX}\s?[-–—_]\s?[A-Z]{{6}}{CLOSES}", re.I)
"""One id in five holds no digit; the prefix and its dash tell it from a word."""
_MOST_TYPOS: Final = 2
MOST_SHOWN: Final = 9

Found = tuple[int, int, str]


class References:
    """Finds references of one language. Values: "#2" a position, "#-1" the last, "#1-3" the first three, "it",
    "both", "cheapest", "dearest",
    "=<sku>" a sku, and plain words for "the blue one"."""

    def __init__(self, phrases: Phrases) -> None:
        self._ordinals = phrases.table("ordinals")
        self._numbers = phrases.table("numbers")
        self._lists = {name: phrases.words(name) for name in ("both", "cheapest", "dearest", "it")}
        self._articles = phrases.words("articles")
        self._one = phrases.words("one")
        self._number = phrases.words("number")
        self._pieces = phrases.words("pieces")

    def find(self, tokens: Sequence[Token], skus: Sequence[str], goods: Mapping[int, int]) -> list[Found]:
        """References left to right. `goods` are spans of terms (start → end): "the yellow one" needs one."""
        by_norm = {sku.casefold(): sku for sku in skus}
        found: list[Found] = []
        position = 0
        while position < len(tokens):
            reference = self._at(tokens, position, goods) or _sku(tokens, position, by_norm)
            if reference:
                found.append(reference)
            position = reference[1] if reference else position + 1
        return found

    def orders(self, text: str, tokens: Sequence[Token], known: Sequence[str]) -> list[Found]:
        """Order numbers as typed; one that is nearly a known one is read as that one."""
        found: list[Found] = []
        for match in (*_ORDER_ID.finditer(text), *_LETTERS_ID.finditer(text)):
            written = re.sub(r"[^A-Z0-9]", "", match.group().upper())
            nearest = _nearest(written, known)
            typed = len(written) >= 7 and written.startswith(ID_PREFIX)
            if nearest is None and not typed:
                continue
            inside = [i for i, token in enumerate(tokens) if token.start < match.end() and match.start() < token.end]
            if inside:
                found.append((inside[0], inside[-1] + 1, nearest or f"{ID_PREFIX}-{written[2:]}"))
        return [*found, *_of_other_shops(text, tokens, known)]

    def _at(self, tokens: Sequence[Token], position: int, goods: Mapping[int, int]) -> Found | None:
        counted = self._counted_first(tokens, position)
        if counted:
            return counted
        for name in ("both", "cheapest", "dearest"):
            length = self._lists[name].length_at(tokens, position)
            if length:
                return position, self._with_one(tokens, position + length), name
        article = self._articles.length_at(tokens, position)
        return (
            self._ordinal(tokens, position, article)
            or self._numbered(tokens, position)
            or self._described(tokens, position, article, goods)
            or self._it(tokens, position)
        )

    def _ordinal(self, tokens: Sequence[Token], position: int, article: int) -> Found | None:
        at = position + article
        found = self._ordinals.at(tokens, at)
        if not found and article:
            return None
        if not found:
            return None
        end = at + found[1]
        several = self._numbers.at(tokens, end)
        count = several[0] if several else tokens[end].raw if end < len(tokens) else ""
        last = end + (several[1] if several else 1)
        if found[0] == "1" and count.isdecimal() and 2 <= int(count) <= MOST_SHOWN and self._goes_on(tokens, end, last):
            return position, self._with_one(tokens, last), f"#1-{count}"
        return position, self._with_one(tokens, end), f"#{found[0]}"

    def _goes_on(self, tokens: Sequence[Token], start: int, end: int) -> bool:
        """The number belongs to "the first": in "the first one, two pieces" it says how many of it."""
        return not tokens[start].before.strip() and not self._pieces.length_at(tokens, end)

    def _counted_first(self, tokens: Sequence[Token], position: int) -> Found | None:
        """ "The two first", "les deux premiers"."""
        at = position + self._articles.length_at(tokens, position)
        if at >= len(tokens):
            return None
        word = self._numbers.at(tokens, at)
        count = word[0] if word else tokens[at].raw
        end = at + (word[1] if word else 1)
        first = self._ordinals.at(tokens, end)
        if not first or first[0] != "1" or not count.isdecimal() or not 2 <= int(count) <= MOST_SHOWN:
            return None
        return position, self._with_one(tokens, end + first[1]), f"#1-{count}"

    def _numbered(self, tokens: Sequence[Token], position: int) -> Found | None:
        """ "Number 2", "option two", "#3"."""
        length = self._number.length_at(tokens, position)
        at = position + length
        if not length or at >= len(tokens):
            return None
        word = self._numbers.at(tokens, at)
        value = tokens[at].raw if tokens[at].raw.isdecimal() else word[0] if word else ""
        if not value.isdecimal() or not 1 <= int(value) <= MOST_SHOWN:
            return None
        return position, at + (word[1] if word else 1), f"#{int(value)}"

    def _described(
        self, tokens: Sequence[Token], position: int, article: int, goods: Mapping[int, int]
    ) -> Found | None:
        at = position + article
        if not article or at not in goods:
            return None
        end = goods[at]
        one = self._one.length_at(tokens, end)
        return (position, end + one, join(tokens[at:end])) if one or end == len(tokens) else None

    def _it(self, tokens: Sequence[Token], position: int) -> Found | None:
        length = self._lists["it"].length_at(tokens, position)
        return (position, position + length, "it") if length else None

    def _with_one(self, tokens: Sequence[Token], end: int) -> int:
        return end + self._one.length_at(tokens, end)


def _sku(tokens: Sequence[Token], position: int, skus: Mapping[str, str]) -> Found | None:
    """A sku typed out; its pieces ("BLK1-grey-130x180") are several tokens."""
    for end in range(min(len(tokens), position + 10), position, -1):
        written = join(tokens[position:end]).casefold()
        if written in skus:
            return position, end, f"={skus[written]}"
    return None


def _of_other_shops(text: str, tokens: Sequence[Token], known: Sequence[str]) -> list[Found]:
    """Orders that were taken over keep the numbers of another shop; they are read as they are written, `#` aside."""
    found: list[Found] = []
    for order in known:
        plain = order.removeprefix("#")
        if order.startswith(f"{ID_PREFIX}-") or not plain:
            continue
        for match in re.finditer(rf"{OPENS}{re.escape(plain)}{CLOSES}", text, re.I):
            inside = [i for i, token in enumerate(tokens) if token.start < match.end() and match.start() < token.end]
            if inside:
                found.append((inside[0], inside[-1] + 1, order))
    return found


def _nearest(written: str, known: Sequence[str]) -> str | None:
    """The one known order number that is at most two typing errors away, with or without its prefix."""
    scored = []
    for order in known:
        plain = order.replace("-", "").upper()
        distance = min(
            DamerauLevenshtein.distance(written, plain),
            DamerauLevenshtein.distance(written, plain.removeprefix(ID_PREFIX)),
        )
        scored.append((distance, order))
    scored.sort()
    if not scored or scored[0][0] > _MOST_TYPOS or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return scored[0][1]
