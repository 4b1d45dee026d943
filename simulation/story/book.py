"""Records of a story: events, routes of change, and why people start to practise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.model import BrokeringModel
from simulation.tables import NOBODY, PERSON

STANCES = ("attitude", "knowledge", "skill", "confidence")
EFFECTS = (*STANCES, "disposition")
DISPOSITION = len(STANCES)

Stances = tuple[float, ...]
Effects = npt.NDArray[np.float64]


class Route(IntEnum):
    """How a change reaches a person."""

    TALKS = 0
    JOINT_VISITS = 1
    SEEN = 2
    INTRODUCED = 3
    PRACTICE = 4
    PARTNERS = 5
    CHANCE = 6
    COLLEAGUES = 7
    FADING = 8
    NEWCOMERS = 9

    @property
    def words(self) -> str:
        """The route in a reader's words."""
        return _ROUTES[self]


_ROUTES = {
    Route.TALKS: "talks with a broker",
    Route.JOINT_VISITS: "visits by a pair of brokers",
    Route.SEEN: "seeing a pair of brokers at work",
    Route.INTRODUCED: "meetings a broker arranged",
    Route.PRACTICE: "own meetings across the communities",
    Route.PARTNERS: "meetings with people who practise",
    Route.CHANCE: "chance meetings without a broker",
    Route.COLLEAGUES: "colleagues",
    Route.FADING: "forgetting",
    Route.NEWCOMERS: "new staff in place of leavers",
}
BROKERED = (Route.TALKS, Route.JOINT_VISITS, Route.SEEN, Route.INTRODUCED)


class Kind(StrEnum):
    """What may happen in a week."""

    TALK = "talk"
    DOOR_SHUT = "visit refused"
    MEETING_GOOD = "good meeting"
    MEETING_BAD = "bad meeting"
    BID = "bid begun"
    GRANT = "grant won"
    BID_LOST = "bid lost"
    TIED = "tie formed"
    INFORMED = "decision that used research"
    UNINFORMED = "decision made without research"
    BEGAN = "began to practise"
    STOPPED = "stopped practising"
    LEFT = "left, and was replaced"
    REORGANISED = "reorganisation"
    BROKER_LEFT = "broker left"
    BROKER_CAME = "broker came"


class Event(NamedTuple):
    """Something that happened; rows are those of the tables, -1 where nobody is concerned.

    Attributes:
        week: the week lived then, from 1.
        kind: what.
        person: to whom, or the organisation of a reorganisation.
        other: the other person.
        broker: through whom.
        joint: whether the broker's buddy was there.
    """

    week: int
    kind: Kind
    person: int = NOBODY
    other: int = NOBODY
    broker: int = NOBODY
    joint: bool = False


class Part(NamedTuple):
    """What one source did to a person's disposition.

    Attributes:
        route: how.
        source: row of the broker (the first four routes) or of the person it came from; -1: none.
        amount: contribution to the disposition.
        first, last: weeks in which.
    """

    route: Route
    source: int
    amount: float
    first: int
    last: int


class Turn(NamedTuple):
    """Somebody begins or stops practising, and what their readiness was made of then.

    `at_first + sum(routes) + norm` is the readiness (P5) that was held against `threshold` (P6): an
    account of where the readiness came from, weighty parts and light ones. It does not say which part
    was needed. Parts that came early have often faded, and that stands under `Route.FADING`; what a
    leaver brought about stays in the account of the seat, with the difference under `Route.NEWCOMERS`.

    Attributes:
        week: when.
        practising: whether the person began.
        threshold: what the readiness had to reach, or to stay above.
        at_first: the disposition of week 0.
        routes: change of the disposition since, by `Route`.
        norm: what practising colleagues add.
    """

    week: int
    practising: bool
    threshold: float
    at_first: float
    routes: tuple[float, ...]
    norm: float

    @property
    def readiness(self) -> float:
        """The sum of all parts."""
        return self.at_first + sum(self.routes) + self.norm


