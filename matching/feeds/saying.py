"""What titles, descriptions and attributes say where a feed has no column for it. Only what is plain counts: one
colour, one kind of thing, a label with its value."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from matching.feeds.measuring import length_in_cm, weight_in_kg
from matching.feeds.names import FIELDS, LENGTHS, field_named
from matching.feeds.rows import Json, Line
from matching.feeds.vocabulary import Vocabulary, is_sure
from matching.lexicon import Span
from matching.morphology import fold, tokens
from matching.product import Product
from matching.sizes import read_size

_FILLED: Final = ("color", "size", "material", "pattern", "audience", "brand")
"""Fields that an attribute of their name fills."""
SIZED: Final = {"clothing", "shoes", "kids_clothing", "kids_shoes", "gloves", "socks", "belt", "hat", "ring", "waist"}
_FOR: Final = frozenset(
    {"for", "fits", "fur", "fuer", "passend", "pour", "para", "per", "voor", "till", "til", "do", "pro", "dla"}
)
"""Words behind which stands what a thing is used with, and not what it is."""
_DIGIT: Final = re.compile(r"\d")
_LAST_PART: Final = re.compile(r"(?:[,|/–—]|\s-)\s*([^,|/–—]{1,12})$")


def named(line: Line) -> Line:
    """The line with its attributes under their fields' names: "Farbe" is color, "Breite (mm)" a width. What stands in
    the field itself wins, and what cannot be read stays an attribute."""
    said = line.get("attributes")
    weight = line.get("weight")
    if not isinstance(said, dict) and weight is None:
        return line
    attributes: dict[str, Json] = dict(said) if isinstance(said, dict) else {}
    filled: dict[str, Json] = {}
    sides: dict[str, Json] = {}
    for name, value in list(attributes.items()):
        field, unit = field_named(name) or ("", "")
        if field in _FILLED and isinstance(value, str) and line.get(field) in (None, ""):
            filled.setdefault(field, attributes.pop(name))
        elif field in LENGTHS and (length := length_in_cm(value, unit or "cm")) is not None:
            sides[field] = length
            del attributes[name]
        elif field in ("weight", "gtin") and name != field:
            attributes.setdefault(field, attributes.pop(name) if not unit else f"{attributes.pop(name)} {unit}")
    if weight is not None:
        attributes.setdefault("weight", str(weight))
    if (kilograms := weight_in_kg(attributes.get("weight"))) is not None:
        attributes["weight"] = f"{kilograms:g} kg"
    measured = line.get("dimensions")
    dimensions = {"dimensions": {**sides, **(measured if isinstance(measured, dict) else {})}} if sides else {}
    return {**line, **filled, **dimensions, "attributes": attributes}


def filled(product: Product, title: str, words: Vocabulary) -> Product:
    """The product with what its title says it is, what it is made of and whom it is for, where no column said so."""
    worn = words.lexicon.concepts.is_worn(product.category)
    if product.category and product.materials and (product.audience or not worn):
        return product
    found = _spans(title, product.brand, words)
    category = product.category or _one(_spans(_thing_itself(title), product.brand, words), "category", words)
    if category is None:
        return product
    materials = product.materials or _all(found, "material", words) or labelled(product.description, "material", words)
    audience = product.audience
    if audience is None and words.lexicon.concepts.is_worn(category):
        audience = _one(found, "audience", words)
    return replace(product, category=category, materials=materials, audience=audience)


def _thing_itself(title: str) -> str:
    """What stands before "for" and its like: a shade for a floor lamp is no floor lamp."""
    found = next((each for each in tokens(title) if each.word in _FOR), None)
    return title[: found.start] if found else title


def color_in(product: Product, title: str, words: Vocabulary) -> str | None:
    """The one colour that the title names, else the one that the description labels."""
    if product.category is None:
        return None
    found = _one(_spans(title, product.brand, words), "color", words)
    described = labelled(product.description, "color", words)
    return found or (described[0] if len(described) == 1 else None)


def size_in(product: Product, title: str, words: Vocabulary) -> str | None:
    """A letter size that the title ends in ("Rain jacket, M"), where things of its kind are sized."""
    if words.lexicon.concepts.sizing(product.category) not in SIZED:
        return None
    last = _LAST_PART.search(title)
    size = read_size(last[1].strip()) if last else None
    return last[1].strip() if last and size and size.form == "letter" else None


def sides_in(text: str) -> Mapping[str, float]:
    """Measures in centimetres that a text names on their own: "Width: 60 cm", "Höhe 1,8 m", and no "band width"."""
    found: dict[str, float] = {}
    for name, number, unit in _sides().findall(fold(text)) if _DIGIT.search(text) else ():
        if (length := length_in_cm(number, unit)) is not None:
            found.setdefault(FIELDS[name], length)
    return found


def labelled(text: str, kind: str, words: Vocabulary) -> tuple[str, ...]:
    """Concepts behind a label: "Material: 100 % Baumwolle. Farbe: blau"."""
    if ":" not in text and "：" not in text:
        return ()
    for name, said in _labels().findall(text):
        field = field_named(name)
        if field and field[0] == kind and (found := words.concepts(kind, said.strip())):
            return words.narrowest(kind, found)
    return ()


@cache
def _labels() -> re.Pattern[str]:
    """A word, a colon, and what stands before the next label or the end of the sentence."""
    return re.compile(r"([^\W\d_]{1,20})[:：]\s*(.{1,60}?)(?=\s[^\W\d_]{1,20}[:：]|[.;|•。；]|$)")


@cache
def _sides() -> re.Pattern[str]:
    names = sorted((name for name, field in FIELDS.items() if field in LENGTHS), key=len, reverse=True)
    units = "mm|cm|m|inches|inch|in|zoll|ft"
    return re.compile(
        rf"(?:^|[.,;:|/•(–-]|\b(?:{units})\b)\s*({'|'.join(map(re.escape, names))})\s*[:=]?\s*"
        rf"(\d+(?:[.,]\d+)?)\s*(?=({units})\b)"
    )


def _spans(title: str, brand: str | None, words: Vocabulary) -> tuple[Span, ...]:
    """Without the brand: a lamp by "Orange" is not orange."""
    bare = re.sub(re.escape(brand), " ", title, flags=re.IGNORECASE) if brand else title
    return tuple(span for span in words.find(bare) if is_sure(span))


def _all(spans: Iterable[Span], kind: str, words: Vocabulary) -> tuple[str, ...]:
    return words.narrowest(kind, (span.concept for span in spans if span.kind == kind))


def _one(spans: Iterable[Span], kind: str, words: Vocabulary) -> str | None:
    found = _all(spans, kind, words)
    return found[0] if len(found) == 1 else None
