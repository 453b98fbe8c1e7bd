"""A language is added, is not spoken until it is complete, and its standing is told in the docs."""

import shutil
from pathlib import Path

import pytest

from bot.adding import NoSuchLanguage, add
from bot.languages import ALL_INTENTS, PAGE, page, standing, standings
from dialogue.sources import sources
from locales import FOLDER, Locales, load_locales

SOURCES = sources()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for code in ("en", "de"):
        shutil.copytree(FOLDER / code, tmp_path / code)
    return tmp_path


def test_a_new_language_gets_its_files_and_is_not_spoken_while_they_lack_something(folder: Path) -> None:
    lacking = add(folder, "nb", SOURCES)
    made = {str(file.relative_to(folder / "nb")) for file in (folder / "nb").rglob("*") if file.is_file()}
    assert made == {"phrases.toml", "terms.toml", "tests.toml", "LC_MESSAGES/replies.po"}
    assert "nb" not in load_locales(folder).codes
    assert f"tests.toml: 15 more sentences for {ALL_INTENTS[0]}" in lacking
    assert "phrases.toml: nobody says track_order in [say]" in lacking
    assert any(each.startswith("terms.toml: ") for each in lacking)
    assert any("not worded" in each for each in lacking)


def test_what_was_written_is_kept_and_a_complete_language_is_spoken(folder: Path) -> None:
    shutil.copytree(folder / "de", folder / "nb", ignore=shutil.ignore_patterns("locale.toml"))
    phrases = (folder / "nb" / "phrases.toml").read_bytes()
    assert add(folder, "nb", SOURCES) == ()
    assert (folder / "nb" / "phrases.toml").read_bytes() == phrases
    assert load_locales(folder)["nb"].name == "Norsk bokmål"


def test_one_missing_reply_keeps_a_language_from_being_spoken(folder: Path) -> None:
    shutil.copytree(folder / "de", folder / "nb", ignore=shutil.ignore_patterns("locale.toml"))
    replies = folder / "nb" / "LC_MESSAGES" / "replies.po"
    text = replies.read_text(encoding="utf-8")
    replies.write_text(text.replace('msgctxt "greeting"\n', 'msgctxt "greeting_of_old"\n'), encoding="utf-8")
    assert len(add(folder, "nb", SOURCES)) == 2
    assert "nb" not in load_locales(folder).codes


def test_a_variant_of_a_spoken_language_needs_nothing_of_its_own(folder: Path) -> None:
    assert add(folder, "de_LI", SOURCES) == ()
    variant = load_locales(folder)["de_LI"]
    assert variant.own_text("label|help", "Help") == load_locales(folder)["de"].own_text("label|help", "Help")
    assert standing(Locales(folder), "de", SOURCES).is_spoken


def test_what_a_variant_words_itself_comes_before_its_language(folder: Path) -> None:
    add(folder, "de_LI", SOURCES)
    (folder / "de_LI" / "LC_MESSAGES").mkdir()
    (folder / "de_LI" / "LC_MESSAGES" / "replies.po").write_text(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);"\n\n'
        'msgctxt "label|help"\nmsgid "Help"\nmsgstr "Hülf"\n',
        encoding="utf-8",
    )
    assert load_locales(folder)["de_LI"].own_text("label|help", "Help") == "Hülf"


@pytest.mark.parametrize("code", ["xx", "nb_NO", "../en", ""])
def test_what_is_no_language_adds_nothing(folder: Path, code: str) -> None:
    before = sorted(folder.rglob("*"))
    with pytest.raises(NoSuchLanguage):
        add(folder, code, SOURCES)
    assert sorted(folder.rglob("*")) == before


def test_every_spoken_language_is_complete() -> None:
    lacking = {each.code: each.missing for each in standings(load_locales(), SOURCES) if each.is_spoken}
    assert {code: missing for code, missing in lacking.items() if missing} == {}


def test_the_page_about_languages_is_current() -> None:
    """`shopkeep locales coverage` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page(standings(load_locales(), SOURCES))
