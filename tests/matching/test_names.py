"""Names under numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.names import Names, Places

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


@given(st.lists(st.integers(-1, 9), max_size=30), st.lists(st.integers(0, 9), max_size=5))
def test_every_place_of_a_tie_is_known(ties: list[int], wanted: list[int]) -> None:
    found = Places(np.array(ties, np.int64)).of(wanted)
    assert found.tolist() == [place for place, tie in enumerate(ties) if tie in wanted]
