"""Photos are looked at before a model is: what is no picture stays here, and so does what a picture tells besides."""

import base64

import pytest

from dialogue.inbound import Attachment
from dialogue.understanding.photos import LARGEST, photo_of

JPEG = b"\xff\xd8" + b"\xff\xe0\x00\x04ab" + b"\xff\xdb\x00\x03q" + b"\xff\xda\x00\x02pixels\xff\xd9"
WITH_PLACE = b"\xff\xd8" + b"\xff\xe0\x00\x04ab" + b"\xff\xe1\x00\x0bGPS 50N 7E"[:13] + JPEG[8:]


def attached(content: bytes, kind: str = "image/jpeg") -> Attachment:
    return Attachment(kind, f"data:{kind};base64,{base64.b64encode(content).decode()}")


@pytest.mark.parametrize(
    ("content", "kind"),
    [(JPEG, "image/jpeg"), (b"\x89PNG\r\n\x1a\nx", "image/png"), (b"GIF89ax", "image/gif"),
     (b"RIFF\x00\x00\x00\x00WEBPx", "image/webp")],
)  # fmt: skip
def test_a_picture_is_taken_for_what_it_is_whatever_it_is_called(content: bytes, kind: str) -> None:
    photo = photo_of(attached(content, "image/bmp"))
    assert photo is not None
    assert (photo.media_type, base64.b64decode(photo.data)) == (kind, content)


@pytest.mark.parametrize(
    "url",
    ["", "https://shop.example/a.jpg", "file:///etc/passwd", "data:image/png;base64,", "data:image/png;base64,%%%",
     "data:image/png,iVBORw0KGgo=", "data:text/html;base64,PHNjcmlwdD4=", "data:image/png;base64,é"],
)  # fmt: skip
def test_what_is_no_picture_is_none(url: str) -> None:
    assert photo_of(Attachment("image/png", url)) is None


def test_a_picture_that_is_too_large_is_not_even_unpacked() -> None:
    assert photo_of(attached(b"\x89PNG\r\n\x1a\n" + bytes(LARGEST))) is None
    assert photo_of(attached(b"\x89PNG\r\n\x1a\n" + bytes(LARGEST - 8))) is not None


def test_where_a_photo_was_taken_is_not_told() -> None:
    photo = photo_of(attached(WITH_PLACE))
    assert photo is not None
    assert base64.b64decode(photo.data) == JPEG


@pytest.mark.parametrize("cut", range(2, len(WITH_PLACE)))
def test_a_photo_that_breaks_off_is_no_trouble(cut: int) -> None:
    photo_of(attached(WITH_PLACE[:cut]))
