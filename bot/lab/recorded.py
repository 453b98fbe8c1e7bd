"""Conversations as data, and how they are played against a shop through its JSON door (docs/chat_json.md).

Tests judge what comes of them; the lab shows what would be said. `tests/conversations/README.md` has the format.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.lab.publish import LabError
from locales import load_locales

Json = Mapping[str, Any]
Door = Callable[[Json], Json]
"""One request in, one reply out, as in docs/chat_json.md."""

PHOTO: Final = {
    "type": "image/png",
    "url": (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
        "AAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg=="
    ),
}
ELSEWHERE: Final = "elsewhere"
"""Who wrote in another chat."""
DOES: Final = ("say", "press", "photo", "event", "clock", "staff", "price")


class PlayError(LabError):
    """A conversation cannot go on, or not be read: the message says what was in the way."""


@dataclass(frozen=True, slots=True)
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


def conversations(folder: Path, language: str = "*") -> Iterator[Conversation]:
    """Every conversation in the files of a folder's languages, or of one of them. Raises PlayError for a file that
    holds none."""
    for file in sorted(folder.glob(f"{language}/*.toml")):
        try:
            scripts = tomllib.loads(file.read_text(encoding="utf-8")).get("conversation", [])
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PlayError(f"{file.name} of {file.parent.name} cannot be read: {error}") from error
        for script in scripts:
            if not (isinstance(script.get("name"), str) and script.get("turn")):
                raise PlayError(f"{file.name} of {file.parent.name}: a conversation needs a name and turns")
            yield Conversation(str(file), script)


@dataclass(frozen=True, slots=True)
class Turn:
    """What was done, `script` as the file has it and `told` in words, and what was answered."""

    number: int
    script: Json
    told: str
    replies: list[Json]

    @property
    def does(self) -> str:
        return next((f"{verb} {self.script[verb]!r}" for verb in DOES if verb in self.script), "?")


@dataclass
class Performance:
    """One conversation as it is played, turn by turn."""

    door: Door
    conversation: Conversation
    user: str = "shopper"
    refs: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    """What was shown last to be pressed: labels by id."""
    cards: list[Json] = field(default_factory=list)
    gift_card: str = ""
    """The code of the gift card that was told last."""

    def turns(self) -> Iterator[Turn]:
        """Plays on each time it is asked for more. Raises PlayError."""
        self._begin()
        for number, script in enumerate(self.conversation.script["turn"], start=1):
            try:
                told = self._told(script)
                replies = self._do(script)
            except PlayError as error:
                raise PlayError(f"turn {number} ({Turn(number, script, '', []).does}): {error}") from error
            self._notice(replies)
            yield Turn(number, script, told, replies)

    def _begin(self) -> None:
        script = self.conversation.script
        if "profile" in script or "orders" in script:
            self._seed(self.user, script.get("profile", {}), script.get("orders", []))
        if "elsewhere" in script:
            made = script["elsewhere"]
            self._seed(ELSEWHERE, made.get("profile", {}), made["orders"])

    def _seed(self, user: str, profile: Json, orders: list[Json]) -> None:
        known = {"locale": self.conversation.script.get("locale", "en"), **profile}
        seeded = self.door({"op": "seed", "user": user, "profile": known, "orders": orders})
        if "error" in seeded:
            raise PlayError(f"seed: {seeded['error']}")
        self.refs |= {order["ref"]: order["id"] for order in seeded.get("orders", [])}

    def _notice(self, replies: list[Json]) -> None:
        """What the next turn may point at."""
        told = [code for reply in replies for code in re.findall(r"GC(?:-[2-9A-HJ-NP-Z]{4}){3}", reply["text"])]
        self.gift_card = told[-1] if told else self.gift_card
        self.buttons = {each["id"]: each["label"] for reply in replies for each in reply["buttons"]} or self.buttons
        self.cards = [card for reply in replies for card in reply["products"]] or self.cards

    def _do(self, turn: Json) -> list[Json]:
        replies = self._asked(turn)
        if any("error" in reply for reply in replies):
            raise PlayError(f"error: {replies}")
        return replies

    def _asked(self, turn: Json) -> list[Json]:
        if "event" in turn:
            order = self.refs.get(turn.get("of", ""), "") or self._newest_id()
            return self._news({"op": "event", "order": order, "event": turn["event"]})
        if "clock" in turn:
            return self._news({"op": "clock", "days": turn["clock"]})
        if "price" in turn:
            told = self.door({"op": "price", **turn["price"]})
            return [told] if "error" in told else []
        if "staff" in turn:
            said = {"action": turn["staff"], "text": turn.get("text", "")}
            return self._news({"op": "staff", "user": self.user, **said})
        request = {"op": "message", "user": self.user, "locale": self.conversation.script.get("locale", "en")}
        if "press" in turn:
            request["button"] = self._pressed(self.filled(turn["press"]))
        else:
            request["text"] = self.filled(turn.get("say", ""))
        if turn.get("photo"):
            request["attachments"] = [PHOTO]
        return [self.door(request)]

    def _told(self, turn: Json) -> str:
        """What is about to be done, as somebody would tell it."""
        if "press" in turn:
            return self.buttons[self._pressed(self.filled(turn["press"]))]
        if "clock" in turn:
            return days_told(turn["clock"])
        if "event" in turn:
            return f"The parcel: {turn['event'].replace('_', ' ')}"
        if "staff" in turn:
            return " ".join(("A colleague:", turn["staff"].replace("_", " "), turn.get("text", ""))).strip()
        if "price" in turn:
            return f"{turn['price']['sku']} costs {turn['price']['price']} {turn['price']['currency']} from now on"
        return " ".join(filter(None, (self.filled(turn.get("say", "")), "(a photo)" if turn.get("photo") else "")))

    def _news(self, request: Json) -> list[Json]:
        told = self.door(request)
        return [told] if "error" in told else list(told["messages"])

    def _pressed(self, wanted: str) -> str:
        pressed = [button for button in self.buttons if button.startswith(wanted)]
        if not pressed:
            raise PlayError(f"no button starts with {wanted!r} among {list(self.buttons)}")
        return pressed[-1]

    def filled(self, text: str) -> str:
        """A text of the script with what it points at in place of {A}, {order}, {sku:2}, {code}."""

        def known(found: re.Match[str]) -> str:
            name = found.group(1)
            if name.startswith("sku:"):
                return str(self.cards[int(name[4:]) - 1]["sku"])
            if name == "gift_card":
                return self.gift_card
            if name in ("code", "wrong_code"):
                return self._code() if name == "code" else f"{(int(self._code()) + 1) % 10**6:06d}"
            return self._newest_id() if name == "order" else self.refs[name]

        try:
            return re.sub(r"\{([\w:]+)\}", known, text)
        except (KeyError, IndexError) as missing:
            raise PlayError(f"nothing is there for {missing} in {text!r}") from missing

    def _code(self) -> str:
        """The code in the newest letter."""
        letters = self.door({"op": "mail"})["letters"]
        found = re.search(r"\b\d{6}\b", letters[-1]["text"]) if letters else None
        return found.group() if found else "000000"

    def _newest_id(self) -> str:
        """Of the shopper's newest order."""
        orders = self.door({"op": "state", "user": self.user})["orders"]
        if not orders:
            raise PlayError("nothing was ordered")
        return str(orders[0]["id"])


def days_told(days: int) -> str:
    """Days that pass, in words."""
    return "A day passes" if days == 1 else f"{days} days pass"
