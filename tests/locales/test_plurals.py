"""The plural rule in the header of a replies.po, beside the one that Babel knows."""

from pathlib import Path
from shutil import copytree

import pytest

from dialogue.sources import sources
from locales import FOLDER, load_locales
from locales.check import check, same_plurals

BABEL_2_18 = "(n != 1)"
BABEL_2_19 = "(n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2)"


def test_a_form_for_whole_millions_makes_no_other_rule() -> None:
    assert same_plurals(BABEL_2_18, BABEL_2_19)


def test_forms_may_be_numbered_otherwise() -> None:
    assert same_plurals("n == 1 ? 1 : 0", BABEL_2_18)


@pytest.mark.parametrize("rule", ["0", "n > 1", "n == 1 ? 0 : n == 2 ? 1 : 2"])
def test_a_rule_that_parts_counts_otherwise_is_another(rule: str) -> None:
    assert not same_plurals(rule, BABEL_2_18)


def test_a_header_with_the_rule_of_another_language_is_found(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "locales")
    file = folder / "de" / "LC_MESSAGES" / "replies.po"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("plural=(n != 1)", "plural=(n > 1)"), encoding="utf-8")
    assert text != file.read_text(encoding="utf-8")
    found = [finding for finding in check(load_locales(folder), sources()) if "plural forms" in finding.fault]
    assert [finding.file for finding in found] == ["de/LC_MESSAGES/replies.po"]
