"""WhatsApp through Twilio's own client over the wire: in, out, callbacks, and what is refused."""

import logging
from datetime import timedelta

import pytest

from bot.channels.base import ChannelUnavailable, Delivery
from bot.channels.whatsapp import store
from bot.channels.whatsapp.form import RANKS
from dialogue import store as talks
from tests.bot.channels.whatsapp_phone import JANA, PUBLIC, Phone, buys, inbox, tried
from tests.peers.twilio import signature
from tests.peers.twilio_spec import needs_spec

pytestmark = needs_spec
DAY = timedelta(days=1)


# ---- in


def test_a_greeting_is_answered_with_quick_replies_whose_words_twilio_learns_once(phone: Phone) -> None:
    first = phone.says("hello")
    assert "computer program" in first[0]
    made = len(phone.peer.contents)
    assert made >= 1
    phone.says("thanks")
    phone.says("hello")
    phone.says("hello")
    posted = [call for call in phone.peer.calls if call == "POST /v1/Content"]
    assert len(posted) == len(phone.peer.contents)
    assert len({content.name for content in phone.peer.contents.values()}) == len(posted)


def test_a_purchase_goes_from_the_first_word_to_the_order_by_what_is_typed(phone: Phone) -> None:
    buys(phone)
    assert ("order_placed", "sent") in phone.replies()


def test_somebody_without_a_number_is_known_by_the_name_whatsapp_has_for_them(phone: Phone) -> None:
    phone.address = "whatsapp:US.1234"
    assert phone.says("hello", ExternalUserId="whatsapp:US.1234")


def test_unknown_fields_are_signed_over_and_let_be(phone: Phone) -> None:
    assert phone.says("hello", Tomorrow="a new field", ReferralBody="from an ad")


def test_a_tap_a_number_and_a_label_mean_the_same_button(phone: Phone) -> None:
    phone.says("a rain jacket")
    content = phone.peer.contents[phone.peer.messages[-1].content]
    ((kind, made),) = content.types.items()
    assert kind == "twilio/list-picker"
    items = made["items"]
    assert isinstance(items, list)
    cheaper = next(at for at, each in enumerate(items, start=1) if each["item"] == "Cheaper")
    answers = []
    for form in ({"ButtonPayload": "cheaper", "ButtonText": "Cheaper"}, {"ListId": "cheaper"}):
        phone.says("a rain jacket")
        answers.append(phone.says("Cheaper", **form))
    for typed in (str(cheaper), "cheaper"):
        phone.says("a rain jacket")
        answers.append(phone.says(typed))
    assert answers[0] and all(each == answers[0] for each in answers)


def test_a_number_means_nothing_once_something_else_was_said(phone: Phone) -> None:
    phone.says("a rain jacket")
    phone.says("hello")
    with phone.shop.storage.reads() as session:
        standing = store.standing(session, JANA)
    assert standing is not None
    assert all(not choice.id.startswith("take:") for choice in standing.choices)


def test_a_number_that_answers_a_question_is_no_choice_of_the_list_above_it(phone: Phone) -> None:
    phone.says("a rain jacket")
    channel = phone.shop.channels["whatsapp"]
    channel.deliver(Delivery(id="999.1", address=JANA, name="ask", text="How many?", locale="en", asks="quantity"))
    with phone.shop.storage.reads() as session:
        standing = store.standing(session, JANA)
    assert standing is not None and standing.choices == ()


def test_a_place_is_read_by_its_name_and_kept_where_it_has_none(phone: Phone) -> None:
    phone.says("", Latitude="50.7374", Longitude="7.0982", Label="Home", Address="Lindenweg 8, 53111 Bonn")
    phone.says("", Latitude="50.7374", Longitude="7.0982")
    talk = phone.talk()
    assert talk is not None
    with phone.shop.storage.reads() as session:
        named, bare = talks.history(session, talk.id)
    assert named.text == "Home, Lindenweg 8, 53111 Bonn"
    assert (bare.text, bare.attachments[0].url) == ("", "geo:50.7374,7.0982")


