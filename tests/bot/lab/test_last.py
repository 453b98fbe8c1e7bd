"""Previews with the facts of the last such Message that was sent, and nobody in them."""

import pytest
from starlette.testclient import TestClient

from bot.channels.webchat import Hub
from bot.lab.last import masked
from bot.signin import SignIn
from bot.web import app
from bot.wiring import Shop
from dialogue.inbound import MASK
from dialogue.messages.base import Message
from dialogue.samples import Facts, sample
from tests.customer import Customer

SECRETS = (
    "Jana", "Maximiliane", "Hohenstein", "Lindenweg", "Schwarzenberger", "53111", "25764", "jana@example", "GIFT-4K7P",
    "SK-7F3KQ2", "482913", "FX7712", "0034043", "4242", "Alex", "I have asked the maker", "hoverboard", "Hellschen",
)  # fmt: skip
"""Names, addresses, contacts, codes, numbers and free words that samples hold."""


def previewed(shop: Shop, context: str, facts: str = "last") -> list[dict[str, object]]:
    signin = SignIn("secret of the tests")
    browser = TestClient(app(shop, Hub(), signin))
    browser.post(signin.desk_link("Anna") + "&to=lab")
    body = {"context": context, "locale": "en", "facts": facts}
    return list(browser.post("/lab/preview", json=body).json()["previews"])


@pytest.mark.parametrize("facts", Facts)
def test_no_message_shows_a_person_once_it_is_masked(shop: Shop, facts: Facts) -> None:
    shown = {}
    for name, kind in Message.registry.items():
        wording = shop.wordings.render(masked(sample(kind, facts)), "en", "DE")
        cards = [(card.title, *card.reasons) for card in wording.cards]
        shown[name] = f"{wording.text} {[button.label for button in wording.buttons]} {cards}"
    leaks = {name: secret for name, text in shown.items() for secret in SECRETS if secret in text}
    assert leaks == {}


def test_goods_amounts_and_days_stay(shop: Shop) -> None:
    message = masked(sample(Message.registry["order_placed"]))
    text = shop.wordings.render(message, "en", "DE").text
    assert "148.28" in text and "Skagen" in text and MASK in text


def test_a_preview_is_filled_with_what_was_really_sent(customer: Customer) -> None:
    assert previewed(customer.shop, "order_placed") == []
    order = customer.buys()
    previews = previewed(customer.shop, "order_placed")
    assert {each["channel"] for each in previews} == {"web", "telegram", "whatsapp"}
    total = customer.shop.wordings.voice("en", "DE").value(order.total)
    for each in previews:
        assert total in str(each) and MASK in str(each)
        for secret in (order.id, order.address.name, order.address.line1, order.address.postcode, order.email or "@"):
            assert secret not in str(each)
    assert previewed(customer.shop, "delivered") == []
