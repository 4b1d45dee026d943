"""The random numbers (dice) of a run: each is a function of its address, and of nothing else.

An address is a list of whole numbers: seed, purpose, week, row, use. They are mixed in one after the
other by the finaliser of SplitMix64 (Steele et al. 2014). So neither an arm nor any setting, not even
the size of the population, moves the die of a row that is there in both. A row is a community and the
number of an organisation or a post in it; nothing for the programme; for a person that of the
organisation, with the member's number last of all, after the use.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.compiling import JIT, compiled

Table = Any
Dice = npt.NDArray[np.float64]
# What an address has been mixed to so far: 64 bits. Compiled code needs it unsigned throughout, as a
# signed and an unsigned number make a float; plain Python has whole numbers of any size and a mask.
Key = Any
word: Any = np.uint64 if JIT else int

# Purposes. Only ever append.
TRAITS, NETWORK, PEOPLE, ORGANISATIONS, BROKERS, PROGRAMME = range(6)

# Uses of a person's week.
CONTEXT, COLLEAGUE, CONTACT, RECONSIDER, PROJECT, QUALITY = range(6)
PERSON_USES = 6
USUAL = QUALITY  # those before are used in most weeks, and therefore made in blocks
# Uses of an organisation's week.
(REORGANISE,) = range(1)
ORGANISATION_USES = 1
# Uses of a broker's week: three single dice, then those of every possible encounter.
DEMAND, LEAVE, CHANCE, FIRST_ENCOUNTER = range(4)
WHO, DOOR, OTHER, BRIDGE, OUTCOME, AGAIN = range(6)
ENCOUNTER_USES = 6
CHANCE_MEETINGS = 14  # at most, a week
VISITS = 12  # at most, a week
BROKER_USES = FIRST_ENCOUNTER + (CHANCE_MEETINGS + VISITS) * ENCOUNTER_USES
# The use of the programme's week.
FUNDING = 0
# Uses of a founder's network; those of traits are two for each trait.
SENIOR, ALLY, FIRST_TIE, MADE, INSIDE, FIRST_COLLEAGUE = range(6)

_STEP, _ALL = word(0x9E3779B97F4A7C15), word(2**64 - 1)
_FIRST, _SECOND = word(0xBF58476D1CE4E5B9), word(0x94D049BB133111EB)
_30, _27, _31, _11 = word(30), word(27), word(31), word(11)
_UNIT = 2.0**-53


BLOCK = 64  # people whose dice are made at once


class Luck(NamedTuple):
    """The dice of a week.

    Attributes:
        programme: `(1,)`.
        organisations: `(organisations, ORGANISATION_USES)`.
        people: `(PERSON_USES, people)`.
        brokers: `(brokers, BROKER_USES)`.
    """

    programme: Dice
    organisations: Dice
    people: Dice
    brokers: Dice


@compiled
def mix(x: Key) -> Key:
    """The finaliser of SplitMix64, one to one on 64 bits."""
    x = ((x ^ (x >> _30)) * _FIRST) & _ALL
    x = ((x ^ (x >> _27)) * _SECOND) & _ALL
    return x ^ (x >> _31)


@compiled
def then(key: Key, number: int) -> Key:
    """The key of an address with one more number, which is 0 or more."""
    return mix((key + _STEP * (word(number) + word(1))) & _ALL)


@compiled
def die(key: Key, last: int) -> float:
    """The die of an address, on [0, 1), by its last number: the first 53 of the 64 bits."""
    return (then(key, last) >> _11) * _UNIT


@compiled
def week_of(seed: int, purpose: int, week: int) -> Key:
    """The key of a purpose in a week of replicate `seed`."""
    return then(then(mix((word(seed) + _STEP) & _ALL), purpose), week)


@compiled
def week_at(seed: int, purpose: int, week: int, community: int, number: int) -> Key:
    """The key of an organisation or a post in a week, to which a use comes last.

    A person's dice follow from the organisation's key, the use, and the member last.
    """
    return then(then(week_of(seed, purpose, week), community), number)


@compiled
def encounter_use(place: int, use: int) -> int:
    """The use of a broker's week for an encounter's die: of chance meetings first, then of visits."""
    return FIRST_ENCOUNTER + place * ENCOUNTER_USES + use


@compiled
def normal(key: Key, which: int) -> float:
    """A standard normal deviate from two dice of its own (Box & Muller 1958)."""
    distance = math.sqrt(-2.0 * math.log(1.0 - die(key, 2 * which)))
    return distance * math.cos(2.0 * math.pi * die(key, 2 * which + 1))


@compiled
def fill_members(dice: Dice, place: Key, first: int, members: int) -> None:
    """The week's dice of some members of an organisation, from its member `first` on.

    Eight are made at once where the processor can, so that a block takes less time than its used dice.

    Args:
        dice: `(uses, members or more)`, filled.
        place: the organisation's key.
        first: number of the first member.
        members: how many.
    """
    for use in range(len(dice)):
        key = then(place, use)
        for m in range(members):
            dice[use, m] = die(key, first + m)


@compiled
def fill_week(organisations: Table, brokers: Table, seed: int, week: int, luck: Luck) -> None:
    """All dice of a week, for a driver that reads them one by one."""
    luck.programme[0] = die(week_of(seed, PROGRAMME, week), FUNDING)
    for o in range(len(organisations)):
        community, number = organisations[o].community, organisations[o].number
        first, members = organisations[o].first, organisations[o].members
        place = week_at(seed, PEOPLE, week, community, number)
        fill_members(luck.people[:, first : first + members], place, 0, members)
        place = week_at(seed, ORGANISATIONS, week, community, number)
        for use in range(ORGANISATION_USES):
            luck.organisations[o, use] = die(place, use)
    for b in range(len(brokers)):
        post = week_at(seed, BROKERS, week, brokers[b].home, brokers[b].number)
        for use in range(BROKER_USES):
            luck.brokers[b, use] = die(post, use)


def room(organisations: int, people: int, brokers: int) -> Luck:
    """Room for a week's dice."""
    return Luck(
        np.empty(1), np.empty((organisations, ORGANISATION_USES)),
        np.empty((PERSON_USES, people)), np.empty((brokers, BROKER_USES)),
    )  # fmt: skip


def encounter_dice(broker: Dice, place: int) -> Dice:
    """The dice of one encounter among those of a broker's week, by WHO, DOOR, OTHER, BRIDGE, OUTCOME."""
    first = encounter_use(place, 0)
    return broker[first : first + ENCOUNTER_USES]
