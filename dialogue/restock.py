"""Sold-out goods that are there again, told to those who wait for them: once each, in the order of asking, in the
transaction that marks them told. A crash in between tells nobody, and the rise is given out anew."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from dialogue import chats, store
from dialogue.commands import ProductRef, TakeProduct
from dialogue.conversation import Conversation, OpenQuestion, Shown, Slot
from dialogue.counter import Counter
from dialogue.engine import TRIES, Engine
from dialogue.messages.base import Card
from dialogue.messages.watching import BackInStock
from dialogue.outbox_store import Outgoing, queue
from dialogue.playbooks.cards import FEW, title_of_sku
from dialogue.playbooks.taking import SUGGESTED
from orders import accounts
from orders.account_actions import StockWish
from orders.ids import ConversationId, Sku
from orders.stock import Offer


def restocked(engine: Engine) -> tuple[Sku, ...]:
    """Variants waited for whose offer has changed since somebody looked."""
    with engine.storage.reads() as session:
        return tuple(accounts.restocked(session))


def tell_of(engine: Engine, sku: Sku) -> tuple[ConversationId, ...]:
    """Tell as many who wait for it as pieces became free; the conversations that have something to hear.

    Raises whatever wording it raises; then nothing has changed, and all still wait.
    """
    for _ in range(TRIES):
        try:
            return _told(engine, sku)
        except store.StaleConversation:
            continue
    return ()


def _told(engine: Engine, sku: Sku) -> tuple[ConversationId, ...]:
    now = engine.clock()
    told: list[ConversationId] = []
    with engine.storage.writes() as session:
        counter = engine.counter(now)
        found = accounts.to_be_told(session, sku, now, policy=counter.policy)
        if found is None:
            return ()
        offer, pieces, wishes = found
        for wish in wishes:
            if len(told) == pieces:
                break
            told_in = _tell(engine, session, wish, offer, counter, now)
            if told_in is not None:
                told.append(told_in)
        engine.at("before restock commit")
    return tuple(dict.fromkeys(told))


def _tell(
    engine: Engine, session: Session, wish: StockWish, offer: Offer, counter: Counter, now: datetime
) -> ConversationId | None:
    """The chat in which they were told: none where they have none, or nothing of it is sold where they are."""
    conversation = chats.chat_for(session, wish.shopper, wish.conversation)
    message = _message(conversation, offer, counter) if conversation is not None else None
    if conversation is None or message is None or not accounts.mark_told(session, wish, now):
        return None
    after = replace(_looking_at(conversation, offer), version=conversation.version + 1, disclosed=True)
    store.save_conversation(session, after, conversation.version)
    queue(session, after, engine.says.introduced(conversation, [Outgoing(message)]), now, None)
    return conversation.id


def _message(conversation: Conversation, offer: Offer, counter: Counter) -> BackInStock | None:
    market = counter.policy.markets.get(conversation.market)
    price = offer.price_in(market.currency) if market is not None else None
    product = counter.finder.product_of(offer.sku)
    variant = product.variant(offer.sku) if product is not None else None
    if price is None or product is None or variant is None:
        return None
    if offer.markets and conversation.market not in offer.markets:
        return None
    title = title_of_sku(product, offer.sku)
    left = offer.free if offer.free <= FEW else None
    card = Card(position=1, sku=offer.sku, product=product.id, title=title, price=price, image=variant.image, left=left)
    return BackInStock(title=title, price=price, sku=offer.sku, shown=(card,))


def _looking_at(conversation: Conversation, offer: Offer) -> Conversation:
    """ "I'll take it" and a plain yes mean what is back, unless something else waits for an answer."""
    if conversation.pending is not None or conversation.question is not None:
        return conversation
    taking = TakeProduct(product=ProductRef(sku=offer.sku)).model_dump_json()
    question = OpenQuestion(Slot.PRODUCT, options=(offer.sku,), command=taking, subject=SUGGESTED)
    return replace(conversation, focus=Shown(offer.product, offer.sku), question=question)
