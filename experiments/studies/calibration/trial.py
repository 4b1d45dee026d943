"""A trial of a parameter set: some replicates of the arms, and what the targets measure in them.

An arm runs when a target first needs it. The measures are functions of a trial, named in `targets.yaml`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from experiments.methods.estimates import effect_size
from simulation import Settings, change
from simulation.batch import run
from simulation.founders import SPREAD
from simulation.measures import BROKER_FIELDS, FIELDS, STANCES, History, group_columns, groups
from simulation.params import WEEKS_A_YEAR, contract_end
from simulation.passport import Value
from simulation.rules.projects import BID_WEEKS, winning_chance
from simulation.staff import staff_of
from simulation.tables import ACADEMIC, NOBODY, World

Values = npt.NDArray[np.float64]
YEAR, SURVEY = 52, 95  # weeks; the survey of Dobbins et al. (2018) came after 22 months
LONG = 5 * YEAR  # of follow-up, for what is held out
# A service that only answers questions: a day a month of somebody without a desk at the hosts.
BRIEFING: Mapping[str, Value] = {
    "arm": "solos", "brokers.managers": 0, "brokers.academics": 1, "brokers.fte": 0.05,
    "brokers.embedding": "none",
}  # fmt: skip
FUNDED = ("team", "solos", "single_matched")  # arms that cost the same
HALF_YEAR = 26
TRUSTED = 0.5  # bond above which a tie counts as one of trust
GROUP_OF = ("managers", "academics")  # by community
PEOPLE, PRACTISING = (FIELDS.index(name) for name in ("people", "practising"))


class Trial:
    """Replicates of the arms under one parameter set; an arm runs when it is first needed.

    Args:
        settings: the parameter set; with the default contract.
        seeds: one per replicate, the same in every arm.
        later: weeks of follow-up after the contracts; a year is enough for the fitted targets.
        briefly: an arm first runs only as long as the target at hand needs; a later one may repeat it.
    """

    def __init__(
        self, settings: Settings, seeds: Sequence[int], later: int = YEAR, briefly: bool = False
    ) -> None:
        self.seeds = list(seeds)
        self.end = contract_end(settings)
        self.last = self.end + later
        self._stops = (YEAR, self.end) if briefly else ()
        self.settings = settings
        self.weeks = {"year": YEAR, "end": self.end}  # by the names that targets have
        self.places = staff_of(settings).places
        self._groups = groups(self.places)
        self._histories: dict[str, History] = {}

    def history(self, arm: str, week: int) -> History:
        """The observations of an arm, up to a week at least."""
        if arm not in self._histories or self._histories[arm].places.shape[1] <= week:
            changes = BRIEFING if arm == "briefing" else {"arm": arm}
            last = self.end if arm in ("briefing", "single") else self.last
            until = min(stop for stop in (*self._stops, last) if stop >= week)
            kept = {"team": (SURVEY, self.end, self.end + YEAR), "single": (YEAR, self.end)}
            keep = [one for one in kept.get(arm, (self.end,)) if one <= until]
            settings = change(self.settings, {**changes, "weeks": last})
            self._histories[arm] = run(settings, self.seeds, keep, until=until)
        return self._histories[arm]

    def replicates(self, outcome: str, group: str, arm: str, week: int) -> Values:
        """An outcome in a group of organisations, by replicate."""
        sums = self.history(arm, week).places[:, week]
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

    def hosts(self, week: int, arms: Sequence[str] = FUNDED) -> Values:
        """The share of people who practise in each host organisation of each run of some arms, in a row."""
        rows = [o for o, place in enumerate(self.places) if place.host]
        sums = np.concatenate([self.history(arm, week).places[:, week, rows] for arm in arms])
        share: Values = sums[..., PRACTISING] / sums[..., PEOPLE]
        return share.ravel()

    def worlds(self, arm: str, week: int) -> list[World]:
        """The worlds of the replicates in a week that is kept; for all arms the end of contract is."""
        return self.history(arm, week).worlds[week]


# ------------------------------------------------------------- without brokers


def most_practising(trial: Trial) -> float:
    """The largest share of an organisation that practises in any week, mean over the runs."""
    places = trial.history("none", trial.last).places
    share = places[..., PRACTISING] / places[..., PEOPLE]
    return float(share.mean(axis=0).max())


def drift(trial: Trial) -> float:
    """The largest change of any stance over the run, in standard deviations between people."""
    changes = [
        trial.mean(stance, "all", "none", trial.last) - trial.mean(stance, "all", "none", 0)
        for stance in STANCES
    ]
    return max(abs(change) for change in changes) / SPREAD


def turnover(trial: Trial, group: str) -> float:
    """The share of a community that leaves in a year."""
    people = staff_of(trial.settings).people(GROUP_OF.index(group))
    return trial.mean("leavers", group, "none", trial.last) / people / (trial.last / WEEKS_A_YEAR)


def decisions_informed(trial: Trial) -> float:
    """The share of decisions that use research."""
    names = ("decisions_informed", "decisions")
    used, all_ = (trial.mean(name, "managers", "none", trial.last) for name in names)
    return used / all_ if all_ > 0 else math.nan


# ----------------------------------------------------------------- meetings, ties


def meetings_of_single(trial: Trial) -> float:
    """Meetings a week of a single full-time broker in the first year, with people who are still there."""
    met = [world.people["brokered"].sum() / YEAR for world in trial.worlds("single", YEAR)]
    return float(np.mean(met))


def contacts_of_single(trial: Trial) -> float:
    """People met in the first year by a single full-time broker."""
    met = [(world.people["brokered"] > 0).sum() for world in trial.worlds("single", YEAR)]
    return float(np.mean(met))


def share_of_most_met(trial: Trial) -> float:
    """Share of the team's meetings that fall to the 5 % of people who are met most."""
    shares = []
    for world in trial.worlds("team", trial.end):
        met = np.sort(world.people["brokered"])[::-1]
        shares.append(met[: round(0.05 * len(met))].sum() / met.sum() if met[0] else math.nan)
    return float(np.mean(shares))


