"""Message, locale and channel → what a shopper would see, made by the same code that sends it, with what is wrong.

Nothing is sent and nothing stored. Small texts (buttons, words on papers and pages) are shown as they stand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.channels.base import Delivery, Unit
from bot.channels.capabilities import ABLE
from bot.channels.layout import deliveries, measured
from bot.channels.telegram.channel import keyboard
from bot.channels.telegram.words import texts as telegram_texts
from bot.channels.webchat import bubble
from bot.channels.whatsapp.layout import messages as whatsapp_messages
from bot.channels.whatsapp.templates import LONGEST, UNASKED, Unfit, body_of, wordings_of
from bot.lab.publish import Lab, NoSuchText
from dialogue.messages.base import Message
from dialogue.override import Live, Override
from dialogue.samples import Facts, sample
from dialogue.wording import Wording, Wordings
from locales import Locale
from locales.markets import Markets

CHANNELS: Final = ("web", "telegram", "whatsapp")
"""Those that look different; the terminal and JSON lines show a text as it stands."""
PSEUDO: Final = ("xa", "xb")
"""Accented and longer, to find what is cut; mirrored, to find what stands the wrong way round."""
_ACCENTS: Final = str.maketrans("aeiounycszAEIOUNYCSZ", "áéíóúñýçšžÁÉÍÓÚÑÝÇŠŽ")


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of the channel's. `sent` are the fields as they go over the wire; `buttons` the rows under it, and
    `opener` what opens them where they are a list."""

    text: str
    sent: Mapping[str, object]
    markup: str = "none"
    buttons: tuple[tuple[str, ...], ...] = ()
    opener: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """How a Message looks. `length` and `limit` are in the channel's own `unit`; over the limit it is cut in pieces.
    `template` says whether it may be said on WhatsApp later than a day after the person's last word: "" for what
    never has to, "fits", or what is in the way."""

    channel: str
    locale: str
    rtl: bool
    text: str
    pieces: tuple[Piece, ...]
    length: int
    limit: int
    unit: str
    template: str = ""


class Previews:
    """Previews of every Message, in the words that are live, or with a draft in their place."""

    def __init__(self, lab: Lab, live: Override) -> None:
        self._lab, self._live = lab, live
        self._markets = Markets(lab.locales.folder / "markets")

    def of(  # noqa: PLR0913 - what a marketer chooses on the page
        self,
        name: str,
        code: str,
        channel: str,
        market: str,
        facts: Facts = Facts.TYPICAL,
        number: int | None = None,
        draft: tuple[str, ...] | None = None,
    ) -> Preview:
        """With made-up facts. Raises NoSuchText for a name, locale or channel that there is not."""
        kind = Message.registry.get(name)
        if kind is None:
            raise NoSuchText(f"{name!r} is no message; small texts are shown as they stand.")
        return self.of_message(sample(kind, facts, number), code, channel, market, draft)

    def of_message(
        self,
        message: Message,
        code: str,
        channel: str,
        market: str,
        draft: tuple[str, ...] | None = None,
        hide: Callable[[str], str] = str,
    ) -> Preview:
        """With the facts of a Message. `hide` takes the text and leaves out what nobody should read."""
        if channel not in CHANNELS:
            raise NoSuchText(f"There is no channel {channel!r}; there are {', '.join(CHANNELS)}.")
        kind, (locale, pseudo) = type(message), self._locale(code)
        wordings = Wordings(self._lab.locales, self._markets, self._override(kind.name(), locale.code, draft))
        wording = wordings.render(message, locale.code, market)
        wording = replace(wording, text=hide(wording.text))
        wording = _pseudo(wording, pseudo) if pseudo else wording
        able = ABLE[channel]
        laid = deliveries(wording, able, reply=1, address="1")
        opener = wordings.voice(locale.code, market).label("choose")
        return Preview(
            channel=channel,
            locale=code,
            rtl=locale.rtl or pseudo == "xb",
            text=wording.text,
            pieces=tuple(piece for each in laid for piece in pieces_of(each, channel, opener, rtl=locale.rtl)),
            length=measured(wording.text, able.unit),
            limit=able.text_length,
            unit="bytes" if able.unit is Unit.BYTES else "characters",
            template=_template(kind, locale, draft, self._live),
        )

    def _locale(self, code: str) -> tuple[Locale, str]:
        """The locale of a code, and which pseudo-locale it is: "de-xa" is German made longer."""
        language, _, pseudo = code.partition("-")
        if pseudo and pseudo not in PSEUDO:
            raise NoSuchText(f"There is no pseudo-locale {pseudo!r}; there are {', '.join(PSEUDO)}.")
        return self._lab.locale(language), pseudo

    def _override(self, name: str, code: str, draft: tuple[str, ...] | None) -> Override:
        if draft is None:
            return self._live

        def drafted(
            locale: Locale, context: str, english: str, number: int | None, shopper: str = "", /
        ) -> Live | None:
            if (locale.code, context) != (code, name):
                return self._live(locale, context, english, number)
            return Live(draft[min(locale.form(number), len(draft) - 1)], "")

        return drafted


