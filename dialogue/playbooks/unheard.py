"""What no reading helps with: a language that is none of ours, and things sent that are neither words nor a photo."""

from collections.abc import Mapping
from typing import Final

from dialogue.attached import Sent, what_was_sent
from dialogue.messages import courtesy as say
from dialogue.messages.base import Message
from dialogue.plan import Decided, Plan
from dialogue.playbooks.variety import vary
from dialogue.view import View

WAYS_ON: Final = (("start", "find_something"), ("do:track_order", "where_is_it"), ("human", "person"))
_TOLD: Final[Mapping[Sent, Message]] = {
    Sent.VOICE: say.VoiceNote(guesses=WAYS_ON),
    Sent.STICKER: say.Sticker(guesses=WAYS_ON),
    Sent.BROKEN_PHOTO: say.NotAPhoto(),
    Sent.LOCATION: say.PinOnMap(),
    Sent.FILE: say.FileUnread(guesses=WAYS_ON),
}


def unheard(view: View) -> Plan:
    """A kind answer and a way on. What was open stays open, and it counts for no misunderstanding."""
    every = [what_was_sent(attachment) for inbound in view.inbounds for attachment in inbound.attachments]
    told = vary(view.conversation, _TOLD[every[-1]], say.WordsPlease(guesses=WAYS_ON))
    decided = Decided("service", f"could_not_read:{every[-1].value}")
    return Plan(view.conversation, view.profile, (told,), decided=(decided,))
