"""What was learned is kept in a folder, and a folder that fails costs nothing but time."""

import os
import time
from pathlib import Path

import numpy as np
import pytest

from bot.notebook import UNUSED_SECONDS, Notebook
from dialogue.understanding.classify import Classifier, Example, Matrix

EXAMPLES = (Example("greet", ("hi", "there")), Example("thank", ("many", "thanks")), Example("deny", ("no", "way")))
LEARNED: Matrix = np.arange(6, dtype=np.float32).reshape(2, 3)


class Counted:
    """A Notebook that says how often it was asked and told."""

    def __init__(self, folder: Path) -> None:
        self.notebook = Notebook(folder)
        self.found: list[bool] = []
        self.kept = 0

    def recall(self, key: str) -> Matrix | None:
        learned = self.notebook.recall(key)
        self.found.append(learned is not None)
        return learned

    def keep(self, key: str, learned: Matrix) -> None:
        self.kept += 1
        self.notebook.keep(key, learned)


def test_the_same_examples_are_learned_once(tmp_path: Path) -> None:
    memory = Counted(tmp_path / "learned")
    first, second = Classifier(EXAMPLES, memory=memory), Classifier(EXAMPLES, memory=memory)
    assert memory.found == [False, True] and memory.kept == 1
    assert first.scores(("hi",)) == second.scores(("hi",))


def test_other_examples_are_learned_anew(tmp_path: Path) -> None:
    memory = Counted(tmp_path)
    Classifier(EXAMPLES, memory=memory)
    Classifier((*EXAMPLES, Example("greet", ("hullo",))), memory=memory)
    assert memory.found == [False, False]


@pytest.mark.parametrize("content", [b"", b"no matrix", b"\x93NUMPY\x01\x00"])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    memory = Counted(tmp_path)
    Classifier(EXAMPLES, memory=memory)
    for file in tmp_path.iterdir():
        file.write_bytes(content)
    learned = Classifier(EXAMPLES, memory=memory)
    assert memory.found == [False, False]
    assert learned.scores(("thanks",))["thank"] > 0.5


def test_a_matrix_of_another_shape_is_not_used(tmp_path: Path) -> None:
    memory = Counted(tmp_path)
    Classifier(EXAMPLES, memory=memory)
    for file in tmp_path.iterdir():
        np.save(file, LEARNED)
    assert Classifier(EXAMPLES, memory=memory).scores(("thanks",))["thank"] > 0.5


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    notebook = Notebook(tmp_path / "file" / "learned")
    notebook.keep("key", LEARNED)
    assert notebook.recall("key") is None


def test_what_nobody_asked_for_in_a_month_is_thrown_away(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path)
    notebook.keep("old", LEARNED)
    long_ago = time.time() - UNUSED_SECONDS - 1
    for file in tmp_path.iterdir():
        os.utime(file, (long_ago, long_ago))
    notebook.keep("new", LEARNED)
    assert notebook.recall("old") is None
    assert np.array_equal(notebook.recall("new"), LEARNED)
