"""What holds for every Message: placeholders are fields, labels are known, a note for the translator, few buttons."""

import re
from pathlib import Path

import pytest

import dialogue.messages
from dialogue.messages.base import Message
from dialogue.messages.fragments import FRAGMENTS
from dialogue.messages.labels import LABELS
from dialogue.profile import ABOUT
from dialogue.wording import placeholders
from matching.matches import Why

FOLDER = Path(dialogue.messages.__file__).parent


@pytest.mark.parametrize("kind", Message.registry.values(), ids=lambda kind: kind.name())
def test_every_message_has_a_note_and_only_placeholders_that_are_fields(kind: type[Message]) -> None:
    wanted = placeholders(kind.english) | placeholders(kind.english_plural or "")
    assert wanted <= kind.model_fields.keys()
    assert kind.__doc__ and kind.__doc__ != kind.__mro__[1].__doc__
    assert kind.count is None or kind.count in kind.model_fields


def test_every_module_of_messages_is_imported_and_no_name_is_used_twice() -> None:
    texts = {file.stem: file.read_text() for file in FOLDER.glob("*.py")}
    speaking = {stem for stem, text in texts.items() if stem != "base" and "english" in text}
    assert all(hasattr(dialogue.messages, stem) for stem in speaking)
    written = [name for text in texts.values() for name in re.findall(r"^class ([A-Z]\w+)\(", text, re.M)]
    assert len(written) == len(set(written))


def test_every_fixed_label_of_a_button_is_known() -> None:
    used = {label for file in FOLDER.glob("*.py") for label in re.findall(r'label="(\w+)"', file.read_text())}
    assert used <= LABELS.keys()


def test_every_reason_and_every_fact_about_a_person_can_be_worded() -> None:
    assert {f"because|{why.value}" for why in Why} <= FRAGMENTS.keys()
    assert {f"trait|{about}" for about in ABOUT} <= FRAGMENTS.keys()
