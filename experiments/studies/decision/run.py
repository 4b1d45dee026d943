"""The decision: in which circumstances is a team the better buy, and in which are solos?

Scenarios pair the circumstances that a funder can name with the plausible parameter sets. Rules tell where
the team wins, maps how probable that is, regret what a wrong choice costs, and a table the cheapest plans
that reach the critical mass.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable

from experiments.config.configurations import Changes, ParameterSet, check_staffing
from experiments.config.plan import ROOM, Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.estimates import CULTURE
from experiments.store.replicates import stacked
from experiments.studies.decision import cheapest, maps
from experiments.studies.decision.scenarios import (
    Arms,
    agreement,
    discovered,
    regrets,
    scenarios,
    set_numbers,
)
from experiments.studies.decision.worth import ARMS
from experiments.studies.kind import needs
from simulation import Settings, SettingsError, change

KEPT = (CULTURE, "money")
JUDGED_BY = ("money.critical_mass", "money.salary")


def conduct(job: Job) -> None:
    """Run plans, scenarios and maps, find rules, and write the tables."""
    plan = job.plan
    job.outcomes = KEPT
    # Plans come first: they are run in many steps, each of which reads the list of runs so far.
    job.study.write("cheapest.csv", cheapest.table(job, sets_of_maps(plan)))
    culture, money = _scenarios(job)
    table = scenarios(plan, culture, money)
    job.study.write("scenarios.csv", table)
    job.study.write("rules.csv", discovered(plan, table))
    job.study.write("agreement.csv", agreement(plan, culture, money))
    job.study.write("regret.csv", regrets(plan, culture, money))
    job.study.write("maps.csv", maps.table(job, sets_of_maps(plan)))


def check(plan: Plan) -> None:
    """Refuse what this study cannot do.

    Raises:
        SettingsError: there is no ensemble, nothing varies, what varies is no number, the runs cannot be
            halved, or a scenario, a place on a map or a plan cannot be.
    """
    most, halves = ROOM // (1 + cheapest.ANEW + cheapest.FURTHER), plan.set_replicates
    needs(
        "decision",
        (plan.members, "an ensemble: name one"),
        (plan.points, "circumstances: vary is empty"),
        (plan.replicates <= most, f"at most {most} replicates, not {plan.replicates}"),
        (halves % 2 == 0, f"an even number of set_replicates, not {halves}"),
    )
    words = [name for name, value in plan.points[0].items() if isinstance(value, str)]
    needs(
        "decision",
        (not words, f"circumstances that are numbers or switches, not {' or '.join(words)}"),
    )
    for name in sorted((plan.given | {*plan.changed()}) & {*plan.points[0]}):
        raise SettingsError(
            f"{name} varies in this study, so that a value given to it would have no effect: leave it out, "
            "or vary something else in a study of your own."
        )
    for name in JUDGED_BY:
        of = operator.attrgetter(name)
        if name in plan.points[0] or {*map(of, plan.members)} != {of(plan.settings)}:
            raise SettingsError(
                f"{name} cannot vary in a study of kind decision, nor in its ensemble, as all scenarios are "
                f"judged by one value of it: give it that value, as {name}=..., and vary something else."
            )
    _check_all(plan)


def _check_all(plan: Plan) -> None:
    """Refuse before anything runs what would be refused once a run begins."""
    parts: dict[str, Iterable[tuple[Settings, Changes]]] = {
        "scenario": (
            (plan.members[number], {**point, "arm": arm})
            for number, point in zip(set_numbers(plan), plan.points, strict=True)
            for arm in ("single_matched", "team")  # solos have the team's posts
        ),
        "place on a map": ((plan.settings, one) for one in maps.configurations(plan.settings)),
        "plan": ((plan.settings, changes) for changes in _plans({})),
    }
    for what, wanted in parts.items():
        for settings, changes in wanted:
            try:
                check_staffing(change(settings, changes))
            except SettingsError as error:
                raise SettingsError(f"A {what} of this study is not allowed: {error}") from None


def batches(plan: Plan) -> list[Batch]:
    """What a study runs at most, for a dry run."""
    points: list[Changes] = [{**point, "arm": arm} for point in plan.points for arm in ARMS]
    of_maps = maps.configurations(plan.settings)
    in_sets = sum(len(one.seeds) for one in sets_of_maps(plan))
    # Where none reaches the critical mass, all may be judged anew; in practice few are until one does.
    plans = [one for there in cheapest.CIRCUMSTANCES.values() for one in _plans(there)]
    best = len(cheapest.CIRCUMSTANCES) * len(cheapest.ARMS)
    times = len(plans) * (1 + cheapest.ANEW) + best * cheapest.FURTHER
    parts = {
        len(points) * plan.set_replicates: points,
        len(of_maps) * in_sets: of_maps,
        times * plan.replicates + best * in_sets: plans,
    }
    return [Batch(plan.own, some, runs=runs, outcomes=KEPT) for runs, some in parts.items()]


def _plans(there: Changes) -> list[Changes]:
    """All plans of all arms in some circumstances."""
    return [
        {**there, **one.changes, "arm": arm}
        for arm in cheapest.ARMS
        for one in cheapest.choices(arm)
    ]


def sets_of_maps(plan: Plan) -> list[ParameterSet]:
    """The parameter sets of maps, with few replicates in each."""
    few = min(plan.set_replicates, maps.REPLICATES)
    return [one._replace(seeds=one.seeds[:few]) for one in plan.sets[: maps.SETS]]


def _scenarios(job: Job) -> tuple[Arms, Arms]:
    """`(scenarios, replicates)` of people practising and of money, by arm."""
    plan = job.plan
    wanted: dict[tuple[int, str], Changes] = {}
    where: dict[tuple[int, str], ParameterSet] = {}
    sets = plan.sets
    for number, (one, point) in enumerate(zip(set_numbers(plan), plan.points, strict=True)):
        for arm in ARMS:
            wanted[number, arm], where[number, arm] = {**point, "arm": arm}, sets[one]
    runs = job.run(wanted, sets=where)
    found = stacked(list(runs.values()), KEPT).reshape(len(plan.points), len(ARMS), -1, len(KEPT))
    culture, money = (
        {arm: found[:, number, :, column] for number, arm in enumerate(ARMS)}
        for column in range(len(KEPT))
    )
    return culture, money