def test_a_photo_is_brought_in_before_the_turn(phone: Phone) -> None:
    phone.peer.media["/media/1"] = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
    phone.says("", NumMedia="1", MediaUrl0=f"{phone.peer.url}/media/1", MediaContentType0="image/jpeg")
    talk = phone.talk()
    assert talk is not None
    with phone.shop.storage.reads() as session:
        (said,) = talks.history(session, talk.id)
    assert said.attachments[0].type == "image/png"
    assert said.attachments[0].url.startswith("data:image/png;base64,")


def test_a_photo_on_a_strange_host_is_never_fetched_and_is_answered(phone: Phone) -> None:
    answer = phone.says("", NumMedia="1", MediaUrl0="http://169.254.169.254/x", MediaContentType0="image/jpeg")
    assert answer
    talk = phone.talk()
    assert talk is not None
    with phone.shop.storage.reads() as session:
        assert talks.history(session, talk.id)[0].attachments[0].url == "data:,"


# ---- bad input


@pytest.mark.parametrize("given", ["", "wrong", "RSOYDt4T1cUTdK1PDd93/VVr8B8="])
@pytest.mark.parametrize("path", ["/hooks/whatsapp", "/hooks/whatsapp/status"])
def test_what_is_not_signed_is_neither_kept_nor_logged(
    phone: Phone, caplog: pytest.LogCaptureFixture, given: str, path: str
) -> None:
    caplog.set_level(logging.DEBUG)
    form = phone.form("my secret words", MessageStatus="delivered")
    assert phone.posts(form, path, x_twilio_signature=given) == 403
    assert inbox(phone) == 0
    assert "secret" not in caplog.text and "4915112345678" not in caplog.text


def test_a_truncated_a_huge_and_a_foreign_body_are_refused(phone: Phone) -> None:
    form = phone.form("hello")
    key = {"x-twilio-signature": signature(f"{PUBLIC}/hooks/whatsapp", form)}
    short = {name: value for name, value in form.items() if name != "WaId"}
    assert phone.client.post("/hooks/whatsapp", data=short, headers=key).status_code == 403
    assert phone.posts(phone.form("x" * 200_000)) == 413
    assert phone.client.post("/hooks/whatsapp", json=form, headers=key).status_code == 415
    assert phone.posts(phone.form("hello", AccountSid="AC" + "b" * 32)) == 403
    assert inbox(phone) == 0


def test_a_request_for_another_address_of_ours_does_not_fit(phone: Phone) -> None:
    form = phone.form("hello")
    other = signature(f"{PUBLIC}/hooks/whatsapp/status", form)
    assert phone.posts(form, x_twilio_signature=other) == 403


def test_a_copy_has_no_second_effect_however_late_and_opens_no_window(phone: Phone) -> None:
    form = phone.form("hello")
    phone.peer.open.add(JANA)
    phone.posts(form)
    phone.works()
    said = len(phone.peer.messages)
    phone.shop.clock.move(DAY * 30)
    assert phone.posts(form) == 200
    phone.works()
    assert (inbox(phone), len(phone.peer.messages)) == (1, said)
    with phone.shop.storage.reads() as session:
        standing = store.standing(session, JANA)
    assert standing is not None and standing.heard_at is not None
    assert phone.shop.clock() - standing.heard_at == DAY * 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"From": "+4915112345678"},
        {"From": "whatsapp:someone"},
        {"MessageSid": "XX1"},
        {"Body": "", "MessageType": "order"},
    ],
)
def test_what_cannot_be_read_is_parked_for_a_person(phone: Phone, wrong: dict[str, str]) -> None:
    assert phone.posts(phone.form("hello") | wrong) == 200
    assert inbox(phone) == 0
    assert [each.split(":")[0] for each in tried(phone)] == ["whatsapp"]


# ---- callbacks


def test_the_furthest_state_stands_however_callbacks_come(phone: Phone) -> None:
    phone.says("hello")
    kept = phone.peer.messages[-1]
    for state in ("delivered", "sent", "queued", "delivered", "read", "delivered", "failed"):
        assert phone.told(kept, state) == 200
    with phone.shop.storage.reads() as session:
        states = [each.state for each in store.states_of(session, 1) if each.sid == kept.sid]
        states += [each.state for at in range(2, 9) for each in store.states_of(session, at) if each.sid == kept.sid]
    assert states == ["read"]
    assert max(RANKS, key=lambda state: RANKS[state]) == "read"


