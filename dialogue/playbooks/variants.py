"""Which variant of a product is meant by a colour and a size, whether it is there, and which others come nearest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dialogue.counter import Counter
from dialogue.view import View
from matching import sizes
from matching.product import Product, Variant
from orders.ids import Sku

InStock = Callable[[Sku], int]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of the variant wanted; None is open."""

    color: str | None = None
    size: str | None = None


def in_stock(view: View, counter: Counter) -> InStock:
    """Pieces of a variant that can be had now: by the offers read for this turn, else by the catalog's columns."""

    def pieces(sku: Sku) -> int:
        offer = view.offers.get(sku)
        return offer.free if offer is not None else counter.finder.stock_of(sku)

    return pieces


def fitting(product: Product, wish: Wish) -> tuple[Variant, ...]:
    """Variants of that colour and size, sold out or not."""
    return tuple(
        variant
        for variant in product.variants
        if (wish.color is None or variant.color == wish.color) and is_size(wish.size, variant.size, product)
    )


def is_size(wanted: str | None, offered: str | None, product: Product) -> bool:
    if wanted is None:
        return True
    if offered is not None and _bare(wanted) == _bare(offered):
        return True
    # A size that is written another way ("EU 39", "large") fits only where no variant has the very words.
    exact = any(each.size is not None and _bare(wanted) == _bare(each.size) for each in product.variants)
    return not exact and sizes.fits(wanted, offered, None, product.audience)


def own_size(said: str | None, product: Product, view: View, counter: Counter, *, of_labels: bool = True) -> str | None:
    """A size that was said, as the product is labelled: "38" of a dress that is made in letters is S, and so is "10"
    in the United Kingdom. As said where none of its sizes is meant, or the very words are one."""
    if said is None:
        return None
    sizing = counter.sizing_of(product.category)
    meant = sizes.at_home(said, view.conversation.market, sizing, product.audience)
    if (of_labels or meant == said) and any(_bare(said) == _bare(size) for size in product.sizes):
        return said
    return next((size for size in product.sizes if sizes.fits(meant, size, sizing, product.audience)), said)


def _bare(size: str) -> str:
    return size.casefold().replace(" ", "").replace("×", "x")


def colors_of(variants: Sequence[Variant]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(variant.color for variant in variants if variant.color))


def sizes_of(variants: Sequence[Variant]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(variant.size for variant in variants if variant.size))


def nearest(product: Product, wish: Wish, stock: InStock, besides: Sku | None = None) -> tuple[Variant, ...]:
    """Variants in stock, nearest first: the same colour in the next size, then the same size in other colours."""
    there = [variant for variant in product.variants if stock(variant.sku) > 0 and variant.sku != besides]
    order = list(product.sizes)
    wanted = next((size for size in order if is_size(wish.size, size, product)), None) if wish.size else None

    def distance(variant: Variant) -> tuple[int, float]:
        other_color = 0 if wish.color in (None, variant.color) else 1
        if wish.size is None or variant.size is None:
            return (other_color, 0)
        if wanted is None:  # A size that is not made.
            return (other_color, sizes.apart(wish.size, variant.size))
        steps = abs(order.index(variant.size) - order.index(wanted))
        # Another colour in the right size comes before a size that is two or more steps off.
        return (other_color + (1 if steps > 1 else 0), steps)

    return tuple(sorted(there, key=distance))
