"""Card numbers never get past the door: what arrives is kept without them, in its raw form too. Pure."""

from dataclasses import replace

from dialogue.inbound import Arrival
from orders.card_numbers import MASK, masked, masked_like


def without_card_numbers(arrival: Arrival) -> Arrival:
    """The same arrival; of a raw event that could not be parsed, whatever looks like a card number is taken out."""
    text = masked(arrival.text)
    raw = masked_like(arrival.raw, arrival.text) if arrival.text else masked(arrival.raw)
    return arrival if (text, raw) == (arrival.text, arrival.raw) else replace(arrival, text=text, raw=raw)


def held_card_number(text: str) -> bool:
    """Whether a card number was taken out of it."""
    return MASK in text