def test_a_callback_of_an_unknown_kind_or_message_is_answered_and_changes_nothing(phone: Phone) -> None:
    phone.says("hello")
    before = phone.replies()
    assert phone.posts(phone.form(MessageStatus="teleported"), "/hooks/whatsapp/status") == 200
    assert phone.posts(phone.form(MessageStatus="read", MessageSid="nonsense"), "/hooks/whatsapp/status") == 200
    assert phone.posts(phone.form(MessageStatus="failed", ErrorCode="63016"), "/hooks/whatsapp/status") == 200
    assert phone.replies() == before


# ---- when Twilio has trouble


@pytest.mark.parametrize(("status", "code"), [(429, 20429), (503, 20503), (401, 20003)])
def test_trouble_that_passes_is_waited_for(phone: Phone, status: int, code: int) -> None:
    phone.peer.failures.append((status, code))
    assert phone.says("thanks") == []
    phone.shop.clock.move(timedelta(minutes=5))
    phone.works()
    assert len(phone.peer.said(JANA)) >= 1
    assert all(state == "sent" for _, state in phone.replies())


def test_a_call_that_broke_off_after_it_was_heard_is_not_repeated(phone: Phone) -> None:
    phone.peer.failures.append((0, 0))
    phone.says("thanks")
    phone.shop.clock.move(timedelta(minutes=5))
    phone.works()
    texts = phone.peer.said(JANA)
    assert len(texts) == len(set(texts))
    assert all(state == "sent" for _, state in phone.replies())


def test_the_same_words_said_before_are_not_taken_for_those_of_a_call_that_broke_off(phone: Phone) -> None:
    phone.says("hello")
    channel = phone.shop.channels["whatsapp"]
    first, again = (Delivery(id=f"{n}.1", address=JANA, name="thanks", text="So be it.", locale="en") for n in (98, 99))
    channel.deliver(first)
    phone.peer.failures.append((503, 20503))
    with pytest.raises(ChannelUnavailable):
        channel.deliver(again)
    channel.deliver(again)
    channel.deliver(again)
    assert phone.peer.said(JANA).count("So be it.") == 2


@pytest.mark.parametrize("code", [63013, 63021])
def test_buttons_that_are_not_shown_are_told_in_numbers(phone: Phone, code: int) -> None:
    phone.says("a rain jacket")
    listed = next(each for each in reversed(phone.peer.messages) if each.content)
    phone.told(listed, "undelivered", code)
    phone.works()
    assert "1. Rain jacket" in phone.peer.said(JANA)[-1].replace("*", "")
    assert phone.peer.messages[-1].content == ""
    assert "\n3. " in phone.peer.said(JANA)[-1]


def test_buttons_that_twilio_has_no_more_are_told_in_numbers_and_made_anew(phone: Phone) -> None:
    phone.says("a rain jacket")
    phone.peer.contents.clear()
    phone.says("a rain jacket")
    phone.works()
    assert phone.peer.messages[-1].content == ""
    assert "\n3. " in phone.peer.said(JANA)[-1]
    phone.shop.clock.move(timedelta(minutes=1))
    phone.says("a rain jacket")
    assert phone.peer.messages[-1].content in phone.peer.contents


def test_content_that_cannot_be_delivered_for_a_reason_of_its_own_goes_to_a_person(phone: Phone) -> None:
    phone.says("thanks")
    phone.told(phone.peer.messages[-1], "failed", 63032)
    assert any("error 63032" in each for each in tried(phone))


def test_no_number_of_a_person_is_ever_logged(phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    phone.peer.failures += [(503, 20503), (0, 0)]
    phone.says("hello")
    phone.shop.clock.move(timedelta(minutes=5))
    phone.works()
    phone.told(phone.peer.messages[-1], "failed", 63014)
    assert "4915112345678" not in caplog.text
