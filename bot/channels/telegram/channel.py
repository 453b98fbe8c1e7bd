"""The Channel of Telegram: sends what was laid out through python-telegram-bot's Bot, and fetches what people attached.

The library's Application is not used: it keeps updates in memory after they were acknowledged.
"""

import base64
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMediaPhoto, LinkPreviewOptions, Message
from telegram.constants import ChatAction, ParseMode

from bot.channels.base import ChannelGone, ChannelRejected, Delivery
from bot.channels.capabilities import ABLE
from bot.channels.drawn import NO_PHOTOS, Photos
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.keyboards import Keyboards
from bot.channels.telegram.updates import FILE, LARGEST_PHOTO, NAME, Press
from bot.channels.telegram.words import caption, card_html, pictures, pressed, rows, texts
from dialogue.attached import picture_type
from dialogue.inbound import Attachment
from dialogue.wording import WordedButton, WordedCard

log = logging.getLogger(__name__)

ONCE: Final = ("confirm:", "deny:", "slot:", "lang:")
"""Buttons that answer a question: once one is pressed, the others under it mean nothing any more."""
_QUIET_LINKS: Final = LinkPreviewOptions(is_disabled=True)


class Telegram:
    """One bot. An address is the id of a private chat."""

    name = NAME
    capabilities = ABLE[NAME]

    def __init__(
        self, calls: Calls, file_url: str, photos: Photos = NO_PHOTOS, keyboards: Keyboards | None = None
    ) -> None:
        """`file_url` is where files are fetched from, such as https://api.telegram.org/file/bot; nowhere else."""
        self._calls, self._file_url, self._photos = calls, file_url, photos
        self._keyboards = keyboards or Keyboards()

    # ---- out

    def deliver(self, delivery: Delivery) -> str | None:
        """Pictures, then words with their keyboard, then files; the id is that of the words."""
        if delivery.replaces is not None and self._changed(delivery, delivery.replaces):
            return delivery.replaces
        sent = self._with_picture(delivery) or self._in_words(delivery)
        for file in delivery.files:
            document = InputFile(file.body, filename=file.name)
            self._calls.call(self._calls.bot.send_document(int(delivery.address), document))
        return str(sent.message_id) if sent else None

    def _changed(self, delivery: Delivery, message: str) -> bool:
        """Whether the message says this now. One that cannot be changed any more is followed by a new one."""
        pieces = texts(delivery.text, ())
        if len(pieces) != 1 or not message.isdecimal():
            return False
        self._keyboards.changing((int(delivery.address), int(message)), [each.id for each in delivery.buttons])
        try:
            self._calls.call(
                self._calls.bot.edit_message_text(
                    pieces[0],
                    chat_id=int(delivery.address),
                    message_id=int(message),
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_QUIET_LINKS,
                    reply_markup=keyboard(delivery.buttons),
                )
            )
        except ChannelGone:
            raise
        except ChannelRejected as rejected:
            # It says so already: this was tried before.
            return "not modified" in str(rejected)
        return True

    def _with_picture(self, delivery: Delivery) -> Message | None:
        """One product under its picture; None where there is no such picture, or Telegram could not fetch it."""
        shown = pictures(delivery.cards, self._photos)
        words = caption(delivery.text, delivery.cards[0]) if len(delivery.cards) == 1 else None
        if not shown or words is None:
            return None
        with suppress(ChannelRejected):
            return self._calls.call(
                self._calls.bot.send_photo(
                    int(delivery.address),
                    shown[0][1],
                    caption=words,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard(delivery.buttons),
                )
            )
        return None

    def _in_words(self, delivery: Delivery) -> Message | None:
        shown = pictures(delivery.cards, self._photos)
        if len(shown) > 1:
            self._album(delivery, shown)
        pieces, sent = texts(delivery.text, delivery.cards), None
        for number, piece in enumerate(pieces, start=1):
            sent = self._calls.call(
                self._calls.bot.send_message(
                    int(delivery.address),
                    piece,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_QUIET_LINKS,
                    reply_markup=keyboard(delivery.buttons) if number == len(pieces) else None,
                )
            )
        return sent

    def _album(self, delivery: Delivery, shown: Sequence[tuple[WordedCard, str | bytes]]) -> None:
        """An album carries no keyboard and stands before the words. One that is not taken is left out: the words below
        tell of every product."""
        media = [InputMediaPhoto(image, caption=card_html(card), parse_mode=ParseMode.HTML) for card, image in shown]
        try:
            self._calls.call(self._calls.bot.send_media_group(int(delivery.address), media))
        except ChannelRejected as rejected:
            log.info("An album of delivery %s was left out: %s", delivery.id, rejected)

    # ---- beside

    def types(self, chat: int) -> None:
        """Shows that somebody is at it. Nobody waits for it, and it is left out while Telegram does not answer."""
        self._calls.spare(lambda: self._calls.bot.send_chat_action(chat, ChatAction.TYPING))

    def heard(self, press: Press) -> None:
        """Answers a press, so that the button stops turning; an answered question keeps the chosen button alone, unless
        its message has become another one meanwhile."""
        self._calls.later(self._calls.bot.answer_callback_query(press.query))
        label, message = next((label for label, data in press.keyboard if data == press.data), None), press.message
        if label is None or message is None or not press.data.startswith(ONCE):
            return
        chosen = InlineKeyboardMarkup([[InlineKeyboardButton(pressed(label), callback_data=press.data)]])
        edit = self._calls.bot.edit_message_reply_markup
        self._keyboards.tick(
            (press.chat, message),
            [data for _, data in press.keyboard],
            lambda: self._calls.later(edit(press.chat, message, reply_markup=chosen)),
        )

    # ---- in

    def fetch(self, attachment: Attachment) -> Attachment:
        """A photo's content in place of its file_id. Raises ChannelRejected for what is too large, elsewhere, or no
        picture, whatever it calls itself; ChannelUnavailable when it may be had later."""
        if not attachment.url.startswith(FILE):
            raise ChannelRejected("it is not a file of Telegram's")
        content = self._content(attachment.url.removeprefix(FILE))
        kind = picture_type(content)
        if kind is None:
            raise ChannelRejected("it is no picture")
        return Attachment(kind, f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}")

    def _content(self, name: str) -> bytes:
        file = self._calls.call(self._calls.bot.get_file(name))
        # A bot server of one's own may answer with a path on its disk, and a forged answer with any address at all.
        if not file.file_path or not file.file_path.startswith(self._file_url) or "/../" in file.file_path:
            raise ChannelRejected("it lies where nothing is fetched from")
        if (file.file_size or 0) > LARGEST_PHOTO:
            raise ChannelRejected("it is too large")
        content = bytes(self._calls.call(file.download_as_bytearray()))
        if len(content) > LARGEST_PHOTO:
            raise ChannelRejected("it is larger than it said")
        return content


def keyboard(buttons: Sequence[WordedButton]) -> InlineKeyboardMarkup | None:
    """None where there is nothing to press: Telegram refuses an empty keyboard."""
    if not buttons:
        return None
    laid = rows(tuple(buttons))
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(each.label, callback_data=each.id) for each in row] for row in laid]
    )
