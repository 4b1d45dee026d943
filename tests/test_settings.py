"""Every setting has a passport that can be believed."""

from __future__ import annotations

import dataclasses
import math

import pytest

from simulation import Settings
from simulation.passport import SHARE, WEEKLY, YEARLY, Leaf, leaves
from simulation.settings import ARMS, label_of
from tests.worlds import LEAVES

SURE = {"evidence", "derived", "recalled", "assumed"}
NUMBERS = [name for name, leaf in LEAVES.items() if not isinstance(leaf.value, bool | str)]
FILES = ["population.staff_file", "population.ties_file", "brokers.roster"]
CHOICES = {
    "arm": ARMS,
    "brokers.embedding": ("none", "one_way_managers", "one_way_academics", "two_way"),
    "population.small_groups": ("refuse", "merge", "drop"),
}


@pytest.mark.parametrize("name", LEAVES)
def test_every_setting_says_what_it_means_in_which_unit_and_from_where(name):
    passport = LEAVES[name].passport
    assert passport.unit.strip()
    assert passport.meaning[0].isupper()
    assert passport.meaning.endswith(".")
    assert passport.source.strip()
    assert passport.sure in SURE
    if passport.source == "no source found":
        assert passport.sure == "assumed"


@pytest.mark.parametrize("name", LEAVES)
def test_every_setting_has_a_short_label_in_words(name):
    label = label_of(name)
    assert label == LEAVES[name].passport.label
    assert 3 < len(label) <= 40
    assert label[0].isupper()
    assert not set("_.`") & set(label)


def test_labels_are_unique_and_stand_for_settings_alone():
    assert len({label_of(name) for name in LEAVES}) == len(LEAVES)
    with pytest.raises(KeyError, match=r"contract\.weks"):
        label_of("contract.weks")


@pytest.mark.parametrize("name", LEAVES)
def test_what_a_setting_means_can_be_read_alone(name):
    meaning = LEAVES[name].passport.meaning
    assert not meaning.startswith(("The same", "Their", "Its", "Of ", "Added by"))
    assert "`" not in meaning
    assert not [other for other in LEAVES if "." in other and other in meaning]


@pytest.mark.parametrize("name", NUMBERS)
def test_the_default_is_plausible_and_what_is_plausible_is_legal(name):
    leaf = LEAVES[name]
    (low, high), (least, most) = leaf.passport.plausible, leaf.passport.legal
    assert least <= low < high <= most
    assert low <= leaf.default <= high
    if isinstance(leaf.default, int):
        assert isinstance(low, int)
        assert isinstance(high, int)


@pytest.mark.parametrize("name", NUMBERS)
def test_no_number_may_be_without_bounds(name):
    assert all(math.isfinite(bound) for bound in LEAVES[name].passport.legal)


@pytest.mark.parametrize("name", NUMBERS)
def test_shares_and_probabilities_lie_between_zero_and_one(name):
    passport = LEAVES[name].passport
    if passport.unit in (SHARE, YEARLY, WEEKLY):
        assert passport.legal == (0.0, 1.0)
    elif name != "context.relations":  # a shift up or down
        assert passport.legal[0] >= 0.0


@pytest.mark.parametrize("name", [name for name in LEAVES if name not in (*NUMBERS, *FILES)])
def test_switches_and_choices_list_all_there_is(name):
    leaf = LEAVES[name]
    expected = (False, True) if isinstance(leaf.value, bool) else CHOICES[name]
    assert set(leaf.passport.plausible) == set(expected)
    assert leaf.default in expected


@pytest.mark.parametrize("name", FILES)
def test_no_file_is_named_by_default(name):
    assert LEAVES[name].default == ""
    assert LEAVES[name].passport.unit == "file"


def test_settings_cannot_be_changed_in_place():
    for part in (Settings(), Settings().contract):
        with pytest.raises(dataclasses.FrozenInstanceError):
            part.weeks = 3


def test_leaves_are_dotted_names_in_the_order_of_the_settings():
    names = list(LEAVES)
    assert names[:2] == ["arm", "weeks"]
    assert len(set(names)) == len(names) > 60
    groups = [name.partition(".")[0] for name in names[2:]]
    fields = [field.name for field in dataclasses.fields(Settings)][2:]
    assert list(dict.fromkeys(groups)) == fields
    assert groups == sorted(groups, key=fields.index)


def test_a_leaf_holds_the_value_and_the_default():
    changed = dataclasses.replace(Settings(), weeks=300)
    found = {leaf.name: leaf for leaf in leaves(changed)}
    assert isinstance(found["weeks"], Leaf)
    assert (found["weeks"].value, found["weeks"].default) == (300, 260)
