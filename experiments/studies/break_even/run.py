"""What an hour together must buy for the team to pay, and how gains rise with brokers' hours."""

from collections.abc import Sequence
from typing import Any

from experiments.config.configurations import Changes, ParameterSet
from experiments.config.plan import Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.estimates import CULTURE
from experiments.store.replicates import stacked
from experiments.studies.break_even import dose, surface, units
from experiments.studies.kind import needs, refuse_roster
from simulation import Settings

OUTCOMES = [CULTURE, *dose.STANCE_COLUMNS, surface.TOGETHER]


def check(plan: Plan) -> None:
    """Refuse a roster, as the number of brokers varies, and a team that lacks one of the activities.

    Raises:
        SettingsError: says which.
    """
    refuse_roster(plan)
    hours = [surface.hours_of(plan.settings, activity, 1.0) for activity in surface.ACTIVITIES]
    needs(
        "break_even", (min(hours) > 0, "a team with meetings, pairs and a leader: see group team")
    )


def cases(settings: Settings, own: Settings) -> dict[Any, Changes]:
    """What is run in a parameter set: every point, every dose, twice the people, and no brokers.

    The study's `own` settings decide the doses, so that they are the same in all sets.
    """
    wanted: dict[Any, Changes] = {dose.NONE: {"arm": "none"}}
    wanted |= {point: surface.changes_of(settings, point) for point in surface.POINTS}
    wanted |= dose.load_changes(own)
    return wanted | {one: dose.dose_changes(own, one) for one in dose.doses(own)}


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    return [
        Batch(sets, list(cases(sets[0].settings, plan.settings).values()), outcomes=OUTCOMES)
        for sets in (plan.own, plan.sets)
        if sets
    ]


def conduct(job: Job) -> None:
    """Run all cases with the study's own settings and in the parameter sets, and compare them."""
    job.outcomes = OUTCOMES
    settings = job.plan.settings
    own, in_sets = _runs(job, job.plan.own), _runs(job, job.plan.sets)
    job.study.write("surface.csv", surface.surface(settings, own, in_sets))
    lines = surface.break_even(settings, own, in_sets)
    job.study.write("break_even.csv", lines)
    even = {name: surface.in_each(in_sets, name) for name in surface.ACTIVITIES if in_sets}
    members = [one.settings for one in job.plan.sets]
    job.study.write("units.csv", units.table(settings, lines, members, even))
    job.study.write("prices.csv", surface.prices(own, in_sets))
    job.study.write("dose.csv", dose.table(settings, own, in_sets))
    job.study.write("doublings.csv", dose.doublings(settings, own, in_sets))


def _runs(job: Job, sets: Sequence[ParameterSet]) -> surface.Runs:
    """The outcomes of each case: of every run, or of every parameter set's mean where there are several."""
    if not sets:
        return {}
    wanted, where = dict[Any, Changes](), dict[Any, ParameterSet]()
    for one in sets:
        changes = cases(one.settings, job.plan.settings)
        wanted |= {(name, one.number): changed for name, changed in changes.items()}
        where |= {(name, one.number): one for name in changes}
    found = stacked(list(job.run(wanted, sets=where).values()), OUTCOMES)
    by_set = found.reshape(len(sets), len(changes), -1, len(OUTCOMES))
    units = by_set[0] if len(sets) == 1 else by_set.mean(axis=2).swapaxes(0, 1)
    columns = units.swapaxes(1, 2)
    return {
        name: dict(zip(OUTCOMES, one, strict=True))
        for name, one in zip(changes, columns, strict=True)
    }
