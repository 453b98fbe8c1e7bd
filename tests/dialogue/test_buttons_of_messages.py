"""Every Message, filled with the worst facts we can think of: its buttons come back as Commands, its words hold."""

from datetime import UTC, date, datetime
from types import GenericAlias, NoneType
from typing import get_args, get_origin

import pytest

from dialogue.buttons import LONGEST, command_of
from dialogue.commands import PressDeadButton
from dialogue.messages import basket, changes, checkout, notices, refunds, refusals, returns, tracking
from dialogue.messages.base import Brief, Item, Label, Message, Place, Term, Title
from dialogue.messages.labels import LABELS
from dialogue.wording import Wordings
from locales import load_locales
from locales.markets import Markets
from orders.money import Money

OURS = [
    kind
    for kind in Message.registry.values()
    if kind.__module__
    in {m.__name__ for m in (basket, changes, checkout, notices, refunds, refusals, returns, tracking)}
]
WORDS = Wordings(load_locales(), Markets())
TITLE = Title(given="Waterproof winter coat with a detachable hood", color="yellow", size="M")
FACTS: dict[object, object] = {
    str: "SK-7F3KQ2",
    int: 2,
    bool: True,
    Money: Money.parse("1234.50", "EUR"),
    date: date(2026, 11, 27),
    datetime: datetime(2026, 11, 27, 14, 5, tzinfo=UTC),
    Title: TITLE,
    Term: Term(kind="color", id="yellow"),
    Label: Label(kind="method", id="card", value="4242"),
    Item: Item(sku="skagen-yellow-M", title=TITLE, quantity=2, price=Money.parse("89.00", "EUR")),
    Place: Place(name="Jana Vogt", line1="Lindenweg 8", city="Bonn", postcode="53111", country="DE"),
    Brief: Brief(
        order="SK-7F3KQ2", title=TITLE, more=1, state=Label(kind="headline", id="shipped"),
        total=Money.parse("9.00", "EUR"),
    ),
}  # fmt: skip


def sample(kind: type[Message]) -> Message:
    """A Message with a fact in every field; tuples hold two."""
    return kind.model_validate({name: fact_of(field.annotation) for name, field in kind.model_fields.items()})


def fact_of(kind: object) -> object:
    if isinstance(kind, GenericAlias) and get_origin(kind) is tuple:
        parts = get_args(kind)
        if len(parts) == 2 and parts[1] is Ellipsis:
            return (fact_of(parts[0]), fact_of(parts[0]))
        return tuple(fact_of(part) for part in parts)
    options = [part for part in get_args(kind) if part is not NoneType]
    return FACTS[options[0]] if options else FACTS[kind]


@pytest.mark.parametrize("kind", OURS, ids=[kind.__name__ for kind in OURS])
def test_every_button_comes_back_as_a_command(kind: type[Message]) -> None:
    for button in sample(kind).buttons():
        assert command_of(button.id) != PressDeadButton(), button.id
        assert len(button.id.encode("ascii")) <= LONGEST
        assert button.label is None or button.label in LABELS


@pytest.mark.parametrize("kind", OURS, ids=[kind.__name__ for kind in OURS])
def test_every_message_is_worded_with_all_its_facts(kind: type[Message]) -> None:
    worded = WORDS.render(sample(kind), "en", "DE")
    assert worded.text and "{" not in worded.text
    assert all(button.label for button in worded.buttons)


@pytest.mark.parametrize("kind", OURS, ids=[kind.__name__ for kind in OURS])
def test_what_asks_for_a_yes_shows_the_button_for_it(kind: type[Message]) -> None:
    message = sample(kind)
    if kind.asks == "confirm":
        assert message.buttons()[0].id.startswith("confirm:")


def test_labels_fit_the_narrowest_channel() -> None:
    from_ours = {button.label for kind in OURS for button in sample(kind).buttons() if button.label}
    assert [label for label in sorted(from_ours) if len(LABELS[label]) > 20] == []
