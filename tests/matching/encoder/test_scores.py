"""The shipped files must score what scores.json says they did, on the public sets that SHOPKEEP_DATA names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import Settings
from matching.encoder.build import ScoreSheet, read_scores
from matching.encoder.making import sources
from matching.encoder.making.files import digest
from matching.encoder.making.scores import Score, category_scores, fashion_score, name_scores, path_scores
from matching.encoder.static import StaticEncoder, load_static

ALLOWED_DROP = 0.01

Measure = Callable[[StaticEncoder, Path], dict[str, Score]]


@pytest.fixture(scope="module")
def data() -> Path:
    found = Settings().data
    if found is None:
        pytest.skip("needs SHOPKEEP_DATA, the folder of the public data sets")
    return found


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return load_static()


@pytest.fixture(scope="module")
def sheet() -> ScoreSheet:
    return read_scores()


def test_the_scores_belong_to_the_shipped_files(sheet: ScoreSheet, encoder: StaticEncoder) -> None:
    assert sheet.shipped is not None
    assert sheet.shipped.encoder == encoder.name


def test_the_published_scores_come_from_a_build_that_held_the_names_out(sheet: ScoreSheet) -> None:
    assert sheet.measured is not None
    assert sheet.measured.held_names > 50_000
    assert sheet.measured.examples > 500_000


def test_the_inputs_are_those_that_were_learned_from(sheet: ScoreSheet, data: Path) -> None:
    assert sheet.inputs == {file: digest(sources.path_of(data, file)) for file in sources.FILES}


@pytest.mark.parametrize(
    ("kind", "measure"), [("paths", path_scores), ("categories", category_scores), ("names", name_scores)]
)
def test_no_taxonomy_score_drops(
    kind: str, measure: Measure, sheet: ScoreSheet, encoder: StaticEncoder, data: Path
) -> None:
    assert sheet.shipped is not None
    before: dict[str, Score] = getattr(sheet.shipped, kind)
    now = measure(encoder, data)
    assert now.keys() == before.keys()
    for language, stored in before.items():
        assert now[language].hit1 >= stored.hit1 - ALLOWED_DROP, language
        assert now[language].hit10 >= stored.hit10 - ALLOWED_DROP, language


def test_the_fashion_score_does_not_drop(sheet: ScoreSheet, encoder: StaticEncoder, data: Path) -> None:
    assert sheet.shipped is not None
    now = fashion_score(encoder, data)
    assert now.hit1 >= sheet.shipped.fashion.hit1 - ALLOWED_DROP
    assert now.hit10 >= sheet.shipped.fashion.hit10 - ALLOWED_DROP
