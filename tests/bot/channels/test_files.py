"""What stands in for a file where it is handed over: its bytes as they came, under the type that its name says."""

import pytest

from bot.channels.base import SentFile
from bot.channels.webchat import file_shape


@pytest.mark.parametrize(
    ("file", "url"),
    [
        (SentFile("receipt.html", "é"), "data:text/html;charset=utf-8;base64,w6k="),
        (SentFile("export.json", "{}"), "data:application/json;charset=utf-8;base64,e30="),
        (SentFile("label.pdf", content=b"%PDF"), "data:application/pdf;base64,JVBERg=="),
        (SentFile("photo.jpg", content=b"\xff\xd8\xff"), "data:image/jpeg;base64,/9j/"),
        (SentFile("what", content=b"\x00"), "data:application/octet-stream;base64,AA=="),
    ],
)
def test_a_page_gets_the_bytes_of_a_file_and_its_type(file: SentFile, url: str) -> None:
    assert file_shape(file) == {"name": file.name, "url": url}
