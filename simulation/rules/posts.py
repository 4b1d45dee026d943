"""Broker posts (B1-B9): who holds them, where the time goes, strain, confidence, insight."""

from __future__ import annotations

import math

from simulation.compiling import compiled
from simulation.rules.ties import forget_contact, pick, raise_trust
from simulation.tables import (
    ACADEMIC,
    BUDDYING,
    DEMANDS,
    HALF_DAYS,
    LEADING,
    LOST,
    MANAGER,
    MEETINGS,
    NOBODY,
    VISITING,
    Table,
)

HALF_YEAR = 26  # weeks


@compiled
def draw_count(mean: float, die: float, most: int) -> int:
    """A Poisson count by inversion of one die, cut at `most`."""
    chance = math.exp(-mean)
    below, count = chance, 0
    while die >= below and count < most:
        count += 1
        chance *= mean / count
        below += chance
    return count


@compiled
def mates(brokers: Table, b: int) -> int:
    """How many other brokers are in post, whether or not they work together."""
    count = 0
    for k in range(len(brokers)):
        count += int(k != b and brokers[k].in_post)
    return count


@compiled
def any_trace(brokers: Table, books: Table) -> bool:
    """Whether a post is held, or somebody still trusts a former broker."""
    trace = False
    for b in range(len(brokers)):
        trace = trace or brokers[b].in_post or books[b].count > 0
    return trace


@compiled
def has_buddy(brokers: Table, b: int, p: Table) -> bool:
    """Whether buddying is on and b's buddy is in post."""
    buddy = brokers[b].buddy
    return bool(p[0].team_buddying and buddy != NOBODY and brokers[buddy].in_post)


@compiled
def start_afresh(brokers: Table, b: int, p: Table) -> None:
    """B1a. A new holder of post b: fresh, and an insider of the home community only."""
    home = brokers[b].home
    brokers[b].insight[home] = p[0].insight_home
    brokers[b].insight[1 - home] = p[0].insight_host
    brokers[b].confidence = p[0].demands_confidence
    brokers[b].strain = 0.0
    brokers[b].support = 0.0
    brokers[b].backlog = 0.0
    brokers[b].free = 0.0
    brokers[b].desk = 0.0
    brokers[b].away = 0.0
    brokers[b].buddy_account = 0.0
    brokers[b].successes = 0.0


@compiled
def bring_network(
    organisations: Table, brokers: Table, books: Table, b: int, p: Table, die: float
) -> None:
    """B1d. A new holder of post b brings contacts: adjacent people at home, from a die on."""
    o = brokers[b].home_organisation
    first, members = organisations[o].first, organisations[o].members
    start = pick(die, members)
    for k in range(min(p[0].brokers_known_at_home, members)):
        raise_trust(books, b, first + (start + k) % members, p[0].brokers_trusted_at_home)


@compiled
def hand_over(brokers: Table, books: Table, b: int, p: Table) -> None:
    """B1b. A leaver's contact book: teammates who share records keep part of the trust."""
    kept = p[0].team_inherited if p[0].team_handover and mates(brokers, b) > 0 else 0.0
    for s in range(books[b].count - 1, -1, -1):
        books[b].trust[s] *= kept
        if kept == 0.0:
            forget_contact(books, b, s)


@compiled
def exit_chance(brokers: Table, b: int, p: Table, week: int) -> float:
    """B1c. The weekly chance that a broker leaves: higher late in a contract and under strain."""
    chance = p[0].contract_exit
    into = (week - p[0].contract_start) % p[0].contract_weeks
    if into >= p[0].contract_weeks - HALF_YEAR:
        chance *= p[0].contract_exit_late
    excess = max(0.0, brokers[b].strain - p[0].contract_strain_tolerance)
    return min(1.0, chance + p[0].contract_exit_strain * excess)


