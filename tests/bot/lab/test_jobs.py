"""The lab on the command line: preview, export and import without loss, review, publish, roll back; broken files."""

import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.lab.jobs import lab_of
from bot.lab.store import State
from bot.settings import Settings
from locales import FOLDER
from tests.bot.lab.commands import run

MSGFMT = shutil.which("msgfmt")


def mended(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def history(context: str, code: str) -> list[State]:
    lab = lab_of(Settings(database_url="sqlite:///lab.db"))
    states = [each.state for each in lab.history(context, code)]
    lab.storage.close()
    return states


@pytest.mark.parametrize("channel", ["web", "telegram", "whatsapp"])
def test_a_text_is_shown_as_a_channel_shows_it(here: Path, capsys: pytest.CaptureFixture[str], channel: str) -> None:
    assert run("preview", "order_placed", "--locale", "de", "--channel", channel) == 0
    told = capsys.readouterr().out
    assert f"── {channel}" in told
    assert "148,28" in told and "SK-7F3KQ2" in told
    assert "[Stornieren]" in told


def test_what_is_exported_comes_back_without_loss(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for code in ("de", "pl", "ar", "pt_PT"):
        file = here / f"{code}.po"
        assert run("export", str(file), "--locale", code) == 0
        assert run("import", str(file), "--locale", code) == 0
        assert "0 texts are drafts now, 0 were left out." in capsys.readouterr().out
        if "_" not in code:
            with file.open("rb") as ours, (FOLDER / code / "LC_MESSAGES" / "replies.po").open("rb") as theirs:
                sent, kept = read_po(ours), read_po(theirs)
            assert {(each.context, each.id): each.string for each in sent if each.id} == {
                (each.context, each.id): each.string for each in kept if each.id
            }


@pytest.mark.skipif(MSGFMT is None, reason="needs gettext's msgfmt (apt-get install gettext)")
def test_gettext_takes_what_is_exported_and_finds_what_we_find(here: Path) -> None:
    assert MSGFMT is not None
    assert run("export", "de.po", "--locale", "de") == 0
    check = [MSGFMT, "--check", "-o", "/dev/null", "de.po"]
    assert subprocess.run(check, check=False, capture_output=True).returncode == 0
    mended(here / "de.po", "Abgebucht werden {total}", "Abgebucht werden {summe}")
    assert subprocess.run(check, check=False, capture_output=True).returncode != 0
    assert run("import", "de.po", "--locale", "de") == 1


def test_what_a_translator_changed_becomes_a_draft_and_goes_live_by_hand(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("export", "de.po", "--locale", "de")
    mended(here / "de.po", "Vielen Dank! Bestellung {order}", "Herzlichen Dank! Bestellung {order}")
    assert run("import", "de.po", "--locale", "de") == 0
    assert "1 texts are drafts now" in capsys.readouterr().out
    assert history("order_placed", "de") == [State.DRAFT]
    assert run("publish", "order_placed", "--locale", "de") == 1
    assert "only what was reviewed goes live" in capsys.readouterr().out
    assert run("review", "order_placed", "--locale", "de") == 0
    assert run("publish", "order_placed", "--locale", "de") == 0
    run("preview", "order_placed", "--locale", "de", "--channel", "web")
    assert "Herzlichen Dank! Bestellung SK-7F3KQ2" in capsys.readouterr().out
    assert run("rollback", "order_placed", "--locale", "de") == 0
    assert history("order_placed", "de") == [State.ROLLED_BACK]


def test_a_text_that_fails_a_check_is_named_with_its_line_and_left_out(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("export", "de.po", "--locale", "de")
    mended(here / "de.po", "Vielen Dank! Bestellung {order}", "Danke dir! <b>Bestellung</b> {order}")
    line = next(
        number
        for number, text in enumerate((here / "de.po").read_text().splitlines(), start=1)
        if text == 'msgctxt "order_placed"'
    )
    assert run("import", "de.po", "--locale", "de") == 1
    told = capsys.readouterr().out
    assert f"de.po:{line + 1}: order_placed: " in told
    assert "belongs to web pages" in told and "breaks the formal address" in told
    assert history("order_placed", "de") == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe not a file",
        b'msgid "a\nmsgstr',
        b'msgid ""\nmsgstr "Content-Type: text/plain; charset=klingon\\n"\n',
    ],
)
def test_a_broken_file_changes_nothing(here: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    (here / "de.po").write_bytes(content)
    run("import", "de.po", "--locale", "de")
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    assert "cannot be read" in told.out or "0 texts are drafts now" in told.out


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("preview", "nothing_like_it"), "is no message"),
        (("preview", "greeting", "--locale", "xx"), "There is no locale 'xx'"),
        (("preview", "greeting", "--channel", "fax"), "There is no channel 'fax'"),
        (("publish", "greeting"), "There is no draft"),
        (("rollback", "greeting"), "Nothing of the lab's is live"),
        (("import", "missing.po"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], why: str
) -> None:
    assert run(*asked) == 1
    assert why in capsys.readouterr().out
