"""How a single thing known of a product or a person is worded: fragments for `Trait`, by what it is about."""

from typing import Final

_LINE: Final = "A line about a product. {value} is a word or a list."
_UNKNOWN: Final = "A line about a product, when its maker gives no such fact."
_PERSON: Final = "A line about a person, in the list of what we have noted; no capital at its start, no full stop."

TRAITS: Final[dict[str, tuple[str, str]]] = {
    # context: (English source, note)
    "trait|price": ("Price: {value}", _LINE),
    "trait|material": ("Material: {value}", _LINE),
    "trait_unknown|material": ("Material: the maker does not say", _UNKNOWN),
    "trait|features": (
        "What it can do: {value}",
        "A line about a product. {value} lists features: waterproof, hooded.",
    ),
    "trait_unknown|features": ("Special features: none stated", _UNKNOWN),
    "trait|sizes": ("Sizes in stock: {value}", _LINE),
    "trait_unknown|sizes": ("Sizes: none in stock right now", "A line about a product whose sizes are all sold out."),
    "trait|sold_out_sizes": ("Sold out: {value}", "A line about a product; {value} lists sizes."),
    "trait|colors": ("Colours: {value}", _LINE),
    "trait_unknown|colors": ("Colour: the maker does not say", _UNKNOWN),
    "trait|pattern": ("Pattern: {value}", _LINE),
    "trait|style": ("Style: {value}", _LINE),
    "trait|room": ("Made for: {value}", "A line about a product. {value} lists rooms."),
    "trait|good_for": ("Good for: {value}", "A line about a product. {value} lists occasions."),
    "trait|width": ("Width: {value} cm", _LINE),
    "trait|height": ("Height: {value} cm", _LINE),
    "trait|depth": ("Depth: {value} cm", _LINE),
    "trait|length": ("Length: {value} cm", _LINE),
    "trait|diameter": ("Diameter: {value} cm", _LINE),
    "trait_unknown|dimensions": ("Measurements: the maker does not say", _UNKNOWN),
    "trait|measure": (
        "Measurement: {value} cm",
        "A line about a product; which measurement it is has no name of ours.",
    ),
    "trait_dated": (
        "{trait} (you told me on {day})",
        "A thing we have noted about a person, and the day on which they said it.",
    ),
    "trait|name": ("name: {value}", _PERSON),
    "trait|email": ("e-mail: {value}", _PERSON),
    "trait|phone": ("phone: {value}", _PERSON),
    "trait|address": ("address: {value}", _PERSON),
    "trait|payment": ("usual way to pay: {value}", _PERSON),
    "trait|language": ("language: {value}", _PERSON),
    "trait|whatsapp": (
        "messages on WhatsApp, with your consent",
        "A line in the list of what we have noted; a day may follow. No {value} is needed.",
    ),
    "trait|opted_out": ("no offers, as you asked", "A line in the list of what we have noted. No {value} is needed."),
    "trait|size.clothing": ("clothing size {value}", _PERSON),
    "trait|size.shoes": ("shoe size {value}", _PERSON),
    "trait|size.trousers": ("trouser size {value}", _PERSON),
    "trait|size.ring": ("ring size {value}", _PERSON),
    "trait|size.bed": ("bed size {value}", _PERSON),
    "trait|likes.color": ("{value} as a favourite colour", _PERSON),
    "trait|likes.material": ("a liking for {value}", _PERSON),
    "trait|likes.style": ("a liking for the {value} style", _PERSON),
    "trait|likes.pattern": ("a liking for {value} things", _PERSON),
    "trait|likes.category": ("a liking for this kind of thing: {value}", _PERSON),
    "trait|dislikes.color": ("nothing in {value}", _PERSON),
    "trait|dislikes.material": ("no {value}", _PERSON),
    "trait|dislikes.style": ("nothing in the {value} style", _PERSON),
    "trait|dislikes.pattern": ("nothing {value}", _PERSON),
    "trait|dislikes.category": ("nothing of this kind: {value}", _PERSON),
    "trait|budget.usual": ("usual budget: {value}", _PERSON),
    "trait|household.age": ("age: {value}", _PERSON),
    "trait|household.name": ("name: {value}", _PERSON),
    "trait|occasion": ("coming up: {value}", "As above; {value} is an occasion such as a wedding."),
}