@compiled
def staff_post(
    programme: Table, organisations: Table, brokers: Table, books: Table, b: int, p: Table,
    week: int, die: float,
) -> None:  # fmt: skip
    """B1. Post b is held, falls vacant or is filled; there is none outside the programme."""
    if not programme[0].running:
        brokers[b].in_post = False
        return
    if brokers[b].in_post:
        if die < exit_chance(brokers, b, p, week):
            hand_over(brokers, books, b, p)
            start_afresh(brokers, b, p)
            brokers[b].in_post = False
            brokers[b].vacant = p[0].contract_vacancy - 1  # this week is the first
            brokers[b].exits += 1
    elif brokers[b].vacant > 0:
        brokers[b].vacant -= 1
    else:
        brokers[b].in_post = True
        bring_network(organisations, brokers, books, b, p, die)


@compiled
def demand_on(brokers: Table, b: int, p: Table) -> float:
    """B2a. Half-days a week asked of post b, in proportion to its hours."""
    one = p[0].demands_taskmasters * p[0].demands_half_days * p[0].demands_expectations
    return one * brokers[b].fte / 0.5


@compiled
def covered_demand(brokers: Table, b: int, p: Table) -> float:
    """B2b. b's part of the demands on vacant posts, which teammates cover."""
    if not p[0].team_handover:
        return 0.0
    vacant = 0.0
    for k in range(len(brokers)):
        if k != b and not brokers[k].in_post:
            vacant += demand_on(brokers, k, p)
    return p[0].team_cover * vacant / (1.0 + mates(brokers, b))


@compiled
def together_hours(brokers: Table, b: int, p: Table) -> float:
    """B4a. Half-days a week that meetings and the buddy take."""
    hours = p[0].team_meeting_hours if mates(brokers, b) > 0 else 0.0
    return hours + (p[0].team_buddy_hours if has_buddy(brokers, b, p) else 0.0)


@compiled
def leading_price(brokers: Table, b: int, p: Table) -> float:
    """B3a. Half-days a week that leader b needs to shield all teammates fully."""
    asked = 0.0
    for k in range(len(brokers)):
        if k != b and brokers[k].in_post:
            asked += demand_on(brokers, k, p) + covered_demand(brokers, k, p)
    return p[0].team_leader_time + p[0].team_deflecting * p[0].team_shield * asked


@compiled
def leading_hours(brokers: Table, b: int, p: Table) -> float:
    """B3b. Half-days a week that leader b has for it."""
    if not p[0].team_leadership or not brokers[b].leader or mates(brokers, b) == 0:
        return 0.0
    left = max(0.0, HALF_DAYS * brokers[b].fte - together_hours(brokers, b, p))
    return min(left, leading_price(brokers, b, p))


@compiled
def shield(brokers: Table, b: int, p: Table) -> float:
    """B3. The share of b's demands that a leader in post deflects, as far as time allows."""
    if p[0].team_leadership and not brokers[b].leader:
        for k in range(len(brokers)):
            if brokers[k].leader and brokers[k].in_post:
                price = leading_price(brokers, k, p)
                paid = leading_hours(brokers, k, p) / price if price > 0.0 else 1.0
                return p[0].team_shield * paid
    return 0.0


@compiled
def take_demands(brokers: Table, b: int, p: Table, die: float) -> None:
    """B2. Taskmasters send work; a leader's shield deflects part of it."""
    asked = demand_on(brokers, b, p) + covered_demand(brokers, b, p)
    brokers[b].backlog += draw_count(asked * (1.0 - shield(brokers, b, p)), die, 200)


@compiled
def plan_week(brokers: Table, b: int, p: Table) -> None:
    """B4. Divide the week: time for the team, then the backlog, then free time less strain.

    What is not spent on the team is spent at the desk, or from there on visits.
    """
    capacity = HALF_DAYS * brokers[b].fte
    leading = leading_hours(brokers, b, p)
    meeting = p[0].team_meeting_hours if mates(brokers, b) > 0 else 0.0
    buddying = together_hours(brokers, b, p) - meeting
    left = capacity - leading - meeting - buddying
    served = min(brokers[b].backlog, left, p[0].demands_served_share * capacity)
    free = left - served
    lost = free * p[0].demands_output_loss * brokers[b].strain
    brokers[b].backlog -= served
    brokers[b].desk = left
    brokers[b].free += free - lost
    if buddying > 0.0:
        saved = brokers[b].buddy_account + p[0].team_buddy_time
        brokers[b].buddy_account = min(saved, HALF_DAYS)
    brokers[b].hours[LEADING] += leading
    brokers[b].hours[MEETINGS] += meeting
    brokers[b].hours[BUDDYING] += buddying
    brokers[b].hours[DEMANDS] += served
    brokers[b].hours[LOST] += lost
    brokers[b].hours[VISITING] += free - lost
    brokers[b].weeks_in_post += 1


