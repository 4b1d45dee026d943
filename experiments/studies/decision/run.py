"""The decision: in which circumstances does a team do better, and which plan is likely to work?

Scenarios pair the circumstances that a funder can name with the plausible parameter sets. In them the team's
lead is modelled as a number, and rules are sought for where it lies above zero. A search finds the cheapest
plan that is likely to reach the critical mass.
"""

import operator
from collections.abc import Iterable

from experiments.config.configurations import Changes, ParameterSet, check_staffing
from experiments.config.plan import MOST_IN_A_SET, Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.estimates import CULTURE
from experiments.store.replicates import stacked
from experiments.studies.decision import cheapest, scenarios
from experiments.studies.decision.scenarios import ARMS, Runs, set_numbers
from experiments.studies.kind import needs
from simulation import Settings, SettingsError, change

JUDGED_BY = ("money.critical_mass", "money.salary")


def conduct(job: Job) -> None:
    """Run plans and scenarios, and write the tables."""
    plan = job.plan
    job.outcomes = [CULTURE]
    # Plans come first: they are run in many steps, each of which reads the list of runs so far.
    for name, table in cheapest.tables(job).items():
        job.study.write(f"{name}.csv", table)
    runs = _scenarios(job)
    table = scenarios.table(plan, runs)
    job.study.write("scenarios.csv", table)
    job.study.write("leads.csv", scenarios.leads(plan, table, runs))
    job.study.write("circumstances.csv", scenarios.circumstances(plan, table))
    job.study.write("rules.csv", scenarios.discovered(plan, table))


def check(plan: Plan) -> None:
    """Refuse what this study cannot do.

    Raises:
        SettingsError: there is no ensemble, nothing varies, what varies is no number, there are too few or
            too many runs, or a scenario or a plan cannot be.
    """
    most = MOST_IN_A_SET - cheapest.BEFORE_TEST
    needs(
        "decision",
        (plan.members, "an ensemble: name one"),
        (plan.points, "circumstances: vary is empty"),
        (plan.set_replicates > 1, f"set_replicates of 2 or more, not {plan.set_replicates}"),
        (plan.replicates <= most, f"at most {most} replicates, not {plan.replicates}"),
    )  # fmt: skip
    words = [name for name, value in plan.points[0].items() if isinstance(value, str)]
    numbers = f"circumstances that are numbers or switches, not {' or '.join(words)}"
    needs("decision", (not words, numbers))
    for name in sorted((plan.given | {*plan.changed()}) & {*plan.points[0]}):
        raise SettingsError(
            f"{name} varies in this study, so that a value given to it would have no effect: leave it out, "
            "or vary something else in a study of your own."
        )
    for name in JUDGED_BY:
        of = operator.attrgetter(name)
        if name in plan.points[0] or {*map(of, plan.members)} != {of(plan.settings)}:
            raise SettingsError(
                f"{name} cannot vary in a study of kind decision, nor in its ensemble, as all plans are "
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
        "plan": ((plan.settings, changes) for changes in _plans()),
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
    plans, sets = _plans(), len(plan.members)
    # Where no plan is likely to work, all may be judged in all sets; in practice few are until one does.
    of_plans = len(plans) * (min(sets, cheapest.SCREENED) + sets)
    of_plans += len(cheapest.ARMS) * sets * plan.replicates
    parts = {len(points) * plan.set_replicates: points, of_plans: plans}
    return [Batch(plan.own, some, runs=runs, outcomes=[CULTURE]) for runs, some in parts.items()]


def _plans() -> list[Changes]:
    return [{**one.changes, "arm": arm} for arm in cheapest.ARMS for one in cheapest.choices(arm)]


def _scenarios(job: Job) -> Runs:
    """`(scenarios, replicates)` of people practising at the end of the contracts, by arm."""
    plan = job.plan
    wanted: dict[tuple[int, str], Changes] = {}
    where: dict[tuple[int, str], ParameterSet] = {}
    sets = plan.sets
    for number, (one, point) in enumerate(zip(set_numbers(plan), plan.points, strict=True)):
        wanted |= {(number, arm): {**point, "arm": arm} for arm in ARMS}
        where |= {(number, arm): sets[one] for arm in ARMS}
    runs = job.run(wanted, sets=where)
    found = stacked(list(runs.values()), [CULTURE]).reshape(len(plan.points), len(ARMS), -1)
    return {arm: found[:, number] for number, arm in enumerate(ARMS)}
