"""What a playbook may look up while it thinks. Everything here only reads, and no transaction is open."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from matching.matches import Finder
from orders.account_actions import StockWish
from orders.customers import Customer
from orders.gift_cards import GiftCard
from orders.ids import GiftCardId, ShopperId, Sku
from orders.policy import Policy
from orders.stock import Offer


def _no_words(kind: str, concept: str, locale: str) -> tuple[str, ...]:
    return ()


def _no_offers(skus: Iterable[Sku]) -> Mapping[Sku, Offer]:
    return {}


def _no_wishes(shopper: ShopperId) -> tuple[StockWish, ...]:
    return ()


def _no_customer(shopper: ShopperId) -> Customer | None:
    return None


def _no_cards(shopper: ShopperId, also: GiftCardId | None) -> tuple[GiftCard, ...]:
    return ()


def _no_sizing(category: str | None) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Counter:
    """`new_token()` gives a unique token for a Pending yes; `locales` are the languages we can switch to."""

    finder: Finder
    policy: Policy
    locales: tuple[str, ...]
    now: datetime
    new_token: Callable[[], str]
    called: Callable[[str, str, str], tuple[str, ...]] = _no_words
    """What people call a concept: (kind, concept, locale) → words of terms.toml, to find goods by their words."""
    cards_of: Callable[[ShopperId, GiftCardId | None], tuple[GiftCard, ...]] = _no_cards
    """The gift cards a shopper has paid with, and the one whose code they told, with what is left on each."""
    wishes_of: Callable[[ShopperId], tuple[StockWish, ...]] = _no_wishes
    """What a shopper waits for until it is in stock again, in the order of asking."""
    customer_of: Callable[[ShopperId], Customer | None] = _no_customer
    """The addresses and ways to pay that are kept of a shopper."""
    offers_of: Callable[[Iterable[Sku]], Mapping[Sku, Offer]] = _no_offers
    """What variants cost that were named and not shown, and how many are there."""
    sizing_of: Callable[[str | None], str | None] = _no_sizing
    """The way of sizing of a category: "clothing", "shoes"."""
    channels: frozenset[str] = frozenset({"whatsapp", "telegram", "web"})
    """Where shoppers can write to the shop."""

    def in_market(self, language: str, market: str) -> str:
        """The variant of a language that a market speaks ("pt_PT" in Portugal), or the language itself."""
        variant = f"{language}_{market}"
        return variant if variant in self.locales else language
