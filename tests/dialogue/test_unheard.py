"""Languages that are none of ours, and things sent that are neither words nor a photo: a kind answer and a way on."""

import base64
from datetime import UTC, datetime

import pytest

from dialogue.attached import Sent, is_wordless, what_was_sent
from dialogue.inbound import Attachment, Inbound
from orders.actions import ParcelNews
from orders.ids import ConversationId, MessageId, ShopperId
from tests.builders import an_arrival
from tests.customer import Customer

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(24)).decode()
WEBP = base64.b64encode(b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(24)).decode()
PROGRAM = base64.b64encode(b"MZ" + bytes(40)).decode()


def an_inbound(text: str = "", *attachments: Attachment) -> Inbound:
    """A message that was stored."""
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    return Inbound(MessageId("m"), ConversationId("c"), ShopperId("s"), "test", at, text, attachments=attachments)


def sent(customer: Customer, kind: str, url: str = "data:application/octet-stream;base64,AAAA") -> list[str]:
    arrival = an_arrival(address=customer.address, attachments=(Attachment(kind, url),))
    before = len(customer.channel.delivered)
    conversation = customer.shop.engine.accept(arrival)
    assert conversation is not None
    customer.shop.drain(conversation)
    return customer.channel.said()[before:]


@pytest.mark.parametrize(
    ("kind", "url", "what"),
    [
        ("image/png", f"data:image/png;base64,{PNG}", Sent.PHOTO),
        ("image/jpeg", f"data:image/jpeg;base64,{PNG}", Sent.PHOTO),
        ("image/webp", f"data:image/webp;base64,{WEBP}", Sent.PHOTO),
        ("image/jpeg", "https://shop.example/media/7", Sent.PHOTO),
        ("image/png", f"data:image/png;base64,{PROGRAM}", Sent.BROKEN_PHOTO),
        ("image/png", "data:image/png;base64,not base64 at all", Sent.BROKEN_PHOTO),
        ("image/png", "data:image/png;base64,é", Sent.BROKEN_PHOTO),
        ("image/svg+xml", "data:image/svg+xml,<svg/>", Sent.BROKEN_PHOTO),
        ("image/heic", "data:image/heic;base64,", Sent.BROKEN_PHOTO),
        ("audio/ogg", "data:audio/ogg;base64,T2dn", Sent.VOICE),
        ("Voice", "https://shop.example/media/8", Sent.VOICE),
        ("sticker", "https://shop.example/media/9", Sent.STICKER),
        ("video/mp4", "https://shop.example/media/10", Sent.FILE),
        ("", "", Sent.FILE),
    ],
)
def test_an_attachment_is_what_it_is_and_not_what_it_calls_itself(kind: str, url: str, what: Sent) -> None:
    assert what_was_sent(Attachment(kind, url)) is what


def test_words_or_a_photo_beside_it_are_heard() -> None:
    voice, photo = Attachment("audio/ogg", ""), Attachment("image/png", "https://shop.example/media/1")
    assert is_wordless([an_inbound("", voice)])
    assert not is_wordless([an_inbound("the yellow one", voice)])
    assert not is_wordless([an_inbound("", voice, photo)])
    assert not is_wordless([an_inbound()])


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("audio/ogg", "voice_note"),
        ("sticker", "sticker"),
        ("image/png", "not_a_photo"),
        ("video/mp4", "file_unread"),
        ("location", "pin_on_map"),
    ],
)
def test_what_cannot_be_read_has_a_kind_answer_and_no_person_is_called(
    customer: Customer, kind: str, told: str
) -> None:
    customer.says("a rain jacket")
    assert sent(customer, kind) == [told]
    assert sent(customer, kind) == ["words_please"]
    assert sent(customer, kind) == [told]
    assert customer.talk().misunderstood == 0
    assert customer.talk().holder == "agent"
    assert customer.says("the first one in L")


def test_a_file_that_is_no_picture_is_no_evidence(customer: Customer) -> None:
    order = customer.buys()
    customer.parcel(ParcelNews.SHIPPED)
    customer.parcel(ParcelNews.DELIVERED)
    assert customer.says("it is broken")[-1] == "ask_photo"
    assert sent(customer, "image/png", f"data:image/png;base64,{PROGRAM}") == ["not_a_photo"]
    assert customer.orders() == (customer.orders()[0],) and customer.orders()[0].id == order.id
    told = sent(customer, "image/png", f"data:image/png;base64,{PNG}")
    assert told and told != ["not_a_photo"]
