"""Telegram's updates as Arrivals: what is a message to us, what is passed over, and what a person must see."""

import json

import pytest

from bot.channels.telegram.updates import LATEST_EDIT, Malformed, Read, read, read_update
from dialogue.inbound import Attachment
from tests.bot.channels.telegram_updates import CHAT, PERSON, a_photo, an_update, an_update_of, recorded
from tests.peers.telegram import JANA
from tests.peers.telegram_spec import needs_spec


def heard(update: object) -> Read:
    return read(json.dumps(update).encode())


def said(update: object) -> tuple[str | None, str, tuple[Attachment, ...]]:
    arrival = heard(update).arrival
    assert arrival is not None
    return arrival.button, arrival.text, arrival.attachments


FILE = "telegram:AwADBAADbXXXXXXXXXXXGBdhD2l6_XX"


@pytest.mark.parametrize(
    ("name", "button", "text", "attachments"),
    [
        ("message_with_text", "do:greet", "", ()),
        ("forwarded_message", "do:greet", "", ()),
        ("message_with_a_reply", "do:greet", "", ()),
        ("message_with_entities", None, "Bold and italics", ()),
        ("message_with_audio", None, "", (Attachment("audio/mpeg", FILE),)),
        ("voice_message", None, "", (Attachment("audio/ogg", FILE),)),
        ("message_with_a_document", None, "", (Attachment("application/pdf", FILE),)),
    ],
)
def test_telegrams_own_examples_are_read(
    name: str, button: str | None, text: str, attachments: tuple[Attachment, ...]
) -> None:
    arrival = heard(recorded(name)).arrival
    assert arrival is not None
    assert (arrival.channel, arrival.external_id, arrival.address) == ("telegram", "10000", "1111111")
    assert (arrival.button, arrival.text, arrival.attachments) == (button, text, attachments)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("inline_query", "an update of kind inline_query"),
        ("chosen_inline_query", "an update of kind chosen_inline_result"),
        ("callback_query", "a button under a message that is not ours"),
        ("edited_message", "an edit of an old message"),
    ],
)
def test_what_is_no_message_to_us_is_passed_over_with_a_reason(name: str, why: str) -> None:
    assert heard(recorded(name)) == Read(passed_over=why)


def test_somebody_who_mends_a_message_at_once_means_the_mended_one() -> None:
    update = recorded("edited_message")
    message = update["edited_message"]
    assert isinstance(message, dict)
    message["edit_date"] = message["date"] + LATEST_EDIT
    assert said(update)[1] == "Edited text"


@needs_spec
@pytest.mark.parametrize(
    ("chat", "sender"),
    [
        ({"id": -100, "type": "supergroup", "title": "Team"}, PERSON),
        ({"id": -100, "type": "group", "title": "Team"}, PERSON),
        (CHAT, {**PERSON, "is_bot": True}),
    ],
)
def test_groups_and_bots_are_not_answered(chat: object, sender: object) -> None:
    update = an_update_of(chat, sender, text="a rain jacket")
    assert heard(update).arrival is None
    assert heard(update).passed_over.startswith("a message")


def test_an_old_example_without_a_type_of_chat_is_a_group_when_it_is_not_the_senders() -> None:
    message = {"message_id": 1, "date": 1, "chat": {"id": -5}, "from": {"id": 7}, "text": "hello"}
    assert heard({"update_id": 1, "message": message}).arrival is None


@needs_spec
def test_a_photo_is_the_largest_size_that_we_take_with_its_caption() -> None:
    update = an_update(photo=a_photo(1_000, 90_000, 9_000_000), caption="it came broken")
    assert said(update) == (None, "it came broken", (Attachment("image/jpeg", "telegram:photo2"),))


@needs_spec
def test_a_photo_that_is_too_large_is_known_to_be_unreadable() -> None:
    assert said(an_update(photo=a_photo(9_000_000)))[2] == (Attachment("image/jpeg", "data:,"),)


@needs_spec
def test_a_picture_sent_as_a_file_is_a_photo() -> None:
    file = {"file_id": "f", "file_unique_id": "u", "mime_type": "image/png", "file_size": 1000}
    assert said(an_update(document=file))[2] == (Attachment("image/png", "telegram:f"),)
    assert said(an_update(document={**file, "file_size": 60_000_000}))[2] == (Attachment("image/png", "data:,"),)


