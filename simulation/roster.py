"""The roster: the broker posts of an arm, from the settings or from the user's own CSV file.

A post has its own weeks, working time, organisations and part in the team. The model reads posts from
here alone: the settings of numbers, desks, hours and contracts are a short way to write a roster.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from simulation.errors import SettingsError
from simulation.inputs.faults import Faults
from simulation.inputs.posts import MOST_POSTS, ROSTER_COLUMNS, Organisations, posts_of
from simulation.inputs.table import read_table
from simulation.inputs.text import Stamp, stamp
from simulation.settings import Settings
from simulation.staff import Place, staff_of
from simulation.tables import ACADEMIC, COMMUNITIES, MANAGER, NOBODY

ALWAYS = 2**31 - 1  # a week that no run reaches
DESKS = {
    "none": (False, False),
    "one_way_managers": (True, False),
    "one_way_academics": (False, True),
    "two_way": (True, True),
}


class Post(NamedTuple):
    """A broker post, a row of the roster.

    Attributes:
        home: community it comes from.
        number: there; with it the address of its dice.
        fte: working time as a fraction of full time.
        name: as it is called.
        start, end: it is held in weeks `start <= week < end`.
        embedded: whether it has a desk at the host.
        home_organisation: name; empty: the organisations of the community in turn.
        host: name of an organisation of the other community; empty: the hosts in turn.
        buddy: row of the buddy, or -1.
        leader: whether its holder leads the team.
    """

    home: int
    number: int
    fte: float
    name: str = ""
    start: int = 0
    end: int = ALWAYS
    embedded: bool = False
    home_organisation: str = ""
    host: str = ""
    buddy: int = NOBODY
    leader: bool = False


def roster(settings: Settings) -> tuple[Post, ...]:
    """The broker posts of the arm; team and solos have the same posts.

    Raises:
        SettingsError: the user's file is missing or wrong.
    """
    if settings.arm in ("team", "solos"):
        return team_posts(settings)
    if settings.arm == "none":
        return ()
    return _single_posts(
        settings, _full_time(settings) if settings.arm == "single_matched" else 1.0
    )


def team_posts(settings: Settings) -> tuple[Post, ...]:
    """The posts of team and solos: those of the user's file, or as many as the settings say.

    Raises:
        SettingsError: the file is missing or wrong.
    """
    brokers, contract = settings.brokers, settings.contract
    if brokers.roster:
        return _own_posts(settings)
    counts = (MANAGER, brokers.managers), (ACADEMIC, brokers.academics)
    posts = tuple(
        Post(
            home, number, brokers.fte, _name(home, number), contract.start,
            contract.start + contract.weeks, DESKS[brokers.embedding][home],
        )
        for home, count in counts
        for number in range(count)
    )  # fmt: skip
    return with_parts(posts)


def programme_weeks(settings: Settings) -> tuple[int, int]:
    """The weeks of the programme, the same in all arms: the first start, and the last end, of the posts."""
    contract = settings.contract
    posts = team_posts(settings) if settings.brokers.roster else ()
    starts = [post.start for post in posts] or [contract.start]
    ends = [post.end for post in posts] or [contract.start + contract.weeks]
    return min(starts), max(ends)


def fte_weeks(settings: Settings) -> float:
    """Full-time-equivalent weeks of the posts of the arm, if none ever falls vacant."""
    return sum(post.fte * (post.end - post.start) for post in roster(settings))


def _full_time(settings: Settings) -> float:
    """How many full-time brokers, all through the programme, work as long as the team."""
    start, end = programme_weeks(settings)
    weeks = end - start
    return math.fsum(post.fte * ((post.end - post.start) / weeks) for post in team_posts(settings))


def _single_posts(settings: Settings, hours: float) -> tuple[Post, ...]:
    """Full-time posts and a last one that make `hours` of full time, each all through the programme.

    They come from the two communities in turn, the first from the academics. One has a desk if
    posts of the team from its community have.
    """
    start, end = programme_weeks(settings)
    posts: list[Post] = []
    while hours > 1e-9:
        home, number = ACADEMIC if len(posts) % 2 == 0 else MANAGER, len(posts) // 2
        fte = min(hours, 1.0)
        desk = _has_desk(settings, home)
        posts.append(Post(home, number, fte, _name(home, number), start, end, desk))
        hours -= fte
    return with_parts(tuple(posts))


def _has_desk(settings: Settings, home: int) -> bool:
    """Whether a single broker from a community has a desk at the host."""
    if not settings.brokers.roster:
        return DESKS[settings.brokers.embedding][home]
    posts = team_posts(settings)
    alike = [post for post in posts if post.home == home] or posts
    return any(post.embedded for post in alike)


def _name(home: int, number: int) -> str:
    return f"{COMMUNITIES[home]} {number + 1}"


def with_parts(posts: tuple[Post, ...]) -> tuple[Post, ...]:
    """The posts with buddies and a leader: the first academic, or the first of all."""
    buddies = pair_buddies(posts)
    leader = next((b for b, post in enumerate(posts) if post.home == ACADEMIC), 0)
    return tuple(
        post._replace(buddy=buddies.get(b, NOBODY), leader=b == leader)
        for b, post in enumerate(posts)
    )


def pair_buddies(posts: tuple[Post, ...]) -> dict[int, int]:
    """Buddies by row: managers with academics while there are both, then the others in pairs."""
    rows: tuple[list[int], list[int]] = ([], [])
    for row, post in enumerate(posts):
        rows[post.home].append(row)
    crossed = list(zip(*rows, strict=False))
    rest = [row for side in rows for row in side[len(crossed) :]]
    pairs = crossed + list(zip(rest[::2], rest[1::2], strict=False))
    return {a: b for pair in pairs for a, b in (pair, pair[::-1])}


# ------------------------------------------------------------------- the user's own file


class _Loaded(NamedTuple):
    """The posts in a file, and a line about them."""

    posts: tuple[Post, ...]
    told: str


def _own_posts(settings: Settings) -> tuple[Post, ...]:
    """The posts in the user's file; if anything is wrong there, all that is wrong is said."""
    try:
        return _load(stamp(settings.brokers.roster, "a CSV file"), None, None).posts
    except SettingsError:
        weeks = None if settings.arm == "none" else settings.weeks
        read_roster(settings, staff_of(settings).places, weeks)
        raise


