"""Questions about taxes and customs in every language, and what the shop says to them."""

import pytest

from dialogue.commands import AskReceipt, AskShop, ShopTopic
from tests.dialogue.understanding.scenes import offline, scene


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "do I pay tax on that?"), ("en", "is vat included?"), ("de", "ist da die Mehrwertsteuer schon drin?"),
        ("de", "kommt noch zoll dazu?"), ("fr", "c'est TTC?"), ("fr", "il y a des frais de douane?"),
        ("es", "¿lleva IVA?"), ("it", "l'iva è compresa?"), ("pt", "os impostos estão inclusos?"),
        ("nl", "is dat inclusief btw?"), ("sv", "ingår moms i priset?"), ("da", "skal jeg betale told?"),
        ("pl", "czy VAT jest w cenie?"), ("cs", "je to s DPH?"), ("fi", "tuleeko tullia päälle?"),
        ("ja", "関税はかかりますか？"), ("zh", "含税吗？"), ("ar", "هل السعر شامل الضريبة؟"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("context", [{"shown": 2}, {"shown": 1, "quote": True}, {"ordered": True}])
def test_a_question_about_taxes_is_one(locale: str, text: str, context: dict[str, object]) -> None:
    assert offline().understand(scene(text, locale, context)).commands == (AskShop(topic=ShopTopic.TAXES),)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("de", "Rechnung mit MwSt bitte"), ("sv", "kan jag få kvitto inklusive moms"), ("da", "faktura inkl moms tak"),
        ("cs", "fakturu včetně dph prosím"), ("it", "ricevuta con iva"), ("es", "un recibo con iva"),
        ("nl", "bon inclusief btw graag"),
    ],
)  # fmt: skip
def test_a_receipt_that_shows_taxes_is_asked_for_as_one(locale: str, text: str) -> None:
    assert isinstance(offline().understand(scene(text, locale, {"ordered": True})).commands[0], AskReceipt)
