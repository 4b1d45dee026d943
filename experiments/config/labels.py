"""The labels of settings and outcomes: a person's words for axes, tables and sentences."""

from __future__ import annotations

import functools
import re

from simulation import Settings, describe
from simulation.passport import Leaf, leaves

# Settings whose meaning is long, or can only be understood beside others of their group.
SETTINGS = {
    "arm": "Arm",
    "population.outside": "Share of a person's colleagues from outside the workgroup",
    "population.staff_file": "File with the user's own staff",
    "population.ties_file": "File with the ties of the user's own staff",
    "population.tied_bond": "Bond strength of the ties across the communities at the start",
    "brokers.trusted_at_home": "Trust of people at home in the new broker",
    "brokers.single_fte": "Part of a full-time post of the single broker",
    "brokers.elsewhere": "Share of first visits paid anywhere in the community",
    "demands.confidence_up": "Confidence gained per success, times the room left",
    "contract.exit_strain": "Chance of leaving added by strain above the tolerance",
    "contract.exit_late": "How much likelier leaving is in the last half-year",
    "demands.expectations": "Factor on every demand",
    "demands.half_days": "Weekly demands of each taskmaster on a half-time post",
    "insight.fading": "Time constant of losing insight into a community by being away",
    "insight.home": "Insight into the home community, at first",
    "insight.host": "Insight into the host's community, at first",
    "team.support_time": "Time of each broker in a meeting for support",
    "team.pooling_time": "Time of each broker in a meeting for pooling insight",
    "team.introductions_time": "Time of each broker in a meeting for sharing contacts",
    "team.handover_time": "Time of each broker in a meeting for shared records",
    "team.mate_introduction": "Part of a teammate's trust that an introduction carries over",
    "encounters.presence": "Chance of an open door added by full-time presence there",
    "encounters.ally": "Chance of an open door added for an ally",
    "encounters.senior": "Chance of an open door added by full senior involvement",
    "encounters.openness": "Chance of an open door added by the person's own full attitude",
    "encounters.own_trust": "Chance of an open door added by full own trust",
    "encounters.introduction": "Chance of an open door added by a full introduction",
    "encounters.winning_over": "Attitude and confidence gained at an open door at full trust",
    "encounters.own_job": "Chance meetings of a part-timer in the own job, relative to those at a desk",
    "culture.knowledge_gain": "Knowledge gained in a good meeting, times the room left",
    "culture.skill_gain": "Skill gained in a good meeting, times the room left",
    "culture.confidence_gain": "Confidence gained in a good meeting, times the room left",
    "culture.bond_gain": "Bond gained in a good meeting, times the room left",
    "culture.quality_fluency": "Chance of a good meeting added when both sides are fully understood",
    "culture.through_colleagues": "Share of unaided meetings with a colleague's partner",
    "projects.window": "Weeks until a decision is taken",
}
# The outcomes that studies report first.
OUTCOMES = {
    "practising_host_end": "Practising in host organisations at the end of contracts",
    "practising_host_followup": "Practising in host organisations at follow-up",
    "practising_other_end": "Practising elsewhere at the end of contracts",
    "practising_other_followup": "Practising elsewhere at follow-up",
    "practising_smaller_end": "Practising in the less practising community",
    "bids_begun_academics_followup": "Joint bids begun",
    "bids_won_academics_followup": "Grants won",
    "decisions_informed_managers_followup": "Decisions that used research",
    "strain_contract": "Brokers' strain",
    "broker_confidence_contract": "Brokers' confidence",
    "fte_weeks": "Full-time-equivalent weeks worked",
}
ADDED = r"[:;] | \(.*`"  # begins what a meaning adds to the label
UNSAID = ("", "choice", "yes/no", "switch", "file", "share")  # units that an axis need not name


def setting_label(name: str) -> str:
    """The label of a setting by its dotted name; the name itself where this version has no such setting."""
    leaf = _leaves().get(name)
    meaning = leaf.passport.meaning.rstrip(".") if leaf and leaf.passport else name
    return SETTINGS.get(name) or re.split(ADDED, meaning)[0]


def axis_label(name: str) -> str:
    """The label of a setting with its unit, where that is worth saying."""
    leaf = _leaves().get(name)
    unit = leaf.passport.unit if leaf and leaf.passport else ""
    return setting_label(name) + (f" ({unit})" if unit not in UNSAID else "")


def outcome_label(name: str) -> str:
    """The label of an outcome."""
    return OUTCOMES.get(name) or describe(name).meaning


@functools.cache
def _leaves() -> dict[str, Leaf]:
    return {leaf.name: leaf for leaf in leaves(Settings())}
