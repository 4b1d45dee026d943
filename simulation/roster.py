"""The broker posts of an arm, and who is whose buddy."""

from __future__ import annotations

from typing import NamedTuple

from simulation.settings import Settings
from simulation.tables import ACADEMIC, MANAGER

FULL_TIME = 1.0  # of a single broker


class Post(NamedTuple):
    """A broker post: home community, number there, and fraction of full time."""

    home: int
    number: int
    fte: float


def roster(settings: Settings) -> tuple[Post, ...]:
    """The broker posts of the arm; team and solos have the same posts.

    `single_matched` spends the team's full-time equivalents on single brokers, each alone, from the
    two communities in turn; the last of them may be part-time.
    """
    brokers = settings.brokers
    team = [Post(MANAGER, number, brokers.fte) for number in range(brokers.managers)]
    team += [Post(ACADEMIC, number, brokers.fte) for number in range(brokers.academics)]
    if settings.arm in ("team", "solos"):
        return tuple(team)
    if settings.arm == "single":
        return (Post(ACADEMIC, 0, FULL_TIME),)
    if settings.arm == "none":
        return ()
    posts: list[Post] = []
    left = sum(post.fte for post in team)
    while left > 1e-9:
        community = ACADEMIC if len(posts) % 2 == 0 else MANAGER
        fte = min(left, FULL_TIME)
        posts.append(Post(community, len(posts) // 2, fte))
        left -= fte
    return tuple(posts)


def pair_buddies(posts: tuple[Post, ...]) -> dict[int, int]:
    """Buddies by row: managers with academics while there are both, then the others in pairs."""
    rows: tuple[list[int], list[int]] = ([], [])
    for row, post in enumerate(posts):
        rows[post.home].append(row)
    crossed = list(zip(*rows, strict=False))
    rest = [row for side in rows for row in side[len(crossed) :]]
    pairs = crossed + list(zip(rest[::2], rest[1::2], strict=False))
    return {a: b for pair in pairs for a, b in (pair, pair[::-1])}
