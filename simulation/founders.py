"""The founders of a world: traits, acquaintances and first partners, from each row's own dice."""

from __future__ import annotations

from simulation import dice as d
from simulation.compiling import compiled
from simulation.rules.context import settle_in
from simulation.rules.ties import pick, spare, strengthen_tie
from simulation.tables import ACADEMIC, COLLEAGUES, NOBODY, Table, World

# Most acquaintances are in the workgroup; Yousefi-Nooraie et al. 2012 (direction).
ACQUAINTANCES, OUTSIDE = (
    14.0,
    0.25,
)  # a person's mean number, and the part from outside the workgroup
SENIOR_SHARE = 0.12
SPREAD, THRESHOLD_SPREAD = 0.08, 0.07  # standard deviations of baselines and of thresholds
TIED_SHARE, TIED_BOND = 0.05, 0.25  # academics with a partner at the start; the bond
SEARCHED = 64  # rows looked at for somebody not yet known, so that the time is linear in people


@compiled
def founder_key(organisations: Table, o: int, seed: int, purpose: int) -> d.Key:
    """The key of an organisation's founders, who are made in week 0."""
    return d.week_at(seed, purpose, 0, organisations[o].community, organisations[o].number)


@compiled
def settle(world: World, seed: int) -> None:
    """Make the founders' traits and seat them."""
    organisations, people, p = world.organisations, world.people, world.p
    for o in range(len(organisations)):
        traits = founder_key(organisations, o, seed, d.TRAITS)
        network = founder_key(organisations, o, seed, d.NETWORK)
        for member in range(organisations[o].members):
            i = organisations[o].first + member
            own = d.then(network, member)
            ally = d.die(own, d.ALLY) < p[0].population_ally_share
            set_traits(world.personalities, i, p, ally, d.then(traits, member))
            people[i].senior = d.die(own, d.SENIOR) < SENIOR_SHARE
            settle_in(people, world.personalities, i, i)


@compiled
def set_traits(personalities: Table, i: int, p: Table, ally: bool, key: d.Key) -> None:
    """Personal baselines: normal around the community's means, kept inside (0, 1)."""
    willing, able = p[0].population_willing, p[0].population_able
    personalities[i].ally = ally
    personalities[i].attitude = clip(willing + p[0].context_relations + SPREAD * d.normal(key, 0))
    personalities[i].knowledge = clip(able + SPREAD * d.normal(key, 1))
    personalities[i].skill = clip(able + SPREAD * d.normal(key, 2))
    personalities[i].confidence = clip(willing + SPREAD * d.normal(key, 3))
    threshold = p[0].population_threshold + THRESHOLD_SPREAD * d.normal(key, 4)
    personalities[i].threshold = clip(threshold)


@compiled
def clip(value: float) -> float:
    """A baseline away from the ends of its range."""
    return min(0.99, max(0.01, value))


@compiled
def acquaint(world: World, seed: int) -> None:
    """Everybody makes acquaintances in row order, most in the workgroup, until the mean is reached.

    Each is mutual, so that a person makes half the mean number: whole ones, and a part by a die. Nobody
    has more than their slots can hold.
    """
    organisations, people = world.organisations, world.people
    for o in range(len(organisations)):
        place = founder_key(organisations, o, seed, d.NETWORK)
        first, size = organisations[o].first, organisations[o].members
        group, last = first, first
        for i in range(first, first + size):
            if i == last:
                group, last = i, end_of_group(people, i, first + size)
            key = d.then(place, i - first)
            inside = 0.5 * min((1.0 - OUTSIDE) * ACQUAINTANCES, last - group - 1.0)
            made = int(0.5 * ACQUAINTANCES + d.die(key, d.MADE))
            near = int(inside + d.die(key, d.INSIDE))
            for n in range(made):
                die, j = d.die(key, d.FIRST_COLLEAGUE + n), NOBODY
                if n < near:
                    j = somebody_new(people, world.colleagues, i, group, last - group, die)
                if j == NOBODY:
                    j = somebody_new(people, world.colleagues, i, first, size, die)
                if j != NOBODY:
                    introduce(people, world.colleagues, i, j)


@compiled
def end_of_group(people: Table, i: int, last: int) -> int:
    """The row after the last member of i's workgroup, members of which are contiguous."""
    j = i + 1
    while j < last and people[j].workgroup == people[i].workgroup:
        j += 1
    return j


@compiled
def somebody_new(
    people: Table, colleagues: Table, i: int, first: int, size: int, die: float
) -> int:
    """One of `size` rows from `first` who does not know i yet and has room, as i has; or nobody."""
    known = people[i].acquaintances
    if known == COLLEAGUES:
        return NOBODY
    start = pick(die, size)
    for k in range(min(size, SEARCHED)):
        place = start + k
        j = first + (place if place < size else place - size)
        if j != i and people[j].acquaintances < COLLEAGUES and not knows(colleagues, i, known, j):
            return j
    return NOBODY


@compiled
def knows(colleagues: Table, i: int, known: int, j: int) -> bool:
    """Whether j is one of the `known` people whom i knows."""
    for s in range(known):  # noqa: SIM110 - numba compiles no generator
        if colleagues[i, s] == j:
            return True
    return False


@compiled
def introduce(people: Table, colleagues: Table, i: int, j: int) -> None:
    """Put i and j into each other's first empty slot."""
    colleagues[i, people[i].acquaintances] = j
    colleagues[j, people[j].acquaintances] = i
    people[i].acquaintances += 1
    people[j].acquaintances += 1


@compiled
def tie(world: World, seed: int, managers: int) -> None:
    """Some academics know a manager from before."""
    organisations, share = world.organisations, TIED_SHARE
    for o in range(len(organisations)):
        if organisations[o].community == ACADEMIC:
            place = founder_key(organisations, o, seed, d.NETWORK)
            for member in range(organisations[o].members):
                die = d.die(d.then(place, member), d.FIRST_TIE)
                if die < share:
                    i, j = organisations[o].first + member, pick(spare(die, share), managers)
                    strengthen_tie(world.ties, i, j, TIED_BOND)
