"""Everyday sentences whose confident misreading would annoy: questions about the shop, pointing with a number,
things said by the way. The same in every language."""

import pytest

from dialogue.commands import (
    AskAboutProduct,
    AskReturns,
    AskShop,
    Aspect,
    ShopTopic,
    UndoCancel,
)
from dialogue.understanding.base import Reading
from tests.dialogue.understanding.scenes import offline, scene


def read(text: str, locale: str, **context: object) -> Reading:
    return offline().understand(scene(text, locale, context))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "undo that"),
        ("de", "mach das rückgängig"),
        ("fr", "annule ce que tu viens de faire"),
        ("es", "deshaz eso"),
    ],
)
def test_undoing_is_no_call_for_a_person_and_no_yes(locale: str, text: str) -> None:
    assert [type(command) for command in read(text, locale).commands] == [UndoCancel]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "do you gift wrap?"), ("en", "can you add a birthday card?"), ("de", "macht ihr geschenkverpackung?"),
        ("de", "packt ihr das auch ein?"), ("fr", "vous faites des paquets cadeaux ?"),
        ("es", "¿envolvéis para regalo?"), ("es", "podéis poner una nota?"),
    ],
)  # fmt: skip
def test_gift_wrapping_is_asked_of_the_shop(locale: str, text: str) -> None:
    for context in ({}, {"shown": 3}):
        assert read(text, locale, **context).commands == (AskShop(topic=ShopTopic.GIFT_WRAP),)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "where is it made"), ("de", "wo werden die gemacht?"), ("fr", "fabriqué où"),
        ("fr", "c'est fabriqué où ?"), ("es", "¿dónde se fabrican?"),
    ],
)  # fmt: skip
def test_where_something_is_made_is_a_question_about_it(locale: str, text: str) -> None:
    (command,) = read(text, locale, shown=3).commands
    assert isinstance(command, AskAboutProduct) and command.aspect is Aspect.ORIGIN


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "what's your return policy"), ("en", "who pays the return postage?"),
        ("de", "wie ist das mit rückgabe"), ("de", "wer zahlt die rücksendung?"),
        ("fr", "c'est quoi votre politique de retour ?"), ("fr", "j'ai combien de temps pour renvoyer ?"),
        ("es", "¿quién paga el envío de la devolución?"), ("es", "cuál es vuestra política de devoluciones"),
    ],
)  # fmt: skip
def test_a_question_about_returns_sends_nothing_back(locale: str, text: str) -> None:
    for context in ({}, {"ordered": True}):
        assert read(text, locale, **context).commands == (AskReturns(),)