def centralisation(world: World) -> float:
    """Freeman's (1978) degree centralisation of the ties between the communities."""
    degree = (world.ties["who"] != NOBODY).sum(axis=1)
    return float((degree.max() - degree).sum() / ((len(degree) - 1) * (len(degree) - 2)))


def centralisation_gain(trial: Trial) -> float:
    """By how much the team raises it."""
    end = np.mean([centralisation(world) for world in trial.worlds("team", trial.end)])
    none = np.mean([centralisation(world) for world in trial.worlds("none", trial.end)])
    return float(end - none)


def ties_lost(trial: Trial, which: str) -> float:
    """Share of the team's ties, between people who both stayed, that is gone a year after it left.

    `which`: `trusted`, of the ties with a bond above one half; `loose`, of those between two people of whom
    none practises, which nothing supports.
    """
    lost = held = 0
    weeks = (trial.worlds("team", week) for week in (trial.end, trial.end + YEAR))
    for before, after in zip(*weeks, strict=True):
        stayed = before.people["personality"] == after.people["personality"]  # a newcomer's differs
        who, bond = before.ties["who"], before.ties["bond"]
        rows, slots = np.nonzero(who > np.arange(len(who))[:, np.newaxis])
        partners = who[rows, slots]
        loose = ~before.people["practising"][np.stack((rows, partners))].any(axis=0)
        chosen = bond[rows, slots] > TRUSTED if which == "trusted" else loose
        chosen &= stayed[rows] & stayed[partners]
        kept = (after.ties["who"][rows] == partners[:, np.newaxis]).any(axis=1)
        held += int(chosen.sum())
        lost += int((chosen & ~kept).sum())
    return lost / held if held else math.nan


# ---------------------------------------------------------- practice and stances


def best_funded(trial: Trial) -> float:
    """Practising in the hosts at the end of contract under whichever funded arm does best."""
    return max(trial.mean("practising", "host", arm, trial.end) for arm in FUNDED)


