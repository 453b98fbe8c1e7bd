"""The words of a market: order button, withdrawal, disclosure. Exact, versioned, never paraphrased.

One TOML file per group of markets that share their law: `markets` (countries), `version`, `approved_by`, and a table
per text with its words by language. A text is shown in the shopper's language, else in the file's `default` language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from locales import LocaleError, read_toml

FOLDER: Final = Path(__file__).parent
ELSEWHERE: Final = "us"
"""The file for a market that no other file names."""


@dataclass(frozen=True, slots=True)
class MarketTexts:
    """The legal texts of one file: `texts[name][language]`."""

    version: str
    default: str
    texts: Mapping[str, Mapping[str, str]]


class Markets:
    """Legal texts by market."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    def words(self, market: str, name: str, locale: str) -> str:
        """The exact words of `name` ("order_button") in a market and locale. Raises LocaleError for an unknown name."""
        texts = self.texts(market)
        by_language = texts.texts.get(name)
        if by_language is None:
            raise LocaleError(f"market {market!r} has no text {name!r}")
        language = locale.split("_", maxsplit=1)[0]
        return by_language.get(locale) or by_language.get(language) or by_language[texts.default]

    def version(self, market: str) -> str:
        return self.texts(market).version

    def texts(self, market: str) -> MarketTexts:
        return self._by_market.get(market) or self._by_market[ELSEWHERE.upper()]

    @cached_property
    def _by_market(self) -> Mapping[str, MarketTexts]:
        found: dict[str, MarketTexts] = {}
        for file in sorted(self._folder.glob("*.toml")):
            content = read_toml(file)
            texts = MarketTexts(
                version=str(content["version"]),
                default=str(content["default"]),
                texts={
                    name: {language: str(words) for language, words in entry.items()}
                    for name, entry in content.items()
                    if isinstance(entry, Mapping)
                },
            )
            countries = content["markets"]
            if not isinstance(countries, list):
                raise LocaleError(f"markets/{file.name}: markets must be a list of country codes")
            found.update({str(country): texts for country in countries})
        return found
