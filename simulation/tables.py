"""The state: a handful of NumPy structured tables, bounded per row.

Memory grows with people + brokers, never with their product. All shares and stances lie in [0, 1].
Links between rows are row numbers; -1 is nobody.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulation.compiling import JIT

# A structured array whose rows are read by attribute, which NumPy's stubs cannot express.
Table = Any

MANAGER, ACADEMIC = 0, 1
COMMUNITIES = ("manager", "academic")
NOBODY = -1

COLLEAGUES = 24  # acquaintances of a person inside the organisation, at most
PARTNERS = 6  # ties a person can keep up in the other community
HALF_DAYS = 10.0  # in a full-time week
BOOK = 150  # people a broker can keep in mind (Dunbar 1992)
INDEX = 256  # remainders in the index of a contact book

DEMANDS, MEETINGS, BUDDYING, LEADING, VISITING = range(5)
ACTIVITIES = ("demands", "meetings", "buddying", "leading", "visiting")

ORGANISATION = np.dtype(
    [
        ("community", "i1"),
        ("number", "i8"),  # in its community; with it the address of its dice
        ("host", "?"),
        ("reorganised", "?"),  # this week
        ("first", "i8"),  # row of its first member; members are contiguous
        ("members", "i8"),
        ("stability", "f8"),
        # Counts since week 0. A bid counts with its lead's department and with its partner's
        # organisation.
        ("leavers", "i8"),
        ("bids_begun", "i8"),
        ("bids_helped", "i8"),  # begun by two people who had both met a broker
        ("bids_decided", "i8"),
        ("bids_won", "i8"),
        ("decisions", "i8"),
        ("decisions_informed", "i8"),
        ("meetings_good", "i8"),
        ("meetings_bad", "i8"),
    ]
)

PERSON = np.dtype(
    [
        ("organisation", "i4"),
        ("workgroup", "i4"),
        ("personality", "i4"),  # row in personalities
        ("brokered", "i4"),  # meetings with a broker so far
        ("visitor", "i4"),  # the broker who visited last
        ("visits", "f8"),  # by brokers of late; an old one counts less
        ("met", "i2"),  # people of the other community met this week
        ("acquaintances", "i4"),  # colleagues known, who fill as many slots
        ("community", "i1"),
        ("senior", "?"),
        ("ally", "?"),
        ("practising", "?"),
        ("attitude", "f8"),
        ("knowledge", "f8"),
        ("skill", "f8"),
        ("confidence", "f8"),
    ]
)

# The founders' personal baselines; a newcomer takes that of some founder of the same organisation.
PERSONALITY = np.dtype(
    [
        ("attitude", "f8"),
        ("knowledge", "f8"),
        ("skill", "f8"),
        ("confidence", "f8"),
        ("threshold", "f8"),
        ("ally", "?"),
    ],
    align=True,
)

# Ties to the other community, always mutual: j stands in i's row as i in j's, with the same bond.
# `held` says how many there are.
TIES = np.dtype([("who", "i4", (PARTNERS,)), ("held", "i8"), ("bond", "f8", (PARTNERS,))])

# What a person has in hand: an academic's bid, or a manager's decision. `due` is -1 with none.
PROJECT = np.dtype([("partner", "i4"), ("due", "i4"), ("open", "?")], align=True)

BROKER = np.dtype(
    [
        ("home", "i1"),  # community
        ("number", "i8"),  # of the post in that community; with it the address of its dice
        ("home_organisation", "i8"),
        ("host_organisation", "i8"),
        ("buddy", "i8"),  # row of the buddy
        ("embedded", "?"),
        ("leader", "?"),
        ("start", "i8"),  # the post is there in weeks start <= week < end
        ("end", "i8"),
        ("due", "?"),  # this week is one of them, and the programme runs
        ("in_post", "?"),
        ("vacant", "i8"),  # further weeks after this one until a successor comes
        ("fte", "f8"),
        ("skill", "f8"),
        ("insight", "f8", (2,)),  # of managers, of academics
        ("confidence", "f8"),
        ("strain", "f8"),
        ("support", "f8"),
        ("standing", "f8"),  # of the post, with those at the host who send demands
        ("backlog", "f8"),  # half-days of demands not yet served
        ("served", "f8"),  # half-days of demands served this week
        ("free", "f8"),  # half-days left for visits; less than 0 if a visit took longer
        ("desk", "f8"),  # half-days at the desk this week
        ("away", "f8"),  # half-days spent on visits to the side without a desk, last week
        ("buddy_account", "f8"),  # half-days saved up for going along
        (
            "successes",
            "f8",
        ),  # doors opened and bridges that went well since confidence was last felt
        # Counts and sums since week 0.
        ("exits", "i8"),
        ("doors_tried", "i8"),
        ("doors", "i8", (2,)),  # opened, by community
        ("bridges", "i8"),
        ("joint_visits", "i8"),
        ("weeks_in_post", "i8"),
        ("strain_sum", "f8"),
        ("confidence_sum", "f8"),
        ("hours", "f8", (len(ACTIVITIES),)),  # half-days by activity
    ]
)

# `index` finds a contact by the row's remainder: 1 + the place of somebody with it, 0 for nobody.
CONTACTS = np.dtype(
    [("count", "i8"), ("who", "i4", (BOOK,)), ("index", "u1", (INDEX,)), ("trust", "f8", (BOOK,))],
    align=True,
)

PROGRAMME = np.dtype([("funded", "?"), ("running", "?")])


class World(NamedTuple):
    """All state of one replicate, and the parameters; every member is a table.

    Attributes:
        p: one row, the parameters (`simulation.params.record`).
        programme: one row.
        organisations: `(O,)` ORGANISATION; commissioning organisations first.
        people: `(N,)` PERSON, by organisation.
        personalities: `(N,)` PERSONALITY.
        colleagues: `(N, COLLEAGUES)` int32 rows of people, mutual; empty slots come last.
        ties: `(N,)` TIES.
        projects: `(N,)` PROJECT.
        brokers: `(B,)` BROKER; empty without brokers.
        books: `(B,)` CONTACTS, the brokers' contact books.
    """

    p: Table
    programme: Table
    organisations: Table
    people: Table
    personalities: Table
    colleagues: Table
    ties: Table
    projects: Table
    brokers: Table
    books: Table


def copy_of(world: World) -> World:
    """The same state in tables of its own."""
    return World(*(member.copy() for member in world))


def table(rows: int, dtype: np.dtype[Any]) -> Table:
    """A table of zeros. Without compilation its rows still answer to attributes, only slowly.

    No field may have the name of an attribute of NumPy's own, such as `size`.
    """
    return readable(np.zeros(rows, dtype))


def readable(array: Table) -> Table:
    """The table with rows that answer to attributes, which without compilation takes a view."""
    return array if JIT or array.dtype.names is None else array.view(np.recarray)
