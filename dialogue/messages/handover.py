"""What we tell when a person takes over, while one is awaited, when they hand back, and when somebody complains."""

from datetime import datetime
from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, File, Message, Title


class PersonCalled(Message):
    """The shopper asked for a person. Honest: we cannot say to the minute when one answers; the assistant is silent
    until then."""

    english = (
        "I've called someone from our team. They'll read all of this and answer you right here, as soon as one of "
        "them is free. Until then I'll keep quiet; whatever you write, they'll see it."
    )


class PersonCalledNotUnderstood(Message):
    """The assistant did not understand twice and hands over."""

    english = (
        "I don't want to keep you guessing: I haven't understood, so I've passed this to our team. Someone will "
        "answer you right here as soon as they are free. You don't have to repeat anything."
    )


class PersonCalledComplaint(Message):
    """A complaint goes to a person."""

    english = (
        "I'm sorry it went like this. I've passed it to our team with everything you wrote; someone will answer you "
        "right here as soon as they are free."
    )


class PersonCalledToDecide(Message):
    """Something must be decided or looked into by a person: money above our limit, a parcel that makes no sense."""

    english = (
        "This needs a person's eyes. I've passed it to our team with all the facts; someone will answer you right "
        "here as soon as they are free."
    )


class PersonStillComing(Message):
    """Written or asked for a person again while one is awaited. Said once, then the assistant is silent."""

    english = (
        "Someone from our team has been called and will answer you right here; they see everything you write. Until "
        "then I keep quiet."
    )


class PersonAlreadyHere(Message):
    """Asked for a person while one is already in the conversation. {staff} is their name."""

    english = "{staff} from our team is already with you here."
    staff: str


class StaffHere(Message):
    """A member of the team joins the conversation. {staff} is their name."""

    english = "{staff} from our team is here now and has read everything so far."
    staff: str


class StaffSays(Message):
    """What a member of the team wrote, passed on as it is. {staff} is their name, {text} their words, or the names of
    the files that they sent without words."""

    english = "{staff}: {text}"
    staff: str
    text: str
    attached: tuple[str, ...] = ()
    """Files that go along, each as the message it came with and its place in it."""

    def files(self) -> tuple[File, ...]:
        return tuple(File(kind="attached", subject=each) for each in self.attached)


class PersonTakesLonger(Message):
    """Nobody of the team has taken the conversation yet; they have been called again. {by} is when an answer can be
    expected at the latest."""

    english = (
        "Sorry for the wait: nobody from our team has been free yet. I've called them again; you can expect an answer "
        "by {by}."
    )
    by: datetime


class StaffAsksPhoto(Message):
    """A member of the team would like a photo. {staff} is their name."""

    english = "{staff}: Could you send us a photo of it here, please?"
    staff: str


class StaffAsksOrderNumber(Message):
    """A member of the team would like to know which order it is about. {staff} is their name."""

    english = "{staff}: Which order is it about? The order number is enough."
    staff: str


class StaffAsksAddress(Message):
    """A member of the team needs the address to deliver to. {staff} is their name."""

    english = "{staff}: Could you tell us the delivery address, please? Street, postcode and town."
    staff: str


class AgentBack(Message):
    """The assistant speaks again after a member of the team. {staff} is their name."""

    english = "It's me again, the shop's assistant. {staff} has handed back to me. What else can I do for you?"
    staff: str


class AgentBackUnmet(Message):
    """The assistant speaks again although no member of the team has written anything."""

    english = "It's me again, the shop's assistant. Our team has handed this back to me. How can I help?"


class AgentBackKeeping(Message):
    """The assistant speaks again and keeps to what a member of the team said. {staff} is their name, {told} quotes
    their words."""

    english = (
        "It's me again, the shop's assistant. I have noted what {staff} told you, and it stands: “{told}”. What else "
        "can I do for you?"
    )
    staff: str
    told: str


class PromiseStands(Message):
    """The assistant would have to say no to something that a member of the team may have promised: it is passed on to
    the team instead. {told} quotes their words."""

    english = (
        "Our team told you: “{told}”, and that stands. I can't settle it by myself, so I've passed it on to them; "
        "someone will answer you right here as soon as they are free."
    )
    told: str


class ComplaintHeard(Message):
    """A complaint, and it is not clear what about. Sympathy in one sentence, then a way forward."""

    english = (
        "I'm sorry, that's not how it should be. What went wrong? If it's about an order, let's look at it together."
    )
    asks: ClassVar[Slot | None] = Slot.REASON

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:list_orders", label="my_orders"), Button(id="human", label="person"))


class _ComplaintAboutOrder(Message):
    order: str
    title: Title
    asks: ClassVar[Slot | None] = Slot.SOLUTION


class ComplaintDelivered(_ComplaintAboutOrder):
    """A complaint while an order has been delivered. {title} is its first product."""

    english = "I'm sorry, that's not how it should be. Is it about your {title}? Then tell me what would put it right:"

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button(id=f"order:{self.order}:damaged", label="arrived_broken"),
            Button(id=f"order:{self.order}:return", label="return_it"),
            Button(id="human", label="person"),
        )


class ComplaintUnderway(_ComplaintAboutOrder):
    """A complaint while an order is under way. {title} is its first product."""

    english = "I'm sorry for the trouble. Is it about your {title}? Then this is what I can do right now:"

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button(id=f"order:{self.order}:track", label="where_is_it"),
            Button(id=f"order:{self.order}:lost", label="never_came"),
            Button(id="human", label="person"),
        )


class ComplaintBeforeShipping(_ComplaintAboutOrder):
    """A complaint while an order has not been sent yet. {title} is its first product."""

    english = "I'm sorry for the trouble. Is it about your {title}? It hasn't left yet, so you can still stop it."

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button(id=f"order:{self.order}:cancel", label="cancel_order"),
            Button(id=f"order:{self.order}:track", label="where_is_it"),
            Button(id="human", label="person"),
        )
