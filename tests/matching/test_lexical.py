"""The words of the catalog."""

from matching.lexical import LexicalIndex, Page


def page(key: int, title: str = "", category: str = "vase", **texts: str) -> Page:
    return Page(key, category, title, **texts)


def test_a_title_counts_more_than_a_description() -> None:
    index = LexicalIndex([page(1, description="a yellow lamp"), page(2, title="yellow lamp")])
    scores = index.search("yellow lamp", 5)
    assert scores[2] > scores[1]


def test_words_are_found_without_their_accents_and_capitals() -> None:
    index = LexicalIndex([page(1, title="Rain jackets"), Page(2, "", "", abroad={"fr": "Imperméable Skagen"})])
    assert set(index.search("IMPERMEABLE", 5, language="fr")) == {2}


def test_which_share_of_the_words_is_known_leaves_numbers_and_function_words_out() -> None:
    index = LexicalIndex([page(1, title="Yellow lamp")])
    assert index.hear("the yellow lamp for 20").known == 1
    assert index.hear("yellow zeppelin").known == 0.5
    assert index.hear("die gelbe Lampe", "de", english="yellow lamp").known == 0.5
    assert index.hear("").known == 1


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
    index = LexicalIndex([page(1, title="Aurora", names="shade diameter")])
    assert set(index.search("diameter", 5)) == {1}
