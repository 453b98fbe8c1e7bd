"""What a product's record says of it, line by line. What it does not say stays unknown and is called so."""

from typing import Final

from dialogue.counter import Counter
from dialogue.messages.base import Term, Trait
from matching.product import Product
from orders.ids import Sku
from orders.money import Money

MEASURES: Final = ("width", "height", "depth", "length", "diameter")


def terms(kind: str, concepts: tuple[str, ...]) -> tuple[Term, ...]:
    return tuple(Term(kind=kind, id=concept) for concept in concepts)


def brief_traits(product: Product, sku: Sku, price: Money, counter: Counter) -> tuple[Trait, ...]:
    """What a comparison shows: price, material, features, and sizes or measurements."""
    materials, features = made_of(product, sku), features_of(product, sku)
    size = (sizes_trait(product, sku, counter),) if len(product.sizes) > 1 else measures_of(product, sku)
    return (
        Trait(about="price", values=(price,)),
        Trait(about="material", values=terms("material", materials)),
        Trait(about="features", values=terms("feature", features)),
        *size,
    )


def full_traits(product: Product, sku: Sku, counter: Counter) -> tuple[Trait, ...]:
    """What a product's sheet shows: unknown material is said, other unknowns are left out."""
    kinds = (
        ("features", "feature", features_of(product, sku)),
        ("pattern", "pattern", product.patterns),
        ("style", "style", product.styles),
        ("room", "room", product.rooms),
        ("good_for", "occasion", product.occasions),
        ("colors", "color", colors_in_stock(product, counter)),
    )
    lines = [Trait(about="material", values=terms("material", made_of(product, sku)))]
    lines += [Trait(about=about, values=terms(kind, found)) for about, kind, found in kinds if found]
    if len(product.sizes) > 1:
        lines.append(sizes_trait(product, sku, counter))
    return (*lines, *measures_of(product, sku))


def description_in(product: Product, locale: str) -> str:
    """What its maker writes of it, where that is written in the shopper's language; a feed's main text is English."""
    language = locale.split("_")[0]
    return (product.descriptions.get(language) or (product.description if language == "en" else "")).strip()


def made_of(product: Product, sku: Sku) -> tuple[str, ...]:
    variant = product.variant(sku)
    return product.materials_of(variant) if variant else product.materials


def features_of(product: Product, sku: Sku) -> tuple[str, ...]:
    variant = product.variant(sku)
    return product.features_of(variant) if variant else product.features


def measures_of(product: Product, sku: Sku) -> tuple[Trait, ...]:
    variant = product.variant(sku)
    measures = product.dimensions_of(variant) if variant else product.dimensions
    return tuple(
        Trait(about=name if name in MEASURES else "measure", values=(int(cm) if cm == int(cm) else cm,))
        for name, cm in measures.items()
    )


def sizes_in_stock(product: Product, sku: Sku, counter: Counter) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sizes in the colour that was shown: those that are there, and those that are sold out."""
    shown = product.variant(sku)
    color = shown.color if shown else None
    here = [each for each in product.variants if each.size and (color is None or each.color == color)]
    there = dict.fromkeys(each.size for each in here if each.size and counter.finder.stock_of(each.sku) > 0)
    gone = dict.fromkeys(each.size for each in here if each.size and each.size not in there)
    return tuple(there), tuple(gone)


def is_only_size(size: str) -> bool:
    """A catalog's way to say that there is nothing to choose."""
    return size.lower().replace(" ", "_") == "one_size"


def sizes_trait(product: Product, sku: Sku, counter: Counter) -> Trait:
    return Trait(about="sizes", values=sizes_in_stock(product, sku, counter)[0])


def colors_in_stock(product: Product, counter: Counter) -> tuple[str, ...]:
    there = (each for each in product.variants if counter.finder.stock_of(each.sku) > 0)
    return tuple(dict.fromkeys(each.color for each in there if each.color))
