"""Broker posts (B0-B5): who holds them, where the time goes, standing."""

from __future__ import annotations

import math

from simulation.compiling import compiled
from simulation.rules.ties import forget_contact, pick, raise_trust
from simulation.tables import (
    BUDDYING,
    DEMANDS,
    HALF_DAYS,
    LEADING,
    MEETINGS,
    NOBODY,
    VISITING,
    Table,
)

VACANCY = 16  # weeks: ten from advert to start, and approval (NHS England 2023)
SERVED_SHARE = 0.55  # largest share of the working week that demands may take
CONFIDENCE = 0.5  # of a new broker, and the level to which confidence returns
INSIGHT_HOME, INSIGHT_HOST = 0.9, 0.15  # of a new broker
TRUSTED_AT_HOME = 0.6
STANDING_RECOVERY = 0.05  # a week in which nothing lapses, as a share of the distance to 1
# Lapsed half-days that cost as much standing as a change of holder (Shi et al. 2017).
NEW_HOLDER = 1.5


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
def is_vacant(brokers: Table, b: int) -> bool:
    """Whether post b waits for a successor."""
    return bool(brokers[b].due and not brokers[b].in_post)


@compiled
def any_trace(brokers: Table, books: Table) -> bool:
    """Whether a post is held, or somebody still trusts a former broker."""
    trace = False
    for b in range(len(brokers)):
        trace = trace or brokers[b].in_post or books[b].count > 0
    return trace


@compiled
def has_buddy(brokers: Table, b: int, p: Table) -> bool:
    """Whether b spends time with a buddy who is in post."""
    buddy = brokers[b].buddy
    return bool(p[0].team_pair > 0.0 and buddy != NOBODY and brokers[buddy].in_post)


@compiled
def dose(hours: float, p: Table) -> float:
    """B0. The share of a full effect that so many half-days a week buy, with diminishing returns.

    The first hours count most, as in programmes of support (Dawson et al. 2021; West et al. 2014).
    """
    return hours / (hours + p[0].team_half_dose)


@compiled
def start_afresh(brokers: Table, b: int, p: Table) -> None:
    """B1a. A new holder of post b: fresh, and an insider of the home community only."""
    home = brokers[b].home
    brokers[b].insight[home] = INSIGHT_HOME
    brokers[b].insight[1 - home] = INSIGHT_HOST
    brokers[b].confidence = CONFIDENCE
    brokers[b].strain = 0.0
    brokers[b].support = 0.0
    brokers[b].served = 0.0
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
        raise_trust(books, b, first + (start + k) % members, TRUSTED_AT_HOME)


@compiled
def hand_over(brokers: Table, books: Table, b: int, p: Table) -> None:
    """B1b. A leaver's contact book: teammates who share records hand part of the trust over."""
    kept = p[0].team_handed_over * dose(p[0].team_handover, p) if mates(brokers, b) > 0 else 0.0
    for s in range(books[b].count - 1, -1, -1):
        books[b].trust[s] *= kept
        if kept == 0.0:
            forget_contact(books, b, s)


@compiled
def exit_chance(brokers: Table, b: int, p: Table) -> float:
    """B1c. The weekly chance that a broker leaves, higher under strain."""
    return min(1.0, p[0].contract_exit + p[0].contract_exit_strain * brokers[b].strain)


@compiled
def staff_post(
    programme: Table, organisations: Table, brokers: Table, books: Table, b: int, p: Table,
    week: int, die: float,
) -> None:  # fmt: skip
    """B1. Post b is held, falls vacant or is filled; there is none outside its own weeks."""
    own = brokers[b].start <= week < brokers[b].end
    brokers[b].due = programme[0].running and own
    if not brokers[b].due:
        brokers[b].in_post = False
        return
    if brokers[b].in_post:
        if die < exit_chance(brokers, b, p):
            hand_over(brokers, books, b, p)
            start_afresh(brokers, b, p)
            brokers[b].in_post = False
            brokers[b].vacant = VACANCY - 1  # this week is the first
            brokers[b].exits += 1
            brokers[b].standing *= (1.0 - p[0].demands_standing_loss) ** NEW_HOLDER
    elif brokers[b].vacant > 0:
        brokers[b].vacant -= 1
    else:
        brokers[b].in_post = True
        bring_network(organisations, brokers, books, b, p, die)


@compiled
def demand_on(brokers: Table, b: int, p: Table) -> float:
    """B2a. Half-days a week asked of post b, in proportion to its hours."""
    return p[0].demands_half_days * brokers[b].fte / 0.5


@compiled
def covered_share(p: Table) -> float:
    """B2b. The share of a vacant post's demands that mates who share records serve."""
    return p[0].team_handed_over * dose(p[0].team_handover, p)


