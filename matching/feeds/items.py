"""Reads the items of an RSS or Atom document as it comes, each with the line it begins on."""

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from matching.feeds.rows import FieldError
from matching.feeds.source import LONGEST_LINE
from matching.feeds.tables import plain

_ITEMS: Final = ("item", "entry")
_DEEPEST: Final = 20
Item = dict[str, tuple[str, ...]]


class _Refused(SAXException):
    """A document that is not read on."""


class _Items(ContentHandler):
    """Collects finished items; the caller takes them away while it feeds the parser."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, Item | FieldError]] = []
        self._path: list[str] = []
        self._item: dict[str, list[str]] | None = None
        self._line = 0
        self._depth = 0
        self._text = StringIO()
        self._parts: list[str] = []
        self._length = 0
        self.line = 1
        """Where the caller is; expat tells it only of errors."""

    def startElementNS(  # noqa: N802 - the handler's own name
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        self._path.append(plain(name[1]))
        if len(self._path) > _DEEPEST:
            raise _Refused("is nested too deeply")
        self._text = StringIO()
        if self._item is None and self._path[-1] in _ITEMS:
            self._item, self._line, self._depth, self._length = {}, self.line, len(self._path), 0
        if self._item is not None and len(self._path) == self._depth + 1:
            self._parts = []

    def characters(self, content: str) -> None:
        self._length += len(content)
        if self._length <= LONGEST_LINE:
            self._text.write(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        text, inside = self._text.getvalue().strip(), len(self._path) - self._depth
        if self._item is not None and inside == 2:
            self._parts.append(text)
        elif self._item is not None and inside == 1 and (value := ":".join(self._parts) or text):
            self._item.setdefault(self._path[-1], []).append(value)
        elif self._item is not None and inside == 0:
            self.found.append((self._line, self._finished(self._item)))
            self._item = None
        self._path.pop()
        self._text = StringIO()

    def _finished(self, item: dict[str, list[str]]) -> Item | FieldError:
        if self._length > LONGEST_LINE:
            return FieldError(None, f"is longer than {LONGEST_LINE} characters")
        return {key: tuple(values) for key, values in item.items()}


def items(pieces: Iterable[bytes]) -> Iterator[tuple[int, Item | FieldError]]:
    """Attributes of each item, one with parts joined by colons. What ends the reading comes last, as an error.

    Document types are refused: no feed needs one, and entities in them can grow without end or name other files.
    """
    parser, handler = make_parser(), _Items()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    seen = 0
    try:
        for piece in pieces:
            parser.feed(piece)
            seen += len(handler.found)
            yield from handler.found
            handler.found.clear()
            handler.line += piece.endswith(b"\n")
        parser.close()
    except DefusedXmlException:
        yield handler.line, FieldError(None, "declares a document type, which no feed needs; nothing after it is read")
        return
    except SAXException as error:
        yield handler.line, FieldError(None, f"is where the document breaks off: {error.getMessage()}")
        return
    if not seen:
        yield 1, FieldError(None, "has no item; RSS has <item>, Atom has <entry>")
