"""The user model: facts about a person and their household, each with its source, date and whom it is about."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from orders.ids import ConversationId, MessageId, ShopperId
from orders.order import Address

ABOUT: Final = (
    "size.clothing", "size.shoes", "size.trousers", "size.ring", "size.bed",
    "likes.color", "likes.material", "likes.style", "likes.pattern", "likes.category",
    "dislikes.color", "dislikes.material", "dislikes.style", "dislikes.pattern", "dislikes.category",
    "budget.usual", "household.age", "household.name", "occasion",
)  # fmt: skip
"""What a fact may be about. Sizes hold one value per person; likes and dislikes hold many."""
NAME: Final = "name"
"""What is said of the shopper that is no Fact but a field of the profile."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known. `who` is "self" or a relation (wife, son, …); `source` is the message it was said in."""

    who: str
    about: str
    value: str
    said_at: datetime
    source: MessageId


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything remembered about one shopper."""

    shopper: ShopperId
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    address: Address | None = None
    payment: str | None = None
    opted_out: bool = False
    news_to: ConversationId | None = None
    """The chat that news of orders goes to by their wish; None: where they wrote last."""
    whatsapp_since: datetime | None = None
    """When they agreed to be written to on WhatsApp; None where they did not, or took it back."""
    facts: tuple[Fact, ...] = ()

    def value(self, about: str, who: str = "self") -> str | None:
        """The newest value of a fact that holds one value, or None."""
        found = [fact for fact in self.facts if fact.about == about and fact.who == who]
        return found[-1].value if found else None

    def values(self, about: str, who: str = "self") -> tuple[str, ...]:
        """All values of a fact that holds many, oldest first."""
        return tuple(fact.value for fact in self.facts if fact.about == about and fact.who == who)

    def sizes(self, who: str = "self") -> dict[str, str]:
        """Known sizes by kind: {"clothing": "L", "shoes": "42"}; the newest of each."""
        return {
            fact.about.removeprefix("size."): fact.value
            for fact in self.facts
            if fact.who == who and fact.about.startswith("size.")
        }

    def tastes(self, side: str, who: str = "self") -> frozenset[str]:
        """All concepts liked (`side` "likes") or disliked ("dislikes"), of whatever kind."""
        return frozenset(fact.value for fact in self.facts if fact.who == who and fact.about.startswith(f"{side}."))

    @property
    def others(self) -> tuple[str, ...]:
        """Everybody else of whom something is known, in the order they were first named."""
        return tuple(dict.fromkeys(fact.who for fact in self.facts if fact.who != "self"))

    def age(self, who: str, now: datetime) -> int | None:
        """The age that was said, grown by the full years since; None where none or no number was said."""
        said = [fact for fact in self.facts if fact.who == who and fact.about == "household.age"]
        if not said or not said[-1].value.isdecimal():
            return None
        return int(said[-1].value) + max(0, (now - said[-1].said_at).days // 365)


def learn(profile: Profile, fact: Fact) -> Profile:
    """Add a fact. Corrections win: a single value replaces, a like removes the same dislike and the other way round."""
    kept = tuple(old for old in profile.facts if not _replaces(fact, old))
    return replace(profile, facts=(*kept, fact))


def named(profile: Profile, name: str) -> Profile:
    """With the shopper's own name. A shorter form of the one known ("Ada" of "Ada Byron") changes nothing."""
    known = profile.name or ""
    return profile if f"{known} ".casefold().startswith(f"{name} ".casefold()) else replace(profile, name=name)


def forget(profile: Profile, who: str, about: str, value: str | None = None) -> Profile:
    """Erase facts: all of `about` (a prefix such as "size" forgets every size) or only the one with `value`."""
    return replace(
        profile,
        facts=tuple(
            fact
            for fact in profile.facts
            if not (
                fact.who == who
                and (fact.about == about or fact.about.startswith(f"{about}."))
                and (value is None or fact.value == value)
            )
        ),
    )


def _replaces(new: Fact, old: Fact) -> bool:
    if new.who != old.who:
        return False
    if new.about.startswith(("likes.", "dislikes.")):
        same_thing = new.about.split(".")[1] == old.about.split(".")[-1] and old.about.startswith(
            ("likes.", "dislikes.")
        )
        return same_thing and new.value == old.value
    return new.about == old.about
