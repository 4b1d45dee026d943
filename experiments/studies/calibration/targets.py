"""The targets of the calibration, and how they are measured; `targets.yaml` has their evidence and ranges.

A target is measured in a trial: some replicates of the arms under one parameter set, run when a target first
needs them. Cheap ones come first, so that most candidates are refused after one arm.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from experiments.methods.estimates import effect_size
from experiments.studies.content import texts
from simulation import Settings, change
from simulation.batch import run
from simulation.founders import SPREAD
from simulation.measures import FIELDS, STANCES, History, group_columns, groups
from simulation.params import WEEKS_A_YEAR, contract_end
from simulation.passport import Value
from simulation.rules.projects import BID_WEEKS
from simulation.staff import staff_of
from simulation.tables import NOBODY, World

Values = npt.NDArray[np.float64]
YEAR, SURVEY = 52, 95  # weeks; the survey of Dobbins et al. (2018) came after 22 months
# A service that only answers questions: a day a month of somebody without a desk at the hosts.
BRIEFING: Mapping[str, Value] = {
    "arm": "solos", "brokers.managers": 0, "brokers.academics": 1, "brokers.fte": 0.05,
    "brokers.embedding": "none",
}  # fmt: skip
HALF_YEAR = 26
TRUSTED = 0.5  # bond above which a tie counts as one of trust
GROUP_OF = ("managers", "academics")  # by community


class Trial:
    """Replicates of the arms under one parameter set; an arm runs when it is first needed.

    Args:
        settings: the parameter set; with the default contract and length of run.
        seeds: one per replicate, the same in every arm.
    """

    def __init__(self, settings: Settings, seeds: Sequence[int]) -> None:
        self.settings = settings
        self.seeds = list(seeds)
        self.end = contract_end(settings)
        self.weeks = {"year": YEAR, "end": self.end}  # by the names that targets have
        self._groups = groups(staff_of(settings).places)
        self._histories: dict[str, History] = {}

    def history(self, arm: str) -> History:
        """The observations of an arm; `briefing` is a service that only answers questions."""
        if arm not in self._histories:
            changes = BRIEFING if arm == "briefing" else {"arm": arm}
            settings = change(self.settings, changes)
            later = min(settings.weeks, self.end + YEAR)
            self._histories[arm] = run(settings, self.seeds, (YEAR, SURVEY, self.end, later))
        return self._histories[arm]

    def replicates(self, outcome: str, group: str, arm: str, week: int) -> Values:
        """An outcome in a group of organisations, by replicate."""
        sums = self.history(arm).places[:, week]
        return group_columns(sums, self._groups[group], group)[f"{outcome}_{group}"]

    def mean(self, outcome: str, group: str, arm: str, week: int) -> float:
        """The mean of that over the replicates."""
        return float(self.replicates(outcome, group, arm, week).mean())

    def gain(self, outcome: str, group: str, arm: str, week: int) -> float:
        """The mean difference of an arm to no brokers."""
        return self.mean(outcome, group, arm, week) - self.mean(outcome, group, "none", week)

    def standardised(self, outcome: str, group: str, arm: str, week: int) -> float:
        """A gain in a stance, in standard deviations between people."""
        return self.gain(outcome, group, arm, week) / SPREAD

    def worlds(self, arm: str, week: int) -> list[World]:
        """The worlds of the replicates at `YEAR`, `SURVEY`, the end of contract or a year after it."""
        return self.history(arm).worlds[week]


class Target(NamedTuple):
    """One thing that the model must reproduce.

    Attributes:
        key: its name.
        says: what is measured.
        low: smallest value allowed.
        high: largest value allowed.
        of: its value in a trial; NaN, which no range holds, where it cannot be measured.
        source: where the range comes from.
    """

    key: str
    says: str
    low: float
    high: float
    of: Callable[[Trial], float]
    source: str

    def holds(self, value: float) -> bool:
        """Whether a value lies in the range."""
        return self.low <= value <= self.high


def _most_practising(trial: Trial) -> float:
    places = trial.history("none").places
    share = places[..., FIELDS.index("practising")] / places[..., FIELDS.index("people")]
    return float(share.mean(axis=0).max())


def _drift(trial: Trial) -> float:
    """The largest change of any stance over the run, in standard deviations between people."""
    last = trial.settings.weeks
    changes = [
        trial.mean(stance, "all", "none", last) - trial.mean(stance, "all", "none", 0)
        for stance in STANCES
    ]
    return max(abs(change) for change in changes) / SPREAD


def _turnover(trial: Trial, group: str) -> float:
    last = trial.settings.weeks
    people = staff_of(trial.settings).people(GROUP_OF.index(group))
    return trial.mean("leavers", group, "none", last) / people / (last / WEEKS_A_YEAR)


def _smallest_survey_gain(trial: Trial) -> float:
    """Of knowledge and skill, in the hosts of either community."""
    return min(
        trial.standardised(stance, group, "team", SURVEY)
        for stance in ("knowledge", "skill")
        for group in ("host_managers", "host_academics")
    )


def _practice_of_the_exposed(trial: Trial) -> float:
    """By how much more people in the hosts who met brokers most (a quarter) practise than the rest."""
    more = []
    for world in trial.worlds("team", SURVEY):
        people = world.people[world.organisations["host"][world.people["organisation"]]]
        order = np.argsort(-people["brokered"], kind="stable")
        practising = people["practising"][order].astype(float)
        quarter = len(people) // 4
        more.append(practising[:quarter].mean() - practising[quarter:].mean())
    return float(np.mean(more))


def _briefing_effect(trial: Trial) -> float:
    return max(abs(trial.standardised(stance, "host", "briefing", YEAR)) for stance in STANCES)


def _bid_success(trial: Trial) -> float:
    """Of brokers who are no team, pooled over the replicates."""
    last = trial.settings.weeks
    decided, won = (
        sum(trial.mean(count, "academics", arm, last) for arm in ("single", "solos"))
        for count in ("bids_decided", "bids_won")
    )
    return won / decided if decided > 0 else math.nan


def _decided_in_time(trial: Trial) -> float:
    """Of the team's bids begun after half a year, the share decided by the end of contract."""
    end = trial.end
    begun = trial.mean("bids_begun", "academics", "team", end)
    begun -= trial.mean("bids_begun", "academics", "team", HALF_YEAR)
    decided = trial.mean("bids_decided", "academics", "team", end)
    decided -= trial.mean("bids_decided", "academics", "team", min(end, HALF_YEAR + BID_WEEKS))
    return decided / begun if begun > 0 else math.nan


