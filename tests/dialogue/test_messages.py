"""What holds for every Message: placeholders are fields, labels are known, a note for the translator, few buttons."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

import dialogue.messages
from dialogue.conversation import Slot
from dialogue.messages.base import Message
from dialogue.messages.fragments import FRAGMENTS
from dialogue.messages.labels import LABELS
from dialogue.profile import ABOUT
from dialogue.sources import sources
from dialogue.wording import placeholders
from matching.matches import Why
from orders.events import KINDS
from orders.money import Money

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


ROOMS = ("dialogue", "orders", "matching", "bot")
DECLARING = {FOLDER / f"{name}.py" for name in ("fragments", "labels", "traits", "paper", "page")}
FILES = {
    file: file.read_text()
    for room in ROOMS
    for file in (FOLDER.parent.parent / room).rglob("*")
    if file.suffix in {".py", ".js", ".html"} and file not in DECLARING
}
CODE = "\n".join(FILES.values())
COMPOSED = ("order_", "payment_", *(f"{slot.value}_" for slot in Slot), "basket_", "quote_")
"""What is put before a part of a label: see `messages/choices.py`."""


def _is_named(context: str) -> bool:
    """As a literal; by its own part where its family or a prefix is put before it; or as the Event of that name."""
    family, _, name = context.partition("|")
    parts = {context, name, name.partition("|")[2]}
    if family == "label":
        parts |= {name.removeprefix(prefix) for prefix in COMPOSED if name.startswith(prefix)}
    event = "".join(word.title() for word in name.removeprefix("step|").split("_"))
    return any(re.search(rf"""["']{re.escape(part)}["']""", CODE) for part in parts if part) or event in KINDS


@pytest.mark.parametrize("context", [source.context for source in sources() if "|" in source.context])
def test_every_small_text_is_used_by_something(context: str) -> None:
    assert _is_named(context)


@pytest.mark.parametrize("kind", Message.registry.values(), ids=lambda kind: kind.name())
def test_every_message_is_said_by_something(kind: type[Message]) -> None:
    saying = (text for file, text in FILES.items() if FOLDER not in file.parents)
    assert any(re.search(rf"\b{kind.__name__}\b", text) for text in saying)


def test_a_message_that_many_threads_use_for_the_first_time_at_once_works_in_all() -> None:
    class Fresh(Message):
        order: str
        total: Money

    ready = Barrier(8)

    def said(number: int) -> str:
        ready.wait()
        return Fresh(order=f"SK-{number}", total=Money(100, "EUR")).order

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(said, range(8))) == [f"SK-{number}" for number in range(8)]
