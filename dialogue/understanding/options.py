"""Which option of our own question goods or sizes named or described in an answer are. Pure."""

from collections.abc import Sequence

from dialogue.understanding.situation import Situation
from dialogue.understanding.spans import Heard, Span
from dialogue.understanding.text import fold
from matching.sizes import read_size


def option_named(options: Sequence[str], named: Span, situation: Situation) -> str | None:
    """The option that is a sku of goods of this kind."""
    for option in options:
        product = situation.view.product_of(option)
        if product and product.category in situation.concepts.expand("category", named.value):
            return option
    return None


def option_described(options: Sequence[str], heard: Heard, situation: Situation) -> str | None:
    """The only option that is a sku in the colour and size said: "the olive one"."""
    said = heard.of("color", "size")
    fitting = [option for option in options if said and all(_has(option, span, situation) for span in said)]
    return fitting[0] if len(fitting) == 1 else None


def _has(option: str, said: Span, situation: Situation) -> bool:
    product = situation.view.product_of(option)
    variant = product.variant(option) if product else None
    if variant is None:
        return False
    if said.kind == "size":
        return variant.size == said.value
    return variant.color in situation.concepts.expand("color", said.value)


def counted_sizes(heard: Heard, options: Sequence[str]) -> list[tuple[int, int, str]]:
    """ "Forty-two": sizes offered that are said as numbers in words, with the tokens that say them."""
    inside = (number for number in heard.numbers if heard.start <= number.start and number.end <= heard.end)
    return [
        (number.start, number.end, size)
        for number in inside
        if number.in_words and (size := option_size(f"{number.value:f}", options))
    ]


def option_size(said: str, options: Sequence[str]) -> str | None:
    """The option that is the size said, in whichever way both are written."""
    same = next((option for option in options if fold(option) == fold(said)), None)
    if same:
        return same
    wanted = read_size(said)
    return next((option for option in options if wanted is not None and read_size(option) == wanted), None)
