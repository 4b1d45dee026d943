"""Small worlds for the tests: one made by hand for single rules, and settings for whole short runs."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import simulation
from simulation import Settings, batch, change
from simulation import dice as d
from simulation.params import TOGETHER
from simulation.passport import Leaf, Value, leaves
from simulation.population import build
from simulation.record import record
from simulation.roster import ALWAYS, Post, roster
from simulation.tables import (
    ACADEMIC,
    BROKER,
    COLLEAGUES,
    CONTACTS,
    INDEX,
    MANAGER,
    NOBODY,
    ORGANISATION,
    PERSON,
    PERSONALITY,
    PROGRAMME,
    PROJECT,
    TIES,
    World,
    table,
)

JUST_UNDER_ONE = float(np.nextafter(1.0, 0.0))
ARMS = ("none", "single", "single_matched", "solos", "team")
TABLES = tuple(name for name in World._fields if name != "p")

# A small population: quick in the Mesa driver, with organisations and departments that host nobody.
SMALL: dict[str, Value] = {
    "population.organisations": 2,
    "population.managers": 12,
    "population.departments": 2,
    "population.academics": 66,  # more than one block of dice
    "weeks": 60,
    "contract.weeks": 40,
}
NO_HOURS: dict[str, Value] = {f"team.{name}": 0.0 for name in TOGETHER}
NO_TEAM: dict[str, float] = {f"team_{name}": 0.0 for name in TOGETHER}
AMPLE = 1e9  # half-days a week: the full effect of anything
LEAVES: dict[str, Leaf] = {leaf.name: leaf for leaf in leaves(Settings())}


def small(**changes: Value) -> Settings:
    """Settings of a small, short run; changes are given as `small(**{"contract.weeks": 20})`."""
    return change(Settings(), SMALL | changes)


# ------------------------------------------------------------------- a world made by hand


def tiny(**parameters: float | bool) -> World:
    """Sixteen alike people and three brokers, all in post; nobody knows anybody.

    | rows  | who                            |     | broker | home | host | buddy   |
    | 0-3   | managers, organisation 0, host |     | 0      | 0    | 2    | 2       |
    | 4-7   | managers, organisation 1       |     | 1      | 1    | 2    | -       |
    | 8-11  | academics, department 2, host  |     | 2      | 2    | 0    | 0, lead |
    | 12-15 | academics, department 3        |

    Brokers 0 and 1 are managers, broker 2 is an academic; each works half time and has a desk at the
    host. Everything that a team does has its default hours.
    """
    world = World(
        p=record(Settings()),
        programme=table(1, PROGRAMME),
        organisations=table(4, ORGANISATION),
        people=table(16, PERSON),
        personalities=table(16, PERSONALITY),
        colleagues=np.full((16, COLLEAGUES), NOBODY, np.int32),
        ties=table(16, TIES),
        projects=table(16, PROJECT),
        brokers=table(3, BROKER),
        books=table(3, CONTACTS),
    )
    world.programme["funded"], world.programme["running"] = True, True
    organisations, people, brokers = world.organisations, world.people, world.brokers
    organisations["community"] = [MANAGER, MANAGER, ACADEMIC, ACADEMIC]
    organisations["host"] = [True, False, True, False]
    organisations["first"], organisations["members"] = [0, 4, 8, 12], 4
    organisations["stability"] = 1.0
    people["organisation"] = np.repeat([0, 1, 2, 3], 4)
    people["community"] = organisations["community"][people["organisation"]]
    people["personality"], people["visitor"] = np.arange(16), NOBODY
    for name, value in (("attitude", 0.4), ("knowledge", 0.2), ("skill", 0.1), ("confidence", 0.5)):
        people[name], world.personalities[name] = value, value
    world.personalities["threshold"] = 0.5
    world.ties["who"] = NOBODY
    world.projects["partner"], world.projects["due"] = NOBODY, -1
    brokers["home"], brokers["number"] = [MANAGER, MANAGER, ACADEMIC], [0, 1, 0]
    brokers["home_organisation"], brokers["host_organisation"] = [0, 1, 2], [2, 2, 0]
    brokers["buddy"], brokers["leader"] = [2, NOBODY, 0], [False, False, True]
    brokers["embedded"], brokers["due"], brokers["in_post"] = True, True, True
    brokers["end"] = ALWAYS
    brokers["fte"], brokers["skill"], brokers["confidence"] = 0.5, 0.8, 0.6
    brokers["desk"], brokers["standing"] = 5.0, 1.0
    brokers["insight"] = [[0.9, 0.1], [0.9, 0.1], [0.1, 0.9]]
    give(world, **parameters)
    return world


def give(world: World, **parameters: float | bool) -> None:
    """Set parameters by their names in the record that rules read, e.g. `culture_gain=0.5`."""
    for name, value in parameters.items():
        assert name in world.p.dtype.names, f"there is no parameter {name}"
        world.p[name] = value


def halfway(**hours: float) -> dict[str, float]:
    """Parameters of a half dose of 0.2, with these hours together and no others: `halfway(pair=0.2)`."""
    spent = {f"team_{name}": time for name, time in hours.items()}
    return NO_TEAM | spent | {"team_half_dose": 0.2}


def tie(world: World, i: int, j: int, bond: float) -> None:
    """Put a mutual tie into the first empty slot of both."""
    for a, b in ((i, j), (j, i)):
        slot = list(world.ties["who"][a]).index(NOBODY)
        world.ties["who"][a, slot], world.ties["bond"][a, slot] = b, bond
        world.ties["held"][a] += 1


def acquaint(world: World, i: int, colleagues: Sequence[int]) -> None:
    """Make these the colleagues of i, in this order."""
    colleagues = [int(j) for j in colleagues if j != NOBODY]
    world.colleagues[i] = NOBODY
    world.colleagues[i, : len(colleagues)] = colleagues
    world.people["acquaintances"][i] = len(colleagues)


def partners(world: World, i: int) -> dict[int, float]:
    """The partners of i and the bond with each."""
    row = world.ties[i]
    return {
        int(j): float(bond)
        for j, bond in zip(row["who"], row["bond"], strict=True)
        if j != NOBODY
    }  # fmt: skip


def note(world: World, b: int, contacts: Mapping[int, float]) -> None:
    """Make this broker b's contact book, in order."""
    world.books["count"][b] = len(contacts)
    world.books["who"][b, : len(contacts)] = list(contacts)
    world.books["trust"][b, : len(contacts)] = list(contacts.values())
    index_book(world, b)