def _share_of_most_met(trial: Trial) -> float:
    shares = []
    for world in trial.worlds("team", trial.end):
        met = np.sort(world.people["brokered"])[::-1]
        shares.append(met[: round(0.05 * len(met))].sum() / met.sum() if met[0] else math.nan)
    return float(np.mean(shares))


def centralisation(world: World) -> float:
    """Freeman's (1978) degree centralisation of the ties between the communities."""
    degree = (world.ties["who"] != NOBODY).sum(axis=1)
    return float((degree.max() - degree).sum() / ((len(degree) - 1) * (len(degree) - 2)))


def _centralisation_gain(trial: Trial) -> float:
    end = np.mean([centralisation(world) for world in trial.worlds("team", trial.end)])
    none = np.mean([centralisation(world) for world in trial.worlds("none", trial.end)])
    return float(end - none)


def contacts_of_single(trial: Trial) -> float:
    """People met in the first year by a single full-time broker."""
    met = [(world.people["brokered"] > 0).sum() for world in trial.worlds("single", YEAR)]
    return float(np.mean(met))


def ties_lost(trial: Trial, which: str) -> float:
    """Share of the team's ties, between people who both stayed, that is gone a year after it left.

    Args:
        trial: with a year of follow-up at least.
        which: `trusted`, of the ties with a bond above one half; `loose`, of those between two people neither
            of whom practises, which nothing supports.
    """
    lost = held = 0
    later = min(trial.settings.weeks, trial.end + YEAR)
    pairs = zip(trial.worlds("team", trial.end), trial.worlds("team", later), strict=True)
    for before, after in pairs:
        stayed = before.people["personality"] == after.people["personality"]  # a newcomer's differs
        who, bond = before.ties["who"], before.ties["bond"]
        rows, slots = np.nonzero(who > np.arange(len(who))[:, np.newaxis])
        partners = who[rows, slots]
        practising = before.people["practising"]
        loose = ~(practising[rows] | practising[partners])
        chosen = bond[rows, slots] > TRUSTED if which == "trusted" else loose
        chosen &= stayed[rows] & stayed[partners]
        kept = (after.ties["who"][rows] == partners[:, np.newaxis]).any(axis=1)
        held += int(chosen.sum())
        lost += int((chosen & ~kept).sum())
    return lost / held if held else math.nan


def bids_over_decisions(trial: Trial) -> float:
    """By how much the team's gain in bids exceeds that in decisions using research, in SD."""
    last = trial.settings.weeks
    sizes = [
        effect_size(*(trial.replicates(outcome, group, arm, last) for arm in ("team", "none")))
        for outcome, group in (("bids_begun", "academics"), ("decisions_informed", "managers"))
    ]
    return sizes[0] - sizes[1]


# How a target is measured, by the name that `targets.yaml` has.
MEASURES: Mapping[str, Callable[..., float]] = {
    "gain": lambda trial, *of: trial.gain(*of[:-1], trial.weeks[of[-1]]),
    "mean": lambda trial, *of: trial.mean(*of[:-1], trial.weeks[of[-1]]),
    **{
        measure.__name__.removeprefix("_"): measure
        for measure in (
            _most_practising, _drift, _turnover, _smallest_survey_gain, _practice_of_the_exposed,
            _briefing_effect, _bid_success, _decided_in_time, _share_of_most_met, _centralisation_gain,
            contacts_of_single, ties_lost, bids_over_decisions,
        )
    },
}  # fmt: skip


def _target(key: str, of: str, *, says: str, low: float, high: float, source: str) -> Target:
    name, *arguments = of.split()
    measure = MEASURES[name]
    return Target(key, says, low, high, lambda trial: measure(trial, *arguments), source)


_SAID = texts(__package__, "targets.yaml")
TARGETS = tuple(_target(key, **said) for key, said in _SAID["fitted"].items())
# Measured after fitting, and not used for it.
HELD_OUT = tuple(_target(key, **said) for key, said in _SAID["held_out"].items())
