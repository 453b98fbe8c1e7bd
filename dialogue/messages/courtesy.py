"""Small talk and the talk about the talk: greetings, help, languages, what I am, off-topic, not understood.

Where a shopper may ask twice there is a second variant (`…Again`), so that nothing is repeated word for word.
"""

from typing import ClassVar

from dialogue.conversation import Slot
from dialogue.messages.base import Button, Message

_START = (
    Button(id="start", label="find_something"),
    Button(id="do:track_order", label="where_is_it"),
    Button(id="do:ask_help", label="help"),
)


class _Opening(Message):
    """A text that offers ways to go on."""

    def buttons(self) -> tuple[Button, ...]:
        return _START


class Disclosure(Message):
    """Stands before the very first answer of a conversation. The law wants it said plainly that this is no person."""

    english = "Just so you know: I'm the shop's assistant, a computer program and not a person."


class Greeting(_Opening):
    """The first hello. The examples show that one can simply say what one needs."""

    english = (
        "Hello! Tell me what you need, as you'd tell a friend: “a rain jacket under 130, not black” or “a lamp for the "
        "bathroom”. I can also look after your orders."
    )


class GreetingAgain(_Opening):
    """Hello a second time in the same conversation."""

    english = "Hello again! What can I find for you?"


class GreetingByName(_Opening):
    """Hello to somebody we know. {shopper} is the full name as they gave it."""

    english = "Hello {shopper}, good to see you! What can I find for you today?"
    shopper: str


class Welcome(Message):
    """Answer to thanks."""

    english = "You're welcome! If anything else comes up, just write."


class WelcomeAgain(Message):
    """Answer to thanks, said a second time."""

    english = "With pleasure!"


class Goodbye(Message):
    """Answer to goodbye."""

    english = "Goodbye, and have a lovely day! Your orders and I are here whenever you write."


class GoodbyeAgain(Message):
    """Answer to goodbye, said a second time."""

    english = "See you soon!"


class _Helping(Message):
    def buttons(self) -> tuple[Button, ...]:
        return (*_START[:2], Button(id="human", label="person"))


class Help(_Helping):
    """What the assistant can do, with an example each. Keep it a short list."""

    english = (
        "I can\n"
        "• find things that fit you: “sneakers in 42, not white, up to 90”\n"
        "• compare them and answer questions: “is the second one waterproof?”\n"
        "• order, and tell you where it is: “where's my parcel?”\n"
        "• change, cancel, return and get your money back: “it arrived broken”\n"
        "• fetch a person, any time."
    )


class HelpAgain(_Helping):
    """The same, asked a second time: shorter."""

    english = "Just say it in your own words: what you are looking for, or what is wrong with an order. What is it?"


class OffTopicAnswer(_Opening):
    """The shopper asked something that is not about shopping. Friendly, brings them back."""

    english = "That's outside my shop, I'm afraid. With things to wear, things for the home and your orders I'm good."


class OffTopicAnswerAgain(_Opening):
    """Off-topic a second time."""

    english = "There I can't help, but tell me what you need for yourself, your home or as a gift, and I'll find it."


class ReturnsTold(Message):
    """What holds for sending things back. {days} is how long after delivery."""

    english = (
        "After delivery you have {days} days to send something back. The label comes from me and is free, and when the "
        "parcel is back with us you get your money."
    )
    days: int

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:list_orders", label="my_orders"),)


class GuaranteeTold(Message):
    """What holds when something is faulty. {days} is how long after delivery."""

    english = (
        "If something comes damaged or is not as described, tell me within {days} days of delivery: you get it "
        "replaced or your money back. What the law grants you beyond that stays yours."
    )
    days: int


class NoGiftWrap(Message):
    """Somebody asks for gift wrapping or a card with it."""

    english = (
        "We don't gift-wrap or add cards yet; things come as their makers pack them. I can have the parcel sent "
        "straight to the person it's for."
    )


class NoAccountNeeded(Message):
    """Somebody asks whether they need an account, must sign up, or may order as a guest."""

    english = (
        "You don't need an account: just tell me what you'd like and where it should go. With your e-mail address on "
        "the order you can look it up from anywhere later."
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="start", label="find_something"),)


class TaxIncluded(Message):
    """Somebody asks about taxes or customs where prices include taxes. What is added is known before the order."""

    english = (
        "Prices include tax. Shipping and the service fee come on top, with their tax in them: you see the exact total "
        "before you order, and nothing is added after that."
    )


class TaxAdded(Message):
    """Somebody asks about taxes where they come on top of prices, by state or province; in some there are none."""

    english = (
        "Sales tax, where there is any, comes on top by where the package goes. You see it with the exact total before "
        "you order, and nothing is added after that."
    )


class NoShopToVisit(Message):
    """Somebody asks where the shop is, when it opens, or whether one can come by."""

    english = (
        "We're an online shop, so there is no store to visit. You choose here in the chat, day or night, and "
        "everything is sent to your door. What doesn't please you at home goes back."
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="start", label="find_something"), Button(id="do:ask_delivery", label="delivery_times"))


