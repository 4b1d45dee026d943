"""The decision: in which circumstances is a team the better buy, and in which a solo broker?

Scenarios pair the circumstances that a funder can name with the plausible parameter sets. Rules say where
the team wins; maps, how probable that is; regret, what a wrong choice costs; and a search finds the
cheapest team that reaches the critical mass.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from experiments.config.configurations import Changes, ParameterSet, check_staffing
from experiments.config.plan import ROOM, Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.estimates import CULTURE
from experiments.store.replicates import Replicates, stacked
from experiments.studies.decision import cheapest, maps
from experiments.studies.decision.scenarios import (
    Arms,
    agreement,
    discovered,
    regrets,
    scenarios,
    set_numbers,
)
from experiments.studies.decision.worth import ARMS, Values
from simulation import Settings, SettingsError, change

MONEY = "money"
KEPT = (CULTURE, MONEY)
JUDGED_BY = ("money.critical_mass", "money.salary")


def conduct(job: Job) -> None:
    """Run scenarios, maps and the search; find rules; keep, draw and say what came out."""
    plan = job.plan
    job.outcomes = KEPT
    # The search first: it asks for a few runs at a time, while the plan of the study is short.
    job.study.write("cheapest.csv", pd.DataFrame(_cheapest(job)))
    culture, money = _scenarios(job)
    table = scenarios(plan, culture, money)
    job.study.write("scenarios.csv", table)
    found = discovered(plan, table)
    job.study.write("rules.csv", found)
    job.study.write("agreement.csv", agreement(plan, culture, money))
    job.study.write("regret.csv", regrets(plan, culture, money))
    job.study.write("maps.csv", _maps(job))


def check(plan: Plan) -> None:
    """Refuse what this study cannot do.

    Raises:
        SettingsError: there is no ensemble, nothing varies, what varies is no number, the runs cannot be
            halved, or a scenario, a place on a map or a plan cannot be.
    """
    if not plan.members:
        raise SettingsError("A study of kind decision needs an ensemble: name one.")
    if not plan.points:
        raise SettingsError("A study of kind decision needs circumstances: vary is empty.")
    most = ROOM // (1 + cheapest.ANEW + cheapest.FURTHER)
    if plan.replicates > most:
        raise SettingsError(
            f"In a study of kind decision replicates must be at most {most}, not {plan.replicates}."
        )
    if plan.set_replicates < 2 or plan.set_replicates % 2:
        raise SettingsError(
            "A study of kind decision needs an even number of set_replicates, not "
            f"{plan.set_replicates}."
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
    for name, value in plan.points[0].items():
        if isinstance(value, str):
            raise SettingsError(
                f"A study of kind decision finds rules of numbers: {name} cannot vary, as it is a word."
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
        "place on a map": ((plan.settings, changes) for changes in _of_maps(plan)),
        "plan": ((plan.settings, changes) for changes in _plans({})),
    }
    for what, wanted in parts.items():
        for settings, changes in wanted:
            try:
                check_staffing(change(settings, changes))
            except SettingsError as error:
                raise SettingsError(f"A {what} of this study cannot be: {error}") from None


def batches(plan: Plan) -> list[Batch]:
    """What a study runs at most, for a dry run."""
    points: list[Changes] = [{**point, "arm": arm} for point in plan.points for arm in ARMS]
    of_maps = _of_maps(plan)
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


def _scenarios(job: Job) -> tuple[Arms, Arms]:
    """`(scenarios, replicates)` of people practising and of money, by arm."""
    plan = job.plan
    sets = plan.sets
    scenarios = list(zip(set_numbers(plan), plan.points, strict=True))
    wanted: dict[tuple[int, str], Changes] = {}
    where: dict[tuple[int, str], ParameterSet] = {}
    for number, (one, point) in enumerate(scenarios):
        for arm in ARMS:
            wanted[number, arm], where[number, arm] = {**point, "arm": arm}, sets[one]
    runs = job.run(wanted, sets=where)
    found = stacked(list(runs.values()), KEPT).reshape(len(plan.points), len(ARMS), -1, len(KEPT))
    culture, money = (
        {arm: found[:, number, :, column] for number, arm in enumerate(ARMS)}
        for column in range(len(KEPT))
    )
    return culture, money


def sets_of_maps(plan: Plan) -> list[ParameterSet]:
    """The parameter sets that maps are over, and few replicates in each: sets differ more than luck."""
    few = min(plan.set_replicates, maps.REPLICATES)
    return [one._replace(seeds=one.seeds[:few]) for one in plan.sets[: maps.SETS]]


def _of_maps(plan: Plan) -> list[Changes]:
    """The different configurations of all maps."""
    found = [changes for _, arms in maps.cells(plan.settings) for changes in arms.values()]
    return list({tuple(sorted(one.items())): one for one in found}.values())


def _maps(job: Job) -> pd.DataFrame:
    plan = job.plan
    places = list(maps.cells(plan.settings))
    wanted = {(cell, arm): one for cell, arms in places for arm, one in arms.items()}
    runs = job.run(wanted, sets=sets_of_maps(plan))
    there = maps.axes(plan.settings)
    rows: list[dict[str, Any]] = []
    for cell, arms in places:
        numbers = {arm: stacked([runs[cell, arm]], KEPT) for arm in arms}
        culture, money = (
            {arm: values[..., column] for arm, values in numbers.items()}
            for column in range(len(KEPT))
        )
        rows += maps.probabilities(there, cell, culture, money, plan.settings)
    return maps.table(rows)


def _cheapest(job: Job) -> Iterator[dict[str, Any]]:
    """A row per circumstance and arm: the cheapest plan, and how it does where it was not chosen."""
    plan = job.plan
    others = functools.partial(job.run, sets=plan.other_worlds(0, cheapest.ANEW * plan.replicates))
    critical = plan.settings.money.critical_mass
    settings = "the study's own settings" if plan.changed() else "the default settings"
    for circumstances, there in cheapest.CIRCUMSTANCES.items():
        base = change(plan.settings, there)
        first: dict[str, cheapest.Shares] = {}
        anew: dict[str, cheapest.Shares] = {}
        searched: dict[str, tuple[cheapest.Choice | None, cheapest.Shares]] = {}
        for arm in cheapest.ARMS:
            own = functools.partial(_judge, job.run, there, arm)
            other = functools.partial(_judge, others, there, arm)
            searched[arm] = cheapest.search(base, arm, own, critical, plan.seed)
            first[arm] = own(cheapest.choices(arm))
            anew[arm] = cheapest.judged_anew(base, first[arm], other, critical)
        dearer = cheapest.dearer(base, anew, critical)
        for arm in cheapest.ARMS:
            found, seen = searched[arm]
            chosen = cheapest.cheapest(base, anew[arm], critical)
            lucky = cheapest.cheapest(base, first[arm], critical)
            again = (
                cheapest.again(*_further(job, {**there, **chosen.changes, "arm": arm}), critical)
                if chosen
                else dict.fromkeys(cheapest.AGAIN_COLUMNS, np.nan)
            )
            yield {
                "circumstances": circumstances, "settings": settings, "arm": arm,
                **cheapest.row(base, arm, chosen, lucky, found), **again, **dearer,
                "critical": critical, "anew": len(anew[arm]),
                "chosen_in": cheapest.ANEW * plan.replicates, "looked_at": len(seen),
                "plans": len(first[arm]),
            }  # fmt: skip


def _judge(
    run: Callable[[dict[cheapest.Choice, Changes]], dict[cheapest.Choice, Replicates]],
    there: Changes, arm: str, some: Iterable[cheapest.Choice],
) -> dict[cheapest.Choice, Values]:  # fmt: skip
    """The shares of people practising under some plans in the worlds that `run` runs them in."""
    wanted: dict[cheapest.Choice, Changes] = {
        one: {**there, **one.changes, "arm": arm} for one in some
    }
    if not wanted:
        return {}
    found = stacked(list(run(wanted).values()), [CULTURE])[..., 0]
    return dict(zip(wanted, found, strict=True))


def _further(job: Job, changes: Changes) -> tuple[Values, Values]:
    """People practising under a plan in worlds in which none was chosen, and in plausible parameter sets."""
    past, worlds = (times * job.plan.replicates for times in (cheapest.ANEW, cheapest.FURTHER))
    further = job.run({0: changes}, sets=job.plan.other_worlds(past, worlds))
    in_sets = job.run({0: changes}, sets=sets_of_maps(job.plan))
    shares, of_sets = (
        stacked(list(runs.values()), [CULTURE])[..., 0] for runs in (further, in_sets)
    )
    return shares[0], of_sets
