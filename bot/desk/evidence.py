"""The evidence pack as one plain page that a bank can read on paper: no script, no link, nothing left out."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Final

from orders.evidence import EvidencePack, in_words
from orders.order import Order

_STYLE: Final = (
    "body{font:14px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.6rem;break-after:avoid}"
    "table{width:100%;border-collapse:collapse}th,td{padding:.25rem .4rem;text-align:left;vertical-align:top;"
    "border-bottom:1px solid #ccc}tr{break-inside:avoid}"
)
Row = tuple[str, ...]


def page(pack: EvidencePack) -> str:
    """HTML, complete in itself."""
    order = pack.order
    parts = (
        _table("Order", ("Fact", "Value"), _order(pack)),
        _table("Lines", ("Item", "Pieces", "Price each", "Paid in all"), _lines(order)),
        _table("Terms", ("Rule", "As agreed"), _terms(pack)),
        _table("Consent", ("Fact", "Value"), _consent(pack)),
        _table("Payments", ("Payment", "Amount", "Method", "State", "At"), _payments(pack)),
        _table("Parcels and proof of delivery", ("Parcel", "Contents", "Carrier", "State", "Events"), _parcels(pack)),
        _table("Refunds", ("Refund", "Amount", "Reason", "State", "Paid out"), _refunds(pack)),
        _table("Disputes", ("Dispute", "Amount", "Reason", "State", "Opened", "Ended"), _disputes(pack)),
        _table("Everything that happened", ("No.", "At (UTC)", "What", "Facts"), _log(pack)),
    )
    head = f"Evidence for order {order.id}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(head)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(head)}</h1>"
        f"<p>Made {_at(pack.made_at)} from the shop's append-only log.</p>{''.join(parts)}</body></html>"
    )


def _table(title: str, heads: Row, rows: Iterable[Row]) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = f"<table><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table>" if cells else "<p>None.</p>"
    return f"<h2>{escape(title)}</h2>{body}"


def _at(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else ""


def _order(pack: EvidencePack) -> Iterable[Row]:
    order, to = pack.order, pack.order.address
    place = (to.name, to.line1, to.line2, f"{to.postcode} {to.city}", to.region, to.country)
    yield "Number", order.id
    yield "Placed", _at(order.placed_at)
    yield "Delivery to", ", ".join(part for part in place if part)
    yield "E-mail", order.email
    yield "Items", str(order.items)
    yield "Shipping", str(order.shipping)
    yield "Service fee", str(order.fee)
    yield "Tax added", str(order.tax)
    yield "Total", str(order.total)
    yield "Captured", str(order.captured)
    yield "Given back", str(order.refunded)


def _lines(order: Order) -> Iterable[Row]:
    for line in order.lines:
        options = ", ".join(f"{name} {value}" for name, value in line.options)
        yield (
            f"{line.title} ({line.sku}{f'; {options}' if options else ''})",
            str(line.quantity),
            str(line.price),
            str(line.paid.total),
        )


def _terms(pack: EvidencePack) -> Iterable[Row]:
    terms = pack.terms
    yield "Policy", terms.policy
    yield "Service fee", f"{terms.fee_rate * 100:f} % of items and shipping"
    yield "Tax", f"{terms.tax_rate * 100:f} %, {'contained in prices' if terms.tax_included else 'added on top'}"
    yield "Return", f"{terms.return_days} days after delivery"
    yield "Claims about quality", f"{terms.quality_days} days after delivery"
    yield "Withdrawal", f"{terms.withdrawal_days} days after delivery" if terms.withdrawal_days else "none by law"


def _consent(pack: EvidencePack) -> Iterable[Row]:
    agreed = pack.agreement
    if agreed is None:
        return
    yield "Given by", in_words(agreed.consent.value)
    yield "Given at", _at(agreed.at)
    yield "Quote shown at", _at(agreed.quoted_at)
    yield "Hash of the quote", agreed.quote_hash
    yield "Total agreed", str(agreed.total)
    yield "Method", agreed.method
    yield "Delivery promised by", _at(agreed.promised_by)


def _payments(pack: EvidencePack) -> Iterable[Row]:
    for each in pack.payments:
        yield each.id, str(each.amount), each.method, in_words(each.state.value), _at(each.created_at)


def _parcels(pack: EvidencePack) -> Iterable[Row]:
    for each in pack.deliveries:
        contents = ", ".join(f"{pieces} x {title}" for title, pieces in each.contents)
        proof = f"delivered {_at(each.delivered_at)}" if each.delivered_at else in_words(each.state)
        if each.handed_over_at:
            proof = f"handed over {_at(each.handed_over_at)}; {proof}"
        numbers = ", ".join(map(str, each.recorded_as))
        yield each.parcel, contents, f"{each.carrier} {each.number}".strip(), proof, numbers


def _refunds(pack: EvidencePack) -> Iterable[Row]:
    for each in pack.refunds:
        words = in_words(each.reason.value), in_words(each.state.value)
        yield each.id, str(each.amount), *words, _at(each.paid_out_at)


def _disputes(pack: EvidencePack) -> Iterable[Row]:
    for each in pack.disputes:
        told = in_words(each.reason), in_words(each.state.value)
        yield each.id, str(each.amount), *told, _at(each.opened_at), _at(each.ended_at)


def _log(pack: EvidencePack) -> Iterable[Row]:
    for each in pack.log:
        facts = "; ".join(f"{name}: {value}" for name, value in each.facts)
        yield str(each.number), f"{each.at:%Y-%m-%d %H:%M:%S}", each.what, facts
