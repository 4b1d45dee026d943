"""The made-up organisations of the tutorial: the same each time, and refused or read as the tutorial says."""

from __future__ import annotations

import pytest

from docs.samples.organisations import SHAPES, write
from simulation import Settings, SettingsError, change
from simulation.staff import staff_of

# What each shape needs, and a word of the message without it.
NEEDS = {
    "hubs": ({"population.ties_cap": 24}, "colleagues"),
    "counts": ({"population.ties_factor": 0.025}, "strength"),
    "practices": ({"population.small_groups": "merge"}, "one person"),
}


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*.csv"))}


def test_the_same_files_come_each_time(tmp_path):
    for name in ("one", "two"):
        write(tmp_path / name)
    assert files(tmp_path / "one") == files(tmp_path / "two") and len(files(tmp_path / "one")) == 6


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_is_read_with_the_setting_that_its_message_names(shape, tmp_path):
    write(tmp_path)
    needed, word = NEEDS[shape]
    given = {
        f"population.{kind}_file": str(tmp_path / shape / f"{kind}.csv")
        for kind in ("staff", "ties")
    }
    with pytest.raises(SettingsError, match=word) as refused:
        staff_of(change(Settings(), given))
    assert next(iter(needed)) in str(refused.value)
    found = staff_of(change(Settings(), given | needed))
    assert found.ties is not None and min(found.people(0), found.people(1)) >= 30


def test_hubs_know_far_more_people_than_others(tmp_path):
    write(tmp_path)
    lines = (tmp_path / "hubs" / "ties.csv").read_text("utf-8").splitlines()[1:]
    ends = [end for line in lines for end in line.split(",")[:2] if end.startswith("northside")]
    counts = sorted((ends.count(one) for one in set(ends)), reverse=True)
    assert counts[1] > 24 and counts[1] > 3 * counts[len(counts) // 2]
