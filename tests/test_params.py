"""Settings changed and checked; the record that rules read."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from pytest import approx

from simulation import Settings, SettingsError, change, check, simulate
from simulation.params import TOGETHER, check_seed, collective, contract_end, names, together_hours
from simulation.passport import YEARLY
from simulation.record import record
from simulation.settings import Contract, Culture
from tests.refusals import check_sentence, refusal
from tests.worlds import LEAVES, NO_HOURS

NUMBERS = [name for name, leaf in LEAVES.items() if not isinstance(leaf.value, bool | str)]

# ------------------------------------------------------------------- changing


def test_a_change_makes_a_copy_with_other_values():
    changed = change(Settings(), {"contract.weeks": 52, "arm": "solos"})
    assert (changed.contract.weeks, changed.arm) == (52, "solos")
    assert (Settings().contract.weeks, Settings().arm) == (104, "team")
    assert change(changed, {"contract.weeks": 104, "arm": "team"}) == Settings()


def test_changing_nothing_changes_nothing():
    assert change(Settings(), {}) == Settings()


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("set", "weeks population.(...) money.(...)"),
        ("population.qqq", "population.managers"),
        ("brokers.manager", "'brokers.managers' brokers.academics"),
    ],
)
def test_an_unknown_setting_is_answered_with_the_names_of_its_own_group(name, allowed):
    with refusal(f"{name!r} {allowed}"):
        change(Settings(), {name: 1})


@pytest.mark.parametrize("value", [1, np.int64(1), np.float64(1.0), 1.0])
def test_whole_numbers_may_stand_for_fractions(value):
    changed = change(Settings(), {"brokers.fte": value})
    assert type(changed.brokers.fte) is float
    assert changed.brokers.fte == 1.0


@pytest.mark.parametrize("value", [np.int32(52), 52])
def test_numpy_numbers_become_plain_ones(value):
    assert type(change(Settings(), {"contract.weeks": value}).contract.weeks) is int


# ------------------------------------------------------------------- refusing

# Half-days a week of what a team does: 1.05 in meetings, 0.45 in pairs.
AGENDA = {
    "team.support": 0.3, "team.pooling": 0.3, "team.introductions": 0.3, "team.handover": 0.1,
    "team.sharing_out": 0.05, "team.pair": 0.45,
}  # fmt: skip

# What is asked for, and what the message must say: the setting, its value and what is allowed.
REFUSED = {
    "a misspelt name": (
        {"contract.weks": 52},
        ["contract.weks", "did you mean 'contract.weeks'?", "contract.exit"],
    ),
    "a misspelt group": (
        {"kontract.weeks": 52},
        ["kontract.weeks", "did you mean 'contract.weeks'?"],
    ),
    "a name without its group": ({"pooling": 0.1}, ["pooling", "team.pooling"]),
    "a group instead of a setting": ({"contract": 3}, ["'contract'", "contract.weeks"]),
    "a part of a setting": ({"contract.weeks.x": 3}, ["contract.weeks.x", "'contract.weeks'"]),
    "no number": ({"culture.fading": float("nan")}, ["culture.fading", "nan", "1 to 1000000"]),
    "infinity": ({"culture.fading": float("inf")}, ["culture.fading", "inf", "1 to 1000000"]),
    "infinity as a factor": ({"population.ties_factor": float("inf")}, ["population.ties_factor", "inf"]),
    "below zero": ({"demands.half_days": -1.0}, ["demands.half_days", "-1", "0 to 100"]),
    "a share above one": ({"encounters.base": 1.01}, ["encounters.base", "1.01", "0 to 1", "share"]),
    "a probability above one": ({"contract.exit": 1.5}, ["contract.exit", "1.5", "0 to 1"]),
    "text for a number": ({"brokers.fte": "0.5"}, ["brokers.fte", "'0.5'", "float", "str"]),
    "a number for text": ({"arm": 3}, ["arm", "3", "str", "int"]),
    "a switch for a number": ({"weeks": True}, ["weeks", "True", "int", "bool"]),
    "a switch for a fraction": ({"brokers.fte": True}, ["brokers.fte", "True", "float", "bool"]),
    "a fraction of a week": ({"contract.weeks": 52.0}, ["contract.weeks", "52.0", "int", "float"]),
    "nothing at all": ({"contract.weeks": None}, ["contract.weeks", "None", "int"]),
    "a name without what joins its words": (
        {"brokers.embedding": "oneway"}, ["brokers.embedding", "did you mean 'one_way_managers'?"],
    ),
    "an unknown arm": ({"arm": "teem"}, ["arm", "'teem'", "did you mean 'team'?", "single_matched"]),
    "an unknown embedding": (
        {"brokers.embedding": "both"},
        ["brokers.embedding", "'both'", "two_way", "one_way_managers"],
    ),
    "a team without brokers": (
        {"brokers.managers": 0, "brokers.academics": 0},
        ["arm=team", "brokers.managers", "brokers.academics"],
    ),
    "solos without brokers": (
        {"brokers.managers": 0, "brokers.academics": 0, "arm": "solos"},
        ["arm=solos", "brokers.managers"],
    ),
    "money for nobody": (
        {"brokers.managers": 0, "brokers.academics": 0, "arm": "single_matched"},
        ["arm=single_matched", "brokers.managers"],
    ),
    "a contract longer than the run": (
        {"contract.weeks": 300},
        ["contract.weeks", "week 300", "weeks at least 300", "260"],
    ),
    "more manager-brokers than managers": (
        {"population.organisations": 1, "population.managers": 3},
        ["4 manager-brokers", "only 3 managers", "brokers.managers"],
    ),
    "more academic-brokers than academics": (
        {"population.departments": 1, "population.academics": 2},
        ["3 academic-brokers", "2 academics"],
    ),
    "more hosts than organisations": (
        {"population.hosts": 4, "population.departments": 4},
        ["population.hosts=4", "population.organisations=3"],
    ),
    "more hosts than departments": (
        {"population.hosts": 3},
        ["population.hosts=3", "population.departments=2"],
    ),
    "too many people": (
        {"population.managers": 10**7, "population.organisations": 10_000},
        ["100000000120", "2000000000"],
    ),
    "ties of no staff": (
        {"population.ties_file": "ties.csv"},
        ["population.ties_file", "population.staff_file"],
    ),
    "more people than the staff file has": (
        {"population.staff_file": "staff.csv", "population.managers": 50},
        ["population.managers", "population.staff_file"],
    ),
    "more meetings than hours": (
        {"team.hours": 3.0, "brokers.fte": 0.4} | AGENDA,
        ["group team", "4.5", "4", "brokers.fte=0.4"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_by_name_value_and_what_is_allowed(case):
    changes, said = REFUSED[case]
    with pytest.raises(SettingsError) as refused:
        change(Settings(), changes)
    check_sentence(str(refused.value))
    assert [part for part in said if part not in str(refused.value)] == []


ALONE = {"brokers.managers": 1, "brokers.academics": 0}


@pytest.mark.parametrize("activity", NO_HOURS)
def test_a_team_of_one_can_spend_no_time_together(activity):
    only_this = {name: value for name, value in NO_HOURS.items() if name != activity}
    with refusal("team.hours"):
        change(Settings(), ALONE | only_this)
    for none in (NO_HOURS, {"team.hours": 0.0}, {"arm": "solos"}):
        assert change(Settings(), ALONE | none).brokers.managers == 1


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_is_refused_outside_its_bounds(name):
    leaf = LEAVES[name]
    low, high = (type(leaf.value)(bound) for bound in leaf.passport.legal)
    step = 1 if isinstance(leaf.value, int) else max(1.0, abs(high)) * 1e-6
    for value in (low - step, high + step):
        with pytest.raises(SettingsError, match=name.replace(".", r"\.")):
            change(Settings(), {name: value})


def test_settings_made_by_hand_are_checked_like_any():
    with refusal("contract.weeks"):
        check(Settings(contract=Contract(weeks=-1)))
    with refusal("contract.weeks"):
        simulate(Settings(contract=Contract(weeks=-1)), [1])


@pytest.mark.parametrize("nonsense", [None, 3, {"arm": "team"}, "arm=team"])
def test_what_are_no_settings_is_refused(nonsense):
    for refuse in (check, lambda no: change(no, {}), lambda no: simulate(no, [1])):
        with refusal():
            refuse(nonsense)
    with refusal():
        check(Settings(contract=nonsense))


@pytest.mark.parametrize("nonsense", [None, 3, [("arm", "team")]])
def test_changes_that_are_no_mapping_are_refused(nonsense):
    with refusal():
        change(Settings(), nonsense)


def test_long_meetings_are_refused_only_where_a_team_holds_them():
    long = AGENDA | {"team.support": 4.5}  # 5.7 of five half-days
    assert change(Settings(), {"arm": "solos"} | long).team.support == 4.5
    assert change(Settings(), {"team.hours": 0.8} | long).team.support == 4.5
    with refusal("5.7"):
        change(Settings(), long)


def test_without_brokers_contracts_do_not_matter():
    assert change(Settings(), {"arm": "none", "contract.weeks": 300}).contract.weeks == 300


@pytest.mark.parametrize("seed", [-1, 1.0, "1", None, True, 2**63, 2**70])
def test_a_seed_that_is_none_is_refused(seed):
    with refusal():
        check_seed(seed)


@pytest.mark.parametrize("seed", [0, 5, np.int64(5), 2**40, 2**63 - 1])
def test_a_seed_is_a_whole_number(seed):
    assert check_seed(seed) == seed
    assert type(check_seed(seed)) is int


# ------------------------------------------------------------------- the record of parameters


def test_rules_read_every_number_and_switch_by_a_name_of_its_own():
    there = record(Settings()).dtype.names
    wanted = [
        name.replace(".", "_") for name, leaf in LEAVES.items() if not isinstance(leaf.value, str)
    ]
    assert len(set(wanted)) == len(wanted)
    assert len(set(there)) == len(there)
    assert set(there) - set(wanted) == {"contract_end"}
    assert set(wanted) <= set(there)
    assert tuple(LEAVES) == names()


@pytest.mark.parametrize("name", [n for n, leaf in LEAVES.items() if leaf.passport.unit == YEARLY])
@pytest.mark.parametrize("yearly", [0.0, 0.2, 0.75, 1.0])
def test_a_yearly_chance_becomes_the_weekly_one_that_adds_up_to_it(name, yearly):
    weekly = record(change(Settings(), {name: yearly}))[name.replace(".", "_")][0]
    assert 1.0 - (1.0 - weekly) ** 52.18 == approx(yearly)
    assert weekly <= yearly


@pytest.mark.parametrize("name", NUMBERS)
def test_all_other_numbers_stay_as_they_are(name):
    if LEAVES[name].passport.unit != YEARLY:
        assert record(Settings())[name.replace(".", "_")][0] == LEAVES[name].value


@pytest.mark.parametrize(
    ("changes", "factor"), [({}, 1.0), ({"team.hours": 0.5}, 0.5), ({"arm": "solos"}, 0.0)]
)
def test_rules_read_the_hours_that_are_really_spent_together(changes, factor):
    chosen = change(Settings(), AGENDA | changes)
    p = record(chosen)
    for name, hours in (AGENDA | {"team.leading": chosen.team.leading}).items():
        assert p[name.replace(".", "_")][0] == approx(factor * hours)
    assert together_hours(chosen) == approx(factor * sum(AGENDA.values()))
    assert collective(chosen) == {f"team_{name}": p[f"team_{name}"][0] for name in TOGETHER}


def test_a_record_is_ones_own():
    mine = record(Settings())
    mine["culture_gain"] = 0.123
    assert record(Settings())["culture_gain"][0] == Settings().culture.gain


def test_records_are_of_one_type_and_not_merely_of_equal_ones():
    others = {"arm": "none", "contract.weeks": 52, "projects.bid": 0.2}
    assert record(Settings()).dtype is record(change(Settings(), others)).dtype


def test_a_whole_number_for_a_fraction_makes_no_other_kind_of_record():
    """Another kind of record would have every rule compiled once more."""
    other = dataclasses.replace(Settings(), culture=Culture(gain=1, practice=0))
    check(other)
    assert record(other).dtype == record(Settings()).dtype


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ({}, 104),
        ({"contract.start": 10}, 114),
        ({"contract.weeks": 208, "contract.start": 2}, 210),
        ({"arm": "none", "contract.weeks": 500}, 260),
    ],
)
def test_contracts_end_within_the_run(changes, end):
    chosen = change(Settings(), changes)
    assert contract_end(chosen) == end
    assert record(chosen)["contract_end"][0] == end
