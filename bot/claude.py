"""What a key adds to the shop: Claude behind offline understanding, and as the author of reasons and advice."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.purse import ShopPurse
from bot.settings import Settings
from bot.storage import Storage
from dialogue.turn import Thought
from dialogue.understanding.base import Understander
from dialogue.understanding.model import When
from dialogue.understanding.offline import Offline
from dialogue.wording import Wordings
from dialogue.writing.rewording import Rewording
from dialogue.writing.translating import Translator
from matching.matcher import Matcher


@dataclass(frozen=True, slots=True)
class Helped:
    """Who understands a turn, what is written into it once it is thought through, and who translates and words
    for staff."""

    understander: Understander
    author: Callable[[Thought], Thought]
    translator: Translator | None = None
    rewording: Rewording | None = None


def with_model(
    offline: Understander, settings: Settings, storage: Storage, wordings: Wordings, matcher: Matcher, clock: Clock
) -> Helped:
    """With Claude where there is a key; without it nothing is written. Its client takes a second to load."""
    key = settings.anthropic_api_key
    if key is None or settings.claude_when == "never" or not isinstance(offline, Offline):
        return Helped(offline, lambda thought: thought)
    from dialogue.understanding.asking import Asking
    from dialogue.understanding.chain import Chain
    from dialogue.understanding.claude import Claude, Wish
    from dialogue.writing.author import Author, Writes
    from dialogue.writing.guard import CHECKS, Guard

    wish = Wish(settings.claude_model, settings.claude_effort or None, settings.claude_tokens)
    model = Claude(key.get_secret_value(), settings.anthropic_base_url, wish, offline.concepts)
    asking = Asking(purse=ShopPurse(storage, settings.claude_day_dollars, settings.claude_shopper_dollars))
    when = When(settings.claude_when)
    author = Author(
        writes=Writes(settings.claude_writes),
        writer=model,
        asking=asking,
        guard=Guard(offline, CHECKS),
        concepts=offline.concepts,
        product_of=matcher.product_of,
        called=lambda fact, locale, market: wordings.voice(locale, market).locked(fact),
        clock=clock,
    )
    chain = Chain(offline=offline, model=model, when=when, purse=asking.purse, breaker=asking.breaker)
    home = settings.desk_locale
    translator = Translator(home=home, writer=model, asking=asking, languages=offline.languages) if home else None
    rewording = Rewording(writer=model, asking=asking, languages=offline.languages)
    return Helped(chain, author, translator, rewording)
