"""The decision: in which circumstances is a team the better buy, and in which a solo broker?

Scenarios pair the circumstances that a funder can name with the plausible parameter sets. Rules say where
the team wins; maps, how probable that is; regret, what a wrong choice costs; and a search finds the
cheapest team that reaches the critical mass.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from rich.table import Table

from experiments import store, wording
from experiments.analysis import CULTURE, Estimate, estimate
from experiments.configurations import Changes, ParameterSet
from experiments.decision import cheapest, clusters, maps
from experiments.decision.regret import regret
from experiments.decision.rules import QUALITIES, rules
from experiments.decision.worth import ARMS, OTHERS, Values, better, gains, standing, yields
from experiments.figures import decision as figures
from experiments.job import Job
from experiments.plan import Plan
from experiments.stored import Stored, stacked
from simulation import SettingsError, change

MONEY = "money"
KEPT = (CULTURE, MONEY)
# What a funder knows, in words; posts and money come from the brokers' settings.
BUDGET, ACADEMICS = "budget", "academics"
LABELS = {
    "context.reorganisation": "the rate of reorganisations a year",
    "context.pressure": "pressure on money",
    "context.senior_involvement": "senior involvement",
    "context.relations": "relations at the start",
    "population.ally_share": "share of allies",
    "population.managers": "the number of managers in an organisation",
    "contract.weeks": "the contract in weeks",
    BUDGET: "the budget in £1000 a year",
    ACADEMICS: "academics' share of posts",
}
POSTS = ("brokers.managers", "brokers.academics", "brokers.fte")
Arms = dict[str, Values]


def conduct(job: Job) -> None:
    """Run scenarios, maps and the search; find rules; keep, draw and say what came out."""
    plan = job.plan
    check(plan)
    job.outcomes = KEPT
    runs = f"{plan.settings.weeks} weeks of {wording.listed(ARMS)}"
    job.out.print(wording.question(plan, runs, sets=True))
    job.out.print(f"{len(plan.points)} scenarios: each a point of the design in one parameter set.")
    # The search first: it asks for a few runs at a time, while the plan of the study is short.
    store.save_csv(job.folder / "cheapest.csv", pd.DataFrame(_cheapest(job)))
    culture, money = _scenarios(job)
    table = scenarios(plan, culture, money)
    store.save_csv(job.folder / "scenarios.csv", table)
    found = discovered(plan, table)
    store.save_csv(job.folder / "rules.csv", found)
    store.save_csv(job.folder / "agreement.csv", agreement(plan, culture, money))
    store.save_csv(job.folder / "regret.csv", regrets(plan, culture, money))
    store.save_csv(job.folder / "maps.csv", _maps(job))
    figures.draw(job.folder)
    _tell(job, found)
    job.finish()


def check(plan: Plan) -> None:
    """Refuse what this study cannot do.

    Raises:
        SettingsError: there is no ensemble, nothing varies, or the runs cannot be halved.
    """
    if not plan.members:
        raise SettingsError("A study of kind decision needs an ensemble: name one.")
    if not plan.points:
        raise SettingsError("A study of kind decision needs circumstances: vary is empty.")
    if plan.set_replicates < 2 or plan.set_replicates % 2:
        raise SettingsError(
            "A study of kind decision needs an even number of set_replicates, not "
            f"{plan.set_replicates}."
        )


def announced(plan: Plan) -> Iterator[tuple[list[Changes], int]]:
    """For a dry run: configurations to measure, and how many runs of the like there are at most."""
    check(plan)
    points: list[Changes] = [{**point, "arm": arm} for point in plan.points for arm in ARMS]
    yield points, len(points) * plan.set_replicates
    of_maps = _of_maps(plan)
    yield of_maps, len(of_maps) * sum(len(one.seeds) for one in sets_of_maps(plan))
    teams: list[Changes] = [
        {**one.changes, "arm": arm} for one in cheapest.choices() for arm in cheapest.ARMS
    ]
    yield teams, len(teams) * len(cheapest.CIRCUMSTANCES) * plan.replicates


def _scenarios(job: Job) -> tuple[Arms, Arms]:
    """`(scenarios, replicates)` of people practising and of money, by arm."""
    plan = job.plan
    sets = plan.sets
    wanted = {
        (number, arm): (sets[one], {**point, "arm": arm})
        for number, (one, point) in enumerate(zip(_numbers(plan), plan.points, strict=True))
        for arm in ARMS
    }
    runs = job.run_scattered(wanted)
    found = stacked(list(runs.values()), KEPT).reshape(len(plan.points), len(ARMS), -1, len(KEPT))
    culture, money = (
        {arm: found[:, number, :, column] for number, arm in enumerate(ARMS)}
        for column in range(len(KEPT))
    )
    return culture, money


def scenarios(plan: Plan, culture: Arms, money: Arms) -> pd.DataFrame:
    """A row per scenario: its parameter set, its circumstances, gains and yields, and who is beaten."""
    table = pd.DataFrame([dict(point) for point in plan.points])
    table.insert(0, "set", _numbers(plan))
    if any(name in table for name in POSTS):
        table[BUDGET] = [maps.budget(plan.settings, _posts(point)) for point in plan.points]
        table[ACADEMICS] = [_academics(plan, point) for point in plan.points]
    gain = gains(culture)
    for arm, values in yields(gain, money).items():
        if arm == "none":
            continue
        table[f"gain: {arm}"] = gain[arm].mean(axis=1)
        table[f"yield: {arm}"] = values
    for other, wins in better(culture, money, plan.settings.money.critical_mass).items():
        table[f"better: {other}"] = wins
    return table


def _posts(point: Changes) -> Changes:
    return {name: value for name, value in point.items() if name in POSTS}


def _academics(plan: Plan, point: Changes) -> float:
    brokers = change(plan.settings, _posts(point)).brokers
    return brokers.academics / max(1, brokers.academics + brokers.managers)


def discovered(plan: Plan, table: pd.DataFrame) -> pd.DataFrame:
    """Rules for where the team is the better buy and where not, as where it is tied."""
    names = [name for name in table.columns if name in LABELS or name in plan.points[0]]
    names = [name for name in names if name not in POSTS]
    rows = [
        {"other": other, **rule}
        for other in OTHERS
        for rule in rules(
            table[names],
            table[f"better: {other}"].eq(1).to_numpy(),
            table["set"].to_numpy(),
            LABELS,
        )
    ]
    columns = ["other", "holds", "method", "rule", *QUALITIES, "clear"]
    return pd.DataFrame(rows, columns=columns)  # also where no rule is found


def agreement(plan: Plan, culture: Arms, money: Arms) -> pd.DataFrame:
    """A row per comparison: how often the team wins, and how often two halves of the runs agree on it.

    A tie counts as half a win, and halves that both call a tie agree. They also agree by chance: as often
    as if ahead, tied or behind were drawn anew in every scenario.
    """
    critical = plan.settings.money.critical_mass
    whole = better(culture, money, critical)
    one, other = (better(*half, critical) for half in _halves(plan, culture, money))
    rows = []
    for name in OTHERS:
        wins, agree = whole[name], one[name] == other[name]
        row: dict[str, Any] = {"other": name, "judged_by": OTHERS[name], **standing(wins)}
        for what, found in (("wins", wins), ("halves_agree", agree)):
            low, high = clusters.interval(found, np.ones(len(found), bool), _numbers(plan))
            row |= {what: float(found.mean()), f"{what}_low": low, f"{what}_high": high}
        first, second = (standing(half[name]) for half in (one, other))
        by_chance = sum(first[state] * second[state] for state in first)
        rows.append({**row, "by_chance": by_chance, "scenarios": len(wins)})
    return pd.DataFrame(rows)


def _numbers(plan: Plan) -> npt.NDArray[np.int_]:
    """The number of each scenario's parameter set: all come up equally often."""
    return np.arange(len(plan.points)) % len(plan.members)


