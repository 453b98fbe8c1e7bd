"""What is given up of an order or the basket: which goods, where others shall stay, and how many pieces. Pure."""

from dialogue.commands import ChangeOrder, Command, OrderRef, ProductRef, SetQuantity
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.situation import Situation
from dialogue.understanding.spans import Heard, Span
from orders.pieces import unshipped


def given_up(heard: Heard, phrases: Phrases) -> Heard:
    """The part without the goods that shall stay: "cancel the mugs but keep the beanies" is about the mugs. The goods
    nearest to the word of keeping are those that stay, behind it rather than in front."""
    goods = heard.of("category", "title")
    kept = next(phrases.words("keep").find(heard.said), None)
    if kept is None or len(goods) < 2:
        return heard
    start, end = (heard.start + place for place in kept[:2])

    def away(span: Span) -> tuple[int, bool]:
        behind = span.start >= end
        return (span.start - end if behind else start - span.end), not behind

    stays = min(goods, key=away)
    if stays == goods[0]:
        return heard.part(max(stays.end, end), heard.end)
    return heard.part(heard.start, min(stays.start, start))


def open_pieces(heard: Heard, situation: Situation) -> int:
    """Pieces not sent yet of the goods named, or of any ordered ones, that the shopper has of one kind."""
    named = {sku for _, sku in situation.lines(heard)}
    ordered = ((order, line) for order in situation.placed for line in order.lines if not named or line.sku in named)
    return max((unshipped(order, line) for order, line in ordered), default=0)


def part_of_open(count: int | None, heard: Heard, situation: Situation) -> int | None:
    """That many pieces, where more of them are still to be sent: else all are meant."""
    return count if count and count < open_pieces(heard, situation) else None


def fewer_ordered(count: int, heard: Heard, situation: Situation) -> Command | None:
    """ "I only need one beanie" of somebody who ordered two that have not left. None where nothing like it was."""
    if situation.has_goods_at_hand:
        return None
    found = {(order.id, sku) for order, sku in situation.lines(heard)}
    more = [
        (order.id, str(line.sku))
        for order in situation.placed
        for line in order.lines
        if (order.id, line.sku) in found and unshipped(order, line) > count
    ]
    if len(more) != 1:
        return None
    return ChangeOrder(order=OrderRef(id=more[0][0]), item=more[0][1], quantity=count)


def fewer_at_hand(count: int, heard: Heard, situation: Situation) -> Command | None:
    """ "Take one of the mugs out": of what is about to be ordered so many pieces less. None where that leaves none."""
    quote = situation.view.order(situation.view.conversation.quote) if situation.view.conversation.quote else None
    lines = situation.view.conversation.basket or (quote.current_lines if quote else ())
    found = [line for line in lines if situation.is_named(str(line.sku), heard) and line.quantity > count]
    if len(found) != 1:
        return None
    return SetQuantity(quantity=found[0].quantity - count, product=ProductRef(sku=str(found[0].sku)))
