"""Files for translators' tools, without loss: gettext's .po, and XLIFF 1.2 as translation offices want it.

What a text may say is no matter of this file. Plural forms stand in XLIFF as its "Representation Guide for Gettext PO"
has them (x-gettext-plurals); a text's context, which that guide does not know, is the unit's `id` and `resname`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ElementTree, ParseError, SubElement, indent

from babel.messages import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from locales import Locale
from locales.rules import BUTTON
from locales.sources import Source, braces_only, template

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:1.2"
UNFINISHED: Final = frozenset({"new", "needs-translation", "needs-l10n", "needs-adaptation"})
"""States of a target that its translator has not done yet (XLIFF 1.2, 2.4.6)."""
_PLURALS: Final = "x-gettext-plurals"
_NO_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML 1.0 cannot hold. Only a draft that is refused anyway has any."""
_PLACE: Final = re.compile(r"\[(\d+)\]$")


class BadFile(ValueError):
    """It is not of its format; the message says where."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text for a file: one form, or one for each plural form of the locale. `is_open` where it is an unpublished
    draft, which a reviewer should see."""

    source: Source
    forms: tuple[str, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A text in a file. `english` is the source it was translated from; `place` says where it stands, for people."""

    context: str
    english: str
    forms: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Format:
    """`write` makes a file of all texts of a locale; `read` takes its bytes and the locale's code, leaves out what is
    unfinished or empty, and raises BadFile."""

    write: Callable[[Locale, Iterable[Written]], bytes]
    read: Callable[[bytes, str], Iterator[Found]]


# ---- .po


def write_gettext(locale: Locale, texts: Iterable[Written]) -> bytes:
    """In the order and with the head of the locale's own file; open drafts stand in it like any other text."""
    said = {each.source.context: each for each in texts}
    catalog = _begun(locale)
    catalog.update(template(each.source for each in said.values()), no_fuzzy_matching=True)
    braces_only(catalog)
    for context, each in said.items():
        entry = catalog.get(each.source.id, context)
        if entry is not None:
            entry.string = each.forms if each.source.plural is not None else each.forms[0]
    written = BytesIO()
    write_po(written, catalog, width=120)
    return written.getvalue()


def _begun(locale: Locale) -> Catalog:
    """The file of the locale or its language, for plural forms and order; an empty one for English."""
    for file in (folder / "LC_MESSAGES" / "replies.po" for folder in locale.folders):
        if file.exists():
            with file.open("rb") as stream:
                return read_po(stream)
    return Catalog(locale=locale.code, project="shopkeep", charset="utf-8", fuzzy=False)


def read_gettext(content: bytes, code: str) -> Iterator[Found]:
    try:
        catalog = read_po(BytesIO(content), locale=code, abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as error:
        raise BadFile(str(error)) from error
    for entry in catalog:
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        if entry.id and not entry.fuzzy and any(forms):
            english = entry.id if isinstance(entry.id, str) else entry.id[0]
            yield Found(entry.context or "", english, forms, str(entry.lineno or 0))


# ---- XLIFF


def write_xliff(locale: Locale, texts: Iterable[Written]) -> bytes:
    """Every text approved but open drafts, which ask for review. A button says how many characters fit."""
    root = Element("xliff", {"version": "1.2", "xmlns": NAMESPACE})
    languages = {"source-language": "en", "target-language": locale.code.replace("_", "-")}
    file = SubElement(root, "file", {"original": "replies.po", "datatype": "po", **languages})
    body = SubElement(file, "body")
    for each in texts:
        if each.source.plural is None:
            _unit(body, each, each.source.context, 0)
        else:
            _group(body, each)
    indent(root)
    written = BytesIO()
    ElementTree(root).write(written, encoding="utf-8", xml_declaration=True)
    return written.getvalue() + b"\n"


def _group(body: Element, text: Written) -> None:
    context = text.source.context
    group = SubElement(body, "group", {"id": context, "resname": context, "restype": _PLURALS})
    # No part of the standard on groups, but gettext's tools look for it there.
    group.set("approved", "no" if text.is_open else "yes")
    for place in range(len(text.forms)):
        _unit(group, text, f"{context}[{place}]", place)


def _unit(parent: Element, text: Written, name: str, place: int) -> None:
    source = text.source
    unit = SubElement(parent, "trans-unit", {"id": name, "resname": name, "xml:space": "preserve"})
    unit.set("approved", "no" if text.is_open else "yes")
    if source.context.startswith("label|"):
        unit.attrib |= {"maxwidth": str(BUTTON), "size-unit": "char"}
    english = source.plural if source.plural is not None and place else source.english
    SubElement(unit, "source").text = english
    target = SubElement(unit, "target", {"state": "needs-review-translation" if text.is_open else "final"})
    target.text = _NO_XML.sub("", text.forms[place])
    if source.note and place == 0:
        SubElement(unit, "note", {"from": "developer"}).text = source.note


def read_xliff(content: bytes, code: str) -> Iterator[Found]:
    """Any 1.x: tools write 1.1 too, and units in another order. `code` is checked against the file's own language."""
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadFile(str(error) or "it is not XML") from error
    version = root.get("version", "")
    if _local(root) != "xliff" or not version.startswith("1."):
        raise BadFile(f"it is {_local(root)} {version}".strip() + ", and XLIFF 1.2 is read")
    for file in root:
        language = file.get("target-language", "").replace("-", "_")
        if _local(file) == "file" and language and language.casefold() != code.casefold():
            raise BadFile(f"its target language is {language!r}, and not {code!r}")
    for group, units in _units(root):
        found = _found(group, units)
        if found is not None:
            yield found


def _units(root: Element) -> Iterator[tuple[Element, list[Element]]]:
    """Each text: its unit, or its group and the units of the plural forms in it, in the order of the forms."""
    counted = [each for each in root.iter() if _local(each) == "group" and each.get("restype") == _PLURALS]
    inside = set()
    for group in counted:
        units = sorted((each for each in group.iter() if _local(each) == "trans-unit"), key=_place)
        inside |= set(units)
        yield group, units
    yield from ((each, [each]) for each in root.iter() if _local(each) == "trans-unit" and each not in inside)


def _place(unit: Element) -> int:
    found = _PLACE.search(unit.get("id", ""))
    return int(found[1]) if found else 0


def _found(named: Element, units: list[Element]) -> Found | None:
    targets = [_child(unit, "target") for unit in units]
    if any(each is None or each.get("state") in UNFINISHED for each in targets):
        return None
    # A tool may have marked a placeholder in the text: what stands inside of marks belongs to it.
    forms = tuple("" if each is None else "".join(each.itertext()) for each in targets)
    source = _child(units[0], "source") if units else None
    if not any(forms) or source is None:
        return None
    context = named.get("resname") or named.get("id") or ""
    return Found(context, "".join(source.itertext()), forms, context)


def _child(unit: Element, name: str) -> Element | None:
    return next((each for each in unit if _local(each) == name), None)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


FORMATS: Final[Mapping[str, Format]] = {
    "po": Format(write_gettext, read_gettext),
    "xliff": Format(write_xliff, read_xliff),
}
EXTENSIONS: Final = frozenset({".xlf", ".xliff"})
"""Of files that are XLIFF where nobody says what they are."""


def format_of(name: str, ending: str) -> Format:
    """That of a name; with none, that of a file's ending."""
    return FORMATS[name or ("xliff" if ending.casefold() in EXTENSIONS else "po")]
