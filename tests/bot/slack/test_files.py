"""Files both ways: what staff post in a thread goes to the shopper, what the shopper shows goes into the thread."""

import base64
import logging

import pytest

from bot import privacy
from bot.channels.base import ChannelRejected, SentFile
from bot.desk.slack import blocks
from bot.desk.slack.files import FromSlack, attached
from dialogue.inbound import Attachment
from tests.bot.slack.desk import CHANNEL, Desk, recording
from tests.builders import an_arrival
from tests.peers.slack import TOKEN, Json, SlackPeer

ROBIN, KIM = "U0ROBIN", "U0KIM"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
PDF = b"%PDF-1.7\n\xff\x00"
PIXEL = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


def held(desk: Desk) -> None:
    """Robin has a conversation."""
    desk.customer().says("a person please")
    desk.settle()
    desk.presses(ROBIN, blocks.CLAIM)
    desk.settle()


def a_file(peer: SlackPeer, name: str, content: object, **more: object) -> Json:
    """A file as Slack's message brings it; its content is where the message says, where it is any."""
    event = recording("message_file_share")["event"]
    assert isinstance(event, dict)
    path = f"/files-pri/T111-F111/download/{len(peer.kept)}"
    if isinstance(content, bytes | tuple):
        peer.kept[path] = content
    return {
        **event["files"][0],
        "name": name,
        "url_private_download": f"http://127.0.0.1:{peer.port}{path}",
        **more,
    }


def posts(desk: Desk, *files: Json, text: str = "", user: str = ROBIN) -> None:
    desk.writes(user, text, subtype="file_share", files=list(files))
    desk.settle()


def got(desk: Desk) -> list[tuple[str, tuple[SentFile, ...]]]:
    """What the shopper was told by staff, with the files of each."""
    return [(each.text, each.files) for each in desk.customer().channel.delivered if each.name == "staff_says"]


def test_a_file_of_the_holder_goes_to_the_shopper_with_its_words_and_gets_a_tick(desk: Desk) -> None:
    held(desk)
    posts(desk, a_file(desk.peer, "Label 7.pdf", PDF), text="Your label")
    assert got(desk) == [("Robin: Your label", (SentFile("Label 7.pdf", content=PDF),))]
    assert [name for *_, name in desk.peer.reactions] == ["white_check_mark"]
    assert not any("Label" in text for text in desk.texts())


def test_a_file_alone_goes_under_its_name_and_promises_nothing(desk: Desk) -> None:
    held(desk)
    posts(desk, a_file(desk.peer, "10 EUR.png", PNG))
    assert got(desk) == [("Robin: 10 EUR.png", (SentFile("10 EUR.png", content=PNG),))]
    desk.presses(ROBIN, blocks.HAND_BACK)
    desk.settle()
    assert desk.customer().talk().promises == ()
    assert desk.customer().channel.said()[-1] == "agent_back"


def test_several_files_come_in_their_order(desk: Desk) -> None:
    held(desk)
    posts(desk, a_file(desk.peer, "a.png", PNG), a_file(desk.peer, "b.pdf", PDF), text="Both")
    assert [file.name for file in got(desk)[0][1]] == ["a.png", "b.pdf"]


def test_files_of_a_message_with_notes_stay_with_the_team(desk: Desk) -> None:
    held(desk)
    for text in ("// who is that?", "```x```", "Look\n// he lies", "Look\nnotes: he lies"):
        posts(desk, a_file(desk.peer, "a.png", PNG), text=text)
    assert got(desk) == [("Robin: Look", ())] * 2
    assert [text[:45] for text in desk.told_alone()] == ["Your message has notes for the team in it, so"] * 4


def test_a_file_of_anybody_but_the_holder_is_not_passed_on(desk: Desk) -> None:
    held(desk)
    posts(desk, a_file(desk.peer, "a.png", PNG), user=KIM)
    posts(desk, a_file(desk.peer, "a.png", PNG), user="U0STRANGER")
    assert got(desk) == []
    assert sum("was not sent" in text for text in desk.texts()) == 1


BROKEN: tuple[Json, ...] = (
    {"content": b"<html>sign in</html>"},
    {"content": b"PK\x03\x04", "name": "a.png"},
    {"content": (302, {"Location": "https://tests.slack.com/?redir=x"})},
    {"content": (302, {"Location": "http://169.254.169.254/latest/meta-data/"})},
    {"content": (403, {})},
    {"content": PNG, "size": 10_000_001},
    {"content": PNG, "mode": "tombstone"},
    {"content": PNG, "mode": "external", "url_private_download": "https://elsewhere.example/a.png"},
    {"content": PNG, "url_private_download": "https://elsewhere.example/a.png"},
    {"content": PNG, "url_private_download": "http://files.slack.com/a.png"},
    {"content": PNG, "url_private_download": None, "url_private": None},
)


