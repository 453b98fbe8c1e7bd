"""Names under numbers."""

from hypothesis import given
from hypothesis import strategies as st

from matching.names import Names

ANY_NAMES = st.lists(st.text(max_size=12), unique=True, max_size=30)


@given(ANY_NAMES)
def test_every_name_is_found_under_its_number(given_names: list[str]) -> None:
    names = Names(given_names)
    assert [names[number] for number in range(len(names))] == given_names
    assert [names.number_of(name) for name in given_names] == list(range(len(names)))
    assert names.numbers_of(given_names).tolist() == list(range(len(names)))


@given(ANY_NAMES, st.text(max_size=12))
def test_a_name_that_is_not_there_has_no_number(given_names: list[str], other: str) -> None:
    names = Names(name for name in given_names if name != other)
    assert names.number_of(other) is None
    assert names.numbers_of([other]).tolist() == [-1]
