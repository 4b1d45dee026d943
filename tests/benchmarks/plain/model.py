"""The model of docs/ODD.md in plain Mesa: objects with attributes, written from that document alone."""

import mesa

from tests.benchmarks.plain import numbers as no
from tests.benchmarks.plain.brokers import Post
from tests.benchmarks.plain.numbers import die, key_of, pick, spare
from tests.benchmarks.plain.organisations import Organisation
from tests.benchmarks.plain.people import FIRST_TIE, Person
from tests.benchmarks.plain.roster import posts_of


class PlainModel(mesa.Model):
    """One replicate. `changes` are settings by their dotted names, `roster` the rows of a file of posts."""

    def __init__(self, seed, roster=None, **changes):
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
        self.found_posts(roster)
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

    def found_posts(self, file):
        """The arm's posts."""
        settings, weeks = self.settings, self.settings["weeks"]
        if file:
            self.start = min(row.start for row in file)
            self.end = min(max(row.end for row in file), weeks)
        else:
            self.start = settings["contract.start"]
            self.end = min(self.start + settings["contract.weeks"], weeks)
        rows = posts_of(settings, file, self.start, self.end)
        self.posts = [Post(self, n, row) for n, row in enumerate(rows)]
        for post, row in zip(self.posts, rows, strict=True):
            post.buddy = None if row.buddy is None else self.posts[row.buddy]

    # A week

    def step(self):
        """Section 3."""
        self.fund()
        self.agents_by_type[Person].set("met", 0)  # C2
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
