"""Products in little memory."""

from matching.packed import PackedProducts
from tests.matching.goods import products_of, some_rows


def test_a_product_comes_out_as_it_went_in() -> None:
    products = products_of(some_rows(3, products=40))
    packed = PackedProducts()
    for product in products:
        packed.add(product)
    assert [packed[number] for number in range(len(packed))] == list(products)
