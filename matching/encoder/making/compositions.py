"""Joins product names with colours, materials and audiences, in every language at once: "blue velvet dining chairs"."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.encoder.making.exclusion import Held
from matching.encoder.making.glossaries import PROPERTY_FIRST, colours
from matching.encoder.making.sources import Kind, Pair, Term, categories, values

FOLDER = Path(__file__).parent
LANGUAGES_EACH = 5
# What a shop of fashion and home goods sells: apparel, furniture, home and garden, bags, baby.
SHOP_VERTICALS = ("aa", "fr", "hg", "lb", "bt")
SHOP_SHARE = 0.8
WORN = ("aa-1", "aa-2", "aa-5", "aa-6", "aa-7", "aa-8")
QUALITIES = (
    "Fabric", "Material", "Pattern", "Season", "Style", "Shape", "Neckline", "Decoration material", "Jewelry material",
    "Furniture/Fixture material",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frames:
    """One language's request frames ("{x}" stands for the goods), everyday sentences and audience words."""

    carriers: tuple[str, ...]
    noise: tuple[str, ...]
    audiences: Mapping[str, str]


def read_frames() -> dict[str, Frames]:
    """The frames of every language, by language code."""
    found: dict[str, Frames] = {}
    for file in sorted((FOLDER / "frames").glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        found[file.stem] = Frames(tuple(content["carriers"]), tuple(content["noise"]), dict(content["audiences"]))
    return found


class Composer:
    """Draws compositions from the Shopify taxonomy; the same seed draws the same ones."""

    def __init__(self, data: Path, held: Held, rng: np.random.Generator) -> None:
        self._rng = rng
        self._held = held
        self._frames = read_frames()
        free = [term for term in categories(data) if not self._is_held(term)]
        self._shop = [term for term in free if term.id.startswith(SHOP_VERTICALS)]
        self._other = [term for term in free if not term.id.startswith(SHOP_VERTICALS)]
        found = [term for term in values(data) if term.english not in ("Other", "Custom", "Random")]
        self._colours = [*(term for term in found if term.group == "Color"), *colours()]
        self._qualities = [term for term in found if term.group in QUALITIES]

    def _is_held(self, term: Term) -> bool:
        return self._held.holds(Pair("en", term.english, term.english, Kind.CATEGORY))

    def _one(self, terms: Sequence[Term]) -> Term:
        return terms[int(self._rng.integers(len(terms)))]

    def draw(self, count: int) -> Iterator[Pair]:
        """`count` English compositions, less those held, each with itself and with LANGUAGES_EACH other languages."""
        for _ in range(count):
            yield from self._composition()

    def _composition(self) -> Iterator[Pair]:
        goods = self._one(self._shop if self._rng.random() < SHOP_SHARE else self._other)
        properties = [self._one(self._colours)] if self._rng.random() < 0.6 else []
        if not properties or self._rng.random() < 0.5:
            properties.append(self._one(self._qualities))
        audience = ""
        if goods.id.startswith(WORN) and self._rng.random() < 0.4:
            audience = str(self._rng.choice(sorted(self._frames["en"].audiences)))
        english = self._phrase("en", goods, properties, audience)
        pairs = [Pair("en", english, english, Kind.COMPOSED)]
        shared = set(goods.names).intersection(*(term.names for term in properties)) - {"en"}
        for language in self._rng.permutation(sorted(shared))[:LANGUAGES_EACH]:
            text = self._phrase(str(language), goods, properties, audience)
            pairs.append(Pair(str(language), text, english, Kind.COMPOSED))
        yield from (pair for pair in pairs if not self._held.holds(pair))

    def _phrase(self, language: str, goods: Term, properties: Sequence[Term], audience: str) -> str:
        words = [self._name(term, language) for term in properties]
        first = language == "en" or self._rng.random() < (0.75 if language in PROPERTY_FIRST else 0.15)
        named = self._name(goods, language)
        parts = [*words, named] if first else [named, *words]
        if audience:
            parts.append(self._frames[language].audiences[audience])
        return " ".join(parts)

    def _name(self, term: Term, language: str) -> str:
        names = term.names[language]
        return names[int(self._rng.integers(len(names)))].lower()
