"""XLIFF without loss: our own way out and in, and by way of another's tool, Translate Toolkit; broken files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translate.misc.multistring import multistring
from translate.storage.poxliff import PoXliffFile, PoXliffUnit

from bot.lab.files import BadFile, Found, Written, read_gettext, read_xliff, write_gettext, write_xliff
from bot.lab.jobs import lab_of
from bot.settings import Settings
from dialogue.sources import sources
from locales import load_locales
from locales.sources import Source
from tests.bot.lab.commands import run

LOCALES = load_locales()
"""Read once: a file takes a tenth of a second."""
LETTERS = st.characters(blacklist_categories=["Cs"], blacklist_characters="\ufffe\uffff", min_codepoint=32)
TEXTS = st.text(LETTERS | st.sampled_from("\n\t"))
HEAD = '<xliff version="1.2"><file target-language="de"><body>'
TAIL = "</body></file></xliff>"


def as_filed(code: str) -> list[Written]:
    """All texts of a locale as its files have them."""
    lab = lab_of(Settings(database_url=":memory:"))
    found = [Written(source, lab.filed(source.context, code)) for source in sources()]
    lab.storage.close()
    return found


def opened(file: Path) -> dict[str, PoXliffUnit]:
    return {each.getid().rpartition("\x04")[2]: each for each in PoXliffFile.parsefile(str(file)).units}


@pytest.mark.parametrize("code", ["ar", "de", "de_CH", "en", "ja", "pl"])
def test_both_formats_bring_back_every_text_with_all_its_forms(code: str) -> None:
    texts = as_filed(code)
    sent = [(each.source.context, each.source.english, each.forms) for each in texts]
    for write, read in ((write_gettext, read_gettext), (write_xliff, read_xliff)):
        back = [(each.context, each.english, each.forms) for each in read(write(LOCALES[code], texts), code)]
        assert sorted(back) == sorted(sent)


@given(english=TEXTS, forms=st.lists(TEXTS.filter(bool), min_size=3, max_size=3), note=TEXTS)
def test_no_letter_is_lost_whatever_a_text_holds(english: str, forms: list[str], note: str) -> None:
    source = Source("some|text", english, note, plural=f"{english}s")
    written = write_xliff(LOCALES["pl"], [Written(source, tuple(forms))])
    assert list(read_xliff(written, "pl")) == [Found("some|text", english, tuple(forms), "some|text")]


def test_another_tool_reads_every_text_with_its_forms_its_note_and_what_fits(here: Path) -> None:
    assert run("export", "pl.xlf", "--locale", "pl") == 0
    units = opened(here / "pl.xlf")
    for each in as_filed("pl"):
        unit = units[each.source.context]
        told = unit.target.strings if unit.hasplural() else [unit.target]
        assert tuple(map(str, told)) == each.forms
        assert unit.istranslated() and not unit.isfuzzy()
    assert "number} counts them" in units["about_your_orders"].units[0].getnotes("developer")
    assert {each.xmlelement.get("maxwidth") for name, each in units.items() if name.startswith("label|")} == {"20"}


def test_what_another_tool_changed_becomes_a_draft_and_nothing_else_does(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("export", "pl.xlf", "--locale", "pl")
    store = PoXliffFile.parsefile("pl.xlf")
    named = {each.getid().rpartition("\x04")[2]: each for each in store.units}
    forms = [f"Masz jeszcze zamówienia ({n} z 3): {{number}}." for n in "123"]
    named["about_your_orders"].target = multistring(forms)
    named["greeting"].target = "Cześć! Czego dla ciebie poszukać?"
    store.save()
    run("import", "pl.xlf", "--locale", "pl")
    assert "2 texts are drafts now, 0 were left out." in capsys.readouterr().out
    lab = lab_of(Settings(database_url="sqlite:///lab.db"))
    assert lab.history("about_your_orders", "pl")[0].forms == tuple(forms)
    assert lab.history("greeting", "pl")[0].forms == ("Cześć! Czego dla ciebie poszukać?",)
    lab.storage.close()
    run("export", "pl.xlf", "--locale", "pl")
    assert {name for name, each in opened(here / "pl.xlf").items() if each.isfuzzy()} == {
        "about_your_orders",
        "greeting",
    }


def test_a_format_that_is_named_goes_before_the_ending_of_a_file(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "texts.xml", "--format", "xliff") == 0
    assert run("import", "texts.xml") == 1
    assert "texts.xml cannot be read" in capsys.readouterr().out
    assert run("import", "texts.xml", "--format", "xliff") == 0
    assert "0 texts are drafts now, 0 were left out." in capsys.readouterr().out


def test_a_text_that_fails_a_check_is_named_and_left_out(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("export", "de.xlf")
    store = PoXliffFile.parsefile("de.xlf")
    unit = next(each for each in store.units if each.getid().endswith("\x04order_placed"))
    unit.target = "Danke dir!"
    store.save()
    assert run("import", "de.xlf") == 1
    told = capsys.readouterr().out
    assert "de.xlf:order_placed: " in told
    assert "breaks the formal address" in told and "is missing" in told


def test_what_a_translator_has_not_finished_is_left_alone_and_marks_in_a_text_are_taken_off() -> None:
    unit = '<trans-unit id="{0}"><source>A {{b}}</source><target state="{1}">{2}</target></trans-unit>'
    states = ("new", "needs-translation", "needs-review-translation", "final")
    units = [unit.format(state, state, 'Ein <ph id="1">{b}</ph>!') for state in states] + [unit.format("x", "new", "")]
    found = list(read_xliff((HEAD + "".join(units) + TAIL).encode(), "de"))
    assert [(each.context, each.forms) for each in found] == [
        ("needs-review-translation", ("Ein {b}!",)),
        ("final", ("Ein {b}!",)),
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no element found"),
        ("<xliff", "unclosed token"),
        ("<html/>", "it is html"),
        ('<xliff version="2.0"/>', "XLIFF 1.2 is read"),
        (HEAD.replace("de", "fr") + TAIL, "its target language is 'fr'"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><xliff version="1.2">&a;</xliff>', "Entities"),
        ('<?xml version="1.0" encoding="klingon"?><xliff/>', "unknown encoding"),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence(content: str, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        list(read_xliff(content.encode(), "de"))
