"""People: ties, talk, meetings, practising, bids and decisions."""

from math import sqrt

import mesa

from tests.benchmarks.plain import numbers as no
from tests.benchmarks.plain.numbers import die, key_of, pick, spare
from tests.benchmarks.plain.organisations import Personality

STANCES = ("attitude", "knowledge", "skill", "confidence")
CONTEXT, COLLEAGUE, CONTACT, RECONSIDER, PROJECT, QUALITY = range(6)
SENIOR, ALLY, FIRST_TIE, MADE, NEAR, ACQUAINTANCE = range(6)


class Person(mesa.Agent):
    """A seat and whoever holds it."""

    def __init__(self, model, organisation, row):
        super().__init__(model)
        self.organisation, self.row = organisation, row
        self.community = organisation.community
        self.member = len(organisation.members)
        self.workgroup = self.member // 10
        place = (0, self.community, organisation.number, self.member)
        self.network = key_of(model.run_seed, no.NETWORK, *place)
        self.senior = die(self.network, SENIOR) < no.SENIOR_SHARE
        self.colleagues = []
        self.partners = [None] * no.PARTNERS
        self.bonds = [0.0] * no.PARTNERS
        traits = key_of(model.run_seed, no.TRAITS, *place)
        self.met = 0
        self.settle_in(Personality(model.settings, row, traits, die(self.network, ALLY)))
        organisation.members.append(self)
        organisation.founders.append(self.personality)

    def settle_in(self, personality):
        """C4: a holder takes the seat."""
        self.personality = personality
        self.ally = personality.ally
        for stance in STANCES:
            setattr(self, stance, getattr(personality, stance))
        self.practising = False
        self.brokered = 0
        self.visits, self.visitor = 0.0, None
        self.free_hands()

    def free_hands(self):
        """Nothing is in hand."""
        self.bid_partner, self.due, self.open = None, -1, False

    def die(self, use):
        """A die of this week."""
        return die(self.organisation.keys[use], self.member)

    # Acquaintances and ties

    def make_acquaintances(self):
        """5.3: half of the person's acquaintances; others make the rest."""
        everybody = self.organisation.members
        group = [other for other in everybody if other.workgroup == self.workgroup]
        made = int(no.ACQUAINTANCES / 2 + die(self.network, MADE))
        wanted = min((1 - no.OUTSIDE) * no.ACQUAINTANCES, len(group) - 1)
        near = int(wanted / 2 + die(self.network, NEAR))
        for n in range(made):
            u = die(self.network, ACQUAINTANCE + n)
            if not (n < near and self.get_to_know(group, u)):
                self.get_to_know(everybody, u)

    def get_to_know(self, candidates, u):
        """Get to know the first possible one of the candidates; tell whether there was any."""
        if len(self.colleagues) == no.COLLEAGUES:
            return False
        start, n = pick(u, len(candidates)), len(candidates)
        for k in range(start, start + min(n, 64)):
            other = candidates[k % n]
            new = other is not self and other not in self.colleagues
            if new and len(other.colleagues) < no.COLLEAGUES:
                self.colleagues.append(other)
                other.colleagues.append(self)
                return True
        return False

    def drop_tie(self, slot):
        """T1."""
        partner = self.partners[slot]
        if partner is not None:
            theirs = partner.partners.index(self)
            partner.partners[theirs], partner.bonds[theirs] = None, 0.0
            self.partners[slot], self.bonds[slot] = None, 0.0

    def offered_slot(self):
        """The first empty slot, else the weakest tie."""
        if None in self.partners:
            return self.partners.index(None)
        return self.bonds.index(min(self.bonds))

    def strengthen_tie(self, other, gain):
        """T2."""
        if other in self.partners:
            mine, theirs = self.partners.index(other), other.partners.index(self)
            bond = self.bonds[mine] + gain * (1 - self.bonds[mine])
        else:
            mine, theirs, bond = self.offered_slot(), other.offered_slot(), gain
            if self.bonds[mine] >= gain or other.bonds[theirs] >= gain:
                return
            self.drop_tie(mine)
            other.drop_tie(theirs)
            self.partners[mine], other.partners[theirs] = other, self
        self.bonds[mine] = other.bonds[theirs] = bond

    def scale_tie(self, slot, factor):
        """T3."""
        partner, bond = self.partners[slot], factor * self.bonds[slot]
        if bond < no.FAINT:
            self.drop_tie(slot)
        else:
            self.bonds[slot] = partner.bonds[partner.partners.index(self)] = bond

    def some_tie(self, u):
        """The partner in the first slot that is not empty, from a place that the die says."""
        start = pick(u, no.PARTNERS)
        for slot in range(start, start + no.PARTNERS):
            if self.partners[slot % no.PARTNERS] is not None:
                return self.partners[slot % no.PARTNERS]
        return None

    # The week

    def live(self):
        """Phase 4 for this person."""
        u, chance = self.die(CONTEXT), self.organisation.leaving_chance
        if u < chance:
            self.leave(spare(u, chance))
        elif self.organisation.reorganised:
            self.loosen()
        self.learn_from_colleague()
        self.forget()
        self.find_company()
        if self.die(RECONSIDER) < no.RECONSIDER:
            needed = self.personality.threshold - no.MARGIN * self.practising
            self.practising = self.readiness() >= needed
        if self.community == no.MANAGERS:
            self.decide()
        else:
            self.bid()

    def leave(self, u):
        """C4: a newcomer takes the seat."""
        self.organisation.leavers += 1
        for slot in range(no.PARTNERS):
            self.drop_tie(slot)
        for post in self.model.posts:
            post.book.forget(self)
        founders = self.organisation.founders
        self.settle_in(founders[pick(u, len(founders))])

    def loosen(self):
        """C5."""
        kept = 1 - self.model.settings["context.upheaval"]
        for slot in range(no.PARTNERS):
            if self.partners[slot] is not None:
                self.scale_tie(slot, kept)
        for post in self.model.posts:
            post.book.scale(self, kept)

    def learn_from_colleague(self):
        """P3."""
        if not self.colleagues:
            return
        other = self.colleagues[pick(self.die(COLLEAGUE), len(self.colleagues))]
        rate, base = self.model.settings["culture.influence"], other.personality
        self.attitude += rate * (other.attitude - self.attitude)
        self.knowledge += rate * max(0, other.knowledge - max(self.knowledge, base.knowledge))
        self.skill += rate * max(0, other.skill - max(self.skill, base.skill))

    def forget(self):
        """P4a, and with it T4."""
        rate = 1 / self.model.settings["culture.fading"]
        for stance in STANCES:
            value = getattr(self, stance)
            setattr(self, stance, value + rate * (getattr(self.personality, stance) - value))
        self.visits -= no.WEARING_OFF * self.visits
        for slot, partner in enumerate(self.partners):
            if partner is not None and partner.row > self.row:
                bond = self.bonds[slot]
                self.scale_tie(slot, 1 - (no.LOOSE_BOND * (1 - bond) + no.CLOSE_BOND * bond))

    def has_time(self):
        """P0."""
        return self.met < self.model.settings["culture.meetings_a_week"]

    def find_company(self):
        """P7."""
        chance = no.SERENDIPITY if self.community == no.ACADEMICS else 0
        if self.practising:
            chance = self.model.settings["culture.practice"]
        u = self.die(CONTACT)
        if not (u < chance and self.has_time()):
            return
        v, managers = spare(u, chance), self.model.managers
        other = self.find_partner(v) if self.practising else managers[pick(v, len(managers))]
        if other is not None and other.has_time():
            self.meet(other, (self.knowledge + other.knowledge) / 2, self.die(QUALITY))

    def find_partner(self, v):
        """P7a."""
        if v >= no.THROUGH_COLLEAGUES:
            v = spare(v - no.THROUGH_COLLEAGUES, 1 - no.THROUGH_COLLEAGUES)
            partner = self.some_tie(v)
            if partner is not None:
                return partner
        else:
            v = spare(v, no.THROUGH_COLLEAGUES)
        if not self.colleagues:
            return None
        n = len(self.colleagues)
        place = pick(v, n)
        return self.colleagues[place].some_tie(v * n - place)

    def meet(self, other, understanding, u):
        """P1, with the quality of P2; tell whether it went well."""
        settings, gain = self.model.settings, self.model.settings["culture.gain"]
        well = u < min(1, settings["culture.quality"] + no.UNDERSTANDING * understanding)
        if well:
            self.strengthen_tie(other, no.BOND_GAIN)
        for person in (self, other):
            person.met += 1
            if well:
                person.organisation.meetings_good += 1
                for stance in STANCES:
                    value = getattr(person, stance)
                    setattr(person, stance, value + gain * (1 - value))
            else:
                person.organisation.meetings_bad += 1
                person.attitude *= 1 - no.BAD * gain
                person.confidence *= 1 - no.BAD * gain
        return well

    def readiness(self):
        """P5."""
        own = sqrt(sqrt(self.attitude * self.knowledge * self.skill * self.confidence))
        if not self.colleagues:
            return own
        share = sum(other.practising for other in self.colleagues) / len(self.colleagues)
        return own + self.model.settings["culture.norm_weight"] * share

    # Projects

    def bid(self):
        """J1 and J2, of an academic."""
        settings, week, u = self.model.settings, self.model.week, self.die(PROJECT)
        if self.due < 0:
            bond = max(self.bonds)
            other = self.partners[self.bonds.index(bond)]
            if other and u < settings["projects.bid"] * bond * (other.attitude * self.confidence):
                self.bid_partner, self.due = other, week + no.BID_WEEKS
                for person in (self, other):
                    person.organisation.bids_begun += 1
                    person.organisation.bids_helped += self.brokered > 0 and other.brokered > 0
        elif week >= self.due:
            other, odds = self.bid_partner, settings["projects.win"]
            odds = 1e12 if odds == 1 else odds / (1 - odds)
            y = odds * (1 + (no.NEED_ODDS - 1) * (self.knowledge + other.knowledge) / 2)
            for person in (self, other):
                person.organisation.bids_decided += 1
                person.organisation.bids_won += u < y / (1 + y)
            self.free_hands()

    def decide(self):
        """J3 and J4, of a manager."""
        settings, week, u = self.model.settings, self.model.week, self.die(PROJECT)
        if self.due < 0:
            if u < no.DECISION:
                self.organisation.decisions += 1
                self.due = week + settings["projects.window"]
                involved = settings["context.senior_involvement"]
                barred = 0 if self.senior else settings["context.seniors"] * (1 - involved)
                self.open = spare(u, no.DECISION) < (1 - settings["context.pressure"]) * (
                    1 - barred
                )
            return
        if self.open:
            chance = settings["projects.find"] * self.skill * self.confidence
            if u < chance * self.source_of_research():
                self.organisation.decisions_informed += 1
                self.open = False
        if week >= self.due:
            self.free_hands()

    def source_of_research(self):
        """J4a."""
        best = max(self.bonds)
        for post in self.model.posts:
            if post.in_post:
                presence = post.presence(self.organisation)
                best = max(best, presence * post.insight[no.ACADEMICS] * post.book.trust_in(self))
        return best
