"""Queries for what is known of a shopper: profile, facts, consents. Nothing commits here."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, or_, select
from sqlmodel import Session, col

from dialogue.inbound import Inbound
from dialogue.profile import Fact, Profile
from dialogue.tables import ConsentRow, FactRow, ShopperRow
from orders import accounts
from orders.ids import ConversationId, MessageId, ShopperId
from orders.rows import connection_of

ON_WHATSAPP: Final = "whatsapp"
"""What a consent to be written to on WhatsApp is about."""
LONGEST_WORDING: Final = 500
_SHOPPER: Final = select(
    col(ShopperRow.name),
    col(ShopperRow.email),
    col(ShopperRow.phone),
    col(ShopperRow.locale),
    col(ShopperRow.opted_out),
    col(ShopperRow.news_to),
).where(col(ShopperRow.id) == bindparam("of"))
_FACTS: Final = (
    select(col(FactRow.who), col(FactRow.about), col(FactRow.value), col(FactRow.said_at), col(FactRow.source))
    .where(col(FactRow.shopper) == bindparam("of"))
    .order_by(col(FactRow.id))
)


def profile(session: Session, shopper: ShopperId) -> Profile:
    """Where quotes go and how they are paid by default is what the orders room keeps of the customer."""
    known, customer = connection_of(session), accounts.customer_of(session, shopper)
    row = known.execute(_SHOPPER, {"of": shopper}).first()
    usual = customer.usual_method if customer else None
    address, payment = customer.address if customer else None, usual.token if usual else None
    reached = agreed_at(session, shopper, ON_WHATSAPP)
    since = reached[1] if reached is not None and reached[0] else None
    if row is None:
        return Profile(shopper=shopper, address=address, payment=payment, whatsapp_since=since)
    return Profile(
        shopper=shopper,
        name=row.name,
        email=row.email,
        phone=row.phone,
        locale=row.locale,
        address=address,
        payment=payment,
        opted_out=row.opted_out,
        news_to=ConversationId(row.news_to) if row.news_to else None,
        whatsapp_since=since,
        facts=tuple(
            Fact(who=who, about=about, value=value, said_at=said_at, source=MessageId(source))
            for who, about, value, said_at, source in known.execute(_FACTS, {"of": shopper})
        ),
    )


def search(session: Session, text: str, limit: int = 30) -> tuple[Profile, ...]:
    """Shoppers whose name, e-mail or phone holds the text, letter case aside; for the desk."""
    rows = session.scalars(
        select(col(ShopperRow.id))
        .where(
            or_(
                *(
                    col(field).icontains(text, autoescape=True)
                    for field in (ShopperRow.name, ShopperRow.email, ShopperRow.phone)
                )
            )
        )
        .order_by(col(ShopperRow.created_at).desc())
        .limit(limit)
    )
    return tuple(profile(session, ShopperId(found)) for found in rows)


def save_profile(session: Session, before: Profile, after: Profile, now: datetime) -> None:
    """Write what changed between the two; facts learned meanwhile elsewhere stay."""
    if before == after:
        return
    row = session.get(ShopperRow, after.shopper) or ShopperRow(id=after.shopper, created_at=now)
    for name in ("name", "email", "phone", "locale", "opted_out", "news_to"):
        if getattr(before, name) != getattr(after, name):
            setattr(row, name, getattr(after, name))
    session.add(row)
    _keep_account(session, before, after)
    for fact in before.facts:
        if fact not in after.facts:
            session.execute(
                delete(FactRow).where(
                    col(FactRow.shopper) == after.shopper,
                    col(FactRow.who) == fact.who,
                    col(FactRow.about) == fact.about,
                    col(FactRow.value) == fact.value,
                )
            )
    for fact in after.facts:
        if fact not in before.facts:
            session.add(
                FactRow(
                    shopper=after.shopper,
                    who=fact.who,
                    about=fact.about,
                    value=fact.value,
                    said_at=fact.said_at,
                    source=fact.source,
                )
            )


def _keep_account(session: Session, before: Profile, after: Profile) -> None:
    if before.address != after.address:
        accounts.keep_default_address(session, after.shopper, after.address)
    if before.payment != after.payment:
        accounts.keep_usual_method(session, after.shopper, after.payment)
    name, email = after.name or ("" if before.name else None), after.email or ("" if before.email else None)
    accounts.keep_contact(session, after.shopper, name=name, email=email)


def log_consent(session: Session, inbound: Inbound, about: str, given: bool) -> None:
    session.add(
        ConsentRow(
            shopper=inbound.shopper,
            about=about,
            given=given,
            channel=inbound.channel,
            source=inbound.id,
            wording=inbound.text[:LONGEST_WORDING],
            at=inbound.at,
        )
    )


def agreed_at(session: Session, shopper: ShopperId, about: str) -> tuple[bool, datetime] | None:
    """Whether a consent stands, and since when it does or does not; None where nothing was ever said."""
    of_them = (col(ConsentRow.shopper) == shopper, col(ConsentRow.about) == about)
    newest = select(col(ConsentRow.given), col(ConsentRow.at)).where(*of_them).order_by(col(ConsentRow.id).desc())
    row = session.execute(newest.limit(1)).first()
    return (row.given, row.at) if row is not None else None
