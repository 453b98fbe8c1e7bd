"""Queries of the WhatsApp channel: who may be written to and how, how far messages came, templates. Nothing commits."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlmodel import Session, col

from bot.channels.whatsapp.form import FAILED, NAME, RANKS, Status
from bot.tables import ContentRow, ReachRow, SentMessageRow, TemplateRow
from dialogue import profile_store
from dialogue.profile_store import LONGEST_WORDING, ON_WHATSAPP
from dialogue.tables import ConsentRow, ConversationRow, InboxRow, OutboxRow, ShopperRow
from dialogue.wording import WordedButton
from orders.ids import ConversationId, ShopperId

APPROVED: Final = "approved"
OWED: Final = "owed"
"""Form and state of what stands for files that could not go along yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an address of ours: when they last wrote, and what has happened since.

    `opted_out_at` is when they wished for no more offers; `agreed` is whether they agreed to be written to here, and
    `revoked` whether they took that back. `choices` are what a number they type means now.
    """

    conversation: ConversationId
    shopper: ShopperId
    heard_at: datetime | None = None
    heard: int = 0
    closed_at: datetime | None = None
    blocked_at: datetime | None = None
    plain_at: datetime | None = None
    opted_out_at: datetime | None = None
    agreed: bool = False
    revoked: bool = False
    choices: tuple[WordedButton, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A message at Twilio. `reply` is None while only its callback is known."""

    id: int
    part: str | None
    reply: int | None
    sid: str | None
    form: str
    state: str
    error: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SentReply:
    """A reply of ours: whom it went to, the name of its Message, and how often it was tried."""

    address: str
    name: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Template:
    """A Content template: `name` and `locale` are the Message it words; `body` has {{fields}}."""

    sid: str
    name: str
    locale: str
    status: str
    body: str
    reason: str = ""
    category: str = ""


# ---- who is reached


def standing(session: Session, address: str) -> Standing | None:
    """None for somebody who never wrote: nobody is written to first."""
    place = (col(ConversationRow.channel) == NAME, col(ConversationRow.address) == address)
    row = session.scalars(select(ConversationRow).where(*place)).first()
    if row is None:
        return None
    # What cannot be read was no message to us, and what staff wrote none of theirs.
    theirs = (col(InboxRow.conversation) == row.id, col(InboxRow.channel) == NAME, col(InboxRow.parsed).is_not(None))
    newest = select(col(InboxRow.received_at), col(InboxRow.seq)).where(*theirs).order_by(col(InboxRow.seq).desc())
    heard = session.execute(newest.limit(1)).first()
    reach = session.get(ReachRow, row.id) or ReachRow(conversation=row.id, shopper=row.shopper)
    seq = (heard.seq if heard else None) or 0
    said = profile_store.agreed_at(session, ShopperId(row.shopper), ON_WHATSAPP)
    return Standing(
        conversation=ConversationId(row.id),
        shopper=ShopperId(row.shopper),
        heard_at=heard.received_at if heard else None,
        heard=seq,
        closed_at=reach.closed_at,
        blocked_at=reach.blocked_at,
        plain_at=reach.plain_at,
        opted_out_at=_opted_out_at(session, row.shopper),
        agreed=said is not None and said[0],
        revoked=said is not None and not said[0],
        choices=_choices(reach.choices) if reach.choices_after == seq else (),
    )


def _opted_out_at(session: Session, shopper: str) -> datetime | None:
    if not session.scalar(select(col(ShopperRow.opted_out)).where(col(ShopperRow.id) == shopper)):
        return None
    of_them = (col(ConsentRow.shopper) == shopper, col(ConsentRow.about) == "marketing")
    said_no = select(func.max(col(ConsentRow.at))).where(*of_them, col(ConsentRow.given).is_(False))
    return session.scalar(said_no)


def log_consent(  # noqa: PLR0913 - all that is kept of a consent
    session: Session, of: Standing, message: str, words: str, now: datetime, *, given: bool, about: str = ON_WHATSAPP
) -> None:
    """A consent that is given or taken back here: by which message of the vendor's and in which words."""
    session.add(
        ConsentRow(
            shopper=of.shopper,
            about=about,
            given=given,
            channel=NAME,
            source=message,
            wording=words[:LONGEST_WORDING],
            at=now,
        )
    )


