"""Worlds played week by week and kept, so that any week can be looked at again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from experiments.page.choice import Choice
from experiments.page.sessions import left
from experiments.page.turns import LeastFirst
from simulation import Settings, change, compiling
from simulation.params import contract_end
from simulation.passport import Value
from simulation.story import STANCES, Effects, Event, ToldModel
from simulation.tables import NOBODY

# What is drawn over the weeks, with the title of its panel.
COURSES = {
    "practising_host": "Practising, hosts",
    "practising_other": "Practising, other organisations",
    "attitude_host": "Attitude, hosts",
    "knowledge_host": "Knowledge, hosts",
    "skill_host": "Skill, hosts",
    "confidence_host": "Confidence, hosts",
    "ties_host": "Cross-community ties per person, hosts",
    "bids_begun_academics": "Joint bids begun",
    "bids_won_academics": "Grants won",
    "decisions_informed_managers": "Decisions that used research",
    "strain": "Brokers' strain",
    "hours_visiting": "Half-days spent on visits",
}
BREATH = 0.0005  # seconds after a week, in which the server answers
_computing = LeastFirst()
DRIVER = "mesa"  # as that of told worlds is noted when it is compiled
# A world so small that its weeks take no time, and so long that most rules are used.
SMALL: Mapping[str, Value] = {
    "arm": "team", "population.managers": 20, "population.academics": 20, "weeks": 60, "contract.weeks": 30,
}  # fmt: skip


def see_compiled() -> None:
    """Compile the rules as told worlds call them, unless they are compiled."""
    if compiling.is_compiled(DRIVER):
        return
    play = Play(Choice(change(Settings(), SMALL)), "team")
    for _ in range(play.model.settings.weeks):
        play.step()


class Frame(NamedTuple):
    """One week of one world, as it is shown.

    Attributes:
        week: weeks lived.
        practising: `(N,)` whether each does.
        stances: `(N, 4)`.
        ties: `(T, 2)` rows of those who are tied across the communities, each tie once.
        bonds: `(T,)` their strength.
        brokers: a copy of the brokers' table.
        outcomes: by the names of `COURSES`.
        routes: `(len(Route), len(EFFECTS))` mean change of hosts' people since week 0.
        events: of the week.
    """

    week: int
    practising: npt.NDArray[np.bool_]
    stances: npt.NDArray[np.float32]
    ties: npt.NDArray[np.int32]
    bonds: npt.NDArray[np.float32]
    brokers: npt.NDArray[Any]
    outcomes: dict[str, float]
    routes: Effects
    events: list[Event]


class Play:
    """One world and the weeks of it that were played."""

    def __init__(self, choice: Choice, arm: str) -> None:
        self.arm = arm
        self.model = ToldModel(choice.settings_of(arm), choice.seed)
        self.hosts = self.model.rows_in(host=True)
        self.frames = [self._frame()]

    def step(self) -> None:
        """Live a week, and keep it."""
        self.model.step()
        self.frames.append(self._frame())

    def buddy(self, row: int) -> int:
        """Whom a broker works with as a pair; posts of other arms have a buddy in name only."""
        world = self.model.world
        return int(world.brokers["buddy"][row]) if world.p[0]["team_pair"] > 0.0 else NOBODY

    def leads(self, row: int) -> bool:
        """Whether a broker leads a team."""
        world = self.model.world
        return bool(world.brokers["leader"][row] and world.p[0]["team_leading"] > 0.0)

    def _frame(self) -> Frame:
        model, world = self.model, self.model.world
        people = world.people
        who = world.ties["who"]
        i, slot = np.nonzero(who > np.arange(len(who))[:, np.newaxis])
        outcomes = {name: model.outcome(name) for name in COURSES}
        return Frame(
            model.week, people["practising"].copy(),
            np.stack([people[name] for name in STANCES], axis=1).astype(np.float32),
            np.stack([i, who[i, slot]], axis=1).astype(np.int32),
            world.ties["bond"][i, slot].astype(np.float32), world.brokers.copy(), outcomes,
            model.story.routes(self.hosts), model.story.events[-1] if model.story.events else [],
        )  # fmt: skip

    def person_name(self, row: int) -> str:
        """What a person is called on the page."""
        person = self.model.people[row]
        kind = type(person).__name__.removeprefix("Told").lower()
        return f"{kind} {row} of {person.organisation.name.replace('_', ' ')}"


def broker_name(row: int) -> str:
    """What a broker is called on the page."""
    return f"broker {chr(ord('A') + row % 26)}{row // 26 or ''}"


class Worlds:
    """The worlds of a page, stepped together."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.plays = [Play(self.choice, arm) for arm in self.choice.sides]
        self.end = contract_end(self.choice.settings)
        self._dropped = False
        self._relived: list[Play] = []
        self._one_at_a_time = threading.Lock()
        self._spent = 0.0  # seconds of computing

    @property
    def week(self) -> int:
        """Weeks that were played on every side; another thread may be about to play one more."""
        return min(len(play.frames) for play in self.plays) - 1

    @property
    def running(self) -> bool:
        """Whether there are weeks left."""
        return self.week < self.choice.settings.weeks

    def drop(self) -> None:
        """Nobody looks at them any more: what plays them ends."""
        self._dropped = True

    def play(self, week: int) -> None:
        """Go on to a week, while somebody is there to see it."""
        with _computing.turn(self._spent):
            while self.week < week and self.running and not self._dropped and not left():
                self._live(self.step)

    def step(self) -> None:
        """A week on every side."""
        for play in self.plays:
            play.step()

    def _live(self, step: Callable[[], None]) -> None:
        """Live a week while no other session does, and let those go first that have had less time.

        Python runs one thread at a time: with many that compute, the server would hardly get to answer.
        """
        begun = time.thread_time()
        step()
        self._spent += time.thread_time() - begun
        time.sleep(BREATH)
        _computing.offer(self._spent)

    def at(self, week: int) -> list[Play]:
        """The worlds as they were after a week that has been played: lived once more up to it.

        A story holds sums up to its last week only; those of every week would take much more memory.
        """
        if week == self.choice.settings.weeks:
            return self.plays
        with self._one_at_a_time:
            if not self._relived or self._relived[0].model.week > week:
                self._relived = [Play(self.choice, arm) for arm in self.choice.sides]
            with _computing.turn(self._spent):
                for play in self._relived:
                    while play.model.week < week and not self._dropped:
                        self._live(play.model.step)
            return self._relived
