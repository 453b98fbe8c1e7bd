"""What understanding costs and how far its confidence can be believed, on the sentences of all languages
(locales/*/tests.toml), in one process that reads one language after the other, as a shop comes to.

Time is CPU of one sentence. Memory is what the process holds resident, everything imported, after the sentences of a
language; what it is at the end is what a shop holds that has heard every language. "Learning" is nearly nothing where
`shopkeep locales learn` was run before.

A sentence is right when its first intent is the one that is meant. Below SURE the shop acts on nothing and asks: what
it is then sure of is that it did not understand. The calibration error is the mean distance of confidence and share of
right ones over ten bins, each by its sentences (Guo et al. 2017).
"""

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.table import milliseconds, show
from dialogue.commands import INTENTS
from dialogue.understanding.base import Reading
from dialogue.understanding.classify import OUT_OF_SCOPE
from dialogue.understanding.interpret import SURE
from tests.dialogue.understanding.scenes import locales, offline, scene
from tests.dialogue.understanding.sentences import sentences

BINS: Final = 10
TRIED: Final = (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)
"""Confidences to act from."""
MEGABYTE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Heard:
    """The first intent that was understood, None without any; how sure; and what was meant."""

    intent: str | None
    confidence: float
    meant: str

    @classmethod
    def of(cls, reading: Reading, meant: str) -> "Heard":
        named = [INTENTS[command.kind] for command in reading.commands if command.kind in INTENTS]
        return cls(named[0] if named else None, reading.confidence if named else 0.0, meant)

    def taken(self, threshold: float) -> str:
        """What the sentence counts as for a shop that acts from this confidence on."""
        return self.intent if self.intent is not None and self.confidence >= threshold else OUT_OF_SCOPE

    @property
    def belief(self) -> tuple[float, bool]:
        """How sure the shop is of what it takes the sentence for, and whether it is right."""
        sure = self.confidence if self.confidence >= SURE else 1 - self.confidence
        return sure, self.taken(SURE) == self.meant


@dataclass(frozen=True, slots=True)
class Bin:
    """Sentences of about the same confidence: how many, the mean of their confidence, the share of right ones."""

    count: int
    confidence: float
    right: float


def bins(beliefs: Iterable[tuple[float, bool]]) -> list[Bin]:
    """BINS of equal width, those that nothing falls into left out."""
    sorted_in: dict[int, list[tuple[float, bool]]] = {}
    for belief in beliefs:
        sorted_in.setdefault(min(int(belief[0] * BINS), BINS - 1), []).append(belief)
    return [
        Bin(len(each), sum(sure for sure, _ in each) / len(each), sum(right for _, right in each) / len(each))
        for _, each in sorted(sorted_in.items())
    ]


def calibration_error(found: Sequence[Bin]) -> float:
    total = sum(each.count for each in found)
    return sum(each.count * abs(each.confidence - each.right) for each in found) / total


def resident() -> float:
    """Megabytes that this process holds; 0 where the system does not say."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE if told.exists() else 0.0


def hear(code: str) -> tuple[list[Heard], list[float]]:
    """The sentences of a language, and the seconds of CPU that each took."""
    heard, seconds = [], []
    for sentence in sentences(code):
        view = scene(sentence.text, code, sentence.context)
        before = time.thread_time()
        reading = offline().understand(view)
        seconds.append(time.thread_time() - before)
        heard.append(Heard.of(reading, sentence.intent))
    return heard, seconds


def main() -> None:
    rows, every = [["built, none heard", "", "", "", "", f"{_built():.0f}"]], {}
    for code in (code for code in locales().codes if sentences(code)):
        before = time.process_time()
        offline().warm([code])
        learning = time.process_time() - before
        every[code], seconds = hear(code)
        rows.append([code, str(len(seconds)), f"{learning:.1f}", *milliseconds(seconds), f"{resident():.0f}"])
    show("Understanding one message", ["", "sentences", "learning s", "p50 ms", "p95 ms", "MB in all"], rows)
    calibration(every)
    thresholds([each for heard in every.values() for each in heard])


def _built() -> float:
    offline()
    return resident()


def calibration(every: dict[str, list[Heard]]) -> None:
    together = bins(each.belief for heard in every.values() for each in heard)
    rows = [
        [
            f"{each.confidence:.2f}",
            str(each.count),
            f"{each.right:.2f}",
            f"{each.right - each.confidence:+.2f}",
            _bar(each),
        ]
        for each in together
    ]
    show(
        f"Confidence and truth, all languages: calibration error {calibration_error(together):.3f}",
        ["confidence", "sentences", "right", "off by", "right of ten"],
        rows,
    )
    errors = [[code, f"{calibration_error(bins(each.belief for each in heard)):.3f}"] for code, heard in every.items()]
    show("Calibration error by language", ["", "error"], errors)


def _bar(each: Bin) -> str:
    return ("#" * round(each.right * BINS)).ljust(BINS, ".")


def thresholds(heard: Sequence[Heard]) -> None:
    """What a shop would do that acts from another confidence on: SURE is the one it has."""
    rows = []
    for threshold in TRIED:
        acted = [each for each in heard if each.taken(threshold) != OUT_OF_SCOPE]
        wrong = sum(each.intent != each.meant for each in acted)
        right = sum(each.taken(threshold) == each.meant for each in heard)
        mark = " (SURE)" if threshold == SURE else ""
        shares = (len(acted) / len(heard), wrong / len(heard), right / len(heard))
        rows.append([f"{threshold:.2f}{mark}", *(f"{100 * share:.1f} %" for share in shares)])
    show("Acting from a confidence on, of all sentences", ["", "acted on", "acted on wrongly", "right"], rows)


if __name__ == "__main__":
    main()
