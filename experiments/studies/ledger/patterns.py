"""What the Bristol paper and neighbouring studies report, each as paired comparisons with a falsifier.

A pattern compares configurations in the same worlds; every effect is written so that the claim makes
it positive. Its falsifier takes the mechanism away: then the effects must vanish. P1 to P25 are the
paper's; E4 to E28 come from its authors' other accounts and from neighbouring studies, numbered apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.methods.estimates import effect_size, pseudo_values
from simulation.passport import Value

Changes = Mapping[str, Value]
Runs = Mapping[str, pd.DataFrame]
Values = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

END, LATER = "practising_host_end", "practising_host_followup"
BIDS, GRANTS = "bids_begun_academics_followup", "bids_won_academics_followup"
INFORMED = "decisions_informed_managers_followup"


class Effect(NamedTuple):
    """One thing a pattern claims: its name, and its value in each replicate, positive as claimed."""

    name: str
    of: Callable[[Runs], Values]


class Pattern(NamedTuple):
    """One claim.

    Attributes:
        key: its number.
        claim: what is said.
        compare: settings of each configuration, by a name that the effects use.
        effects: what must be positive.
        falsifier: settings, given to all configurations, under which the effects must vanish; None
            where no setting takes the mechanism away.
        vanishes: when they must vanish, in words.
    """

    key: str
    claim: str
    compare: Mapping[str, Changes]
    effects: Sequence[Effect]
    falsifier: Changes | None
    vanishes: str = ""


def more(outcome: str, high: str, low: str, sign: int = 1) -> Effect:
    """`high` has more of an outcome than `low` (with `sign` -1: less)."""
    word = "more" if sign > 0 else "less"
    return Effect(
        f"{outcome}: {word} with {high} than {low}",
        lambda runs: sign * (_column(runs, high, outcome) - _column(runs, low, outcome)),
    )


def gains_more(
    outcome: str, high: str, low: str, none_high: str = "none", none_low: str = "none"
) -> Effect:
    """The gain of `high` over its own counterfactual exceeds that of `low`."""

    def of(runs: Runs) -> Values:
        first = _column(runs, high, outcome) - _column(runs, none_high, outcome)
        return first - (_column(runs, low, outcome) - _column(runs, none_low, outcome))

    return Effect(f"gain in {outcome}: more with {high} than {low}", of)


def _column(runs: Runs, name: str, outcome: str) -> Values:
    return runs[name][outcome].to_numpy(float)


def _ratio(top: Values, below: Values) -> Callable[[Rows], float]:
    """A ratio of means over some replicates; NaN where there is nothing below."""

    def of(rows: Rows) -> float:
        mean = float(below[rows].mean())
        return float(top[rows].mean()) / mean if mean else math.nan

    return of


def _difference(first: Callable[[Rows], float], second: Callable[[Rows], float], n: int) -> Values:
    """By how much a statistic of the replicates exceeds another, as pseudo-values."""
    return pseudo_values(lambda rows: first(rows) - second(rows), n)


def _gain(runs: Runs, name: str, outcome: str, none: str = "none") -> Values:
    return _column(runs, name, outcome) - _column(runs, none, outcome)


def _faster(name: str, other: str) -> Effect:
    """More gain in practising per thousand FTE-weeks worked."""

    def of(runs: Runs) -> Values:
        first, second = (
            _ratio(1000 * _gain(runs, arm, END), _column(runs, arm, "fte_weeks"))
            for arm in (name, other)
        )
        return _difference(first, second, len(runs[name]))

    return Effect(f"gain per FTE-week: more with {name} than {other}", of)


def _slope(runs: Runs, small: str, large: str, step: float) -> Values:
    return (_column(runs, large, END) - _column(runs, small, END)) / step


def _steeper(first: tuple[str, str, float], second: tuple[str, str, float]) -> Effect:
    return Effect(
        f"{END}: steeper from {first[0]} to {first[1]} than from {second[0]} to {second[1]}",
        lambda runs: _slope(runs, *first) - _slope(runs, *second),
    )


def _more_in_hosts(field: str) -> Effect:
    def of(runs: Runs) -> Values:
        host, other = (
            _column(runs, "team", f"{field}_{group}_end")
            - _column(runs, "none", f"{field}_{group}_end")
            for group in ("host", "other")
        )
        return host - other

    return Effect(f"gain in {field}: more in hosts than elsewhere", of)


def _standardised_more(outcome: str, other: str) -> Effect:
    """Gains in standard deviations of single runs (`experiments.methods.estimates.effect_size`)."""

    def size(runs: Runs, name: str) -> Callable[[Rows], float]:
        team, none = _column(runs, "team", name), _column(runs, "none", name)
        return lambda rows: effect_size(team[rows], none[rows])

    return Effect(
        f"standardised gain: more in {outcome} than in {other}",
        lambda runs: _difference(size(runs, outcome), size(runs, other), len(runs["team"])),
    )


def _earlier(first: str, then: str) -> Effect:
    """More of the gain at the end of the contracts is there midway."""

    def midway(runs: Runs, outcome: str) -> Callable[[Rows], float]:
        there, end = (_gain(runs, "team", f"{outcome}_{moment}") for moment in ("midway", "end"))
        return _ratio(there, end)

    return Effect(
        f"share of the gain there midway: more of {first} than of {then}",
        lambda runs: _difference(midway(runs, first), midway(runs, then), len(runs["team"])),
    )


def _loses_more(name: str, other: str) -> Effect:
    """Of what it gains in stable organisations, `name` loses more in unstable ones than `other`."""

    def lost(runs: Runs, arm: str) -> Callable[[Rows], float]:
        calm, unstable = (
            _gain(runs, f"{arm}_{kind}", END, f"none_{kind}") for kind in ("stable", "unstable")
        )
        return _ratio(calm - unstable, calm)

    return Effect(
        f"share of the gain lost to instability: more with {name} than {other}",
        lambda runs: _difference(lost(runs, name), lost(runs, other), len(runs[f"{name}_stable"])),
    )


def _per_hour(outcome: str, high: str, low: str) -> Effect:
    def rate(runs: Runs, name: str) -> Callable[[Rows], float]:
        return _ratio(1000 * _column(runs, name, outcome), _column(runs, name, "hours_visiting"))

    return Effect(
        f"{outcome} per thousand free half-days: more with {high} than {low}",
        lambda runs: _difference(rate(runs, high), rate(runs, low), len(runs[high])),
    )


def _ties_kept(high: str, low: str) -> Effect:
    def kept(runs: Runs, name: str) -> Callable[[Rows], float]:
        return _ratio(
            _column(runs, name, "ties_host_followup"), _column(runs, name, "ties_host_end")
        )

    return Effect(
        f"ties at follow-up, in parts of those at the end: more with {high} than {low}",
        lambda runs: _difference(kept(runs, high), kept(runs, low), len(runs[high])),
    )


NONE: Changes = {"arm": "none"}
SOLOS: Changes = {"arm": "solos"}
SINGLE: Changes = {"arm": "single"}
TEAM: Changes = {}
NOTHING_TOGETHER: Changes = {
    "team.meetings_per_fortnight": 0.0, "team.buddying": False, "team.leadership": False,
}  # fmt: skip
# Being there gives nothing: no chance meetings, no easier door, no insight or trust kept by presence.
NO_PRESENCE: Changes = {
    "encounters.chance": 0.0, "encounters.presence": 0.0, "encounters.senior": 0.0,
    "encounters.guest_cost": 1.0, "encounters.trust_memory": 1e6, "insight.learning": 1e6,
    "insight.fading": 1e6,
}  # fmt: skip
# Behind an open door nothing is told, nobody is won over, and no two people are brought together.
NOTHING_SAID: Changes = {
    "encounters.telling": 0.0, "encounters.winning_over": 0.0, "encounters.bridging": 0.0,
    "encounters.modelling": 0.0,
}  # fmt: skip
ALL_KNOWING: Changes = {"insight.home": 1.0, "insight.host": 1.0, "insight.fading": 1e6}
STANCES = ("attitude", "knowledge", "skill", "confidence")


def _embedding(kind: str, arm: Changes) -> Changes:
    return {**arm, "brokers.embedding": kind}


def _contract(weeks: int) -> Changes:
    return {"contract.weeks": weeks}


def _size(managers: int, academics: int) -> Changes:
    return {"brokers.managers": managers, "brokers.academics": academics}


def _with(changes: Changes, **arms: Changes) -> dict[str, Changes]:
    return {name: {**arm, **changes} for name, arm in arms.items()}


PATTERNS = (
    Pattern(
        "P1", "A team creates a critical mass for cultural change",
        {"team": TEAM, "solos": SOLOS},
        [more(END, "team", "solos"), more(LATER, "team", "solos")],
        NOTHING_TOGETHER,
        "the team does nothing together",
    ),
    Pattern(
        "P2", "Collective brokering is easier than lone brokering",
        {"team": TEAM, "single": SINGLE, "none": NONE},
        [more(END, "team", "single"), _faster("team", "single")],
        {**NOTHING_TOGETHER, **_size(0, 1), "brokers.fte": 1.0},
        "there is one broker, alone, in both",
    ),
    Pattern(
        "P3", "Two-way embedding is essential",
        {
            f"{who} {kind}": _embedding(kind, arm)
            for who, arm in (("team", TEAM), ("single", SINGLE))
            for kind in ("two_way", "one_way_managers", "one_way_academics", "none")
        },
        [
            *(
                more(outcome, "team two_way", f"team {kind}")
                for outcome in ("practising_smaller_end", "ties_all_end")
                for kind in ("one_way_managers", "one_way_academics", "none")
            ),
            more("practising_smaller_end", "single two_way", "single none"),
        ],
        NO_PRESENCE,
        "being there gives nothing",
    ),
    Pattern(
        "P4", "One-way embedding serves one side",
        {
            kind: _embedding(kind, TEAM)
            for kind in ("one_way_managers", "one_way_academics")
        },
        [
            more("practising_host_academics_end", "one_way_managers", "one_way_academics"),
            more("practising_host_managers_end", "one_way_academics", "one_way_managers"),
        ],
        NO_PRESENCE,
        "being there gives nothing",
    ),
    Pattern(
        "P5", "Hosts benefit most",
        {"team": TEAM, "none": NONE},
        [
            _more_in_hosts(field)
            for field in ("practising", *STANCES)
        ],
        {
            "brokers.elsewhere": 1.0, "brokers.embedding": "none", "brokers.known_at_home": 0,
            "encounters.chance": 0.0, "encounters.presence": 0.0, "encounters.senior": 0.0,
            "encounters.trust_memory": 1e6,
        },
        "brokers are everywhere alike",
    ),
    Pattern(
        "P6", "Buddying up is essential",
        {"buddies": TEAM, "no buddies": {"team.buddying": False}},
        [more(outcome, "buddies", "no buddies") for outcome in ("bridges", END, "attitude_host_end")],
        {
            "team.introductions": False, "team.support": False, "team.pooling": False,
            "team.buddy_time": 0.0,
        },
        "buddies share neither contacts, support nor visits",
    ),
    Pattern(
        "P7", "Insider knowledge is drawn on collectively",
        {"mixed": TEAM, "managers": _size(7, 0), "academics": _size(0, 7)},
        [
            more(outcome, "mixed", other)
            for outcome in ("bridges", END)
            for other in ("managers", "academics")
        ],
        {**ALL_KNOWING, "brokers.known_at_home": 0},
        "everybody is an insider of both sides from the start",
    ),
    Pattern(
        "P8", "Team leadership is essential",
        {"leader": TEAM, "no leader": {"team.leadership": False}},
        [more("strain_contract", "leader", "no leader", -1),
         more("hours_visiting", "leader", "no leader")],
        {"team.shield": 0.0, "team.leader_time": 0.0},
        "the leader deflects nothing and pays nothing",
    ),
    Pattern(
        "P9", "Interpersonal skills are essential",
        {"skilled": {"brokers.interpersonal_skill": 0.9},
         "unskilled": {"brokers.interpersonal_skill": 0.4}},
        [more(outcome, "skilled", "unskilled")
         for outcome in ("doors_managers", "doors_academics", "contacts_end")],
        None,
    ),
    Pattern(
        "P10", "Two-year contracts: a slow start, returns, saturation",
        {"none": NONE} | {f"{weeks} weeks": _contract(weeks) for weeks in (26, 52, 104, 156)},
        [
            _faster("52 weeks", "26 weeks"),
            _faster("104 weeks", "52 weeks"),
            _steeper(("52 weeks", "104 weeks", 1), ("104 weeks", "156 weeks", 1)),
        ],
        {**ALL_KNOWING, "brokers.known_at_home": 150, "brokers.trusted_at_home": 1.0,
         "encounters.trust_gain": 1.0},
        "insight and trust are full from the start",
    ),
    Pattern(
        "P11", "Part-time contracts",
        {"half-timers": {**_size(4, 4), "brokers.fte": 0.5},
         "full-timers": {**_size(2, 2), "brokers.fte": 1.0}},
        [more(outcome, "half-timers", "full-timers") for outcome in ("doors_home", "bridges", END)],
        {"insight.fading": 1e6, "encounters.own_job": 0.0, "encounters.presence": 0.0,
         "encounters.trust_memory": 1e6},
        "being at home keeps nothing alive and brings no meetings",
    ),
    Pattern(
        "P12", "Stable organisations",
        _with({"context.reorganisation": 0.0}, stable=TEAM, none_stable=NONE)
        | _with({"context.reorganisation": 0.5}, unstable=TEAM, none_unstable=NONE),
        [gains_more(outcome, "stable", "unstable", "none_stable", "none_unstable")
         for outcome in (END, LATER)],
        {"context.trust_kept": 1.0, "context.reshuffle": 0.0, "context.unsettled_turnover": 1.0},
        "reorganisations harm no ties and drive nobody out",
    ),
    Pattern(
        "P13", "Solvent organisations",
        {"solvent": {"context.pressure": 0.2}, "pressed": {"context.pressure": 0.9}},
        [more(INFORMED, "solvent", "pressed")],
        {"projects.closed_by_pressure": 0.0},
        "pressure closes no decision",
    ),
    Pattern(
        "P14", "Senior involvement",
        {"involved": {"context.senior_involvement": 0.9},
         "aloof": {"context.senior_involvement": 0.1}},
        [more(outcome, "involved", "aloof")
         for outcome in ("doors_managers", "doors_academics", INFORMED, END)],
        {"encounters.senior": 0.0, "projects.closed_by_seniors": 0.0},
        "seniors open no doors and close no decisions",
    ),
    Pattern(
        "P15", "Good inter-professional relationships",
        _with({"context.relations": 0.9}, warm=TEAM, none_warm=NONE)
        | _with({"context.relations": 0.1}, cool=TEAM, none_cool=NONE),
        [gains_more(END, "warm", "cool", "none_warm", "none_cool")],
        {"context.relations_weight": 0.0},
        "relations do not move attitudes",
    ),
    Pattern(
        "P16", "Secure funding",
        {"secure": {"context.funding_loss": 0.0}, "insecure": {"context.funding_loss": 0.3}},
        [more(END, "secure", "insecure")],
        None,
    ),
    Pattern(
        "P17", "Networks of engaged allies",
        _with({"population.ally_share": 0.2}, many=TEAM, none_many=NONE)
        | _with({"population.ally_share": 0.0}, few=TEAM, none_few=NONE),
        [gains_more(END, "many", "few", "none_many", "none_few"),
         more("doors_managers", "many", "few"), more("doors_academics", "many", "few")],
        {"encounters.ally": 0.0, "population.ally_attitude": 0.0},
        "allies are like everybody else",
    ),
    Pattern(
        "P18", "Too many taskmasters: worse for solos than for the team",
        _with({"demands.taskmasters": 4}, pressed_team=TEAM, pressed_solos=SOLOS)
        | {"team": TEAM, "solos": SOLOS},
        [
            more("strain_contract", "pressed_team", "team"),
            more("exits", "pressed_solos", "solos"),
            more(END, "pressed_team", "team", -1),
            gains_more("strain_contract", "pressed_solos", "pressed_team", "solos", "team"),
            gains_more(END, "pressed_team", "pressed_solos", "team", "solos"),
        ],
        {"demands.half_days": 0.0},
        "demands cost no time",
    ),
    Pattern(
        "P19", "A safe space: brokers' strain and confidence at equal demands",
        _with({"team.leadership": False, "team.handover": False}, team=TEAM, solos=SOLOS),
        [more("strain_contract", "team", "solos", -1),
         more("broker_confidence_contract", "team", "solos")],
        {"team.support": False},
        "support is off",
    ),
    Pattern(
        "P20", "Collaborative behaviour was modelled",
        {"joint visits": TEAM, "no joint visits": {"team.buddy_time": 0.0}},
        [more("attitude_unmet_host_end", "joint visits", "no joint visits")],
        {"encounters.modelling": 0.0},
        "what is seen changes nobody",
    ),
    Pattern(
        "P21", "Attitude, knowledge, skill and confidence changed in both communities",
        {"team": TEAM, "none": NONE},
        [more(f"{field}_host_{community}_end", "team", "none")
         for field in STANCES for community in ("managers", "academics")],
        NOTHING_SAID,
        "behind open doors nothing is said",
    ),
    Pattern(
        "P22", "More success with joint research than with research in commissioning",
        {"team": TEAM, "none": NONE},
        [
            _standardised_more(outcome, INFORMED)
            for outcome in (BIDS, GRANTS)
        ],
        {"projects.window": 26, "projects.closed_by_pressure": 0.0},
        "decisions wait half a year and pressure is harmless",
    ),
    Pattern(
        "P23", "Critical mass: the gain is convex in team size, then saturates",
        {f"{n + m} brokers": _size(n, m) for n, m in ((1, 1), (2, 2), (4, 4), (7, 7), (10, 10))},
        [
            _steeper(("4 brokers", "8 brokers", 4), ("2 brokers", "4 brokers", 2)),
            _steeper(("4 brokers", "8 brokers", 4), ("14 brokers", "20 brokers", 6)),
        ],
        {"culture.norm_weight": 0.0},
        "the norm has no weight",
    ),
    Pattern(
        "P24", "Culture changed: it lasts past the critical mass and not before",
        {"large": _size(5, 5), "small": _size(1, 1)},
        [
            Effect(
                "practising in hosts: more at follow-up than at the end with a large team",
                lambda runs: _column(runs, "large", LATER) - _column(runs, "large", END),
            ),
            Effect(
                "practising in hosts: less at follow-up than at the end with a small team",
                lambda runs: _column(runs, "small", END) - _column(runs, "small", LATER),
            ),
        ],
        {"culture.norm_weight": 0.0},
        "the norm has no weight",
    ),
    Pattern(
        "P25", "Still difficult: bad meetings and failed bids are not rare",
        {"team": TEAM},
        [
            Effect(
                "share of meetings that go badly, above 0.1",
                lambda runs: _column(runs, "team", "meetings_bad_share") - 0.1,
            ),
            Effect(
                "share of bids that fail, above 0.5",
                lambda runs: 0.5 - _column(runs, "team", GRANTS)
                / np.where(
                    _column(runs, "team", "bids_decided_academics_followup") > 0,
                    _column(runs, "team", "bids_decided_academics_followup"), np.nan,
                ),
            ),
        ],
        None,
    ),
    Pattern(
        "E4", "A team brokers more easily than lone brokers with the same hours",
        {"team": TEAM, "solos": SOLOS},
        [more(outcome, "team", "solos") for outcome in ("ties_all_end", BIDS)],
        NOTHING_TOGETHER,
        "the team does nothing together",
    ),
    Pattern(
        "E7", "Buddies of different professions lend each other their contacts",
        {"buddies": TEAM, "no buddies": {"team.buddying": False}},
        [more(outcome, "buddies", "no buddies") for outcome in ("ties_all_end", BIDS)],
        _size(7, 0),
        "all buddies are of one profession",
    ),
    Pattern(
        "E11", "Two-year contracts beat one-year contracts at equal person-weeks",
        {"two years": _contract(104), "one year": {**_contract(52), **_size(8, 6)}},
        [more(outcome, "two years", "one year") for outcome in (GRANTS, "ties_all_followup")],
        {**ALL_KNOWING, "brokers.known_at_home": 150, "brokers.trusted_at_home": 1.0,
         "encounters.trust_gain": 1.0},
        "insight and trust are full from the start",
    ),
    Pattern(
        "E13", "Without a leader first ties come later and more brokers leave",
        {"leader": TEAM, "no leader": {"team.leadership": False}},
        [more("ties_all_midway", "leader", "no leader"), more("exits", "leader", "no leader", -1)],
        {"team.shield": 0.0, "team.leader_time": 0.0},
        "the leader deflects nothing and pays nothing",
    ),
    Pattern(
        "E14", "Being there prompts inclusion even when nobody is visited",
        {"run into": TEAM, "not run into": {"encounters.chance": 0.0}},
        [more(outcome, "run into", "not run into") for outcome in ("ties_host_end", "attitude_host_end")],
        NOTHING_SAID,
        "behind open doors nothing is said",
    ),
    Pattern(
        "E15", "Relations move first, then attitudes, knowledge, joint bids, and last decisions",
        {"team": TEAM, "none": NONE},
        [
            _earlier("ties_host", "attitude_host"),
            _earlier("attitude_host", "knowledge_host"),
            _earlier("knowledge_host", "bids_begun_academics"),
            _earlier("bids_begun_academics", "decisions_informed_managers"),
        ],
        None,
    ),
    Pattern(
        "E19", "Turbulence undoes gains, and those of solos more",
        _with({"context.reorganisation": 0.0}, team_stable=TEAM, solos_stable=SOLOS, none_stable=NONE)
        | _with({"context.reorganisation": 0.5}, team_unstable=TEAM, solos_unstable=SOLOS,
                none_unstable=NONE),
        [_loses_more("solos", "team")],
        {"context.trust_kept": 1.0, "context.reshuffle": 0.0, "context.unsettled_turnover": 1.0},
        "reorganisations harm no ties and drive nobody out",
    ),
    Pattern(
        "E21", "Protected time pays more than in proportion",
        {"protected": {"demands.served_share": 0.3}, "unprotected": {"demands.served_share": 0.8}},
        [_per_hour(BIDS, "protected", "unprotected")],
        None,
    ),
    Pattern(
        "E25", "Under pressure brokers slide from bringing together to doing",
        {"pressed": {"demands.taskmasters": 4}, "as usual": TEAM},
        [more("hours_demands", "pressed", "as usual"), more("bridges", "pressed", "as usual", -1)],
        {"demands.half_days": 0.0},
        "demands cost no time",
    ),
    Pattern(
        "E26", "Bridges outlast the brokers where people meet without them",
        {"meet unaided": TEAM, "never unaided": {"culture.practice": 0.0}},
        [_ties_kept("meet unaided", "never unaided")],
        None,
    ),
    Pattern(
        "E28", "Unrealistic expectations drive brokers out and cost results",
        {"unrealistic": {"demands.expectations": 2.0}, "realistic": TEAM},
        [more("exits", "unrealistic", "realistic"), more(END, "unrealistic", "realistic", -1)],
        {"demands.half_days": 0.0},
        "demands cost no time",
    ),
)  # fmt: skip

# Reported patterns that have no entry of their own: the same as another, or out of the model's reach.
SAME_AS = {
    "E1 hosts gain more than brokers' homes": "P5",
    "E2 two-way embedding for both sides": "P3, P4",
    "E3 joint research before research use": "P22",
    "E5 seen collaboration is copied": "P20",
    "E6 critical mass": "P23",
    "E8 a safe space": "P19",
    "E18 all four stances in both communities": "P21",
    "E22 allies carry the effect": "P17",
}
OUT_OF_REACH = {
    "E9 a successful team nears its limits": "demands do not grow with success",
    "E16 methods are taken up more than results": "findings have no content",
    "E17 contact works best between equals": "status is not modelled",
    "E20 grants pay for brokers": "money does not come back",
    "E23 central people change when linked to each other": "no outcome follows who is tied to whom",
    "E24 brokers without a home drift to one side": "every broker has a home",
    "E27 negative evidence has no pull": "findings have no content",
}
