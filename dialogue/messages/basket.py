"""What is said between a product and the basket: which colour, which size, what is sold out, what is in the basket."""

from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Item, Message, Term, Title
from dialogue.messages.choices import answers, names, of_quote, when_back
from orders.money import Money

_ON = (Button(id="do:checkout", label="order_basket"), Button(id="more", label="keep_looking"))


def _sizes(sizes: tuple[str, ...]) -> tuple[Button, ...]:
    return tuple(Button(id=f"size:{size}", text=size) for size in sizes)


class AskColor(Message):
    """Asks for the colour of a product the shopper wants. {colors} are the colours in stock."""

    english: ClassVar[str] = "{title}: which colour would you like? I have it in {colors}."
    asks: ClassVar[Slot | None] = Slot.COLOR
    title: Title
    colors: tuple[Term, ...]

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"color:{color.id}", term=color) for color in self.colors)


class AskSize(Message):
    """Asks for the size of a product the shopper wants. {sizes} are the sizes in stock."""

    english: ClassVar[str] = "{title}: which size do you need? I have it in {sizes}."
    asks: ClassVar[Slot | None] = Slot.SIZE
    title: Title
    sizes: tuple[str, ...]

    def buttons(self) -> tuple[Button, ...]:
        return _sizes(self.sizes)


class AskSizeAgain(AskSize):
    """Asks for the size, after an answer that is none of the sizes in stock."""

    english: ClassVar[str] = "Sorry, I only have {title} in {sizes}. Which of these shall it be?"


class YourSizeTaken(Message):
    """The shopper named no size, so the one they usually take was chosen. {yours} is that size."""

    english: ClassVar[str] = "I've taken {yours}, your usual size. Just tell me if you need another one."
    yours: str


class VariantSoldOut(Message):
    """The variant wanted is sold out; {nearest} is the nearest one in stock. A yes or the button takes it."""

    english: ClassVar[str] = (
        "{wanted} is sold out, I'm sorry. The nearest I have is {nearest} for {price}. Shall I take that one?"
    )
    asks: ClassVar[Slot | None] = Slot.PRODUCT
    wanted: Title
    nearest: Title
    price: Money
    sku: str
    others: tuple[tuple[str, Title], ...] = ()
    gone: str = ""
    """The variant that is sold out."""

    def buttons(self) -> tuple[Button, ...]:
        return (
            *names("sku", ((self.sku, self.nearest), *self.others)),
            *((when_back(self.gone),) if self.gone else ()),
            Button(id="more", label="keep_looking"),
        )


class VariantNotMade(Message):
    """The product is not made in the size or colour wanted; {nearest} is the nearest one in stock."""

    english: ClassVar[str] = (
        "{title} doesn't come like that. The nearest I have is {nearest} for {price}. Shall I take that one?"
    )
    asks: ClassVar[Slot | None] = Slot.PRODUCT
    title: Title
    nearest: Title
    price: Money
    sku: str
    others: tuple[tuple[str, Title], ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        return (
            *names("sku", ((self.sku, self.nearest), *self.others)),
            Button(id="more", label="keep_looking"),
        )


class ProductSoldOut(Message):
    """Nothing of this product is left in any variant."""

    english: ClassVar[str] = "I'm sorry, {title} is sold out completely. Shall I look for something like it?"
    title: Title
    sku: str = ""

    def buttons(self) -> tuple[Button, ...]:
        similar = Button(id="more", label="similar")
        return (when_back(self.sku), similar) if self.sku else (similar,)


class OnlySomeLeft(Message):
    """The shopper wants more pieces than there are. {left} is how many there are. Counted by {left}."""

    english: ClassVar[str] = "There is only {left} left of {title}. Shall I take that one?"
    english_plural: ClassVar[str | None] = "There are only {left} left of {title}. Shall I take those?"
    count: ClassVar[str | None] = "left"
    asks: ClassVar[Slot | None] = Slot.QUANTITY
    title: Title
    left: int

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id=f"slot:quantity:{self.left}", text=str(self.left)),)


