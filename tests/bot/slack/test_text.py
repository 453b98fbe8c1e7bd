"""What a shopper writes pings nobody in Slack, and what the team writes for itself never leaves it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.slack.text import clipped, escaped, pieces, written

NAMES = {"U1": "Kim"}


@pytest.mark.parametrize("ping", ["<!channel>", "<!here|here>", "<@U012AB3CD>", "<#C024BE7LR>", "<!subteam^SAZ94GDB8>"])
def test_what_would_ping_is_shown_as_it_was_written(ping: str) -> None:
    assert "<" not in escaped(ping)
    assert escaped("<!channel> & you") == "&lt;!channel&gt; &amp; you"


@given(st.text(alphabet="a<>& \n", max_size=300), st.integers(6, 60))
def test_pieces_hold_the_whole_text_and_fit_and_cut_no_entity(text: str, most: int) -> None:
    parts = pieces(text, most)
    assert "".join(parts) == escaped(text)
    assert all(len(part) <= most for part in parts)
    assert all(part.count("&") == part.count(";") for part in parts)


def test_a_clipped_text_ends_before_an_entity_that_no_longer_fits() -> None:
    assert clipped("ab<cd", 6) == "ab…"
    assert clipped("ab<", 6) == "ab&lt;"


@pytest.mark.parametrize(
    "line",
    [
        "// fraud?",
        "   // fraud?",
        "\u00a0// fraud?",
        "\u200b// fraud?",
        "\ufeff//fraud?",
        "&gt; // fraud?",
        "• // fraud?",
        "*// fraud?*",
        "_// fraud?_",
        "／／ fraud?",
        "```fraud?```",
        "```\nfraud?\n```",
        "notes: fraud?",
        "Note: fraud?\nno greeting, just fraud?",
        "*Notes:*\nfraud?",
    ],
)
def test_a_note_never_reaches_the_shopper(line: str) -> None:
    said = written(f"Hello Jana\n{line}", NAMES)
    assert said.to_shopper == "Hello Jana"
    assert said.notes


def test_a_message_of_notes_alone_says_nothing() -> None:
    assert written("// who is that?", NAMES).to_shopper == ""


def test_a_code_block_that_is_never_closed_keeps_the_rest_back() -> None:
    assert written("Hello\n```\nsecret\nmore", NAMES).to_shopper == "Hello"


def test_a_link_inside_a_line_is_no_note() -> None:
    assert written("see <https://shop.example/a?x=1&amp;y=2>", NAMES).to_shopper == "see https://shop.example/a?x=1&y=2"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@U1> will call", "Kim will call"),
        ("<@U999> will call", "will call"),
        ("<!channel> look", "look"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<https://a.example/x|our page>", "our page (https://a.example/x)"),
        ("5 &lt; 6 &amp; 7", "5 < 6 & 7"),
    ],
)
def test_marks_of_slack_are_read_as_words(sent: str, read: str) -> None:
    assert written(sent, NAMES).to_shopper == read
