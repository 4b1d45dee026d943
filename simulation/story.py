"""What happens in a world week by week, and why people change.

`ToldModel` is the Mesa model with agents that tell a `Story` of what they do. A person's stances are
read before and after every rule that may change them, so that the rules stay as they are and the
contributions of all routes sum to the change, in each stance and in the *disposition*: the geometric
mean of the four stances, which is a person's readiness to practise without the norm (P5).

A contribution says through which route a change came, in the order in which things happened. It does
not say what would have happened without the route: that takes a second world under the same dice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation import dice as d
from simulation.agents import Academic, Broker, Manager, Person
from simulation.model import BrokeringModel
from simulation.passport import Value
from simulation.settings import Settings
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
    COLLEAGUES = 6
    GRANTS = 7
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
    Route.PARTNERS: "being met by partners",
    Route.COLLEAGUES: "colleagues",
    Route.GRANTS: "winning grants",
    Route.FADING: "forgetting",
    Route.NEWCOMERS: "newcomers in the seats of leavers",
}
BROKERED = (Route.TALKS, Route.JOINT_VISITS, Route.SEEN, Route.INTRODUCED)


class Kind(StrEnum):
    """What may happen in a week."""

    TALK = "talk"
    DOOR_SHUT = "shut door"
    MEETING_GOOD = "good meeting"
    MEETING_BAD = "bad meeting"
    BID = "bid begun"
    GRANT = "grant won"
    BID_LOST = "bid lost"
    INFORMED = "decision that used research"
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
        self._notes: list[tuple[float, ...]] = []
        self._sources: list[dict[tuple[Route, int], _Sum]] = [{} for _ in people]

    def begin_week(self) -> None:
        """From here on things happen in the next week."""
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


class _Told(Person):
    """What any person does, told to the story."""

    model: ToldModel

    def learn_from(self, colleague: Person) -> None:
        """P3, and what it changed."""
        story = self.model.story
        before = story.stances(self.row)
        super().learn_from(colleague)
        story.note(self.row, before, Route.COLLEAGUES, colleague.row)

    def forget(self) -> None:
        """P4, and what it changed."""
        story = self.model.story
        before = story.stances(self.row)
        super().forget()
        story.note(self.row, before, Route.FADING)

    def meet(self, other: Person) -> bool:
        """P2b, and what it changed in both."""
        story = self.model.story
        before, others = story.stances(self.row), story.stances(other.row)
        good = super().meet(other)
        own = Route.PRACTICE if self.practising else Route.PARTNERS
        story.note(self.row, before, own, other.row)
        story.note(other.row, others, Route.PARTNERS, self.row)
        story.tell(Kind.MEETING_GOOD if good else Kind.MEETING_BAD, self.row, other=other.row)
        return good

    def reconsider_practising(self) -> None:
        """P6, and whether the person began or stopped."""
        before = self.practising
        super().reconsider_practising()
        if self.practising != before:
            self.model.story.tell(Kind.STOPPED if before else Kind.BEGAN, self.row)

    def leave(self, die: float) -> None:
        """C4, and what the newcomer brings."""
        story = self.model.story
        before = story.stances(self.row)
        super().leave(die)
        story.note(self.row, before, Route.NEWCOMERS)
        story.tell(Kind.LEFT, self.row)


class ToldManager(_Told, Manager):
    """A manager who tells."""

    def seek_research(self) -> None:
        """J4, and whether the decision used research."""
        before = self.organisation.decisions_informed
        super().seek_research()
        if self.organisation.decisions_informed > before:
            self.model.story.tell(Kind.INFORMED, self.row)


class ToldAcademic(_Told, Academic):
    """An academic who tells."""

    @property
    def partner(self) -> int:
        """The row of the manager in the bid in hand."""
        return int(self.model.world.projects["partner"][self.row])

    def start_bid(self) -> None:
        """J1, and whether a bid was begun."""
        super().start_bid()
        if not self.is_idle:
            self.model.story.tell(Kind.BID, self.row, other=self.partner)

    def hear_verdict(self) -> None:
        """J2, and what it was."""
        story, other, won = self.model.story, self.partner, self.organisation.bids_won
        before, others = story.stances(self.row), story.stances(other)
        super().hear_verdict()
        story.note(self.row, before, Route.GRANTS, other)
        story.note(other, others, Route.GRANTS, self.row)
        kind = Kind.GRANT if self.organisation.bids_won > won else Kind.BID_LOST
        story.tell(kind, self.row, other=other)


class ToldBroker(Broker):
    """A broker who tells."""

    model: ToldModel

    def hold_post(self) -> None:
        """B1, and who came or left."""
        before = self.in_post
        super().hold_post()
        if self.in_post != before:
            kind = Kind.BROKER_LEFT if before else Kind.BROKER_CAME
            self.model.story.tell(kind, broker=self.row)

    def talk_to(self, person: Person, joint: bool, throw: d.Dice) -> None:
        """E5-E8, and whether the door opened."""
        before = sum(self.doors)
        super().talk_to(person, joint, throw)
        kind = Kind.TALK if sum(self.doors) > before else Kind.DOOR_SHUT
        self.model.story.tell(kind, person.row, broker=self.row, joint=joint)

    def translate(self, person: Person, joint: bool = False) -> float:
        """E6, and what it changed."""
        story = self.model.story
        before = story.stances(person.row)
        trust = super().translate(person, joint)
        route = Route.JOINT_VISITS if joint else Route.TALKS
        story.note(person.row, before, route, self.row)
        return trust

    def be_seen_with_buddy(self, person: Person) -> None:
        """E7, and what it changed in whom."""
        story = self.model.story
        before = {colleague.row: story.stances(colleague.row) for colleague in person.colleagues}
        super().be_seen_with_buddy(person)
        for row, stances in before.items():
            story.note(row, stances, Route.SEEN, self.row)

    def bridge(self, person: Person, other: Person, joint: bool, die: float) -> bool:
        """E8, and what it changed in both."""
        story = self.model.story
        before, others = story.stances(person.row), story.stances(other.row)
        good = super().bridge(person, other, joint, die)
        story.note(person.row, before, Route.INTRODUCED, self.row)
        story.note(other.row, others, Route.INTRODUCED, self.row)
        kind = Kind.MEETING_GOOD if good else Kind.MEETING_BAD
        story.tell(kind, person.row, other=other.row, broker=self.row, joint=joint)
        return good


class ToldModel(BrokeringModel):
    """The Mesa model with a story; its numbers are those of `BrokeringModel`.

    Args:
        settings: what to run.
        rng: the replicate's seed.
        changes: settings by dotted name.
    """

    def __init__(
        self, settings: Settings | None = None, rng: int | None = None, **changes: Value
    ) -> None:
        super().__init__(
            settings, rng, collect_every=1_000_000, manager=ToldManager, academic=ToldAcademic,
            broker=ToldBroker, **changes,
        )  # fmt: skip
        self.story = Story(self)

    def live_week(self) -> None:
        """A week, told."""
        self.story.begin_week()
        super().live_week()
        for organisation in self.organisations:
            if organisation.reorganised:
                self.story.tell(Kind.REORGANISED, organisation.row)
        self.story.end_week()

    def rows_in(self, host: bool) -> npt.NDArray[np.int64]:
        """The people in organisations that host brokers, or in all others."""
        own = [o for o in self.organisations if bool(o.host) == host]
        rows = [person.row for organisation in own for person in organisation.members]
        return np.asarray(rows, np.int64)
