"""What is likely: many replicates with the settings on the page, run in the background.

One pool of processes serves the clients of all sessions in turn. A session asks again whenever its settings
change, and what it asked before is dropped.
"""

from __future__ import annotations

import math
import threading
import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.config.configurations import Piece
from experiments.config.observed import WEEKLY
from experiments.config.plan import MOST_REPLICATES
from experiments.execution.executors import workers_for
from experiments.execution.executors.local import pool
from experiments.execution.pieces import Runs, compile_rules, run_piece
from experiments.methods.estimates import CULTURE, CULTURE_LATER, Estimate, difference, estimate
from experiments.page.choice import REPLICATES, Choice
from experiments.page.play import COURSES
from experiments.page.sessions import whose
from experiments.page.turns import Task, Turns
from experiments.studies import phrases
from simulation import simulate
from simulation.params import contract_end
from simulation.staff import staff_of

AT_ONCE = 20  # replicates of a task at most
SHARE = 1_250_000  # people times weeks of a task at most: about half a second
GIVE_WAY = 5  # niceness: worlds that somebody watches come first
LOW, HIGH = 0.05, 0.95

Courses = npt.NDArray[np.float64]


class Band(NamedTuple):
    """Where nine in ten replicates of an arm lie, week by week: `(W + 1,)` each."""

    low: Courses
    mean: Courses
    high: Courses


class Moment(NamedTuple):
    """How many practise at one moment, and how far the arms are apart.

    Attributes:
        week: of the moment.
        levels: the share of the hosts' people who practise, by arm.
        pair: the arms that are compared.
        lead: of the first over the second of them, in percentage points.
        middle: between which leads the middle half of the replicates lies.
    """

    week: int
    levels: Mapping[str, Estimate]
    pair: tuple[str, str]
    lead: Estimate
    middle: tuple[float, float]


class Likely(NamedTuple):
    """What many replicates say.

    Attributes:
        replicates: how many.
        bands: by arm, then by outcome.
        sentences: which arm changed the culture more, and how sure that is.
        moments: the end of the contracts and, if that is later, follow-up.
        here: the lead in the world that is shown, at the end of the contracts, in percentage points.
    """

    replicates: int
    bands: Mapping[str, Mapping[str, Band]]
    sentences: list[str]
    moments: Sequence[Moment] = ()
    here: float = math.nan


_lock = threading.Lock()
_pools: list[ProcessPoolExecutor] = []


def workers() -> ProcessPoolExecutor:
    """The pool that all sessions share; made when it is first needed, and anew if it broke."""
    with _lock:
        if not _pools or getattr(_pools[-1], "_broken", False):
            # One that broke is kept: its own thread may be what asks, and cannot see it deleted meanwhile.
            _pools.append(pool(workers_for(None), GIVE_WAY))
        return _pools[-1]


_turns = Turns(workers, workers_for(None))


def warm() -> None:
    """Have the pool ready before anybody asks."""
    for future in [workers().submit(compile_rules) for _ in range(workers_for(None))]:
        future.result()


def close() -> None:
    """End the pool; what it is at is nobody's any more, so nobody waits for it."""
    _turns.drop()
    with _lock:
        ending = [*_pools]
        _pools.clear()
    for each in ending:  # without the lock, for which the thread of one that broke may be waiting
        each.shutdown(wait=False, cancel_futures=True)


