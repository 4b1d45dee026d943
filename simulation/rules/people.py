"""People (P1-P7): meeting, learning, forgetting and practising, without brokers."""

from __future__ import annotations

import math

from simulation.compiling import compiled
from simulation.rules.ties import fade_ties, pick, row_of, some_tie, spare, strengthen_tie
from simulation.tables import MANAGER, NOBODY, Table

BAD = 0.66  # what a bad meeting costs, in parts of what a good one gains
BOND_GAIN = 0.2  # of a good meeting, as a share of the distance to 1
UNDERSTANDING = 0.46  # added to the chance of a good meeting where both sides are fully understood
MARGIN = 0.05  # how far readiness must fall below the threshold before a person stops practising
RECONSIDER = 0.15  # weekly chance of reconsidering whether to practise
THROUGH_COLLEAGUES = 0.3  # of meetings without a broker are with a colleague's partner
SERENDIPITY = 0.0012  # weekly chance that an academic meets some manager
WEARING_OFF = 1.0 / 8.0  # of what visits cost, in a week


@compiled
def has_time(people: Table, i: int, p: Table) -> bool:
    """P0. Whether i has time for another meeting with the other community this week.

    Attention is limited (Miritello et al. 2013): seniors of NHS bodies have four to eight hours a
    week of their own.
    """
    return bool(people[i].met < p[0].culture_meetings_a_week)


@compiled
def gain_in_stances(people: Table, i: int, p: Table) -> None:
    """P1a. A good meeting raises all four stances, each times the distance to 1."""
    gain = p[0].culture_gain
    people[i].attitude += gain * (1.0 - people[i].attitude)
    people[i].knowledge += gain * (1.0 - people[i].knowledge)
    people[i].skill += gain * (1.0 - people[i].skill)
    people[i].confidence += gain * (1.0 - people[i].confidence)


@compiled
def lose_heart(people: Table, i: int, p: Table) -> None:
    """P1b. A bad meeting costs attitude and confidence."""
    people[i].attitude *= 1.0 - BAD * p[0].culture_gain
    people[i].confidence *= 1.0 - BAD * p[0].culture_gain


@compiled
def meet(
    organisations: Table, people: Table, ties: Table, i: int, j: int, p: Table,
    quality: float, die: float,
) -> bool:  # fmt: skip
    """P1. A manager and an academic meet; returns whether it went well (chance `quality`).

    A good meeting strengthens their bond and all four stances (Pettigrew & Tropp 2006); a bad one
    costs attitude and confidence (negative contact).
    """
    good = die < quality
    if good:
        strengthen_tie(ties, i, j, BOND_GAIN)
        gain_in_stances(people, i, p)
        gain_in_stances(people, j, p)
    else:
        lose_heart(people, i, p)
        lose_heart(people, j, p)
    for person in (i, j):
        people[person].met += 1
        o = row_of(people[person].organisation)
        organisations[o].meetings_good += int(good)
        organisations[o].meetings_bad += int(not good)
    return good


@compiled
def meeting_quality(p: Table, fluency: float) -> float:
    """P2. How likely a meeting goes well, by how well the two sides understand each other."""
    return min(1.0, p[0].culture_quality + UNDERSTANDING * fluency)


@compiled
def meet_unaided(
    organisations: Table, people: Table, ties: Table, i: int, j: int, p: Table, die: float
) -> bool:
    """P2b. A meeting without a broker: only what the two know of each other helps."""
    fluency = 0.5 * (people[i].knowledge + people[j].knowledge)
    return meet(organisations, people, ties, i, j, p, meeting_quality(p, fluency), die)


@compiled
def some_colleague(people: Table, colleagues: Table, i: int, die: float) -> int:
    """P3a. The colleague i talks to this week, or nobody."""
    known = people[i].acquaintances
    return row_of(colleagues[i, pick(die, known)]) if known > 0 else NOBODY


@compiled
def learn_from_colleague(people: Table, personalities: Table, i: int, j: int, p: Table) -> None:
    """P3. Attitude moves towards a colleague's; new knowledge and skill are picked up.

    Only what j has gained over j's own baseline, and i lacks, can flow: so nothing drifts where
    nobody has learnt anything.
    """
    if j == NOBODY:
        return
    base = row_of(people[j].personality)
    people[i].attitude += p[0].culture_influence * (people[j].attitude - people[i].attitude)
    new = people[j].knowledge - max(people[i].knowledge, personalities[base].knowledge)
    people[i].knowledge += p[0].culture_influence * max(0.0, new)
    new = people[j].skill - max(people[i].skill, personalities[base].skill)
    people[i].skill += p[0].culture_influence * max(0.0, new)


