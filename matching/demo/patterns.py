"""Pattern concepts as SVG tiles, drawn over the goods' own colour. Plain goods have none."""

from collections.abc import Mapping
from typing import Final

from matching.demo.palette import HEX, INK, MANY, is_dark, mix

BLUE_PRINT: Final = "#4a6288"
_FLOWER: Final = (
    '<g transform="translate({x} {y})" fill="{tone}"><circle cy="-3.4" r="2.6"/><circle cx="3.2" cy="-1" r="2.6"/>'
    '<circle cx="2" cy="2.8" r="2.6"/><circle cx="-2" cy="2.8" r="2.6"/><circle cx="-3.2" cy="-1" r="2.6"/>'
    '<circle r="1.9" fill="#f3c95f"/></g>'
)
_LEAF: Final = (
    '<path d="M{x} {y}c5-8 12-8 16-6c-1 6-7 11-16 6zm0 0l14-5" fill="{tone}" stroke="{deep}" stroke-width=".6"/>'
)
_PAW: Final = (
    '<g transform="translate({x} {y})" fill="{tone}"><ellipse rx="3.4" ry="2.8"/><circle cx="-4.5" cy="-4" r="1.4"/>'
    '<circle cx="-1" cy="-6" r="1.4"/><circle cx="3" cy="-5" r="1.4"/></g>'
)

TILES: Final[Mapping[str, tuple[int, int, str]]] = {
    "striped": (16, 16, '<path d="M0 4h16" stroke="{tone}" stroke-width="5"/>'),
    "checked": (20, 20, '<path d="M0 5h20M5 0v20" stroke="{tone}" stroke-width="8" opacity=".5"/>'),
    "tartan": (
        28,
        28,
        '<path d="M0 8h28M8 0v28" stroke="{deep}" stroke-width="9" opacity=".45"/>'
        '<path d="M0 22h28M22 0v28" stroke="{tone}" stroke-width="2"/>'
        '<path d="M0 8h28M8 0v28" stroke="#f0c05a" stroke-width="1"/>',
    ),
    "dotted": (14, 14, '<circle cx="4" cy="4" r="2.1" fill="{tone}"/><circle cx="11" cy="11" r="2.1" fill="{tone}"/>'),
    "floral": (30, 30, _FLOWER.replace("{x} {y}", "8 9") + _FLOWER.replace("{x} {y}", "23 23")),
    "botanical": (34, 34, _LEAF.replace("{x} {y}", "2 15") + _LEAF.replace("{x} {y}", "17 31")),
    "herringbone": (12, 8, '<path d="M0 8L6 2L12 8M0 4L6 -2L12 4M0 12L6 6L12 12" {line} stroke-width="1.4"/>'),
    "houndstooth": (12, 12, '<path d="M0 0h6v3l3-3h3l-6 6v6H0V9l3-3H0z" fill="{tone}"/>'),
    "geometric": (24, 24, '<path d="M12 2L22 12L12 22L2 12zM12 7l5 5-5 5-5-5z" {line} stroke-width="1.8"/>'),
    "animal": (30, 30, _PAW.replace("{x} {y}", "9 11") + _PAW.replace("{x} {y}", "23 26")),
    "paisley": (26, 26, '<path d="M6 16c-3-8 6-14 11-9c-5 0-4 5-1 7c2 6-8 8-10 2z" fill="{tone}"/>'),
    "ethnic": (
        28,
        30,
        '<path d="M0 8L7 2L14 8L21 2L28 8M0 28h28" {line} stroke-width="2"/>'
        '<path d="M7 15l4 4-4 4-4-4zM21 15l4 4-4 4-4-4z" fill="{tone}"/>',
    ),
    "fair_isle": (
        20,
        30,
        '<path d="M0 5h20M0 27h20" {line} stroke-width="2" stroke-dasharray="2 2"/>'
        '<path d="M10 9v14M4 12l12 8M16 12L4 20" {line} stroke-width="1.8"/>',
    ),
    "cable_knit": (
        22,
        16,
        '<path d="M5 0C5 6 17 10 17 16M17 0C17 6 5 10 5 16" {soft} stroke-width="2.4"/>'
        '<path d="M1 0v16M21 0v16" {soft}/>',
    ),
    "ribbed": (7, 8, '<path d="M2 0v8" {soft} stroke-width="1.6"/>'),
    "marbled": (
        34,
        34,
        '<g stroke="{deep}" stroke-linecap="round" opacity=".55">'
        '<path d="M4 6h0M26 9h0M20 20h0M5 29h0" stroke-width="2.6"/>'
        '<path d="M15 3h0M9 18h0M31 25h0M17 31h0" stroke-width="1.6"/></g>',
    ),
    "tie_dye": (
        60,
        60,
        '<g {line} stroke-width="4" opacity=".6"><circle cx="30" cy="30" r="8"/><circle cx="30" cy="30" r="19"/></g>',
    ),
    "colour_block": (200, 200, '<path d="M0 96h200v104H0z" fill="{tone}" opacity=".85"/>'),
    "embroidered": (
        26,
        26,
        '<path d="M7 3v8M3 7h8M4 4l6 6M10 4l-6 6M20 16v8M16 20h8" {line} stroke-width="1.3"/>',
    ),
    "quilted": (24, 24, '<path d="M0 12L12 0L24 12L12 24z" {soft} stroke-width="1.5"/>'),
    "waffle": (9, 9, '<path d="M0 0h9M0 0v9" {soft} stroke-width="2"/>'),
}


def tile(pattern: str, color: str, name: str) -> str:
    """The pattern as an SVG `<pattern>` element of that id, or nothing for one that is not drawn."""
    if pattern not in TILES:
        return ""
    width, height, shapes = TILES[pattern]
    tone = mix(color, "#fffaf0", 0.78) if is_dark(color) else mix(color, INK, 0.55)
    if color in (HEX["white"], HEX["cream"]):
        # A darker white is grey and looks dirty; white goods are printed in blue.
        tone = BLUE_PRINT
    deep = mix(color, INK, 0.5)
    filled = (
        shapes.replace("{line}", 'fill="none" stroke="{tone}"')
        .replace("{soft}", 'fill="none" stroke="{deep}" opacity=".45"')
        .replace("{tone}", tone)
        .replace("{deep}", deep)
    )
    return f'<pattern id="{name}" width="{width}" height="{height}" patternUnits="userSpaceOnUse">{filled}</pattern>'


def many_colors(name: str) -> str:
    """Bands for many-coloured goods, as a `<pattern>` of that id."""
    bands = "".join(f'<path d="M0 {8 * n}h40v8H0z" fill="{color}"/>' for n, color in enumerate(MANY))
    return f'<pattern id="{name}" width="40" height="40" patternUnits="userSpaceOnUse">{bands}</pattern>'
