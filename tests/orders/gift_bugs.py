"""Bugs to plant in what goes back while the goods stay."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from orders import adjusting, booking, decisions, reductions, refunds
from orders.actions import ApproveRefund, DeclineRefund
from orders.adjusting import Giving
from orders.answers import Decision, Facts, Refusal
from orders.changes import Change
from orders.line import Line, LineQuantity, Shares
from orders.order import Order, RefundLine
from orders.policy import Policy
from orders.states import RefundReason


class Plant(Protocol):
    def setattr(self, target: object, name: str, value: object) -> None: ...


def a_fall_is_forgotten(plant: Plant) -> None:
    lower = reductions.cheaper

    def cheaper(line: Line, part: RefundLine) -> Line:
        return replace(lower(line, part), less=line.less)

    plant.setattr(refunds, "cheaper", cheaper)


def a_fall_keeps_the_fee(plant: Plant) -> None:
    lower = reductions.lowered

    def lowered(order: Order, parts: Sequence[RefundLine]) -> tuple[RefundLine, ...] | None:
        found = lower(order, parts)
        nothing = Shares.zero(order.currency)
        return found and tuple(replace(each, shares=replace(nothing, goods=each.shares.goods)) for each in found)

    plant.setattr(refunds, "lowered", lowered)
    plant.setattr(adjusting, "lowered", lowered)


def an_apology_is_forgotten(plant: Plant) -> None:
    decide = adjusting.decide_giving

    def again(order: Order, action: Giving, policy: Policy, facts: Facts) -> Decision | Refusal:
        kept = tuple(refund for refund in order.refunds if refund.reason is not RefundReason.LATE_APOLOGY)
        lines = tuple(replace(line, refunded=Shares.zero(order.currency)) for line in order.lines)
        before = order if kept == order.refunds else replace(order, refunds=kept, lines=lines)
        return decide(before, action, policy, facts)

    plant.setattr(decisions, "decide_giving", again)


def goods_are_kept_for_half(plant: Plant) -> None:
    kept = adjusting._for_less

    def for_half(order: Order, piece: LineQuantity) -> RefundLine:
        return kept(replace(order, terms=replace(order.terms, keep_share=Decimal("0.5"))), piece)

    plant.setattr(adjusting, "_for_less", for_half)


def own_gifts_are_approved(plant: Plant) -> None:
    decide = booking.decide_refund

    def alone(change: Change, action: ApproveRefund | DeclineRefund) -> Refusal | None:
        mine = change.order.refund(action.refund)
        if mine is None or not mine.asked_by:
            return decide(change, action)
        change.put_refund(replace(mine, asked_by=""))
        answer = decide(change, action)
        decided = change.order.refund(action.refund) or mine
        change.put_refund(replace(decided, asked_by=mine.asked_by))
        return answer

    plant.setattr(booking, "decide_refund", alone)
