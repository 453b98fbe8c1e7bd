"""Which turns a model would be asked about, on the sentences of all languages (locales/*/tests.toml), and what asking
adds to a turn beside the model's own time: building the request, the wire, and holding the answer against the turn.

The model is a server on loopback that answers at once. A sentence counts as misread when its first intent is another.
"""

import time
from collections.abc import Callable

from benchmarks.table import milliseconds, show
from dialogue.understanding.chain import is_for_model
from dialogue.understanding.classify import intent_of
from dialogue.understanding.model import When
from dialogue.view import View
from tests.dialogue.understanding.asking import TestClock, TestPurse, chain
from tests.dialogue.understanding.scenes import locales, offline, scene
from tests.dialogue.understanding.sentences import Sentence, sentences
from tests.peers.messages import calls, messages_peer

TURNS = 200
VAGUE = "uh, thingy for when it pours?"


def main() -> None:
    rows = [_row(code, sentences(code)) for code in locales().codes if sentences(code)]
    show("Asked about", ["", "sentences", "asked", "of the misread", "of the others"], rows)
    view = scene(VAGUE, "en", {"shown": 3, "ordered": True})
    with messages_peer() as peer:
        peer.otherwise = calls(("find_products", {"needs": [{"category": "umbrella"}]}))
        asking = chain(peer, TestPurse(), TestClock())
        timed = {"read offline": offline().understand, "asked about": asking.understand}
        rows = [[name, *milliseconds([_seconds(read, view) for _ in range(TURNS)])] for name, read in timed.items()]
    show("Understanding one message, ms", ["", "p50", "p95"], rows)


def _row(code: str, spoken: list[Sentence]) -> list[str]:
    asked, misread, both = 0, 0, 0
    for sentence in spoken:
        view = scene(sentence.text, code, sentence.context)
        reading = offline().understand(view)
        is_asked, is_misread = is_for_model(When.UNSURE, reading, view), intent_of(reading)[0] != sentence.intent
        asked, misread, both = asked + is_asked, misread + is_misread, both + (is_asked and is_misread)
    others = len(spoken) - misread
    return [code, str(len(spoken)), *map(_percent, (asked, both, asked - both), (len(spoken), misread, others))]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _seconds(read: Callable[[View], object], view: View) -> float:
    started = time.perf_counter()
    read(view)
    return time.perf_counter() - started
