"""One person in several chats: asks for a code, tries one, takes a chat off again, and says where news goes."""

from dataclasses import replace

from dialogue.commands import GiveLinkCode, LinkChat, SendNewsTo, UnlinkChat
from dialogue.conversation import Conversation
from dialogue.counter import Counter
from dialogue.links import AskLink, TryLink, Unlink
from dialogue.messages import linking as say
from dialogue.messages.base import Label
from dialogue.plan import Decided, Plan
from dialogue.playbooks.replies import told
from dialogue.view import View

_NAMED = ("whatsapp", "telegram", "web")


def channel_label(channel: str) -> Label:
    """A channel as its shopper calls it."""
    return Label(kind="channel", id=channel if channel in _NAMED else "other")


def link_chat(command: LinkChat, view: View, counter: Counter) -> Plan:
    """A code for another chat. What was asked or waits for a yes here goes on waiting. There is none for a channel that
    the shop does not have."""
    channel = command.channel if command.channel != view.conversation.channel else ""
    if channel and channel not in counter.channels:
        here = [each for each in _NAMED if each in counter.channels or each == view.conversation.channel]
        reached = tuple(map(channel_label, here)) or (channel_label(view.conversation.channel),)
        return told(view, say.NotOnChannel(channel=channel_label(channel), channels=reached))
    return Plan(view.conversation, view.profile, links=(AskLink(channel),))


def give_link_code(command: GiveLinkCode, view: View, counter: Counter) -> Plan:
    return Plan(view.conversation, view.profile, links=(TryLink(command.code),))


def unlink_chat(command: UnlinkChat, view: View, counter: Counter) -> Plan:
    """The chat named, else the only other one; where several are meant, the shopper says which."""
    others = tuple(chat for chat in view.chats if chat.id != view.conversation.id)
    if not others:
        return told(view, say.NothingLinked())
    meant = _meant(command, view.chats) or others
    if len(meant) > 1:
        chats, channels = tuple(chat.id for chat in meant), tuple(chat.channel for chat in meant)
        return told(view, say.WhichChat(chats=chats, channels=channels))
    decided = Decided("service", "unlinked", actor="shopper")
    profile = replace(view.profile, news_to=None) if view.profile.news_to == meant[0].id else view.profile
    return Plan(view.conversation, profile, links=(Unlink(meant[0].id),), decided=(decided,))


def _meant(command: UnlinkChat, chats: tuple[Conversation, ...]) -> tuple[Conversation, ...]:
    if command.key:
        return tuple(chat for chat in chats if chat.id == command.key)
    return tuple(chat for chat in chats if command.channel and chat.channel == command.channel)


def send_news_to(command: SendNewsTo, view: View, counter: Counter) -> Plan:
    """News goes to a chat of theirs on that channel; where there is none, a code is made to link one."""
    wanted = command.channel or view.conversation.channel
    here = (view.conversation, *view.chats)
    chat = next((each for each in here if each.channel == wanted), None)
    if chat is None:
        return link_chat(LinkChat(channel=wanted), view, counter)
    decided = Decided("service", "news_goes_to", actor="shopper", inputs=chat.channel)
    profile = replace(view.profile, news_to=chat.id)
    message = say.NewsGoesThere(channel=channel_label(chat.channel))
    return Plan(view.conversation, profile, (message,), decided=(decided,))
