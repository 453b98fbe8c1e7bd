"""What the counts of an experiment prove: always-valid bounds, its size before the start, the ratio gate, guardrails.

Each bound may be looked at as often as one likes: the chance that it is ever wrong is at most what is named. Pure.

- Bounds: the mixture sequential test and its confidence sequence for a difference of two shares with a normal mixture
  (Johari, Koomen, Pekelis, Walsh: Always Valid Inference, Operations Research 70(3), 2022, eq. 10 and section 5).
- Ratio gate: the Dirichlet-multinomial Bayes factor against equal shares (Lindon, Malek: Anytime-Valid Inference for
  Multinomial Count Data, NeurIPS 2022).
- Size: the chance to cross the bound within LOOKS looks, integrated over the process of the difference (Armitage,
  McPherson, Rowe: Repeated Significance Tests on Accumulating Data, J. R. Stat. Soc. A 132, 1969).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Final

import numpy as np

ALPHA: Final = 0.05
"""How often an experiment with no difference may ever seem to have one, all its variants together."""
POWER: Final = 0.8
LOOKS: Final = 20
"""Looks the size is worked out for, one after each twentieth of it. More looks find a difference a little sooner."""
GUARD_ALPHA: Final = 0.01
"""How often a guardrail may ever stop a variant that does no harm, each."""
UNEVEN_ALPHA: Final = 0.01
"""How often a fair split may ever seem unfair."""
LEAST: Final = 50
"""Shoppers of an arm before anything is concluded about it: below, a normal bound is not to be trusted."""
_WIDTH: Final = 12.0
"""Variance of the mixture in units of the variance at the planned end; the size is smallest near there."""
_HARM: Final = 0.05
"""Standard deviation of the mixture for guardrails: a change of five shoppers in a hundred is worth finding soon."""
_EVEN: Final = 200.0
"""Weight of the prior for equal shares, in shoppers."""


class Guard(StrEnum):
    """What must not get worse: each is a share of the shoppers who read an arm."""

    HANDOVER = "handover"
    OPT_OUT = "opt_out"
    REFUND = "refund"
    LANGUAGE = "language"
    LATENCY = "latency"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided before the start. `base` is the share of successes there is, `smallest` the difference worth
    finding (0.03 is three shoppers in a hundred)."""

    variants: int
    base: float
    smallest: float

    @property
    def alpha(self) -> float:
        """For each variant against the control (Bonferroni)."""
        return ALPHA / self.variants

    @property
    def per_arm(self) -> int:
        """Shoppers of each arm for which a difference of `smallest` is found with a chance of POWER."""
        return math.ceil((drift(self.alpha) / self.smallest) ** 2 * self._spread)

    @property
    def mixture(self) -> float:
        """Variance of the mixture: where the bound is tightest."""
        return _WIDTH * self._spread / self.per_arm

    @property
    def _spread(self) -> float:
        """Variance of the difference for one shopper in each arm. Where a success is rare, it is taken upwards."""
        better = self.base + self.smallest if self.base + self.smallest < 1 else self.base - self.smallest
        return self.base * (1 - self.base) + better * (1 - better)


