"""Waiting for what is sold out: which variant is meant, what is waited for, and calling it off."""

from dataclasses import replace

from dialogue.commands import AskWatched, ListOrders, ProductRef, StopWatching, TakeProduct, WatchStock
from dialogue.conversation import Shown, Slot
from dialogue.counter import Counter
from dialogue.messages import watching as said
from dialogue.messages.base import Message, Title
from dialogue.plan import Decided, Plan
from dialogue.playbooks import tracking
from dialogue.playbooks.cards import currency_of, market_of, title_of, title_of_sku
from dialogue.playbooks.misses import sold_out_of
from dialogue.playbooks.owned import placed
from dialogue.playbooks.pointing import pointed, product_with, resemblance
from dialogue.playbooks.replies import answered, asked, resumed, told
from dialogue.playbooks.variants import Wish, fitting, in_stock, is_size, sizes_of
from dialogue.view import View
from matching.product import Product, Variant
from orders import account_actions
from orders.account_actions import StockWish
from orders.ids import Sku
from orders.pieces import undelivered

ALL = "all"


def watch_stock(command: WatchStock, view: View, counter: Counter) -> Plan:
    """Notes the wish; asks for the size where several are sold out and none was said."""
    command = _as_asked_before(command, view)
    shown = pointed(command.product, view, counter)
    product = product_with(shown.sku, view, counter) if shown else None
    variant = product.variant(shown.sku) if product and shown else None
    if shown is None or product is None or variant is None:
        return asked(view, said.AskWhatToWatch(), Slot.PRODUCT, command)
    command = _as_searched(command, product, view, counter)
    gone = _sold_out(command, product, variant, view, counter)
    chosen = _chosen(command, product, variant, gone, view)
    if chosen is None:
        going_on = command.model_copy(update={"product": ProductRef(sku=shown.sku)})
        question = said.AskWhichSizeToWatch(title=title_of(product, variant, sized=False), sizes=sizes_of(gone))
        return asked(view, question, Slot.SIZE, going_on, sizes_of(gone))
    return _noted(product, chosen, view, counter)


def _as_asked_before(command: WatchStock, view: View) -> WatchStock:
    """ "Tell me when it's back", said of what was to be taken and is sold out."""
    question = view.conversation.question
    waiting = resumed(question.command) if question is not None and question.command else None
    if not isinstance(waiting, TakeProduct) or command.product != ProductRef():
        return command
    return WatchStock(product=waiting.product, color=command.color or waiting.color, size=command.size or waiting.size)


def _as_searched(command: WatchStock, product: Product, view: View, counter: Counter) -> WatchStock:
    """The colour and size that were looked for and are sold out, where nothing else was said."""
    if command.product.sku or command.color or not view.conversation.needs:
        return command
    need = view.conversation.needs[-1]
    wanted = need.model_copy(update={"size": command.size or need.size})
    gone = product.variant(sold_out_of(wanted, product, counter))
    return command.model_copy(update={"color": gone.color, "size": gone.size}) if gone is not None else command


def _sold_out(
    command: WatchStock, product: Product, variant: Variant, view: View, counter: Counter
) -> tuple[Variant, ...]:
    stock = in_stock(view, counter)
    wanted = fitting(product, Wish(command.color or variant.color, command.size))
    return tuple(each for each in wanted if stock(each.sku) <= 0)


def _chosen(
    command: WatchStock, product: Product, variant: Variant, gone: tuple[Variant, ...], view: View
) -> Variant | None:
    """The variant waited for; None where several are sold out and nothing tells which. One that is there stands for a
    product of which nothing is sold out."""
    if not gone:
        wanted = fitting(product, Wish(command.color or variant.color, command.size))
        return variant if variant in wanted or not wanted else wanted[0]
    if len(gone) == 1 or (variant in gone and (command.product.sku or len(sizes_of(gone)) < 2)):
        return variant if variant in gone else gone[0]
    sizes = [need.size for need in view.conversation.needs if need.size]
    sizes += list(view.profile.sizes("self").values())
    fits = [each for size in sizes for each in gone if is_size(size, each.size, product)]
    return fits[0] if fits else None


def _noted(product: Product, variant: Variant, view: View, counter: Counter) -> Plan:
    wish = account_actions.WatchStock(
        shopper=view.conversation.shopper,
        conversation=view.conversation.id,
        sku=Sku(variant.sku),
        market=market_of(view, counter),
        currency=currency_of(view, counter),
    )
    conversation = replace(answered(view), focus=Shown(product.id, Sku(variant.sku)))
    message = said.WillTellWhenBack(title=title_of(product, variant), sku=variant.sku)
    decided = (Decided("service", "waits_for_stock", actor="shopper", inputs=variant.sku),)
    return Plan(conversation, view.profile, account=(wish,), after=(message,), decided=decided)


