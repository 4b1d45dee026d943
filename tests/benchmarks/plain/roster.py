"""Who brokers when: the posts of the arms (docs/ODD.md, sections 2.3 and 5.4)."""

from math import fsum
from typing import NamedTuple

from tests.benchmarks.plain import numbers as no


class Row(NamedTuple):
    """A post of a roster; `buddy` is a row."""

    home: int
    number: int
    fte: float
    start: int
    end: int
    embedded: bool
    buddy: int | None = None
    leader: bool = False


def desk(settings, home):
    """Whether posts of a community are embedded."""
    one_way = ("one_way_managers", "one_way_academics")[home]
    return settings["brokers.embedding"] in ("two_way", one_way)


def usual_roster(settings):
    """The team's posts as settings make them."""
    start, weeks = settings["contract.start"], settings["contract.weeks"]
    rows = []
    for home, name in enumerate(("managers", "academics")):
        for number in range(settings[f"brokers.{name}"]):
            times = settings["brokers.fte"], start, start + weeks
            rows.append(Row(home, number, *times, desk(settings, home)))
    return marked(rows)


def marked(rows):
    """Section 5.4: the rows with buddies and leader."""
    managers = [n for n, row in enumerate(rows) if row.home == no.MANAGERS]
    academics = [n for n, row in enumerate(rows) if row.home == no.ACADEMICS]
    paired = min(len(managers), len(academics))
    rest = [*managers[paired:], *academics[paired:]]
    pairs = [*zip(managers, academics, strict=False), *zip(rest[::2], rest[1::2], strict=False)]
    buddies = {**dict(pairs), **{other: one for one, other in pairs}}
    leader = [*academics, *managers][:1]
    return [row._replace(buddy=buddies.get(n), leader=n in leader) for n, row in enumerate(rows)]


def posts_of(settings, file, start, end):
    """The posts of an arm. `file` holds the rows of the user's own roster, or nothing."""
    arm, team = settings["arm"], file or usual_roster(settings)

    def single(home, number, fte):
        alike = [row.embedded for row in file or () if row.home == home]
        alike = alike or [row.embedded for row in file or ()] or [desk(settings, home)]
        return Row(home, number, fte, start, end, any(alike))

    if arm in ("solos", "team"):
        return team
    if arm == "single":
        return marked([single(no.ACADEMICS, 0, 1.0)])
    posts = []
    if arm == "single_matched":
        left = fsum(row.fte * ((row.end - row.start) / (end - start)) for row in team)
        while left > 1e-9:
            home = no.MANAGERS if len(posts) % 2 else no.ACADEMICS
            posts.append(single(home, len(posts) // 2, min(left, 1.0)))
            left -= min(left, 1.0)
    return marked(posts)
