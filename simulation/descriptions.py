"""What the columns of the outcome tables are: a label, a meaning and a unit for each."""

from __future__ import annotations

import difflib
from typing import NamedTuple

from simulation.errors import UnknownNameError
from simulation.measures import GROUPS
from simulation.tables import ACTIVITIES


class Outcome(NamedTuple):
    """What a column of a table means, and its unit."""

    meaning: str
    unit: str


class _Column(NamedTuple):
    label: str
    meaning: str
    unit: str


_GROUP_FIELDS = {
    "practising": _Column(
        "Practising", "People for whom collaborating has become routine", "share"
    ),
    "attitude": _Column("Attitude", "Mean attitude to the other community's knowledge", "share"),
    "knowledge": _Column("Knowledge", "Mean knowledge of how the other community works", "share"),
    "skill": _Column("Skill", "Mean skill in co-producing research and using evidence", "share"),
    "confidence": _Column("Confidence", "Mean confidence", "share"),
    "ties": _Column(
        "Cross-community ties per person", "Ties to the other community per person", "ties"
    ),
    "bond": _Column("Bond strength", "Mean bond of those ties", "share"),
    "unmet": _Column("Never met a broker", "People who never met a broker", "share"),
    "attitude_unmet": _Column(
        "Attitude without broker contact", "Mean attitude of people who never met a broker", "share"
    ),
    "leavers": _Column("Leavers", "People who left, since week 0", "people"),
    "bids_begun": _Column("Bids begun", "Bids begun since week 0; each side counts it", "bids"),
    "bids_helped": _Column(
        "Bids with broker contact",
        "Bids since week 0 by two who had met brokers; each side counts it",
        "bids",
    ),
    "bids_decided": _Column(
        "Bids decided", "Bids decided since week 0; each side counts it", "bids"
    ),
    "bids_won": _Column("Grants won", "Grants won since week 0; each side counts it", "grants"),
    "decisions": _Column("Decisions", "Decisions that came up, since week 0", "decisions"),
    "decisions_informed": _Column(
        "Decisions using research", "Decisions that used research, since week 0", "decisions"
    ),
    "meetings_good": _Column(
        "Good meetings",
        "Good cross-community meetings since week 0; each side counts it",
        "meetings",
    ),
    "meetings_bad": _Column(
        "Bad meetings", "Bad cross-community meetings since week 0; each side counts it", "meetings"
    ),
}
_BROKER_COLUMNS = {
    "brokers_in_post": _Column("Brokers in post", "Brokers in post", "brokers"),
    "strain": _Column("Strain of brokers", "Mean strain of brokers in post", "share"),
    "broker_confidence": _Column(
        "Confidence of brokers", "Mean confidence of brokers in post", "share"
    ),
    "contacts": _Column("Contacts per broker", "Mean number of people in a contact book", "people"),
    "fte_weeks": _Column(
        "Full-time-equivalent weeks worked",
        "Full-time-equivalent weeks worked and paid, since week 0",
        "FTE-weeks",
    ),
    "exits": _Column("Brokers who left", "Brokers who left, since week 0", "brokers"),
    "doors_tried": _Column("Encounters tried", "Encounters tried, since week 0", "encounters"),
    "doors_managers": _Column(
        "Encounters with managers", "Doors that managers opened, since week 0", "encounters"
    ),
    "doors_academics": _Column(
        "Encounters with academics", "Doors that academics opened, since week 0", "encounters"
    ),
    "doors_home": _Column(
        "Encounters in brokers' own communities",
        "Doors opened in brokers' own communities, since week 0",
        "encounters",
    ),
    "bridges": _Column(
        "Meetings arranged by brokers", "Meetings brought about, since week 0", "meetings"
    ),
    "joint_visits": _Column(
        "Joint visits with the buddy", "Visits made with the buddy, since week 0", "visits"
    ),
    **{
        f"hours_{activity}": _Column(
            f"Time spent on {activity}", f"Time spent on {activity}, since week 0", "half-days"
        )
        for activity in ACTIVITIES
    },
}
_INDEX = {
    "future": _Column("Future", "What the past goes on to", "name"),
    "arm": _Column("Study arm", "Who brokers", "name"),
    "seed": _Column("Replicate", "The replicate: the same world in every arm", "number"),
    "week": _Column("Week", "Weeks lived", "week"),
}
_RUN_COLUMNS = {
    "money": _Column("Salaries paid", "Brokers' salaries paid", "pounds"),
    "strain_contract": _Column(
        "Strain of brokers over the contracts", "Mean strain over all broker-weeks", "share"
    ),
    "broker_confidence_contract": _Column(
        "Confidence of brokers over the contracts", "Mean confidence over all broker-weeks", "share"
    ),
    "practising_smaller_midway": _Column(
        "Lower practising share of the two communities, midway",
        "The smaller of the communities' practising shares, midway through the contracts",
        "share",
    ),
    "practising_smaller_end": _Column(
        "Lower practising share of the two communities, end of contracts",
        "Smaller of the communities' practising shares",
        "share",
    ),
    "practising_smaller_followup": _Column(
        "Lower practising share of the two communities, follow-up",
        "Smaller of the communities' practising shares, at follow-up",
        "share",
    ),
    "critical_mass_end": _Column(
        "Critical mass reached, end of contracts",
        "Whether the hosts reach a critical mass by the end of contract (1 or 0); mean: the share of runs",
        "share",
    ),
    "critical_mass_week": _Column(
        "First week with a critical mass",
        "First week with a critical mass in the hosts; NaN: never",
        "week",
    ),
    "hours_together": _Column(
        "Time spent on being a team",
        "Half-days a week of all brokers in meetings, in pairs and on leading, over the contracts",
        "half-days a week",
    ),
    "bids_share_followup": _Column(
        "Bids begun, of those possible",
        "Bids begun by academics in the hosts, as a share of what was possible: one each in 94 weeks",
        "share",
    ),
    "decisions_share_followup": _Column(
        "Decisions using research, of all",
        "Decisions of managers in the hosts that used research, as a share of those that came up",
        "share",
    ),
    "meetings_bad_share": _Column(
        "Share of bad meetings", "Share of cross-community meetings that went badly", "share"
    ),
}
_FIXED = _INDEX | _RUN_COLUMNS | _BROKER_COLUMNS
_MOMENTS = {
    "": ("", ""),
    "_midway": (", midway", ", midway through the contracts"),
    "_end": (", end of contracts", ", at the end of contract"),
    "_followup": (", follow-up", ", at follow-up"),
}
_GROUPS = {
    "all": "in all organisations", "host": "in the hosts", "other": "in other organisations",
    **{group: f"among {group.replace('_', ' ')}" for group in GROUPS[3:]},
}  # fmt: skip


