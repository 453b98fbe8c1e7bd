"""How equals are ordered: by what shoppers see of the goods, anew for each need. Who sells them, what their numbers are
and when they came decides nothing, so that no place can be bought and none is kept for long. Pure."""

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.need import Need
from matching.product import Product, Variant

Ties = NDArray[np.int64]

_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def tie_of(text: str) -> int:
    """A number that depends on the text alone, spread over 56 bits."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=7).digest(), "big")


def look_of(product: Product) -> str:
    """What a shopper sees of a product before its price: the same for the same thing, whoever sells it."""
    variants = sorted(variant_look(variant) for variant in product.variants)
    concepts = (product.materials, product.features, product.patterns, product.styles, product.rooms, product.occasions)
    said = (product.title, product.category or "", product.audience or "", product.description)
    return "\n".join((*said, *(" ".join(sorted(names)) for names in concepts), *variants))


def variant_look(variant: Variant) -> str:
    return f"{variant.color}|{variant.size}|{variant.title}"


@lru_cache(maxsize=64)
def _key_of(need: Need) -> np.uint64:
    return np.uint64(tie_of(repr(need)))


def shuffled(ties: Ties, need: Need) -> Ties:
    """The tie numbers as they count for one need: the same need always gives the same order, another need another."""
    mixed = (ties.astype(np.uint64) ^ _key_of(need)) * _ODD
    mixed = (mixed ^ (mixed >> _SHIFT)) * _ODD
    return np.asarray((mixed >> np.uint64(1)).astype(np.int64), np.int64)
