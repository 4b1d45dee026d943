"""Every setting of the model, with its passport: one file per group of settings.

`Settings` is a tree of frozen dataclasses; the order of groups and fields is that of configurations.
A setting's dotted name (`contract.weeks`) is the same on the command line, in a YAML file, in Python
and in the tables. Checks are in `simulation.params`.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools

from simulation.display import html_table
from simulation.errors import UnknownNameError
from simulation.passport import Leaf, leaves, setting
from simulation.settings.brokers import Brokers
from simulation.settings.context import Context
from simulation.settings.contract import Contract
from simulation.settings.culture import Culture
from simulation.settings.demands import Demands
from simulation.settings.encounters import Encounters
from simulation.settings.insight import Insight
from simulation.settings.money import Money
from simulation.settings.population import Population
from simulation.settings.projects import Projects
from simulation.settings.sources import PAPER
from simulation.settings.team import Team

ARMS = ("none", "single", "single_matched", "solos", "team")


@dataclasses.dataclass(frozen=True)
class Settings:
    """One configuration of the simulation: everything but the seed."""

    arm: str = setting(
        "team", "choice", ARMS, "Study arm",
        "Who brokers: nobody; a single broker; as many single brokers as the team's money buys; "
        "the team's people, each alone; the team.", PAPER, "evidence",
    )  # fmt: skip
    weeks: int = setting(
        260, "weeks", (156, 260), "Length of the run", "Number of weeks that a run lasts.",
        "two years and three of follow-up", legal=(1, 100_000),
    )  # fmt: skip
    population: Population = Population()
    context: Context = Context()
    brokers: Brokers = Brokers()
    contract: Contract = Contract()
    demands: Demands = Demands()
    insight: Insight = Insight()
    team: Team = Team()
    encounters: Encounters = Encounters()
    culture: Culture = Culture()
    projects: Projects = Projects()
    money: Money = Money()

    def __repr__(self) -> str:
        """The arm, and the settings that differ from the defaults."""
        changed = [f"{leaf.name}={leaf.value!r}" for leaf in self._changed() if leaf.name != "arm"]
        return f"Settings({', '.join([f'arm={self.arm!r}', *changed])})"

    def _repr_html_(self) -> str:
        """A table of all settings for notebooks."""
        rows = [
            (leaf.name, leaf.value, leaf.default, leaf.passport.unit, leaf.passport.meaning)
            for leaf in leaves(self)
            if leaf.passport
        ]
        return html_table(("setting", "value", "default", "unit", "meaning"), rows, repr(self))

    def _changed(self) -> list[Leaf]:
        return [leaf for leaf in leaves(self) if leaf.value != leaf.default]


def label_of(name: str) -> str:
    """A setting in a reader's words, for axes, controls and sentences.

    Args:
        name: its dotted name, such as `contract.weeks`.

    Raises:
        KeyError: there is no such setting.
    """
    try:
        return _labels()[name]
    except KeyError:
        near = difflib.get_close_matches(name, _labels(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        raise UnknownNameError(f"There is no setting {name!r}{hint}") from None


@functools.cache
def _labels() -> dict[str, str]:
    return {leaf.name: leaf.passport.label for leaf in leaves(Settings()) if leaf.passport}
