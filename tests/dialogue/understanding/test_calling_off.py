"""Keeping what was to be sent back, in every language; and what the same words mean where nothing is sent back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogue.commands import CancelReturn, Confirm, Deny, UndoCancel
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


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "i changed my mind, i'll keep it"), ("en", "no need to return it anymore"),
        ("en", "keeping them after all"), ("en", "actually i like them now, no return"),
        ("de", "hab's mir anders überlegt, ich behalte sie"), ("de", "ich behalt die doch"),
        ("de", "rücksendung nicht mehr nötig"), ("de", "umtausch brauch ich doch nicht"),
        ("fr", "j'ai changé d'avis, je les garde"), ("fr", "finalement pas besoin de les renvoyer"),
        ("fr", "je garde tout finalement"), ("fr", "annulez le retour svp"),
        ("es", "he cambiado de idea, me las quedo"), ("es", "no hace falta devolverlas"),
        ("es", "mejor me las quedo"), ("es", "anula la devolución"), ("it", "ho cambiato idea, me la tengo"),
        ("it", "ho cambiato idea, le tengo"), ("it", "non serve più il reso"), ("it", "me li tengo"),
        ("nl", "ik heb me bedacht, ik hou ze"), ("nl", "retour hoeft niet meer"), ("nl", "ik wil ze toch houden"),
        ("sv", "jag har ändrat mig, jag behåller dem"), ("sv", "returen behövs inte"),
        ("sv", "jag vill behålla skorna"), ("da", "jeg har ombestemt mig, jeg beholder dem"),
        ("da", "returen er ikke nødvendig"), ("da", "jeg vil gerne beholde dem"),
        ("pl", "rozmyśliłem się, zatrzymuję je"), ("pl", "zwrot już niepotrzebny"), ("pl", "jednak zostawiam sobie"),
        ("pl", "anulujcie zwrot"), ("cs", "rozmyslel jsem si to, nechám si je"), ("cs", "vrácení už nechci"),
        ("cs", "nakonec si je nechám"), ("cs", "zrušte vrácení"), ("fi", "muutin mieleni, pidän ne"),
        ("fi", "palautusta ei enää tarvita"), ("fi", "peruuta palautus"),
        ("pt", "mudei de ideia, vou ficar com elas"), ("pt", "não precisa mais da devolução"),
        ("pt", "cancela a devolução"), ("pt", "afinal fico com elas"), ("ja", "気が変わったので返品をやめます"),
        ("ja", "やっぱり手元に置いておきます"), ("ja", "返品キャンセルしたい"), ("zh", "我改主意了，不退了"),
        ("zh", "还是留着吧"), ("zh", "取消退货"),
        ("ar", "غيرت رأيي، بخليها عندي"), ("ar", "ما أبي أرجعها خلاص"), ("ar", "الغي الإرجاع"),
    ],
)  # fmt: skip
def test_it_is_called_off_in_a_shopper_s_own_words(locale: str, text: str) -> None:
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
    ("locale", "text"),
    [
        ("en", "I want to return the boots"), ("de", "ich will die stiefel zurückschicken"),
        ("en", "the boots don't fit, i want to send them back"),
        ("en", "the blanket isn't soft, i'd like to return it"), ("en", "not what i expected, sending it back"),
        ("de", "die stiefel passen nicht, ich will sie zurückschicken"),
        ("de", "die decke gefällt mir nicht, die geht zurück"),
        ("de", "nicht mein fall, kann ich die decke zurückgeben?"),
        ("fr", "les bottes ne vont pas, je veux les renvoyer"),
        ("fr", "la couverture ne me plaît pas, je la renvoie"),
        ("es", "las botas no me quedan bien, quiero devolverlas"), ("es", "no me gusta la manta, la devuelvo"),
        ("it", "gli stivali non mi vanno bene, voglio restituirli"),
        ("it", "la coperta non mi piace, vorrei fare il reso"),
        ("nl", "de laarzen passen niet, ik wil ze terugsturen"),
        ("sv", "stövlarna passar inte, jag vill skicka tillbaka dem"),
        ("da", "støvlerne passer ikke, jeg vil sende dem tilbage"), ("pl", "buty nie pasują, chcę je zwrócić"),
        ("cs", "boty mi nesedí, chci je vrátit"), ("fi", "saappaat eivät sovi, haluan palauttaa ne"),
        ("pt", "as botas não servem, quero devolver"), ("ja", "ブーツが合わないので返品したいです"),
        ("zh", "靴子不合脚，我想退货"),
        ("ar", "الجزمة ما تناسبني، أبي أرجعها"),
    ],
)  # fmt: skip
def test_sending_back_is_still_sending_back_and_a_not_about_the_goods_changes_nothing(locale: str, text: str) -> None:
    assert kinds(returning(text, locale))[0] in ("return_item", "report_damaged", "report_wrong_item")
