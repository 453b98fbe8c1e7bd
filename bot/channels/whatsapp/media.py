"""Brings in a photo that somebody sent, from where Twilio keeps it; what arrives is told by its first bytes."""

import base64
from dataclasses import dataclass, field
from typing import Final

from bot.channels.base import ChannelRejected
from bot.channels.outside import LARGEST, SECONDS, Outside, Resolve, resolve
from dialogue.attached import picture_type
from dialogue.inbound import Attachment

HOSTS: Final = ("api.twilio.com",)
"""Where MediaUrl points to. It is fetched with our key, which goes nowhere else."""
STORES: Final = ("mms.twiliocdn.com", "media.twiliocdn.com")
"""Where api.twilio.com sends on to; these are asked without our key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """`account` and `token` open Twilio's own host. `near` names host and port that stand for Twilio in a test, over
    plain HTTP; None outside of tests."""

    account: str
    token: str = field(repr=False)
    near: str | None = None
    resolve: Resolve = resolve
    largest: int = LARGEST
    seconds: float = SECONDS

    def fetch(self, attachment: Attachment) -> Attachment:
        """The same with its content inside its address. Raises ChannelUnavailable (try again) or ChannelRejected."""
        key = base64.b64encode(f"{self.account}:{self.token}".encode()).decode("ascii")
        twilio = Outside(
            vendor="Twilio",
            key=f"Basic {key}",
            hosts=HOSTS,
            stores=STORES,
            near=self.near,
            resolve=self.resolve,
            largest=self.largest,
            seconds=self.seconds,
        )
        content = twilio.content(attachment.url)
        kind = picture_type(content[:16])
        if kind is None:
            raise ChannelRejected(f"it calls itself {attachment.type!r} and is no picture that can be opened")
        return Attachment(type=kind, url=f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}")
