"""Templates: what may be one, and their way from our words to approval and back into the shop."""

import pytest

from bot.channels.base import ChannelRejected
from bot.channels.whatsapp.templates import Unfit, body_of, variables
from bot.settings import Settings
from bot.templates import templates
from tests.bot.channels.whatsapp_phone import with_twilio
from tests.peers.twilio import TwilioPeer
from tests.peers.twilio_spec import needs_spec


def test_our_placeholders_become_variables() -> None:
    assert body_of("Delivered: {titles}. (Order {order})") == "Delivered: {{titles}}. (Order {{order}})"


@pytest.mark.parametrize(
    "text",
    ["{titles} is there. Enjoy!", "Here is {titles}.", "Sent {titles} {order} today.",
     "It is {a_name_that_is_long} now.", "x" * 1025],
)  # fmt: skip
def test_what_whatsapp_would_not_approve_is_not_submitted(text: str) -> None:
    with pytest.raises(Unfit):
        body_of(text)


def test_variables_are_single_lines_and_never_empty_or_too_long() -> None:
    assert variables("A {{b}}.", {"b": "one\n\n  two", "c": "x"}) == {"b": "one two"}
    for facts in ({}, {"b": " \n"}, {"b": "x" * 1024}):
        with pytest.raises(ChannelRejected):
            variables("A {{b}}.", facts)


@needs_spec
def test_a_template_is_submitted_once_and_its_state_is_tracked(
    settings: Settings, twilio: TwilioPeer, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = with_twilio(settings, twilio)
    assert templates(ours, "submit", name="delivered", locale="en", dry_run=True) == 0
    assert twilio.contents == {}
    assert templates(ours, "submit", name="delivered", locale="en") == 0
    assert templates(ours, "submit", name="delivered", locale="en") == 0
    (content,) = twilio.contents.values()
    assert (content.name, content.language, content.category) == ("delivered/en", "en", "UTILITY")
    content.status = "approved"
    capsys.readouterr()
    assert templates(ours, "list") == 0
    assert "received" in capsys.readouterr().out
    assert templates(ours, "sync") == 0
    assert "approved" in capsys.readouterr().out


@needs_spec
def test_what_does_not_fit_is_said_and_counts_as_wrong(
    settings: Settings, twilio: TwilioPeer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert templates(with_twilio(settings, twilio), "submit", name="attempt_failed", locale="en") == 1
    assert "begins or ends with a variable" in capsys.readouterr().out
