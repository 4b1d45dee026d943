"""Context (C1-C5): funding, pressure, reorganisations, leavers; the same in every arm."""

from __future__ import annotations

from simulation.compiling import compiled
from simulation.rules.ties import drop_tie, find_contact, forget_contact, pick, scale_tie, spare
from simulation.tables import COLLEAGUES, MANAGER, NOBODY, PARTNERS, Table


@compiled
def fund(programme: Table, p: Table, week: int, die: float) -> None:
    """C1. The programme runs from the first start of a post to the last end; a loss of funding ends it."""
    due = p[0].contract_start <= week < p[0].contract_end
    if due and die < p[0].context_funding_loss:
        programme[0].funded = False
    programme[0].running = due and programme[0].funded


@compiled
def drift_pressure(organisations: Table, o: int, p: Table, die: float) -> None:
    """C2. Financial pressure changes at random and returns to its mean."""
    pressure = organisations[o].pressure
    pull = (p[0].context_pressure - pressure) / p[0].context_pressure_memory
    moved = pressure + pull + p[0].context_pressure_drift * (2.0 * die - 1.0)
    organisations[o].pressure = min(1.0, max(0.0, moved))


@compiled
def reorganise(organisations: Table, o: int, p: Table, die: float) -> None:
    """C3. A reorganisation unsettles an organisation; otherwise it settles."""
    organisations[o].reorganised = die < p[0].context_reorganisation
    if organisations[o].reorganised:
        organisations[o].stability = 0.0
    else:
        room = 1.0 - organisations[o].stability
        organisations[o].stability += room / p[0].context_settling


@compiled
def leaving_chance(organisations: Table, o: int, p: Table) -> float:
    """C4a. The weekly chance that a member of o leaves, higher after a reorganisation."""
    usual = p[0].context_turnover_academics
    if organisations[o].community == MANAGER:
        usual = p[0].context_turnover_managers
    unrest = 1.0 - organisations[o].stability
    return min(1.0, usual * (1.0 + (p[0].context_unsettled_turnover - 1.0) * unrest))


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
    """C5a. In a reorganised organisation i's cross ties and brokers' trust in i shrink."""
    for s in range(PARTNERS):
        if ties[i].who[s] != NOBODY:
            scale_tie(ties, i, s, p[0].context_trust_kept)
    for b in range(len(books)):
        s = find_contact(books, b, i)
        if s >= 0:
            books[b].trust[s] *= p[0].context_trust_kept


@compiled
def swap_places(colleagues: Table, i: int, j: int) -> None:
    """C5b. i and j take over each other's colleagues; nobody becomes their own."""
    for s in range(COLLEAGUES):
        mine, yours = colleagues[i, s], colleagues[j, s]
        colleagues[i, s] = j if yours == i else yours
        colleagues[j, s] = i if mine == j else mine


@compiled
def move(
    organisations: Table, colleagues: Table, ties: Table, books: Table, o: int, i: int, p: Table,
    die: float,
) -> None:  # fmt: skip
    """C5. A reorganisation of o weakens i's ties; some swap places with somebody in o."""
    loosen(ties, books, i, p)
    if die < p[0].context_reshuffle:
        seat = pick(spare(die, p[0].context_reshuffle), organisations[o].members)
        swap_places(colleagues, i, organisations[o].first + seat)
