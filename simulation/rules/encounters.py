"""A broker's encounters (E5-E8): doors, introductions, translating, bridging, joint visits."""

from __future__ import annotations

from simulation.compiling import compiled
from simulation.rules.people import has_time, meet, meeting_quality
from simulation.rules.posts import dose
from simulation.rules.ties import presence, raise_trust, row_of, some_contact, trust_in
from simulation.tables import ACADEMIC, COLLEAGUES, MANAGER, NOBODY, Table

FLUENCY, NERVE = 0.47, 0.43  # how much a conversation depends on insight, and on confidence
WON_OVER = 0.5  # attitude gained by a talk at full trust, in parts of the knowledge at full insight
BRIDGING = 0.76  # chance of bringing two people together at full trust of both
MATE = 4.0 / 7.0  # what a mate's introduction passes on, in parts of a buddy's
REST = 1.0  # visits of late that tire nobody


@compiled
def fluency(brokers: Table, b: int, community: int, joint: bool) -> float:
    """Insight into a community: the broker's, or the higher of a pair's on a joint visit."""
    own = brokers[b].insight[community]
    return max(own, brokers[brokers[b].buddy].insight[community]) if joint else own


@compiled
def trust_won(brokers: Table, books: Table, b: int, i: int, joint: bool) -> float:
    """Trust of person i in broker b, or in the more trusted of a pair on a joint visit."""
    own = trust_in(books, b, i)
    return max(own, trust_in(books, brokers[b].buddy, i)) if joint else own


@compiled
def introduced_by(brokers: Table, b: int, k: int, p: Table) -> float:
    """E5a. Share of k's trust that carries over to b in an introduction, by the hours given to it.

    Meetings pass on what is said there; a buddy, in the hours of the pair, more.
    """
    if k == b or not brokers[k].in_post:
        return 0.0
    part = MATE * p[0].team_introduction * dose(p[0].team_introductions, p)
    if brokers[b].buddy == k:
        part = max(part, p[0].team_introduction * dose(p[0].team_pair, p))
    return part


@compiled
def introduction(brokers: Table, books: Table, b: int, i: int, p: Table) -> float:
    """E5b. The best introduction to person i that b can get."""
    best = 0.0
    for k in range(len(brokers)):
        part = introduced_by(brokers, b, k, p)
        if part > 0.0:
            best = max(best, part * trust_in(books, k, i))
    return best


@compiled
def weariness(people: Table, i: int, p: Table) -> float:
    """E5d. By what part visits of late, beyond one, make person i less ready for another."""
    return 1.0 / (1.0 + p[0].encounters_tiring * max(0.0, people[i].visits - REST))


@compiled
def composure(brokers: Table, b: int, community: int, joint: bool, p: Table) -> float:
    """E5c. What any encounter depends on: interpersonal skill, fluency there and confidence."""
    known = 1.0 - FLUENCY * (1.0 - fluency(brokers, b, community, joint))
    nerve = 1.0 - NERVE * (1.0 - brokers[b].confidence)
    return brokers[b].skill * known * nerve


@compiled
def access(
    people: Table, brokers: Table, books: Table, b: int, i: int, joint: bool, p: Table
) -> float:
    """E5. The chance that person i agrees to talk to broker b (opens the door).

    Presence counts by the part of the week spent there, and with it the support of involved
    seniors, which gives access to their juniors; both by the standing of the post. Trust is the
    broker's own or that of whoever introduces them.
    """
    chance = p[0].encounters_base
    if people[i].ally:
        chance += p[0].encounters_ally
    here = p[0].encounters_presence
    if not people[i].senior:
        here += p[0].context_seniors * p[0].context_senior_involvement
    chance += here * brokers[b].standing * presence(brokers, b, people[i].organisation)
    trust = max(trust_won(brokers, books, b, i, joint), introduction(brokers, books, b, i, p))
    chance += p[0].encounters_trust * trust
    calm = composure(brokers, b, people[i].community, joint, p)
    return min(1.0, chance) * calm * weariness(people, i, p)


