"""From which price of a practising person on it pays to have brokers, without and with others' time."""

from collections.abc import Iterator

import pandas as pd

from experiments.config.arms import NAMES
from experiments.store.configured import Configured
from experiments.studies import phrases
from experiments.studies.content import Sentences
from experiments.studies.phrases import Row, pounds
from experiments.studies.value.run import TALK, Options

# What the time of people in the hosts costs, in facilitators' salaries: 75 to 84 % of the staff costs of a
# programme for 261 practices were the practices' own (doi.org/10.1186/s43058-021-00116-x).
HOSTS_TIME = (3, 5)
WITH_HOSTS = tuple(
    1 + times for times in HOSTS_TIME
)  # salaries and that time, in facilitators' salaries


def in_pounds(row: Row, name: str = "", ends: str = "") -> str:
    """Pounds of a row with their interval."""
    return phrases.spread(row, ends, name, pounds)


def options_of(study: Configured) -> Options:
    """The options of a study; `hour` is 0 where the time of the people whom brokers meet is not counted."""
    return Options(**study.configuration["options"])


def paying(arms: pd.DataFrame) -> list[Row]:
    """The arms that gain people, that with the least cost of a person first."""
    return [*arms[arms["each"] > 0].sort_values("each").to_dict("records")]


def with_hosts(study: Configured, arms: pd.DataFrame) -> tuple[float, float] | None:
    """Between which prices brokers begin to pay with all the hosts' time; None where time is counted."""
    rows = paying(arms)
    if not rows or options_of(study).hour:
        return None
    low, high = (rows[0]["each"] * times for times in WITH_HOSTS)
    return low, high


def pays(said: Sentences, arms: pd.DataFrame, hosts: pd.DataFrame, price: float) -> Iterator[str]:
    """From which price on there is a better choice than no brokers, without and with others' time."""
    for row in paying(arms)[:1]:
        yield said("pays", each=in_pounds(row, "each", "each_"), arm=NAMES[row["arm"]])
        if between := with_hosts(said.study, arms):
            low, high = between
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
