"""The table of groups: every setting is in one group, and the table names nothing else."""

from __future__ import annotations

import itertools

from experiments.config import ensembles, groups, shipped
from simulation import Settings
from simulation.passport import leaves

SETTINGS = [leaf.name for leaf in leaves(Settings())]
FAMILIES = {name.partition(".")[0] for name in SETTINGS}


def test_every_setting_is_in_one_group_but_those_that_are_only_counted_with():
    found = {name: groups.group_of(name) for name in SETTINGS}
    without = {name for name, group in found.items() if not group}
    assert without == {"arm", "weeks", "money.salary", "money.critical_mass"}
    assert set(found.values()) - {""} == set(groups.TITLES) == set(groups.MEMBERS)


def test_the_table_names_only_what_there_is_and_nothing_twice():
    named = list(itertools.chain(*groups.MEMBERS.values()))
    assert len(named) == len(set(named))
    assert set(named) <= {*SETTINGS, *FAMILIES}


def test_the_settings_of_the_ensemble_fall_into_groups_in_order():
    table = ensembles.read(shipped.path_of("plausible", "ensembles"))
    names = [name for name in table if name != ensembles.CANDIDATE]
    found = groups.grouped(names)
    assert sorted(itertools.chain(*found.values())) == sorted(names)
    assert list(found) == [group for group in groups.TITLES if group in found]
    assert "team.teaching" in found["collective"] and "context.turnover" in found["context"]
    assert "design" not in found  # a design is chosen, not calibrated
