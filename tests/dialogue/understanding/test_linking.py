"""What is said of other chats of the same person, in every language: link, unlink, news; and the code typed alone."""

from dataclasses import replace

import pytest

from dialogue.commands import Command, GiveLinkCode, LinkChat, SendNewsTo, UnlinkChat
from dialogue.conversation import OpenQuestion, Slot
from dialogue.understanding.claude_prompt import turn_as_data
from dialogue.understanding.linking import channel_in, without_link_code
from tests.dialogue.understanding.scenes import offline, scene


def read(text: str, locale: str = "en", question: OpenQuestion | None = None, awaited: bool = True) -> Command | None:
    view = scene(text, locale, {})
    talk = replace(view.conversation, question=question, turns=3, locale=locale)
    reading = offline().understand(replace(view, conversation=talk, code_awaited=awaited))
    return reading.commands[0] if len(reading.commands) == 1 else None


@pytest.mark.parametrize(
    ("locale", "text", "command"),
    [
        ("en", "Can you link my WhatsApp please?", LinkChat(channel="whatsapp")),
        ("en", "I'm on Telegram too", LinkChat(channel="telegram")),
        ("en", "please unlink Telegram", UnlinkChat(channel="telegram")),
        ("en", "unlink", UnlinkChat()),
        ("en", "please send me the news on WhatsApp", SendNewsTo(channel="whatsapp")),
        ("de", "Kanal verknüpfen", LinkChat()),
        ("de", "Ich bin auch auf Telegram", LinkChat(channel="telegram")),
        ("de", "Bitte WhatsApp wieder trennen", UnlinkChat(channel="whatsapp")),
        ("de", "Schicken Sie mir Neuigkeiten bitte auf Telegram", SendNewsTo(channel="telegram")),
        ("fr", "Je suis aussi sur WhatsApp", LinkChat(channel="whatsapp")),
        ("fr", "dissociez mon Telegram", UnlinkChat(channel="telegram")),
        ("fr", "Prévenez-moi plutôt sur WhatsApp", SendNewsTo(channel="whatsapp")),
        ("es", "también estoy en Telegram", LinkChat(channel="telegram")),
        ("es", "desvincula mi WhatsApp", UnlinkChat(channel="whatsapp")),
        ("es", "avísame por Telegram", SendNewsTo(channel="telegram")),
        ("it", "sono anche su WhatsApp", LinkChat(channel="whatsapp")),
        ("it", "scollega Telegram", UnlinkChat(channel="telegram")),
        ("it", "avvisami su WhatsApp", SendNewsTo(channel="whatsapp")),
        ("pt", "também estou no Telegram", LinkChat(channel="telegram")),
        ("pt", "desvincule o meu WhatsApp", UnlinkChat(channel="whatsapp")),
        ("pt", "me avise pelo Telegram", SendNewsTo(channel="telegram")),
        ("nl", "ik zit ook op WhatsApp", LinkChat(channel="whatsapp")),
        ("nl", "ontkoppel Telegram", UnlinkChat(channel="telegram")),
        ("nl", "stuur updates via WhatsApp", SendNewsTo(channel="whatsapp")),
        ("sv", "jag finns också på Telegram", LinkChat(channel="telegram")),
        ("sv", "koppla bort WhatsApp", UnlinkChat(channel="whatsapp")),
        ("sv", "meddela mig på Telegram", SendNewsTo(channel="telegram")),
        ("da", "jeg er også på WhatsApp", LinkChat(channel="whatsapp")),
        ("da", "frakobl Telegram", UnlinkChat(channel="telegram")),
        ("da", "giv mig besked på WhatsApp", SendNewsTo(channel="whatsapp")),
        ("fi", "olen myös Telegramissa", LinkChat(channel="telegram")),
        ("fi", "katkaise yhteys WhatsAppiin", UnlinkChat(channel="whatsapp")),
        ("fi", "ilmoita minulle Telegramissa", SendNewsTo(channel="telegram")),
        ("pl", "Piszę do was też na WhatsAppie", LinkChat(channel="whatsapp")),
        ("pl", "odłącz Telegram", UnlinkChat(channel="telegram")),
        ("pl", "powiadamiaj mnie na WhatsAppie", SendNewsTo(channel="whatsapp")),
        ("cs", "jsem taky na Telegramu", LinkChat(channel="telegram")),
        ("cs", "odpojte můj WhatsApp", UnlinkChat(channel="whatsapp")),
        ("cs", "dejte mi vědět na Telegramu", SendNewsTo(channel="telegram")),
        ("ja", "WhatsAppも使っています", LinkChat(channel="whatsapp")),
        ("ja", "連携を解除してください", UnlinkChat()),
        ("ja", "お知らせはTelegramに送ってください", SendNewsTo(channel="telegram")),
        ("zh", "我也在用WhatsApp", LinkChat(channel="whatsapp")),
        ("zh", "取消关联Telegram", UnlinkChat(channel="telegram")),
        ("zh", "请在WhatsApp上通知我", SendNewsTo(channel="whatsapp")),
        ("ar", "أنا على تيليجرام أيضاً", LinkChat(channel="telegram")),
        ("ar", "إلغاء ربط واتساب", UnlinkChat(channel="whatsapp")),
        ("ar", "أخبرني على تيليجرام", SendNewsTo(channel="telegram")),
    ],
)
def test_a_wish_about_other_chats_is_heard_with_the_channel_named(locale: str, text: str, command: Command) -> None:
    assert read(text, locale) == command