class _Sum:
    """What a `Part` sums to so far."""

    __slots__ = ("amount", "first", "last")

    def __init__(self, week: int) -> None:
        self.amount = 0.0
        self.first = self.last = week


class Story:
    """What happened so far, and what moved whom.

    Args:
        model: whose.

    Attributes:
        effects: `(N, len(Route), len(EFFECTS))`, sums from week 0 to the end of the last week lived.
        events: those of each week lived.
        turns: of each person, in their order.
    """

    def __init__(self, model: BrokeringModel) -> None:
        self._model = model
        people = model.world.people
        first = PERSON.fields["attitude"][1] if PERSON.fields else 0
        self._stances: Effects = np.ndarray(
            (len(people), len(STANCES)), np.float64, people, first, (PERSON.itemsize, 8)
        )
        self.effects: Effects = np.zeros((len(people), len(Route), len(EFFECTS)))
        self.events: list[list[Event]] = []
        self.turns: list[list[Turn]] = [[] for _ in people]
        self._at_first = [disposition(self.stances(row)) for row in range(len(people))]
        self._notes: list[tuple[float, ...]] = []
        self._sources: list[dict[tuple[Route, int], _Sum]] = [{} for _ in people]

    def begin_week(self) -> None:
        """Start the records of the next week."""
        self.events.append([])

    def end_week(self) -> None:
        """Add what was noted this week to the effects: at once, which is cheaper than one by one."""
        if self._notes:
            notes = np.array(self._notes)
            where = notes[:, :2].astype(np.int64)
            np.add.at(self.effects, (where[:, 0], where[:, 1]), notes[:, 2:])
            self._notes.clear()

    def tell(self, kind: Kind, person: int = NOBODY, **more: int) -> None:
        """Note an event of this week."""
        self.events[-1].append(Event(len(self.events), kind, person, **more))  # type: ignore[arg-type]

    def stances(self, row: int) -> Stances:
        """A person's stances as they are."""
        return tuple(self._stances[row].tolist())

    def note(self, row: int, before: Stances, route: Route, source: int = NOBODY) -> None:
        """Note what a rule has done to a person, by the stances before it."""
        now = self.stances(row)
        if now == before:
            return
        risen = disposition(now) - disposition(before)
        (a, k, s, c), (a0, k0, s0, c0) = now, before
        self._notes.append((row, route, a - a0, k - k0, s - s0, c - c0, risen))
        week, known = len(self.events), self._sources[row]
        total = known.get((route, source))
        if total is None:
            total = known[route, source] = _Sum(week)
        total.amount += risen
        total.last = week

    def note_turn(self, row: int, practising: bool, threshold: float, readiness: float) -> None:
        """Note that somebody began or stopped, and what their readiness was made of."""
        routes = [0.0] * len(Route)
        for (route, _), total in self._sources[row].items():
            routes[route] += total.amount
        norm = readiness - disposition(self.stances(row))
        self.turns[row].append(
            Turn(len(self.events), practising, threshold, self._at_first[row], tuple(routes), norm)
        )

    def trail(self, row: int) -> list[Part]:
        """What moved a person's disposition, weightiest first; sums to its change since week 0."""
        parts = (
            Part(*key, total.amount, total.first, total.last)
            for key, total in self._sources[row].items()
        )
        return sorted(parts, key=lambda part: -abs(part.amount))

    def routes(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> Effects:
        """`(len(Route), len(EFFECTS))`: the mean change of some people, by route."""
        mean: Effects = self.effects[np.asarray(rows, np.int64)].mean(axis=0)
        return mean


def disposition(stances: Stances) -> float:
    """The geometric mean of the stances, as in P5."""
    attitude, knowledge, skill, confidence = stances
    return math.sqrt(math.sqrt(attitude * knowledge * skill * confidence))