def kept(trial: Trial, weeks: int) -> float:
    """Of hosts with a critical mass at the end of contract, the share that has it later; NaN without."""
    critical = trial.settings.money.critical_mass
    before, after = trial.hosts(trial.end), trial.hosts(trial.end + weeks)
    there = before >= critical
    return float((after[there] >= critical).mean()) if there.any() else math.nan


def gain_kept(trial: Trial) -> float:
    """The part of the gain left a year after the contracts, in hosts with a critical mass then and before."""
    critical = trial.settings.money.critical_mass
    weeks = trial.end, trial.end + YEAR
    before, after = (trial.hosts(week) for week in weeks)
    none = [float(trial.hosts(week, ["none"]).mean()) for week in weeks]
    stays = (before >= critical) & (after >= critical)
    gain = before[stays].mean() - none[0] if stays.any() else math.nan
    return float((after[stays].mean() - none[1]) / gain) if gain > 0 else math.nan


def smallest_survey_gain(trial: Trial) -> float:
    """The team's gain after 22 months, in SD: the least of knowledge and skill in each community's hosts."""
    return min(
        trial.standardised(stance, group, "team", SURVEY)
        for stance in ("knowledge", "skill")
        for group in ("host_managers", "host_academics")
    )


def practice_of_the_exposed(trial: Trial) -> float:
    """By how much more people in the hosts who met brokers most (a quarter) practise than the rest."""
    more = []
    for world in trial.worlds("team", SURVEY):
        people = world.people[world.organisations["host"][world.people["organisation"]]]
        order = np.argsort(-people["brokered"], kind="stable")
        practising = people["practising"][order].astype(float)
        quarter = len(people) // 4
        more.append(practising[:quarter].mean() - practising[quarter:].mean())
    return float(np.mean(more))


def briefing_effect(trial: Trial) -> float:
    """The largest gain of a stance in the hosts from a service that only answers questions, in SD."""
    return max(abs(trial.standardised(stance, "host", "briefing", YEAR)) for stance in STANCES)


# ------------------------------------------------------------------- projects


def bid_success(trial: Trial) -> float:
    """Mean chance of winning (few are decided in a run) of bids under way at the end, without a team."""
    chances = [
        winning_chance(world.people, i, world.projects["partner"][i], world.p)
        for arm in ("single", "solos")
        for world in trial.worlds(arm, trial.end)
        for i in _under_way(world)
    ]
    return float(np.mean(chances)) if chances else math.nan


def _under_way(world: World) -> npt.NDArray[np.intp]:
    """The academics who lead a bid that is not decided yet."""
    academic = world.organisations["community"][world.people["organisation"]] == ACADEMIC
    return np.flatnonzero(academic & (world.projects["due"] >= 0))


def decided_in_time(trial: Trial) -> float:
    """Of the team's bids begun after half a year, the share decided by the end of contract."""
    end = trial.end
    begun = trial.mean("bids_begun", "academics", "team", end)
    begun -= trial.mean("bids_begun", "academics", "team", HALF_YEAR)
    decided = trial.mean("bids_decided", "academics", "team", end)
    decided -= trial.mean("bids_decided", "academics", "team", min(end, HALF_YEAR + BID_WEEKS))
    return decided / begun if begun > 0 else math.nan


def bids_a_broker_year(trial: Trial) -> float:
    """Bids that the team adds by the end of contract, for each year of full-time work."""
    more = trial.gain("bids_begun", "academics", "team", trial.end)
    team = trial.history("team", trial.end).brokers[:, trial.end, BROKER_FIELDS.index("fte_weeks")]
    return more / (float(team.mean()) / YEAR)


def awards_a_year(trial: Trial) -> float:
    """Bids won that the team adds in a year, from the start of the contract to two years after its end."""
    last = trial.end + 2 * YEAR
    return trial.gain("bids_won", "academics", "team", last) / (last / YEAR)


def bids_over_decisions(trial: Trial) -> float:
    """By how much the team's gain in bids exceeds that in decisions using research, in SD."""
    outcomes = ("bids_begun", "academics"), ("decisions_informed", "managers")
    bids, decisions = (
        effect_size(*(trial.replicates(*outcome, arm, trial.last) for arm in ("team", "none")))
        for outcome in outcomes
    )
    return bids - decisions
