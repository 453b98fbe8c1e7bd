"""Questions about one product, answered from its record; where the record is silent the answer says so."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from babel import Locale as Cldr

from dialogue.commands import AskAboutProduct, Aspect
from dialogue.conversation import OpenQuestion, Shown, Slot
from dialogue.counter import Counter
from dialogue.messages import questions as say
from dialogue.messages.base import Card, Message, Term, Title
from dialogue.plan import Decided, Plan
from dialogue.playbooks.cards import FEW, currency_of, market_of, title_of
from dialogue.playbooks.pointing import pointed, product_with, products_of
from dialogue.playbooks.traits import (
    colors_in_stock,
    description_in,
    features_of,
    full_traits,
    is_only_size,
    made_of,
    measures_of,
    sizes_in_stock,
    terms,
)
from dialogue.view import View
from matching.product import Product
from orders.ids import Sku
from orders.money import Money
from orders.states import Tier

CARE: Final = (
    "machine_washable", "removable_cover", "dryer_safe", "dishwasher_safe", "microwave_safe", "oven_safe",
    "freezer_safe", "easy_clean", "crease_resistant",
)  # fmt: skip
"""Features that answer how to clean or care for something."""

INCLUDES: Final = {"hooded": ("removable_hood",), "water_repellent": ("waterproof",), "foldable": ("packable",)}
"""Features that are confirmed by another one."""

RULES_OUT: Final = {
    "waterproof": ("water_repellent",),
    "scented": ("unscented",),
    "unscented": ("scented",),
    "lightweight": ("heavy",),
    "heavy": ("lightweight",),
    "long_sleeves": ("short_sleeves", "sleeveless"),
    "short_sleeves": ("long_sleeves", "sleeveless"),
    "sleeveless": ("long_sleeves", "short_sleeves"),
    "flat_heel": ("block_heel",),
    "block_heel": ("flat_heel",),
    "v_neck": ("round_neck", "high_neck"),
    "round_neck": ("v_neck", "high_neck"),
    "high_neck": ("v_neck", "round_neck"),
    "vegan": ("leather", "suede", "lambskin", "wool", "merino", "cashmere", "silk", "down", "beeswax"),
}
"""What the record says instead that makes a "yes" wrong: water-repellent is not waterproof, wool is not vegan."""


_MADE_HERE: Final = "made_in_europe"


@dataclass(frozen=True, slots=True)
class Asked:
    """The product a question is about, as it was shown."""

    shown: Shown
    product: Product
    view: View
    counter: Counter

    @property
    def sku(self) -> Sku:
        return self.shown.sku

    @property
    def title(self) -> Title:
        return title_of(self.product, self.product.variant(self.sku), sized=False)

    @property
    def price(self) -> Money | None:
        return self.counter.finder.price_of(self.sku, currency_of(self.view, self.counter))


def ask_about_product(command: AskAboutProduct, view: View, counter: Counter) -> Plan:
    shown = pointed(command.product, view, counter)
    product = product_with(shown.sku, view, counter) if shown else None
    if shown is None or product is None:
        return _which(command, view, counter)
    asked = Asked(shown, product, view, counter)
    told = _feature(asked, command.feature, command.aspect) if command.feature else _ANSWERS[command.aspect](asked)
    decided = Decided("selection", f"told:{told.name()}", inputs=f"sku={shown.sku}")
    conversation = replace(view.conversation, focus=shown, question=None)
    return Plan(conversation, view.profile, (told,), decided=(decided,))


def _which(command: AskAboutProduct, view: View, counter: Counter) -> Plan:
    """Which of those shown is meant; the question goes on with the answer."""
    known = products_of(view.conversation.shown, view, counter)
    if not known:
        return Plan(view.conversation, view.profile, (say.NoProductYet(),))
    options = tuple(
        (str(shown.sku), title_of(product, product.variant(shown.sku), sized=False)) for shown, product in known
    )
    question = OpenQuestion(
        slot=Slot.PRODUCT, options=tuple(sku for sku, _ in options), command=command.model_dump_json()
    )
    conversation = replace(view.conversation, question=question)
    return Plan(conversation, view.profile, (say.WhichOfThese(options=options),))


def _everything(asked: Asked) -> Message:
    price = asked.price
    if price is None:
        return say.NoPriceHere(title=asked.title)
    shown = asked.view.conversation.shown
    variant = asked.product.variant(asked.sku)
    card = Card(
        position=shown.index(asked.shown) + 1 if asked.shown in shown else 1,
        sku=asked.sku,
        product=asked.product.id,
        title=asked.title,
        price=price,
        image=variant.image if variant else None,
    )
    traits = full_traits(asked.product, asked.sku, asked.counter)
    words = description_in(asked.product, asked.view.conversation.locale)
    if words:
        return say.ProductStory(
            title=asked.title, sku=asked.sku, price=price, traits=traits, shown=(card,), words=words
        )
    return say.ProductSheet(title=asked.title, sku=asked.sku, price=price, traits=traits, shown=(card,))


def _material(asked: Asked) -> Message:
    materials = terms("material", made_of(asked.product, asked.sku))
    if not materials:
        return say.MaterialUnknown(title=asked.title, sku=asked.sku)
    return say.MadeOf(title=asked.title, sku=asked.sku, materials=materials)


def _sizes(asked: Asked) -> Message:
    there, gone = sizes_in_stock(asked.product, asked.sku, asked.counter)
    if len(there) + len(gone) < 2:
        chosen = [size for size in (*there, *gone) if not is_only_size(size)]
        return _stock(asked) if chosen else say.OneSizeOnly(title=asked.title, sku=asked.sku)
    if not there:
        return say.SizesSoldOut(title=asked.title, sku=asked.sku)
    if not gone:
        return say.SizesInStock(title=asked.title, sku=asked.sku, sizes=there)
    return say.SizesPartlySoldOut(title=asked.title, sku=asked.sku, sizes=there, gone=gone)


def _colors(asked: Asked) -> Message:
    if not asked.product.colors:
        return say.ColorUnknown(title=asked.title, sku=asked.sku)
    there = colors_in_stock(asked.product, asked.counter)
    title = title_of(asked.product)
    if not there:
        return say.SoldOut(title=title, sku=asked.sku)
    return say.ColorsInStock(title=title, sku=asked.sku, colors=terms("color", there))


def _dimensions(asked: Asked) -> Message:
    measures = measures_of(asked.product, asked.sku)
    if not measures:
        return say.MeasurementsUnknown(title=asked.title, sku=asked.sku)
    return say.Measurements(title=asked.title, sku=asked.sku, measures=measures)


def _care(asked: Asked) -> Message:
    """The maker's own sentence in the shopper's language; else what its features say; else the sentence as it came."""
    given = asked.product.attributes
    language = asked.view.conversation.locale.split("_")[0]
    own = given.get(f"care_{language}") or (given.get("care") if language == "en" else None)
    care = tuple(each for each in features_of(asked.product, asked.sku) if each in CARE)
    if care and not own:
        return say.CareFor(title=asked.title, sku=asked.sku, care=terms("feature", care))
    words = (own or given.get("care", "")).strip().rstrip(".")
    if words:
        return say.CareInWords(title=asked.title, sku=asked.sku, words=words)
    return say.CareUnknown(title=asked.title, sku=asked.sku)


def _stock(asked: Asked) -> Message:
    """For things in several sizes the sizes that are there; else whether it is."""
    there, gone = sizes_in_stock(asked.product, asked.sku, asked.counter)
    if len(there) + len(gone) > 1:
        return _sizes(asked)
    left = asked.counter.finder.stock_of(asked.sku)
    if left > FEW:
        return say.InStock(title=asked.title, sku=asked.sku)
    if left > 0:
        return say.FewInStock(title=asked.title, sku=asked.sku, left=left)
    others = colors_in_stock(asked.product, asked.counter)
    if others:
        return say.SoldOutButOther(title=asked.title, sku=asked.sku, others=terms("color", others))
    return say.SoldOut(title=asked.title, sku=asked.sku)


def _price(asked: Asked) -> Message:
    """One price, or the range where sizes and colours differ."""
    currency = currency_of(asked.view, asked.counter)
    found = [asked.counter.finder.price_of(each.sku, currency) for each in asked.product.variants]
    amounts = sorted(price.minor for price in found if price)
    if not amounts:
        return say.NoPriceHere(title=asked.title)
    price = asked.price
    if amounts[0] == amounts[-1] or (price and len(asked.product.sizes) < 2):
        return say.PriceIs(title=asked.title, sku=asked.sku, price=price or Money(amounts[0], currency))
    lowest, highest = Money(amounts[0], currency), Money(amounts[-1], currency)
    return say.PricesFromTo(title=title_of(asked.product), sku=asked.sku, lowest=lowest, highest=highest)


def _delivery(asked: Asked) -> Message:
    days = asked.counter.policy.markets[market_of(asked.view, asked.counter)].days
    tier = asked.product.tier
    if tier not in {each.value for each in Tier} or Tier(tier) not in days:
        return say.DeliveryOpen(title=asked.title, sku=asked.sku)
    return say.DeliveryTakes(title=asked.title, sku=asked.sku, days=days[Tier(tier)])


def _features(asked: Asked) -> Message:
    features = features_of(asked.product, asked.sku)
    if not features:
        return say.FeaturesUnknown(title=asked.title, sku=asked.sku)
    return say.FeaturesAre(title=asked.title, sku=asked.sku, features=terms("feature", features))


def _origin(asked: Asked) -> Message:
    """Where it was made, where the record says; else where it is sent from."""
    if _MADE_HERE in features_of(asked.product, asked.sku):
        return say.FeatureYes(title=asked.title, sku=asked.sku, feature=Term(kind="feature", id=_MADE_HERE))
    code = asked.product.attributes.get("ships_from", "").upper()
    country = Cldr.parse(asked.view.conversation.locale).territories.get(code)
    if country is None:
        return say.OriginUnknown(title=asked.title, sku=asked.sku)
    return say.SentFrom(title=asked.title, sku=asked.sku, country=country)


def _feature(asked: Asked, feature: str, aspect: Aspect) -> Message:
    """Yes where the record says so, no where it says something that rules it out, else unknown. A question whether it
    is wool or blue is answered with what it is."""
    known = _known(asked)
    confirming = next((each for each in (feature, *INCLUDES.get(feature, ())) if each in known), None)
    if confirming:
        term = Term(kind=known[confirming], id=confirming)
        return say.FeatureYes(title=asked.title, sku=asked.sku, feature=term)
    term = Term(kind="feature", id=feature)
    instead = tuple(Term(kind=known[each], id=each) for each in RULES_OUT.get(feature, ()) if each in known)
    if instead:
        return say.FeatureNo(title=asked.title, sku=asked.sku, feature=term, instead=instead)
    if aspect in (Aspect.MATERIAL, Aspect.COLORS, Aspect.CARE):
        return _ANSWERS[aspect](asked)
    return say.FeatureUnknown(title=asked.title, sku=asked.sku, feature=term)


def _known(asked: Asked) -> dict[str, str]:
    """Concepts the record names, with their kind."""
    product = asked.product
    kinds = (
        ("color", product.colors),
        ("occasion", product.occasions),
        ("room", product.rooms),
        ("style", product.styles),
        ("pattern", product.patterns),
        ("material", made_of(product, asked.sku)),
        ("feature", features_of(product, asked.sku)),
    )
    return {concept: kind for kind, concepts in kinds for concept in concepts}


_ANSWERS: Final[dict[Aspect, Callable[[Asked], Message]]] = {
    Aspect.MATERIAL: _material,
    Aspect.SIZES: _sizes,
    Aspect.COLORS: _colors,
    Aspect.DIMENSIONS: _dimensions,
    Aspect.CARE: _care,
    Aspect.STOCK: _stock,
    Aspect.PRICE: _price,
    Aspect.DELIVERY: _delivery,
    Aspect.FEATURES: _features,
    Aspect.ORIGIN: _origin,
    Aspect.EVERYTHING: _everything,
}
