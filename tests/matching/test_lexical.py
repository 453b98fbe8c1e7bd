"""The words of the catalog."""

from matching.lexical import LexicalIndex, Page


def page(key: int, title: str = "", category: str = "vase", **texts: str) -> Page:
    return Page(key, category, title, texts.get("kinds", ""), texts.get("attributes", ""), texts.get("description", ""),
                texts.get("local", ""))  # fmt: skip


def test_a_title_counts_more_than_a_description() -> None:
    index = LexicalIndex([page(1, description="a yellow lamp"), page(2, title="yellow lamp")])
    scores = index.search("yellow lamp", 5)
    assert scores[2] > scores[1]


def test_english_words_are_stemmed_and_others_are_folded() -> None:
    index = LexicalIndex([page(1, title="Rain jackets"), page(2, local="Imperméable Skagen")])
    assert set(index.search("a rainy jacket", 5)) == {1}
    assert set(index.search("IMPERMEABLE", 5)) == {2}


def test_a_category_narrows_the_search_without_changing_scores() -> None:
    index = LexicalIndex(
        [page(1, title="yellow thing", category="vase"), page(2, title="yellow thing", category="mug")]
    )
    assert index.search("yellow", 5, {"mug"}) == {2: index.search("yellow", 5)[2]}


def test_pages_are_replaced_and_removed_live() -> None:
    index = LexicalIndex([page(1, title="vase"), page(2, title="vase")])
    index.put([page(1, title="mug")])
    assert set(index.search("vase", 5)) == {2}
    index.remove([2])
    assert (index.search("vase", 5), len(index)) == ({}, 1)


def test_query_syntax_floods_and_broken_text_are_only_words() -> None:
    index = LexicalIndex([page(1, title="lamp")])
    for text in ('"lamp', "title:lamp AND (", "lamp " * 60_000, "lamp\ud800", "\x00 lamp"):
        assert set(index.search(text, 5)) == {1}
    assert index.search("", 5) == {}


def test_the_thing_itself_comes_before_what_belongs_to_it() -> None:
    index = LexicalIndex(
        [page(1, title="Laptop sleeve"), page(2, title="Sleeve for laptop"), page(3, title="HP laptop")]
    )
    scores = index.search("laptop", 5)
    assert scores[3] > max(scores[1], scores[2])


def test_names_of_attributes_are_found() -> None:
    index = LexicalIndex([Page(1, "", "Aurora", "", "", "", "", names="shade diameter")])
    assert set(index.search("diameter", 5)) == {1}
