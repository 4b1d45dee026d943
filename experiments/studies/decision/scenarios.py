"""What scenarios say: gains and yields, rules for who is the better buy, agreement of halves, regret.

A scenario is a point of the study's design in one plausible parameter set; all sets come up equally often.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.config.configurations import Changes
from experiments.config.plan import Plan
from experiments.methods import clusters
from experiments.studies.decision import maps
from experiments.studies.decision.regret import regret
from experiments.studies.decision.rules import QUALITIES, rules, sought_in
from experiments.studies.decision.worth import OTHERS, Values, better, gains, standing, yields
from simulation import change

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
DEALING = 1  # apart from the chance of the design, which has the seed alone
Arms = dict[str, Values]  # `(scenarios, replicates)`


def scenarios(plan: Plan, culture: Arms, money: Arms) -> pd.DataFrame:
    """A row per scenario: its parameter set, its circumstances, gains and yields, and who is beaten."""
    table = pd.DataFrame([dict(point) for point in plan.points])
    table.insert(0, "set", set_numbers(plan))
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
    as if ahead, tied or behind were drawn anew in every scenario. Beside it stands in how many of the
    scenarios that rules are sought in the team is ahead: none is sought where that is too few, or nearly all.
    """
    critical = plan.settings.money.critical_mass
    whole = better(culture, money, critical)
    one, other = (better(*half, critical) for half in _halves(plan, culture, money))
    rows = []
    for name in OTHERS:
        wins, agree = whole[name], one[name] == other[name]
        row: dict[str, Any] = {"other": name, "judged_by": OTHERS[name], **standing(wins)}
        for what, found in (("wins", wins), ("halves_agree", agree)):
            low, high = clusters.share(found, np.ones(len(found), bool), set_numbers(plan))
            row |= {what: float(found.mean()), f"{what}_low": low, f"{what}_high": high}
        first, second = (standing(half[name]) for half in (one, other))
        by_chance = sum(first[state] * second[state] for state in first)
        sought = wins[sought_in(set_numbers(plan))]
        row |= {"by_chance": by_chance, "scenarios": len(wins)}
        rows.append(row | {"sought_in": len(sought), "sought_ahead": int((sought == 1).sum())})
    return pd.DataFrame(rows)


def set_numbers(plan: Plan) -> npt.NDArray[np.int_]:
    """`(scenarios,)` the number of each one's parameter set: all come up equally often, in random order.

    Many designs put their points in order: dealt out in turn, sets would vary along with what varies there.
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

    No brokers cost nothing, and have no place per pound.
    """
    gained = [(gains(people), spent) for people, spent in _halves(plan, culture, money)]
    one, other = ({arm: of.mean(axis=1) for arm, of in gain.items()} for gain, _ in gained)
    tables = [regret(one, other, set_numbers(plan), "points")]
    one, other = (yields(gain, spent) for gain, spent in gained)
    for half in (one, other):
        del half["none"]
    tables.append(regret(one, other, set_numbers(plan), "points per million pounds"))
    return pd.concat(tables, ignore_index=True)
