"""Books of a public retail benchmark (users.json, products.json and orders.json in one folder) in our form.

They carry no dates, no stock and no currency, so these are set here.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NotRequired, TypedDict, TypeVar

PLACED = "2026-11-10T09:00:00Z"
SHIPPED = "2026-11-12T09:00:00Z"
DELIVERED = "2026-11-16T15:00:00Z"
STATES = {
    "pending": "confirmed",
    "pending (item modified)": "confirmed",
    "processed": "processing",
    "delivered": "delivered",
    "cancelled": "cancelled",
}

Entry = TypeVar("Entry")


class Sheets(TypedDict):
    customers: list[dict[str, object]]
    products: list[dict[str, object]]
    orders: list[dict[str, object]]


class Place(TypedDict):
    address1: str
    address2: str
    city: str
    state: str
    zip: str


class Method(TypedDict):
    id: str
    source: str
    brand: NotRequired[str]
    last_four: NotRequired[str]
    balance: NotRequired[str]


class User(TypedDict):
    name: dict[str, str]
    email: str
    address: Place
    payment_methods: dict[str, Method]


class Variant(TypedDict):
    item_id: str
    options: dict[str, str]
    available: bool
    price: str


class Product(TypedDict):
    name: str
    variants: dict[str, Variant]


class Item(TypedDict):
    name: str
    item_id: str
    price: str
    options: dict[str, str]


class Fulfillment(TypedDict):
    tracking_id: list[str]
    item_ids: list[str]


class Transaction(TypedDict):
    transaction_type: str
    amount: str
    payment_method_id: str


class Sale(TypedDict):
    user_id: str
    address: Place
    items: list[Item]
    fulfillments: list[Fulfillment]
    status: str
    payment_history: list[Transaction]


def folder_in(data: Path) -> Path | None:
    """Where the three files lie together."""
    for file in sorted(data.rglob("orders.json")):
        if all((file.parent / name).is_file() for name in ("users.json", "products.json")):
            return file.parent
    return None


def books_from(folder: Path) -> Sheets:
    users: dict[str, User] = _read(folder / "users.json")
    products: dict[str, Product] = _read(folder / "products.json")
    orders: dict[str, Sale] = _read(folder / "orders.json")
    names = {user: " ".join(told["name"].values()) for user, told in users.items()}
    return {
        "customers": [_customer(user, told, names[user]) for user, told in users.items()],
        "products": [_product(name, told) for name, told in products.items()],
        "orders": [_order(name, told, names[told["user_id"]]) for name, told in orders.items()],
    }


def _read(file: Path) -> dict[str, Entry]:
    """Numbers stay the text they are written in: amounts are never floats."""
    found: dict[str, Entry] = json.loads(file.read_text(encoding="utf-8"), parse_float=str, parse_int=str)
    return found


def _address(told: Place, name: str) -> dict[str, object]:
    return {
        "name": name,
        "line1": told["address1"],
        "line2": told["address2"],
        "city": told["city"],
        "region": told["state"],
        "postcode": told["zip"],
        "country": "US",
    }


def _customer(user: str, told: User, name: str) -> dict[str, object]:
    return {
        "id": user,
        "name": name,
        "email": told["email"],
        "address": _address(told["address"], name),
        "methods": [_method(method) for method in told["payment_methods"].values()],
    }


def _method(told: Method) -> dict[str, object]:
    method: dict[str, object] = {"token": told["id"], "kind": told["source"]}
    if told["source"] == "credit_card":
        method["label"] = f"{told['brand']} ending in {told['last_four']}"
    if told["source"] == "gift_card":
        method["balance"] = {"amount": told["balance"], "currency": "USD"}
    return method


def _product(name: str, told: Product) -> dict[str, object]:
    return {
        "id": name,
        "title": told["name"],
        "variants": [
            {
                "sku": variant["item_id"],
                "options": variant["options"],
                "prices": {"USD": variant["price"]},
                "stock": 10 if variant["available"] else 0,
            }
            for variant in told["variants"].values()
        ],
    }


def _order(name: str, told: Sale, customer: str) -> dict[str, object]:
    return {
        "id": name,
        "customer": told["user_id"],
        "placed_at": PLACED,
        "state": STATES[told["status"]],
        "currency": "USD",
        "address": _address(told["address"], customer),
        "lines": [
            {
                "sku": item["item_id"],
                "quantity": 1,
                "price": item["price"],
                "title": item["name"],
                "options": item["options"],
            }
            for item in told["items"]
        ],
        "payments": [
            {"method": paid["payment_method_id"], "amount": paid["amount"]}
            for paid in told["payment_history"]
            if paid["transaction_type"] == "payment"
        ],
        "parcels": [] if told["status"] == "cancelled" else list(_parcels(told)),
        "changes": [
            {"kind": "cancelled", "at": SHIPPED, "refund": {"amount": paid["amount"], "paid_at": SHIPPED}}
            for paid in told["payment_history"]
            if paid["transaction_type"] == "refund"
        ],
    }


def _parcels(told: Sale) -> Iterator[dict[str, object]]:
    """A fulfilment names items, of which the same may be in an order twice."""
    left = [item["item_id"] for item in told["items"]]
    for sent in told["fulfillments"]:
        lines: list[dict[str, object]] = []
        for item in sent["item_ids"]:
            at = left.index(item)
            left[at] = ""
            lines.append({"line": at + 1, "quantity": 1})
        parcel: dict[str, object] = {"lines": lines, "state": "ordered", "number": sent["tracking_id"][0]}
        if told["status"] == "delivered":
            parcel |= {"state": "delivered", "shipped_at": SHIPPED, "ended_at": DELIVERED}
        yield parcel
