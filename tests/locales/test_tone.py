"""Each language addresses people in one way, and words of the other are found."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from locales.check import check_replies, errors
from locales.rules import FORMAL, INFORMAL
from locales.sources import Source, update_replies

SLIPS = [
    ("cs", "Mám tvoji adresu.", "Jde o tuhle objednávku."), ("da", "Hvad vil De bestille?", "De er på lager."),
    ("de", "Was suchst du?", "Was suchen Sie?"), ("es", "¿Qué busca usted?", "¿Qué buscas?"),
    ("fi", "Mitä te etsitte?", "Mitä etsit?"), ("fr", "Que cherches-tu ?", "Que cherchez-vous ?"),
    ("it", "Ecco la Sua taglia.", "Ecco la tua taglia."), ("nl", "Wat zoekt u?", "Wat zoek je?"),
    ("pl", "Czego Pan szuka?", "Czego szukasz?"), ("pt", "O que tu procuras?", "O que você procura?"),
    ("sv", "Vad letar ni efter?", "Vad letar du efter?"), ("zh", "你在找什么？", "您在找什么？"),
]  # fmt: skip


def _findings(folder: Path, code: str, told: str) -> list[str]:
    source = Source("sample", "What are you looking for?")
    file = folder / code / "LC_MESSAGES" / "replies.po"
    update_replies((source,), file, code)
    with file.open("rb") as stream:
        catalog = read_po(stream, locale=code)
    catalog.get(source.english, source.context).string = told
    with file.open("wb") as stream:
        write_po(stream, catalog)
    return [finding.fault for finding in errors(check_replies(folder, code, (source,)))]


@pytest.mark.parametrize(("code", "slip", "right"), SLIPS)
def test_the_other_address_of_a_language_is_found(tmp_path: Path, code: str, slip: str, right: str) -> None:
    assert any("address" in fault for fault in _findings(tmp_path, code, slip))
    assert not _findings(tmp_path, code, right)


def test_every_rule_is_tried_here() -> None:
    assert {code for code, _, _ in SLIPS} == {*FORMAL, *INFORMAL}
