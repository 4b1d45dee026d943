"""Ties between people (T1-T4), and brokers' contacts (T5-T8); the weakest is replaced."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.compiling import compiled
from simulation.tables import BOOK, HALF_DAYS, INDEX, NOBODY, PARTNERS, Table

FAINT = 0.02  # a bond or trust below this is forgotten
LOOSE_BOND = (
    0.024  # weekly fading of a new bond (Burt 2002: 90 % of unsupported bridges gone in a year)
)
TRUST_MEMORY = 130.0  # weeks in which trust in a broker who is away fades
CLOSE_BOND = (
    0.0022  # weekly fading of a full bond (Dunbar: 15 % of closeness a year; Catalini 2018)
)


@compiled
def row_of(link: Any) -> int:
    """A link to another row in full width, so that no rule is compiled once for each width."""
    return np.int64(link)  # type: ignore[return-value]


@compiled
def spare(die: float, chance: float) -> float:
    """What is left of a die that fell below `chance`: again uniform on [0, 1)."""
    return min(die / chance, 0.9999999999999999)


@compiled
def pick(die: float, size: int) -> int:
    """One of `size` by a die."""
    return min(int(die * size), size - 1)


@compiled
def find_tie(ties: Table, i: int, j: int) -> int:
    """The slot in which i keeps j, or -1."""
    for s in range(PARTNERS):
        if ties[i].who[s] == j:
            return s
    return -1


@compiled
def weakest_tie(ties: Table, i: int) -> int:
    """An empty slot of i's, else that of the weakest bond."""
    weakest = 0
    for s in range(PARTNERS):
        if ties[i].who[s] == NOBODY:
            return s
        if ties[i].bond[s] < ties[i].bond[weakest]:
            weakest = s
    return weakest


@compiled
def drop_tie(ties: Table, i: int, s: int) -> None:
    """T1. i and whoever is in slot s lose their tie, on both sides."""
    j = row_of(ties[i].who[s])
    if j == NOBODY:
        return
    back = find_tie(ties, j, i)
    ties[j].who[back] = NOBODY
    ties[j].bond[back] = 0.0
    ties[i].who[s] = NOBODY
    ties[i].bond[s] = 0.0
    ties[i].held -= 1
    ties[j].held -= 1


@compiled
def strengthen_tie(ties: Table, i: int, j: int, gain: float) -> None:
    """T2. The bond of i and j grows by `gain` of the room left.

    A new tie takes an empty slot or displaces a weaker bond, on both sides, or does not form.
    """
    s = find_tie(ties, i, j)
    if s >= 0:
        bond = ties[i].bond[s] + gain * (1.0 - ties[i].bond[s])
        ties[i].bond[s] = bond
        ties[j].bond[find_tie(ties, j, i)] = bond
        return
    s, back = weakest_tie(ties, i), weakest_tie(ties, j)
    if ties[i].bond[s] >= gain or ties[j].bond[back] >= gain:
        return
    drop_tie(ties, i, s)
    drop_tie(ties, j, back)
    ties[i].who[s] = j
    ties[j].who[back] = i
    ties[i].bond[s] = gain
    ties[j].bond[back] = gain
    ties[i].held += 1
    ties[j].held += 1


@compiled
def scale_tie(ties: Table, i: int, s: int, kept: float) -> None:
    """T3. The bond in i's slot s shrinks to a share `kept`, on both sides; a faint one ends."""
    bond = ties[i].bond[s] * kept
    if bond < FAINT:
        drop_tie(ties, i, s)
        return
    ties[i].bond[s] = bond
    j = row_of(ties[i].who[s])
    ties[j].bond[find_tie(ties, j, i)] = bond


@compiled
def fade_ties(ties: Table, i: int) -> None:
    """T4. A week without contact: loose bonds fade fast, close ones slowly.

    Every tie is seen once a week, from its lower row.
    """
    if ties[i].held == 0:
        return
    for s in range(PARTNERS):
        if ties[i].who[s] > i:
            bond = ties[i].bond[s]
            loss = LOOSE_BOND * (1.0 - bond) + CLOSE_BOND * bond
            scale_tie(ties, i, s, 1.0 - loss)


@compiled
def strongest_tie(ties: Table, i: int) -> int:
    """The slot of i's strongest bond, or -1."""
    best = -1
    if ties[i].held == 0:
        return best
    for s in range(PARTNERS):
        if ties[i].who[s] != NOBODY and (best < 0 or ties[i].bond[s] > ties[i].bond[best]):
            best = s
    return best


