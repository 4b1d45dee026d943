"""A broker's encounters (E1-E8): desks, doors, translating, bridging, joint visits."""

from __future__ import annotations

from simulation.compiling import compiled
from simulation.dice import CHANCE_MEETINGS
from simulation.rules.people import meet, meeting_quality
from simulation.rules.posts import draw_count, has_buddy
from simulation.rules.ties import pick, presence, raise_trust, row_of, some_contact, spare, trust_in
from simulation.tables import ACADEMIC, COLLEAGUES, HALF_DAYS, MANAGER, NOBODY, Table


@compiled
def own_job_hours(brokers: Table, b: int, p: Table) -> float:
    """E1b. The hours of a part-timer's own job at home, as far as chance meetings come of them."""
    return p[0].encounters_own_job * HALF_DAYS * (1.0 - brokers[b].fte)


@compiled
def chance_meetings(brokers: Table, b: int, p: Table, die: float) -> int:
    """E1. Propinquity: number of chance meetings this week, at the desk and in the own job."""
    hours = brokers[b].desk + own_job_hours(brokers, b, p)
    return draw_count(p[0].encounters_chance * hours, die, CHANCE_MEETINGS)


@compiled
def neighbour(organisations: Table, brokers: Table, b: int, p: Table, die: float) -> int:
    """E1a. Whom broker b meets by chance: at the desk (the host's if embedded) or at home."""
    own = own_job_hours(brokers, b, p)
    share = brokers[b].desk / (brokers[b].desk + own) if own > 0.0 else 1.0
    o = brokers[b].home_organisation
    if die < share:
        left = spare(die, share)
        if brokers[b].embedded:
            o = brokers[b].host_organisation
    else:
        left = spare(die - share, 1.0 - share)
    return int(organisations[o].first + pick(left, organisations[o].members))


@compiled
def somebody(
    organisations: Table, brokers: Table, b: int, community: int, p: Table, die: float
) -> int:
    """E2a. A first visit in a community: at the own host or home organisation, or elsewhere."""
    if die < p[0].brokers_elsewhere:
        left = spare(die, p[0].brokers_elsewhere)
        first, last = len(organisations), 0
        for o in range(len(organisations)):
            if organisations[o].community == community:
                first, last = min(first, o), o + 1
        o = first + pick(left, last - first)
        left = left * (last - first) - (o - first)
    else:
        at_home = community == brokers[b].home
        o = brokers[b].home_organisation if at_home else brokers[b].host_organisation
        left = spare(die - p[0].brokers_elsewhere, 1.0 - p[0].brokers_elsewhere)
    return int(organisations[o].first + pick(left, organisations[o].members))


@compiled
def choose_visit(
    organisations: Table, people: Table, brokers: Table, books: Table, b: int, p: Table, die: float
) -> int:
    """E2. Whom broker b visits: in which community, and a contact to follow up or somebody new."""
    share = p[0].brokers_host_share
    home = brokers[b].home
    if die < share:
        community, left = 1 - home, spare(die, share)
    else:
        community, left = home, spare(die - share, 1.0 - share)
    if left < p[0].brokers_follow_up:
        left = spare(left, p[0].brokers_follow_up)
        s = some_contact(books, people, b, community, left)
        if s >= 0:
            return int(books[b].who[s])
    else:
        left = spare(left - p[0].brokers_follow_up, 1.0 - p[0].brokers_follow_up)
    return somebody(organisations, brokers, b, community, p, left)


@compiled
def visit_cost(people: Table, brokers: Table, b: int, i: int, p: Table) -> float:
    """E3a. A visit takes a half-day; a guest at the host, without a desk there, needs more."""
    guest = people[i].community != brokers[b].home and not brokers[b].embedded
    return p[0].encounters_guest_cost if guest else 1.0


@compiled
def pay_for_visit(people: Table, brokers: Table, b: int, i: int, p: Table) -> None:
    """E3. Broker b spends free time on a visit; away from the desk if i is on the other side."""
    cost = visit_cost(people, brokers, b, i, p)
    brokers[b].free -= cost
    if (people[i].community != brokers[b].home) != brokers[b].embedded:
        brokers[b].away += cost


