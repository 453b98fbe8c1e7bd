"""Keeping what was to be sent back, in every language; and what the same words mean where nothing is sent back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogue.commands import CancelReturn, Confirm, Deny, ReturnItem, UndoCancel
from dialogue.conversation import Pending
from dialogue.understanding.base import Reading
from dialogue.view import View
from orders import actions
from orders.ids import ClaimId
from orders.order import Claim, LineQuantity, Order
from orders.states import ClaimKind, ClaimState, OrderState
from tests.dialogue.counterpart import NOW, SHOPPER
from tests.dialogue.understanding.scenes import DELIVERED, offline, scene


def coming_back(order: Order, kind: ClaimKind = ClaimKind.RETURN) -> Order:
    claim = Claim(
        ClaimId(f"{order.id}-C1"), kind, ClaimState.OPEN, (LineQuantity(order.lines[0].id, 1),), NOW,
        return_carrier="DHL", return_number="RT1", send_by=NOW + timedelta(days=9),
    )  # fmt: skip
    return replace(order, claims=(claim,))


def returning(text: str, locale: str) -> View:
    """The boots have come and are to be sent back."""
    view = scene(text, locale, {"ordered": True})
    blanket, boots = view.orders
    return replace(view, orders=(blanket, coming_back(boots)))


def waiting(view: View, action: actions.OrderAction) -> View:
    return replace(view, conversation=replace(view.conversation, pending=Pending(token="t1", action=action)))


def kinds(view: View) -> list[str]:
    return [command.kind for command in offline().understand(view).commands]


def read(view: View) -> Reading:
    return offline().understand(view)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "cancel the return please"), ("en", "i'll keep it after all"), ("en", "forget the exchange"),
        ("en", "i don't want to send it back any more"), ("en", "hi, I've decided to keep the boots"),
        ("de", "doch behalten"), ("de", "ich will die stiefel doch nicht zurückschicken"),
        ("de", "bitte die retoure stornieren"), ("de", "vergessen sie den umtausch bitte"),
        ("fr", "je veux annuler mon retour"), ("fr", "finalement je garde les bottes"),
        ("fr", "je ne veux plus les renvoyer"), ("fr", "laissez tomber l'échange"),
        ("es", "quiero cancelar la devolución"), ("es", "al final me las quedo"), ("es", "ya no quiero devolverlas"),
        ("it", "vorrei annullare il reso"), ("it", "alla fine li tengo"), ("it", "non voglio più cambiarli"),
        ("nl", "annuleer mijn retour"), ("nl", "ik hou ze toch"), ("nl", "ik wil ze niet meer ruilen"),
        ("sv", "avbryt returen tack"), ("sv", "jag behåller dem ändå"), ("sv", "glöm bytet"),
        ("da", "annuller returen"), ("da", "jeg beholder dem alligevel"), ("da", "glem ombytningen"),
        ("fi", "haluan perua palautuksen"), ("fi", "pidän ne sittenkin"), ("fi", "en haluakaan vaihtaa niitä"),
        ("pl", "chcę anulować zwrot"), ("pl", "jednak je zatrzymam"), ("pl", "rezygnuję z wymiany"),
        ("cs", "chci zrušit vrácení"), ("cs", "nakonec si je nechám"), ("cs", "zapomeňte na výměnu"),
        ("pt", "quero cancelar a devolução"), ("pt", "resolvi ficar com elas"), ("pt", "desisti da troca"),
        ("ja", "返品をキャンセルしたいです"), ("ja", "やっぱり返品しません"), ("ja", "交換はやめます"),
        ("zh", "我想取消退货"), ("zh", "不退了，还是留着吧"), ("zh", "不想换了"),
        ("ar", "أبي ألغي الإرجاع"), ("ar", "غيرت رأيي وبحتفظ فيه"), ("ar", "لم أعد أريد الاستبدال"),
    ],
)  # fmt: skip
def test_a_return_under_way_is_called_off(locale: str, text: str) -> None:
    assert kinds(returning(text, locale)) == ["cancel_return"]


def test_it_names_the_goods_it_is_about() -> None:
    (command,) = read(returning("I'm keeping the boots after all", "en")).commands
    assert isinstance(command, CancelReturn)
    assert (command.order.id, command.item) == (DELIVERED, "fjell-black-42")


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "I'd rather keep it"), ("zh", "留着吧"), ("fr", "finalement je le garde")],
)
def test_keeping_it_is_about_the_return_where_nothing_waits_for_a_yes(locale: str, text: str) -> None:
    assert kinds(returning(text, locale)) == ["cancel_return"]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "I'll keep it after all"), ("de", "ich behalte sie doch"), ("fr", "je les garde finalement"),
        ("ja", "やっぱり返品しません"), ("zh", "不退了"),
    ],
)  # fmt: skip
def test_while_a_return_waits_for_its_yes_keeping_is_the_no(locale: str, text: str) -> None:
    view = scene(text, locale, {"ordered": True})
    lines = (LineQuantity(view.orders[1].lines[0].id, 1),)
    action = actions.ReturnLines(shopper=SHOPPER, order=DELIVERED, expected_version=1, confirmation="t1", lines=lines)
    assert read(waiting(view, action)).commands == (Deny(),)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("yes, cancel the return", Confirm()),
        ("yes I'll keep it", Confirm()),
        ("no, I want to send it back", Deny()),
    ],
)
def test_the_yes_and_the_no_to_calling_off(text: str, meant: Confirm | Deny) -> None:
    action = actions.CancelReturn(
        shopper=SHOPPER, order=DELIVERED, expected_version=1, confirmation="t1", claim=ClaimId(f"{DELIVERED}-C1")
    )
    assert read(waiting(returning(text, "en"), action)).commands == (meant,)


def test_not_wanting_to_send_it_back_is_never_the_no_to_keeping_it() -> None:
    action = actions.CancelReturn(
        shopper=SHOPPER, order=DELIVERED, expected_version=1, confirmation="t1", claim=ClaimId(f"{DELIVERED}-C1")
    )
    view = waiting(returning("I don't want to send it back", "en"), action)
    assert Deny() not in read(view).commands


def test_of_a_cancelled_order_it_is_the_cancellation_that_is_taken_back() -> None:
    view = scene("I'll keep it after all", "en", {"ordered": True})
    cancelled = replace(view, orders=(replace(view.orders[0], state=OrderState.CANCELLED), view.orders[1]))
    assert [type(command) for command in read(cancelled).commands] == [UndoCancel]


@pytest.mark.parametrize(
    ("locale", "text"), [("en", "I want to return the boots"), ("de", "ich will die stiefel zurückschicken")]
)
def test_sending_back_is_still_sending_back(locale: str, text: str) -> None:
    assert isinstance(read(returning(text, locale)).commands[0], ReturnItem)
