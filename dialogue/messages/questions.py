"""Answers to questions about one product, from its record alone. What the maker does not say is called unknown."""

from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Card, Message, Term, Title, Trait
from dialogue.messages.choices import when_back
from orders.money import Money


def _gone(sku: str) -> tuple[Button, ...]:
    more = Button(id="more", label="more")
    return (when_back(sku), more) if sku else (more,)


class _About(Message):
    """An answer about one product. {title} is its name; begin with it where that reads well."""

    title: Title
    sku: str

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id=f"take:{self.sku}", label="take_it"),)


class _Unknown(_About):
    """An answer we cannot give from the product's record."""

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id=f"take:{self.sku}", label="take_it"), Button(id="human", label="person"))


class ProductSheet(_About):
    """Everything known of a product. {traits} are lines: material, features, sizes."""

    english = "{title}, {price}\n{traits}"
    price: Money
    traits: tuple[Trait, ...]
    shown: tuple[Card, ...] = ()

    def cards(self) -> tuple[Card, ...]:
        return self.shown


class ProductStory(ProductSheet):
    """Everything known of a product, after what its maker writes of it. {words} are whole sentences, {traits} lines."""

    english = "{title}, {price}\n{words}\n\n{traits}"
    words: str


class MadeOf(_About):
    """What a product is made of. {materials} lists materials."""

    english = "{title}: the maker names {materials}."
    materials: tuple[Term, ...]


class SentFrom(_Unknown):
    """Where a product was made is not in its record, but where it is sent from. {country} is a country's name."""

    english = "{title}: where it was made the maker does not say. It is sent from: {country}."
    country: str


class OriginUnknown(_Unknown):
    """Where a product was made or comes from is not in its record."""

    english = "{title}: the maker does not say where it was made, so I won't guess."


class MaterialUnknown(_Unknown):
    """What a product is made of is not in its record."""

    english = "{title}: the maker does not say what it is made of, so I won't guess."


class SizesInStock(_About):
    """Sizes of a product that can be had now. {sizes} lists sizes."""

    english = "{title}: in stock in {sizes}."
    sizes: tuple[str, ...]


class SizesPartlySoldOut(_About):
    """Sizes of a product that can be had now, and those that are sold out."""

    english = "{title}: in stock in {sizes}. Sold out: {gone}."
    sizes: tuple[str, ...]
    gone: tuple[str, ...]

    def buttons(self) -> tuple[Button, ...]:
        return (*super().buttons(), when_back(self.sku))


class SizesSoldOut(Message):
    """Every size of a product is sold out."""

    english = "{title} is sold out in every size right now. Shall I look for something like it?"
    title: Title
    sku: str = ""

    def buttons(self) -> tuple[Button, ...]:
        return _gone(self.sku)


class OneSizeOnly(_About):
    """The product comes in one size."""

    english = "{title} comes in one size only."


class ColorsInStock(_About):
    """Colours of a product that can be had now. {colors} lists colours; avoid agreement with them."""

    english = "{title}: you can have it in {colors}."
    colors: tuple[Term, ...]


class ColorUnknown(_Unknown):
    """The product's colour is not in its record."""

    english = "{title}: the maker does not name a colour; the picture shows it best."


class Measurements(_About):
    """How large a product is. {measures} are lines such as “Width: 80 cm”."""

    english = "{title}\n{measures}"
    measures: tuple[Trait, ...]


class MeasurementsUnknown(_Unknown):
    """How large a product is is not in its record."""

    english = "{title}: the maker gives no measurements, so I can't promise that it fits."


class CareFor(_About):
    """How to clean or care for a product. {care} lists what it can take: machine-washable, dryer-safe."""

    english = "{title}: it is {care}."
    care: tuple[Term, ...]


class CareInWords(_About):
    """How to care for a product in the maker's own words, quoted."""

    english = "{title}: the maker writes “{words}”."
    words: str


class CareUnknown(_Unknown):
    """Care of a product is not in its record."""

    english = "{title}: the maker gives no care instructions, so I won't guess."


class InStock(_About):
    """The product can be had now."""

    english = "Yes, {title} is in stock."


class FewInStock(_About):
    """The product can be had now, but few are left. {left} is a number."""

    english = "Yes, but only one is left of {title}."
    english_plural = "Yes, but only {left} are left of {title}."
    count = "left"
    left: int


class SoldOut(Message):
    """The product as asked for is sold out."""

    english = "{title} is sold out, I'm sorry. Shall I look for something like it?"
    title: Title
    sku: str = ""

    def buttons(self) -> tuple[Button, ...]:
        return _gone(self.sku)


class SoldOutButOther(_About):
    """One variant of the product is sold out; {others} lists colours or sizes in which there still is some."""

    english = "{title} is sold out just like that, but it is there in {others}."
    others: tuple[Term | str, ...]

    def buttons(self) -> tuple[Button, ...]:
        return (when_back(self.sku), Button(id="more", label="more"))


class PriceIs(_About):
    """What a product costs. The whole sum is shown before an order; nothing is charged before."""

    english = "{title} costs {price}. Shipping and our service fee are added and shown before you order."
    price: Money


class PricesFromTo(_About):
    """What a product costs when that depends on size or colour."""

    english = (
        "{title} costs {lowest} to {highest}, depending on size or colour. Shipping and our service fee are added and "
        "shown before you order."
    )
    lowest: Money
    highest: Money


class NoPriceHere(Message):
    """The product has no price in the currency of the shopper's country: we do not sell it there."""

    english = "{title} isn't sold in your country, I'm sorry."
    title: Title


class DeliveryTakes(_About):
    """How long delivery of a product takes at the latest, in days."""

    english = "{title}: ordered today, it is there tomorrow at the latest. You see the promised day before you order."
    english_plural = (
        "{title}: ordered today, it takes {days} days at the most. You see the promised day before you order."
    )
    count = "days"
    days: int


class DeliveryOpen(_About):
    """How long delivery takes is not known before the address is."""

    english = "{title}: that depends on where it goes. Before you order you'll see the date I promise."


class FeaturesAre(_About):
    """What a product can do. {features} lists features: waterproof, hooded."""

    english = "{title}: {features}."
    features: tuple[Term, ...]


class FeaturesUnknown(_Unknown):
    """A product's record names no features."""

    english = "{title}: the maker names no special features."


class FeatureYes(_About):
    """Yes: the product has the feature asked after. {feature} is a word such as waterproof, hooded, wool."""

    english = "Yes, the maker says so of {title}: {feature}."
    feature: Term


class FeatureNo(_About):
    """No: what the record says rules out what was asked after. {instead} is what the maker says."""

    english = "No, {title} is not what you'd call “{feature}”; the maker says: {instead}."
    feature: Term
    instead: tuple[Term, ...]


class FeatureUnknown(_Unknown):
    """The record neither confirms nor denies what was asked after."""

    english = "“{feature}”: the maker says nothing about that for {title}, so please don't count on it."
    feature: Term | str


class WhichOfThese(Message):
    """Asked when it is not clear which product a question is about. Buttons name the products shown last."""

    english = "Which one do you mean?"
    asks: ClassVar[Slot | None] = Slot.PRODUCT
    options: tuple[tuple[str, Title], ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"slot:product:{sku}", title=title) for sku, title in self.options)


class NoProductYet(Message):
    """A question about a product, when none was shown yet."""

    english = "I haven't shown you anything yet. What are you looking for?"
    asks: ClassVar[Slot | None] = Slot.PRODUCT

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="start", label="find_something"),)
