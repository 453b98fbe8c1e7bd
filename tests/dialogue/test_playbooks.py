"""Every Command has a playbook that answers on an empty slate without failing."""

import pytest
from pydantic import TypeAdapter

from dialogue.commands import (
    INTENTS,
    AddressSaid,
    Answer,
    AnyCommand,
    AskShop,
    Command,
    GiveAddress,
    GiveCode,
    GiveLinkCode,
    SetQuantity,
    ShopTopic,
)
from dialogue.playbooks import plan_for
from tests.dialogue.counterpart import counter, view

NEEDS_MORE: dict[str, Command] = {
    "answer": Answer(slot="size", value="M"),
    "set_quantity": SetQuantity(quantity=2),
    "give_code": GiveCode(code="123456"),
    "give_link_code": GiveLinkCode(code="123456"),
    "give_address": GiveAddress(address=AddressSaid()),
    "ask_shop": AskShop(topic=ShopTopic.REVIEWS),
}
STAFF = ("staff_claim", "staff_reply", "staff_approve_refund", "staff_decline_refund", "staff_hand_back", "staff_ask")
COMMANDS: TypeAdapter[Command] = TypeAdapter(AnyCommand)


def command(kind: str) -> Command:
    if kind in NEEDS_MORE:
        return NEEDS_MORE[kind]
    words = {"staff": "Eva"} if kind in STAFF else {}
    words |= {"text": "Hello"} if kind == "staff_reply" else {"what": "photo"} if kind == "staff_ask" else {}
    return COMMANDS.validate_python({"kind": kind, **words})


@pytest.mark.parametrize("kind", [*INTENTS, *STAFF])
def test_every_command_is_answered_when_nothing_is_known(kind: str) -> None:
    plan = plan_for(command(kind), view(), counter())
    assert plan.messages or plan.access or plan.links or kind in STAFF
    assert not plan.actions
