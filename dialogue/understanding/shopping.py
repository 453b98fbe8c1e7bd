"""Commands about goods not yet ordered: finding, refining, comparing, asking, taking. Pure."""

from dataclasses import dataclass
from typing import Final

from dialogue.commands import (
    AskAboutProduct,
    Aspect,
    Checkout,
    Command,
    CompareProducts,
    Direction,
    FactSaid,
    FindProducts,
    ProductRef,
    RefineSearch,
    RemoveFromBasket,
    SetQuantity,
    TakeProduct,
)
from dialogue.understanding.deadlines import with_deadline
from dialogue.understanding.needs import NeedFinder, Wanted
from dialogue.understanding.numbers import Number
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.situation import Situation
from dialogue.understanding.sizes import bare_size
from dialogue.understanding.spans import TERMS, Heard, Span, whole
from matching.need import Need

_DROPS: Final = {
    "any_color": ("colors", "not_colors"), "any_price": ("budget",), "any_size": ("size",),
    "any_material": ("materials", "not_materials"),
}  # fmt: skip
_LOOKING: Final = frozenset(
    {Aspect.STOCK, Aspect.SIZES, Aspect.COLORS, Aspect.FEATURES, Aspect.MATERIAL, Aspect.EVERYTHING}
)
"""Questions that are a search when nothing is shown: "do you have jackets in L?"."""
_OF_CARE: Final = frozenset({"machine_washable", "dryer_safe"})
"""Features that say how something is washed: who asks for them asks for that."""
MOST: Final = 999


@dataclass(frozen=True, slots=True)
class Said:
    """A clause for composing: the part, its variant ("cheaper"), the facts of the whole message and what is going
    on."""

    heard: Heard
    variant: str
    facts: tuple[FactSaid, ...]
    situation: Situation
    someone: str | None = None
    """Whom "her" and "him" mean."""


