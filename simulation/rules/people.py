"""People (P1-P7): meeting, learning, forgetting and practising, without brokers."""

from __future__ import annotations

import math

from simulation.compiling import compiled
from simulation.rules.ties import fade_ties, pick, row_of, some_tie, spare, strengthen_tie
from simulation.tables import MANAGER, NOBODY, Table


@compiled
def gain_in_stances(people: Table, i: int, p: Table) -> None:
    """P1a. A good meeting raises all four stances, each times the distance to 1."""
    people[i].attitude += p[0].culture_attitude_gain * (1.0 - people[i].attitude)
    people[i].knowledge += p[0].culture_knowledge_gain * (1.0 - people[i].knowledge)
    people[i].skill += p[0].culture_skill_gain * (1.0 - people[i].skill)
    people[i].confidence += p[0].culture_confidence_gain * (1.0 - people[i].confidence)


@compiled
def lose_heart(people: Table, i: int, p: Table) -> None:
    """P1b. A bad meeting costs attitude and confidence."""
    people[i].attitude *= 1.0 - p[0].culture_bad * p[0].culture_attitude_gain
    people[i].confidence *= 1.0 - p[0].culture_bad * p[0].culture_confidence_gain


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
        strengthen_tie(ties, i, j, p[0].culture_bond_gain)
        gain_in_stances(people, i, p)
        gain_in_stances(people, j, p)
    else:
        lose_heart(people, i, p)
        lose_heart(people, j, p)
    for person in (i, j):
        o = row_of(people[person].organisation)
        organisations[o].meetings_good += int(good)
        organisations[o].meetings_bad += int(not good)
    return good


@compiled
def meeting_quality(p: Table, fluency: float) -> float:
    """P2. How likely a meeting goes well, by how well the two sides understand each other."""
    return min(1.0, p[0].culture_quality + p[0].culture_quality_fluency * fluency)


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
    people[i].attitude += p[0].culture_social_pull * (people[j].attitude - people[i].attitude)
    new = people[j].knowledge - max(people[i].knowledge, personalities[base].knowledge)
    people[i].knowledge += p[0].culture_sharing * max(0.0, new)
    new = people[j].skill - max(people[i].skill, personalities[base].skill)
    people[i].skill += p[0].culture_sharing * max(0.0, new)


@compiled
def fade(people: Table, personalities: Table, i: int, p: Table) -> None:
    """P4. A week's forgetting: stances return to the personal baseline."""
    base = row_of(people[i].personality)
    rate = 1.0 / p[0].culture_fading
    people[i].attitude += rate * (personalities[base].attitude - people[i].attitude)
    people[i].knowledge += rate * (personalities[base].knowledge - people[i].knowledge)
    people[i].skill += rate * (personalities[base].skill - people[i].skill)
    people[i].confidence += rate * (personalities[base].confidence - people[i].confidence)


@compiled
def forget(people: Table, personalities: Table, ties: Table, i: int, p: Table) -> None:
    """P4a. What a week without anybody does: stances fade, and so do bonds."""
    fade(people, personalities, i, p)
    fade_ties(ties, i, p)


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
        threshold -= p[0].culture_margin
    people[i].practising = readiness(people, colleagues, i, p) >= threshold


@compiled
def find_partner(
    people: Table, colleagues: Table, ties: Table, i: int, p: Table, die: float
) -> int:
    """P7a. Whom a practising person meets: an own partner, or the partner of some colleague.

    Who has no partner of their own always turns to a colleague.
    """
    share = p[0].culture_through_colleagues
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
    return 0.0 if people[i].community == MANAGER else p[0].culture_serendipity


@compiled
def find_company(
    organisations: Table, people: Table, colleagues: Table, ties: Table, i: int, p: Table,
    die: float,
) -> int:  # fmt: skip
    """P7. Whom i meets without a broker: a partner, or some manager."""
    left = spare(die, contact_chance(people, i, p))
    if people[i].practising:
        return find_partner(people, colleagues, ties, i, p, left)
    return stranger(organisations, MANAGER, left)
