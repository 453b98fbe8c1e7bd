"""Addresses as they are said, piece by piece: what is known, what is still missing."""

from typing import Final

from dialogue.commands import AddressSaid
from dialogue.counter import Counter
from dialogue.messages.base import Label, Message
from dialogue.messages.checkout import AddressIncomplete, NameMissing
from orders.order import Address

_NEEDED: Final = ("name", "line1", "postcode", "city", "country")


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


def missing_in(said: AddressSaid, counter: Counter) -> tuple[str, ...]:
    """Names of the parts that are still needed."""
    parts = said.model_dump()
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


def ask_for(missing: tuple[str, ...]) -> Message:
    if missing == ("name",):
        return NameMissing()
    return AddressIncomplete(missing=tuple(Label(kind="address_part", id=part) for part in missing))
