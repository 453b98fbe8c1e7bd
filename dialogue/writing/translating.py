"""What a shopper and the shop wrote to each other, in the language of those who read along at the desk.

For staff alone: nothing written here is ever sent to a shopper. Texts come masked, and what is answered is held against
them; whatever goes wrong, the original is all there is.
"""

import logging
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel import Locale as Cldr

from dialogue.conversation import Conversation
from dialogue.understanding.asking import Asking, OnBehalf
from dialogue.understanding.claude_prompt import without_secrets
from dialogue.understanding.language import Languages
from dialogue.understanding.model import UNAVAILABLE, ModelFailed, Why, Writer
from dialogue.writing import prompt

log = logging.getLogger(__name__)

WITHIN: Final = 10.0
"""Seconds for one request. Nobody waits for it: the original is shown already."""
PIECE: Final = 1200
"""Characters of a text that are asked about as one; a longer one is parted at a space."""
AT_ONCE: Final = 2400
"""Characters of one request. What they become fits into the tokens of one answer."""
_NUMBER: Final = re.compile(r"\d+")
_LONGER: Final = 4
"""How many times as long a translation may be; from Chinese or Japanese into English it is three times."""
_AGAIN: Final = UNAVAILABLE | {Why.RESTING}


class TryLater(Exception):
    """The service cannot be had now."""


@dataclass(frozen=True, slots=True)
class Text:
    """Something that was said, masked. `spoken` is the language (a locale) that its author is known to write; None
    where nothing is known."""

    id: str
    text: str
    spoken: str | None


@dataclass(frozen=True, kw_only=True)
class Translator:
    """Into the language `home`. `tick` gives seconds of a clock that only goes forward."""

    home: str
    writer: Writer
    asking: Asking
    languages: Languages
    tick: Callable[[], float] = time.monotonic

    @property
    def into(self) -> str:
        """The language's English name."""
        return Cldr.parse(_language(self.home)).get_display_name("en") or self.home

    def is_foreign(self, said: Text) -> bool:
        """Whether it is in another language than staff read, as far as its words tell; else as its author writes."""
        if not any(map(str.isalpha, said.text)):
            return False
        own = said.spoken or self.home
        told = self.languages.stranger(said.text) or self.languages.of(said.text, own) or own
        return _language(told) != _language(self.home)

    def translate(self, said: Iterable[Text], talk: Conversation, now: datetime) -> Mapping[str, str]:
        """The translations of what is foreign, by id; nothing for what could not be translated whole. Raises TryLater
        where the service cannot be had and nothing was translated yet."""
        foreign = [each for each in said if self.is_foreign(each)]
        parts = {each.id: _parted(each.text) for each in foreign}
        found: dict[str, list[str | None]] = {of: [] for of in parts}
        for batch in _batches([(of, part) for of, all_of_it in parts.items() for part in all_of_it]):
            try:
                answered = self._asked([part for _, part in batch], OnBehalf(talk, now))
            except ModelFailed as failed:
                log.warning("Conversation %s is shown as it is: %s", talk.id, failed.why)
                self.asking.pay(self.writer.name, OnBehalf(talk, now), failed.why, failed.use)
                if failed.why in _AGAIN and not any(found.values()):
                    raise TryLater(failed.why.value) from failed
                break
            for (of, _), text in zip(batch, answered, strict=True):
                found[of].append(text)
        return {of: " ".join(map(str, texts)) for of, texts in found.items() if _is_whole(texts, len(parts[of]))}

    def _asked(self, texts: Sequence[str], about: OnBehalf) -> list[str | None]:
        """One request: a translation for each text, None for one that has none. Raises ModelFailed."""
        data = prompt.about_texts(self.into, texts)
        written = self.asking.ask(
            lambda seconds: self.writer.write(prompt.TRANSLATION, data, seconds), about, WITHIN, self.tick
        )
        by_number = prompt.numbered(written.text)
        answered = [by_number.get(number) for number in range(1, len(texts) + 1)]
        kept = [_held_against(text, original) for text, original in zip(answered, texts, strict=True)]
        if not any(kept):
            raise ModelFailed(Why.UNSAFE, written.use)
        self.asking.pay(self.writer.name, about, "translated", written.use)
        return kept


def _held_against(translated: str | None, original: str) -> str | None:
    """The translation, unless it holds a number that the original does not, or far more than it: staff decide on
    money by what they read."""
    if translated is None or len(translated) > _LONGER * len(original) + 100:
        return None
    return translated if _numbers(translated) <= _numbers(original) else None


def _numbers(text: str) -> frozenset[str]:
    """Its runs of digits, in whatever script."""
    return frozenset("".join(str(unicodedata.digit(sign)) for sign in run) for run in _NUMBER.findall(text))


def _is_whole(texts: Sequence[str | None], parts: int) -> bool:
    return len(texts) == parts and None not in texts


def _language(locale: str) -> str:
    return locale.replace("-", "_").partition("_")[0].lower()


def _parted(text: str) -> tuple[str, ...]:
    """A text as it may leave the shop, as one line, in parts of at most PIECE characters."""
    rest, parts = " ".join(text.split()), list[str]()
    while len(rest) > PIECE:
        cut = rest.rfind(" ", 1, PIECE + 1)
        cut = cut if cut > 0 else PIECE
        parts.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return tuple(without_secrets(part) for part in (*parts, rest) if part)


def _batches(parts: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    batch, length = list[tuple[str, str]](), 0
    for part in parts:
        if batch and length + len(part[1]) > AT_ONCE:
            yield batch
            batch, length = [], 0
        batch.append(part)
        length += len(part[1])
    if batch:
        yield batch
