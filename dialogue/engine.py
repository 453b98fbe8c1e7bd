"""One turn from Inbound to settled result: accept, read, think, settle. Delivery is the worker's.

Nothing is said or changed before `settle`, which is one short write guarded by the conversation's version.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from dialogue import chats, profile_store, store
from dialogue.bookmarks import remember
from dialogue.card_numbers import without_card_numbers
from dialogue.conversation import Conversation, Holder
from dialogue.counter import Counter
from dialogue.inbound import Arrival, Inbound, Sender
from dialogue.linking import Links
from dialogue.outbox_store import Outgoing, queue
from dialogue.plan import Case, Flag
from dialogue.profile import Profile
from dialogue.settle import Desk, Says, flag_of, open_money, settle, waiting
from dialogue.turn import Mind, Thought, think
from dialogue.understanding.access import without_code
from dialogue.understanding.linking import may_hold_code, without_link_code
from dialogue.view import View
from matching.product import Product
from orders import service
from orders.card_numbers import masked
from orders.events import Event, PersonNeeded
from orders.ids import ConversationId, ShopperId
from orders.order import Order
from orders.service import StaleWrite

TRIES: Final = 3
"""A turn is thought again when the conversation moved meanwhile; after this many times a person looks at it."""
STAFF_PATIENCE: Final = 10
"""How often in a row a turn of the desk's may fail before it is given up: with its pauses some ten minutes."""

UNTOLD: Final = 100
"""How many Events are told in one go."""


