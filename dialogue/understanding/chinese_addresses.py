"""Addresses in Chinese characters, from the large to the small and without a space: "浙江省杭州市西湖区文三路18号".
Pure."""

import re
from collections.abc import Sequence
from typing import Final

from dialogue.commands import AddressSaid
from dialogue.understanding.names import full_name
from dialogue.understanding.phrases import Phrases

COUNTRY: Final = "CN"
_WORD: Final = r"[\u4e00-\u9fff]"
_ADDRESS: Final = re.compile(
    r"(?P<country>中国|中國)?"
    rf"(?:(?P<region>{_WORD}{{2,6}}?(?:省|自治区|自治區|特别行政区|特別行政區)))?"
    rf"(?P<city>{_WORD}{{2,6}}?(?:市|自治州))?"
    rf"(?P<line1>(?=[^\d]*(?:[路街道巷弄村镇鎮区區里苑园園]|胡同|大厦))[\u4e00-\u9fff]{{2,}}[\w\- ]*?\d[\w\-]*)"
)
_POSTCODE: Final = re.compile(r"(?<!\d)\d{6}(?!\d)")
_NAMED: Final = re.compile(rf"(?:邮编|郵編|邮政编码|郵遞區號)\D{{0,8}}({_POSTCODE.pattern})")


def chinese_address(lines: Sequence[str], phrases: Phrases) -> AddressSaid | None:
    """What stands in the lines of a message from which words of introduction are gone; None where it is no such
    address."""
    named = _NAMED.search(" ".join(lines))
    for index, line in enumerate(lines):
        found = _ADDRESS.match(_POSTCODE.sub("", line).strip())
        if found is None or not (found["city"] or found["region"]):
            continue
        codes = (named[1] if named else None, *_POSTCODE.findall(" ".join(lines)))
        names = (_without_intro(each, phrases) for each in (*lines[:index], *lines[index + 1 :]))
        return AddressSaid(
            name=next((name for name in names if full_name(phrases.spelling.tokens(name), phrases)), None),
            line1=found["line1"].strip(),
            city=found["city"],
            region=found["region"],
            postcode=next((code for code in codes if code), None),
            country=COUNTRY if found["country"] else None,
        )
    return AddressSaid(postcode=named[1]) if named else None


def _without_intro(line: str, phrases: Phrases) -> str:
    """The name behind "我叫" or "收件人", where one of them stands."""
    tokens = phrases.spelling.tokens(line)
    said = phrases.words("name_is").length_at(tokens, 0)
    return line[tokens[said].start :] if 0 < said < len(tokens) else line
