"""When typed words conclude a contract: they say that the person orders, and nothing else. Pure.

Anything beside them ("maybe", "tomorrow", "a pizza"), a question or a "not" leaves it at a step more.
"""

from collections.abc import Sequence
from typing import Final

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.shopping import describes
from dialogue.understanding.spans import Heard
from dialogue.understanding.text import Token

ASKING_MARKS: Final = "?？؟"
_TURNING: Final = ("negation", "cancel")
_LEAVING_OPEN: Final = ("asking", "doubting")
"""Lists whose words count wherever in the message they stand."""
PLAIN: Final = ("order_words", "beside_order", "yes", "filler", "it", "articles", "join", "my")
"""Lists whose words may stand beside those that order."""


def says_only_order(heard: Heard, inner: Sequence[Token], phrases: Phrases, text: str) -> bool:
    """Order words, words of agreement and filler, in a message that asks nothing. `inner` is the part without filler at
    its ends, `text` the whole message."""
    words = phrases.words
    if not words("order_words").has(inner) or any(mark in text for mark in ASKING_MARKS):
        return False
    turned = any(words(name).has(inner) for name in _TURNING)
    is_open = any(words(name).has(heard.tokens) for name in _LEAVING_OPEN)
    if turned or is_open or describes(heard) or heard.numbers or phrases.table("payments").has(inner):
        return False
    left = set(range(len(inner)))
    for name in PLAIN:
        for start, end, _ in words(name).find(inner):
            left -= set(range(start, end))
    return not left
