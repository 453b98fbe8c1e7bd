"""Experiments by the thousand, drawn by lot and judged as they run."""

import numpy as np

from dialogue.evidence import LOOKS, Guard, Judgement, Plan, Tally, judged


def simulated(plan: Plan, lift: float, seed: int, count: int, harm: float = 0.03) -> list[Judgement]:
    """For each experiment what was judged at the look that decided it, or at the last of LOOKS. Hand-overs are as
    frequent in every arm."""
    chance, step = np.random.default_rng(seed), -(-plan.per_arm // LOOKS)
    shares = np.array([plan.base] + [plan.base + lift] * plan.variants)
    succeeded = chance.binomial(step, shares, size=(count, LOOKS, len(shares))).cumsum(axis=1)
    harmed = chance.binomial(step, harm, size=(count, LOOKS, len(shares))).cumsum(axis=1)
    return [_decided(plan, step, wins, harms) for wins, harms in zip(succeeded.tolist(), harmed.tolist(), strict=True)]


def _decided(plan: Plan, step: int, succeeded: list[list[int]], harmed: list[list[int]]) -> Judgement:
    found = None
    for look, (wins, harms) in enumerate(zip(succeeded, harmed, strict=True), start=1):
        told = step * look
        tallies = {
            arm: Tally(told, told, won, {Guard.HANDOVER: hurt})
            for arm, (won, hurt) in enumerate(zip(wins, harms, strict=True))
        }
        found = judged(plan, tallies)
        if any(each.better or each.worse or each.harms for each in found.verdicts.values()):
            return found
    assert found is not None and found.complete
    return found


def share(judgements: list[Judgement], what: str) -> float:
    hits = [any(getattr(each, what) for each in judgement.verdicts.values()) for judgement in judgements]
    return sum(hits) / len(hits)
