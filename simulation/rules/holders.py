"""The holders of broker posts (B6-B11): support, strain, confidence, insight."""

from __future__ import annotations

from simulation.compiling import compiled
from simulation.rules.posts import CONFIDENCE, dose, has_buddy, mates
from simulation.tables import ACADEMIC, HALF_DAYS, MANAGER, Table

RECOVERY = 0.07  # share of strain lost in a week without support
CONFIDENCE_MEMORY = 65.0  # weeks
CONFIDENCE_UP = 0.024  # gained by a half-timer from a success, as a share of the distance to 1
INSIGHT_FADING = 100.0  # weeks; Tatel & Ackerman: half a skill lost in 6.5 to 13 months of disuse
SECOND_HAND = 0.5  # of a mate's insight can be learnt by hearing about it


@compiled
def feel_support(brokers: Table, b: int, p: Table) -> None:
    """B6. Safe space: support by the hours given to it in meetings and by those of the pair.

    Who gives it needs confidence: that of the mates on average, and the buddy's.
    """
    there = mates(brokers, b)
    hours, courage = 0.0, 0.0
    if there > 0:
        for k in range(len(brokers)):
            if k != b and brokers[k].in_post:
                courage += p[0].team_support / there * brokers[k].confidence
        hours += p[0].team_support
    if has_buddy(brokers, b, p):
        hours += p[0].team_pair
        courage += p[0].team_pair * brokers[brokers[b].buddy].confidence
    brokers[b].support = dose(hours, p) * courage / hours if hours > 0.0 else 0.0


@compiled
def feel_strain(brokers: Table, b: int, p: Table) -> None:
    """B7. Strain rises with backlog over weekly capacity; it recovers faster with support."""
    overload = min(1.0, brokers[b].backlog / (HALF_DAYS * brokers[b].fte))
    strain = brokers[b].strain
    up = p[0].demands_strain_up * overload * (1.0 - strain)
    down = min(1.0, RECOVERY * (1.0 + p[0].team_peer_support * brokers[b].support))
    brokers[b].strain = min(1.0, max(0.0, strain + up - down * strain))
    brokers[b].strain_sum += brokers[b].strain


@compiled
def feel_confidence(brokers: Table, b: int, p: Table) -> None:
    """B8. Confidence grows with success per hour and with support, and returns to its level."""
    confidence = brokers[b].confidence
    room = 1.0 - confidence
    lately = brokers[b].successes * 0.5 / brokers[b].fte
    grown = room * min(1.0, CONFIDENCE_UP * lately)
    grown += room * p[0].team_encouragement * brokers[b].support
    back = (CONFIDENCE - confidence) / CONFIDENCE_MEMORY
    brokers[b].confidence = min(1.0, max(0.0, confidence + grown + back))
    brokers[b].confidence_sum += brokers[b].confidence
    brokers[b].successes = 0.0


@compiled
def live_and_learn(brokers: Table, b: int, p: Table) -> None:
    """B9. Insight into a community grows with time spent in it and fades with time away.

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
        known -= (1.0 - share) / INSIGHT_FADING * known
        brokers[b].insight[community] = min(1.0, max(0.0, known))


@compiled
def pool_insight(brokers: Table, b: int, p: Table) -> None:
    """B10. At meetings b hears from the teammate who knows a community best."""
    rate = min(1.0, p[0].team_pooling_rate * dose(p[0].team_pooling, p))
    for community in (MANAGER, ACADEMIC):
        best = 0.0
        for k in range(len(brokers)):
            if k != b and brokers[k].in_post:
                best = max(best, brokers[k].insight[community])
        gap = SECOND_HAND * best - brokers[b].insight[community]
        brokers[b].insight[community] += rate * max(0.0, gap)


@compiled
def learn_from_buddy(brokers: Table, b: int, p: Table) -> None:
    """B11. In the hours together b learns what the buddy knows better, by being there."""
    if has_buddy(brokers, b, p):
        rate = min(1.0, p[0].team_teaching * dose(p[0].team_pair, p))
        for community in (MANAGER, ACADEMIC):
            gap = brokers[brokers[b].buddy].insight[community] - brokers[b].insight[community]
            brokers[b].insight[community] += rate * max(0.0, gap)