def read_roster(settings: Settings, places: Sequence[Place], weeks: int | None) -> str:
    """A line about the user's roster, after all checks; empty without one.

    Args:
        settings: which name the file.
        places: the organisations that a post may name.
        weeks: of the run, within which all posts must end; None: whatever they are.

    Raises:
        SettingsError: the file is missing or wrong; the message lists every fault with its row.
    """
    if not settings.brokers.roster:
        return ""
    communities = [[p for p in places if p.community == c] for c in range(len(COMMUNITIES))]
    there = Organisations(
        homes=tuple(tuple(p.name for p in some) for some in communities),
        hosts=tuple(tuple(p.name for p in some if p.host) for some in communities),
        people=tuple(sum(p.size for p in some) for some in communities),
    )
    return _load(stamp(settings.brokers.roster, "a CSV file"), weeks, there).told


@functools.lru_cache(maxsize=16)
def _load(file: Stamp, weeks: int | None, there: Organisations | None) -> _Loaded:
    """The posts in a file; what cannot be checked is None."""
    faults = Faults()
    table = read_table(file.name, ROSTER_COLUMNS, faults, strict=True, most=MOST_POSTS)
    rows = posts_of(table, weeks, there, faults)
    faults.refuse()
    posts: list[Post] = []
    counts: Counter[int] = Counter()
    for row in rows.to_dict("records"):
        home = int(row["home"])
        posts.append(
            Post(
                home, counts[home], float(row["fte"]), row["post"], int(row["start"]), int(row["end"]),
                bool(row["embedded"]), row["home_organisation"], row["host"], int(row["buddy_row"]),
                bool(row["leader"]),
            )
        )  # fmt: skip
        counts[home] += 1
    return _Loaded(tuple(posts), _told(file.name, posts, table.assumed))


def _told(file: str, posts: Sequence[Post], assumed: Sequence[str]) -> str:
    managers = sum(post.home == MANAGER for post in posts)
    start, end = min(post.start for post in posts), max(post.end for post in posts)
    most = max(sum(one.start <= post.start < one.end for one in posts) for post in posts)
    leader = next((post.name for post in posts if post.leader), "none")
    line = (
        f"{Path(file).name}: {managers} manager-brokers and {len(posts) - managers} academic-brokers in "
        f"weeks {start} to {end}, at most {most} at once; leader: {leader}; pairs: "
        f"{sum(post.buddy != NOBODY for post in posts) // 2}."
    )
    return f"{line} Assumed: {'; '.join(assumed)}." if assumed else line