def index_book(world: World, b: int) -> None:
    """Make the index of a contact book that was filled by hand."""
    world.books["index"][b] = 0
    for s in range(world.books["count"][b]):
        world.books["index"][b, world.books["who"][b, s] % INDEX] = s + 1


def contacts(world: World, b: int) -> dict[int, float]:
    """The contact book of broker b."""
    count = int(world.books["count"][b])
    who, trust = world.books["who"][b, :count], world.books["trust"][b, :count]
    assert len(set(who.tolist())) == count, "somebody is in the book twice"
    return dict(zip(who.tolist(), trust.tolist(), strict=True))


def stances(world: World, i: int) -> tuple[float, float, float, float]:
    """Attitude, knowledge, skill and confidence of a person."""
    row = world.people[i]
    return tuple(float(row[name]) for name in ("attitude", "knowledge", "skill", "confidence"))


# ------------------------------------------------------------------- whole runs, week by week


def copy(world: World) -> World:
    """A snapshot of every table."""
    return World(*(member.copy() for member in world))


def differing(one: World, other: World) -> list[str]:
    """The tables that are not the same to the last bit; the parameters are not compared."""
    return [
        name
        for name in TABLES
        if getattr(one, name).dtype != getattr(other, name).dtype
        or getattr(one, name).tobytes() != getattr(other, name).tobytes()
    ]


def digest(world: World) -> str:
    """A fingerprint of every table but the parameters."""
    return hashlib.sha256(
        b"".join(getattr(world, name).tobytes() for name in TABLES)
    ).hexdigest()  # fmt: skip


class Run:
    """A run of the compiled driver that can be looked at every week.

    Args:
        settings: what to run.
        seed: of the replicate.
        posts: other broker posts than the arm's.
    """

    def __init__(
        self, settings: Settings, seed: int, posts: tuple[Post, ...] | None = None
    ) -> None:
        self.settings = settings
        self.posts = roster(settings) if posts is None else posts
        self.seed = seed
        self.world = build(settings, seed, self.posts)
        self.room = np.empty((d.USUAL, d.BLOCK))
        self.week = 0

    def step(self) -> World:
        """Live a week; gives the world as it is now, not a copy."""
        batch.live_week(self.world, self.seed, self.week, self.room)
        self.week += 1
        return self.world

    def weeks(self, weeks: int | None = None) -> Iterator[World]:
        """The world after each of the next weeks; all weeks of the settings without a number."""
        for _ in range(self.settings.weeks if weeks is None else weeks):
            yield self.step()

    def end(self, weeks: int | None = None) -> World:
        """The world after the next weeks."""
        for _ in self.weeks(weeks):
            pass
        return self.world


ALL_BITS = 2**64 - 1


def by_hand(*address: int) -> float:
    """The die at an address, in whole numbers of any size, as docs/ODD.md section 4.9 says."""
    key = 0
    for place, number in enumerate(address):
        step = 0x9E3779B97F4A7C15
        key = (number + step if place == 0 else key + step * (number + 1)) & ALL_BITS
        key = ((key ^ key >> 30) * 0xBF58476D1CE4E5B9) & ALL_BITS
        key = ((key ^ key >> 27) * 0x94D049BB133111EB) & ALL_BITS
        key ^= key >> 31
    return (key >> 11) / 2**53


# ------------------------------------------------------------------- other processes


def python(code: str, folder: Path | None = None, **environment: str) -> str:
    """What a new Python process prints that runs `code`.

    Args:
        code: the program.
        folder: where to import `simulation` from; the same as here without it.
        environment: further environment variables.
    """
    sources = folder or Path(simulation.__file__).parents[1]
    tests = Path(__file__).parents[1]
    path = os.pathsep.join([str(sources), str(tests)])
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=sources,  # which comes first among the places to import from
        env=os.environ | {"PYTHONPATH": path} | environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def other_value(leaf: Leaf) -> Any:
    """A legal value of a setting that is not its default."""
    if isinstance(leaf.value, bool):
        return not leaf.value
    return next(value for value in reversed(leaf.passport.plausible) if value != leaf.value)
