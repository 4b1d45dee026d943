"""How the gain over no brokers rises with the hours of a single broker, and with brokers at equal cost."""

import itertools
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.config.configurations import Changes
from experiments.methods.estimates import CULTURE, Values, estimate, quantiles, ratio
from experiments.studies.break_even.surface import Runs
from simulation import Settings
from simulation.founders import SPREAD
from simulation.measures import STANCES
from simulation.params import change, decided_by_files, together_hours

HOURS = (0.125, 0.25, 0.5, 1.0)  # full-time equivalents of a single broker, each twice the last
NUMBERS = (2, 3, 4, 5, 7, 10, 14)  # of brokers
ARMS = ("team", "solos")
NONE = "none"
STANCE_COLUMNS = [f"{stance}_host_end" for stance in STANCES]
# Facilitation trials (Baskerville, Liddy & Hogg 2012, table of 23 trials analysed again): effect =
# 0.37 + 0.082 ln(hours) SD, so that twice the hours multiply the effect by about 1.1 (1.0 to 1.3).
DOUBLING, DOUBLED = (1.0, 1.3), 1.1
# The same trials: the effect in a practice with 14 or more practices a facilitator, over that with at most 8.
HEAVY = (0.25, 0.9)
TRIALS = {"hours": DOUBLING, "people": HEAVY}  # what is doubled
LOADED, LOADED_NONE = "twice the people", "twice the people, none"  # cases
MEASURES = ("practising", "stance")


class Dose(NamedTuple):
    """Some brokers."""

    curve: str  # `hours`, a single broker with other hours; `brokers`, other numbers at equal cost
    arm: str  # team or solos
    brokers: int  # their number
    fte: float  # working time of each


def doses(settings: Settings) -> list[Dose]:
    """All doses that are possible with these settings."""
    found = [Dose("hours", "solos", 1, fte) for fte in HOURS]
    brokers = settings.brokers
    total = brokers.fte * (brokers.managers + brokers.academics)
    together = together_hours(change(settings, {"arm": "team"}))
    for number in NUMBERS:
        fte = total / number
        if together <= 10 * fte and 0.05 <= fte <= 1:
            found += [Dose("brokers", arm, number, fte) for arm in ARMS]
    return found


def dose_changes(settings: Settings, dose: Dose) -> Changes:
    """A dose as changes to the settings: managers and academics in the same proportion."""
    brokers = settings.brokers
    managers = round(dose.brokers * brokers.managers / (brokers.managers + brokers.academics))
    if dose.brokers == 1:  # as the single broker of that arm is
        managers = 0
    return {
        "arm": dose.arm, "brokers.managers": managers, "brokers.academics": dose.brokers - managers,
        "brokers.fte": dose.fte,
    }  # fmt: skip


def load_changes(settings: Settings) -> dict[str, Changes]:
    """A full-time single broker, and no brokers, where every organisation has twice as many people.

    There are none where a file of the user's decides who the people are.
    """
    if "population.managers" in decided_by_files(settings):
        return {}
    people = settings.population
    twice = {f"population.{name}": 2 * getattr(people, name) for name in ("managers", "academics")}
    full = dose_changes(settings, Dose("hours", "solos", 1, HOURS[-1]))
    return {LOADED: {**full, **twice}, LOADED_NONE: {"arm": "none", **twice}}


def gains(runs: Runs, dose: Dose | str, without: str = NONE) -> dict[str, Values]:
    """`(units,)` gains over no brokers: people practising, and the mean stance, in SD of people."""
    own, none = runs[dose], runs[without]
    stance = np.mean([own[name] - none[name] for name in STANCE_COLUMNS], axis=0) / SPREAD
    return {"practising": own[CULTURE] - none[CULTURE], "stance": stance}


def table(settings: Settings, own: Runs, in_sets: Runs) -> pd.DataFrame:
    """A row per dose and measure: the gain with its interval, and over the parameter sets."""
    rows = []
    for dose in doses(settings):
        over = gains(in_sets, dose) if in_sets else {}
        for measure, gain in gains(own, dose).items():
            row: dict[str, Any] = {**dose._asdict(), "measure": measure, **estimate(gain)._asdict()}
            if in_sets:
                row |= quantiles(over[measure], "sets_") | estimate(over[measure]).columns("sets_")
            rows.append(row)
    return pd.DataFrame(rows)


def doublings(settings: Settings, own: Runs, in_sets: Runs) -> pd.DataFrame:
    """A row per doubling and measure: what it multiplies the gain of a single broker by.

    Doubled are the broker's hours, or the people in every organisation, with the hours as they are.
    """
    singles = [dose for dose in doses(settings) if dose.curve == "hours"]
    pairs: list[tuple[str, Dose, Dose | str]] = [
        ("hours", half, full) for half, full in itertools.pairwise(singles)
    ]
    if LOADED in own:
        pairs.append(("people", singles[-1], LOADED))
    rows = []
    for doubled, before, after in pairs:
        fte = {"fte": before.fte, "to_fte": getattr(after, "fte", before.fte)}
        for measure in MEASURES:
            row: dict[str, Any] = {"doubled": doubled, **fte, "measure": measure}
            row |= ratio(*_both(own, before, after, measure))._asdict()
            if in_sets:
                row |= _over_sets(*_both(in_sets, before, after, measure), TRIALS[doubled])
            rows.append(row)
    return pd.DataFrame(rows)


def _both(runs: Runs, before: Dose, after: Dose | str, measure: str) -> tuple[Values, Values]:
    """The gains after something is doubled, and before."""
    without = LOADED_NONE if after == LOADED else NONE
    return gains(runs, after, without)[measure], gains(runs, before)[measure]


def _over_sets(after: Values, before: Values, trials: tuple[float, float]) -> dict[str, float]:
    """Quantiles over sets with a gain before, and how many lie where the trials do."""
    times, (low, high) = after[before > 0] / before[before > 0], trials
    within = (times >= low) & (times <= high)
    where = {"sets_below": times < low, "sets_within": within, "sets_above": times > high}
    shares = {name: float(some.sum() / len(before)) for name, some in where.items()}
    return quantiles(times, "sets_") | shares
