"""Projects (J1-J4): co-produced bids (CIR) and decisions that may use research (RIC)."""

from __future__ import annotations

from simulation.compiling import compiled
from simulation.rules.ties import presence, row_of, spare, strongest_tie, trust_in
from simulation.tables import ACADEMIC, Table

BID_WEEKS = 94  # from idea to verdict: 50 weeks of preparation (Sheffield), 44 of review (NIHR)
NEED_ODDS = 1.6  # odds of winning at full knowledge of each other's needs (Wisely & Haines 1995)
DECISION = 0.015  # weekly chance that a decision reaches a manager's desk


@compiled
def start_bid(
    organisations: Table, people: Table, ties: Table, projects: Table, i: int, p: Table,
    week: int, die: float,
) -> None:  # fmt: skip
    """J1. A strong bond with a willing manager turns into a bid led by academic i."""
    s = strongest_tie(ties, i)
    if s < 0:
        return
    j = row_of(ties[i].who[s])
    will = people[j].attitude * people[i].confidence
    if die < p[0].projects_bid * ties[i].bond[s] * will:
        projects[i].partner = j
        projects[i].due = week + BID_WEEKS
        helped = people[i].brokered > 0 and people[j].brokered > 0
        for person in (i, j):
            o = row_of(people[person].organisation)
            organisations[o].bids_begun += 1
            organisations[o].bids_helped += int(helped)


@compiled
def winning_chance(people: Table, i: int, j: int, p: Table) -> float:
    """J2a. The field's rate, its odds raised by what the two know of each other's needs."""
    known = 0.5 * (people[i].knowledge + people[j].knowledge)
    odds = p[0].projects_win / (1.0 - p[0].projects_win) if p[0].projects_win < 1.0 else 1e12
    odds *= 1.0 + (NEED_ODDS - 1.0) * known
    return odds / (1.0 + odds)


@compiled
def decide_bid(
    organisations: Table, people: Table, projects: Table, i: int, p: Table, die: float
) -> None:
    """J2. The verdict on i's bid."""
    j = row_of(projects[i].partner)
    won = die < winning_chance(people, i, j, p)
    projects[i].due = -1
    for person in (i, j):
        o = row_of(people[person].organisation)
        organisations[o].bids_decided += 1
        organisations[o].bids_won += int(won)


@compiled
def face_decision(
    organisations: Table, people: Table, projects: Table, o: int, i: int, p: Table, week: int,
    die: float,
) -> None:  # fmt: skip
    """J3. Manager i faces a decision; pressure or seniors may close it to research."""
    blocked = 0.0
    if not people[i].senior:
        blocked = p[0].context_seniors * (1.0 - p[0].context_senior_involvement)
    allowed = (1.0 - p[0].context_pressure) * (1.0 - blocked)
    projects[i].open = spare(die, DECISION) < allowed
    projects[i].due = week + p[0].projects_window
    organisations[o].decisions += 1


@compiled
def source_of_research(ties: Table, brokers: Table, books: Table, o: int, i: int) -> float:
    """J4a. Strength of manager i's best route to research: a bond or a trusted broker present.

    A broker finds only what they know of the academics' world.
    """
    s = strongest_tie(ties, i)
    best = ties[i].bond[s] if s >= 0 else 0.0
    for b in range(len(brokers)):
        if brokers[b].in_post:
            found = presence(brokers, b, o) * brokers[b].insight[ACADEMIC]
            best = max(best, found * trust_in(books, b, i))
    return best


@compiled
def seek_research(
    organisations: Table, people: Table, ties: Table, projects: Table, brokers: Table,
    books: Table, o: int, i: int, p: Table, week: int, die: float,
) -> None:  # fmt: skip
    """J4. While a decision is pending and open to research, manager i may find and use it."""
    if projects[i].open:
        chance = p[0].projects_find * people[i].skill * people[i].confidence
        # No source is stronger than 1, so that most dice spare the search for one.
        if die < chance and die < chance * source_of_research(ties, brokers, books, o, i):
            organisations[o].decisions_informed += 1
            projects[i].open = False  # it stays on the desk until it was due anyway
    if week >= projects[i].due:
        projects[i].due = -1
