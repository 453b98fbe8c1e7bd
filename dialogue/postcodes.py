"""Postcodes and regions of the countries we deliver to: what they look like, and which country they tell. Pure."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from dialogue.understanding.text import CLOSES, OPENS, fold

_FIVE, _FOUR, _SPACED = r"\d{5}", r"\d{4}", r"\d{3} ?\d{2}"
SHAPES: Final = {
    "DE": _FIVE, "FR": _FIVE, "ES": _FIVE, "IT": _FIVE, "FI": _FIVE, "AT": _FOUR, "BE": _FOUR, "DK": _FOUR,
    "AU": _FOUR, "CH": _FOUR, "NZ": _FOUR, "NO": _FOUR, "NL": r"\d{4} ?[A-Z]{2}", "PT": r"\d{4}-\d{3}",
    "PL": r"\d{2}-\d{3}",
    "BR": r"\d{5}-\d{3}", "SE": _SPACED, "CZ": _SPACED, "US": r"\d{5}(?:-\d{4})?", "CA": r"[A-Z]\d[A-Z][ -]?\d[A-Z]\d",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "IE": r"(?:[AC-FHKNPRTV-Y]\d{2}|D6W) ?[0-9AC-FHKNPRTV-Y]{4}",
}  # fmt: skip
"""What a postcode looks like, by country."""
OWN_NAMES: Final = {
    "DE": "Deutschland", "AT": "Österreich", "CH": "Schweiz Suisse Svizzera", "FR": "France", "ES": "España",
    "IT": "Italia", "NL": "Nederland", "BE": "België Belgique", "IE": "Éire", "PT": "Portugal", "PL": "Polska",
    "SE": "Sverige", "DK": "Danmark", "CZ": "Česko Česká_republika", "FI": "Suomi", "GB": "UK Great_Britain",
    "US": "USA", "CA": "Canada", "AU": "Australia",
}  # fmt: skip
"""What countries call themselves, which stands on a parcel whatever language the talk is in."""
_REGIONS: Final = {
    "US": "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
    "OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY DC",
    "CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
    "AU": "ACT NSW NT QLD SA TAS VIC WA",
}
_REGION_NAMES: Final = {
    "US": "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho "
    "Illinois Indiana "
    "Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana "
    "Nebraska Nevada "
    "New_Hampshire New_Jersey New_Mexico New_York North_Carolina North_Dakota Ohio Oklahoma Oregon Pennsylvania "
    "Rhode_Island "
    "South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia Washington West_Virginia Wisconsin Wyoming",
    "CA": "Alberta British_Columbia Manitoba New_Brunswick Newfoundland Nova_Scotia Northwest_Territories Nunavut "
    "Ontario "
    "Prince_Edward_Island Quebec Saskatchewan Yukon",
    "AU": "Australian_Capital_Territory New_South_Wales Northern_Territory Queensland South_Australia Tasmania "
    "Victoria "
    "Western_Australia",
}  # fmt: skip
_TELLING: Final = ("GB", "CA", "IE", "PL", "PT", "NL", "BR")
"""Countries whose postcodes look like no other's."""
_BEHIND_REGION: Final = ("AU", "US")
_PARTED: Final = {"GB": -3, "CA": 3, "IE": 3, "NL": 4, "SE": 3, "CZ": 3}
"""Where a space stands in a postcode, from its beginning or its end."""
DISTRICT: Final = re.compile(r"dublin \d{1,2}w?", re.IGNORECASE)
"""A town whose number is no house number."""
_TOWN: Final = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,3}(?: \d{1,2})?")
_REGION_CODE: Final = re.compile(r"\b([A-Z]{2,3})\s+(?=\d)")
_PREFIX: Final = r"(?:[A-Z]{1,3}-)?"
_ANY: Final = (re.compile(rf"{OPENS}{_PREFIX}({_FIVE}){CLOSES}"), re.compile(rf"{OPENS}{_PREFIX}({_SPACED}){CLOSES}"))
_LEADING_FOUR: Final = re.compile(rf"^{_PREFIX}({_FOUR})(?=\s+[^\W\d_]{{3,}}[^\d]*$)")
"""Four digits and a town, and nothing else on the line; what has a word for streets is looked at before."""


