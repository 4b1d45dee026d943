"""The value of information: what to choose at a price per practising person, and what to measure first.

The net benefit of an arm is the price times the people in the hosts who practise at follow-up, less the
salaries paid and, if it has a price, the time of the people whom brokers talk to or bring together. Brokers
are hired for change that lasts. What a person is worth is uncertain by orders of magnitude, so that
everything is given for many prices.
"""

import importlib.util
import math
from typing import NamedTuple

import numpy as np

from experiments.config.ensembles import parameters
from experiments.config.plan import Plan
from experiments.config.suggestions import check_known
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.estimates import CULTURE_LATER, Values
from experiments.methods.information import FOLDS, perfect
from experiments.store.replicates import stacked
from experiments.studies.kind import needs
from experiments.studies.value import KIND, tables
from experiments.studies.value.tables import ARMS, Found
from simulation import SettingsError
from simulation.params import WEEKS_A_YEAR
from simulation.staff import staff_of

WANTED = {arm: {"arm": arm} for arm in ARMS}
TALKS = ("doors_managers", "doors_academics")  # since the start, with one person each
MEETINGS = "bridges"  # of two people
OUTCOMES = (CULTURE_LATER, "money", *TALKS, MEETINGS)
TALK = 1.0  # hours of each person in a talk or a meeting: an assumption
ROUND = (1, 1.2, 1.4, 1.6, 2, 2.5, 3, 4, 5, 6, 8)  # prices, in each power of ten
FULL_TIME = 37.5 * WEEKS_A_YEAR  # paid hours a year
FEWEST_SETS, FEWEST_RUNS = 2 * FOLDS, 2


class Options(NamedTuple):
    """What only this study takes: pounds per person who practises."""

    price: float = 20_000  # the main one
    least: float = 1_000  # the lowest one
    most: float = 200_000  # the highest one
    # Of an hour that people give to talks with brokers and to meetings that these arrange.
    hour: float = 0

    @property
    def prices(self) -> Values:
        """Round prices from the lowest to the highest, these two and the main one among them."""
        powers = range(math.floor(math.log10(self.least)), math.ceil(math.log10(self.most)) + 1)
        found = np.outer([10.0**power for power in powers], ROUND).ravel()
        between = found[(found > self.least) & (found < self.most)]
        return np.union1d(between, [self.least, self.price, self.most])


def conduct(job: Job) -> None:
    """Run the arms in all parameter sets, and write what to choose and what knowing more is worth."""
    plan, said = job.plan, options(job.plan)
    job.outcomes = OUTCOMES
    runs = job.run(WANTED, sets=plan.sets)
    numbers = stacked([runs[arm] for arm in ARMS], OUTCOMES)
    by_arm = np.moveaxis(numbers.reshape(len(ARMS), len(plan.sets), -1, len(OUTCOMES)), -1, 0)
    shares, money, managers, academics, meetings = np.swapaxes(by_arm, 1, 2)
    hours = TALK * (managers + academics + 2 * meetings)
    places = [staff_of(one.settings).places for one in plan.sets]
    hosts = [sum(place.size for place in some if place.host) for some in places]  # people there
    found = Found(shares * np.array(hosts, float)[:, np.newaxis, np.newaxis], money, hours)
    worth = {price: found.worth(price, said.hour) for price in said.prices}
    everything = {price: perfect(of) for price, of in worth.items()}
    job.study.write("sets.csv", tables.sets_table(found))
    job.study.write("arms.csv", tables.arms_table(found, said.hour))
    job.study.write("choice.csv", tables.choice_table(worth))
    job.study.write("value.csv", tables.value_table(worth, everything))
    job.study.write("partial.csv", tables.partial_table(worth, parameters(plan.sets), everything))
    salary = plan.settings.money.salary / FULL_TIME
    job.study.write("hosts.csv", tables.hosts_table(found, said.price, salary))


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
        check_known(name, Options._fields, "A study of kind value has no option")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SettingsError(f"options.{name} must be a number of pounds, not {value!r}.")
    said = Options(**plan.options)
    if not 0 < said.least <= said.price <= said.most < np.inf or said.least == said.most:
        raise SettingsError(
            "options.least, options.price and options.most must be prices above 0 in this order, not "
            f"{said.least:g}, {said.price:g} and {said.most:g}."
        )
    if not 0 <= said.hour < np.inf:
        raise SettingsError(f"options.hour must be a price of 0 or more, not {said.hour:g}.")
    return said
