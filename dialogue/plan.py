"""The answer as data: what to remember, what to do to orders, what to say. The engine performs it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialogue.conversation import Conversation
from dialogue.links import LinkWish
from dialogue.messages.base import Message
from dialogue.profile import Profile
from orders.access import AccessWish
from orders.account_actions import AccountAction
from orders.actions import OrderAction


class Flag(StrEnum):
    """Why a conversation is put before a person."""

    ASKED = "asked"
    NOT_UNDERSTOOD = "not_understood"
    REFUND_LIMIT = "refund_limit"
    PARCEL_TROUBLE = "parcel_trouble"
    COMPLAINT = "complaint"
    ABUSE = "abuse"
    PAYMENT_TROUBLE = "payment_trouble"
    PROMISED = "promised"
    BROKEN = "broken"


class ChoreKind(StrEnum):
    """What a Plan wants from `bot`, run by the worker after the turn."""

    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Decided:
    """A line of the decision record: `stage` (selection, ordering, logistics, service, content), `actor` (who)."""

    stage: str
    what: str
    actor: str = "rule"
    confidence: float = 1.0
    inputs: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One Command's answer. `messages` are said before the actions are told, `after` behind what they brought about.

    Actions run in order; each success is told by `notices.py` from its Events, each Refusal likewise, never from here.
    Wishes about orders made elsewhere (`access`) come before them; what a code has opened is told likewise.
    What comes of wishes about the person's other chats (`links`) is told likewise.
    What is kept beside orders (`account`) has no Events: what it brings about is said in `after`.
    """

    conversation: Conversation
    profile: Profile
    messages: tuple[Message, ...] = ()
    actions: tuple[OrderAction, ...] = ()
    access: tuple[AccessWish, ...] = ()
    account: tuple[AccountAction, ...] = ()
    links: tuple[LinkWish, ...] = ()
    after: tuple[Message, ...] = ()
    flags: tuple[Flag, ...] = ()
    chores: tuple[ChoreKind, ...] = ()
    decided: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What the desk is told when a conversation is flagged; the summary is facts, worded at the desk."""

    flag: Flag
    opened_at: datetime
    asked: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    open_money: str = ""
