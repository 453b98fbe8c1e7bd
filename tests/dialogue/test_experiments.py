"""Who reads which text of an experiment, which Messages are never tried, and what counts as going on."""

import subprocess
import sys
from collections import Counter

import pytest

import dialogue.sources  # noqa: F401 - fills the registry
from dialogue.experiments import Arm, Goal, Running, arm_of, goal_of, is_repeated, is_step, variant, why_not
from dialogue.messages.base import Message


def test_shoppers_are_shared_out_evenly_and_every_experiment_anew() -> None:
    shoppers = [f"shopper-{number}" for number in range(20_000)]
    pairs = Counter((arm_of(1, each, 2), arm_of(2, each, 2)) for each in shoppers)
    thirds = Counter(arm_of(1, each, 3) for each in shoppers)
    assert all(4_800 < count < 5_200 for count in pairs.values()) and len(pairs) == 4
    assert all(6_450 < count < 6_900 for count in thirds.values()) and len(thirds) == 3


def test_another_process_puts_a_shopper_in_the_same_arm() -> None:
    ours = [arm_of(7, f"s{number}", 4) for number in range(50)]
    code = "from dialogue.experiments import arm_of; print([arm_of(7, f's{n}', 4) for n in range(50)])"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == str(ours)
    assert ours[:10] == [3, 2, 1, 1, 0, 1, 2, 1, 1, 3]


def test_who_is_in_an_arm_that_was_stopped_reads_what_is_said_without_it() -> None:
    arms = (Arm(0, None, ("Hello!",)), Arm(1, 5, ("Hi!",), open=False))
    told = [Running(3, "Hello!", arms).arm_for(f"s{number}") for number in range(40)]
    assert {arm.number if arm else None for arm in told} == {0, None}


@pytest.mark.parametrize(
    "name",
    [
        "disclosure", "i_am_software", "opted_out", "opted_out_already", "withdrawal_received", "withdraw_preview",
        "returns_told", "guarantee_told", "quote_ready", "needs_order_words", "price_is", "cheaper_found", "fee_told",
        "refund_paid", "order_placed", "erase_ask", "code_on_its_way", "staff_says", "order_was_cancelled",
        "refused_no_withdrawal_here", "change_of_mind", "no_discounts", "basket_shown", "variant_sold_out",
    ],
)  # fmt: skip
def test_prices_law_withdrawal_disclosure_and_opting_out_are_never_tried(name: str) -> None:
    assert why_not(Message.registry[name])


def test_nothing_that_may_be_tried_speaks_of_what_may_not() -> None:
    tried = {name: kind for name, kind in Message.registry.items() if not why_not(kind)}
    told = " ".join(f"{kind.english} {kind.english_plural or ''}" for kind in tried.values()).casefold()
    for word in ("refund", "withdraw", "{total}", "{price}", "{fee}", "guarantee", "by law", "opt out", "cancel"):
        assert word not in told
    assert {"greeting", "shortlist", "which_size", "nothing_fits", "in_stock"} <= tried.keys()
    assert 80 < len(tried) < len(Message.registry) / 2


@pytest.mark.parametrize(
    ("name", "goal"),
    [
        ("shortlist", Goal.ORDER),
        ("near_size", Goal.ORDER),
        ("which_size", Goal.NEXT_STEP),
        ("ask_address", Goal.NEXT_STEP),
        ("greeting", Goal.NEXT_STEP),
        ("in_stock", Goal.NOT_REPEATED),
        ("has_arrived_earlier", Goal.NOT_REPEATED),
    ],
)
def test_each_message_has_what_it_is_there_for(name: str, goal: Goal) -> None:
    assert goal_of(Message.registry[name]) is goal


def test_the_same_question_or_a_call_for_a_person_is_no_step() -> None:
    assert is_step("which_size", frozenset({"shortlist"}), frozenset({"find_product"}))
    assert not is_step("which_size", frozenset({"which_size"}), frozenset({"find_product"}))
    assert not is_step("greeting", frozenset({"person_called"}), frozenset({"talk_to_human"}))
    assert is_repeated("greeting_again", frozenset({"greeting"})) and is_repeated(
        "welcome", frozenset({"welcome_again"})
    )
    assert not is_repeated("greeting", frozenset({"shortlist"}))


def test_what_was_sent_names_experiment_arm_and_version() -> None:
    assert (variant(3, 1, 17), variant(3, 0, None)) == ("x3.1:v17", "x3.0")
