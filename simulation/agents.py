"""The agents: organisations, managers, academics and brokers, as named rows with readable verbs.

A verb calls the rule of the same name; subclass an agent, override a verb in Python, and hand the class
to `BrokeringModel`. Links to other agents are agents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation import dice as d
from simulation.mesa_base import Field, Row
from simulation.rules import context, encounters, people, posts, projects, ties
from simulation.tables import NOBODY

if TYPE_CHECKING:
    from simulation.model import BrokeringModel


class Organisation(Row):
    """A commissioning organisation or an academic department."""

    community, host, size, pressure, stability = Field(), Field(), Field(), Field(), Field()
    reorganised, leavers = Field(), Field()
    bids_begun, bids_decided, bids_won = Field(), Field(), Field()
    decisions, decisions_informed = Field(), Field()

    def __init__(self, model: BrokeringModel, row: int, name: str) -> None:
        super().__init__(model, model.world.organisations, row)
        self.name = name
        self.members: list[Person] = []

    def step(self) -> None:
        """C2-C5. Pressure drifts; perhaps a reorganisation; members leave or are moved."""
        self.drift()
        self.reorganise()
        for member in self.members:
            member.live_with_change()

    def drift(self) -> None:
        """C2. Financial pressure wanders."""
        die = self.model.luck.organisations[self.row, 0, d.DRIFT]
        context.drift_pressure(self.table, self.row, self.model.world.p, die)

    def reorganise(self) -> None:
        """C3. Perhaps a reorganisation; otherwise things settle."""
        die = self.model.luck.organisations[self.row, 0, d.REORGANISE]
        context.reorganise(self.table, self.row, self.model.world.p, die)


class Person(Row):
    """A manager or an academic."""

    senior, ally, practising, brokered = Field(), Field(), Field(), Field()
    attitude, knowledge, skill, confidence = Field(), Field(), Field(), Field()
    workgroup, community = Field(), Field()

    def __init__(self, model: BrokeringModel, row: int, organisation: Organisation) -> None:
        super().__init__(model, model.world.people, row)
        self.organisation = organisation
        self._place: tuple[int, int] = model.tray_of(row)
        organisation.members.append(self)

    def die(self, use: int) -> float:
        """This week's die for a use (`simulation.dice`)."""
        tray, seat = self._place
        return float(self.model.luck.people[tray, 0, seat, use])

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

    def live_with_change(self) -> None:
        """C4-C5. Leave, or be moved by a reorganisation, or neither."""
        world, die = self.model.world, self.die(d.CONTEXT)
        chance = context.leaving_chance(world.organisations, self.organisation.row, world.p)
        if die < chance:
            self.leave(ties.spare(die, chance))
        elif self.organisation.reorganised:
            self.be_moved(ties.spare(die - chance, 1.0 - chance))

    def leave(self, die: float) -> None:
        """C4. Leave; a newcomer takes the seat."""
        world = self.model.world
        context.replace_person(
            world.organisations, world.people, world.personalities, world.ties, world.projects,
            world.books, self.organisation.row, self.row, die,
        )  # fmt: skip

    def be_moved(self, die: float) -> None:
        """C5. Go through a reorganisation."""
        world = self.model.world
        context.move(
            world.organisations, world.colleagues, world.ties, world.books,
            self.organisation.row, self.row, world.p, die,
        )  # fmt: skip

    def step(self) -> None:
        """P3-P7. Learn, forget, perhaps meet somebody, perhaps reconsider practising."""
        colleague = self.some_colleague()
        if colleague is not None:
            self.learn_from(colleague)
        self.forget()
        other = self.find_contact()
        if other is not None:
            self.meet(other)
        if self.die(d.RECONSIDER) < self.model.world.p["culture_reconsider"][0]:
            self.reconsider_practising()

    def some_colleague(self) -> Person | None:
        """P3a. The colleague talked to this week."""
        j = people.some_colleague(self.model.world.colleagues, self.row, self.die(d.COLLEAGUE))
        return self.model.person(j)

    def learn_from(self, colleague: Person) -> None:
        """P3. Attitude drifts; new knowledge and skill are picked up."""
        world = self.model.world
        people.learn_from_colleague(
            world.people, world.personalities, self.row, colleague.row, world.p
        )

    def forget(self) -> None:
        """P4, T4. Stances return to the baseline, bonds loosen."""
        world = self.model.world
        people.fade(world.people, world.personalities, self.row, world.p)
        ties.fade_ties(world.ties, self.row, world.p)

    def find_contact(self) -> Person | None:
        """P7. Whom this person meets unaided this week, if anybody."""
        world, die = self.model.world, self.die(d.CONTACT)
        if die >= people.contact_chance(world.people, self.row, world.p):
            return None
        j = people.find_contact(
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
        return bool(self.model.world.projects["due"][self.row] < 0)

    def work_on_projects(self) -> None:
        """J1-J4. What a manager or an academic does about projects."""


class Manager(Person):
    """Works in a commissioning organisation: faces decisions that may use research."""

    def work_on_projects(self) -> None:
        """J3-J4. A decision may come up; a pending one may find research."""
        if not self.is_idle:
            self.seek_research()
        elif self.die(d.PROJECT) < self.model.world.p["projects_decision"][0]:
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
        """J1-J2. Start a bid, or learn what became of it."""
        if self.is_idle:
            self.start_bid()
        elif self.model.week >= self.model.world.projects["due"][self.row]:
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


class Broker(Row):
    """A broker post and whoever holds it."""

    home, number, embedded, leader, in_post, vacant = (Field() for _ in range(6))
    fte, skill, insight, confidence, strain, support, backlog = (Field() for _ in range(7))
    free, away, buddy_account, successes = Field(), Field(), Field(), Field()
    exits, doors_tried, doors, bridges, joint_visits = (Field() for _ in range(5))
    weeks_in_post, hours = Field(), Field()

    def __init__(self, model: BrokeringModel, row: int) -> None:
        super().__init__(model, model.world.brokers, row)

    @property
    def luck(self) -> d.Dice:
        """This week's dice of the post."""
        return self.model.luck.brokers[self.row, 0]

    @property
    def buddy(self) -> Broker | None:
        """The broker this one is paired with, if any."""
        row = int(self.table["buddy"][self.row])
        return None if row == NOBODY else self.model.brokers[row]

    @property
    def home_organisation(self) -> Organisation:
        """Where the broker comes from."""
        return self.model.organisations[int(self.table["home_organisation"][self.row])]

    @property
    def host_organisation(self) -> Organisation:
        """The organisation of the other community to work with."""
        return self.model.organisations[int(self.table["host_organisation"][self.row])]

    @property
    def contacts(self) -> dict[Person, float]:
        """The contact book: people and the trust between them and the broker."""
        book = self.model.world.books[self.row]
        size = int(book["size"])
        return {
            self.model.people[i]: float(trust)
            for i, trust in zip(book["who"][:size], book["trust"][:size], strict=True)
        }

    def hold_post(self) -> None:
        """B1. The post is held, falls vacant or is filled."""
        world = self.model.world
        posts.staff_post(
            world.programme, world.brokers, world.books, self.row, world.p, self.model.week,
            self.luck[d.LEAVE],
        )  # fmt: skip

    def spend_week(self) -> None:
        """B2-B9. Demands and the team take their time; the broker feels and learns."""
        self.take_demands()
        self.plan_week()
        self.feel()
        self.learn()

    def take_demands(self) -> None:
        """B2-B3. Taskmasters send work; a leader's shield deflects part of it."""
        posts.take_demands(self.table, self.row, self.model.world.p, self.luck[d.DEMAND])

    def plan_week(self) -> None:
        """B4. Share the week's half-days out."""
        posts.plan_week(self.table, self.row, self.model.world.p)

    def feel(self) -> None:
        """B5-B7. Support, strain and confidence."""
        posts.feel_support(self.table, self.row, self.model.world.p)
        posts.feel_strain(self.table, self.row, self.model.world.p)
        posts.feel_confidence(self.table, self.row, self.model.world.p)

    def learn(self) -> None:
        """B8-B9. Insider knowledge from being there, and from mates."""
        posts.live_and_learn(self.table, self.row, self.model.world.p)
        posts.pool_insight(self.table, self.row, self.model.world.p)

    def step(self) -> None:
        """E1-E8. Chance meetings at the desks, then visits while there is time."""
        ties.fade_book(self.model.world.books, self.row, self.model.world.p)
        if not self.in_post:
            return
        self.mingle(at_host=False)
        self.mingle(at_host=True)
        first = d.FIRST_ENCOUNTER + 2 * d.CHANCE_MEETINGS * d.ENCOUNTER_USES
        for visit in range(d.VISITS):
            if self.free >= 1.0:
                self.go_visiting(self.luck[first + visit * d.ENCOUNTER_USES :])

    def mingle(self, at_host: bool) -> None:
        """E1. Run into people at a desk."""
        world, luck = self.model.world, self.luck
        die = luck[d.CHANCE_HOST if at_host else d.CHANCE_HOME]
        first = d.FIRST_ENCOUNTER + int(at_host) * d.CHANCE_MEETINGS * d.ENCOUNTER_USES
        for k in range(encounters.chance_meetings(self.table, self.row, at_host, world.p, die)):
            throw = luck[first + k * d.ENCOUNTER_USES :]
            i = encounters.desk_neighbour(
                world.organisations, self.table, self.row, at_host, throw[d.WHO]
            )
            person = self.model.people[i]
            chance = encounters.composure(self.table, self.row, person.community, False, world.p)
            self.talk_to(person, False, chance, throw)

    def go_visiting(self, throw: d.Dice) -> None:
        """E2-E4. Choose somebody, set off, perhaps with the buddy."""
        world = self.model.world
        i = encounters.choose_visit(
            world.organisations, world.people, self.table, world.books, self.row, world.p,
            throw[d.WHO],
        )  # fmt: skip
        person = self.model.people[i]
        encounters.pay_for_visit(world.people, self.table, self.row, person.row, world.p)
        joint = bool(encounters.take_buddy_along(self.table, self.row, world.p))
        self.visit(person, joint, throw)

    def visit(self, person: Person, joint: bool, throw: d.Dice) -> None:
        """E5. Knock at a person's door."""
        self.talk_to(person, joint, self.access_to(person, joint), throw)

    def access_to(self, person: Person, joint: bool = False) -> float:
        """E5. The chance that a person's door opens."""
        world = self.model.world
        return float(
            encounters.access(
                world.people, self.table, world.books, self.row, person.row, joint, world.p
            )
        )

    def talk_to(self, person: Person, joint: bool, chance: float, throw: d.Dice) -> None:
        """E5-E8. What comes of an encounter: an open door, translating, perhaps a bridge."""
        world = self.model.world
        if not encounters.try_door(
            world.people, self.table, self.row, person.row, chance, throw[d.DOOR]
        ):
            return
        trust = self.translate(person, joint)
        if joint:
            self.be_seen_with_buddy(person)
        j, reach = encounters.counterpart(
            world.people, self.table, world.books, self.row, person.row, world.p, throw[d.OTHER]
        )
        other = self.model.person(j)
        chance = encounters.bridging_chance(trust, reach, world.p)
        if other is not None and throw[d.BRIDGE] < chance:
            self.bridge(person, other, joint, throw[d.OUTCOME])

    def translate(self, person: Person, joint: bool = False) -> float:
        """E6. Win trust and explain the other community; gives the trust there is now."""
        world = self.model.world
        return float(
            encounters.translate(
                world.people, self.table, world.books, self.row, person.row, joint, world.p
            )
        )

    def be_seen_with_buddy(self, person: Person) -> None:
        """E7. A pair from both communities is a model for the person's colleagues."""
        world = self.model.world
        encounters.be_seen_together(
            world.people, self.table, world.colleagues, self.row, person.row, world.p
        )

    def bridge(self, person: Person, other: Person, joint: bool, die: float) -> bool:
        """E8. Bring a manager and an academic together; whether it went well."""
        world = self.model.world
        return bool(
            encounters.bridge(
                world.organisations, world.people, world.ties, self.table, self.row, person.row,
                other.row, joint, world.p, die,
            )
        )  # fmt: skip
