"""Words for goods that become other goods: what would be done, and what was; one item or several."""

from collections.abc import Sequence

from dialogue.messages import swaps as said
from dialogue.messages.base import Label, Message, Swapped, Title
from dialogue.playbooks.lines import ProductOf, back_to, method_of, title_in, title_of_line
from orders.actions import Swap
from orders.answers import Decision
from orders.events import LinesChanged
from orders.ids import LineId
from orders.order import Order


def pairs_of(order: Order, swaps: Sequence[Swap], decision: Decision, product_of: ProductOf) -> tuple[Swapped, ...]:
    """Each old and new title of what would be done, with how many pieces it is about."""
    return tuple(
        _pair(title_in(order, swap.line, product_of), title_of_line(new, product_of), swap.quantity)
        for swap, new in zip(swaps, decision.new_lines, strict=True)
    )


def _pair(old: Title, new: Title, quantity: int) -> Swapped:
    count = {"quantity": quantity}
    return Swapped(old=old.model_copy(update=count), new=new.model_copy(update=count))


def change_preview(token: str, decision: Decision, order: Order, swaps: tuple[Swapped, ...], charged: str) -> Message:
    """What a change before packing would do, and which way its difference goes; one that is paid, by `charged`."""
    number = order.id
    difference = decision.charge or (decision.refund.amount if decision.refund else None)
    method = method_of(charged) if decision.charge else back_to(order)
    if len(swaps) == 1:
        old, new = swaps[0].old, swaps[0].new
        if difference is None:
            return said.ChangePreview(token=token, order=number, old=old, new=new)
        one = said.ChangePreviewDearer if decision.charge else said.ChangePreviewCheaper
        return one(token=token, order=number, old=old, new=new, difference=difference, method=method)
    if difference is None:
        return said.ChangesPreview(token=token, order=number, swaps=swaps)
    several = said.ChangesPreviewDearer if decision.charge else said.ChangesPreviewCheaper
    return several(token=token, order=number, swaps=swaps, difference=difference, method=method)


def exchange_preview(
    token: str, decision: Decision, order: Order, swaps: tuple[Swapped, ...], days: int, charged: str
) -> Message:
    """What an exchange of delivered goods would do; a difference in the shopper's favour follows the old goods."""
    difference = decision.charge or decision.refund_on_return
    method = method_of(charged) if decision.charge else back_to(order)
    if len(swaps) == 1:
        old, new = swaps[0].old, swaps[0].new
        if difference is None:
            return said.ExchangePreview(token=token, old=old, new=new, days=days)
        one = said.ExchangePreviewDearer if decision.charge else said.ExchangePreviewCheaper
        return one(token=token, old=old, new=new, days=days, difference=difference, method=method)
    if difference is None:
        return said.ExchangesPreview(token=token, swaps=swaps, days=days)
    several = said.ExchangesPreviewDearer if decision.charge else said.ExchangesPreviewCheaper
    return several(token=token, swaps=swaps, days=days, difference=difference, method=method)


def charged_by(order: Order, new_lines: Sequence[LineId]) -> Label:
    """What the difference for these new lines is charged to."""
    paying = (each.method for each in order.payments if set(each.lines) & set(new_lines))
    return method_of(next(paying, order.method))


def changed_lines(event: LinesChanged, order: Order, titles: tuple[Title, ...], product_of: ProductOf) -> Message:
    """One message for one wish, however many lines it changed."""
    swaps = tuple(
        _pair(title_in(order, swap.old, product_of), title_in(order, swap.new, product_of), swap.quantity)
        for swap in event.swaps
    )
    number, difference = order.id, event.charge or event.refund
    method = charged_by(order, [swap.new for swap in event.swaps]) if event.charge else back_to(order)
    if len(swaps) == 1:
        old, new = swaps[0].old, swaps[0].new
        if difference is None:
            return said.ItemIsNow(order=number, titles=titles, old=old, new=new)
        one = said.ItemIsNowDearer if event.charge else said.ItemIsNowCheaper
        return one(order=number, titles=titles, old=old, new=new, difference=difference, method=method)
    if difference is None:
        return said.ItemsAreNow(order=number, titles=titles, swaps=swaps)
    several = said.ItemsAreNowDearer if event.charge else said.ItemsAreNowCheaper
    return several(order=number, titles=titles, swaps=swaps, difference=difference, method=method)
