"""What counts prove, over many experiments at once: false winners, stated power, the ratio gate, guardrails."""

import numpy as np
import pytest

from dialogue.evidence import LEAST, LOOKS, Guard, Judgement, Plan, Tally, bound, judged, uneven
from tests.dialogue.many_experiments import share, simulated

EXPERIMENTS = 1_000
"""`make test` simulates so many, `make soak` ten times as many."""


@pytest.mark.parametrize("plan", [Plan(1, 0.3, 0.05), Plan(1, 0.04, 0.03)], ids=repr)
def test_twenty_looks_at_equal_arms_find_a_winner_in_at_most_one_of_twenty(plan: Plan) -> None:
    equal = simulated(plan, 0, 1, EXPERIMENTS)
    assert share(equal, "better") + share(equal, "worse") <= 0.05
    assert share(equal, "harms") <= 0.01 * plan.variants


def test_a_p_value_that_is_watched_finds_a_winner_in_every_fifth_of_the_same_experiments() -> None:
    plan, chance = Plan(1, 0.3, 0.05), np.random.default_rng(1)
    step = -(-plan.per_arm // LOOKS)
    control, variant = np.moveaxis(chance.binomial(step, 0.3, size=(EXPERIMENTS, LOOKS, 2)).cumsum(axis=1), 2, 0)
    told = step * np.arange(1, LOOKS + 1)
    share = (control + variant) / (2 * told)
    found = np.abs(variant - control) / told > 1.96 * np.sqrt(2 * share * (1 - share) / told)
    assert 0.2 < found.any(axis=1).mean() < 0.3


@pytest.mark.soak
@pytest.mark.parametrize(
    "plan", [Plan(variants, base, 0.05) for variants in (1, 2, 3) for base in (0.02, 0.3, 0.9)], ids=repr
)
def test_of_ten_thousand_equal_experiments_at_most_one_in_twenty_has_a_winner(plan: Plan) -> None:
    equal = simulated(plan, 0, 2, 10_000)
    assert share(equal, "better") + share(equal, "worse") <= 0.05
    assert share(equal, "harms") <= 0.01 * plan.variants


@pytest.mark.soak
@pytest.mark.parametrize("plan", [Plan(1, 0.04, 0.03), Plan(1, 0.3, 0.05), Plan(1, 0.5, 0.3)], ids=repr)
def test_a_look_after_every_fifth_shopper_finds_no_more_than_one_in_twenty_either(plan: Plan) -> None:
    chance, looks = np.random.default_rng(9), range(LEAST, 3_000, 5)
    won = chance.binomial(5, plan.base, size=(EXPERIMENTS, 600, 2)).cumsum(axis=1)[:, LEAST // 5 - 1 :]
    wrong = 0
    for experiment in won.tolist():
        bounds = (
            bound((ours, told), (theirs, told), plan.alpha, plan.mixture)
            for told, (ours, theirs) in zip(looks, experiment, strict=False)
        )
        wrong += any(each.low > 0 or each.high < 0 for each in bounds)
    assert wrong / EXPERIMENTS <= 0.05


@pytest.mark.parametrize("plan", [Plan(1, 0.3, 0.05), Plan(1, 0.04, 0.01), Plan(1, 0.9, 0.03)], ids=repr)
def test_the_power_that_is_stated_is_there_within_three_points(plan: Plan) -> None:
    assert share(simulated(plan, plan.smallest, 3, EXPERIMENTS), "better") == pytest.approx(0.8, abs=0.03)


@pytest.mark.soak
@pytest.mark.parametrize("base", [0.04, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("smallest", [0.01, 0.03])
def test_the_power_that_is_stated_is_there_in_ten_thousand_experiments(base: float, smallest: float) -> None:
    plan = Plan(1, base, smallest)
    assert share(simulated(plan, smallest, 4, 10_000), "better") == pytest.approx(0.8, abs=0.03)


def test_a_smaller_difference_a_rarer_success_or_another_variant_takes_more_shoppers() -> None:
    assert Plan(1, 0.3, 0.05).per_arm == 2_387
    assert Plan(1, 0.3, 0.025).per_arm > 3.8 * Plan(1, 0.3, 0.05).per_arm
    assert Plan(1, 0.04, 0.004).per_arm > 65_000
    assert Plan(3, 0.3, 0.05).per_arm > Plan(1, 0.3, 0.05).per_arm
    assert 1 < Plan(1, 0.999, 0.05).per_arm < 1_000


def test_a_split_of_55_to_45_is_stopped_and_nothing_else_is_judged() -> None:
    plan = Plan(1, 0.3, 0.05)
    tallies = {0: Tally(2_200, 2_200, 660), 1: Tally(1_800, 1_800, 900)}
    assert judged(plan, tallies) == Judgement(uneven=True, complete=False, verdicts={})
    chance = np.random.default_rng(5)
    caught = [uneven([int(n), 5_000 - int(n)]) for n in chance.binomial(5_000, 0.55, EXPERIMENTS)]
    assert sum(caught) / len(caught) > 0.99


def test_a_fair_split_is_hardly_ever_stopped_however_often_it_is_looked_at() -> None:
    chance = np.random.default_rng(6)
    half = chance.binomial(50, 0.5, size=(EXPERIMENTS, 200)).cumsum(axis=1)
    stopped = [any(uneven([n, 50 * look - n]) for look, n in enumerate(row, start=1)) for row in half.tolist()]
    assert sum(stopped) / len(stopped) <= 0.01


def test_the_gate_closes_where_its_figures_say() -> None:
    assert [uneven([558, 442]), uneven([557, 443]), uneven([5_184, 4_816]), uneven([5_183, 4_817])] == [
        True, False, True, False,
    ]  # fmt: skip
    assert not uneven([1_000])


@pytest.mark.parametrize("guard", Guard)
def test_an_arm_that_harms_is_found_out_whatever_the_harm(guard: Guard) -> None:
    plan, fine = Plan(1, 0.3, 0.05), Tally(300, 100, 30, {guard: 6})
    harms = judged(plan, {0: fine, 1: Tally(300, 100, 30, {guard: 45})}).verdicts[1]
    assert (harms.harms, harms.better, harms.worse) == ((guard,), False, False)
    assert judged(plan, {0: fine, 1: Tally(300, 100, 30, {guard: 12})}).verdicts[1].harms == ()
    assert judged(plan, {0: Tally(300, 100, 30, {guard: 45}), 1: fine}).verdicts[1].harms == ()


def test_nothing_is_concluded_from_a_handful() -> None:
    plan = Plan(1, 0.3, 0.05)
    few = judged(plan, {0: Tally(40, 40, 0), 1: Tally(40, 40, 40, {Guard.REFUND: 40})}).verdicts[1]
    assert (few.better, few.harms, few.bound.low) == (False, (), -1.0)


def test_the_bound_holds_the_difference_and_tightens() -> None:
    mixture = Plan(1, 0.3, 0.05).mixture
    early, late = bound((30, 100), (36, 100), 0.05, mixture), bound((600, 2_000), (720, 2_000), 0.05, mixture)
    assert early.difference == late.difference == pytest.approx(0.06)
    assert early.low < 0 < late.low < 0.06 < late.high < early.high


def test_an_experiment_is_complete_when_its_smallest_arm_is() -> None:
    plan = Plan(1, 0.3, 0.05)
    enough = Tally(plan.per_arm, plan.per_arm, 700)
    assert judged(plan, {0: enough, 1: enough}).complete
    assert not judged(plan, {0: enough, 1: Tally(plan.per_arm, plan.per_arm - 1, 700)}).complete
