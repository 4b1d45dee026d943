"""The model of docs/ODD.md in plain Mesa: objects with attributes, written from that document alone."""

from math import fsum

import mesa

from tests.benchmarks.plain import numbers as no
from tests.benchmarks.plain.brokers import Post
from tests.benchmarks.plain.numbers import die, key_of, pick, spare
from tests.benchmarks.plain.organisations import Organisation
from tests.benchmarks.plain.people import FIRST_TIE, Person


class PlainModel(mesa.Model):
    """One replicate. `changes` are settings by their dotted names."""

    def __init__(self, seed, **changes):
        super().__init__()
        self.run_seed, self.week = seed, 0
        self.settings = {**no.SETTINGS, **changes}
        unknown = changes.keys() - no.SETTINGS.keys()
        if unknown:
            raise ValueError(f"no such settings: {', '.join(sorted(unknown))}")
        together = self.settings["team.hours"] if self.settings["arm"] == "team" else 0.0
        self.hours = {name: self.settings[f"team.{name}"] * together for name in no.HOURS}
        self.covered_share = self.settings["team.handed_over"] * self.dose(self.hours["handover"])
        self.found_population()
        self.found_posts()
        self.funded, self.running = True, False

    def dose(self, hours):
        """B0."""
        return hours / (hours + self.settings["team.half_dose"])

    # Start

    def found_population(self):
        """Sections 5.1 to 5.3."""
        sizes = [("organisations", "managers"), ("departments", "academics")]
        self.communities, self.people = [], []
        for community, (organisations, members) in enumerate(sizes):
            here = []
            for number in range(self.settings[f"population.{organisations}"]):
                here.append(Organisation(self, community, number))
                for _ in range(self.settings[f"population.{members}"]):
                    self.people.append(Person(self, here[-1], len(self.people)))
            self.communities.append(here)
        self.organisations = [*self.communities[0], *self.communities[1]]
        self.managers = [p for p in self.people if p.community == no.MANAGERS]
        for person in self.people:
            person.make_acquaintances()
        for person in self.people:
            u = die(person.network, FIRST_TIE)
            if person.community == no.ACADEMICS and u < no.TIED_SHARE:
                n = len(self.managers)
                partner = self.managers[pick(spare(u, no.TIED_SHARE), n)]
                person.strengthen_tie(partner, no.TIED_BOND)

    def found_posts(self):
        """Sections 2.3 and 5.4."""
        arm, fte = self.settings["arm"], self.settings["brokers.fte"]
        self.start = self.settings["contract.start"]
        last = self.start + self.settings["contract.weeks"]
        self.end = min(last, self.settings["weeks"])
        team = [(0, n, fte, self.start, last) for n in range(self.settings["brokers.managers"])]
        team += [(1, n, fte, self.start, last) for n in range(self.settings["brokers.academics"])]
        posts = []
        if arm in ("solos", "team"):
            posts = team
        elif arm == "single":
            posts = [(no.ACADEMICS, 0, 1.0, self.start, self.end)]
        elif arm == "single_matched":
            span = self.end - self.start
            left = fsum(part * ((end - start) / span) for _, _, part, start, end in team)
            while left > 1e-9:
                n = len(posts)
                posts.append(((n + 1) % 2, n // 2, min(left, 1.0), self.start, self.end))
                left -= min(left, 1.0)
        self.posts = [Post(self, row, *post) for row, post in enumerate(posts)]
        self.mark_pairs()

    def mark_pairs(self):
        """Section 5.4: buddies and leader."""
        managers = [post for post in self.posts if post.home == no.MANAGERS]
        academics = [post for post in self.posts if post.home == no.ACADEMICS]
        paired = min(len(managers), len(academics))
        rest = [*managers[paired:], *academics[paired:]]
        pairs = [*zip(managers, academics, strict=False), *zip(rest[::2], rest[1::2], strict=False)]
        for one, other in pairs:
            one.buddy, other.buddy = other, one
        for post in [*academics, *managers][:1]:
            post.leader = True

    # A week

    def step(self):
        """Section 3."""
        self.fund()
        self.agents_by_type[Organisation].do("begin_week")
        if self.running or any(post.in_post or post.book.who for post in self.posts):
            posts = self.agents.select(agent_type=Post)
            posts.do("staff")
            posts.do("work")
            posts.do("go_out")
        self.agents_by_type[Person].do("live")
        self.week += 1

    def fund(self):
        """C1."""
        due = self.start <= self.week < self.end
        u = die(key_of(self.run_seed, no.PROGRAMME, self.week), 0)
        if due and u < no.weekly(self.settings["context.funding_loss"]):
            self.funded = False
        self.running = due and self.funded
