"""Every setting of the model, once, with its passport.

`Settings` is a tree of frozen dataclasses. A setting's dotted name (`contract.weeks`) is the same on
the command line, in a YAML file, in Python and in the tables. Checks are in `simulation.params`.
"""

from __future__ import annotations

import dataclasses

from simulation.passport import setting
from simulation.settings.culture import Culture, Money, Projects
from simulation.settings.posts import Brokers, Contract, Demands, Insight
from simulation.settings.sources import PAPER
from simulation.settings.surroundings import Context, Population
from simulation.settings.work import Encounters, Team

ARMS = ("none", "single", "single_matched", "solos", "team")


@dataclasses.dataclass(frozen=True)
class Settings:
    """One configuration of the simulation: everything but the seed."""

    arm: str = setting(
        "team", "choice", ARMS, "Who brokers: nobody; a single broker; as many single brokers as "
        "the team's money buys; the team's people, each alone; the team.", PAPER, "evidence",
    )  # fmt: skip
    weeks: int = setting(
        260, "weeks", (156, 260), "Length of the run.", "two years and three of follow-up",
        legal=(1, 100_000),
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
