"""Product and its variants with normalised attributes. What a variant costs and whether it is there belongs to orders.

Attribute words are concept ids of `locales/en/terms.toml`; what a feed did not say stays unknown (None or empty).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from orders.ids import ProductId, Sku


@dataclass(frozen=True, slots=True)
class Variant:
    """One SKU: what can be bought. `dimensions` are centimetres by name (width, height, depth, length, diameter)."""

    sku: Sku
    color: str | None = None
    size: str | None = None
    image: str | None = None
    dimensions: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Product:
    """One design in its variants. `tier` and `supplier` are carried for reports and never read by ranking."""

    id: ProductId
    title: str
    category: str | None
    description: str
    audience: str | None
    variants: tuple[Variant, ...]
    name: str | None = None
    brand: str | None = None
    materials: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    dimensions: Mapping[str, float] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    markets: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    tier: str | None = None
    supplier: str | None = None

    def variant(self, sku: str) -> Variant | None:
        return next((variant for variant in self.variants if variant.sku == sku), None)

    @property
    def colors(self) -> tuple[str, ...]:
        """Colours of its variants, each once, in the catalog's order."""
        return tuple(dict.fromkeys(variant.color for variant in self.variants if variant.color))

    @property
    def sizes(self) -> tuple[str, ...]:
        """Sizes of its variants, each once, in the catalog's order."""
        return tuple(dict.fromkeys(variant.size for variant in self.variants if variant.size))