class WhichProduct(Message):
    """Asks which of the products shown is meant."""

    english: ClassVar[str] = "Which one do you mean?\n{titles}"
    asks: ClassVar[Slot | None] = Slot.PRODUCT
    titles: tuple[Title, ...]
    skus: tuple[str, ...]

    def buttons(self) -> tuple[Button, ...]:
        return names("product", tuple(zip(self.skus, self.titles, strict=True)))


class OnlyOneShown(Message):
    """Another product was pointed at ("the second one"), but only this one was shown. A yes or the button takes it."""

    english: ClassVar[str] = "I've only shown you this one: {title}. Shall I take it?"
    asks: ClassVar[Slot | None] = Slot.PRODUCT
    title: Title
    sku: str

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id=f"take:{self.sku}", label="take_it"), Button(id="more", label="more"))


class NothingChosenYet(Message):
    """The shopper wants to order, but nothing has been shown yet."""

    english: ClassVar[str] = (
        "Gladly! What are you looking for? A few words are enough, say “rain jacket in yellow, size M, up to 130”."
    )


class AddedToBasket(Message):
    """Something was put into the basket. {items} are all lines of the basket, {goods} their sum."""

    english: ClassVar[str] = "It's in your basket. You now have:\n{items}\nGoods together: {goods}"
    items: tuple[Item, ...]
    goods: Money

    def buttons(self) -> tuple[Button, ...]:
        return _ON


class BasketShown(Message):
    """What is in the basket. {goods} is the sum of the goods, without shipping and fee."""

    english: ClassVar[str] = (
        "In your basket:\n{items}\nGoods together: {goods}. Shipping and service fee come on top, I show you both "
        "before you order."
    )
    items: tuple[Item, ...]
    goods: Money

    def buttons(self) -> tuple[Button, ...]:
        return (*_ON, *answers("basket", "empty"))


class BasketWaits(Message):
    """What the shopper is about to order, when it is already worked out and waits for the yes. {total} is all of it."""

    english: ClassVar[str] = (
        "This is waiting for your yes:\n{items}\nAltogether, with shipping and service fee: {total}. Shall I order it?"
    )
    asks: ClassVar[Slot | None] = Slot.CONFIRM
    items: tuple[Item, ...]
    total: Money
    token: str
    legal: bool

    def buttons(self) -> tuple[Button, ...]:
        return of_quote(self.token, self.legal)


class BasketEmptyNow(Message):
    """The basket is empty, and the shopper has ordered before: perhaps they look for what they ordered."""

    english: ClassVar[str] = (
        "There's nothing in your basket right now. What you have ordered is with your orders; or tell me what you need."
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:list_orders", label="my_orders"), Button(id="start", label="find_something"))


class BasketEmpty(Message):
    """The basket is empty and the shopper asked for it or wants to order."""

    english: ClassVar[str] = "Your basket is empty so far. Tell me what you need and I'll find it."


class BasketEmptied(Message):
    """Everything was taken out of the basket."""

    english: ClassVar[str] = "Done, your basket is empty. Nothing was ordered."


class TakenOut(Message):
    """One product was taken out of the basket. {items} is what is still in it."""

    english: ClassVar[str] = "I took out {title}. Still in your basket:\n{items}"
    title: Title
    items: tuple[Item, ...]

    def buttons(self) -> tuple[Button, ...]:
        return _ON


class NotInBasket(Message):
    """The shopper wants something taken out that is not in the basket. {items} is what is in it."""

    english: ClassVar[str] = "I don't see that in your basket. This is in it:\n{items}\nWhich one shall I take out?"
    items: tuple[Item, ...]

    def buttons(self) -> tuple[Button, ...]:
        return names("remove", tuple((item.sku, item.title) for item in self.items))


class WhichQuantity(Message):
    """The shopper said a number, but several products could be meant."""

    english: ClassVar[str] = "{quantity} of which one?\n{titles}"
    asks: ClassVar[Slot | None] = Slot.PRODUCT
    quantity: int
    titles: tuple[Title, ...]
    skus: tuple[str, ...]

    def buttons(self) -> tuple[Button, ...]:
        return names("product", tuple(zip(self.skus, self.titles, strict=True)))
