"""Writes the staff and ties of three invented places, in shapes that real networks have.

    python docs/samples/organisations.py organisations

makes three folders, each with `staff.csv` and `ties.csv`:

* `hubs`: a few people know nearly everybody, and more colleagues than the model allows;
* `counts`: the strength of a tie is the number of meetings in a year;
* `practices`: many organisations have one person each.

All names are made up. The same command gives the same files each time.
"""

from __future__ import annotations

import csv
import itertools
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

STAFF = ("id", "community", "organisation", "workgroup", "senior")
TIES = ("source", "target", "strength")
SEED = 1
GROUP = 8  # people in a workgroup; the first is senior

Person = tuple[str, str, str, str, str]
Tie = tuple[str, str, float]


def people(community: str, organisation: str, count: int) -> list[Person]:
    """The staff of an organisation, in workgroups."""
    return [
        (
            f"{organisation.lower()}-{number + 1}", community, organisation, f"group {number // GROUP + 1}",
            "no" if number % GROUP else "yes",
        )
        for number in range(count)
    ]  # fmt: skip


def pairs(staff: Iterable[Person]) -> Iterator[tuple[Person, Person]]:
    """All pairs of colleagues, and of people of different communities."""
    for one, other in itertools.combinations(staff, 2):
        if one[2] == other[2] or one[1] != other[1]:
            yield one, other


def hubs(draw: random.Random) -> tuple[list[Person], list[Tie]]:
    """Two commissioning organisations and two departments, with two hubs in each."""
    staff = [
        *people("manager", "Northside", 36), *people("manager", "Southside", 24),
        *people("academic", "Medicine", 32), *people("academic", "Policy", 24),
    ]  # fmt: skip
    known = {one[0] for one in staff if int(one[0].split("-")[1]) <= 2}
    ties = []
    for one, other in pairs(staff):
        many = (one[0] in known) + (other[0] in known)
        inside, across = (0.12, 0.85, 1.0)[many], (0.002, 0.05, 0.4)[many]
        if draw.random() < (inside if one[2] == other[2] else across):
            ties.append((one[0], other[0], round(draw.uniform(0.2, 1.0), 2)))
    return staff, ties


def counts(draw: random.Random) -> tuple[list[Person], list[Tie]]:
    """A trust and a university department; people of a workgroup meet often, others rarely."""
    staff = [*people("manager", "Trust", 40), *people("academic", "University", 40)]
    ties = []
    for one, other in pairs(staff):
        near = one[2:4] == other[2:4]
        chance, most = (0.9, 40) if near else (0.15, 6) if one[2] == other[2] else (0.03, 4)
        if draw.random() < chance:
            ties.append((one[0], other[0], draw.randint(1, most)))
    return staff, ties


def practices(draw: random.Random) -> tuple[list[Person], list[Tie]]:
    """Twelve practices of one person, a commissioning group, and a department."""
    single = [one for number in range(12) for one in people("manager", f"Practice{number + 1}", 1)]
    staff = [*people("manager", "Commissioners", 20), *single, *people("academic", "Institute", 30)]
    ties = [
        (one[0], other[0], 0.5)
        for one, other in pairs(staff)
        if draw.random() < (0.3 if one[2] == other[2] else 0.02)
    ]
    return staff, ties


SHAPES: Mapping[str, Callable[[random.Random], tuple[list[Person], list[Tie]]]] = {
    "hubs": hubs, "counts": counts, "practices": practices,
}  # fmt: skip


def write(folder: Path) -> None:
    """Write the files of every shape into folders in this one."""
    for name, make in SHAPES.items():
        staff, ties = make(random.Random(SEED))
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file, head, rows in (("staff.csv", STAFF, staff), ("ties.csv", TIES, ties)):
            with (folder / name / file).open("w", newline="", encoding="utf-8") as out:
                csv.writer(out, lineterminator="\n").writerows([head, *rows])
        print(f"{folder / name}: {len(staff)} people, {len(ties)} ties")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name a folder for the files: python docs/samples/organisations.py FOLDER")
    write(Path(sys.argv[1]))
