"""Encounters of brokers with people: chance meetings and visits, doors and bridges."""

from tests.benchmarks.plain import numbers as no
from tests.benchmarks.plain.numbers import die, pick, spare

CHANCE, FIRST_USE, USES = 2, 3, 6
WHO, DOOR, OTHER, BRIDGE, OUTCOME, AGAIN = range(USES)
MOST_MEETINGS, MOST_VISITS = 14, 12


def chance_meetings(broker):
    """E1: whom the broker runs into."""
    settings = broker.model.settings
    met, chance = settings["demands.people_met"], settings["encounters.chance"]
    own = 10 * settings["encounters.own_job"] * (1 - broker.fte)
    mean = chance * (broker.desk + own) + met * broker.served
    for n in range(no.draw_count(die(broker.week_key, CHANCE), mean, MOST_MEETINGS)):
        encounter = Encounter(broker, n)
        encounter.person = neighbour(broker, encounter.die(WHO), own)
        encounter.happen()


def neighbour(broker, u, own):
    """E1a."""
    settings = broker.model.settings
    at_host = settings["demands.people_met"] * broker.served
    at_home = settings["encounters.chance"] * own
    at_desk = settings["encounters.chance"] * broker.desk
    if broker.embedded:
        at_host += at_desk
    else:
        at_home += at_desk
    q = at_host / (at_host + at_home)
    if u < q:
        members, v = broker.host_organisation.members, spare(u, q)
    else:
        members, v = broker.home_organisation.members, spare(u - q, 1 - q)
    return members[pick(v, len(members))]


def visits(broker):
    """E2 to E4: visits while there is free time."""
    n = MOST_MEETINGS
    while broker.free >= 1 and n < MOST_MEETINGS + MOST_VISITS:
        encounter = Encounter(broker, n)
        encounter.choose_visit()
        encounter.set_off()
        encounter.happen()
        n += 1


