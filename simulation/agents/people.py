"""Organisations, managers and academics as named rows with readable verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation import dice as d
from simulation.mesa_base import Field, Row
from simulation.rules import context, people, projects, ties
from simulation.tables import NOBODY

if TYPE_CHECKING:
    from simulation.model import BrokeringModel


class Organisation(Row):
    """A commissioning organisation or an academic department."""

    shown: ClassVar[tuple[str, ...]] = ("name", "host")
    community, host, stability = Field(), Field(), Field()
    reorganised, leavers = Field(), Field()
    bids_begun, bids_helped, bids_decided, bids_won = (Field() for _ in range(4))
    decisions, decisions_informed = Field(), Field()

    def __init__(self, model: BrokeringModel, row: int, name: str) -> None:
        super().__init__(model, model.world.organisations, row)
        self.name = name
        self.members: list[Person] = []
        # This week's chance to leave of each member, and whether there is a reorganisation.
        self.leaving, self.moved = 0.0, False

    def step(self) -> None:
        """C3-C4a. Perhaps a reorganisation; how likely members are to leave."""
        self.reorganise()
        world = self.model.world
        self.leaving = context.leaving_chance(world.organisations, self.row, world.p)
        self.moved = bool(self.reorganised)

    def reorganise(self) -> None:
        """C3. Perhaps a reorganisation; otherwise the organisation settles."""
        die = self.model.luck.organisations.item(self.row, d.REORGANISE)
        context.reorganise(self.table, self.row, self.model.world.p, die)


class Person(Row):
    """A manager or an academic."""

    shown: ClassVar[tuple[str, ...]] = ("organisation", "practising", "attitude", "skill")
    senior, ally, practising, brokered = Field(), Field(), Field(), Field()
    visits, visitor, met = Field(), Field(), Field()
    attitude, knowledge, skill, confidence = Field(), Field(), Field(), Field()
    workgroup, community = Field(), Field()

    def __init__(self, model: BrokeringModel, row: int, organisation: Organisation) -> None:
        super().__init__(model, model.world.people, row)
        self.organisation = organisation
        organisation.members.append(self)

    def die(self, use: int) -> float:
        """This week's die for a use (`simulation.dice`)."""
        return self.model.luck.people.item(use, self.row)

    @property
    def colleagues(self) -> list[Person]:
        """Acquaintances inside the organisation."""
        rows = self.model.world.colleagues[self.row]
        return [self.model.people[j] for j in rows if j != NOBODY]

    @property
    def partners(self) -> dict[Person, float]:
        """Ties to the other community, with the strength of the bond."""
        tie = self.model.world.ties[self.row]
        return {
            self.model.people[j]: float(bond)
            for j, bond in zip(tie["who"], tie["bond"], strict=True)
            if j != NOBODY
        }

    @property
    def readiness(self) -> float:
        """P5. How ready this person is to practise, norm included."""
        world = self.model.world
        return float(people.readiness(world.people, world.colleagues, self.row, world.p))

    def begin_week(self) -> None:
        """C2. A new week, in which nobody has been met yet."""
        context.begin_week(self.table, self.row)

    def live_with_change(self) -> None:
        """C4-C5. Leave, or go through a reorganisation, or neither."""
        die, chance = self.die(d.CONTEXT), self.organisation.leaving
        if die < chance:
            self.leave(ties.spare(die, chance))
        elif self.organisation.moved:
            self.go_through_change()

    def leave(self, die: float) -> None:
        """C4. Leave; a newcomer takes the seat."""
        world = self.model.world
        context.replace_person(
            world.organisations, world.people, world.personalities, world.ties, world.projects,
            world.books, self.organisation.row, self.row, die,
        )  # fmt: skip

    def go_through_change(self) -> None:
        """C5. Ties and brokers' trust weaken in a reorganisation."""
        world = self.model.world
        context.loosen(world.ties, world.books, self.row, world.p)

    def step(self) -> None:
        """C4-J4. Leave or stay, learn, forget, perhaps meet, perhaps reconsider, work on projects."""
        self.live_with_change()
        colleague = self.some_colleague()
        if colleague is not None:
            self.learn_from(colleague)
        self.forget()
        other = self.find_company()
        if other is not None:
            self.meet(other)
        if self.die(d.RECONSIDER) < people.RECONSIDER:
            self.reconsider_practising()
        self.work_on_projects()

    def some_colleague(self) -> Person | None:
        """P3a. The colleague talked to this week."""
        world = self.model.world
        j = people.some_colleague(world.people, world.colleagues, self.row, self.die(d.COLLEAGUE))
        return self.model.person(j)

    def learn_from(self, colleague: Person) -> None:
        """P3. Attitude drifts; new knowledge and skill are picked up."""
        world = self.model.world
        people.learn_from_colleague(
            world.people, world.personalities, self.row, colleague.row, world.p
        )

    def forget(self) -> None:
        """P4, T4. Stances return to the baseline, bonds fade."""
        world = self.model.world
        people.forget(world.people, world.personalities, world.ties, self.row, world.p)

    def find_company(self) -> Person | None:
        """P7. Whom this person meets without a broker this week, if anybody."""
        world, die = self.model.world, self.die(d.CONTACT)
        p = self.model.p
        if die >= p["culture_practice"] and die >= people.SERENDIPITY:
            return None  # no chance is higher
        if die >= people.contact_chance(world.people, self.row, world.p):
            return None
        j = people.find_company(
            world.organisations, world.people, world.colleagues, world.ties, self.row, world.p, die
        )
        return self.model.person(j)

    def meet(self, other: Person) -> bool:
        """P2b. Meet somebody from the other community without a broker; whether it went well."""
        world = self.model.world
        return bool(
            people.meet_unaided(
                world.organisations, world.people, world.ties, self.row, other.row, world.p,
                self.die(d.QUALITY),
            )
        )  # fmt: skip

    def reconsider_practising(self) -> None:
        """P6. Start or stop practising."""
        world = self.model.world
        people.reconsider_practising(
            world.people, world.personalities, world.colleagues, self.row, world.p
        )

    @property
    def is_idle(self) -> bool:
        """Whether no bid or decision is in hand."""
        return self.model.due.item(self.row) < 0

    def work_on_projects(self) -> None:
        """J1-J4. What a manager or an academic does about projects."""