@needs_spec
def test_a_contact_and_a_place_are_words() -> None:
    contact = {"phone_number": "+4915112345", "first_name": "Jana", "last_name": "Vogt"}
    assert said(an_update(contact=contact))[1] == "Jana Vogt, +4915112345"
    pin = {"latitude": 50.7, "longitude": 7.1}
    venue = {"location": pin, "title": "Work", "address": "Lindenweg 8, 53111 Bonn"}
    assert said(an_update(venue=venue, location=pin)) == (None, "Work, Lindenweg 8, 53111 Bonn", ())
    assert said(an_update(location=pin))[2] == (Attachment("location", "geo:50.700000,7.100000"),)


@needs_spec
def test_service_messages_are_passed_over() -> None:
    assert heard(an_update(group_chat_created=True)).passed_over == "a message about the chat itself"


@needs_spec
@pytest.mark.parametrize(
    ("text", "button", "rest"),
    [
        ("/orders", "do:list_orders", ""),
        ("/HELP@shop_bot please", "do:ask_help", ""),
        ("/start ref_42", "do:greet", ""),
        ("/jackets for rain", None, "jackets for rain"),
        ("and/or", None, "and/or"),
    ],
)
def test_a_command_is_a_button_and_an_unknown_one_is_words(text: str, button: str | None, rest: str) -> None:
    assert said(an_update(text))[:2] == (button, rest)


@needs_spec
def test_the_language_of_the_app_is_a_hint() -> None:
    arrival = heard(an_update("hello")).arrival
    assert arrival is not None and arrival.locale == "de"
    other = heard(an_update_of(sender={**PERSON, "language_code": "pt-br"}, text="hello")).arrival
    assert other is not None and other.locale == "pt-br"
    strange = heard(an_update_of(sender={**PERSON, "language_code": "../../etc"}, text="hello")).arrival
    assert strange is not None and strange.locale is None


@needs_spec
def test_what_no_database_can_store_is_gone() -> None:
    arrival = heard(an_update("a\ud800b\x00c")).arrival
    assert arrival is not None
    assert arrival.text == "a?bc"
    arrival.raw.encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"update_id":1,"message":{"text":"hel',
        b"[]",
        b"null",
        b"{}",
        b'{"update_id":"1"}',
        b"\xff\xfe",
        b"[" * 9999,
    ],
)
def test_what_is_no_update_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        read(body)


@pytest.mark.parametrize(
    "message",
    [
        "text",
        {"text": "hello"},
        {"chat": CHAT, "from": PERSON, "text": 5},
        {"chat": {"id": "x", "type": "private"}, "from": PERSON, "text": "hello"},
        {"chat": CHAT, "from": PERSON, "photo": {}},
        {"chat": CHAT, "from": PERSON, "photo": [{"file_id": "../../etc/passwd", "width": 1, "height": 1}]},
        {"chat": CHAT, "from": PERSON, "contact": {"first_name": "no number"}},
    ],
)
def test_an_update_that_is_not_as_documented_is_kept_for_a_person(message: object) -> None:
    found = read_update({"update_id": 7, "message": message})
    assert found.arrival is None
    assert found.unreadable is not None and found.unreadable.external_id == "7"


def test_a_button_is_pressed_by_its_id() -> None:
    query = {
        "id": "q",
        "from": PERSON,
        "chat_instance": "1",
        "data": "deny:t",
        "message": {
            "message_id": 9,
            "date": 1,
            "chat": CHAT,
            "reply_markup": {"inline_keyboard": [[{"text": "No", "callback_data": "deny:t"}]]},
        },
    }
    found = read_update({"update_id": 8, "callback_query": query})
    assert found.arrival is not None and found.arrival.button == "deny:t"
    assert found.press is not None
    assert (found.press.chat, found.press.message, found.press.keyboard) == (JANA, 9, (("No", "deny:t"),))


def test_an_id_that_no_button_of_ours_can_have_is_passed_over() -> None:
    query = {"id": "q", "from": PERSON, "data": "ü" * 33, "message": {"message_id": 9, "date": 1, "chat": CHAT}}
    assert read_update({"update_id": 8, "callback_query": query}).passed_over == "a button without an id"
