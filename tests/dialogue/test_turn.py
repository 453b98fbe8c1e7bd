"""A message with several wishes: what belongs together is one answer, and one answer asks one thing."""

from dataclasses import dataclass

from dialogue.commands import CancelOrder, Command, FindProducts, GiveAddress, ReportDamaged, SetQuantity
from dialogue.messages.base import Message
from dialogue.messages.changes import CancelPreview
from dialogue.messages.refunds import AskPhoto
from dialogue.playbooks import plan_for
from dialogue.playbooks.courtesy import doubt
from dialogue.turn import Mind, think
from dialogue.understanding.base import Reading
from dialogue.view import View
from orders.actions import MakeQuote
from tests.dialogue.counterpart import counter
from tests.dialogue.test_checkout import WHOLE
from tests.dialogue.till import LUME, SHOP, M, a_quote, seen, with_basket


@dataclass(frozen=True)
class Understood:
    """Hears just these Commands."""

    commands: tuple[Command, ...]

    def understand(self, view: View) -> Reading:
        return Reading(self.commands, 1.0)


def told(given: View, *commands: Command) -> tuple[tuple[Message, ...], bool]:
    """The Messages of a turn, and whether a quote is made in it."""
    mind = Mind(Understood(commands), lambda reading, view: reading, plan_for, doubt)
    thought = think(given, mind, counter(*SHOP))
    plans = [step.plan for step in thought.steps]
    quotes = any(isinstance(action, MakeQuote) for plan in plans for action in plan.actions)
    return tuple(message for plan in plans for message in plan.messages), quotes


def test_a_question_that_the_same_message_answers_is_not_asked() -> None:
    messages, quotes = told(seen(talk=with_basket((LUME, 1))), SetQuantity(quantity=2), GiveAddress(address=WHOLE))
    assert quotes and not [message for message in messages if message.asks]


def test_a_question_about_an_order_is_the_only_one() -> None:
    broken, _ = told(seen(a_quote(M).delivered()), ReportDamaged(), FindProducts())
    assert [type(message) for message in broken] == [AskPhoto]
    cancelled, _ = told(seen(a_quote(M).paid()), CancelOrder(), FindProducts())
    assert [type(message) for message in cancelled] == [CancelPreview]
