"""Brings in what was attached to a message, before the turn that reads it; no transaction is open meanwhile.

What came in keeps the channel's own name of a file until then, so that a webhook is answered at once and a file is
fetched by whoever has the conversation.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.channels.base import ChannelRejected, ChannelUnavailable
from bot.storage import Storage
from dialogue import store
from dialogue.inbound import Attachment, Inbound, Sender
from orders.ids import ConversationId

log = logging.getLogger(__name__)

Fetch = Callable[[Attachment], Attachment]
PATIENCE: Final = timedelta(seconds=5)
"""A file that cannot be had for so long is answered as one that cannot be opened: nobody waits longer for words."""


def fetch_attachments(
    storage: Storage, fetchers: Mapping[str, Fetch], conversation: ConversationId, now: datetime
) -> None:
    """Raises ChannelUnavailable when a file may be there a moment later; what was brought in until then is kept."""
    if not fetchers:
        return
    with storage.reads() as session:
        inbounds = store.open_inbounds_of(session, conversation)
    for inbound in inbounds:
        fetch = fetchers.get(inbound.channel)
        if fetch is None or not any(_is_wanted(each, inbound) for each in inbound.attachments):
            continue
        brought = tuple(
            _brought(each, fetch, inbound, now) if _is_wanted(each, inbound) else each for each in inbound.attachments
        )
        with storage.writes() as session:
            store.keep_attachments(session, inbound, brought)


def _is_wanted(attachment: Attachment, inbound: Inbound) -> bool:
    """Of what shoppers send only photos are looked at, the rest stays where it is; what staff send goes on to them."""
    wanted = attachment.type.startswith("image/") or inbound.sender is Sender.STAFF
    return wanted and not attachment.url.startswith("data:")


def _brought(attachment: Attachment, fetch: Fetch, inbound: Inbound, now: datetime) -> Attachment:
    try:
        return fetch(attachment)
    except ChannelRejected as rejected:
        log.warning("An attachment of conversation %s was not taken: %s", inbound.conversation, rejected)
    except ChannelUnavailable as unavailable:
        if now - inbound.at < PATIENCE:
            raise
        log.warning("An attachment of conversation %s could not be had: %s", inbound.conversation, unavailable)
    return replace(attachment, url="data:,")
