"""Products in little memory: a million SKUs as objects take gigabytes, and a search looks at a few dozen of them."""

import zlib
from functools import lru_cache
from typing import Final

from pydantic import TypeAdapter

from matching.product import Product

KEPT: Final = 1_024
"""Products that are kept unpacked, the least recently used given up first."""
_PRODUCTS: Final = TypeAdapter(Product)


class PackedProducts:
    """Products under the numbers 0 … n - 1, in the order in which they were added, after those `before`; read from any
    thread."""

    def __init__(self, before: "PackedProducts | None" = None) -> None:
        self._packed: list[bytes] = list(before._packed) if before else []
        self._alike: bytes = before._alike if before else b""
        self._unpacked = lru_cache(maxsize=KEPT)(_unpacked)

    def __len__(self) -> int:
        return len(self._packed)

    def __getitem__(self, number: int) -> Product:
        return self._unpacked(self._packed[number], self._alike)

    def add(self, product: Product) -> None:
        facts = _PRODUCTS.dump_json(product)
        # Products have their field names, and more, in common with the first one.
        self._alike = self._alike or facts[-32_768:]
        packer = zlib.compressobj(1, zdict=self._alike)
        self._packed.append(packer.compress(facts) + packer.flush())


def _unpacked(packed: bytes, alike: bytes) -> Product:
    unpacker = zlib.decompressobj(zdict=alike)
    return _PRODUCTS.validate_json(unpacker.decompress(packed) + unpacker.flush())
