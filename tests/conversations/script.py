"""Reads conversations as data and plays them against a shop through its JSON door (README.md has the format)."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from locales import load_locales

Json = Mapping[str, Any]
Door = Callable[[Json], Json]
"""One request in, one reply out, as in docs/chat_json.md."""

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
"""When conversations begin: what is promised by working days ends alike in every run."""
PHOTO = {
    "type": "image/png",
    "url": (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
        "AAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg=="
    ),
}
ELSEWHERE = "elsewhere"
"""Who wrote in another chat."""
DOES = ("say", "press", "photo", "event", "clock", "staff", "price")


@dataclass(frozen=True)
class Conversation:
    """One scripted conversation: `file` says where it stands, `script` is the TOML table."""

    file: str
    script: Json

    @property
    def name(self) -> str:
        return f"{self.language}: {self.script['name']}"

    @property
    def language(self) -> str:
        return Path(self.file).parent.name

    @property
    def answered_in(self) -> str:
        """The locale of the channel's hint; English where the shop does not speak it."""
        return load_locales().nearest(self.script.get("locale")) or "en"


def conversations(folder: Path = FOLDER) -> Iterator[Conversation]:
    for file in sorted(folder.glob("*/*.toml")):
        for script in tomllib.loads(file.read_text(encoding="utf-8")).get("conversation", []):
            yield Conversation(str(file), script)


@dataclass
class Player:
    """Plays one conversation and collects what was not as stated, in words."""

    door: Door
    catalog: Mapping[str, Json]
    conversation: Conversation
    user: str = "shopper"
    refs: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)
    cards: list[Json] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    last: Json = field(default_factory=dict)
    gift_card: str = ""
    """The code of the gift card that was told last."""

    def play(self) -> list[str]:
        script = self.conversation.script
        if "profile" in script or "orders" in script:
            profile = {"locale": script.get("locale", "en"), **script.get("profile", {})}
            seeded = self.door(
                {"op": "seed", "user": self.user, "profile": profile, "orders": script.get("orders", [])}
            )
            self.refs = {order["ref"]: order["id"] for order in seeded.get("orders", [])}
            if "error" in seeded:
                self.wrong.append(f"seed: {seeded['error']}")
        if "elsewhere" in script:
            self._seed_elsewhere(script["elsewhere"])
        for number, turn in enumerate(script["turn"], start=1):
            known = len(self.wrong)
            self._turn(turn)
            said = next((f"{verb} {turn[verb]!r}" for verb in DOES if verb in turn), "?")
            self.wrong[known:] = [f"turn {number} ({said}): {what}" for what in self.wrong[known:]]
            if len(self.wrong) > known:
                said, asks = self.last.get("text", ""), self.last.get("asks")
                self.wrong.append(f"    the reply was: {said!r} asks={asks} buttons={self.buttons}")
                break
        return self.wrong

    def _seed_elsewhere(self, made: Json) -> None:
        """Orders that somebody made in another chat."""
        profile = {"locale": self.conversation.script.get("locale", "en"), **made.get("profile", {})}
        seeded = self.door({"op": "seed", "user": ELSEWHERE, "profile": profile, "orders": made["orders"]})
        self.refs |= {order["ref"]: order["id"] for order in seeded.get("orders", [])}
        if "error" in seeded:
            self.wrong.append(f"seed: {seeded['error']}")

    def _turn(self, turn: Json) -> None:
        replies = self._do(turn)
        if any("error" in reply for reply in replies):
            self.wrong.append(f"error: {replies}")
            return
        self.last = replies[-1] if replies else {}
        told = [code for reply in replies for code in re.findall(r"GC(?:-[2-9A-HJ-NP-Z]{4}){3}", reply["text"])]
        self.gift_card = told[-1] if told else self.gift_card
        self.buttons = [button["id"] for reply in replies for button in reply["buttons"]] or self.buttons
        self.cards = [card for reply in replies for card in reply["products"]] or self.cards
        state = self.door({"op": "state", "user": self.user})
        self._sound(replies, state)
        self._check(turn, replies, state)

    def _do(self, turn: Json) -> list[Json]:
        if "event" in turn:
            order = self.refs.get(turn.get("of", ""), "") or self._newest()["id"]
            return list(self.door({"op": "event", "order": order, "event": turn["event"]})["messages"])
        if "clock" in turn:
            return list(self.door({"op": "clock", "days": turn["clock"]})["messages"])
        if "price" in turn:
            told = self.door({"op": "price", **turn["price"]})
            return [told] if "error" in told else []
        if "staff" in turn:
            request = {"op": "staff", "user": self.user, "action": turn["staff"], "text": turn.get("text", "")}
            return list(self.door(request)["messages"])
        request = {"op": "message", "user": self.user, "locale": self.conversation.script.get("locale", "en")}
        if "press" in turn:
            wanted = self._fill(turn["press"])
            pressed = [button for button in self.buttons if button.startswith(wanted)]
            if not pressed:
                self.wrong.append(f"no button starts with {wanted!r} among {self.buttons}")
                return []
            request["button"] = pressed[-1]
        else:
            request["text"] = self._fill(turn.get("say", ""))
        if turn.get("photo"):
            request["attachments"] = [PHOTO]
        return [self.door(request)]

    def _fill(self, text: str) -> str:
        def known(found: re.Match[str]) -> str:
            name = found.group(1)
            if name.startswith("sku:"):
                return str(self.cards[int(name[4:]) - 1]["sku"])
            if name == "gift_card":
                return self.gift_card
            if name in ("code", "wrong_code"):
                return self._code() if name == "code" else f"{(int(self._code()) + 1) % 10**6:06d}"
            return self._newest()["id"] if name == "order" else self.refs[name]

        return re.sub(r"\{([\w:]+)\}", known, text)

    def _code(self) -> str:
        """The code in the newest letter."""
        letters = self.door({"op": "mail"})["letters"]
        found = re.search(r"\b\d{6}\b", letters[-1]["text"]) if letters else None
        return found.group() if found else "000000"

    def _newest(self) -> Json:
        orders = self.door({"op": "state", "user": self.user})["orders"]
        return next(iter(orders), {}) if orders else {}

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
            if _plain(self._fill(fact)) not in text:
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
