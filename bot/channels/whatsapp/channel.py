"""WhatsApp through Twilio: what came in, what goes out, and whether it may.

Freely only within 24 hours of the person's last word, reckoned from our own inbox; after that an approved template or
nothing. After they blocked us or asked to hear no more, only what the law demands, until they write again.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.channels import layout as numbers
from bot.channels.base import Capabilities, ChannelGone, ChannelRejected, ChannelUnavailable, Delivery, SentFile
from bot.channels.capabilities import ABLE
from bot.channels.connection import Heard, Knock, Refused
from bot.channels.whatsapp.api import BODY, Twilio, TwilioRefused, ids_of
from bot.channels.whatsapp.book import BLOCKED, CHOICES, FILE, PICTURE, TEMPLATE, TEXT, WINDOW_CLOSED, Book
from bot.channels.whatsapp.form import NAME, Form, NotAForm, Parked, Said, said, status
from bot.channels.whatsapp.handing import Files, as_taken, is_taken
from bot.channels.whatsapp.layout import Outgoing, choosable, messages
from bot.channels.whatsapp.signature import form_of, is_signed
from bot.channels.whatsapp.store import Standing
from bot.channels.whatsapp.templates import DEMANDED, filled, same_words, variables
from dialogue.inbound import Arrival
from dialogue.wording import WordedCard

WINDOW: Final = timedelta(hours=24)
MARGIN: Final = timedelta(minutes=10)
"""Our inbox knows when a message reached us, not when it was written; what we send takes its time too."""
LOOK_BACK: Final = timedelta(minutes=5)
TWIML: Final = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
NOT_CONTENT: Final = BLOCKED | {WINDOW_CLOSED}
"""Codes that are about the person and not about what is sent."""
FORMS: Final = ("application/x-www-form-urlencoded",)


class WindowClosed(ChannelRejected):
    """More than a day since they wrote, and no approved template says this."""


class Unwanted(ChannelRejected):
    """They blocked us, or asked to hear no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsApp:
    """The channel. `opener` words the button that opens a list, in a locale; empty where lists are not to be used.
    `photo` says where a product's picture lies; `files` gives files an address."""

    account: str
    token: str
    twilio: Twilio
    book: Book
    opener: Callable[[str], str]
    photo: Callable[[WordedCard], str | None] = lambda card: None
    files: Files | None = None
    name: str = NAME

    @property
    def capabilities(self) -> Capabilities:
        return ABLE[NAME]

    # ---- in

    def hear(self, knock: Knock) -> Heard | Refused:
        """Twilio's webhook for what people write."""
        form = self._checked(knock)
        if isinstance(form, Refused):
            return form
        found = said(form)
        if isinstance(found, Parked):
            return Heard(unreadable=(found.arrival,), body=TWIML, content_type="text/xml")
        arrival = self._meant(found.arrival)
        do = partial(self._wished, found)
        return Heard(arrivals=(arrival,), do=do, body=TWIML, content_type="text/xml")

    def hear_status(self, knock: Knock) -> Heard | Refused:
        """Twilio's callbacks for what we wrote. One that says nothing to us is answered all the same: it would only be
        sent again."""
        form = self._checked(knock)
        if isinstance(form, Refused):
            return form
        news = status(form)
        return Heard(do=partial(self.book.heard, news)) if news is not None else Heard()

    def _checked(self, knock: Knock) -> Form | Refused:
        """The signature comes first; no reason names anything from the body."""
        try:
            form = form_of(knock.body)
        except NotAForm as error:
            return Refused(str(error), 400)
        if not is_signed(knock, form, self.token):
            return Refused("it is not signed as Twilio signs for this address")
        if form.one("AccountSid") != self.account:
            return Refused("it is for another account")
        return form

    def _meant(self, arrival: Arrival) -> Arrival:
        """A number or label typed, or tapped in a list, as the choice it stands for."""
        standing = self.book.standing(arrival.address) if arrival.text else None
        meant = numbers.chosen(arrival.text, standing.choices) if standing else None
        return replace(arrival, text="", button=meant.id) if meant else arrival

    def _wished(self, found: Said) -> Iterable[str]:
        """Who writes to us first agrees to be answered here; who told Twilio to stop agrees again by START alone. What
        could not go along with a template comes now."""
        arrival = found.arrival
        if found.stops:
            self.book.stopped(arrival.address, arrival.external_id, arrival.text)
        else:
            self.book.agreed(arrival.address, arrival.external_id, arrival.text, anew=found.starts)
            return self.book.pay_up(arrival.address)
        return ()

    # ---- out

    def deliver(self, delivery: Delivery) -> str | None:
        """Raises WindowClosed or Unwanted beside what every channel raises. Parts that went out before are not sent
        again."""
        of, now = self.book.standing(delivery.address), self.book.clock()
        if of is None:
            raise ChannelRejected("they never wrote to us")
        if is_silent(of) and delivery.name not in DEMANDED and delivery.intent is None:
            raise Unwanted("they asked to hear no more")
        if not is_open(of, now):
            return self._template(delivery)
        return self._freely(of, delivery)

    def _freely(self, of: Standing, delivery: Delivery) -> str | None:
        plain = is_since(of, of.plain_at)
        outgoing = messages(delivery, self.opener(delivery.locale), plain=plain, photo=self.photo)
        choices = choosable(delivery)
        if choices or delivery.asks:  # A number that answers a question is no choice of an earlier list.
            self.book.choices(of, choices)
        # They may have written while a template was on its way: what it could not carry goes behind this.
        self.book.pay_up(delivery.address)
        sids = [self._once(delivery, each) for each in outgoing]
        for place, file in enumerate(delivery.files):
            self._hand(delivery, place, as_taken(file))
        return sids[-1]

    def _hand(self, delivery: Delivery, place: int, file: SentFile) -> None:
        """Sends a file along; of one that WhatsApp does not take, its address."""
        if self.files is None:
            return
        address = self.files.address(int(delivery.id.partition(".")[0]), place, file.name)
        taken = is_taken(file)
        text = "" if taken else f"{file.name}: {address}"
        way = self.twilio.send_media if taken else self.twilio.send_text
        send = partial(way, delivery.address, address if taken else text)
        self._sent(f"{delivery.id}.file{place}", FILE, delivery, text, send)

    def _once(self, delivery: Delivery, outgoing: Outgoing) -> str:
        """A part is named by what it says: after a change of form only what was not said yet is said."""
        part = f"{delivery.id}.{_digest(outgoing.text)[:12]}"
        if outgoing.photo:
            return self._picture(part, delivery, outgoing)
        if not outgoing.replies and not outgoing.items:
            return self._sent(part, TEXT, delivery, outgoing.text, partial(self._send_text, delivery, outgoing))
        try:
            return self._sent(part, CHOICES, delivery, outgoing.text, partial(self._send_choices, delivery, outgoing))
        except TwilioRefused as refused:
            if refused.code in NOT_CONTENT:
                raise
            self.book.forget_content(digest_of(delivery.locale, outgoing))
            # Whatever is wrong with the buttons, their meaning is told in numbers a moment later.
            raise ChannelUnavailable(f"{refused}; it is sent again without buttons", after=0) from None

    def _picture(self, part: str, delivery: Delivery, outgoing: Outgoing) -> str:
        send = partial(self.twilio.send_media, delivery.address, outgoing.photo, outgoing.text)
        try:
            return self._sent(part, PICTURE, delivery, outgoing.text, send)
        except TwilioRefused as refused:
            if refused.code in NOT_CONTENT:
                raise
            raise ChannelUnavailable(f"{refused}; it is sent again without pictures", after=0) from None

    def _sent(self, part: str, form: str, delivery: Delivery, text: str, send: Callable[[], str]) -> str:
        """The sid of a part, sent now or before. After a call that broke off Twilio is asked first: it has no keys
        that would make a repetition harmless."""
        begun = self.book.part(part)
        if begun is not None and begun.sid is not None:
            return begun.sid
        sid: str | None = None
        if begun is not None:
            sid = self.twilio.find(delivery.address, text, begun.at - LOOK_BACK, self.book.is_noted)
        if begun is None:
            self.book.begin(part, int(delivery.id.partition(".")[0]), form)
        try:
            sid = sid or send()
        except TwilioRefused as refused:
            self.book.forget(part)
            self._refused(refused, form, delivery)
            raise ChannelGone(str(refused)) if refused.code in BLOCKED else refused from None
        self.book.sent(part, sid)
        return sid

    def _refused(self, refused: TwilioRefused, form: str, delivery: Delivery) -> None:
        of = self.book.standing(delivery.address)
        if of is None:
            return
        if refused.code in BLOCKED:
            self.book.blocked(of)
        elif form in (CHOICES, PICTURE) and refused.code not in NOT_CONTENT:
            self.book.plain(of)
        elif refused.code == WINDOW_CLOSED:
            self.book.closed(of)

    def _send_text(self, delivery: Delivery, outgoing: Outgoing) -> str:
        return self.twilio.send_text(delivery.address, outgoing.text)

    def _send_choices(self, delivery: Delivery, outgoing: Outgoing) -> str:
        sid = self._content(delivery.locale, outgoing)
        return self.twilio.send_content(delivery.address, sid, {BODY: outgoing.text, **ids_of(outgoing)})

    def _content(self, locale: str, outgoing: Outgoing) -> str:
        """Twilio's own id of buttons with these words; made when they are first shown, then known here."""
        digest = digest_of(locale, outgoing)
        known = self.book.content(digest)
        if known is None:
            known = self.twilio.create_choices(f"shopkeep-{digest[:16]}", locale, outgoing)
            self.book.keep_content(digest, known)
        return known

    def _template(self, delivery: Delivery) -> str:
        """Only what WhatsApp approved for this Message in this language; anything else is a person's to tell."""
        language = delivery.locale.partition("_")[0]
        approved = self.book.approved(delivery.name, dict.fromkeys((delivery.locale, language)))
        if not approved:
            raise WindowClosed(f"no approved template says {delivery.name} in {delivery.locale}")
        fits = (each for each in approved if same_words(each.body, delivery.facts, delivery.text))
        found = next(fits, approved[0])
        given = variables(found.body, delivery.facts)
        send = partial(self.twilio.send_content, delivery.address, found.sid, given)
        # A reply of several pages is one template.
        reply = delivery.id.partition(".")[0]
        sid = self._sent(f"{reply}.{TEMPLATE}", TEMPLATE, delivery, filled(found.body, given), send)
        if delivery.files:
            self.book.owe(int(reply))
        return sid


def is_open(of: Standing, now: datetime) -> bool:
    """Whether they may be written to freely."""
    if of.heard_at is None or is_since(of, of.closed_at):
        return False
    return now - of.heard_at < WINDOW - MARGIN


def is_silent(of: Standing) -> bool:
    """Whether they took back their consent, or blocked us or wished for no offers and have not written since."""
    return of.revoked or is_since(of, of.blocked_at) or is_since(of, of.opted_out_at)


def is_since(of: Standing, moment: datetime | None) -> bool:
    """Whether something happened, and they have not written after it."""
    return moment is not None and (of.heard_at is None or of.heard_at <= moment)


def digest_of(locale: str, outgoing: Outgoing) -> str:
    """The same for the same words: ids and text are variables."""
    replies = [choice.title for choice in outgoing.replies]
    items = [[choice.title, choice.description] for choice in outgoing.items]
    return _digest(json.dumps([locale, replies, outgoing.opener, items], ensure_ascii=False))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