@compiled
def fade(people: Table, personalities: Table, i: int, p: Table) -> None:
    """P4. A week's forgetting: stances return to the personal baseline; visits are forgotten too."""
    base = row_of(people[i].personality)
    rate = 1.0 / p[0].culture_fading
    people[i].attitude += rate * (personalities[base].attitude - people[i].attitude)
    people[i].knowledge += rate * (personalities[base].knowledge - people[i].knowledge)
    people[i].skill += rate * (personalities[base].skill - people[i].skill)
    people[i].confidence += rate * (personalities[base].confidence - people[i].confidence)
    people[i].visits -= WEARING_OFF * people[i].visits


@compiled
def forget(people: Table, personalities: Table, ties: Table, i: int, p: Table) -> None:
    """P4a. What a week without anybody does: stances fade, and so do bonds."""
    fade(people, personalities, i, p)
    fade_ties(ties, i)


@compiled
def readiness(people: Table, colleagues: Table, i: int, p: Table) -> float:
    """P5. Geometric mean of the stances, plus the norm: the share of practising colleagues."""
    product = people[i].attitude * people[i].knowledge * people[i].skill * people[i].confidence
    practising, known = 0, people[i].acquaintances
    for s in range(known):
        practising += int(people[row_of(colleagues[i, s])].practising)
    norm = practising / known if known > 0 else 0.0
    return math.sqrt(math.sqrt(product)) + p[0].culture_norm_weight * norm


@compiled
def reconsider_practising(
    people: Table, personalities: Table, colleagues: Table, i: int, p: Table
) -> None:
    """P6. Start above the own threshold, stop below it less a margin (hysteresis)."""
    threshold = personalities[people[i].personality].threshold
    if people[i].practising:
        threshold -= MARGIN
    people[i].practising = readiness(people, colleagues, i, p) >= threshold


@compiled
def find_partner(people: Table, colleagues: Table, ties: Table, i: int, die: float) -> int:
    """P7a. Whom a practising person meets: an own partner, or the partner of some colleague.

    Who has no partner of their own always turns to a colleague.
    """
    share = THROUGH_COLLEAGUES
    s = some_tie(ties, i, spare(die - share, 1.0 - share)) if die >= share else -1
    if s >= 0:
        return row_of(ties[i].who[s])
    known = people[i].acquaintances
    if known == 0:
        return NOBODY
    left = spare(die, share) if die < share else spare(die - share, 1.0 - share)
    j = row_of(colleagues[i, pick(left, known)])
    s = some_tie(ties, j, left * known - pick(left, known))
    return row_of(ties[j].who[s]) if s >= 0 else NOBODY


@compiled
def stranger(organisations: Table, community: int, die: float) -> int:
    """P7b. Somebody of a community, met by chance."""
    first, last = -1, -1
    for o in range(len(organisations)):
        if organisations[o].community == community:
            if first < 0:
                first = organisations[o].first
            last = organisations[o].first + organisations[o].members
    return first + pick(die, last - first) if first >= 0 else NOBODY


@compiled
def contact_chance(people: Table, i: int, p: Table) -> float:
    """P7c. The weekly chance of a meeting without a broker: by practice or by chance."""
    if people[i].practising:
        return p[0].culture_practice
    return 0.0 if people[i].community == MANAGER else SERENDIPITY


@compiled
def find_company(
    organisations: Table, people: Table, colleagues: Table, ties: Table, i: int, p: Table,
    die: float,
) -> int:  # fmt: skip
    """P7. Whom i meets without a broker: a partner, or some manager; nobody without time for it."""
    if not has_time(people, i, p):
        return NOBODY
    left = spare(die, contact_chance(people, i, p))
    if people[i].practising:
        j = find_partner(people, colleagues, ties, i, left)
    else:
        j = stranger(organisations, MANAGER, left)
    return j if j != NOBODY and has_time(people, j, p) else NOBODY
