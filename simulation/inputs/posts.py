"""Broker posts from a user's file: a row each, with weeks, working time and part in the team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulation.errors import nearest
from simulation.inputs.columns import choice, number, text, title, truth, whole
from simulation.inputs.faults import Fault, Faults
from simulation.inputs.table import Table, checked
from simulation.tables import COMMUNITIES

MOST_POSTS = 200  # as many as the settings allow
MOST_WEEKS = 10_000
ROSTER = (
    title("post"),
    choice("home", COMMUNITIES),
    text("host")._replace(blank=True),
    truth("embedded"),
    whole("start", 0, MOST_WEEKS),
    whole("weeks", 1, MOST_WEEKS),
    number("fte", 0.05, 1.0),
    text("buddy")._replace(blank=True),
    truth("leader"),
)
HOME = text("home_organisation")._replace(blank=True)  # a column that may be left out
ROSTER_COLUMNS = tuple(column.name for column in (*ROSTER, HOME))


class Organisations(NamedTuple):
    """What a roster may name, by community.

    Attributes:
        homes: all organisations.
        hosts: those that host brokers.
        people: how many there are.
    """

    homes: tuple[tuple[str, ...], ...]
    hosts: tuple[tuple[str, ...], ...]
    people: tuple[int, ...]


def posts_of(
    table: Table, weeks: int | None, there: Organisations | None, faults: Faults
) -> pd.DataFrame:
    """The posts in a table.

    Args:
        table: with the columns of `ROSTER` and perhaps `HOME`, and none besides.
        weeks: of the run, within which all posts must end; None: whatever they are.
        there: the organisations that may be named; None: any.
        faults: where everything that is wrong is noted.

    Returns:
        A row per post, in the order of the file, with the columns of `ROSTER` and `HOME`; `end`, the week
        in which it ends; and `buddy_row`, the row of its buddy, or -1.
    """
    _check_columns(table, faults)
    home = (HOME,) if HOME.name in table.cells else ()
    posts = checked(table, (*ROSTER, *home), faults)
    if not home:
        posts[HOME.name] = ""
    posts["end"] = posts["start"] + posts["weeks"]
    if posts.empty and not faults:
        faults.add(Fault(table.name, "", "has no posts; one row per post is required"))
    _check_names(table, posts, faults)
    posts["buddy_row"] = _buddies(table, posts, faults)
    leaders = np.flatnonzero(posts["leader"] == 1)
    if len(leaders) > 1:
        name = posts["post"][leaders[1]]
        faults.add(table.fault(leaders[1:], f"{name!r} is another leader; at most one is allowed"))
    if weeks is not None:
        _check_end(table, posts, weeks, faults)
    if there is not None:
        _check_places(table, posts, there, faults)
    return posts


def _check_columns(table: Table, faults: Faults) -> None:
    for title_ in table.cells:
        if title_ not in ROSTER_COLUMNS:
            said = f"there is no column {title_!r}; {nearest(title_, ROSTER_COLUMNS)}".rstrip(".")
            faults.add(Fault(table.name, f"row {table.head}", said))


def _check_names(table: Table, posts: pd.DataFrame, faults: Faults) -> None:
    """Every post has a name of its own, whatever the capitals."""
    folded = posts["post"].str.casefold()
    twice = (folded.duplicated() & (folded != "")).to_numpy()
    if twice.any():
        name = posts["post"][twice.argmax()]
        faults.add(table.fault(twice, f"post {name!r} appears twice; give each post its own name"))


def _buddies(table: Table, posts: pd.DataFrame, faults: Faults) -> np.ndarray:
    """The row of each post's buddy; -1 for none. Buddies name each other and are in post together."""
    rows = pd.Index(posts["post"])
    known = {name: k for k, name in reversed(list(enumerate(rows)))}
    found = np.array([known.get(name, -1) if name else -1 for name in posts["buddy"]], np.int64)
    named = (posts["buddy"] != "").to_numpy()
    own = np.arange(len(posts))
    back = np.where(found >= 0, found[found], -1)
    start, end = posts["start"].to_numpy(), posts["end"].to_numpy()
    apart = np.maximum(start, start[found]) >= np.minimum(end, end[found])
    for wrong, what in (
        (named & (found < 0), "is not a post in this file"),
        (named & (found == own), "is the post itself"),
        ((found >= 0) & (found != own) & (back != own), "does not name this post as its buddy"),
        ((found >= 0) & (found != own) & (back == own) & apart, "is never in post in the same week"),
    ):  # fmt: skip
        if wrong.any():
            name = posts["buddy"][wrong.argmax()]
            faults.add(table.fault(wrong, f"buddy {name!r} {what}"))
    return found


def _check_end(table: Table, posts: pd.DataFrame, weeks: int, faults: Faults) -> None:
    late = (posts["end"] > weeks).to_numpy()
    if late.any():
        end = posts["end"][late.argmax()]
        rule = f"after the run's end: make weeks at least {posts['end'].max()} (it is {weeks})"
        text_ = f"the post ends in week {end} (start + weeks), {rule} or shorten the post"
        faults.add(table.fault(late, text_))


def _check_places(table: Table, posts: pd.DataFrame, there: Organisations, faults: Faults) -> None:
    """Posts come from and go to organisations that are there, and no community has too few people."""
    home = posts["home"].to_numpy()
    for column, far, legal, kind in (
        ("home_organisation", False, there.homes, "an organisation"),
        ("host", True, there.hosts, "a host organisation"),
    ):
        for community, word in enumerate(COMMUNITIES):
            from_here = home == (1 - community if far else community)
            strange = from_here & ~posts[column].isin([*legal[community], ""]).to_numpy()
            if strange.any():
                name = posts[column][strange.argmax()]
                said = _not_there(column, name, f"{kind} of the {word} community", legal[community])
                faults.add(table.fault(strange, said))
    for community, word in enumerate(COMMUNITIES):
        posts_here, people = int((home == community).sum()), there.people[community]
        if posts_here > people:
            text_ = f"has {posts_here} {word}-brokers, but there are only {people} {word}s"
            faults.add(Fault(table.name, "", text_))


def _not_there(column: str, name: str, what: str, legal: Sequence[str]) -> str:
    return f"{column} {name!r} is not {what}; {nearest(name, legal)}".rstrip(".")