def wants_offers_again(session: Session, of: Standing) -> bool:
    """Takes back that they want no offers; whether it was so."""
    asked = (col(ShopperRow.id) == of.shopper, col(ShopperRow.opted_out).is_(True))
    row = session.scalars(select(ShopperRow).where(*asked)).first()
    if row is None:
        return False
    row.opted_out = False
    session.add(row)
    return True


def _reach(session: Session, of: Standing) -> ReachRow:
    return session.get(ReachRow, of.conversation) or ReachRow(conversation=of.conversation, shopper=of.shopper)


def note_closed(session: Session, of: Standing, now: datetime) -> None:
    """Twilio says that the window is closed, whatever we reckoned."""
    row = _reach(session, of)
    row.closed_at = now
    session.add(row)


def note_blocked(session: Session, of: Standing, now: datetime) -> None:
    row = _reach(session, of)
    row.blocked_at = now
    session.add(row)


def note_plain(session: Session, of: Standing, now: datetime) -> None:
    """Choices are shown as numbers alone until they write again."""
    row = _reach(session, of)
    row.plain_at = now
    session.add(row)


def keep_choices(session: Session, of: Standing, choices: Iterable[WordedButton]) -> None:
    """What a typed number means from now on, until they write again."""
    row = _reach(session, of)
    row.choices = json.dumps([[each.id, each.label, each.legal] for each in choices], ensure_ascii=False)
    row.choices_after = of.heard
    session.add(row)


def _choices(kept: str) -> tuple[WordedButton, ...]:
    return tuple(WordedButton(id=button, label=label, legal=legal) for button, label, legal in json.loads(kept))


# ---- messages at Twilio


def part(session: Session, name: str) -> Part | None:
    row = session.scalars(select(SentMessageRow).where(col(SentMessageRow.part) == name)).first()
    return _part(row) if row else None


def is_noted(session: Session, sid: str) -> bool:
    """A callback alone, which may come before the call that sent it has returned, notes nothing."""
    return session.scalars(_of_sid(sid).where(col(SentMessageRow.part).is_not(None))).first() is not None


def begin_part(session: Session, name: str, reply: int, form: str, now: datetime) -> None:
    """Before the call: whether it went out is asked of Twilio should we not live to hear the answer."""
    session.add(SentMessageRow(channel=NAME, part=name, reply=reply, form=form, state="trying", at=now))


def forget_part(session: Session, name: str) -> None:
    session.execute(delete(SentMessageRow).where(col(SentMessageRow.part) == name))


def note_sid(session: Session, name: str, sid: str) -> Part | None:
    """Twilio took a part. Its callback may have come first: what that said is taken over."""
    row = session.scalars(select(SentMessageRow).where(col(SentMessageRow.part) == name)).first()
    if row is None:
        return None
    early = session.scalars(_of_sid(sid)).first()
    if early is not None and early.id != row.id:
        row.state, row.error = early.state, early.error
        session.delete(early)
        session.flush()
    else:
        row.state = row.state if row.state != "trying" else "accepted"
    row.external_id = sid
    session.add(row)
    session.flush()
    return _part(row)


def move_on(session: Session, news: Status, now: datetime) -> Part | None:
    """Keep how far a message has come; None where it had come as far before."""
    row = session.scalars(_of_sid(news.sid).with_for_update()).first()
    if row is None:
        row = SentMessageRow(channel=NAME, external_id=news.sid, state="trying", at=now)
    if RANKS[news.state] <= RANKS[row.state]:
        return None
    row.state, row.error, row.at = news.state, news.error, now
    session.add(row)
    session.flush()
    return _part(row)


def forget_failed(session: Session, reply: int) -> None:
    """Parts of a reply that did not arrive are to be sent again."""
    failed = (col(SentMessageRow.reply) == reply, col(SentMessageRow.state).in_(FAILED))
    session.execute(delete(SentMessageRow).where(*failed))


def owe(session: Session, reply: int, now: datetime) -> None:
    """Keep that a reply went out without its files, once."""
    name = f"{reply}.{OWED}"
    if part(session, name) is None:
        session.add(SentMessageRow(channel=NAME, part=name, reply=reply, form=OWED, state=OWED, at=now))


def owes(session: Session, conversation: ConversationId) -> bool:
    return session.scalars(select(col(SentMessageRow.id)).where(*_owed(conversation)).limit(1)).first() is not None