class Asked:
    """Replicates that are asked for, until they are dropped."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._tasks: list[tuple[str, Task[Runs]]] = []
        self._dropped = False

    def drop(self) -> None:
        """Forget those that have not begun."""
        self._dropped = True
        for _, task in self._tasks:
            task.future.cancel()

    def answer(self) -> Likely | None:
        """What they say, once all are there; None if they were dropped, or the page is ending.

        Raises:
            BrokenProcessPool: a process was killed, and one again when they were asked for once more.
        """
        for last in (False, True):
            try:
                return likely(self._choice, self._pieces())
            except BrokenProcessPool:
                if last:
                    raise
            except (CancelledError, RuntimeError):  # dropped, or the pool has been closed
                break
        return None

    def _pieces(self) -> list[tuple[str, Runs]]:
        choice, first = self._choice, MOST_REPLICATES * self._choice.others
        seeds = range(first, first + REPLICATES)
        each = replicates_at_once(choice)
        self._tasks = [
            (arm, Task(run_piece, Piece(choice.settings_of(arm), tuple(seeds[at : at + each]), weekly=True)))
            for at in range(0, REPLICATES, each)
            for arm in dict.fromkeys((*choice.sides, *compared(choice)))
        ]  # fmt: skip
        if self._dropped:
            raise CancelledError
        _turns.ask(whose(), [task for _, task in self._tasks])
        try:
            return [(arm, task.future.result()) for arm, task in self._tasks]
        finally:
            for _, task in self._tasks:
                task.future.cancel()
            self._tasks = []  # runs take much more memory than what they say


def replicates_at_once(choice: Choice) -> int:
    """How many replicates make a task: few of a large world, so that others have their turn soon."""
    staff = staff_of(choice.settings)
    people = sum(place.size for place in staff.places)
    return min(AT_ONCE, max(1, SHARE // (people * choice.settings.weeks)))


def compared(choice: Choice) -> tuple[str, str]:
    """The arms that are compared: those shown or, if there is but one, that with no brokers."""
    first, second = choice.left, choice.right if choice.right in choice.sides else "none"
    if first == second:
        second = "none"
    return (second, first) if first == "none" else (first, second)


def likely(choice: Choice, pieces: list[tuple[str, Runs]]) -> Likely:
    """What replicates say; `pieces` has some of an arm at a time, with the same seeds in every arm."""
    arms = {}
    bands: dict[str, dict[str, Band]] = {}
    for arm in dict.fromkeys(arm for arm, _ in pieces):
        own = [runs for name, runs in pieces if name == arm]
        table = pd.concat([runs.replicates for runs in own], ignore_index=True)
        arms[arm] = table.assign(set=0)
        weekly = np.concatenate([runs.weekly for runs in own], axis=1)
        bands[arm] = {name: _band(weekly[WEEKLY.index(name)]) for name in COURSES if name in WEEKLY}
    moments = _moments(choice, arms)
    return Likely(
        len(next(iter(arms.values()))), bands, _sentences(choice, moments), moments, _here(choice)
    )


def _moments(choice: Choice, arms: Mapping[str, pd.DataFrame]) -> list[Moment]:
    """What the runs of each arm say of the end of the contracts and, if that is later, of follow-up."""
    moments = {contract_end(choice.settings): CULTURE}
    moments.setdefault(choice.settings.weeks, CULTURE_LATER)
    pair = compared(choice)
    first, second = (arms[arm] for arm in pair)
    found = []
    for week, outcome in moments.items():
        levels = {arm: estimate(arms[arm][outcome].to_numpy(float)) for arm in arms}
        leads = 100 * (first[outcome].to_numpy(float) - second[outcome].to_numpy(float))
        low, high = np.quantile(leads, (0.25, 0.75))
        lead = phrases.points(difference(first, second, outcome))
        found.append(Moment(week, levels, pair, lead, (float(low), float(high))))
    return found


def _here(choice: Choice) -> float:
    """The lead in the world that is shown, at the end of the contracts, in percentage points."""
    first, second = (
        float(simulate(choice.settings_of(arm), [choice.seed])[CULTURE].iloc[0])
        for arm in compared(choice)
    )
    return 100 * (first - second)


def _band(weeks: Courses) -> Band:
    """Of `(R, W + 1)`; NaN in weeks without a value in any replicate."""
    quantile, mean = np.quantile, np.mean
    if np.isnan(weeks).any():  # rare, and a hundred times as slow
        quantile, mean = np.nanquantile, np.nanmean
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of all-NaN weeks
        low, high = quantile(weeks, (LOW, HIGH), axis=0)
        return Band(low, mean(weeks, axis=0), high)


def _sentences(choice: Choice, moments: Sequence[Moment]) -> list[str]:
    compare = compared(choice)
    if compare[0] == compare[1]:
        return ["There are no brokers on either side: both runs are the same."]
    return [
        phrases.verdict(moment.lead, compare, phrases.WHEN[name].format(moment.week))
        for name, moment in zip(("end", "followup"), moments, strict=False)
    ]
