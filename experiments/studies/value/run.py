"""The value of information: what to choose at a price per practising person, and what to measure first.

The net benefit of an arm is the price times the people in the hosts who practise at follow-up, less the
salaries paid: brokers are hired for change that lasts. What a person is worth is uncertain by orders of
magnitude, so that everything is given for many prices.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.config.configurations import ParameterSet
from experiments.config.groups import grouped
from experiments.config.plan import Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.estimates import CULTURE_LATER, Values, estimate, ratio, three, wilson
from experiments.methods.information import FOLDS, Perfect, partial, perfect
from experiments.store.replicates import stacked
from experiments.studies.kind import needs
from experiments.studies.value import KIND
from simulation import SettingsError
from simulation.errors import nearest
from simulation.passport import leaves
from simulation.staff import staff_of

ARMS = (
    "none",
    "single_matched",
    "solos",
    "team",
)  # the cheapest first: where all are equal, it is chosen
WANTED = {arm: {"arm": arm} for arm in ARMS}
OUTCOMES = (CULTURE_LATER, "money")
PRICES = 24  # beside the main one
FEWEST_SETS, FEWEST_RUNS = 2 * FOLDS, 2
EVERYTHING, GROUP, SETTING = "everything", "group", "setting"


class Options(NamedTuple):
    """What only this study takes: pounds per person who practises.

    Attributes:
        price: the main one.
        least: the lowest one.
        most: the highest one.
    """

    price: float = 20_000
    least: float = 1_000
    most: float = 200_000

    @property
    def prices(self) -> Values:
        """All prices, the main one among them."""
        others = np.geomspace(self.least, self.most, PRICES).round()
        return np.union1d(others, [self.price])


class Found(NamedTuple):
    """What the runs of all arms give, in the order of `ARMS`: `(sets, arms, replicates)`.

    Attributes:
        people: in the hosts who practise at follow-up.
        money: pounds of salaries paid.
    """

    people: Values
    money: Values

    def worth(self, price: float) -> Values:
        """The net benefits at a price."""
        return price * self.people - self.money


def conduct(job: Job) -> None:
    """Run the arms in all parameter sets, and write what to choose and what knowing more is worth."""
    plan, said = job.plan, options(job.plan)
    job.outcomes = OUTCOMES
    found = _found(job, plan.sets)
    everything = {price: perfect(found.worth(price)) for price in said.prices}
    job.study.write("sets.csv", sets_table(found))
    job.study.write("arms.csv", arms_table(found))
    job.study.write("choice.csv", choice_table(found, said.prices))
    job.study.write("value.csv", value_table(found, everything))
    job.study.write("partial.csv", partial_table(found, parameters(plan.sets), everything))


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    return [Batch(plan.sets, list(WANTED.values()), outcomes=OUTCOMES)]


def check(plan: Plan) -> None:
    """Refuse what this study cannot do.

    Raises:
        SettingsError: an option cannot be, a library is missing, or there are too few sets or replicates.
    """
    options(plan)
    there = importlib.util.find_spec("sklearn")  # imported late, but missed early
    needs(
        "value",
        (there, f"scikit-learn: pip install 'knowledge-brokering[{KIND.extra}]'"),
        (plan.sets, "an ensemble: name one"),
        (len(plan.sets) >= FEWEST_SETS, f"at least {FEWEST_SETS} parameter sets, not {len(plan.sets)}"),
        (plan.set_replicates >= FEWEST_RUNS, f"at least {FEWEST_RUNS} set_replicates"),
    )  # fmt: skip


def options(plan: Plan) -> Options:
    """The options of a study.

    Raises:
        SettingsError: there is no such option, or the prices are not in order.
    """
    for name, value in plan.options.items():
        if name not in Options._fields:
            raise SettingsError(
                f"A study of kind value has no option {name!r}; {nearest(name, Options._fields)}"
            )
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SettingsError(f"options.{name} must be a number of pounds, not {value!r}.")
    said = Options(**plan.options)
    if not 0 < said.least <= said.price <= said.most < np.inf or said.least == said.most:
        raise SettingsError(
            "options.least, options.price and options.most must be prices above 0 in this order, not "
            f"{said.least:g}, {said.price:g} and {said.most:g}."
        )
    return said


def _found(job: Job, sets: Sequence[ParameterSet]) -> Found:
    runs = job.run(WANTED, sets=sets)
    numbers = stacked([runs[arm] for arm in ARMS], OUTCOMES)
    shares, money = np.moveaxis(numbers.reshape(len(ARMS), len(sets), -1, len(OUTCOMES)), -1, 0)
    return Found(*(np.swapaxes(one, 0, 1) for one in (shares * hosts_people(sets), money)))


def hosts_people(sets: Sequence[ParameterSet]) -> Values:
    """`(sets, 1)` how many people the hosts have."""
    places = [staff_of(one.settings).places for one in sets]
    return np.array([[sum(place.size for place in some if place.host)] for some in places], float)


def parameters(sets: Sequence[ParameterSet]) -> pd.DataFrame:
    """The numbers that differ between the sets: a row per set, a column per setting."""
    rows = [{leaf.name: leaf.value for leaf in leaves(one.settings)} for one in sets]
    table = pd.DataFrame(rows).select_dtypes("number")
    return table.loc[:, table.nunique() > 1]


def sets_table(found: Found) -> pd.DataFrame:
    """A row per set and arm: people and money, from which all prices follow."""
    count = len(found.people)
    means = {name: of.mean(axis=2).ravel() for name, of in found._asdict().items()}
    return pd.DataFrame(
        {"set": np.repeat(np.arange(count), len(ARMS)), "arm": ARMS * count} | means
    )


def arms_table(found: Found) -> pd.DataFrame:
    """A row per arm: people, money, and money per person gained over no brokers."""
    people, money = (of.mean(axis=2) for of in found)
    rows = []
    for place, arm in enumerate(ARMS):
        more, spent = (of[:, place] - of[:, 0] for of in (people, money))
        each = ratio(spent, more)
        mean = estimate(people[:, place])
        row = {"arm": arm, **three("people", mean.mean, mean[1:]), "money": money[:, place].mean()}
        rows.append(row | three("each", each.mean, each[1:]) | {"n": len(people)})
    return pd.DataFrame(rows)


def choice_table(found: Found, prices: Values) -> pd.DataFrame:
    """A row per price and arm: net benefit over no brokers, and in how many sets the arm is the best."""
    rows = []
    for price in prices:
        worth = found.worth(price).mean(axis=2)
        best = worth.argmax(axis=1)
        for place, arm in enumerate(ARMS):
            share = float((best == place).mean())
            row = {"price": price, "arm": arm} | three("best", share, wilson(share, len(worth)))
            rows.append(row | estimate(worth[:, place] - worth[:, 0]).columns())
    return pd.DataFrame(rows)


def value_table(found: Found, everything: Mapping[float, Perfect]) -> pd.DataFrame:
    """A row per price: the best choice, and what perfect information is worth."""
    rows = []
    for price, known in everything.items():
        choice = ARMS[found.worth(price).mean(axis=(0, 2)).argmax()]
        row = {"price": price, "arm": choice} | known.estimate.columns()
        rows.append(row | {"least": known.least, "most": known.most})
    return pd.DataFrame(rows)


def partial_table(
    found: Found, known: pd.DataFrame, everything: Mapping[float, Perfect]
) -> pd.DataFrame:
    """What it is worth to know all settings, each group and each setting: a row for each, at each price.

    Args:
        found: what the runs give.
        known: the settings in each set.
        everything: the value of perfect information by price.
    """
    groups = grouped(known.columns)
    asked = [(EVERYTHING, EVERYTHING, list(known.columns))]
    asked += [(GROUP, name, members) for name, members in groups.items()]
    asked += [(SETTING, name, [name]) for members in groups.values() for name in members]
    worth = [found.worth(price).mean(axis=2) for price in everything]
    most = [one.estimate for one in everything.values()]
    rows = [
        {"price": price, "level": level, "name": name} | value.columns()
        for level, name, members in asked
        for price, value in zip(
            everything, partial(worth, known[members].to_numpy(float), most), strict=True
        )
    ]
    table = pd.DataFrame(rows)
    ranks = table.groupby(["price", "level"])["mean"].rank(ascending=False, method="first")
    return table.assign(rank=ranks.astype(int)).sort_values(["price", "level", "rank"])
