"""The small pieces that facts are worded with inside a Message: a line of an order, a reason, a product's name.

Each has a context in `replies.po` (the key here), an English source and a note for the translator.
"""

from typing import Final

FRAGMENTS: Final[dict[str, tuple[str, str]]] = {
    # context: (English source, note)
    "item_line": ("{quantity} × {title}: {price}", "A line of an order. {price} is for all pieces of the line."),
    "item_line_one": ("{title}: {price}", "A line of an order with one piece."),
    "card_line": ("{position}. {title}, {price}", "A product in a plain-text list; {position} is its number there."),
    "title_named": (
        "{name} {noun}",
        "A product's name: {noun} is the kind of thing (rain jacket), {name} a proper name.",
    ),
    "because|category": ("{term}", "Why a product was picked: it is the kind of thing asked for."),
    "because|color": ("in {term}", "Why: the colour that was asked for."),
    "because|material": ("{term}", "Why: made of the material that was asked for."),
    "because|feature": ("{term}", "Why: has the feature that was asked for (waterproof)."),
    "because|pattern": ("{term}", "Why: has the pattern that was asked for (striped)."),
    "because|style": ("{term} style", "Why: has the style that was asked for."),
    "because|room": ("made for the {term}", "Why: for the room that was asked for (bathroom)."),
    "because|occasion": ("good for: {term}", "Why: for the occasion that was asked for (wedding)."),
    "because|size": ("in stock in {size}", "Why: there in the size that was asked for."),
    "because|your_size": ("in {size}, because you take {size}", "Why: there in the shopper's own remembered size."),
    "because|their_size": (
        "in {size}, the size you told me",
        "Why: there in the remembered size of the person it is for.",
    ),
    "because|your_taste": ("{term}, which you like", "Why: something the shopper once said they like."),
    "because|in_budget": ("within your {amount}", "Why: keeps the budget; {amount} is the upper limit that was said."),
    "because|good_value": ("good value for what it is", "Why: cheap among comparable goods."),
    "because|cheapest": ("the cheapest that fits", "Why: nothing that fits costs less."),
    "because|fits_space": ("fits: {cm} cm", "Why: its dimension, which fits the space that was named."),
    "because|over_budget": ("a little over your {amount}", "In what it misses: the budget."),
    "because|other_color": ("in {term} instead", "In what it misses: the colour."),
    "because|other_size": ("only in {size}", "In what it misses: the size."),
    "left_few": ("only {left} left", "Few pieces are left in stock."),
    "place": ("{name}, {line1}, {postcode} {city}, {country}", "An address on one line, as the country writes it."),
}