def _halves(plan: Plan, culture: Arms, money: Arms) -> list[tuple[Arms, Arms]]:
    """People practising and money in the first half of the runs of each scenario, and in the second."""
    half = plan.set_replicates // 2
    return [
        ({arm: of[:, part] for arm, of in culture.items()}, {arm: of[:, part] for arm, of in money.items()})
        for part in (slice(half), slice(half, None))
    ]  # fmt: skip


def regrets(plan: Plan, culture: Arms, money: Arms) -> pd.DataFrame:
    """Regret of each choice over the scenarios, in points gained and in points per million pounds.

    Nobody costs nothing, so that nobody has no place per pound.
    """
    gained = [(gains(people), spent) for people, spent in _halves(plan, culture, money)]
    one, other = ({arm: of.mean(axis=1) for arm, of in gain.items()} for gain, _ in gained)
    tables = [regret(one, other, _numbers(plan), "points")]
    one, other = (yields(gain, spent) for gain, spent in gained)
    for half in (one, other):
        del half["none"]
    tables.append(regret(one, other, _numbers(plan), "points per million pounds"))
    return pd.concat(tables, ignore_index=True)


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
    runs = job.run_sets(wanted, sets=sets_of_maps(plan))
    there = maps.axes(plan.settings)
    rows: list[dict[str, Any]] = []
    for cell, arms in places:
        numbers = {arm: stacked([runs[cell, arm]], KEPT) for arm in arms}
        culture, money = (
            {arm: values[..., column] for arm, values in numbers.items()}
            for column in range(len(KEPT))
        )
        rows += maps.probabilities(there, cell, culture, money, plan.settings.money.critical_mass)
    return maps.table(rows)


