"""Experiments on texts: planned, started, looked at, stopped by themselves or by a person, and their winner made live.

What the counts prove is in `dialogue/evidence.py`. Texts that fail a check, and Messages that are never tried, are
refused at the start; whatever changes a text that is tried ends its experiment with a note.
"""

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.lab import count_store, experiment_store, store
from bot.lab.count_store import Before
from bot.lab.experiment_store import ArmState, Experiment, Look
from bot.lab.experiment_store import State as Stage
from bot.lab.live import read_again
from bot.lab.publish import Lab, LabError, NoSuchText, SomebodyElse
from bot.lab.store import State, Version
from bot.tables import ExperimentRow
from dialogue.evidence import LOOKS, Guard, Judgement, Plan, Tally, Verdict, judged
from dialogue.experiments import CONTROL, DAYS, MOST_ARMS, Arm, Goal, goal_of, why_not
from dialogue.messages.base import Message
from dialogue.override import Override

log = logging.getLogger(__name__)

LOOKING: Final = "experiments"
"""The key under which they are looked at."""
EVERY: Final = timedelta(minutes=5)
"""What harms is stopped so soon after it is proven."""
UNKNOWN_BASE: Final = 0.5
"""What is assumed of a text that nobody has read yet: the share for which most shoppers are needed."""
TOO_LONG: Final = timedelta(days=90)
"""An experiment that needs longer is no help: preview and review the text instead."""
HARMS: Final[Mapping[Guard, str]] = {
    Guard.HANDOVER: "more conversations go to a person",
    Guard.OPT_OUT: "more shoppers want to hear no more",
    Guard.REFUND: "more money is asked back",
    Guard.LANGUAGE: "more shoppers change the language",
    Guard.LATENCY: "more messages arrive late",
}
GOALS: Final[Mapping[Goal, str]] = {
    Goal.NEXT_STEP: "take the next step",
    Goal.ORDER: "place an order",
    Goal.NOT_REPEATED: "need not ask again",
}
"""What shoppers do who succeed."""


class NotTried(LabError):
    """It cannot be tried, or not now; the message says why."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a marketer is told before the start: `days` until every arm has its shoppers, None where nobody reads it."""

    plan: Plan
    goal: Goal
    before: Before
    days: int | None

    @property
    def is_long(self) -> bool:
        return self.days is None or timedelta(days=self.days) > TOO_LONG


