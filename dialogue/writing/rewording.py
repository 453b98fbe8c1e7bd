"""Other words for what the shop says, by a model, for a marketer to take or leave. Nothing of it is said by itself."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from dialogue.understanding.asking import About, Asking
from dialogue.understanding.language import Languages
from dialogue.understanding.model import ModelFailed, Why, Writer
from dialogue.writing import prompt

WITHIN: Final = 20.0
"""Seconds that a marketer waits for a suggestion."""


@dataclass(frozen=True, kw_only=True)
class Rewording:
    """`tick` gives seconds of a clock that only goes forward."""

    writer: Writer
    asking: Asking
    languages: Languages
    tick: Callable[[], float] = time.monotonic

    def reword(
        self,
        texts: Sequence[str],
        *,
        language: str,
        english: str,
        wish: str,
        glossary: Sequence[str],
        about: About,
    ) -> tuple[str, ...]:
        """As many texts, as a model words them: nothing about them is known. `about` says who asks. Raises
        ModelFailed."""
        data = prompt.about_rewording(language, english, wish, texts, glossary)
        try:
            written = self.asking.ask(
                lambda seconds: self.writer.write(prompt.REWORDING, data, seconds), about, WITHIN, self.tick
            )
        except ModelFailed as failed:
            self.asking.pay(self.writer.name, about, failed.why, failed.use)
            raise
        by_number = prompt.numbered(written.text)
        whole = by_number.keys() == set(range(1, len(texts) + 1))
        self.asking.pay(self.writer.name, about, "reworded" if whole else Why.UNSAFE, written.use)
        if not whole:
            raise ModelFailed(Why.UNSAFE)
        return tuple(by_number[number].replace("\\n", "\n") for number in sorted(by_number))

    def is_in(self, text: str, language: str) -> bool:
        """Whether a text is in a language, as far as its words tell."""
        return (self.languages.stranger(text) or self.languages.of(text, language) or language) == language