class Transactions(Protocol):
    """The factory that `bot/storage.py` gives."""

    def reads(self) -> AbstractContextManager[Session]: ...

    def writes(self) -> AbstractContextManager[Session]: ...

    def notes(self) -> AbstractContextManager[Session]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Runs turns. `counter` is made anew for each turn; `at` marks points where a test may stop the process."""

    storage: Transactions
    mind: Mind
    says: Says
    desk: Desk
    links: Links
    counter: Callable[[datetime], Counter]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    home: Callable[[str | None, Conversation], Conversation]
    """Fits a conversation's locale and market to the channel's hint, when it begins."""
    author: Callable[[Thought], Thought] = lambda thought: thought
    """Puts words into a turn that is thought through; no transaction is open, and nothing else may change."""
    at: Callable[[str], None] = lambda point: None

    # ---- accept

    def accept(self, arrival: Arrival) -> ConversationId | None:
        """Store what came in, once. The conversation to wake; None when it was here before, or names one that is not.

        When this returns, the message is safe: the channel may be answered.
        """
        try:
            return self._accept(arrival)
        except IntegrityError:
            # Another process opened the same conversation at this moment; now it is there.
            return self._accept(arrival)

    def _accept(self, arrival: Arrival) -> ConversationId | None:
        now, arrival = self.clock(), without_card_numbers(arrival)
        with self.storage.writes() as session:
            self.at("before inbox write")
            if store.is_known(session, arrival):
                return None
            conversation = self._conversation_of(session, arrival, now)
            if conversation is None:
                return None
            stored = store.keep_raw(session, arrival, conversation, now)
            self.at("after inbox write")
        self.at("after accept")
        return conversation.id if stored else None

    def accept_unreadable(self, arrival: Arrival) -> None:
        """Store the raw form of what could not be parsed, and put it before a person."""
        now, arrival = self.clock(), without_card_numbers(arrival)
        with self.storage.writes() as session:
            if store.keep_raw(session, arrival, None, now, parsed=False):
                self.desk.unreadable(session, arrival.channel, arrival.external_id, now)

    def _conversation_of(self, session: Session, arrival: Arrival, now: datetime) -> Conversation | None:
        """None when the desk speaks in a conversation that was erased meanwhile."""
        if arrival.conversation:
            return store.conversation(session, arrival.conversation)
        found = store.find_conversation(session, arrival.channel, arrival.address)
        return found or self.open(session, arrival.channel, arrival.address, arrival.locale, now)

    def open(self, session: Session, channel: str, address: str, hint: str | None, now: datetime) -> Conversation:
        """A new conversation with a new shopper."""
        opened = Conversation(
            id=ConversationId(f"c-{self.new_id()}"), shopper=ShopperId(f"s-{self.new_id()}"), channel=channel
        )
        opened = self.home(hint, opened)
        store.begin_conversation(session, opened, address, now)
        return opened

    # ---- a turn

    def run_turn(self, conversation: ConversationId) -> bool:
        """Answer everything that waits in this conversation, as one turn; False when nothing waits.

        Raises whatever thinking raises; then nothing has changed.
        """
        for _ in range(TRIES):
            view = self.view(conversation)
            if view is None:
                return False
            self.at("before think")
            thought = self.author(think(view, self.mind, self.counter(view.now)))
            self.at("after think")
            try:
                self._settle(thought)
            except (store.StaleConversation, StaleWrite):
                continue
            self.at("after settle")
            return True
        self.give_up(conversation, TRIES)
        return True

    def view(self, conversation_id: ConversationId) -> View | None:
        """What a turn may see now. None when nothing waits."""
        with self.storage.reads() as session:
            conversation = store.conversation(session, conversation_id)
            inbounds = _one_speaker(store.open_inbounds(session, conversation)) if conversation else ()
            if conversation is None or not inbounds:
                return None
            return self.view_of(session, conversation, inbounds)

    def view_of(self, session: Session, conversation: Conversation, inbounds: tuple[Inbound, ...]) -> View:
        """These messages in this conversation, with everything known."""
        now = self.clock()
        profile = profile_store.profile(session, conversation.shopper)
        orders = service.orders_open_to(session, conversation.shopper, now)
        products = self._products(conversation, orders)
        skus = [variant.sku for product in products for variant in product.variants]
        own = [order for order in orders if order.shopper == conversation.shopper]
        facts = service.facts_for(session, own, skus, now)
        hint = next((each.locale for each in reversed(inbounds) if each.locale), None)
        if not conversation.turns:
            conversation = self.home(hint or profile.locale, conversation)
        conversation = self._delivered_to(conversation, profile)
        return View(
            conversation,
            profile,
            inbounds,
            orders,
            products,
            now,
            facts.history,
            facts.offers,
            facts.customers,
            chats=store.conversations_of(session, conversation.shopper),
            code_awaited=may_hold_code(inbounds) and self.links.awaited(session, conversation, now),
        )

    def _delivered_to(self, conversation: Conversation, profile: Profile) -> Conversation:
        """The market is that of the country we deliver to, once it is known."""
        address = conversation.address or profile.address
        if address is None or address.country not in self.counter(self.clock()).policy.markets:
            return conversation
        return replace(conversation, market=address.country)

    def _products(self, conversation: Conversation, orders: Iterable[Order]) -> tuple[Product, ...]:
        finder = self.counter(self.clock()).finder
        shown = [finder.product(each.product) for each in (*conversation.shown, conversation.focus) if each]
        skus = [line.sku for line in conversation.basket] + [line.sku for order in orders for line in order.lines]
        found = [product for product in (*shown, *map(finder.product_of, skus)) if product]
        return tuple({product.id: product for product in found}.values())

    def _settle(self, thought: Thought) -> None:
        now = self.clock()
        with self.storage.writes() as session:
            self.at("before settle")
            settle(session, thought, self.says, self.desk, self.counter(now).policy, now, links=self.links)
            self.at("before settle commit")

    # ---- what nobody asked for

    def untold(self) -> tuple[Event, ...]:
        """Events to tell now, oldest first: those that no turn has told, of conversations that are not put off."""
        now, limit = self.clock(), UNTOLD
        with self.storage.reads() as session:
            while True:
                events = service.unannounced(session, limit=limit)
                if not events:
                    return ()
                put_off = store.resting(session, {order.conversation for order, _ in events}, now)
                free = tuple(event for order, event in events if order.conversation not in put_off)
                if free or len(events) < limit:
                    return free
                # However many fail, they hold up none that came after them.
                limit *= 2

    def announce(self, event: Event) -> ConversationId | None:
        """Turn an Event into Messages, in a transaction of its own; the conversation that has something to hear.

        Raises whatever wording it raises; then nothing has changed, and the Event is still untold.
        """
        for _ in range(TRIES):
            try:
                return self._announce(event)
            except store.StaleConversation:
                continue
        return None

    def _announce(self, event: Event) -> ConversationId | None:
        now = self.clock()
        with self.storage.writes() as session:
            order = service.any_order(session, event.order)
            conversation = chats.chat_for(session, order.shopper, order.conversation) if order else None
            if not service.mark_announced(session, (event,)) or order is None or conversation is None:
                return None
            self._tell(session, conversation, order, event, now)
            self.at("before announce commit")
        return conversation.id

    def _tell(self, session: Session, conversation: Conversation, order: Order, event: Event, now: datetime) -> None:
        said = [Outgoing(message, order.id) for message in self.says.tell(event, order)]
        flag = flag_of(event)
        after = replace(remember(conversation, event, order), version=conversation.version + 1)
        if flag is Flag.REFUND_LIMIT:
            after = waiting(after)
        store.save_conversation(session, replace(after, disclosed=after.disclosed or bool(said)), conversation.version)
        # News is of its order, which may be for another market than the talk is in.
        there = replace(after, market=order.market)
        queue(session, there, self.says.introduced(conversation, said), now, None)
        if flag is not None:
            about = event.why if isinstance(event, PersonNeeded) else ""
            case = Case(flag=flag, opened_at=now, tried=(about,) if about else (), open_money=open_money((order,)))
            self.desk.flagged(session, after, case)

    def put_off_telling(self, event: Event, pause: Callable[[int], timedelta], patience: int) -> None:
        """An Event could not be told: its conversation rests, and a person looks at it once it has failed so often."""
        now = self.clock()
        with self.storage.writes() as session:
            order = service.any_order(session, event.order)
            conversation = store.conversation(session, order.conversation) if order else None
            if order is None or conversation is None:
                return
            if store.put_off(session, conversation.id, now, pause) == patience:
                what = f"{type(event).__name__} of {order.id} could not be told"
                case = Case(flag=Flag.BROKEN, opened_at=now, tried=(what,), open_money=open_money((order,)))
                self.desk.flagged(session, conversation, case)

    def give_up(self, conversation_id: ConversationId, attempts: int) -> None:
        """A turn has failed so often in a row: its messages go before a person, and the shopper is told so, unless a
        person has the conversation. What waits behind them is the next turn's.

        What a person of ours did has more patience: a claim that is lost leaves a conversation with nobody.
        """
        now = self.clock()
        with self.storage.writes() as session:
            conversation = store.conversation(session, conversation_id)
            if conversation is None:
                return
            inbounds = _one_speaker(store.open_inbounds(session, conversation))
            if not inbounds and conversation.holder is not Holder.AGENT:
                # Nobody waits for an answer, and a person looks at it already: what fails is what was said before.
                return
            after = replace(conversation, version=conversation.version + 1)
            if any(inbound.sender is Sender.STAFF for inbound in inbounds):
                if attempts < STAFF_PATIENCE:
                    return
                done = (f"{inbound.staff}: {inbound.button} {inbound.text}".strip() for inbound in inbounds)
                case = Case(flag=Flag.BROKEN, opened_at=now, tried=tuple(done))
            else:
                asked = tuple(without_link_code(without_code(inbound.text, conversation)) for inbound in inbounds)
                case = Case(flag=Flag.BROKEN, opened_at=now, asked=asked)
                after = self._told_of_failure(session, conversation, after, now)
            store.save_conversation(session, after, conversation.version)
            self.desk.flagged(session, after, case)
            store.mark_handled(session, inbounds, None, now)

    def _told_of_failure(
        self, session: Session, before: Conversation, after: Conversation, now: datetime
    ) -> Conversation:
        if before.holder is Holder.STAFF:
            return after
        after = replace(waiting(after), disclosed=True)
        queue(session, after, self.says.introduced(before, [Outgoing(self.says.broken(before))]), now, None)
        return after

    # ---- without changing anything

    def understood(self, view: View) -> Thought:
        """What a turn would make of this View; nothing is stored."""
        inbounds = tuple(replace(inbound, text=masked(inbound.text)) for inbound in view.inbounds)
        return think(replace(view, inbounds=inbounds), self.mind, self.counter(view.now))


def _one_speaker(inbounds: tuple[Inbound, ...]) -> tuple[Inbound, ...]:
    """The first messages that are of one speaker: a turn is the shopper's or the desk's, never both."""
    count = next((i for i, each in enumerate(inbounds) if each.sender is not inbounds[0].sender), len(inbounds))
    return inbounds[:count]
