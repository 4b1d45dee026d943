"""The store: whole parts or none, the same bytes in the end however often it was broken off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.config.configurations import ParameterSet
from experiments.config.observed import WEEKLY
from experiments.execution import pieces
from experiments.execution import verify as verifying
from experiments.execution.executors.local import serial
from experiments.execution.pieces import columns, run_piece
from experiments.execution.verify import replay
from experiments.execution.worker import StudyFailed, Worker
from experiments.store import atomic, parts
from experiments.store import positions as index
from experiments.store.parts import Parts, configuration_name, take_over
from experiments.store.positions import KEYS
from experiments.store.study_folder import StudyFolder
from simulation import Settings, change, simulate
from tests.experiments.processes import ended, has_written, interrupt, start
from tests.experiments.small import SMALL
from tests.experiments.working import in_sets
from tests.refusals import check_sentence, refusal

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
    with ProcessPoolExecutor(3, get_context("spawn")) as pool:
        jobs = [pool.submit(add_some, tmp_path, 0), pool.submit(add_some, tmp_path, 20)]
        jobs.append(pool.submit(order_often, tmp_path, 15))
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


# ------------------------------------------------------------------- doing what is missing

SETS = [ParameterSet(0, BASE, range(50))]
WANTED = [{"arm": "none"}, {"arm": "team"}]


@pytest.fixture
def folder(tmp_path):
    """That of a study without neighbours."""
    made = tmp_path / "study" / "one"
    made.mkdir(parents=True)
    (made / "config.yaml").touch()
    return made


def done(folder, sets=SETS, executor=serial, weekly=0, **how):
    counted: list[int] = []
    worker = Worker(Parts(folder), executor, 2, **how)
    return worker.run(in_sets(sets, WANTED), counted.append, weekly), counted


def test_runs_from_the_store_are_those_of_the_model(folder):
    (_, team), counted = done(folder, weekly=40)
    assert sum(counted) == 100
    settings = change(BASE, {"arm": "team"})
    pd.testing.assert_frame_equal(
        team.replicates.drop(columns="set"), simulate(settings, range(50)), check_dtype=False
    )
    weekly = simulate(settings, range(40), weekly=True)  # those of the other ten are not kept
    for column, name in enumerate(WEEKLY):
        found = team.weekly[:, :, column]
        np.testing.assert_array_equal(found.reshape(-1), weekly[name].to_numpy(float))


def test_only_what_is_missing_is_run(folder, monkeypatch):
    (_, team), _ = done(folder, [SETS[0]._replace(seeds=range(30))])
    first = team.replicates
    ran: list[int] = []

    def noted(piece):
        ran.extend(piece.seeds)
        return run_piece(piece)

    monkeypatch.setattr(pieces, "run_piece", noted)
    wider, _ = done(folder)
    assert sorted(ran) == sorted(2 * list(range(30, 50)))
    pd.testing.assert_frame_equal(wider[1].replicates.head(30), first)
    ran.clear()
    done(folder)
    assert ran == []


def test_the_first_replicates_have_weekly_values_however_often_a_study_is_begun(folder):
    for count in (4, 6):
        done(folder, [SETS[0]._replace(seeds=range(count))], weekly=2)
    kept = Parts(folder)
    team = configuration_name(change(BASE, {"arm": "team"}))
    weeks = kept.read({team: range(6)}, [f"{parts.WEEK}{WEEKLY[0]}"]).column(0)
    assert [value is not None for value in weeks.to_pylist()] == [True] * 2 + [False] * 4


def test_what_is_done_when_a_study_is_stopped_is_saved(folder):
    counted: list[int] = []

    def stopped(work, items, workers):
        results = serial(work, items, workers)
        yield next(results)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Worker(Parts(folder), stopped, 1).run(in_sets(SETS, WANTED), counted.append)
    assert len(Parts(folder).positions().seed) == sum(counted) > 0


def test_what_was_damaged_is_run_again_and_ends_in_the_same_bytes(folder):
    (_, team), _ = done(folder)
    expected = team.replicates
    Parts(folder).sort()
    before = contents(folder)
    flip(next(iter(Parts(folder).path.iterdir())))
    kept = Parts(folder, lambda text: None)
    again = Worker(kept, serial, 1).run(in_sets(SETS, WANTED), lambda n: None)
    kept.sort()
    pd.testing.assert_frame_equal(again[1].replicates, expected)
    assert {name: before[name] for name in before} == {
        path.name: path.read_bytes() for path in kept.sound_parts()
    }


def test_over_parameter_sets_runs_are_told_apart_and_weeks_are_means(folder):
    sets = [
        ParameterSet(n, change(BASE, {"culture.quality": bad}), range(4 * n, 4 * n + 4))
        for n, bad in enumerate((0.0, 1.0))
    ]
    (_, team), _ = done(folder, sets, weekly=4)
    assert team.replicates["set"].tolist() == [0] * 4 + [1] * 4
    for row, one in enumerate(sets):
        weekly = simulate(change(one.settings, {"arm": "team"}), one.seeds, weekly=True)
        means = weekly.groupby("week")["attitude_host"].mean().to_numpy()
        found = team.weekly[row, :, WEEKLY.index("attitude_host")]
        np.testing.assert_allclose(found, means, rtol=1e-12)


def test_only_the_outcomes_that_are_wanted_are_kept(folder):
    (none, _), _ = done(folder, outcomes=("bridges",))
    assert list(none.replicates) == ["arm", "set", "seed", "bridges"]
    assert Parts(folder).read({configuration_name(BASE): [0]}).column_names == columns(
        ["bridges"], False
    )


@pytest.mark.parametrize("values", [1, 150, 10_000])
def test_columns_are_the_same_however_many_are_read_at_once(folder, monkeypatch, values):
    monkeypatch.setattr("experiments.store.replicates.VALUES", values)
    (_, team), _ = done(folder)
    columns = team.units(["bridges", "exits", "money"])
    assert list(columns) == ["arm", "set", "seed", "bridges", "exits", "money"]
    for name in ("money", "bridges", "seed", "exits"):
        pd.testing.assert_series_equal(columns[name], team.replicates[name])
    whole = pa.concat_tables(team.pieces()).to_pandas()
    pd.testing.assert_frame_equal(whole, team.replicates)


# ------------------------------------------------------------------- what fails


@pytest.fixture
def broken(monkeypatch):
    """Seed 7 of the team fails."""

    def fail(piece):
        if 7 in piece.seeds and piece.settings.arm == "team":
            raise ZeroDivisionError("seven is not lucky")
        return run_piece(piece)

    for module in (pieces, verifying):
        monkeypatch.setattr(module, "run_piece", fail)


def test_a_failing_run_is_recorded_and_stops_no_other(folder, broken, monkeypatch):
    with pytest.raises(StudyFailed) as failed:
        done(folder)
    name = f"{configuration_name(change(BASE, {'arm': 'team'}))}-7"
    check_sentence(f"{failed.value}.", f"1 brokering-repeat {folder} {name}")
    assert len(Parts(folder).positions().seed) == 99
    table = pd.read_csv(folder / "failures.csv")
    assert table["error"].tolist() == ["ZeroDivisionError: seven is not lucky"]
    with pytest.raises(ZeroDivisionError):
        replay(StudyFolder(folder), name)
    monkeypatch.undo()
    assert replay(StudyFolder(folder), name)["seed"].tolist() == [7]
    done(folder)
    assert not (folder / "failures.csv").exists()


def test_fail_fast_ends_with_the_first_failure(folder, broken):
    with pytest.raises(StudyFailed):
        done(folder, fail_fast=True)
    assert len(Parts(folder).positions().seed) < 99


def test_a_run_that_has_not_failed_cannot_be_replayed(folder):
    with refusal("x-1"):
        replay(StudyFolder(folder), "x-1")


# ------------------------------------------------------------------- files of dead processes

ELSEWHERE = ".1.another-machine.table.csv"


@pytest.fixture
def dead():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def plant(folder, name, age=0.0):
    path = folder / name
    path.write_text("half")
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def test_the_next_run_of_a_study_deletes_what_a_killed_one_left(study, dead, tmp_path):
    first = study(results=tmp_path)
    before = sorted(first.rglob("*"))
    for folder in (first, first / "parts"):
        plant(folder, f".{dead}.{atomic.HOST}.left")
        plant(folder, ELSEWHERE, age=25 * 3600)
    assert study(results=tmp_path) == first
    assert sorted(first.rglob("*")) == before


def test_temporary_files_that_may_still_be_written_are_left_alone(tmp_path, dead):
    kept = [
        plant(tmp_path, atomic.temporary(tmp_path / "own").name),
        plant(tmp_path, f".{os.getppid()}.{atomic.HOST}.of_a_living_process"),
        plant(tmp_path, ELSEWHERE, age=23 * 3600),
        plant(tmp_path, ".hidden_by_a_person", age=25 * 3600),
        plant(tmp_path, f"{dead}.{atomic.HOST}.visible", age=25 * 3600),
    ]
    plant(tmp_path, f".{dead}.{atomic.HOST}.left")
    atomic.remove_orphans(tmp_path)
    atomic.remove_orphans(tmp_path / "no_such_folder")
    assert sorted(tmp_path.iterdir()) == sorted(kept)


# ------------------------------------------------------------------- for real

STUDY = (*SMALL[:-1], "replicates=300", "arms=[solos,team]")
TABLES = ("table.csv", "differences.csv", "replicates.parquet", "weekly.parquet")


def everything(folder):
    (study,) = (folder / "results" / "team_vs_solo").iterdir()
    names = [*(study / name for name in TABLES), *sorted((study / "parts").iterdir())]
    return {path.name: path.read_bytes() for path in names}


@pytest.fixture(scope="module")
def straight(tmp_path_factory):
    folder = tmp_path_factory.mktemp("straight")
    assert ended(start(folder, *STUDY)) == (0, "")
    return everything(folder)


# How the study is ended each time it is begun, and at which stage.
KILLS = (
    (signal.SIGKILL, has_written, ("config.yaml",)),  # begun
    (signal.SIGKILL, has_written, ()),
    (signal.SIGINT, has_written, ()),
    (signal.SIGTERM, has_written, ()),
    (signal.SIGKILL, has_written, ("table.csv",)),  # all has run; tables are written
)


@pytest.mark.slow
def test_a_study_that_is_killed_again_and_again_ends_in_the_same_bytes(tmp_path, straight, deep):
    kills = [kill for kill in KILLS if deep or kill[0] == signal.SIGKILL]
    for count, (number, stage, said) in enumerate(kills):
        more = ("executor=serial",) if count % 2 else ("workers=3",)
        running = start(tmp_path, *STUDY, *more, often=True)
        interrupt(running, number, stage(tmp_path, *said))
    assert ended(start(tmp_path, *STUDY)) == (0, "")
    assert everything(tmp_path) == straight


@pytest.mark.deep
@pytest.mark.slow
def test_a_full_disk_is_said_in_one_sentence_and_loses_nothing(tmp_path, straight):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk needs the rights of root")
    try:
        status, err = ended(start(disk, *STUDY))
        assert (status, "No space left on device" in err) == (2, True), err
        assert err.count("\n") == 1 and "Traceback" not in err
        subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
        assert ended(start(disk, *STUDY)) == (0, "")
        assert everything(disk) == straight
    finally:
        subprocess.run(["umount", disk], check=False)


@pytest.mark.deep
@pytest.mark.slow
def test_two_studies_at_once_in_one_folder_do_no_harm(tmp_path, straight):
    both = [start(tmp_path, *STUDY), start(tmp_path, *STUDY)]
    assert [ended(each)[0] for each in both] == [0, 0]
    assert ended(start(tmp_path, *STUDY)) == (0, "")
    assert everything(tmp_path) == straight
