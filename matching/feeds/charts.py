"""A supplier's own sizes in those of the catalog: size charts, read from a TOML file."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from matching.concepts import Concepts
from matching.sizes import read_size


class ChartError(ValueError):
    """A size chart that cannot be used; the message names the file and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class SizeChart:
    """`sizes` are pairs of what the supplier writes and what it is here. An empty supplier, category or audience means
    every one; a category means what is narrower too."""

    sizes: tuple[tuple[str, str], ...]
    supplier: str = ""
    category: str = ""
    audience: str = ""

    def size(self, said: str) -> str | None:
        return next((ours for theirs, ours in self.sizes if _plain(theirs) == _plain(said)), None)

    def is_for(self, supplier: str | None, category: str | None, audience: str | None, concepts: Concepts) -> bool:
        return (
            self.supplier in ("", supplier)
            and (not self.category or category in concepts.expand("category", self.category))
            and self.audience in ("", audience)
        )


def read_charts(path: Path, concepts: Concepts) -> tuple[SizeChart, ...]:
    """Every `[[chart]]` of a file. Raises ChartError."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ChartError(f"{path}: {error}") from error
    charts = said.get("chart")
    if not isinstance(charts, list) or said.keys() != {"chart"}:
        raise ChartError(f"{path}: has to be a list of [[chart]]")
    return tuple(_chart(f"{path}: chart {number}", each, concepts) for number, each in enumerate(charts, start=1))


def _chart(place: str, said: object, concepts: Concepts) -> SizeChart:
    if not isinstance(said, dict) or not said.keys() <= {"supplier", "category", "audience", "sizes"}:
        raise ChartError(f"{place}: has other keys than supplier, category, audience and sizes")
    sizes = said.get("sizes")
    if not isinstance(sizes, dict) or not sizes:
        raise ChartError(f'{place}: needs sizes, such as {{ "1" = "36", "2" = "38" }}')
    for theirs, ours in sizes.items():
        if not isinstance(ours, str) or read_size(ours) is None:
            raise ChartError(f"{place}: {theirs!r} is {ours!r}, which is no size")
    names = {key: str(said.get(key, "")) for key in ("supplier", "category", "audience")}
    for kind in ("category", "audience"):
        if names[kind] and (kind, names[kind]) not in concepts:
            raise ChartError(f"{place}: {names[kind]!r} is no {kind}")
    return SizeChart(tuple(sizes.items()), **names)


def chart_for(
    charts: Iterable[SizeChart], supplier: str | None, category: str | None, audience: str | None, concepts: Concepts
) -> SizeChart | None:
    """The first that fits."""
    return next((chart for chart in charts if chart.is_for(supplier, category, audience, concepts)), None)


def _plain(size: str) -> str:
    return "".join(size.casefold().split())