@pytest.mark.parametrize("text", ["482913", " 482 913", "482-913."])
def test_six_digits_alone_are_the_code_while_one_is_awaited(text: str) -> None:
    found = read(text)
    assert isinstance(found, GiveLinkCode)
    assert "".join(filter(str.isdigit, found.code)) == "482913"
    assert not isinstance(read(text, awaited=False), GiveLinkCode)


@pytest.mark.parametrize("slot", [Slot.CODE, Slot.ORDER, Slot.ADDRESS, Slot.BUDGET])
def test_six_digits_that_answer_another_question_are_no_code(slot: Slot) -> None:
    assert not isinstance(read("482913", question=OpenQuestion(slot=slot)), GiveLinkCode)


@pytest.mark.parametrize("text", ["my order is 482913", "48291", "4829133", "€482913"])
def test_digits_with_words_or_of_another_length_are_no_code(text: str) -> None:
    assert not isinstance(read(text.replace("€", "eur ")), GiveLinkCode)


def test_a_code_stands_in_no_prompt_and_in_no_transcript() -> None:
    view = replace(scene("482 913", "en", {}), code_awaited=True)
    assert "482" not in turn_as_data(view)
    assert without_link_code("482 913") == "••••••"
    assert without_link_code("size 482") == "size 482"


def test_a_channel_is_known_in_every_script() -> None:
    written = ("WHATSAPP", "whats app", "واتساب", "Telegramm", "テレグラム", "auf der Website", "somewhere")
    assert [channel_in(text) for text in written] == ["whatsapp"] * 3 + ["telegram"] * 2 + ["web", ""]


def test_a_person_who_is_known_is_read_in_their_language_where_the_channel_tells_none() -> None:
    """In Portuguese "cancela" is said as in Spanish."""
    view = scene("cancela SK-ZZZZZ9", "es", {})
    silent = tuple(replace(inbound, locale=None) for inbound in view.inbounds)
    talk = replace(view.conversation, turns=0, locale="es", locale_chosen=False)
    view = replace(view, inbounds=silent, conversation=talk, profile=replace(view.profile, locale="es"))
    assert offline().understand(view).locale == "es"
    assert offline().understand(replace(view, profile=replace(view.profile, locale=None))).locale != "es"
