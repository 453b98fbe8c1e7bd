"""Plays every conversation under this folder against a real shop in memory. `-k de:` plays one language."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, get_args

import pytest
from sqlmodel import Session

from bot.channels.jsonlines import JsonLines
from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import Shop, open_shop
from locales import load_locales
from matching.concepts import Concepts
from matching.demo.build import CATALOG
from orders import performing
from orders.actions import Action, OnOrder
from orders.answers import Refusal
from orders.performing import Done
from orders.policy import Policy
from tests.conversations.leaks import Crawl, between_languages
from tests.conversations.script import NOW, Conversation, Player, conversations

ALL = tuple(conversations())


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    opened = open_shop(Settings(database_url=":memory:"), clock=StillClock(NOW))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def door(shop: Shop) -> JsonLines:
    return JsonLines(shop)


@pytest.fixture(scope="module")
def crawl(shop: Shop, door: JsonLines) -> Crawl:
    """Reads everything that is shown, in whatever language, and looks for what is in another or in none."""
    return Crawl(shop, between_languages(shop.locales))


@pytest.fixture(scope="module")
def catalog() -> Mapping[str, Mapping[str, Any]]:
    """Catalog rows by sku, with every wider concept of a category, material and colour beside the one that is named."""
    concepts = Concepts(load_locales()["en"].terms)
    rows: dict[str, Mapping[str, Any]] = {}
    for text in CATALOG.read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        materials = [part.strip() for part in row.get("material", "").split(",") if part.strip()]
        rows[row["sku"]] = {
            **row,
            "categories": [row["category"], *concepts.ancestors("category", row["category"])],
            "materials": [name for each in materials for name in (each, *concepts.ancestors("material", each))],
        }
    return rows


@pytest.fixture(scope="module")
def done() -> Iterator[dict[str, set[str]]]:
    """What was done to orders, by language; "played" holds the names of the conversations."""
    actions: dict[str, set[str]] = defaultdict(set)
    really = performing.act

    def noted(session: Session, action: Action, now: datetime, policy: Policy) -> Done | Refusal:
        answer = really(session, action, now, policy)
        if isinstance(answer, Done):
            actions["now"].add(type(action).__name__)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(performing, "act", noted)
        yield actions


@pytest.mark.parametrize("conversation", ALL, ids=[each.name for each in ALL])
def test_a_conversation_ends_as_it_should(
    conversation: Conversation,
    door: JsonLines,
    catalog: Mapping[str, Mapping[str, Any]],
    done: dict[str, set[str]],
    crawl: Crawl,
) -> None:
    door.handle({"op": "reset"})
    done["now"] = set()
    wrong = Player(door.handle, catalog, conversation).play()
    done[conversation.language] |= done.pop("now")
    done["played"].add(conversation.name)
    leaks = crawl.after(conversation)
    assert not wrong, "\n".join(wrong)
    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_action_is_done_in_a_conversation_of_each_language(language: str, done: dict[str, set[str]]) -> None:
    if done["played"] < {each.name for each in ALL}:
        pytest.skip("not all conversations were played")
    assert {action.__name__ for action in get_args(OnOrder)} - done[language] == set()


def test_there_are_forty_conversations_in_each_complete_language() -> None:
    by_language: dict[str, int] = {}
    for conversation in ALL:
        by_language[conversation.language] = by_language.get(conversation.language, 0) + 1
    assert {language: by_language.get(language, 0) for language in load_locales().codes if "_" not in language} == {
        language: max(40, count)
        for language, count in by_language.items()
        if language in load_locales().codes and "_" not in language
    }
