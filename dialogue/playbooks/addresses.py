"""Addresses as they are said, piece by piece: what is known, what is still missing."""

import re
from typing import Final

from babel import Locale as Cldr
from babel.languages import get_official_languages

from dialogue.commands import AddressSaid
from dialogue.counter import Counter
from dialogue.messages.base import Label, Message
from dialogue.messages.checkout import AddressIncomplete, NameMissing
from dialogue.postcodes import SHAPES
from dialogue.view import View
from orders.order import Address

_NEEDED: Final = ("name", "line1", "postcode", "city", "country")
_COUNTRY: Final = re.compile(r"(?!EU|EZ|QO|UN|X[AB]|ZZ)[A-Z]{2}")
"""Codes of ISO 3166, without those that CLDR gives to unions and to nowhere."""
_COUNTRIES: Final = frozenset(filter(_COUNTRY.fullmatch, map(str, Cldr("en").territories)))
_OFFERED: Final = 3
"""Countries offered at most."""


def merged(old: AddressSaid, new: AddressSaid) -> AddressSaid:
    """What was said later wins; what was not said again stays."""
    return old.model_copy(update={field: value for field, value in new.model_dump().items() if value})


def said_of(address: Address) -> AddressSaid:
    return AddressSaid(
        name=address.name,
        line1=address.line1,
        line2=address.line2 or None,
        city=address.city,
        region=address.region or None,
        postcode=address.postcode,
        country=address.country,
    )


def redirected(address: Address, said: AddressSaid) -> AddressSaid:
    """A new address for an order, where what goes without saying is kept: the name and the country, and with only a
    street said also the town. The whole is read back before the yes."""
    kept = AddressSaid(name=address.name, country=address.country)
    if said.line1 and not said.city and not said.postcode:
        kept = said_of(address).model_copy(update={"line2": None})
    elif not said.line1 and not said.city and not said.postcode:
        kept = said_of(address)
    elif said.region is None and said.country in (None, address.country):
        kept = kept.model_copy(update={"region": address.region or None})
    return merged(kept, said)


def country_meant(said: AddressSaid, view: View, counter: Counter) -> str | None:
    """The country that goes without saying: that of the address at hand, or the market where its language is spoken
    or the channel named it; never one whose postcodes look otherwise. None where it has to be asked."""
    known = view.conversation.address or view.profile.address
    market = view.conversation.market
    country = known.country if known is not None else market if _is_home(market, view) else None
    return country if country in counter.policy.markets and _looks_so(country, said.postcode) else None


def _looks_so(country: str, postcode: str | None) -> bool:
    """No postcode was said, or one such as the country's are."""
    return not postcode or bool(re.fullmatch(SHAPES.get(country, r".+"), postcode.strip(), re.IGNORECASE))


def _is_spoken(locale: str, market: str) -> bool:
    return locale.split("_")[0] in get_official_languages(market, de_facto=True)


def _is_home(market: str, view: View) -> bool:
    """The talk is in a language of the market, or the channel names the market with its language ("en-DE")."""
    hints = [inbound.locale.replace("-", "_").split("_") for inbound in view.inbounds if inbound.locale]
    if any(hint[-1].upper() == market for hint in hints if len(hint) > 1):
        return True
    return _is_spoken(view.conversation.locale, market)


def missing_in(said: AddressSaid, counter: Counter) -> tuple[str, ...]:
    """Names of the parts that are still needed."""
    parts = said.model_dump()
    if said.country not in _COUNTRIES:  # A button's id may be anybody's.
        parts["country"] = None
    missing = tuple(part for part in _NEEDED if not (parts[part] or "").strip())
    market = counter.policy.markets.get(said.country or "")
    if market is not None and market.regions and not _is_region(said, counter):
        return (*missing, "region")
    return missing


def _is_region(said: AddressSaid, counter: Counter) -> bool:
    probe = Address("", "", "", "", country=said.country or "", region=said.region or "")
    return counter.policy.region_of(said.country or "", probe) is not None


def whole(said: AddressSaid) -> Address:
    """The address, once nothing is missing."""
    return Address(
        name=said.name or "",
        line1=said.line1 or "",
        line2=said.line2 or "",
        city=said.city or "",
        region=said.region or "",
        postcode=said.postcode or "",
        country=said.country or "",
    )


def ask_for(missing: tuple[str, ...], said: AddressSaid, view: View, counter: Counter) -> Message:
    """Asks for what an address still needs; a country that may be meant is offered."""
    if missing == ("name",):
        return NameMissing()
    countries = _likely(said, view, counter) if "country" in missing else ()
    return AddressIncomplete(
        missing=tuple(Label(kind="address_part", id=part) for part in missing), countries=countries
    )


def _likely(said: AddressSaid, view: View, counter: Counter) -> tuple[tuple[str, str], ...]:
    """Countries whose postcodes look like the one said, out of those where the talk's language is spoken and the one
    the shop is in, with their names. None where that leaves too many."""
    talk, names = view.conversation, Cldr.parse(view.conversation.locale).territories
    spoken = [market for market in counter.policy.markets if _is_spoken(talk.locale, market)]
    near = dict.fromkeys((*spoken, talk.market))
    fitting = [market for market in near if _looks_so(market, said.postcode)]
    return tuple((market, names.get(market, market)) for market in fitting) if len(fitting) <= _OFFERED else ()
