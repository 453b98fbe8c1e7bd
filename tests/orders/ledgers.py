"""Books of another shop for tests: an order in each state, with and without shipping and fee."""

import json
from collections.abc import Mapping

PLACED, SHIPPED, CAME = "2026-11-02T09:00:00Z", "2026-11-04T09:00:00Z", "2026-11-06T15:00:00Z"
ASKED, BACK, PAID_BACK = "2026-11-09T10:00:00Z", "2026-11-16T10:00:00Z", "2026-11-17T10:00:00Z"

Entry = dict[str, object]

HOME: Entry = {"name": "Noa Berg", "line1": "Hafenstr. 3", "city": "Kiel", "postcode": "24103", "country": "DE"}
ALL = [{"line": 1, "quantity": 2}, {"line": 2, "quantity": 1}]
ONE = [{"line": 1, "quantity": 1}]


def customer(name: str = "noa", **more: object) -> Entry:
    return {
        "id": name,
        "name": "Noa Berg",
        "email": f"{name}@example.com",
        "address": HOME,
        "methods": [
            {"token": "card_77", "kind": "card", "label": "Visa ending in 4242"},
            {"token": "gift_card_G1", "kind": "gift_card", "balance": {"amount": "20.00", "currency": "EUR"}},
        ],
        **more,
    }


def product(name: str = "mug", price: str = "12.50", **more: object) -> Entry:
    return {
        "id": name,
        "title": name.title(),
        "description": "Fired twice.",
        "category": "mug",
        "variants": [
            {"sku": f"{name}-{size}", "options": {"size": size}, "prices": {"EUR": price}, "stock": 5} for size in "SL"
        ],
        **more,
    }


def order(name: str, state: str, **more: object) -> Entry:
    """Two mugs at 12.00 and one bowl at 30.00: 54.00, nothing added."""
    return {
        "id": name,
        "customer": "noa",
        "placed_at": PLACED,
        "state": state,
        "currency": "EUR",
        "address": HOME,
        "lines": [
            {"sku": "mug-S", "quantity": 2, "price": "12.00"},
            {"sku": "bowl-S", "quantity": 1, "price": "30.00"},
        ],
        "payments": [{"method": "card_77", "amount": "54.00", "paid_at": PLACED, "reference": f"ch_{name}"}],
        **more,
    }


def parcel(state: str, **more: object) -> Entry:
    times = {} if state == "ordered" else {"shipped_at": SHIPPED}
    ended = {"ended_at": CAME} if state in ("delivered", "lost", "returned_to_sender") else {}
    sent = {} if state == "ordered" else {"carrier": "DHL", "number": f"JD{state}"}
    return {"lines": ALL, "state": state, **sent, **times, **ended, **more}


def change(kind: str, refund: str = "", paid_at: str = PAID_BACK, **more: object) -> Entry:
    given: Entry = {"refund": {"amount": refund, **({"paid_at": paid_at} if paid_at else {})}} if refund else {}
    return {"kind": kind, "at": ASKED, **given, **more}


def delivered(name: str, state: str, *changes: Entry, **more: object) -> Entry:
    return order(name, state, **{"parcels": [parcel("delivered")], "changes": list(changes), **more})


NEW = {"sku": "mug-L", "price": "12.00"}
SENT = {**NEW, "shipped_at": BACK, "delivered_at": PAID_BACK, "carrier": "DHL", "number": "JDnew"}

ORDERS: list[Entry] = [
    order("A-draft", "draft", payments=[]),
    order("A-quote", "awaiting_confirmation", payments=[]),
    order("A-expired", "expired", payments=[]),
    order("#B-confirmed", "confirmed"),
    order("C-processing", "processing", parcels=[parcel("ordered")]),
    order("D-shipped", "shipped", parcels=[parcel("shipped", eta="2026-11-25T12:00:00Z")]),
    order("E-delayed", "delayed", parcels=[parcel("delayed")]),
    order("F-lost", "lost", parcels=[parcel("lost")]),
    order("G-back", "returned_to_sender", parcels=[parcel("returned_to_sender")]),
    delivered("H-delivered", "delivered"),
    order("I-cancelled", "cancelled", changes=[change("cancelled", "54.00", reason="too late")]),
    delivered("J-return", "return_requested", change("returned", lines=ONE, reason="too small")),
    delivered("K-returned", "returned", change("returned", lines=ALL, received_at=BACK)),
    delivered("L-refunded", "refunded", change("returned", "54.00", lines=ALL, received_at=BACK)),
    delivered("M-partly", "partially_refunded", change("damaged", "12.00", lines=ONE, reason="cracked")),
    delivered("N-pending", "refund_pending", change("missing", "30.00", "", lines=[{"line": 2, "quantity": 1}])),
    delivered("O-exchange", "exchange_requested", change("exchanged", lines=ONE, new=NEW)),
    delivered("P-exchanged", "exchanged", change("exchanged", lines=ONE, received_at=BACK, new=SENT)),
    delivered("Q-wrong", "partially_refunded", change("wrong_item", "10.00", lines=ONE)),
    delivered("R-goodwill", "partially_refunded", change("goodwill", "5.00")),
    order(
        "S-line",
        "partially_refunded",
        parcels=[parcel("delivered", lines=[{"line": 1, "quantity": 2}])],
        changes=[
            {
                "kind": "line_cancelled",
                "at": "2026-11-03T09:00:00Z",
                "lines": [{"line": 2, "quantity": 1}],
                "refund": {"amount": "30.00", "paid_at": SHIPPED},
            }
        ],
    ),
    order(
        "T-never",
        "refunded",
        parcels=[parcel("lost")],
        changes=[change("never_came", "54.00", parcel=1)],
    ),
    delivered(
        "U-two",
        "delivered",
        parcels=[
            parcel("delivered", lines=[{"line": 1, "quantity": 2}], number="ONE"),
            parcel("delivered", lines=[{"line": 2, "quantity": 1}], number="TWO"),
        ],
    ),
    order(
        "V-gift",
        "confirmed",
        payments=[{"method": "gift_card_G1", "amount": "14.00"}, {"method": "card_77", "amount": "40.00"}],
    ),
    order(
        "W-all-gift",
        "cancelled",
        payments=[{"method": "gift_card_G1", "amount": "54.00"}],
        changes=[change("cancelled", "54.00")],
    ),
    delivered(
        "X-fee",
        "delivered",
        shipping="4.90",
        fee="5.89",
        payments=[{"method": "card_77", "amount": "64.79", "paid_at": PLACED}],
    ),
    delivered(
        "Y-odd",
        "partially_refunded",
        change("returned", "11.00", lines=ONE, received_at=BACK),
        shipping="3.33",
        fee="1.00",
        tax="4.44",
        payments=[{"method": "card_77", "amount": "62.77"}],
    ),
    order(
        "Z-withdrawn",
        "cancelled",
        changes=[change("withdrawn", "54.00", CAME, at="2026-11-03T09:00:00Z", lines=ALL)],
    ),
]  # fmt: skip


def books(**lists: list[Entry]) -> dict[str, list[Entry]]:
    return {
        "customers": [customer()],
        "products": [product(), product("bowl", "31.00")],
        "orders": ORDERS,
        **lists,
    }


def raw(whole: Mapping[str, object]) -> bytes:
    return json.dumps(whole).encode()