def describe(column: str) -> Outcome:
    """What a column of `simulate`'s tables means, and its unit.

    Raises:
        KeyError: there is no such column, whatever the organisations are called.
    """
    found = _find(column)
    return Outcome(found.meaning, found.unit)


def label_of_outcome(column: str) -> str:
    """A column of `simulate`'s tables in a reader's words, for axes and sentences.

    Raises:
        KeyError: there is no such column, whatever the organisations are called.
    """
    return _find(column).label


def _find(column: str) -> _Column:
    if column in _FIXED:
        return _FIXED[column]
    if column == "contacts_end":
        return _at(_FIXED["contacts"], "_end")
    for field in sorted(_GROUP_FIELDS, key=len, reverse=True):
        label, meaning, unit = _GROUP_FIELDS[field]
        if column.startswith(f"{field}_in_"):
            place = column.removeprefix(f"{field}_in_")
            return _Column(f"{label} in {place.replace('_', ' ')}", f"{meaning} (in {place})", unit)
        for group, words in _GROUPS.items():
            of_group = _Column(f"{label} {words}", f"{meaning} ({group.replace('_', ' ')})", unit)
            for moment in _MOMENTS:
                if column == f"{field}_{group}{moment}":
                    return _at(of_group, moment)
    near = difflib.get_close_matches(column, columns(), n=3, cutoff=0.4)
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else "."
    raise UnknownNameError(f"There is no column {column!r}{hint}")


def columns() -> list[str]:
    """The columns that are described, except those of single organisations."""
    of_groups = [
        f"{field}_{group}{moment}"
        for field in _GROUP_FIELDS
        for group in _GROUPS
        for moment in _MOMENTS
    ]
    return [*_FIXED, "contacts_end", *of_groups]


def _at(column: _Column, moment: str) -> _Column:
    label, meaning = _MOMENTS[moment]
    return _Column(column.label + label, column.meaning + meaning, column.unit)
