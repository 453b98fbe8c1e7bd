"""The chat as JSON lines, for programs (docs/chat_json.md): one object per line in, exactly one per line out, in order.

All verbs but `message` and `classify` are for tests; they exist on this command only, never on a public channel.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final, TextIO, assert_never

from pydantic import TypeAdapter, ValidationError

from bot.channels.base import Capabilities, Delivery
from bot.channels.capabilities import ABLE
from bot.channels.inline import Inline
from bot.channels.requests import (
    AnyRequest,
    ClassifyRequest,
    ClockRequest,
    EventRequest,
    MailRequest,
    MessageRequest,
    PriceRequest,
    Request,
    ResetRequest,
    SeedRequest,
    StaffRequest,
    StateRequest,
)
from bot.channels.seeding import SeedError, seed
from bot.channels.shapes import Json, moment, reply_shape, state_shape, talk_of
from bot.desk.cases import said_at_the_desk
from dialogue import store
from dialogue.conversation import Conversation
from dialogue.inbound import Arrival, Attachment, Inbound, storable
from dialogue.understanding.classify import intent_of
from orders import service
from orders.answers import Refusal
from orders.ids import ConversationId, MessageId, OrderId, ParcelId, ShopperId, Sku
from orders.money import Money, MoneyError

if TYPE_CHECKING:
    from bot.wiring import Shop

log = logging.getLogger(__name__)

NAME: Final = "json"
STAFF: Final = "Alex"
"""The member of staff the `staff` verb speaks as."""
LONGEST_TEXT: Final = 20_000
CAPABILITIES: Final = ABLE["json"]

_requests: Final[TypeAdapter[AnyRequest]] = TypeAdapter(AnyRequest)


class RequestError(ValueError):
    """A request that cannot be done; its words go into the reply's `error`."""


