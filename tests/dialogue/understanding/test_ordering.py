"""Which typed words are an order where a quote waits for its yes, and which are a step more."""

import pytest

from dialogue.commands import Confirm, Consent
from tests.dialogue.understanding.scenes import offline, scene


def orders(locale: str, text: str) -> bool:
    commands = offline().understand(scene(text, locale, {"shown": 1, "quote": True})).commands
    return any(isinstance(each, Confirm) and each.consent is Consent.ORDER_WORDS for each in commands)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "order it"), ("en", "I want to order this now"), ("en", "i'd like to order it please"),
        ("en", "ok let's order it"), ("de", "Ich möchte das jetzt zahlungspflichtig bestellen."),
        ("de", "egal, bestell einfach"), ("fr", "Très bien, je commande avec obligation de paiement."),
        ("es", "que sí, quiero comprarla"), ("es", "bueno da igual, pídela y ya"), ("it", "va bene, lo ordino subito"),
        ("nl", "doe maar, ik bestel het"), ("sv", "ja, jag beställer nu"),
    ],
)  # fmt: skip
def test_who_says_that_they_order_orders(locale: str, text: str) -> None:
    assert orders(locale, text)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "can i order?"), ("en", "how do i order"), ("en", "buy it tomorrow"), ("en", "maybe order it"),
        ("en", "order later"), ("en", "pay later"), ("en", "order a pizza"), ("en", "shall i order it?"),
        ("de", "wie bestellen?"), ("de", "vielleicht bestelle ich"), ("de", "morgen bestellen"),
        ("de", "soll ich bestellen"),
        ("fr", "comment payer?"), ("fr", "je commande demain"), ("es", "¿puedo pagar?"), ("es", "cómo pagar"),
        ("es", "comprar mañana"), ("it", "come pagare?"), ("nl", "misschien bestel ik"), ("sv", "beställ senare"),
    ],
)  # fmt: skip
def test_a_question_a_doubt_or_a_later_day_orders_nothing(locale: str, text: str) -> None:
    assert not orders(locale, text)