@dataclass(frozen=True)
class Experiments:
    """Everything that is done to experiments; each action is one transaction. `said` is what words messages here."""

    lab: Lab
    said: Override

    # ---- before the start

    def why_not(self, context: str) -> str:
        """Why a text is never tried; "" where it may be. Raises NoSuchText."""
        kind = Message.registry.get(self.lab.source(context).context)
        return why_not(kind) if kind is not None else "it is a small text that stands in many messages"

    def goal(self, context: str) -> Goal:
        """What the message is there for. Raises NoSuchText, NotTried."""
        if reason := self.why_not(context):
            raise NotTried(f"{context} is never tried: {reason}.")
        return goal_of(Message.registry[context])

    def ready(self, context: str, code: str) -> tuple[Version, ...]:
        """The versions of a text that may be tried: reviewed, and written for the English there is."""
        english = self.lab.source(context).english
        history = self.lab.history(context, code)
        return tuple(each for each in history if each.state is State.REVIEWED and each.english == english)

    def estimate(self, context: str, code: str, variants: int, smallest: float, goal: Goal | None = None) -> Estimate:
        """How many shoppers it takes and how long, from what the text achieved lately. Raises NoSuchText, NotTried."""
        wanted = goal or self.goal(context)
        self.goal(context)
        self.lab.locale(code)
        if not 1 <= variants < MOST_ARMS:
            raise NotTried(f"Between one and {MOST_ARMS - 1} versions are tried at once.")
        if not 0.001 <= smallest <= 0.5:
            raise NotTried("The difference worth finding lies between 0.1 and 50 points.")
        now = self.lab.clock()
        with self.lab.storage.reads() as session:
            before = count_store.before(session, context, code, wanted, now)
        # A share that nobody or everybody reached is known no better than to one shopper more.
        base = (before.succeeded + 1) / (before.counted + 2) if before.counted else UNKNOWN_BASE
        plan = Plan(variants, base, smallest)
        needed = plan.per_arm * (variants + 1)
        days = math.ceil(needed / before.per_day) + DAYS[wanted] if before.per_day else None
        return Estimate(plan, wanted, before, days)

    # ---- what people do

    def start(
        self, context: str, code: str, versions: tuple[int, ...], smallest: float, goal: Goal | None, by: str
    ) -> int:
        """From now on its shoppers are shared out. Raises NoSuchText, NotFit, NotTried, SomebodyElse."""
        estimate = self.estimate(context, code, len(set(versions)), smallest, goal)
        fit = [self._tried(context, code, each) for each in dict.fromkeys(versions)]
        now = self.lab.clock()
        row = ExperimentRow(
            locale=code,
            context=context,
            english=self.lab.source(context).english,
            goal=estimate.goal.value,
            base=estimate.plan.base,
            smallest=smallest,
            per_arm=estimate.plan.per_arm,
            started_by=by,
            started_at=now,
            looked_at=now,
        )
        try:
            with self.lab.storage.writes() as session:
                control = self.control(session, context, code)
                row.control = control.version
                arms = [Arm(number, each.id, each.forms) for number, each in enumerate(fit, start=1)]
                identity = experiment_store.add(session, row, [control, *arms])
        except IntegrityError as error:
            raise SomebodyElse("An experiment on this text runs already. Stop it first.") from error
        read_again(self.said)
        return identity

    def stop(self, identity: int, by: str) -> None:
        """Everybody reads what they did before. Raises NoSuchText, SomebodyElse."""
        self.found(identity)
        with self.lab.storage.writes() as session:
            if not experiment_store.end(session, identity, f"{by} stopped it.", by, self.lab.clock()):
                raise SomebodyElse("It has ended already.")
        read_again(self.said)

    def choose(self, identity: int, number: int, by: str) -> Version:
        """A variant that is proven better becomes live. Raises NoSuchText, NotFit, NotTried, SomebodyElse."""
        self.look(identity)
        trial, kept = self.found(identity), self.looks(identity)
        arm = next((each.arm for each in trial.arms if each.arm.number == number), None)
        if arm is None or arm.version is None or number not in winners(trial, kept):
            raise NotTried("Only a version that is proven better is made live from here.")
        version = self.lab.publish(arm.version, by)
        points = next(each.bound.difference for each in reversed(kept) if each.arm == number and each.bound)
        note = f"{by} made version {version.version} live: {told_points(points)} more {GOALS[trial.goal]}."
        with self.lab.storage.writes() as session:
            experiment_store.choose_arm(session, identity, number, note, by, self.lab.clock())
        read_again(self.said)
        return version

    # ---- looks

    def run(self) -> None:
        """Look at those that are due. Woken by every sweep."""
        now = self.lab.clock()
        with self.lab.storage.reads() as session:
            due = experiment_store.due(session, now - EVERY)
        for identity in due:
            self.look(identity)

    def look(self, identity: int) -> None:
        """Count, judge, and stop what has to be; of several processes at once, one does."""
        now = self.lab.clock()
        with self.lab.storage.reads() as session:
            trial = experiment_store.experiment(session, identity)
            if trial is None or trial.state is not Stage.RUNNING:
                return
            changed = self._changed(session, trial)
            tallies = count_store.tallies(session, trial, now)
        with self.lab.storage.writes() as session:
            if not experiment_store.claim_look(session, trial, now):
                return
            over = self._decide(session, trial, changed, tallies, now)
        if over:
            log.info("Experiment %s: %s", identity, over)
            read_again(self.said)

    def _decide(
        self, session: Session, trial: Experiment, changed: str, tallies: Mapping[int, Tally], now: datetime
    ) -> str:
        """What has stopped, and why; "" when everything goes on."""
        judgement = judged(trial.plan, tallies)
        over = changed or _unfair(judgement, tallies)
        stopped = {} if over else _stopped(trial, judgement)
        for number, note in stopped.items():
            experiment_store.stop_arm(session, trial.id, number, note, now)
        left = [arm.number for arm in trial.open if arm.number not in (CONTROL, *stopped)]
        over = over or ("" if left else "Every version that was tried was stopped.")
        over = over or (_complete(trial, judgement) if judgement.complete else "")
        if over:
            experiment_store.end(session, trial.id, over, None, now)
        if over or stopped or _is_further(session, trial, tallies) or self._has_won(session, trial, judgement):
            for number, tally in tallies.items():
                verdict = judgement.verdicts.get(number)
                look = Look(now, number, tally, verdict.bound if verdict is not None else None)
                experiment_store.add_look(session, trial.id, look)
        return over or " ".join(stopped.values())

    def _has_won(self, session: Session, trial: Experiment, judgement: Judgement) -> bool:
        """Whether a version is better that was not at the looks before."""
        better = {number for number, verdict in judgement.verdicts.items() if verdict.better}
        return bool(better and better - proven_better(experiment_store.looks(session, trial.id)))

    # ---- what there is

    def looks(self, identity: int) -> tuple[Look, ...]:
        with self.lab.storage.reads() as session:
            return experiment_store.looks(session, identity)

    def now(self, trial: Experiment) -> tuple[Mapping[int, Tally], Judgement]:
        """What would be found at this moment; looking more often than planned does no harm."""
        with self.lab.storage.reads() as session:
            tallies = count_store.tallies(session, trial, self.lab.clock())
        return tallies, judged(trial.plan, tallies)

    def found(self, identity: int) -> Experiment:
        """Raises NoSuchText."""
        with self.lab.storage.reads() as session:
            found = experiment_store.experiment(session, identity)
        if found is None:
            raise NoSuchText(f"There is no experiment {identity}.")
        return found

    def _tried(self, context: str, code: str, identity: int) -> Version:
        """A version that may be said. Raises NoSuchText, NotFit, NotTried."""
        version = self.lab.fit(identity)
        if (version.context, version.locale) != (context, code):
            raise NoSuchText(f"Version {identity} is of another text.")
        if version.state is not State.REVIEWED:
            raise NotTried(f"Version {version.version} is {version.state.value}; only what was reviewed is tried.")
        return version

    def control(self, session: Session, context: str, code: str) -> Arm:
        """What shoppers of this locale read without an experiment."""
        locale, live = self.lab.locale(code), store.live(session)
        english = self.lab.source(context).english
        for each in (code, locale.language):
            found = live.get((each, context))
            if found is not None and found[1] == english:
                return Arm(CONTROL, found[0], found[2])
            if each == code and locale.words_itself(context, english):
                break
        return Arm(CONTROL, None, self.lab.filed(context, code))

    def _changed(self, session: Session, trial: Experiment) -> str:
        """What has become of the text since the start, where it is not what it was: its English, or its words."""
        source = self.lab.sources.get(trial.context)
        if source is None or source.english != trial.english:
            return "The English text has changed: what was tried was written for another one."
        control = self.control(session, trial.context, trial.locale)
        if (control.version, control.forms) != (trial.control.version, trial.control.forms):
            return "The text that shoppers read otherwise has changed: there is nothing to compare with any more."
        return ""