class JsonLines:
    """Answers requests one after the other, laid out for a channel that is `able` to show so much."""

    def __init__(self, shop: "Shop", able: Capabilities = CAPABILITIES) -> None:
        self._shop = shop
        self._inline = Inline(shop, NAME, able)

    @property
    def delivered(self) -> tuple[Delivery, ...]:
        """What the last request brought, as it was given to the channel."""
        return self._inline.delivered

    def answer_line(self, line: str) -> str:
        """One line in, one line out; whatever is wrong with it is said in `error`."""
        try:
            request = json.loads(line)
        except (ValueError, RecursionError):
            return _line({"error": "this line is not JSON"})
        return _line(self.handle(request))

    def handle(self, request: object) -> Json:
        if not isinstance(request, dict):
            return {"error": "a request is a JSON object"}
        try:
            asked = _requests.validate_python({"op": "message", **_storable(request)})
            return self._do(asked)
        except ValidationError as error:
            return {"error": _complaint(error)}
        except (RequestError, SeedError) as error:
            return {"error": str(error)}

    def _do(self, asked: Request) -> Json:
        match asked:
            case MessageRequest():
                return self.message(asked)
            case ClassifyRequest():
                return self.classify(asked)
            case SeedRequest():
                return {"orders": seed(self._shop, NAME, asked)}
            case EventRequest():
                return self.event(asked)
            case ClockRequest():
                return self.clock(asked)
            case StateRequest():
                return state_shape(self._shop, talk_of(self._shop, NAME, asked.user))
            case StaffRequest():
                return self.staff(asked)
            case MailRequest() | PriceRequest():
                return self.price(asked) if isinstance(asked, PriceRequest) else self.mail()
            case ResetRequest():
                self._shop.forget_everything()
                return {"ok": True}
            case _:
                assert_never(asked)

    # ---- verbs

    def message(self, asked: MessageRequest) -> Json:
        delivered = self._inline.hear(self._arrival(asked))
        mine = [each for each in delivered if each.address == asked.user]
        return reply_shape(self._shop, talk_of(self._shop, NAME, asked.user), mine)

    def classify(self, asked: ClassifyRequest) -> Json:
        shop, now = self._shop, self._shop.clock()
        said = Inbound(
            id=MessageId("m0"),
            conversation=ConversationId("c-0"),
            shopper=ShopperId("s-0"),
            channel=NAME,
            at=now,
            text=asked.text[:LONGEST_TEXT],
            locale=asked.locale,
        )
        with shop.storage.reads() as session:
            talk = store.find_conversation(session, NAME, asked.user)
            talk = talk or Conversation(id=said.conversation, shopper=said.shopper, channel=NAME)
            view = shop.engine.view_of(session, talk, (said,))
        intent, confidence = intent_of(shop.engine.mind.ground(shop.understander.understand(view), view))
        return {"intent": intent, "confidence": round(confidence, 4)}

    def event(self, asked: EventRequest) -> Json:
        shop = self._shop
        with shop.storage.writes() as session:
            done = service.report_parcel(
                session,
                OrderId(asked.order),
                asked.event,
                shop.clock(),
                parcel=ParcelId(asked.parcel) if asked.parcel else None,
                carrier=asked.tracking.carrier if asked.tracking else "",
                number=asked.tracking.number if asked.tracking else "",
                eta=asked.tracking.eta_moment() if asked.tracking else None,
            )
        if isinstance(done, Refusal):
            raise RequestError(f"{asked.event.value} for {asked.order!r}: {done.reason.value}")
        return {"messages": self._replies(self._inline.settle())}

    def clock(self, asked: ClockRequest) -> Json:
        delivered = self._inline.leap(asked.days)
        return {"now": moment(self._shop.clock()), "messages": self._replies(delivered)}

    def staff(self, asked: StaffRequest) -> Json:
        talk = talk_of(self._shop, NAME, asked.user)
        if talk is None:
            raise RequestError(f"user {asked.user!r} has not written yet")
        arrival = said_at_the_desk(talk.id, STAFF, asked.action, asked.text, self._shop.new_id())
        return {"messages": self._replies(self._inline.hear(arrival))}

    def mail(self) -> Json:
        """Every letter in the local mailbox, oldest first."""
        box = self._shop.mailbox
        if box is None:
            raise RequestError("letters go out through a mail server and are not kept")
        return {
            "letters": [
                {"to": kept.letter.to, "subject": kept.letter.subject, "text": kept.letter.text}
                for kept in box.letters()
            ]
        }

    def price(self, asked: PriceRequest) -> Json:
        """What a variant costs from now on, to us and to shoppers."""
        try:
            now = Money.parse(asked.price, asked.currency)
        except MoneyError as error:
            raise RequestError(str(error)) from error
        shop, sku = self._shop, Sku(asked.sku)
        with shop.storage.writes() as session:
            offer = service.offers(session, [sku]).get(sku)
            if offer is None:
                raise RequestError(f"there is no variant {asked.sku!r}")
            service.load_offers(session, [offer.repriced(now)])
        with shop.storage.reads() as session:
            shop.shelf.refresh(session)
        return {"ok": True}

    # ---- shapes

    def _arrival(self, asked: MessageRequest) -> Arrival:
        if asked.text is None and asked.button is None and not asked.attachments:
            raise RequestError("a message needs text, a button or attachments")
        return Arrival(
            channel=NAME,
            external_id=self._shop.new_id(),
            address=asked.user,
            raw=asked.model_dump_json(exclude={"attachments"}),
            text=(asked.text or "")[:LONGEST_TEXT],
            button=asked.button[:64] if asked.button else None,
            locale=asked.locale,
            attachments=tuple(Attachment(type=each.type, url=each.url) for each in asked.attachments),
        )

    def _replies(self, delivered: Iterable[Delivery]) -> list[Json]:
        """One reply for each Message, its pieces together."""
        return [
            reply_shape(self._shop, talk_of(self._shop, NAME, pieces[0].address), pieces)
            for pieces in (list(group) for _, group in groupby(delivered, key=lambda each: each.id.split(".")[0]))
        ]


def run(shop: "Shop", lines: Iterable[bytes], out: TextIO) -> None:
    """Until the input ends. Lines that are blank are answered too: every line has its reply."""
    door = JsonLines(shop)
    for line in _decoded(lines):
        out.write(door.answer_line(line) + "\n")
        out.flush()


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    return (line.decode("utf-8", "replace").rstrip("\r\n") for line in lines)


def _storable(value: Json) -> Json:
    """Every text in it as every database can store it."""
    return {str(_clean(key)): _clean(part) for key, part in value.items()}


def _clean(value: object) -> object:
    match value:
        case str():
            return storable(value)
        case dict():
            return _storable(value)
        case list():
            return [_clean(part) for part in value]
        case _:
            return value


def _line(reply: Json) -> str:
    return json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace").decode()


def _complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