class NoDiscounts(Message):
    """Somebody asks for a voucher code or a discount. {days} is how long after an order a fallen price is made good."""

    english = (
        "There's nothing to take off here, I'm afraid: you pay what the goods cost us, the same for everybody. But if "
        "a price falls within {days} days after your order, you get the difference back. Tell me what you'd like to "
        "spend, and I'll look for something that fits."
    )
    days: int


class NoReviews(Message):
    """Somebody asks what other customers say."""

    english = "I have no reviews from other customers. What the maker states about a product I can tell you."


class StayCalm(Message):
    """The shopper is rude. Calm, no lecture, one way forward."""

    english = "I can hear that you're annoyed. Tell me what went wrong, and I'll do what I can about it."

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="do:list_orders", label="my_orders"), Button(id="human", label="person"))


class StayCalmOfferPerson(Message):
    """The shopper is rude a second time. Offers a person."""

    english = "I'd like this to end well for you. Shall I get a person from our team?"

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="human", label="person"),)


class IAmSoftware(Message):
    """Answer to "are you a person?" and "are you a robot?" alike. The truth, plainly; a person can be had."""

    english = (
        "I'm a computer program, the shop's assistant, not a person. If you'd rather talk to somebody on the team, "
        "I'll get them."
    )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(id="human", label="person"),)


class IAmSoftwareAgain(IAmSoftware):
    """The same answer when asked again."""

    english = "Really not a person: software. Our team are people, though, and one of them can take over."


class LanguageChanged(Message):
    """Said right after the switch; name the language you are translating into, not English."""

    english = "Of course, let's go on in English. What can I do for you?"


class LanguageAlready(Message):
    """The language asked for is the one we are already speaking: name the one you are translating into."""

    english = "We're already speaking English. What can I do for you?"


class _LanguageChoice(Message):
    """Languages as buttons, each in its own language."""

    asks: ClassVar[Slot | None] = Slot.LANGUAGE
    options: tuple[tuple[str, str], ...]

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=f"lang:{code}", text=name) for code, name in self.options)


class WhichLanguage(_LanguageChoice):
    """The shopper wants another language: one we do not have, or did not say which. The buttons name ours."""

    english = "These are the languages I speak. Which one would you like?"


class ReadsYourLanguage(Message):
    """Stands once before what was found for a shopper who writes in a language that the shop reads and does not speak.
    {language} is that language by its own name ("Polski"); keep it apart from the sentence, so that it takes no ending.
    Name the language you are translating into, not English."""

    english = "{language}: I can read what you are looking for, and I answer in English."
    language: str


class OnlyNeedsRead(_LanguageChoice):
    """Something else than goods was said in a language that the shop reads and does not speak. {language} is that
    language by its own name, kept apart from the sentence. The buttons name our languages."""

    english = (
        "{language}: I can only read what you are looking for, like goods, sizes and prices. For everything else, "
        "which of my languages would you like?"
    )
    language: str


class NotMyLanguage(_LanguageChoice):
    """The shopper writes in a language that the shop does not know at all. The buttons name ours."""

    english = "I'm sorry, I don't know that language yet. Which of these suits you?"


class _NotSure(Message):
    """Words for a message that was not understood; buttons offer the likeliest meanings."""

    guesses: tuple[tuple[str, str], ...] = ()

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(id=button, label=label) for button, label in self.guesses)


class DidYouMean(_NotSure):
    """The message was not understood for sure; the buttons below name what it may have meant."""

    english = "I want to be sure I get this right. Do you mean one of these?"


class DidYouMeanAgain(_NotSure):
    """The same a second time, put differently."""

    english = "I haven't quite got it yet. Is it one of these, or can you say it in other words?"


class SayItDifferently(_NotSure):
    """The message was not understood at all; the buttons below are general ways to go on."""

    english = "Sorry, I didn't get that. What is it about?"


class NothingReadable(_NotSure):
    """The message had no words in it (only signs or emoji)."""

    english = "I can't read that one. Write me in a few words what you need."


class VoiceNote(_NotSure):
    """The shopper sent a voice note, which cannot be listened to; the buttons are general ways to go on."""

    english = "I can't listen to voice notes yet, sorry. Write it to me in a few words, and I'll see to it."


class Sticker(_NotSure):
    """The shopper sent a sticker and nothing else."""

    english = "Nice one! I can't read stickers, though. What can I do for you?"


class NotAPhoto(Message):
    """The shopper sent a picture that is broken, or of a kind that cannot be opened."""

    english = "I can't open that picture. Could you send it again, as a JPEG or PNG?"


class FileUnread(_NotSure):
    """The shopper sent a file (a video, a document) that cannot be opened here; photos can."""

    english = "I can't open files like that one. A photo works, or write me what you need."


class PinOnMap(Message):
    """The shopper shared their location, a pin on a map without an address, most often where an address was asked."""

    english = "Thanks! I can't read a pin on a map, though. Write me the address, as you would on a letter."


class WordsPlease(_NotSure):
    """The shopper again sent something that cannot be read: a voice note, a sticker, a file, a broken picture."""

    english = "Words or a photo work best with me. If you'd rather talk to a person, I'll get one."
