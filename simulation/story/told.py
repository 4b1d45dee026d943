"""The Mesa model with agents that record what they do in a story.

An agent reads stances before and after the rule it calls, and the rules stay as they are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation import dice as d
from simulation.agents import Academic, Broker, Manager, Person
from simulation.model import BrokeringModel
from simulation.passport import Value
from simulation.rules.people import MARGIN
from simulation.settings import Settings
from simulation.story.book import Kind, Route, Story


class _Told(Person):
    """A person whose actions are recorded in the story."""

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
        tied = self.is_tied_to(other)
        good = super().meet(other)
        practising = self.practising  # who does not practise meets strangers, by luck (P7)
        own, theirs = (
            (Route.PRACTICE, Route.PARTNERS) if practising else (Route.CHANCE, Route.CHANCE)
        )
        story.note(self.row, before, own, other.row)
        story.note(other.row, others, theirs, self.row)
        story.tell(Kind.MEETING_GOOD if good else Kind.MEETING_BAD, self.row, other=other.row)
        if not tied and self.is_tied_to(other):
            story.tell(Kind.TIED, self.row, other=other.row)
        return good

    def is_tied_to(self, other: Person) -> bool:
        """Whether there is a bond between the two."""
        return bool(other.row in self.model.world.ties["who"][self.row])

    def reconsider_practising(self) -> None:
        """P6, and whether the person began or stopped, and why."""
        before, story, world = self.practising, self.model.story, self.model.world
        super().reconsider_practising()
        if self.practising != before:
            personality = world.people["personality"][self.row]
            margin = MARGIN if before else 0.0
            threshold = float(world.personalities["threshold"][personality] - margin)
            story.note_turn(self.row, not before, threshold, self.readiness)
            story.tell(Kind.STOPPED if before else Kind.BEGAN, self.row)

    def leave(self, die: float) -> None:
        """C4, and what the newcomer brings."""
        story = self.model.story
        before = story.stances(self.row)
        super().leave(die)
        story.note(self.row, before, Route.NEWCOMERS)
        story.tell(Kind.LEFT, self.row)


class ToldManager(_Told, Manager):
    """A manager whose actions are recorded."""

    informed = False  # whether research was found for the decision in hand

    def face_decision(self) -> None:
        """J3. No research is found yet."""
        super().face_decision()
        self.informed = False

    def seek_research(self) -> None:
        """J4, and whether the decision used research, or was made without."""
        before = self.organisation.decisions_informed
        super().seek_research()
        if self.organisation.decisions_informed > before:
            self.informed = True
            self.model.story.tell(Kind.INFORMED, self.row)
        elif self.is_idle and not self.informed:
            self.model.story.tell(Kind.UNINFORMED, self.row)


class ToldAcademic(_Told, Academic):
    """An academic whose actions are recorded."""

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
        other, won = self.partner, self.organisation.bids_won
        super().hear_verdict()
        kind = Kind.GRANT if self.organisation.bids_won > won else Kind.BID_LOST
        self.model.story.tell(kind, self.row, other=other)


class ToldBroker(Broker):
    """A broker whose actions are recorded."""

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
        who = self.model.world.ties["who"][person.row]
        tied = other.row in who
        good = super().bridge(person, other, joint, die)
        story.note(person.row, before, Route.INTRODUCED, self.row)
        story.note(other.row, others, Route.INTRODUCED, self.row)
        kind = Kind.MEETING_GOOD if good else Kind.MEETING_BAD
        story.tell(kind, person.row, other=other.row, broker=self.row, joint=joint)
        if not tied and other.row in who:
            story.tell(Kind.TIED, person.row, other=other.row, broker=self.row, joint=joint)
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
