"""Colours of the demo pictures: one hex value per colour concept, and the tones made from it."""

from collections.abc import Mapping
from typing import Final

HEX: Final[Mapping[str, str]] = {
    "black": "#34323a",
    "anthracite": "#545761",
    "grey": "#94979c",
    "light_grey": "#c9cbcd",
    "white": "#fbfaf6",
    "cream": "#f1e6d0",
    "beige": "#d9c6a8",
    "sand": "#dfcba0",
    "taupe": "#a89686",
    "natural": "#d8b98a",
    "brown": "#7d5a42",
    "camel": "#c2935c",
    "cognac": "#a9622f",
    "yellow": "#f3c63f",
    "mustard": "#d6a02c",
    "ochre": "#cc8a34",
    "light_yellow": "#f6e29a",
    "orange": "#ea8340",
    "rust": "#b9552f",
    "terracotta": "#cf7757",
    "apricot": "#f4b98d",
    "red": "#c9403f",
    "burgundy": "#7c2f40",
    "pink": "#e0679a",
    "rose": "#e3b1ae",
    "coral": "#f08370",
    "purple": "#7f5399",
    "lilac": "#bda6d3",
    "blue": "#4274b9",
    "navy": "#2f436b",
    "light_blue": "#a9cde8",
    "smoke_blue": "#86a0b4",
    "turquoise": "#48b5b3",
    "petrol": "#24676f",
    "green": "#5a9f58",
    "dark_green": "#37604b",
    "olive": "#82834d",
    "sage": "#a7b79b",
    "mint": "#aedcc5",
    "gold": "#d9b04e",
    "rose_gold": "#dba58f",
    "brass": "#c3a055",
    "silver": "#c4c8cd",
    "copper": "#bd7650",
    "clear": "#dcebee",
    "multicolor": "#e7d3ae",
}
UNKNOWN: Final = "#c9bfae"
INK: Final = "#2e2a33"
PAPER: Final = "#faf7f2"
MANY: Final = ("#d9604c", "#e9b44c", "#5a9a83", "#4f79b0", "#a878a8")
"""The stripes of many-coloured goods."""


def hex_of(color: str | None) -> str:
    return HEX.get(color or "", UNKNOWN)


def mix(color: str, other: str, share: float) -> str:
    """`color` with a share (0 to 1) of `other` in it."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def is_dark(color: str) -> bool:
    red, green, blue = _channels(color)
    return 0.299 * red + 0.587 * green + 0.114 * blue < 110


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