class Manager(Person):
    """Works in a commissioning organisation: faces decisions that may use research."""

    def work_on_projects(self) -> None:
        """J3-J4. A decision may come up; a pending one may find research."""
        if not self.is_idle:
            self.seek_research()
        elif self.die(d.PROJECT) < projects.DECISION:
            self.face_decision()

    def face_decision(self) -> None:
        """J3. A decision reaches the desk, open to research or not."""
        world = self.model.world
        projects.face_decision(
            world.organisations, world.people, world.projects, self.organisation.row, self.row,
            world.p, self.model.week, self.die(d.PROJECT),
        )  # fmt: skip

    def seek_research(self) -> None:
        """J4. Look for research while the decision is pending."""
        world = self.model.world
        projects.seek_research(
            world.organisations, world.people, world.ties, world.projects, world.brokers,
            world.books, self.organisation.row, self.row, world.p, self.model.week,
            self.die(d.PROJECT),
        )  # fmt: skip


class Academic(Person):
    """Works in a department: leads co-produced bids."""

    def work_on_projects(self) -> None:
        """J1-J2. Start a bid, or learn the funder's decision."""
        if self.is_idle:
            if self.die(d.PROJECT) < self.model.p["projects_bid"]:
                self.start_bid()
        elif self.model.week >= self.model.due.item(self.row):
            self.hear_verdict()

    def start_bid(self) -> None:
        """J1. A strong bond may turn into a bid."""
        world = self.model.world
        projects.start_bid(
            world.organisations, world.people, world.ties, world.projects, self.row, world.p,
            self.model.week, self.die(d.PROJECT),
        )  # fmt: skip

    def hear_verdict(self) -> None:
        """J2. Win a grant or not."""
        world = self.model.world
        projects.decide_bid(
            world.organisations, world.people, world.projects, self.row, world.p,
            self.die(d.PROJECT),
        )  # fmt: skip
