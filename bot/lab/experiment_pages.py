"""The lab's experiments in the browser: their size told first, started, seen as a picture, stopped, made live."""

from collections.abc import Mapping
from typing import Final

from starlette.routing import Route

from bot.lab import experiment_store, store
from bot.lab.doors import Doors, Json, number_in, text_in
from bot.lab.experiment_store import ArmState, Experiment, Look, State, TrialArm
from bot.lab.experiments import GOALS, Experiments, NotTried, winners
from bot.lab.publish import NoSuchText
from bot.lab.store import State as Stage
from bot.shop import Shop
from dialogue.evidence import Bound, Guard, Tally
from dialogue.experiments import CONTROL, DAYS, Goal, goal_of
from dialogue.messages.base import Message

GUARDS: Final[Mapping[Guard, str]] = {
    Guard.HANDOVER: "went to a person",
    Guard.OPT_OUT: "want to hear no more",
    Guard.REFUND: "asked money back",
    Guard.LANGUAGE: "changed the language",
    Guard.LATENCY: "got it late",
}
"""What is watched, as the heading of a column."""


class ExperimentPages:
    """Routes of the experiments."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    @property
    def _trials(self) -> Experiments:
        return self._shop.experiments

    def routes(self, doors: Doors) -> list[Route]:
        return [
            Route("/lab/experiments", doors.asked(self._every)),
            Route("/lab/experiment", doors.asked(self._one)),
            Route("/lab/experiments/plan", doors.asked(self._plan)),
            Route("/lab/experiments/start", doors.told(self._start), methods=["POST"]),
            Route("/lab/experiments/stop", doors.told(self._stop), methods=["POST"]),
            Route("/lab/experiments/choose", doors.told(self._choose), methods=["POST"]),
        ]

    # ---- run in a worker thread

    def _every(self, query: Mapping[str, str], staff: str) -> Json:
        """All experiments, and the texts of a locale that could be tried: those with a reviewed version."""
        code = self._trials.lab.locale(query.get("locale", "de")).code
        with self._shop.storage.reads() as session:
            every = experiment_store.experiments(session)
            reviewed = store.standing(session, (Stage.REVIEWED,))
        found = dict.fromkeys(each.context for each in reviewed if each.locale == code)
        return {
            "experiments": [_listed(each) for each in every],
            "texts": [self._text(each, code) for each in found if each in self._trials.lab.sources],
            "goals": [{"id": goal.value, "told": told, "days": DAYS[goal]} for goal, told in GOALS.items()],
        }

    def _text(self, context: str, code: str) -> Json:
        """One text that could be tried, with its reviewed versions and what is read without an experiment."""
        reason = self._trials.why_not(context)
        with self._shop.storage.reads() as session:
            control = self._trials.control(session, context, code)
        versions = [
            {"id": each.id, "version": each.version, "forms": list(each.forms), "by": each.written_by}
            for each in self._trials.ready(context, code)
        ]
        goal = "" if reason else goal_of(Message.registry[context]).value
        read = list(control.forms)
        return {"context": context, "why_not": reason, "goal": goal, "versions": versions, "control": read}

    def _plan(self, query: Mapping[str, str], staff: str) -> Json:
        context, code = query.get("context", ""), query.get("locale", "de")
        variants, points = _number(query.get("variants", "1")), _number(query.get("points", "5"))
        told = self._trials.estimate(context, code, round(variants), points / 100, _goal(query.get("goal", "")))
        return {
            "per_arm": told.plan.per_arm,
            "arms": told.plan.variants + 1,
            "base": told.plan.base,
            "known": told.before.counted,
            "per_day": told.before.per_day,
            "days": told.days,
            "long": told.is_long,
            "goal": told.goal.value,
        }

    def _start(self, body: Mapping[str, object], staff: str) -> Json:
        versions, points = body.get("versions"), body.get("points")
        if not isinstance(versions, list) or not all(type(each) is int for each in versions):
            raise NoSuchText("versions must be a list of their numbers.")
        if isinstance(points, bool) or not isinstance(points, int | float):
            raise NotTried("Say how many points of a hundred are worth finding.")
        goal = _goal(str(body.get("goal") or ""))
        context, code = text_in(body, "context"), text_in(body, "locale")
        return {"id": self._trials.start(context, code, tuple(versions), points / 100, goal, staff)}

    def _stop(self, body: Mapping[str, object], staff: str) -> Json:
        self._trials.stop(number_in(body), staff)
        return {}

    def _choose(self, body: Mapping[str, object], staff: str) -> Json:
        return {"version": self._trials.choose(number_in(body), number_in(body, "arm"), staff).version}

    def _one(self, query: Mapping[str, str], staff: str) -> Json:
        """One experiment with every look; while it runs, also what would be found now."""
        number = query.get("id", "")
        trial = self._trials.found(int(number) if number.isdecimal() else 0)
        looks = self._trials.looks(trial.id)
        last = {look.arm: look for look in looks}
        if trial.state is State.RUNNING:
            tallies, judgement = self._trials.now(trial)
            now = self._shop.clock()
            bounds = {number: verdict.bound for number, verdict in judgement.verdicts.items()}
            last |= {number: Look(now, number, tally, bounds.get(number)) for number, tally in tallies.items()}
        versions = {arm.arm.version: self._version(arm.arm.version) for arm in trial.arms}
        with self._shop.storage.reads() as session:
            open_ = {each.id for each in store.standing(session, (Stage.REVIEWED,))}
        better = winners(trial, (*looks, *last.values()))
        return {
            **_listed(trial),
            "goal": GOALS[trial.goal],
            "days": DAYS[trial.goal],
            "base": trial.plan.base,
            "smallest": trial.plan.smallest,
            "per_arm": trial.per_arm,
            "started": [trial.started_by, trial.started_at.isoformat()],
            "ended": [trial.ended_by, trial.ended_at.isoformat()] if trial.ended_at else None,
            "guards": [{"id": guard.value, "told": told} for guard, told in GUARDS.items()],
            "arms": [
                {
                    **_arm(each, versions[each.arm.version], last.get(each.arm.number)),
                    "winner": each.arm.number in better and each.arm.version in open_,
                }
                for each in trial.arms
            ],
            "looks": [_look(each) for each in looks],
        }

    def _version(self, identity: int | None) -> int | None:
        return self._trials.lab.version(identity).version if identity is not None else None


def _listed(trial: Experiment) -> Json:
    return {
        "id": trial.id,
        "context": trial.context,
        "locale": trial.locale,
        "running": trial.state is State.RUNNING,
        "note": trial.note,
        "chosen": any(each.state is ArmState.CHOSEN for each in trial.arms),
        "started_at": trial.started_at.isoformat(),
    }


def _arm(each: TrialArm, version: int | None, last: Look | None) -> Json:
    return {
        "number": each.arm.number,
        "control": each.arm.number == CONTROL,
        "version": version,
        "forms": list(each.arm.forms),
        "state": each.state.value,
        "note": each.note,
        "now": _tally(last.tally, last.bound) if last else None,
    }


def _look(look: Look) -> Json:
    return {"at": look.at.isoformat(), "arm": look.arm, **_tally(look.tally, look.bound)}


def _tally(tally: Tally, bound: Bound | None) -> Json:
    return {
        "told": tally.told,
        "counted": tally.counted,
        "succeeded": tally.succeeded,
        "harmed": {guard.value: count for guard, count in tally.harmed.items()},
        "difference": bound.difference if bound else None,
        "low": bound.low if bound else None,
        "high": bound.high if bound else None,
    }


def _goal(name: str) -> Goal | None:
    """Raises NotTried for one that there is not; None where the message's own is meant."""
    if name and name not in {goal.value for goal in Goal}:
        raise NotTried(f"There is no goal {name!r}; there are {', '.join(Goal)}.")
    return Goal(name) if name else None


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError as error:
        raise NotTried(f"{text!r} is no number.") from error
    if not abs(found) < 1_000:
        raise NotTried(f"{text!r} is no number that makes sense here.")
    return found