class Encounter:
    """A broker, a person, and on a joint visit the broker's buddy."""

    def __init__(self, broker, n):
        self.broker, self.n = broker, n
        self.model = broker.model
        self.person = self.buddy = None

    def die(self, use):
        """A die of this encounter."""
        return die(self.broker.week_key, FIRST_USE + USES * self.n + use)

    # Visits

    def choose_visit(self):
        """E2."""
        self.person = self.visit_in_mind(self.die(WHO))
        q = self.model.dose(self.model.hours["sharing_out"])
        u, visitor = self.die(AGAIN), self.person.visitor
        if u < q and self.person.visits >= no.LATELY and visitor in self.broker.mates():
            self.person = self.visit_in_mind(spare(u, q))

    def visit_in_mind(self, u):
        """E2b."""
        broker = self.broker
        if u < no.HOST_SHARE:
            organisation, v = broker.host_organisation, spare(u, no.HOST_SHARE)
        else:
            organisation, v = broker.home_organisation, spare(u - no.HOST_SHARE, 1 - no.HOST_SHARE)
        if v < no.FOLLOW_UP:
            v = spare(v, no.FOLLOW_UP)
            known = broker.book.some_contact(v, organisation.community)
            if known is not None:
                return known
        else:
            v = spare(v - no.FOLLOW_UP, 1 - no.FOLLOW_UP)
        return self.somebody(organisation, v)

    def somebody(self, organisation, v):
        """E2a."""
        q = self.model.settings["brokers.elsewhere"]
        if v < q:
            v = spare(v, q)
            everywhere = self.model.communities[organisation.community]
            n, number = len(everywhere), pick(v, len(everywhere))
            members = everywhere[number].members
            return members[pick(v * n - number, len(members))]
        members = organisation.members
        return members[pick(spare(v - q, 1 - q), len(members))]

    def set_off(self):
        """E3 and E4."""
        broker, person = self.broker, self.person
        m, buddy = person.community, broker.buddy
        person.visits += 1
        person.visitor = broker
        broker.free -= 1
        if (m == broker.home) == broker.embedded:
            broker.away += 1
        if broker.has_buddy() and buddy.insight[m] > broker.insight[m] and buddy.buddy_account >= 1:
            buddy.buddy_account -= 1
            broker.joint_visits += 1
            self.buddy = buddy

    # What the broker, and on a joint visit the buddy, bring along

    def fluency(self, m):
        """How well they know a community."""
        own = self.broker.insight[m]
        return own if self.buddy is None else max(own, self.buddy.insight[m])

    def trust_won(self):
        """How far the person trusts them."""
        own = self.broker.book.trust_in(self.person)
        return own if self.buddy is None else max(own, self.buddy.book.trust_in(self.person))

    def introduced_by(self, mate):
        """E5a."""
        hours, introduction = self.model.hours, self.model.settings["team.introduction"]
        part = no.MATE * introduction * self.model.dose(hours["introductions"])
        if mate is self.broker.buddy:
            part = max(part, introduction * self.model.dose(hours["pair"]))
        return part

    # The encounter

    def happen(self):
        """E5 to E8."""
        broker, person = self.broker, self.person
        broker.doors_tried += 1
        if not self.die(DOOR) < self.access():
            return
        broker.doors[person.community] += 1
        broker.successes += 1
        person.brokered += 1
        self.translate()
        if self.buddy is not None and self.buddy.home != broker.home:
            self.be_seen_together()
        other, reach = self.counterpart()
        if other is not None and self.die(BRIDGE) < no.BRIDGING * self.trust_won() * reach:
            self.bridge(other)

    def access(self):
        """E5: the chance that the door opens."""
        broker, person, settings = self.broker, self.person, self.model.settings
        through = settings["context.seniors"] * settings["context.senior_involvement"]
        presence = settings["encounters.presence"] + (0 if person.senior else through)
        there = broker.presence(person.organisation)
        introduced = 0.0
        for mate in broker.mates():
            introduced = max(introduced, self.introduced_by(mate) * mate.book.trust_in(person))
        trust = settings["encounters.trust"] * max(self.trust_won(), introduced)
        base = settings["encounters.base"] + settings["encounters.ally"] * person.ally
        chance = min(1, base + presence * broker.standing * there + trust)
        fluent = broker.skill * (1 - no.FLUENCY * (1 - self.fluency(person.community)))
        composure = fluent * (1 - no.NERVE * (1 - broker.confidence))
        tired = settings["encounters.tiring"] * max(0, person.visits - no.REST)
        return chance * composure * (1 / (1 + tired))

    def translate(self):
        """E6."""
        broker, person, settings = self.broker, self.person, self.model.settings
        gain, telling = settings["encounters.trust_gain"], settings["encounters.telling"]
        if self.buddy is not None:
            self.buddy.book.raise_trust(person, gain * self.buddy.skill)
        broker.book.raise_trust(person, gain * broker.skill)
        told = telling * self.fluency(1 - person.community)
        won = no.WON_OVER * telling * self.trust_won()
        person.knowledge += told * (1 - person.knowledge)
        person.attitude += won * (1 - person.attitude)
        person.confidence += won * (1 - person.confidence)

    def be_seen_together(self):
        """E7."""
        gain = self.model.settings["encounters.modelling"]
        for other in self.person.colleagues:
            other.attitude += gain * (1 - other.attitude)
            other.confidence += gain * (1 - other.confidence)

    def counterpart(self):
        """E8a: somebody of the other community, and how far the broker reaches them."""
        if not self.person.has_time():
            return None, 0.0
        u, community = self.die(OTHER), 1 - self.person.community
        found = self.broker.book.some_contact(u, community)
        reach = 0.0 if found is None else self.broker.book.trust_in(found)
        for mate in self.broker.mates():
            part = self.introduced_by(mate)
            if part > reach:
                theirs = mate.book.some_contact(u, community)
                if theirs is not None and part * mate.book.trust_in(theirs) > reach:
                    found, reach = theirs, part * mate.book.trust_in(theirs)
        if found is not None and not found.has_time():
            found = None
        return found, reach

    def bridge(self, other):
        """E8."""
        person, broker = self.person, self.broker
        unaided = (person.knowledge + other.knowledge) / 2
        both = self.fluency(no.MANAGERS) * self.fluency(no.ACADEMICS)
        understanding = unaided + (1 - unaided) * both * broker.skill
        broker.bridges += 1
        if person.meet(other, understanding, self.die(OUTCOME)):
            broker.successes += 1
