"""What is tried on texts and what it has shown: a few lines for each experiment, the newest first."""

from sqlmodel import Session

from bot.lab import experiment_store
from bot.lab.experiment_store import ArmState, Experiment, Look, State
from bot.lab.experiments import GOALS, winners


def experiments(session: Session) -> list[str]:
    """Lines for people: each experiment, its arms as they stood at the last look, and why it or they ended."""
    lines: list[str] = []
    for trial in experiment_store.experiments(session):
        lines += _told(trial, experiment_store.looks(session, trial.id))
    return lines or ["Nothing was tried."]


def _told(trial: Experiment, looks: tuple[Look, ...]) -> list[str]:
    ran = f"{trial.started_at:%Y-%m-%d} to {trial.ended_at:%Y-%m-%d}" if trial.ended_at else "running"
    about = f"{trial.context} in {trial.locale}, {ran}: shoppers who {GOALS[trial.goal]}"
    last, better = {look.arm: look for look in looks}, winners(trial, looks)
    lines = [f"{trial.id}  {about}, {trial.per_arm:,} of each text planned"]
    for each in trial.arms:
        name = "control" if each.arm.number == 0 else f"arm {each.arm.number}"
        lines.append(f"   {name:8} {_found(last.get(each.arm.number), each.arm.number in better)}{_state(each.state)}")
        lines += [f"            {each.note}"] if each.note else []
    return [*lines, f"   {trial.note}"] if trial.state is State.ENDED else lines


def _found(look: Look | None, is_better: bool) -> str:
    if look is None or not look.tally.counted:
        return "nobody is counted yet"
    share = f"{look.tally.succeeded / look.tally.counted:.1%} of {look.tally.counted:,}"
    if look.bound is None or look.bound.low <= -1:
        return share
    between = f"{look.bound.difference * 100:+.1f} points ({look.bound.low * 100:+.1f} to {look.bound.high * 100:+.1f})"
    return f"{share}, {between}{', better' if is_better else ''}"


def _state(state: ArmState) -> str:
    return "" if state is ArmState.OPEN else f", {state.value}"
