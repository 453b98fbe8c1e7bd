"""How a text is written before it is cut into pieces, by whoever trains the encoder and whoever asks it."""

from tokenizers import Regex, normalizers

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
