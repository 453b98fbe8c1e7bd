"""Products as facts that a Message can carry: title, card, reasons. Wording them is not done here."""

from dialogue.counter import Counter
from dialogue.messages.base import Because, Card, Term, Title
from dialogue.view import View
from matching.matches import Match, Reason, Why
from matching.product import Product, Variant
from orders.ids import Sku

FEW = 3
"""From this many pieces down a shopper is told how many are left."""
_SIZED = frozenset({Why.SIZE, Why.YOUR_SIZE, Why.THEIR_SIZE, Why.OTHER_SIZE})


def currency_of(view: View, counter: Counter) -> str:
    """The currency prices are told in: the market's, or the default market's where ours does not deliver."""
    return counter.policy.markets[market_of(view, counter)].currency


def market_of(view: View, counter: Counter) -> str:
    market = view.conversation.market
    return market if market in counter.policy.markets else counter.policy.default_market


def title_of(product: Product, variant: Variant | None = None, *, sized: bool = True) -> Title:
    """How a product is called; with a variant also its colour and, unless `sized` is off, its size."""
    return Title(
        given=product.title,
        name=product.name,
        category=product.category,
        color=variant.color if variant else None,
        size=variant.size if variant and sized else None,
        titles=dict(product.titles),
    )


def title_of_sku(product: Product, sku: Sku, *, sized: bool = True) -> Title:
    return title_of(product, product.variant(sku), sized=sized)


def card_of(match: Match, position: int) -> Card:
    """A match as it is shown. The size is named when it was asked for or there is only one."""
    sized = len(match.product.sizes) < 2 or any(reason.why in _SIZED for reason in match.reasons)
    return Card(
        position=position,
        sku=match.variant.sku,
        product=match.product.id,
        title=title_of(match.product, match.variant, sized=sized),
        price=match.price,
        image=match.variant.image,
        reasons=tuple(because_of(reason) for reason in match.reasons),
        left=match.stock if 0 < match.stock <= FEW else None,
    )


def because_of(reason: Reason) -> Because:
    concept = reason.concept
    return Because(
        why=reason.why,
        term=Term(kind=concept[0], id=concept[1]) if concept else None,
        size=reason.size,
        amount=reason.amount,
        cm=reason.cm,
        day=reason.day,
    )
