"""Templates: what may be one, and their way from our words to approval and back into the shop."""

import ast
from pathlib import Path

import pytest

from bot.channels.base import ChannelRejected
from bot.channels.whatsapp.templates import UNASKED, Unfit, body_of, variables, wordings_of
from bot.settings import Settings
from bot.templates import templates
from dialogue import notices
from dialogue.messages.base import Message
from locales import load_locales
from tests.bot.channels.whatsapp_phone import with_twilio
from tests.peers.twilio import TwilioPeer
from tests.peers.twilio_spec import needs_spec

LOCALES = load_locales()
"""Read once: a file takes a tenth of a second."""


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
    assert templates(with_twilio(settings, twilio), "submit", name="cancellation_taken_back", locale="en") == 1
    assert "begins or ends with a variable" in capsys.readouterr().out


@pytest.mark.parametrize("name", UNASKED)
def test_news_that_may_come_days_later_have_a_lawful_template_in_every_language(name: str) -> None:
    said = {code: wordings_of(Message.registry[name], LOCALES[code]) for code in LOCALES.codes}
    unfit = [f"{code}: {why}" for code, texts in said.items() for text in texts if (why := _why_unfit(text))]
    assert unfit == []


ANSWERS = {
    "address_is_now", "cancellation_taken_back", "exchange_expected", "exchange_expected_cheaper",
    "exchange_expected_dearer", "kept_for_less", "payment_is_now", "quote_has_expired", "quote_ready",
    "quote_ready_plus_tax", "refund_with_colleague", "refunds_go_onto_gift_card_now", "return_expected",
    "withdrawal_received", "withdrawal_received_unsent",
}  # fmt: skip
"""Told at once to who has just written or pressed something; a quote runs out within the hours it was open for."""


def test_all_news_of_orders_has_a_template_unless_it_answers_somebody() -> None:
    tree = ast.parse(Path(notices.__file__).read_bytes())
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    told = {name for name, kind in Message.registry.items() if kind.__name__ in used}
    assert told - set(UNASKED) == ANSWERS


def _why_unfit(text: str) -> str:
    try:
        body_of(text)
    except Unfit as unfit:
        return f"{unfit}: {text}"
    return ""


@needs_spec
def test_what_counts_has_a_template_for_each_form_of_its_number(settings: Settings, twilio: TwilioPeer) -> None:
    assert templates(with_twilio(settings, twilio), "submit", name="guarantee_paid", locale="en") == 0
    bodies = [str(content.types["twilio/text"]["body"]) for content in twilio.contents.values()]
    assert [("working day)" in body, "working days)" in body) for body in bodies] == [(True, False), (False, True)]
