"""Pictures of goods as other channels take them: an address of the open internet, or our own drawing as PNG.

Our drawings are SVG, which neither Telegram nor WhatsApp shows. They are made of paths and gradients alone: no font of
the machine's is asked for, and nothing is loaded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from resvg_py import svg_to_bytes

from dialogue.wording import WordedCard

WIDTH: Final = 800
"""Pixels. A phone shows a picture of a chat at about this width."""
_OWN: Final = re.compile(r"/pictures/([^/?#]+)\.svg")
_NOT_SHOWN: Final = (".svg", ".webp", ".gif", ".avif", ".bmp", ".tif", ".tiff")


@lru_cache(maxsize=256)
def png(svg: str) -> bytes:
    """A drawing in pixels. Raises ValueError for what is no SVG."""
    return bytes(svg_to_bytes(svg_string=svg, width=WIDTH, skip_system_fonts=True))


@dataclass(frozen=True, slots=True)
class Photos:
    """`draw` gives our own drawing of a variant by its sku, None where there is none; `public` is the address under
    which the world reaches the shop, empty where it does not."""

    draw: Callable[[str], str | None]
    public: str = ""

    def address(self, card: WordedCard) -> str | None:
        """Where anybody can fetch its picture, as JPEG or PNG by its name; None where nobody can."""
        image, own = card.image or "", _OWN.fullmatch(card.image or "")
        if own is not None:
            return f"{self.public.rstrip('/')}/pictures/{own[1]}.png" if self.public else None
        shown = image.startswith("https://") and not urlsplit(image).path.lower().endswith(_NOT_SHOWN)
        return image if shown else None

    def content(self, card: WordedCard) -> bytes | None:
        """Our own drawing of it; None for a picture that lies elsewhere."""
        own = _OWN.fullmatch(card.image or "")
        drawing = self.draw(own[1]) if own is not None else None
        return png(drawing) if drawing is not None else None


NO_PHOTOS: Final = Photos(lambda sku: None)