@dataclass(frozen=True, slots=True)
class Tally:
    """Shoppers of one arm: who read it, for how many of them the time for a success has passed, how many succeeded, and
    of all who read it, how many each harm befell."""

    told: int
    counted: int = 0
    succeeded: int = 0
    harmed: Mapping[Guard, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """A difference of two shares, variant less control, and where it surely lies."""

    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is proven of one variant: it is better, it is worse, or it harms (by these). `bound` is of its successes."""

    bound: Bound
    better: bool = False
    worse: bool = False
    harms: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """`uneven` means that nothing else may be believed; `complete` that every arm still said has its size."""

    uneven: bool
    complete: bool
    verdicts: Mapping[int, Verdict]


NOTHING: Final = Bound(0.0, -1.0, 1.0)
"""What is known before LEAST shoppers are counted."""


def judged(plan: Plan, tallies: Mapping[int, Tally]) -> Judgement:
    """Of the arms that are still said, by number; 0 is the control. The split is held against equal shares first."""
    if uneven([tally.told for tally in tallies.values()]):
        return Judgement(uneven=True, complete=False, verdicts={})
    control = tallies[0]
    verdicts = {number: _verdict(plan, control, tally) for number, tally in tallies.items() if number != 0}
    complete = all(tally.counted >= plan.per_arm for tally in tallies.values())
    return Judgement(uneven=False, complete=complete, verdicts=verdicts)


def _verdict(plan: Plan, control: Tally, tally: Tally) -> Verdict:
    found = NOTHING
    if min(control.counted, tally.counted) >= LEAST:
        shares = (control.succeeded, control.counted), (tally.succeeded, tally.counted)
        found = bound(*shares, plan.alpha, plan.mixture)
    harms = tuple(guard for guard in Guard if _harms(guard, control, tally))
    return Verdict(found, better=found.low > 0, worse=found.high < 0, harms=harms)


def _harms(guard: Guard, control: Tally, tally: Tally) -> bool:
    if min(control.told, tally.told) < LEAST:
        return False
    before, after = (control.harmed.get(guard, 0), control.told), (tally.harmed.get(guard, 0), tally.told)
    return after[0] * before[1] > before[0] * after[1] and bound(before, after, GUARD_ALPHA, _HARM**2).low > 0


def bound(control: tuple[int, int], variant: tuple[int, int], alpha: float, mixture: float) -> Bound:
    """Of two (successes, shoppers). The variance is that of shares drawn towards one half by one success and one
    failure, which keeps the first looks honest (Agresti, Caffo: The American Statistician 54(4), 2000)."""
    difference = variant[0] / variant[1] - control[0] / control[1]
    spread = _variance(*control) + _variance(*variant)
    wide = math.sqrt(spread * (spread + mixture) / mixture * (2 * math.log(1 / alpha) + math.log1p(mixture / spread)))
    return Bound(difference, max(difference - wide, -1.0), min(difference + wide, 1.0))


def _variance(successes: int, shoppers: int) -> float:
    share = (successes + 1) / (shoppers + 2)
    return share * (1 - share) / (shoppers + 2)


def uneven(told: Sequence[int]) -> bool:
    """Whether arms that should be read by equally many surely are not. At 1,000 shoppers of two arms beyond 55.8 %, at
    10,000 beyond 51.9 %."""
    arms, shoppers = len(told), sum(told)
    if arms < 2:
        return False
    each = _EVEN / arms
    evidence = math.lgamma(_EVEN) - math.lgamma(_EVEN + shoppers) + shoppers * math.log(arms)
    evidence += sum(math.lgamma(each + count) - math.lgamma(each) for count in told)
    return evidence > math.log(1 / UNEVEN_ALPHA)


@cache
def drift(alpha: float) -> float:
    """The planned difference in standard errors at the planned end, for which the bound is crossed with POWER."""
    low, high = 1.0, 10.0
    crossings = _crossings(alpha)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _chance(middle, crossings) < POWER else (low, middle)
    return high


def _chance(drift: float, crossings: Sequence[tuple[float, np.ndarray, np.ndarray]]) -> float:
    """Of crossing the upper bound at one of the looks: densities without a drift, weighed by its likelihood ratio."""
    return float(sum((mass * np.exp(drift * at - drift**2 * time / 2)).sum() for time, at, mass in crossings))


def _crossings(alpha: float) -> list[tuple[float, np.ndarray, np.ndarray]]:
    """For each look its time (1 is the planned end), places above the bound `(m,) float64`, and the chance to come to
    lie there for the first time `(m,) float64`, where there is no difference."""

    def edge(time: float) -> float:
        return math.sqrt((time + 1 / _WIDTH) * (2 * math.log(1 / alpha) + math.log1p(_WIDTH * time)))

    at, step = np.linspace(-edge(1) - 6, edge(1) + 6, 801, retstep=True)
    between = 1 / LOOKS
    moves = _normal(at[:, None] - at[None, :], between) * step
    mass, found = _normal(at, between) * step, []
    for look in range(1, LOOKS + 1):
        time = look / LOOKS
        crossed = at > edge(time)
        found.append((time, at[crossed], mass[crossed]))
        mass = moves @ np.where(np.abs(at) <= edge(time), mass, 0.0)
    return found


def _normal(at: np.ndarray, variance: float) -> np.ndarray:
    return np.exp(-(at**2) / (2 * variance)) / math.sqrt(2 * math.pi * variance)
