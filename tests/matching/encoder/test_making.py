"""How the training examples are made: what is held out, and that a seed fixes everything."""

import numpy as np
import pytest

from matching.encoder.making.compositions import read_frames
from matching.encoder.making.exclusion import Held, folded
from matching.encoder.making.files import quantised
from matching.encoder.making.sources import LANGUAGES, Kind, Pair
from matching.encoder.making.training import Bags, first_rows, train


@pytest.mark.parametrize(
    ("pair", "is_held"),
    [
        (Pair("de", "Abendkleider", "Evening Gowns", Kind.CATEGORY), True),
        (Pair("de", "Kleider", "Night robes", Kind.CATEGORY), True),
        (Pair("de", "Blaue Kleider", "Blue robes", Kind.CATEGORY), False),
        (Pair("de", "blaue Kleider", "blue robes", Kind.COMPOSED), True),
        (Pair("fr", "robes rouges", "red evening gowns", Kind.COMPOSED), True),
        (Pair("fr", "robes rouges", "evening gowns with lace", Kind.NESTED), True),
        (Pair("fr", "robes rouges", "redevening gowns", Kind.NESTED), False),
        (Pair("ja", "赤いドレス", "red frocks", Kind.COMPOSED), True),
        (Pair("ja", "赤いシャツ", "red shirts", Kind.COMPOSED), False),
    ],
)
def test_a_measured_name_is_held_out_alone_and_at_either_end_of_a_joined_text(pair: Pair, is_held: bool) -> None:
    assert Held(["evening-GOWNS", "kleider", "ドレス"]).holds(pair) is is_held


def test_folding_ignores_case_accents_and_punctuation() -> None:
    assert folded("Été & Cuisine/Salle  d'eau!") == "ete cuisine salle d eau"


def test_every_language_has_frames_for_its_goods() -> None:
    frames = read_frames()
    assert frames.keys() == set(LANGUAGES)
    for language, found in frames.items():
        assert len(found.carriers) >= 14, language
        assert all(carrier.count("{x}") == 1 for carrier in found.carriers), language
        assert len(found.noise) >= 24, language
        assert found.audiences.keys() == frames["en"].audiences.keys(), language


def test_quantised_rows_stay_within_half_a_step() -> None:
    rows = np.random.default_rng(1).normal(size=(50, 8)).astype(np.float32)
    rows[3] = 0
    embeddings, scales = quantised(rows)
    assert np.abs(embeddings * scales[:, None] - rows).max() <= scales.max() / 2 + 1e-6
    assert not embeddings[3].any()


def _toy_bags() -> Bags:
    """2,048 texts of two pieces, one of which is shared by all; the other decides which of four meanings is meant."""
    meanings = np.arange(2048) % 4
    ids = np.stack([np.full(2048, 4), meanings], axis=1).ravel().astype(np.int32)
    return Bags(ids, np.arange(0, 4097, 2), meanings.astype(np.int64))


def test_training_points_texts_at_their_meanings() -> None:
    targets = np.eye(4, 8, dtype=np.float32)
    rows = train(_toy_bags(), targets, first_rows(_toy_bags(), targets, 5, 3), epochs=60, seed=3)
    texts = rows[:4] + rows[4]
    cosines = (texts / np.linalg.norm(texts, axis=1, keepdims=True)) @ targets.T
    assert np.diagonal(cosines).min() > 0.95


def test_the_same_seed_trains_the_same_rows() -> None:
    targets = np.eye(4, 8, dtype=np.float32)
    bags = _toy_bags()
    one, other = (train(bags, targets, first_rows(bags, targets, 5, 3), epochs=2, seed=3) for _ in range(2))
    assert np.array_equal(one, other)
