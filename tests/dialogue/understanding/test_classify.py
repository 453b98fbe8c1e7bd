"""What is learned from examples, on a few written ones."""

from itertools import product

import numpy as np
import pytest

from dialogue.understanding import classify
from dialogue.understanding.classify import Classifier, Example, Rarity, probabilities
from matching.encoder.static import load_static

EXAMPLES = (
    Example("track", ("where", "is", "my", "parcel")),
    Example("track", ("where", "is", "{item}")),
    Example("cancel", ("cancel", "my", "order")),
    Example("cancel", ("i", "want", "it", "no", "more")),
)
VERBS = ("buy", "sell", "wash", "burn", "lend", "mend", "hide", "find", "hold", "drop", "lift", "fold", "sew")
GOODS = ("hat", "sock", "lamp", "rug", "mug", "bag", "belt", "ring", "shirt", "shoe", "boot", "coat", "scarf")
MANY = tuple(Example(verb, (verb, "the", goods, more)) for verb, goods, more in product(VERBS, GOODS, VERBS))
"""More than are few."""


def best(classifier: Classifier, *words: str) -> str:
    scores = classifier.scores(words)
    return max(scores, key=lambda label: scores[label])


def test_a_phrase_scores_highest_for_its_own_label() -> None:
    classifier = Classifier(EXAMPLES, load_static())
    assert [best(classifier, *example.words) for example in EXAMPLES] == [example.label for example in EXAMPLES]


def test_a_slip_of_the_finger_is_forgiven() -> None:
    assert best(Classifier(EXAMPLES), "cancle", "my", "ordr") == "cancel"


def test_a_stranger_scores_lower_than_what_is_known() -> None:
    classifier = Classifier(EXAMPLES)
    known, stranger = classifier.scores(("cancel", "my", "order")), classifier.scores(("quantum", "chromodynamics"))
    assert known["cancel"] > 0.8 > 0.6 > max(stranger.values())


def test_many_examples_are_learned_as_well_as_few() -> None:
    assert len(MANY) > classify.FEW
    classifier = Classifier(MANY)
    assert all(best(classifier, verb, "the", "lamp") == verb for verb in VERBS)


def test_scores_are_those_of_the_whole_row_of_features() -> None:
    classifier = Classifier(EXAMPLES, load_static())
    row = classifier._features([("where", "is", "my", "order", "order")])[0]
    wanted = row @ classifier._weights + classifier._bias
    assert list(classifier.scores(("where", "is", "my", "order", "order")).values()) == pytest.approx(wanted, abs=1e-5)


def test_words_letters_and_meaning_have_the_length_of_their_weight() -> None:
    row = Classifier(EXAMPLES, load_static())._features([("where", "where", "is")])[0]
    weights = (classify.WORD_WEIGHT, classify.LETTER_WEIGHT, classify.VECTOR_WEIGHT)
    assert np.linalg.norm(row) ** 2 == pytest.approx(sum(weight**2 for weight in weights), rel=1e-5)


def test_no_words_at_all_are_like_nothing() -> None:
    assert max(Classifier(EXAMPLES).scores(()).values()) < 0.6


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    hashed = classify._hashed(["where", "cancel", "chromodynamics"])
    common, rare, new = Rarity(EXAMPLES).of(hashed)
    assert new < common < rare <= 1


def test_probabilities_sum_to_one_and_keep_the_order() -> None:
    shares = probabilities({"a": 0.9, "b": 0.1, "c": 0.8})
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["a"] > shares["c"] > shares["b"]
