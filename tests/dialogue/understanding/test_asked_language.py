"""Which of two languages is asked for."""

import pytest

from dialogue.commands import ChangeLanguage
from tests.dialogue.understanding.sentences import offline, scene


@pytest.mark.parametrize(
    ("locale", "text", "wanted"),
    [
        ("pl", "nie znam angielskiego, pisz po polsku", "pl"),
        ("pl", "pisz po polsku a nie po angielsku", "pl"),
        ("cs", "neumím anglicky, pište česky", "cs"),
        ("ar", "ما بعرف انجليزي احكي عربي", "ar"),
        ("en", "I don't speak German, write in English", "en"),
        ("en", "english please, not german", "en"),
        ("en", "write me in German please, my English is bad", "de"),
    ],
)
def test_the_one_to_be_spoken_is_taken(locale: str, text: str, wanted: str) -> None:
    reading = offline().understand(scene(text, locale, {}))
    assert reading.commands == (ChangeLanguage(locale=wanted),)
