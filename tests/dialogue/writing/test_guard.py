"""The guard: what a well-behaved model writes is shown, what a hostile one writes is not, whatever it tries."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

import pytest

from dialogue.writing.draft import Draft, token
from dialogue.writing.guard import CHECKS, Check, Fault, Guard
from locales.promises import promises
from tests.dialogue.understanding.scenes import locales, offline
from tests.dialogue.writing.hostile import hostile, hostile_advice
from tests.dialogue.writing.texts import ADVICE, FACTS, POINTED, REASONS, WELL_MEANT, advice, reason


def guard(checks: Mapping[Fault, Check] = CHECKS) -> Guard:
    return Guard(offline(), checks)


def let_through(checks: Mapping[Fault, Check], seed: int, count: int) -> Iterator[tuple[str, str, str]]:
    """Hostile texts that would be shown, reasons and advice in turn."""
    held = guard(checks)
    texts = (each for pair in zip(hostile(seed, count), hostile_advice(seed, count), strict=True) for each in pair)
    return ((kind, d.locale, d.text) for kind, d in islice(texts, count) if held.fault_of(d) is None)


@pytest.mark.parametrize("draft", WELL_MEANT, ids=lambda draft: f"{draft.form.name}-{draft.locale}")
def test_what_a_well_behaved_model_writes_is_shown(draft: Draft) -> None:
    assert guard().fault_of(draft) is None


def test_hostile_texts_are_not_shown() -> None:
    assert list(let_through(CHECKS, seed=1, count=400)) == []


@pytest.mark.soak
def test_four_thousand_hostile_texts_are_not_shown() -> None:
    assert list(let_through(CHECKS, seed=2, count=4_000)) == []


@pytest.mark.parametrize("planted", Fault)
def test_every_check_is_needed(planted: Fault) -> None:
    """Planted: one check is left out, and the sweep sees it."""
    left_out = {fault: check for fault, check in CHECKS.items() if fault is not planted}
    assert next(let_through(left_out, seed=3, count=1_000), None) is not None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("It is ⟦3⟧ and costs 12 in the rain.", Fault.SIGNS),
        ("It is ⟦3⟧ and the rain stays outside for €.", Fault.SIGNS),
        ("It is ⟦8⟧, so the rain stays outside.", Fault.TOKENS),
        ("It keeps the rain outside on your hike.", Fault.TOKENS),
        ("It is ⟦3⟧, and the refund is yours on the hike.", Fault.PROMISES),
        ("It is ⟦3⟧, and we like it on the hike.", Fault.PROMISES),
        ("It is ⟦3⟧, good for seventeen hikes in the rain.", Fault.VALUES),
        ("It is not ⟦3⟧, so the rain comes in.", Fault.NEGATED),
        ("It is ⟦3⟧ and yellow, so good in the rain.", Fault.FACTS),
        ("It is ⟦3⟧ and goes well with the sofa.", Fault.FACTS),
        ("Die Jacke ist ⟦3⟧ und hält den Regen ab.", Fault.SIGNS),
        ("Jakken holder regnen ude, og den er ⟦3⟧.", Fault.LANGUAGE),
        ("It is ⟦3⟧. " * 3, Fault.LENGTH),
    ],
)
def test_a_fault_has_a_name(text: str, fault: Fault) -> None:
    assert guard().fault_of(reason(text)) is fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Our navy suits go well with brown shoes.", Fault.PROMISES),
        ("Wool is waterproof and good in the rain.", Fault.FACTS),
        ("Wool is cheaper than silk in every case.", Fault.PROMISES),
        ("Wool is safe for children and good in the rain.", Fault.PROMISES),
        ("Wash it at thirty degrees and dry it flat.", Fault.PROMISES),
    ],
)
def test_advice_claims_nothing_for_the_shop_and_no_property_in_its_own_words(text: str, fault: Fault) -> None:
    assert guard().fault_of(advice(text)) is fault


@pytest.mark.parametrize("language", POINTED)
def test_advice_says_nothing_of_one_product(language: str) -> None:
    shown = [
        text for text in POINTED[language] if guard().fault_of(advice(f"{ADVICE[language]} {text}.", language)) is None
    ]
    assert shown == []


@pytest.mark.parametrize(
    "text",
    [
        "It is ⟦3⟧ and good in the rain.",
        "The jacket is ⟦3⟧ and good in the rain.",
        "The ⟦3⟧ jacket is blue, so brown goes with blue.",
        "Brown goes well with the navy suit, and it’s a classic.",
        "A good match is the long brown coat.",
        "Comes in blue, and goes well with brown shoes.",
    ],
)
def test_what_points_at_one_product_is_named_so(text: str) -> None:
    assert guard().fault_of(advice(text)) is Fault.POINTING


def test_a_reason_may_point_at_its_product() -> None:
    assert guard().fault_of(reason("It is ⟦3⟧, and the jacket comes in ⟦1⟧.")) is None


def test_advice_may_speak_of_goods_in_general() -> None:
    assert guard().fault_of(advice("A brown coat is a good match for the navy suit, and brown shoes are too.")) is None


@pytest.mark.parametrize(
    ("text", "locale", "fault"),
    [
        ("藏青色西装搭配白色衬衫，还便宜。", "zh", Fault.PROMISES),
        ("藏青色西装搭配白色衬衫，免費的。", "zh", Fault.PROMISES),
        ("茶色の靴は返、品できます。", "ja", Fault.PROMISES),
        ("紺色のスーツには明天送达。", "ja", Fault.FOREIGN),
        ("雨の日には ⟦3⟧ のコートが便利です。", "ja", None),
        ("雨天最好穿 ⟦3⟧ 的外套。", "zh", None),
    ],
)
def test_scripts_without_spaces_are_read_by_their_characters(text: str, locale: str, fault: Fault | None) -> None:
    assert guard().fault_of(advice(text, locale)) is fault


def test_advice_may_weigh_and_name_looks_and_materials() -> None:
    assert guard().fault_of(advice("In the rain wool is not as ⟦3⟧ as a coat of polyester.")) is None


def test_a_language_without_lists_has_no_text_that_may_be_shown() -> None:
    assert guard().fault_of(replace(reason(REASONS["en"][0]), locale="eo")) is Fault.LANGUAGE


def test_every_language_that_has_lists_is_spoken_and_has_texts_here() -> None:
    spoken = {code.split("_")[0] for code in locales().codes}
    assert promises().keys() <= spoken
    assert promises().keys() == REASONS.keys() == ADVICE.keys() == POINTED.keys()


def test_a_locked_text_carries_only_the_facts_it_uses() -> None:
    said = reason("Made of ⟦2⟧ and ⟦5⟧ wide, ⟦2⟧.").locked()
    assert said.text == f"Made of {token(1)} and {token(2)} wide, {token(1)}."
    assert said.facts == (FACTS[2], FACTS[5])
