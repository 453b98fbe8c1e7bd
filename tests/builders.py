"""Things tests are about, built with what matters named and the rest filled in."""

import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from dialogue.inbound import Arrival

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HOME = {"name": "Jana Vogt", "line1": "Lindenweg 8", "city": "Bonn", "postcode": "53111", "country": "DE"}

_numbers = count(1)


def an_arrival(text: str = "", *, address: str = "jana", channel: str = "test", **more: object) -> Arrival:
    """A message as a channel hands it over; each is another one unless `external_id` is given."""
    given = {"external_id": f"e{next(_numbers)}", "raw": text, **more}
    return Arrival(channel=channel, address=address, text=text, **given)  # type: ignore[arg-type]  # keywords by name


def a_line(sku: str, price: str, *, stock: int = 9, **more: object) -> dict[str, object]:
    """A catalog line: `sku` is `<product>-<colour>-<size>`."""
    product, color, size = sku.split("-")
    return {
        "sku": sku,
        "product": product,
        "title": f"Rain jacket {product.title()}, {color}, {size}",
        "category": "rain_jacket",
        "description": "Keeps the rain out.",
        "audience": "women",
        "color": color,
        "size": size,
        "material": "recycled polyester",
        "features": ["waterproof"],
        "price": price,
        "currency": "EUR",
        "stock": stock,
        **more,
    }


def a_catalog(file: Path) -> Path:
    """A shop small enough to read: two jackets in two sizes, one of them nearly gone."""
    lines = [
        a_line("skagen-yellow-M", "89.00"),
        a_line("skagen-yellow-L", "89.00"),
        a_line("fjord-navy-M", "120.00", stock=1),
        a_line("fjord-navy-L", "120.00"),
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file