def ask_watched(command: AskWatched, view: View, counter: Counter) -> Plan:
    """Sold-out goods; who waits for none of them but for parcels means those."""
    waiting = _waiting_for(view, counter)
    if waiting is None and any(undelivered(order) for order in placed(view)):
        return tracking.list_orders(ListOrders(), view, counter)
    return told(view, waiting or said.WaitingForNothing())


def list_orders(command: ListOrders, view: View, counter: Counter) -> Plan:
    """ "What am I waiting for" asks for orders and for what is sold out."""
    plan, waiting = tracking.list_orders(command, view, counter), _waiting_for(view, counter)
    if waiting is None:
        return plan
    return replace(plan, messages=(*plan.messages, waiting)) if placed(view) else told(view, waiting)


def _waiting_for(view: View, counter: Counter) -> Message | None:
    titles, skus = _named(counter.wishes_of(view.conversation.shopper), view, counter)
    return said.WaitingFor(titles=titles, skus=skus) if titles else None


def stop_watching(command: StopWatching, view: View, counter: Counter) -> Plan:
    """Calls off what is meant: the one named, else the only one; of several it is asked which."""
    wishes = counter.wishes_of(view.conversation.shopper)
    if command.everything:
        return _called_off(None, wishes, view, counter)
    if command.product.sku and command.product.position is None and not command.product.words:
        return _called_off(Sku(command.product.sku), wishes, view, counter)
    if not wishes:
        return told(view, said.WaitingForNothing())
    looks = [wish for wish in wishes if _looks(wish, command, view, counter)] or list(wishes)
    meant = _meant(command, looks, view, counter)
    if len(meant) == 1:
        return _called_off(meant[0].sku, wishes, view, counter)
    titles, skus = _named(meant, view, counter)
    return asked(view, said.WhichNoLonger(titles=titles, skus=skus), Slot.PRODUCT, StopWatching(), skus)


def _meant(command: StopWatching, wishes: list[StockWish], view: View, counter: Counter) -> list[StockWish]:
    """Those that bear the most of the words, or are of the product pointed at; all where nothing tells."""
    if command.product.words:
        alike = {wish: _likeness(wish, command.product.words, view, counter) for wish in wishes}
        best = max(alike.values())
        return [wish for wish in wishes if alike[wish] == best]
    shown = pointed(command.product, view, counter)
    return [wish for wish in wishes if shown is not None and _is_of(wish, shown, view, counter)] or wishes


def _likeness(wish: StockWish, words: str, view: View, counter: Counter) -> int:
    product = product_with(wish.sku, view, counter)
    return resemblance(words, product, product.variant(wish.sku)) if product is not None else 0


def _looks(wish: StockWish, command: StopWatching, view: View, counter: Counter) -> bool:
    product = product_with(wish.sku, view, counter)
    variant = product.variant(wish.sku) if product is not None else None
    if product is None or variant is None:
        return False
    return command.color in (None, variant.color) and is_size(command.size, variant.size, product)


def _is_of(wish: StockWish, shown: Shown, view: View, counter: Counter) -> bool:
    product = product_with(wish.sku, view, counter)
    return wish.sku == shown.sku or (product is not None and product.id == shown.product)


def _called_off(sku: Sku | None, wishes: tuple[StockWish, ...], view: View, counter: Counter) -> Plan:
    ended = [wish for wish in wishes if sku in (None, wish.sku)]
    action = account_actions.ForgetWishes(shopper=view.conversation.shopper, sku=sku)
    titles, _ = _named(ended, view, counter)
    message = said.NoLongerWaiting(titles=titles) if titles and sku is not None else said.WaitingForNothingNow()
    decided = (Decided("service", "waits_no_longer", actor="shopper", inputs=sku or ALL),)
    return Plan(answered(view), view.profile, account=(action,), after=(message,), decided=decided)


def _named(
    wishes: tuple[StockWish, ...] | list[StockWish], view: View, counter: Counter
) -> tuple[tuple[Title, ...], tuple[str, ...]]:
    """What is waited for, as it is called; what has left the catalog is not named."""
    known = [(wish.sku, product) for wish in wishes if (product := product_with(wish.sku, view, counter))]
    return tuple(title_of_sku(product, sku) for sku, product in known), tuple(str(sku) for sku, _ in known)