class Shopping:
    """Composes the Commands of one language."""

    def __init__(self, phrases: Phrases, needs: NeedFinder) -> None:
        self._phrases = phrases
        self._needs = needs

    def find(self, said: Said) -> Command:
        """A search; or a change of the one at hand when only looks, sizes or sums are named."""
        wanted = self._found(said)
        if self._changes(wanted, said):
            return self._refined(wanted, None, (), said)
        return FindProducts(needs=wanted.needs, unclear=wanted.unclear)

    def _found(self, said: Said) -> Wanted:
        """Needs of a part; "for her" is for the one last spoken of, whose age the profile may know."""
        wanted = self._needs.find(said.heard, said.facts)
        needs = with_deadline(wanted.needs, said.heard, said.situation.view.now.date())
        wanted = Wanted(needs, wanted.unclear)
        who = said.someone
        if not who or not self._phrases.words("pronouns").has(said.heard.said):
            return wanted
        age = said.situation.view.profile.value("household.age", who)
        known = int(age) if age and age.isdecimal() else None
        needs = tuple(need if need.person else self._needs.meant_for(need, who, known) for need in wanted.needs)
        return Wanted(needs, wanted.unclear)

    def refine(self, said: Said) -> Command:
        wanted = self._found(said)
        direction = Direction(said.variant) if said.variant in list(Direction) else None
        drop = _DROPS.get(said.variant, ())
        quoted = said.situation.view.conversation.quote is not None and bool(said.heard.of("size", "color"))
        if self._is_new(wanted, said) or not (said.situation.is_searching or direction or drop or quoted):
            return FindProducts(needs=wanted.needs, unclear=wanted.unclear)
        return self._refined(wanted, direction, drop, said)

    def _refined(self, wanted: Wanted, direction: Direction | None, drop: tuple[str, ...], said: Said) -> RefineSearch:
        change = wanted.needs[0] if wanted.needs else Need()
        than = said.situation.product(said.heard) if direction and said.heard.of("ref") else None
        if direction or drop:
            change = change.model_copy(update={"text": ""})
        if change.size and direction in (Direction.SMALLER, Direction.LARGER):
            direction = None
        return RefineSearch(
            change=change,
            drop=drop,
            direction=direction,
            than=than if than != ProductRef() else None,
            unclear=wanted.unclear,
        )

    def _is_new(self, wanted: Wanted, said: Said) -> bool:
        """Other goods than those searched for; several goods are always a new search."""
        categories = {need.category for need in wanted.needs if need.category}
        if len(wanted.needs) > 1:
            return True
        concepts, before = said.situation.concepts, said.situation.view.conversation.needs
        known = {name for need in before if need.category for name in concepts.expand("category", need.category)}
        known |= {above for need in before if need.category for above in concepts.ancestors("category", need.category)}
        return bool(categories) and not categories <= known

    def _changes(self, wanted: Wanted, said: Said) -> bool:
        if not said.situation.view.conversation.needs or len(wanted.needs) != 1:
            return False
        need = wanted.needs[0]
        empty = need == Need()
        return need.category is None and not empty and not need.text and not need.gift

    # ---- taking

    def take(self, said: Said) -> tuple[Command, ...]:
        """The products pointed at, each with what was said of size, colour and quantity."""
        situation, heard = said.situation, said.heard
        refs = tuple(ref for ref in situation.products(heard) if not _is_put_into(ref, said))
        ref = refs[0] if refs else situation.product(heard)
        if ref.words and heard.of("category") and not _goods_in(said):
            ref = ProductRef()
        if _goods_in(said) and (self._is_elsewhere(ref, said) or not (situation.has_shown or refs)):
            return (self.find(said),)
        if ref == ProductRef() and not situation.has_shown and situation.has_goods_at_hand:
            return (Checkout(),)
        checkout = said.variant != "basket"
        several = self._pointed_parts(said)
        if len(several) > 1:
            return tuple(self._taken(one, part, said, checkout) for one, part in several)
        size, color, quantity = self.size(heard), self.color(heard), self.quantity(heard)
        if quantity == 0:
            return (RefineSearch(direction=Direction.MORE),)  # "None of those".
        if quantity and ref == ProductRef() and self._is_place(quantity, said):
            return (TakeProduct(product=ProductRef(position=quantity), checkout=checkout),)
        return tuple(
            TakeProduct(product=one, size=size, color=color, quantity=quantity, checkout=checkout)
            for one in refs or (ref,)
        )

    def _is_elsewhere(self, ref: ProductRef, said: Said) -> bool:
        """Goods named that are of no kind shown: "and a lamp into the basket too" is looked for first."""
        concepts, shown = said.situation.concepts, said.situation.shown
        named = {name for span in _goods_in(said) for name in concepts.expand("category", span.value)}
        named |= {above for name in tuple(named) for above in concepts.ancestors("category", name)}
        there = any(product.category in named for product in shown if product)
        return ref.position is None and not ref.sku and bool(shown) and not there

    def _pointed_parts(self, said: Said) -> list[tuple[ProductRef, Heard]]:
        """Each thing pointed at with the words said of it: parts between "and" and commas, or goods named in a row."""
        heard, situation = said.heard, said.situation
        found: list[tuple[ProductRef, Heard]] = []
        for part in self.listed(heard):
            refs = situation.products(part)
            one = refs[0] if len(refs) == 1 else None if refs else situation.looks(part)
            if one is not None and all(one != known for known, _ in found):
                found.append((one, part))
            elif one is None and found:
                found[-1] = (found[-1][0], heard.part(found[-1][1].start, part.end))
        named = [(one, part.part(max(0, part.start - 1), part.end)) for one, part in situation.goods(heard)]
        return found if len(found) >= len(named) else named

    def listed(self, heard: Heard) -> list[Heard]:
        """Parts between joining words and commas, none cut through a value."""
        cuts = [heard.start]
        for place in range(heard.start + 1, heard.end):
            joined = self._phrases.words("join").length_at(heard.tokens, place)
            inside = any(span.start < place < span.end for span in heard.spans)
            if (joined or "," in heard.tokens[place].before) and not inside:
                cuts.append(place)
        return [heard.part(start, end) for start, end in zip(cuts, [*cuts[1:], heard.end], strict=True)]

    def _taken(self, ref: ProductRef, part: Heard, said: Said, checkout: bool) -> TakeProduct:
        """One of several taken at once: each keeps its own colour, size and number. A size said once is for all that
        come in it."""
        size = self.size(part)
        shared = self.size(said.heard) if len(said.heard.of("size")) == 1 else None
        if size is None and shared and said.situation.comes_in(ref, shared):
            size = shared
        return TakeProduct(
            product=ref, color=self.color(part), size=size, quantity=self.quantity(part), checkout=checkout
        )

    def remove(self, said: Said) -> Command:
        if said.variant == "all":
            return RemoveFromBasket(everything=True)
        return RemoveFromBasket(product=said.situation.product(said.heard))

    def set_quantity(self, said: Said) -> Command | None:
        """ "Make it four"; None when no number was said. A number alone behind several goods is a place among them."""
        numbers = [n for n in said.heard.numbers if said.heard.start <= n.start and n.end <= said.heard.end]
        swapped = (n for n in numbers[1:] if self._phrases.words("swap_for").ends_at(said.heard.tokens, n.start))
        meant = next(swapped, numbers[0] if numbers else None)  # "两个改成三个" makes it three.
        quantity = whole(meant.value) if meant and meant.is_whole else None
        if quantity is None:
            return None
        if self._is_place(quantity, said):
            return TakeProduct(product=ProductRef(position=quantity))
        goods = said.situation.product(said.heard) if said.heard.of("category", "title") else ProductRef()
        return SetQuantity(quantity=quantity, product=goods)

    def _is_place(self, number: int, said: Said) -> bool:
        """Nothing is chosen yet that there could be several of, and nothing else was said ("2, please")."""
        situation = said.situation
        chosen = situation.has_goods_at_hand or situation.view.conversation.focus is not None
        alone = len(self._phrases.without_filler(said.heard.tokens)) == 1
        return alone and not chosen and situation.question is None and 1 < len(situation.shown) >= number >= 1

    # ---- asking

    def compare(self, said: Said) -> Command:
        """Products pointed at, or their bare numbers in the list: "1 or 2?"."""
        refs = said.situation.products(said.heard)
        numbers = [
            whole(n.value) for n in said.heard.numbers if said.heard.start <= n.start and n.end <= said.heard.end
        ]
        shown = len(said.situation.shown)
        places = [n for n in numbers if n is not None and 1 <= n <= shown] if len(numbers) > 1 else []
        counted = tuple(ProductRef(position=place) for place in places)
        return CompareProducts(products=counted if len(counted) > len(refs) else refs)  # "Number 1 and 3" points once.

    def ask(self, said: Said) -> Command:
        """A question about a product; a search when nothing is shown and goods are named."""
        aspect = Aspect(said.variant) if said.variant in list(Aspect) else Aspect.EVERYTHING
        heard, situation = said.heard, said.situation
        known = bool(situation.products(heard) or situation.goods(heard))
        names_new = heard.of("category") and not known and self._is_new(self._needs.find(heard), said)
        unseen = not situation.has_shown and not situation.lines(heard) and aspect is not Aspect.DELIVERY
        if heard.of("category") and (unseen or ((not situation.has_shown or names_new) and aspect in _LOOKING)):
            return FindProducts(needs=self._found(said).needs)
        feature = (
            heard.first("feature", "material") if aspect in (Aspect.FEATURES, Aspect.MATERIAL, Aspect.CARE) else None
        )
        if feature and feature.value in _OF_CARE:
            aspect = Aspect.CARE
        product = situation.named(heard) or situation.product(heard)
        return AskAboutProduct(product=product, aspect=aspect, feature=feature.value if feature else None)

    # ---- values

    def size(self, heard: Heard) -> str | None:
        span = heard.first("size")
        return span.value if span else None

    def color(self, heard: Heard) -> str | None:
        span = heard.first("color")
        return span.value if span else None

    def quantity(self, heard: Heard) -> int | None:
        """A number that is no part of anything else in the part."""
        return next(iter(self.quantities(heard)), None)

    def quantities(self, heard: Heard) -> list[int]:
        """All such numbers, in the order said."""
        taken = heard.of("ref", "size", "amount", "order", "length", "occasion", "feature")
        found: list[int] = []
        for number in heard.numbers:
            inside = heard.start <= number.start and number.end <= heard.end
            used = any(span.start <= number.start < span.end for span in taken) or self._stands_for(heard, number)
            value = whole(number.value) if number.is_whole else None
            if inside and not used and value is not None and value <= MOST:
                found.append(value)
        return found

    def _stands_for(self, heard: Heard, number: Number) -> bool:
        """ "A new one", "another one": the word stands for goods and counts none."""
        if not number.in_words or not self._phrases.words("one").length_at(heard.tokens, number.start):
            return False
        before = range(max(heard.start, number.start - 3), number.start)
        return any(self._phrases.words("indefinite").length_at(heard.tokens, place) for place in before)

    def new_size(self, heard: Heard) -> str | None:
        """The size wanted when two are named ("S instead of M", "I ordered S but need M")."""
        return self._wanted(heard, "size")

    def new_color(self, heard: Heard) -> str | None:
        return self._wanted(heard, "color")

    def _wanted(self, heard: Heard, kind: str) -> str | None:
        found = heard.of(kind)
        if len(found) < 2:
            if found:
                return found[0].value
            return bare_size(heard.said, ()) if kind == "size" and self._phrases.words("size").has(heard.said) else None
        turned = self._needs.negated(heard)
        kept = [span for span in found if span.start not in turned]
        return (kept[-1] if len(kept) != 1 else kept[0]).value if kept else found[-1].value


def describes(heard: Heard) -> bool:
    """Whether a part names anything goods can be."""
    return bool(heard.of(*TERMS, "size", "length", "title"))


def _goods_in(said: Said) -> list[Span]:
    """Kinds of goods named; the basket that something is put into is none."""
    into = said.variant == "basket"
    return [span for span in said.heard.of("category") if not (into and span.value == "basket")]


def _is_put_into(ref: ProductRef, said: Said) -> bool:
    """The basket itself, pointed at like goods: "leg die erste in den Korb"."""
    baskets = [said.heard.words(span) for span in said.heard.of("category") if span not in _goods_in(said)]
    return ref.words is not None and any(ref.words.endswith(basket) for basket in baskets)
