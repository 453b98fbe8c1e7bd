"""From what was said to its texts: by a reply at the desk, by what somebody read, and by the way of an order."""

import pkgutil

import pytest
from starlette.testclient import TestClient

import dialogue.messages
from bot.lab.walk import PIECES, STAGES, by_the_way, read_in, stage_of, stages
from bot.wiring import Shop
from dialogue.messages.base import Message
from tests.bot.lab.browsing import signed_in
from tests.customer import Customer


def found(lab: TestClient, find: str, code: str = "de", order: str = "name") -> list[dict[str, str]]:
    told = lab.get("/lab/texts", params={"find": find, "locale": code, "order": order}).json()
    return list(told["texts"])


def test_every_module_of_messages_is_one_stage_of_the_way() -> None:
    modules = {kind.__module__.rpartition(".")[2] for kind in Message.registry.values()}
    listed = [module for each in STAGES.values() for module in each]
    assert sorted(listed) == sorted(modules)
    assert modules <= {each.name for each in pkgutil.iter_modules(dialogue.messages.__path__)}


def test_texts_are_ordered_by_the_way_of_an_order(shop: Shop) -> None:
    wanted = ["greeting", "shortlist", "quote_ready", "order_placed", "refund_paid", "because|color", "label|no"]
    assert list(by_the_way(reversed(wanted))) == [*wanted[:5], "label|no", "because|color"]
    texts = found(signed_in(shop), "", order="way")
    told = [each["stage"] for each in texts]
    assert list(dict.fromkeys(told)) == list(stages())
    assert len(texts) == len({each["context"] for each in texts})
    assert stage_of("because|color") == PIECES


READ = {
    "de": "Zugestellt: Jacke, L. Viel Freude damit! Wenn etwas  nicht stimmt, SAGEN Sie mir Bescheid; zurückschicken "
    "können Sie bis Freitag, 4. Dezember. (Bestellung SK-7F3KQ2)",
    "en": "Delivered: Lamp. Enjoy! If something isn't right, tell me; you can send it back until Friday. (Order SK-1)",
}


@pytest.mark.parametrize("code", READ)
def test_a_text_is_found_by_what_somebody_read(shop: Shop, code: str) -> None:
    lab = signed_in(shop)
    assert [each["context"] for each in found(lab, READ[code], code)][:1] == ["delivered"]
    assert "delivered" not in [each["context"] for each in found(lab, READ[code].replace("i", "y"), code)]


def test_of_what_was_read_short_texts_are_all_of_it_and_long_ones_a_part() -> None:
    texts = [
        ("a", ["Order"]),
        ("b", ["It is on {what} today, at last"]),
        ("c", ["{term}"]),
        ("d", ["It was on its way"]),
    ]
    assert read_in("  ORDER ", texts) == ("a",)
    assert read_in("Hello! It is on *Friday\n* today,  at last. Order", texts) == ("b",)
    assert read_in("today, at last it is on", texts) == ()


def test_a_text_that_is_live_is_found_by_what_somebody_read_too(shop: Shop) -> None:
    lab = signed_in(shop)
    body = {"context": "greeting", "locale": "de", "forms": ["Hereinspaziert! Was darf es heute sein?"], "seen": None}
    lab.post("/lab/save", json=body)
    names = [each["context"] for each in found(lab, "Anna, Hereinspaziert!   Was darf es heute sein?")]
    assert names == ["greeting"]


def test_a_reply_at_the_desk_leads_to_its_texts_and_tells_nothing_else(customer: Customer) -> None:
    order = customer.buys()
    lab = signed_in(customer.shop)
    messages = lab.get(f"/desk/cases/{customer.talk().id}").json()["messages"]
    placed = next(each for each in messages if each["name"] == "order_placed")
    told = lab.get("/lab/said", params={"reply": placed["reply"]}).json()
    assert (told["name"], told["locale"]) == ("order_placed", "en")
    assert told["texts"][0] == "order_placed"
    assert "label|order_cancel" in told["texts"]
    assert set(told["texts"]) <= {each["context"] for each in found(lab, "", "en")}
    assert order.id not in str(told)


@pytest.mark.parametrize("number", ["", "0", "-1", "999999", "x", "9" * 40])
def test_a_reply_that_is_none_is_refused_in_words(shop: Shop, number: str) -> None:
    answer = signed_in(shop).get("/lab/said", params={"reply": number})
    assert (answer.status_code, "There is no reply" in answer.json()["error"]) == (404, True)
