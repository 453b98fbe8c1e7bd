"""One person in several chats: the code that links them, what came of it, and where news goes."""

from typing import ClassVar, Final

from dialogue.inbound import MASK
from dialogue.messages.base import Button, Label, Message

BRANDS: Final = {"whatsapp": "WhatsApp", "telegram": "Telegram"}
"""Channels that are called alike in every language."""
LINK = Button(id="do:link_chat", label="link_chat")


class LinkedChat(Message):
    """Base of the messages that name another chat of the shopper's by its channel: {channel} is WhatsApp, Telegram …"""

    channel: Label


class LinkCode(Message):
    """The shopper wants this chat and another one of theirs to be one. {code} has six digits and is to be typed in the
    other chat; it lasts {minutes} minutes. Warns not to show it to anybody."""

    english: ClassVar[str] = (
        "Write this code to me in your other chat within {minutes} minutes: {code}. It works once; please show it to "
        "nobody."
    )
    minutes: int
    ticket: int
    """Which code it is: the code itself is made when this is sent, and kept nowhere."""
    code: str = MASK


class NotOnChannel(LinkedChat):
    """The shopper wants their chat on {channel} linked, or news sent there, and the shop has none there. {channels} is
    where it can be written to: one or several."""

    english: ClassVar[str] = "I can't be reached there, I'm afraid ({channel}). You can write to me here: {channels}."
    channels: tuple[Label, ...]


class ChatsLinked(LinkedChat):
    """The code was right: this chat and the one on {channel} belong to the same shopper now."""

    english: ClassVar[str] = (
        "Done! This chat and your other one ({channel}) belong together now: I know your orders and wishes in both. "
        "News comes where you wrote last."
    )


class ChatLinkedThere(LinkedChat):
    """Said where the code was asked for, once it was typed on {channel}. Offers to undo it, should it have been
    somebody else."""

    english: ClassVar[str] = (
        "Your code was just used: your other chat ({channel}) is linked with this one. If that wasn't you, unlink it "
        "right away."
    )
    chat: str

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id=f"unlink:{self.chat}", label="unlink_chat"),)


class RefusedLinkCode(Message):
    """The code typed to link two chats does not work, for whatever reason: always the same words."""

    english: ClassVar[str] = (
        "That code doesn't work here. A code lasts {minutes} minutes, works once, and only in another chat that isn't "
        "linked yet. Just ask me for a new one over there."
    )
    minutes: int


class ChatUnlinked(LinkedChat):
    """The shopper's chat on {channel} is no longer linked with this one."""

    english: ClassVar[str] = (
        "Done: your other chat ({channel}) is no longer linked. Your orders and wishes stay here; that chat starts "
        "afresh."
    )


class ChatLeft(LinkedChat):
    """This very chat was unlinked: what the shopper has stays with their other chat on {channel}."""

    english: ClassVar[str] = (
        "Done: this chat starts afresh. Your orders and wishes stay with your other chat ({channel})."
    )


class NothingLinked(Message):
    """The shopper wants a chat unlinked, and none is linked with this one. A button offers to link one."""

    english: ClassVar[str] = "No other chat is linked with this one yet."

    def buttons(self) -> tuple[Button, ...]:
        return (LINK,)


class WhichChat(Message):
    """The shopper wants a chat unlinked and has several; each is on a button, by its channel."""

    english: ClassVar[str] = "Which chat shall I unlink?"
    chats: tuple[str, ...]
    channels: tuple[str, ...]
    """Where each of `chats` is."""

    def buttons(self) -> tuple[Button, ...]:
        return tuple(_unlinks(chat, channel) for chat, channel in zip(self.chats, self.channels, strict=True))


def _unlinks(chat: str, channel: str) -> Button:
    brand = BRANDS.get(channel)
    label = None if brand else "chat_web" if channel == "web" else "chat_other"
    return Button(id=f"unlink:{chat}", text=brand, label=label)


class NewsGoesThere(LinkedChat):
    """The shopper chose the channel on which they are told news of their orders: {channel}."""

    english: ClassVar[str] = "All right: news about your orders comes here from now on: {channel}."