def settle_owed(session: Session, conversation: ConversationId) -> tuple[int, ...]:
    """The replies whose files are owed, oldest first; whoever takes them brings them, once."""
    taken = delete(SentMessageRow).where(*_owed(conversation)).returning(col(SentMessageRow.reply))
    return tuple(sorted(reply for reply in session.scalars(taken) if reply is not None))


def owe_no_more(session: Session, reply: int) -> None:
    """What the files belong to did not arrive."""
    session.execute(delete(SentMessageRow).where(col(SentMessageRow.part) == f"{reply}.{OWED}"))


def _owed(conversation: ConversationId) -> tuple[ColumnElement[bool], ...]:
    theirs = select(col(OutboxRow.id)).where(col(OutboxRow.conversation) == conversation)
    return (col(SentMessageRow.form) == OWED, col(SentMessageRow.reply).in_(theirs))


def states_of(session: Session, reply: int) -> tuple[Part, ...]:
    rows = session.scalars(
        select(SentMessageRow).where(col(SentMessageRow.reply) == reply).order_by(col(SentMessageRow.id))
    )
    return tuple(map(_part, rows))


def reply_at(session: Session, reply: int) -> SentReply | None:
    query = select(col(ConversationRow.address), col(OutboxRow.name), col(OutboxRow.attempts)).join(
        OutboxRow, col(OutboxRow.conversation) == col(ConversationRow.id)
    )
    row = session.execute(query.where(col(OutboxRow.id) == reply)).first()
    return SentReply(row.address, row.name, row.attempts) if row else None


def send_again(session: Session, reply: int, next_at: datetime) -> None:
    """A reply that Twilio took and did not deliver waits once more."""
    session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.id) == reply)
        .values(state="waiting", pieces=0, attempts=OutboxRow.attempts + 1, next_at=next_at)
    )


def _of_sid(sid: str) -> Select[SentMessageRow]:
    return select(SentMessageRow).where(col(SentMessageRow.channel) == NAME, col(SentMessageRow.external_id) == sid)


def _part(row: SentMessageRow) -> Part:
    return Part(row.id or 0, row.part, row.reply, row.external_id, row.form, row.state, row.error, row.at)


# ---- templates and content


def approved(session: Session, name: str, locales: Iterable[str]) -> tuple[Template, ...]:
    """The approved templates of a Message in the first of these locales that has any."""
    of_name = select(TemplateRow).where(col(TemplateRow.name) == name, col(TemplateRow.status) == APPROVED)
    for locale in locales:
        of_locale = of_name.where(col(TemplateRow.locale) == locale).order_by(col(TemplateRow.sid))
        found = tuple(map(_template, session.scalars(of_locale)))
        if found:
            return found
    return ()


def templates(session: Session) -> tuple[Template, ...]:
    rows = session.scalars(select(TemplateRow).order_by(col(TemplateRow.name), col(TemplateRow.locale)))
    return tuple(map(_template, rows))


def synced_at(session: Session) -> datetime | None:
    """When Twilio last said how its templates stand; None where nothing is known of any."""
    found: datetime | None = session.scalar(select(func.max(col(TemplateRow.synced_at))))
    return found


def keep_templates(session: Session, found: Iterable[Template], now: datetime) -> None:
    """These are all there are: what Twilio has no more is gone here too."""
    session.execute(delete(TemplateRow))
    for each in found:
        keep_template(session, each, now)


def keep_template(session: Session, found: Template, now: datetime) -> None:
    row = session.get(TemplateRow, found.sid) or TemplateRow(
        sid=found.sid, name=found.name, locale=found.locale, status="", body="", synced_at=now
    )
    row.status, row.reason, row.category = found.status, found.reason, found.category
    row.body, row.synced_at = found.body, now
    session.add(row)


def _template(row: TemplateRow) -> Template:
    return Template(row.sid, row.name, row.locale, row.status, row.body, row.reason, row.category)


def content(session: Session, digest: str) -> str | None:
    row = session.get(ContentRow, digest)
    return row.sid if row else None


def keep_content(session: Session, digest: str, sid: str, now: datetime) -> None:
    session.merge(ContentRow(digest=digest, sid=sid, made_at=now))


def forget_content(session: Session, digest: str) -> None:
    session.execute(delete(ContentRow).where(col(ContentRow.digest) == digest))
