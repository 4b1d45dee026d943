"""The random numbers (dice) of a run: each has an address, so that none shifts another.

A die is found by (seed, purpose, row, week, use). Rows of people come in trays of `TRAY` members of
an organisation, each tray, organisation and broker post with a NumPy stream of its own, drawn in full
whether used or not. So neither an arm nor any setting, not even the size of the population, moves
the dice of a row that is there in both. Rules are handed dice; they never draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.compiling import compiled

Dice = npt.NDArray[np.float64]

# Purposes: the first number of a stream's address. Only ever append.
TRAITS, NETWORK, PEOPLE, ORGANISATIONS, BROKERS, PROGRAMME = range(6)

TRAY = 40

# Uses of a person's week.
CONTEXT, COLLEAGUE, CONTACT, QUALITY, RECONSIDER, PROJECT = range(6)
PERSON_USES = 6
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


class Week(NamedTuple):
    """The dice of some weeks, all uniform on [0, 1).

    Attributes:
        people: `(trays, weeks, TRAY, PERSON_USES)`.
        organisations: `(organisations, weeks, ORGANISATION_USES)`.
        brokers: `(brokers, weeks, BROKER_USES)`.
        programme: `(weeks,)`.
    """

    people: Dice
    organisations: Dice
    brokers: Dice
    programme: Dice


def stream(seed: int, purpose: int, *row: int) -> np.random.Generator:
    """The stream at an address: `purpose` of replicate `seed`, for `row`."""
    address = np.random.SeedSequence(seed, spawn_key=(purpose, *row))
    return np.random.Generator(np.random.SFC64(address))


@compiled
def encounter_dice(broker: Dice, place: int) -> Dice:
    """The dice of one encounter: of chance meetings first, then of visits."""
    first = FIRST_ENCOUNTER + place * ENCOUNTER_USES
    return broker[first : first + ENCOUNTER_USES]


def trays(sizes: Sequence[int]) -> list[int]:
    """How many trays each organisation needs, from its number of members."""
    return [-(-size // TRAY) for size in sizes]


class DiceBox:
    """The streams of one replicate, read forward in time.

    Args:
        seed: of the replicate.
        organisations: `(community, number in that community, size)` of each organisation.
        posts: `(community, number in that community)` of each broker post.
    """

    def __init__(
        self,
        seed: int,
        organisations: Sequence[tuple[int, int, int]],
        posts: Sequence[tuple[int, int]],
    ) -> None:
        self._people = [
            stream(seed, PEOPLE, community, number, tray)
            for community, number, size in organisations
            for tray in range(trays([size])[0])
        ]
        self._organisations = [
            stream(seed, ORGANISATIONS, community, number) for community, number, _ in organisations
        ]
        self._brokers = [stream(seed, BROKERS, *post) for post in posts]
        self._programme = stream(seed, PROGRAMME)

    def throw(self, week: Week, brokers: bool = True) -> None:
        """Fill `week` with the dice of the next weeks, as many as it has room for.

        The numbers are the same in whatever portions they are drawn. Once no contract can run any
        more, `brokers=False` skips the dice that no rule will use.
        """
        for streams, dice in (
            (self._people, week.people),
            (self._organisations, week.organisations),
            (self._brokers if brokers else (), week.brokers),
        ):
            for row, rng in enumerate(streams):
                rng.random(out=dice[row])
        self._programme.random(out=week.programme)

    def skip(self, weeks: int) -> None:
        """Skip the dice of the next weeks as if they had been drawn.

        Each takes 64 random bits.
        """
        for streams, uses in (
            (self._people, TRAY * PERSON_USES),
            (self._organisations, ORGANISATION_USES),
            (self._brokers, BROKER_USES),
            ([self._programme], 1),
        ):
            for rng in streams:
                rng.bit_generator.random_raw(weeks * uses, output=False)


def room(shape: tuple[int, ...], sizes: Sequence[int], posts: int, weeks: int) -> Week:
    """Empty dice for `weeks` weeks, with `shape` (such as replicates) in front of every array."""
    return Week(
        np.empty((*shape, sum(trays(sizes)), weeks, TRAY, PERSON_USES)),
        np.empty((*shape, len(sizes), weeks, ORGANISATION_USES)),
        np.empty((*shape, posts, weeks, BROKER_USES)),
        np.empty((*shape, weeks)),
    )
