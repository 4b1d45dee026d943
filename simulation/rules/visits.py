"""Whom a broker meets (E1-E4): chance meetings, visits, and the buddy who comes along."""

from __future__ import annotations

from simulation.compiling import compiled
from simulation.dice import CHANCE_MEETINGS
from simulation.rules.posts import dose, draw_count, has_buddy
from simulation.rules.ties import pick, some_contact, spare
from simulation.tables import HALF_DAYS, Table

HOST_SHARE = 0.5  # of visits are to the host community
FOLLOW_UP = 0.6  # of visits are to somebody in the contact book
LATELY = 0.5  # visits of late that show a mate at work: one within five weeks


@compiled
def own_job_hours(brokers: Table, b: int, p: Table) -> float:
    """E1b. The hours of a part-timer's own job at home, as far as chance meetings come of them."""
    return p[0].encounters_own_job * HALF_DAYS * (1.0 - brokers[b].fte)


@compiled
def chance_meetings(brokers: Table, b: int, p: Table, die: float) -> int:
    """E1. People met this week without a visit: at the desk, in the own job, through demands.

    Serving demands brings meetings with those who asked (Ritchie et al. 2019).
    """
    hours = brokers[b].desk + own_job_hours(brokers, b, p)
    asked = p[0].demands_people_met * brokers[b].served
    return draw_count(p[0].encounters_chance * hours + asked, die, CHANCE_MEETINGS)


@compiled
def neighbour(organisations: Table, brokers: Table, b: int, p: Table, die: float) -> int:
    """E1a. Whom broker b meets so: at the host through demands, at the desk, or at home."""
    at_desk = p[0].encounters_chance * brokers[b].desk
    at_home = p[0].encounters_chance * own_job_hours(brokers, b, p)
    at_host = p[0].demands_people_met * brokers[b].served
    if brokers[b].embedded:
        at_host += at_desk
    else:
        at_home += at_desk
    share = at_host / (at_host + at_home)
    if die < share:
        o, left = brokers[b].host_organisation, spare(die, share)
    else:
        o, left = brokers[b].home_organisation, spare(die - share, 1.0 - share)
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
def visit_in_mind(
    organisations: Table, people: Table, brokers: Table, books: Table, b: int, p: Table, die: float
) -> int:
    """E2b. Whom broker b would visit: in which community, a contact to follow up or somebody new."""
    share = HOST_SHARE
    home = brokers[b].home
    if die < share:
        community, left = 1 - home, spare(die, share)
    else:
        community, left = home, spare(die - share, 1.0 - share)
    if left < FOLLOW_UP:
        left = spare(left, FOLLOW_UP)
        s = some_contact(books, people, b, community, left)
        if s >= 0:
            return int(books[b].who[s])
    else:
        left = spare(left - FOLLOW_UP, 1.0 - FOLLOW_UP)
    return somebody(organisations, brokers, b, community, p, left)


@compiled
def choose_visit(
    organisations: Table, people: Table, brokers: Table, books: Table, b: int, p: Table,
    die: float, again: float,
) -> int:  # fmt: skip
    """E2. Whom broker b visits; one whom a mate has visited of late may be left to that mate.

    A team that agrees who looks after whom knows, and b thinks of somebody else in the same way; solos
    do not know (`again` is a second die).
    """
    i = visit_in_mind(organisations, people, brokers, books, b, p, die)
    shared, k = dose(p[0].team_sharing_out, p), people[i].visitor
    if again < shared and people[i].visits >= LATELY and k != b and brokers[k].in_post:
        again = spare(again, shared)
        return visit_in_mind(organisations, people, brokers, books, b, p, again)
    return i


@compiled
def pay_for_visit(people: Table, brokers: Table, b: int, i: int) -> None:
    """E3. Broker b spends a half-day on a visit; away from the desk if i is on the other side.

    It takes the visited person's time as well (`weariness`).
    """
    people[i].visits += 1.0
    people[i].visitor = b
    brokers[b].free -= 1.0
    if (people[i].community != brokers[b].home) != brokers[b].embedded:
        brokers[b].away += 1.0


@compiled
def take_buddy_along(people: Table, brokers: Table, b: int, i: int, p: Table) -> bool:
    """E4. The buddy comes along where they know the community better and have saved the time.

    They pay like anybody; that time came off the buddy's desk when it was saved.
    """
    if not has_buddy(brokers, b, p):
        return False
    buddy, community = brokers[b].buddy, people[i].community
    if brokers[buddy].insight[community] <= brokers[b].insight[community]:
        return False
    if brokers[buddy].buddy_account < 1.0:
        return False
    brokers[buddy].buddy_account -= 1.0
    brokers[b].joint_visits += 1
    return True
