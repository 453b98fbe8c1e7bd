"""Message + locale → Wording: what a person reads, with its buttons, cards and files. Never raises, never empty.

A text is looked for in the locale's own chain, then in English. A translation whose placeholders do not match the
Message is passed over like a missing one. Live overrides (the reply lab) come first where a source of them is given.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from babel import Locale as Cldr

from dialogue.conversation import Slot
from dialogue.messages.base import (
    TOKEN,
    Because,
    Brief,
    Button,
    Card,
    File,
    Item,
    Label,
    Message,
    Place,
    Said,
    Swapped,
    Term,
    Title,
    Trait,
)
from dialogue.messages.fragments import FRAGMENTS
from dialogue.messages.labels import LABELS
from dialogue.messages.traits import TRAITS
from dialogue.override import UNCHANGED, Override
from locales import Locale, Locales, formats
from locales.markets import Markets
from matching.matches import MISSES
from orders.money import Money

UNTOLD: Final = ("carrier", "number")
"""Fields that are empty until a carrier has said them."""
SIZED: Final = ("size", "sizes", "gone", "yours", "wanted", "offered")
"""Fields whose plain words are sizes."""
ONE_SIZE: Final = "one_size"
"""A size that is no choice: it is left out of names."""
_UNSAFE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RTL_ISOLATE: Final = "\u2068{}\u2069"


@dataclass(frozen=True, slots=True)
class WordedButton:
    """`legal` buttons carry the market's exact words and never become a number."""

    id: str
    label: str
    legal: bool = False


@dataclass(frozen=True, slots=True)
class WordedCard:
    position: int
    sku: str
    product: str
    title: str
    price: str
    amount: Money
    image: str | None
    reasons: tuple[str, ...]
    misses: tuple[str, ...]
    """Those of the reasons that say what does not fit."""
    left: str | None


@dataclass(frozen=True, slots=True)
class Wording:
    """One Message in one language. `files` are made by `receipts.py` when they are sent."""

    name: str
    locale: str
    text: str
    buttons: tuple[WordedButton, ...] = ()
    cards: tuple[WordedCard, ...] = ()
    files: tuple[File, ...] = ()
    asks: Slot | None = None
    facts: tuple[tuple[str, str], ...] = ()
    """The Message's fields as they stand in the text, by name: what fills a template."""
    variant: str = ""
    """Which text of the lab's it is; "" where it is the file's."""


class Wordings:
    """Words for every Message in every locale."""

    def __init__(self, locales: Locales, markets: Markets, override: Override | None = None) -> None:
        self._locales = locales
        self._markets = markets
        self.override: Override = override or UNCHANGED

    def render(self, message: Message, locale: str, market: str, shopper: str = "") -> Wording:
        """The Message as this shopper reads it in `locale`, with numbers and legal words as `market` has them."""
        voice = self.voice(locale, market)
        facts = voice.facts_of(message)
        text, variant = voice.text_of(message, facts, shopper)
        return Wording(
            name=message.name(),
            locale=voice.locale.code,
            text=text,
            variant=variant,
            buttons=tuple(voice.button(button) for button in message.buttons()),
            cards=tuple(voice.card(card) for card in message.cards()),
            files=message.files(),
            asks=message.asks,
            facts=tuple(facts.items()),
        )

    def voice(self, locale: str, market: str) -> "Voice":
        known = self._locales.nearest(locale) or "en"
        return Voice(self._locales[known], market, self._markets, self.override)


