"""Which of the languages named is asked for."""

from dialogue.understanding.phrases import Phrases
from dialogue.understanding.spans import Heard, Span


def language_meant(heard: Heard, phrases: Phrases) -> Span | None:
    """The last one, as "I know no English, write in Polish" has it, unless it is the one ruled out: "in Polish, not in
    English", or is their own: "write in Polish, my English is bad"."""
    spans = heard.of("language")
    if len(spans) < 2:
        return spans[0] if spans else None
    turning = [phrases.words(name) for name in ("negation", "instead_of")]
    before = range(spans[-2].end, spans[-1].start)
    turned = any(words.length_at(heard.tokens, place) for words in turning for place in before)
    told = phrases.words("either").has(heard.part(spans[-2].end, spans[-1].start).said)
    own = phrases.words("my").ends_at(heard.tokens, spans[-1].start)
    return spans[0] if turned or told or own else spans[-1]