@compiled
def feel_support(brokers: Table, b: int, p: Table) -> None:
    """B5. Safe space: support from teammates and the buddy, by their confidence."""
    heard, courage = 0.0, 0.0
    if p[0].team_support:
        often = min(1.0, 2.0 * p[0].team_meetings)
        for k in range(len(brokers)):
            if k != b and brokers[k].in_post:
                weight = 1.0 if p[0].team_buddying and k == brokers[b].buddy else often
                heard += weight
                courage += weight * brokers[k].confidence
    brokers[b].support = courage / (heard + p[0].team_support_half)


@compiled
def feel_strain(brokers: Table, b: int, p: Table) -> None:
    """B6. Strain rises with backlog over weekly capacity; it recovers faster with support."""
    overload = min(1.0, brokers[b].backlog / (HALF_DAYS * brokers[b].fte))
    strain = brokers[b].strain
    up = p[0].demands_strain_up * overload * (1.0 - strain)
    down = min(1.0, p[0].demands_recovery * (1.0 + p[0].team_peer_support * brokers[b].support))
    brokers[b].strain = min(1.0, max(0.0, strain + up - down * strain))
    brokers[b].strain_sum += brokers[b].strain


@compiled
def feel_confidence(brokers: Table, b: int, p: Table) -> None:
    """B7. Confidence grows with success per hour and with support, and falls with strain."""
    confidence = brokers[b].confidence
    room = 1.0 - confidence
    lately = brokers[b].successes * 0.5 / brokers[b].fte
    grown = room * min(1.0, p[0].demands_confidence_up * lately)
    grown += room * (1.0 - brokers[b].strain) * p[0].team_encouragement * brokers[b].support
    worn = p[0].demands_confidence_down * brokers[b].strain * confidence
    back = (p[0].demands_confidence - confidence) / p[0].demands_confidence_memory
    brokers[b].confidence = min(1.0, max(0.0, confidence + grown - worn + back))
    brokers[b].confidence_sum += brokers[b].confidence
    brokers[b].successes = 0.0


@compiled
def live_and_learn(brokers: Table, b: int, p: Table) -> None:
    """B8. Insight into a community grows with time spent in it and fades with time away.

    The hours outside the contract are spent at home; those inside it at the desk, less last week's
    visits to the other side. What the team takes is spent in neither.
    """
    away = min(brokers[b].away, brokers[b].desk)
    brokers[b].desk -= away
    brokers[b].away = 0.0
    host = (brokers[b].desk if brokers[b].embedded else away) / HALF_DAYS
    home = (away if brokers[b].embedded else brokers[b].desk) / HALF_DAYS + 1.0 - brokers[b].fte
    for community in (MANAGER, ACADEMIC):
        share = home if community == brokers[b].home else host
        known = brokers[b].insight[community]
        known += share / p[0].insight_learning * (1.0 - known)
        known -= (1.0 - share) / p[0].insight_fading * known
        brokers[b].insight[community] = min(1.0, max(0.0, known))


@compiled
def pool_insight(brokers: Table, b: int, p: Table) -> None:
    """B9. At meetings b learns from the teammate who knows a community best."""
    if not p[0].team_pooling:
        return
    rate = min(1.0, p[0].team_pooling_rate * p[0].team_meetings)
    for community in (MANAGER, ACADEMIC):
        best = 0.0
        for k in range(len(brokers)):
            if k != b and brokers[k].in_post:
                best = max(best, brokers[k].insight[community])
        gap = p[0].insight_second_hand * best - brokers[b].insight[community]
        brokers[b].insight[community] += rate * max(0.0, gap)
