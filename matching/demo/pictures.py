"""Draws a product as a light, flat SVG: a silhouette by category, in its colour and pattern, on a soft ground.

The silhouettes are in `drawings/*.toml`; a shape carries a mark such as `@m` that says in which tone it is filled.
"""

import re
import tomllib
from collections.abc import Mapping
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

_MAIN: Final = re.compile(r"<(path|rect|circle|ellipse) @m ([^>]*?)/>")
_ROD: Final = re.compile(r"<(path|rect|circle|ellipse) @([vg]) ([^>]*?)/>")
_SHEET: Final = TypeAdapter(dict[str, str])


def picture(category: str | None, color: str | None, pattern: str | None = None, product: str | None = None) -> str:
    """A whole SVG document of 400 × 400. Concepts that are not known fall back: a parcel, a neutral colour, no pattern.

    `product` is the demo product's id; a few have a shape of their own.
    """
    own = hex_of(color)
    outline = mix(own, INK, 0.62)
    shapes = drawings()[drawing_of(category, product)]
    overlay = "many" if color == "multicolor" else "pattern" if tile(pattern or "", own, "pattern") else None
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="400" height="400" role="img">'
        f"<defs>{_definitions(own, pattern or '', overlay)}</defs>"
        f'<rect width="200" height="200" fill="{_ground(own)}"/>'
        '<circle cx="100" cy="98" r="86" fill="url(#halo)"/>'
        '<ellipse cx="100" cy="178" rx="62" ry="7" fill="#3a3340" opacity=".09"/>'
        '<g transform="translate(100 101) scale(.9) translate(-100 -100)" stroke-linejoin="round" stroke-linecap="round">'
        f"{_painted(shapes, own, outline, overlay, clear=color == 'clear')}</g></svg>"
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
        '<stop offset=".5" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#1d1630" stop-opacity=".15"/>'
        "</linearGradient>"
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


def _painted(shapes: str, own: str, outline: str, overlay: str | None, *, clear: bool) -> str:
    see_through = ' fill-opacity=".55"' if clear else ""
    main = f'<\\1 fill="{own}"{see_through} \\2/>'
    if overlay:
        main += f'<\\1 fill="url(#{overlay})" \\2/>'
    main += f'<\\1 fill="url(#shade)" stroke="{outline}" stroke-width="2" \\2/>'
    painted = _MAIN.sub(main, shapes)
    painted = _ROD.sub(lambda rod: _rod(rod[1], rod[2], rod[3], own, outline), painted)
    return re.sub(r"@([a-z])", lambda mark: _tones(own, outline)[mark[1]], painted)


def _rod(shape: str, mark: str, place: str, own: str, outline: str) -> str:
    """A line in the goods' own colour with an outline: the wider line goes under the narrower one."""
    outer, inner = (17, 13) if mark == "v" else (7, 4)
    return "".join(
        f'<{shape} fill="none" stroke="{color}" stroke-width="{width}" {place}/>'
        for color, width in ((outline, outer), (own, inner))
    )


def _tones(own: str, outline: str) -> Mapping[str, str]:
    line = mix(own, "#ffffff", 0.45) if is_dark(own) else mix(own, INK, 0.6)
    edge = f'stroke="{outline}" stroke-width="1.8"'
    return {
        "d": f'fill="{mix(own, INK, 0.24)}" {edge}',
        "l": f'fill="{mix(own, "#ffffff", 0.4)}" {edge}',
        "k": f'fill="{mix(INK, own, 0.12)}" {edge}',
        "w": f'fill="#c99a66" stroke="{mix("#c99a66", INK, 0.5)}" stroke-width="1.8"',
        "b": f'fill="#e2b95c" stroke="{mix("#e2b95c", INK, 0.5)}" stroke-width="1.6"',
        "c": f'fill="#f8f2e6" stroke="{mix("#f8f2e6", INK, 0.5)}" stroke-width="1.6"',
        "f": f'fill="#7fa275" stroke="{mix("#7fa275", INK, 0.45)}" stroke-width="1.6"',
        "y": f'fill="#dce9f0" stroke="{outline}" stroke-width="1.4"',
        "e": f'fill="#e6f0f2" fill-opacity=".8" stroke="{mix("#9db4ba", INK, 0.25)}" stroke-width="1.8"',
        "q": 'fill="none" stroke="#ffffff" stroke-width="5" opacity=".8"',
        "s": 'fill="url(#glow)"',
        "n": f'fill="none" stroke="{line}" stroke-width="2.2"',
        "t": f'fill="none" stroke="{line}" stroke-width="1.3" opacity=".75"',
    }
