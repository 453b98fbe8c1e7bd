"""Every code of a refusal in the words of every complete language: of its own, and not left in English."""

import pytest

from bot.desk.gifts import REFUSED
from dialogue.notice_kinds import FOR_STAFF
from dialogue.notices import tell
from orders.answers import Reason, Refusal
from tests.dialogue.test_notices import LAMP, LUME, ORDER, SOON, WORDS, found

LANGUAGES = ("en", "de", "fr", "es")


@pytest.mark.parametrize("reason", sorted(set(Reason) - FOR_STAFF))
def test_a_refusal_is_told_in_the_words_of_each_language(reason: Reason) -> None:
    (message,) = tell(Refusal(reason, ORDER.id, sku=LUME, line=LAMP, quantity=2, until=SOON), ORDER, found)
    texts = {locale: WORDS.render(message, locale, "DE").text for locale in LANGUAGES}
    assert all(texts.values()) and len(set(texts.values())) == len(LANGUAGES)


@pytest.mark.parametrize("reason", sorted(set(REFUSED) & FOR_STAFF))
def test_what_the_desk_may_not_do_is_told_in_a_sentence(reason: Reason) -> None:
    assert REFUSED[reason].endswith(".") and len(REFUSED[reason].split()) > 3
