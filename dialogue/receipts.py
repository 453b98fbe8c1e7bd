"""Papers about an order as HTML files in the shopper's language: receipt, refund note, receipt of a withdrawal.

They are the durable medium a shopper keeps, so each stands alone: no script, no link, nothing loaded from elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from dialogue.messages.base import Title
from dialogue.messages.paper import PAPER
from dialogue.playbooks.lines import day_of, place_of
from dialogue.wording import Voice
from locales import formats
from orders.gift_cards import KIND
from orders.money import Money
from orders.order import Order, Refund, sum_shares
from orders.policy import standard
from orders.states import ClaimKind, RefundReason, RefundState

STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;color:#20302b;max-width:42rem;margin:2.5rem auto;padding:0 1.2rem}"
    "h1{font-size:1.4rem;color:#1f6f5c}table{width:100%;border-collapse:collapse;margin:1.2rem 0}"
    "th,td{padding:.4rem .3rem;text-align:start;border-bottom:1px solid #e5ddcd}"
    ".n{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}tfoot th{font-weight:500}"
    "tfoot tr:last-child th,tfoot tr:last-child td{font-weight:700}dl{display:grid;grid-template-columns:auto 1fr;"
    "gap:.2rem 1.2rem}dt{color:#5c6b65}dd{margin:0}.small{color:#5c6b65;font-size:.88rem}"
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to hand over: its name and its HTML text."""

    name: str
    text: str


def paper(kind: str, order: Order, voice: Voice, titles: dict[str, Title]) -> Paper:
    """`kind` is receipt, refund_note or withdrawal_receipt. `titles` gives each sku its name as shown in the chat."""
    writer = _Writer(order, voice, titles)
    match kind:
        case "refund_note":
            return writer.page("refund_note", "refund_file", writer.refunds())
        case "withdrawal_receipt":
            return writer.page("withdrawal_receipt", "withdrawal_file", writer.withdrawal() + writer.lines())
        case _:
            return writer.page("receipt", "receipt_file", writer.lines() + writer.tail())


def paper_word(name: str, voice: Voice) -> str:
    """A word of our papers in a language."""
    return voice.fill(f"paper|{name}", PAPER[name][0], {})