@compiled
def covered_demand(brokers: Table, b: int, p: Table) -> float:
    """B2c. b's part of the demands on vacant posts that mates cover."""
    vacant = 0.0
    for k in range(len(brokers)):
        if k != b and is_vacant(brokers, k):
            vacant += demand_on(brokers, k, p)
    return covered_share(p) * vacant / (1.0 + mates(brokers, b))


@compiled
def meeting_hours(brokers: Table, b: int, p: Table) -> float:
    """B4a. Half-days a week in meetings: all that is done there, if anybody else is in post."""
    if mates(brokers, b) == 0:
        return 0.0
    talk = p[0].team_support + p[0].team_pooling + p[0].team_introductions
    return talk + p[0].team_handover + p[0].team_sharing_out


@compiled
def pair_hours(brokers: Table, b: int, p: Table) -> float:
    """B4b. Half-days a week with the buddy, if in post."""
    return p[0].team_pair if has_buddy(brokers, b, p) else 0.0


@compiled
def leading_hours(brokers: Table, b: int, p: Table) -> float:
    """B3a. Half-days a week that leader b leads: fixed, used or not, as far as there are any."""
    if not brokers[b].leader or mates(brokers, b) == 0:
        return 0.0
    spent = meeting_hours(brokers, b, p) + pair_hours(brokers, b, p)
    return min(p[0].team_leading, max(0.0, HALF_DAYS * brokers[b].fte - spent))


@compiled
def shield(brokers: Table, b: int, p: Table) -> float:
    """B3. The share of b's demands that a leader in post deflects.

    At most a half-day of mates' demands for each half-day of leading, and at most `team.shield` of
    them: most demands cannot be deflected by anybody.
    """
    if p[0].team_leading == 0.0 or brokers[b].leader:
        return 0.0
    hours, asked = 0.0, 0.0
    for k in range(len(brokers)):
        if brokers[k].in_post:
            if brokers[k].leader:
                hours += leading_hours(brokers, k, p)
            else:
                asked += demand_on(brokers, k, p) + covered_demand(brokers, k, p)
    return min(p[0].team_shield, hours / asked) if asked > 0.0 else 0.0


@compiled
def take_demands(brokers: Table, b: int, p: Table, die: float) -> None:
    """B2. Taskmasters send work; a leader's shield deflects part of it."""
    asked = demand_on(brokers, b, p) + covered_demand(brokers, b, p)
    brokers[b].backlog += draw_count(asked * (1.0 - shield(brokers, b, p)), die, 200)


@compiled
def plan_week(brokers: Table, b: int, p: Table) -> None:
    """B4. Divide the week: time for the team, then the backlog, then free time.

    What is not spent on the team is spent at the desk, or from there on visits. The hours of a pair
    are saved up for visits together.
    """
    capacity = HALF_DAYS * brokers[b].fte
    leading = leading_hours(brokers, b, p)
    meeting = meeting_hours(brokers, b, p)
    buddying = pair_hours(brokers, b, p)
    left = max(0.0, capacity - leading - meeting - buddying)  # rounding may take it below
    served = min(brokers[b].backlog, left, SERVED_SHARE * capacity)
    brokers[b].backlog -= served
    brokers[b].served = served
    brokers[b].desk = left
    brokers[b].free += left - served
    brokers[b].buddy_account = min(brokers[b].buddy_account + buddying, HALF_DAYS)
    brokers[b].hours[LEADING] += leading
    brokers[b].hours[MEETINGS] += meeting
    brokers[b].hours[BUDDYING] += buddying
    brokers[b].hours[DEMANDS] += served
    brokers[b].hours[VISITING] += left - served
    brokers[b].weeks_in_post += 1


@compiled
def keep_standing(brokers: Table, b: int, p: Table) -> None:
    """B5. Demands that lapse cost the post's standing; a week without any restores some of it.

    What would wait for more than a week's working time is withdrawn, and so is what is asked of a
    vacant post, but for what mates cover (Joyce & Kraut 2006: unanswered, fewer ask again).
    """
    lapsed = 0.0
    if brokers[b].in_post:
        lapsed = max(0.0, brokers[b].backlog - HALF_DAYS * brokers[b].fte)
        brokers[b].backlog -= lapsed
    elif is_vacant(brokers, b):
        covered = covered_share(p) if mates(brokers, b) > 0 else 0.0
        lapsed = demand_on(brokers, b, p) * (1.0 - covered)
    if lapsed > 0.0:
        brokers[b].standing *= (1.0 - p[0].demands_standing_loss) ** lapsed
    elif brokers[b].in_post:
        brokers[b].standing += STANDING_RECOVERY * (1.0 - brokers[b].standing)