def winners(trial: Experiment, looks: tuple[Look, ...]) -> set[int]:
    """Arms that may be made live: proven better, and not stopped because they do harm."""
    stopped = {each.arm.number for each in trial.arms if each.state is ArmState.STOPPED}
    return proven_better(looks) - stopped


def proven_better(looks: tuple[Look, ...]) -> set[int]:
    """Arms that were proven better at a look: a bound that holds at every look holds from the first that shows it. None
    where the last look found that no result can be trusted."""
    last = max((look.at for look in looks), default=None)
    if all(look.bound is None for look in looks if look.at == last):
        return set()
    return {look.arm for look in looks if look.bound is not None and look.bound.low > 0}


def told_points(share: float) -> str:
    """A difference of shares for people: "3.1 points" of a hundred."""
    return f"{abs(share) * 100:.1f} points"


def _unfair(judgement: Judgement, tallies: Mapping[int, Tally]) -> str:
    if not judgement.uneven:
        return ""
    told = ", ".join(f"{tally.told:,}" for tally in tallies.values())
    return f"Its arms were read by {told} shoppers, and equally many should have: no result can be trusted."


def _stopped(trial: Experiment, judgement: Judgement) -> dict[int, str]:
    """Why arms are to be said no more, by number."""
    return {number: note for number, verdict in judgement.verdicts.items() if (note := _note(trial, verdict))}


def _note(trial: Experiment, verdict: Verdict) -> str:
    if verdict.harms:
        return f"Stopped by itself: {' and '.join(HARMS[guard] for guard in verdict.harms)}."
    if verdict.worse:
        fewer = told_points(verdict.bound.difference)
        return f"Stopped by itself: {fewer} fewer {GOALS[trial.goal]}."
    return ""


def _complete(trial: Experiment, judgement: Judgement) -> str:
    better = [number for number, verdict in judgement.verdicts.items() if verdict.better]
    if better:
        return "Every arm has its shoppers, and a version is better: make it live."
    return f"Every arm has its shoppers; no difference of {told_points(trial.plan.smallest)} was found."


def _is_further(session: Session, trial: Experiment, tallies: Mapping[int, Tally]) -> bool:
    """Whether another twentieth of the shoppers has been counted since the last look that is kept."""
    twentieth = trial.per_arm * len(trial.arms) / LOOKS
    counted, before = sum(tally.counted for tally in tallies.values()), experiment_store.counted(session, trial.id)
    return before < 0 or counted // twentieth > before // twentieth