@compiled
def take_buddy_along(people: Table, brokers: Table, b: int, i: int, p: Table) -> bool:
    """E4. The buddy comes along if they have saved the time for it, and pays like anybody.

    That time came off the buddy's desk when it was saved.
    """
    if not has_buddy(brokers, b, p):
        return False
    buddy = brokers[b].buddy
    cost = visit_cost(people, brokers, buddy, i, p)
    if brokers[buddy].buddy_account < cost:
        return False
    brokers[buddy].buddy_account -= cost
    brokers[b].joint_visits += 1
    return True


@compiled
def fluency(brokers: Table, b: int, community: int, joint: bool) -> float:
    """Insight into a community: the broker's, or the higher of a pair's on a joint visit."""
    own = brokers[b].insight[community]
    return max(own, brokers[brokers[b].buddy].insight[community]) if joint else own


@compiled
def standing(brokers: Table, books: Table, b: int, i: int, joint: bool) -> float:
    """Trust of person i in broker b, or in the more trusted of a pair on a joint visit."""
    own = trust_in(books, b, i)
    return max(own, trust_in(books, brokers[b].buddy, i)) if joint else own


@compiled
def introduced_by(brokers: Table, b: int, k: int, p: Table) -> float:
    """E5a. Share of k's trust that carries over to b in an introduction: most for a buddy."""
    if k == b or not p[0].team_introductions or not brokers[k].in_post:
        return 0.0
    if brokers[b].buddy == k and p[0].team_buddying:
        return p[0].team_buddy_introduction
    return p[0].team_mate_introduction * min(1.0, 2.0 * p[0].team_meetings)


@compiled
def introduction(brokers: Table, books: Table, b: int, i: int, p: Table) -> float:
    """E5b. The best introduction to person i that b can get."""
    best = 0.0
    if p[0].team_introductions:
        for k in range(len(brokers)):
            part = introduced_by(brokers, b, k, p)
            if part > 0.0:
                best = max(best, part * trust_in(books, k, i))
    return best


@compiled
def composure(brokers: Table, b: int, community: int, joint: bool, p: Table) -> float:
    """E5c. What any encounter depends on: interpersonal skill, fluency there and confidence."""
    known = 1.0 - p[0].encounters_fluency * (1.0 - fluency(brokers, b, community, joint))
    nerve = 1.0 - p[0].encounters_nerve * (1.0 - brokers[b].confidence)
    return brokers[b].skill * known * nerve


@compiled
def access(
    people: Table, brokers: Table, books: Table, b: int, i: int, joint: bool, p: Table
) -> float:
    """E5. The chance that person i agrees to talk to broker b (opens the door).

    Presence counts by the part of the week spent there, and with it the support of involved
    seniors, which gives access to their juniors.
    """
    chance = p[0].encounters_base + p[0].encounters_openness * people[i].attitude
    if people[i].ally:
        chance += p[0].encounters_ally
    here = p[0].encounters_presence
    if not people[i].senior:
        here += p[0].encounters_senior * p[0].context_senior_involvement
    chance += here * presence(brokers, b, people[i].organisation)
    chance += p[0].encounters_own_trust * standing(brokers, books, b, i, joint)
    chance += p[0].encounters_introduction * introduction(brokers, books, b, i, p)
    return min(1.0, chance) * composure(brokers, b, people[i].community, joint, p)


@compiled
def try_door(people: Table, brokers: Table, b: int, i: int, chance: float, die: float) -> bool:
    """E5d. Whether the door opens; it is counted either way."""
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
    trust = standing(brokers, books, b, i, joint)
    told = p[0].encounters_telling * fluency(brokers, b, 1 - people[i].community, joint)
    won = p[0].encounters_winning_over * trust
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
    """E8a. Whom to bring together with i, and the trust in the broker or introducing teammate."""
    other = 1 - people[i].community
    s = some_contact(books, people, b, other, die)
    who, reach = (books[b].who[s], books[b].trust[s]) if s >= 0 else (NOBODY, 0.0)
    for k in range(len(brokers)):
        part = introduced_by(brokers, b, k, p)
        if part > reach:
            s = some_contact(books, people, k, other, die)
            if s >= 0 and part * books[k].trust[s] > reach:
                who, reach = books[k].who[s], part * books[k].trust[s]
    return int(who), reach


@compiled
def bridging_chance(trust: float, reach: float, p: Table) -> float:
    """E8b. The chance that trust on both sides suffices to bring the two together."""
    return p[0].encounters_bridging * trust * reach


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
