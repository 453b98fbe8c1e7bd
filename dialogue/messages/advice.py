"""Advice in free words: a model's, held against every check of `dialogue/writing/guard.py` before it is said."""

from dialogue.messages.base import Button, Message, Said


class Advice(Message):
    """General advice on what to wear or use. {text} is one to five sentences that come as they are; leave it first and
    on a line of its own."""

    english = "{text}\nThat's general advice; what holds for one product is on its card."
    text: Said

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="start", label="find_something"), Button(id="human", label="person"))