class Voice:
    """One locale in one market: words facts one by one. Made anew for each text, keeps nothing."""

    def __init__(self, locale: Locale, market: str, markets: Markets, override: Override) -> None:
        self.locale = locale
        self.market = market
        self.region = formats.locale_in_market(locale.code, market)
        self._markets = markets
        self._override = override

    def text_of(self, message: Message, facts: Mapping[str, str], shopper: str) -> tuple[str, str]:
        """The text with these facts, and which of the lab's it is."""
        number = getattr(message, message.count) if message.count else None
        return self._filled(message.name(), message.english, facts, number, message.english_plural, shopper)

    def facts_of(self, message: Message) -> dict[str, str]:
        """Its fields as words, by name."""
        return {
            name: self._field(name, getattr(message, name))
            for name in type(message).model_fields
            if name in _fields(message)
        }

    def fragment(self, context: str, **values: str) -> str:
        """A small piece by its context; an unknown one says its values, so that nothing is ever empty."""
        known = FRAGMENTS.get(context) or TRAITS.get(context)
        return self.fill(context, known[0], values) if known else self.value(tuple(v for v in values.values() if v))

    def label(self, name: str) -> str:
        return self.fill(f"label|{name}", LABELS[name], {})

    def legal(self, name: str) -> str:
        return self._markets.words(self.market, name, self.locale.code)

    def fill(self, context: str, english: str, values: Mapping[str, str]) -> str:
        """The text of `context` with its values; English where the translation is missing or does not fit."""
        return self._filled(context, english, values)[0]

    def _filled(
        self,
        context: str,
        english: str,
        values: Mapping[str, str],
        number: int | None = None,
        plural: str | None = None,
        shopper: str = "",
    ) -> tuple[str, str]:
        counted = number if plural is not None else None
        source = plural if plural is not None and number is not None and number != 1 else english
        live = self._override(self.locale, context, english, counted, shopper)
        own = self.locale.own_text(context, english, counted)
        for text, variant in (*([(live.text, live.variant)] if live else []), (own, ""), (source, "")):
            if text and placeholders(text) <= values.keys():
                return text.format_map(values), variant
        return source, ""

    def value(self, value: object) -> str:
        """A fact as words. Sequences of lines, cards or places take a line each; other sequences become a list."""
        match value:
            case None | bool():
                return ""
            case str():
                return self._isolated(clean(value))
            case int() | float():
                return formats.number(value, self.region)
            case tuple() if value and isinstance(value[0], Item | Swapped | Card | Place | Brief | Trait):
                return "\n".join(self.value(part) for part in value)
            case tuple():
                return formats.join([self.value(part) for part in value], self.region)
            case _:
                return self._fact(value)

    def _field(self, name: str, value: object) -> str:
        """A field as words: what a carrier has not told yet is called so, and sizes are written as our cards do."""
        if name in UNTOLD and value == "":
            return self.fragment(f"untold|{name}")
        if name in SIZED and isinstance(value, str):
            return self.size(clean(value))
        if name in SIZED and isinstance(value, tuple):
            return formats.join(
                [self.size(each) if isinstance(each, str) else self.value(each) for each in value], self.region
            )
        return self.value(value)

    def _fact(self, value: object) -> str:
        match value:
            case Money():
                return formats.money(value, self.region)
            case datetime():
                return formats.moment(value, self.region, self.market)
            case date():
                return formats.day(value, self.region)
            case Term():
                return self.term(value)
            case Title():
                return self.title(value)
            case Label(kind="legal"):
                return self.legal(value.id)
            case Label():
                return self.fragment(f"{value.kind}|{value.id}", value=clean(value.value))
            case _:
                return self._line(value)

    def _line(self, value: object) -> str:
        match value:
            case Item():
                return self.item(value)
            case Swapped():
                return self.fragment("swap_line", old=self.title(value.old), new=self.title(value.new))
            case Because():
                return self.because(value)
            case Card():
                card = self.card(value)
                return self.fragment("card_line", position=str(card.position), title=card.title, price=card.price)
            case Place():
                return self.place(value)
            case Brief():
                return self.brief(value)
            case Trait():
                return self.trait(value)
            case Said():
                return self.said(value)
            case _:
                raise TypeError(f"{value!r} is not a fact that can be worded; see dialogue/messages/base.py")

    def term(self, term: Term) -> str:
        kinds = (self.locale.terms.get(term.kind, {}), *self.locale.terms.values())
        concept = next((kind[term.id] for kind in kinds if term.id in kind), None)
        if concept is None or not (concept.title or concept.words):
            return term.id.replace("_", " ")
        return concept.title or concept.words[0]

    def title(self, title: Title) -> str:
        head = title.titles.get(self.locale.language) or title.given
        if title.name and title.category and title.category in self.locale.terms.get("category", {}):
            head = self.fragment(
                "title_named", name=clean(title.name), noun=self.term(Term(kind="category", id=title.category))
            )
        parts = [head[:1].upper() + head[1:]]
        if title.color:
            parts += _unsaid(self.term(Term(kind="color", id=title.color)), head)
        if title.size and _concept_of(title.size) != ONE_SIZE:
            parts += _unsaid(self.size(title.size), head)
        told = formats.apart((clean(part) for part in parts), self.region)
        if title.quantity <= 1:
            return told
        return self.fragment("title_counted", quantity=formats.number(title.quantity, self.region), title=told)

    def size(self, size: str) -> str:
        concept = self.locale.terms.get("size", {}).get(_concept_of(size))
        return re.sub(r"(?<=\d)x(?=\d)", " × ", concept.title if concept and concept.title else size)

    def item(self, item: Item) -> str:
        values = {"title": self.title(item.title), "price": formats.money(item.price * item.quantity, self.region)}
        if item.quantity == 1:
            return self.fragment("item_line_one", **values)
        return self.fragment("item_line", quantity=formats.number(item.quantity, self.region), **values)

    def because(self, because: Because) -> str:
        values = {
            "term": self.term(because.term) if because.term else "",
            "size": self.size(because.size or ""),
            "amount": formats.money(because.amount, self.region) if because.amount else "",
            "cm": str(because.cm or ""),
            "day": formats.day(because.day, self.region) if because.day else "",
        }
        context = f"because|{because.why.value}"
        known = all(values.get(name, "") for name in placeholders(FRAGMENTS[context][0]))
        return self.fragment(context if known else "because|not_quite", **values)

    def trait(self, trait: Trait) -> str:
        if not trait.values:
            return self.fragment(f"trait_unknown|{trait.about}")
        sized = trait.about.split(".")[0] in {"size", "sizes", "sold_out_sizes"}
        values = [self.size(value) if sized and isinstance(value, str) else self.value(value) for value in trait.values]
        text = self.fragment(f"trait|{trait.about}", value=formats.join(values, self.region))
        if trait.said_at is None:
            return text
        day = formats.in_market(trait.said_at, self.market).date()
        return self.fragment("trait_dated", trait=text, day=formats.full_day(day, self.region))

    def place(self, place: Place) -> str:
        country = Cldr.parse(self.locale.code).territories.get(place.country, place.country)
        lines = place.line1 if not place.line2 else f"{place.line1}, {place.line2}"
        city = f"{place.city}, {place.region}" if place.region else place.city
        values = {"name": place.name, "line1": lines, "postcode": place.postcode, "city": city, "country": country}
        if place.country in {"US", "CA", "AU", "GB", "IE"}:
            return clean(f"{place.name}, {lines}, {city} {place.postcode}, {country}")
        return clean(self.fragment("place", **values))

    def brief(self, brief: Brief) -> str:
        values = {
            "title": self.title(brief.title),
            "state": self.value(brief.state),
            "total": formats.money(brief.total, self.region),
            "order": brief.order,
        }
        if not brief.more:
            return self.fragment("brief", **values)
        return self.fragment("brief_more", more=formats.number(brief.more, self.region), **values)

    def button(self, button: Button) -> WordedButton:
        if button.legal:
            return WordedButton(button.id, self.legal(button.legal), legal=True)
        if button.label:
            return WordedButton(button.id, self.label(button.label))
        if button.term:
            word = self.term(button.term)
            return WordedButton(button.id, word[:1].upper() + word[1:])
        if button.amount:
            return WordedButton(button.id, self.fragment("up_to", amount=formats.money(button.amount, self.region)))
        if button.title:
            return WordedButton(button.id, self.title(button.title))
        if button.text and button.id.startswith(("size:", "slot:size:")):
            return WordedButton(button.id, self.size(clean(button.text)))
        return WordedButton(button.id, clean(button.text or button.id))

    def card(self, card: Card) -> WordedCard:
        return WordedCard(
            position=card.position,
            sku=card.sku,
            product=card.product,
            title=self.title(card.title),
            price=formats.money(card.price, self.region),
            amount=card.price,
            image=card.image,
            reasons=self._reasons(card),
            misses=tuple(self.because(reason) for reason in card.reasons if reason.why in MISSES),
            left=self.fragment("left_few", left=formats.number(card.left, self.region)) if card.left else None,
        )

    def _reasons(self, card: Card) -> tuple[str, ...]:
        """The note in place of the reasons whose terms it holds, where it is in this language."""
        note = card.note if card.note and card.note.locale == self.locale.code else None
        kept = [each for each in card.reasons if note is None or each.why in MISSES or each.term not in note.facts]
        return (*([self.said(note)] if note else []), *(self.because(reason) for reason in kept))

    def said(self, said: Said) -> str:
        """Free text with its facts as we word them."""
        text = TOKEN.sub(lambda found: self.locked(said.facts[int(found[1]) - 1]), clean(said.text))
        return text[:1].upper() + text[1:]

    def locked(self, fact: Term) -> str:
        """A fact that stands for a token."""
        if fact.kind == "cm":
            return f"{formats.number(float(fact.id), self.region)}\u00a0cm"
        return self.size(fact.id) if fact.kind == "size" else self.term(fact)

    def _isolated(self, text: str) -> str:
        return _RTL_ISOLATE.format(text) if self.locale.rtl and text and text.isascii() else text


def clean(text: str) -> str:
    """A fact as it may stand in a message: no control characters, no marks that turn the direction of what follows."""
    return _UNSAFE.sub("", text)


_PLACEHOLDER: Final = re.compile(r"(?<!\{)\{([a-z_0-9]+)\}(?!\})")


def placeholders(text: str) -> frozenset[str]:
    """Names in braces: the facts a text needs."""
    return frozenset(_PLACEHOLDER.findall(text))


def _unsaid(word: str, head: str) -> tuple[str, ...]:
    """The word, unless the feed's own title ends with it or names it between commas ("Rain jacket, yellow")."""
    said = re.split(r"\s*,\s*", head.casefold())
    return () if word.casefold() in said or head.casefold().endswith(f" {word.casefold()}") else (word,)


def _concept_of(size: str) -> str:
    return size.lower().replace(" ", "_")


def _fields(message: Message) -> frozenset[str]:
    used = placeholders(message.english)
    return used | placeholders(message.english_plural) if message.english_plural else used
