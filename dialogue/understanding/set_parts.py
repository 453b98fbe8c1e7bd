"""A whole set asked for in one word ("a complete outfit") as the things it is made of. Pure."""

from dialogue.understanding.phrases import Vocabulary
from dialogue.understanding.spans import Heard
from matching.need import Need
from matching.outfit import sets


def parts_of_set(words: Vocabulary, heard: Heard, needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """The needs with the set named in the message taken apart; what else was said of it holds for every part."""
    named = next((value for _, _, value in words.find(heard.said)), None)
    if named is None or len(needs) != 1 or named not in sets():
        return needs
    whole = needs[0].model_copy(update={"category": None, "size": None, "text": ""})
    return tuple(
        whole.model_copy(update={"category": kind, "quantity": count}) for kind, count in sets()[named].items()
    )
