"""When typed words conclude a contract: they say that the person orders, and nothing else. Pure.

Anything beside them ("maybe", "tomorrow", "a pizza"), a question or a "not" leaves it at a step more.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.shopping import describes
from dialogue.understanding.spans import Heard
from dialogue.understanding.text import Token

TURNING: Final = ("negation", "cancel")
LEAVING_OPEN: Final = ("asking", "doubting")
"""Lists whose words count wherever in the message they stand."""
PLAIN: Final = ("order_words", "beside_order", "yes", "filler", "it", "articles", "join", "my")
"""Lists whose words may stand beside those that order."""


_ASKING_MARKS: Final = "?？؟"


def asks(text: str) -> bool:
    """A question mark of any script stands in it."""
    return any(mark in text for mark in _ASKING_MARKS)


def says_only_order(heard: Heard, inner: Sequence[Token], phrases: Phrases, text: str) -> bool:
    """Order words, words of agreement and filler, in a message that asks nothing. `inner` is the part without filler at
    its ends, `text` the whole message."""
    words = phrases.words
    if not words("order_words").has(inner) or asks(text):
        return False
    turned = any(words(name).has(inner) for name in TURNING)
    is_open = any(words(name).has(heard.tokens) for name in LEAVING_OPEN)
    if turned or is_open or describes(heard) or heard.numbers or phrases.table("payments").has(inner):
        return False
    return len(covered(inner, phrases, PLAIN)) == len(inner)


def covered(tokens: Sequence[Token], phrases: Phrases, names: Iterable[str]) -> set[int]:
    """Places of the words of these lists."""
    return {place for name in names for place in phrases.words(name).places(tokens)}