def _cheapest(job: Job) -> Iterator[dict[str, Any]]:
    """A row per circumstance and arm: the cheapest plan that a search finds, checked by a dense grid.

    The plan is the luckiest of many; its share of people practising is therefore that in other worlds.
    """
    critical = job.plan.settings.money.critical_mass
    for circumstances, there in cheapest.CIRCUMSTANCES.items():
        base = change(job.plan.settings, there)
        for arm in cheapest.ARMS:
            judge = functools.partial(_judge, job.run, there, arm)
            found, seen = cheapest.search(base, judge, critical, job.plan.seed)
            grid = judge(cheapest.choices())
            again = _judge(job.run_elsewhere, there, arm, [found])[found] if found else None
            best = cheapest.cheapest_of(base, grid, critical)
            yield {
                "circumstances": circumstances, "arm": arm, **cheapest.row(base, found, again, best),
                "critical": critical,
                "looked_at": len(seen), "grid": len(grid),
            }  # fmt: skip


def _judge(
    run: Callable[[Mapping[cheapest.Choice, Changes]], Mapping[cheapest.Choice, Stored]],
    there: Changes,
    arm: str,
    some: Iterable[cheapest.Choice],
) -> dict[cheapest.Choice, Estimate]:
    """The share of people practising under some plans."""
    runs = run({one: {**there, **one.changes, "arm": arm} for one in some})
    shares = {one: found.table([CULTURE])[CULTURE] for one, found in runs.items()}
    return {one: estimate(share.to_numpy(float)) for one, share in shares.items()}


def _tell(job: Job, found: pd.DataFrame) -> None:
    wins = pd.read_csv(job.folder / "agreement.csv")
    table = Table("team beats", "in", "judged by", box=None, pad_edge=False)
    for row in wins.to_dict("records"):
        table.add_row(row["other"], f"{row['wins']:.0%} of scenarios", row["judged_by"])
    job.out.print(table)
    for row in found.to_dict("records"):
        job.out.print(wording.rule(row), soft_wrap=True)
    cheap = pd.read_csv(job.folder / "cheapest.csv")
    for row in cheap.to_dict("records"):
        job.out.print(wording.cheapest(row), soft_wrap=True)
