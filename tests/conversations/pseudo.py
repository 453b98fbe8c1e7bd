"""A language that nobody speaks, made of the English texts: ⟦Ẉḥẹṛẹ ịṣ ỵọụṛ ọṛḍẹṛ? ọọọ⟧. English is understood and
this is answered, so whatever still reads as English has been put there by code.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from babel import Locale as Cldr
from babel.messages import Catalog
from babel.messages.pofile import write_po

from locales import FOLDER, SOURCE, Locales, load_locales
from locales.sources import Source
from orders.claims import RETURN_CARRIER
from orders.policy import standard
from tests.conversations.leaks import shown_as_it_is

_PLAIN: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STRANGE: Final = "ạḅƈḍẹƒɠḥịɉḳḷṃṇọƥɋṛṣṭụṿẉẋỵẓẠḄƇḌẸƑƓḤỊɈḲḶṂṆỌƤɊṚṢṬỤṾẈẊỴẒ"
"""Letters that none of our languages writes."""
_LETTERS: Final = str.maketrans(_PLAIN, _STRANGE)
_PLACEHOLDER: Final = re.compile(r"(\{[a-z_0-9]*\})")
_WORD: Final = re.compile(r"(?:[^\W\d_]|['’-])+")
_ID: Final = re.compile(r"\b(?:SK|GC|RET)(?:-[A-Z0-9]+)+\b|[\w-]*\d[\w-]*|\.html\b")
"""Numbers of orders, cards and parcels, postcodes, sizes: whatever has a digit; and what a file's name ends with."""
LONGER: Final = 0.4
"""German and French are longer than English by about so much."""
PLAIN: Final = re.compile(
    rf"(?<![^\W\d_])(?=[^\W\d_{_STRANGE}]{{2}})[^\W\d_{_STRANGE}]+(?:['’ -]+[^\W\d_{_STRANGE}]+)*"
)
"""Words without the letters of this language: nothing of it has any."""


def pseudo(text: str) -> str:
    """An English text in this language; its placeholders and lines stay."""
    parts = _PLACEHOLDER.split(text)
    strange = "".join(part if _PLACEHOLDER.fullmatch(part) else part.translate(_LETTERS) for part in parts)
    return f"⟦{strange} {'ọ' * max(1, round(len(text) * LONGER))}⟧" if text.strip() else text


def pseudo_locales(folder: Path, sources: Iterable[Source]) -> Locales:
    """The shop's locales once more in `folder`, but English understood is answered in the pseudo language."""
    for path in FOLDER.iterdir():
        if path.is_dir() and path.name not in (SOURCE, "markets"):
            (folder / path.name).symlink_to(path)
    own, english = folder / SOURCE, FOLDER / SOURCE
    (own / "LC_MESSAGES").mkdir(parents=True)
    (own / "locale.toml").symlink_to(english / "locale.toml")
    (own / "phrases.toml").symlink_to(english / "phrases.toml")
    (own / "terms.toml").write_text(_rewritten(english / "terms.toml", _term), encoding="utf-8")
    _write_replies(own / "LC_MESSAGES" / "replies.po", sources)
    (folder / "markets").mkdir()
    for market in (FOLDER / "markets").glob("*.toml"):
        (folder / "markets" / market.name).write_text(_rewritten(market, _law), encoding="utf-8")
    return load_locales(folder)


def _write_replies(file: Path, sources: Iterable[Source]) -> None:
    catalog = Catalog(locale=SOURCE, project="shopkeep", charset="utf-8", fuzzy=False)
    for source in sources:
        forms = tuple(pseudo(text) for text in (source.english, source.plural) if text is not None)
        catalog.add(source.id, forms if source.plural is not None else forms[0], context=source.context)
    with file.open("wb") as stream:
        write_po(stream, catalog)


def _rewritten(file: Path, line: Callable[[str], str]) -> str:
    return "".join(map(line, file.read_text(encoding="utf-8").splitlines(keepends=True)))


def _term(line: str) -> str:
    """What is shown of a concept is changed, what is understood is not: its title stays one of its words."""
    title = re.search(r'\btitle = "([^"]*)"', line)
    if title and "words = [" in line:
        line = line.replace("words = [", f'words = ["{title.group(1)}", ', 1)
    return re.sub(r'\b(title|plural) = "([^"]*)"', lambda found: f'{found[1]} = "{pseudo(found[2])}"', line)


def _law(line: str) -> str:
    return re.sub(r'^en = "([^"]*)"', lambda found: f'en = "{pseudo(found[1])}"', line)


class Plain:
    """Finds English, or anything else in plain letters, that came past the pseudo language.

    `data` are texts of the catalog and the like; each is shown as it is or up to a comma. What CLDR says (months,
    countries, "and") is English here too; it is no text of ours.
    """

    def __init__(self, data: Iterable[str]) -> None:
        self._data = frozenset(run.casefold() for text in data for run in _runs(text))
        self._cldr = frozenset(word.casefold() for text in _said_by_cldr() for word in _WORD.findall(text))

    def find(self, text: str, sent: Iterable[str] = ()) -> list[str]:
        """What is in plain letters and neither data nor among the words that were sent."""
        told = "\n".join(f" {' '.join(_WORD.findall(_ID.sub('/', each)))} ".casefold() for each in sent)
        return [f"{run!r} in {text!r}" for run in _runs(text) if not self._is_known(run.casefold(), told)]

    def _is_known(self, run: str, told: str) -> bool:
        """Whether the words are data, or were said in a row; words of CLDR may stand between such rows."""
        if self._is_told(run, told):
            return True
        pieces, piece = list[str](), list[str]()
        for word in _WORD.findall(run):
            if word in self._cldr and not self._is_told(" ".join((*piece, word)), told):
                pieces, piece = [*pieces, " ".join(piece)], []
            else:
                piece.append(word)
        return all(self._is_told(each, told) for each in (*pieces, " ".join(piece)) if each)

    def _is_told(self, words: str, told: str) -> bool:
        return words in self._data or f" {words} " in told


def plain_letters(locales: Locales) -> Plain:
    """What finds plain letters in the demo shop."""
    return Plain((*shown_as_it_is(locales), RETURN_CARRIER, "DHL"))


def _runs(text: str) -> list[str]:
    """Words in plain letters that stand in a row."""
    return PLAIN.findall(_ID.sub("/", text))


def _said_by_cldr() -> Iterator[str]:
    names = Cldr.parse("en_GB")
    yield from (names.territories[market] for market in standard().markets)
    yield from (*names.currencies, "and", "or", "am", "pm")
    for width in ("wide", "abbreviated"):
        yield from names.months["format"][width].values()
        yield from names.days["format"][width].values()
