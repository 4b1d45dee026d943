"""Brokers as named rows with readable verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation import dice as d
from simulation.agents.people import Organisation, Person
from simulation.mesa_base import Field, Row
from simulation.roster import roster
from simulation.rules import encounters, holders, posts, ties, visits
from simulation.tables import NOBODY

if TYPE_CHECKING:
    from simulation.model import BrokeringModel


class Broker(Row):
    """A broker post and its holder."""

    shown: ClassVar[tuple[str, ...]] = ("name", "in_post", "fte", "strain")
    home, number, embedded, leader, start, end = (Field() for _ in range(6))
    due, in_post, vacant = (Field() for _ in range(3))
    fte, skill, insight, confidence, strain, support, standing = (Field() for _ in range(7))
    backlog, served, free, desk, away, buddy_account, successes = (Field() for _ in range(7))
    exits, doors_tried, doors, bridges, joint_visits = (Field() for _ in range(5))
    weeks_in_post, hours = Field(), Field()

    def __init__(self, model: BrokeringModel, row: int) -> None:
        super().__init__(model, model.world.brokers, row)

    @property
    def luck(self) -> d.Dice:
        """This week's dice of the post."""
        return self.model.luck.brokers[self.row]

    @property
    def name(self) -> str:
        """What the post is called in the roster."""
        return roster(self.model.settings)[self.row].name

    @property
    def buddy(self) -> Broker | None:
        """The broker this one is paired with, if any."""
        row = int(self.table["buddy"][self.row])
        return None if row == NOBODY else self.model.brokers[row]

    @property
    def home_organisation(self) -> Organisation:
        """The organisation that the broker comes from."""
        return self.model.organisations[int(self.table["home_organisation"][self.row])]

    @property
    def host_organisation(self) -> Organisation:
        """The organisation of the other community to work with."""
        return self.model.organisations[int(self.table["host_organisation"][self.row])]

    @property
    def contacts(self) -> dict[Person, float]:
        """People in the contact book, and the trust between each and the broker."""
        book = self.model.world.books[self.row]
        count = int(book["count"])
        return {
            self.model.people[i]: float(trust)
            for i, trust in zip(book["who"][:count], book["trust"][:count], strict=True)
        }

    def hold_post(self) -> None:
        """B1. The post is held, falls vacant or is filled."""
        world = self.model.world
        posts.staff_post(
            world.programme, world.organisations, world.brokers, world.books, self.row, world.p,
            self.model.week, self.luck[d.LEAVE],
        )  # fmt: skip

    def spend_week(self) -> None:
        """B2-B11. Demands and the team take their time; the broker feels and learns."""
        if self.in_post:
            self.take_demands()
            self.plan_week()
            self.feel()
            self.learn()
        posts.keep_standing(self.table, self.row, self.model.world.p)

    def take_demands(self) -> None:
        """B2-B3. Taskmasters send work; a leader's shield deflects part of it."""
        posts.take_demands(self.table, self.row, self.model.world.p, self.luck[d.DEMAND])

    def plan_week(self) -> None:
        """B4. Share the week's half-days out."""
        posts.plan_week(self.table, self.row, self.model.world.p)

    def feel(self) -> None:
        """B6-B8. Support, strain and confidence."""
        holders.feel_support(self.table, self.row, self.model.world.p)
        holders.feel_strain(self.table, self.row, self.model.world.p)
        holders.feel_confidence(self.table, self.row, self.model.world.p)

    def learn(self) -> None:
        """B9-B11. Insight from time in a community, from teammates and from the buddy."""
        holders.live_and_learn(self.table, self.row, self.model.world.p)
        holders.pool_insight(self.table, self.row, self.model.world.p)
        holders.learn_from_buddy(self.table, self.row, self.model.world.p)

    def step(self) -> None:
        """E1-E8. Chance meetings at the desk, then visits while there is time."""
        world = self.model.world
        ties.fade_book(world.people, world.brokers, world.books, self.row)
        if not self.in_post:
            return
        self.mingle()
        for visit in range(d.VISITS):
            if self.free >= 1.0:
                self.go_visiting(d.encounter_dice(self.luck, d.CHANCE_MEETINGS + visit))

    def mingle(self) -> None:
        """E1. Meet people by chance at the desk and in the own job, and through demands."""
        world, luck = self.model.world, self.luck
        for k in range(visits.chance_meetings(self.table, self.row, world.p, luck[d.CHANCE])):
            throw = d.encounter_dice(luck, k)
            i = visits.neighbour(world.organisations, self.table, self.row, world.p, throw[d.WHO])
            self.talk_to(self.model.people[i], False, throw)

    def go_visiting(self, throw: d.Dice) -> None:
        """E2. Choose somebody to visit."""
        world = self.model.world
        i = visits.choose_visit(
            world.organisations, world.people, self.table, world.books, self.row, world.p,
            throw[d.WHO], throw[d.AGAIN],
        )  # fmt: skip
        self.visit(self.model.people[i], throw)

    def visit(self, person: Person, throw: d.Dice) -> None:
        """E3-E4. Visit a person, perhaps with the buddy."""
        world = self.model.world
        visits.pay_for_visit(world.people, self.table, self.row, person.row)
        joint = visits.take_buddy_along(world.people, self.table, self.row, person.row, world.p)
        self.talk_to(person, bool(joint), throw)

    def access_to(self, person: Person, joint: bool = False) -> float:
        """E5. The chance that a person agrees to talk."""
        world = self.model.world
        return float(
            encounters.access(
                world.people, self.table, world.books, self.row, person.row, joint, world.p
            )
        )

    def talk_to(self, person: Person, joint: bool, throw: d.Dice) -> None:
        """E5-E8. The result of an encounter: access, translating, perhaps a bridge."""
        world = self.model.world
        if not encounters.try_door(
            world.people,
            self.table,
            self.row,
            person.row,
            self.access_to(person, joint),
            throw[d.DOOR],
        ):
            return
        trust = self.translate(person, joint)
        if joint:
            self.be_seen_with_buddy(person)
        j, reach = encounters.counterpart(
            world.people, self.table, world.books, self.row, person.row, world.p, throw[d.OTHER]
        )
        other = self.model.person(j)
        chance = encounters.bridging_chance(trust, reach)
        if other is not None and throw[d.BRIDGE] < chance:
            self.bridge(person, other, joint, throw[d.OUTCOME])

    def translate(self, person: Person, joint: bool = False) -> float:
        """E6. Win trust and explain the other community; returns the trust reached."""
        world = self.model.world
        return float(
            encounters.translate(
                world.people, self.table, world.books, self.row, person.row, joint, world.p
            )
        )

    def be_seen_with_buddy(self, person: Person) -> None:
        """E7. Colleagues see a pair from both communities at work."""
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
