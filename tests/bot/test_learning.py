"""When a shop has its languages learned beside it. That they are learned is shown by every set-up (`make test`)."""

from pathlib import Path

from bot.learning import is_first, languages
from locales import load_locales


def test_a_cache_that_lacks_a_language_is_that_of_a_first_start(tmp_path: Path) -> None:
    locales = load_locales()
    every = languages(locales)
    for code in every:
        assert is_first(tmp_path, locales)
        (tmp_path / f"phrases-{code}.npy").touch()
    assert not is_first(tmp_path, locales)


def test_variants_are_learned_as_their_language() -> None:
    every = languages(load_locales())
    assert len(every) == len(set(every)) == 15
    assert not any("_" in code for code in every)
