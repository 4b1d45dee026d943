"""The tables of a study of the value of information, from what the runs of all arms give."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.config.groups import grouped
from experiments.methods.estimates import Estimate, Values, estimate, ratio, wilson, with_ends
from experiments.methods.information import Perfect, partial, perfect

# The cheapest first: where all are equal, it is chosen.
ARMS = ("none", "single_matched", "solos", "team")
# Prices of an hour of the people whom brokers meet, in brokers' hourly salaries.
TIMES = (0, 0.5, 1, 2)
EVERYTHING, GROUP, SETTING = "everything", "group", "setting"


class Found(NamedTuple):
    """What the runs of all arms give, in the order of `ARMS`: `(sets, arms, replicates)`."""

    people: Values  # in the hosts who practise at follow-up
    money: Values  # pounds of salaries paid
    hours: Values  # that people gave to talks with brokers and to meetings that these arranged

    def worth(self, price: float, hour: float = 0.0) -> Values:
        """The net benefits at a price of a person who practises and of an hour."""
        return price * self.people - self.cost(hour)

    def cost(self, hour: float) -> Values:
        """Salaries, and hours at a price."""
        return self.money + hour * self.hours


def sets_table(found: Found) -> pd.DataFrame:
    """A row per set and arm: people, money and hours, from which all prices follow."""
    sets = range(len(found.people))
    who = {"set": np.repeat(sets, len(ARMS)), "arm": ARMS * len(sets)}
    means = {name: of.mean(axis=2).ravel() for name, of in found._asdict().items()}
    return pd.DataFrame(who | means)


def arms_table(found: Found, hour: float = 0.0) -> pd.DataFrame:
    """A row per arm: people, money, hours, and the cost per person gained over no brokers."""
    rows = []
    for place, arm in enumerate(ARMS):
        people, money, hours = (of[:, place].mean(axis=1) for of in found)
        row = {"arm": arm} | estimate(people).named("people")
        row |= {"money": money.mean(), "hours": hours.mean()}
        rows.append(row | _each(found, place, hour).named("each") | {"n": len(people)})
    return pd.DataFrame(rows)


def _each(found: Found, place: int, hour: float) -> Estimate:
    """What an arm costs for each person gained over no brokers, with an hour at this price."""
    people, cost = (of.mean(axis=2) for of in (found.people, found.cost(hour)))
    return ratio(cost[:, place] - cost[:, 0], people[:, place] - people[:, 0])


def choice_table(worth: Mapping[float, Values]) -> pd.DataFrame:
    """A row per price and arm: net benefit over no brokers, and in how many sets the arm is the best."""
    rows = []
    for price, runs in worth.items():
        means = runs.mean(axis=2)
        best = means.argmax(axis=1)
        for place, arm in enumerate(ARMS):
            share = float((best == place).mean())
            row = {"price": price, "arm": arm} | with_ends("best", share, wilson(share, len(means)))
            rows.append(row | estimate(means[:, place] - means[:, 0]).columns())
    return pd.DataFrame(rows)


def best_arm(worth: Values) -> str:
    """The arm with the highest expected net benefit."""
    return ARMS[worth.mean(axis=(0, 2)).argmax()]


def value_table(worth: Mapping[float, Values], everything: Mapping[float, Perfect]) -> pd.DataFrame:
    """A row per price: the best choice, and what perfect information is worth."""
    rows = []
    for price, known in everything.items():
        row = {"price": price, "arm": best_arm(worth[price])} | known.estimate.columns()
        rows.append(row | {"least": known.least, "most": known.most})
    return pd.DataFrame(rows)


def hosts_table(found: Found, price: float, salary: float) -> pd.DataFrame:
    """How the choice at the main price changes if the hours of the people whom brokers meet have a price.

    A row for each price of an hour, in hourly salaries of a broker: the best choice, how often it is that,
    the arm that gains a person at the least cost, that cost, and what perfect information is worth.
    """
    rows = []
    for times in TIMES:
        hour = times * salary
        worth = found.worth(price, hour)
        place = ARMS.index(best_arm(worth))
        share = float((worth.mean(axis=2).argmax(axis=1) == place).mean())
        each = {arm: _each(found, number, hour) for number, arm in enumerate(ARMS)}
        cheapest = min(ARMS[1:], key=lambda arm: np.nan_to_num(each[arm].mean, nan=np.inf))
        row = {"times": times, "hour": hour, "arm": ARMS[place]}
        row |= with_ends("best", share, wilson(share, len(found.people)))
        row |= {"cheapest": cheapest} | each[cheapest].named("each")
        rows.append(row | perfect(worth).estimate.columns())
    return pd.DataFrame(rows)


def partial_table(
    worth: Mapping[float, Values], known: pd.DataFrame, everything: Mapping[float, Perfect]
) -> pd.DataFrame:
    """What it is worth to know all settings, each group and each setting: a row for each, at each price.

    Net benefits and the value of perfect information are by price; `known` are the settings in each set.
    """
    groups = grouped(known.columns)
    asked = [(EVERYTHING, EVERYTHING, list(known.columns))]
    asked += [(GROUP, name, members) for name, members in groups.items()]
    asked += [(SETTING, name, [name]) for members in groups.values() for name in members]
    means = [worth[price].mean(axis=2) for price in everything]
    most = [one.estimate for one in everything.values()]
    rows = [
        {"price": price, "level": level, "name": name} | value.columns()
        for level, name, members in asked
        for price, value in zip(
            everything, partial(means, known[members].to_numpy(float), most), strict=True
        )
    ]
    table = pd.DataFrame(rows)
    ranks = table.groupby(["price", "level"])["mean"].rank(ascending=False, method="first")
    return table.assign(rank=ranks.astype(int)).sort_values(["price", "level", "rank"])
