"""Context (C1-C5): funding, a new week, reorganisations, leavers; the same in every arm."""

from __future__ import annotations

from simulation.compiling import compiled
from simulation.rules.ties import drop_tie, find_contact, forget_contact, pick, scale_tie
from simulation.tables import NOBODY, PARTNERS, Table

SETTLING = 31.0  # weeks
UNSETTLED = 4.0  # what turnover rises by where all is unsettled, in parts of the upheaval


@compiled
def fund(programme: Table, p: Table, week: int, die: float) -> None:
    """C1. The programme runs from the first start of a post to the last end; a loss of funding ends it."""
    due = p[0].contract_start <= week < p[0].contract_end
    if due and die < p[0].context_funding_loss:
        programme[0].funded = False
    programme[0].running = due and programme[0].funded


@compiled
def begin_week(people: Table, i: int) -> None:
    """C2. A new week: nobody has met anybody from the other community yet."""
    people[i].met = 0


@compiled
def reorganise(organisations: Table, o: int, p: Table, die: float) -> None:
    """C3. A reorganisation unsettles an organisation; otherwise it settles."""
    organisations[o].reorganised = die < p[0].context_reorganisation
    if organisations[o].reorganised:
        organisations[o].stability = 0.0
    else:
        room = 1.0 - organisations[o].stability
        organisations[o].stability += room / SETTLING


@compiled
def leaving_chance(organisations: Table, o: int, p: Table) -> float:
    """C4a. The weekly chance that a member of o leaves, higher after a reorganisation."""
    unrest = 1.0 - organisations[o].stability
    return min(1.0, p[0].context_turnover * (1.0 + UNSETTLED * p[0].context_upheaval * unrest))


@compiled
def settle_in(people: Table, personalities: Table, i: int, personality: int) -> None:
    """A person with this personality takes seat i: stances at their baseline, not practising."""
    people[i].personality = personality
    people[i].ally = personalities[personality].ally
    people[i].attitude = personalities[personality].attitude
    people[i].knowledge = personalities[personality].knowledge
    people[i].skill = personalities[personality].skill
    people[i].confidence = personalities[personality].confidence
    people[i].practising = False
    people[i].brokered = 0
    people[i].visits = 0.0
    people[i].visitor = NOBODY


@compiled
def replace_person(
    organisations: Table,
    people: Table,
    personalities: Table,
    ties: Table,
    projects: Table,
    books: Table,
    o: int,
    i: int,
    die: float,
) -> None:
    """C4. Person i leaves; a newcomer like some founder of the organisation takes the seat.

    Cross ties, brokers' contacts and work in hand go with the leaver.
    """
    organisations[o].leavers += 1
    for s in range(PARTNERS):
        drop_tie(ties, i, s)
    for b in range(len(books)):
        s = find_contact(books, b, i)
        if s >= 0:
            forget_contact(books, b, s)
    projects[i].due = -1
    settle_in(
        people, personalities, i, organisations[o].first + pick(die, organisations[o].members)
    )


@compiled
def loosen(ties: Table, books: Table, i: int, p: Table) -> None:
    """C5. In a reorganised organisation i's cross ties and brokers' trust in i shrink."""
    for s in range(PARTNERS):
        if ties[i].who[s] != NOBODY:
            scale_tie(ties, i, s, (1.0 - p[0].context_upheaval))
    for b in range(len(books)):
        s = find_contact(books, b, i)
        if s >= 0:
            books[b].trust[s] *= 1.0 - p[0].context_upheaval
