"""The sub-word vocabulary: one Unigram tokenizer for fifteen languages, without word boundaries, so that a compound
("garten|schlauch") shares its pieces with its parts."""

import json
from collections import defaultdict

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from matching.encoder.making.examples import Examples

SIZE = 56_000
TEXTS_EACH = 45_000
ENGLISH_TEXTS = 80_000
LONGEST_PIECE = 14
UNKNOWN = "[UNK]"
# Letters that Unicode does not decompose, as people type them on other keyboards.
LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
# Accents of Latin letters (U+0300-036F), and in Arabic the short vowels, the hamza on or under alef and the stretching
# dash, which writers leave out at will. Voicing marks of Japanese (U+3099) carry meaning and stay.
DROPPED_MARKS = Regex("[\u0300-\u036f\u064b-\u0655\u0670\u0640]")
SEPARATORS = Regex(r"[^\p{L}\p{M}\p{N}]+")


def normalizer() -> normalizers.Normalizer:
    """Compatibility forms, lower case, no accents, one space between words."""
    steps: list[normalizers.Normalizer] = [normalizers.NFKD(), normalizers.Replace(DROPPED_MARKS, "")]
    steps += [normalizers.NFC(), normalizers.Lowercase()]
    steps += [normalizers.Replace(letter, typed) for letter, typed in LETTERS.items()]
    steps += [normalizers.Replace(SEPARATORS, " "), normalizers.Strip()]
    return normalizers.Sequence(steps)


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
