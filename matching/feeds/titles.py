"""What a product is called whose variants have titles of their own."""

import re


def shared_title(titles: list[str]) -> str:
    """The words that all titles of a product share, in order: what it is called whatever its colour or size.

    "Rain jacket Skagen, yellow" and "Rain jacket Skagen, navy" are "Rain jacket Skagen". The first title where they
    share no word that could stand alone.
    """
    if len(set(titles)) == 1:
        return titles[0]
    bare = [re.sub(r"\s*\([^)]*\)", "", title) for title in titles]
    common = bare[0].split()
    for title in bare[1:]:
        common = _common_words(common, title.split())
    text = re.sub(r"\s+([,;:.!?])", r"\1", " ".join(common)).strip(" ,;:–—-/|·(")
    return text if re.search(r"[^\W\d_]{3}", text) else titles[0]


def _common_words(first: list[str], second: list[str]) -> list[str]:
    """Longest common subsequence of two titles, punctuation at the ends of words ignored."""
    left, right = ([word.strip(",;:.()").casefold() for word in words] for words in (first, second))
    lengths = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            same = left[i] == right[j]
            lengths[i][j] = lengths[i + 1][j + 1] + 1 if same else max(lengths[i + 1][j], lengths[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] == right[j]:
            found.append(first[i])
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return found
