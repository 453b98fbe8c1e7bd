"""What shall become what in an order: "the jacket to M and the blanket to grey", "the second one instead of the boots",
"something else". Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dialogue.commands import OrderRef, ProductRef, SwapSaid
from dialogue.understanding.needs import NeedFinder
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.shopping import Said, Shopping
from dialogue.understanding.situation import Situation, item_of
from dialogue.understanding.spans import Heard, Span
from matching.need import Need
from orders.actions import ChangeLines, ExchangeLines

ALL: Final = "all"
_SHORTEST_NAME: Final = 3
_VALUES: Final = ("size", "color", "ref", "category", "title", "pattern", "material")


@dataclass(frozen=True, slots=True)
class Sides:
    """A part of a message cut in what there is and what it shall be; uncut, both are the whole part."""

    old: Heard
    new: Heard

    @property
    def is_cut(self) -> bool:
        return (self.old.start, self.old.end) != (self.new.start, self.new.end)


class SwapReader:
    """Reads the swaps of one language."""

    def __init__(self, phrases: Phrases, shopping: Shopping, needs: NeedFinder) -> None:
        self._phrases = phrases
        self._shopping = shopping
        self._needs = needs

    def read(self, said: Said) -> tuple[OrderRef, tuple[SwapSaid, ...]]:
        """The order as far as it is named by what is there now, and one wish for each item."""
        said = replace(said, heard=self._to_its_end(said.heard))
        parts = [self.sides(part, said.situation) for part in self._parts(said)]
        return self._order(said, parts), tuple(self._swap(sides, said) for sides in parts)

    def _to_its_end(self, heard: Heard) -> Heard:
        """With "something else" at the end, which is a mere way to begin elsewhere (Spanish "otra cosa")."""
        return heard.part(
            heard.start, heard.end + self._phrases.words("something_else").length_at(heard.tokens, heard.end)
        )

    def _order(self, said: Said, parts: Sequence[Sides]) -> OrderRef:
        number = said.heard.first("order")
        if number:
            return OrderRef(id=number.value)
        old = next((sides.old for sides in parts if said.situation.lines(sides.old)), None)
        return said.situation.order(old) if old else OrderRef()

    def _parts(self, said: Said) -> list[Heard]:
        """One part for each item that is named with what it shall be; "the jacket and the lamp in M" stays one."""
        parts: list[Heard] = []
        for part in self._shopping.listed(said.heard):
            if parts and self.is_whole(part, said.situation) and self.is_whole(parts[-1], said.situation):
                parts.append(part)
            else:
                start = parts.pop().start if parts else part.start
                parts.append(said.heard.part(start, part.end))
        return parts

    def is_whole(self, part: Heard, situation: Situation) -> bool:
        """An ordered item is named with what it shall be instead."""
        sides = self.sides(part, situation)
        named = situation.lines(sides.old) if sides.is_cut else situation.lines(part)
        return bool(named) and bool(sides.new.of("size", "color", "ref") or (sides.is_cut and self._names(sides.new)))

    # ---- what becomes what

    def sides(self, part: Heard, situation: Situation) -> Sides:
        """Cut at "instead of", else at the "for" or "to" that has goods before it and something to swap for behind."""
        turning, towards = self._phrases.words("instead_of"), self._phrases.words("swap_for")
        for place in range(part.start, part.end):
            length = turning.length_at(part.tokens, place)
            if length:
                return self._turned(part, place, place + length)
        cuts: list[Sides] = []
        for place in range(part.start + 1, part.end):
            length = towards.length_at(part.tokens, place)
            inside = any(span.start < place < span.end for span in part.of("category", "title", "amount"))
            new = part.part(place + length, part.end)
            if length and not inside and self._names(new) and not self._is_person(new):
                cuts.append(Sides(part.part(part.start, place), new))
        # "I'd like to swap it for …": what stands before the cut is goods or points at some.
        pointing = (cut for cut in cuts if cut.old.of("category", "title", "ref", "color"))
        return next(pointing, cuts[-1] if cuts else Sides(part, part))

    def _turned(self, part: Heard, start: int, end: int) -> Sides:
        """ "The lamp instead of the jacket"; "instead of the jacket, the lamp" has the old goods first."""
        before, behind = part.part(part.start, start), part.part(end, part.end)
        if self._names(before):
            return Sides(behind, before)
        goods = behind.first("category", "title", "color")
        last = goods.end if goods else end
        while goods and (following := next((s for s in behind.of("category", "title") if s.start == last), None)):
            last = following.end
        return Sides(part.part(end, last), part.part(last, part.end))

    def _is_person(self, part: Heard) -> bool:
        """ "For my wife" says whom it is for."""
        person = part.first("person")
        return person is not None and not part.of("size", "color", "ref", "category", "title")

    def _names(self, part: Heard) -> bool:
        return bool(part.of(*_VALUES)) or self.is_open(part) or bool(self.strange(part))

    def is_open(self, part: Heard) -> bool:
        """ "Something else": whatever there is."""
        return self._phrases.words("something_else").has(part.said)

    def strange(self, part: Heard) -> str:
        """Words of a part that nobody of us has put down: what may be the name of a product."""
        covered = {place for span in part.spans for place in range(span.start, span.end)}
        names = [
            part.tokens[place].raw
            for place in range(part.start, part.end)
            if place not in covered and self._is_strange(part, place)
        ]
        return " ".join(names)

    def _is_strange(self, part: Heard, place: int) -> bool:
        token = part.tokens[place]
        return len(token.raw) >= _SHORTEST_NAME and token.raw.isalpha() and self._phrases.nearest(token.norm) is None

    # ---- one item

    def _swap(self, sides: Sides, said: Said) -> SwapSaid:
        instead, seeking = self._goods(sides, said)
        other = instead is not None or seeking is not None
        size, color = self._shopping.new_size(sides.new), self._color(sides, said)
        varies = size or color or other
        counted = sides.new if sides.is_cut and self._shopping.quantity(sides.new) else said.heard
        return SwapSaid(
            item=self._item(sides, said, other=other),
            color=color if seeking is None else None,
            size=size if seeking is None else None,
            quantity=self._shopping.quantity(sides.old if varies and sides.is_cut else counted),
            instead=instead,
            seeking=seeking,
        )

    def _color(self, sides: Sides, said: Said) -> str | None:
        """ "Exchange the yellow jacket" names its colour, and wants none."""
        color = self._shopping.new_color(sides.new)
        describes = any(span.end == goods.start for span in sides.new.of("color") for goods in sides.new.of("category"))
        mine = not sides.is_cut and describes and len(sides.new.of("color")) == 1
        owned = {sku for _, sku in said.situation.lines(sides.new)}
        variants = [product.variant(sku) for sku in owned if (product := said.situation.view.product_of(sku))]
        if mine and any(variant and variant.color == color for variant in variants):
            return None
        return self._made_as(color, sides, said.situation)

    def _made_as(self, color: str | None, sides: Sides, situation: Situation) -> str | None:
        """ "Green" of a jacket whose only green is olive is olive."""
        named = {sku for _, sku in situation.lines(sides.old)}
        skus = named or {str(line.sku) for order in situation.placed[:1] for line in order.current_lines}
        products = [product for sku in skus if (product := situation.view.product_of(sku))]
        made = {name for product in products for name in product.colors}
        narrower = made & set(situation.concepts.expand("color", color)) if color and color not in made else set()
        return narrower.pop() if len(narrower) == 1 else color

    def _item(self, sides: Sides, said: Said, *, other: bool) -> str | None:
        situation, old = said.situation, sides.old
        if any(span.value == "both" for span in old.of("ref")):
            return ALL
        if not sides.is_cut:
            return situation.item(old) if situation.lines(old) or not other else None
        named = situation.item(old)
        looks = old.first("color", "size", "pattern", "material") if named is None else None
        if looks is not None:
            return old.words(looks)
        return named or (situation.item(sides.new) if situation.lines(sides.new) and not other else None)

    def _goods(self, sides: Sides, said: Said) -> tuple[ProductRef | None, Need | None]:
        """Another product that is named or pointed at; or goods that have still to be looked for."""
        situation, new = said.situation, sides.new
        if self.is_open(new):
            return None, Need()
        refs = [ref for ref in situation.products(new) if ref.position is not None or ref.sku]
        looks_only = not any(span.value.startswith(("#", "=")) for span in new.of("ref"))
        if refs and not any(span.value == "both" for span in new.of("ref")):
            return (None, None) if looks_only and self._is_own_variant(new, situation) else (refs[0], None)
        called = situation.named(new)
        if called is not None and (sides.is_cut or not situation.lines(new)):
            return called, None
        kind = next((span for span in new.of("category") if self._is_other(span, sides, situation)), None)
        if kind is not None:
            shown = next((ref for ref, part in situation.goods(new) if part.start <= kind.start < part.end), None)
            return (shown, None) if shown and shown.position else (None, self._need(kind, new))
        name = self.strange(new) if sides.is_cut or self._phrases.words("instead").has(new.said) else ""
        if not name and sides.is_cut and not new.of("size", "color"):
            # A name may be made of words for goods ("Sommerdecke").
            name = item_of(new)
        return (ProductRef(words=name), None) if name else (None, None)

    def _is_own_variant(self, new: Heard, situation: Situation) -> bool:
        """ "The green one": what was ordered comes in green."""
        colors = {name for span in new.of("color") for name in situation.concepts.expand("color", span.value)}
        skus = [line.sku for order in situation.placed[:1] for line in order.current_lines]
        products = [product for sku in skus if (product := situation.view.product_of(sku))]
        return bool(colors) and any(colors & set(product.colors) for product in products)

    def _is_other(self, kind: Span, sides: Sides, situation: Situation) -> bool:
        """Goods of a kind that what is to be swapped is not of, or another one of the same kind ("a jacket")."""
        new = sides.new
        indefinite = self._phrases.words("indefinite").ends_at(new.tokens, kind.start)
        if indefinite and sides.is_cut and not new.of("size"):
            return True
        return not situation.lines(new.part(kind.start, kind.end))

    def _need(self, kind: Span, new: Heard) -> Need:
        """What is said of the goods wanted; "for" in front of them names no purpose here."""
        found = self._needs.find(new).needs
        return (found[0] if found else Need()).model_copy(update={"category": kind.value, "text": ""})


def swaps_something(heard: Heard, situation: Situation, phrases: Phrases, reader: SwapReader) -> bool:
    """Whether words that look like a search or a purchase want what was ordered swapped: "the green one instead of the
    yellow", "the Drizzle instead"."""
    if not (situation.has_goods_at_hand or any(line.current for order in situation.placed for line in order.lines)):
        return False
    if _wants_both(heard, situation) or (_swap_waits(situation) and reader.is_whole(heard, situation)):
        return True
    if phrases.words("instead_of").has(heard.said):
        old = reader.sides(heard, situation).old
        return bool(situation.lines(old)) or (bool(old.of("color", "size")) and _is_ordered(old, situation))
    refs = heard.of("ref")
    amounts = [span for span in heard.of("amount") if not any(ref.start <= span.start < ref.end for ref in refs)]
    if not phrases.words("instead").has(heard.said) or amounts:
        return False
    if situation.lines(heard) and heard.of("size", "color") and not situation.is_searching:
        return True
    pointed = any(ref.position or ref.sku for ref in situation.products(heard)) or situation.named(heard) is not None
    return pointed or (not heard.of("category", "color", "size", "material") and bool(reader.strange(heard)))


def _swap_waits(situation: Situation) -> bool:
    """ "And the blanket to grey" goes on with a swap that waits for its yes."""
    pending = situation.view.conversation.pending
    return pending is not None and isinstance(pending.action, ChangeLines | ExchangeLines)


def _wants_both(heard: Heard, situation: Situation) -> bool:
    """ "Both in M please", where nothing but what was ordered can be meant."""
    both = any(span.value == "both" for span in heard.of("ref"))
    if not both or not heard.of("size", "color") or situation.has_goods_at_hand:
        return False
    ordered = {line.sku for order in situation.placed[:1] for line in order.current_lines}
    products = [product for sku in ordered if (product := situation.view.product_of(sku))]
    return len(ordered) > 1 and all(product in products for product in situation.shown)


def _is_ordered(old: Heard, situation: Situation) -> bool:
    """The colour or size said is that of something ordered last, or about to be."""
    said = {span.value for span in old.of("color", "size")}
    skus = [line.sku for order in situation.view.orders[:1] for line in order.current_lines]
    variants = [product.variant(sku) for sku in skus if (product := situation.view.product_of(sku))]
    return any(variant is not None and said & {variant.color, variant.size} for variant in variants)
