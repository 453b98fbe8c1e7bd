"""What is a yes where one would order at once, and what only resembles one: that costs a question, never money."""

from dataclasses import replace

import pytest

from dialogue.commands import Checkout, Command, Confirm, Deny
from dialogue.conversation import Pending
from dialogue.view import View
from orders import actions
from orders.ids import OrderId
from orders.states import OrderState
from tests.dialogue.counterpart import SHOPPER
from tests.dialogue.understanding.scenes import SHIPPED, offline, order_of, scene

QUOTE = OrderId("SK-2QUOTE")


def quoting(text: str, locale: str, *, labelled: bool) -> View:
    """A quote waits for its yes; `labelled` where the law wants more than a plain one."""
    view = scene(text, locale, {"shown": 1, "quote": True})
    order = order_of("skagen-yellow-M", QUOTE, OrderState.QUOTED)
    order = replace(order, placed_at=None, terms=replace(order.terms, labelled_button=labelled))
    confirm = actions.ConfirmQuote(
        shopper=SHOPPER,
        order=QUOTE,
        expected_version=1,
        confirmation="t1",
        quote_hash="0" * 16,
        consent=actions.Consent.BARE_YES,
    )
    talk = replace(view.conversation, pending=Pending(token="t1", action=confirm))
    return replace(view, conversation=talk, orders=(order,))


def cancelling(text: str) -> View:
    view = scene(text, "en", {"ordered": True})
    cancel = actions.CancelOrder(shopper=SHOPPER, order=SHIPPED, expected_version=1, confirmation="t1")
    return replace(view, conversation=replace(view.conversation, pending=Pending(token="t1", action=cancel)))


def said(view: View) -> tuple[Command, ...]:
    return offline().understand(view).commands


def orders(text: str, locale: str) -> bool:
    return any(isinstance(each, Confirm) for each in said(quoting(text, locale, labelled=False)))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "ok"), ("en", "yes order it"), ("en", "sounds good, do it"), ("en", "perfect, thanks, go ahead"),
        ("en", "yeah why not"), ("en", "no problem, go ahead"), ("en", "place the order"), ("en", "yep lets do this"),
        ("es", "haz el pedido"), ("es", "sí, adelante"), ("fr", "oui commandez"), ("fr", "vas-y"),
        ("de", "ja, passt so"),
    ],
)  # fmt: skip
def test_words_that_agree_and_say_nothing_else_order_where_a_plain_yes_does(locale: str, text: str) -> None:
    assert orders(text, locale)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "don't place the order"), ("en", "not gonna place the order"), ("en", "never place my order"),
        ("en", "no problem, don't order it"), ("en", "no, don't. place the order for my wife"),
        ("en", "order it tomorrow"), ("en", "yes but tomorrow"), ("en", "go ahead once i get paid"),
        ("en", "ok?"), ("en", "is that ok?"), ("en", "i never said yes"), ("en", "please do not go ahead"),
        ("es", "no hagas el pedido"), ("es", "sí, pídelo mañana"), ("es", "¿vale?"), ("es", "nunca dije que sí"),
        ("fr", "ne passe pas la commande"), ("fr", "oui mais demain"), ("fr", "d'accord?"), ("fr", "je commande pas"),
        ("de", "nicht bestellen"), ("de", "ja aber erst morgen"), ("it", "non ordinare"), ("pt", "não faça o pedido"),
        ("pl", "nie zamawiaj"), ("nl", "niet bestellen"), ("sv", "beställ inte"),
    ],
)  # fmt: skip
def test_a_not_a_question_or_a_later_day_beside_a_yes_orders_nothing(locale: str, text: str) -> None:
    assert not orders(text, locale)


@pytest.mark.parametrize("text", ["please do not go ahead", "i never said yes", "don't do it"])
def test_a_not_beside_a_yes_carries_out_nothing_that_waits(text: str) -> None:
    assert said(cancelling(text)) == (Deny(),)


def test_a_yes_with_something_open_carries_out_nothing_that_waits() -> None:
    assert Confirm() not in said(cancelling("wait, do it tomorrow"))


@pytest.mark.parametrize(
    ("locale", "text"),
    [("nl", "bestellen met betaalplicht"), ("de", "zahlungspflichtig besteln"), ("en", "order with obligation")],
)
def test_what_is_nearly_the_label_is_a_plain_yes_where_that_does_not_order(locale: str, text: str) -> None:
    assert said(quoting(text, locale, labelled=True)) == (Confirm(),)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "can i order now?"), ("en", "may I order?"), ("zh", "可以下单吗？"), ("ja", "注文できますか？"),
        ("ja", "もう注文していいですか"),
    ],
)  # fmt: skip
def test_whether_one_may_order_is_answered_with_what_waits(locale: str, text: str) -> None:
    assert said(quoting(text, locale, labelled=False)) == (Checkout(),)
