"""From which price of a practising person on it pays to have brokers, without and with others' time."""

from collections.abc import Iterator

import pandas as pd

from experiments.config.arms import NAMES
from experiments.studies import phrases
from experiments.studies.content import Sentences
from experiments.studies.phrases import Row, pounds
from experiments.studies.value.run import TALK, Options

# What the time of people in the hosts costs, in facilitators' salaries: 75 to 84 % of the staff costs of a
# programme for 261 practices were the practices' own (doi.org/10.1186/s43058-021-00116-x).
HOSTS_TIME = (3, 5)


def in_pounds(row: Row, name: str = "", ends: str = "") -> str:
    """Pounds of a row with their interval."""
    return phrases.spread(row, ends, name, pounds)


def hour_of(said: Sentences) -> float:
    """The price of an hour of the people whom brokers meet; 0: their time is not counted."""
    return float(Options(**said.study.configuration["options"]).hour)


def cheapest(arms: pd.DataFrame) -> list[Row]:
    """The arm that gains a person at the least cost, if any does."""
    return [*arms[arms["each"] > 0].nsmallest(1, "each").to_dict("records")]


def with_hosts(said: Sentences, arms: pd.DataFrame) -> list[tuple[float, float]]:
    """Between which prices brokers begin to pay with all the hosts' time; nothing where time is counted."""
    return [
        (row["each"] * (1 + HOSTS_TIME[0]), row["each"] * (1 + HOSTS_TIME[1]))
        for row in cheapest(arms)
        if not hour_of(said)
    ]


def pays(said: Sentences, arms: pd.DataFrame, hosts: pd.DataFrame, price: float) -> Iterator[str]:
    """From which price on there is a better choice than no brokers, without and with others' time."""
    for row in cheapest(arms):
        yield said("pays", each=in_pounds(row, "each", "each_"), arm=NAMES[row["arm"]])
        for low, high in with_hosts(said, arms):
            (paid,) = hosts[hosts["times"] == 1].to_dict("records")
            side = "above" if low > price else "below" if high < price else "between"
            compared = said(
                f"compared.{side}", price=pounds(price), least=phrases.fixed(low / price),
                most=phrases.fixed(high / price),
            )  # fmt: skip
            yield said(
                "hosts", hours=phrases.few_digits(row["hours"]), talk=TALK, hour=paid["hour"],
                each=in_pounds(paid, "each", "each_"), low=pounds(low), high=pounds(high),
                times=HOSTS_TIME, compared=compared,
            )  # fmt: skip