@compiled
def try_door(people: Table, brokers: Table, b: int, i: int, chance: float, die: float) -> bool:
    """E5e. Whether the door opens; it is counted either way."""
    brokers[b].doors_tried += 1
    if die >= chance:
        return False
    brokers[b].doors[people[i].community] += 1
    brokers[b].successes += 1.0
    people[i].brokered += 1
    return True


@compiled
def translate(
    people: Table, brokers: Table, books: Table, b: int, i: int, joint: bool, p: Table
) -> float:
    """E6. A conversation raises trust, knowledge of the other community, attitude, confidence.

    A broker can tell only what they know of the other side, and wins over only who trusts them. A
    buddy who came along wins trust as well. Returns the trust there is now in the visitors.
    """
    if joint:
        buddy = brokers[b].buddy
        raise_trust(books, buddy, i, p[0].encounters_trust_gain * brokers[buddy].skill)
    raise_trust(books, b, i, p[0].encounters_trust_gain * brokers[b].skill)
    trust = trust_won(brokers, books, b, i, joint)
    told = p[0].encounters_telling * fluency(brokers, b, 1 - people[i].community, joint)
    won = WON_OVER * p[0].encounters_telling * trust
    people[i].knowledge += told * (1.0 - people[i].knowledge)
    people[i].attitude += won * (1.0 - people[i].attitude)
    people[i].confidence += won * (1.0 - people[i].confidence)
    return trust


@compiled
def be_seen_together(
    people: Table, brokers: Table, colleagues: Table, b: int, i: int, p: Table
) -> None:
    """E7. Modelling: colleagues who see a pair from both communities gain (Zhou et al. 2018)."""
    if brokers[b].home == brokers[brokers[b].buddy].home:
        return
    for s in range(COLLEAGUES):
        j = row_of(colleagues[i, s])
        if j != NOBODY:
            people[j].attitude += p[0].encounters_modelling * (1.0 - people[j].attitude)
            people[j].confidence += p[0].encounters_modelling * (1.0 - people[j].confidence)


@compiled
def counterpart(
    people: Table, brokers: Table, books: Table, b: int, i: int, p: Table, die: float
) -> tuple[int, float]:
    """E8a. Whom to bring together with i, and the trust in the broker or introducing teammate.

    Nobody where one of the two has no time left for it this week.
    """
    if not has_time(people, i, p):
        return NOBODY, 0.0
    other = 1 - people[i].community
    s = some_contact(books, people, b, other, die)
    who, reach = (books[b].who[s], books[b].trust[s]) if s >= 0 else (NOBODY, 0.0)
    for k in range(len(brokers)):
        part = introduced_by(brokers, b, k, p)
        if part > reach:
            s = some_contact(books, people, k, other, die)
            if s >= 0 and part * books[k].trust[s] > reach:
                who, reach = books[k].who[s], part * books[k].trust[s]
    if who != NOBODY and not has_time(people, who, p):
        return NOBODY, 0.0
    return int(who), reach


@compiled
def bridging_chance(trust: float, reach: float) -> float:
    """E8b. The chance that trust on both sides suffices to bring the two together."""
    return BRIDGING * trust * reach


@compiled
def bridge(
    organisations: Table, people: Table, ties: Table, brokers: Table, b: int, i: int, j: int,
    joint: bool, p: Table, die: float,
) -> bool:  # fmt: skip
    """E8. A manager and an academic meet through the broker; insight makes it go better.

    What the broker does not bridge, the two may understand by themselves.
    """
    known = 0.5 * (people[i].knowledge + people[j].knowledge)
    both = fluency(brokers, b, MANAGER, joint) * fluency(brokers, b, ACADEMIC, joint)
    understood = known + (1.0 - known) * both * brokers[b].skill
    good = meet(organisations, people, ties, i, j, p, meeting_quality(p, understood), die)
    brokers[b].bridges += 1
    brokers[b].successes += 1.0 if good else 0.0
    return good
