"""The sub-word vocabulary: one Unigram tokenizer for fifteen languages, without word boundaries, so that a compound
("garten|schlauch") shares its pieces with its parts."""

import json
from collections import defaultdict

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from matching.encoder.making.examples import Examples
from matching.encoder.spelling import normalizer

SIZE = 56_000
TEXTS_EACH = 45_000
ENGLISH_TEXTS = 80_000
LONGEST_PIECE = 14
UNKNOWN = "[UNK]"


def train(examples: Examples, seed: int) -> Tokenizer:
    """A tokenizer of SIZE pieces from an even draw of every language's texts."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.UnigramTrainer(
        vocab_size=SIZE,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=LONGEST_PIECE,
        show_progress=False,
    )
    tokenizer.train_from_iterator(_drawn(examples, np.random.default_rng(seed)), trainer)
    tokenizer.model = _settled(tokenizer)
    return tokenizer


def _settled(tokenizer: Tokenizer) -> models.Unigram:
    """The trainer sums in the random order of its hash table: pieces come out shuffled, their scores off by 1e-14."""
    pieces: list[tuple[str, float]] = json.loads(tokenizer.to_str())["model"]["vocab"]
    scores = {piece: round(score, 9) for piece, score in pieces}
    unknown = scores.pop(UNKNOWN)
    return models.Unigram([(UNKNOWN, unknown), *sorted(scores.items(), key=lambda item: (-item[1], item[0]))], 0)


def _drawn(examples: Examples, rng: np.random.Generator) -> list[str]:
    by_language: defaultdict[str, list[str]] = defaultdict(list)
    for text, language in zip(examples.texts, examples.languages, strict=True):
        by_language[language].append(text)
    drawn: list[str] = []
    for language, texts in sorted(by_language.items()):
        limit = ENGLISH_TEXTS if language == "en" else TEXTS_EACH
        order = rng.permutation(len(texts))[:limit]
        drawn += [texts[place] for place in order]
    return drawn