@compiled
def some_tie(ties: Table, i: int, die: float) -> int:
    """The slot of a partner of i's chosen by a die, or -1."""
    if ties[i].held == 0:
        return -1
    s = pick(die, PARTNERS)
    for _ in range(PARTNERS):
        if ties[i].who[s] != NOBODY:
            return s
        s = s + 1 if s + 1 < PARTNERS else 0
    return -1


@compiled
def find_contact(books: Table, b: int, i: int) -> int:
    """The place of person i in broker b's contact book, or -1."""
    place = row_of(books[b].index[i % INDEX]) - 1
    if place < 0 or books[b].who[place] == i:
        return place
    for s in range(books[b].count):  # somebody else has the same remainder
        if books[b].who[s] == i:
            return s
    return -1


@compiled
def trust_in(books: Table, b: int, i: int) -> float:
    """The trust between broker b and person i; 0 between strangers."""
    s = find_contact(books, b, i)
    return books[b].trust[s] if s >= 0 else 0.0


@compiled
def forget_contact(books: Table, b: int, s: int) -> None:
    """T5. The contact in place s is forgotten; the last one takes the place."""
    last, gone = books[b].count - 1, books[b].who[s] % INDEX
    books[b].who[s] = books[b].who[last]
    books[b].trust[s] = books[b].trust[last]
    books[b].count = last
    if books[b].index[gone] == s + 1:  # of whoever is left with that remainder, any will do
        books[b].index[gone] = 0
        for k in range(last):
            if books[b].who[k] % INDEX == gone:
                books[b].index[gone] = k + 1
    if s < last:
        books[b].index[books[b].who[s] % INDEX] = s + 1


@compiled
def raise_trust(books: Table, b: int, i: int, gain: float) -> float:
    """T6. Trust grows by `gain` of the distance to 1; a full book drops its weakest contact.

    Returns the trust there is now.
    """
    s = find_contact(books, b, i)
    if s < 0:
        if books[b].count == BOOK:
            weakest = 0
            for k in range(1, BOOK):
                if books[b].trust[k] < books[b].trust[weakest]:
                    weakest = k
            forget_contact(books, b, weakest)
        s = books[b].count
        books[b].count = s + 1
        books[b].who[s] = i
        books[b].index[i % INDEX] = s + 1
        books[b].trust[s] = 0.0
    trust = books[b].trust[s] + gain * (1.0 - books[b].trust[s])
    books[b].trust[s] = trust
    return trust


@compiled
def presence(brokers: Table, b: int, o: int) -> float:
    """What part of a full-time week broker b is around in organisation o.

    The desk of the embedded is at the host, else at home; the own job is at home. What the team
    takes of the week, and what was spent away from the desk, is spent in neither.
    """
    desk = brokers[b].desk / HALF_DAYS
    share = 0.0
    if brokers[b].embedded and brokers[b].host_organisation == o:
        share += desk
    if brokers[b].home_organisation == o:
        share += 1.0 - brokers[b].fte + (0.0 if brokers[b].embedded else desk)
    return share


@compiled
def keeping(brokers: Table, b: int) -> tuple[int, int, float, float, float]:
    """T7a. b's home and host, and the share of trust kept for a week at each and elsewhere."""
    home, host = brokers[b].home_organisation, brokers[b].host_organisation
    kept = 1.0 - 1.0 / TRUST_MEMORY
    if not brokers[b].in_post:
        return home, host, kept, kept, kept
    kept_home = 1.0 - (1.0 - presence(brokers, b, home)) / TRUST_MEMORY
    kept_host = 1.0 - (1.0 - presence(brokers, b, host)) / TRUST_MEMORY
    return home, host, kept_home, kept_host, kept


@compiled
def fade_book(people: Table, brokers: Table, books: Table, b: int) -> None:
    """T7. Trust fades, more slowly the more broker b is present; faint contacts are dropped."""
    home, host, kept_home, kept_host, kept = keeping(brokers, b)
    for s in range(books[b].count - 1, -1, -1):
        o = people[books[b].who[s]].organisation
        books[b].trust[s] *= kept_home if o == home else kept_host if o == host else kept
        if books[b].trust[s] < FAINT:
            forget_contact(books, b, s)


@compiled
def some_contact(books: Table, people: Table, b: int, community: int, die: float) -> int:
    """T8. The place of a contact from a community, chosen by a die, or -1."""
    size = books[b].count
    if size == 0:
        return -1
    s = pick(die, size)
    for _ in range(size):
        if people[books[b].who[s]].community == community:
            return s
        s = s + 1 if s + 1 < size else 0
    return -1