class _Writer:
    def __init__(self, order: Order, voice: Voice, titles: dict[str, Title]) -> None:
        self.order, self.voice, self.titles = order, voice, titles

    def word(self, name: str) -> str:
        return paper_word(name, self.voice)

    def money(self, amount: Money) -> str:
        return formats.money(amount, self.voice.region)

    def page(self, title: str, file: str, body: str) -> Paper:
        code, direction = self.voice.locale.code.replace("_", "-"), "rtl" if self.voice.locale.rtl else "ltr"
        head = f"{self.word(title)} {self.order.id}"
        text = (
            f'<!doctype html><html lang="{code}" dir="{direction}"><head><meta charset="utf-8"><title>{escape(head)}'
            f"</title><style>{STYLE}</style></head><body><h1>{escape(head)}</h1>{self.facts()}{body}</body></html>"
        )
        return Paper(f"{self.word(file)}-{self.order.id}.html", text)

    def facts(self) -> str:
        order = self.order
        rows: list[tuple[str, str]] = [("order", order.id)]
        if order.placed_at:
            rows.append(("date", self.day(order.placed_at)))
        rows.append(("ship_to", self.voice.place(place_of(self.order.address))))
        if order.method:
            rows.append(("paid_with", self.paid_with()))
        cells = "".join(f"<dt>{escape(self.word(name))}</dt><dd>{escape(value)}</dd>" for name, value in rows)
        return f"<dl>{cells}</dl>"

    def paid_with(self) -> str:
        """The way the order was paid; with a gift card, what each payment paid."""
        if self.order.gift_part is None:
            return method_name(self.order.method, self.voice)
        parts = {self.order.method: self.order.rest_to_pay, f"{KIND}_{self.order.gift_card}": self.order.gift_part}
        paid = ((method_name(method, self.voice), amount) for method, amount in parts.items() if not amount.is_zero())
        return " + ".join(f"{name} ({self.money(amount)})" for name, amount in paid)

    def lines(self) -> str:
        head = "".join(
            f"<th{'' if name == 'product' else ' class=n'}>{escape(self.word(name))}</th>"
            for name in ("product", "quantity", "price", "sum")
        )
        body = "".join(
            f"<tr><td>{escape(self.title(line.sku, line.title))}</td><td class=n>{line.current}</td>"
            f"<td class=n>{self.money(line.price_now)}</td><td class=n>{self.money(line.goods)}</td></tr>"
            for line in self.order.current_lines
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody><tfoot>{self.sums()}</tfoot></table>"

    def sums(self) -> str:
        order = self.order
        rows = [("items", order.items), ("shipping", order.shipping), ("fee", order.fee)]
        if not order.tax.is_zero():
            rows.append(("tax_added", order.tax))
        rows.append(("total", order.total))
        return "".join(self.row(name, amount) for name, amount in rows)

    def row(self, name: str, amount: Money) -> str:
        return f"<tr><th colspan=3>{escape(self.word(name))}</th><td class=n>{self.money(amount)}</td></tr>"

    def tail(self) -> str:
        order, rows = self.order, []
        if not order.tax_contained.is_zero():
            rows.append(f"{self.word('tax_contained')}: {self.money(order.tax_contained)}")
        given = order.paid_back
        if not given.is_zero():
            rows.append(f"{self.word('refunded')}: {self.money(given)}")
        rows.append(self.word("guarantees"))
        return "".join(f"<p class=small>{escape(row)}</p>" for row in rows)

    def day(self, moment: datetime) -> str:
        return formats.full_day(day_of(moment, self.order.market), self.voice.region)

    def refunds(self) -> str:
        """Each refund, the newest first: what for, why, of which parts, which way it goes back and how long it takes.

        What a bank took back by itself was no refund of ours, and what one person only wants to give is none yet.
        """
        ours = [each for each in self.order.refunds if each.reason is not RefundReason.DISPUTED and each.is_told]
        return "".join(map(self.refund, reversed(ours)))

    def refund(self, refund: Refund) -> str:
        rows = [
            ("refund_reason", self.word(f"refund_reason|{refund.reason.value}")),
            ("refund_state_is", self.word(f"refund_state|{refund.state.value}")),
            ("refund_asked", self.day(refund.asked_at)),
        ]
        if refund.paid_out_at:
            rows.append(("refund_paid_out", self.day(refund.paid_out_at)))
        if refund.state is not RefundState.DECLINED:
            rows.append(("refund_method", self.way_back(refund)))
            rows.append(("refund_days", str(standard().days_to_arrive(refund.method))))
        facts = "".join(f"<dt>{escape(self.word(name))}</dt><dd>{escape(value)}</dd>" for name, value in rows)
        head = escape(f"{self.word('refund_number')} {refund.id}")
        return f"<h2>{head}</h2><dl>{facts}</dl>{self.pieces(refund)}"

    def way_back(self, refund: Refund) -> str:
        """Each way with its amount where there are several."""
        methods = {payment.id: payment.method for payment in self.order.payments}
        amounts: dict[str, Money] = {}
        for part in refund.parts:
            method = f"{KIND}_{part.gift_card}" if part.gift_card else methods.get(part.payment, refund.method)
            name = method_name(method, self.voice)
            amounts[name] = amounts[name] + part.amount if name in amounts else part.amount
        if len(amounts) < 2:
            return next(iter(amounts), method_name(refund.method, self.voice))
        return " + ".join(f"{name} ({self.money(amount)})" for name, amount in amounts.items())

    def pieces(self, refund: Refund) -> str:
        """The pieces it is for, and what its amount is made of, parts of zero left out."""
        lines = {line.id: line for line in self.order.lines}
        pieces = "".join(
            f"<tr><th colspan=3>{escape(self.title(lines[part.line].sku, lines[part.line].title))}</th>"
            f"<td class=n>{part.quantity}</td></tr>"
            for part in refund.lines
            if part.quantity
        )
        shares = sum_shares((part.shares for part in refund.lines), self.order.currency)
        parts = (
            ("items", shares.goods),
            ("shipping", shares.shipping),
            ("refund_fee", shares.fee),
            ("tax_added", shares.tax),
        )
        sums = "".join(self.row(name, amount) for name, amount in parts if not amount.is_zero())
        total = self.row("refund_total", refund.amount)
        return f"<table><tbody>{pieces}</tbody><tfoot>{sums}{total}</tfoot></table>"

    def withdrawal(self) -> str:
        """When the latest withdrawal was received, and from which pieces."""
        claims = [claim for claim in self.order.claims if claim.kind is ClaimKind.WITHDRAWAL]
        if not claims:
            return ""
        lines = {line.id: line for line in self.order.lines}
        when = formats.moment(claims[-1].opened_at, self.voice.region, self.order.market)
        pieces = "".join(
            f"<li>{piece.quantity} × {escape(self.title(lines[piece.line].sku, lines[piece.line].title))}</li>"
            for piece in claims[-1].lines
        )
        return f"<p><strong>{escape(self.word('received_at'))} {escape(when)}</strong></p><ul>{pieces}</ul>"

    def title(self, sku: str, given: str) -> str:
        return self.voice.title(self.titles.get(sku) or Title(given=given))


def method_name(method: str, voice: Voice) -> str:
    """A stored method as people know it: "card_4242" is "Card 4242"."""
    kind, _, rest = method.partition("_") if not method.startswith("gift_card") else ("gift_card", "_", method[10:])
    name = f"method|{kind}"
    return f"{voice.fill(f'paper|{name}', PAPER[name][0], {})} {rest}".strip() if name in PAPER else method
