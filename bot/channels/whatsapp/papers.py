"""A paper of ours as a Word document. WhatsApp takes no HTML, and a PDF would need fonts for every script; this one is
shown in the fonts of whoever opens it. Pure.

What may be sent is named in https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages; ECMA-376 describes
the file.
"""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from xml.sax.saxutils import escape

KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPES: Final = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{KIND}.main+xml"/></Types>'
)
_LINKS: Final = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_BEGUN: Final = (1980, 1, 1, 0, 0, 0)
"""The time in a ZIP's entries: the same paper is the same bytes."""
_BOLD: Final = frozenset({"h1", "h2", "strong"})
_ENDS: Final = frozenset({"h1", "h2", "p", "li", "dd", "tr"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: `cells` stand side by side in a table; of one cell it is a paragraph."""

    cells: tuple[str, ...]
    bold: bool = False


@dataclass
class _Reader(HTMLParser):
    """The lines of a paper, in order. A term and what it says become one line."""

    lines: list[Line] = field(default_factory=list)
    rtl: bool = False
    _cells: list[str] = field(default_factory=list)
    _bold: bool = False
    _hidden: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = self._hidden or tag in ("head", "style")
        self._bold = self._bold or tag in _BOLD
        if tag == "html":
            self.rtl = ("dir", "rtl") in attrs
        if tag in ("td", "th"):
            self._cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = self._hidden and tag != "head"
        if tag == "dt" and self._cells:
            self._cells[-1] += ": "
        if tag in _ENDS and any(self._cells):
            self.lines.append(Line(tuple(self._cells), self._bold))
            self._cells, self._bold = [], False

    def handle_data(self, data: str) -> None:
        if self._hidden or not data.strip():
            return
        self._cells[-1:] = [(self._cells[-1] if self._cells else "") + data]


def document(html: str) -> bytes:
    """A paper of `dialogue/receipts.py` as a document of Word's."""
    reader = _Reader()
    reader.feed(html)
    body = "".join(_grouped(reader.lines, rtl=reader.rtl))
    word = f'{_XML}<w:document xmlns:w="{_MAIN}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _LINKS), ("word/document.xml", word)):
            package.writestr(zipfile.ZipInfo(name, _BEGUN), text)
    return whole.getvalue()


def _grouped(lines: Iterable[Line], *, rtl: bool) -> Iterable[str]:
    """Paragraphs, and tables of lines that follow each other."""
    rows: list[str] = []
    for line in lines:
        if len(line.cells) > 1:
            rows.append(_row(line, rtl=rtl))
            continue
        yield from _table(rows, rtl=rtl)
        rows = []
        yield _paragraph(line.cells[0], rtl=rtl, bold=line.bold)
    yield from _table(rows, rtl=rtl)


def _table(rows: list[str], *, rtl: bool) -> Iterable[str]:
    if rows:
        look = f'<w:tblPr>{"<w:bidiVisual/>" if rtl else ""}<w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid/>'
        # Two tables that touch would be one.
        yield f"<w:tbl>{look}{''.join(rows)}</w:tbl><w:p/>"


def _row(line: Line, *, rtl: bool) -> str:
    """The sums at a table's foot have two cells where its lines have four: the first is as wide as three."""
    wide = 4 - len(line.cells) + 1
    cells = (
        f'<w:tc><w:tcPr><w:gridSpan w:val="{wide if at == 0 else 1}"/></w:tcPr>{_paragraph(cell, rtl=rtl)}</w:tc>'
        for at, cell in enumerate(line.cells)
    )
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _paragraph(text: str, *, rtl: bool, bold: bool = False) -> str:
    way = "<w:pPr><w:bidi/></w:pPr>" if rtl else ""
    look = f"<w:rPr>{'<w:b/>' if bold else ''}{'<w:rtl/>' if rtl else ''}</w:rPr>"
    return f'<w:p>{way}<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
