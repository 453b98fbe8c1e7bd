"""Product and its variants with normalised attributes. What a variant costs and whether it is there belongs to orders.

Attribute words are concept ids of `locales/en/terms.toml`; what a feed did not say stays unknown (None or empty).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from orders.ids import ProductId, Sku


@dataclass(frozen=True, slots=True)
class Variant:
    """One SKU: what can be bought. `dimensions` are centimetres by name (width, height, depth, length, diameter).

    `title` is the feed's own name of this SKU. `materials`, `features` and `audience` are None where the variant is
    made like its product (`Product.materials_of` and its siblings answer for both).
    """

    sku: Sku
    color: str | None = None
    size: str | None = None
    image: str | None = None
    dimensions: Mapping[str, float] = field(default_factory=dict)
    title: str | None = None
    materials: tuple[str, ...] | None = None
    features: tuple[str, ...] | None = None
    audience: str | None = None


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

    def materials_of(self, variant: Variant) -> tuple[str, ...]:
        return self.materials if variant.materials is None else variant.materials

    def features_of(self, variant: Variant) -> tuple[str, ...]:
        return self.features if variant.features is None else variant.features

    def audience_of(self, variant: Variant) -> str | None:
        return variant.audience or self.audience

    def dimensions_of(self, variant: Variant) -> Mapping[str, float]:
        """Centimetres by name; the variant's own win over the product's."""
        return {**self.dimensions, **variant.dimensions}

    @property
    def colors(self) -> tuple[str, ...]:
        """Colours of its variants, each once, in the catalog's order."""
        return tuple(dict.fromkeys(variant.color for variant in self.variants if variant.color))

    @property
    def sizes(self) -> tuple[str, ...]:
        """Sizes of its variants, each once, in the catalog's order."""
        return tuple(dict.fromkeys(variant.size for variant in self.variants if variant.size))
