"""What a model can do for a marketer: say in English what a draft says, and word it otherwise.

Both are shown and never saved by themselves. A suggestion that fails one check more than what it was made from is not
shown; a back-translation ranks nothing and approves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from babel import Locale as Cldr

from bot.lab.publish import Lab, LabError
from dialogue.conversation import Conversation
from dialogue.understanding.asking import OnBehalf
from dialogue.understanding.model import ModelFailed
from dialogue.writing.rewording import Rewording
from dialogue.writing.translating import Text, Translator, TryLater
from locales.rules import PLACEHOLDER, Weight, glossary
from orders.ids import ConversationId, ShopperId

WISHES: Final = ("shorter", "warmer", "plainer", "more formal")
PAYS: Final = ConversationId("lab")
"""Under which what is spent here stands among the bills."""


class NoSuggestion(LabError):
    """Nothing could be suggested; the message says why."""


@dataclass(frozen=True, slots=True)
class Suggesting:
    """For texts of the lab."""

    lab: Lab
    translator: Translator | None
    rewording: Rewording | None

    def back(self, code: str, forms: Sequence[str], staff: str) -> tuple[str, ...]:
        """What each form says, in the language of the desk; "" for one that was not translated. Raises NoSuggestion."""
        if self.translator is None:
            needed = "a key (ANTHROPIC_API_KEY) and a language to read in (SHOPKEEP_DESK_LOCALE)"
            raise NoSuggestion(f"There is nobody who translates: it takes {needed}.")
        asks = self._asks(staff)
        texts = [Text(str(place), form, self.lab.locale(code).language) for place, form in enumerate(forms)]
        try:
            found = self.translator.translate(texts, asks.conversation, asks.now)
        except TryLater as later:
            raise NoSuggestion(f"The model cannot be had now: {later}") from later
        if not found:
            raise NoSuggestion(
                f"Nothing was translated: it is {self.translator.into} already, or no answer could be used."
            )
        return tuple(found.get(text.id, "") for text in texts)

    def reword(self, context: str, code: str, forms: Sequence[str], wish: str, staff: str) -> tuple[str, ...]:
        """The forms in other words that pass every check which they pass. Raises NoSuchText, NoSuggestion."""
        source, locale = self.lab.source(context), self.lab.locale(code)
        if self.rewording is None:
            raise NoSuggestion("There is no model: a key is needed (ANTHROPIC_API_KEY).")
        if wish not in WISHES:
            raise NoSuggestion(f"It can be made {', '.join(WISHES)}.")
        called = [f"{entry.words['en'][0]}: {', '.join(entry.words.get(locale.language, ()))}" for entry in glossary()]
        try:
            said = self.rewording.reword(
                forms,
                language=Cldr.parse(locale.language).get_display_name("en") or code,
                english="\n".join(filter(None, (source.english, source.plural))),
                wish=wish,
                glossary=called if locale.language != "en" else (),
                about=self._asks(staff),
            )
        except ModelFailed as failed:
            raise NoSuggestion(f"No suggestion could be used: {failed.why}.") from failed
        known = {fault.told for fault in self.lab.faults(context, code, forms) if fault.weight is Weight.WARNING}
        new = [fault.told for fault in self.lab.faults(context, code, said) if fault.told not in known]
        if not all(self.rewording.is_in(PLACEHOLDER.sub("", form), locale.language) for form in said):
            new.append("it is in another language")
        if new:
            raise NoSuggestion(f"A suggestion came and is not shown, as it failed a check: {'; '.join(new)}.")
        return said

    def _asks(self, staff: str) -> OnBehalf:
        now = self.lab.clock()
        return OnBehalf(Conversation(id=PAYS, shopper=ShopperId(f"staff {staff}"), channel="lab"), now)
