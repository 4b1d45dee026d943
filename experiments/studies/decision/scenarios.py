"""The tables of scenarios: gains and yields, rules for who is the better buy, agreement of halves, regret.

A scenario is a point of the study's design in one plausible parameter set; all sets occur equally often.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.config.configurations import Changes
from experiments.config.plan import Plan
from experiments.methods import clusters
from experiments.methods.estimates import Estimate, three
from experiments.studies.decision import KIND, maps
from experiments.studies.decision.rules import rules, sought_in
from experiments.studies.decision.worth import ARMS, OTHERS, Values, better, gains, standing, yields
from simulation import change

# What a funder knows, as the table of rules calls it; posts and money come from the brokers' settings.
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
DEALING = 1  # a stream of its own: the design's has the seed alone
Arms = dict[str, Values]  # `(scenarios, replicates)`


def scenarios(plan: Plan, culture: Arms, money: Arms) -> pd.DataFrame:
    """A row per scenario: its parameter set, its circumstances, gains and yields, and who is beaten."""
    table = pd.DataFrame([dict(point) for point in plan.points])
    table.insert(0, "set", set_numbers(plan))
    if any(name in table for name in POSTS):
        posts = [{name: of for name, of in point.items() if name in POSTS} for point in plan.points]
        table[BUDGET] = [maps.budget(plan.settings, one) for one in posts]
        table[ACADEMICS] = [_academics(plan, one) for one in posts]
    gain = gains(culture)
    for arm, values in yields(gain, money).items():
        if arm == "none":
            continue
        table[f"gain: {arm}"] = gain[arm].mean(axis=1)
        table[f"yield: {arm}"] = values
    for other, wins in better(culture, money, plan.settings.money.critical_mass).items():
        table[f"better: {other}"] = wins
    return table


def _academics(plan: Plan, posts: Changes) -> float:
    brokers = change(plan.settings, posts).brokers
    return brokers.academics / max(1, brokers.academics + brokers.managers)


def discovered(plan: Plan, table: pd.DataFrame) -> pd.DataFrame:
    """Rules for where the team is the better buy and where not, as where it is tied."""
    names = [name for name in table.columns if name in LABELS or name in plan.points[0]]
    names = [name for name in names if name not in POSTS]
    rows, sets = [], table["set"].to_numpy()
    for other in OTHERS:
        wins = table[f"better: {other}"].eq(1).to_numpy()
        rows += [{"other": other, **rule} for rule in rules(table[names], wins, sets, LABELS)]
    columns = list(KIND.contents.tables["rules.csv"].columns)
    return pd.DataFrame(rows, columns=columns)  # also where no rule is found


def agreement(plan: Plan, culture: Arms, money: Arms) -> pd.DataFrame:
    """A row per comparison: how often the team wins, and how often two halves of the runs agree on it.

    A tie counts as half a win; halves that are both tied agree. By chance they agree as often as if ahead,
    tied or behind were drawn anew in every scenario. The last columns tell in how many of the scenarios in
    which rules are sought the team is ahead: no rule is sought where that is too few, or nearly all.
    """
    critical = plan.settings.money.critical_mass
    whole = better(culture, money, critical)
    one, other = (better(*half, critical) for half in _halves(plan, culture, money))
    rows = []
    for name in OTHERS:
        wins, agree = whole[name], one[name] == other[name]
        row: dict[str, Any] = {"other": name, "judged_by": OTHERS[name], **standing(wins)}
        for what, found in (("wins", wins), ("halves_agree", agree)):
            ends = clusters.share(found, np.ones(len(found), bool), set_numbers(plan))
            row |= three(what, float(found.mean()), ends)
        first, second = (standing(half[name]) for half in (one, other))
        by_chance = sum(first[state] * second[state] for state in first)
        sought = wins[sought_in(set_numbers(plan))]
        row |= {"by_chance": by_chance, "scenarios": len(wins)}
        rows.append(row | {"sought_in": len(sought), "sought_ahead": int((sought == 1).sum())})
    return pd.DataFrame(rows)


def set_numbers(plan: Plan) -> npt.NDArray[np.int_]:
    """`(scenarios,)` the number of each one's parameter set: all occur equally often, in random order.

    Many designs order their points: assigned in turn, sets would vary along with the circumstances.
    """
    dice = np.random.default_rng([plan.seed, DEALING])
    return dice.permutation(np.arange(len(plan.points)) % len(plan.members))


def _halves(plan: Plan, culture: Arms, money: Arms) -> list[tuple[Arms, Arms]]:
    """People practising and money in the first half of the runs of each scenario, and in the second."""
    half = plan.set_replicates // 2
    return [
        ({arm: of[:, part] for arm, of in culture.items()}, {arm: of[:, part] for arm, of in money.items()})
        for part in (slice(half), slice(half, None))
    ]  # fmt: skip


def regrets(plan: Plan, culture: Arms, money: Arms) -> pd.DataFrame:
    """Regret of each choice over the scenarios, in points gained and in points per million pounds.

    No brokers cost nothing, so that they have no gain per pound.
    """
    halves = [(gains(people), spent) for people, spent in _halves(plan, culture, money)]
    points = [{arm: of.mean(axis=1) for arm, of in gain.items()} for gain, _ in halves]
    per_pound = [yields(gain, spent) for gain, spent in halves]
    for half in per_pound:
        del half["none"]
    measures = {"points": points, "points per million pounds": per_pound}
    sets = set_numbers(plan)
    tables = [regret(one, other, sets, name) for name, (one, other) in measures.items()]
    return pd.concat(tables, ignore_index=True)


def regret(
    one: Mapping[str, Values], other: Mapping[str, Values], sets: clusters.Sets, measure: str
) -> pd.DataFrame:
    """How far each choice falls behind the best one in the same circumstances (Savage 1951).

    The best choice is named by one half of the runs and compared in the other half, in turn: the best of
    several means of the same runs would partly be the luckiest. Where the half that names it errs, the true
    best is better still, so that the mean is a lower bound of true regret. In single scenarios regret is
    mostly stochastic variance, so that only its mean is given.

    Args:
        one: `(scenarios,)` what each choice is worth by one half of the runs.
        other: the same by the other half, of the same choices.
        sets: the parameter set of each scenario.
        measure: what that is.

    Returns:
        A row per choice: mean worth, how often it is named best, mean regret with its 95 % interval over
        parameter sets; then how much `more` that is than the least mean regret, with its interval.
    """
    arms = [arm for arm in ARMS if arm in one]
    halves = [np.array([half[arm] for arm in arms]) for half in (one, other)]
    scenarios = np.arange(halves[0].shape[1])
    behind, best = np.zeros_like(halves[0]), np.zeros_like(halves[0])
    for named, judged in (halves, halves[::-1]):
        first = named.argmax(axis=0)
        behind += (judged[first, scenarios] - judged) / 2
        best += (np.arange(len(arms))[:, None] == first) / 2
    least = behind[behind.mean(axis=1).argmin()]
    worth, best_in, rows = np.mean(halves, axis=(0, 2)), best.mean(axis=1), []
    for number, arm in enumerate(arms):
        row = {"measure": measure, "arm": arm, "worth": worth[number], "best_in": best_in[number]}
        mean, more = (
            (float(values.mean()), clusters.interval(values, np.ones(len(values), bool), sets))
            for values in (behind[number], behind[number] - least)
        )
        rows.append(row | Estimate(mean[0], *mean[1], 0).columns() | three("more", *more))
    return pd.DataFrame(rows)