@cache
def _finds(country: str) -> re.Pattern[str]:
    """Compiled when it is first looked for: a country takes some 10 ms, and a talk needs few of them."""
    return re.compile(rf"{OPENS}{_PREFIX}({SHAPES[country]}){CLOSES}", re.IGNORECASE)


@cache
def _anywhere() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"{OPENS}{shape}{CLOSES}", re.IGNORECASE if told != "NL" else re.NOFLAG)
        for told, shape in dict.fromkeys([(name, SHAPES[name]) for name in (*_TELLING, "US", "SE", "AU")])
    )


def postcode_in(line: str, country: str, *, named: bool) -> tuple[re.Match[str], str | None] | None:
    """The postcode in a line and the country that it tells, None where it may be of several. `country` is the one at
    hand; when it was `named`, only its own are looked for."""
    for told in _TELLING:
        match = _finds(told).search(line) if told == country or not named else None
        if match and (told != "NL" or told == country or match[1][-2:].isupper()):
            return match, told
    for told in _BEHIND_REGION:
        match = _behind_region(line, told) if told == country or not named else None
        if match:
            return match, told
    own = list((_finds(country) if country in SHAPES else _ANY[0]).finditer(line))
    if not own and not named:
        own = list(_abroad(line))
    return (own[-1], None) if own else None


def postcode_anywhere(text: str) -> re.Match[str] | None:
    """The first of what looks like a postcode of any country we deliver to, those first that look like no other's."""
    return next((match for pattern in _anywhere() if (match := pattern.search(text))), None)


def written(code: str, country: str) -> str:
    """A postcode with the space that its country writes in it; one of another country as it is."""
    if country not in _PARTED or not re.fullmatch(SHAPES[country], code, re.IGNORECASE):
        return code.upper()
    plain, behind = re.sub(r"[\s-]", "", code.upper()), _PARTED[country]
    return f"{plain[:behind]} {plain[behind:]}"


def _abroad(line: str) -> Iterator[re.Match[str]]:
    """Digits in front of a town can be nothing else, wherever the talk is."""
    for pattern in _ANY:
        yield from (match for match in pattern.finditer(line) if _is_town(line[match.end() :].strip()))
    yield from _LEADING_FOUR.finditer(line)


def _is_town(text: str) -> bool:
    """A word, or a name of several and the number of a part of the town ("Praha 1", "Nové Město")."""
    return text.isalpha() or (text[:1].isupper() and _TOWN.fullmatch(text) is not None)


def _behind_region(line: str, country: str) -> re.Match[str] | None:
    """A postcode right behind a region's code in capitals is of that country, wherever the talk is."""
    codes = [code for code in _REGION_CODE.finditer(line) if code[1] in _REGIONS[country].split()]
    return next((match for code in codes if (match := _finds(country).match(line, code.end()))), None)


def is_region(text: str) -> bool:
    return any(text.upper() in codes.split() for codes in _REGIONS.values()) and text.isupper()


def without_region(text: str, country: str) -> tuple[str, str]:
    """The text without a region at its end, and the region's code."""
    codes, names = _REGIONS.get(country, "").split(), _REGION_NAMES.get(country, "").split()
    words = text.replace(",", " ").split()
    if words and words[-1].upper().strip(".") in codes:
        return " ".join(words[:-1]), words[-1].upper().strip(".")
    for name in sorted(names, key=len, reverse=True):
        plain = name.replace("_", " ")
        if fold(text).endswith(fold(plain)) and len(words) > plain.count(" "):
            return text[: len(text) - len(plain)].strip(" ,"), _code_of(name, country)
    return text, ""


def _code_of(name: str, country: str) -> str:
    names, codes = _REGION_NAMES[country].split(), _REGIONS[country].split()
    return codes[names.index(name)]
