"""Runs are kept in parts that any number of processes write, order and mend."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.execution.executors.local import pool
from experiments.store import parts
from experiments.store import positions as index
from experiments.store.parts import Parts, configuration_name, take_over
from experiments.store.positions import KEYS
from simulation import Settings, change

CHANGES = {
    "arm": "none", "population.managers": 6, "population.academics": 6, "weeks": 30,
    "contract.weeks": 20,
}  # fmt: skip
BASE = change(Settings(), CHANGES)
NAMES = ("aaaa", "bbbb", "cccc")


def runs(count=60, start=0):
    """Made-up runs of three configurations."""
    seeds = np.arange(start, start + count)
    return pa.table(
        {
            "configuration": [NAMES[seed % 3] for seed in seeds],
            "seed": seeds,
            "x": np.sqrt(seeds + 0.5),
        }
    )


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


@pytest.fixture
def messages():
    return []


@pytest.fixture
def kept(tmp_path, messages):
    return Parts(tmp_path / "study" / "one", messages.append)


# ------------------------------------------------------------------- parts


def test_what_was_added_is_read_in_the_order_asked_for(kept):
    kept.add(runs())
    found = kept.read({"bbbb": [4, 1], "aaaa": [0]})
    assert found["seed"].to_pylist() == [4, 1, 0]
    assert found["x"].to_pylist() == np.sqrt(np.array([4, 1, 0]) + 0.5).tolist()


def test_a_run_that_is_not_there_is_missed_loudly(kept):
    kept.add(runs())
    with pytest.raises(LookupError, match="1 of 2"):
        kept.read({"bbbb": [4, 61]})


def test_the_same_runs_give_the_same_bytes_whatever_order_they_came_in(tmp_path):
    whole, shuffled = Parts(tmp_path / "a"), Parts(tmp_path / "b")
    whole.add(runs())
    rows = runs().take(np.random.default_rng(1).permutation(60))
    for part in np.array_split(np.arange(60), 7):
        shuffled.add(rows.take(part))
    shuffled.add(rows.slice(0, 10))  # some twice
    for each in (whole, shuffled):
        each.sort()
    assert contents(whole.folder) == contents(shuffled.folder)
    assert len(contents(whole.folder)) == 1


def test_long_rows_are_cut_into_parts_of_bounded_size(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.store.parts.ROWS", 25)
    kept = Parts(tmp_path)
    kept.add(runs())
    kept.sort()
    sizes = sorted(len(pd.read_parquet(path)) for path in kept.sound_parts())
    assert sizes == [10, 25, 25]
    before = contents(tmp_path)
    kept.sort()
    assert contents(tmp_path) == before


def truncate(path):
    path.write_bytes(path.read_bytes()[:-9])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def test_a_part_that_was_not_written_to_its_end_is_no_part(kept, monkeypatch):
    write = pq.write_table

    def cut(table, path, **how):
        write(table, path, **how)
        truncate(path)

    monkeypatch.setattr("experiments.store.parts.pq.write_table", cut)
    with pytest.raises(OSError, match="No space left"):
        kept.add(runs())
    assert list(kept.path.iterdir()) == []


def replace_by_text(path):
    path.write_text("something else")


def change_a_number(path):
    """What is left is a sound Parquet file of other runs."""
    table = pq.read_table(path)
    pq.write_table(table.set_column(2, "x", pa.array(table["x"].to_numpy() + 1)), path)


@pytest.mark.parametrize("harm", [truncate, flip, replace_by_text, change_a_number])
def test_a_damaged_part_is_set_aside_with_a_message_and_the_rest_is_used(kept, messages, harm):
    bad, good = kept.add(runs(30)), kept.add(runs(30, start=30))
    harm(bad)
    assert sorted(kept.positions().seed.tolist()) == list(range(30, 60))
    assert good.exists() and not bad.exists()
    assert (kept.folder / "set_aside" / bad.name).exists()
    assert len(messages) == 1 and bad.name in messages[0]
    kept.positions()
    assert len(messages) == 1


def test_a_foreign_file_is_set_aside(kept, messages):
    kept.add(runs())
    (kept.path / "notes.txt").write_text("hello")
    other = kept.path / "0123456789abcdef.parquet"
    pd.DataFrame({"y": [1]}).to_parquet(other)
    assert len(kept.positions().seed) == 60
    assert len(messages) == 2 and not other.exists()


def test_what_another_folder_has_is_taken_over_if_it_has_the_same_columns(tmp_path, kept):
    other, narrow = Parts(tmp_path / "study" / "two"), Parts(tmp_path / "study" / "three")
    other.add(runs())
    narrow.add(runs(30, start=90).select(KEYS))
    take_over(kept, {"aaaa": [0, 3, 90], "bbbb": [1]}, ["configuration", "seed", "x"])
    assert sorted(kept.positions().seed.tolist()) == [0, 1, 3]


def add_some(folder, start):
    for first in range(start, start + 40, 4):
        Parts(folder).add(runs(4, start=first))


def order_often(folder, times):
    for _ in range(times):
        Parts(folder).sort()


def test_two_processes_may_write_and_order_at_once(tmp_path):
    with pool(3) as processes:
        jobs = [processes.submit(add_some, tmp_path, 0), processes.submit(add_some, tmp_path, 20)]
        jobs.append(processes.submit(order_often, tmp_path, 15))
        for job in jobs:
            job.result(timeout=300)
    kept = Parts(tmp_path)
    kept.sort()
    alone = Parts(tmp_path / "alone")
    alone.add(runs(60))
    alone.sort()
    assert contents(kept.path) == contents(alone.path)


@pytest.fixture
def ordered_meanwhile(monkeypatch):
    """Another process puts a folder in order just before something is read from it, once."""
    whole = index.take
    left = []

    def take(*arguments):
        if left:
            Parts(left.pop()).sort()
        return whole(*arguments)

    monkeypatch.setattr("experiments.store.parts.take", take)
    return left


def in_pieces(kept):
    for part in range(6):
        kept.add(runs(10, start=10 * part))
    return kept


def test_what_is_read_while_another_process_puts_it_in_order_is_there(kept, ordered_meanwhile):
    in_pieces(kept).positions()
    ordered_meanwhile.append(kept.folder)
    assert kept.read({"aaaa": [0, 57]})["seed"].to_pylist() == [0, 57]


def test_two_that_put_a_study_in_order_at_once_do_no_harm(kept, ordered_meanwhile):
    in_pieces(kept)
    ordered_meanwhile.append(kept.folder)
    kept.sort()
    assert len(kept.sound_parts()) == 1 and len(kept.positions().seed) == 60


def test_what_vanishes_while_it_is_taken_over_is_left_to_be_run_again(
    tmp_path, kept, ordered_meanwhile
):
    other = in_pieces(Parts(tmp_path / "study" / "two"))
    ordered_meanwhile.append(other.folder)
    take_over(kept, {"aaaa": [0, 57]}, ["configuration", "seed", "x"])
    assert set(kept.positions().seed.tolist()) <= {0, 57}


# ------------------------------------------------------------------- names


@pytest.mark.parametrize(("what", "other"), [("MODEL_VERSION", -1), ("_model", lambda: "changed")])
def test_a_configurations_name_follows_all_its_settings_and_the_model(monkeypatch, what, other):
    name = configuration_name(BASE)
    assert name == configuration_name(change(BASE, {"contract.weeks": 20}))
    assert name != configuration_name(change(BASE, {"contract.weeks": 19}))
    assert name != configuration_name(change(BASE, {"arm": "team"}))
    parts._name.cache_clear()
    monkeypatch.setattr(parts, what, other)
    assert name != configuration_name(BASE)
    parts._name.cache_clear()
