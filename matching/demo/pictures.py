"""Draws a product as a light, flat SVG: a silhouette by category, in its colour and pattern, on a soft ground.

The silhouettes are in `drawings/*.toml`; a shape carries a mark such as `@m` that says in which tone it is filled.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from matching.demo.palette import INK, PAPER, hex_of, is_dark, mix
from matching.demo.patterns import many_colors, tile

DRAWINGS: Final = Path(__file__).parent / "drawings"
SHEETS: Final = ("worn", "carried", "rooms", "things")
PARCEL: Final = "parcel"
"""Stands for goods whose category has no drawing."""

FIXED: Final[Mapping[str, str]] = {
    "w": 'fill="#c99a66" stroke="#7c624c" stroke-width="1.8"',
    "b": 'fill="#e2b95c" stroke="#887248" stroke-width="1.6"',
    "c": 'fill="#f8f2e6" stroke="#938e8c" stroke-width="1.6"',
    "f": 'fill="#7fa275" stroke="#5b6d57" stroke-width="1.6"',
    "e": 'fill="#e6f0f2" fill-opacity=".8" stroke="#819298" stroke-width="1.8"',
    "q": 'fill="none" stroke="#ffffff" stroke-width="5" opacity=".8"',
    "s": 'fill="url(#glow)"',
}
"""Tones that are the same whatever the colour of the goods: wood, brass, cream, leaves, glass, a gleam, light."""

_MARKED: Final = re.compile(r"<(path|rect|circle|ellipse) @([a-z]) ([^>]*?)/>")
_SHEET: Final = TypeAdapter(dict[str, str])


def picture(category: str | None, color: str | None, pattern: str | None = None, product: str | None = None) -> str:
    """A whole SVG document of 400 × 400. Concepts that are not known fall back: a parcel, a neutral colour, no pattern.

    `product` is the demo product's id; a few have a shape of their own.
    """
    own = hex_of(color)
    shapes = drawings()[drawing_of(category, product)]
    overlay = "many" if color == "multicolor" else "pattern" if tile(pattern or "", own, "pattern") else None
    paint = _Paint(own, mix(own, INK, 0.62), overlay, clear=color == "clear")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="400" height="400" role="img">'
        f"<defs>{_definitions(own, pattern or '', overlay)}</defs>"
        f'<rect width="200" height="200" fill="{_ground(own)}"/>'
        '<circle cx="100" cy="98" r="86" fill="url(#halo)"/>'
        '<ellipse cx="100" cy="178" rx="62" ry="7" fill="#3a3340" opacity=".09"/>'
        '<g transform="translate(5 6) scale(.95)" stroke-linejoin="round" stroke-linecap="round">'
        f"{_MARKED.sub(paint.shape, shapes)}</g></svg>"
    )


def drawing_of(category: str | None, product: str | None = None) -> str:
    """The name of the drawing for goods of a category."""
    own = _table("of_product").get(product or "")
    if own:
        return own
    name = _table("of_category").get(category or "", category or PARCEL)
    return name if name in drawings() else PARCEL


@cache
def drawings() -> Mapping[str, str]:
    """Every silhouette by name, on a field of 200 × 200."""
    return {name: shapes for sheet in SHEETS for name, shapes in _table(sheet).items()}


@cache
def _table(name: str) -> Mapping[str, str]:
    return _SHEET.validate_python(tomllib.loads((DRAWINGS / f"{name}.toml").read_text("utf-8")))


def _definitions(own: str, pattern: str, overlay: str | None) -> str:
    gradients = (
        '<linearGradient id="shade" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".26"/>'
        '<stop offset=".5" stop-color="#fff" stop-opacity="0"/>'
        '<stop offset="1" stop-color="#1d1630" stop-opacity=".15"/></linearGradient>'
        f'<radialGradient id="halo"><stop offset="0" stop-color="#fff" stop-opacity=".95"/>'
        f'<stop offset=".72" stop-color="{mix(PAPER, own, 0.10)}" stop-opacity=".75"/>'
        f'<stop offset="1" stop-color="{mix(PAPER, own, 0.16)}" stop-opacity="0"/></radialGradient>'
        '<radialGradient id="glow"><stop offset="0" stop-color="#ffe9a8" stop-opacity=".9"/>'
        '<stop offset="1" stop-color="#ffe9a8" stop-opacity=".15"/></radialGradient>'
    )
    if overlay == "many":
        return gradients + many_colors("many")
    return gradients + (tile(pattern, own, "pattern") if overlay else "")


def _ground(own: str) -> str:
    """A warm white with a breath of the goods' colour; a little deeper behind pale goods, so that their edge shows."""
    return mix(PAPER, own, 0.14) if is_dark(own) else mix("#f1ece4", own, 0.16)


@dataclass(frozen=True, slots=True)
class _Paint:
    """How the marks of one picture are painted."""

    own: str
    outline: str
    overlay: str | None
    clear: bool

    def shape(self, mark: re.Match[str]) -> str:
        """One shape of a drawing as one or more shapes of the picture."""
        tag, tone, place = mark[1], mark[2], mark[3]
        if tone == "m":
            layers = self._goods()
        elif tone in "vg":
            # A line in the goods' own colour: a wider one in the outline's under a narrower one.
            outer, inner = (17, 13) if tone == "v" else (7, 4)
            layers = (_line(self.outline, outer), _line(self.own, inner))
        else:
            layers = (self._tone(tone),)
        return "".join(f"<{tag} {_without(layer, place)} {place}/>" for layer in layers)

    def _goods(self) -> tuple[str, ...]:
        base = f'fill="{self.own}" fill-opacity="{".55" if self.clear else "1"}"'
        shade = f'fill="url(#shade)" stroke="{self.outline}" stroke-width="2"'
        return (base, f'fill="url(#{self.overlay})"', shade) if self.overlay else (base, shade)

    def _tone(self, tone: str) -> str:
        own, line = self.own, mix(self.own, "#ffffff", 0.45) if is_dark(self.own) else mix(self.own, INK, 0.6)
        if tone in FIXED:
            return FIXED[tone]
        # On dark goods a darker tone cannot be seen; there it is a lighter one.
        fold = mix(own, "#ffffff", 0.13) if is_dark(own) else mix(own, INK, 0.24)
        fills = {"d": fold, "l": mix(own, "#ffffff", 0.4), "k": mix(INK, own, 0.12), "y": "#dce9f0"}
        if tone in fills:
            return f'fill="{fills[tone]}" stroke="{self.outline}" stroke-width="1.8"'
        if tone == "o":
            return _line(self.outline, 2.2)
        return _line(line, 2.2) if tone == "n" else f'{_line(line, 1.3)} opacity=".75"'


def _line(color: str, width: float) -> str:
    return f'fill="none" stroke="{color}" stroke-width="{width}"'


def _without(layer: str, place: str) -> str:
    """The layer without what the shape sets itself: XML allows an attribute once."""
    return " ".join(
        part for part in re.findall(r'[a-z-]+="[^"]*"', layer) if f" {part.split('=')[0]}=" not in f" {place}"
    )
