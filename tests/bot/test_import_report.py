"""What an import tells while it runs and at its end, on a terminal and elsewhere."""

import io
import json
import tracemalloc
from contextlib import closing
from pathlib import Path

from rich.console import Console

from bot.import_report import shown, tell, write_report
from matching.feeds.base import Complaint, Told
from matching.feeds.gathering import Gatherer, Source
from matching.feeds.quality import MOST_DISTINCT, OTHERS, Quality
from matching.feeds.store import FeedStore
from tests.matching.goods import lexicon

GOOD: dict[str, object] = {
    "product": "J", "title": "Rain jacket", "category": "rain_jacket", "price": "9.90", "currency": "EUR", "stock": 1,
}  # fmt: skip


def printed(*, terminal: bool) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=100, highlight=False)
    with shown(console) as watch:
        watch.reading(Quality(rows=2_000, refused=1), 0.5)
        watch.refused(Complaint(7, "price", "is missing"))
        watch.writing(3, 10)
    return out.getvalue()


def test_a_terminal_has_a_bar_and_a_pipe_only_lines() -> None:
    assert all(said in printed(terminal=True) for said in ("━", "3 products", "refused: line 7: price: is missing"))
    assert printed(terminal=False) == "refused: line 7: price: is missing\n"


def gathered(tmp_path: Path, *lines: dict[str, object]) -> Quality:
    file = tmp_path / "feed.jsonl"
    file.write_text("\n".join(json.dumps({**GOOD, **line}) for line in lines), encoding="utf-8")
    return gather(file)


def gather(file: Path) -> Quality:
    with shown(Console(file=io.StringIO())) as watch, closing(FeedStore.open(file.with_suffix(".db"), "")) as store:
        quality = Gatherer(Source(file, "jsonl", Told()), store, lexicon(), watch).gather()
        assert sum(len(bundle.rows) for bundle in store.bundles(after=0)) == quality.taken
    return quality


def test_the_report_counts_what_is_known_unknown_lacking_and_refused(tmp_path: Path) -> None:
    quality = gathered(
        tmp_path,
        {"sku": "a", "color": "navy", "size": "M", "image": "https://shop.example/a.jpg"},
        {"sku": "b", "color": "blurple"},
        {"sku": "c", "color": "blurple", "material": "wobblium", "title": "<b>Rain</b> jacket"},
        {"sku": "d", "price": "1,50"},
        {"sku": "e", "price": "2,50"},
        {"sku": "f", "product": "V", "title": "Vase", "category": "vase"},
    )
    known = quality.percent_known()
    assert (quality.rows, quality.taken, quality.refused) == (6, 4, 2)
    assert quality.refusals == {"price: … is not an amount in EUR; write a decimal such as …": 2}
    assert quality.repairs == {"title: markup or control characters were removed": 1}
    assert (known["rain_jacket"]["color"], known["rain_jacket"]["size"], known["vase"]["rows"]) == (33, 33, 1)
    assert quality.unknown == {"color": {"blurple": 2}, "material": {"wobblium": 1}}
    assert quality.lacking == {"picture": 3, "color": 3, "size": 2}
    assert Quality.from_json(quality.to_json()) == quality


def test_a_report_of_endlessly_different_words_stays_small(tmp_path: Path) -> None:
    strange: list[dict[str, object]] = [{"sku": f"s{n}", "color": f"blurple{n}"} for n in range(MOST_DISTINCT + 40)]
    quality = gathered(tmp_path, *strange)
    assert len(quality.unknown["color"]) == MOST_DISTINCT + 1
    assert sum(quality.unknown["color"].values()) == MOST_DISTINCT + 40
    assert quality.unknown["color"][OTHERS] >= 40


def test_the_report_is_printed_and_written(tmp_path: Path) -> None:
    quality = gathered(tmp_path, {"sku": "a", "color": "blurple"}, {"sku": "b", "price": "x"})
    out = io.StringIO()
    tell(Console(file=out, width=100), quality)
    for said in ("blurple (1)", "rain_jacket", "without picture", "is not an amount in EUR"):
        assert said in out.getvalue()
    write_report(tmp_path / "report.json", quality, (Complaint(2, "price", "is missing"),))
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert written["refused_rows"] == [{"line": 2, "field": "price", "reason": "is missing"}]
    assert written["without"] == {"picture": 1, "color": 1, "size": 1}


def test_memory_does_not_grow_with_the_feed(tmp_path: Path) -> None:
    gathered(tmp_path, {"sku": "warm"})
    large = tmp_path / "large.jsonl"
    with large.open("w", encoding="utf-8") as out:
        for number in range(2_500):
            line = {"sku": f"s{number}", "product": f"p{number}", "description": f"{number} " + "w" * 4_800}
            out.write(json.dumps({**GOOD, **line}) + "\n")
    tracemalloc.start()
    quality = gather(large)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (quality.taken, large.stat().st_size > 12_000_000) == (2_500, True)
    assert peak < 5_000_000
