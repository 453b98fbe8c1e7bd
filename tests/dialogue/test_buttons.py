"""Button ids as Commands: every button we ever show means something, everything else is a dead one."""

import pytest

import dialogue.commands as said
from dialogue.buttons import LONGEST, VERBS, command_of
from dialogue.commands import Command, OrderRef, ProductRef
from dialogue.messages.base import Message


@pytest.mark.parametrize(
    ("button", "command"),
    [
        ("take:skagen-yellow-M", said.TakeProduct(product=ProductRef(sku="skagen-yellow-M"))),
        ("show:2", said.AskAboutProduct(product=ProductRef(position=2))),
        ("size:M", said.Answer(slot="size", value="M")),
        ("color:yellow", said.Answer(slot="color", value="yellow")),
        ("slot:budget:50.00", said.Answer(slot="budget", value="50.00")),
        ("slot:size:140:200", said.Answer(slot="size", value="140:200")),
        ("order:SK-7F3KQ2:track", said.TrackOrder(order=OrderRef(id="SK-7F3KQ2"))),
        ("order:SK-7F3KQ2:lost_reship", said.ReportLost(order=OrderRef(id="SK-7F3KQ2"), solution="replacement")),
        ("confirm:SK-7F3KQ2:0123abcd", said.Confirm(consent=said.Consent.BUTTON, token="SK-7F3KQ2:0123abcd")),
        ("deny:token-1", said.Deny(token="token-1")),
        ("human", said.AskHuman()),
        ("more", said.RefineSearch(direction=said.Direction.MORE)),
        ("cheaper", said.RefineSearch(direction=said.Direction.CHEAPER)),
        ("start", said.FindProducts()),
        ("lang:de", said.ChangeLanguage(locale="de")),
        ("country:FI", said.GiveAddress(address=said.AddressSaid(country="FI"))),
        ("drop:budget", said.RefineSearch(drop=("budget",))),
        ("do:checkout", said.Checkout()),
        ("do:list_orders", said.ListOrders()),
    ],
)
def test_a_button_stands_for_its_command(button: str, command: Command) -> None:
    assert command_of(button) == command


@pytest.mark.parametrize(
    "button",
    [
        "", "take:", "take", "show:x", "show:0", "show:100", "slot:size", "slot:size:", "slot::M", "order:SK-1:fly",
        "order:track", "drop:everything", "do:nothing_we_know", "do:set_quantity", "do:confirm", "do:staff_claim",
        "country:", "what:ever", "🙂", "a" * 300,
    ],
)  # fmt: skip
def test_an_id_that_means_nothing_is_a_dead_button(button: str) -> None:
    assert command_of(button) == said.PressDeadButton()


def test_every_verb_of_an_order_names_that_order() -> None:
    for verb in VERBS:
        command = command_of(f"order:SK-7F3KQ2:{verb}")
        assert getattr(command, "order", None) == OrderRef(id="SK-7F3KQ2")


def test_no_two_messages_share_a_name() -> None:
    names = [kind.name() for kind in Message.registry.values()]
    assert len(names) == len(set(names)) and LONGEST == 64