def test_what_cannot_be_had_or_is_not_taken_is_told_in_the_thread_and_its_words_go_on(desk: Desk) -> None:
    held(desk)
    for number, broken in enumerate(BROKEN):
        posts(desk, a_file(desk.peer, **{"name": "a.png", **broken}), text=f"Look {number}")  # type: ignore[arg-type]  # by name
        assert got(desk)[number:] == [(f"Robin: Look {number}", ())], broken
        assert len(desk.texts()) == number + 3, broken
        assert desk.texts()[-1].startswith(":x: A file was not passed on."), broken


def test_a_file_that_cannot_be_had_says_nothing_to_the_shopper(desk: Desk) -> None:
    held(desk)
    posts(desk, a_file(desk.peer, "a.zip", b"PK\x03\x04"))
    assert got(desk) == []
    assert [text[:25] for text in desk.texts()[2:]] == [":x: A file was not passed"]


def test_a_file_that_is_not_there_yet_is_asked_for_again(desk: Desk) -> None:
    held(desk)
    file = a_file(desk.peer, "a.png", (503, {}))
    desk.writes(ROBIN, "", subtype="file_share", files=[file])
    desk.shop.worker.sweep()
    assert got(desk) == []
    desk.peer.kept = dict.fromkeys(desk.peer.kept, PNG)
    desk.pass_seconds(2)
    desk.settle()
    assert got(desk) == [("Robin: a.png", (SentFile("a.png", content=PNG),))]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("../../etc/passwd", "etc passwd.png"),
        ("a\u202egnp.exe", "a gnp.png"),
        ("Rücksendung für Ihr Paket.jpeg", "Rücksendung für Ihr Paket.png"),
        ("返品ラベル.png", "返品ラベル.png"),
        ("x" * 300, "x" * 60 + ".png"),
        ("", "file.png"),
        ("\x00\n.pdf", "file.png"),
    ],
)
def test_a_file_is_named_safely_and_ends_as_what_it_is(slack: SlackPeer, said: str, name: str) -> None:
    (given,) = attached({"files": [a_file(slack, said, PNG)]})
    asked = FromSlack(token=TOKEN, near=f"127.0.0.1:{slack.port}")
    assert asked.fetch(given) == Attachment("image/png", PIXEL, name)


def test_a_file_is_fetched_once_and_its_bytes_are_in_no_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    held(desk)
    caplog.set_level(logging.DEBUG)
    body = desk.writes(ROBIN, "", subtype="file_share", files=[a_file(desk.peer, "canary.png", PNG)])
    assert desk.event(body) == 200
    desk.settle()
    assert len(got(desk)) == 1
    assert "canary" not in caplog.text and base64.b64encode(PNG).decode() not in caplog.text


def test_slacks_token_goes_to_slack_alone() -> None:
    asked = FromSlack(token="xoxb", resolve=lambda host, port: ("10.0.0.8",))
    for url in ("https://files.slack.com.evil.example/a", "https://files.slack.com:8443/a", "https://slack.com/a"):
        with pytest.raises(ChannelRejected):
            asked.fetch(Attachment("image/png", url))
    with pytest.raises(ChannelRejected, match="internal"):
        asked.fetch(Attachment("image/png", "https://files.slack.com/a"))
    assert "xoxb" not in repr(asked)


# ---- the other way


def shows(desk: Desk, *urls: str) -> None:
    desk.shop.engine.accept(an_arrival("look", attachments=tuple(Attachment("image/png", url) for url in urls)))
    desk.settle()


def test_every_photo_of_a_shopper_is_uploaded_into_the_thread_once(desk: Desk) -> None:
    held(desk)
    shows(desk, PIXEL, PIXEL)
    desk.customer().says("and?")
    desk.settle()
    assert [content[:4] for _, content in desk.peer.files] == [b"\x89PNG"] * 2
    assert all(name.endswith(".png") for name, _ in desk.peer.files)
    assert desk.texts()[-2:] == ["Shopper: look [photo]", "Shopper: and?"]
    places = [(args["channel_id"], args["thread_ts"]) for args in desk.peer.of("files.completeUploadExternal")]
    assert places == [(CHANNEL, desk.peer.roots()[-1])] * 2


def test_a_photo_from_before_the_case_comes_into_its_thread(desk: Desk) -> None:
    shows(desk, PIXEL)
    held(desk)
    assert len(desk.peer.files) == 1


def test_a_photo_that_could_not_be_brought_in_is_nothing_to_upload(desk: Desk) -> None:
    held(desk)
    shows(desk, "data:,")
    assert desk.peer.files == []
    assert desk.peer.of("files.getUploadURLExternal") == []


def test_photos_of_an_erased_shopper_are_taken_out_of_slack(desk: Desk) -> None:
    held(desk)
    shows(desk, PIXEL)
    desk.presses(ROBIN, blocks.SUGGEST)
    desk.settle()
    privacy.forget(desk.shop.storage, desk.customer().talk().shopper)
    desk.settle()
    assert desk.peer.deleted == {"F0"}
    assert desk.peer.messages == {}
