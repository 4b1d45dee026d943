"""Broker posts, and how brokers spend their time."""

import mesa

from tests.benchmarks.plain import numbers as no
from tests.benchmarks.plain.books import Book
from tests.benchmarks.plain.encounters import chance_meetings, visits
from tests.benchmarks.plain.numbers import between, die, key_of, pick, total

DEMAND, LEAVE = 0, 1


class Post(mesa.Agent):
    """A broker post and whoever holds it."""

    def __init__(self, model, row, post):
        super().__init__(model)
        settings = model.settings
        self.row, self.home, self.number, self.fte, self.start, self.end, self.embedded = (
            row,
            *post[:6],
        )
        here, there = model.communities[self.home], model.communities[1 - self.home]
        self.home_organisation = here[self.number % len(here)]
        self.host_organisation = there[self.number % settings["population.hosts"]]
        self.buddy, self.leader = None, post.leader
        self.skill = settings["brokers.interpersonal_skill"]
        self.due = self.in_post = False
        self.vacant = 0
        self.standing = 1.0
        self.book = Book()
        self.exits = self.doors_tried = self.bridges = self.joint_visits = self.weeks_in_post = 0
        self.doors = [0, 0]
        self.strain_sum = self.confidence_sum = 0.0
        self.hours = dict.fromkeys(("demands", "meetings", "buddying", "leading", "visiting"), 0.0)
        self.start_afresh()

    def start_afresh(self):
        """B1a."""
        self.insight = [no.INSIGHT_HOST, no.INSIGHT_HOST]
        self.insight[self.home] = no.INSIGHT_HOME
        self.confidence = no.CONFIDENCE
        self.strain = self.support = self.backlog = self.served = 0.0
        self.free = self.desk = self.away = self.buddy_account = 0.0
        self.successes = 0

    # Whom it works with

    @property
    def capacity(self):
        """Half-days a week."""
        return 10 * self.fte

    @property
    def is_vacant(self):
        """B1: due and not held."""
        return self.due and not self.in_post

    def mates(self):
        """The other posts held now."""
        return [post for post in self.model.posts if post.in_post and post is not self]

    def has_buddy(self):
        """Whether the buddy counts."""
        return self.model.hours["pair"] > 0 and self.buddy is not None and self.buddy.in_post

    def presence(self, organisation):
        """7.3: the share of a full-time week in an organisation."""
        at_home = organisation is self.home_organisation
        if self.embedded:
            if organisation is self.host_organisation:
                return self.desk / 10
            return 1 - self.fte if at_home else 0.0
        return 1 - self.fte + self.desk / 10 if at_home else 0.0

    # Phase 2

    def staff(self):
        """B1."""
        model = self.model
        self.week_key = key_of(model.run_seed, no.BROKERS, model.week, self.home, self.number)
        u, settings = die(self.week_key, LEAVE), model.settings
        self.due = model.running and self.start <= model.week < self.end
        if not self.due:
            self.in_post = False
        elif self.in_post:
            strained = settings["contract.exit_strain"] * self.strain
            if u < min(1, settings["contract.exit"] + strained):
                self.hand_over()
                self.start_afresh()
                self.in_post = False
                self.vacant = no.VACANCY - 1
                self.exits += 1
                self.standing *= (1 - settings["demands.standing_loss"]) ** no.NEW_HOLDER
        elif self.vacant > 0:
            self.vacant -= 1
        else:
            self.in_post = True
            members = self.home_organisation.members
            first = pick(u, len(members))
            for n in range(min(settings["brokers.known_at_home"], len(members))):
                self.book.raise_trust(members[(first + n) % len(members)], no.TRUSTED_AT_HOME)

    def hand_over(self):
        """B1b."""
        kept = self.model.covered_share
        if self.mates() and kept > 0:
            self.book.trust = [kept * trust for trust in self.book.trust]
        else:
            self.book = Book()

    def work(self):
        """The week's work of a held post, and the standing of any."""
        if self.in_post:
            self.take_demands()
            self.plan_week()
            self.feel()
            self.learn()
        self.keep_standing()

    def demand_on(self):
        """B2a."""
        return self.model.settings["demands.half_days"] * self.fte / 0.5

    def asked(self):
        """Own demands and those covered (B2c)."""
        vacant = [p.demand_on() for p in self.model.posts if p.is_vacant and p is not self]
        covered = self.model.covered_share * total(vacant) / (1 + len(self.mates()))
        return self.demand_on() + covered

    def take_demands(self):
        """B2."""
        mean = self.asked() * (1 - self.shield())
        self.backlog += no.draw_count(die(self.week_key, DEMAND), mean, 200)

    def shield(self):
        """B3."""
        if self.leader or self.model.hours["leading"] == 0:
            return 0
        held = [post for post in self.model.posts if post.in_post]
        leading = total(post.leading_hours() for post in held if post.leader)
        asked = total(post.asked() for post in held if not post.leader)
        return min(self.model.settings["team.shield"], leading / asked) if asked > 0 else 0

    def leading_hours(self):
        """B3a."""
        if not self.leader or not self.mates():
            return 0.0
        taken = self.meeting_hours() + self.pair_hours()
        return min(self.model.hours["leading"], max(0, self.capacity - taken))

    def meeting_hours(self):
        """B4a."""
        hours = self.model.hours
        if not self.mates():
            return 0.0
        first = hours["support"] + hours["pooling"] + hours["introductions"]
        return first + hours["handover"] + hours["sharing_out"]

    def pair_hours(self):
        """B4b."""
        return self.model.hours["pair"] if self.has_buddy() else 0.0

    def plan_week(self):
        """B4."""
        leading, meeting, pair = self.leading_hours(), self.meeting_hours(), self.pair_hours()
        self.desk = max(0, self.capacity - leading - meeting - pair)
        self.served = min(self.backlog, self.desk, no.SERVED_SHARE * self.capacity)
        self.backlog -= self.served
        self.free += self.desk - self.served
        self.buddy_account = min(self.buddy_account + pair, 10)
        self.hours["leading"] += leading
        self.hours["meetings"] += meeting
        self.hours["buddying"] += pair
        self.hours["demands"] += self.served
        self.hours["visiting"] += self.desk - self.served
        self.weeks_in_post += 1

    def feel(self):
        """B6 to B8: support, strain and confidence."""
        settings, hours, mates = self.model.settings, self.model.hours, self.mates()
        together = (hours["support"] if mates else 0) + self.pair_hours()
        felt = 0.0
        for mate in mates:
            felt += hours["support"] / len(mates) * mate.confidence
        if self.has_buddy():
            felt += hours["pair"] * self.buddy.confidence
        self.support = self.model.dose(together) * felt / together if together > 0 else 0.0

        load = settings["demands.strain_up"] * min(1, self.backlog / self.capacity)
        recovery = min(1, no.RECOVERY * (1 + settings["team.peer_support"] * self.support))
        self.strain = between(self.strain + load * (1 - self.strain) - recovery * self.strain)

        old = self.confidence
        success = min(1, no.CONFIDENCE_UP * (self.successes * 0.5 / self.fte))
        heart = (1 - old) * success + (1 - old) * settings["team.encouragement"] * self.support
        rest = (no.CONFIDENCE - old) / no.CONFIDENCE_MEMORY
        self.confidence = between(old + heart + rest)
        self.successes = 0
        self.strain_sum += self.strain
        self.confidence_sum += self.confidence

    def learn(self):
        """B9 to B11: insight by presence, by hearsay and from the buddy."""
        settings, hours, dose = self.model.settings, self.model.hours, self.model.dose
        away = min(self.away, self.desk)
        self.desk -= away
        self.away = 0.0
        at_host, at_home = (self.desk, away) if self.embedded else (away, self.desk)
        parts = [at_host / 10, at_host / 10]
        parts[self.home] = at_home / 10 + 1 - self.fte
        hearsay = min(1, settings["team.pooling_rate"] * dose(hours["pooling"]))
        teaching = min(1, settings["team.teaching"] * dose(hours["pair"]))
        mates = self.mates()
        for m in (no.MANAGERS, no.ACADEMICS):
            insight = self.insight[m]
            insight += parts[m] / settings["insight.learning"] * (1 - insight)
            insight = between(insight - (1 - parts[m]) / no.INSIGHT_FADING * insight)
            heard = no.SECOND_HAND * max((mate.insight[m] for mate in mates), default=0)
            insight += hearsay * max(0, heard - insight)
            if self.has_buddy():
                insight += teaching * max(0, self.buddy.insight[m] - insight)
            self.insight[m] = insight

    def keep_standing(self):
        """B5."""
        lapsed = 0.0
        if self.in_post:
            lapsed = max(0, self.backlog - self.capacity)
            self.backlog -= lapsed
        elif self.is_vacant:
            lapsed = self.demand_on() * (1 - (self.model.covered_share if self.mates() else 0))
        if lapsed > 0:
            self.standing *= (1 - self.model.settings["demands.standing_loss"]) ** lapsed
        elif self.in_post:
            self.standing += no.STANDING_RECOVERY * (1 - self.standing)

    # Phase 3

    def go_out(self):
        """The book fades; who holds the post meets people."""
        self.fade_book()
        if self.in_post:
            chance_meetings(self)
            visits(self)

    def fade_book(self):
        """T7."""
        book = self.book
        for place in range(len(book.who) - 1, -1, -1):
            person = book.who[place]
            there = self.presence(person.organisation) if self.in_post else 0
            book.trust[place] *= 1 - (1 - there) / no.TRUST_MEMORY
            if book.trust[place] < no.FAINT:
                book.forget(person)