def piece_shape(piece: Piece) -> dict[str, object]:
    """For a page of ours."""
    return {
        "text": piece.text,
        "markup": piece.markup,
        "rows": piece.buttons,
        "opener": piece.opener,
        "sent": dict(piece.sent),
    }


def pieces_of(delivery: Delivery, channel: str, opener: str, *, rtl: bool) -> tuple[Piece, ...]:
    """What a channel makes of one delivery."""
    if channel == "telegram":
        return _telegram(delivery)
    if channel == "whatsapp":
        return _whatsapp(delivery, opener)
    sent = bubble(delivery, rtl=rtl)
    return (Piece(delivery.text, sent, buttons=tuple((button.label,) for button in delivery.buttons)),)


def _telegram(delivery: Delivery) -> tuple[Piece, ...]:
    said, pressed = telegram_texts(delivery.text, delivery.cards), keyboard(delivery.buttons)
    rows = tuple(tuple(str(each.text) for each in row) for row in pressed.inline_keyboard) if pressed else ()
    return tuple(
        Piece(
            text=text,
            sent={
                "text": text,
                "parse_mode": "HTML",
                **({"reply_markup": pressed.to_dict()} if pressed and place == len(said) else {}),
            },
            markup="html",
            buttons=rows if place == len(said) else (),
        )
        for place, text in enumerate(said, start=1)
    )


def _whatsapp(delivery: Delivery, opener: str) -> tuple[Piece, ...]:
    return tuple(
        Piece(
            text=each.text,
            sent={
                "body": each.text,
                **({"replies": [[one.id, one.title] for one in each.replies]} if each.replies else {}),
                **({"items": [[one.id, one.title, one.description] for one in each.items]} if each.items else {}),
            },
            markup="whatsapp",
            buttons=tuple((one.title,) for one in each.replies or each.items),
            opener=each.opener,
        )
        for each in whatsapp_messages(delivery, opener)
    )


def _template(kind: type[Message], locale: Locale, draft: tuple[str, ...] | None, live: Override) -> str:
    if kind.name() not in UNASKED:
        return ""
    try:
        bodies = [body_of(text) for text in draft or wordings_of(kind, locale, live)]
    except Unfit as unfit:
        return str(unfit)
    return "fits" if max(map(len, bodies)) <= LONGEST else f"it has more than {LONGEST} characters"


def _pseudo(wording: Wording, pseudo: str) -> Wording:
    """All of its words as the pseudo-locale has them; the law's own stay as they are."""

    def changed(text: str) -> str:
        return pseudo_text(text, pseudo)

    buttons = tuple(each if each.legal else replace(each, label=changed(each.label)) for each in wording.buttons)
    return replace(wording, text="\n".join(map(changed, wording.text.split("\n"))), buttons=buttons)


def pseudo_text(text: str, pseudo: str) -> str:
    """A line as "xa" has it, 40 % longer (80 % where it is short) and accented, or as "xb", right to left."""
    if not text.strip():
        return text
    if pseudo == "xb":
        return f"\u202e{text}\u202c"
    more = max(1, round(len(text) * (0.8 if len(text) <= 20 else 0.4)))
    return f"[{text.translate(_ACCENTS)} {'·' * more}]"
