"""Judges recorded conversations (README.md has the format): what must hold after each turn."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from bot.lab import recorded
from bot.lab.recorded import DOES, ELSEWHERE, Conversation, Door, Json, Performance, PlayError

__all__ = ["DOES", "NOW", "Conversation", "Json", "Player", "Unjudged", "conversations"]

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
"""When conversations begin: what is promised by working days ends alike in every run."""


def conversations() -> list[Conversation]:
    return list(recorded.conversations(FOLDER))


class Player(Performance):
    """Plays one conversation and collects what was not as stated, in words."""

    def __init__(self, door: Door, catalog: Mapping[str, Json], conversation: Conversation) -> None:
        super().__init__(door, conversation)
        self.catalog = catalog
        self.wrong: list[str] = []
        self.last: Json = {}

    def play(self) -> list[str]:
        try:
            for turn in self.turns():
                self.last = turn.replies[-1] if turn.replies else {}
                state = self.door({"op": "state", "user": self.user})
                self._sound(turn.replies, state)
                self._check(turn.script, turn.replies, state)
                if self.wrong:
                    self.wrong = [f"turn {turn.number} ({turn.does}): {what}" for what in self.wrong]
                    break
        except PlayError as error:
            self.wrong.append(str(error))
        if self.wrong:
            said, asks = self.last.get("text", ""), self.last.get("asks")
            self.wrong.append(f"    the reply was: {said!r} asks={asks} buttons={list(self.buttons)}")
        return self.wrong

    def _sound(self, replies: list[Json], state: Json) -> None:
        """What must hold after every turn, whatever it says."""
        for reply in replies:
            if "confirm" in reply["asks"] and not any(b["id"].startswith("confirm") for b in reply["buttons"]):
                self.wrong.append("asks to confirm without a confirm button")
        for order in state["orders"]:
            self._sums(order)

    def _sums(self, order: Json) -> None:
        items, shipping, fee, tax, total = (Decimal(order[k]) for k in ("items", "shipping", "fee", "tax", "total"))
        cent = Decimal(1).scaleb(items.as_tuple().exponent)
        if fee != ((items + shipping) / 10).quantize(cent, ROUND_HALF_UP):
            self.wrong.append(f"{order['id']}: fee {fee} is not 10 % of {items} + {shipping}")
        if total != items + shipping + fee + tax:
            self.wrong.append(f"{order['id']}: total {total} is not {items} + {shipping} + {fee} + {tax}")

    def _check(self, turn: Json, replies: list[Json], state: Json) -> None:
        self._words(turn, replies)
        if "intent" in turn:
            self._is("intent", self.last.get("intent"), turn["intent"])
        if "asks" in turn:
            asks = self.last.get("asks", [])
            self._is(f"asks {asks}", turn["asks"] in asks if turn["asks"] else not asks, True)
        if "files" in turn:
            self._is("files", sum(len(reply.get("files", [])) for reply in replies), turn["files"])
        if "handed_off" in turn:
            self._is("handed_off", state["handed_off"], turn["handed_off"])
        if "products" in turn:
            self._products(turn["products"], [card for reply in replies for card in reply["products"]])
        if "order" in turn:
            self._order(turn["order"], self.last.get("order") or (state["orders"][0] if state["orders"] else {}))
        if "letters" in turn:
            self._is("letters", len(self.door({"op": "mail"})["letters"]), turn["letters"])
        elsewhere = self.door({"op": "state", "user": ELSEWHERE})["orders"] if "state" in turn else []
        for ref, headline in turn.get("state", {}).items():
            every = (*state["orders"], *elsewhere)
            found = next((order["state"] for order in every if order["id"] == self.refs[ref]), None)
            self._is(f"state of {ref}", found, headline)
        self._money(turn, state)
        self._memory(turn, state)

    def _words(self, turn: Json, replies: list[Json]) -> None:
        text = _plain("\n\n".join(reply["text"] for reply in replies))
        if turn.get("silent"):
            self._is("silent", bool(text), False)
        elif not text and not {"clock", "staff", "price"} & turn.keys():
            self.wrong.append("nothing was said")
        for reply in replies:
            self._is("locale", reply["locale"], turn.get("locale", self.conversation.answered_in))
        for fact in turn.get("says", []):
            if _plain(self.filled(fact)) not in text:
                self.wrong.append(f"{fact!r} is not said in {text!r}")
        for fact in turn.get("never", []):
            if _plain(fact) in text:
                self.wrong.append(f"{fact!r} must not be said in {text!r}")

    def _money(self, turn: Json, state: Json) -> None:
        payments = [c for c in state["charges"] if c["kind"] == "payment" and c["status"] == "done"]
        refunds = [c for c in state["charges"] if c["kind"] == "refund"]
        if "paid" in turn:
            self._is("paid", len(payments), turn["paid"])
        if "refunds" in turn:
            self._is("refunds", len(refunds), turn["refunds"])
        if "refunded" in turn:
            everything = sum((Decimal(c["amount"]) for c in payments), Decimal())
            wanted = everything if turn["refunded"] == "all" else Decimal(turn["refunded"])
            self._is("refunded", sum((Decimal(c["amount"]) for c in refunds), Decimal()), wanted)

    def _memory(self, turn: Json, state: Json) -> None:
        profile = state["profile"] or {}
        for path, value in turn.get("remembers", {}).items():
            found = _dig(profile, path)
            fits = value in found if isinstance(found, list) else found == value
            self._is(f"remembers {path}", fits or found, True)
        for path in turn.get("forgets", []):
            self._is(f"forgets {path}", _dig(profile, path) or None, None)

    def _products(self, wanted: Json, cards: list[Json]) -> None:
        if len(cards) < wanted.get("at_least", 1 if wanted.get("at_most", 1) else 0):
            self.wrong.append(f"{len(cards)} products were shown")
        if len(cards) > wanted.get("at_most", 99):
            self.wrong.append(f"{len(cards)} products were shown, at most {wanted['at_most']}")
        for card in cards:
            self._product(wanted, card, self.catalog[card["sku"]])

    def _product(self, wanted: Json, card: Json, row: Json) -> None:
        for key in ("color", "size", "audience", "currency"):
            found = card["currency"] if key == "currency" else row.get(key)
            if key in wanted and found not in _some(wanted[key]):
                self.wrong.append(f"{card['sku']}: {key} is {found!r}, wanted {wanted[key]!r}")
        for key, column in (("category", "categories"), ("material", "materials"), ("feature", "features")):
            if key in wanted and not set(_some(wanted[key])) & set(row[column]):
                self.wrong.append(f"{card['sku']}: {key} is {row[column]!r}, wanted {wanted[key]!r}")
        if row.get("color") in _some(wanted.get("not_color", [])):
            self.wrong.append(f"{card['sku']} is {row['color']}")
        if set(row["materials"]) & set(_some(wanted.get("not_material", []))):
            self.wrong.append(f"{card['sku']} is made of {row['materials']}")
        if (
            not Decimal(wanted.get("min_price", "0"))
            <= Decimal(card["price"])
            <= Decimal(wanted.get("max_price", "9e9"))
        ):
            self.wrong.append(f"{card['sku']} costs {card['price']}")

    def _order(self, wanted: Json, order: Json) -> None:
        if not order:
            self.wrong.append("there is no order")
            return
        lines = order["lines"]
        found = {
            **order, **{k: order["address"].get(k) for k in ("city", "postcode")}, "lines": len(lines),
            "quantity": sum(line["quantity"] for line in lines), "sku": [line["sku"] for line in lines],
            "size": [self.catalog[line["sku"]].get("size") for line in lines],
            "color": [self.catalog[line["sku"]].get("color") for line in lines],
        }  # fmt: skip
        for key, value in wanted.items():
            if isinstance(found[key], list):
                self._is(f"order {key}", value in found[key] or found[key], True)
            else:
                self._is(f"order {key}", found[key], value)

    def _is(self, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            self.wrong.append(f"{what} is {found!r}, wanted {wanted!r}")


class Unjudged(Player):
    """Plays on whatever is said, for those who look at something else than the facts that a script names."""

    def _check(self, turn: Json, replies: list[Json], state: Json) -> None:
        pass

    def _sound(self, replies: list[Json], state: Json) -> None:
        pass


def _some(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _dig(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = (value or {}).get(part) if isinstance(value, Mapping) else None
    return value


def _plain(text: str) -> str:
    """Letter case and the many kinds of space do not matter for facts."""
    return re.sub(r"\s+", " ", text).casefold().strip()
